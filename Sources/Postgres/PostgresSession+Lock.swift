import CLibPQ

extension PostgresSession {
  /// Runs a closure while this session holds an advisory lock, which outlives the transactions in the closure.
  ///
  /// ```swift
  /// guard try db.withAdvisoryLock("nightly", waits: false, { try work(db) }) != nil else { return }
  /// ```
  /// - Parameters:
  ///   - name: one lock per name and database; a transaction takes the same one with
  ///     `pg_advisory_xact_lock(hashtextextended(name, 0))`.
  ///   - waits: until whoever holds it lets go.
  /// - Returns: what the closure returns; nil where another session holds the lock and `waits` is false.
  public func withAdvisoryLock<T>(_ name: String, waits: Bool = true, _ body: () throws -> T) throws -> T? {
    try withAdvisoryLock(name, waits: waits, releasing: { _ in try body() })
  }

  /// The same with a closure that may let go of the lock before it ends, by calling what it is given.
  public func withAdvisoryLock<T>(
    _ name: String, waits: Bool = true, releasing body: (_ release: () -> Void) throws -> T
  ) throws -> T? {
    let key = "hashtextextended(\(quoteLiteral(name)), 0)"
    if waits {
      _ = try query("SELECT pg_advisory_lock(\(key))")
    } else {
      guard try query("SELECT pg_try_advisory_lock(\(key))").first?.bool(0) ?? false else { return nil }
    }
    var isHeld = true
    func release() {
      guard isHeld else { return }
      isHeld = false
      // A cancel request that is still under way must not hit the unlock; a lock that stays would stay for good.
      if token.isCancelled { settle() }
      if connection != nil, (try? simple("SELECT pg_advisory_unlock(\(key))")) == nil { disconnect() }
    }
    defer { release() }
    return try body(release)
  }
}
