import Domain
import Foundation
import Ledger
import Postgres
import Projections
import Wire

/// Random histories of one loop, and the ledger that holds them.
enum History {
  static var home: String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path
  }

  static func group() throws -> ProjectionGroup {
    try ProjectionGroup(name: "core", directory: home + "/projections/core")
  }

  static func event(_ number: Int, _ type: String, _ data: JSONValue, loop: String = "demo.law") -> Event {
    Event(
      id: "e\(number)", source: "/test", type: type, subject: nil, occurredAt: time(number), loop: loop, key: loop,
      data: Array(data.canonicalText.utf8))
  }

  static func time(_ number: Int) -> Timestamp {
    Timestamp(microseconds: 1_700_000_000_000_000 + Int64(number) * 60_000_000)
  }

  static func tick(_ number: Int, at minute: Int? = nil) -> Event {
    event(number, ClockTicked.type, ["time": .string(time(minute ?? number).text)])
  }

  static func config(aggregation: String = "majority") throws -> LoopConfig {
    try LoopFile.parse(
      Array(
        """
        name: demo.law
        clock: occurred
        inputs: {x: numeric}
        label: {name: y, classes: [no, yes], positive: yes, aggregation: \(aggregation), default: no}
        join_window: 20m
        default_answer: {label: no, probabilities: {no: 0.5, yes: 0.5}}
        sealing: {every: 1d, minimum_examples: 10, validation: 1h, holdout: 1h}
        learner: {kind: mlp}
        """.utf8), name: "law.yaml")
  }

  static func configured(_ number: Int = 0, aggregation: String = "majority") throws -> Event {
    let config = try config(aggregation: aggregation)
    return event(number, LoopConfigured.type, ["config": config.json, "digest": .string(config.digest)])
  }

  static func interaction(_ number: Int, id: String, x: Int64 = 1, generation: Int64 = 0) -> Event {
    event(
      number, InteractionRecorded.type,
      [
        "interaction_id": .string(id), "input": ["x": .integer(x)],
        "output": ["label": "no", "probability": 0.6, "probabilities": ["no": 0.6, "yes": 0.4]],
        "generation": .integer(generation),
      ])
  }

  static func feedback(_ number: Int, id: String, label: String) -> Event {
    event(number, FeedbackReceived.type, ["interaction_id": .string(id), "label": .string(label)])
  }

  /// Interactions, some named twice; feedback before, in time, late, and with labels of no class; ticks, some backwards;
  /// promotions, some stale; datasets, runs and evaluations, some without an end.
  static func random(_ random: inout SplitMix, count: Int) throws -> [Event] {
    var events = [try configured()]
    for number in 1..<(count - 5) {
      let id = "i\(random.next() % UInt64(max(1, count / 3)))"
      switch random.next() % 22 {
      case 0..<9:
        events.append(
          interaction(number, id: id, x: Int64(random.next() % 9), generation: Int64(random.next() % 3)))
      case 9..<16:
        events.append(
          feedback(number, id: id, label: ["no", "yes", "yes", "maybe"][Int(random.next() % 4)]))
      case 16, 17, 18:
        events.append(tick(number, at: number + (random.next() % 5 == 0 ? -30 : 0)))
      case 19, 20:
        events.append(decision(number, key: "\(random.next() % UInt64(max(1, count / 100)))", kind: random.next() % 5))
      default:
        let generation = Int64(random.next() % 4)
        events.append(
          event(
            number, ModelPromoted.type,
            [
              "slot": "demo.law", "model_id": .string("m\(number)"), "generation": .integer(generation + 1),
              "replaces_generation": .integer(generation), "predecessor": nil, "verdict_id": "v", "forced": false,
            ]))
      }
    }
    // One whole round at the end, whatever chance did.
    for kind in 0..<5 { events.append(decision(count - 5 + kind, key: "end", kind: UInt64(kind))) }
    return events
  }

  /// Something of the round `key`: a dataset, a run's start or end, an evaluation's start or verdict.
  private static func decision(_ number: Int, key: String, kind: UInt64) -> Event {
    let run: JSONValue = [
      "run_id": .string("run-\(key)"), "model_id": .string("model-\(key)"), "dataset_id": .string("dataset-\(key)"),
      "trial": "warm", "trial_index": 0, "trials": 1,
    ]
    let evaluation: JSONValue = [
      "evaluation_id": .string("evaluation-\(key)"), "dataset_id": .string("dataset-\(key)"),
      "challenger": .string("model-\(key)"), "champion": nil, "gate_digest": "g",
    ]
    switch kind {
    case 0:
      return event(
        number, DatasetSealed.type,
        [
          "dataset_id": .string("dataset-\(key)"), "content_hash": "c", "config_digest": "d",
          "tick": ["event_id": "t", "time": .string(time(number).text)], "position": .integer(Int64(number)),
          "cut": [
            "from": .string(time(0).text), "validation_from": .string(time(1).text),
            "holdout_from": .string(time(2).text), "to": .string(time(3).text),
          ], "counts": ["train": 1], "fold_version": "1",
        ])
    case 1:
      return event(
        number, RunStarted.type,
        run.overlaid(with: ["learner": "mlp", "code_version": "1", "settings": [:], "seed": 1, "parent": nil]))
    case 2:
      return event(
        number, RunCompleted.type,
        run.overlaid(with: ["artifact": "a", "artifact_bytes": 1, "validation": [:], "epochs": 1, "fingerprint": [:]]))
    case 3: return event(number, EvaluationStarted.type, evaluation.overlaid(with: ["generation": 0]))
    default:
      return event(
        number, VerdictReached.type,
        evaluation.overlaid(with: [
          "run_id": .string("run-\(key)"), "outcome": "promote", "reasons": [], "forced": false, "metrics": [:],
          "test": [:], "slices": [],
        ]))
    }
  }

  /// Appends events to the ledger, each batch a second after the one before it, or all at a time.
  static func append(
    _ db: PostgresSession, _ events: [Event], batch: Int = .max, recordedAt: Timestamp? = nil
  ) throws {
    let first = try IngestOffsets.open(db, topic: "t", topicID: nil, clusterID: nil, reason: "test")
    let claim = try IngestOffsets.acquire(db, incarnation: first.id, partition: 0)
    var rest = events[...]
    var position = try LedgerReader.head(db).position
    var offset = claim.nextOffset
    while !rest.isEmpty {
      let records = rest.prefix(batch).enumerated().map { index, event in
        IncomingRecord(
          raw: RawRecord(topic: "t", key: nil, value: nil, headers: []), incarnation: first.id, partition: 0,
          offset: offset + Int64(index), recordTime: nil, outcome: .success(event))
      }
      rest = rest.dropFirst(batch)
      let next = offset + Int64(records.count)
      _ = try LedgerAppender.append(
        db, records: records,
        ranges: [
          SourceRange(
            incarnation: first.id, partition: 0, first: offset, next: next, fence: claim.fence,
            lastRecordHash: [])
        ], now: recordedAt ?? Timestamp(microseconds: 1_700_000_001_000_000 + position * 1_000_000))
      offset = next
      position = try LedgerReader.head(db).position
    }
  }
}
