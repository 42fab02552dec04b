import Domain
import Learning
import Wire

/// Answers questions out of one slot: what is said, and the interactions that record it.
struct Decider: Sendable {
  /// What the interactions name as their source.
  static let source = "/millrace/inference"

  /// Answers and events, in the questions' order.
  struct Result {
    /// Each answer as a JSON object.
    var answers: [[UInt8]]
    var events: [Event]
  }

  let contract: Contract

  /// - Throws: `Problem` for inputs of the wrong kind, data over the limit, or a champion that cannot answer.
  func decide(_ requests: [DecisionRequest], slot: ServingSlot, batch: RequestBatch) throws(Problem) -> Result {
    let outputs = try outputs(requests, slot: slot, batch: batch)
    var result = Result(answers: [], events: [])
    result.answers.reserveCapacity(requests.count)
    result.events.reserveCapacity(requests.count)
    let writer = InteractionWriter(
      loop: slot.config.name, source: Decider.source, model: slot.modelID, generation: slot.generation)
    for (index, request) in requests.enumerated() {
      let output = outputs(index)
      result.answers.append(answer(request, output, writer.tail, loop: slot.config.name))
      let event = writer.event(
        interaction: request.interactionID, unit: request.unit, occurredAt: request.occurredAt, input: request.input,
        output: output)
      if let rejection = contract.check(event) {
        guard rejection.reason != .tooLarge else {
          throw .tooLarge((batch.place(index).map { "number \($0): " } ?? "") + rejection.message)
        }
        throw .invalid([.init(index: batch.place(index), field: "input", detail: rejection.message)])
      }
      result.events.append(event)
    }
    return result
  }

  /// The output of each question as the text of its members.
  private func outputs(
    _ requests: [DecisionRequest], slot: ServingSlot, batch: RequestBatch
  ) throws(Problem) -> (Int) -> ArraySlice<UInt8> {
    var builder = InputBatchBuilder(slot.config.inputs)
    builder.reserveCapacity(requests.count)
    var errors: [Problem.FieldError] = []
    for (index, request) in requests.enumerated() {
      for problem in builder.append(request.input) {
        errors.append(
          .init(
            index: batch.place(index), field: "input.\(problem.input)",
            detail: "it has to be \(problem.expected), but is \(problem.found)"))
      }
    }
    guard errors.isEmpty else { throw .invalid(errors) }
    switch slot.champion {
    case .none: return { _ in slot.defaultOutput[...] }
    case .unavailable(_, let reason): throw .unavailable(slot.config.name, reason)
    case .model(_, let model):
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
