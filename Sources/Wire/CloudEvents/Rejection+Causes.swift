extension Rejection {
  /// For a body that is not JSON that the ledger can take.
  init(_ error: JSONError, in bytes: UnsafeBufferPointer<UInt8>) {
    let pointer = JSONLocation.pointer(to: error.offset, in: bytes)
    let place = pointer.isEmpty ? "the body" : pointer
    self.init(Reason(error.code), "\(place): \(error.problem), at byte \(error.offset)", mend: error.mend(in: bytes))
  }

  static func unknownType(_ type: String, known: [String]) -> Rejection {
    Rejection(
      .unknownType, "ce_type \"\(type.prefix(128))\" is no event type of this contract",
      mend: "use one of \(known.joined(separator: ", "))")
  }

  static func missing(_ attribute: String, _ mend: String) -> Rejection {
    Rejection(.missingAttribute, "the header \(attribute) is missing", mend: mend)
  }

  static func noBody(_ what: String) -> Rejection {
    Rejection(.nullBody, what, mend: "send the event's data as JSON")
  }

  static func malformed(_ attribute: String, _ problem: String, _ mend: String) -> Rejection {
    Rejection(.malformedAttribute, "the header \(attribute) \(problem)", mend: mend)
  }
}

extension Rejection.Reason {
  init(_ code: JSONError.Code) {
    switch code {
    case .invalidUTF8: self = .invalidUTF8
    case .nul: self = .nul
    case .loneSurrogate: self = .loneSurrogate
    case .tooDeep: self = .tooDeep
    case .numberOutOfRange: self = .numberOutOfRange
    case .duplicateMember: self = .duplicateMember
    case .empty, .unexpectedEnd, .unexpectedByte, .byteOrderMark, .trailingBytes, .controlCharacter, .badEscape,
      .badNumber:
      self = .invalidJSON
    }
  }
}
