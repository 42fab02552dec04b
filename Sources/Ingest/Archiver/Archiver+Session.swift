import Postgres

extension Archiver {
  /// The database's sessions as an archiver uses them: none that stands still can hold the line up for long.
  ///
  /// The head's lock is held through a transaction. A process that is stopped in it, or a host that vanishes, would
  /// keep every other archiver out; so the server ends a session that is idle in a transaction, and probes its
  /// connection. Where somebody else holds a lock, waiting ends with an error that says so, and begins anew. What the
  /// connection string's own `options` say of a setting stands.
  package static func sessions(_ configuration: PostgresConfiguration) -> PostgresConfiguration {
    var sessions = configuration
    sessions.applicationName = configuration.applicationName ?? "millrace-archiver"
    let settings = [
      "idle_in_transaction_session_timeout": "15s", "lock_timeout": "10s", "statement_timeout": "5min",
      "tcp_keepalives_idle": "10", "tcp_keepalives_interval": "5", "tcp_keepalives_count": "3", "jit": "off",
    ]
    let options = configuration.parameters["options"] ?? ""
    sessions.settings.merge(settings.filter { !options.contains($0.key) }) { given, _ in given }
    sessions.parameters.merge(["tcp_user_timeout": "30000"]) { given, _ in given }
    return sessions
  }
}
