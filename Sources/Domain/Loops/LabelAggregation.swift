/// How several feedbacks on one interaction become one label. Order is by the ledger's position.
package enum LabelAggregation: String, Codable, Sendable, Hashable, CaseIterable, JSONLeaf {
  case first
  case last
  /// The most frequent label; ties go to the one that sorts first.
  case majority
}
