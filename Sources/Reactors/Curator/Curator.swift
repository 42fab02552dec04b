import Domain
import Evaluation
import Ledger
import Postgres
import ReadModels

/// Seals dataset versions: at each tick of a loop it decides by the loop's sealing policy whether one is due.
package struct Curator: Reactor {
  package let name = ReactorName.curator.rawValue
  package let types: [any EventData.Type] = [ClockTicked.self]
  private let reader: DatasetReader

  package init(reader: DatasetReader) { self.reader = reader }

  /// What the ledger says up to a tick.
  private struct Facts: Sendable {
    var loop: LoopSnapshot
    var tick: Timestamp
    var decision: SealDecision
    var request: (id: String, transform: LabelTransform, isForced: Bool)?
  }

  package func react(to event: LedgerEvent, context: ReactorContext) async throws {
    let name = context.loop
    let facts = try await context.pool.run { try Curator.facts($0, loop: name, tick: event) }
    guard let facts, facts.loop.state == .active, facts.decision.sealsAt(facts.tick) else { return }
    let config = facts.loop.config
    guard let dataset = try await reader.dataset(loop: name, config: config, asOfTick: event.position) else {
      context.logger.info("a dataset is due, but there are too few examples to cut it in three")
      return
    }
    let transform = facts.request?.transform ?? .truthful
    let id = Digest.id(
      "dataset",
      [
        "loop": .string(name), "config": .string(facts.loop.digest), "tick": .string(event.id),
        "content": .string(dataset.contentHash), "labels": .string(transform.rawValue),
      ])
    let sealed = DatasetSealed(
      datasetID: id, contentHash: dataset.contentHash, configDigest: facts.loop.digest,
      tick: .init(eventID: event.id, time: facts.tick), position: event.position, cut: dataset.cut.sealed,
      counts: dataset.counts, foldVersion: dataset.foldVersion, labels: transform,
      force: facts.request?.isForced ?? false, requestID: facts.request?.id)
    try await context.emit(sealed, identity: .string(id), subject: id, round: id)
    context.logger.info(
      "dataset sealed", metadata: ["dataset": "\(id)", "examples": "\(dataset.examples.count)"])
  }

  private static func facts(_ db: PostgresSession, loop: String, tick event: LedgerEvent) throws -> Facts? {
    let position = event.position
    guard let snapshot = try LoopSnapshot.load(db, loop: loop, asOf: position),
      let tick = try db.query(
        "SELECT time FROM fold.tick WHERE loop = $1 AND position = $2", [.text(loop), .int(position)]
      ).first,
      let first = try db.query("SELECT min(time) FROM fold.tick WHERE loop = $1", [.text(loop)]).first
    else { return nil }
    let last = try SealedDataset.last(db, loop: loop, beforeTick: position)
    let examples = try db.query(
      """
      SELECT count(*) FROM fold.joined_example
      WHERE loop = $1 AND tick_position > $2 AND tick_position <= $3 AND revision = 0 AND label IS NOT NULL
      """, [.text(loop), .int(last?.tickPosition ?? 0), .int(position)]
    ).first?.int(0)
    let request = try db.query(
      """
      SELECT event_id, labels, force FROM fold.dataset_request
      WHERE loop = $1 AND position > $2 AND position < $3 ORDER BY position DESC LIMIT 1
      """, [.text(loop), .int(last?.tickPosition ?? 0), .int(position)]
    ).first
    return Facts(
      loop: snapshot, tick: Timestamp(microseconds: try tick.timestampMicros(0)),
      decision: SealDecision(
        policy: snapshot.config.sealing, firstTick: Timestamp(microseconds: try first.timestampMicros(0)),
        lastSeal: last?.tickTime, newExamples: examples ?? 0, isRequested: request != nil),
      request: try request.map {
        (try $0.text(0), LabelTransform(rawValue: try $0.text(1)) ?? .truthful, try $0.bool(2))
      })
  }
}
