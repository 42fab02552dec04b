import CLibPQ

extension PostgresSession {
  /// Runs `COPY … FROM STDIN` and returns the number of rows; an error in the closure aborts the COPY.
  ///
  /// ```swift
  /// try db.copyIn("COPY event (position, data) FROM STDIN (FORMAT binary)") { writer in
  ///   var rows = BinaryCopyBuffer()
  ///   rows.begin()
  ///   rows.beginRow(fields: 2)
  ///   rows.int64(1)
  ///   rows.text("a\tb")
  ///   rows.end()
  ///   try writer.write(rows)
  /// }
  /// ```
  @discardableResult
  public func copyIn(_ query: String, _ body: (PostgresCopyWriter) throws -> Void) throws -> Int {
    try startCopy(query, PGRES_COPY_IN, "copyIn")
    let writer = PostgresCopyWriter(session: self, query: query)
    defer { writer.close() }
    do {
      try body(writer)
      try checkUsable()
    } catch {
      guard let connection else { throw error }
      PQputCopyEnd(connection, "given up by the client")
      // The server answers with the error that was asked for; the caller's own says more, unless the server
      // had failed before.
      _ = try? drain(query)
      throw error
    }
    guard PQputCopyEnd(connection, nil) == 1 else { throw lost(query) }
    return try drain(query)?.affectedRows ?? 0
  }

  /// Runs `COPY … TO STDOUT` and calls a closure with the bytes of each row, line end included; returns the number
  /// of rows. An error in the closure ends the COPY.
  /// - Parameters:
  ///   - query: parameters are not possible: write values with `quoteLiteral`.
  ///   - each: gets memory that is valid during the call; see ``CopyRowReader``.
  @discardableResult
  public func copyOut(_ query: String, each: (UnsafeRawBufferPointer) throws -> Void) throws -> Int {
    try startCopy(query, PGRES_COPY_OUT, "copyOut")
    while let connection {
      var row: UnsafeMutablePointer<CChar>?
      let length = PQgetCopyData(connection, &row, 0)
      guard length > 0, let row else {
        if length == -1 { return try drain(query)?.affectedRows ?? 0 }
        throw lost(query)
      }
      defer { PQfreemem(row) }
      do {
        try each(UnsafeRawBufferPointer(start: row, count: Int(length)))
      } catch {
        CancelHandle(connection: connection)?.cancel()
        endCopy(PGRES_COPY_OUT)
        throw error
      }
    }
    throw lost(query)
  }

  private func startCopy(_ query: String, _ wanted: ExecStatusType, _ method: String) throws {
    try checkUsable()
    guard let pointer = PQexecParams(connection, query, 0, nil, nil, nil, nil, 0) else { throw lost(query) }
    let result = ResultHandle(pointer)
    if result.status == wanted { return }
    if !result.isError {
      endCopy(result.status)
      throw PostgresError(
        code: .misuse, message: "\(method) was given another statement: \(PostgresError.excerpt(of: query, at: nil))",
        mend: "copyIn takes COPY … FROM STDIN, copyOut takes COPY … TO STDOUT")
    }
    try check(result, query)
  }
}
