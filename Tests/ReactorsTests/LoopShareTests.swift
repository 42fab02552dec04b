import Reactors
import Testing

struct LoopShareTests {
  @Test func aLoopBelongsToOnePartitionForGood() {
    // Another version of the program has to come to the same: these are pinned.
    #expect(LoopPartition.of("test.simulated", among: 16) == 8)
    #expect(LoopPartition.of("nyc.flights", among: 16) == 4)
    #expect((0..<1000).allSatisfy { (0..<7).contains(LoopPartition.of("loop.\($0)", among: 7)) })
    #expect(Set((0..<100).map { LoopPartition.of("loop.\($0)", among: 4) }) == [0, 1, 2, 3])
  }

  @Test func everyLoopIsInOneShare() async {
    let shares = [LoopShare(), LoopShare()]
    await shares[0].give([0, 1], of: 4)
    await shares[1].give([2, 3], of: 4)
    for number in 0..<100 {
      let holders = [await shares[0].holds("loop.\(number)"), await shares[1].holds("loop.\(number)")]
      #expect(holders.count { $0 } == 1)
    }
  }

  @Test func nothingIsHeldBeforeItIsGiven() async {
    let share = LoopShare()
    #expect(await share.holds("any.loop") == false)
    let waiting = Task { await share.wait(for: "any.loop", held: true) }
    await share.give([0], of: 1)
    await waiting.value
    #expect(await share.holds("any.loop"))
  }

  @Test func whoWaitsForTheEndOfAShareLearnsOfIt() async {
    let share = LoopShare()
    await share.give([0], of: 1)
    let waiting = Task { await share.wait(for: "any.loop", held: false) }
    await share.give([], of: 1)
    await waiting.value
    #expect(await share.holds("any.loop") == false)
  }

  @Test func aCancelledWaiterReturns() async {
    let share = LoopShare()
    let waiting = Task { await share.wait(for: "any.loop", held: true) }
    waiting.cancel()
    await waiting.value
  }
}
