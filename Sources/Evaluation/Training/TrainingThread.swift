import Execution

/// The thread that trains: training is long and blocks, so it stays off the shared executor.
package final class TrainingThread: Sendable {
  private let executor = ThreadExecutor(name: "trainer")

  package init() {}

  deinit { executor.shutdown() }

  /// Runs a closure on the thread.
  /// - Parameter body: is given a check that throws `CancellationError` once the calling task is cancelled.
  package func run<T: Sendable>(
    _ body: @Sendable @escaping (_ checkCancellation: () throws -> Void) throws -> T
  ) async throws -> T {
    let flag = Flag()
    return try await withTaskCancellationHandler {
      try await executor.run {
        try body { if flag.isSet { throw CancellationError() } }
      }
    } onCancel: {
      flag.set()
    }
  }
}
