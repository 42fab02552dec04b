import Foundation

/// A number of each turn: the middle one, and how far the others lie.
struct Spread {
  let median: Double
  let least: Double
  let most: Double

  init(_ values: [Double]) {
    let sorted = values.sorted()
    guard !sorted.isEmpty else {
      (median, least, most) = (.nan, .nan, .nan)
      return
    }
    let middle = sorted.count / 2
    median = sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    (least, most) = (sorted[0], sorted[sorted.count - 1])
  }

  func text(_ digits: Int) -> String {
    func number(_ value: Double) -> String { String(format: "%.\(digits)f", value) }
    return "\(number(median)) [\(number(least)), \(number(most))]"
  }
}
