import Domain
import Testing

@testable import Learning

/// Artifacts whose digest fits and whose content does not: refused in words, and never a way to other memory. A trap ends
/// the process that runs the tests, so that it fails them too.
@Suite struct ArtifactDecoderTests {
  private static let settings: JSONValue = MixedData.settings.overlaid(with: [
    "hidden": [6, 4], "embedding": 3, "text_buckets": 16, "text_embedding": 2, "epochs": 1, "batch_size": 32,
  ])

  private static func artifacts() throws -> [[UInt8]] {
    let data = try MixedData.examples(60, first: 0)
    let plain = try TestData.xor(60, seed: 1)
    let numbers = try ExampleSet(
      inputs: InputBatch(names: ["n"], columns: [.numeric((0..<60).map(Double.init))]),
      labels: (0..<60).map { $0 % 2 }, times: (0..<60).map(Int64.init), classes: ["no", "yes"])
    let earlier = try EarlierArtifacts.all().map(\.bytes).min { $0.count < $1.count }
    return try MLPVersion.allCases.map { try TestData.train(data, data, settings, version: $0).artifact } + [
      TestData.train(plain, plain, TestData.xorSettings.overlaid(with: ["epochs": 1, "hidden": []])).artifact,
      TestData.train(numbers, numbers, ["epochs": 1, "bins": 0, "hidden": [2]]).artifact,
    ] + (earlier.map { [$0] } ?? [])
  }

  /// - Returns: whether it loads; it then also answers.
  private func load(_ bytes: [UInt8], _ questions: InputBatch) throws -> Bool {
    _ = try? LearnerRegistry.standard.coldStart(artifact: bytes)
    let model: any Model
    do {
      model = try LearnerRegistry.standard.load(bytes)
    } catch let error as LearningError {
      #expect(error.code == .brokenArtifact || error.code == .unknownLearner)
      return false
    }
    #expect(Set(model.classes.map { ByteText($0) }).count == model.classes.count && !model.classes.isEmpty)
    do {
      #expect(try model.predict(questions).count == questions.count * model.classes.count)
    } catch let error as LearningError {
      #expect(error.code == .invalidInput)
    }
    return true
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func noMutationGetsThrough(seed: UInt64) throws {
    let questions = try MixedData.examples(5, first: 1000).inputs
    let train = try MixedData.examples(40, first: 0)
    let whole = try Self.artifacts().map { SealedArtifact($0) }
    for artifact in whole { #expect(try load(artifact.bytes, questions)) }
    var random = SplitMix(state: seed)
    var loaded = 0
    for number in 0..<1500 {
      var artifact = whole[number % whole.count]
      for _ in 0...Int(random.next() % 3) { artifact.mutate(&random) }
      guard try load(artifact.bytes, questions) else { continue }
      loaded += 1
      // What loads may also be trained on from.
      if loaded % 20 == 0 { _ = try? TestData.train(train, train, Self.settings, parent: artifact.bytes) }
    }
    // Some change nothing that matters, or only a weight.
    #expect(loaded > 20 && loaded < 1200)
  }

  @Test(arguments: [
    (#""offset":0"#, #""offset":9223372036854775807"#), (#""offset":0"#, #""offset":-1"#),
    (#""shape":["#, #""shape":[4294967296,4294967296,"#), (#""shape":["#, #""shape":[-1,-1,"#),
    (#""shape":["#, #""shape":[1,"#), (#""tableRows":"#, #""tableRows":9223372036854775807,"x":"#),
    (#""textRows":16"#, #""textRows":0"#), (#""textRows":16"#, #""textRows":-16"#), (#""bags":1"#, #""bags":2"#),
    (#""hidden":[6,4]"#, #""hidden":[4,6]"#), (#""hidden":[6,4]"#, #""hidden":[6,9223372036854775807]"#),
    (#""hidden":[6,4]"#, #""hidden":[0]"#), (#""embedding":3"#, #""embedding":3037000500"#),
    (#""embedding":3"#, #""embedding":0"#), (#""words":2"#, #""words":9223372036854775807"#),
    (#""words":2"#, #""words":-1"#), (#""characters":[3,5]"#, #""characters":[1,9223372036854775807]"#),
    (#""characters":[3,5]"#, #""characters":[-9,5]"#), (#""characters":[3,5]"#, #""characters":[5,3]"#),
    (#""classes":["no","yes","perhaps"]"#, #""classes":["no","no","perhaps"]"#),
    (#""classes":["no","yes","perhaps"]"#, #""classes":[]"#), (#""name":"b""#, #""name":"a""#),
  ])
  func whatDoesNotFitIsRefused(old: String, new: String) throws {
    let data = try MixedData.examples(60, first: 0)
    let artifact = SealedArtifact(try TestData.train(data, data, Self.settings).artifact)
    let changed = try #require(artifact.replacing(old, new), "\(old) is not in \(artifact.text)")
    let error = #expect(throws: LearningError.self) { try LearnerRegistry.standard.load(changed.bytes) }
    #expect(error?.code == .brokenArtifact)
  }

  /// Of the same size, so that only the shape tells.
  @Test func aTransposedTensorIsRefused() throws {
    let data = try MixedData.examples(60, first: 0)
    let artifact = SealedArtifact(try TestData.train(data, data, Self.settings).artifact)
    let changed = try #require(artifact.replacing(#""shape":[6,4]"#, #""shape":[4,6]"#))
    #expect(throws: LearningError.self) { try LearnerRegistry.standard.load(changed.bytes) }
  }
}
