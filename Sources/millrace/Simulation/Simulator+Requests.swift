import Domain
import Wire

/// What a simulation says: questions and labels by HTTP, as users would, and a request for a spoilt dataset.
extension Simulator {
  /// - Returns: the answers, row by row.
  func decide(_ rows: Range<Int>) async throws -> [Answer] {
    let chunks = chunks(rows)
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

  /// The rows of each request: so many at most, and so many bytes of inputs.
  private func chunks(_ rows: Range<Int>) -> [Range<Int>] {
    var chunks: [Range<Int>] = []
    var (start, bytes) = (rows.lowerBound, 0)
    for row in rows {
      let size = data.rows[row].input.count
      if row > start, row - start == options.batch || bytes + size > Simulator.requestBytes {
        chunks.append(start..<row)
        (start, bytes) = (row, 0)
      }
      bytes += size
    }
    if start < rows.upperBound { chunks.append(start..<rows.upperBound) }
    return chunks
  }

  /// Half of what a request may have by default.
  private static let requestBytes = 4 << 20

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
        truth: Float(data.rows[row].label.flatMap { probabilities?[$0.name]?.double } ?? 0),
        generation: decision["generation"]?.integer ?? 0, model: decision["model"]?.string)
    }
  }

  func label(_ rows: [Int]) async throws {
    for start in stride(from: 0, to: rows.count, by: 1000) {
      var body = Array("{\"feedback\":[".utf8)
      for (number, row) in rows[start..<min(start + 1000, rows.count)].enumerated() {
        if number > 0 { body.append(UInt8(ascii: ",")) }
        guard let label = data.rows[row].label else { continue }
        JSONValue.object([
          "loop": .string(config.name), "interaction_id": .string(data.rows[row].id),
          "occurred_at": .string(label.time.text), "feedback_id": .string("label-" + data.rows[row].id),
        ]).write(to: &body)
        // The label as it stands in the file.
        body.removeLast()
        body += Array(",\"label\":\(label.json)}".utf8)
      }
      body += Array("]}".utf8)
      _ = try await client.post("/v1/feedback", body)
    }
  }

  func request(_ sabotage: SimulationOptions.Sabotage, at time: Timestamp) async throws -> String {
    let data = DatasetRequested(
      reason: "sabotage on purpose, asked for by the simulation", labels: sabotage.labels, force: sabotage.force,
      by: sabotage.force ? "millrace simulate" : nil)
    let event = Event(
      data, id: Digest.id("request", ["loop": .string(config.name), "at": .string(time.text), "data": data.json]),
      source: "/millrace/simulation", subject: config.name, occurredAt: time, loop: config.name, key: config.name)
    try await stack.say([event])
    return event.id
  }
}
