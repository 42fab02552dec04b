import Domain
import Testing

@testable import Wire

/// What an event alone decides, beyond its schema: the same code says it for every type.
@Suite struct EventCheckTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var type: String
    var reason: Rejection.Reason
    var message: String
    /// Members laid over the type's sample.
    var change: JSONValue

    var testDescription: String { "\(type): \(message)" }
  }

  private static let cases: [Case] = [
    Case(
      type: ModelPromoted.type, reason: .dataInvalid, message: "/slot: is \"demo.other\"",
      change: ["slot": "demo.other"]),
    Case(
      type: ModelPromoted.type, reason: .dataInvalid, message: "/generation: is 3, and replaces 1",
      change: ["generation": 3, "replaces_generation": 1]),
    Case(
      type: ModelPromoted.type, reason: .dataInvalid, message: "/generation: is 1, and replaces \(Int64.max)",
      change: ["generation": 1, "replaces_generation": .integer(.max)]),
    Case(
      type: ModelPromoted.type, reason: .schema, message: "/decided_at_position: expected a number of at least 1",
      change: ["decided_at_position": 0]),
    Case(
      type: ModelRolledBack.type, reason: .dataInvalid, message: "/slot", change: ["slot": "demo.other"]),
    Case(
      type: ModelRolledBack.type, reason: .dataInvalid, message: "/generation: is 2, and replaces 2",
      change: ["replaces_generation": 2]),
    Case(
      type: ModelRolledBack.type, reason: .dataInvalid, message: "/from_generation: is 0, and generation 1 is replaced",
      change: ["from_generation": 0]),
    Case(type: CanaryStarted.type, reason: .dataInvalid, message: "/slot", change: ["slot": "*"]),
    Case(
      type: DatasetRequested.type, reason: .dataInvalid, message: "/by: is missing",
      change: ["force": true, "by": .null]),
    Case(
      type: DatasetRequested.type, reason: .dataInvalid, message: "/reason: is missing or empty",
      change: ["force": true, "reason": " "]),
    Case(
      type: DatasetRequested.type, reason: .schema, message: "/labels: expected one of", change: ["labels": "spoilt"]),
    Case(
      type: DatasetSealed.type, reason: .dataInvalid, message: "/cut: is out of order",
      change: ["cut": ["holdout_from": "2031-01-01T00:00:00Z"]]),
    Case(
      type: DatasetSealed.type, reason: .dataInvalid, message: "/content_hash: is no SHA-256",
      change: ["content_hash": .string(String(repeating: "A", count: 64))]),
    Case(
      type: RunStarted.type, reason: .dataInvalid, message: "/trial_index: is 2 of 2 trials", change: ["trial_index": 2]
    ),
    Case(
      type: RunStarted.type, reason: .dataInvalid, message: "/parent: is the model itself",
      change: ["parent": "model-1"]),
    Case(
      type: RunCompleted.type, reason: .dataInvalid, message: "/trial_index", change: ["trials": 1, "trial_index": 1]),
    Case(
      type: RunCompleted.type, reason: .dataInvalid, message: "/artifact",
      change: ["artifact": .string(String(repeating: "z", count: 64))]),
    Case(type: RunFailed.type, reason: .dataInvalid, message: "/trial_index", change: ["trial_index": 2]),
    Case(
      type: EvaluationStarted.type, reason: .dataInvalid, message: "/gate_digest",
      change: ["gate_digest": .string(String(repeating: " ", count: 64))]),
    Case(
      type: VerdictReached.type, reason: .dataInvalid, message: "/forced: is true, and nothing is promoted",
      change: ["forced": true, "outcome": "refuse"]),
    Case(
      type: VerdictReached.type, reason: .dataInvalid, message: "/test/interval",
      change: ["test": ["interval": [1, -1]]]),
    Case(
      type: VerdictRevised.type, reason: .dataInvalid, message: "/test/interval",
      change: ["test": ["interval": [1, -1]]]),
    Case(
      type: DriftDetected.type, reason: .dataInvalid, message: "/from: is after to",
      change: ["from": "2031-01-01T00:00:00Z"]),
    Case(
      type: RoundWaiting.type, reason: .dataInvalid, message: "/reactor: is \"projector\", which decides for no loop",
      change: ["reactor": "projector"]),
    Case(
      type: RoundFailed.type, reason: .schema, message: "/stage: expected one of", change: ["stage": "projector"]),
    Case(type: ParkedRetried.type, reason: .dataInvalid, message: "ce_loop: is \"demo.flights\"", change: [:]),
    Case(type: ParkedDiscarded.type, reason: .dataInvalid, message: "ce_loop: is \"demo.flights\"", change: [:]),
    Case(
      type: ClockTicked.type, reason: .dataInvalid, message: "/follows: is the tick itself", change: ["follows": "e-1"]),
    Case(
      type: LoopConfigured.type, reason: .configInvalid, message: "digest: is not the SHA-256",
      change: ["digest": .string(String(repeating: "a", count: 64))]),
    Case(
      type: LoopConfigured.type, reason: .configInvalid, message: "config.name: is \"demo.other\"",
      change: ["config": ["name": "demo.other"]]),
    Case(
      type: LoopConfigured.type, reason: .configInvalid, message: "config.gate.minimum_examples",
      change: ["config": ["gate": ["minimum_examples": 1]]]),
    Case(
      type: LoopConfigured.type, reason: .configInvalid, message: "config.join_window",
      change: ["config": ["join_window": "xx"]]),
    Case(
      type: LoopConfigured.type, reason: .configInvalid, message: "3660d",
      change: ["config": ["join_window": "400000w"]]),
    Case(
      type: LoopConfigured.type, reason: .configInvalid, message: "config.learner.kind: there is no learner \"magic\"",
      change: ["config": ["learner": ["kind": "magic"]]]),
    Case(
      type: LoopConfigured.type, reason: .configInvalid, message: "it has 129 characters",
      change: ["config": ["learner": ["trials": .object([ByteText(String(repeating: "t", count: 129)): [:]])]]]),
  ]

  private func decode(_ type: String, _ data: JSONValue?, loop: String? = nil) throws -> Result<Event, Rejection> {
    let contract = try Fixture.contract.get()
    let decoder = CloudEventDecoder(contract: contract) { config in
      guard config.learner.kind != "mlp" else { return [] }
      return [
        .init(
          path: ["learner", "kind"], message: "there is no learner \"\(config.learner.kind)\"", mend: "use one of: mlp")
      ]
    }
    return decoder.decode(try CloudEventEncoder(contract: contract).encode(Fixture.event(type, data, loop: loop)))
  }

  @Test(arguments: cases)
  func parks(_ example: Case) throws {
    let sample = try #require(Fixture.samples[example.type])
    guard case .failure(let rejection) = try decode(example.type, sample.laid(example.change), loop: "demo.flights")
    else {
      Issue.record("it was taken")
      return
    }
    #expect(rejection.reason == example.reason, "\(rejection)")
    #expect(rejection.message.contains(example.message), "\(rejection.message)")
    #expect(rejection.source == "/test" && rejection.eventID == "e-1")
  }

  /// Each type that knows better than its schema has a case, so that no check is left out here.
  @Test func digestIsAsked() throws {
    var sample = try #require(Fixture.samples[LoopConfigured.type]?.object)
    sample["digest"] = nil
    guard case .failure(let missing) = try decode(LoopConfigured.type, .object(sample)) else {
      Issue.record("it was taken")
      return
    }
    #expect(missing.reason == .configInvalid && missing.message.contains(LoopConfigured.full.config.digest))
  }

  /// Members that this program does not know change nothing: the digest is over the normal form.
  @Test func unknownMembersAreLetPass() throws {
    let sample = try #require(Fixture.samples[LoopConfigured.type])
    #expect(throws: Never.self) {
      try decode(LoopConfigured.type, sample.laid(["config": ["sealing": ["later": 1], "later": [1]], "more": true]))
        .get()
    }
  }

  /// All that is wrong is said, but not without end.
  @Test func problemsAreBounded() throws {
    let inputs = (0..<2_000).map { JSONValue.object(["name": .string("i\($0 / 2)"), "kind": "numeric"]) }
    let sample = try #require(Fixture.samples[LoopConfigured.type])
    guard
      case .failure(let rejection) = try decode(
        LoopConfigured.type, sample.laid(["config": ["inputs": .array(inputs)]]))
    else {
      Issue.record("it was taken")
      return
    }
    #expect(rejection.reason == .configInvalid && rejection.message.contains("more"))
    #expect(rejection.message.count < 5_000)
  }

  @Test(arguments: Fixture.sent)
  func samplesAreTaken(type: String) throws {
    #expect(throws: Never.self) { try decode(type, nil).get() }
  }
}

extension JSONValue {
  /// With the members of another object laid over it, null in place of what was there.
  fileprivate func laid(_ change: JSONValue) -> JSONValue {
    guard case .object(var members) = self, case .object(let changes) = change else { return change }
    for (name, value) in changes {
      if value.isNull {
        members.removeValue(forKey: name)
      } else {
        members[name] = members[name]?.laid(value) ?? value
      }
    }
    return .object(members)
  }
}
