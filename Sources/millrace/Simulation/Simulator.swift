import Domain
import Foundation
import Kafka
import Ledger
import Logging
import Postgres
import ReadModels
import ServiceLifecycle
import Wire

/// Plays recorded, labelled data as live users would: every decision over HTTP, every event through Kafka.
///
/// It drives the loop's clock. At the end of each slot of time it waits until all it published is durable, emits the
/// tick, and goes on when every cursor and checkpoint has passed it and inference serves the slot's generation. So the
/// result does not depend on how fast anything is.
final class Simulator: Sendable {
  private let stack: Stack
  private let config: LoopConfig
  private let data: RecordedData
  private let options: SimulationOptions
  private let client: Client
  private let barrier: Barrier
  private let progress: Progress

  init(
    _ stack: Stack, config: LoopConfig, data: RecordedData, options: SimulationOptions, port: Int, progress: Progress
  ) throws {
    guard config.clock == .occurred else {
      throw CommandError(
        "\(config.name) runs on the recorded clock, which only Millrace's own ticker moves; set `clock: occurred` in "
          + "its file to simulate it")
    }
    self.stack = stack
    self.config = config
    self.data = data
    self.options = options
    self.progress = progress
    client = Client(port: port)
    barrier = Barrier(stack, loop: config.name, client: client)
  }

  /// - Returns: what was answered, row by row.
  func run() async throws -> [Answer] {
    defer { Task { [client] in await client.close() } }
    try await configure()
    guard let first = data.rows.first, let last = data.rows.map(\.labelTime).max() else { return [] }
    let step = options.tick.microseconds
    var slot = first.time.microseconds / step * step
    var answers: [Answer] = []
    answers.reserveCapacity(data.rows.count)
    let resumed = try await barrier.lastTick()
    let byLabel = data.rows.indices.sorted { (data.rows[$0].labelTime, $0) < (data.rows[$1].labelTime, $1) }
    var labelled = 0
    var sabotage = options.sabotage
    if let resumed {
      // What an earlier run had played up to a tick stands in the ledger; a slot it was in the middle of is played
      // again, and what it had published already counts once.
      slot = max(slot, resumed.microseconds)
      answers = try await earlierAnswers(before: resumed)
      while labelled < byLabel.count, data.rows[byLabel[labelled]].labelTime < resumed { labelled += 1 }
      if let due = sabotage, due.at < resumed { sabotage = nil }
    }
    let end = max(last, data.rows.last?.time ?? last) + config.joinWindow + options.tick
    while slot <= end.microseconds {
      try Task.checkCancellation()
      let next = Timestamp(microseconds: slot + step)
      let start = answers.count
      var stop = start
      while stop < data.rows.count, data.rows[stop].time < next { stop += 1 }
      answers += try await decide(start..<stop)
      let from = labelled
      while labelled < byLabel.count, data.rows[byLabel[labelled]].labelTime < next { labelled += 1 }
      try await label(Array(byLabel[from..<labelled]))
      var published = [
        "/millrace/inference": (start..<stop).map { "interaction-\(config.name)/\(data.rows[$0].id)" },
        "/millrace/inference/feedback": byLabel[from..<labelled].map { "label-" + data.rows[$0].id },
      ]
      if let due = sabotage, due.at < next {
        published["/millrace/simulation"] = [try await request(due, at: next)]
        sabotage = nil
      }
      try await barrier.pass(tick: next, published: published)
      await progress.update(
        time: next, decisions: answers.count, of: data.rows.count, answers: answers, rows: data.rows, labelled: labelled
      )
      slot += step
    }
    await progress.end()
    return answers
  }

  private func configure() async throws {
    let name = config.name
    let current = try await barrier.loop()
    if current?.digest != config.digest || current?.state != .active {
      let event = LoopEvents.configured(config, after: current)
      try await stack.publisher.publish([event])
      try await stack.waiter.folded(EventIdentity(event))
    }
    for _ in 0..<300 {
      let (status, body) = try await client.get("/v1/loops/\(name)")
      if status == 200, body["config_digest"]?.string == config.digest { return }
      try await Task.sleep(for: .milliseconds(100))
    }
    throw CommandError("inference does not serve \(name) after 30 s; see the log")
  }

  private func decide(_ rows: Range<Int>) async throws -> [Answer] {
    let chunks = stride(from: rows.lowerBound, to: rows.upperBound, by: options.batch).map {
      $0..<min($0 + options.batch, rows.upperBound)
    }
    return try await withThrowingTaskGroup(of: (Int, [Answer]).self) { group in
      var done: [Int: [Answer]] = [:]
      for (index, chunk) in chunks.enumerated() {
        if index >= 3, let (number, answers) = try await group.next() { done[number] = answers }
        group.addTask { [self] in (index, try await decide(chunk: chunk)) }
      }
      for try await (number, answers) in group { done[number] = answers }
      return chunks.indices.flatMap { done[$0] ?? [] }
    }
  }

  private func decide(chunk: Range<Int>) async throws -> [Answer] {
    var body = Array("{\"requests\":[".utf8)
    for row in chunk {
      if row > chunk.lowerBound { body.append(UInt8(ascii: ",")) }
      body += Array(
        "{\"interaction_id\":\"\(data.rows[row].id)\",\"occurred_at\":\"\(data.rows[row].time.text)\",\"input\":".utf8)
      body += data.input(data.rows[row])
      body.append(UInt8(ascii: "}"))
    }
    body += Array("]}".utf8)
    let answer = try await client.post("/v1/loops/\(config.name)/decide", body)
    guard let decisions = answer["decisions"]?.array, decisions.count == chunk.count else {
      throw CommandError("the answer to a batch has another number of decisions than it had requests")
    }
    let positive = config.label.positive ?? ""
    return zip(chunk, decisions).map { row, decision in
      let probabilities = decision["probabilities"]
      return Answer(
        label: decision["label"]?.string ?? "", positive: Float(probabilities?[positive]?.double ?? 0),
        truth: Float(probabilities?[data.rows[row].label]?.double ?? 0),
        generation: decision["generation"]?.integer ?? 0, model: decision["model"]?.string)
    }
  }

  /// The answers that the read models hold to the rows before a tick.
  private func earlierAnswers(before tick: Timestamp) async throws -> [Answer] {
    let (name, positive) = (config.name, config.label.positive ?? "")
    let labels = Dictionary(uniqueKeysWithValues: data.rows.map { ($0.id, $0.label) })
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
    return try data.rows.prefix { $0.time < tick }.map { row in
      guard let answer = found[row.id] else {
        throw CommandError(
          "\(config.name) was ticked to \(tick.text) without row \(row.id); simulate into an empty data folder")
      }
      return answer
    }
  }

  private func label(_ rows: [Int]) async throws {
    for start in stride(from: 0, to: rows.count, by: 1000) {
      var body = Array("{\"feedback\":[".utf8)
      for (number, row) in rows[start..<min(start + 1000, rows.count)].enumerated() {
        if number > 0 { body.append(UInt8(ascii: ",")) }
        JSONValue.object([
          "loop": .string(config.name), "interaction_id": .string(data.rows[row].id),
          "label": .string(data.rows[row].label), "occurred_at": .string(data.rows[row].labelTime.text),
          "feedback_id": .string("label-" + data.rows[row].id),
        ]).write(to: &body)
      }
      body += Array("]}".utf8)
      _ = try await client.post("/v1/feedback", body)
    }
  }

  private func request(_ sabotage: SimulationOptions.Sabotage, at time: Timestamp) async throws -> String {
    let data = DatasetRequested(
      reason: "sabotage on purpose, asked for by the simulation", labels: sabotage.labels, force: sabotage.force,
      by: sabotage.force ? "millrace simulate" : nil)
    let event = Event(
      data, id: Digest.id("request", ["loop": .string(config.name), "at": .string(time.text), "data": data.json]),
      source: "/millrace/simulation", subject: config.name, occurredAt: time, loop: config.name, key: config.name)
    try await stack.publisher.publish([event])
    return event.id
  }
}
