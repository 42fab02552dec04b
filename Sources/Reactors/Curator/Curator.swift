import Domain
import Evaluation
import Ledger
import Postgres
import ReadModels

/// Seals dataset versions: at each tick of a loop it decides by the loop's sealing policy whether one is due.
package struct Curator: Reactor {
  package let name = ReactorName.curator.rawValue
  package let types: [any EventData.Type] = [ClockTicked.self]
  package let mayWait = true
  private let reader: DatasetReader

  package init(reader: DatasetReader) { self.reader = reader }

  /// What the ledger says up to a tick.
  private struct Facts: Sendable {
    var loop: LoopSnapshot
    var tick: Timestamp
    var decision: SealDecision
    var request: DatasetRequest?
  }

  package func stage(of event: LedgerEvent) -> RoundStage { .seal }

  package func react(to event: LedgerEvent, context: ReactorContext) async throws {
    let name = context.loop
    let facts = try await context.pool.run { try Curator.facts($0, loop: name, tick: event) }
    guard let facts, facts.loop.state == .active else { return }
    guard facts.decision.sealsAt(facts.tick) else { return try await context.wait(for: nil) }
    let config = facts.loop.config
    guard let dataset = try await reader.dataset(loop: name, config: config, asOfTick: event.position) else {
      let removed = await reader.removed(loop: name, asOfTick: event.position)
      return try await context.wait(for: Curator.emptyPart(removed: removed))
    }
    let result = dataset.sealResult
    try await context.wait(for: result.reason)
    guard result == .sealed else { return }
    let transform = facts.request?.transform ?? .truthful
    let id = Digest.id(
      "dataset",
      [
        "loop": .string(name), "config": .string(facts.loop.digest), "tick": .string(event.id),
        "content": .string(dataset.contentHash), "labels": .string(transform.rawValue),
      ])
    let sealed = DatasetSealed(
      datasetID: id, contentHash: dataset.contentHash, configDigest: facts.loop.digest,
      tick: .init(eventID: event.id, time: facts.tick), position: event.position, cut: dataset.cut,
      counts: dataset.counts, foldVersion: dataset.foldVersion, labels: transform,
      force: facts.request?.isForced ?? false, requestID: facts.request?.id)
    try await context.emit(sealed, identity: .string(id), subject: id, round: id)
    context.logger.info(
      "dataset sealed", metadata: ["dataset": "\(id)", "examples": "\(dataset.examples.count)"])
  }

  /// - Parameter removed: what was left out of the examples, by reason.
  private static func emptyPart(removed: [String: Int]) -> WaitReason {
    let reasons = removed.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.value) \($0.key)" }
    let left =
      reasons.isEmpty
      ? "" : "; \(removed.values.reduce(0, +)) were left out before (\(reasons.joined(separator: ", ")))"
    return WaitReason(
      .partEmpty,
      "a dataset is due, but its examples cannot be cut by time into three parts that are not empty\(left): wait for "
        + "examples of more different times, or make sealing.validation and sealing.holdout shorter")
  }

  private static func facts(_ db: PostgresSession, loop: String, tick event: LedgerEvent) throws -> Facts? {
    let position = event.position
    guard let snapshot = try LoopSnapshot.load(db, loop: loop, asOf: position),
      let tick = try Tick.time(db, loop: loop, at: position),
      let first = try Tick.firstTime(db, loop: loop, upTo: position)
    else { return nil }
    let last = try SealedDataset.last(db, loop: loop, beforeTick: position)
    // A seal that failed is made again when the next one would be due, and not at every tick; it has met its request.
    let failed = try FailedRound.last(db, loop: loop, stage: .seal, before: position)
    let after = last?.tickPosition ?? 0
    let examples = try LabelledExample.closed(db, loop: loop, after: after, upTo: position)
    let request = try DatasetRequest.last(db, loop: loop, after: max(after, failed?.decidedAt ?? 0), before: position)
    return Facts(
      loop: snapshot, tick: tick,
      decision: SealDecision(
        policy: snapshot.config.sealing, firstTick: first,
        lastSeal: [last?.tickTime, failed?.tickTime].compactMap(\.self).max(), newExamples: examples,
        isRequested: request != nil),
      request: request)
  }
}
