import Domain

/// The self-describing part of an artifact, as JSON; `Details` is what the learner itself needs.
struct ArtifactHeader<Details: Codable & Sendable>: Codable, Sendable {
  struct Input: Codable, Sendable, Hashable {
    let name: String
    let kind: String
  }

  /// The learner's identifier, and the version of the code that trained.
  let learner: String
  let codeVersion: String
  let inputs: [Input]
  let classes: [String]
  let tensors: [TensorEntry]
  let details: Details
}

/// Where a tensor lies in the payload.
struct TensorEntry: Codable, Sendable, Hashable {
  let name: String
  let shape: [Int]
  /// In floats from the payload's beginning.
  let offset: Int

  /// Where it lies in a payload of so many floats; nil where it does not lie in one. The numbers may be anything: an
  /// artifact is data from elsewhere.
  func range(in count: Int) -> Range<Int>? {
    var size = 1
    for side in shape {
      let (product, overflows) = size.multipliedReportingOverflow(by: side)
      guard side >= 0, !overflows else { return nil }
      size = product
    }
    let (end, overflows) = offset.addingReportingOverflow(size)
    return offset >= 0 && !overflows && end <= count ? offset..<end : nil
  }
}
