import Domain
import Exposition
import Inference
import Synchronization
import TestSupport
import Testing

/// What requests were answered with.
private final class Statuses: Sendable {
  let all = Mutex<[Int]>([])
}

/// A gauge of another part of the program.
private struct Elsewhere: MetricsProvider {
  var families: [MetricFamily] {
    [MetricFamily("from_elsewhere", .gauge, help: "A gauge.", [.init([("name", "a\"b\\c\nd")], 1.5)])]
  }
}

@Suite(.broker, .database(migrated: true)) struct ServiceTests {
  @Test func showsItsLoops() async throws {
    try await Harness.run { harness in
      let loop = try await harness.client.get("/v1/loops/demo.tiny")
      #expect(
        loop.json == [
          "loop": "demo.tiny", "description": "For tests.", "state": "active", "clock": "recorded",
          "inputs": [
            ["name": "size", "kind": "numeric"], ["name": "colour", "kind": "category"],
            ["name": "note", "kind": "text"], ["name": "at", "kind": "time"],
          ],
          "label": ["name": "late", "classes": ["no", "yes"], "positive": "yes"],
          "default_answer": ["label": "no", "probabilities": ["no": 0.75, "yes": 0.25]],
          "config_digest": .string(harness.config.digest), "generation": 0, "model": nil, "serving": "default",
          "problem": nil, "waits": loop.json["waits"] ?? nil, "notices": [],
        ])
      #expect(loop.json["waits"]?.array?.map { $0["code"] ?? nil } == ["no_tick"])
      #expect(try await harness.client.get("/v1/loops").json == ["loops": [loop.json]])
    }
  }

  /// What waits for a person can be alarmed on; what was settled goes to 0.
  @Test func showsTheBacklog() async throws {
    try await Harness.run { harness in
      let pool = harness.fold.pool
      try await pool.run { db in
        try db.script(
          """
          INSERT INTO ledger.incarnation (topic, reason) VALUES ('t', 'test');
          INSERT INTO ledger.parked (incarnation, partition, "offset", topic, header_names, header_values, reason,
            message, after_position, parked_at)
          SELECT 1, 0, n, 't', '{ce_loop}', ARRAY[(ARRAY['demo.tiny', 'x.y'])[1 + n / 2]::bytea],
            (ARRAY['schema', 'conflict'])[1 + n / 2], 'x', 0, now()
          FROM generate_series(0, 2) n;
          INSERT INTO fold.fold_error SELECT n, 'feedback', 'label_unknown', 'x' FROM generate_series(1, 5) n
          """)
      }
      func shows(_ lines: [String]) async throws -> Bool {
        let text = try await harness.client.get("/metrics").text.split(separator: "\n")
        return lines.allSatisfy { text.contains(Substring($0)) }
      }
      try await eventually("the counts are shown") {
        try await shows([
          #"millrace_parked_open{reason="schema"} 2"#, #"millrace_parked_open{reason="conflict"} 1"#,
          #"millrace_fold_errors{projection="feedback",reason="label_unknown"} 5"#,
          #"millrace_loop_parked_open{loop="demo.tiny",reason="schema"} 2"#,
          #"millrace_loop_parked_open{loop="unknown",reason="conflict"} 1"#,
          "# TYPE millrace_parked_open gauge", "# TYPE millrace_fold_errors gauge",
        ])
      }
      try await pool.run { try $0.script("UPDATE ledger.parked SET state = 'discarded' WHERE reason = 'conflict'") }
      try await eventually("what is settled is 0") {
        try await shows([
          #"millrace_parked_open{reason="schema"} 2"#, #"millrace_parked_open{reason="conflict"} 0"#,
          #"millrace_loop_parked_open{loop="unknown",reason="conflict"} 0"#,
        ])
      }
    }
  }

  @Test func countsWhatItDoes() async throws {
    try await Harness.run { harness in
      harness.service.metrics.register(Elsewhere())
      for _ in 0..<3 { _ = try await harness.client.decide(["requests": [["input": [:]], ["input": [:]]]]) }
      _ = try await harness.client.decide(["input": 1])
      _ = try await harness.client.get("/nowhere")
      _ = try await harness.client.post(
        "/v1/feedback", ["loop": "demo.tiny", "interaction_id": "i", "label": "yes"])
      let metrics = try await harness.client.get("/metrics")
      #expect(metrics.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
      for line in [
        #"millrace_http_requests_total{route="/v1/loops/{loop}/decide",method="POST",status="200"} 3"#,
        #"millrace_http_requests_total{route="/v1/loops/{loop}/decide",method="POST",status="422"} 1"#,
        #"millrace_http_requests_total{route="none",method="GET",status="404"} 1"#,
        #"millrace_decisions_total{loop="demo.tiny",generation="0"} 6"#,
        #"millrace_feedback_total{loop="demo.tiny"} 1"#,
        #"millrace_decide_seconds_bucket{le="+Inf"} 3"#,
        "millrace_decide_seconds_count 3",
        #"millrace_slot_generation{loop="demo.tiny"} 0"#,
        #"millrace_publish_total{outcome="accepted"} 7"#,
        "millrace_journal_unsent_events 0",
        "# TYPE millrace_decide_seconds histogram",
        #"from_elsewhere{name="a\"b\\c\nd"} 1.5"#,
      ] {
        #expect(metrics.text.split(separator: "\n").contains(Substring(line)), "\(line)")
      }
    }
  }

  @Test func finishesItsRequestsWhenItIsShutDown() async throws {
    try await Harness.run { harness in
      let statuses = Statuses()
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<20 {
          group.addTask {
            let answer = try await harness.client.decide(["requests": .array((0..<200).map { ["input": input($0)] })])
            statuses.all.withLock { $0.append(answer.status) }
          }
        }
        // All are under way when the shutdown begins.
        try await eventually("requests are answered") { statuses.all.withLock { !$0.isEmpty } }
        await harness.group.triggerGracefulShutdown()
        while let result = await group.nextResult() {
          // A connection that was never taken is refused; one that was is answered.
          if case .failure(let error) = result { #expect("\(error)".contains("onnect"), "\(error)") }
        }
      }
      let taken = statuses.all.withLock { $0 }
      #expect(!taken.isEmpty && taken.allSatisfy { $0 == 200 })
      let events = try await Harness.events("millrace.interactions", count: taken.count * 200)
      #expect(events.count == taken.count * 200)
    }
  }

  @Test func saysThatThePortIsTaken() async throws {
    try await Harness.run { harness in
      let port = try #require(Int(harness.client.base.split(separator: ":")[2]))
      let other = try InferenceService(
        InferenceConfiguration(
          port: port, journal: .init(folder: ChildProcess.temporaryPath("journal")),
          openAPIFile: home + "/docs/reference/openapi.yaml"),
        kafka: Broker.current.configuration, pool: Database.current.pool, contract: try contract(),
        metrics: PrometheusExporter(), logger: quiet)
      let error = await #expect(throws: InferenceError.self) { try await other.run() }
      #expect(error?.code == .cannotListen && error?.message.contains("\(port)") == true)
    }
  }
}
