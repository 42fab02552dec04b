import Testing

@testable import Domain

@Suite struct TimestampTests {
  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0),
    ("2013-01-31T17:05:00-05:00", 1_359_669_900_000_000),
    ("2013-01-31t22:05:00z", 1_359_669_900_000_000),
    ("1969-12-31T23:59:59.999999Z", -1),
    ("1969-12-31T23:59:59.9999999Z", 0),
    ("2013-01-31 17:05:00Z", 1_359_651_900_000_000),
    ("2016-12-31T23:59:60Z", 1_483_228_800_000_000),
    ("2013-01-31T17:05:60.25+15:59", 1_359_594_420_250_000),
    ("2013-01-31T17:05:00.1234567890Z", 1_359_651_900_123_457),
    ("2000-02-29T12:00:00.5+00:00", 951_825_600_500_000),
    ("2000-02-29T12:00:00.123456789+14:00", 951_775_200_123_457),
    ("0001-01-01T00:00:00Z", -62_135_596_800_000_000),
    ("9999-12-31T23:59:59.999999Z", 253_402_300_799_999_999),
    ("0000-12-31T23:00:00-15:59", Int64.min),
    ("2024-01-01T00:30:00-00:00", 1_704_069_000_000_000),
  ])
  func reads(text: String, microseconds: Int64) throws {
    if microseconds == .min {
      #expect(throws: Timestamp.FormatError(code: .year, text: text)) { try Timestamp(text: text) }
    } else {
      #expect(try Timestamp(text: text).microseconds == microseconds)
    }
  }

  @Test(arguments: [
    ("", Timestamp.FormatError.Code.shape),
    ("2013-01-31", .shape),
    ("2013-1-31T17:05:00Z0000", .shape),
    ("2013-01-31T17:05:00", .noOffset),
    ("2013-01-31T17:05:00.5", .noOffset),
    ("2013-01-31T17:05:00+0100", .shape),
    ("2013-01-31T17:05:00+24:00", .offset),
    ("2013-01-31T17:05:00+01:60", .offset),
    ("2013-01-31T17:05:00ZZ", .shape),
    ("2013-02-29T17:05:00Z", .date),
    ("1900-02-29T17:05:00Z", .date),
    ("2013-04-31T17:05:00Z", .date),
    ("2013-00-01T17:05:00Z", .date),
    ("2013-13-01T17:05:00Z", .date),
    ("2013-01-31T24:00:00Z", .clock),
    ("2013-01-31T17:60:00Z", .clock),
    ("2013-01-31T17:05:61Z", .clock),
    ("2013-01-31T17:05:00+16:00", .offset),
    ("2013-01-31T17:05:00.Z", .fraction),
    ("9999-12-31T23:59:59.9999996Z", .year),
    ("9999-12-31T23:59:59-00:01", .year),
    ("0001-01-01T00:00:00+00:01", .year),
    ("２０１３-01-31T17:05:00Z", .shape),
    ("2013-01-31T17:05:00." + String(repeating: "1", count: 44) + "Z", .length),
  ])
  func refuses(text: String, code: Timestamp.FormatError.Code) {
    #expect(throws: Timestamp.FormatError(code: code, text: String(text.prefix(64)))) { try Timestamp(text: text) }
  }

  @Test func writes() {
    #expect(Timestamp(microseconds: 0).text == "1970-01-01T00:00:00Z")
    #expect(Timestamp(microseconds: -1).text == "1969-12-31T23:59:59.999999Z")
    #expect(Timestamp(microseconds: 1_359_669_900_000_100).text == "2013-01-31T22:05:00.000100Z")
    #expect(Timestamp.earliest.text == "0001-01-01T00:00:00Z")
    #expect(Timestamp.latest.text == "9999-12-31T23:59:59.999999Z")
    #expect(Timestamp(microseconds: .max).text == "\(Int64.max)us")
    #expect(Timestamp(microseconds: .min).text == "\(Int64.min)us")
  }

  @Test func textIsReadBack() throws {
    var random = SplitMix(state: 7)
    for _ in 0..<20_000 {
      let moment = Timestamp(
        microseconds: .random(
          in: Timestamp.earliest.microseconds...Timestamp.latest.microseconds, using: &random))
      try #require(try Timestamp(text: moment.text) == moment)
    }
  }

  @Test func orderOfTextsIsOrderOfMoments() {
    var random = SplitMix(state: 8)
    for _ in 0..<2_000 {
      let seconds = Int64.random(in: -62_135_596_800...253_402_300_799, using: &random)
      let one = Timestamp(microseconds: seconds * 1_000_000)
      let two = one + TimeSpan(microseconds: 1_000_000)
      #expect(two > Timestamp.latest || one.text < two.text)
    }
  }
}
