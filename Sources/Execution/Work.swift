/// One piece of work for a ``Worker``.
enum Work: Sendable {
  /// A job of an actor that has a ``ThreadExecutor`` as its executor.
  case job(UnownedJob, UnownedSerialExecutor)
  /// A plain closure.
  case closure(@Sendable () -> Void)

  func perform() {
    switch self {
    case .job(let job, let executor): job.runSynchronously(on: executor)
    case .closure(let body): body()
    }
  }
}
