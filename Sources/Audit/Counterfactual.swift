import Domain

/// The champions that a loop would have had, step by step.
struct Counterfactual: Sendable {
  /// A champion on trial.
  struct Watch: Sendable {
    var predecessor: String?
    var since: Timestamp
    /// Of the verdict or change of slot that made it the champion.
    var position: Int64
    var looks = 0
  }

  /// At least one.
  private(set) var spans: [ChampionSpan]
  var watch: Watch?

  init(spans: [ChampionSpan]) { self.spans = spans }

  var champion: String? { spans.last?.modelID ?? nil }

  mutating func promote(_ model: String, since: Timestamp, position: Int64, reason: String) {
    watch = Watch(predecessor: champion, since: since, position: position)
    spans.append(
      ChampionSpan(modelID: model, change: "promoted", since: since, position: position, reason: reason))
  }

  mutating func rollBack(to model: String?, at time: Timestamp, position: Int64, reason: String) {
    watch = nil
    spans.append(
      ChampionSpan(modelID: model, change: "rolled_back", since: time, position: position, reason: reason))
  }
}
