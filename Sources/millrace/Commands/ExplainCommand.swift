import ArgumentParser
import Domain
import Foundation
import History
import Postgres
import ReadModels

struct ExplainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Why an interaction was answered as it was, and what would be answered now.")
  @OptionGroup var settings: Settings
  @Argument(help: "The interaction's id.") var interaction: String
  @Option(help: "Its loop, where several use that id.") var loop: String?
  @Flag(help: "As JSON.") var json = false
  @Option(help: "Write an HTML page here.") var html: String?

  func validate() throws { if let html { try OptionCheck.writable(html, "--html") } }

  func run() async throws {
    let (interaction, loop) = (interaction, loop)
    let explanation = try await HistoryTools.run(settings) { tools in
      let found = try await tools.pool.run { db -> (Explanation, LoopSnapshot?)? in
        guard let facts = try RecordedInteraction.explanation(db, id: interaction, loop: loop) else { return nil }
        let found = Explanation(facts: facts)
        return (found, try LoopSnapshot.load(db, loop: found.loop, asOf: .max))
      }
      guard let (facts, snapshot) = found else {
        throw CommandError(
          "no \(loop ?? "loop") has an interaction \(interaction); is it durable and folded yet? See `millrace status`")
      }
      var explanation = facts
      if let config = snapshot?.config {
        let id = explanation.currentModel
        explanation.current = try CurrentAnswer(
          config: config, modelID: id, answerer: try await tools.models.answerer(id, config: config),
          input: explanation.input)
      }
      return explanation
    }
    if let html {
      try Data(explanation.page.utf8).write(to: URL(fileURLWithPath: html), options: .atomic)
      print("wrote \(html)")
    } else {
      print(json ? explanation.json.sentText : explanation.text)
    }
  }
}
