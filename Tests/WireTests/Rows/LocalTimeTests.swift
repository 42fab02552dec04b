import Domain
import Foundation
import Testing
import Wire

/// Times without an offset, in zones whose clocks are put forward and back.
struct LocalTimeTests {
  private func row(_ text: String, _ zone: String) throws -> Result<Timestamp, RowError> {
    let clocks = try #require(TimeZone(identifier: zone))
    let reading = RowReading(columns: RowColumns(time: "t", label: "y", labelTime: nil, inputs: []), zone: clocks)
    return Result { () throws(RowError) -> Timestamp in
      try reading.read(Array("t,y\n\(text),\n".utf8), format: .csv).rows[0].time
    }
  }

  private func code(_ text: String, _ zone: String) throws -> String? {
    guard case .failure(let error) = try row(text, zone) else { return nil }
    #expect(error.line == 2 && error.mend.hasPrefix("write an offset"), "\(error)")
    return error.code
  }

  @Test func theHoursOfTheIssue() throws {
    #expect(try code("2026-03-08T02:30:00", "America/New_York") == "time_does_not_exist")
    #expect(try code("2026-11-01T01:50:00", "America/New_York") == "time_comes_twice")
    #expect(try code("2026-11-01T01:20:00", "America/New_York") == "time_comes_twice")
    guard case .failure(let error) = try row("2026-11-01 01:50:00", "America/New_York") else {
      Issue.record("taken")
      return
    }
    #expect(error.mend == "write an offset: 2026-11-01T01:50:00-04:00 or 2026-11-01T01:50:00-05:00")
    guard case .failure(let gap) = try row("2026-03-08 02:30:00", "America/New_York") else {
      Issue.record("taken")
      return
    }
    #expect(
      gap.mend
        == "write an offset: 2026-03-08T02:30:00-05:00 (03:30:00-04:00) or 2026-03-08T02:30:00-04:00 (01:30:00-05:00)")
    #expect(try row("2026-11-01T01:50:00-05:00", "America/New_York").get().text == "2026-11-01T06:50:00Z")
    #expect(try row("2026-11-01T00:59:59", "America/New_York").get().text == "2026-11-01T04:59:59Z")
    #expect(try row("2026-11-01 02:00:00", "America/New_York").get().text == "2026-11-01T07:00:00Z")
  }

  /// Around each change of a zone's clocks, against Foundation's own list of changes: what was shown never, once, twice.
  @Test(arguments: [
    "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca", "Europe/Dublin", "Antarctica/Troll",
    "Asia/Manila", "America/St_Johns", "Africa/Monrovia", "Europe/Amsterdam", "America/Caracas", "Asia/Pyongyang",
    "UTC",
  ])
  func changesOfAnySize(_ name: String) throws {
    let zone = try #require(TimeZone(identifier: name))
    var random = RandomJSON(seed: 7)
    var date = Date(timeIntervalSince1970: -5_000_000_000)
    var changes = 0
    while let next = zone.nextDaylightSavingTimeTransition(after: date), next > date, next.timeIntervalSince1970 < 2.4e9
    {
      date = next
      let moment = Int64(next.timeIntervalSince1970)
      guard Double(moment) == next.timeIntervalSince1970 else { continue }
      let before = Int64(zone.secondsFromGMT(for: next.addingTimeInterval(-1)))
      let after = Int64(zone.secondsFromGMT(for: next))
      changes += 1
      let size = abs(after - before)
      guard size > 0 else { continue }
      // What the clocks showed between the two readings of the change was shown never, or twice.
      let low = moment + min(before, after)
      for inside in [0, size - 1, Int64(random.below(Int(size)))] {
        let text = String(Timestamp(microseconds: (low + inside) * 1_000_000).text.dropLast())
        #expect(
          try code(text, name) == (after > before ? "time_does_not_exist" : "time_comes_twice"), "\(text) in \(name)")
      }
      let first = String(Timestamp(microseconds: (low - 1) * 1_000_000).text.dropLast())
      #expect(try row(first, name).get().microseconds == (low - 1 - before) * 1_000_000, "\(first)")
      let last = String(Timestamp(microseconds: (low + size) * 1_000_000).text.dropLast())
      #expect(try row(last, name).get().microseconds == (low + size - after) * 1_000_000, "\(last)")
    }
    #expect(name == "UTC" ? changes == 0 : changes >= 2)
  }

  @Test func withoutAZoneAnOffsetIsAskedFor() throws {
    let reading = RowReading(columns: RowColumns(time: "t", label: "y", labelTime: nil, inputs: []))
    #expect {
      try reading.read(Array("t,y\n2026-03-08T02:30:00,\n".utf8), format: .csv)
    } throws: { error in
      "\(error)".contains("names no offset") && "\(error)".contains("--zone")
    }
  }
}
