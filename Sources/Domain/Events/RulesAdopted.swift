/// From here on a set of rules holds: what is below its position is read by the rules before.
///
/// The ledger itself says so, once for each set (`RuleSet`), as the last step of bringing a database up to date; the
/// event has no topic, and no producer can send it. Its id is the set's name.
package struct RulesAdopted: EventData {
  package static let type = "millrace.rules.adopted.v1"
  package static let mayConcernAllLoops = true

  /// A set's name. The name of one that this program does not know is read as well: a later program has adopted it.
  package var rules: String

  package init(rules: String) { self.rules = rules }

  package static let full = RulesAdopted(rules: RuleSet.doors.rawValue)
}

extension Event {
  /// The adoption of a set of rules.
  /// - Parameter now: for onlookers; it is not part of the content.
  package static func adoption(of rules: RuleSet, now: Timestamp) -> Event {
    Event(
      RulesAdopted(rules: rules.rawValue), id: rules.rawValue, source: "/millrace/ledger", subject: rules.rawValue,
      occurredAt: now, loop: "*", key: "*")
  }
}
