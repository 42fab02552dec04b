extension PostgresValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByStringInterpolation
{
  public init(nilLiteral: ()) { self = .null }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(integerLiteral value: Int64) { self = .int(value) }
  public init(floatLiteral value: Double) { self = .double(value) }
  public init(stringLiteral value: String) { self = .text(value) }
}

extension PostgresValue {
  /// The value, or NULL.
  public init(_ value: String?) { self = value.map(PostgresValue.text) ?? .null }
  /// The value, or NULL.
  public init(_ value: Int64?) { self = value.map(PostgresValue.int) ?? .null }
  /// The value, or NULL.
  public init(_ value: Int?) { self = value.map { .int(Int64($0)) } ?? .null }
  /// The value, or NULL.
  public init(_ value: Double?) { self = value.map(PostgresValue.double) ?? .null }
  /// The value, or NULL.
  public init(_ value: Bool?) { self = value.map(PostgresValue.bool) ?? .null }
  /// The value, or NULL.
  public init(_ value: [UInt8]?) { self = value.map(PostgresValue.bytes) ?? .null }
}
