import Domain

extension Lineage {
  /// For a terminal: newest first, what a thing came from indented below it.
  package var text: String {
    var lines: [String] = []
    for (depth, step) in steps.reversed().enumerated() {
      let indent = String(repeating: "  ", count: depth)
      func add(_ more: Int, _ node: LineageNode) {
        lines.append(
          indent + String(repeating: "  ", count: more) + node.kind.rawValue + " " + node.id
            + (node.summary.isEmpty ? "" : "  (\(node.summary))"))
      }
      add(0, step.model)
      for promotion in step.promotions { add(1, promotion) }
      if let verdict = step.verdict { add(1, verdict) }
      add(1, step.run)
      add(1, step.dataset)
      if step.parent != nil { lines.append(indent + "  warm start from") }
    }
    return lines.joined(separator: "\n")
  }

  package var json: JSONValue {
    ["nodes": .array(nodes.map(\.json)), "edges": .array(edges.map(\.json))]
  }
}
