/// How one input becomes numbers.
enum ColumnEncoder: Sendable {
  case numeric(NumericEncoder)
  /// Of code version 1.
  case firstNumeric(FirstNumericEncoder)
  case category(CategoryEncoder)
  case text(TextEncoder)
  case time(TimeEncoder)

  var kind: String {
    switch self {
    case .numeric, .firstNumeric: "numeric"
    case .category: "category"
    case .text: "text"
    case .time: "time"
    }
  }

  var denseWidth: Int {
    switch self {
    case .numeric, .firstNumeric: NumericEncoder.denseWidth
    case .time: TimeEncoder.denseWidth
    case .category, .text: 0
    }
  }

  /// Rows of the embedding table; none: it has no field there.
  var tableRows: Int {
    switch self {
    case .numeric(let encoder): encoder.tableRows
    case .firstNumeric(let encoder): encoder.tableRows
    case .category(let encoder): encoder.tableRows
    case .text, .time: 0
    }
  }

  var hasField: Bool { tableRows > 0 }

  var hasBag: Bool { if case .text = self { true } else { false } }

  var isCategory: Bool { if case .category = self { true } else { false } }

  /// Fits the encoder to a column of the training data; what a parent learned of the column stays.
  static func fit(
    _ column: InputColumn, name: String, settings: MLPSettings, version: MLPVersion, parent: ColumnEncoder?
  ) throws -> ColumnEncoder {
    switch (column, parent) {
    case (.numeric(let values), nil):
      return version == .first
        ? .firstNumeric(.fit(values, bins: settings.bins)) : .numeric(.fit(values, bins: settings.bins))
    case (.numeric, .numeric(let old)): return .numeric(old)
    case (.numeric, .firstNumeric(let old)): return .firstNumeric(old)
    case (.category(let codes, let values), nil):
      return .category(
        .fit(codes: codes, values: values, minimum: settings.minCount, matching: version.matching, parent: nil))
    case (.category(let codes, let values), .category(let old)):
      return .category(
        .fit(codes: codes, values: values, minimum: settings.minCount, matching: version.matching, parent: old))
    case (.text, nil): return .text(settings.textEncoder(name))
    case (.text, .text(let old)): return .text(old)
    case (.time(let values), nil): return .time(version == .first ? .firstFit(values) : .fit(values))
    case (.time, .time(let old)): return .time(old)
    default:
      throw LearningError(
        .incompatibleParent,
        "input `\(name)` is of kind \(parent?.kind ?? "?") in the parent and of another in the data; start fresh")
    }
  }
}
