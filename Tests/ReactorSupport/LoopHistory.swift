import Artifacts
import Domain
import Evaluation
import Foundation
import Learning
import Ledger
import Postgres
import Projections
import TestSupport
import Wire

/// The history of one small loop, made event by event in the test's ledger and folded, with models that were trained.
package struct LoopHistory {
  package static let name = "test.past"
  package static let home = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  /// A model, its run, and where that ended.
  package struct Trained {
    package var model: String
    package var run: String
    package var end: Int64
  }

  package let pool: PostgresPool
  /// The live folds.
  package var group: ProjectionGroup
  package let artifacts: ArtifactStore
  package private(set) var config: LoopConfig
  private let release: String
  private let learningRate: String
  private let isSandbox: Bool
  private let clock: LoopClock
  /// When the ledger records what is appended next; nil: at some time in 2027.
  package var recordedAt: Timestamp?
  private var random = SplitMix(state: 5)
  private var count = 0
  /// Event ids of verdicts, by challenger.
  private var verdicts: [String: String] = [:]

  /// Configured, at position 1.
  /// - Parameters:
  ///   - release: the policy, as YAML in one line.
  ///   - learningRate: of the learner.
  ///   - isSandbox: whether labels may be spoilt on purpose.
  ///   - clock: the recorded one is that of the history: each day is recorded at its end.
  package init(
    classes: String = "no, yes", release: String = "{trial: 0d}", learningRate: String = "0.02",
    isSandbox: Bool = false, clock: LoopClock = .occurred
  ) async throws {
    self.clock = clock
    if clock == .recorded { recordedAt = LoopHistory.time(day: 0) }
    self.isSandbox = isSandbox
    self.release = release
    self.learningRate = learningRate
    pool = Database.current.pool
    group = try ProjectionGroup(name: "core", directory: LoopHistory.home + "/projections/core")
    artifacts = try ArtifactStore(pool: pool)
    config = try LoopHistory.config(classes, release, learningRate, isSandbox, clock)
    let live = LiveProjections(group: group)
    _ = try await pool.run { try live.prepare($0) }
    try await configure(classes: classes, day: 0)
  }

  package mutating func configure(classes: String, day: Double) async throws {
    config = try LoopHistory.config(classes, release, learningRate, isSandbox, clock)
    try await append([
      event(LoopConfigured.type, day: day, ["config": config.json, "digest": .string(config.digest)])
    ])
  }

  private static func config(
    _ classes: String, _ release: String, _ learningRate: String, _ isSandbox: Bool, _ clock: LoopClock
  ) throws -> LoopConfig {
    try LoopFile.parse(
      Array(
        """
        name: \(LoopHistory.name)
        sandbox: \(isSandbox)
        clock: \(clock.rawValue)
        inputs: {x: numeric}
        label: {name: y, classes: [\(classes)]\(classes == "no, yes" ? ", positive: yes" : "")}
        join_window: 10m
        default_answer: {label: no, probabilities: {no: 0.5, yes: 0.5}}
        sealing: {every: 1d, minimum_examples: 10, validation: 1d, holdout: 1d}
        gate: {metric: log_loss, minimum_examples: 20}
        release: \(release)
        learner: {kind: mlp, settings: {hidden: [8], epochs: 12, batch_size: 16, learning_rate: \(learningRate), dropout: 0}}
        """.utf8), name: "past.yaml")
  }

  /// Lets other folds take over, by which an example with one label has the other one, and the old copy go.
  package mutating func changeFolds(prune: Bool = true) async throws {
    let files = try group.files.map { file in
      guard file.name == "55_joined_example" else { return file }
      return try ProjectionFile(
        name: file.name,
        text: file.text.replacingOccurrences(
          of: "WHEN received.labels < 2 THEN received.least_label",
          with: "WHEN received.labels < 2 THEN CASE received.least_label WHEN 'yes' THEN 'no' ELSE 'yes' END"))
    }
    let live = LiveProjections(group: ProjectionGroup(name: group.name, files: files, views: group.views))
    precondition(live.group.version != group.version, "the fold of joined examples is written otherwise now")
    group = live.group
    try await pool.run { db in
      _ = try live.rebuild(db, limit: 200)
      if prune { try live.prune(db) }
    }
  }

  package static func time(day: Double) -> Timestamp {
    Timestamp(microseconds: 1_767_225_600_000_000 + Int64(day * 86_400_000_000))
  }

  package mutating func event(_ type: String, day: Double, _ data: JSONValue) -> Event {
    count += 1
    return Event(
      id: "e\(count)", source: "/test", type: type, subject: nil, occurredAt: LoopHistory.time(day: day),
      loop: LoopHistory.name, key: LoopHistory.name, data: Array(data.canonicalText.utf8))
  }

  /// Appends events and folds them.
  /// - Returns: the ledger's head.
  @discardableResult
  package func append(_ events: [Event]) async throws -> Int64 {
    try await append(
      records: events.map { (RawRecord(topic: "t", key: nil, value: nil, headers: []), .success($0)) })
  }

  /// Appends records, or parks them, and folds what was appended.
  /// - Returns: the ledger's head.
  @discardableResult
  package func append(records: [(raw: RawRecord, outcome: Result<Event, Rejection>)]) async throws -> Int64 {
    let (fold, now) = (LiveProjections(group: group).live, recordedAt)
    return try await pool.run { db in
      let topic = try IngestOffsets.open(db, topic: "t", topicID: nil, clusterID: nil, reason: "test")
      let claim = try IngestOffsets.acquire(db, incarnation: topic.id, partition: 0)
      let head = try LedgerReader.head(db).position
      _ = try LedgerAppender.append(
        db,
        records: records.enumerated().map { index, record in
          IncomingRecord(
            raw: record.raw, incarnation: topic.id, partition: 0, offset: claim.nextOffset + Int64(index),
            recordTime: nil, outcome: record.outcome)
        },
        ranges: [
          SourceRange(
            incarnation: topic.id, partition: 0, first: claim.nextOffset,
            next: claim.nextOffset + Int64(records.count), fence: claim.fence, lastRecordHash: [])
        ], now: now ?? Timestamp(microseconds: 1_800_000_000_000_000 + head))
      while try fold.step(db, limit: 1000).count > 0 {}
      return try LedgerReader.head(db).position
    }
  }

  /// A day of 120 interactions, each with its feedback, and the tick after it. The label is the sign of x.
  /// - Parameters:
  ///   - inverted: the other way round.
  ///   - model: who answered.
  ///   - feedback: given the number of the interaction and its label.
  ///   - answer: given x, the probability that is answered for yes; by default that of the default answer.
  /// - Returns: the tick's position.
  @discardableResult
  package mutating func day(
    _ day: Int, inverted: Bool = false, generation: Int64 = 0, model: String? = nil,
    feedback: (Int, String) -> [ByteText: JSONValue]? = { ["label": .string($1)] },
    answer: (Double) -> Double = { _ in 0.5 }
  ) async throws -> Int64 {
    var events: [Event] = []
    for number in 0..<120 {
      let x = Double(random.next() % 2000) / 1000 - 1
      let id: JSONValue = .string("i\(day)-\(number)")
      let moment = Double(day) + Double(number) / 150
      events.append(
        event(
          InteractionRecorded.type, day: moment,
          [
            "interaction_id": id, "input": ["x": .number(x)], "generation": .integer(generation),
            "model": model.map(JSONValue.string) ?? .null,
            "output": LoopHistory.output(yes: answer(x)),
          ]))
      if let given = feedback(number, (x > 0) != inverted ? "yes" : "no") {
        events.append(
          event(FeedbackReceived.type, day: moment, .object(given.merging(["interaction_id": id]) { $1 })))
      }
    }
    events.append(tick(day: Double(day) + 0.99))
    if clock == .recorded { recordedAt = LoopHistory.time(day: Double(day) + 0.99) }
    return try await append(events)
  }

  private static func output(yes: Double) -> JSONValue {
    [
      "label": yes > 0.5 ? "yes" : "no", "probability": .number(max(yes, 1 - yes)),
      "probabilities": ["no": .number(1 - yes), "yes": .number(yes)],
    ]
  }

  package mutating func tick(day: Double) -> Event {
    var tick = event(ClockTicked.type, day: day, ["time": .string(LoopHistory.time(day: day).text)])
    if clock == .recorded { tick.loop = "*" }
    return tick
  }

  /// Seals the dataset as of a tick and trains one model on it.
  package mutating func round(tick: Int64, day: Double, seed: UInt64 = 1) async throws -> Trained {
    guard
      let dataset = try await DatasetReader(pool: pool).dataset(
        loop: LoopHistory.name, config: config, asOfTick: tick)
    else { throw LedgerError(.missing, "too few examples") }
    let id = "dataset-\(tick)"
    let learners = LearnerRegistry.standard
    let trial = Trial(
      name: "fresh", index: 0, learner: "mlp", codeVersion: try learners.codeVersion(of: "mlp"),
      settings: config.learner.settings, datasetID: id, parent: nil, seed: seed)
    let trained = try await TrialTraining(learners: learners, artifacts: artifacts, work: TrainingThread()).train(
      trial, transform: .truthful, dataset: dataset, parentArtifact: nil)
    let ids: JSONValue = [
      "run_id": .string(trial.runID), "model_id": .string(trial.modelID), "dataset_id": .string(id), "trial": "fresh",
      "trial_index": 0, "trials": 1,
    ]
    let (tickID, tickTime) = try await pool.run { db in
      let row = try db.query(
        "SELECT event_id, time FROM fold.tick WHERE loop = $1 AND position = $2",
        [.text(LoopHistory.name), .int(tick)]
      ).first
      guard let row else { throw LedgerError(.missing, "no tick at position \(tick)") }
      return (try row.text(0), Timestamp(microseconds: try row.timestampMicros(1)))
    }
    let end = try await append([
      event(
        DatasetSealed.type, day: day,
        [
          "dataset_id": .string(id), "content_hash": .string(dataset.contentHash),
          "config_digest": .string(config.digest),
          "tick": ["event_id": .string(tickID), "time": .string(tickTime.text)], "position": .integer(tick),
          "cut": [
            "from": .string(dataset.cut.from.text), "validation_from": .string(dataset.cut.validationFrom.text),
            "holdout_from": .string(dataset.cut.holdoutFrom.text), "to": .string(dataset.cut.to.text),
          ], "counts": JSONValue(encoding: dataset.counts), "fold_version": .string(group.version), "labels": "true",
          "force": false,
        ]),
      event(
        RunStarted.type, day: day,
        ids.overlaid(with: [
          "learner": "mlp", "code_version": .string(trial.codeVersion), "settings": trial.settings,
          "seed": .integer(Int64(seed)), "parent": nil,
        ])),
      event(
        RunCompleted.type, day: day,
        ids.overlaid(with: [
          "artifact": .string(try await artifacts.store(trained.artifact)),
          "artifact_bytes": .integer(Int64(trained.artifact.count)), "validation": [:], "epochs": 1,
          "fingerprint": LoopHistory.fingerprint,
        ])),
    ])
    return Trained(model: trial.modelID, run: trial.runID, end: end)
  }

  package static let fingerprint: JSONValue = ["machine": "this one"]

  /// The evaluation of a round's model and its verdict.
  package mutating func verdict(_ trained: Trained, tick: Int64, day: Double, champion: String?, outcome: String)
    -> [Event]
  {
    let evaluation: JSONValue = [
      "evaluation_id": .string("evaluation-\(tick)"), "dataset_id": .string("dataset-\(tick)"),
      "challenger": .string(trained.model), "champion": champion.map(JSONValue.string) ?? .null, "gate_digest": "g",
    ]
    let started = event(EvaluationStarted.type, day: day, evaluation.overlaid(with: ["generation": 0]))
    let reached = event(
      VerdictReached.type, day: day,
      evaluation.overlaid(with: [
        "run_id": .string(trained.run), "outcome": .string(outcome), "reasons": [], "forced": false, "metrics": [:],
        "test": nil, "slices": [],
      ]))
    verdicts[trained.model] = reached.id
    return [started, reached]
  }

  /// The first promotion of the slot, by the model's last verdict.
  package mutating func promotion(_ trained: Trained, day: Double) -> Event {
    event(
      ModelPromoted.type, day: day,
      [
        "slot": .string(LoopHistory.name), "model_id": .string(trained.model), "generation": 1,
        "replaces_generation": 0, "predecessor": nil, "verdict_id": .string(verdicts[trained.model] ?? "none"),
        "forced": false,
        "decided_at_position": .integer(trained.end),
      ])
  }
}
