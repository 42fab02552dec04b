import Hummingbird
import Synchronization

/// What the inference service counts about requests.
final class InferenceMetrics: Sendable {
  private struct Request: Hashable {
    var operation: Operation?
    var method: String
    var status: Int
  }

  private struct Served: Hashable {
    var loop: String
    var generation: Int64
  }

  private struct State {
    var requests: [Request: Int] = [:]
    var decisions: [Served: Int] = [:]
    var feedbacks: [String: Int] = [:]
    var latency = LatencyHistogram()
  }

  private let state = Mutex(State())

  func countRequest(_ operation: Operation?, _ method: HTTPRequest.Method, _ status: Int) {
    // Methods are the caller's to choose: without this, labels would grow without bound.
    let known: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options]
    let name = known.contains(method) ? method.rawValue : "other"
    state.withLock { $0.requests[Request(operation: operation, method: name, status: status), default: 0] += 1 }
  }

  func countDecisions(_ count: Int, loop: String, generation: Int64, seconds: Double) {
    state.withLock { state in
      state.decisions[Served(loop: loop, generation: generation), default: 0] += count
      state.latency.observe(seconds)
    }
  }

  func countFeedback(_ loops: [String]) {
    state.withLock { state in
      for loop in loops { state.feedbacks[loop, default: 0] += 1 }
    }
  }

  var families: [MetricFamily] {
    let state = state.withLock { $0 }
    let requests = state.requests.map { request, count in
      MetricFamily.Sample(
        [
          ("route", request.operation?.path ?? "none"), ("method", request.method), ("status", "\(request.status)"),
        ], Double(count))
    }
    let decisions = state.decisions.map { served, count in
      MetricFamily.Sample([("loop", served.loop), ("generation", "\(served.generation)")], Double(count))
    }
    let feedbacks = state.feedbacks.map { loop, count in MetricFamily.Sample([("loop", loop)], Double(count)) }
    return [
      MetricFamily("millrace_http_requests_total", .counter, help: "Requests by route, method and status.", requests),
      MetricFamily("millrace_decisions_total", .counter, help: "Decisions by loop and generation.", decisions),
      MetricFamily("millrace_feedback_total", .counter, help: "Feedback taken, by loop.", feedbacks),
      state.latency.family,
    ]
  }
}
