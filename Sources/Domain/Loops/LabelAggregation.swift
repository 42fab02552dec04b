/// How several feedbacks on one interaction become one label. Order is by the ledger's position.
package enum LabelAggregation: String, Sendable, Hashable, CaseIterable {
  case first
  case last
  /// The most frequent label; ties go to the one that sorts first.
  case majority
}
