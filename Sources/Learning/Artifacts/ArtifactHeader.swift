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

  var count: Int { shape.reduce(1, *) }
}
