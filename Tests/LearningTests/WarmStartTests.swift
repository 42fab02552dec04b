import Domain
import Testing

@testable import Learning

@Suite struct WarmStartTests {
  @Test func carriesOnWhereTheParentStood() throws {
    let (train, validation) = try (TestData.xor(600, seed: 1), TestData.xor(200, seed: 2))
    let parent = try TestData.train(train, validation, TestData.xorSettings)
    let brief = TestData.xorSettings.overlaid(with: ["epochs": 1, "warm_epochs": 1])
    let warm = try TestData.train(train, validation, brief, parent: parent.artifact)
    let fresh = try TestData.train(train, validation, brief)
    let (warmLoss, freshLoss) = (try #require(warm.validation).logLoss, try #require(fresh.validation).logLoss)
    #expect(warmLoss <= (try #require(parent.validation)).logLoss)
    #expect(warmLoss < freshLoss - 0.1)
  }

  @Test func learnsANewClass() throws {
    let parent = try TestData.train(
      TestData.sentences(150, seed: 1, topics: 2), TestData.sentences(40, seed: 2, topics: 2), TestData.textSettings)
    #expect(try MLPLearner().load(parent.artifact).classes == ["games", "kernel"])
    let warm = try TestData.train(
      TestData.sentences(150, seed: 3), TestData.sentences(40, seed: 4), TestData.textSettings,
      parent: parent.artifact)
    #expect(try MLPLearner().load(warm.artifact).classes == TestData.topics)
    #expect(try TestData.metrics(warm.artifact, TestData.sentences(60, seed: 5)).accuracy > 0.95)
  }

  @Test func theVocabularyGrowsAtItsEnd() throws {
    func examples(_ values: [String]) throws -> ExampleSet {
      let codes = (0..<60).map { Int32($0 % values.count) }
      return try ExampleSet(
        inputs: InputBatch(names: ["colour"], columns: [.category(codes: codes, values: values)]),
        labels: codes.map { $0 % 2 }, times: codes.map(Int64.init), classes: ["no", "yes"])
    }
    let settings: JSONValue = ["epochs": 2, "warm_epochs": 1, "embedding": 2, "hidden": [3], "batch_size": 8]
    let old = try examples(["red", "green"])
    let parent = try TestData.train(old, old, settings)
    let new = try examples(["blue", "red", "amber", "green"])
    let warm = try TestData.train(new, new, settings, parent: parent.artifact)
    let model = try MLPModel(artifact: warm.artifact)
    guard case .category(let encoder) = model.encoder.columns[0] else {
      Issue.record("colour is no category any more")
      return
    }
    #expect(encoder.vocabulary == ["green", "red", "amber", "blue"])
  }

  @Test func otherInputsAreRefused() throws {
    let xor = try TestData.xor(60, seed: 1)
    let parent = try TestData.train(xor, xor, TestData.xorSettings.overlaid(with: ["epochs": 1]))
    let text = try TestData.sentences(60, seed: 1)
    let error = #expect(throws: LearningError.self) {
      try TestData.train(text, text, TestData.textSettings, parent: parent.artifact)
    }
    #expect(error?.code == .incompatibleParent)
  }
}
