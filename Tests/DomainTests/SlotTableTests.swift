import TestSupport
import Testing

@testable import Domain

/// Who answers whom.
@Suite struct SlotTableTests {
  private func table(candidate: Int64, holdback: Int64 = 0, release: String? = "r-1") -> SlotTable {
    SlotTable(
      slot: "demo.flights", generation: 3, release: release,
      arms: [
        SlotArm(.champion, "a", share: UnitPoint.count - candidate - holdback),
        SlotArm(.candidate, "b", share: candidate),
        SlotArm(.holdback, nil, share: holdback), SlotArm(.shadow, "c", share: 0),
      ])
  }

  /// Computed by hand with Python's `hashlib`.
  @Test func pointsAreThoseOfTheHash() {
    for (unit, point) in [("u-1", 453_047), ("Zoë", 294_023), ("", 563_889)] as [(String, Int64)] {
      #expect(UnitPoint.of(unit, slot: "demo.flights", release: "r-1") == point)
    }
  }

  /// A rising share sends no unit back, and takes none of the holdback's.
  @Test(arguments: UInt64(0)..<100) func isStickyAndMonotone(seed: UInt64) {
    var random = SplitMix(state: seed)
    let holdback = Int64.random(in: 0...300_000, using: &random)
    let shares = (0..<6).map { _ in Int64.random(in: 0...(UnitPoint.count - holdback), using: &random) }.sorted()
    for _ in 0..<200 {
      let unit = "unit-\(random.next())"
      var isCandidate = false
      let point = UnitPoint.of(unit, slot: "demo.flights", release: "r-1")
      #expect((0..<UnitPoint.count).contains(point))
      for share in shares {
        let role = table(candidate: share, holdback: holdback).role(of: unit)
        #expect(role == table(candidate: share, holdback: holdback).role(of: unit))
        #expect((role == .holdback) == (holdback > 0 && point >= UnitPoint.count - holdback))
        #expect(!isCandidate || role == .candidate)
        isCandidate = role == .candidate
      }
    }
  }

  /// Shares are those of the units, and releases are assigned anew. Bounds of five standard deviations.
  @Test func sharesAreMet() {
    let (ten, other) = (table(candidate: 100_000), table(candidate: 100_000, release: "r-2"))
    let units = (0..<20_000).map { "user-\($0)" }
    let taken = units.filter { ten.role(of: $0) == .candidate }
    #expect((1_788...2_212).contains(taken.count))
    let both = taken.filter { other.role(of: $0) == .candidate }
    #expect((taken.count / 20...taken.count / 6).contains(both.count))
  }

  @Test func whatIsNoTableIsSaid() {
    #expect(SlotTable.problem(table(candidate: 1).arms) == nil)
    let champion = SlotArm(.champion, nil, share: UnitPoint.count)
    #expect(SlotTable.problem([champion]) == nil)
    for (arms, words) in [
      ([], "0 champions"), ([champion, champion], "2 champions"),
      ([champion, SlotArm(.candidate, "b", share: 1)], "1000001 in all"),
      ([SlotArm(.champion, nil, share: 999_999)], "999999 in all"),
      ([SlotArm(.champion, nil, share: 1_000_001), SlotArm(.candidate, "b", share: -1)], "share of 1000001"),
      ([champion, SlotArm(.candidate, "b", share: 0), SlotArm(.candidate, "c", share: 0)], "2 arms with the role"),
      ([SlotArm(.champion, nil, share: 999_999), SlotArm(.shadow, "c", share: 1)], "answers nobody"),
    ] {
      #expect(SlotTable.problem(arms)?.contains(words) == true, "\(String(describing: SlotTable.problem(arms)))")
    }
  }

  @Test func whoIsAloneAnswers() {
    let alone = SlotTable(
      slot: "demo.flights", generation: 1, release: nil, arms: [SlotArm(.champion, "a", share: UnitPoint.count)])
    #expect(!alone.isDivided && alone.role(of: "u") == .champion)
    #expect(table(candidate: UnitPoint.count).role(of: "u") == .candidate)
  }
}
