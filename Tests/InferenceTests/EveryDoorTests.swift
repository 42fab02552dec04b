import ArchiverSupport
import Domain
import Ledger
import Postgres
import TestSupport
import Testing
import Wire

/// The same texts by HTTP and by a Kafka producer: what one door takes the other takes, and the rows are the same.
@Suite(.broker, .database(migrated: true, adopted: false), .timeLimit(.minutes(10))) struct EveryDoorTests {
  private struct Kept: Equatable {
    var input: String
    var label: ByteText
    var occurredAt: Int64
  }

  @Test func rowsAreTheSame() async throws {
    let cases = DoorCase.generated(300, seed: 4_711)
    #expect(cases.count(where: \.isTaken) > 60 && cases.count { !$0.isTaken } > 60)
    try await Harness.run { harness in
      var config = try loop("demo.doors", inputs: [["name": "x", "kind": "text"]])
      (config.label.classes, config.label.positive) = ([], nil)
      config.defaultAnswer = DefaultAnswer(label: "no", probabilities: ["no": 1])
      try await harness.fold.configure(config)
      try await eventually("the loop is read") { harness.service.store.snapshot?["demo.doors"] != nil }
      try await Archiving.run {
        var taken = 0
        for one in cases { taken += try await http(one, harness.client) }
        try await kafka(cases)
        let all = Int64(taken + 2 * cases.count)
        try await eventually("all have come") {
          try await Database.current.pool.run { db in
            try db.query(
              """
              SELECT (SELECT count(*) FROM ledger.event WHERE loop = 'demo.doors')
                + (SELECT count(*) FROM ledger.parked) = $1
              """, [.int(all)]
            ).first?.bool(0) ?? false
          }
        }
      }
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
