import Foundation

/// One server under one question over so many connections: a load for each turn.
struct Row {
  let connections: Int
  let question: Question
  let server: String
  var loads: [Load] = []

  static let heading = """
    | connections | request | server | requests/s | decisions/s | p50 ms | p99 ms | µs of a core | client's share of one |
    |---:|---|---|---:|---:|---:|---:|---:|---:|
    """

  func spread(_ value: (Load) -> Double) -> Spread { Spread(loads.map(value)) }

  /// The medians of the turns.
  var text: String {
    func number(_ digits: Int, _ value: (Load) -> Double) -> String {
      String(format: "%.\(digits)f", spread(value).median)
    }
    let cells = [
      "\(connections)", question.name, server, number(0, \.perSecond),
      number(0) { $0.perSecond * Double(question.decisions) }, number(2) { $0.percentile(0.5) },
      number(2) { $0.percentile(0.99) }, number(0) { $0.microseconds(of: "server") }, number(2, \.clientShare),
    ]
    return "| \(cells.joined(separator: " | ")) |"
  }

  /// Where the processor time of all programs of the server went, for one request.
  var whole: String? {
    let names = Set(loads.flatMap(\.times.keys)).subtracting(["server"])
    guard !names.isEmpty else { return nil }
    let parts = (["server"] + names.sorted()).compactMap { name -> String? in
      let time = spread { $0.microseconds(of: name) }.median
      return time < 1 ? nil : "\(name) \(String(format: "%.0f", time))"
    }
    return
      "\(connections) connections, \(question.name), \(server), µs of a core a request: \(parts.joined(separator: ", "))"
  }

  var json: [String: Any] {
    [
      "connections": connections, "request": question.name, "request_bytes": question.body.count, "server": server,
      "decisions": question.decisions,
      "turns": loads.map { load in
        [
          "requests": load.latencies.count, "requests_per_second": load.perSecond, "p50_ms": load.percentile(0.5),
          "p99_ms": load.percentile(0.99), "processor_seconds": load.times, "client_share": load.clientShare,
        ] as [String: Any]
      },
    ]
  }
}
