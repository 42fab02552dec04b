/// The three parts of a dataset version, oldest first.
package enum DatasetPart: String, Sendable, Hashable, CaseIterable {
  case train
  case validation
  case holdout
}
