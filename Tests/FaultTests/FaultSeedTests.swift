import Foundation
import Testing

/// Which cases run follows from the commit, and from a number that is given.
struct FaultSeedTests {
  private let first = String(repeating: "1a", count: 20)
  private let second = String(repeating: "2b", count: 20)

  @Test func eachCommitHasItsOwnSubset() {
    let subsets = [first, second].map { FaultCase.subset(FaultSeed(given: nil, commit: $0).value) }
    #expect(subsets.map(\.count) == [6, 6])
    #expect(subsets[0] != subsets[1])
    #expect(subsets[0] == FaultCase.subset(FaultSeed(given: nil, commit: first).value))
  }

  @Test func everyCaseGetsItsTurn() {
    let all = (0..<200).reduce(into: Set<FaultCase>()) { $0.formUnion(FaultCase.subset($1)) }
    // That one runs at each commit, in part.
    #expect(all == Set(FaultCase.allCases).subtracting([.upKilled]))
  }

  /// The number that a red run prints repeats it at any commit.
  @Test func aNumberThatIsGivenCounts() {
    let red = FaultSeed(given: nil, commit: first)
    let again = FaultSeed(given: String(red.value), commit: second)
    #expect(again.value == red.value)
    #expect(again.origin == "of MILLRACE_FAULT_SEED" && red.origin == "of commit 1a1a1a1a1a1a")
  }

  @Test func aTreeWithoutACommitSaysThatTheSeedIsAConstant() throws {
    #expect(FaultSeed.commit(of: "/none-\(UUID().uuidString)") == nil)
    for (given, commit) in [(nil, nil), ("", ""), ("x", first)] as [(String?, String?)] {
      let seed = FaultSeed(given: given, commit: commit)
      #expect(seed.value == 1 && seed.origin.hasPrefix("a constant"))
    }
  }
}
