import Domain
import Execution
import Ledger
import Postgres
import ReactorSupport
import ReadModels
import TestSupport
import Testing

/// Waiting on a real ledger with its folds.
@Suite(.database(migrated: true, adopted: false))
struct PositionWaiterTests {
  private let signal = WakeSignal()

  private func waiter(limit: Duration = .seconds(150)) -> PositionWaiter {
    PositionWaiter(pool: Database.current.pool, wake: signal, pause: .milliseconds(5), limit: limit)
  }

  private func script(_ sql: String) async throws { try await Database.current.pool.run { try $0.script(sql) } }

  @Test func eventsOfSeveralSourcesAreWaitedFor() async throws {
    var history = try await LoopHistory()
    var events = [history.tick(day: 1), history.tick(day: 2), history.tick(day: 3)]
    events[2].source = "/other"
    let identities = events.map { EventIdentity($0) }
    try await history.append([events[0]])
    let error = await #expect(throws: WaitError.self) { try await waiter(limit: .zero).recorded(identities) }
    guard case .recorded(let first, 2, of: 3) = error?.missing else { throw NeverExpected(error) }
    #expect(identities[1...].contains(first))

    async let recorded = waiter().recorded(identities)
    try await history.append(Array(events[1...]))
    await signal.fire()
    #expect(try await recorded == [identities[0]: 2, identities[1]: 3, identities[2]: 4])
    #expect(try await waiter(limit: .zero).recorded([]) == [:])
  }

  @Test func foldsAreWaitedFor() async throws {
    var history = try await LoopHistory()
    let tick = history.tick(day: 1)
    try await history.append([tick])
    try await script("UPDATE fold.checkpoint SET position = 1")
    let error = await #expect(throws: WaitError.self) { try await waiter(limit: .zero).folded(EventIdentity(tick)) }
    #expect(error?.missing == .folded(position: 2, checkpoint: 1))
    try await waiter(limit: .zero).folded(1)

    async let folded = waiter().folded(EventIdentity(tick))
    try await script("UPDATE fold.checkpoint SET position = 2")
    #expect(try await folded == 2)
  }

  @Test func aDatabaseWithoutReadModelsIsWaitedForToo() async throws {
    let error = await #expect(throws: WaitError.self) { try await waiter(limit: .zero).folded(1) }
    #expect(error?.missing == .folded(position: 1, checkpoint: nil))
  }

  @Test func aLoopIsSettledWhenTheReactorsThatThereAreStandAtTheEnd() async throws {
    _ = try await LoopHistory()
    let (loop, reactors) = (LoopHistory.name, ["first", "second"])
    func behind() async -> WaitError.Missing? {
      await #expect(throws: WaitError.self) {
        try await waiter(limit: .zero).settled(loop, reactors: reactors)
      }?.missing
    }
    try await script(
      """
      INSERT INTO reactor.cursor (reactor, loop, position, settled) VALUES
        ('first', '\(loop)', 1, 0), ('second', 'another.loop', 1, 0), ('gone', '\(loop)', 0, 0)
      """)
    #expect(await behind() == .settled(loop: loop, behind: ["the second has not begun"]))
    try await script("INSERT INTO reactor.cursor (reactor, loop, position, settled) VALUES ('second', '\(loop)', 0, 0)")
    #expect(await behind() == .settled(loop: loop, behind: ["the second stands at 0 of 1"]))

    async let settled = waiter().settled(loop, reactors: reactors)
    try await script("UPDATE reactor.cursor SET position = 1 WHERE reactor = 'second'")
    #expect(
      try await settled
        == LoopStanding(head: 1, checkpoint: 1, cursors: ["first": 1, "second": 1, "gone": 0], generation: 0))

    try await script("UPDATE fold.checkpoint SET position = 0")
    #expect(await behind() == .settled(loop: loop, behind: ["the projector stands at 0 of 1"]))
  }

  /// Something outside the database may have to come to rest as well.
  @Test func whatElseHasToHoldIsWaitedFor() async throws {
    _ = try await LoopHistory()
    let error = await #expect(throws: WaitError.self) {
      try await waiter(limit: .zero).settled(LoopHistory.name, reactors: []) { "inference serves \($0.generation)" }
    }
    #expect(error?.missing == .settled(loop: LoopHistory.name, behind: ["inference serves 0"]))
  }
}

/// An error that is not the one that was expected.
private struct NeverExpected: Error {
  let error: WaitError?
  init(_ error: WaitError?) { self.error = error }
}
