import Domain

/// A bound of a number: exact where it is a whole number of 64 bits, else the nearest double.
struct SchemaBound {
  var nearest: Double
  var integer: Int64?

  init(nearest: Double) { self.nearest = nearest }

  init?(_ value: JSONValue) {
    guard let nearest = value.double else { return nil }
    self.nearest = nearest
    integer = value.integer
  }

  /// As an error message has it.
  var text: String { integer.map(String.init) ?? JSONValue.number(nearest).canonicalText }
}

extension JSONScanner {
  /// Whether a number that was scanned before is below, at or above a bound: -1, 0 or 1.
  func compare(_ number: JSONNumber, _ bound: SchemaBound) -> Int {
    let value = double(number)
    // Rounding keeps the order.
    guard value == bound.nearest, let integer = bound.integer else {
      return value < bound.nearest ? -1 : value > bound.nearest ? 1 : 0
    }
    if let whole = number.integer { return whole < integer ? -1 : whole > integer ? 1 : 0 }
    let (exact, limit) = (SchemaDecimal(bytes[number.start..<number.end]), SchemaDecimal(integer))
    return exact < limit ? -1 : limit < exact ? 1 : 0
  }

  /// Whether a number that was scanned before is a whole one, such as 3, 3.0 or 3e2.
  func isWhole(_ number: JSONNumber) -> Bool {
    number.isInteger || SchemaDecimal(bytes[number.start..<number.end]).isInteger
  }
}
