import ArchiverSupport
import Domain
import TestSupport
import Testing

@Suite(.broker, .database(migrated: true)) struct RepeatTests {
  private let said: JSONValue = ["loop": "demo.tiny", "interaction_id": "i1", "label": "no"]

  private func feedback(
    _ harness: Harness, _ body: JSONValue, key: String? = nil, isWaited: Bool = false
  ) async throws -> Client.Answer {
    var headers: [String: String] = [:]
    headers["idempotency-key"] = key
    if isWaited { headers["prefer"] = "wait=60" }
    return try await harness.client.post("/v1/feedback", body, headers: headers)
  }

  private func ids(_ answer: Client.Answer) -> [String] {
    (answer.json["feedback"]?.array ?? []).compactMap { $0["feedback_id"]?.string }
  }

  /// Saying the same thing twice is two acts; a request that is sent again is one.
  @Test func feedbackIsAnAct() async throws {
    try await Harness.run { harness in
      var made: Set<String> = []
      for _ in 0..<2 { made.insert(try await feedback(harness, said).json["feedback_id"]?.string ?? "") }
      #expect(made.count == 2 && made.allSatisfy { $0.hasPrefix("feedback-") })
      for key in ["order-17/returned", "\"order-17/returned\"", "\"order-17/returned\";a=1"] {
        let answer = try await feedback(harness, said, key: key)
        #expect(answer.status == 202 && answer.json["feedback_id"] == "order-17/returned", "\(answer.text)")
      }
      let list: JSONValue = ["feedback": [said, said.overlaid(with: ["feedback_id": "own"]), said]]
      var batches: [[String]] = []
      for _ in 0..<2 { batches.append(ids(try await feedback(harness, list, key: "k"))) }
      #expect(batches[0] == batches[1] && Set(batches[0]).count == 3 && batches[0][1] == "own")
      let others = ids(try await feedback(harness, list, key: "k2"))
      #expect(others[0] != batches[0][0] && others[1] == "own")
      let events = try await Harness.events("millrace.feedback", count: 14)
      #expect(Set(events.map(\.id)).count == 8)
      let own = said.overlaid(with: ["feedback_id": "own"])
      let twice: JSONValue = ["feedback": [own, own]]
      #expect(try await feedback(harness, twice).status == 422)
    }
  }

  @Test(arguments: [
    "", " ", "\"", "\"open", "a b", "\u{7F}", "\"\"", String(repeating: "k", count: 129), "é",
  ]) func refusesKeysThatCannotBeRead(key: String) async throws {
    try await Harness.run { harness in
      for (path, body) in [("/v1/feedback", said), ("/v1/loops/demo.tiny/decide", ["input": [:]])] {
        let text = body.canonicalText
        let answer = try await harness.client.raw(
          "POST \(path) HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nIdempotency-Key: \(key)\r\nContent-Length: \(text.utf8.count)\r\n"
            + "\r\n\(text)")
        #expect(answer.hasPrefix("HTTP/1.1 400 "), "\(key): \(answer)")
      }
    }
  }

  /// The first under an id stands, whatever is asked later.
  @Test func theFirstDecisionStands() async throws {
    try await Harness.run { harness in
      let body: JSONValue = ["interaction_id": "one", "input": input(3)]
      let first = try await harness.client.decide(body)
      try await harness.promote(TinyModel(seed: 5, config: harness.config), generation: 1)
      // Sent again, it is answered as it was, though another model serves now.
      #expect(try await harness.client.decide(body).bytes == first.bytes)
      #expect(try await harness.client.decide(["interaction_id": "two", "input": input(3)]).json["generation"] == 1)
      let keyed = try await harness.client.post(
        "/v1/loops/demo.tiny/decide", ["input": input(4)], headers: ["idempotency-key": "\"three\""])
      #expect(keyed.json["interaction_id"] == "three")
      let batch = try await harness.client.post(
        "/v1/loops/demo.tiny/decide", ["requests": [["input": input(4)], ["input": input(4)]]],
        headers: ["idempotency-key": "four"])
      let ids = batch.json["decisions"]?.array?.compactMap { $0["interaction_id"]?.string } ?? []
      #expect(Set(ids).count == 2 && !ids.contains("four"))
      // What the ledger has is not known here: it does not have it yet.
      let other = try await harness.client.decide(["interaction_id": "one", "input": input(5)])
      #expect(other.status == 200)
      let events = try await Harness.events("millrace.interactions", count: 7)
      try #require(events.count == 7)
      #expect(events[0] == events[1])
      #expect(events[0].data != events[6].data)
      let lines = try await harness.client.get("/metrics").text.split(separator: "\n")
      #expect(lines.contains(#"millrace_conflicts_total{loop="demo.tiny",kind="decision",answer="accepted"} 1"#))
    }
  }

  @Test func knowsWhatTheLedgerHas() async throws {
    try await Harness.run { harness in
      try await Archiving.run {
        let body: JSONValue = ["interaction_id": "kept", "input": input(3)]
        let kept = try await harness.client.post(
          "/v1/loops/demo.tiny/decide", body, headers: ["prefer": "wait=60"])
        #expect(kept.status == 200, "\(kept.text)")
        #expect(try await harness.client.decide(body).status == 200)
        let changed = try await harness.client.decide(["interaction_id": "kept", "input": input(4)])
        #expect(changed.status == 409, "\(changed.text)")
        #expect(changed.json["errors"]?.array?.first?["pointer"] == "/interaction_id")

        #expect(try await feedback(harness, said, key: "key", isWaited: true).status == 200)
        #expect(try await feedback(harness, said, key: "key").status == 202)
        #expect(try await feedback(harness, said.overlaid(with: ["label": "yes"]), key: "key").status == 409)
        // Another source is another event, though not under the same key.
        let other = said.overlaid(with: ["label": "yes", "source": "me", "feedback_id": "key"])
        #expect(try await feedback(harness, other).status == 202)
      }
      let lines = try await harness.client.get("/metrics").text.split(separator: "\n")
      for kind in ["decision", "feedback"] {
        #expect(lines.contains(#"millrace_conflicts_total{loop="demo.tiny",kind="\#(kind)",answer="conflict"} 1"#))
      }
      // Both are the same, as often as they were sent.
      let events = try await Harness.events("millrace.interactions", count: 2)
      #expect(events.count >= 2 && Set(events.map(\.data)).count == 1)
    }
  }

  /// A key is one request's: any two that differ are told, whatever ids their objects have.
  @Test func aKeyIsOneRequests() async throws {
    try await Harness.run { harness in
      let a: JSONValue = ["input": ["size": 1]]
      let b: JSONValue = ["input": ["size": 2]]
      let own: (String) -> JSONValue = { a.overlaid(with: ["interaction_id": .string($0)]) }
      let decisions: [JSONValue] = [
        a, b, own("x"), own("y"), ["requests": [a]], ["requests": [a, b]], ["requests": [b, a]],
        ["requests": [a, b, a]], ["requests": [own("x"), own("y")]], ["requests": [own("x"), a]],
        a.overlaid(with: ["occurred_at": "2026-01-01T00:00:00Z"]), a.overlaid(with: ["unit": "u"]),
      ]
      let c: JSONValue = ["loop": "demo.tiny", "interaction_id": "i1", "label": "no"]
      let d = c.overlaid(with: ["label": "yes"])
      let feedback: [JSONValue] = [
        c, d, c.overlaid(with: ["feedback_id": "x"]), c.overlaid(with: ["feedback_id": "y"]), ["feedback": [c]],
        ["feedback": [c, d]], ["feedback": [c, d, c]], c.overlaid(with: ["source": "me"]),
      ]
      var conflicts = 0
      for (path, bodies, ok) in [("/v1/loops/demo.tiny/decide", decisions, 200), ("/v1/feedback", feedback, 202)] {
        for (first, body) in bodies.enumerated() {
          let key = ["idempotency-key": "key-\(first)"]
          let answer = try await harness.client.post(path, body, headers: key)
          #expect(answer.status == ok, "\(answer.text)")
          for (second, other) in bodies.enumerated() {
            let again = try await harness.client.post(path, other, headers: key)
            #expect(again.status == (first == second ? ok : 409), "\(body) and then \(other): \(again.text)")
            if first != second { conflicts += 1 }
            if first == second, path.hasSuffix("decide") { #expect(again.bytes == answer.bytes) }
          }
        }
      }
      let sent = try await harness.client.get("/metrics").text.split(separator: "\n")
        .filter { $0.hasPrefix("millrace_conflicts_total") && $0.contains(#"answer="conflict""#) }
        .compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }
      #expect(sent.reduce(0, +) == conflicts)
    }
  }

  /// The ledger does not compare times; what the caller states of them is compared here.
  @Test func anotherTimeIsAConflict() async throws {
    try await Harness.run { harness in
      let time: (String) -> JSONValue = { ["occurred_at": .string($0)] }
      for (path, name, body, ok) in [
        ("/v1/loops/demo.tiny/decide", "interaction_id", ["input": [:]] as JSONValue, 200),
        ("/v1/feedback", "feedback_id", said, 202),
      ] {
        for (id, first, second, status) in [
          ("a", "2026-11-01T17:00:00Z", "2026-11-01T16:00:00Z", 409), ("b", "2026-11-01T17:00:00Z", nil, ok),
          ("c", "2026-11-01T17:00:00Z", "2026-11-01T18:00:00+01:00", ok), ("d", nil, "2026-11-01T16:00:00Z", 409),
          ("e", nil, nil, ok),
        ] as [(String, String?, String?, Int)] {
          let named = body.overlaid(with: .object([ByteText(name): .string(id)]))
          let one = try await harness.client.post(path, first.map { named.overlaid(with: time($0)) } ?? named)
          #expect(one.status == ok, "\(one.text)")
          let two = try await harness.client.post(path, second.map { named.overlaid(with: time($0)) } ?? named)
          #expect(two.status == status, "\(id): \(two.text)")
          if status == 409 { #expect(two.json["errors"]?.array?.first?["pointer"] == "/occurred_at") }
        }
      }
    }
  }
}
