import Domain
import Foundation
import ReadModels
import ServiceLifecycle
import Wire

/// A simulation as the last of a process's services: when it ends, all end.
struct SimulationService: Service {
  let stack: Stack
  let config: LoopConfig
  let data: RecordedData
  let file: String
  let options: SimulationOptions
  let reportFile: String?
  let chartFile: String?
  let port: PortBox

  func run() async throws {
    try await cancelWhenGracefulShutdown { try await play() }
  }

  private func play() async throws {
    FileHandle.standardError.write(Data("\(Counted.text(data.rows.count, "row")) of \(file)\n".utf8))
    let port = try await port.value()
    let start = ContinuousClock.now
    let simulator = Simulator(
      stack, config: config, data: data, options: options, port: port,
      progress: Progress(positive: config.label.positive))
    let played = try await simulator.run()
    let seconds = Double((ContinuousClock.now - start).components.seconds)
    let report = try await Report.make(stack, config: config, data: data, played: played, seconds: seconds)
    let chart = Chart(report: report)
    print(chart.table)
    if let summary = chart.summary { print(summary) }
    let counts = Dictionary(grouping: report.rounds) { $0["outcome"]?.string ?? "open" }.mapValues(\.count)
    let outcomes = counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    print(data.counts.summary(played: report.decisions))
    if report.unknownLabels > 0 {
      print(
        "labels: \(report.unknownLabels) \(report.unknownLabels == 1 ? "was" : "were") not known by the end, \(played.end.text)"
      )
    }
    if let missing = report.missingChampion { print("no champion: \(missing)") }
    print("\(report.decisions) decisions in \(Int(seconds)) s; rounds: \(outcomes)")
    print(WaitText(try await stack.pool.run { [loop = config.name] in try LoopWait.all($0, loop: loop) }))
    if let reportFile {
      try Data(report.json.canonicalText.utf8).write(to: URL(fileURLWithPath: reportFile))
      print("report: \(reportFile)")
    }
    if let chartFile {
      try Data(chart.svg.utf8).write(to: URL(fileURLWithPath: chartFile))
      print("picture: \(chartFile)")
    }
  }
}
