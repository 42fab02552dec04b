import CLibPQ

extension PostgresSession {
  /// Runs a closure in a transaction: commits when it returns, rolls back when it throws.
  ///
  /// Inside another transaction it is a savepoint, so its failure undoes only its own work.
  /// - Parameters:
  ///   - isolation: nil takes the server's default; a savepoint cannot have its own.
  ///   - readOnly: the server refuses changes.
  /// - Throws: what the closure throws, or a `PostgresError`. With `isConnectionLost`, from the commit
  ///   itself, it is unknown whether the transaction was committed.
  public func transaction<T>(
    isolation: PostgresIsolation? = nil, readOnly: Bool = false, _ body: () throws -> T
  ) throws -> T {
    try checkUsable()
    let isNested = transactionDepth > 0
    if isNested, isolation != nil || readOnly {
      throw PostgresError(
        code: .misuse, message: "a nested transaction cannot have an isolation level or mode of its own",
        mend: "give it to the outer transaction")
    }
    let savepoint = "sp_\(transactionDepth)"
    let mode = (isolation.map { " ISOLATION LEVEL \($0.rawValue)" } ?? "") + (readOnly ? " READ ONLY" : "")
    _ = try simple(isNested ? "SAVEPOINT \(savepoint)" : "BEGIN" + mode)
    transactionDepth += 1
    defer { if !isNested { renewIfDistrusted() } }
    let value: T
    do {
      value = try body()
      try checkUsable()
    } catch {
      transactionDepth = max(0, transactionDepth - 1)
      undo(isNested ? "ROLLBACK TO SAVEPOINT \(savepoint); RELEASE SAVEPOINT \(savepoint)" : "ROLLBACK")
      throw error
    }
    transactionDepth = max(0, transactionDepth - 1)
    do {
      try commit(isNested ? "RELEASE SAVEPOINT \(savepoint)" : "COMMIT")
    } catch {
      undo(isNested ? "ROLLBACK TO SAVEPOINT \(savepoint); RELEASE SAVEPOINT \(savepoint)" : "ROLLBACK")
      throw error
    }
    return value
  }

  private func commit(_ statement: String) throws {
    let result = try simple(statement)
    guard result?.commandTag == "ROLLBACK" else { return }
    throw PostgresError(
      code: .server, message: "the transaction was rolled back: a statement in it had failed", sqlState: "25P02",
      mend: "let the error of the failed statement leave the transaction's closure")
  }

  /// Rolls back; a connection that cannot even do that is given up.
  private func undo(_ statement: String) {
    // A cancel request that is still under way must not hit the rollback.
    if token.isCancelled { settle() }
    guard let connection, PQtransactionStatus(connection) != PQTRANS_IDLE else { return }
    if (try? simple(statement)) == nil, (try? simple(statement)) == nil { disconnect() }
  }
}
