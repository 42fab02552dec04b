import Domain
import TestSupport
import Testing
import Wire

@Suite(.broker, .database(migrated: true)) struct FeedbackTests {
  @Test func recordsOneAndABatch() async throws {
    try await Harness.run { harness in
      let one = try await harness.client.post(
        "/v1/feedback",
        [
          "loop": "demo.tiny", "interaction_id": "i1", "label": "yes", "unit": "u1", "feedback_id": "mine",
          "occurred_at": "2024-05-01T10:00:00+02:00", "source": "https://shop.example/returns",
        ])
      #expect(one.status == 202)
      #expect(one.json == ["feedback_id": "mine", "loop": "demo.tiny", "interaction_id": "i1"])
      let batch = try await harness.client.post(
        "/v1/feedback",
        [
          "feedback": [
            ["loop": "demo.tiny", "interaction_id": "i2", "reward": 0.5, "comment": "so-so"],
            ["loop": "demo.tiny", "interaction_id": "i3", "demonstration": ["better": true]],
          ]
        ])
      #expect(batch.status == 202)
      let ids = try #require(batch.json["feedback"]?.array).compactMap { $0["feedback_id"]?.string }
      #expect(ids.count == 2 && ids.allSatisfy { $0.hasPrefix("feedback-") })

      let events = try await Harness.events("millrace.feedback", count: 3)
      #expect(events.map(\.id) == ["mine"] + ids)
      #expect(events.map(\.key) == ["demo.tiny/u1", "demo.tiny/i2", "demo.tiny/i3"])
      #expect(events[0].source == "https://shop.example/returns" && events[1].source == "/millrace/inference/feedback")
      #expect(events[0].occurredAt.text == "2024-05-01T08:00:00Z")
      #expect(events.allSatisfy { $0.type == FeedbackReceived.type && $0.loop == "demo.tiny" })
      #expect(
        try events.map { try JSONReader.parse($0.data) } == [
          ["interaction_id": "i1", "label": "yes"], ["interaction_id": "i2", "reward": 0.5, "comment": "so-so"],
          ["interaction_id": "i3", "demonstration": ["better": true]],
        ])
    }
  }

  @Test(
    arguments: [
      (["loop": "demo.tiny", "interaction_id": "i"], "demonstration"),
      (["loop": "demo.tiny", "interaction_id": "i", "label": "maybe"], "no, yes"),
      (["loop": "demo.none", "interaction_id": "i", "label": "yes"], "demo.tiny"),
      (["interaction_id": "i", "label": "yes"], "loop: it is missing"),
      (["loop": "demo.tiny", "label": "yes"], "interaction_id: it is missing"),
      (["loop": "demo.tiny", "interaction_id": "i", "reward": "much"], "/reward: expected"),
      (["loop": "demo.tiny", "interaction_id": "i", "label": "yes", "source": "/millrace/curator"], "Millrace's own"),
    ] as [(JSONValue, String)])
  func saysWhatIsWrong(body: JSONValue, detail: String) async throws {
    try await Harness.run { harness in
      let answer = try await harness.client.post("/v1/feedback", body)
      #expect(answer.status == 422)
      #expect(answer.json["detail"]?.string?.contains(detail) == true, "\(answer.text)")
      let batch = try await harness.client.post("/v1/feedback", ["feedback": [body]])
      #expect(batch.status == 422 && batch.json["errors"]?.array?.first?["index"] == 0)
    }
  }
}
