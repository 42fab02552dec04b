import Domain
import Foundation
import Wire

/// Runs the real program on a small data set, in a folder of its own.
struct Simulation {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The embedded broker answers a group's first join after half of the session's time-out.
  static let quickGroups = ["MILLRACE_KAFKA_PROPERTIES": "session.timeout.ms=1500,heartbeat.interval.ms=300"]

  let folder: URL

  /// - Parameters:
  ///   - every: how often a dataset is sealed.
  ///   - trials: what the learner tries besides, as YAML in one line.
  ///   - settings: the learner's, likewise.
  ///   - oneClassDays: days at the start on which every label is yes.
  init(every: String = "7d", trials: String = "{}", settings: String = "{}", oneClassDays: Int = 0) throws {
    folder = URL(fileURLWithPath: "/tmp/millrace-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let loop =
      Simulation.loop + "learner: {kind: mlp, seed: 3, settings: \(settings), trials: \(trials)}\n"
      + "sealing: {every: \(every), minimum_examples: 200, validation: 1d, holdout: 2d}\n"
    try Data(loop.utf8).write(to: folder.appendingPathComponent("loop.yaml"))
    try Data(Simulation.rows(oneClassDays: oneClassDays).utf8).write(to: folder.appendingPathComponent("data.csv"))
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }

  private static let loop = """
    name: test.simulated
    clock: occurred
    inputs: {x: numeric, c: category}
    label: {name: y, classes: [no, yes], positive: yes}
    join_window: 1d
    default_answer: {label: no, probabilities: {no: 0.5, yes: 0.5}}
    gate: {metric: log_loss, confidence: 0.95, minimum_improvement: -0.02, minimum_examples: 50}
    release: {trial: 10d, minimum_examples: 60, confidence: 0.95}

    """

  /// 30 days of 60 rows; the label follows x and c, with noise.
  private static func rows(oneClassDays: Int) -> String {
    var random = SplitMix(state: 11)
    var lines = ["time,x,c,label,known"]
    for number in 0..<1800 {
      let time = Timestamp(microseconds: 1_767_225_600_000_000 + Int64(number) * 24 * 60_000_000)
      let x = Double(random.next() % 1000) / 500 - 1
      let c = ["a", "b", "d"][Int(random.next() % 3)]
      let score = x * (c == "a" ? 2 : -1) + Double(random.next() % 1000) / 1000 - 0.5
      let known = time + TimeSpan(microseconds: 3_600_000_000)
      lines.append("\(time.text),\(x),\(c),\(score > 0 || number < 60 * oneClassDays ? "yes" : "no"),\(known.text)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Starts `millrace simulate`; nothing it says is kept but the log.
  func start(_ arguments: [String] = [], environment: [String: String] = [:]) throws -> Process {
    try launch(
      [
        "simulate", "--loop", path("loop.yaml"), "--data", path("data.csv"), "--time", "time", "--label", "label",
        "--label-time", "known", "--report", path("report.json"),
      ] + arguments, environment: environment)
  }

  /// Starts the program on the simulation's data folder.
  /// - Parameter log: the file for what it says, written anew.
  func launch(_ arguments: [String], environment: [String: String] = [:], log: String = "log.txt") throws -> Process {
    let process = Process()
    process.executableURL = Simulation.root.appendingPathComponent(".build/debug/millrace")
    process.arguments = arguments + ["--data-folder", path("data")]
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    _ = FileManager.default.createFile(atPath: path(log), contents: nil)
    process.standardOutput = FileHandle(forWritingAtPath: path(log))
    process.standardError = process.standardOutput
    try process.run()
    return process
  }

  func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  /// What a file of the folder holds; empty where there is none.
  func text(_ name: String) -> String {
    String(decoding: FileManager.default.contents(atPath: path(name)) ?? Data(), as: UTF8.self)
  }

  var log: String { text("log.txt") }

  /// Runs to the end.
  /// - Returns: the report, without timings.
  func run(_ arguments: [String] = []) async throws -> JSONValue {
    try await finish(try start(arguments))
    return try report()
  }

  /// Waits until a process has ended.
  /// - Throws: `SimulationFailure` where it did not end well.
  func finish(_ process: Process) async throws {
    while process.isRunning { try await Task.sleep(for: .milliseconds(50)) }
    guard process.terminationStatus == 0 else { throw SimulationFailure(log: log) }
  }

  /// What the last simulation came to, without timings.
  func report() throws -> JSONValue {
    guard let data = FileManager.default.contents(atPath: path("report.json")) else {
      throw SimulationFailure(log: log)
    }
    guard case .object(var members) = try JSONReader.parse(Array(data)) else { throw SimulationFailure(log: log) }
    members["seconds"] = nil
    return .object(members)
  }

  /// Runs another command on the data folder.
  /// - Returns: its exit code, and what it printed.
  func command(_ arguments: [String], folder: Bool = true) async throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = Simulation.root.appendingPathComponent(".build/debug/millrace")
    process.arguments = arguments + (folder ? ["--data-folder", path("data")] : [])
    let file = path("output-\(UUID().uuidString).txt")
    _ = FileManager.default.createFile(atPath: file, contents: nil)
    process.standardOutput = FileHandle(forWritingAtPath: file)
    process.standardError = process.standardOutput
    try process.run()
    while process.isRunning { try await Task.sleep(for: .milliseconds(20)) }
    return (
      process.terminationStatus, String(decoding: FileManager.default.contents(atPath: file) ?? Data(), as: UTF8.self)
    )
  }

  /// Starts `millrace up` on the data folder, and waits until it serves.
  /// - Returns: the process, and the address of its HTTP API.
  func up() async throws -> (process: Process, address: String) {
    let process = Process()
    process.executableURL = Simulation.root.appendingPathComponent(".build/debug/millrace")
    process.arguments = ["up", "--port", "0", "--data-folder", path("data")]
    let file = path("up.txt")
    _ = FileManager.default.createFile(atPath: file, contents: nil)
    process.standardOutput = FileHandle(forWritingAtPath: file)
    process.standardError = process.standardOutput
    try process.run()
    while process.isRunning {
      let text = String(decoding: FileManager.default.contents(atPath: file) ?? Data(), as: UTF8.self)
      if let range = text.range(of: "millrace is up: ") {
        let line = text[range.upperBound...].prefix { !$0.isNewline }
        if text[range.upperBound...].contains("\n") { return (process, String(line)) }
      }
      try await Task.sleep(for: .milliseconds(50))
    }
    throw SimulationFailure(log: String(decoding: FileManager.default.contents(atPath: file) ?? Data(), as: UTF8.self))
  }
}

extension JSONValue {
  /// The object without one of its members.
  func without(_ member: String) -> JSONValue {
    guard case .object(var members) = self else { return self }
    members[member] = nil
    return .object(members)
  }
}

struct SimulationFailure: Error { var log: String }
