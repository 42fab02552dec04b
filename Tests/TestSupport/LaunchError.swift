import Glibc

/// A helper process could not be started or did not come up.
package struct LaunchError: Error, CustomStringConvertible {
  package var description: String

  package init(_ description: String) {
    self.description = description
  }

  init(_ executable: String, _ call: String, _ code: Int32) {
    description = "cannot start \(executable): \(call): \(String(cString: strerror(code)))"
  }
}
