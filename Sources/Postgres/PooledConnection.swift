import Execution
import Logging

/// A session and the thread it lives on.
///
/// `@unchecked Sendable`: `session` is touched only by closures that run one after another on `executor`'s thread,
/// and by `deinit`, when no such closure is left (each holds a reference to this object).
final class PooledConnection: @unchecked Sendable {
  private let session: PostgresSession
  private let executor: ThreadExecutor

  init(configuration: PostgresConfiguration, statementCapacity: Int, name: String, logger: Logger) {
    session = PostgresSession(configuration: configuration, statementCapacity: statementCapacity, logger: logger)
    executor = ThreadExecutor(name: name)
  }

  deinit { executor.shutdown() }

  func run<T: Sendable>(
    _ token: RunToken, _ body: @Sendable @escaping (PostgresSession) throws -> T
  ) async throws -> T {
    try await executor.run {
      try self.session.begin(token)
      defer { self.session.end() }
      do {
        return try body(self.session)
      } catch let error as PostgresError where token.isCancelled && error.isConnectionLost {
        // Cut, since the server did not heed the cancellation.
        throw CancellationError()
      }
    }
  }

  func close() async {
    await executor.run { self.session.disconnect() }
    executor.shutdown()
  }
}
