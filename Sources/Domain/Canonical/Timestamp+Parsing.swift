extension Timestamp {
  /// 0001-01-01T00:00:00Z, the first moment that has a text form.
  package static let earliest = Timestamp(microseconds: -62_135_596_800_000_000)
  /// 9999-12-31T23:59:59.999999Z, the last moment that has a text form.
  package static let latest = Timestamp(microseconds: 253_402_300_799_999_999)

  /// Reads an RFC 3339 time as `RFC3339` says; the offset is required.
  ///
  /// Throws for anything else, hour 24 and moments outside the years 0001 to 9999 UTC included.
  package init(text: String) throws(FormatError) {
    var text = text
    let result = text.withUTF8 { Timestamp.parse($0) }
    switch result {
    case .success(let moment): self = moment
    case .failure(let code): throw FormatError(code: code, text: String(text.prefix(64)))
    }
  }

  /// Reads an RFC 3339 time from its bytes, without allocating where it has six digits behind the point or fewer.
  package static func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> Result<Timestamp, FormatError.Code> {
    do throws(FormatError.Code) {
      return .success(try RFC3339(bytes).moment)
    } catch {
      return .failure(error)
    }
  }
}
