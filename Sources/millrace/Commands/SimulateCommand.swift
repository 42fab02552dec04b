import ArgumentParser
import Domain
import Learning
import Foundation
import ServiceLifecycle
import Wire

struct SimulateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Play recorded, labelled data as live users would, as fast as the machine can.")
  @OptionGroup var settings: Settings
  @OptionGroup var knobs: SimulationKnobs
  @Option(help: "The loop's YAML file; its clock has to be `occurred`.") var loop: String
  @Option(help: "The data: .csv with a header, or .jsonl.") var data: String
  @Option(help: "The column with each row's time.") var time: String
  @Option(help: "The column with each row's label.") var label: String
  @Option(help: "The column with the time at which the label became known.") var labelTime: String?
  @Option(parsing: .unconditional, help: "Instead of --label-time: how long after the row, such as 2h.") var delay:
    String?
  @Option(help: "The time zone of times without an offset, such as America/New_York.") var zone: String?
  @Option(
    parsing: .unconditional,
    help: "Leave out up to so many bad rows, each told with its line and reason; with one more nothing is played.")
  var limitErrors = 0
  @Option(parsing: .unconditional, help: "Only the first so much of the data, such as 60d.") var until: String?

  func validate() throws {
    guard (labelTime == nil) != (delay == nil) else {
      throw ValidationError("say when labels become known: either --label-time COLUMN or --delay DURATION")
    }
    try OptionCheck.whole(Int64(limitErrors), from: 0, "--limit-errors")
    _ = (try span(delay, "--delay"), try span(until, "--until"), try timeZone())
  }

  private func span(_ text: String?, _ name: String) throws -> TimeSpan? {
    try text.map { try OptionCheck.span($0, name) }
  }

  private func timeZone() throws -> TimeZone? {
    try zone.map { name in
      guard let zone = TimeZone(identifier: name) else { throw ValidationError("there is no time zone \(name)") }
      return zone
    }
  }

  func run() async throws {
    let config = try LoopFile.load(loop, check: LearnerRegistry.standard.problems)
    let columns = RowColumns(time: time, label: label, labelTime: labelTime, inputs: config.inputs)
    let reading = RowReading(
      columns: columns, delay: try span(delay, "--delay"), zone: try timeZone(),
      classes: config.label.classes, errorLimit: limitErrors,
      wrongKind: RowReading.WrongKind(config.wrongKind))
    let source = DataSource(file: data, reading: reading, until: try span(until, "--until"))
    try await knobs.play(settings, config: config, source: source)
  }
}
