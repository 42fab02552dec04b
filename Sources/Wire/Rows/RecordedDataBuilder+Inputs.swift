import Domain

/// The cells of a loop's inputs, as JSON.
extension RecordedDataBuilder {
  /// Writes an input's member.
  /// - Parameters:
  ///   - index: of the input among the loop's.
  ///   - start: where the row's object begins in `inputs`.
  /// - Returns: whether the cell was taken; one that is not of the input's kind may be taken as missing.
  mutating func add(
    _ cell: RowCell, _ index: Int, _ declaration: InputDeclaration, line: Int, start: Int
  ) throws(RowError) -> Bool {
    switch declaration.kind {
    case .numeric:
      if let token = cell.numberToken {
        begin(index, start)
        inputs += token.utf8
        JSONValue.number(Double(token) ?? 0).write(to: &content)
        return true
      }
    case .category:
      if let (text, json) = cell.classValue {
        begin(index, start)
        inputs += json.utf8
        JSONValue.writeString(text, to: &content)
        return true
      }
    case .text:
      if let text = cell.freeText {
        begin(index, start)
        JSONValue.writeString(text, to: &inputs)
        JSONValue.writeString(text, to: &content)
        return true
      }
    case .time:
      if try addTime(cell, index, declaration, line: line, start: start) { return true }
    }
    switch reading.wrongKind {
    case .missing: return false
    case .sent:
      begin(index, start)
      inputs += cell.json.utf8
      content += cell.json.utf8
      return true
    case .reject:
      let found = cell.text.prefix(64)
      throw RowError(
        "wrong_kind", line: line, column: declaration.name,
        "\"\(found)\" is not of the input's kind, \(declaration.kind.rawValue)", declaration.kind.mend)
    }
  }

  /// A time with an offset is sent as it is written, one on a local clock in UTC.
  /// - Returns: whether it is a time.
  private mutating func addTime(
    _ cell: RowCell, _ index: Int, _ declaration: InputDeclaration, line: Int, start: Int
  ) throws(RowError) -> Bool {
    guard let text = cell.freeText else { return false }
    do {
      let (moment, hasOffset) = try moments.read(text)
      begin(index, start)
      JSONValue.writeString(hasOffset ? text : moment.text, to: &inputs)
      JSONValue.writeString(moment.text, to: &content)
      return true
    } catch {
      // What is no time at all is of the wrong kind; what is no one moment can only be mended in the file.
      guard error.code != MomentReader.Fault.noTime else { return false }
      throw RowError(error.code, line: line, column: declaration.name, error.problem, error.mend)
    }
  }

  private mutating func begin(_ index: Int, _ start: Int) {
    if inputs.count > start + 1 {
      inputs.append(UInt8(ascii: ","))
      content.append(UInt8(ascii: ","))
    }
    inputs += names[index]
    content += names[index]
  }
}

extension InputKind {
  /// How a cell that is not of the kind is mended.
  var mend: String {
    switch self {
    case .numeric: "write a number as JSON does, such as -1.5 or 2e3, or leave the cell empty"
    case .category: "write a string, a number or a boolean, or leave the cell empty"
    case .text: "write a string, or leave the cell empty"
    case .time: "write a time like 2013-01-31T17:05:00-05:00, or leave the cell empty"
    }
  }
}
