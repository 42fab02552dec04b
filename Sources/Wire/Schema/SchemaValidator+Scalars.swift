import Domain

extension SchemaValidator {
  mutating func check(_ node: Int, string span: JSONSpan) {
    let start = span.start - 1
    if schema.nodes[node].hasLength { checkLength(node, span) }
    if schema.nodes[node].isDateTime { checkTime(span) }
    if schema.nodes[node].isName { checkName(span) }
    guard !schema.nodes[node].constants.isEmpty else { return }
    if span.hasEscapes {
      let bytes = scanner.unescaped(span)
      let text = schema.text
      checkConstants(node, start) { constant in
        if case .string(let known) = constant { text[known.places].elementsEqual(bytes) } else { false }
      }
    } else {
      let validator = self
      checkConstants(node, start) { constant in
        if case .string(let known) = constant { validator.isSame(known, span) } else { false }
      }
    }
  }

  private mutating func checkLength(_ node: Int, _ span: JSONSpan) {
    let least = schema.nodes[node].minLength
    let most = schema.nodes[node].maxLength
    var count = span.end - span.start
    if span.hasEscapes {
      count = scanner.unescaped(span).count { $0 & 0xC0 != 0x80 }
    } else if span.hasNonASCII {
      count = scanner.bytes[span.start..<span.end].count { $0 & 0xC0 != 0x80 }
    }
    if count < least { violate(span.start - 1, "a string of at least \(least) characters") }
    if count > most { violate(span.start - 1, "a string of at most \(most) characters, not \(count)") }
  }

  private mutating func checkTime(_ span: JSONSpan) {
    let problem: String?
    if span.hasEscapes {
      problem = scanner.unescaped(span).withUnsafeBufferPointer(SchemaValidator.timeProblem)
    } else {
      problem = SchemaValidator.timeProblem(UnsafeBufferPointer(rebasing: scanner.bytes[span.start..<span.end]))
    }
    if let problem { violate(span.start - 1, "an RFC 3339 time with an offset (\(problem))") }
  }

  /// As it stands in the text, only U+007F to U+009F can be: the other control characters have to be written as escapes.
  private mutating func checkName(_ span: JSONSpan) {
    let hasControl =
      span.hasEscapes
      ? NameText.hasControl(scanner.unescaped(span)) : NameText.hasControl(scanner.bytes[span.start..<span.end])
    if hasControl { violate(span.start - 1, "a string without control characters") }
  }

  /// What is wrong with a time; nil: nothing.
  private static func timeProblem(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
    do throws(Timestamp.FormatError.Code) {
      _ = try RFC3339(bytes)
      return nil
    } catch {
      return error.rawValue
    }
  }

  mutating func check(_ node: Int, number: JSONNumber) {
    let types = schema.nodes[node].types
    if types.isDisjoint(with: .anyNumber) {
      violate(number.start, types.text)
    } else if !types.contains(.number), !scanner.isWhole(number) {
      violate(number.start, types.text)
    }
    if schema.nodes[node].hasNumberRange { checkRange(node, number) }
    if !schema.nodes[node].constants.isEmpty {
      let validator = self
      checkConstants(node, number.start) { constant in
        if case .number(let known) = constant { validator.compare(number, known) == 0 } else { false }
      }
    }
  }

  private mutating func checkRange(_ node: Int, _ number: JSONNumber) {
    let (minimum, maximum) = (schema.nodes[node].minimum, schema.nodes[node].maximum)
    let (low, high) = (compare(number, minimum), compare(number, maximum))
    if schema.nodes[node].excludesMinimum {
      if low <= 0 { violate(number.start, "a number above \(text(minimum))") }
    } else if low < 0 {
      violate(number.start, "a number of at least \(text(minimum))")
    }
    if schema.nodes[node].excludesMaximum {
      if high >= 0 { violate(number.start, "a number below \(text(maximum))") }
    } else if high > 0 {
      violate(number.start, "a number of at most \(text(maximum))")
    }
  }

  mutating func check(_ node: Int, bool: Bool, _ start: Int) {
    expect(node, .boolean, start)
    guard node >= 0, !schema.nodes[node].constants.isEmpty else { return }
    checkConstants(node, start) { constant in
      if case .bool(let known) = constant { known == bool } else { false }
    }
  }

  mutating func checkConstants(_ node: Int, _ start: Int, _ matches: (SchemaConstant) -> Bool) {
    let constants = schema.constants[schema.nodes[node].constants.places]
    guard !constants.contains(where: matches) else { return }
    let list = constants.map { constant in
      switch constant {
      case .null: "null"
      case .bool(let value): String(value)
      case .number(let value): text(value)
      case .string(let range): "\"\(String(decoding: schema.text[range.places], as: UTF8.self))\""
      }
    }
    violate(start, (list.count > 1 ? "one of " : "") + list.joined(separator: ", "))
  }
}

extension SchemaConstant {
  var isNull: Bool {
    if case .null = self { true } else { false }
  }
}
