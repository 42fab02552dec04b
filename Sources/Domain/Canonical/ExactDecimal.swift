/// What a number *is*: its exact decimal.
///
/// SQL says the same of a number as `trim_scale(token::numeric)::text`.
package enum ExactDecimal {
  /// Most characters of a number when it is written out without an exponent, zeros included.
  ///
  /// A number of a class is a class's name, so it is at most as long as one; `numeric` holds far more. Writing a number
  /// out, as `jsonb` does, never takes it over the limit, so that what came in can be read again.
  package static let limit = TextLength.className

  /// The exponent furthest from zero, in either direction.
  package static let exponentLimit = 400

  /// Of a text in JSON number form (RFC 8259, section 6) the decimal without exponent, leading zeros and trailing zeros,
  /// such as `12.5` for `1250e-2`, and `0` for every zero; nil for other texts and for numbers over the limits.
  package static func text(_ token: String) -> String? {
    var token = token
    return token.withUTF8 { text(of: $0) }
  }

  /// As `text(_:)` of a text; takes the text's UTF-8 bytes.
  package static func text(_ token: some Sequence<UInt8>) -> String? {
    Array(token).withUnsafeBufferPointer { text(of: $0) }
  }

  private static func text(of bytes: UnsafeBufferPointer<UInt8>) -> String? {
    guard let number = DecimalParts(bytes), number.writtenLength <= limit else { return nil }
    return number.trimmedText
  }
}
