/// Something wrong with a learner's settings.
package struct SettingProblem: Sendable, Hashable {
  /// The setting's name; empty for the settings as a whole.
  package let setting: String
  /// What is wrong and what would be right.
  package let message: String
}
