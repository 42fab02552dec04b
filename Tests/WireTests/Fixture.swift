import Domain
import Foundation

@testable import Wire

/// The contract of the source tree, and data that keeps to it for each event type.
enum Fixture {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static var streams: String { root.appendingPathComponent("streams").path }

  static let contract = Result { try Contract.load(directory: streams) }

  static func event(_ type: String, _ data: JSONValue? = nil) -> Event {
    Event(
      id: "e-1", source: "/test", type: type, subject: "s", occurredAt: Timestamp(microseconds: 1_359_669_900_000_001),
      loop: "demo.flights", key: "demo.flights/u", correlationID: "c", causationID: "k", traceparent: "00-1",
      extensions: ["region": "eu"], data: Array((data ?? samples[type] ?? [:]).canonicalText.utf8))
  }

  private static let sha = JSONValue.string(String(repeating: "a", count: 64))
  private static let parking: JSONValue = [
    "parked_id": 7, "attempt": 1, "topic": "millrace.feedback", "incarnation": 2, "partition": 0, "offset": 41,
    "parked_reason": "schema", "reason": "the schema allows it now",
  ]
  private static let run: JSONValue = [
    "run_id": "run-1", "model_id": "model-1", "dataset_id": "dataset-1", "trial": "warm", "trial_index": 0, "trials": 2,
  ]
  private static let test: JSONValue = [
    "name": "paired_t", "metric": "log_loss", "statistic": -2.5, "df": 99, "p": 0.01, "mean_difference": -0.01,
    "interval": [-0.02, .null], "confidence": 0.95, "n": 1000, "blocks": 100,
  ]
  private static let metrics: JSONValue = [
    "log_loss": 0.5, "auc": .null, "accuracy": 0.7, "brier": 0.2, "calibration_error": 0.05,
  ]

  static let samples: [String: JSONValue] = [
    EventType.interactionRecorded: [
      "interaction_id": "i-1", "unit": "u", "input": ["carrier": "UA", "distance": 1400, "gust": .null],
      "output": ["label": "on_time", "probability": 0.8, "probabilities": ["on_time": 0.8, "late": 0.2]],
      "model": .null, "generation": 0, "propensity": 1,
    ],
    EventType.feedbackReceived: [
      "interaction_id": "i-1", "label": true, "reward": 1.5, "comment": "thanks", "demonstration": "late",
    ],
    EventType.loopConfigured: ["config": config, "digest": sha],
    EventType.loopPaused: ["reason": "maintenance"],
    EventType.loopResumed: ["reason": "done"],
    EventType.datasetRequested: ["reason": "audit", "labels": "shuffled", "force": false],
    EventType.datasetSealed: [
      "dataset_id": "dataset-1", "content_hash": sha, "config_digest": sha,
      "tick": ["event_id": "t", "time": "2013-02-01T00:00:00Z"], "position": 17,
      "cut": [
        "from": "2013-01-01T00:00:00Z", "validation_from": "2013-01-20T00:00:00Z",
        "holdout_from": "2013-01-24T00:00:00Z",
        "to": "2013-02-01T00:00:00Z",
      ],
      "counts": [
        "train": 10, "validation": 2, "holdout": 3, "removed": ["duplicates": 1], "classes": ["late": 4],
        "sources": ["/test": 15],
      ],
      "fold_version": "1", "labels": "true", "force": false, "request_id": "r",
    ],
    EventType.runStarted: run.overlaid(with: [
      "learner": "mlp", "code_version": "1", "settings": ["rate": 0.1], "seed": 1, "parent": .null,
    ]),
    EventType.runCompleted: run.overlaid(with: [
      "artifact": sha, "artifact_bytes": 10, "validation": ["log_loss": 0.5, "auc": .null], "epochs": 3,
      "fingerprint": ["cpu": "x"],
    ]),
    EventType.runFailed: run.overlaid(with: ["reason": "no examples"]),
    EventType.evaluationStarted: [
      "evaluation_id": "ev-1", "dataset_id": "dataset-1", "challenger": "model-1", "champion": .null, "generation": 0,
      "gate_digest": sha, "selection": [["model_id": "model-1", "trial": "fresh", "log_loss": 0.5]],
    ],
    EventType.verdictReached: [
      "evaluation_id": "ev-1", "dataset_id": "dataset-1", "run_id": "run-1", "challenger": "model-1", "champion": .null,
      "outcome": "promote", "reasons": ["better"], "gate_digest": sha, "forced": false,
      "metrics": ["challenger": metrics, "champion": metrics], "test": test,
      "slices": [
        [
          "slice": "origin", "value": "JFK", "metric": "log_loss", "n": 10, "challenger": 0.5, "champion": 0.6,
          "passed": true,
        ]
      ],
    ],
    EventType.verdictRevised: [
      "model_id": "model-1", "predecessor": .null, "generation": 1, "outcome": "kept", "look": 1, "test": test,
      "reasons": [],
    ],
    EventType.driftDetected: [
      "subject": "carrier", "measure": "psi", "value": 0.3, "threshold": 0.2, "from": "2013-01-01T00:00:00Z",
      "to": "2013-02-01T00:00:00Z", "reference": "dataset-1",
    ],
    EventType.canaryStarted: [
      "slot": "demo.flights", "model_id": "model-1", "share": 0.1, "generation": 1, "verdict_id": "v",
    ],
    EventType.modelPromoted: [
      "slot": "demo.flights", "model_id": "model-1", "generation": 1, "replaces_generation": 0, "predecessor": .null,
      "verdict_id": "v", "forced": false,
    ],
    EventType.modelRolledBack: [
      "slot": "demo.flights", "from_model": "model-1", "from_generation": 1, "model_id": .null, "generation": 2,
      "replaces_generation": 1, "reason": "worse", "verdict_id": "v",
    ],
    EventType.projectionVerified: [
      "group": "core", "version": sha, "position": 17, "matches": false,
      "tables": [
        [
          "table": "interaction", "matches": false, "live_rows": 1, "live_checksum": "1", "replayed_rows": 1,
          "replayed_checksum": "2",
        ]
      ], "differences": [["table": "interaction", "row": "a b", "kind": "changed", "columns": ["answer"]]],
    ],
    EventType.clockTicked: ["time": "2013-02-01T00:00:00Z"],
    EventType.parkedRetried: parking,
    EventType.parkedDiscarded: parking,
  ]

  private static var config: JSONValue {
    let path = root.appendingPathComponent("loops/flights.yaml").path
    return (try? LoopFile.load(path).json) ?? .null
  }
}
