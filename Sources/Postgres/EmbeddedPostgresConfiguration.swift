/// How a private cluster is set up and run.
public struct EmbeddedPostgresConfiguration: Sendable {
  /// Holds the cluster (`data`), its socket (`socket`) and its log (`postgres.log`); made when missing.
  public var folder: String
  /// The folder with `initdb` and `postgres`; nil finds the version that made the cluster, or else the newest.
  public var binaries: String?
  /// The superuser.
  public var user: String
  /// Made when missing.
  public var database: String
  /// Also listen on 127.0.0.1, with ``password``; nil listens on the Unix socket only.
  public var tcpPort: Int?
  /// The superuser's password over TCP.
  public var password: String?
  /// False loses or damages data when the machine fails: for tests only.
  public var fsync: Bool
  /// Server settings that replace the defaults.
  public var settings: [String: String]
  /// How long the server may take to accept connections; recovery after a crash counts as progress and is waited for.
  public var startTimeout: Duration
  /// How long a fast stop may take before it becomes an immediate one.
  public var stopTimeout: Duration

  public init(
    folder: String, binaries: String? = nil, user: String = "postgres", database: String = "postgres",
    tcpPort: Int? = nil, password: String? = nil, fsync: Bool = true, settings: [String: String] = [:],
    startTimeout: Duration = .seconds(60), stopTimeout: Duration = .seconds(8)
  ) {
    self.folder = folder
    self.binaries = binaries
    self.user = user
    self.database = database
    self.tcpPort = tcpPort
    self.password = password
    self.fsync = fsync
    self.settings = settings
    self.startTimeout = startTimeout
    self.stopTimeout = stopTimeout
  }

  /// What the server is started with, beside where it listens.
  var serverSettings: [String: String] {
    var all = [
      "shared_buffers": "256MB", "effective_cache_size": "1GB", "work_mem": "32MB", "maintenance_work_mem": "128MB",
      "max_wal_size": "4GB", "checkpoint_timeout": "15min", "wal_level": "minimal", "max_wal_senders": "0",
      "wal_compression": "on", "synchronous_commit": "on", "full_page_writes": fsync ? "on" : "off",
      "fsync": fsync ? "on" : "off", "max_connections": "100", "random_page_cost": "1.1", "jit": "off",
      "autovacuum_naptime": "20s", "autovacuum_max_workers": "2", "autovacuum_vacuum_insert_scale_factor": "0.2",
      "log_min_messages": "warning", "log_line_prefix": "%m [%p] ", "log_checkpoints": "off", "lc_messages": "C",
      "timezone": "UTC", "log_timezone": "UTC", "logging_collector": "off", "unix_socket_permissions": "0700",
    ]
    for (name, value) in settings { all[name] = value }
    return all
  }
}
