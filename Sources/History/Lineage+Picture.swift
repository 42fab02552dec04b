extension Lineage {
  private static let (width, height) = (230.0, 58.0)
  private static let (columnStep, rowStep) = (290.0, 104.0)

  /// An SVG document: a column per model from the oldest on, in each from top to bottom dataset, run, model, verdict
  /// and promotions.
  package var picture: String {
    var places: [String: (x: Double, y: Double)] = [:]
    var rows = 0
    for (column, step) in steps.enumerated() {
      let stack = [step.dataset, step.run, step.model] + [step.verdict].compactMap(\.self) + step.promotions
      rows = max(rows, stack.count)
      for (row, node) in stack.enumerated() {
        places[node.id] = (40 + Double(column) * Lineage.columnStep, 40 + Double(row) * Lineage.rowStep)
      }
    }
    let size = (80 + Double(max(1, steps.count)) * Lineage.columnStep - 60, 20 + Double(rows) * Lineage.rowStep)
    var parts = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(Int(size.0)) \(Int(size.1))\" "
        + "font-family=\"sans-serif\" font-size=\"12\">",
      "<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" "
        + "orient=\"auto\"><path d=\"M0 0 L8 4 L0 8 Z\" fill=\"#57606a\"/></marker></defs>",
      "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>",
    ]
    parts += edges.compactMap { edge in
      places[edge.from].flatMap { from in places[edge.to].map { line(from, $0, edge) } }
    }
    parts += nodes.compactMap { node in places[node.id].map { box($0, node) } }
    return (parts + ["</svg>"]).joined(separator: "\n") + "\n"
  }

  private func line(_ from: (x: Double, y: Double), _ to: (x: Double, y: Double), _ edge: LineageEdge) -> String {
    let (w, h) = (Lineage.width, Lineage.height)
    let path: String
    let label: (x: Double, y: Double)
    if from.x == to.x {
      path = "M\(from.x + w / 2) \(from.y + h) L\(to.x + w / 2) \(to.y)"
      label = (from.x + w / 2 + 8, (from.y + h + to.y) / 2 + 4)
    } else {
      path = "M\(from.x + w) \(from.y + h / 2) L\(to.x) \(to.y + h / 2)"
      label = ((from.x + w + to.x) / 2 - 24, (from.y + to.y + h) / 2 - 8)
    }
    return "<path d=\"\(path)\" stroke=\"#57606a\" stroke-width=\"1.5\" fill=\"none\" marker-end=\"url(#tip)\"/>"
      + "<text x=\"\(label.x)\" y=\"\(label.y)\" font-size=\"11\" fill=\"#57606a\">\(HTML.escape(edge.role))</text>"
  }

  private func box(_ place: (x: Double, y: Double), _ node: LineageNode) -> String {
    let color =
      switch node.kind {
      case .dataset: "#ddf4ff"
      case .run: "#f6f8fa"
      case .model: "#fff8c5"
      case .verdict: "#fbefff"
      case .promotion: "#dafbe1"
      }
    let name = node.id.count > 26 ? node.id.prefix(25) + "…" : node.id[...]
    return "<rect x=\"\(place.x)\" y=\"\(place.y)\" width=\"\(Lineage.width)\" height=\"\(Lineage.height)\" rx=\"8\" "
      + "fill=\"\(color)\" stroke=\"#d0d7de\"/>"
      + "<text x=\"\(place.x + 12)\" y=\"\(place.y + 23)\" fill=\"#1b1f24\"><tspan font-weight=\"600\">"
      + "\(node.kind.rawValue)</tspan> \(HTML.escape(String(name)))</text>"
      + "<text x=\"\(place.x + 12)\" y=\"\(place.y + 43)\" font-size=\"11\" fill=\"#57606a\">"
      + "\(HTML.escape(String(node.summary.prefix(40))))</text><title>\(HTML.escape(node.id))</title>"
  }
}
