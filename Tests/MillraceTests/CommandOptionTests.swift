import Foundation
import Testing

/// What is wrong with a command line is told at once, before anything is started.
struct CommandOptionTests {
  private static let simulate = [
    "simulate", "--loop", "l.yaml", "--data", "d.csv", "--time", "t", "--label", "y", "--delay", "1h",
  ]

  @Test(arguments: [
    (simulate + ["--fold-window", "0"], "--fold-window 0 is out of range"),
    (simulate + ["--partitions", "0"], "--partitions 0 is out of range"),
    (simulate + ["--archiver-batch", "0"], "--archiver-batch 0 is out of range"),
    (simulate + ["--batch", "-5"], "--batch -5 is out of range"),
    (simulate + ["--limit-errors", "-1"], "--limit-errors -1 is out of range"),
    (simulate + ["--report", "/nonexistdir/r.json"], "there is no folder /nonexistdir"),
    (simulate + ["--chart", "/tmp"], "--chart /tmp is a folder"),
    (simulate + ["--tick", "400000w"], "--tick 400000w is longer than 3660d"),
    (simulate + ["--tick", "-1d"], "--tick -1d is no length of time"),
    (simulate + ["--tick", "0s"], "--tick has to be longer than nothing"),
    (simulate + ["--until", "4000d"], "--until 4000d is longer than 3660d"),
    (simulate + ["--zone", "Mars/Olympus"], "there is no time zone Mars/Olympus"),
    (["demo", "--months", "13"], "--months 13 is out of range"),
    (["parked", "list", "--limit", "-1"], "--limit -1 is out of range"),
    (["parked", "show", "1", "--later", "-1"], "--later -1 is out of range"),
    (["ledger", "verify", "--from", "0"], "--from 0 is out of range"),
    (["ledger", "verify", "--from", "5", "--to", "4"], "--to 4 is out of range"),
    (["replay", "--schema", "s", "--window", "-1"], "--window -1 is out of range"),
    (["up", "--port", "70000"], "--port 70000 is out of range"),
    (["topics", "apply", "--replication", "0"], "--replication 0 is out of range"),
    (["simulat"], "millrace has no command \"simulat\"; did you mean \"simulate\"?"),
    (["loop", "aply", "x.yaml"], "millrace loop has no command \"aply\"; did you mean \"apply\"?"),
    (["quux"], "`millrace --help` lists them"),
  ])
  func wrongOnesAreToldAtOnce(arguments: [String], message: String) async throws {
    let process = Process()
    process.executableURL = Simulation.root.appendingPathComponent(".build/debug/millrace")
    process.arguments = arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    while process.isRunning { try await Task.sleep(for: .milliseconds(20)) }
    let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    #expect(process.terminationStatus == 64 && text.contains(message), "\(text)")
    #expect(!text.contains("<subcommand>"), "the usage is that of the command: \(text)")
  }
}
