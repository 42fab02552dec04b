import Postgres

/// The net under the folds: an event that makes a statement fail is left out of the whole group, and the rest goes on.
///
/// The folds are written so that no event that its schema lets through makes them fail; this is for what was forgotten.
/// A window that fails is halved, down to the one event; so what is left out does not depend on where windows end.
extension ProjectionFold {
  /// The reason of a fold error of an event that is left out.
  package static let leftOut = "fold_raised"

  /// What a window failed with.
  private struct Failure {
    var file: String
    var error: PostgresError
    var sqlState: String
  }

  /// Folds a window inside the transaction that is under way.
  /// - Parameter types: those of its events, and perhaps others.
  /// - Throws: what is not an event's fault (timeouts, locks, disk, memory, the connection), for the caller to try again.
  func foldWindow(_ db: PostgresSession, _ from: Int64, _ to: Int64, types: Set<String>) throws {
    guard let failure = try attempt(db, from, to, types) else { return }
    guard to - from == 1 else {
      let middle = from + (to - from) / 2
      try foldWindow(db, from, middle, types: types)
      return try foldWindow(db, middle, to, types: types)
    }
    guard try db.query("SELECT to_regclass('fold_error') IS NOT NULL").first?.bool(0) ?? false else {
      throw failure.error
    }
    let name = failure.file.drop { $0.isNumber || $0 == "_" }
    try db.execute(
      "INSERT INTO fold_error (position, projection, reason, detail) VALUES ($1, $2, $3, $4)",
      [
        .int(to), .text(String(name)), .text(ProjectionFold.leftOut),
        .text(
          "no projection has anything of this event: \(failure.file) failed at it with SQLSTATE \(failure.sqlState); "
            + "report this"),
      ])
  }

  /// - Returns: nil where the window was folded; else it is undone.
  private func attempt(_ db: PostgresSession, _ from: Int64, _ to: Int64, _ types: Set<String>) throws -> Failure? {
    var file = ""
    do {
      try db.transaction {
        for next in group.files {
          file = next.name
          for fold in next.folds where fold.isNeeded(for: types) {
            try db.execute(fold.sql, [.int(from), .int(to)])
          }
        }
      }
      return nil
    } catch let error as PostgresError {
      guard let state = error.sqlState, ProjectionFold.isAboutData(state), !error.isConnectionLost else { throw error }
      return Failure(file: file, error: error, sqlState: state)
    }
  }

  /// Cardinality, data exceptions, constraints, and limits of a statement: what fails the same each time.
  private static func isAboutData(_ sqlState: String) -> Bool {
    ["21", "22", "23", "54"].contains(String(sqlState.prefix(2)))
  }
}
