import ArchiverSupport
import Domain
import Ledger
import Postgres
import Projections
import TestSupport
import Testing
import Wire

/// The same texts by HTTP and by a Kafka producer: what one door takes the other takes, and the rows are the same.
@Suite(.broker, .database(migrated: true), .timeLimit(.minutes(10))) struct EveryDoorTests {
  private struct Kept: Equatable {
    var input: String
    var label: ByteText
    var occurredAt: Int64
  }

  @Test func rowsAreTheSame() async throws {
    let cases = DoorCase.generated(300, seed: 4_711)
    #expect(cases.count(where: \.isTaken) > 60 && cases.count { !$0.isTaken } > 60)
    try await Harness.run { harness in
      var config = try loop("demo.doors", inputs: [["name": "n", "kind": "numeric"], ["name": "t", "kind": "text"]])
      config.clock = .occurred
      (config.label.classes, config.label.positive) = ([], nil)
      config.defaultAnswer = DefaultAnswer(label: "no", probabilities: ["no": 1])
      try await harness.fold.configure(config)
      try await eventually("the loop is read") { harness.service.store.snapshot?["demo.doors"] != nil }
      let configured = config
      try await Archiving.run {
        try await backfill(LoopConfigured(config: configured, digest: configured.digest), "configured")
        var taken = 0
        for one in cases { taken += try await http(one, harness.client) }
        try await kafka(cases)
        let all = Int64(taken + 2 * cases.count)
        try await eventually("all have come") {
          try await Database.current.pool.run { db in
            try db.query(
              """
              SELECT (SELECT count(*) FROM ledger.event WHERE loop = 'demo.doors' AND event_id <> 'configured')
                + (SELECT count(*) FROM ledger.parked) = $1
              """, [.int(all)]
            ).first?.bool(0) ?? false
          }
        }
        try await backfill(ClockTicked(time: .latest, follows: nil), "tick")
      }
      try await compareFolds(cases)
      for one in cases {
        let byHTTP = try await kept("h" + one.id, feedback: "h" + one.id)
        let byKafka = try await kept("k" + one.id, feedback: "k" + one.id)
        guard one.isTaken, let name = one.className, let moment = one.moment else {
          #expect(byHTTP == nil && byKafka == nil, "\(one)")
          continue
        }
        let right = Kept(input: one.input, label: ByteText(name), occurredAt: moment.microseconds)
        #expect(byHTTP == right && byKafka == right, "\(one)")
      }
    }
  }

  /// What the read models make of them: a backfill on an occurred clock, each row at its own time.
  private func compareFolds(_ cases: [DoorCase]) async throws {
    let group = try ProjectionGroup(name: "core", directory: home + "/projections/core")
    let rows = try await Database.current.pool.run { db in
      let fold = ProjectionFold(group: group, schema: "doors")
      try fold.prepare(db)
      while try fold.step(db, limit: 37).count > 0 {}
      return try db.query(
        """
        SELECT i.interaction_id, i.occurred_at::text, i.usable::text, i.time_implausible::text, i.input_problems::text,
          f.label, j.label, j.occurred_at::text
        FROM doors.interaction i
        LEFT JOIN doors.feedback f ON f.loop = i.loop AND f.interaction_id = i.interaction_id
        LEFT JOIN doors.joined_example j ON j.loop = i.loop AND j.interaction_id = i.interaction_id
        """
      ).reduce(into: [ByteText: [String]]()) { rows, row in
        rows[ByteText(try row.text(0))] = try (1..<8).map { try row.optionalText($0) ?? "none" }
      }
    }
    var compared = 0
    for one in cases where one.isTaken {
      let (byHTTP, byKafka) = (rows[ByteText("h" + one.id)], rows[ByteText("k" + one.id)])
      #expect(byHTTP == byKafka, "\(one)")
      guard let row = byKafka, let name = one.className, let moment = one.moment else {
        Issue.record("no row of \(one)")
        continue
      }
      #expect(row[1] == "true" && row[2] == "false" && row[3] == "none", "\(row) \(one)")
      #expect(row[4].utf8.elementsEqual(name.utf8), "\(row) \(one)")
      // The last hour of all times is closed by no tick.
      guard moment + TimeSpan(microseconds: 3_600_000_000) <= Timestamp.latest else { continue }
      compared += 1
      #expect(row[5].utf8.elementsEqual(name.utf8) && row[6] == row[0], "\(row) \(one)")
    }
    #expect(compared > 50)
  }

  /// Sends an event of the loop through Kafka, and waits until the ledger has it.
  private func backfill(_ data: some EventData, _ id: String) async throws {
    let event = Event(
      data, id: id, source: "/kafka", subject: nil, occurredAt: Timestamp(microseconds: 0), loop: "demo.doors",
      key: "demo.doors")
    try await Archiving.send([try CloudEventEncoder(contract: try Archiving.contract()).encode(event)])
    try await eventually("\(id) is in the ledger") { try await Archiving.positions("/kafka", [id]).count == 1 }
  }

  /// What a loop's file says of labels, as classes and as its default answer, counts as it does at the other doors; what
  /// would count as another text than is written is refused.
  @Test func loopFilesSayTheSame() throws {
    var taken = 0
    for one in DoorCase.generated(300, seed: 4_712) {
      guard let first = one.label.first, let name = one.className else { continue }
      let cell = one.label
      let text = """
        name: demo.doors
        inputs: {n: numeric}
        label: {name: y, classes: [\(cell), "another", "third"]}
        join_window: 1h
        default_answer: {label: \(cell), probabilities: {? \(cell) : 0.5, another: 0.5}}
        sealing: {every: 1d, validation: 1h, holdout: 1h}
        learner: {kind: mlp}
        """
      let file = Result { try LoopFile.parse(Array(text.utf8), name: "doors.yaml") }
      switch file {
      case .success(let config):
        taken += 1
        #expect(config.label.classes.map { ByteText($0) } == [ByteText(name), "another", "third"], "\(one)")
        #expect(ByteText(config.defaultAnswer.label) == ByteText(name), "\(one)")
      case .failure(let error):
        #expect(first != "\"" && name != cell && "\(error)".contains("quotes"), "\(error) \(one)")
      }
    }
    #expect(taken > 50)
  }

  /// - Returns: how many of the two events were taken.
  private func http(_ one: DoorCase, _ client: Client) async throws -> Int {
    let decided = try await client.send(
      "POST", "/v1/loops/demo.doors/decide",
      Array("{\"interaction_id\":\"h\(one.id)\",\"occurred_at\":\"\(one.occurredAt)\",\"input\":\(one.input)}".utf8))
    let told = try await client.send(
      "POST", "/v1/feedback",
      Array(
        ("{\"loop\":\"demo.doors\",\"interaction_id\":\"h\(one.id)\",\"label\":\(one.label),\"feedback_id\":\"h\(one.id)\","
          + "\"source\":\"/http\",\"occurred_at\":\"\(one.occurredAt)\"}").utf8))
    #expect((decided.status == 200) == (one.isNumber && one.moment != nil), "\(decided.text) \(one)")
    #expect((told.status == 202) == (one.className != nil && one.moment != nil), "\(told.text) \(one)")
    return (decided.status == 200 ? 1 : 0) + (told.status == 202 ? 1 : 0)
  }

  private func kafka(_ cases: [DoorCase]) async throws {
    let contract = try Archiving.contract()
    var records: [RawRecord] = []
    for one in cases {
      let output = "{\"label\":\"no\",\"probability\":1}"
      for (type, data) in [
        (InteractionRecorded.type, "{\"interaction_id\":\"k\(one.id)\",\"input\":\(one.input),\"output\":\(output)}"),
        (FeedbackReceived.type, "{\"interaction_id\":\"k\(one.id)\",\"label\":\(one.label)}"),
      ] {
        let event = Event(
          id: "k\(one.id)" + (type == InteractionRecorded.type ? "?" : ""), source: "/kafka", type: type,
          occurredAt: Timestamp(microseconds: 0), loop: "demo.doors", data: Array(data.utf8))
        var record = try CloudEventEncoder(contract: contract).encode(event)
        for index in record.headers.indices where record.headers[index].name == "ce_time" {
          record.headers[index].value = Array(one.occurredAt.utf8)
        }
        records.append(record)
      }
    }
    try await Archiving.send(records)
  }

  /// What the ledger has of an interaction and its feedback; nil where it lacks one.
  private func kept(_ interaction: String, feedback: String) async throws -> Kept? {
    try await Database.current.pool.run { db in
      let (ids, sources): ([String], [String]) =
        interaction.hasPrefix("h")
        ? (["interaction-demo.doors/" + interaction, feedback], ["/millrace/inference", "/http"])
        : ([interaction + "?", feedback], ["/kafka", "/kafka"])
      let rows = try zip(sources, ids).map { source, id in
        try db.query(
          """
          SELECT data, occurred_at, CASE jsonb_typeof(data::jsonb->'label')
            WHEN 'number' THEN trim_scale((data::jsonb->>'label')::numeric)::text ELSE data::jsonb->>'label' END
          FROM ledger.event WHERE position = (SELECT ledger.position_of($1, $2))
          """, [.text(source), .text(id)]
        ).first
      }
      guard let first = rows[0], let second = rows[1] else { return nil }
      let micros = try first.timestampMicros(1)
      guard try micros == second.timestampMicros(1) else { return nil }
      return Kept(
        input: try JSONReader.parse(try first.text(0))["input"]?.sentText ?? "", label: ByteText(try second.text(2)),
        occurredAt: micros)
    }
  }
}
