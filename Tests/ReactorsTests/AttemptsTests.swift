import Domain
import Evaluation
import Ledger
import Postgres
import ReactorSupport
import Reactors
import TestSupport
import Testing

/// What may pass is tried again where one can see it; what may not ends the round, and the loop goes on.
@Suite(.database(migrated: true)) struct AttemptsTests {
  private struct Unheard: Error {}

  private func retry(_ history: LoopHistory) async throws -> (attempts: Int64, reason: String)? {
    try await history.pool.run { db in
      try db.query("SELECT attempts, reason FROM reactor.retry WHERE reactor = 'stumbler'").first.map {
        (try $0.int64("attempts"), try $0.text("reason"))
      }
    }
  }

  @Test func whatMayPassIsTriedAgainAndSeen() async throws {
    var history = try await LoopHistory()
    let away = PostgresError(code: .connectionLost, message: "the server is away")
    let full = PostgresError(code: .server, message: "no space left", sqlState: "53100")
    let stumbler = ReactorHarness(
      StumblingReactor([away, full] + Array(repeating: away, count: 20)), on: history)
    try await history.append([history.tick(day: 1), history.tick(day: 2)])
    let before = try await history.pool.run { try LedgerReader.head($0).position }
    for attempt in 1...22 {
      #expect(await stumbler.attempt() == nil)
      let row = try await retry(history)
      #expect(row?.attempts == Int64(attempt))
      #expect(row?.reason.contains(attempt == 2 ? "no space left" : "the server is away") == true)
    }
    // However often: the round is not given up, and the row goes when it is through.
    #expect(try await stumbler.run().isEmpty)
    #expect(try await retry(history) == nil)
    #expect(try await stumbler.emitted(since: before).isEmpty)
  }

  @Test func whatFailsTheSameEachTimeEndsTheRound() async throws {
    var history = try await LoopHistory()
    let refused = PostgresError(code: .server, message: "out of range", sqlState: "22003")
    let stumbler = ReactorHarness(
      StumblingReactor([refused, LedgerError(.missing, "gone"), RoundFailure(.foldVersionGone, "no folds")]),
      on: history)
    let ticks = (1...4).map { history.tick(day: Double($0)) }
    try await history.append(ticks)
    let failed = try await stumbler.run().map { try $0.decoded(as: RoundFailed.self) }
    #expect(failed.map(\.code) == ["data_refused", "fails_each_time", "fold_version_gone"])
    #expect(failed.map(\.tick) == ticks.dropLast().map(\.id))
    #expect(failed.allSatisfy { $0.stage == .trial && $0.datasetID == nil && !$0.sentence.isEmpty })
  }

  /// An error that does not say whether it may pass is given the benefit of the doubt, but not for ever.
  @Test func anUnknownErrorIsTriedSomeTimes() async throws {
    var history = try await LoopHistory()
    let stumbler = ReactorHarness(StumblingReactor(Array(repeating: Unheard(), count: 5)), on: history)
    try await history.append([history.tick(day: 1), history.tick(day: 2)])
    let before = try await history.pool.run { try LedgerReader.head($0).position }
    for _ in 0..<4 { #expect(await stumbler.attempt() == nil) }
    #expect(try await retry(history)?.attempts == 4)
    #expect(await stumbler.attempt() == true)
    let failed = try await stumbler.emitted(since: before).map { try $0.decoded(as: RoundFailed.self) }
    #expect(failed.map(\.code) == ["fails_each_time"] && failed.first?.sentence.contains("Unheard") == true)
    #expect(try await stumbler.run().isEmpty)
    #expect(try await retry(history) == nil)
  }

  /// A reason that is found at every tick is said once.
  @Test func theSameReasonInARowIsSaidOnce() async throws {
    var history = try await LoopHistory()
    let (gone, other) = (LedgerError(.missing, "gone"), RoundFailure(.foldVersionGone, "no folds"))
    let stumbler = ReactorHarness(StumblingReactor([gone, gone, gone, other, other, gone]), on: history)
    try await history.append((1...7).map { history.tick(day: Double($0)) })
    let failed = try await stumbler.run().map { try $0.decoded(as: RoundFailed.self) }
    #expect(failed.map(\.code) == ["fails_each_time", "fold_version_gone", "fails_each_time"])
  }
}
