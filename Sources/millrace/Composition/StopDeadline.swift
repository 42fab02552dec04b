import Dispatch
import Execution
import Glibc
import Logging
import Synchronization

/// The one limit of every stop: what has not ended by then is ended with the process.
///
/// A stop waits for Kafka and Postgres as a courtesy alone. What was answered for is in the journal, the ledger is a
/// transaction or it is not, and readers, folds and reactors go on from where the ledger has them.
final class StopDeadline: Sendable {
  /// How long the services may take in order. Then all of them are cancelled.
  static let services = Duration.seconds(4)
  /// How long a stop may take from the signal to the end of the process.
  static let whole = Duration.seconds(9)
  /// A second signal that comes sooner is the first one once more, as when a terminal and a script both send it.
  private static let repeated = Duration.milliseconds(300)

  private struct State {
    var began: ContinuousClock.Instant?
    var isEnding = false
  }

  private let logger: Logger
  private let kill: @Sendable () -> Void
  private let state = Mutex(State())
  /// A thread of its own: Swift's may all be held up.
  private let queue = DispatchQueue(label: "stop")

  /// - Parameter kill: ends what the process has started; waits for no more than 0.4 s.
  init(logger: Logger, kill: @escaping @Sendable () -> Void) {
    self.logger = logger
    self.kill = kill
  }

  /// How much time is left; all of it where no stop has begun.
  var remaining: Duration {
    state.withLock { $0.began }.map { max(.zero, StopDeadline.whole - $0.duration(to: .now)) } ?? StopDeadline.whole
  }

  /// From here on the first SIGINT or SIGTERM begins a stop, and the second ends the process.
  /// - Parameter status: the exit status of a process that is ended when the time is over.
  func arm(status: Int32 = 0) {
    for signal in [SIGINT, SIGTERM] {
      // As the service group does, which takes the signals as well.
      let source = DispatchSource.makeSignalSource(signal: signal, queue: queue)
      source.setEventHandler { [self] in take(signal, status) }
      source.resume()
      // Until the process ends: one that nobody holds is cancelled.
      _ = Unmanaged.passRetained(source as AnyObject)
    }
  }

  /// A stop begins, where none has yet.
  func begin(status: Int32 = 0) {
    let isFirst = state.withLock { state in
      guard state.began == nil else { return false }
      state.began = .now
      return true
    }
    guard isFirst else { return }
    queue.asyncAfter(deadline: .now() + .seconds(Int(StopDeadline.whole.components.seconds))) { [self] in
      end(
        status,
        "not all had stopped after \(StopDeadline.whole), so the process ends; what it answered for is in the journal")
    }
  }

  private func take(_ signal: Int32, _ status: Int32) {
    guard let began = state.withLock(\.began) else { return begin(status: status) }
    guard began.duration(to: .now) > StopDeadline.repeated else { return }
    end(128 + signal, "told to stop twice, so the process ends at once; what it answered for is in the journal")
  }

  private func end(_ status: Int32, _ words: String) {
    let isFirst = state.withLock { state in
      defer { state.isEnding = true }
      return !state.isEnding
    }
    guard isFirst else { return }
    kill()
    // Whoever reads the log may stand still, too.
    let executor = ThreadExecutor(name: "stop-log")
    executor.submit { [logger] in
      logger.warning("\(words)")
      _exit(status)
    }
    usleep(500_000)
    _exit(status)
  }
}
