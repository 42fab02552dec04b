import Domain

/// One column of an `InputBatchBuilder`.
struct ColumnBuilder: Sendable {
  private let kind: InputKind
  private var numbers: [Double] = []
  private var times: [Double] = []
  private var texts: [String?] = []
  private var codes: [Int32] = []
  private var values: [String] = []
  private var codeOfValue: [ByteText: Int32] = [:]

  init(_ kind: InputKind) { self.kind = kind }

  mutating func reserveCapacity(_ rows: Int) {
    switch kind {
    case .numeric: numbers.reserveCapacity(rows)
    case .category: codes.reserveCapacity(rows)
    case .text: texts.reserveCapacity(rows)
    case .time: times.reserveCapacity(rows)
    }
  }

  mutating func appendMissing() {
    switch kind {
    case .numeric: numbers.append(.nan)
    case .category: codes.append(-1)
    case .text: texts.append(nil)
    case .time: times.append(.nan)
    }
  }

  /// Appends a value; false, with nothing appended, when it is not of the column's kind.
  mutating func append(_ value: JSONValue) -> Bool {
    switch kind {
    case .numeric:
      guard let number = value.double, number.isFinite else { return false }
      numbers.append(number)
    case .category:
      guard let name = ClassName.of(value) else { return false }
      codes.append(code(of: name))
    case .text:
      guard let text = value.string else { return false }
      texts.append(text)
    case .time:
      guard let text = value.string, let seconds = InputTime.seconds(text) else { return false }
      times.append(seconds)
    }
    return true
  }

  var column: InputColumn {
    switch kind {
    case .numeric: .numeric(numbers)
    case .category: .category(codes: codes, values: values)
    case .text: .text(texts)
    case .time: .time(times)
    }
  }

  private mutating func code(of name: String) -> Int32 {
    if let code = codeOfValue[name] { return code }
    let code = Int32(values.count)
    codeOfValue[name] = code
    values.append(name)
    return code
  }
}
