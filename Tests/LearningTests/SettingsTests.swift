import Domain
import Testing

@testable import Learning

@Suite struct SettingsTests {
  @Test func defaultsAreValid() {
    #expect(LearnerRegistry.standard.validate(identifier: "mlp", settings: [:]).isEmpty)
    #expect(MLPSettings.read(.null).settings == MLPSettings())
  }

  @Test func everySettingIsRead() throws {
    let settings = try MLPSettings([
      "hidden": [10], "embedding": 3, "bins": 0, "min_count": 2, "text_buckets": 100, "text_embedding": 5,
      "text_words": 1, "text_characters": [2, 4], "epochs": 9, "warm_epochs": 1, "batch_size": 7,
      "learning_rate": 0.5, "warm_learning_rate": 0.25, "weight_decay": 0, "embedding_decay": 1, "dropout": 0.5,
      "category_dropout": 0.25, "patience": 3, "keep": "last",
    ])
    var expected = MLPSettings()
    expected.hidden = [10]
    (expected.embedding, expected.bins, expected.minCount) = (3, 0, 2)
    (expected.textBuckets, expected.textEmbedding, expected.textWords) = (100, 5, 1)
    (expected.textCharacters, expected.epochs, expected.warmEpochs) = (2...4, 9, 1)
    (expected.batchSize, expected.learningRate, expected.warmLearningRate) = (7, 0.5, 0.25)
    (expected.weightDecay, expected.embeddingDecay, expected.dropout) = (0, 1, 0.5)
    (expected.categoryDropout, expected.patience, expected.keep) = (0.25, 3, .last)
    #expect(settings == expected)
  }

  @Test(arguments: MLPSettings.names)
  func aWrongValueIsNamed(name: String) {
    let problems = MLPLearner().validate(settings: .object([ByteText(name): "much"]))
    #expect(problems.map(\.setting) == [name])
  }

  @Test func problemsAreAllNamed() {
    let problems = LearnerRegistry.standard.validate(
      identifier: "mlp", settings: ["epochs": 0, "depth": 3, "dropout": 0.95, "hidden": [4, 0]])
    #expect(problems.map(\.setting) == ["depth", "dropout", "epochs", "hidden"])
    #expect(MLPLearner().validate(settings: 3).map(\.setting) == [""])
    #expect(throws: LearningError.self) { try MLPSettings(["epochs": 1.5]) }
  }

  @Test func unknownLearner() {
    #expect(LearnerRegistry.standard.validate(identifier: "forest", settings: [:]).map(\.setting) == ["kind"])
    #expect(throws: LearningError.self) { try LearnerRegistry.standard.learner("forest") }
  }
}
