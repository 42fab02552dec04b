extension Timestamp {
  /// A text that is no RFC 3339 time, with what is wrong and how to mend it; trying again cannot help.
  package struct FormatError: Error, Sendable, Hashable, CustomStringConvertible {
    package var code: Code
    /// The text that was read, cut after 64 bytes.
    package var text: String

    package var description: String {
      "\"\(text)\" is not a time: \(code.rawValue); write it like 2013-01-31T17:05:00-05:00"
    }
  }
}

extension Timestamp.FormatError {
  /// What is wrong, in words.
  package enum Code: String, Error, Sendable, Hashable {
    case length = "it has over 64 bytes"
    case shape = "it has to be an RFC 3339 date, T, time and offset"
    case noOffset = "the offset from UTC is missing (Z or one like +01:00)"
    case date = "there is no such day"
    case clock = "there is no such time of day"
    case fraction = "the point has to be followed by digits"
    case offset = "the offset has to lie within -15:59 and +15:59"
    case year = "the year has to lie within 0001 and 9999, in UTC"
  }
}
