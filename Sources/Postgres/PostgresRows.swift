import CLibPQ

/// The rows of a query, kept in memory by libpq; rows decode their values when asked.
public struct PostgresRows: Sendable, RandomAccessCollection {
  let handle: ResultHandle

  public var startIndex: Int { 0 }
  public var endIndex: Int { Int(PQntuples(handle.pointer)) }

  public subscript(position: Int) -> PostgresRow {
    precondition(position >= 0 && position < endIndex, "row \(position) of \(endIndex)")
    return PostgresRow(handle: handle, index: Int32(position))
  }

  /// The names of the columns, in order.
  public var columns: [String] {
    (0..<PQnfields(handle.pointer)).map { PQfname(handle.pointer, $0).map { String(cString: $0) } ?? "" }
  }

  /// The rows that the statement inserted, changed, deleted or selected.
  public var affectedRows: Int { handle.affectedRows }
}
