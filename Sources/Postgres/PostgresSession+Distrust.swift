extension PostgresSession {
  /// Says that statements of somebody who may not do what this session's login may run in the transaction that is under
  /// way.
  ///
  /// Whatever role they run in, they can put statements of their own in place of those that are prepared on the connection
  /// (`DEALLOCATE`, `PREPARE`), and leave settings, locks and channels behind. So nothing that is prepared is used until the
  /// transaction ends, and then the session is made as new (`DISCARD ALL`); advisory locks that it held are lost.
  /// - Throws: `PostgresError` with code `misuse` outside a transaction.
  public func distrust() throws {
    guard transactionDepth > 0 else {
      throw PostgresError(
        code: .misuse, message: "a session is distrusted outside a transaction", mend: "begin one first")
    }
    isDistrusted = true
  }

  /// Makes a session that was distrusted as new; one with which that cannot be done is given up.
  func renewIfDistrusted() {
    guard isDistrusted else { return }
    // A cancel request that is still under way must not hit this.
    if token.isCancelled { settle() }
    isDistrusted = false
    statements.removeAll()
    discarded = []
    if connection != nil, (try? simple("DISCARD ALL")) == nil { disconnect() }
  }
}
