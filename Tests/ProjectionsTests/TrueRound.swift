import Domain

/// One round of a loop in which each event is true to those before it: from the configuration over a promotion to the
/// rollback. Tests lay a lie over one of the events.
struct TrueRound {
  enum Step: Int, CaseIterable {
    case configured, interaction, ticked, requested, sealed, started, completed, evaluating, judged, promoted, later, look
    case rolledBack
  }

  let loop: String
  /// The ledger position of the first event.
  let first: Int64
  var isSandbox = false

  func id(_ step: Step) -> String { "\(loop)-\(step)" }

  func position(_ step: Step) -> Int64 { first + Int64(step.rawValue) }

  /// - Parameter lies: laid over the events' data.
  func events(_ lies: [Step: JSONValue] = [:]) throws -> [Event] {
    try Step.allCases.map { step in
      let (type, data) = try truth(step)
      return event(step, type, lies[step].map { data.overlaid(with: $0) } ?? data)
    }
  }

  private func event(_ step: Step, _ type: String, _ data: JSONValue) -> Event {
    Event(
      id: id(step), source: "/test", type: type, subject: nil, occurredAt: History.time(step.rawValue), loop: loop,
      key: loop, data: Array(data.canonicalText.utf8))
  }

  private func truth(_ step: Step) throws -> (String, JSONValue) {
    let (dataset, model, run, evaluation) = ("\(loop)-d", "\(loop)-m", "\(loop)-r", "\(loop)-e")
    let ids: JSONValue = [
      "run_id": .string(run), "model_id": .string(model), "dataset_id": .string(dataset), "trial": "fresh",
      "trial_index": 0, "trials": 1,
    ]
    let judged: JSONValue = [
      "evaluation_id": .string(evaluation), "dataset_id": .string(dataset), "challenger": .string(model),
      "champion": .null, "gate_digest": "g",
    ]
    let slot: JSONValue = ["slot": .string(loop)]
    switch step {
    case .configured:
      return (LoopConfigured.type, ["config": try config().json, "digest": .string(try config().digest)])
    case .interaction:
      return (
        InteractionRecorded.type,
        ["interaction_id": "i", "input": ["x": 1], "output": ["label": "no", "probability": 1]]
      )
    case .ticked: return (ClockTicked.type, ["time": .string(History.time(30).text)])
    case .requested: return (DatasetRequested.type, ["reason": "a test"])
    case .sealed:
      return (
        DatasetSealed.type,
        [
          "dataset_id": .string(dataset), "content_hash": "c", "config_digest": .string(try config().digest),
          "tick": ["event_id": .string(id(.ticked)), "time": .string(History.time(30).text)],
          "position": .integer(position(.ticked)),
          "cut": [
            "from": .string(History.time(-9).text), "validation_from": .string(History.time(-6).text),
            "holdout_from": .string(History.time(-3).text), "to": .string(History.time(0).text),
          ], "counts": ["train": 1], "fold_version": "1", "labels": "true", "force": false,
        ]
      )
    case .started:
      return (
        RunStarted.type,
        ids.overlaid(with: ["learner": "mlp", "code_version": "1", "settings": [:], "seed": 1, "parent": .null])
      )
    case .completed:
      return (
        RunCompleted.type,
        ids.overlaid(with: [
          "artifact": "a", "artifact_bytes": 1, "validation": ["log_loss": 1], "epochs": 1, "fingerprint": [:],
        ])
      )
    case .evaluating: return (EvaluationStarted.type, judged.overlaid(with: ["generation": 0, "selection": []]))
    case .judged:
      return (
        VerdictReached.type,
        judged.overlaid(with: [
          "run_id": .string(run), "outcome": "promote", "reasons": [], "forced": false, "metrics": [:], "slices": [],
        ])
      )
    case .promoted:
      return (
        ModelPromoted.type,
        slot.overlaid(with: [
          "model_id": .string(model), "generation": 1, "replaces_generation": 0, "predecessor": .null,
          "verdict_id": .string(id(.judged)), "forced": false, "decided_at_position": .integer(position(.completed)),
        ])
      )
    case .later: return (ClockTicked.type, ["time": .string(History.time(60).text)])
    case .look:
      return (
        VerdictRevised.type,
        [
          "model_id": .string(model), "predecessor": .null, "generation": 1, "outcome": "worse", "look": 1,
          "tick_position": .integer(position(.later)), "reasons": [],
        ]
      )
    case .rolledBack:
      return (
        ModelRolledBack.type,
        slot.overlaid(with: [
          "from_model": .string(model), "from_generation": 1, "model_id": .null, "generation": 2,
          "replaces_generation": 1, "reason": "worse", "verdict_id": .string(id(.look)),
          "decided_at_position": .integer(position(.later)),
        ])
      )
    }
  }

  private func config() throws -> LoopConfig {
    var config = try History.config()
    config.name = loop
    config.sandbox = isSandbox ? true : nil
    return config
  }
}
