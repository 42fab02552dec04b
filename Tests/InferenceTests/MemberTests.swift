import Domain
import TestSupport
import Testing

/// What is misspelt, or of another kind than declared.
@Suite(.broker, .database(migrated: true)) struct MemberTests {
  private func errors(_ answer: Client.Answer) -> [JSONValue] { answer.json["errors"]?.array ?? [] }

  /// One letter changed, dropped, doubled or swapped, another case or another way to join words.
  private func slips(_ word: String) -> [String] {
    let letters = Array(word)
    let at = letters.count / 2
    var swapped = letters
    swapped.swapAt(at - 1, at)
    return Set([
      word.uppercased(), String(letters.dropLast()), word + "s", String(letters[..<at] + "x" + letters[at...]),
      String(swapped), word.replacing("_", with: "-"), word.replacing("_", with: ""),
    ]).filter { $0 != word }.sorted()
  }

  @Test func asksWhetherAnotherMemberWasMeant() async throws {
    try await Harness.run { harness in
      let question: [ByteText: JSONValue] = [
        "interaction_id": "i", "unit": "u", "occurred_at": "2026-01-01T00:00:00Z", "input": ["size": 1],
      ]
      let feedback: [ByteText: JSONValue] = [
        "loop": "demo.tiny", "interaction_id": "i", "label": "yes", "reward": 1, "comment": "c", "unit": "u",
        "occurred_at": "2026-01-01T00:00:00Z", "feedback_id": "f", "source": "s", "demonstration": "d",
      ]
      for (path, list, good) in [
        ("/v1/loops/demo.tiny/decide", "requests", question), ("/v1/feedback", "feedback", feedback),
      ] {
        for (name, value) in good {
          for slip in slips(name.text) where good[ByteText(slip)] == nil && slip != list {
            var body = good
            body[name] = nil
            body[ByteText(slip)] = value
            let one = try await harness.client.post(path, .object(body))
            #expect(one.status == 422, "\(slip)")
            let error = errors(one).first { $0["field"] == .string(slip) }
            #expect(error?["detail"]?.string?.contains("did you mean `\(name.text)`?") == true, "\(slip) for \(name)")
            #expect(error?["pointer"] == .string("/" + slip))
            let batch = try await harness.client.post(path, .object([ByteText(list): [.object(good), .object(body)]]))
            #expect(batch.status == 422, "\(slip)")
            let pointer = JSONValue.string("/\(list)/1/\(slip)")
            let found = errors(batch).first { $0["pointer"] == pointer }
            #expect(found?["index"] == JSONValue.integer(1))
          }
        }
        let beside = try await harness.client.post(path, .object([ByteText(list): [.object(good)], "x/~": 1]))
        #expect(beside.status == 422 && errors(beside).first?["pointer"] == "/x~1~0")
        let unlike = try await harness.client.post(path, .object(good.merging(["zzz": 1]) { $1 }))
        #expect(unlike.status == 422 && errors(unlike).first?["detail"]?.string?.contains("known here: ") == true)
      }
      // Nothing of all that was recorded.
      #expect(try await harness.client.post("/v1/feedback", .object(feedback)).status == 202)
      #expect(try await Harness.events("millrace.feedback", count: 1).count == 1)
    }
  }

  @Test func saysHowAMissingNumberIsWritten() async throws {
    try await Harness.run { harness in
      for word in ["NaN", "Infinity", "-Infinity", "nan", "inf", "-inf"] {
        let body = "{\"input\":{\"size\":\(word)}}"
        let answer = try await harness.client.send("POST", "/v1/loops/demo.tiny/decide", Array(body.utf8))
        #expect(answer.status == 400 && answer.json["detail"]?.string?.contains("send null") == true, "\(word)")
      }
      let twice = #"{"input":{"size":1,"size":2}}"#
      let answer = try await harness.client.send("POST", "/v1/loops/demo.tiny/decide", Array(twice.utf8))
      #expect(answer.status == 400 && answer.json["detail"]?.string?.contains("has already") == true)
    }
  }

  @Test func refusesTakesAndCountsInputs() async throws {
    try await Harness.run { harness in
      for (name, policy) in [("demo.rejects", "reject"), ("demo.takes", "missing")] {
        var config = try loop(name)
        config.wrongKind = WrongKindPolicy(rawValue: policy)
        try await harness.fold.configure(config)
      }
      try await eventually("the loops are read") { harness.service.store.snapshot?.count == 3 }
      let wrong: [(String, JSONValue)] = [
        ("size", "3"), ("size", true), ("colour", [1]), ("note", 3), ("at", "yesterday"), ("at", 5), ("note", [:]),
      ]
      for (input, value) in wrong {
        let body: JSONValue = ["input": .object([ByteText(input): value, "unheard_of": 1])]
        for loop in ["demo.tiny", "demo.rejects"] {
          let answer = try await harness.client.decide(body, loop: loop)
          #expect(answer.status == 422, "\(input) \(value)")
          let error = errors(answer).first
          #expect(error?["field"] == JSONValue.string("input.\(input)"))
          #expect(error?["pointer"] == JSONValue.string("/input/\(input)"))
          #expect(error?["detail"]?.string?.contains("it has to be ") == true)
        }
        #expect(try await harness.client.decide(body, loop: "demo.takes").status == 200)
      }
      #expect(try await harness.client.decide(["input": ["size": nil, "sise": 1]]).status == 200)
      let lines = try await harness.client.get("/metrics").text.split(separator: "\n")
      for line in [
        #"millrace_unused_inputs_total{loop="demo.takes",reason="wrong_kind"} 7"#,
        #"millrace_unused_inputs_total{loop="demo.takes",reason="undeclared"} 7"#,
        #"millrace_unused_inputs_total{loop="demo.tiny",reason="undeclared"} 1"#,
      ] {
        #expect(lines.contains(Substring(line)), "\(line)")
      }
    }
  }

  /// A member that is null is one that is not there, whichever it is.
  @Test func takesNullAsAbsent() async throws {
    try await Harness.run { harness in
      let feedback: JSONValue = ["loop": "demo.tiny", "interaction_id": "i", "label": "yes"]
      for (path, list, good, others, ok) in [
        (
          "/v1/loops/demo.tiny/decide", "requests", ["input": [:]] as JSONValue,
          ["interaction_id", "unit", "occurred_at"], 200
        ),
        (
          "/v1/feedback", "feedback", feedback,
          ["reward", "comment", "demonstration", "unit", "occurred_at", "feedback_id", "source"], 202
        ),
      ] {
        for name in others + [list] {
          let one = try await harness.client.post(path, good.overlaid(with: .object([ByteText(name): .null])))
          #expect(
            one.status == ok && one.json[list == "requests" ? "decisions" : "feedback"] == nil, "\(name): \(one.text)")
        }
        for name in others + Array((good.object ?? [:]).keys.map(\.text)) {
          let batch = try await harness.client.post(path, .object([ByteText(list): [good], ByteText(name): .null]))
          #expect(batch.status == ok, "\(name): \(batch.text)")
        }
        // A required one is missing, and one that there is not stays one.
        let none = try await harness.client.post(path, .object([ByteText(list): .null]))
        #expect(none.status == 422 && none.text.contains("it is missing"))
        let unknown = try await harness.client.post(path, good.overlaid(with: ["zzz": .null]))
        #expect(unknown.status == 422)
      }
    }
  }

  @Test func saysWhatIsTooLongAndWhatHasNoName() async throws {
    try await Harness.run { harness in
      let long = String(repeating: "x", count: 262_144)
      let event = try await harness.client.decide(["input": ["note": .string(long)]])
      #expect(
        event.status == 413 && event.json["detail"]?.string?.contains("the event's data has ") == true, "\(event.text)")
      for query in ["=", "=1", "&="] {
        let answer = try await harness.client.get("/v1/loops?\(query)")
        #expect(answer.status == 422 && answer.text.contains("a parameter without a name"), "\(answer.text)")
      }
      let number = #"{"input":{"size":1e400}}"#
      let answer = try await harness.client.send("POST", "/v1/loops/demo.tiny/decide", Array(number.utf8))
      #expect(
        answer.status == 400 && answer.json["detail"]?.string?.contains("scale or round it") == true, "\(answer.text)")
    }
  }
}
