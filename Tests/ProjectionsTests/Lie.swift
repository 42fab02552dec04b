import Domain

/// What is laid over one event of a true round, and the reason of the error that this is.
struct Lie {
  var step: TrueRound.Step
  var data: JSONValue
  var reason: String

  init(_ step: TrueRound.Step, _ data: JSONValue, _ reason: String) {
    self.step = step
    self.data = data
    self.reason = reason
  }

  static let all: [Lie] = [
    Lie(.configured, ["config": ["name": "demo.another"]], "config_of_another_loop"),
    Lie(.configured, ["config": ["join_window": "xx"]], "config_unreadable"),
    Lie(.configured, ["config": ["join_window": "400000w"]], "config_unreadable"),
    Lie(.configured, ["config": ["join_window": "0s"]], "config_unreadable"),
    Lie(.configured, ["config": ["times": ["before": "3661d"]]], "config_unreadable"),
    Lie(.ticked, ["time": "2026-01-01T00:00:00+20:00"], "tick_unreadable"),
    Lie(.ticked, ["time": "0000-01-01T00:00:00Z"], "tick_unreadable"),
    Lie(.later, ["time": "2126-01-01T00:00:00Z"], "tick_too_far"),
    Lie(.later, ["time": "2126-01-01T00:00:00Z", "follows": "another"], "tick_too_far"),
    Lie(.requested, ["labels": "inverted", "force": true], "not_a_sandbox"),
    Lie(.sealed, ["tick": ["event_id": "another"]], "seal_without_tick"),
    Lie(.sealed, ["tick": ["time": "2023-11-14T22:13:20Z"]], "seal_without_tick"),
    Lie(.sealed, ["position": 1], "seal_without_tick"),
    Lie(.sealed, ["position": .number(1e300)], "seal_unreadable"),
    Lie(.sealed, ["tick": ["time": "0000-01-01T00:00:00Z"]], "seal_unreadable"),
    Lie(.sealed, ["config_digest": "another"], "seal_of_another_configuration"),
    Lie(.sealed, ["cut": ["from": .string(History.time(-1).text)]], "cut_out_of_order"),
    Lie(.sealed, ["cut": ["to": .string(History.time(31).text)]], "cut_beyond_the_tick"),
    Lie(.sealed, ["labels": "inverted"], "seal_without_request"),
    Lie(.sealed, ["force": true], "seal_without_request"),
    Lie(.sealed, ["labels": "inverted", "request_id": "another"], "seal_without_request"),
    Lie(.started, ["dataset_id": "another"], "run_without_dataset"),
    Lie(.started, ["seed": "one"], "run_unreadable"),
    Lie(.started, ["trials": .integer(3_000_000_000)], "run_unreadable"),
    Lie(.completed, ["dataset_id": "another"], "run_differs"),
    Lie(.completed, ["model_id": "another"], "run_differs"),
    Lie(.completed, ["run_id": "another"], "run_not_open"),
    Lie(.completed, ["epochs": .integer(3_000_000_000)], "run_unreadable"),
    Lie(.completed, ["artifact_bytes": .number(1e300)], "run_unreadable"),
    Lie(.evaluating, ["dataset_id": "another"], "evaluation_without_dataset"),
    Lie(.evaluating, ["challenger": "another"], "evaluation_without_challenger"),
    Lie(.judged, ["evaluation_id": "another"], "evaluation_not_open"),
    Lie(.judged, ["dataset_id": "another"], "verdict_differs"),
    Lie(.judged, ["challenger": "another"], "verdict_differs"),
    Lie(.promoted, ["verdict_id": "another"], "promotion_without_verdict"),
    Lie(.promoted, ["model_id": "another"], "promotion_without_verdict"),
    Lie(.promoted, ["predecessor": "another"], "predecessor_mismatch"),
    Lie(.promoted, ["decided_at_position": .integer(1_000_000)], "decided_ahead"),
    Lie(.promoted, ["decided_at_position": .number(1e300)], "change_unreadable"),
    Lie(.promoted, ["replaces_generation": 1, "generation": 2], "generation_mismatch"),
    Lie(.promoted, ["generation": .number(1e300)], "change_unreadable"),
    Lie(.promoted, ["slot": "demo.another"], "generation_mismatch"),
    Lie(.look, ["generation": 2], "look_at_another_champion"),
    Lie(.look, ["model_id": "another"], "look_at_another_champion"),
    Lie(.look, ["tick_position": 1], "look_without_tick"),
    Lie(.look, ["tick_position": "here"], "look_unreadable"),
    Lie(.look, ["look": .integer(3_000_000_000)], "look_unreadable"),
    Lie(.rolledBack, ["verdict_id": "another"], "rollback_without_look"),
    Lie(.rolledBack, ["model_id": "another"], "predecessor_mismatch"),
    Lie(.rolledBack, ["from_model": "another"], "predecessor_mismatch"),
    Lie(.rolledBack, ["from_generation": 0], "predecessor_mismatch"),
    Lie(.rolledBack, ["decided_at_position": .integer(1_000_000)], "decided_ahead"),
  ]
}
