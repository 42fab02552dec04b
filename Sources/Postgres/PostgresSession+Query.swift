import CLibPQ

extension PostgresSession {
  /// Runs one statement and returns its rows.
  /// - Parameters:
  ///   - query: one statement, with `$1` … for the parameters.
  ///   - parameters: in order.
  /// - Throws: `PostgresError`; `CancellationError` when the calling task was cancelled.
  public func query(_ query: String, _ parameters: [PostgresValue] = []) throws -> PostgresRows {
    let buffer = try ParameterBuffer(parameters, query: query)
    try checkUsable()
    let result = try !isDistrusted && isWorthPreparing(query) ? prepared(query, buffer) : direct(query, buffer)
    return PostgresRows(handle: result)
  }

  /// Runs one statement and returns how many rows it inserted, changed, deleted or selected.
  @discardableResult
  public func execute(_ query: String, _ parameters: [PostgresValue] = []) throws -> Int {
    try self.query(query, parameters).affectedRows
  }

  /// Runs any number of statements without parameters; outside a transaction they are one transaction,
  /// unless they contain their own.
  public func script(_ text: String) throws {
    try checkUsable()
    _ = try simple(text)
  }

  /// Runs statements by the simple protocol and returns the last result.
  func simple(_ text: String) throws -> ResultHandle? {
    guard let connection, PQsendQuery(connection, text) == 1 else { throw lost(text) }
    return try drain(text)
  }

  /// Reads all results of what was sent; throws the first error.
  func drain(_ query: String) throws -> ResultHandle? {
    var last: ResultHandle?
    var failure: (any Error)?
    while let connection, let pointer = PQgetResult(connection) {
      let result = ResultHandle(pointer)
      do { try check(result, query) } catch { failure = failure ?? error }
      last = result
      if failure != nil, self.connection != nil { endCopy(result.status) }
    }
    if let failure { throw failure }
    if connection.map({ PQstatus($0) }) != CONNECTION_OK { throw lost(query) }
    return last
  }

  private func direct(_ query: String, _ parameters: ParameterBuffer) throws -> ResultHandle {
    try result(
      parameters.withPointers { values, lengths, formats in
        PQexecParams(connection, query, parameters.count, parameters.types, values, lengths, formats, 0)
      }, query)
  }

  private func prepared(_ query: String, _ parameters: ParameterBuffer) throws -> ResultHandle {
    let key = StatementCache.Key(query: query, types: parameters.types)
    let wasIdle = !isInTransaction
    do {
      return try executePrepared(key, parameters)
    } catch let error as PostgresError where error.sqlState == "26000" || error.isStalePlan {
      if error.sqlState == "26000" { statements.removeAll() } else { statements.remove(key) }
      guard wasIdle else { throw error }
      return try executePrepared(key, parameters)
    }
  }

  private func executePrepared(_ key: StatementCache.Key, _ parameters: ParameterBuffer) throws -> ResultHandle {
    let name: String
    if let known = statements.name(for: key) {
      name = known
    } else {
      deallocateDiscarded()
      name = statements.newName()
      _ = try result(PQprepare(connection, name, key.query, parameters.count, parameters.types), key.query)
      if let evicted = statements.insert(key, name: name) { discarded.append(evicted) }
      try checkUsable()
    }
    return try result(
      parameters.withPointers { values, lengths, formats in
        PQexecPrepared(connection, name, parameters.count, values, lengths, formats, 0)
      }, key.query)
  }

  /// Frees evicted statements, where the transaction state allows it.
  private func deallocateDiscarded() {
    guard let connection, !discarded.isEmpty, PQtransactionStatus(connection) != PQTRANS_INERROR else { return }
    for name in discarded { PQclear(PQexec(connection, "DEALLOCATE \(name)")) }
    discarded = []
  }

  /// Utility statements gain nothing from being prepared and would fill the cache.
  private func isWorthPreparing(_ query: String) -> Bool {
    let word = query.utf8.drop { $0 == 32 || (9...13).contains($0) }.prefix(6)
    let lower = String(decoding: word.map { $0 | 0x20 }, as: UTF8.self)
    return ["select", "insert", "update", "delete", "merge "].contains(lower) || lower.hasPrefix("with")
      || lower == "values"
  }
}
