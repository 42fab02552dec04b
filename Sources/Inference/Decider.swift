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
    let tail = Decider.tail(slot)
    for (index, request) in requests.enumerated() {
      let output = outputs(index)
      result.answers.append(answer(request, output, tail, loop: slot.config.name))
      let event = interaction(request, output, tail, loop: slot.config.name)
      if let rejection = contract.check(event.data, of: event.type) {
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

  /// Who answered, as members: the champion is the most probable class always, so its propensity is 1.
  private static func tail(_ slot: ServingSlot) -> [UInt8] {
    var bytes = Array(",\"model\":".utf8)
    (slot.modelID.map(JSONValue.string) ?? .null).write(to: &bytes)
    bytes += Array(",\"generation\":\(slot.generation),\"propensity\":1}".utf8)
    return bytes
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

  private func interaction(
    _ request: DecisionRequest, _ output: ArraySlice<UInt8>, _ tail: [UInt8], loop: String
  ) -> Event {
    var data: [UInt8] = []
    data.reserveCapacity(1_024)
    data.append(contentsOf: "{\"interaction_id\":".utf8)
    JSONValue.writeString(request.interactionID, to: &data)
    if let unit = request.unit {
      data.append(contentsOf: ",\"unit\":".utf8)
      JSONValue.writeString(unit, to: &data)
    }
    data.append(contentsOf: ",\"input\":".utf8)
    request.input.write(to: &data)
    data.append(contentsOf: ",\"output\":{".utf8)
    data.append(contentsOf: output)
    data.append(UInt8(ascii: "}"))
    data.append(contentsOf: tail)
    // The loop is in the id, since two loops may use the same interaction ids.
    return Event(
      id: "interaction-\(loop)/\(request.interactionID)", source: Decider.source, type: EventType.interactionRecorded,
      subject: request.interactionID, occurredAt: request.occurredAt, loop: loop,
      key: loop + "/" + (request.unit ?? request.interactionID), data: data)
  }
}
