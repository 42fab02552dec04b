/// The versions of the code that trains: each one that an artifact or a recipe may name is kept.
enum MLPVersion: String, Sendable, CaseIterable {
  /// Numbers in Float, by mean and standard deviation of all values.
  case first = "1"
  /// Numbers in Double, by moments that no absurd value moves; times likewise.
  case second = "2"

  /// How values of category inputs are told apart.
  var matching: CategoryMatching { CategoryMatching(codeVersion: rawValue) }

  /// By which is trained now.
  static let current = second
}
