import Domain

/// The CloudEvents attributes of one record while its headers are being read.
struct CloudEventAttributes {
  /// Longest value of an attribute, in bytes.
  static let valueLimit = 1024
  static let idLimit = 256
  static let prefix = "ce_"

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

  /// Takes in one header; headers that are no attributes are let pass.
  mutating func take(_ header: RawHeader) throws(Rejection) {
    guard header.name.utf8.count > 3, header.name.hasPrefix(CloudEventAttributes.prefix) else {
      if header.name.utf8.count == 12, header.name.lowercased() == "content-type" {
        try CloudEventAttributes.checkContentType(header)
      }
      return
    }
    switch header.name {
    case "ce_id": try CloudEventAttributes.set(&id, header)
    case "ce_source": try CloudEventAttributes.set(&source, header)
    case "ce_type": try CloudEventAttributes.set(&type, header)
    case "ce_time": try takeTime(header)
    case "ce_loop": try CloudEventAttributes.set(&loop, header)
    case "ce_subject": try CloudEventAttributes.set(&subject, header)
    case "ce_specversion": try CloudEventAttributes.set(&specVersion, header)
    case "ce_correlationid": try CloudEventAttributes.set(&correlationID, header)
    case "ce_causationid": try CloudEventAttributes.set(&causationID, header)
    case "ce_traceparent": try CloudEventAttributes.set(&traceparent, header)
    default: try takeExtension(header)
    }
  }

  private static func set(_ attribute: inout String?, _ header: RawHeader) throws(Rejection) {
    guard attribute == nil else { throw twice(header.name) }
    attribute = try text(header)
  }

  private mutating func takeTime(_ header: RawHeader) throws(Rejection) {
    guard time == nil else { throw CloudEventAttributes.twice(header.name) }
    guard let value = header.value else { throw CloudEventAttributes.empty(header.name) }
    switch value.withUnsafeBufferPointer({ Timestamp.parse($0) }) {
    case .success(let moment): time = moment
    case .failure(let code):
      throw .malformed(
        header.name, "is no RFC 3339 time: \(code.rawValue)", "write it like 2013-01-31T17:05:00-05:00")
    }
  }

  private mutating func takeExtension(_ header: RawHeader) throws(Rejection) {
    let name = String(header.name.dropFirst(3))
    let isName = name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
    guard isName, name.utf8.count <= 64 else {
      throw .malformed(
        String(header.name.prefix(64)), "has a name that CloudEvents does not allow",
        "use at most 64 lower-case letters and digits after ce_")
    }
    guard extensions.updateValue(try CloudEventAttributes.text(header), forKey: name) == nil else {
      throw CloudEventAttributes.twice(header.name)
    }
  }

  /// The value as text; not empty, valid UTF-8, without control characters.
  private static func text(_ header: RawHeader) throws(Rejection) -> String {
    guard let value = header.value, !value.isEmpty else { throw empty(header.name) }
    guard value.count <= valueLimit else {
      throw .malformed(header.name, "has \(value.count) bytes", "shorten it to at most \(valueLimit)")
    }
    guard !value.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
      throw .malformed(header.name, "holds a control character", "leave it out")
    }
    guard let text = String(validating: value, as: UTF8.self) else {
      throw .malformed(header.name, "is not UTF-8", "encode it as UTF-8")
    }
    return text
  }

  private static func twice(_ name: String) -> Rejection { .malformed(name, "is there twice", "send it once") }

  private static func empty(_ name: String) -> Rejection {
    .malformed(name, "has no value", "give it one, or leave it out where it is optional")
  }

  private static func checkContentType(_ header: RawHeader) throws(Rejection) {
    let text = try self.text(header).lowercased()
    let type = text.prefix { $0 != ";" && $0 != " " }
    let rest = text.dropFirst(type.count).filter { $0 != " " && $0 != "\"" }
    guard type == "application/json", rest.isEmpty || rest == ";charset=utf-8" else {
      throw Rejection(
        .unsupportedContentType, "the header content-type is \"\(text.prefix(64))\"",
        mend: "send the data as application/json in CloudEvents binary mode (attributes in ce_ headers)")
    }
  }
}
