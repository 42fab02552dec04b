/// Lets sleepers know that something happened; a wake-up only ever shortens a sleep.
package actor WakeSignal {
  /// Counts the wake-ups.
  package private(set) var generation: UInt64 = 0
  private var sleepers: [UInt64: CheckedContinuation<Void, Never>] = [:]
  private var nextSleeper: UInt64 = 0

  package init() {}

  package func fire() {
    generation += 1
    let woken = sleepers
    sleepers = [:]
    for sleeper in woken.values { sleeper.resume() }
  }

  /// Sleeps until something happened after `generation`, the time is over, or the task is cancelled.
  package func wait(after generation: UInt64, atMost duration: Duration) async {
    if self.generation != generation || Task.isCancelled { return }
    let id = nextSleeper
    nextSleeper += 1
    let timer = Task { [weak self] in
      try? await Task.sleep(for: duration)
      await self?.end(id)
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        if Task.isCancelled { continuation.resume() } else { sleepers[id] = continuation }
      }
    } onCancel: {
      timer.cancel()
    }
    timer.cancel()
  }

  private func end(_ sleeper: UInt64) { sleepers.removeValue(forKey: sleeper)?.resume() }
}
