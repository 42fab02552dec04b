import Domain
import Evaluation
import Logging
import Postgres

/// The attempts of one reactor at the next event of one loop: says whether a failure is final, and keeps what is tried
/// again where `millrace status` reads it, as far as that can be written.
actor Attempts {
  /// So often an error that does not say whether it may pass has to be the same, before it is taken for one that does not.
  static let limit = 5

  private let reactor: String
  private let loop: String
  private let pool: PostgresPool
  private let logger: Logger
  private var position: Int64 = 0
  private var last = ""
  private var count = 0
  /// There may be a row of an earlier process.
  private var isWritten = true

  init(reactor: String, loop: String, pool: PostgresPool, logger: Logger) {
    self.reactor = reactor
    self.loop = loop
    self.pool = pool
    self.logger = logger
  }

  /// What comes now is tried for the event at that position; 0: for reading the next one.
  func begin(at position: Int64) { self.position = position }

  /// - Returns: why the round fails; nil: it is to be tried again.
  func failure(_ error: any Error) async -> RoundFailure? {
    if let error = error as? any PassingError {
      guard error.mayPass else { return RoundFailure(error) }
      await note("\(error)")
      return nil
    }
    let text = "\(error)"
    (last, count) = (text, text == last ? count + 1 : 1)
    if count >= Attempts.limit { return RoundFailure(.failsEachTime, "\(count) times in a row: \(text)") }
    await note(text)
    return nil
  }

  /// Notes that something is tried again, and why.
  func note(_ reason: String) async {
    isWritten = true
    let retry = ReactorRetry(position: position, reason: Bounded.text(reason, bytes: RoundFailure.sentenceLimit))
    let (reactor, loop) = (reactor, loop)
    do {
      try await pool.run { try retry.save($0, reactor: reactor, loop: loop) }
    } catch {
      logger.debug("what is tried again cannot be written down", metadata: ["error": "\(error)"])
    }
  }

  /// The event was decided on.
  func end() async throws {
    (last, count) = ("", 0)
    guard isWritten else { return }
    let (reactor, loop) = (reactor, loop)
    try await pool.run { try ReactorRetry.clear($0, reactor: reactor, loop: loop) }
    isWritten = false
  }
}
