import ArchiverSupport
import Domain
import Inference
import TestSupport
import Testing
import Wire

@Suite(.broker, .database(migrated: true, adopted: false)) struct DurabilityTests {
  private static let source = "/millrace/inference"
  private static let wait = ["Prefer": "wait=50"]

  private func event(_ id: String) -> String { "interaction-demo.tiny/\(id)" }

  @Test func answersWithThePositionsOfTheLedger() async throws {
    try await Harness.run { harness in
      try await Archiving.run {
        let one = try await harness.client.post(
          "/v1/loops/demo.tiny/decide?ack=durable", ["interaction_id": "i1", "input": input(1)],
          headers: ["Prefer": "respond-async, wait=50"])
        #expect(one.status == 200 && one.headers["preference-applied"] == "wait=50", "\(one.text)")
        #expect(one.json["label"] == "no" && one.json["propensity"] != nil)
        let batch = try await harness.client.post(
          "/v1/loops/demo.tiny/decide", ["requests": [["interaction_id": "i2", "input": [:]], ["input": [:]]]],
          headers: Self.wait)
        #expect(batch.status == 200 && batch.headers["preference-applied"] == "wait=50", "\(batch.text)")
        let answers = try [one.json] + #require(batch.json["decisions"]?.array)
        let ids = answers.compactMap { $0["interaction_id"]?.string }.map(event)
        let positions = try await Archiving.positions(Self.source, ids)
        #expect(ids.count == 3 && positions.count == 3)
        for (answer, id) in zip(answers, ids) {
          let position = try #require(positions[id])
          #expect(
            answer["event"] == ["source": .string(Self.source), "id": .string(id), "position": .integer(position)])
        }

        let feedback = try await harness.client.post(
          "/v1/feedback?ack=durable",
          ["loop": "demo.tiny", "interaction_id": "i1", "label": "yes", "feedback_id": "f1", "source": "/shop"])
        #expect(feedback.status == 200 && feedback.headers["preference-applied"] == nil, "\(feedback.text)")
        let position = try #require(try await Archiving.positions("/shop", ["f1"])["f1"])
        #expect(feedback.json["event"] == ["source": "/shop", "id": "f1", "position": .integer(position)])
        // The same again is where it was.
        let again = try await harness.client.post(
          "/v1/feedback?ack=durable",
          ["loop": "demo.tiny", "interaction_id": "i1", "label": "yes", "feedback_id": "f1", "source": "/shop"])
        #expect(again.status == 200 && again.json == feedback.json)
      }
    }
  }

  @Test func answersAtOnceWhereNobodyAsksToWait() async throws {
    try await Harness.run { harness in
      for (query, headers) in [
        ("", [:]), ("?ack=accepted", Self.wait), ("", ["Prefer": "wait=0"]), ("", ["Prefer": "wait=soon"]),
        ("", ["Prefer": "return=minimal"]),
      ] {
        let decision = try await harness.client.post(
          "/v1/loops/demo.tiny/decide" + query, ["input": [:]], headers: headers)
        #expect(decision.status == 200 && decision.json["event"] == nil)
        #expect(decision.headers["preference-applied"] == nil)
        let feedback = try await harness.client.post(
          "/v1/feedback" + query, ["loop": "demo.tiny", "interaction_id": "i", "label": "yes"], headers: headers)
        #expect(feedback.status == 202 && feedback.json["event"] == nil)
      }
      let answer = try await harness.client.post("/v1/loops/demo.tiny/decide?ack=often", ["input": [:]])
      #expect(answer.status == 422 && answer.json["errors"]?.array?.first?["field"] == "ack")
    }
  }

  @Test func saysThatTheWaitRanOutThoughTheEventIsAccepted() async throws {
    try await Harness.run { harness in
      let answer = try await harness.client.post(
        "/v1/loops/demo.tiny/decide", ["interaction_id": "late", "input": input(1)], headers: ["Prefer": "wait=1"])
      #expect(answer.status == 202 && answer.headers["preference-applied"] == "wait=1", "\(answer.text)")
      #expect(answer.json["label"] == "no")
      #expect(
        answer.json["event"] == ["source": .string(Self.source), "id": .string(event("late")), "position": nil])
      let path = "/v1/events?source=%2Fmillrace%2Finference&id=interaction-demo.tiny%2Flate"
      let missing = try await harness.client.get(path)
      #expect(missing.status == 404 && missing.json["type"] == "urn:millrace:problem:not-durable")
      // It was accepted all the same, and its place can be asked for later.
      try await Archiving.run {
        try await eventually("it is in the ledger") { try await harness.client.get(path).status == 200 }
      }
      let found = try await harness.client.get(path).json
      let positions = try await Archiving.positions(Self.source, [event("late")])
      #expect(found["position"] == positions[event("late")].map(JSONValue.integer))
      #expect(found["loop"] == "demo.tiny" && found["type"] == .string(InteractionRecorded.type))
      #expect(found["id"] == .string(event("late")) && found["source"] == .string(Self.source))
      #expect(try found["recorded_at"]?.string.map { try Timestamp(text: $0) } != nil)
      #expect(try await harness.client.get("/v1/events?id=x").json["errors"]?.array?.first?["field"] == "source")
    }
  }

  @Test func tellsEachOfManyThatWait() async throws {
    try await Harness.run { harness in
      try await Archiving.run {
        let positions = try await withThrowingTaskGroup(of: Int64?.self) { group in
          for number in 0..<60 {
            group.addTask {
              try await harness.client.post(
                "/v1/loops/demo.tiny/decide", ["input": input(number)], headers: Self.wait
              ).json["event"]?["position"]?.integer
            }
          }
          return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(positions.compactMap(\.self)) == Set(1...60))
        let metrics = try await harness.client.get("/metrics").text
        #expect(metrics.contains("\nmillrace_durable_waiting_events 0\n"))
      }
    }
  }

  @Test func namesWhatTheLedgerHasWithOtherContent() async throws {
    try await Harness.run { harness in
      try await Archiving.run {
        let path = "/v1/loops/demo.tiny/decide"
        let first = try await harness.client.post(
          path, ["interaction_id": "same", "input": input(1)], headers: Self.wait)
        #expect(first.status == 200)
        let position = try #require(first.json["event"]?["position"]?.integer)
        let other = try await harness.client.post(
          path, ["requests": [["input": [:]], ["interaction_id": "same", "input": input(2)]]], headers: Self.wait)
        #expect(other.status == 409 && other.json["type"] == "urn:millrace:problem:conflict", "\(other.text)")
        #expect(other.json["errors"]?.array?.count == 1)
        #expect(other.json["errors"]?.array?.first?["index"] == 1)
        #expect(other.json["detail"]?.string?.contains("position \(position) ") == true)
      }
    }
  }

  @Test func refusesToLetMoreWaitThanItMay() async throws {
    try await Harness.run {
      $0.limits.waitingEvents = 3
    } _: { harness in
      let four: JSONValue = ["requests": .array((0..<4).map { ["input": input($0)] })]
      let refused = try await harness.client.post("/v1/loops/demo.tiny/decide?ack=durable", four)
      #expect(refused.status == 503 && refused.json["type"] == "urn:millrace:problem:too-many-waiting")
      #expect(refused.headers["retry-after"] == "1")
      #expect(try await harness.client.decide(four).status == 200)
      // Only what was answered was recorded.
      let metrics = try await harness.client.get("/metrics").text
      #expect(metrics.contains(#"millrace_publish_total{outcome="accepted"} 4"#))
    }
  }

  @Test func answersThoseThatWaitWhenItIsShutDown() async throws {
    try await Harness.run { harness in
      async let answer = harness.client.post(
        "/v1/loops/demo.tiny/decide", ["input": [:]], headers: ["Prefer": "wait=60"])
      try await eventually("it waits") {
        try await harness.client.get("/metrics").text.contains("\nmillrace_durable_waiting_events 1\n")
      }
      await harness.group.triggerGracefulShutdown()
      let status = try await answer.status
      #expect(status == 202)
    }
  }
}
