import Domain
import Foundation
import Glibc
import Testing

/// A data folder is one program's at a time, and its ledger is removed by nobody but the demo, which made it.
struct DataFolderTests {
  /// The arguments of a demo with one flight.
  private static func demo(_ simulation: Simulation) throws -> [String] {
    let columns =
      "scheduled_departure,carrier,flight,origin,dest,route,distance,day_of_week,departure_hour,departure_minute,"
      + "arrival_minute,tailnum,plane_year,manufacturer,model,seats,temp,dewp,humid,wind_dir,wind_speed,wind_gust,precip,"
      + "pressure,visib,label,label_time\n"
    let flight =
      "2013-01-01T10:15:00Z,UA,UA1545,EWR,IAH,EWR-IAH,1400,tuesday,5,315,499,N14228,1999,BOEING,737-824,149,39.02,28.04,"
      + "64.43,260,12.6,,0,1011.9,10,on_time,2013-01-01T14:34:00Z\n"
    try Data((columns + flight).utf8).write(to: simulation.folder.appendingPathComponent("flights.csv"))
    return ["demo", "--months", "1", "--flights", simulation.path("flights.csv")]
  }

  @Test func aLedgerIsNotRemovedUnasked() async throws {
    let simulation = try Simulation()
    defer { simulation.remove() }
    let demo = try Self.demo(simulation)
    let up = try await UpProcess.start(simulation, log: "up")
    let process = up.process.processIdentifier
    defer { kill(process, SIGKILL) }
    for command in [demo, ["up", "--port", "0"]] {
      let (status, output) = try await simulation.command(command)
      #expect(status == 1 && output.contains("millrace up (process \(process)) runs on the data folder"), "\(output)")
      #expect(output.contains("--data-folder"))
    }
    // What attaches is not kept out.
    #expect(try await simulation.command(["loop", "list"]).status == 0)
    #expect(try await up.get("/health/live") != nil)
    let address = simulation.text("data/kafka")
    #expect(try await up.stop(SIGTERM) == 0)

    let (status, output) = try await simulation.command(demo)
    #expect(status == 1 && output.contains("holds a ledger that the demo did not make (postgres, journal"), "\(output)")
    for part in ["postgres/data/PG_VERSION", "journal"] {
      #expect(FileManager.default.fileExists(atPath: simulation.path("data/\(part)")), "\(part)")
    }
    #expect(!FileManager.default.fileExists(atPath: simulation.path("data/demo")))
    let again = try await UpProcess.start(simulation, log: "again", environment: ["MILLRACE_ACCEPT": "kafka"])
    // What is attached to the folder knows where its broker was; what that one has in memory only is told.
    #expect(simulation.text("data/kafka") == address)
    #expect(simulation.text("again").contains("MILLRACE_ACCEPT=kafka with the embedded broker"))
    #expect(try await again.stop(SIGTERM) == 0)
  }

  /// What the environment says to every libpq of this user leads nobody astray who has a server of its own.
  @Test func theEmbeddedServerIsNotThatOfTheEnvironment() async throws {
    let environment = [
      "PGDATESTYLE": "German, DMY", "PGTZ": "Asia/Tokyo", "PGGEQO": "off", "PGHOST": "10.0.0.1",
      "PGHOSTADDR": "10.0.0.1", "PGPORT": "1", "PGUSER": "nobody", "PGDATABASE": "nowhere", "PGSERVICE": "none",
      "PGSERVICEFILE": "/nonexistent", "PGTARGETSESSIONATTRS": "standby", "PGCHANNELBINDING": "require",
      "PGSSLMODE": "verify-full", "PGREQUIREAUTH": "scram-sha-256", "PGREQUIREPEER": "nobody",
      "PGCLIENTENCODING": "LATIN1",
      "PGOPTIONS": "-c default_transaction_read_only=on -c search_path=nowhere", "PGGSSENCMODE": "require",
      "PGCONNECT_TIMEOUT": "1", "PGAPPNAME": "else", "PGPASSFILE": "/nonexistent", "PGPASSWORD": "else",
    ]
    let simulation = try Simulation()
    defer { simulation.remove() }
    let up = try await UpProcess.start(simulation, log: "up", environment: environment)
    defer { kill(up.process.processIdentifier, SIGKILL) }
    let feedback: JSONValue = ["loop": "test.simulated", "feedback_id": "f", "interaction_id": "i", "label": "yes"]
    for command in [["loop", "apply", simulation.path("loop.yaml")], ["status"]] {
      let process = try simulation.launch(command, environment: environment, log: "command")
      while process.isRunning { try await Task.sleep(for: .milliseconds(20)) }
      #expect(process.terminationStatus == 0, "\(simulation.text("command"))")
    }
    try await up.serves("test.simulated", generation: 0)
    #expect(try await up.post("/v1/feedback?ack=durable", feedback) != nil, "\(simulation.text("up"))")
    #expect(try await up.stop(SIGTERM) == 0)
  }

  @Test(arguments: ["demo", "demo.json"])
  func theDemosOwnBeginsAnew(mark: String) async throws {
    let simulation = try Simulation()
    defer { simulation.remove() }
    let old = ["postgres/data", "journal", "spool", "checkpoints"].map { simulation.path("data/\($0)") }
    for folder in old {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try Data("old".utf8).write(to: URL(fileURLWithPath: folder + "/old"))
    }
    try Data().write(to: URL(fileURLWithPath: simulation.path("data/\(mark)")))
    let (status, output) = try await simulation.command(try Self.demo(simulation))
    #expect(status == 0 && output.contains("What to look at next"), "\(output)")
    for folder in old { #expect(!FileManager.default.fileExists(atPath: folder + "/old")) }
    #expect(FileManager.default.fileExists(atPath: simulation.path("data/postgres/data/PG_VERSION")))
    #expect(FileManager.default.fileExists(atPath: simulation.path("data/demo")))
  }

  /// That it ended is said once, and that it runs again.
  @Test func aBrokerThatEndsIsTold() async throws {
    let simulation = try Simulation()
    defer { simulation.remove() }
    let up = try await UpProcess.start(simulation, log: "up")
    let process = up.process.processIdentifier
    defer { kill(process, SIGKILL) }
    let broker = try #require(Self.broker(simulation))
    kill(broker, SIGKILL)
    let deadline = ContinuousClock.now + .seconds(150)
    let words = "the embedded broker has ended"
    while ContinuousClock.now < deadline, !simulation.text("up").contains(words) {
      try await Task.sleep(for: .milliseconds(50))
    }
    #expect(simulation.text("up").components(separatedBy: words).count == 2)
    _ = try await up.stop(SIGTERM)
    // Nobody says so of one that was stopped.
    let again = try await UpProcess.start(simulation, log: "again")
    #expect(try await again.stop(SIGTERM) == 0)
    #expect(!simulation.text("again").contains(words))
  }

  /// The process that listens where the data folder says that Kafka is.
  private static func broker(_ simulation: Simulation) -> pid_t? {
    let url = "tcp://\(simulation.text("data/kafka"))"
    let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.compactMap { pid_t($0) } ?? []
    return processes.first { process in
      let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/exe")
      let line = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") ?? Data()
      return program?.hasSuffix("/tansu") == true && line.split(separator: 0).contains { $0 == Data(url.utf8) }
    }
  }
}
