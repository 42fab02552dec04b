import Domain
import Testing

@testable import Learning

@Suite struct ArtifactTests {
  private func artifact() throws -> [UInt8] {
    let data = try TestData.xor(60, seed: 1)
    return try TestData.train(data, data, TestData.xorSettings.overlaid(with: ["epochs": 1])).artifact
  }

  @Test func loadsWhatItWrote() throws {
    let bytes = try artifact()
    let model = try MLPModel(artifact: bytes)
    #expect(try model.artifact() == bytes)
    let origin = try Artifact.origin(of: bytes)
    #expect(origin.learner == "mlp" && origin.codeVersion == MLPLearner.codeVersion)
    let header = try Artifact.decode(bytes, as: MLPDetails.self).header
    #expect(header.inputs.map(\.name) == ["a", "b", "noise", "colour"])
    #expect(header.tensors.map { $0.shape.reduce(1, *) }.reduce(0, +) == model.parameters.count)
    #expect((12 + header.tensors.count) > 12 && bytes.starts(with: Array("MRMODEL".utf8)))
  }

  @Test func everyKindSurvives() throws {
    let count = 40
    let inputs = try InputBatch(
      names: ["n", "c", "t", "w"],
      columns: [
        .numeric((0..<count).map(Double.init)),
        .category(codes: (0..<count).map { Int32($0 % 2) }, values: ["é", "\"/"]),
        .text((0..<count).map { "word\($0 % 3) and more" }), .time((0..<count).map { 1.37e9 + Double($0) * 86_400 }),
      ])
    let data = try ExampleSet(
      inputs: inputs, labels: (0..<count).map { Int32($0 % 3) }, times: (0..<count).map(Int64.init),
      classes: ["a", "b", "c"])
    let settings: JSONValue = ["epochs": 1, "text_buckets": 64, "text_characters": [], "hidden": []]
    let bytes = try TestData.train(data, data, settings).artifact
    let loaded = try MLPModel(artifact: bytes)
    #expect(try loaded.artifact() == bytes)
    #expect(try loaded.predict(inputs).count == 3 * count)
  }

  @Test func aBrokenOneIsRefused() throws {
    let bytes = try artifact()
    var flipped = bytes
    flipped[bytes.count / 2] ^= 1
    var newer = bytes
    newer[7] = 99
    for broken in [flipped, newer, Array(bytes.dropLast()), Array(bytes.prefix(20)), [], Array("MRMODEL".utf8)] {
      let error = #expect(throws: LearningError.self) { try LearnerRegistry.standard.load(broken) }
      #expect(error?.code == .brokenArtifact)
    }
  }
}
