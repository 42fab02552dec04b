import ArgumentParser
import Audit
import Domain

struct ShadowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shadow", abstract: "Score recorded interactions with any stored model, beside what was served.")
  @OptionGroup var settings: Settings
  @Option(name: .customLong("run"), help: "The run that made the model.") var runID: String
  @Option(help: "Interactions from this moment on (RFC 3339).") var from: String?
  @Option(help: "Interactions before this moment (RFC 3339).") var to: String?
  @Flag(help: "As JSON.") var json = false

  func run() async throws {
    let id = runID
    let (from, to) = (try from.map { try Timestamp(text: $0) }, try to.map { try Timestamp(text: $0) })
    if let from, let to, from >= to { throw ValidationError("--to has to be later than --from") }
    let report = try await HistoryTools.run(settings) { tools in
      try await Shadow(pool: tools.pool, models: tools.models).run(id, from: from, to: to)
    }
    if json { return print(report.json.canonicalText) }
    func row(_ name: String, _ metrics: JSONValue) -> [String] {
      [name] + ["log_loss", "auc", "accuracy", "brier"].map { metrics[$0]?.double.map { fixed($0, 4) } ?? "" }
    }
    print("\(report.loop): \(report.interactions) interactions, \(report.shadow.count) with a label")
    print(
      TextTable(
        ["", "log loss", "AUC", "accuracy", "Brier"],
        [row("shadow", report.shadow.json), row("served", report.served.json)]))
    if let test = report.comparison {
      print(
        "\(test.metric.rawValue), shadow minus served: \(fixed(test.meanDifference, 5)) "
          + "[\(fixed(test.low, 5)), \(fixed(test.high, 5))], \(test.name), n = \(test.count), p = \(fixed(test.p, 4))")
    }
  }
}
