import Domain

/// Reads the members of one JSON object of a request and collects what is wrong with them.
struct FieldReader {
  let object: [ByteText: JSONValue]
  /// The object's place in a batch; nil outside one.
  let index: Int?
  /// Where the object stands in the body.
  private let path: [String]
  private(set) var errors = FieldErrors()

  /// - Parameters:
  ///   - index: the object's place among the batch's.
  ///   - known: the members that there are; any other is wrong.
  init(_ batch: RequestBatch, _ index: Int, known: [String]) {
    object = batch.objects[index]
    self.index = batch.place(index)
    path = batch.path(index)
    guard !object.keys.allSatisfy({ known.hasSame(as: $0.text) }) else { return }
    // The batch's own member may be what was meant.
    let words = batch.isBatch ? known : known + [batch.name]
    let unknown = object.keys.filter { !known.hasSame(as: $0.text) }
    for name in unknown.least(FieldErrors.most) { fail(name.text, Misspelling.detail(name.text, words, "member")) }
    errors.count(further: unknown.count - errors.count)
  }

  mutating func fail(_ field: String, _ detail: @autoclosure () -> String) {
    errors.append(
      Problem.FieldError(
        index: index, field: field.shortened(to: 256),
        pointer: JSONPointer.text(field.isEmpty ? path : path + [field]),
        detail: detail()))
  }

  /// The member; nil where it is missing or null.
  func value(_ name: String) -> JSONValue? {
    guard let value = object[name], !value.isNull else { return nil }
    return value
  }

  /// A text that can be an event's attribute: not empty, no control characters, within a limit of `TextLength`.
  mutating func attribute(_ name: String, limit: Int) -> String? {
    guard let value = value(name) else { return nil }
    guard let text = value.string else {
      fail(name, "it has to be a string, but is \(FieldReader.kind(value))")
      return nil
    }
    let length = TextLength.of(text)
    guard length > 0, length <= limit else {
      fail(name, "it has \(length) characters, and has to have 1 to \(limit)")
      return nil
    }
    guard !NameText.hasControl(text.utf8) else {
      fail(name, "it holds a control character; leave it out")
      return nil
    }
    return text
  }

  mutating func requiredAttribute(_ name: String, limit: Int) -> String? {
    if value(name) == nil { fail(name, "it is missing") }
    return attribute(name, limit: limit)
  }

  mutating func time(_ name: String) -> Timestamp? {
    guard let value = value(name) else { return nil }
    guard let text = value.string else {
      fail(name, "it has to be an RFC 3339 time as a string, but is \(FieldReader.kind(value))")
      return nil
    }
    do {
      return try Timestamp(text: text)
    } catch {
      fail(name, error.description)
      return nil
    }
  }

  static func kind(_ value: JSONValue) -> String {
    switch value {
    case .null: "null"
    case .bool: "a boolean"
    case .integer, .number, .decimal: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }
}
