import CLibPQ

extension PostgresSession {
  /// Notifies all who listen on a channel, when the transaction commits; equal ones within it arrive once.
  public func notify(_ channel: String, _ payload: String = "") throws {
    _ = try query("SELECT pg_notify($1, $2)", [.text(channel), .text(payload)])
  }

  /// The notifications that have arrived on channels this connection listens on; does not wait.
  public func notifications() throws -> [PostgresNotification] {
    try checkUsable()
    guard let connection, PQconsumeInput(connection) == 1 else { throw lost(nil) }
    var all: [PostgresNotification] = []
    while let notification = PQnotifies(connection) {
      all.append(
        PostgresNotification(
          channel: String(cString: notification.pointee.relname), payload: String(cString: notification.pointee.extra),
          processID: notification.pointee.be_pid))
      PQfreemem(notification)
    }
    return all
  }
}
