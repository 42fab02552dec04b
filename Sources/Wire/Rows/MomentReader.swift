import Domain
import Foundation

/// Reads the times of a file: with an offset, or as the clocks of one zone showed them.
struct MomentReader {
  private var local: LocalTimes?
  private let zone: String

  /// - Parameter zone: of times without an offset; nil: there are none.
  init(zone: TimeZone?) {
    local = zone.map(LocalTimes.init)
    self.zone = zone?.identifier ?? ""
  }

  /// What is wrong with a time, and how to mend it.
  struct Fault: Error {
    /// Of what is no time at all.
    static let noTime = "time"

    var code: String
    var problem: String
    var mend: String
  }

  /// - Returns: the moment, and whether its text named an offset.
  mutating func read(_ text: String) throws(Fault) -> (moment: Timestamp, hasOffset: Bool) {
    do throws(Timestamp.FormatError) {
      return (try Timestamp(text: text), true)
    } catch {
      // Only a time that lacks nothing but its offset is one on a local clock.
      guard let shown = MomentReader.shown(text) else {
        throw Fault(
          code: Fault.noTime, problem: "\"\(text.prefix(64))\" is not a time: \(error.code.rawValue)",
          mend: "write it like 2013-01-31T17:05:00-05:00")
      }
      guard local != nil else {
        throw Fault(
          code: "time_without_offset", problem: "\"\(text.prefix(64))\" names no offset from UTC",
          mend: "write one, like 2013-01-31T17:05:00-05:00, or name the zone of all such times with --zone")
      }
      return (try moment(shown, text), false)
    }
  }

  private mutating func moment(_ shown: Timestamp, _ text: String) throws(Fault) -> Timestamp {
    let moments = local?.moments(shown) ?? []
    guard let moment = moments.first else {
      let choices = (local?.choices(shown) ?? []).joined(separator: " or ")
      throw Fault(
        code: "time_does_not_exist",
        problem: "\(text) does not exist in \(zone): its clocks were put forward over it",
        mend: "write an offset: \(choices)")
    }
    guard moment >= Timestamp.earliest, moment <= Timestamp.latest else {
      throw Fault(
        code: Fault.noTime, problem: "\(text) in \(zone) lies outside the years 0001 to 9999 in UTC",
        mend: "write another time")
    }
    guard moments.count == 1 else {
      let choices = moments.map { local?.text($0) ?? $0.text }.joined(separator: " or ")
      throw Fault(
        code: "time_comes_twice", problem: "\(text) comes twice in \(zone): its clocks were put back over it",
        mend: "write an offset: \(choices)")
    }
    return moment
  }

  /// A time without an offset, as if it were UTC.
  private static func shown(_ text: String) -> Timestamp? {
    try? Timestamp(text: text.replacing(" ", with: "T") + "Z")
  }
}
