import Synchronization

/// All that `/metrics` shows: what is counted through swift-metrics, and what providers look up.
///
/// Metrics come in the order in which they were declared or registered, the series of one in the order of their labels.
///
/// ```swift
/// let exporter = PrometheusExporter()
/// exporter.declare("millrace_rounds_total", .counter, help: "Rounds begun.")
/// let rounds = Counter(label: "millrace_rounds_total", dimensions: [("loop", "demo.tiny")], factory: exporter)
/// rounds.increment()
/// await exporter.render()
/// ```
package final class PrometheusExporter: Sendable {
  /// What stands in the text at one place.
  private enum Part {
    case counted(String)
    case provider(any MetricsProvider)
  }

  private struct State {
    var parts: [Part] = []
    var counted: [String: CountedFamily] = [:]

    /// A metric is what it was first; what it is asked for as later is noted.
    mutating func enter(_ name: String, _ kind: MetricFamily.Kind) {
      if counted[name] == nil {
        parts.append(.counted(name))
        counted[name] = CountedFamily(name: name, kind: kind)
      } else if counted[name]?.kind != kind {
        counted[name]?.others.insert(kind)
      }
    }
  }

  private let state = Mutex(State())

  package init() {}

  /// Says what a metric is, before it is counted for the first time. It is shown from then on, without series at first;
  /// one that was never declared is shown without a help text.
  /// - Parameter bounds: a histogram's, rising; nil: Prometheus's own, from 5 ms to 10 s.
  package func declare(_ name: String, _ kind: MetricFamily.Kind, help: String, bounds: [Double]? = nil) {
    state.withLock { state in
      state.enter(name, kind)
      guard state.counted[name]?.kind == kind else { return }
      state.counted[name]?.help = help
      if let bounds { state.counted[name]?.bounds = bounds }
    }
  }

  package func register(_ provider: any MetricsProvider) {
    state.withLock { $0.parts.append(.provider(provider)) }
  }

  /// Prometheus text exposition format, version 0.0.4.
  package func render() async -> String {
    let state = state.withLock { $0 }
    var text = ""
    for part in state.parts {
      switch part {
      case .counted(let name): text += state.counted[name]?.text ?? ""
      case .provider(let provider): for family in await provider.families { text += family.text }
      }
    }
    return text
  }

  /// The series under these labels: the one there is, or one that is made now.
  func series<S: Series>(
    _ label: String, _ dimensions: [(String, String)], _ kind: MetricFamily.Kind, _ make: ([Double]) -> S
  ) -> S {
    let name = MetricName.valid(label)
    let labels = dimensions.map { (name: MetricName.valid($0), value: $1) }
    let key = labels.map { "\($0.name)=\($0.value.debugDescription)" }.joined(separator: ",")
    return state.withLock { state in
      state.enter(name, kind)
      guard let family = state.counted[name], family.kind == kind else { return make(HistogramSeries.standardBounds) }
      if let known = family.entries[key]?.series as? S { return known }
      let made = make(family.bounds)
      state.counted[name]?.entries[key] = .init(labels: labels, series: made)
      return made
    }
  }

  /// Takes a series out of the text.
  func remove(_ handler: AnyObject) {
    state.withLock { state in
      for name in Array(state.counted.keys) {
        state.counted[name]?.remove(handler)
      }
    }
  }
}
