import Domain

/// What an `mlp` artifact's header says beyond every artifact's: the network's sizes and the inputs' encoders.
struct MLPDetails: Codable, Sendable {
  struct Text: Codable, Sendable {
    let words: Int
    /// Shortest and longest n-gram; empty: none.
    let characters: [Int]
  }

  /// How a numeric input is scaled and binned, as `NumericEncoder` has it: here, since the payload is of Float32.
  struct Number: Codable, Sendable {
    let centre: Double
    let spread: Double
    let edges: [Double]
  }

  /// What a time's trend counts from and in, in seconds.
  struct Time: Codable, Sendable {
    let origin: Double
    let unit: Double
  }

  let network: NetworkShape
  /// The known values of category inputs, in the order of their rows in the embedding table.
  let vocabularies: [ByteText: [String]]
  let texts: [ByteText: Text]
  /// nil in code version 1, which keeps both as tensors.
  var numbers: [ByteText: Number]?
  var times: [ByteText: Time]?
}
