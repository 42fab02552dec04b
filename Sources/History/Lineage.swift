/// Where a model comes from: itself, the models it was started from, and for each of them its run, its dataset, its
/// verdict and its promotions. Oldest first.
package struct Lineage: Sendable, Hashable {
  /// One model with what it came from and what became of it.
  package struct Step: Sendable, Hashable {
    package var model: LineageNode
    package var run: LineageNode
    package var dataset: LineageNode
    package var verdict: LineageNode?
    package var promotions: [LineageNode]
    /// The model whose weights the run started from.
    package var parent: String?
    package var loop: String
    /// RFC 3339.
    package var finishedAt: String
  }

  package var steps: [Step]

  package var nodes: [LineageNode] {
    steps.flatMap { [$0.dataset, $0.run, $0.model] + [$0.verdict].compactMap(\.self) + $0.promotions }
  }

  package var edges: [LineageEdge] {
    steps.flatMap { step in
      var edges = [
        LineageEdge(from: step.dataset.id, to: step.run.id, role: "trained on"),
        LineageEdge(from: step.run.id, to: step.model.id, role: "made"),
      ]
      if let parent = step.parent { edges.append(LineageEdge(from: parent, to: step.run.id, role: "warm start")) }
      if let verdict = step.verdict {
        edges.append(LineageEdge(from: step.model.id, to: verdict.id, role: "judged"))
        edges += step.promotions.map { LineageEdge(from: verdict.id, to: $0.id, role: "led to") }
      }
      return edges
    }
  }
}
