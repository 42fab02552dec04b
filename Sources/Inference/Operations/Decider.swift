import Domain
import Learning
import Wire

/// Answers questions out of one slot: what is said, and the interactions that record it.
struct Decider: Sendable {
  /// What the interactions name as their source.
  static let source = "/millrace/inference"

  /// Answers (each a JSON object) and events, in the questions' order.
  struct Result {
    var entries: [RecentEvents.Entry]
    var inputs: InputChecker.Counts
  }

  let contract: Contract

  /// - Throws: `Problem` for inputs of the wrong kind, data over the limit, or a champion that cannot answer.
  func decide(_ requests: [DecisionRequest], slot: ServingSlot, batch: RequestBatch) throws(Problem) -> Result {
    var checker = InputChecker(slot.config)
    for (index, request) in requests.enumerated() { checker.check(request.input, index, of: batch) }
    guard checker.errors.isEmpty else { throw .invalid(checker.errors) }
    let outputs = try outputs(requests, slot: slot)
    var result = Result(entries: [], inputs: checker.counts)
    result.entries.reserveCapacity(requests.count)
    let writer = InteractionWriter(
      loop: slot.config.name, source: Decider.source, model: slot.modelID, generation: slot.generation)
    for (index, request) in requests.enumerated() {
      let output = outputs(index)
      let event = writer.event(
        interaction: request.interactionID, unit: request.unit, occurredAt: request.occurredAt, input: request.input,
        output: output)
      if let rejection = contract.check(event) {
        guard rejection.reason != .tooLarge else {
          throw .tooLarge((batch.place(index).map { "number \($0): " } ?? "") + rejection.message)
        }
        throw .invalid(batch.error(index, ["input"], rejection.message))
      }
      result.entries.append(
        RecentEvents.Entry(
          event: event, statedAt: request.statedAt, asked: writer.asked(event, output: output),
          answer: answer(request, output, writer.tail, loop: slot.config.name)))
    }
    return result
  }

  /// The output of each question as the text of its members.
  private func outputs(
    _ requests: [DecisionRequest], slot: ServingSlot
  ) throws(Problem) -> (Int) -> ArraySlice<UInt8> {
    switch slot.champion {
    case .none: return { _ in slot.defaultOutput[...] }
    case .unavailable(_, let reason): throw .unavailable(slot.config.name, reason)
    case .model(_, let model):
      var builder = InputBatchBuilder(slot.config.inputs)
      builder.reserveCapacity(requests.count)
      for request in requests { builder.append(request.input) }
      guard let probabilities = try? model.predict(builder.build()),
        let (bytes, ends) = texts(probabilities, rows: requests.count, slot: slot)
      else { throw .modelBroken }
      return { index in bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]] }
    }
  }

  private func texts(_ probabilities: [Float], rows: Int, slot: ServingSlot) -> (bytes: [UInt8], ends: [Int])? {
    let width = slot.classes.count
    guard width > 0, probabilities.count == rows * width else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(rows * (60 + width * 24))
    var ends: [Int] = []
    ends.reserveCapacity(rows)
    for row in 0..<rows {
      let values = probabilities[row * width..<(row + 1) * width]
      guard OutputText.append(values, classMembers: slot.classMembers, to: &bytes) != nil else { return nil }
      ends.append(bytes.count)
    }
    return (bytes, ends)
  }

  private func answer(
    _ request: DecisionRequest, _ output: ArraySlice<UInt8>, _ tail: [UInt8], loop: String
  ) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(output.count + tail.count + 160)
    bytes.append(contentsOf: "{\"interaction_id\":".utf8)
    JSONValue.writeString(request.interactionID, to: &bytes)
    bytes.append(contentsOf: ",\"loop\":".utf8)
    JSONValue.writeString(loop, to: &bytes)
    bytes.append(UInt8(ascii: ","))
    bytes.append(contentsOf: output)
    bytes.append(contentsOf: tail)
    return bytes
  }
}
