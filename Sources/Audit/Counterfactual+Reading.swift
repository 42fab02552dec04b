import Postgres
import ReadModels

extension Counterfactual {
  /// The champions that were, and whether the last is on trial, once all before a position was decided on.
  static func load(_ db: PostgresSession, loop: String, decidedBefore position: Int64) throws -> Counterfactual {
    var line = Counterfactual(spans: try ChampionSpan.all(db, loop: loop, decidedBefore: position))
    let champion = try Champion.load(db, loop: loop, decidedBefore: position)
    if let since = champion.since, let looks = try champion.looks(db, loop: loop, before: position) {
      line.watch = Watch(
        predecessor: champion.predecessor, since: since, position: champion.position, looks: looks)
    }
    return line
  }
}

extension ChampionSpan {
  /// The champions that were, as was decided before a position; the default answer first.
  static func all(
    _ db: PostgresSession, loop: String, decidedBefore position: Int64 = .max
  ) throws -> [ChampionSpan] {
    let start = ChampionSpan(modelID: nil, change: "start", since: nil, position: 0, reason: "the default answer")
    return try [start]
      + ChampionChange.all(db, loop: loop, decidedBefore: position).map { change in
        ChampionSpan(
          modelID: change.modelID, change: change.change, since: change.since, position: change.position,
          reason: change.reason)
      }
  }
}
