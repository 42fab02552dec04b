import CLibPQ
import Glibc
import Logging

extension PostgresSession {
  /// Connects, trying again with growing pauses while the server is away and patience lasts.
  func connectPatiently() throws {
    let clock = ContinuousClock()
    let deadline = clock.now + configuration.connectPatience
    var pause = Duration.milliseconds(20)
    while true {
      do {
        return try connectOnce()
      } catch let error as PostgresError where error.isRetriable {
        guard clock.now + pause < deadline, !token.isCancelled else { throw error }
        logger.info("the database is away, trying again", metadata: ["error": "\(error)", "pause": "\(pause)"])
        usleep(UInt32(pause.milliseconds) * 1000)
        pause = min(pause * 2, .seconds(1))
      }
    }
  }

  /// One attempt to connect; in steps, so that a deadline and cancellation are heeded.
  private func connectOnce() throws {
    if token.isCancelled { throw CancellationError() }
    guard let connection = start() else {
      throw PostgresError(connection: nil, code: .connectionFailed)
    }
    var isAdopted = false
    defer { if !isAdopted { PQfinish(connection) } }
    PQsetErrorVerbosity(connection, PQERRORS_VERBOSE)
    let clock = ContinuousClock()
    let deadline = clock.now + configuration.connectTimeout
    var step = PQstatus(connection) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING
    while step != PGRES_POLLING_OK {
      guard step != PGRES_POLLING_FAILED else { throw failure(connection) }
      guard clock.now < deadline else {
        throw PostgresError(
          code: .connectionFailed, message: "no connection to \(configuration) within \(configuration.connectTimeout)",
          mend: "check that the server runs and that host, port and network path are right", isConnectionLost: true,
          isRetriable: true)
      }
      if token.isCancelled { throw CancellationError() }
      var descriptor = pollfd(
        fd: PQsocket(connection), events: Int16(step == PGRES_POLLING_READING ? POLLIN : POLLOUT), revents: 0)
      if poll(&descriptor, 1, 50) > 0 { step = PQconnectPoll(connection) }
    }
    PQsetErrorVerbosity(connection, PQERRORS_DEFAULT)
    PQsetNoticeReceiver(connection, noticeReceiver, Unmanaged.passUnretained(self).toOpaque())
    isAdopted = true
    adopt(connection)
  }

  private func start() -> OpaquePointer? {
    let pairs = configuration.keywords
    let strings = pairs.flatMap { [strdup($0.keyword), strdup($0.value)] }
    defer { for string in strings { free(string) } }
    var keywords: [UnsafePointer<CChar>?] = []
    var values: [UnsafePointer<CChar>?] = []
    for index in pairs.indices {
      keywords.append(strings[2 * index].map { UnsafePointer($0) })
      values.append(strings[2 * index + 1].map { UnsafePointer($0) })
    }
    return PQconnectStartParams(keywords + [nil], values + [nil], 0)
  }

  private func failure(_ connection: OpaquePointer) -> PostgresError {
    var error = PostgresError(connection: connection, code: .connectionFailed)
    // What libpq finds wrong with a value before it connects, it quotes.
    if error.message.hasPrefix("invalid "), error.sqlState == nil {
      error.message = String(error.message.prefix { $0 != "\"" && $0 != ":" }) + " in the connection settings"
    }
    error.message = "no connection to \(configuration): \(error.message)"
    return error.redacted(by: configuration.redaction)
  }

  /// Whether the connection still stands, as far as the operating system knows.
  func isAlive() -> Bool {
    guard let connection, PQstatus(connection) == CONNECTION_OK else { return false }
    // A server that ended sends a message and closes: both can be read. NOTIFY can be read, too.
    for _ in 0..<8 {
      var descriptor = pollfd(fd: PQsocket(connection), events: Int16(POLLIN), revents: 0)
      guard poll(&descriptor, 1, 0) > 0 else { break }
      guard PQconsumeInput(connection) == 1, PQstatus(connection) == CONNECTION_OK else { return false }
    }
    return true
  }
}

/// Logs the server's notices; the argument is the session, which outlives its connection.
private let noticeReceiver: PQnoticeReceiver = { argument, result in
  guard let argument, let result else { return }
  let session = Unmanaged<PostgresSession>.fromOpaque(argument).takeUnretainedValue()
  let notice = PostgresError(result: result, query: nil)
  let level: Logger.Level = notice.severity == "WARNING" ? .warning : .debug
  session.logger.log(level: level, "notice from the database", metadata: ["notice": "\(notice)"])
}
