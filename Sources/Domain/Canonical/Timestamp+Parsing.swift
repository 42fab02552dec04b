extension Timestamp {
  /// 0001-01-01T00:00:00Z, the first moment that has a text form.
  package static let earliest = Timestamp(microseconds: -62_135_596_800_000_000)
  /// 9999-12-31T23:59:59.999999Z, the last moment that has a text form.
  package static let latest = Timestamp(microseconds: 253_402_300_799_999_999)

  /// Reads an RFC 3339 time; the offset is required, digits beyond microseconds are cut off.
  ///
  /// Throws for anything else, leap seconds (second 60) and moments outside the years 0001 to 9999 UTC included.
  package init(text: String) throws(FormatError) {
    var text = text
    let result = text.withUTF8 { Timestamp.parse($0) }
    switch result {
    case .success(let moment): self = moment
    case .failure(let code): throw FormatError(code: code, text: String(text.prefix(64)))
    }
  }

  /// Reads an RFC 3339 time from its bytes, without allocating.
  package static func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> Result<Timestamp, FormatError.Code> {
    do {
      return .success(try read(bytes))
    } catch {
      return .failure(error)
    }
  }

  private static func read(_ bytes: UnsafeBufferPointer<UInt8>) throws(FormatError.Code) -> Timestamp {
    let time = try RFC3339(bytes, as: .moment)
    var fraction: Int64 = 0
    for place in 0..<6 {
      let index = time.fraction.lowerBound + place
      fraction = fraction * 10 + (index < time.fraction.upperBound ? Int64(bytes[index] - 0x30) : 0)
    }
    let moment = Timestamp(microseconds: time.seconds * 1_000_000 + fraction)
    guard time.year >= 1, moment >= earliest, moment <= latest else { throw .year }
    return moment
  }
}
