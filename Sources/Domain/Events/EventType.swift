/// The event types on the wire, with their version; stable strings, declared with their topics in `streams/`.
package enum EventType {
  package static let interactionRecorded = "millrace.interaction.recorded.v1"
  package static let feedbackReceived = "millrace.feedback.received.v1"
  package static let loopConfigured = "millrace.loop.configured.v1"
  package static let loopPaused = "millrace.loop.paused.v1"
  package static let loopResumed = "millrace.loop.resumed.v1"
  package static let datasetRequested = "millrace.dataset.requested.v1"
  package static let datasetSealed = "millrace.dataset.sealed.v1"
  package static let runStarted = "millrace.run.started.v1"
  package static let runCompleted = "millrace.run.completed.v1"
  package static let runFailed = "millrace.run.failed.v1"
  package static let evaluationStarted = "millrace.evaluation.started.v1"
  package static let verdictReached = "millrace.verdict.reached.v1"
  package static let verdictRevised = "millrace.verdict.revised.v1"
  package static let driftDetected = "millrace.drift.detected.v1"
  package static let canaryStarted = "millrace.canary.started.v1"
  package static let modelPromoted = "millrace.model.promoted.v1"
  package static let modelRolledBack = "millrace.model.rolled_back.v1"
  package static let projectionVerified = "millrace.projection.verified.v1"
  package static let clockTicked = "millrace.clock.ticked.v1"
  package static let parkedRetried = "millrace.parked.retried.v1"
  package static let parkedDiscarded = "millrace.parked.discarded.v1"

  /// The types that may belong to no loop of their own: their loop is then `*`.
  package static let ofNoLoop: Set<String> = [clockTicked, parkedRetried, parkedDiscarded, projectionVerified]
}
