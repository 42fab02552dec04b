/// What is done to the labels of train and validation before training: nothing, or a deliberate sabotage that
/// proves that the gate refuses, or the trial rolls back, what learned from it. The holdout keeps its labels.
package enum LabelTransform: String, Codable, Sendable, Hashable, CaseIterable, JSONLeaf {
  case truthful = "true"
  /// Labels permuted over the examples by the dataset's seed.
  case shuffled
  /// Class i of k becomes class k - 1 - i.
  case inverted
}
