import Domain
import Testing

@testable import Learning

@Suite struct PredictionTests {
  private func model() throws -> (model: any Model, data: ExampleSet) {
    let data = try TestData.xor(1000, seed: 4)
    let settings = TestData.xorSettings.overlaid(with: ["epochs": 1, "hidden": [33, 17]])
    let trained = try TestData.train(data.subset(0..<300), data.subset(300..<400), settings)
    return (try LearnerRegistry.standard.load(trained.artifact), data)
  }

  @Test func aRowAloneEqualsTheRowInABatch() throws {
    let (model, data) = try model()
    let together = try model.predict(data.inputs)
    #expect(together.count == 2000)
    for row in stride(from: 0, to: 1000, by: 13) {
      let alone = try model.predict(data.inputs.subset(row..<row + 1))
      #expect(alone.map(\.bitPattern) == together[2 * row..<2 * row + 2].map(\.bitPattern))
    }
    let some = [999, 3, 500, 3]
    let chosen = try model.predict(data.inputs.subset(some))
    #expect(chosen == some.flatMap { together[2 * $0..<2 * $0 + 2] })
  }

  @Test func manyThreadsGetTheSame() async throws {
    let (model, data) = try model()
    let expected = try model.predict(data.inputs)
    let answers = try await withThrowingTaskGroup(of: [Float].self) { group in
      for _ in 0..<6 { group.addTask { try model.predict(data.inputs) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(answers.count == 6 && answers.allSatisfy { $0 == expected })
  }

  @Test func probabilitiesSumToOne() throws {
    let (model, data) = try model()
    let p = try model.predict(data.inputs)
    #expect((0..<1000).allSatisfy { abs(p[2 * $0] + p[2 * $0 + 1] - 1) < 1e-5 && p[2 * $0] > 0 })
  }

  @Test func aLackingInputCountsAsMissing() throws {
    let (model, data) = try model()
    let lacking = try InputBatch(names: ["b", "other"], columns: [.numeric([0.5]), .numeric([3])])
    let missing = try InputBatch(
      names: ["a", "b", "noise", "colour"],
      columns: [.numeric([.nan]), .numeric([0.5]), .numeric([.nan]), .category(codes: [-1], values: [])])
    #expect(try model.predict(lacking) == model.predict(missing))
    #expect(try model.predict(data.inputs.subset(0..<0)).isEmpty)
  }

  @Test func anUnknownCategoryAndHugeNumbersAreTaken() throws {
    let (model, _) = try model()
    let odd = try InputBatch(
      names: ["a", "colour"],
      columns: [
        .numeric([.infinity, -.greatestFiniteMagnitude]), .category(codes: [0, 0], values: ["ultraviolet"]),
      ])
    #expect(try model.predict(odd).allSatisfy { $0 > 0 && $0 < 1 })
  }

  @Test func anotherKindIsRefused() throws {
    let (model, _) = try model()
    let error = #expect(throws: LearningError.self) {
      try model.predict(InputBatch(names: ["a"], columns: [.text(["1"])]))
    }
    #expect(error?.code == .invalidInput)
  }
}
