import Domain
import Foundation
import Testing

@testable import Learning

/// Models of earlier code versions answer as they did, bit for bit.
///
/// `Tests/Fixtures/predictions/version_1.tsv` was written by the program before version 2: per artifact of the witness the
/// SHA-256 of what it gave for `EarlierArtifacts.questions()`, little-endian floats row by row. The exponential function is
/// the C library's, so it is compared where that is the same.
@Suite struct EarlierArtifactTests {
  private static let isSameLibrary: Bool = {
    let here = Fingerprint.current(binary: "")
    return here.libc == "glibc 2.36" && here.cpu.architecture == "x86_64" && here.cpu.flags.contains("fma")
  }()

  private func recorded() throws -> [String: String] {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Fixtures/predictions/version_1.tsv")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst()
    return Dictionary(
      uniqueKeysWithValues: lines.map { line in
        let fields = line.split(separator: "\t").map(String.init)
        return (fields[0], fields[1])
      })
  }

  @Test(.enabled(if: isSameLibrary, "predictions are recorded for another C library or processor"))
  func answerAsTheyDid() throws {
    let (questions, recorded) = (try EarlierArtifacts.questions(), try recorded())
    let artifacts = try EarlierArtifacts.all()
    #expect(artifacts.count == 19 && Set(artifacts.map(\.digest)) == Set(recorded.keys))
    for (digest, bytes) in artifacts {
      let bits = try LearnerRegistry.standard.load(bytes).predict(questions).flatMap { value in
        withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) }
      }
      #expect(Digest.hex(of: bits) == recorded[digest], "artifact \(digest)")
    }
  }

  /// What is read of an artifact gives its bytes again, so nothing in it is lost on the way.
  @Test func keepTheirBytes() throws {
    for (digest, bytes) in try EarlierArtifacts.all() {
      #expect(Digest.hex(of: bytes) == digest)
      let model = try MLPModel(artifact: bytes)
      #expect(model.version == .first)
      #expect(try model.artifact() == bytes)
      #expect(try LearnerRegistry.standard.coldStart(artifact: bytes)?.contains("version 1 of `mlp`") == true)
    }
  }

  @Test func areNoParentsOfLaterOnes() throws {
    let data = try TestData.xor(80, seed: 1)
    let settings = TestData.xorSettings.overlaid(with: ["epochs": 1])
    let old = try TestData.train(data, data, settings, version: .first)
    let error = #expect(throws: LearningError.self) {
      try TestData.train(data, data, settings, parent: old.artifact)
    }
    #expect(error?.code == .incompatibleParent)
    // Among themselves they are, as ever.
    #expect(try TestData.train(data, data, settings, parent: old.artifact, version: .first).epochs > 0)
  }

  @Test func eachVersionIsSelectable() throws {
    let learners = LearnerRegistry.standard
    #expect(try learners.codeVersion(of: "mlp") == "2")
    let data = try TestData.xor(80, seed: 1)
    let settings = TestData.xorSettings.overlaid(with: ["epochs": 1])
    for version in MLPVersion.allCases {
      let trained = try learners.learner("mlp", codeVersion: version.rawValue).train(
        train: data, validation: data, settings: settings, seed: 1, parent: nil, progress: { _ in })
      #expect(try Artifact.origin(of: trained.artifact).codeVersion == version.rawValue)
      #expect(try learners.coldStart(artifact: trained.artifact) == nil || version == .first)
    }
    let unknown = #expect(throws: LearningError.self) { try learners.learner("mlp", codeVersion: "77") }
    #expect(unknown?.code == .unknownLearner)
  }
}
