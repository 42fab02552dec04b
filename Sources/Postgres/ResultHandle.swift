import CLibPQ

/// Owns one libpq result.
///
/// `@unchecked Sendable`: the pointer never changes, a libpq result is read-only once made and may be read from
/// any thread (libpq documentation, "Behavior in Threaded Programs"), and it is freed only in `deinit`.
final class ResultHandle: @unchecked Sendable {
  let pointer: OpaquePointer

  init(_ pointer: OpaquePointer) { self.pointer = pointer }

  deinit { PQclear(pointer) }

  var status: ExecStatusType { PQresultStatus(pointer) }

  /// `INSERT 0 5`, `ROLLBACK` …
  var commandTag: String { PQcmdStatus(pointer).map { String(cString: $0) } ?? "" }

  /// The rows that the command inserted, changed, deleted, selected or copied.
  var affectedRows: Int { PQcmdTuples(pointer).flatMap { Int(String(cString: $0)) } ?? 0 }

  var isError: Bool {
    switch status {
    case PGRES_BAD_RESPONSE, PGRES_FATAL_ERROR, PGRES_NONFATAL_ERROR: true
    default: false
    }
  }
}
