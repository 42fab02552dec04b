import Domain
import Postgres
import ReadModels
import Wire

/// What an earlier run has played.
extension Simulator {
  /// The answers that the read models hold to the rows before a tick.
  func earlierAnswers(before tick: Timestamp) async throws -> [Answer] {
    let (name, positive) = (config.name, config.label.positive ?? "")
    let labels = Dictionary(uniqueKeysWithValues: data.rows.map { ($0.id, $0.label?.name ?? "") })
    let found = try await stack.pool.run { db in
      let answers = try ServedAnswer.read(db, loop: name) { served in
        let id = served.interactionID
        return (
          id,
          Answer(
            label: served.answer, positive: Float(served.probabilities?[positive]?.double ?? 0),
            truth: Float(served.probabilities?[labels[id] ?? ""]?.double ?? 0), generation: served.generation,
            model: served.modelID)
        )
      }
      return Dictionary(answers, uniquingKeysWith: { _, last in last })
    }
    return try data.rows.prefix { $0.time < tick || tick == .latest }.map { row in
      guard let answer = found[row.id] else {
        throw CommandError(
          "\(config.name) was ticked to \(tick.text) without row \(row.id); simulate into an empty data folder")
      }
      return answer
    }
  }
}
