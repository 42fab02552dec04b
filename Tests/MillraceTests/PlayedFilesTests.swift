import Domain
import Foundation
import Testing
import Wire

/// Files as `simulate` takes them, in the real program.
@Suite(.serialized)
struct PlayedFilesTests {
  private func simulation(_ csv: String, loop: [String: String] = [:]) throws -> Simulation {
    let simulation = try Simulation()
    try Data(csv.utf8).write(to: URL(fileURLWithPath: simulation.path("data.csv")))
    var text = simulation.text("loop.yaml")
    for (old, new) in loop { text = text.replacing(old, with: new) }
    try Data(text.utf8).write(to: URL(fileURLWithPath: simulation.path("loop.yaml")))
    return simulation
  }

  private static let header = "time,x,c,label,known\n"

  /// A file that is refused leaves no trace: nothing is started, and nothing published.
  @Test(arguments: [
    ("time,x,c,label,known,x\n", [], "line 1, column 6: the header gives the name \"x\" of column 2 twice"),
    (header + "2026-01-01T00:00:00Z,1,a,yes,\"2026-01-01T01:00:00Z\n", [], "line 2, column 5 (\"known\"): the quote"),
    (
      header + "2026-01-01T00:00:00Z,1,\"a\"x,yes,2026-01-01T01:00:00Z\n", [], "line 2, column 3 (\"c\"): there is text"
    ),
    (
      header + "2026-03-08T02:30:00,1,a,yes,2026-03-08T05:00:00\n", ["--zone", "America/New_York"],
      "line 2, column \"time\": 2026-03-08T02:30:00 does not exist in America/New_York"
    ),
    (
      header + "2026-11-01T00:50:00,1,a,yes,2026-11-01T01:20:00\n", ["--zone", "America/New_York"],
      "line 2, column \"known\": 2026-11-01T01:20:00 comes twice in America/New_York"
    ),
    (header + "2026-01-01T00:00:00Z,1,a,maybe,2026-01-01T01:00:00Z\n", [], "\"maybe\" is none of the loop's classes"),
    (header + "2026-01-01T00:00:00Z,1,a,yes,\nnever,1,a,yes,\n", ["--limit-errors", "1"], "more than 1 row is bad"),
  ])
  func refusedFilesLeaveNoTrace(_ csv: String, _ arguments: [String], _ expected: String) async throws {
    let simulation = try simulation(csv)
    defer { simulation.remove() }
    let process = try simulation.start(arguments)
    while process.isRunning { try await Task.sleep(for: .milliseconds(20)) }
    #expect(process.terminationStatus != 0)
    #expect(simulation.log.contains(expected) && simulation.log.contains("nothing was published"), "\(simulation.log)")
    #expect(!FileManager.default.fileExists(atPath: simulation.path("data/postgres")))
  }

  /// Rows at the ends of time, rows without labels, bad rows: all of them played or told, and the clock ends.
  @Test func allRowsAreAccountedFor() async throws {
    var csv = "\u{FEFF}" + PlayedFilesTests.header
    csv += "1970-01-01T00:00:00Z,0.50,a,yes,1970-01-01T01:00:00Z\n"
    for number in 0..<200 {
      let time = Timestamp(microseconds: 1_767_225_600_000_000 + Int64(number) * 20 * 60_000_000)
      let known = time + TimeSpan(microseconds: 3_600_000_000)
      csv += "\(time.text),\(Double(number) / 200),a,\(number.isMultiple(of: 3) ? "yes" : "no"),\(known.text)\n"
    }
    csv += "2026-01-03T18:00:00Z,0.25,b,,\n"
    csv += "2026-01-03T18:10:00Z,NaN,b,yes,9999-12-31T23:59:59Z\n"
    csv += "2026-01-03T18:20:00Z,0.25,b,yes\n"
    let simulation = try simulation(
      csv,
      loop: [
        "positive: yes}": "positive: yes, default: no}", "minimum_examples: 50}": "minimum_examples: 5000}",
      ])
    defer { simulation.remove() }
    let report = try await simulation.run(["--limit-errors", "3"])
    let rows = report["rows"]
    #expect(rows?["read"]?.integer == 204 && rows?["played"]?.integer == 203)
    #expect(rows?["left_out"]?.integer == 1 && rows?["reasons"] == ["field_count": 1])
    #expect(rows?["left_out_rows"]?.array?.first?["line"]?.integer == 205)
    #expect(rows?["without_label"]?.integer == 1 && rows?["label_not_known_by_end"]?.integer == 1)
    #expect(rows?["wrong_kind"] == ["x": ["count": 1, "line": 204]])
    #expect(report["decisions"]?.integer == 203)
    #expect(report["ledger"]?[FeedbackReceived.type]?.integer == 201)
    // A tick a day from 1970 on would be 20,000.
    #expect((report["ledger"]?[ClockTicked.type]?.integer ?? .max) < 50)
    for line in [
      "line 205: the row has 4 fields where the header has 5 names", "the row is left out",
      "rows: 204 read, 203 played, 1 left out (1 field_count), 1 without a label",
      "labels: 1 was not known by the end",
      "no champion: ",
    ] {
      #expect(simulation.log.contains(line), "\(line) in \(simulation.log)")
    }
    try await simulation.withDatabase { pool in
      let defaulted = try await pool.run {
        try $0.query("SELECT count(*) FROM millrace.joined_example WHERE defaulted").first?.int64(0)
      }
      // The row without a label, and the one whose label comes at the end of time.
      #expect(defaulted == 2)
      let open = try await pool.run { try $0.query("SELECT count(*) FROM fold.open_interaction").first?.int64(0) }
      #expect(open == 0)
      let number = try await pool.run {
        try $0.query(
          """
          SELECT data::text FROM ledger.event WHERE type = 'millrace.interaction.recorded.v1' ORDER BY position LIMIT 1
          """
        ).first?.text(0)
      }
      #expect(number?.contains("0.50") == true, "\(number ?? "")")
    }
    #expect(try await simulation.audit() == [])
  }

  /// Rows up to the last moment of all are played, by a last tick that stands there: none is lost behind the clock's end.
  @Test func rowsAtTheEndOfTimeArePlayed() async throws {
    var csv = PlayedFilesTests.header + "2026-01-01T00:00:00Z,0.5,a,yes,2026-01-01T01:00:00Z\n"
    for time in [
      "9999-12-30T12:00:00Z", "9999-12-31T00:00:00Z", "9999-12-31T12:00:00Z", "9999-12-31T23:59:59Z",
      "9999-12-31T23:59:59.999999Z",
    ] { csv += "\(time),0.5,a,no,\(time)\n" }
    let simulation = try simulation(csv)
    defer { simulation.remove() }
    let report = try await simulation.run([])
    let rows = report["rows"]
    #expect(rows?["read"] == 6 && rows?["played"] == 6 && rows?["left_out"] == 0, "\(rows ?? .null)")
    #expect(rows?["label_not_known_by_end"] == 0 && rows?["without_label"] == 0)
    #expect(report["ledger"]?[InteractionRecorded.type] == 6 && report["ledger"]?[FeedbackReceived.type] == 6)
    #expect(try await simulation.audit() == [])
  }

  /// Cells of the wrong kind, from the file to the counts: sent as they stand where the loop's file says `missing`, taken as
  /// missing before they are sent where it says nothing, bad rows where it says `reject`.
  @Test(arguments: ["missing", "reject", nil] as [String?]) func cellsOfTheWrongKindAreCounted(policy: String?)
    async throws
  {
    var csv = PlayedFilesTests.header.replacing("label", with: "w,t,label")
    let odd = ["\"1,5\"", "NaN", "0x1A", "+1", "ten"]
    for number in 0..<240 {
      let time = Timestamp(microseconds: 1_767_225_600_000_000 + Int64(number) * 30 * 60_000_000)
      let known = time + TimeSpan(microseconds: 3_600_000_000)
      // One in ten has an x that is no number, one in twelve a w that is no time; the text takes all.
      let x = number.isMultiple(of: 10) ? odd[number / 10 % odd.count] : "\(Double(number) / 240)"
      let w = number.isMultiple(of: 12) ? "yesterday" : time.text
      csv += "\(time.text),\(x),a,\(w),7,\(number.isMultiple(of: 3) ? "yes" : "no"),\(known.text)\n"
    }
    let simulation = try simulation(
      csv,
      loop: [
        "c: category}": "c: category, w: time, t: text}" + (policy.map { "\nwrong_kind: \($0)" } ?? ""),
        "every: 7d, minimum_examples: 200, validation: 1d": "every: 1d, minimum_examples: 50, validation: 1d",
      ])
    defer { simulation.remove() }
    let report = try await simulation.run(policy == "reject" ? ["--limit-errors", "50"] : [])
    let rows = report["rows"]
    // 24 rows with an odd x and 20 with an odd w, of which four have both.
    let (left, sent) = (policy == "reject" ? 40 : 0, policy == "missing")
    #expect(rows?["read"] == 240 && rows?["played"]?.integer == Int64(240 - left))
    #expect(rows?["left_out"]?.integer == Int64(left))
    if policy == "reject" {
      #expect(rows?["reasons"] == ["wrong_kind": 40])
    } else {
      let told: JSONValue = ["x": ["count": 24, "line": 2], "w": ["count": 20, "line": 2]]
      #expect(rows?["wrong_kind"] == (sent ? [:] : told), "\(rows ?? .null)")
    }
    #expect(report["decisions"]?.integer == Int64(240 - left))
    try await simulation.withDatabase { pool in
      func ask(_ sql: String) async throws -> [String] {
        try await pool.run { try $0.query(sql).map { try $0.text(0) } }
      }
      let counted = try await ask(
        """
        SELECT input || ' ' || reason || ' ' || found || ' ' || sum(count) FROM millrace.input_problem
        GROUP BY input, reason, found ORDER BY 1
        """)
      #expect(counted == (sent ? ["w not_a_time string 20", "x wrong_kind string 24"] : []))
      #expect(try await ask("SELECT reason FROM millrace.fold_error WHERE projection = 'interaction'") == [])
      // What was sent stands in the ledger as it stands in the file; what was taken as missing does not.
      let ledger = try await ask(
        """
        SELECT count(*) FILTER (WHERE data::jsonb->'input'->>'x' IN ('1,5', 'NaN', '0x1A', '+1', 'ten'))::text || ' '
          || count(*) FILTER (WHERE data::jsonb->'input' ? 'x') || ' ' || count(*)
        FROM ledger.event WHERE type = 'millrace.interaction.recorded.v1'
        """)
      #expect(ledger == [sent ? "24 240 240" : policy == nil ? "0 216 240" : "0 200 200"])
      #expect(
        try await ask("SELECT count(*)::text FROM millrace.joined_example WHERE revision = 0") == ["\(240 - left)"])
      // A dataset's counts say how many examples to train on lack the input, whichever way it came to be missing.
      let seals = try await ask(
        "SELECT data::jsonb->'counts' FROM ledger.event WHERE type = 'millrace.dataset.sealed.v1' ORDER BY position")
      let counts = try JSONReader.parse(try #require(seals.last))
      let kept =
        (counts["train"]?.integer ?? 0) + (counts["validation"]?.integer ?? 0) + (counts["holdout"]?.integer ?? 0)
      #expect(kept > 100, "\(counts)")
    }
    #expect(try await simulation.audit() == [])
  }

  /// What it comes to when every tick is waited for by itself, and when quiet ones go out together.
  @Test func quietTicksChangeNothing() async throws {
    // Twenty days of sixty rows, all within two hours of each day, and the answers an hour later.
    var csv = PlayedFilesTests.header
    var random = SplitMix(state: 5)
    for number in 0..<1200 {
      let day = Int64(number / 60) * 86_400
      let time = Timestamp(microseconds: (1_767_225_600 + day + Int64(number % 60) * 120) * 1_000_000)
      let x = Double(random.next() % 1000) / 500 - 1
      let known = time + TimeSpan(microseconds: 3_600_000_000)
      csv += "\(time.text),\(x),a,\(x + Double(random.next() % 100) / 400 > 0 ? "yes" : "no"),\(known.text)\n"
    }
    var reports: [JSONValue] = []
    var histories: [[String]] = []
    for quiet in ["0", "4000"] {
      let simulation = try simulation(csv)
      defer { simulation.remove() }
      reports.append(try await simulation.run(["--tick", "6h", "--quiet-ticks", quiet]))
      #expect(try await simulation.audit() == [])
      histories.append(
        try await simulation.withDatabase { pool in
          try await pool.run { db in
            // What was decided, at which places in the ledger, and when. Who configures says so by the wall clock.
            try db.query(
              """
              SELECT position || ' ' || type || ' ' || event_id || ' ' || occurred_at FROM ledger.event
              WHERE loop = 'test.simulated' AND type NOT IN (
                'millrace.interaction.recorded.v1', 'millrace.feedback.received.v1', 'millrace.loop.configured.v1')
              ORDER BY position
              """
            ).map { try $0.text(0) }
          }
        })
    }
    #expect(reports[0] == reports[1])
    #expect((reports[0]["rounds"]?.array?.count ?? 0) >= 2 && reports[0]["champions"]?.array?.isEmpty == false)
    #expect(histories[0] == histories[1])
  }
}
