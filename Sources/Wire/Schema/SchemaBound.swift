import Domain

/// A number of a schema: a bound, or a value of `enum` or `const`. It is what it is written as, to the last digit.
struct SchemaBound {
  var nearest: Double
  /// Where it is a whole number of 64 bits.
  var integer: Int64?
  /// As it is written, in `JSONSchema.text`.
  var digits: Range<Int32>

  /// - Parameter infinity: what no number reaches.
  init(infinity: Double) { self.init(nearest: infinity, integer: nil, digits: 0..<0) }

  init(nearest: Double, integer: Int64?, digits: Range<Int32>) {
    self.nearest = nearest
    self.integer = integer
    self.digits = digits
  }
}

extension SchemaValidator {
  /// Whether a number that was scanned before is below, at or above one of the schema, by all their digits: -1, 0 or 1.
  func compare(_ number: JSONNumber, _ bound: SchemaBound) -> Int {
    let value = scanner.double(number)
    // Rounding keeps the order.
    guard value == bound.nearest else { return value < bound.nearest ? -1 : 1 }
    if let whole = number.integer, let integer = bound.integer { return whole < integer ? -1 : whole > integer ? 1 : 0 }
    let exact = SchemaDecimal(scanner.bytes[number.start..<number.end])
    let limit = SchemaDecimal(schema.text[bound.digits.places])
    return exact < limit ? -1 : limit < exact ? 1 : 0
  }

  /// As an error message has it.
  func text(_ bound: SchemaBound) -> String {
    String(decoding: schema.text[bound.digits.places], as: UTF8.self)
  }
}

extension JSONScanner {
  /// Whether a number that was scanned before is a whole one, such as 3, 3.0 or 3e2.
  func isWhole(_ number: JSONNumber) -> Bool {
    number.isInteger || SchemaDecimal(bytes[number.start..<number.end]).isInteger
  }
}
