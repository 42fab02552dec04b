import Domain
import Testing

@testable import Learning

@Suite struct MLPLearnerTests {
  @Test func learnsWhatNoLineSeparates() throws {
    let trained = try TestData.train(TestData.xor(600, seed: 1), TestData.xor(200, seed: 2), TestData.xorSettings)
    let auc = try #require(try TestData.metrics(trained.artifact, TestData.xor(400, seed: 3)).auc)
    #expect(auc > 0.95)
    #expect(trained.validation.map { $0.count == 200 && $0.logLoss < 0.4 } == true)
  }

  @Test func learnsNothingFromShuffledLabels() throws {
    let trained = try TestData.train(
      TestData.xor(600, seed: 1, shuffled: true), TestData.xor(200, seed: 2, shuffled: true), TestData.xorSettings)
    let auc = try #require(try TestData.metrics(trained.artifact, TestData.xor(400, seed: 3)).auc)
    #expect(abs(auc - 0.5) < 0.12)
  }

  @Test func learnsText() throws {
    let trained = try TestData.train(
      TestData.sentences(200, seed: 1), TestData.sentences(40, seed: 2), TestData.textSettings)
    #expect(try TestData.metrics(trained.artifact, TestData.sentences(60, seed: 3)).accuracy > 0.95)
  }

  @Test func sameRecipeSameBytes() throws {
    let (train, validation) = try (TestData.xor(300, seed: 1), TestData.xor(100, seed: 2))
    var settings = TestData.xorSettings.overlaid(with: ["epochs": 2, "dropout": 0.2, "category_dropout": 0.2])
    let first = try TestData.train(train, validation, settings, seed: 7)
    let again = try TestData.train(train, validation, settings, seed: 7)
    #expect(first.artifact == again.artifact)
    let other = try TestData.train(train, validation, settings, seed: 8)
    #expect(first.artifact != other.artifact)
    settings = settings.overlaid(with: ["weight_decay": 0.5])
    #expect(try TestData.train(train, validation, settings, seed: 7).artifact != first.artifact)
    let warm = try TestData.train(train, validation, settings, seed: 7, parent: first.artifact)
    #expect(try TestData.train(train, validation, settings, seed: 7, parent: first.artifact).artifact == warm.artifact)
  }

  @Test func keepsTheBestEpochOrTheLast() throws {
    let (train, validation) = try (TestData.xor(200, seed: 1), TestData.xor(100, seed: 2, shuffled: true))
    var losses: [Double] = []
    func run(_ keep: JSONValue) throws -> TrainedModel {
      losses = []
      return try MLPLearner().train(
        train: train, validation: validation, settings: TestData.xorSettings.overlaid(with: ["keep": keep]), seed: 1,
        parent: nil, progress: { losses.append($0.validationLogLoss ?? .nan) })
    }
    let best = try run("best")
    #expect(best.epochs == 12 && best.validation?.logLoss == losses.min())
    #expect(losses.firstIndex(of: losses.min() ?? 0).map { $0 + 1 } == best.bestEpoch)
    let last = try run("last")
    #expect(last.bestEpoch == 12 && last.validation?.logLoss == losses.last)
  }

  @Test func progressMayStopIt() throws {
    struct Stop: Error {}
    let (train, validation) = try (TestData.xor(100, seed: 1), TestData.xor(50, seed: 2))
    #expect(throws: Stop.self) {
      try MLPLearner().train(
        train: train, validation: validation, settings: TestData.xorSettings, seed: 1, parent: nil,
        progress: { if $0.epoch == 2 { throw Stop() } })
    }
  }

  @Test func withoutValidationAllEpochsAreTrained() throws {
    let data = try TestData.xor(100, seed: 1)
    let trained = try TestData.train(data, data.subset(0..<0), TestData.xorSettings.overlaid(with: ["epochs": 4]))
    #expect(trained.epochs == 4 && trained.bestEpoch == 4 && trained.validation == nil)
  }

  @Test func oneClassOrNoExampleIsRefused() throws {
    let data = try TestData.sentences(20, seed: 1, topics: 1)
    #expect(throws: LearningError.self) { try TestData.train(data, data, TestData.textSettings) }
    #expect(throws: LearningError.self) { try TestData.train(data.subset(0..<0), data, TestData.textSettings) }
  }
}
