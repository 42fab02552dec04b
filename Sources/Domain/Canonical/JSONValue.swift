/// A JSON value, as RFC 8259 defines it, with object members in no particular order.
///
/// Numbers whose canonical text is the text that was read are an `Int64` or a `Double`; every other number keeps the
/// text that was read. Texts are equal by their bytes. Text forms: `JSONValue+Text.swift`.
package enum JSONValue: Sendable {
  case null
  case bool(Bool)
  case integer(Int64)
  case number(Double)
  case decimal(NumberToken)
  case string(String)
  case array([JSONValue])
  case object([ByteText: JSONValue])
}
