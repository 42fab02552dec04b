/// Where and how to connect.
///
/// Fields left nil follow libpq's defaults (its environment variables, password file and service file included).
///
/// ```swift
/// var configuration = PostgresConfiguration(host: "db.internal", user: "app", database: "app")
/// configuration.statementTimeout = .seconds(30)
/// let other = try PostgresConfiguration("postgresql://app@db.internal:5433/app?sslmode=verify-full")
/// ```
public struct PostgresConfiguration: Sendable, Hashable {
  /// A host name, an address, or the folder of a Unix socket (begins with `/`).
  public var host: String?
  public var port: Int?
  public var user: String?
  public var password: String?
  public var database: String?
  /// Shown in `pg_stat_activity`.
  public var applicationName: String?
  /// How long one attempt to connect may take.
  public var connectTimeout: Duration
  /// How long a run keeps trying to connect to a server that is away before it throws.
  public var connectPatience: Duration
  /// `disable`, `allow`, `prefer`, `require`, `verify-ca` or `verify-full`.
  public var sslMode: String?
  /// The server cancels a statement that takes longer; nil leaves the server's default.
  public var statementTimeout: Duration?
  /// Server settings of each session (`work_mem`, `search_path` …).
  public var settings: [String: String]
  /// Any further libpq keywords (`sslrootcert`, `keepalives_idle` …).
  public var parameters: [String: String]

  public init(
    host: String? = nil, port: Int? = nil, user: String? = nil, password: String? = nil, database: String? = nil,
    applicationName: String? = nil, connectTimeout: Duration = .seconds(10), connectPatience: Duration = .seconds(5),
    sslMode: String? = nil, statementTimeout: Duration? = nil, settings: [String: String] = [:],
    parameters: [String: String] = [:]
  ) {
    self.host = host
    self.port = port
    self.user = user
    self.password = password
    self.database = database
    self.applicationName = applicationName
    self.connectTimeout = connectTimeout
    self.connectPatience = connectPatience
    self.sslMode = sslMode
    self.statementTimeout = statementTimeout
    self.settings = settings
    self.parameters = parameters
  }
}
