import CoreMetrics
import Exposition

/// What the inference service counts about decisions and feedback, and what its metrics are called.
final class InferenceMetrics: Sendable {
  private struct Served: Hashable {
    var loop: String
    var generation: Int64
  }

  private struct Reason: Hashable {
    var loop: String
    var reason: String
  }

  private struct Conflict: Hashable {
    var loop: String
    var kind: String
    var answer: ConflictAnswer
  }

  /// What an event was answered with whose id was used before with other content.
  enum ConflictAnswer: String {
    /// 409: the ledger has the first.
    case conflict
    /// It was accepted, since nobody knew; the ledger parks it.
    case accepted
  }

  static let requests = "millrace_http_requests_total"

  private let decisions: CounterSet<Served>
  private let feedback: CounterSet<String>
  private let inputs: CounterSet<Reason>
  private let conflicts: CounterSet<Conflict>
  private let latency: Timer

  init(_ exporter: PrometheusExporter) {
    let (decisions, feedback) = ("millrace_decisions_total", "millrace_feedback_total")
    let (inputs, conflicts) = ("millrace_unused_inputs_total", "millrace_conflicts_total")
    let latency = "millrace_decide_seconds"
    exporter.declare(InferenceMetrics.requests, .counter, help: "Requests by route, method and status.")
    exporter.declare(decisions, .counter, help: "Decisions by loop and generation.")
    exporter.declare(feedback, .counter, help: "Feedback taken, by loop.")
    exporter.declare(inputs, .counter, help: "Inputs of decisions that were not used, by loop and reason.")
    exporter.declare(
      conflicts, .counter, help: "Ids used again with other content, by loop, kind and what was answered.")
    exporter.declare(
      latency, .histogram, help: "Time to answer a decide request, recording included.",
      bounds: [0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5])
    self.decisions = CounterSet(decisions, factory: exporter) {
      [("loop", $0.loop), ("generation", "\($0.generation)")]
    }
    self.feedback = CounterSet(feedback, factory: exporter) { [("loop", $0)] }
    self.inputs = CounterSet(inputs, factory: exporter) { [("loop", $0.loop), ("reason", $0.reason)] }
    self.conflicts = CounterSet(conflicts, factory: exporter) {
      [("loop", $0.loop), ("kind", $0.kind), ("answer", $0.answer.rawValue)]
    }
    self.latency = Timer(label: latency, factory: exporter)
  }

  /// - Parameter duration: from a request's last byte to its answer.
  func countDecisions(_ count: Int, loop: String, generation: Int64, duration: Duration) {
    decisions.increment(Served(loop: loop, generation: generation), by: count)
    let (seconds, attoseconds) = duration.components
    latency.recordNanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
  }

  /// Inputs that a loop does not declare, and those of another kind than declared that it takes as missing.
  func countInputs(_ counts: InputChecker.Counts, loop: String) {
    if counts.undeclared > 0 { inputs.increment(Reason(loop: loop, reason: "undeclared"), by: counts.undeclared) }
    if counts.wrongKind > 0 { inputs.increment(Reason(loop: loop, reason: "wrong_kind"), by: counts.wrongKind) }
  }

  /// - Parameter kind: `decision` or `feedback`.
  func countConflict(_ kind: String, loop: String, answer: ConflictAnswer) {
    conflicts.increment(Conflict(loop: loop, kind: kind, answer: answer))
  }

  func countFeedback(_ loops: [String]) {
    for loop in loops { feedback.increment(loop) }
  }
}
