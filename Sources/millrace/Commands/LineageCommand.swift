import ArgumentParser
import Domain
import Foundation
import History
import ReadModels

struct LineageCommand: AsyncParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, svg, openlineage }

  static let configuration = CommandConfiguration(
    commandName: "lineage", abstract: "Where a model comes from: runs, datasets, verdicts, promotions, parents.")
  @OptionGroup var settings: Settings
  @Argument(help: "The model's id.") var model: String
  @Option(help: "text, json, svg, or openlineage (JSON lines of OpenLineage run events).") var format = Format.text
  @Option(help: "Write it here instead of printing it.") var output: String?

  func validate() throws { if let output { try OptionCheck.writable(output, "--output") } }

  func run() async throws {
    let model = model
    let records = try await LoopCommand.query(settings) { try LineageRecord.line($0, model: model) }
    guard !records.isEmpty else {
      throw CommandError("no model \(model) is in the ledger; millrace.model lists them")
    }
    let lineage = Lineage(records)
    let text =
      switch format {
      case .text: lineage.text + "\n"
      case .json: lineage.json.canonicalText + "\n"
      case .svg: lineage.picture
      case .openlineage: lineage.openLineage
      }
    guard let output else { return print(text, terminator: "") }
    try Data(text.utf8).write(to: URL(fileURLWithPath: output), options: .atomic)
    print("wrote \(output)")
  }
}
