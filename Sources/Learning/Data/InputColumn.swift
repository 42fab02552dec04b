/// The values of one input over the rows of a batch.
package enum InputColumn: Sendable {
  /// As `Double`, which tells apart what `Float` does not; NaN: missing.
  case numeric([Double])
  /// Row by row an index into `values`; -1: missing. Not every value need occur.
  case category(codes: [Int32], values: [String])
  /// nil: missing.
  case text([String?])
  /// Seconds since 1970-01-01T00:00:00Z; NaN: missing.
  case time([Double])

  package var count: Int {
    switch self {
    case .numeric(let values): values.count
    case .category(let codes, _): codes.count
    case .text(let values): values.count
    case .time(let values): values.count
    }
  }

  /// The rows at these indices, in their order; an index may come more than once.
  package func subset(_ rows: [Int]) -> InputColumn {
    switch self {
    case .numeric(let values): .numeric(rows.map { values[$0] })
    case .category(let codes, let values): .category(codes: rows.map { codes[$0] }, values: values)
    case .text(let values): .text(rows.map { values[$0] })
    case .time(let values): .time(rows.map { values[$0] })
    }
  }

  package func subset(_ rows: Range<Int>) -> InputColumn {
    switch self {
    case .numeric(let values): .numeric(Array(values[rows]))
    case .category(let codes, let values): .category(codes: Array(codes[rows]), values: values)
    case .text(let values): .text(Array(values[rows]))
    case .time(let values): .time(Array(values[rows]))
    }
  }
}
