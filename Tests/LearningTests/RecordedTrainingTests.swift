import Crypto
import Testing

@testable import Learning

/// A training's bytes against those that were recorded when the learner's code version began, for each version.
///
/// The exact numbers depend on the machine's fingerprint, so there is a record per OpenBLAS kernel for one version of
/// OpenBLAS and of the C library; elsewhere the test is skipped and says so. What does not depend on the machine is
/// compared with plain loops in KernelsTests, everywhere.
@Suite struct RecordedTrainingTests {
  /// SHA-256 of the artifacts of `MixedData`: from chance, and from there on with a new class and new categories.
  private struct Record {
    let fresh: String
    let warm: String
  }

  private static let avx512 = Record(
    fresh: "6d952fad6da7f8019e5e24f4d43d41af994b4fb4088723f85db11c718c091db0",
    warm: "570ea691215af6f7310fa9947a91be8f4b6fd1bbeba57ad74ff6e6426cd3d813")
  private static let recorded = [
    "Cooperlake": avx512, "SkylakeX": avx512,
    "Haswell": Record(
      fresh: "6cb981e0dbf37236e6589d731d54a967350c1e68c722f983b56b23467cbff8d4",
      warm: "7480b8458f47d064a8cf964655e577fcadfc03d7ad3131fc91211f2d3471781f"),
    "Sandybridge": Record(
      fresh: "808a9c81069d4f85ef7a3756860ab3d51a6817f925efab61f46593ba668a5e8b",
      warm: "3b2d863fcdacca4e0bd51862aff55d3e3dd396635c7e5a9260e8816da0d25224"),
    "Prescott": Record(
      fresh: "7ff61ebe9c631ffe424e5aafb29e4aec2a9235a9d72af1b4d5bdcd6c855e5b46",
      warm: "d532761677f43589ba47550c550604362ece7d1d77c304d14ece20297365e7ab"),
  ]

  /// That of this machine.
  private static let record: Record? = {
    let here = Fingerprint.current(binary: "")
    let isKnown =
      here.blas.hasPrefix("OpenBLAS 0.3.21 ") && here.libc == "glibc 2.36" && here.cpu.architecture == "x86_64"
      && here.cpu.flags.contains("fma")
    return isKnown ? recorded[here.kernel] : nil
  }()

  private func digest(_ artifact: [UInt8]) -> String {
    SHA256.hash(data: artifact).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }

  @Test(.enabled(if: record != nil, "no digests are recorded for this machine's OpenBLAS kernel and C library"))
  func theSameBytesAsRecorded() throws {
    let record = try #require(Self.record)
    let fresh = try TestData.train(
      MixedData.examples(400, first: 0, classes: 2, colours: 4),
      MixedData.examples(120, first: 1000, classes: 2, colours: 4), MixedData.settings, seed: 7, version: .first)
    #expect(digest(fresh.artifact) == record.fresh)
    let warm = try TestData.train(
      MixedData.examples(400, first: 2000), MixedData.examples(120, first: 3000), MixedData.settings, seed: 8,
      parent: fresh.artifact, version: .first)
    #expect(digest(warm.artifact) == record.warm)
  }
}
