/// Runs actors and closures one after another on a thread of its own, for C clients that block.
///
/// Use it as an actor's executor (`unownedExecutor`), or hand it closures with ``run(_:)``. The thread
/// starts with the first piece of work, so an executor that is never used costs none. Order is first in,
/// first out.
///
/// ```swift
/// let executor = ThreadExecutor(name: "ledger")
/// let rows = try await executor.run { try connection.query("select 1") }
/// executor.shutdown()
/// ```
public final class ThreadExecutor: SerialExecutor {
  private let worker: Worker

  /// Makes an executor.
  /// - Parameter name: shown for the thread by `ps` and debuggers; Linux shows its first 15 bytes.
  public init(name: String) {
    worker = Worker(name: name)
  }

  deinit {
    worker.shutdown()
  }

  /// Lets the thread do what is already enqueued and then end; does not wait for that.
  ///
  /// Work that comes later is not lost: it runs, in order, on a thread started for it. Going out of scope
  /// does the same as this call.
  public func shutdown() {
    worker.shutdown()
  }

  /// Runs a closure on the thread and returns what it returns or throws. Cancelling the caller does not
  /// interrupt it.
  public func run<T: Sendable>(_ body: @Sendable @escaping () throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
      worker.enqueue(.closure { continuation.resume(with: Result(catching: body)) })
    }
  }

  /// Runs a closure that cannot fail on the thread and returns its result.
  public func run<T: Sendable>(_ body: @Sendable @escaping () -> T) async -> T {
    await withCheckedContinuation { continuation in
      worker.enqueue(.closure { continuation.resume(returning: body()) })
    }
  }

  /// Enqueues a closure and returns at once.
  public func submit(_ body: @Sendable @escaping () -> Void) {
    worker.enqueue(.closure(body))
  }

  public func enqueue(_ job: consuming ExecutorJob) {
    worker.enqueue(.job(UnownedJob(job), asUnownedSerialExecutor()))
  }

  public func checkIsolated() {
    precondition(worker.isCurrentThread, "not on the thread of this ThreadExecutor")
  }

  public func isIsolatingCurrentContext() -> Bool? {
    worker.isCurrentThread
  }
}
