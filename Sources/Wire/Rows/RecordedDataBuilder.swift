import Domain

/// Makes recorded data of rows' cells, and gives each row an id derived from its content.
struct RecordedDataBuilder {
  let reading: RowReading
  private let columns: RowColumns
  private let classes: Set<[UInt8]>
  /// Of each input, how its member begins.
  let names: [[UInt8]]
  var moments: MomentReader
  private var rows: [RecordedData.Row] = []
  var inputs: [UInt8] = []
  private var seen: [String: Int] = [:]
  /// What the row's id is derived from: numbers in their shortest form, categories as texts, times in UTC, so that a row
  /// keeps its id however its cells are written.
  var content: [UInt8] = []

  init(_ reading: RowReading) {
    self.reading = reading
    columns = reading.columns
    classes = Set(reading.classes.map { Array($0.utf8) })
    moments = MomentReader(zone: reading.zone)
    names = columns.inputs.map { input in
      var name: [UInt8] = []
      JSONValue.writeString(input.name, to: &name)
      return name + [UInt8(ascii: ":")]
    }
  }

  var count: Int { rows.count }

  /// - Parameter cells: in the order of the columns' names.
  mutating func add(_ cells: [RowCell], line: Int, _ counts: inout RowCounts) throws(RowError) {
    guard let time = try moment(cells[0], column: columns.time, line: line)?.moment else {
      throw RowError(
        "time_missing", line: line, column: columns.time, "the row has no time", "write when it was asked")
    }
    let label = try label(cells, time: time, line: line)
    let start = inputs.count
    content.removeAll(keepingCapacity: true)
    inputs.append(UInt8(ascii: "{"))
    content.append(UInt8(ascii: "{"))
    do throws(RowError) {
      for (index, declaration) in columns.inputs.enumerated() {
        let cell = cells[columns.firstInput + index]
        if cell == .missing { continue }
        guard try !add(cell, index, declaration, line: line, start: start) else { continue }
        counts.note(wrongKind: cell.text, of: declaration.name, line: line)
      }
      guard inputs.count - start <= RecordedDataBuilder.inputLimit else {
        throw RowError(
          "too_large", line: line, "the row's inputs have \(inputs.count - start) bytes",
          "keep them below \(RecordedDataBuilder.inputLimit), the most that an event can hold")
      }
    } catch {
      inputs.removeLast(inputs.count - start)
      throw error
    }
    inputs.append(UInt8(ascii: "}"))
    content.append(UInt8(ascii: "}"))
    content += Array(time.text.utf8) + Array(cells[1].text.utf8)
    let digest = String(Digest.hex(of: content).prefix(24))
    let copy = seen[digest, default: 0]
    seen[digest] = copy + 1
    rows.append(
      RecordedData.Row(
        id: copy == 0 ? digest : "\(digest)-\(copy)", time: time, label: label, input: start..<inputs.count,
        line: line))
  }

  /// An event's data is at most 256 kB; this leaves room for the answer.
  static let inputLimit = Contract.dataLimit - 16 * 1024

  mutating func build(until length: TimeSpan?, _ counted: RowCounts) -> RecordedData {
    var counts = counted
    rows.sort { ($0.time, $0.id) < ($1.time, $1.id) }
    if let length, let first = rows.first {
      let end = first.time + length
      counts.beyondEnd = rows.count { $0.time >= end }
      rows.removeAll { $0.time >= end }
    }
    counts.unlabelled = rows.count { $0.label == nil }
    counts.labelsBeforeRows = rows.count { row in row.label.map { $0.time < row.time } ?? false }
    return RecordedData(rows: rows, inputs: inputs, counts: counts)
  }

  private mutating func label(
    _ cells: [RowCell], time: Timestamp, line: Int
  ) throws(RowError) -> RecordedData.Label? {
    // Without a label there is nothing to know, whatever the column of its time says.
    guard cells[1] != .missing else { return nil }
    guard let value = cells[1].classValue, let name = cells[1].className else {
      throw RowError(
        "label_kind", line: line, column: columns.label, "the label is an array or an object",
        "write a string, a number or a boolean")
    }
    guard TextLength.of(name) <= TextLength.className else {
      throw RowError(
        "label_too_long", line: line, column: columns.label, "the label has \(TextLength.of(name)) characters",
        "keep it to \(TextLength.className)")
    }
    guard classes.isEmpty || classes.contains(Array(name.utf8)) else {
      throw RowError(
        "label_unknown", line: line, column: columns.label,
        "\"\(name.prefix(64))\" is none of the loop's classes: \(reading.classes.prefix(20).joined(separator: ", "))",
        "mend the label, or name the class in the loop's file")
    }
    let known: Timestamp
    if let column = columns.labelTime {
      guard let moment = try moment(cells[2], column: column, line: line)?.moment else {
        throw RowError(
          "label_time_missing", line: line, column: column, "the row has a label, and no time at which it became known",
          "write the time, or leave the label empty too")
      }
      known = moment
    } else {
      known = time + (reading.delay ?? TimeSpan.zero)
    }
    return RecordedData.Label(name: name, json: value.json, time: known)
  }

  /// - Returns: nil where the cell is missing.
  private mutating func moment(
    _ cell: RowCell, column: String, line: Int
  ) throws(RowError) -> (moment: Timestamp, hasOffset: Bool)? {
    if cell == .missing { return nil }
    guard let text = cell.freeText else {
      throw RowError(
        "time", line: line, column: column, "the time is no text", "write it like \"2013-01-31T17:05:00-05:00\"")
    }
    do {
      return try moments.read(text)
    } catch {
      throw RowError(error.code, line: line, column: column, error.problem, error.mend)
    }
  }
}
