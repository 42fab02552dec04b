import Domain
import Foundation
import Ledger
import Postgres
import Projections
import ReactorSupport
import TestSupport
import Testing
import Wire

/// What `millrace status` says of a ledger and of loops with which something is wrong, in the real program.
@Suite(.database(migrated: true), .timeLimit(.minutes(15)))
struct StatusTests {
  @Test func tellsOfClocksAndOfWhatKafkaLost() async throws {
    let program = try Program(kafka: nil)
    defer { program.remove() }
    let quiet = try await program.run("status")
    #expect(quiet.status == 0 && !quiet.text.contains("clock") && !quiet.text.contains("gone before"), "\(quiet.text)")
    try await Database.current.pool.run { db in
      try db.script(
        """
        INSERT INTO ledger.clock_dispute VALUES
          ('host-a', '2026-03-01T09:30:00Z', now(), '2 minutes'), ('host-b', '2026-03-01T09:30:00Z', now(), '-90 seconds'),
          ('host-c', '2026-03-01T09:30:00Z', now() - interval '5 minutes', '2 minutes');
        UPDATE ledger.head SET recorded_at = now() + interval '2 hours';
        INSERT INTO ledger.incarnation (topic, reason) VALUES ('millrace.feedback', 'test');
        INSERT INTO ledger.ingest_gap SELECT incarnation, 0, 4, 7 FROM ledger.incarnation
        """)
    }
    let text = try await program.run("status").text
    let lines = text.split(separator: "\n")
    #expect(
      lines.contains(
        "the archiver host-a writes nothing since 2026-03-01T09:30:00Z: its clock is 120 s ahead of the database's; set the one that is wrong"
      ), "\(text)")
    #expect(
      lines.contains { $0.hasPrefix("the archiver host-b writes nothing") && $0.contains("90 s behind the database's") }
    )
    #expect(!text.contains("host-c"), "one that is heard no more is believed for a minute")
    let ahead = try #require(
      text.firstMatch(of: /the ledger's time is ahead of the clock by ([0-9]+) s: recorded times stand/))
    #expect((7_000...7_200).contains(Int(ahead.1) ?? 0))
    #expect(
      lines.contains {
        $0.hasPrefix("of the topic millrace.feedback 3 offsets were gone before the archiver read them (1 hole")
      })
    let json = try JSONReader.parse(Array(try await program.run("status", "--json").text.utf8))
    #expect(json["clocks"]?.array?.count == 3)
    #expect(json["gaps"] == [["topic": "millrace.feedback", "holes": 1, "offsets": 3]])
  }

  /// As after an upgrade, or a restored back-up: the ledger has loops, and the read models do not know them yet.
  @Test func tellsThatTheReadModelsAreNotMadeYet() async throws {
    let program = try Program(kafka: nil)
    defer { program.remove() }
    let head = try await Database.current.pool.run { try LedgerReader.head($0).position }
    #expect(try await program.run("status").text.contains("there are no read models yet, and the ledger has"))
    var history = try await LoopHistory()
    let known = try await program.run("status").text
    #expect(known.contains(LoopHistory.name) && !known.contains("are being made"), "\(known)")
    try await Database.current.pool.run { db in
      try db.script("DELETE FROM fold.loop_version; UPDATE fold.checkpoint SET position = 0")
    }
    let text = try await program.run("status").text
    #expect(text.contains("the read models are being made: position 0 of \(head + 1)"), "\(text)")
    #expect(!text.contains("no loop is configured yet"))
    // And what nobody configured is told of.
    var event = history.event(
      InteractionRecorded.type, day: 0.5,
      ["interaction_id": "a", "input": [:], "output": ["label": "no", "probability": 0.5]])
    event.loop = "test.pasta"
    try await history.append([event])
    let told = try await program.run("status").text
    #expect(told.contains("1 interaction and 0 feedbacks of loops that are not configured: test.pasta"), "\(told)")
    let json = try JSONReader.parse(Array(try await program.run("status", "--json").text.utf8))
    #expect(json["not_configured"]?["loops"] == ["test.pasta"])
  }

  /// That a projection of an analyst's was ended for what it spilled to disk, and who folds them without such a bound.
  @Test func tellsOfSpills() async throws {
    _ = try await LoopHistory()
    let program = try Program(kafka: nil)
    defer { program.remove() }
    let folder = program.folder.appendingPathComponent("spiller")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let fold = """
      INSERT INTO own SELECT max(length(t)) FROM (
        SELECT repeat(md5(n::text), 32) || n AS t FROM generate_series(1, 400000) n WHERE $1 < $2 ORDER BY 1 OFFSET 1) s;
      """
    try Data("--! tables\nCREATE TABLE own (a bigint);\n--! fold\n\(fold)\n".utf8)
      .write(to: folder.appendingPathComponent("10_spiller.sql"))
    try Data("1".utf8).write(to: folder.appendingPathComponent("VERSION"))
    #expect(try await program.run("projection", "add", folder.path).status == 0)
    let role = "spill_\(Database.current.name)"
    try await Database.current.pool.run { db in
      while try AnalystProjections.step(db, limit: 1000) > 0 {}
      try db.script("REVOKE SET ON PARAMETER temp_file_limit FROM millrace_projector, millrace_auditor")
      try db.script("CREATE ROLE \(quoteIdentifier(role)) LOGIN IN ROLE millrace_auditor")
    }
    let text = try await program.run("status").text
    #expect(text.contains("failed  temporary file size exceeds temp_file_limit (262144kB) (one statement's"), "\(text)")
    let warning = "WARNING: what analysts' projections spill to disk has no bound"
    #expect(text.contains(warning) && text.contains(role), "\(text)")
    try await Database.current.pool.run { try $0.script("DROP ROLE \(quoteIdentifier(role))") }
  }

  @Test func tellsWhatALoopWasSent() async throws {
    var history = try await LoopHistory()
    try await history.day(0)
    let events = (0..<3).map { number in
      history.event(
        InteractionRecorded.type, day: 0.5,
        [
          "interaction_id": .string("wrong-\(number)"), "input": ["x": "1", "xx": 2],
          "output": ["label": "no", "probability": 0.5],
        ])
    }
    try await history.append(events + [history.tick(day: 1)])
    let program = try Program(kafka: nil)
    defer { program.remove() }
    let text = try await program.run("status").text
    #expect(
      text.contains(
        #"wrong_kind  input "x" came 3 times as another kind than declared (string), and counts as missing"#), "\(text)"
    )
    #expect(
      text.contains(
        #"input "xx" came 3 times and is not declared, so that nothing is learned from it; did you mean "x"?"#))
    let json = try JSONReader.parse(Array(try await program.run("status", "--json").text.utf8))
    let notices = json["loops"]?.array?.first?["notices"]?.array ?? []
    #expect(notices.map { $0["code"]?.string } == ["wrong_kind", "undeclared"])
    #expect(notices.map { $0["count"]?.integer } == [3, 3] && notices.map { $0["input"]?.string } == ["x", "xx"])
  }

  /// What somebody gives as a reason is refused here where no event could state it, and not parked later.
  @Test(arguments: [
    ["loop", "pause", "a.b", "--reason"], ["loop", "resume", "a.b", "--reason"],
    ["parked", "retry", "--all", "--because"], ["parked", "discard", "--all", "--because"],
  ])
  func reasonsHaveALength(command: [String]) async throws {
    let program = try Program(kafka: nil)
    defer { program.remove() }
    let (process, file) = try program.start(command + [String(repeating: "é", count: 1_025)])
    while process.isRunning { try await Task.sleep(for: .milliseconds(20)) }
    let text = try String(contentsOf: file, encoding: .utf8)
    #expect(process.terminationStatus == 64)
    #expect(text.contains("\(command.last ?? "") has 1025 characters; shorten it to at most 1024"), "\(text)")
    let (blank, said) = try program.start(command + [" "])
    while blank.isRunning { try await Task.sleep(for: .milliseconds(20)) }
    #expect(blank.terminationStatus == 64)
    #expect(try String(contentsOf: said, encoding: .utf8).contains("say with \(command.last ?? "") why"))
  }
}
