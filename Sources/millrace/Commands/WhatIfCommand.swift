import ArgumentParser
import Audit
import Domain
import Postgres
import ReadModels
import Wire

struct WhatIfCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "whatif", abstract: "The champions a loop would have had under another gate or release policy.")
  @OptionGroup var settings: Settings
  @Option(help: "The loop.") var loop: String
  @Option(help: "A YAML file with the gate, as a loop file has it.") var gate: String?
  @Option(help: "A YAML file with the release policy, as a loop file has it.") var release: String?
  @Option(help: "Where they begin to count: a ledger position or a recorded time. What was decided before stands.")
  var from: String?
  @Option(help: "Where they end to count: the last position, or a recorded time.") var to: String?
  @Flag(help: "As JSON.") var json = false

  func validate() throws {
    if gate == nil && release == nil { throw ValidationError("name another --gate, another --release, or both") }
  }

  func run() async throws {
    let (loop, gate, release) = (loop, gate, release)
    let (from, to) = (try from.map { try Moment($0) }, try to.map { try Moment($0) })
    let progress = WhatIfLine(isForPrograms: json)
    let report = try await HistoryTools.run(settings) { tools in
      guard let config = try await tools.pool.run({ try LoopSnapshot.load($0, loop: loop, asOf: .max)?.config }) else {
        throw CommandError("there is no loop \(loop); `millrace loop list` lists them")
      }
      let positions = try await tools.pool.run { try WhatIfCommand.positions($0, from: from, to: to) }
      return try await WhatIf(pool: tools.pool, models: tools.models).run(
        loop: loop, gate: try gate.map { try LoopFile.replacing("gate", of: config, with: $0).gate },
        release: try release.map { try LoopFile.replacing("release", of: config, with: $0).release },
        positions: positions, progress: { progress.update($0) })
    }
    progress.end()
    print(json ? report.json.canonicalText : WhatIfCommand.text(report))
  }

  /// A time stands for what was recorded behind it, or up to it.
  private static func positions(_ db: PostgresSession, from: Moment?, to: Moment?) throws -> Range<Int64> {
    var first = try from?.position(db) ?? 0
    if case .time = from { first += 1 }
    let end = try to.map { try $0.position(db) + 1 } ?? .max
    guard first < end else { throw CommandError("--to has to be at least --from") }
    return first..<end
  }

  private static func text(_ report: WhatIfReport) -> String {
    func line(_ spans: [ChampionSpan]) -> String {
      TextTable(
        ["since", "position", "change", "champion", "why"],
        spans.map {
          [
            $0.since?.text ?? "", String($0.position), $0.change, $0.modelID ?? "default answer",
            String($0.reason.prefix(80)),
          ]
        }
      ).description
    }
    let rows = report.periods.map { period in
      [
        period.name, String(period.actual.count), fixed(period.actual.logLoss, 4),
        fixed(period.counterfactual.logLoss, 4), period.actual.auc.map { fixed($0, 4) } ?? "",
        period.counterfactual.auc.map { fixed($0, 4) } ?? "",
      ]
    }
    return """
      as it was
      \(line(report.actual))

      as it would have been, with the challengers there were
      \(line(report.counterfactual))

      \(TextTable(["period", "n", "log loss", "would be", "AUC", "would be"], rows))

      \(report.unevaluable.interactions) interactions cannot be judged, having a reward or a label that is none of the \
      classes; \(report.unevaluable.ofAnotherChampion) of them another champion would have answered, and of its answer the \
      log says nothing
      """
  }
}
