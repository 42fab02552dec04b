/// What became known of an interaction: a label, a reward, a comment, a demonstration.
package struct FeedbackReceived: EventData {
  package static let type = "millrace.feedback.received.v1"
  package static let isDecidedBySchema = true

  package var interactionID: String
  /// A text, a number or a boolean.
  package var label: JSONValue?
  /// A number, as exact as it was sent.
  package var reward: JSONValue?
  package var comment: String?
  /// What would have been right: an object or a text.
  package var demonstration: JSONValue?

  package init(
    interactionID: String, label: JSONValue? = nil, reward: JSONValue? = nil, comment: String? = nil,
    demonstration: JSONValue? = nil
  ) {
    self.interactionID = interactionID
    self.label = label
    self.reward = reward
    self.comment = comment
    self.demonstration = demonstration
  }

  package static let full = FeedbackReceived(
    interactionID: "i-1", label: true, reward: 1.5, comment: "thanks", demonstration: "late")
}
