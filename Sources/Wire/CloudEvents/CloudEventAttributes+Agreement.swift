extension CloudEventAttributes {
  /// Beside an event in structured mode, headers may repeat what it states and nothing else.
  /// - Parameter stated: by the event.
  func checkAgreement(with stated: CloudEventAttributes) throws(Rejection) {
    let attributes: [(String, String?, String?)] = [
      ("specversion", specVersion, stated.specVersion), ("id", id, stated.id), ("source", source, stated.source),
      ("type", type, stated.type), ("time", time?.text, stated.time?.text), ("loop", loop, stated.loop),
      ("subject", subject, stated.subject), ("correlationid", correlationID, stated.correlationID),
      ("causationid", causationID, stated.causationID), ("traceparent", traceparent, stated.traceparent),
    ]
    let more = extensions.sorted { $0.key < $1.key }.map { ($0.key, Optional($0.value), stated.extensions[$0.key]) }
    for (name, header, own) in attributes + more {
      guard let header else { continue }
      guard let own, own.utf8.elementsEqual(header.utf8) else {
        throw .malformed("ce_" + name, "is not what the event in the body states", "state each attribute in one place")
      }
    }
  }
}
