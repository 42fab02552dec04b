import Domain
import Foundation

/// Reads times without an offset as the clocks of a zone showed them.
///
/// A time that the clocks left out, or showed twice, is no moment: it is refused. What the clocks showed is worked out
/// from the zone's offsets around the day, to the second, so that changes of any size count: half an hour, a whole day,
/// offsets in seconds of long ago.
struct LocalTimes {
  /// A stretch of time with one offset, in seconds since 1970.
  private struct Stretch {
    var from: Int64
    var offset: Int64
  }

  private let zone: TimeZone
  /// By day on the local clock: the offsets that were in force from two days before it to two days behind it.
  private var days: [Int64: [Stretch]] = [:]

  init(_ zone: TimeZone) { self.zone = zone }

  /// The moments at which the zone's clocks showed a time.
  /// - Parameter local: what they showed, as if it were UTC.
  mutating func moments(_ local: Timestamp) -> [Timestamp] {
    let day = LocalTimes.day(local)
    let stretches = days[day] ?? stretches(around: day)
    days[day] = stretches
    return stretches.indices.compactMap { index in
      let moment = Timestamp(microseconds: local.microseconds - stretches[index].offset * 1_000_000)
      let isBehind = moment.microseconds >= stretches[index].from * 1_000_000
      let isBefore = index + 1 == stretches.count || moment.microseconds < stretches[index + 1].from * 1_000_000
      return isBehind && isBefore ? moment : nil
    }
  }

  /// Of a time that the clocks left out: it with the offset before the change and with the one behind it, each with what
  /// the clocks showed then, such as `2026-03-08T02:30:00-05:00 (03:30:00-04:00)`.
  mutating func choices(_ local: Timestamp) -> [String] {
    _ = moments(local)
    let day = LocalTimes.day(local)
    let stretches = days[day] ?? []
    func moment(_ stretch: Stretch) -> Timestamp {
      Timestamp(microseconds: local.microseconds - stretch.offset * 1_000_000)
    }
    for (before, after) in zip(stretches, stretches.dropFirst())
    where moment(before).microseconds >= after.from * 1_000_000 && moment(after).microseconds < after.from * 1_000_000 {
      return [before, after].map { stretch -> String in
        let instant = moment(stretch)
        let shown = text(instant)
        guard let offset = LocalTimes.text(offset: stretch.offset) else { return instant.text }
        let isSameDay = shown.prefix(10) == local.text.prefix(10)
        return local.text.dropLast() + offset + " (\(isSameDay ? shown.dropFirst(11) : shown[...]))"
      }
    }
    return []
  }

  private static func day(_ local: Timestamp) -> Int64 {
    (local.microseconds / 1_000_000 - (local.microseconds < 0 ? 86_399 : 0)) / 86_400
  }

  /// nil where it is no whole number of minutes.
  private static func text(offset: Int64) -> String? {
    guard offset % 60 == 0 else { return nil }
    func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return (offset < 0 ? "-" : "+") + two(abs(offset) / 3_600) + ":" + two(abs(offset) / 60 % 60)
  }

  /// The zone's clocks at a moment, with their offset, such as `2026-11-01T01:50:00-04:00`; where the offset is no whole
  /// number of minutes, in UTC.
  func text(_ moment: Timestamp) -> String {
    let offset = offset(at: moment.microseconds / 1_000_000)
    guard let written = LocalTimes.text(offset: offset) else { return moment.text }
    return Timestamp(microseconds: moment.microseconds + offset * 1_000_000).text.dropLast() + written
  }

  private func offset(at second: Int64) -> Int64 {
    Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(second))))
  }

  private func stretches(around day: Int64) -> [Stretch] {
    let first = (day - 2) * 86_400
    var found = [Stretch(from: first, offset: offset(at: first))]
    for hour in 1...Int64(5 * 24) {
      let end = first + hour * 3_600
      while let last = found.last, offset(at: end) != last.offset {
        // The first second with another offset than the last stretch's.
        var (low, high) = (max(last.from, end - 3_600), end)
        while high - low > 1 {
          let middle = (low + high) / 2
          if offset(at: middle) == last.offset { low = middle } else { high = middle }
        }
        found.append(Stretch(from: high, offset: offset(at: high)))
      }
    }
    return found
  }
}
