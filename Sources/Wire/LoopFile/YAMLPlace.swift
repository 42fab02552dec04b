import Yams

/// A place in a YAML file; line and column count from 1, columns in Unicode scalars.
struct YAMLPlace: Sendable, Hashable, Comparable {
  static let start = YAMLPlace(line: 1, column: 1)

  var line: Int
  var column: Int

  static func < (left: YAMLPlace, right: YAMLPlace) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }
}

extension YAMLPlace {
  init(_ mark: Mark?) {
    self = mark.map { YAMLPlace(line: $0.line, column: $0.column) } ?? .start
  }
}
