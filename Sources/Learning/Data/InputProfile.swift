/// What the training part has of one input, as far as somebody should know of it.
package struct InputProfile: Sendable, Hashable {
  /// Why a learner has nothing of an input, or next to nothing.
  package enum Flaw: String, Sendable, Hashable, CaseIterable {
    /// `mostlyMissingShare` or more of its values are missing.
    case mostlyMissing = "mostly_missing"
    /// All that are known are equal.
    case constant
    /// They differ, but not once they are scaled and narrowed to `Float`.
    case collapses
  }

  /// The share of missing values from which an input counts as mostly missing.
  package static let mostlyMissingShare = 0.9

  package var name: String
  /// Rows of the part.
  package var count: Int
  package var missing: Int
  /// Numbers farther from the centre than `NumericScale.clip` standard deviations; times likewise, in their trend.
  package var clipped: Int
  package var flaw: Flaw?

  /// Whether there is nothing to be told of it.
  package var isPlain: Bool { clipped == 0 && flaw == nil }

  init(_ name: String, _ column: InputColumn) {
    self.name = name
    count = column.count
    clipped = 0
    let isVaried: Bool
    var collapses = false
    switch column {
    case .numeric(let values):
      let known = values.filter { !$0.isNaN }
      let scale = NumericScale(fitting: known)
      missing = count - known.count
      clipped = known.count { scale.clips($0) }
      isVaried = Self.differ(known)
      collapses = isVaried && !Self.differ(known.map(scale.standardised))
    case .time(let values):
      let known = values.filter { !$0.isNaN }
      let encoder = TimeEncoder.fit(known)
      missing = count - known.count
      clipped = known.count { encoder.clips($0) }
      isVaried = Self.differ(known)
    case .category(let codes, let values):
      missing = codes.count { $0 < 0 }
      let known = Set(codes.filter { $0 >= 0 })
      isVaried = Self.differ(known.map { Array(values[Int($0)].utf8) })
    case .text(let values):
      missing = values.count { $0 == nil }
      let known = values.compactMap { $0 }
      isVaried = known.first.map { first in known.contains { !$0.utf8.elementsEqual(first.utf8) } } ?? false
    }
    let isMostlyMissing = count > 0 && Double(missing) >= Self.mostlyMissingShare * Double(count)
    flaw = isMostlyMissing ? .mostlyMissing : !isVaried && count > 0 ? .constant : collapses ? .collapses : nil
  }

  private static func differ<Value: Equatable>(_ values: [Value]) -> Bool {
    guard let first = values.first else { return false }
    return values.contains { $0 != first }
  }
}

extension InputBatch {
  /// Input by input what the batch has of it.
  package var profiles: [InputProfile] { zip(names, columns).map(InputProfile.init) }
}
