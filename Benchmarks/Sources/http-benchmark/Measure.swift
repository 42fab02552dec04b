import ArgumentParser
import Foundation

/// Decisions over loopback HTTP beside what they are held against: the bare disk, a bare JSON echo, and an echo that has as
/// many bytes on disk before it answers. All get the same requests from the same client, and take turns.
struct Measure: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measures decisions per second beside a bare echo, an echo that commits, and the bare disk.")

  @Argument(help: "The program, such as .build/release/millrace.") var program: String
  @Option(help: "The folder of a Millrace with a trained champion; nothing may run there.") var dataFolder: String
  @Option(help: "The loop to ask.") var loop = "demo.flights"
  @Option(help: "Seconds of each measurement.") var seconds = 2.0
  @Option(help: "Seconds before each that do not count.") var warmUp = 0.5
  @Option(help: "Turns; each lets everyone have a measurement, in alternating order.") var turns = 5
  @Option(help: "Connections, each with one request at a time; may be given again.") var connections = [1, 32, 128]
  @Option(help: "Decisions in a batch; 0: no batches.") var batch = 100
  @Option(help: "Where to write the results as JSON.") var json: String?
  @Flag(help: "Leave out the part with everything running.") var alone = false
  @Flag(help: "Leave out the part with the service alone.") var together = false

  func run() async throws {
    var report = Report()
    if !together { try await measureAlone(&report) }
    if !alone { try await measureTogether(&report) }
    report.show()
    if let json { try report.write(to: json, loop: loop, seconds: seconds) }
  }

  /// The service as a process of its own, whose Postgres, broker and archiver have ended.
  private func measureAlone(_ report: inout Report) async throws {
    let up = try await MillraceProcess.up(program, folder: dataFolder)
    let service: MillraceProcess
    let questions: [Question]
    do {
      defer { up.stop() }
      service = try await MillraceProcess.inference(program, attachedTo: dataFolder, own: dataFolder + "/alone")
      questions = try self.questions(try await service.loop(loop))
      for question in questions { _ = try load(Server("", service, loop: loop, isWhole: false), question, 32) }
    }
    defer {
      service.stop()
      try? FileManager.default.removeItem(atPath: dataFolder + "/alone")
    }
    // Now nothing takes what it has on disk: the first fill shows what a decision is there.
    let before = try service.backlog()
    _ = try load(Server("", service, loop: loop, isWhole: false), questions[0], 8)
    let after = try service.backlog()
    guard after.events > before.events else { throw Failure("decisions are not on disk with Kafka away") }
    let frame = Int(((after.bytes - before.bytes) / (after.events - before.events)).rounded())
    report.frame = frame
    let bare = try await EchoProcess(in: dataFolder, frame: nil)
    defer { bare.stop() }
    let committing = try await EchoProcess(in: dataFolder, frame: frame)
    defer { committing.stop() }
    let disk = try BareDisk(dataFolder + "/disk.journal")
    try await take(
      [
        Server("echo", bare), Server("echo that commits", committing),
        Server("millrace alone", service, loop: loop, isWhole: false),
      ], questions, &report,
      first: { report in report.disk.append(try disk.measure(frame: frame, seconds: seconds)) })
  }

  /// Everything in one process, with its broker and Postgres, on the same processors.
  private func measureTogether(_ report: inout Report) async throws {
    let up = try await MillraceProcess.up(program, folder: dataFolder)
    defer { up.stop() }
    let questions = try self.questions(try await up.loop(loop))
    let bare = try await EchoProcess(in: dataFolder, frame: nil)
    defer { bare.stop() }
    for question in questions { _ = try load(Server("", up, loop: loop, isWhole: false), question, 32) }
    try await take(
      [Server("echo beside it", bare), Server("millrace up", up, loop: loop, isWhole: true)], questions, &report,
      settle: { try await up.settle() })
  }

  private func questions(_ loop: [String: Any]) throws -> [Question] {
    let input = Question.input(loop)
    return [try .single(input)] + (batch > 0 ? [try .batch(input, of: batch)] : [])
  }

  private func load(_ server: Server, _ question: Question, _ connections: Int) throws -> Load {
    try LoadClient(
      address: server.address, request: server.address.post(server.path, question.body), connections: connections,
      times: server.times
    ).measure(seconds: seconds, warmUp: warmUp)
  }

  /// Lets servers take turns.
  /// - Parameters:
  ///   - settle: called before each measurement.
  ///   - first: called at the beginning of each turn.
  private func take(
    _ servers: [Server], _ questions: [Question], _ report: inout Report, settle: () async throws -> Void = {},
    first: (inout Report) throws -> Void = { _ in }
  ) async throws {
    for turn in 0..<turns {
      try first(&report)
      for question in questions {
        for connections in connections {
          for server in turn.isMultiple(of: 2) ? servers : servers.reversed() {
            try await settle()
            let load = try load(server, question, connections)
            report.add(load, of: server, question, connections)
            say("\(connections) connections, \(question.name), \(server.name): \(Int(load.perSecond)) requests/s")
          }
        }
      }
      say("turn \(turn + 1) of \(turns) is done")
    }
  }

  private func say(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
}
