import ReadModels
import Testing

/// Who is behind, of those that are asked for.
struct LoopStandingTests {
  private func standing(_ checkpoint: Int64?, _ cursors: [String: Int64]) -> LoopStanding {
    LoopStanding(head: 9, checkpoint: checkpoint, cursors: cursors, generation: 0)
  }

  @Test func nobodyIsWhereAllStandAtTheEnd() {
    #expect(standing(9, ["a": 9, "b": 9]).behind(["a", "b"]) == [])
    // Of an empty ledger there is nothing to decide on, and yet whoever has not looked may not be there.
    #expect(LoopStanding(head: 0, checkpoint: 0, cursors: [:], generation: 0).behind([]) == [])
  }

  @Test func everyReactorThatIsNamedIsWaitedFor() {
    #expect(standing(9, ["a": 9, "b": 8]).behind(["a", "b"]) == ["the b stands at 8 of 9"])
    #expect(standing(9, ["a": 9]).behind(["a", "b"]) == ["the b has not begun"])
    #expect(standing(9, ["a": 9, "b": 9, "c": 9]).behind(["a", "d"]) == ["the d has not begun"])
  }

  /// A cursor that an earlier version's reactor left behind holds nobody up.
  @Test func aReactorThatIsNotNamedIsNotWaitedFor() {
    #expect(standing(9, ["a": 9, "gone": 3]).behind(["a"]) == [])
  }

  @Test func theReadModelsAreWaitedFor() {
    #expect(standing(8, ["a": 9]).behind(["a"]) == ["the projector stands at 8 of 9"])
    #expect(standing(nil, ["a": 7]).behind(["a"]) == ["the projector has not begun", "the a stands at 7 of 9"])
  }
}
