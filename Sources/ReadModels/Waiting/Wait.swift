import Execution

/// Looks again and again until what is waited for is there: whenever it is woken, and from time to time.
package struct Wait: Sendable {
  private let wake: WakeSignal
  private let pause: Duration
  private let limit: Duration
  private let deadline: ContinuousClock.Instant

  /// Begins to wait.
  /// - Parameters:
  ///   - pause: at most so long between two looks.
  ///   - limit: how long in all; the last look comes after it.
  package init(wake: WakeSignal, pause: Duration, limit: Duration) {
    self.wake = wake
    self.pause = pause
    self.limit = limit
    deadline = .now + limit
  }

  /// - Throws: `WaitError` when the time is over, `CancellationError`, and what a look throws.
  package func until<Value>(_ look: () async throws -> Look<Value>) async throws -> Value {
    while true {
      try Task.checkCancellation()
      // Before the look, so that what comes after it wakes.
      let seen = await wake.generation
      switch try await look() {
      case .reached(let value): return value
      case .missing(let missing):
        let left = ContinuousClock.now.duration(to: deadline)
        guard left > .zero else { throw WaitError(missing: missing, limit: limit) }
        await wake.wait(after: seen, atMost: min(pause, left))
      }
    }
  }
}
