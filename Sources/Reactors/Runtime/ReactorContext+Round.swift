import Domain
import ReadModels

/// What a reactor says where it does not go on.
extension ReactorContext {
  /// Says that the round came to nothing. What comes before a dataset is said once for each reason in a row, as it may be
  /// found at every tick; but a seal that was parked, or is too large, is only tried again when another dataset is due. A
  /// round that has its verdict is over, whatever is decided again.
  func fail(_ failure: RoundFailure) async throws {
    let (loop, stage, position) = (loop, stage, cause.position)
    let round: (name: String, id: String) = datasetID.map { ("dataset", $0) } ?? ("tick", cause.id)
    if let datasetID {
      let verdicts = try await pool.run { try VerdictRecord.all($0, loop: loop) }
      if verdicts.contains(where: { $0.datasetID == datasetID }) { return }
    }
    if datasetID == nil, failure.code != .eventParked, failure.code != .eventTooLarge {
      let last = try await pool.run { try FailedRound.last($0, loop: loop, stage: stage, before: position) }
      if let last, last.datasetID == nil, last.code == failure.code.rawValue { return }
    }
    try await emit(
      RoundFailed(
        datasetID: datasetID, tick: cause.id, position: position, stage: stage, code: failure.code.rawValue,
        sentence: failure.sentence),
      identity: [
        "loop": .string(loop), round.name: .string(round.id), "stage": .string(stage.rawValue),
      ], subject: datasetID, round: datasetID)
  }

  /// Says what the loop waits for by the name of the reactor, where it is not what the reactor said last.
  /// - Parameter reason: nil: for nothing.
  package func wait(for reason: WaitReason?) async throws {
    let (loop, reactor, position) = (loop, reactor, cause.position)
    let last = try await pool.run { try RoundWait.last($0, loop: loop, reactor: reactor, before: position) }
    guard last?.code != reason?.code.rawValue else { return }
    var identity: [ByteText: JSONValue] = [
      "loop": .string(loop), "reactor": .string(reactor), "cause": .string(cause.id),
    ]
    // Who says a wait in another's name may give it any id.
    if cause.type == RoundWaiting.type { identity["position"] = .integer(position) }
    try await emit(
      RoundWaiting(
        reactor: reactor, code: reason?.code.rawValue,
        sentence: reason.map { Bounded.text($0.sentence, bytes: RoundFailure.sentenceLimit) } ?? "nothing any more",
        cause: cause.id, position: position),
      identity: .object(identity), subject: nil, round: nil)
  }
}
