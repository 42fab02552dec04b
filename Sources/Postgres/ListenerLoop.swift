import CLibPQ
import Logging

/// The thread of a listener: connects, listens, waits, connects anew.
struct ListenerLoop {
  let configuration: PostgresConfiguration
  let channels: [String]
  let pipe: WakePipe
  let logger: Logger

  /// Runs until the pipe is woken.
  func run(_ yield: (PostgresListenerEvent) -> Void) {
    var hasListened = false
    var pause: Int32 = 20
    while true {
      let session = PostgresSession(configuration: impatientConfiguration, logger: logger)
      do {
        try session.begin(RunToken())
        for channel in channels { try session.script("LISTEN \(quoteIdentifier(channel))") }
        yield(hasListened ? .reconnected : .listening)
        hasListened = true
        pause = 20
        while let connection = session.connection {
          for notification in try session.notifications() { yield(.notification(notification)) }
          if pipe.wait(for: PQsocket(connection), milliseconds: -1) { return }
        }
      } catch {
        logger.warning(
          "listener lost its connection, connecting anew", metadata: ["error": "\(error)", "pause": "\(pause) ms"])
      }
      session.disconnect()
      if pipe.wait(milliseconds: pause) { return }
      pause = min(pause * 2, 2000)
    }
  }

  /// Patience is the loop's own matter: between attempts it must notice that it is to end.
  private var impatientConfiguration: PostgresConfiguration {
    var configuration = configuration
    configuration.connectPatience = .zero
    return configuration
  }
}
