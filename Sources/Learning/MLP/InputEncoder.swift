/// How a batch becomes what the network reads: one encoder per input, in the model's order.
struct InputEncoder: Sendable {
  let names: [String]
  let columns: [ColumnEncoder]
  /// Per column the first of its rows in the embedding table.
  let tableBases: [Int]
  let tableRows: Int
  let denseWidth: Int
  let fieldCount: Int
  let bagCount: Int

  init(names: [String], columns: [ColumnEncoder]) {
    self.names = names
    self.columns = columns
    var bases: [Int] = []
    var rows = 0
    for column in columns {
      bases.append(rows)
      rows += column.tableRows
    }
    tableBases = bases
    tableRows = rows
    denseWidth = columns.reduce(0) { $0 + $1.denseWidth }
    fieldCount = columns.count { $0.hasField }
    bagCount = columns.count { $0.hasBag }
  }

  /// - Throws: `LearningError` with code `incompatibleParent` when the parent reads other inputs.
  static func fit(
    _ batch: InputBatch, settings: MLPSettings, version: MLPVersion, parent: InputEncoder?
  ) throws -> InputEncoder {
    if let parent, parent.names != batch.names {
      throw LearningError(
        .incompatibleParent,
        "the parent reads the inputs \(parent.names), the data has \(batch.names); start fresh instead")
    }
    let columns = try batch.columns.enumerated().map { index, column in
      try ColumnEncoder.fit(
        column, name: batch.names[index], settings: settings, version: version, parent: parent?.columns[index])
    }
    return InputEncoder(names: batch.names, columns: columns)
  }

  /// Per field the table row that stands for an unknown value, or -1 where the field is no category.
  var unknownRows: [Int32] {
    zip(columns, tableBases).filter { $0.0.hasField }
      .map { $0.isCategory ? Int32($1) + CategoryEncoder.unknown : -1 }
  }

  /// - Throws: `LearningError` with code `invalidInput` when a column is of another kind.
  func encode(_ batch: InputBatch) throws -> EncodedRows {
    let rows = EncodedRows(
      count: batch.count, denseWidth: denseWidth, fieldCount: fieldCount, bagCount: bagCount)
    var (dense, field) = (0, 0)
    var texts: [(TextEncoder, [String?])] = []
    for index in columns.indices {
      let column = batch[names[index]]
      try encode(
        column, with: columns[index], name: names[index], base: Int32(tableBases[index]), dense: dense, field: field,
        texts: &texts, into: rows)
      dense += columns[index].denseWidth
      field += columns[index].hasField ? 1 : 0
    }
    if !texts.isEmpty { encode(texts, into: rows) }
    return rows
  }

  private func encode(
    _ column: InputColumn?, with encoder: ColumnEncoder, name: String, base: Int32, dense: Int, field: Int,
    texts: inout [(TextEncoder, [String?])], into rows: EncodedRows
  ) throws {
    let fields = rows.fields.pointer + field
    let numbers = rows.dense.pointer + dense
    switch (encoder, column) {
    case (.numeric(let encoder), .numeric(let values)):
      encoder.standardise(values, into: numbers, stride: denseWidth)
      if encoder.tableRows > 0 { encoder.bin(values, base: base, into: fields, stride: fieldCount) }
    case (.firstNumeric(let first), .numeric(let values)):
      first.standardise(values, into: numbers, stride: denseWidth)
      if first.tableRows > 0 { first.bin(values, base: base, into: fields, stride: fieldCount) }
    case (.numeric, nil), (.firstNumeric, nil):
      for row in 0..<rows.count {
        numbers[row * denseWidth + 1] = 1
        if encoder.hasField { fields[row * fieldCount] = base }
      }
    case (.category(let encoder), .category(let codes, let values)):
      for (row, code) in encoder.rows(codes: codes, values: values).enumerated() {
        fields[row * fieldCount] = base + code
      }
    case (.category, nil):
      for row in 0..<rows.count { fields[row * fieldCount] = base + CategoryEncoder.missing }
    case (.time(let encoder), .time(let values)):
      for row in 0..<rows.count { encoder.encode(values[row], into: numbers + row * denseWidth) }
    case (.time(let encoder), nil):
      for row in 0..<rows.count { encoder.encode(.nan, into: numbers + row * denseWidth) }
    case (.text(let encoder), .text(let values)): texts.append((encoder, values))
    case (.text(let encoder), nil): texts.append((encoder, [String?](repeating: nil, count: rows.count)))
    default:
      throw LearningError(
        .invalidInput, "input `\(name)` has to be of kind \(encoder.kind) for this model, but the batch has another")
    }
  }

  private func encode(_ texts: [(TextEncoder, [String?])], into rows: EncodedRows) {
    var starts: [Int32] = [0]
    var items: [Int32] = []
    starts.reserveCapacity(rows.count * texts.count + 1)
    for row in 0..<rows.count {
      for (encoder, values) in texts {
        if let text = values[row] { encoder.encode(text, into: &items) }
        starts.append(Int32(items.count))
      }
    }
    rows.setBags(starts: starts, items: items)
  }
}
