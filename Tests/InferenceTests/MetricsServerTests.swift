import Exposition
import Inference
import ServiceLifecycle
import TestSupport
import Testing

@Suite(.database(migrated: true)) struct MetricsServerTests {
  private func run(
    _ configuration: MetricsServer.Configuration, _ body: @escaping @Sendable (Client) async throws -> Void
  ) async throws {
    let (ports, announce) = AsyncStream.makeStream(of: Int.self)
    let server = try MetricsServer(
      configuration, pool: Database.current.pool, exporter: PrometheusExporter(), logger: quiet,
      onListening: { announce.yield($0) })
    let group = ServiceGroup(configuration: .init(services: [.init(service: server)], logger: quiet))
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask {
        defer { announce.finish() }
        try await group.run()
      }
      for await port in ports {
        try await body(Client(base: "http://127.0.0.1:\(port)"))
        await group.triggerGracefulShutdown()
        break
      }
      try await tasks.waitForAll()
    }
  }

  @Test func showsMetricsAlone() async throws {
    try await Database.current.pool.run { db in
      try db.script(
        """
        INSERT INTO ledger.incarnation (topic, reason) VALUES ('t', 'test');
        INSERT INTO ledger.parked (incarnation, partition, "offset", topic, header_names, header_values, reason,
          message, after_position, parked_at) VALUES (1, 0, 0, 't', '{}', '{}', 'schema', 'x', 0, now());
        INSERT INTO ledger.ingest_gap VALUES (1, 0, 3, 8);
        INSERT INTO ledger.clock_dispute VALUES ('archiver-1', now(), now(), '2 minutes')
        """)
    }
    let tables = try await FoldTables(Database.current.pool)
    try await tables.configure(["name": "a.b"], loop: "a.b", digest: "d", position: 1)
    try await Database.current.pool.run { db in
      try db.script(
        """
        INSERT INTO fold.input_problem VALUES ('a.b', now(), 'wrong_kind', 'size', 'string', 4, 7);
        INSERT INTO fold.waiting_feedback (loop, position, interaction_id, occurred_at) VALUES ('a.b', 3, 'i', now())
        """)
    }
    try await run(.init(port: 0)) { client in
      try await eventually("the backlog is counted") {
        try await client.get("/metrics").text.contains(#"millrace_parked_open{reason="schema"} 1"#)
      }
      let lines = try await client.get("/metrics").text.split(separator: "\n")
      for line in [
        #"millrace_loop_input_problems{loop="a.b",input="size",reason="wrong_kind"} 4"#,
        #"millrace_loop_examples_waiting{loop="a.b",state="open"} 0"#,
        #"millrace_loop_examples_waiting{loop="a.b",state="feedback"} 1"#,
        "millrace_clock_disputes 1", "millrace_ledger_ahead_seconds 0", #"millrace_ingest_gaps{topic="t"} 1"#,
        #"millrace_ingest_gap_offsets{topic="t"} 5"#,
      ] { #expect(lines.contains(Substring(line)), "\(line)") }
      #expect(try await client.get("/health/live").json == ["status": "up"])
      #expect(try await client.send("HEAD", "/metrics", nil).status == 200)
      #expect(try await client.get("/nowhere").status == 404)
      #expect(try await client.send("POST", "/metrics", []).status == 405)
    }
  }

  @Test func isNoWayInForABrowser() async throws {
    var configuration = MetricsServer.Configuration(port: 0)
    configuration.allowedOrigins = ["https://app.example.org"]
    configuration.limits.head = .milliseconds(500)
    try await run(configuration) { client in
      func ask(_ fields: String) async throws -> String {
        try await client.raw("GET /health/live HTTP/1.1\r\n\(fields)\r\n").lowercased()
      }
      let own = try await ask("Host: localhost\r\n")
      #expect(own.hasPrefix("http/1.1 200 ") && own.contains("x-content-type-options: nosniff\r\n"))
      let other = try await ask("Host: evil.example\r\n")
      #expect(other.hasPrefix("http/1.1 421 ") && other.contains("x-content-type-options: nosniff\r\n"))
      let foreign = try await ask("Host: localhost\r\nOrigin: https://evil.example\r\n")
      #expect(foreign.hasPrefix("http/1.1 403 "))
      let declared = try await ask("Host: localhost\r\nOrigin: https://app.example.org\r\n")
      #expect(declared.contains("access-control-allow-origin: https://app.example.org\r\n"))
      let slow = try await client.raw("GET /metrics HTTP/1.1\r\n")
      #expect(slow.hasPrefix("HTTP/1.1 408 "))
    }
  }

  /// Several services on one machine: the first has the usual port, the others any.
  @Test func takesAnotherPortWhereNobodyChoseOne() async throws {
    try await run(.init(port: 0)) { first in
      let taken = Int(first.port)
      try await run(.init(port: taken)) { second in
        #expect(second.port != first.port)
        let status = try await second.get("/metrics").status
        #expect(status == 200)
      }
      let error = await #expect(throws: InferenceError.self) {
        try await run(.init(port: taken, isPortChosen: true)) { _ in }
      }
      #expect(error?.code == .cannotListen)
    }
  }
}
