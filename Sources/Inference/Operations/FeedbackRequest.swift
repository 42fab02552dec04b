import Domain
import Wire

/// One feedback of a request: the event it becomes, and the ids to answer with.
struct FeedbackRequest: Sendable {
  /// What feedback names as its source where the caller names none.
  static let source = "/millrace/inference/feedback"

  static let members = ["loop", "interaction_id", "unit", "feedback_id", "occurred_at", "source"] + optionalMembers

  var interactionID: String
  var event: Event
  /// When it happened, where the caller says so.
  var statedAt: Timestamp?
  /// Whether the id is the caller's, so that it may come again.
  var isNamed: Bool

  /// The answer as a JSON object.
  /// - Parameter place: where the event stands; nil where nobody waited for that.
  func receipt(place: JSONValue?) -> JSONValue {
    var members: [ByteText: JSONValue] = [
      "feedback_id": .string(event.id), "loop": .string(event.loop), "interaction_id": .string(interactionID),
    ]
    members["event"] = place
    return .object(members)
  }
}

extension FeedbackRequest {
  /// The feedbacks in a request's body. Feedback is a human act: an id that the caller leaves out comes from its key, else
  /// it is new each time.
  /// - Throws: `Problem` with all that is wrong.
  static func read(
    _ batch: RequestBatch, slots: ModelStore.Snapshot, key: IdempotencyKey?, contract: Contract, shell: Shell
  ) throws(Problem) -> [FeedbackRequest] {
    var requests: [FeedbackRequest] = []
    requests.reserveCapacity(batch.objects.count)
    var errors = FieldErrors()
    var places: [[UInt8]: Int] = [:]
    for index in batch.objects.indices {
      var reader = FieldReader(batch, index, known: members)
      let derived = key?.id("feedback", place: batch.place(index))
      if let request = read(&reader, slots, contract, shell, id: derived) {
        let identity = Array(request.event.source.utf8) + [0] + Array(request.event.id.utf8)
        if let other = places.updateValue(index, forKey: identity) {
          reader.fail("feedback_id", "number \(other) has the same id; each feedback needs its own")
        }
        requests.append(request)
      }
      errors.append(contentsOf: reader.errors)
    }
    guard errors.isEmpty else { throw .invalid(errors) }
    return requests
  }

  private static func read(
    _ reader: inout FieldReader, _ slots: ModelStore.Snapshot, _ contract: Contract, _ shell: Shell, id derived: String?
  ) -> FeedbackRequest? {
    let loop = reader.requiredAttribute("loop", limit: LoopName.limit)
    let interaction = reader.requiredAttribute("interaction_id", limit: TextLength.interactionID)
    let unit = reader.attribute("unit", limit: TextLength.unit)
    let id = reader.attribute("feedback_id", limit: TextLength.interactionID) ?? derived
    let occurredAt = reader.time("occurred_at")
    let source = reader.attribute("source", limit: TextLength.feedbackSource)
    if let source, source.hasPrefix("/millrace/") {
      reader.fail("source", "sources that begin with /millrace/ are Millrace's own; name another, or none")
    }
    guard let loop, let interaction else { return nil }
    guard let slot = slots[loop] else {
      let known = slots.keys.sorted().joined(separator: ", ")
      reader.fail("loop", "there is no loop \"\(loop)\"; the loops are: \(known)")
      return nil
    }
    let members = members(reader, interaction: interaction)
    let classes = slot.config.label.classes
    if let label = members["label"], !classes.isEmpty, !classes.contains(where: { ClassName.isOf(label, $0) }) {
      reader.fail(
        "label",
        "\(label.sentText.shortened(to: 128)) is none of the loop's classes: \(classes.joined(separator: ", "))")
    }
    if let rejection = contract.check(Array(members.sentText.utf8), of: FeedbackReceived.type) {
      reader.fail("", rejection.message)
    }
    guard reader.errors.isEmpty else { return nil }
    let data: FeedbackReceived
    do {
      data = try members.decoded(as: FeedbackReceived.self)
    } catch {
      reader.fail("", "\(error)")
      return nil
    }
    let now = shell.now()
    let event = Event(
      data, id: id ?? shell.feedbackID(now), source: source ?? FeedbackRequest.source, subject: interaction,
      occurredAt: occurredAt ?? now, loop: loop, key: loop + "/" + (unit ?? interaction), asSent: true)
    return FeedbackRequest(interactionID: interaction, event: event, statedAt: occurredAt, isNamed: id != nil)
  }

  private static let optionalMembers =
    ((try? FeedbackReceived.members) ?? [:]).filter(\.value.isOptional).keys.sorted()

  private static func members(_ reader: FieldReader, interaction: String) -> JSONValue {
    var members: [ByteText: JSONValue] = ["interaction_id": .string(interaction)]
    for name in optionalMembers { members[name] = reader.value(name) }
    return .object(members)
  }
}
