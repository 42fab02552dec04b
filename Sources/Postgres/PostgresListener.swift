import Execution
import Logging

/// Listens for notifications on a connection and a thread of its own.
///
/// ```swift
/// for await event in try PostgresListener(configuration: configuration).notifications(["ledger"]) {
///   try await follow()
/// }
/// ```
public struct PostgresListener: Sendable {
  private let configuration: PostgresConfiguration
  private let bufferSize: Int
  private let logger: Logger

  /// - Parameter bufferSize: events kept for a consumer that is busy; beyond that the oldest are dropped, so
  ///   notifications may wake but must not carry what is nowhere else.
  public init(
    configuration: PostgresConfiguration, bufferSize: Int = 1024, logger: Logger = Logger(label: "postgres.listener")
  ) {
    self.configuration = configuration
    self.bufferSize = bufferSize
    self.logger = logger
  }

  /// Listens on channels (names exactly as given to `pg_notify`) until the loop over the stream or its task ends.
  ///
  /// While the server is away it tries again without end, pausing at most 2 s.
  /// - Throws: `PostgresError` when no pipe can be made.
  public func notifications(_ channels: [String]) throws -> AsyncStream<PostgresListenerEvent> {
    let pipe = try WakePipe()
    let executor = ThreadExecutor(name: "pg-listen")
    let (stream, continuation) = AsyncStream.makeStream(
      of: PostgresListenerEvent.self, bufferingPolicy: .bufferingNewest(bufferSize))
    continuation.onTermination = { _ in pipe.wake() }
    executor.submit { [configuration, logger] in
      ListenerLoop(configuration: configuration, channels: channels, pipe: pipe, logger: logger)
        .run { continuation.yield($0) }
      continuation.finish()
    }
    executor.shutdown()
    return stream
  }
}
