import Domain

extension Contract {
  /// The fields of each event type that this program's encoders and decoders rely on, by the path of their names (`*`
  /// for any item or unnamed member); a schema that does not declare one of them is refused.
  static let fields: [String: [String]] = [
    EventType.interactionRecorded: [
      "interaction_id", "unit", "input", "output.label", "output.probability", "output.probabilities.*", "model",
      "generation", "propensity",
    ],
    EventType.feedbackReceived: ["interaction_id", "label", "reward", "comment", "demonstration"],
    EventType.loopConfigured: [
      "digest", "config.name", "config.description", "config.clock", "config.inputs.*.name", "config.inputs.*.kind",
      "config.label.name", "config.label.classes", "config.label.positive", "config.label.aggregation",
      "config.label.default", "config.join_window", "config.default_answer.label",
      "config.default_answer.probabilities", "config.cleaning.duplicates", "config.cleaning.empty",
      "config.cleaning.missing", "config.cleaning.ranges.*", "config.sealing.every",
      "config.sealing.minimum_examples", "config.sealing.window", "config.sealing.validation",
      "config.sealing.holdout", "config.learner.kind", "config.learner.settings", "config.learner.trials.*",
      "config.learner.seed", "config.gate.metric", "config.gate.confidence", "config.gate.minimum_improvement",
      "config.gate.minimum_examples", "config.gate.block", "config.gate.guardrails.*.slice",
      "config.gate.guardrails.*.metric", "config.gate.guardrails.*.maximum_regression",
      "config.gate.guardrails.*.minimum_examples", "config.release.trial", "config.release.minimum_examples",
      "config.release.confidence",
    ],
    EventType.loopPaused: ["reason"],
    EventType.loopResumed: ["reason"],
    EventType.datasetRequested: ["reason", "labels", "force"],
    EventType.datasetSealed: [
      "dataset_id", "content_hash", "config_digest", "tick.event_id", "tick.time", "position", "cut.from",
      "cut.validation_from", "cut.holdout_from", "cut.to", "counts.train", "counts.validation", "counts.holdout",
      "counts.removed.*", "counts.classes.*", "counts.sources.*", "fold_version", "labels", "force", "request_id",
    ],
    EventType.runStarted: run + ["learner", "code_version", "settings", "seed", "parent"],
    EventType.runCompleted: run + [
      "artifact", "artifact_bytes", "validation.log_loss", "validation.*", "epochs", "fingerprint",
    ],
    EventType.runFailed: run + ["reason"],
    EventType.evaluationStarted: [
      "evaluation_id", "dataset_id", "challenger", "champion", "generation", "gate_digest", "selection.*.model_id",
      "selection.*.trial", "selection.*.log_loss",
    ],
    EventType.verdictReached: [
      "evaluation_id", "dataset_id", "run_id", "challenger", "champion", "outcome", "reasons", "gate_digest", "forced",
      "slices.*.slice", "slices.*.value", "slices.*.metric", "slices.*.n", "slices.*.challenger", "slices.*.champion",
      "slices.*.passed",
    ] + test + ["challenger", "champion"].flatMap { side in metrics.map { "metrics.\(side).\($0)" } },
    EventType.verdictRevised: test + [
      "model_id", "predecessor", "generation", "outcome", "look", "reasons",
    ],
    EventType.driftDetected: ["subject", "measure", "value", "threshold", "from", "to", "reference"],
    EventType.canaryStarted: ["slot", "model_id", "share", "generation", "verdict_id"],
    EventType.modelPromoted: [
      "slot", "model_id", "generation", "replaces_generation", "predecessor", "verdict_id", "forced",
    ],
    EventType.modelRolledBack: [
      "slot", "from_model", "from_generation", "model_id", "generation", "replaces_generation", "reason", "verdict_id",
    ],
    EventType.projectionVerified: [
      "group", "version", "position", "matches", "tables.*.table", "tables.*.matches", "tables.*.live_rows",
      "tables.*.live_checksum", "tables.*.replayed_rows", "tables.*.replayed_checksum", "differences.*.table",
      "differences.*.row", "differences.*.kind", "differences.*.columns",
    ],
    EventType.clockTicked: ["time"],
    EventType.parkedRetried: parking,
    EventType.parkedDiscarded: parking,
  ]

  /// The first field this program relies on that a type's schema does not declare.
  static func undeclaredField(of type: String, in schema: JSONSchema) -> String? {
    (fields[type] ?? []).first { !schema.declares($0.split(separator: ".").map(String.init)) }
  }

  private static let parking = [
    "parked_id", "attempt", "topic", "incarnation", "partition", "offset", "parked_reason", "reason",
  ]

  private static let run = ["run_id", "model_id", "dataset_id", "trial", "trial_index", "trials"]

  private static let metrics = ["log_loss", "auc", "accuracy", "brier", "calibration_error"]

  private static let test = [
    "name", "metric", "statistic", "df", "p", "mean_difference", "interval", "confidence", "n", "blocks",
  ].map { "test.\($0)" }
}

extension EventType {
  /// Every event type this program knows.
  package static let all = Contract.fields.keys.sorted()
}
