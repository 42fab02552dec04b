import CLibPQ
import Execution
import Glibc

/// A connection string as somebody wrote it, a URI or keywords, and what is wrong with it: in words that repeat nothing of
/// it but the names of options, for any other piece may be one of a password.
struct ConnectionText {
  private let text: String
  private let isURI: Bool

  init(_ text: String) {
    self.text = text
    isURI = ConnectionText.schemes.contains { text.utf8.starts(with: $0.utf8) }
  }

  private static let schemes = ["postgresql://", "postgres://"]

  /// The keywords and values that it gives, as libpq reads them.
  /// - Throws: `PostgresError` with code `.configuration`.
  func options() throws -> [(keyword: String, value: String)] {
    if let problem = uriProblem { throw ConnectionText.error(problem) }
    var problem: UnsafeMutablePointer<CChar>?
    guard let options = PQconninfoParse(text, &problem) else {
      let reason = problem.map { String(cString: $0) } ?? "out of memory"
      PQfreemem(problem)
      throw ConnectionText.error(self.reason(reason))
    }
    defer { PQconninfoFree(options) }
    var result: [(keyword: String, value: String)] = []
    var option = options
    while let keyword = option.pointee.keyword {
      if let value = option.pointee.val { result.append((String(cString: keyword), String(cString: value))) }
      option += 1
    }
    for (keyword, value) in result {
      if let problem = ConnectionText.problem(keyword, value) { throw ConnectionText.error(problem) }
    }
    return result
  }

  static func error(_ problem: String) -> PostgresError {
    PostgresError(
      code: .configuration, message: "the connection string cannot be used: \(problem)",
      mend: "write postgresql://user:password@host:port/database?key=value or host=… port=… dbname=…")
  }

  /// Where a character that belongs to the password ends it: libpq would take what follows for a host, a port or a
  /// database, and its errors would show it.
  private var uriProblem: String? {
    guard isURI, let start = text.utf8.firstIndex(of: UInt8(ascii: "/")) else { return nil }
    let rest = text.utf8[start...].dropFirst(2)
    let ats = rest.indices.filter { rest[$0] == UInt8(ascii: "@") }
    guard let at = ats.first else { return nil }
    let login = rest[..<at]
    let user = login.prefix { $0 != UInt8(ascii: ":") }
    let isBroken =
      ats.count > 1 || login.contains(UInt8(ascii: "/")) || user.contains(UInt8(ascii: "?"))
      || user.contains(UInt8(ascii: "="))
    return isBroken
      ? "an @ stands where none can; within a user's name, a password or a value write @ as %40, / as %2F, ? as %3F"
      : nil
  }

  /// A value that libpq would take now, and refuse and repeat when it connects.
  private static func problem(_ keyword: String, _ value: String) -> String? {
    // As if it were not there.
    guard !value.isEmpty else { return nil }
    if let problem = misplaced(keyword, value) { return problem }
    func isWhole(_ range: ClosedRange<Int>) -> Bool { Int(value).map(range.contains) ?? false }
    switch keyword {
    case "port":
      let ports = value.split(separator: ",", omittingEmptySubsequences: false)
      let areRight = ports.allSatisfy { $0.isEmpty || Int($0).map((1...65_535).contains) ?? false }
      return areRight
        ? nil : "the port is no number from 1 to 65535; in a URI's password write / as %2F, : as %3A and @ as %40"
    case "host", "hostaddr":
      let hosts = value.split(separator: ",", omittingEmptySubsequences: false)
      // A folder, or a socket in the abstract namespace, may have any character.
      let areRight = hosts.allSatisfy { $0.hasPrefix("/") || $0.hasPrefix("@") || !$0.contains("@") }
      return areRight ? nil : "the host has an @; in a URI's password write it as %40"
    case "sslmode":
      return words(value, ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"], keyword)
    case "channel_binding", "gssencmode": return words(value, ["disable", "prefer", "require"], keyword)
    case "target_session_attrs":
      return words(value, ["any", "read-write", "read-only", "primary", "standby", "prefer-standby"], keyword)
    case "connect_timeout", "keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count",
      "tcp_user_timeout":
      return isWhole(-1...Int(Int32.max)) ? nil : "\(keyword) is no whole number"
    default: return nil
    }
  }

  /// Why a value can hold other options, a password among them, that were divided by something else than blanks; or a
  /// file's content. What is not secret by its name is shown.
  private static func misplaced(_ keyword: String, _ value: String) -> String? {
    guard !Redaction.isSecret(keyword) else { return nil }
    if Redaction.isContent(value) { return "\(keyword) is too long, or has more than one line" }
    let text = value.lowercased()
    let isFolder = text.hasPrefix("/") || text.hasPrefix("@")
    let isShown = ["user", "dbname", "host", "hostaddr"].contains(keyword) && !isFolder
    if text.contains(/(passw(or)?d|passfile|pwd)\s*=/) || isShown && text.contains(where: { ";=".contains($0) }) {
      return "\(keyword) has a ; or = within it; divide keywords by blanks, and a URI's parameters by ? and &"
    }
    switch keyword {
    case "user" where text.contains(":"): return "the user's name has a :; write the password as password=…"
    case "dbname" where text.contains("://"): return "dbname is a URI; give the URI alone"
    case "host", "hostaddr":
      let areRight = text.split(separator: ",").allSatisfy { host in
        host.hasPrefix("/") || host.hasPrefix("@") || !host.contains(":") || isIPv6(host)
      }
      return areRight ? nil : "the host has a :; write the port as port=…"
    default: return nil
    }
  }

  /// Perhaps with the name of an interface behind it.
  private static func isIPv6(_ host: Substring) -> Bool {
    var address = in6_addr()
    return inet_pton(AF_INET6, String(host.prefix { $0 != "%" }), &address) == 1
  }

  private static func words(_ value: String, _ allowed: [String], _ keyword: String) -> String? {
    allowed.contains(value) ? nil : "\(keyword) has to be \(allowed.joined(separator: ", "))"
  }

  /// What libpq's words mean, without what they quote.
  private func reason(_ words: String) -> String {
    for (beginning, option) in [("invalid connection option", "option"), ("invalid URI query parameter", "parameter")]
    where words.hasPrefix(beginning) {
      return optionName(words).map { "there is no \(option) \"\($0)\"" }
        ?? "it has \(option == "option" ? "an" : "a") \(option) that there is not"
    }
    return ConnectionText.reasons.first { words.contains($0.key) }?.value ?? "libpq cannot read it"
  }

  /// The option that libpq's words quote, where it cannot be a piece of a password.
  private func optionName(_ words: String) -> String? {
    let parts = words.split(separator: "\"", omittingEmptySubsequences: false)
    guard parts.count == 3, !parts[1].isEmpty, parts[1].utf8.allSatisfy({ (0x61...0x7A).contains($0) || $0 == 0x5F }),
      let place = text.firstRange(of: parts[1])
    else { return nil }
    let before = text[..<place.lowerBound].lowercased()
    return before.contains("pass") ? nil : String(parts[1])
  }

  private static let reasons: KeyValuePairs = [
    "missing \"=\" after": "a keyword has no = behind it; put a value with spaces in quotes: password='…'",
    "unterminated quoted string": "a quote is not closed; within quotes write ' as \\' and \\ as \\\\",
    "matching \"]\"": "the address of its host has a [ without a ]",
    "IPv6 host address may not be empty": "the address of its host is empty",
    "unexpected character": "the address of its host is not followed by : or /",
    "extra key/value separator": "a parameter has more than one =; write = within a value as %3D",
    "missing key/value separator": "a parameter has no =; write & within a value as %26",
    "percent-encoded token": "a % is not followed by two hexadecimal digits; write % itself as %25",
    "forbidden value": "it has %00, which no value can hold",
    "unexpected spaces": "it has a space where none can be; write it as %20",
    "out of memory": "memory ran out",
  ]
}
