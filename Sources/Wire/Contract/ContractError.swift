/// Why the contract in `streams/` cannot be used: which file, where in it, what, and how to mend it.
///
/// Trying again cannot help before the file is mended.
package struct ContractError: Error, Sendable, Hashable, CustomStringConvertible {
  package var code: Code
  /// The file's name inside the contract's folder.
  package var file: String
  package var message: String

  package var description: String { "streams/\(file): \(message)" }

  package enum Code: String, Sendable, Hashable {
    case unreadable
    case malformed
    case unsupportedSchema
    case missingType
    case unknownType
    case missingField
  }
}
