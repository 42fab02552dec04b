import Domain
import TestSupport
import Testing

@Suite(.broker, .database(migrated: true)) struct ProblemTests {
  private func expect(
    _ answer: Client.Answer, _ status: Int, _ type: String, detail: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(answer.status == status, "\(answer.text)", sourceLocation: sourceLocation)
    #expect(answer.headers["content-type"] == "application/problem+json", sourceLocation: sourceLocation)
    #expect(answer.json["type"] == .string("urn:millrace:problem:\(type)"), sourceLocation: sourceLocation)
    #expect(answer.json["status"] == .integer(Int64(status)), sourceLocation: sourceLocation)
    #expect(answer.json["title"]?.string?.isEmpty == false, sourceLocation: sourceLocation)
    #expect(
      answer.json["detail"]?.string?.contains(detail) == true, "\(answer.text)", sourceLocation: sourceLocation)
  }

  @Test func namesWhatIsWrongAndHowToMendIt() async throws {
    try await Harness.run { harness in
      let client = harness.client
      expect(
        try await client.decide(["input": [:]], loop: "demo.other"), 404, "unknown-loop", detail: "demo.tiny")
      expect(try await client.get("/v1/loops/nope"), 404, "unknown-loop", detail: "demo.tiny")
      expect(try await client.get("/v2/anything"), 404, "not-found", detail: "/openapi.yaml")
      expect(try await client.get("/v1/loops/"), 404, "unknown-loop", detail: "demo.tiny")
      let wrong = try await client.get("/v1/feedback")
      expect(wrong, 405, "method-not-allowed", detail: "use POST")
      #expect(wrong.headers["allow"] == "POST, OPTIONS")
      let delete = try await client.send("DELETE", "/v1/loops", nil)
      #expect(delete.status == 405 && delete.headers["allow"] == "GET, HEAD, OPTIONS")
      let path = "/v1/loops/demo.tiny/decide"
      expect(
        try await client.send("POST", path, Array("a=b".utf8), contentType: "application/x-www-form-urlencoded"), 415,
        "unsupported-media-type", detail: "Content-Type: application/json")
      expect(
        try await client.send("POST", path, Array("{\"input\":\n {]}".utf8)), 400, "malformed-json",
        detail: "line 2, column 3")
      expect(try await client.send("POST", path, []), 400, "malformed-json", detail: "no JSON value")
      expect(
        try await client.send("POST", path, Array(#"{"input":{"note":"\u0000"}}"#.utf8)), 400, "malformed-json",
        detail: "NUL")
      expect(try await client.send("POST", path, Array("[]".utf8)), 422, "invalid", detail: "an object")
      #expect(
        try await client.send(
          "POST", path, Array(#"{"input":{}}"#.utf8), contentType: "application/json; charset=utf-8"
        ).status == 200)
    }
  }

  @Test func listsEveryWrongFieldWithItsPlace() async throws {
    try await Harness.run { harness in
      let answer = try await harness.client.decide([
        "requests": [
          ["input": input(1)],
          ["input": ["size": "big", "at": "yesterday", "note": 3]],
          ["input": ["colour": ["red"]]],
        ]
      ])
      expect(answer, 422, "invalid", detail: "and 3 more")
      let errors = try #require(answer.json["errors"]?.array)
      let places = errors.map { [$0["index"] ?? nil, $0["field"] ?? nil] }
      #expect(
        Set(places) == [
          [1, "input.size"], [1, "input.at"], [1, "input.note"], [2, "input.colour"],
        ])
      #expect(errors.first { $0["field"] == "input.size" }?["detail"]?.string?.contains("a number") == true)

      let single = try await harness.client.decide([
        "interaction_id": "", "unit": 5, "occurred_at": "2024-01-01", "inputs": [:],
      ])
      expect(single, 422, "invalid", detail: "inputs")
      let fields = try #require(single.json["errors"]?.array).compactMap { $0["field"]?.string }
      #expect(fields.sorted() == ["input", "inputs", "interaction_id", "occurred_at", "unit"])
      #expect(single.json["detail"]?.string?.contains("did you mean `input`?") == true)
      #expect(single.json["errors"]?.array?.allSatisfy { $0["index"] == nil } == true)

      let twice = try await harness.client.decide([
        "requests": [["interaction_id": "x", "input": [:]], ["interaction_id": "x", "input": [:]]]
      ])
      expect(twice, 422, "invalid", detail: "the same id")
      let control = try await harness.client.decide(["interaction_id": "a\nb", "input": [:]])
      expect(control, 422, "invalid", detail: "control character")
      let empty = try await harness.client.decide(["requests": []])
      expect(empty, 422, "invalid", detail: "1 to 1000")
    }
  }

  @Test func refusesWhatIsTooLarge() async throws {
    try await Harness.run { harness in
      let client = harness.client
      let many = try await client.decide(["requests": .array(Array(repeating: ["input": [:]], count: 1_001))])
      expect(many, 413, "too-large", detail: "1000")
      let body = try await client.send(
        "POST", "/v1/loops/demo.tiny/decide", [UInt8](repeating: 0x20, count: (8 << 20) + 1))
      expect(body, 413, "too-large", detail: "8388608")
      let note: JSONValue = .string(String(repeating: "x", count: 300_000))
      let text = try await client.decide(["requests": [["input": [:]], ["input": ["note": note]]]])
      expect(text, 413, "too-large", detail: "number 1")
      // Nothing of a refused batch is recorded, and the service goes on.
      #expect(try await client.decide(["interaction_id": "after", "input": [:]]).status == 200)
      #expect(try await Harness.events("millrace.interactions", count: 1).map(\.subject) == ["after"])
    }
  }

  @Test func saysThatItIsNotReadyYet() async throws {
    let pool = Database.current.pool
    try await Harness.run(isConfigured: false) { harness in
      // The service may have read no loops at all, or an empty list: both are told apart.
      try await eventually("the loops are read") { harness.service.store.snapshot != nil }
      expect(
        try await harness.client.decide(["input": [:]]), 404, "unknown-loop", detail: "millrace loop apply")
      #expect(try await harness.client.get("/health/ready").status == 200)
    }
    try await pool.run { db in try db.script("DROP SCHEMA fold CASCADE") }
  }

  @Test func answersHEADAsGETWithoutABody() async throws {
    try await Harness.run { harness in
      let head = try await harness.client.send("HEAD", "/health/ready", nil)
      #expect(head.status == 200 && head.bytes.isEmpty)
    }
  }
}
