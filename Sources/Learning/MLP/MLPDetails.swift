import Domain

/// What an `mlp` artifact's header says beyond every artifact's: the network's sizes and the inputs' encoders.
struct MLPDetails: Codable, Sendable {
  struct Text: Codable, Sendable {
    let words: Int
    /// Shortest and longest n-gram; empty: none.
    let characters: [Int]
  }

  let network: NetworkShape
  /// The known values of category inputs, in the order of their rows in the embedding table.
  let vocabularies: [ByteText: [String]]
  let texts: [ByteText: Text]
}
