import Domain

/// Rows of inputs, column by column; every column has `count` values.
package struct InputBatch: Sendable {
  package let names: [String]
  package let columns: [InputColumn]
  package let count: Int

  /// - Throws: `LearningError` with code `invalidInput` when names and columns do not fit together.
  package init(names: [String], columns: [InputColumn]) throws {
    guard names.count == columns.count, Set(names.map { ByteText($0) }).count == names.count else {
      throw LearningError(
        .invalidInput, "an input batch has \(names.count) names for \(columns.count) columns, or a name twice")
    }
    let count = columns.first?.count ?? 0
    for (name, column) in zip(names, columns) where column.count != count {
      throw LearningError(
        .invalidInput, "input `\(name)` has \(column.count) values where `\(names[0])` has \(count)")
    }
    self.init(checked: names, columns: columns, count: count)
  }

  /// Names and columns that are known to fit.
  init(checked names: [String], columns: [InputColumn], count: Int) {
    self.names = names
    self.columns = columns
    self.count = count
  }

  /// The column of that name.
  package subscript(name: String) -> InputColumn? {
    names.firstIndex { $0.isSame(as: name) }.map { columns[$0] }
  }

  /// The rows at these indices, in their order; an index may come more than once.
  package func subset(_ rows: [Int]) -> InputBatch {
    InputBatch(checked: names, columns: columns.map { $0.subset(rows) }, count: rows.count)
  }

  package func subset(_ rows: Range<Int>) -> InputBatch {
    InputBatch(checked: names, columns: columns.map { $0.subset(rows) }, count: rows.count)
  }
}
