/// The learner and its settings, and the further configurations (trials) that the loop wants tried for each dataset.
package struct LearnerConfig: Codable, Sendable, Hashable {
  /// The learner's identifier, such as `mlp`.
  package var kind: String
  /// Its settings as a JSON object; the learner validates them.
  package var settings: JSONValue
  /// Named settings laid over `settings`, each tried from a fresh start besides the two that are always tried.
  package var trials: [ByteText: JSONValue]
  package var seed: UInt32

  package init(kind: String, settings: JSONValue, trials: [ByteText: JSONValue], seed: UInt32) {
    self.kind = kind
    self.settings = settings
    self.trials = trials
    self.seed = seed
  }
}
