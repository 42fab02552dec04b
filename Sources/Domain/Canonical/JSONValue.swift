/// A JSON value, as RFC 8259 defines it, with object members in no particular order.
///
/// Integers that fit `Int64` stay exact; every other number is a `Double`. Text form: `JSONValue+Text.swift`.
package enum JSONValue: Sendable, Hashable {
  case null
  case bool(Bool)
  case integer(Int64)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])
}
