import ArchiverSupport
import Domain
import Ledger
import Postgres
import TestSupport
import Testing
import Wire

/// What names an interaction or a unit, by HTTP and by a Kafka producer in both modes: no door takes a control character,
/// and each takes what looks like one.
@Suite(.broker, .database(migrated: true), .timeLimit(.minutes(15))) struct ControlCharacterTests {
  private struct Case {
    var scalar: Unicode.Scalar
    var isTaken: Bool
  }

  private static let cases =
    ([0x01, 0x07, 0x09, 0x0A, 0x0D, 0x1B, 0x1F, 0x7F, 0x80, 0x85, 0x9F].map { ($0, false) }
    + [0x20, 0xA0, 0xC2, 0x2028, 0xFEFF].map { ($0, true) })
    .compactMap { code, isTaken in Unicode.Scalar(UInt32(code)).map { Case(scalar: $0, isTaken: isTaken) } }

  @Test func noDoorTakesOne() async throws {
    try await Harness.run { harness in
      var records: [RawRecord] = []
      var expected: [(id: String, isTaken: Bool)] = []
      let contract = try Archiving.contract()
      for (number, one) in ControlCharacterTests.cases.enumerated() {
        // Escaped as JSON, as most serializers write it, and as it is where JSON allows that.
        var texts = ["a\\u" + String(repeating: "0", count: 4 - hex(one).count) + hex(one) + "b"]
        if one.scalar.value >= 0x20 { texts.append("a\(one.scalar)b") }
        for (form, text) in texts.enumerated() {
          let id = "\(number)-\(form)"
          for (name, body, path) in [
            ("id", "{\"interaction_id\":\"\(id)\(text)\",\"input\":{}}", "/v1/loops/demo.tiny/decide"),
            ("unit", "{\"interaction_id\":\"u\(id)\",\"unit\":\"\(text)\",\"input\":{}}", "/v1/loops/demo.tiny/decide"),
            ("feedback", "{\"loop\":\"demo.tiny\",\"interaction_id\":\"\(id)\(text)\",\"reward\":1}", "/v1/feedback"),
            (
              "source", "{\"loop\":\"demo.tiny\",\"interaction_id\":\"x\",\"reward\":1,\"source\":\"/\(text)\"}",
              "/v1/feedback"
            ),
          ] {
            let answer = try await harness.client.send("POST", path, Array(body.utf8))
            #expect((answer.status < 300) == one.isTaken, "\(name) \(body): \(answer.text)")
          }
          let answer = "\"input\":{},\"output\":{\"label\":\"no\",\"probability\":1}"
          for (name, type, data) in [
            ("i", InteractionRecorded.type, "{\"interaction_id\":\"k\(id)\(text)\",\(answer)}"),
            ("u", InteractionRecorded.type, "{\"interaction_id\":\"ku\(id)\",\"unit\":\"\(text)\",\(answer)}"),
            ("f", FeedbackReceived.type, "{\"interaction_id\":\"k\(id)\(text)\",\"reward\":1}"),
          ] {
            let event = Event(
              id: "\(name)\(id)", source: "/kafka", type: type, occurredAt: Timestamp(microseconds: 0),
              loop: "demo.tiny", data: Array(data.utf8))
            var record = try CloudEventEncoder(contract: contract).encode(event)
            if name == "f" { record = structured(record, event) }
            records.append(record)
            expected.append((event.id, one.isTaken))
          }
        }
      }
      let (sent, all) = (records, expected)
      try await Archiving.run {
        try await Archiving.send(sent)
        try await eventually("all have come") {
          try await Database.current.pool.run { db in
            try db.query(
              """
              SELECT (SELECT count(*) FROM ledger.event WHERE source = '/kafka')
                + (SELECT count(*) FROM ledger.parked WHERE source = '/kafka') = $1
              """, [.int(Int64(all.count))]
            ).first?.bool(0) ?? false
          }
        }
      }
      let parked = try await Database.current.pool.run { db in
        try db.query("SELECT event_id, reason FROM ledger.parked WHERE source = '/kafka'").map {
          (try $0.text(0), try $0.text(1))
        }
      }
      let reasons = Dictionary(uniqueKeysWithValues: parked)
      for (id, isTaken) in all { #expect(reasons[id] == (isTaken ? nil : "schema"), "\(id)") }
    }
  }

  private func hex(_ one: Case) -> String { String(one.scalar.value, radix: 16) }

  private func structured(_ record: RawRecord, _ event: Event) -> RawRecord {
    var record = record
    let attributes =
      "\"specversion\":\"1.0\",\"id\":\"\(event.id)\",\"source\":\"\(event.source)\",\"type\":\"\(event.type)\","
      + "\"time\":\"1970-01-01T00:00:00Z\",\"loop\":\"\(event.loop)\""
    record.value = Array("{\(attributes),\"data\":".utf8) + event.data + Array("}".utf8)
    record.headers = [RawHeader("content-type", Array("application/cloudevents+json".utf8))]
    return record
  }
}
