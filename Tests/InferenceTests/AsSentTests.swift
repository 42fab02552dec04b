import Domain
import TestSupport
import Testing
import Wire

/// What a caller sends by HTTP stands in the events digit for digit, and lengths are counted as the schemas count them.
@Suite(.broker, .database(migrated: true)) struct AsSentTests {
  @Test func numbersStandAsTheyWereSent() async throws {
    try await Harness.run { harness in
      let tokens = ["1.0", "1e3", "12345678901234567890", "0.1000000000000000055", "-0", "0.10", "5E-324", "7"]
      let numbers = tokens.enumerated().map { "\"n\($0)\":\($1)" }.joined(separator: ",")
      let input = "{\"deep\":[{\"x\":1.50}],\(numbers),\"size\":2.50}"
      let decided = try await harness.client.send(
        "POST", "/v1/loops/demo.tiny/decide", Array("{\"interaction_id\":\"i\",\"input\":\(input)}".utf8))
      #expect(decided.status == 200)
      let body = #"{"loop":"demo.tiny","interaction_id":"i","reward":-1.50,"demonstration":{"b":1e2,"a":0.10}}"#
      #expect(try await harness.client.send("POST", "/v1/feedback", Array(body.utf8)).status == 202)
      let interaction = try #require(try await Harness.events("millrace.interactions", count: 1).first)
      #expect(interaction.dataText.contains(",\"input\":\(input),"))
      let feedback = try #require(try await Harness.events("millrace.feedback", count: 1).first)
      #expect(
        feedback.dataText == #"{"demonstration":{"a":0.10,"b":1e2},"interaction_id":"i","reward":-1.50}"#)
    }
  }

  @Test func lengthsAreCountedInCharacters() async throws {
    try await Harness.run { harness in
      let id = String(repeating: "😀", count: TextLength.interactionID)
      let unit = String(repeating: "日", count: TextLength.unit)
      let asked: JSONValue = ["interaction_id": .string(id), "unit": .string(unit), "input": [:]]
      #expect(try await harness.client.decide(asked).status == 200)
      let told: JSONValue = [
        "interaction_id": .string(id), "unit": .string(unit), "loop": "demo.tiny", "feedback_id": .string(id),
        "label": "yes",
      ]
      #expect(try await harness.client.post("/v1/feedback", told).status == 202)
      let interaction = try #require(try await Harness.events("millrace.interactions", count: 1).first)
      #expect(interaction.subject == id && interaction.key == "demo.tiny/" + unit)
      #expect(try await Harness.events("millrace.feedback", count: 1).map(\.id) == [id])
      for (name, limit) in [("interaction_id", TextLength.interactionID), ("unit", TextLength.unit)] {
        let long = asked.overlaid(with: .object([ByteText(name): .string(String(repeating: "é", count: limit + 1))]))
        let answer = try await harness.client.decide(long)
        #expect(answer.status == 422)
        #expect(answer.json["detail"]?.string?.contains("\(limit + 1) characters") == true)
      }
    }
  }

  @Test func idsOfOtherBytesAreTwo() async throws {
    try await Harness.run { harness in
      var random = RandomTexts(seed: 44)
      let (first, second) = random.equivalents()
      let requests = [first, second].map { id -> JSONValue in ["interaction_id": .string(id), "input": [:]] }
      #expect(try await harness.client.decide(["requests": .array(requests)]).status == 200)
      let twice = JSONValue.array([requests[0], requests[0]])
      #expect(try await harness.client.decide(["requests": twice]).status == 422)
      let ids = try await Harness.events("millrace.interactions", count: 2).map { ByteText($0.id) }
      #expect(ids == [first, second].map { ByteText("interaction-demo.tiny/" + $0) })
    }
  }

  @Test func aNumberCountsByItsDecimalAndATextByItsBytes() async throws {
    try await Harness.run { harness in
      var config = try loop("demo.numbers")
      config.label.classes = ["0", "1", "é"]
      config.label.positive = nil
      config.defaultAnswer = DefaultAnswer(label: "0", probabilities: ["0": 1])
      try await harness.fold.configure(config)
      try await eventually("the loop is read") { harness.service.store.snapshot?["demo.numbers"] != nil }
      for (label, isClass) in [
        ("1", true), ("1.0", true), ("1e0", true), ("10e-1", true), ("-0.0", true), ("1.1", false), ("true", false),
        ("\"1\"", true), ("\"1.0\"", false), ("\"é\"", true), ("\"e\u{301}\"", false),
      ] {
        let body = "{\"loop\":\"demo.numbers\",\"interaction_id\":\"i\",\"label\":\(label)}"
        let answer = try await harness.client.send("POST", "/v1/feedback", Array(body.utf8))
        #expect(answer.status == (isClass ? 202 : 422), "\(label)")
      }
    }
  }
}
