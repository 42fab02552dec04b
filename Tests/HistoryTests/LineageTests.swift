import Domain
import Testing

@testable import History
@testable import ReadModels

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

  @Test func aRecordBecomesAStep() {
    let moment = Timestamp(microseconds: 1_767_225_600_000_000)
    let record = LineageRecord(
      modelID: "m3", loop: "demo.x", parent: "m2", artifactBytes: 10, runID: "r3", trial: "warm", epochs: 4,
      validationLogLoss: 0.123456, datasetID: "d3", tickTime: moment, trainCount: 7, verdictID: "v3",
      outcome: "promote", finishedAt: moment,
      promotions: [
        .init(generation: 3, change: "promoted", since: moment),
        .init(generation: 5, change: "rolled_back", since: moment),
      ])
    let step = Lineage([record]).steps.first
    #expect(step?.run == LineageNode(.run, "r3", "warm, 4 epochs, log loss 0.1235"))
    #expect(step?.dataset == LineageNode(.dataset, "d3", "sealed 2026-01-01T00:00:00Z, 7 to train on"))
    #expect(step?.model.summary == "10 bytes" && step?.parent == "m2" && step?.verdict?.summary == "promote")
    #expect(
      step?.promotions == [
        LineageNode(.promotion, "demo.x@3", "champion from 2026-01-01T00:00:00Z"),
        LineageNode(.promotion, "demo.x@5", "champion again from 2026-01-01T00:00:00Z"),
      ])
  }
}
