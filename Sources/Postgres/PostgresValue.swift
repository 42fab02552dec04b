/// A value sent with a statement, in place of `$1`, `$2` …
///
/// `text` and `json` take the type that the statement calls for (so text also serves enums, numerics, dates
/// and `jsonb`); the other cases are typed: `int` is `bigint`, `timestamp` is `timestamptz`. Where the
/// statement needs another type, cast: `$1::int`.
public enum PostgresValue: Sendable, Hashable {
  case null
  case bool(Bool)
  case int(Int64)
  case double(Double)
  /// Text without NUL characters.
  case text(String)
  /// `bytea`.
  case bytes([UInt8])
  /// JSON text, for `json` or `jsonb`.
  case json(String)
  /// A UUID in its text form.
  case uuid(String)
  /// `timestamptz`, in microseconds since 1970-01-01T00:00:00Z.
  case timestamp(Int64)
  /// `text[]`, for `unnest` and `= any(…)`.
  case textArray([String?])
  /// `bigint[]`.
  case intArray([Int64?])
  /// `bytea[]`.
  case bytesArray([[UInt8]?])
}
