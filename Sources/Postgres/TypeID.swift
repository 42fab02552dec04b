/// The object identifiers of the built-in types this library names (`pg_type.dat`).
enum TypeID {
  static let bool: UInt32 = 16
  static let bytea: UInt32 = 17
  static let int8: UInt32 = 20
  static let float8: UInt32 = 701
  static let byteaArray: UInt32 = 1001
  static let textArray: UInt32 = 1009
  static let int8Array: UInt32 = 1016
  static let timestamptz: UInt32 = 1184
  static let uuid: UInt32 = 2950

  /// The name of a type, for messages.
  static func name(_ id: UInt32) -> String {
    names[id] ?? "type \(id)"
  }

  private static let names: [UInt32: String] = [
    16: "boolean", 17: "bytea", 19: "name", 20: "bigint", 21: "smallint", 23: "integer", 25: "text", 26: "oid",
    114: "json", 700: "real", 701: "double precision", 1000: "boolean[]", 1001: "bytea[]", 1005: "smallint[]",
    1007: "integer[]", 1009: "text[]", 1016: "bigint[]", 1042: "character", 1043: "character varying", 1082: "date",
    1083: "time", 1114: "timestamp without time zone", 1184: "timestamp with time zone", 1186: "interval",
    1266: "time with time zone", 1700: "numeric", 2278: "void", 2950: "uuid", 3802: "jsonb",
  ]
}
