import Domain

/// The CloudEvents attributes of one record while its headers are being read.
struct CloudEventAttributes {
  typealias Bytes = UnsafeBufferPointer<UInt8>

  /// Longest source or id, in bytes, by which a refused record can be found.
  static let identityLimit = 4 * 1024

  var specVersion: String?
  var id: String?
  var source: String?
  var type: String?
  var time: Timestamp?
  var loop: String?
  var subject: String?
  var correlationID: String?
  var causationID: String?
  var traceparent: String?
  var extensions: [String: String] = [:]
  /// What the header `content-type` says; without it the data is JSON.
  var contentType = ContentType.json

  /// Takes in one header; headers that are no attributes are let pass.
  mutating func take(_ name: Bytes, _ value: Bytes?) throws(Rejection) {
    guard name.count > 3, name.starts("ce_") else {
      if name.isText("content-type", ignoringCase: true) { contentType = try ContentType(name, value) }
      return
    }
    if name.isText("ce_id") {
      try CloudEventAttributes.set(&id, name, value)
    } else if name.isText("ce_source") {
      try CloudEventAttributes.set(&source, name, value)
    } else if name.isText("ce_type") {
      try CloudEventAttributes.set(&type, name, value)
    } else if name.isText("ce_time") {
      try takeTime(name, value)
    } else if name.isText("ce_loop") {
      try CloudEventAttributes.set(&loop, name, value)
    } else if name.isText("ce_subject") {
      try CloudEventAttributes.set(&subject, name, value)
    } else if name.isText("ce_specversion") {
      try CloudEventAttributes.set(&specVersion, name, value)
    } else if name.isText("ce_correlationid") {
      try CloudEventAttributes.set(&correlationID, name, value)
    } else if name.isText("ce_causationid") {
      try CloudEventAttributes.set(&causationID, name, value)
    } else if name.isText("ce_traceparent") {
      try CloudEventAttributes.set(&traceparent, name, value)
    } else if name.isText("ce_datacontenttype") {
      // What `content-type` says in binary mode; no extension.
      let type = try CloudEventAttributes.text(name, value)
      guard ContentType.isJSON(type) else { throw .unsupported("the header ce_datacontenttype is", type) }
    } else {
      try takeExtension(name, value)
    }
  }

  private static func set(_ attribute: inout String?, _ name: Bytes, _ value: Bytes?) throws(Rejection) {
    guard attribute == nil else { throw twice(name) }
    attribute = try text(name, value)
  }

  private mutating func takeTime(_ name: Bytes, _ value: Bytes?) throws(Rejection) {
    guard time == nil else { throw CloudEventAttributes.twice(name) }
    guard let value else { throw CloudEventAttributes.empty(name) }
    switch Timestamp.parse(value) {
    case .success(let moment): time = moment
    case .failure(let code):
      throw .malformed(
        name.text, "is no RFC 3339 time: \(code.rawValue)", "write it like 2013-01-31T17:05:00-05:00")
    }
  }

  private mutating func takeExtension(_ header: Bytes, _ value: Bytes?) throws(Rejection) {
    let name = header.dropFirst(3)
    let isName = name.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
    guard isName, name.count <= 64 else {
      throw .malformed(
        String(header.text.prefix(64)), "has a name that CloudEvents does not allow",
        "use at most 64 lower-case letters and digits after ce_")
    }
    let text = try CloudEventAttributes.text(header, value)
    guard extensions.updateValue(text, forKey: String(decoding: name, as: UTF8.self)) == nil else {
      throw CloudEventAttributes.twice(header)
    }
  }

  /// The value as text; not empty, valid UTF-8, without control characters.
  static func text(_ name: Bytes, _ value: Bytes?) throws(Rejection) -> String {
    guard let value, !value.isEmpty else { throw empty(name) }
    let length = TextLength.of(utf8: value)
    guard length <= TextLength.attribute else {
      throw .malformed(name.text, "has \(length) characters", "shorten it to at most \(TextLength.attribute)")
    }
    guard !NameText.hasControl(value) else {
      throw .malformed(name.text, "holds a control character", "leave it out")
    }
    guard let text = String(utf8: value) else {
      throw .malformed(name.text, "is not UTF-8", "encode it as UTF-8")
    }
    return text
  }

  private static func twice(_ name: Bytes) -> Rejection { .malformed(name.text, "is there twice", "send it once") }

  private static func empty(_ name: Bytes) -> Rejection {
    .malformed(name.text, "has no value", "give it one, or leave it out where it is optional")
  }
}

extension UnsafeBufferPointer<UInt8> {
  var text: String { String(decoding: self, as: UTF8.self) }

  /// Whether these bytes are an ASCII text.
  /// - Parameter ignoringCase: upper-case letters here are taken as lower-case ones.
  func isText(_ text: StaticString, ignoringCase: Bool = false) -> Bool {
    count == text.utf8CodeUnitCount && starts(text, ignoringCase: ignoringCase)
  }

  func starts(_ text: StaticString, ignoringCase: Bool = false) -> Bool {
    guard count >= text.utf8CodeUnitCount else { return false }
    for index in 0..<text.utf8CodeUnitCount {
      let isUpper = ignoringCase && (0x41...0x5A).contains(self[index])
      guard (isUpper ? self[index] | 0x20 : self[index]) == text.utf8Start[index] else { return false }
    }
    return true
  }
}
