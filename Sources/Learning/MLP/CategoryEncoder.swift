import Domain

/// A category input: the values seen often enough in training, each a row of the embedding table.
struct CategoryEncoder: Sendable {
  /// Row 0 stands for values unknown or too rare, row 1 for a missing one; the vocabulary follows.
  static let unknown: Int32 = 0
  static let missing: Int32 = 1
  static let firstKnown = 2

  let vocabulary: [String]
  let matching: CategoryMatching
  private let rowOfValue: [ByteText: Int32]
  /// The same by canonical equivalence, where that is how values are found.
  private let rowOfEquivalent: [String: Int32]

  var tableRows: Int { Self.firstKnown + vocabulary.count }

  init(vocabulary: [String], matching: CategoryMatching = .bytes) {
    self.vocabulary = vocabulary
    self.matching = matching
    let rows = vocabulary.enumerated().map { ($1, Int32(Self.firstKnown + $0)) }
    switch matching {
    case .bytes:
      rowOfValue = Dictionary(rows.map { (ByteText($0), $1) }, uniquingKeysWith: { first, _ in first })
      rowOfEquivalent = [:]
    case .equivalence:
      rowOfValue = [:]
      rowOfEquivalent = Dictionary(rows, uniquingKeysWith: { first, _ in first })
    }
  }

  /// The parent's vocabulary, and after it what occurs at least `minimum` times, sorted by UTF-8 bytes.
  static func fit(
    codes: [Int32], values: [String], minimum: Int, matching: CategoryMatching, parent: CategoryEncoder?
  ) -> CategoryEncoder {
    var counts = [Int](repeating: 0, count: values.count)
    for code in codes where code >= 0 { counts[Int(code)] += 1 }
    var byValue: [ByteText: Int] = [:]
    var keys: [String: ByteText] = [:]
    for (value, count) in zip(values, counts) where count > 0 {
      // The first form of a value that is met stands for those that count as the same.
      let key = matching == .bytes ? ByteText(value) : keys[value] ?? ByteText(value)
      if matching == .equivalence { keys[value] = key }
      byValue[key, default: 0] += count
    }
    let old = parent?.vocabulary ?? []
    let fresh = byValue.filter { $0.value >= minimum && parent?.known($0.key.text) == nil }.names
    return CategoryEncoder(vocabulary: old + fresh, matching: matching)
  }

  func row(_ value: String) -> Int32 { known(value) ?? Self.unknown }

  private func known(_ value: String) -> Int32? {
    switch matching {
    case .bytes: rowOfValue[value]
    case .equivalence: rowOfEquivalent[value] ?? ClassName.rounded(value).flatMap { rowOfEquivalent[$0] }
    }
  }

  /// Code by code of a column the row it stands for, looked up only where it occurs.
  func rows(codes: [Int32], values: [String]) -> [Int32] {
    if values.count > codes.count {
      return codes.map { $0 < 0 ? Self.missing : row(values[Int($0)]) }
    }
    let byCode = values.map(row)
    return codes.map { $0 < 0 ? Self.missing : byCode[Int($0)] }
  }
}
