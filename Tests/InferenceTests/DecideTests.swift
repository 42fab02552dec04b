import Domain
import Foundation
import Inference
import TestSupport
import Testing
import Wire

@Suite(.broker, .database(migrated: true)) struct DecideTests {
  @Test func answersWithTheDefaultBeforeAChampion() async throws {
    try await Harness.run { harness in
      let answer = try await harness.client.decide(["interaction_id": "first", "unit": "u1", "input": input(1)])
      #expect(answer.status == 200)
      #expect(answer.headers["content-type"] == "application/json")
      #expect(
        answer.json == [
          "interaction_id": "first", "loop": "demo.tiny", "label": "no", "probability": 0.75,
          "probabilities": ["no": 0.75, "yes": 0.25], "model": nil, "generation": 0, "propensity": 1,
        ])
    }
  }

  @Test func recordsWhatItAnswered() async throws {
    try await Harness.run { harness in
      let model = try TinyModel(seed: 1, config: harness.config)
      try await harness.promote(model, generation: 1)
      let asked: JSONValue = [
        "interaction_id": "i-1", "unit": "user 7", "occurred_at": "2013-01-31T17:05:00-05:00",
        "input": ["size": 3, "colour": "red", "unheard_of": ["kept": [1, "ü\n"]]],
      ]
      let answer = try await harness.client.decide(asked)
      #expect(answer.status == 200)
      _ = try await harness.client.decide(["interaction_id": "i-2", "input": [:]])
      let events = try await Harness.events("millrace.interactions", count: 2)
      let event = try #require(events.first)
      #expect(event.id == "interaction-demo.tiny/i-1" && event.source == "/millrace/inference")
      #expect(event.type == InteractionRecorded.type && event.subject == "i-1" && event.loop == "demo.tiny")
      #expect(event.key == "demo.tiny/user 7" && events[1].key == "demo.tiny/i-2")
      #expect(event.occurredAt.text == "2013-01-31T22:05:00Z")
      let data = try JSONReader.parse(event.data)
      #expect(data["input"] == asked["input"])
      #expect(data["unit"] == "user 7" && data["model"] == .string(model.id) && data["generation"] == 1)
      for name in ["label", "probability", "probabilities"] {
        #expect(answer.json[name] != nil && data["output"]?[name] == answer.json[name], "\(name)")
      }
    }
  }

  @Test func answersABatchAsItAnswersEachAlone() async throws {
    try await Harness.run { harness in
      let model = try TinyModel(seed: 2, config: harness.config)
      try await harness.promote(model, generation: 1)
      let requests = (0..<60).map { number -> JSONValue in
        ["interaction_id": .string("b\(number)"), "input": number % 5 == 0 ? ["colour": "unseen"] : input(number)]
      }
      let batch = try await harness.client.decide(["requests": .array(requests)])
      #expect(batch.status == 200)
      let decisions = try #require(batch.json["decisions"]?.array)
      #expect(decisions.count == 60)
      var labels: Set<JSONValue> = []
      for (number, request) in requests.enumerated() {
        let single = try await harness.client.decide(request)
        #expect(single.json == decisions[number])
        #expect(
          try Float(single.json["probabilities"]?["yes"]?.double ?? -1)
            == model.probability(request["input"] ?? .null, harness.config))
        labels.insert(single.json["label"] ?? .null)
      }
      #expect(labels == ["no", "yes"])
    }
  }

  @Test func makesIDsAndTimesWhereTheCallerGivesNone() async throws {
    try await Harness.run { harness in
      let before = Date.now.timeIntervalSince1970
      let batch = try await harness.client.decide(["requests": .array((0..<50).map { ["input": input($0)] })])
      let ids = try #require(batch.json["decisions"]?.array).compactMap { $0["interaction_id"]?.string }
      #expect(Set(ids).count == 50)
      for id in ids {
        #expect(try #require(UUID(uuidString: id)).uuidString.lowercased() == id)
        #expect(id.dropFirst(14).first == "7" && "89ab".contains(id.dropFirst(19).prefix(1)))
        let milliseconds = try #require(UInt64(id.prefix(13).filter { $0 != "-" }, radix: 16))
        #expect(abs(Double(milliseconds) / 1_000 - before) < 60)
      }
      let events = try await Harness.events("millrace.interactions", count: 50)
      #expect(events.map(\.subject) == ids)
      #expect(events.allSatisfy { abs(Double($0.occurredAt.microseconds) / 1e6 - before) < 60 })
    }
  }

  @Test func saysTheSameAgainForARequestSentAgain() async throws {
    try await Harness.run { harness in
      let body: JSONValue = ["interaction_id": "again", "occurred_at": "2024-01-01T00:00:00Z", "input": input(4)]
      let answers = [try await harness.client.decide(body), try await harness.client.decide(body)]
      #expect(answers[0].bytes == answers[1].bytes)
      let events = try await Harness.events("millrace.interactions", count: 2)
      #expect(events.count == 2 && events[0] == events[1])
    }
  }

  @Test func servesALoopWhoseNameIsPercentEncoded() async throws {
    try await Harness.run { harness in
      let answer = try await harness.client.decide(["input": [:]], loop: "demo%2Etiny")
      #expect(answer.status == 200 && answer.json["loop"] == "demo.tiny")
    }
  }
}
