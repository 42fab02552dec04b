import Domain

/// Texts at the edges of what is a number and what is a time, the same for the same seed; some are neither.
package struct RandomTexts {
  private var random: SplitMix

  package init(seed: UInt64) { random = SplitMix(state: seed) }

  package mutating func below(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &random) }

  /// Mostly in JSON number form, with few and with many digits, and exponents up to and over the limits.
  package mutating func number() -> String {
    let whole =
      switch below(8) {
      case 0...2: "0"
      case 3...5: "\(below(9) + 1)" + digits(5)
      case 6: "1" + digits(300)
      default: "0" + digits(2)
      }
    let fraction = ["", "", "." + digits(4), "." + digits(400), "." + digits(20) + "1"][below(5)]
    let size = [0, 3, 17, 40, 330, 400, 410][below(7)]
    let exponent = below(2) == 0 ? "" : "e" + ["", "-", "+"][below(3)] + "\(below(size + 1))"
    return ["", "-"][below(2)] + whole + fraction + exponent
  }

  /// Mostly RFC 3339 times, at the edges of each part.
  package mutating func time() -> String {
    let years = [
      "0001", "0002", "0999", "1582", "1900", "1969", "1970", "2000", "2024", "2026", "9998", "9999", "0000",
    ]
    let date = "\(years[below(years.count)])-\(two([1, 2, 12], 12))-\(two([1, 28, 29, 30, 31], 28))"
    let clock = "\(two([0, 12, 23, 23, 24], 23)):\(two([0, 59], 59)):\(two([0, 59, 60, 60, 61], 59))"
    let offset = below(2) == 0 ? ["Z", "z"][below(2)] : ["+", "-"][below(2)] + "\(zoneHour()):\(two([0, 30, 59], 59))"
    return date + ["T", "t", " "][below(3)] + clock + fraction() + offset
  }

  private mutating func zoneHour() -> String { below(8) == 0 ? "\(16 + below(8))" : two([0, 14, 15], 15) }

  /// Of a second, with the halves between two microseconds.
  private mutating func fraction() -> String {
    let count = [1, 3, 5, 6, 7, 8, 9, 12, 19, 38][below(10)]
    let micros = "\(100_000 + below(900_000))"
    switch below(12) {
    case 0...1: return "." + digits(exactly: count)
    case 2: return "." + String(repeating: "9", count: count)
    case 3: return "." + String(repeating: "0", count: count - 1) + "5"
    case 4: return ".\(micros)5"
    case 5: return ".\(micros)5000000001"
    case 6: return ".\(micros)4999999999999999999999"
    default: return ""
    }
  }

  private mutating func digits(_ most: Int) -> String { digits(exactly: below(most + 1)) }

  /// With many zeros and nines among them.
  private mutating func digits(exactly count: Int) -> String {
    (0..<count).map { _ in ["0", "0", "1", "5", "9", "\(below(10))"][below(6)] }.joined()
  }

  private mutating func two(_ edges: [Int], _ most: Int) -> String {
    let value = below(2) == 0 ? edges[below(edges.count)] : below(most + 1)
    return value < 10 ? "0\(value)" : "\(value)"
  }
}
