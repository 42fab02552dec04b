import Domain
import Testing
import Wire

@testable import Learning

/// What a loop file says of its learner is checked where it stands.
@Suite struct LoopLearnerTests {
  private func error(_ learner: String) -> String {
    let text = """
      name: demo.loop
      clock: occurred
      inputs: {x: numeric}
      label: {name: y, classes: [a, b], positive: b}
      join_window: 1h
      default_answer: {label: a}
      sealing: {every: 1d}
      learner:
        \(learner)
      """
    do {
      _ = try LoopFile.parse(Array(text.utf8), name: "loop.yaml", check: LearnerRegistry.standard.problems)
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test(arguments: [
    ("kind: mpl", "loop.yaml:9:9: there is no learner \"mpl\""),
    ("kind: mlp\n  settings: {hidden: [0]}", "loop.yaml:10:22: `hidden` has to be a list"),
    ("kind: mlp\n  settings: {hiden: [8]}", "`hiden` is no setting of `mlp`"),
    ("kind: mlp\n  trials: {wide: {epochs: 0}}", "loop.yaml:10:27: `epochs` has to be a whole number"),
  ])
  func problemsHaveTheirPlace(learner: String, message: String) {
    #expect(error(learner).hasPrefix("loop.yaml:"))
    #expect(error(learner).contains(message), "\(error(learner))")
  }

  @Test func whatIsRightPasses() {
    #expect(error("kind: mlp\n  settings: {hidden: [8]}\n  trials: {wide: {hidden: [16]}}").isEmpty)
  }
}
