import Domain

extension InputKind {
  /// Whether a value is of this kind; one that is not counts as missing. The folds say the same in SQL
  /// (`projections/core/30_interaction.sql`).
  package func takes(_ value: JSONValue) -> Bool {
    switch self {
    case .numeric: value.double?.isFinite ?? false
    case .category: ClassName.of(value) != nil
    case .text: value.string != nil
    case .time: value.string.flatMap(InputTime.seconds) != nil
    }
  }
}
