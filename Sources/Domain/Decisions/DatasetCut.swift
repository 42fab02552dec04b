/// Where a dataset version is cut by time: [from, validationFrom) trains, [validationFrom, holdoutFrom) validates,
/// [holdoutFrom, to] is the holdout.
package struct DatasetCut: Codable, Sendable, Hashable {
  package var from: Timestamp
  package var validationFrom: Timestamp
  package var holdoutFrom: Timestamp
  package var to: Timestamp

  package init(from: Timestamp, validationFrom: Timestamp, holdoutFrom: Timestamp, to: Timestamp) {
    self.from = from
    self.validationFrom = validationFrom
    self.holdoutFrom = holdoutFrom
    self.to = to
  }

  /// The cut for examples that span oldest to newest. Where that span is too short for the policy's lengths,
  /// validation and holdout take a fifth of it each.
  package init(policy: SealingPolicy, oldest: Timestamp, newest: Timestamp) {
    let from = policy.window.map { max(oldest, newest - $0) } ?? oldest
    let length = newest.microseconds - from.microseconds
    var holdout = policy.holdout.microseconds
    var validation = policy.validation.microseconds
    if holdout + validation > length / 2 {
      holdout = length / 5
      validation = length / 5
    }
    to = newest
    holdoutFrom = Timestamp(microseconds: newest.microseconds - holdout)
    validationFrom = Timestamp(microseconds: newest.microseconds - holdout - validation)
    self.from = from
  }

  package func part(of moment: Timestamp) -> DatasetPart {
    if moment < validationFrom { return .train }
    return moment < holdoutFrom ? .validation : .holdout
  }
}
