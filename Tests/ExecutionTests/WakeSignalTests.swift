import Execution
import Testing

/// Without the wake-up each of these would sleep for an hour.
@Suite(.timeLimit(.minutes(15))) struct WakeSignalTests {
  @Test func doesNotSleepThroughWhatHappenedBefore() async {
    let signal = WakeSignal()
    let seen = await signal.generation
    await signal.fire()
    // Would take an hour if the wake-up were lost.
    await signal.wait(after: seen, atMost: .seconds(3600))
    #expect(await signal.generation == seen + 1)
  }

  @Test func wakesAllSleepers() async {
    let signal = WakeSignal()
    let seen = await signal.generation
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<5 { group.addTask { await signal.wait(after: seen, atMost: .seconds(3600)) } }
      await signal.fire()
      await group.waitForAll()
    }
    #expect(await signal.generation > seen)
  }

  @Test func aCancelledSleeperWakes() async {
    let signal = WakeSignal()
    let task = Task { await signal.wait(after: await signal.generation, atMost: .seconds(3600)) }
    task.cancel()
    await task.value
  }
}
