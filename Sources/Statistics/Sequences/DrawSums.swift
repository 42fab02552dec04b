/// Draws as far as a test of their mean needs them: how many, their sum and their sum of squares, exact, so that sums of
/// parts can be added in any order.
package struct DrawSums: Sendable, Hashable {
  package var count: Int64
  /// In millionths.
  package var sum: Int64
  /// In millionths of millionths.
  package var squares: Int128

  package init(count: Int64 = 0, sum: Int64 = 0, squares: Int128 = 0) {
    self.count = count
    self.sum = sum
    self.squares = squares
  }

  /// - Parameter draw: in millionths.
  package mutating func add(_ draw: Int64) {
    count += 1
    sum += draw
    squares += Int128(draw) * Int128(draw)
  }

  package static func + (first: DrawSums, second: DrawSums) -> DrawSums {
    DrawSums(count: first.count + second.count, sum: first.sum + second.sum, squares: first.squares + second.squares)
  }

  /// nil without draws.
  package var mean: Double? { count > 0 ? Double(sum) / Double(count) / 1e6 : nil }

  /// The standard error of the mean; nil for fewer than two draws.
  package var standardError: Double? {
    guard count >= 2 else { return nil }
    // n·Σx² − (Σx)², exact, and never below 0.
    let spread = Int128(count) * squares - Int128(sum) * Int128(sum)
    let n = Double(count)
    return (Double(spread) / (n * n * (n - 1))).squareRoot() / 1e6
  }
}
