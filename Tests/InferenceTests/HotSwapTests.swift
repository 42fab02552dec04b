import Domain
import Foundation
import Inference
import Postgres
import Synchronization
import TestSupport
import Testing

/// What the workers of a load share.
private final class Load: Sendable {
  let isOver = Atomic(false)
  /// Answers by generation.
  let seen = Mutex<[Int64: Int]>([:])
}

@Suite(.broker, .database(migrated: true)) struct HotSwapTests {
  /// Every answer has to be one model's whole answer: id, generation and probabilities fit together, within a batch too.
  @Test func swapsUnderLoadWithoutAFailedOrMixedRequest() async throws {
    try await Harness.run { harness in
      let models = try (1...3).map { try TinyModel(seed: UInt64($0), config: harness.config) }
      for model in models { try await harness.fold.register(model, loop: harness.config.name) }
      let inputs = (0..<6).map { input($0) }
      var expected: [String: [Float]] = [:]
      for model in models { expected[model.id] = try inputs.map { try model.probability($0, harness.config) } }
      #expect(Set(expected.values).count == 3)
      let load = Load()

      try await withThrowingTaskGroup(of: Void.self) { group in
        for worker in 0..<4 {
          group.addTask { [expected] in
            while !load.isOver.load(ordering: .relaxed) {
              let answer = try await harness.client.decide(
                ["requests": .array((worker == 0 ? [inputs[0]] : inputs).map { ["input": $0] })])
              #expect(answer.status == 200, "\(answer.text)")
              let decisions = try #require(answer.json["decisions"]?.array)
              let generation = try #require(decisions.first?["generation"]?.integer)
              // Generation n is model n, and 4 is the rollback to the default answer.
              let id = (1...3).contains(generation) ? "model-\(generation)" : nil
              for (place, decision) in decisions.enumerated() {
                #expect(decision["generation"] == .integer(generation))
                #expect(decision["model"] == (id.map(JSONValue.string) ?? .null))
                let probability = Float(decision["probabilities"]?["yes"]?.double ?? -1)
                #expect(probability == (id.flatMap { expected[$0]?[place] } ?? 0.25))
              }
              load.seen.withLock { $0[generation, default: 0] += 1 }
            }
          }
        }
        func isSeen(_ generation: Int64) async throws {
          try await eventually("generation \(generation) answers") {
            load.seen.withLock { $0[generation, default: 0] > 10 }
          }
        }
        for generation in Int64(1)...4 {
          try await isSeen(generation - 1)
          try await harness.promote(generation == 4 ? nil : models[Int(generation) - 1], generation: generation)
        }
        try await isSeen(4)
        load.isOver.store(true, ordering: .relaxed)
        try await group.waitForAll()
      }
      #expect(load.seen.withLock { Set($0.keys) }.isSuperset(of: [0, 1, 2, 3, 4]))
    }
  }

  @Test func isWokenByANotification() async throws {
    try await Harness.run {
      $0.refreshInterval = .seconds(3_600)
    } _: { harness in
      // The listener may still be connecting: only a notification after it listens can wake.
      let model = try TinyModel(seed: 5, config: harness.config)
      try await harness.fold.register(model, loop: harness.config.name)
      try await eventually("a notification wakes the follower") {
        try await harness.fold.promote(model.id, loop: harness.config.name, generation: 1)
        return harness.service.store.generation(of: harness.config.name) == 1
      }
    }
  }

  @Test func keepsTheOldModelWhenTheNewArtifactIsMissing() async throws {
    try await Harness.run { harness in
      try await harness.promote(try TinyModel(seed: 1, config: harness.config), generation: 1)
      let next = try TinyModel(seed: 2, config: harness.config)
      try await harness.fold.register(next, loop: harness.config.name, isStored: false)
      try await harness.fold.promote(next.id, loop: harness.config.name, generation: 2)
      try await eventually("it is said") { !harness.service.store.issues.isEmpty }
      let answer = try await harness.client.decide(["input": input(1)])
      #expect(answer.json["model"] == "model-1" && answer.json["generation"] == 1)
      let ready = try await harness.client.get("/health/ready")
      #expect(ready.status == 200 && ready.json["status"] == "degraded")
      #expect(ready.json["components"]?["slots"]?["problems"]?.array?.first?.string?.contains("model-2") == true)
      // Once the artifact is there the slot is taken over.
      try await harness.fold.register(next, loop: harness.config.name)
      try await harness.promote(next, generation: 2)
      try await eventually("all is well again") { harness.service.store.issues.isEmpty }
    }
  }

  /// A configuration that nobody can read is passed over, and said; a newer good one always wins.
  @Test func passesOverAConfigurationThatCannotBeRead() async throws {
    try await Harness.run(isConfigured: false) { harness in
      let (fold, client, config) = (harness.fold, harness.client, harness.config)
      let bad = config.json.overlaid(with: ["gate": ["minimum_examples": 1]])
      try await fold.configure(bad, loop: config.name, digest: "bad", position: 1)
      try await eventually("it is said") { !harness.service.store.unreadable.isEmpty }
      let none = try await client.get("/v1/loops").json
      #expect(none["loops"] == [])
      #expect(none["not_configured"]?.array?.first?["loop"]?.string == config.name)
      #expect(none["not_configured"]?.array?.first?["problem"]?.string?.contains("gate.minimum_examples") == true)

      try await fold.configure(config, position: 2)
      try await eventually("the loop is there") { harness.service.store.snapshot?.isEmpty == false }
      try await fold.configure(bad, loop: config.name, digest: "bad", position: 3)
      try await eventually("it is said") { !harness.service.store.issues.isEmpty }
      #expect(harness.service.store.unreadable.isEmpty)
      let loop = try await client.get("/v1/loops/\(config.name)").json
      #expect(loop["config_digest"]?.string == config.digest && loop["serving"] == "default")
      #expect(loop["problem"]?.string?.contains("position 3") == true, "\(loop)")
      #expect(try await client.decide(["input": input(1)]).status == 200)

      try await fold.configure(config, position: 4)
      try await eventually("all is well again") { harness.service.store.issues.isEmpty }
      #expect(try await client.get("/v1/loops/\(config.name)").json["problem"] == .null)
    }
  }

  @Test func saysThatAChampionCannotAnswerWhenNothingWasServedBefore() async throws {
    try await Harness.run(isConfigured: false) { harness in
      let model = try TinyModel(seed: 1, config: harness.config)
      try await harness.fold.register(model, loop: harness.config.name, isStored: false)
      try await harness.fold.promote(model.id, loop: harness.config.name, generation: 3)
      try await harness.fold.configure(harness.config)
      try await eventually("the loop is there") { harness.service.store.snapshot?.isEmpty == false }
      let answer = try await harness.client.decide(["input": input(1)])
      #expect(answer.status == 503)
      #expect(answer.json["type"] == "urn:millrace:problem:champion-unavailable")
      #expect(try await harness.client.get("/v1/loops/demo.tiny").json["serving"] == "unavailable")
    }
  }

  @Test func keepsServingWhilePostgresIsAway() async throws {
    let pool = PostgresPool(configuration: Database.current.configuration, size: 2)
    try await Harness.run(database: pool) { harness in
      let model = try TinyModel(seed: 1, config: harness.config)
      try await harness.promote(model, generation: 1)
      await pool.close()
      try await eventually("it is said") { !harness.service.store.issues.isEmpty }
      let answer = try await harness.client.decide(["input": input(1)])
      #expect(answer.status == 200 && answer.json["model"] == "model-1")
      #expect(try await harness.client.get("/health/ready").json["status"] == "degraded")
    }
  }

  @Test func takesOverAChangedConfiguration() async throws {
    try await Harness.run { harness in
      try await harness.promote(try TinyModel(seed: 1, config: harness.config), generation: 1)
      let more = try InferenceTests.loop(inputs: [
        ["name": "size", "kind": "numeric"], ["name": "extra", "kind": "numeric"],
      ])
      try await harness.fold.configure(more, position: 9, state: "paused")
      try await eventually("the new configuration is served") {
        try await harness.client.get("/v1/loops/demo.tiny").json["config_digest"] == .string(more.digest)
      }
      let loop = try await harness.client.get("/v1/loops/demo.tiny").json
      #expect(loop["state"] == "paused" && loop["serving"] == "model" && loop["generation"] == 1)
      #expect(try await harness.client.decide(["input": ["extra": 1]]).status == 200)
      // One that the champion cannot read is not taken over.
      let other = try self.loop(kindOfSize: "text")
      try await harness.fold.configure(other, position: 10)
      try await eventually("it is said") { !harness.service.store.issues.isEmpty }
      #expect(try await harness.client.decide(["input": ["size": 1]]).json["model"] == "model-1")
    }
  }

  private func loop(kindOfSize kind: String) throws -> LoopConfig {
    try InferenceTests.loop(inputs: [["name": "size", "kind": .string(kind)]])
  }
}
