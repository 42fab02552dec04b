import Foundation

/// All that was measured in one run.
struct Report {
  /// Bytes of one decision on disk.
  var frame = 0
  /// The bare disk, a load for each turn.
  var disk: [Load] = []
  private(set) var rows: [Row] = []

  mutating func add(_ load: Load, of server: Server, _ question: Question, _ connections: Int) {
    let place = rows.firstIndex {
      $0.connections == connections && $0.question.name == question.name && $0.server == server.name
    }
    if let place {
      rows[place].loads.append(load)
    } else {
      rows.append(Row(connections: connections, question: question, server: server.name, loads: [load]))
    }
  }

  func show() {
    if !disk.isEmpty {
      func number(_ value: (Load) -> Double) -> String { Spread(disk.map(value)).text(2) }
      print(
        "\nthe bare disk, \(frame) bytes and `fdatasync` again and again: \(number(\.perSecond)) a second, "
          + "p50 \(number { $0.percentile(0.5) }) ms, p99 \(number { $0.percentile(0.99) }) ms\n")
    }
    print(Row.heading)
    for row in rows { print(row.text) }
    print("\n" + Target.heading)
    for target in targets { print(target.text) }
    print()
    for row in rows { if let whole = row.whole { print(whole) } }
  }

  private var targets: [Target] {
    rows.flatMap { row -> [Target] in
      func beside(_ server: String) -> Row? {
        rows.first {
          $0.server == server && $0.connections == row.connections && $0.question.name == row.question.name
        }
      }
      func targets(_ server: String, _ rate: Double?, _ tail: Double?, _ processor: Double?) -> [Target] {
        guard let reference = beside(server) else { return [] }
        let aims: [(Target.Quantity, Double?)] = [(.rate, rate), (.tail, tail), (.processor, processor)]
        return aims.map { Target(quantity: $0, row: row, reference: reference, aim: $1) }
      }
      // The aims are for single decisions.
      let isSingle = row.question.decisions == 1
      switch (row.server, isSingle, row.connections) {
      case ("millrace alone", true, 32):
        return targets("echo that commits", 0.8, 3, 2) + targets("echo", nil, nil, nil)
      case ("millrace alone", true, 128):
        return targets("echo that commits", nil, nil, nil) + targets("echo", 0.5, 3, 2)
      case ("millrace alone", _, _):
        return targets("echo that commits", nil, nil, nil) + targets("echo", nil, nil, nil)
      case ("millrace up", true, 32...): return targets("echo beside it", 0.35, nil, nil)
      case ("millrace up", _, _): return targets("echo beside it", nil, nil, nil)
      default: return []
      }
    }
  }

  func write(to path: String, loop: String, seconds: Double) throws {
    let object: [String: Any] = [
      "cores": ProcessInfo.processInfo.activeProcessorCount, "loop": loop, "seconds": seconds, "frame_bytes": frame,
      "disk": disk.map {
        ["syncs_per_second": $0.perSecond, "p50_ms": $0.percentile(0.5), "p99_ms": $0.percentile(0.99)]
      },
      "results": rows.map(\.json),
    ]
    let options: JSONSerialization.WritingOptions = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try JSONSerialization.data(withJSONObject: object, options: options).write(to: URL(filePath: path))
  }
}
