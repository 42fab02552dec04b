import ArchiverSupport
import Foundation
import TestSupport

/// A producer of docs/examples, in a folder of its own.
struct ExampleProducer: Sendable {
  enum Language { case python, swift }

  /// What both say they are.
  static let source = "/example/producer"

  /// What PYTHONPATH has to be; nil where its packages cannot be had, for instance without a network.
  static let packages: String? = {
    let made = try? ChildProcess.run(
      "timeout", ["300", "bash", Archiving.home + "/scripts/lib/python_example.sh"])
    guard let made, made.status == 0 else { return nil }
    return made.output.split(separator: "\n").last.map(String.init)
  }()

  private let language: Language
  let folder = ChildProcess.temporaryPath("producer")
  var spool: String { folder + "/spool" }

  init(_ language: Language) throws {
    self.language = language
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  func remove() { try? FileManager.default.removeItem(atPath: folder) }

  /// The program with its input and output in files.
  func command(input: String) -> [String] {
    [
      "-c", "input=$1; acknowledged=$2; shift 2; exec \"$@\" <\"$input\" >>\"$acknowledged\"", "sh", input,
      folder + "/acknowledged",
    ] + program
  }

  private var program: [String] {
    let broker = Broker.current
    let (feedback, durable) = (broker.name("millrace.feedback"), broker.name("millrace.durable"))
    return switch language {
    case .python:
      [
        "python3", Archiving.home + "/docs/examples/python/producer.py", "--kafka", broker.bootstrapServers, "--loop",
        "demo.producer", "--spool", spool, "--source", Self.source, "--topic", feedback, "--watermarks", durable,
      ]
    case .swift:
      [
        Archiving.home + "/.build/debug/ExampleProducer", broker.bootstrapServers, "demo.producer", spool, feedback,
        durable,
      ]
    }
  }

  var environment: [String: String] { ["PYTHONPATH": Self.packages ?? ""] }

  /// Takes feedback until so many more are acknowledged, and is killed with SIGKILL.
  func runAndKill(_ interactions: Range<Int>, acknowledging count: Int) async throws {
    let input = folder + "/input-\(interactions.lowerBound)"
    let lines = interactions.map { "{\"interaction_id\": \"i\($0)\", \"comment\": \"fine\"}\n" }
    try Data(lines.joined().utf8).write(to: URL(filePath: input))
    let goal = try acknowledged.count + count
    let process = try ChildProcess(
      "/bin/sh", command(input: input), logPath: folder + "/log", stopSignal: "KILL", environment: environment)
    defer { process.stop() }
    while try acknowledged.count < goal {
      guard process.isRunning else { throw LaunchError("the producer ended: \(process.log)") }
      try await Task.sleep(for: .milliseconds(5))
    }
  }

  /// Runs without further input, until it ends because everything is durable.
  /// - Returns: what it wrote to its standard error.
  func finish() async throws -> String {
    let process = try ChildProcess(
      "/bin/sh", command(input: "/dev/null"), logPath: folder + "/log", environment: environment)
    defer { process.stop() }
    while process.isRunning { try await Task.sleep(for: .milliseconds(20)) }
    return process.log
  }

  /// The ids that it has answered for.
  var acknowledged: [String] {
    get throws {
      guard let data = FileManager.default.contents(atPath: folder + "/acknowledged") else { return [] }
      return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    }
  }

  /// Events in its spool.
  var spooled: Int { FileManager.default.contents(atPath: spool)?.count { $0 == UInt8(ascii: "\n") } ?? 0 }
}
