import CLibPQ

extension PostgresError {
  /// The error that a result carries.
  init(result: OpaquePointer, query: String?) {
    func field(_ code: Int) -> String? {
      PQresultErrorField(result, Int32(code)).map { String(cString: $0) }
    }
    let state = field(CLIBPQ_DIAG_SQLSTATE)
    let whole = PQresultErrorMessage(result).map { String(cString: $0) } ?? ""
    let message = field(CLIBPQ_DIAG_MESSAGE_PRIMARY) ?? PostgresError.tidy(whole)
    self.init(
      code: .server, message: message.isEmpty ? "the server gave no reason" : message, sqlState: state,
      mend: state.flatMap(PostgresError.mend(sqlState:)),
      isConnectionLost: state.map(PostgresError.losesConnection(sqlState:)) ?? false,
      isRetriable: state.map(PostgresError.isRetriable(sqlState:)) ?? false)
    severity = field(CLIBPQ_DIAG_SEVERITY)
    detail = field(CLIBPQ_DIAG_MESSAGE_DETAIL)
    hint = field(CLIBPQ_DIAG_MESSAGE_HINT)
    context = field(CLIBPQ_DIAG_CONTEXT)
    position = field(CLIBPQ_DIAG_STATEMENT_POSITION).flatMap { Int($0) }
    self.query = query.map { PostgresError.excerpt(of: $0, at: position) }
    if state == "0A000", field(CLIBPQ_DIAG_SOURCE_FUNCTION) == "RevalidateCachedQuery" {
      isStalePlan = true
    }
  }

  /// A prepared statement's result type changed under it; it is prepared anew next time.
  var isStalePlan: Bool {
    get { sqlState == "0A000" && isRetriable }
    set { isRetriable = newValue }
  }

  /// The error of a connection that failed or broke, from libpq's own text.
  /// - Parameter code: `.connectionFailed` or `.connectionLost`.
  init(connection: OpaquePointer?, code: Code, query: String? = nil) {
    let text = connection.flatMap { PQerrorMessage($0) }.map { String(cString: $0) } ?? "out of memory"
    let (state, message) = PostgresError.split(text)
    self.init(
      code: code, message: message, sqlState: state,
      mend: state.flatMap(PostgresError.mend(sqlState:)),
      isConnectionLost: true,
      isRetriable: state.map { PostgresError.isRetriable(sqlState: $0) } ?? true)
    self.query = query.map { PostgresError.excerpt(of: $0, at: nil) }
    if state == nil, mend == nil, code == .connectionFailed {
      mend = "check that the server runs and that host, port and network path are right"
    }
  }

  /// Finds the SQLSTATE in a verbose libpq message (`FATAL:  3D000: database "x" does not exist`).
  private static func split(_ text: String) -> (state: String?, message: String) {
    let lines = text.split(separator: "\n").filter { !$0.hasPrefix("LOCATION:") }
    var state: String?
    var parts: [Substring] = []
    for line in lines {
      var rest = line[...]
      let pieces = line.split(separator: ":", omittingEmptySubsequences: false)
      for (index, piece) in pieces.enumerated() where index > 0 && index + 1 < pieces.count {
        let word = piece.drop { $0 == " " }
        // FATAL is none: every SQLSTATE has a digit.
        guard word.utf8.count == 5, word.utf8.allSatisfy(isStateByte), word.contains(where: \.isNumber) else {
          continue
        }
        state = String(word)
        rest = line[pieces[index + 1].startIndex...].drop { $0 == " " }
        break
      }
      parts.append(rest)
    }
    let message = tidy(parts.joined(separator: "; "))
    return (state, message.isEmpty ? "the connection was closed" : message)
  }

  private static func isStateByte(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
  }

  private static func tidy(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).joined(separator: "; ")
  }
}
