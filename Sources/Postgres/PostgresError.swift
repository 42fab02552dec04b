/// What went wrong, where, how to mend it and whether doing it again can help.
///
/// `description` holds everything below except the full query text, which is cut to the part that matters.
public struct PostgresError: Error, Sendable {
  /// The kind of failure; for `.server` see ``sqlState``.
  public var code: Code
  /// What happened, in one line.
  public var message: String
  /// The five characters of SQLSTATE, where the server gave one.
  public var sqlState: String?
  /// `ERROR`, `FATAL` or `PANIC`, not localized.
  public var severity: String?
  public var detail: String?
  public var hint: String?
  /// The server's call stack, for errors inside functions and COPY (with its line number).
  public var context: String?
  /// Where in the statement, in characters from 1.
  public var position: Int?
  /// The part of the statement around ``position``, or its beginning; at most 200 characters.
  public var query: String?
  /// How to mend it, where that is known.
  public var mend: String?
  /// The connection is gone. What a transaction that was being committed came to is then unknown.
  public var isConnectionLost: Bool
  /// The same work, done again from its beginning, may succeed.
  public var isRetriable: Bool

  public init(
    code: Code, message: String, sqlState: String? = nil, mend: String? = nil, isConnectionLost: Bool = false,
    isRetriable: Bool = false
  ) {
    self.code = code
    self.message = message
    self.sqlState = sqlState
    self.mend = mend
    self.isConnectionLost = isConnectionLost
    self.isRetriable = isRetriable
  }
}
