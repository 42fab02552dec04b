/// A loop waits for something that only its reactor can tell; or no longer does.
package struct RoundWaiting: EventData {
  package static let type = "millrace.round.waiting.v1"

  /// Who cannot go on, such as `curator`.
  package var reactor: String
  /// Such as `one_class` (`WaitCode`); nil: the wait is over.
  @WrittenAsNull package var code: String?
  package var sentence: String
  /// Id of the event at which it was found, such as a tick.
  package var cause: String
  /// Of that event in the ledger.
  package var position: Int64

  package init(reactor: String, code: String?, sentence: String, cause: String, position: Int64) {
    self.reactor = reactor
    self.code = code
    self.sentence = sentence
    self.cause = cause
    self.position = position
  }

  package static let full = RoundWaiting(
    reactor: "curator", code: "one_class", sentence: "all 120 examples have the one class \"late\"", cause: "t",
    position: 17)
}
