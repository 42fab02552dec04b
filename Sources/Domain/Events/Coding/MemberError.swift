/// Data that does not have a member as its type declares it; the path names where.
package struct MemberError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Names from the root, such as `["test", "df"]`; numbers count items.
  package var path: [String]
  /// What is wrong with it.
  package var problem: String

  package var description: String {
    "member \(path.isEmpty ? "(the whole)" : path.joined(separator: ".")) \(problem)"
  }

  init(_ path: [any CodingKey], _ problem: String) {
    self.path = path.map { $0.intValue.map(String.init) ?? MemberName.snakeCase($0.stringValue) }
    self.problem = problem
  }
}

/// A place in an array.
struct ItemKey: CodingKey {
  var index: Int
  var stringValue: String { String(index) }
  var intValue: Int? { index }

  init(_ index: Int) { self.index = index }
  init?(stringValue: String) { nil }
  init?(intValue: Int) { index = intValue }
}
