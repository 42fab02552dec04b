import Domain

/// Why bytes are not JSON that Millrace takes: what, and at which byte; trying again cannot help.
package struct JSONError: Error, Sendable, Hashable {
  package var code: Code
  /// Byte offset at which it was noticed.
  package var offset: Int

  package init(_ code: Code, at offset: Int) {
    self.code = code
    self.offset = offset
  }
}

extension JSONError {
  package enum Code: String, Sendable, Hashable, CaseIterable {
    case empty
    case unexpectedEnd
    case unexpectedByte
    case byteOrderMark
    case trailingBytes
    case controlCharacter
    case badEscape
    case badNumber
    case invalidUTF8
    case nul
    case loneSurrogate
    case tooDeep
    case numberOutOfRange
    case duplicateMember

    /// As reports have it, such as `duplicate_member`.
    package var name: String {
      var (name, wasLower) = ("", false)
      for letter in rawValue {
        if letter.isUppercase, wasLower { name += "_" }
        name += letter.lowercased()
        wasLower = letter.isLowercase
      }
      return name
    }
  }
}

extension JSONError: CustomStringConvertible {
  package var description: String { "\(problem) at byte \(offset); \(mend)" }

  package var problem: String {
    switch code {
    case .empty: "there is no JSON value"
    case .unexpectedEnd: "the JSON text ends in the middle of a value"
    case .unexpectedByte: "a byte that JSON does not allow here"
    case .byteOrderMark: "a byte order mark before the JSON text"
    case .trailingBytes: "more bytes after the JSON value"
    case .controlCharacter: "an unescaped control character in a string"
    case .badEscape: "an escape that JSON does not know"
    case .badNumber: "a number that JSON does not allow"
    case .invalidUTF8: "bytes that are not UTF-8"
    case .nul: "the NUL character"
    case .loneSurrogate: "half of a surrogate pair"
    case .tooDeep: "arrays and objects nested over \(JSONScanner.depthLimit) deep"
    case .numberOutOfRange: "a number outside the range of a 64-bit float, or too long"
    case .duplicateMember: "a member name that the object has already"
    }
  }

  package var mend: String {
    switch code {
    case .empty, .unexpectedEnd: "send one whole JSON value"
    case .unexpectedByte, .trailingBytes, .badNumber: "send exactly one JSON value as RFC 8259 writes it"
    case .byteOrderMark: "leave it out"
    case .controlCharacter: "write it as \\u00XX"
    case .badEscape: "use one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX"
    case .invalidUTF8: "encode the text as UTF-8"
    case .nul: "leave it out; no database text can hold it"
    case .loneSurrogate: "write both halves, or the character itself in UTF-8"
    case .tooDeep: "flatten it"
    case .numberOutOfRange:
      "scale or round it; written out it may have \(ExactDecimal.limit) characters. Where a text may stand, a string takes "
        + "any"
    case .duplicateMember: "send each member once"
    }
  }
}
