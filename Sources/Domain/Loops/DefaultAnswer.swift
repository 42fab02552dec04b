/// What a loop answers before it has a champion: a class and the probability given to each class.
package struct DefaultAnswer: Codable, Sendable, Hashable {
  package var label: String
  /// By class; sums to 1. Classes that are not named share nothing (probability 0).
  package var probabilities: [ByteText: Double]

  package init(label: String, probabilities: [ByteText: Double]) {
    self.label = label
    self.probabilities = probabilities
  }

  /// That given to a class; to the answer itself, where it is not named, all.
  package func probability(of name: String) -> Double { probabilities[name] ?? (name.isSame(as: label) ? 1 : 0) }
}
