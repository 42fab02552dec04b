/// How a record carries its event: what its header `content-type` says.
enum ContentType {
  /// Binary mode: attributes in headers, the data alone in the body.
  case json
  /// Structured mode: the body is the whole event, as the CloudEvents JSON format writes it.
  case structured

  init(_ name: UnsafeBufferPointer<UInt8>, _ value: UnsafeBufferPointer<UInt8>?) throws(Rejection) {
    // As nearly all producers write it.
    if let value, value.isText("application/json") {
      self = .json
      return
    }
    let text = try CloudEventAttributes.text(name, value).lowercased()
    let type = text.prefix { $0 != ";" && $0 != " " }
    let rest = text.dropFirst(type.count).filter { $0 != " " && $0 != "\"" }
    guard rest.isEmpty || rest == ";charset=utf-8" else { throw .unsupported("the header content-type is", text) }
    switch type {
    case "application/json": self = .json
    case "application/cloudevents+json": self = .structured
    case "application/cloudevents-batch+json":
      throw .unsupported("the header content-type is", text, "send one event per record")
    default: throw .unsupported("the header content-type is", text)
    }
  }

  /// Whether the attribute `datacontenttype` of an event in structured mode says JSON.
  static func isJSON(_ attribute: String) -> Bool {
    let text = attribute.lowercased().filter { $0 != " " && $0 != "\"" }
    return text == "application/json" || text == "application/json;charset=utf-8"
  }
}

extension Rejection {
  static func unsupported(
    _ what: String, _ type: String,
    _ mend: String = "send the data as application/json with the attributes in ce_ headers (binary mode), or the whole "
      + "event as application/cloudevents+json (structured mode)"
  ) -> Rejection {
    Rejection(.unsupportedContentType, "\(what) \"\(type.prefix(64))\"", mend: mend)
  }
}
