import ArgumentParser
import Domain
import Learning
import Foundation
import Wire

struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo", abstract: "Play a year of flights out of New York through the whole loop.")
  @OptionGroup var settings: Settings
  @OptionGroup var knobs: SimulationKnobs
  @Option(parsing: .unconditional, help: "Only so many months of the year.") var months = 12
  @Option(help: "The flights, as scripts/setup makes them.") var flights: String?

  func validate() throws { try OptionCheck.whole(months, 1...12, "--months") }

  func run() async throws {
    let home = try settings.homePath()
    var knobs = knobs
    let folder = settings.dataPath
    if knobs.chart == nil { knobs.chart = folder + "/demo.svg" }
    if knobs.report == nil { knobs.report = folder + "/demo.json" }
    let days = [31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 366][months - 1]
    let config = try LoopFile.load(home + "/loops/flights.yaml", check: LearnerRegistry.standard.problems)
    let columns = RowColumns(
      time: "scheduled_departure", label: "label", labelTime: "label_time", inputs: config.inputs)
    let source = DataSource(
      file: flights ?? home + "/.deps/flights/flights.csv",
      reading: RowReading(columns: columns, classes: config.label.classes),
      until: TimeSpan(microseconds: Int64(days) * 86_400_000_000))
    // From nothing each time; what it wrote stays there to be looked at until then.
    try await knobs.play(settings, config: config, source: source, isDemo: true)
    print(
      """
      What to look at next:
        the picture   \(knobs.chart ?? "")
        the history   millrace up --data-folder \(folder)   and then, with psql, the views of schema millrace
        the guide     docs/guide.md, from here to a loop of your own
      """)
  }
}
