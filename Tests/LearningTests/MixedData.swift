import Domain

@testable import Learning

/// Examples with inputs of every kind, by plain arithmetic on the row's number: no source of chance of the library.
enum MixedData {
  static let settings: JSONValue = [
    "hidden": [24, 12], "embedding": 5, "bins": 5, "min_count": 2, "text_buckets": 256, "text_embedding": 6,
    "epochs": 3, "warm_epochs": 2, "batch_size": 48, "learning_rate": 0.01, "dropout": 0.25, "category_dropout": 0.2,
    "patience": 3,
  ]

  private static let colours = ["red", "green", "blue", "grey", "teal", "rust"]
  private static let words = ["chess", "driver", "mixer", "puzzle", "kernel", "audio", "größe", "Fast", "x11"]

  /// - Parameters:
  ///   - classes: how many of the three classes occur.
  ///   - colours: how many of the six categories occur.
  static func examples(_ count: Int, first: Int, classes: Int = 3, colours used: Int = 6) throws -> ExampleSet {
    let rows = (first..<first + count).map { hash(UInt64($0)) }
    let a = rows.map { $0 % 17 == 0 ? Double.nan : Double($0 % 1000) / 8 - 60 }
    let b = rows.map { Double($0 / 1000 % 7) }
    let codes = rows.map { $0 % 13 == 0 ? -1 : Int32($0 / 7 % UInt64(used)) }
    let texts = rows.map { row in
      row % 19 == 0
        ? nil
        : (0..<(row / 64 % 5 + 1)).map { words[Int(hash(row &+ $0) % UInt64(words.count))] }.joined(separator: " ")
    }
    let times = rows.map { $0 % 23 == 0 ? Double.nan : 1.36e9 + Double($0 % 31_536_000) }
    let labels = rows.map { Int32(($0 % 1000 / 400 + $0 / 7 % 2) % UInt64(classes)) }
    return try ExampleSet(
      inputs: InputBatch(
        names: ["a", "b", "colour", "text", "time"],
        columns: [
          .numeric(a), .numeric(b), .category(codes: codes, values: Array(colours[..<used])), .text(texts),
          .time(times),
        ]),
      labels: labels, times: (0..<count).map(Int64.init), classes: Array(["no", "yes", "perhaps"][..<classes]))
  }

  /// The finaliser of SplitMix64 (Steele et al. 2014), shifted so that it fits an Int64.
  private static func hash(_ value: UInt64) -> UInt64 {
    var z = (value &+ 1) &* 0x9E37_79B9_7F4A_7C15
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return (z ^ z >> 31) >> 1
  }
}
