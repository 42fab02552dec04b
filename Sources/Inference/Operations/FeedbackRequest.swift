import Domain
import Wire

/// One feedback of a request: the event it becomes, and the ids to answer with.
struct FeedbackRequest: Sendable {
  /// What feedback names as its source where the caller names none.
  static let source = "/millrace/inference/feedback"

  var interactionID: String
  var event: Event

  /// The answer as a JSON object.
  /// - Parameter place: where the event stands; nil where nobody waited for that.
  func receipt(place: JSONValue?) -> JSONValue {
    var members: [String: JSONValue] = [
      "feedback_id": .string(event.id), "loop": .string(event.loop), "interaction_id": .string(interactionID),
    ]
    members["event"] = place
    return .object(members)
  }
}

extension FeedbackRequest {
  /// The feedbacks in a request's body.
  /// - Throws: `Problem` with all that is wrong.
  static func read(
    _ batch: RequestBatch, slots: ModelStore.Snapshot, limits: RequestLimits, contract: Contract, shell: Shell
  ) throws(Problem) -> [FeedbackRequest] {
    var requests: [FeedbackRequest] = []
    requests.reserveCapacity(batch.objects.count)
    var errors: [Problem.FieldError] = []
    let now = shell.now()
    for (index, object) in batch.objects.enumerated() {
      var reader = FieldReader(object, index: batch.place(index))
      if let request = read(&reader, slots, limits, contract, now) { requests.append(request) }
      errors += reader.errors
    }
    guard errors.isEmpty else { throw .invalid(errors) }
    return requests
  }

  private static func read(
    _ reader: inout FieldReader, _ slots: ModelStore.Snapshot, _ limits: RequestLimits, _ contract: Contract,
    _ now: Timestamp
  ) -> FeedbackRequest? {
    let loop = reader.requiredAttribute("loop", limit: LoopName.limit)
    let interaction = reader.requiredAttribute("interaction_id", limit: TextLength.interactionID)
    let unit = reader.attribute("unit", limit: TextLength.unit)
    let id = reader.attribute("feedback_id", limit: TextLength.interactionID)
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
      reader.fail("label", "\(label.sentText) is none of the loop's classes: \(classes.joined(separator: ", "))")
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
    // Derived from all that was said, so that a request sent again says the same thing once.
    let event = Event(
      data, id: id ?? Digest.id("feedback", .object(reader.object)), source: source ?? FeedbackRequest.source,
      subject: interaction, occurredAt: occurredAt ?? now, loop: loop, key: loop + "/" + (unit ?? interaction),
      asSent: true)
    return FeedbackRequest(interactionID: interaction, event: event)
  }

  private static let optionalMembers =
    ((try? FeedbackReceived.members) ?? [:]).filter(\.value.isOptional).keys.sorted()

  private static func members(_ reader: FieldReader, interaction: String) -> JSONValue {
    var members: [String: JSONValue] = ["interaction_id": .string(interaction)]
    for name in optionalMembers { members[name] = reader.value(name) }
    return .object(members)
  }
}
