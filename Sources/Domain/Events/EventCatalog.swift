/// Every event type that this program knows: the one list of them.
package enum EventCatalog {
  package static let all: [any EventData.Type] = [
    InteractionRecorded.self, FeedbackReceived.self,
    LoopConfigured.self, LoopPaused.self, LoopResumed.self,
    DatasetRequested.self, DatasetSealed.self,
    RunStarted.self, RunCompleted.self, RunFailed.self,
    EvaluationStarted.self, VerdictReached.self, VerdictRevised.self, DriftDetected.self,
    RoundFailed.self, RoundWaiting.self,
    CanaryStarted.self, ModelPromoted.self, ModelRolledBack.self,
    ProjectionVerified.self, ClockTicked.self, ParkedRetried.self, ParkedDiscarded.self, RulesAdopted.self,
  ]

  /// By type on the wire.
  package static let byType: [String: any EventData.Type] = Dictionary(
    all.map { ($0.type, $0) }, uniquingKeysWith: { first, _ in first })

  /// The types on the wire, sorted.
  package static let types: [String] = byType.keys.sorted()
}
