import NIOCore

/// Runs tasks on a connection's event loop, where their bytes come in and go out: a request that waits for nothing changes
/// threads nowhere. What takes long has no place there, since all connections of the loop wait for it.
final class LoopExecutor: TaskExecutor {
  private let loop: any EventLoop

  init(_ loop: any EventLoop) { self.loop = loop }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
