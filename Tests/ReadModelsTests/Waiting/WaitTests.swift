import Execution
import Ledger
import ReadModels
import Synchronization
import TestSupport
import Testing

/// The wait itself, without a database.
@Suite(.timeLimit(.minutes(15))) struct WaitTests {
  private struct Broken: Error {}
  private static let missing = WaitError.Missing.settled(loop: "a.b", behind: ["something"])
  private let signal = WakeSignal()

  private func wait(limit: Duration = .seconds(3600), pause: Duration = .seconds(3600)) -> Wait {
    Wait(wake: signal, pause: pause, limit: limit)
  }

  /// Each look of these waits an hour for the next one, unless it is woken.
  @Test func whatIsThereIsNotWaitedFor() async throws {
    #expect(try await wait().until { .reached(7) } == 7)
  }

  @Test func aWakeUpMakesAnotherLook() async throws {
    let looks = Atomic(0)
    let reached = try await wait().until { () -> Look<Int> in
      let count = looks.add(1, ordering: .relaxed).newValue
      // Comes after the look began, and is not slept through.
      await signal.fire()
      return count < 3 ? .missing(WaitTests.missing) : .reached(count)
    }
    #expect(reached == 3)
  }

  @Test func itLooksByTimeWhereNobodyWakes() async throws {
    let looks = Atomic(0)
    let reached = try await wait(pause: .milliseconds(1)).until { () -> Look<Int> in
      let count = looks.add(1, ordering: .relaxed).newValue
      return count < 5 ? .missing(WaitTests.missing) : .reached(count)
    }
    #expect(reached == 5)
  }

  /// The pause is cut where the time ends, and the last look comes after that.
  @Test func whatDoesNotComeIsAnErrorThatSaysWhat() async throws {
    // Where the first look takes longer than that, it is the last.
    try await eventually("it has looked twice") {
      let looks = Atomic(0)
      let error = await #expect(throws: WaitError.self) {
        try await wait(limit: .milliseconds(30)).until { () -> Look<Int> in
          .missing(.settled(loop: "a.b", behind: ["look \(looks.add(1, ordering: .relaxed).newValue)"]))
        }
      }
      let count = looks.load(ordering: .relaxed)
      #expect(count <= 2)
      #expect(error == WaitError(missing: .settled(loop: "a.b", behind: ["look \(count)"]), limit: .milliseconds(30)))
      return count == 2
    }
  }

  @Test func withoutAnyTimeItLooksOnce() async throws {
    #expect(try await wait(limit: .zero).until { .reached(1) } == 1)
    await #expect(throws: WaitError.self) {
      try await wait(limit: .zero).until { () -> Look<Int> in .missing(WaitTests.missing) }
    }
  }

  @Test func cancellationEndsIt() async throws {
    let task = Task { try await wait().until { () -> Look<Int> in .missing(WaitTests.missing) } }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  @Test func whatALookThrowsEndsIt() async throws {
    await #expect(throws: Broken.self) { try await wait().until { () -> Look<Int> in throw Broken() } }
  }

  @Test(arguments: [
    (
      WaitError.Missing.recorded(first: EventIdentity(source: "/s", id: "e"), missing: 1, of: 1),
      "event e of /s is not in the ledger after 60.0 seconds; is the archiver running, and is it parked?"
    ),
    (
      .recorded(first: EventIdentity(source: "/s", id: "e"), missing: 2, of: 5),
      "not all of 5 events are in the ledger after 60.0 seconds: 2 are missing, such as e of /s;"
    ),
    (
      .folded(position: 9, checkpoint: 4),
      "the ledger has position 9, and the read models have not reached it after 60.0 seconds: they stand at 4;"
    ),
    (
      .folded(position: 9, checkpoint: nil),
      "the ledger has position 9, and the read models have not reached it after 60.0 seconds: there are none;"
    ),
    (
      .settled(loop: "a.b", behind: ["the trainer stands at 1 of 9", "the evaluator has not begun"]),
      "the services of a.b do not come to rest within 60.0 seconds: the trainer stands at 1 of 9, the evaluator has "
        + "not begun;"
    ),
  ])
  func errorsSayWhatIsMissingAndWhereToLook(_ missing: WaitError.Missing, _ beginning: String) {
    let text = WaitError(missing: missing, limit: .seconds(60)).description
    #expect(text.hasPrefix(beginning), "\(text)")
    #expect(text.contains("see `millrace status`"))
  }
}
