import Domain
import ReadModels

extension Lineage {
  /// - Parameter records: a model and those it was started from, oldest first.
  package init(_ records: [LineageRecord]) { steps = records.map(Step.init) }
}

extension Lineage.Step {
  init(_ record: LineageRecord) {
    model = LineageNode(.model, record.modelID, "\(record.artifactBytes) bytes")
    run = LineageNode(
      .run, record.runID,
      [
        record.trial, record.epochs.map { "\($0) epochs" },
        record.validationLogLoss.map { "log loss \(Lineage.Step.short($0))" },
      ].compactMap(\.self).joined(separator: ", "))
    dataset = LineageNode(
      .dataset, record.datasetID, "sealed \(record.tickTime.text), \(record.trainCount ?? 0) to train on")
    verdict = record.verdictID.map { LineageNode(.verdict, $0, record.outcome ?? "") }
    promotions = record.promotions.map { promotion in
      LineageNode(
        .promotion, "\(record.loop)@\(promotion.generation)",
        (promotion.change == "promoted" ? "champion from " : "champion again from ") + promotion.since.text)
    }
    parent = record.parent
    loop = record.loop
    finishedAt = record.finishedAt.text
  }

  private static func short(_ value: Double) -> String {
    JSONValue(finite: (value * 10_000).rounded() / 10_000).canonicalText
  }
}
