import Domain
import Glibc

/// Places at which this process kills itself, each of them once: by them the tests show what a kill neither loses nor
/// doubles. Empty, as it is everywhere else, it does nothing.
package struct FaultPoint: Sendable {
  private let faults: Set<Fault>
  /// What was fired is marked here by an empty file, so that the process started again gets further.
  private let folder: String

  package init(_ faults: [Fault] = [], folder: String = "") {
    self.faults = Set(faults)
    self.folder = folder
  }

  /// Kills this process with SIGKILL where a fault says so and was not fired before.
  func pass(_ moment: Fault.Moment, _ event: Event) {
    guard !faults.isEmpty else { return }
    for fault in faults
    where fault.moment == moment && fault.type == event.type && "/millrace/" + fault.reactor == event.source {
      let file = open(folder + "/" + fault.description, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
      guard file >= 0 else { continue }
      close(file)
      kill(getpid(), SIGKILL)
    }
  }
}
