import Execution

extension PostgresConfiguration {
  /// Reads a libpq URI (`postgresql://…`) or keyword string (`host=… port=…`).
  /// - Throws: `PostgresError` with code `.configuration` when it cannot be used; the text is not repeated, for it may
  ///   hold a password.
  public init(_ text: String) throws {
    self.init()
    for (keyword, value) in try ConnectionText(text).options() { set(keyword, to: value) }
  }

  private mutating func set(_ keyword: String, to value: String) {
    switch keyword {
    case "host": host = value
    case "port":
      if let number = Int(value) { port = number } else { parameters[keyword] = value }
    case "user": user = value
    case "password": password = value
    case "dbname": database = value
    case "application_name": applicationName = value
    case "sslmode": sslMode = value
    case "connect_timeout":
      if let seconds = Int(value), seconds > 0 { connectTimeout = .seconds(seconds) }
    default: parameters[keyword] = value
    }
  }

  /// What libpq is given: keywords and values, later ones winning.
  var keywords: [(keyword: String, value: String)] {
    var all: [(String, String)] = [
      ("fallback_application_name", "postgres.swift"), ("keepalives_idle", "30"), ("keepalives_interval", "10"),
      ("keepalives_count", "3"),
    ]
    all += parameters.filter { $0.key != "options" && $0.key != "client_encoding" }.sorted { $0.key < $1.key }
      .map { ($0.key, $0.value) }
    if let host { all.append(("host", host)) }
    if let port { all.append(("port", String(port))) }
    if let user { all.append(("user", user)) }
    if let password { all.append(("password", password)) }
    if let database { all.append(("dbname", database)) }
    if let applicationName { all.append(("application_name", applicationName)) }
    if let sslMode { all.append(("sslmode", sslMode)) }
    all.append(("client_encoding", "UTF8"))
    all.append(("options", options))
    return all
  }

  /// Server settings as start-up options: so `RESET` and `DISCARD ALL` return to them.
  private var options: String {
    var all = settings
    if let statementTimeout { all["statement_timeout"] = String(statementTimeout.milliseconds) }
    all["TimeZone"] = "UTC"
    all["DateStyle"] = "ISO"
    all["bytea_output"] = "hex"
    all["extra_float_digits"] = "3"
    let ours = all.sorted { $0.key < $1.key }.map { "-c \($0.key)=\(escape($0.value))" }
    return ((parameters["options"].map { [$0] } ?? []) + ours).joined(separator: " ")
  }

  private func escape(_ value: String) -> String {
    value.reduce(into: "") { text, character in
      if character == " " || character == "\\" { text.append("\\") }
      text.append(character)
    }
  }
}

extension PostgresConfiguration: CustomStringConvertible {
  /// Where it connects, without the password.
  public var description: String {
    let address = "\(host ?? "default host"):\(port.map(String.init) ?? "default port")"
    return "\(user ?? "default user")@\(address)/\(database ?? "default database")"
  }
}

extension PostgresConfiguration {
  /// What no message may repeat of it.
  package var redaction: Redaction {
    Redaction(
      [password].compactMap(\.self) + parameters.filter { Redaction.isSecret($0.key) }.map(\.value),
      besides: [user, database, host].compactMap(\.self))
  }
}

extension Duration {
  /// Whole milliseconds, rounded up, at least 1.
  var milliseconds: Int64 {
    let (seconds, attoseconds) = components
    return max(1, seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
  }
}
