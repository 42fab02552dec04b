import Domain
import Testing

struct TickStretchTests {
  private func stretch(_ end: Int64, limit: Int64 = 100) -> TickStretch {
    TickStretch(step: TimeSpan(microseconds: 10), end: Timestamp(microseconds: end), limit: limit)
  }

  private func ticks(
    _ stretch: TickStretch, _ clock: Int64, next: Int64? = nil, due: [Int64] = []
  ) -> [Int64] {
    stretch.ticks(
      after: Timestamp(microseconds: clock), nextEvent: next.map { Timestamp(microseconds: $0) },
      due: due.map { Timestamp(microseconds: $0) }
    ).map(\.microseconds)
  }

  @Test func endsAtTheFirstTickThatMatters() {
    #expect(ticks(stretch(1000), 0, due: [35]) == [10, 20, 30, 40])
    #expect(ticks(stretch(1000), 0, due: [40, 12]) == [10, 20])
    #expect(ticks(stretch(1000), 0, due: [40, 0, -5]) == [10, 20, 30, 40])
    // The tick that begins the event's own step is the last without it.
    #expect(ticks(stretch(1000), 0, next: 35, due: []) == [10, 20, 30])
    #expect(ticks(stretch(1000), 0, next: 5, due: []) == [10])
    #expect(ticks(stretch(1000), 0, next: 30, due: [35]) == [10, 20, 30])
    #expect(ticks(stretch(25), 0) == [10, 20, 30])
  }

  @Test func noTickIsBehindTheEndOfTime() {
    let last = Timestamp.latest.microseconds
    for behind: Int64 in [1, 9, 10, 11, 20, 25] {
      let found = ticks(stretch(last), last - behind)
      #expect(found.last == last && Set(found).count == found.count, "\(behind)")
      #expect(found.count == Int((behind + 9) / 10))
    }
  }

  @Test func ofMoreThanTheLimitOnlyTheLastIsSent() {
    #expect(ticks(stretch(1_000_000, limit: 3), 0, due: [30]) == [10, 20, 30])
    #expect(ticks(stretch(1_000_000, limit: 3), 0, due: [31]) == [40])
  }

  /// Against a clock that ticks singly and looks each time.
  @Test(arguments: 0..<50 as Range<UInt64>)
  func isWhatSingleTicksComeTo(seed: UInt64) {
    var random = SplitMix(state: seed)
    for _ in 0..<50 {
      let clock = Int64.random(in: -50...50, using: &random) * 10
      let end = clock + Int64.random(in: 0...300, using: &random)
      let due = (0..<Int.random(in: 0...3, using: &random)).map { _ in
        clock + Int64.random(in: -50...400, using: &random)
      }
      let next = Bool.random(using: &random) ? clock + Int64.random(in: 0...400, using: &random) : nil
      var expected: [Int64] = []
      var tick = clock
      repeat {
        let before = tick
        tick += 10
        expected.append(tick)
        if due.contains(where: { $0 > before && $0 <= tick }) || next.map({ $0 < tick + 10 }) ?? false { break }
      } while tick <= end
      #expect(ticks(stretch(end, limit: 1000), clock, next: next, due: due) == expected)
    }
  }
}
