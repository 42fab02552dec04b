/// What is to be reached: a row beside the one of the same turns that it is compared with.
struct Target {
  enum Quantity: String {
    case rate = "requests/s"
    case tail = "p99"
    case processor = "processor time"
  }

  let quantity: Quantity
  let row: Row
  let reference: Row
  /// At least, or for latency and time at most; nil: shown only.
  let aim: Double?

  static let heading = """
    | connections | request | what | of | to | median [least, most] | aim | |
    |---:|---|---|---|---|---:|---:|---|
    """

  var ratio: Spread {
    Spread(
      zip(row.loads, reference.loads).map { ours, theirs in
        switch quantity {
        case .rate: ours.perSecond / theirs.perSecond
        case .tail: ours.percentile(0.99) / theirs.percentile(0.99)
        case .processor: ours.microseconds(of: "server") / theirs.microseconds(of: "server")
        }
      })
  }

  var text: String {
    let isMet = aim.map { quantity == .rate ? ratio.median >= $0 : ratio.median <= $0 }
    let cells = [
      "\(row.connections)", row.question.name, quantity.rawValue, row.server, reference.server, ratio.text(2),
      aim.map { "\(quantity == .rate ? "≥" : "≤") \($0)" } ?? "", isMet.map { $0 ? "met" : "not met" } ?? "",
    ]
    return "| \(cells.joined(separator: " | ")) |"
  }
}
