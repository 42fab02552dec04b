import Execution
import Logging
import Synchronization

/// Connections to one database, each with a thread of its own, lent to closures.
///
/// A closure runs whole on one connection's thread and blocks there, so a run costs two hops however many
/// statements it sends. Connections are made when first needed and replaced when broken. Closures that find none
/// free wait in the order they came. Cancelling the task cancels what the server is doing for the closure.
///
/// ```swift
/// let pool = PostgresPool(configuration: configuration, size: 4)
/// let total = try await pool.run { db in
///   try db.transaction {
///     try db.execute("insert into item (name) values ($1)", [.text(name)])
///     return try db.query("select count(*) from item").first?.int64(0) ?? 0
///   }
/// }
/// await pool.close()
/// ```
public final class PostgresPool: Sendable {
  public let configuration: PostgresConfiguration
  public let size: Int
  private let connections: [PooledConnection]
  private let state: Mutex<PoolState<CheckedContinuation<Int, any Error>>>
  private let nextID = Atomic<UInt64>(0)
  private let closers = Mutex<[CheckedContinuation<Void, Never>]>([])

  /// Makes a pool; does not connect yet.
  /// - Parameters:
  ///   - size: the most connections at a time, at least 1.
  ///   - statementCapacity: prepared statements kept per connection.
  ///   - name: begins the names of the threads.
  public init(
    configuration: PostgresConfiguration, size: Int, statementCapacity: Int = 256, name: String = "pg",
    logger: Logger = Logger(label: "postgres")
  ) {
    self.configuration = configuration
    self.size = max(1, size)
    state = Mutex(PoolState(size: max(1, size)))
    connections = (0..<max(1, size)).map {
      PooledConnection(
        configuration: configuration, statementCapacity: statementCapacity, name: "\(name)-\($0)", logger: logger)
    }
  }

  /// Runs a closure on a connection and returns what it returns.
  /// - Parameter body: gets the session for as long as it runs; sync, on the connection's thread.
  /// - Throws: what the closure throws; `PostgresError` with code `.connectionFailed` when no connection could be
  ///   made, `.closed` after `close`; `CancellationError` when the task was cancelled before the closure ended.
  public func run<T: Sendable>(_ body: @Sendable @escaping (PostgresSession) throws -> T) async throws -> T {
    let slot = try await acquire()
    let token = RunToken()
    let result: Result<T, any Error>
    do {
      result = .success(
        try await withTaskCancellationHandler {
          try await connections[slot].run(token, body)
        } onCancel: {
          token.cancel()
        })
    } catch {
      result = .failure(error)
    }
    await release(slot)
    return try result.get()
  }

  /// Refuses new closures, waits for those that run, and closes all connections.
  public func close() async {
    let (waiters, idle) = state.withLock { $0.close() }
    for waiter in waiters { waiter.resume(throwing: PostgresPool.closedError) }
    for slot in idle { await connections[slot].close() }
    await withCheckedContinuation { continuation in
      closers.withLock { $0.append(continuation) }
      resumeClosersIfIdle()
    }
  }

  private func acquire() async throws -> Int {
    let id = nextID.add(1, ordering: .relaxed).newValue
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Int, any Error>) in
        // Under the lock a cancellation is either seen here, or finds the waiter in the queue.
        let result: Result<Int, any Error>? = state.withLock { state in
          if Task.isCancelled { return .failure(CancellationError()) }
          switch state.acquire(id, continuation) {
          case .use(let slot): return .success(slot)
          case .wait: return nil
          case .closed: return .failure(PostgresPool.closedError)
          }
        }
        if let result { continuation.resume(with: result) }
      }
    } onCancel: {
      state.withLock { $0.cancel(id) }?.resume(throwing: CancellationError())
    }
  }

  private func release(_ slot: Int) async {
    switch state.withLock({ $0.release(slot) }) {
    case .hand(let waiter, let slot): waiter.resume(returning: slot)
    case .keep: break
    case .close:
      await connections[slot].close()
      resumeClosersIfIdle()
    }
  }

  private func resumeClosersIfIdle() {
    guard state.withLock({ $0.isIdle }) else { return }
    let all = closers.withLock { closers in
      defer { closers = [] }
      return closers
    }
    for closer in all { closer.resume() }
  }

  private static let closedError = PostgresError(
    code: .closed, message: "the connection pool is closed", mend: "do not use it after close")
}
