import Domain

/// Builds an `InputBatch` row by row from the JSON objects that interactions carry as their input.
package struct InputBatchBuilder: Sendable {
  package let declarations: [InputDeclaration]
  package private(set) var count = 0
  private var columns: [ColumnBuilder]

  package init(_ declarations: [InputDeclaration]) {
    self.declarations = declarations
    columns = declarations.map { ColumnBuilder($0.kind) }
  }

  package mutating func reserveCapacity(_ rows: Int) {
    for index in columns.indices { columns[index].reserveCapacity(rows) }
  }

  /// Appends one row: the members of `object` that are declared. An absent or null member is missing, and so is one of
  /// the wrong kind, which is reported.
  @discardableResult
  package mutating func append(_ object: JSONValue) -> [InputProblem] {
    var problems: [InputProblem] = []
    count += 1
    guard case .object(let members) = object else {
      for index in columns.indices { columns[index].appendMissing() }
      return declarations.map {
        InputProblem(input: $0.name, expected: "a member of an object", found: Self.shorten(object))
      }
    }
    for index in columns.indices {
      let name = declarations[index].name
      guard let value = members[name], !value.isNull else {
        columns[index].appendMissing()
        continue
      }
      if !columns[index].append(value) {
        columns[index].appendMissing()
        problems.append(
          InputProblem(input: name, expected: declarations[index].kind.expected, found: Self.shorten(value)))
      }
    }
    return problems
  }

  /// The rows so far.
  package func build() -> InputBatch {
    InputBatch(checked: declarations.map(\.name), columns: columns.map(\.column), count: count)
  }

  private static func shorten(_ value: JSONValue) -> String {
    let text = value.sentText
    return text.count <= 60 ? text : text.prefix(60) + "…"
  }
}
