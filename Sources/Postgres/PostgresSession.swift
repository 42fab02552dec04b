import CLibPQ
import Logging

/// One connection, used by one closure at a time on the connection's own thread.
///
/// Every method blocks until the server has answered. A method that fails because the connection broke throws an
/// error with `isConnectionLost`; so do all later ones until the closure ends. The pool then connects anew.
public final class PostgresSession {
  let configuration: PostgresConfiguration
  let logger: Logger
  /// nil while there is no connection.
  var connection: OpaquePointer?
  var statements: StatementCache
  /// Prepared statements to deallocate once the transaction state allows it.
  var discarded: [String] = []
  var transactionDepth = 0
  /// Whether statements of somebody else's run in the transaction that is under way; see `distrust`.
  var isDistrusted = false
  var token = RunToken()
  private var cancelHandle: CancelHandle?

  init(configuration: PostgresConfiguration, statementCapacity: Int = 256, logger: Logger) {
    self.configuration = configuration
    self.logger = logger
    statements = StatementCache(capacity: statementCapacity)
  }

  deinit { disconnect() }

  /// The server's process id of this connection, as in `pg_stat_activity`; 0 without a connection.
  public var backendProcessID: Int32 { connection.map { PQbackendPID($0) } ?? 0 }

  /// 150018 for 15.18; 0 without a connection.
  public var serverVersion: Int { connection.map { Int(PQserverVersion($0)) } ?? 0 }

  public var isInTransaction: Bool {
    connection.map { PQtransactionStatus($0) != PQTRANS_IDLE } ?? false
  }

  /// Makes the session ready for a closure: connects if there is no sound connection.
  func begin(_ token: RunToken) throws {
    self.token = token
    if connection != nil, !isAlive() { disconnect() }
    if connection == nil { try connectPatiently() }
    token.attach(cancelHandle, descriptor: connection.map { PQsocket($0) })
  }

  /// Leaves the session as the next closure expects it.
  func end() {
    settle()
    transactionDepth = 0
    defer { renewIfDistrusted() }
    guard let connection else { return }
    switch PQtransactionStatus(connection) {
    case PQTRANS_IDLE: break
    case PQTRANS_INTRANS, PQTRANS_INERROR:
      logger.warning("rolled back a transaction that was left open")
      do { _ = try simple("ROLLBACK") } catch { disconnect() }
    default: disconnect()
    }
  }

  func adopt(_ connection: OpaquePointer) {
    self.connection = connection
    cancelHandle = CancelHandle(connection: connection)
    statements.removeAll()
    discarded = []
  }

  /// Nothing is cancelled on this connection from here on.
  func settle() {
    if !token.settle() { disconnect() }
  }

  func disconnect() {
    token.detach()
    if let connection { PQfinish(connection) }
    connection = nil
    cancelHandle = nil
    statements.removeAll()
    discarded = []
    isDistrusted = false
  }
}
