/// The steps of a turn of the wheel.
package enum RoundStage: String, Codable, Sendable, Hashable, CaseIterable, JSONLeaf {
  /// A dataset version is made.
  case seal
  /// Challengers are trained.
  case train
  /// The challenger is judged on the holdout.
  case evaluate
  /// The champion is watched.
  case trial
}
