/// A statement that folds a window of the ledger.
package struct FoldStatement: Sendable, Hashable {
  package var sql: String
  /// The types without an event of which the window gives it nothing to do; nil: it is always run.
  package var types: Set<String>?

  /// Whether a window with events of these types needs it.
  func isNeeded(for types: Set<String>) -> Bool { self.types.map { !$0.isDisjoint(with: types) } ?? true }
}
