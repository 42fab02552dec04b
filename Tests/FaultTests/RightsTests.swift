import Domain
import Foundation
import Postgres
import Projections
import TestSupport
import Testing
import Wire

/// Each service with the login that docker-compose.yml gives it, made by the script that makes them there.
@Suite(.slots, .database(migrated: true))
struct RightsTests {
  private static let passwords = [
    "MILLRACE_ARCHIVER_PASSWORD": "a", "MILLRACE_PROJECTOR_PASSWORD": "p", "MILLRACE_SERVICE_PASSWORD": "s",
    "MILLRACE_AUDITOR_PASSWORD": "d",
  ]

  /// A loop that promotes what it trains.
  private static func loop() throws -> LoopConfig {
    try LoopFile.parse(
      Array(
        """
        name: \(ModelProducer.loop)
        clock: occurred
        inputs: {x: numeric}
        label: {name: y, classes: [no, yes], positive: yes, aggregation: majority, default: no}
        join_window: 20m
        default_answer: {label: no, probabilities: {no: 0.01, yes: 0.99}}
        sealing: {every: 12h, minimum_examples: 10, validation: 3h, holdout: 3h}
        gate: {metric: log_loss, minimum_improvement: -5, minimum_examples: 10}
        learner: {kind: mlp, settings: {hidden: [4], epochs: 2}}
        """.utf8), name: "rights.yaml")
  }

  private func makeLogins(_ world: World) async throws {
    // Twice: the second time sets the passwords anew.
    for _ in 0..<2 {
      let psql = try ChildProcess(
        "psql", ["--no-psqlrc", "-d", world.keywords(), "-f", Program.root + "/deploy/logins.sql"],
        logPath: ChildProcess.temporaryPath("psql.log"), environment: RightsTests.passwords)
      try await eventually("psql ends") { !psql.isRunning }
      #expect(!psql.log.contains("ERROR") && !psql.log.contains("FATAL"), "\(psql.log)")
    }
    let logins = try await world.pool.run { db in
      try db.query(
        """
        SELECT r.rolname, (SELECT string_agg(g.rolname, ' ') FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid
          WHERE m.member = r.oid)
        FROM pg_authid r WHERE r.rolname IN ('archiver', 'projector', 'service', 'auditor') AND r.rolcanlogin
          AND r.rolpassword LIKE 'SCRAM-SHA-256%' AND NOT r.rolsuper ORDER BY 1
        """
      ).map { "\(try $0.text(0)) \(try $0.text(1))" }
    }
    // And what analysts' projections spill is bounded for all of them.
    #expect(try await world.pool.run { try TemporaryFiles.warning($0) } == nil)
    #expect(
      logins == [
        "archiver millrace_archiver", "auditor millrace_auditor", "projector millrace_projector",
        "service millrace_service",
      ])
  }

  /// By service the login that docker-compose.yml gives it.
  private func composed() throws -> [String: String] {
    let text = try String(contentsOfFile: Program.root + "/docker-compose.yml", encoding: .utf8)
    var logins: [String: String] = [:]
    var command = ""
    for line in text.split(separator: "\n") {
      if let match = line.firstMatch(of: /^    command: \[(\w+)\]/) { command = String(match.output.1) }
      if let match = line.firstMatch(of: /\*as-(\w+)/), logins[command] == nil {
        logins[command] = String(match.output.1)
      }
    }
    return logins
  }

  /// The whole wheel turns: events to the ledger, the read models, a dataset, a model, its promotion, its answers, a
  /// verification, a checkpoint, ticks, and a projection of an analyst's.
  @Test func eachServiceDoesItsWorkWithItsOwnRights() async throws {
    let logins = try composed()
    try await World.run(projector: false) { world in
      try await makeLogins(world)
      let folder = "/tmp/millrace-rights-\(UUID().uuidString)"
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(atPath: folder) }
      func start(_ service: String) throws -> Program {
        let login = try #require(logins[service], "docker-compose.yml has no login for \(service)")
        try #require(login != "owner")
        return try world.start(
          [service], nil,
          environment: [
            "MILLRACE_DATABASE": world.keywords(user: login), "MILLRACE_CHECKPOINTS": folder + "/signed",
            "MILLRACE_CHECKPOINT_KEY": folder + "/key", "MILLRACE_DATA": folder,
            "MILLRACE_KAFKA_PROPERTIES": "session.timeout.ms=1500,heartbeat.interval.ms=300",
          ])
      }
      for service in ["archiver", "projector", "curator", "trainer", "evaluator"] { _ = try start(service) }
      let config = try RightsTests.loop()
      try await world.producer.produce(
        world.producer.event(
          "rights", LoopConfigured.type, key: ModelProducer.loop,
          ["config": config.json, "digest": .string(config.digest)]))
      // Ticks before the configuration would move no clock.
      try await world.settle()
      for _ in 0..<8 { try await world.producer.produce(120) }
      try await eventually("a model is promoted") {
        guard try await world.number("SELECT count(*) FROM pg_namespace WHERE nspname = 'fold'") == 1 else {
          return false
        }
        return try await world.number("SELECT count(*) FROM fold.champion_history WHERE change = 'promoted'") > 0
      }
      _ = try start("checkpointer")
      _ = try start("auditor")
      let ticker = try start("ticker")
      let asker = Asker(world, user: logins["inference"])
      try await asker.start()
      try await asker.ask(10, expecting: 200)
      try await asker.untilRecorded()
      // Its login may see how far the ledger has read.
      try await eventually("the journal is empty") { try await asker.journalled() == 0 }
      try await eventually("the promoted model has answered") {
        try await world.number("SELECT count(*) FROM fold.interaction WHERE generation > 0") == 10
      }
      let added = try world.start(
        ["projection", "add", Program.root + "/projections/examples/daily_regret"], nil,
        environment: ["MILLRACE_DATA": folder])
      try await eventually("the projection is added") { !added.isRunning }
      try await eventually("the analyst's projection is folded") {
        try await world.number(
          "SELECT count(*) FROM projection.analyst a, ledger.head h WHERE a.state = 'active' AND a.position >= h.position - 1"
        ) == 1
      }
      try await eventually("the read models are verified") {
        try await world.number("SELECT count(*) FROM fold.verification WHERE matches") > 0
      }
      try await eventually("the head is signed") {
        !((try? FileManager.default.contentsOfDirectory(atPath: folder + "/signed")) ?? []).isEmpty
      }
      try await eventually("the ticker ticks") {
        try await world.number("SELECT count(*) FROM ledger.event WHERE source = '/millrace/ticker'") > 0
      }
      // What shows that a container is healthy.
      for login in ["archiver", "projector", "service", "auditor"] {
        let status = try world.start(
          ["status"], nil, environment: ["MILLRACE_DATABASE": world.keywords(user: login), "MILLRACE_DATA": folder])
        try await eventually("status ends") { !status.isRunning }
        #expect(status.log.contains("ledger: position") && !status.log.contains("rror:"), "\(login): \(status.log)")
      }
      try await ticker.terminate()
      for program in world.programs {
        #expect(!program.log.contains("permission denied"), "\(program.name): \(program.log.suffix(2000))")
      }
    }
  }
}
