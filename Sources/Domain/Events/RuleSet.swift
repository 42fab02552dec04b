/// The sets of rules that a ledger adopts, one event each: what the same events mean to the read models.
///
/// Rules are not retroactive: a fold reads each event by the sets adopted below its position (table `rule` of the read
/// models), so that a replay of what is below a mark finds what was found then.
package enum RuleSet: String, Sendable, Hashable, CaseIterable {
  /// What values are, which times are plausible, which control events can be true, in what order feedback counts.
  case doors
}
