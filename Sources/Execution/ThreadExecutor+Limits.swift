extension ThreadExecutor {
  /// Runs a closure on the thread and waits for it, but no longer than `limit`, cancelled or not; it goes on then, and
  /// nobody hears of it.
  /// - Returns: nil where the time was over.
  package func run<T: Sendable>(atMost limit: Duration, _ body: @Sendable @escaping () -> T) async -> T? {
    let answer = FirstAnswer<T>()
    submit { answer.give(body()) }
    let timer = Task.detached {
      try? await Task.sleep(for: limit)
      answer.give(nil)
    }
    defer { timer.cancel() }
    return await answer.value
  }

  /// Runs a closure on the thread and waits for it, but no longer than until the caller is cancelled; it goes on then, and
  /// nobody hears of it.
  /// - Returns: nil where the caller was cancelled.
  package func runUnlessCancelled<T: Sendable>(_ body: @Sendable @escaping () -> T) async -> T? {
    let answer = FirstAnswer<T>()
    return await withTaskCancellationHandler {
      submit { answer.give(body()) }
      return await answer.value
    } onCancel: {
      answer.give(nil)
    }
  }
}
