import ArgumentParser
import Audit
import Domain

struct ReproduceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reproduce",
    abstract: "Make a run's dataset and model again from the ledger, and compare them with what it recorded.")
  @OptionGroup var settings: Settings
  @Argument(help: ArgumentHelp("The run's id.", valueName: "run")) var runID: String
  @Flag(help: "Fail unless the artifact is the same bit for bit.") var bitwise = false
  @Flag(help: "As JSON.") var json = false

  func run() async throws {
    let id = runID
    let result = try await HistoryTools.run(settings) { tools in
      try await Reproducer(
        pool: tools.pool, artifacts: tools.artifacts, learners: .standard, fingerprint: HistoryTools.fingerprint.json
      ).reproduce(run: id)
    }
    print(json ? result.json.canonicalText : result.text)
    let isDefect = !result.isBitwiseEqual && result.fingerprintDifferences.isEmpty
    if !result.datasetIsEqual || isDefect || (bitwise && !result.isBitwiseEqual) { throw ExitCode(1) }
  }
}
