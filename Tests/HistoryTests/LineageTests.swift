import Domain
import Testing

@testable import History

@Suite struct LineageTests {
  private let lineage = Lineage(steps: [
    Lineage.Step(
      model: LineageNode(.model, "m1", "10 bytes"), run: LineageNode(.run, "r1", "fresh"),
      dataset: LineageNode(.dataset, "d1", "sealed"), verdict: LineageNode(.verdict, "v1", "promote"),
      promotions: [LineageNode(.promotion, "demo.x@1", "champion")], parent: nil, loop: "demo.x",
      finishedAt: "2026-01-01T00:00:00Z"),
    Lineage.Step(
      model: LineageNode(.model, "m2", "a <b> & \"c\""), run: LineageNode(.run, "r2", "warm"),
      dataset: LineageNode(.dataset, "d2", "sealed"), verdict: nil, promotions: [], parent: "m1", loop: "demo.x",
      finishedAt: "2026-01-02T00:00:00Z"),
  ])

  @Test func edgesJoinWhatLedToWhat() {
    #expect(lineage.nodes.count == 8)
    #expect(lineage.edges.contains(LineageEdge(from: "m1", to: "r2", role: "warm start")))
    #expect(lineage.edges.contains(LineageEdge(from: "v1", to: "demo.x@1", role: "led to")))
    let ids = Set(lineage.nodes.map(\.id))
    #expect(lineage.edges.allSatisfy { ids.contains($0.from) && ids.contains($0.to) })
  }

  @Test func theNewestModelComesFirst() {
    #expect(lineage.text.hasPrefix("model m2"))
    #expect(lineage.text.contains("  warm start from\n  model m1"))
  }

  @Test func thePictureEscapesText() {
    #expect(lineage.picture.contains("a &lt;b&gt; &amp; &quot;c&quot;"))
    #expect(!lineage.picture.contains("<b>"))
  }

  @Test func openLineageRunsHaveUUIDsOfTheirOwnIDs() {
    let first = Lineage.uuid("r1")
    #expect(first == Lineage.uuid("r1") && first != Lineage.uuid("r2"))
    #expect(first.count == 36 && first.split(separator: "-").map(\.count) == [8, 4, 4, 4, 12])
    #expect(first.dropFirst(14).first == "8" && first.dropFirst(19).first == "a")
    #expect(lineage.openLineage.split(separator: "\n").count == 2)
  }
}
