import Domain

/// A category input: the values seen often enough in training, each a row of the embedding table.
struct CategoryEncoder: Sendable {
  /// Row 0 stands for values unknown or too rare, row 1 for a missing one; the vocabulary follows.
  static let unknown: Int32 = 0
  static let missing: Int32 = 1
  static let firstKnown = 2

  let vocabulary: [String]
  private let rowOfValue: [String: Int32]

  var tableRows: Int { Self.firstKnown + vocabulary.count }

  init(vocabulary: [String]) {
    self.vocabulary = vocabulary
    rowOfValue = Dictionary(
      vocabulary.enumerated().map { ($1, Int32(Self.firstKnown + $0)) }, uniquingKeysWith: { first, _ in first })
  }

  /// The parent's vocabulary, and after it what occurs at least `minimum` times, sorted by UTF-8 bytes.
  static func fit(
    codes: [Int32], values: [String], minimum: Int, parent: CategoryEncoder?
  ) -> CategoryEncoder {
    var counts = [Int](repeating: 0, count: values.count)
    for code in codes where code >= 0 { counts[Int(code)] += 1 }
    var byValue: [String: Int] = [:]
    for (value, count) in zip(values, counts) where count > 0 { byValue[value, default: 0] += count }
    let old = parent?.vocabulary ?? []
    let fresh = byValue.filter { $0.value >= minimum && parent?.known($0.key) == nil }.keys
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return CategoryEncoder(vocabulary: old + fresh)
  }

  func row(_ value: String) -> Int32 { known(value) ?? Self.unknown }

  /// The row of a value of the vocabulary; a number also counts by the name that it had in earlier models.
  private func known(_ value: String) -> Int32? {
    rowOfValue[value] ?? ClassName.rounded(value).flatMap { rowOfValue[$0] }
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
