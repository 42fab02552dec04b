import CLibPQ

extension PostgresSession {
  /// Throws unless a statement can be sent.
  func checkUsable() throws {
    if token.isCancelled { throw CancellationError() }
    if connection == nil { throw lost(nil) }
  }

  /// Takes over a result and checks it.
  func result(_ pointer: OpaquePointer?, _ query: String) throws -> ResultHandle {
    guard let pointer else { throw lost(query) }
    let result = ResultHandle(pointer)
    do { try check(result, query) } catch {
      endCopy(result.status)
      throw error
    }
    return result
  }

  /// Throws the error of a result. A COPY started by an ordinary statement is one, too.
  func check(_ result: ResultHandle, _ query: String) throws {
    switch result.status {
    case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
      throw PostgresError(
        code: .misuse, message: "COPY from or to the client was run as an ordinary statement",
        mend: "use copyIn or copyOut")
    case PGRES_EMPTY_QUERY, PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_SINGLE_TUPLE:
      let tag = result.commandTag
      if tag.hasPrefix("DEALLOCATE") || tag.hasPrefix("DISCARD") { statements.removeAll() }
    default:
      throw failure(PostgresError(result: result.pointer, query: query))
    }
  }

  /// What a server error becomes, given the state of connection and token.
  private func failure(_ serverError: PostgresError) -> any Error {
    var error = serverError
    if token.isCancelled, error.sqlState == "57014" {
      settle()
      return CancellationError()
    }
    let isBroken = connection.map { PQstatus($0) } != CONNECTION_OK
    if isBroken || error.isConnectionLost {
      error.isConnectionLost = true
      error.isRetriable = true
      if error.sqlState == nil { error.code = .connectionLost }
      disconnect()
    }
    return error
  }

  /// The error of a connection that broke; gives it up.
  func lost(_ query: String?) -> PostgresError {
    var error = PostgresError(connection: connection, code: .connectionLost, query: query)
    if connection == nil { error.message = "the connection was lost earlier in this run" }
    error.isConnectionLost = true
    error.isRetriable = true
    disconnect()
    return error
  }

  /// Gets the connection out of a COPY that nobody serves.
  func endCopy(_ status: ExecStatusType) {
    guard let connection else { return }
    switch status {
    case PGRES_COPY_IN: PQputCopyEnd(connection, "not wanted")
    case PGRES_COPY_OUT:
      var row: UnsafeMutablePointer<CChar>?
      while PQgetCopyData(connection, &row, 0) > 0 { PQfreemem(row) }
    default: return
    }
    while let pointer = PQgetResult(connection) { PQclear(pointer) }
  }
}
