import Domain

/// The champions that a loop would have had, step by step.
struct Counterfactual: Sendable {
  /// A champion on trial.
  struct Watch: Sendable {
    var predecessor: String?
    var since: Timestamp
    /// Of the tick or verdict at which it was promoted.
    var position: Int64
    var looks = 0
  }

  private(set) var spans: [ChampionSpan] = [
    ChampionSpan(modelID: nil, change: "start", since: nil, position: 0, reason: "the default answer")
  ]
  var watch: Watch?

  var champion: String? { spans.last?.modelID ?? nil }

  mutating func promote(_ model: String, since: Timestamp, position: Int64, reason: String, trial: TimeSpan) {
    watch =
      trial.microseconds > 0 ? Watch(predecessor: champion, since: since, position: position) : nil
    spans.append(
      ChampionSpan(modelID: model, change: "promoted", since: since, position: position, reason: reason))
  }

  mutating func rollBack(to model: String?, at time: Timestamp, position: Int64, reason: String) {
    watch = nil
    spans.append(
      ChampionSpan(modelID: model, change: "rolled_back", since: time, position: position, reason: reason))
  }
}
