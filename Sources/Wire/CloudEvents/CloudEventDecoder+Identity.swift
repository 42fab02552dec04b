import Domain

extension CloudEventDecoder {
  /// Source and id that a record states, as far as they can be read: by them whoever sent it finds what became of it.
  ///
  /// Only for what is refused, so it may take its time.
  static func identity(_ record: some RecordFields) -> (source: String, id: String)? {
    var attributes: [String: [UInt8]] = [:]
    var isStructured = false
    record.forEachHeader { name, value in
      guard let value, value.count <= CloudEventAttributes.identityLimit else { return }
      switch String(decoding: name, as: UTF8.self).lowercased() {
      case "ce_id": attributes["id"] = Array(value)
      case "ce_source": attributes["source"] = Array(value)
      case "content-type": isStructured = value.starts("application/cloudevents", ignoringCase: true)
      default: break
      }
    }
    if isStructured, let body = record.value {
      let members = LenientMembers(body)
      for name in ["id", "source"] {
        if let text = members.text(name) { attributes[name] = Array(text.utf8) }
      }
    }
    guard let source = text(attributes["source"]), let id = text(attributes["id"]) else { return nil }
    return (source, id)
  }

  private static func text(_ bytes: [UInt8]?) -> String? {
    guard let bytes, !bytes.isEmpty, bytes.count <= CloudEventAttributes.identityLimit, !bytes.contains(0) else {
      return nil
    }
    return String(validating: bytes, as: UTF8.self)
  }
}
