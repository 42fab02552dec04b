import Domain
import Postgres
import Wire

/// Values of the domain by column name.
extension PostgresRow {
  package func timestamp(_ column: String) throws -> Timestamp {
    Timestamp(microseconds: try timestampMicros(column))
  }

  /// A `json` or `jsonb`, or its text.
  package func json(_ column: String) throws -> JSONValue { try JSONReader.parse(Array(try text(column).utf8)) }

  package func optionalJSON(_ column: String) throws -> JSONValue? {
    try optionalText(column).map { try JSONReader.parse(Array($0.utf8)) }
  }
}
