import CoreMetrics
import Exposition

/// What the inference service counts about decisions and feedback, and what its metrics are called.
final class InferenceMetrics: Sendable {
  private struct Served: Hashable {
    var loop: String
    var generation: Int64
  }

  static let requests = "millrace_http_requests_total"

  private let decisions: CounterSet<Served>
  private let feedback: CounterSet<String>
  private let latency: Timer

  init(_ exporter: PrometheusExporter) {
    let (decisions, feedback) = ("millrace_decisions_total", "millrace_feedback_total")
    let latency = "millrace_decide_seconds"
    exporter.declare(InferenceMetrics.requests, .counter, help: "Requests by route, method and status.")
    exporter.declare(decisions, .counter, help: "Decisions by loop and generation.")
    exporter.declare(feedback, .counter, help: "Feedback taken, by loop.")
    exporter.declare(
      latency, .histogram, help: "Time to answer a decide request, recording included.",
      bounds: [0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5])
    self.decisions = CounterSet(decisions, factory: exporter) {
      [("loop", $0.loop), ("generation", "\($0.generation)")]
    }
    self.feedback = CounterSet(feedback, factory: exporter) { [("loop", $0)] }
    self.latency = Timer(label: latency, factory: exporter)
  }

  /// - Parameter duration: from a request's last byte to its answer.
  func countDecisions(_ count: Int, loop: String, generation: Int64, duration: Duration) {
    decisions.increment(Served(loop: loop, generation: generation), by: count)
    let (seconds, attoseconds) = duration.components
    latency.recordNanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
  }

  func countFeedback(_ loops: [String]) {
    for loop in loops { feedback.increment(loop) }
  }
}
