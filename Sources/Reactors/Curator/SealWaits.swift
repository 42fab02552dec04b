import Domain
import Logging
import Synchronization

/// Why datasets that are due are not sealed, loop by loop, so that each reason is told once and not at every tick.
final class SealWaits: Sendable {
  private let codes = Mutex<[String: WaitCode]>([:])

  /// - Parameter reason: nil: it is sealed.
  func note(_ reason: WaitReason?, of loop: String, logger: Logger) {
    let before = codes.withLock { codes in
      let before = codes[loop]
      codes[loop] = reason?.code
      return before
    }
    guard let reason, reason.code != before else { return }
    logger.warning(
      "a dataset is due, but is not sealed",
      metadata: ["code": "\(reason.code.rawValue)", "reason": "\(reason.sentence)"])
  }
}
