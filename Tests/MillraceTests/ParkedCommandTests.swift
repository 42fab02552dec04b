import Domain
import Foundation
import Kafka
import Ledger
import Logging
import Postgres
import TestSupport
import Testing
import Wire

/// The commands about parked records, in the real program.
@Suite(.database(migrated: true, adopted: false), .timeLimit(.minutes(15)))
struct ParkedCommandTests {
  private func feedback(_ id: String, _ data: String) -> Event {
    Event(
      id: id, source: "/test", type: FeedbackReceived.type, occurredAt: Timestamp(microseconds: 1), loop: "a.b",
      key: "a.b/u", data: Array(data.utf8))
  }

  private func send(_ events: [Event], to bootstrap: String) async throws {
    let encoder = CloudEventEncoder(contract: try Contract.load(directory: Simulation.root.path + "/streams"))
    let producer = try KafkaProducer(
      KafkaConfiguration(bootstrapServers: bootstrap, clientID: "test"), logger: Logger(label: "test"))
    for event in events {
      let record = try encoder.encode(event)
      _ = try await producer.send(
        KafkaRecord(
          topic: record.topic, key: record.key, value: record.value,
          headers: record.headers.map { KafkaHeader($0.name, $0.value) }))
    }
    await producer.close()
  }

  private func until(_ condition: String) async throws {
    try await eventually(condition) {
      try await Database.current.pool.run { try $0.query("SELECT " + condition).first?.bool(0) ?? false }
    }
  }

  private func kill9(_ process: Process) async throws {
    kill(process.processIdentifier, SIGKILL)
    while process.isRunning { try await Task.sleep(for: .milliseconds(20)) }
  }

  /// Archiver and command line are killed between the steps; in the end each decision has counted once.
  @Test func decisionsSurviveKills() async throws {
    let broker = try BrokerProcess()
    defer { broker.stop() }
    let program = try Program(kafka: broker.bootstrapServers)
    defer { program.remove() }
    #expect(try await program.run("topics", "apply").status == 0)
    let bad = "{\"interaction_id\":\"i\",\"label\":\"yes\",\"reward\":\"not a number\"}"
    try await send(
      [
        feedback("1", bad), feedback("2", bad), feedback("3", bad),
        feedback("4", "{\"interaction_id\":\"i\",\"label\":\"no\"}"),
      ],
      to: broker.bootstrapServers)
    var archiver = try program.start(["archiver"]).process
    try await until("count(*) = 3 AND (SELECT position FROM ledger.head) = 1 FROM ledger.parked")
    try await kill9(archiver)

    let list = try await program.run("parked", "list", "--topic", "millrace.feedback")
    #expect(list.status == 0 && list.text.contains("millrace.feedback[") && list.text.contains("schema"))
    let dry = try await program.run("parked", "retry", "--reason", "schema", "--since", "1h", "--dry-run")
    #expect(dry.status == 0 && dry.text.hasSuffix("3 records would be retried\n"), "\(dry.text)")
    #expect(try await program.run("parked", "retry").status == 64)
    #expect(try await program.run("parked", "discard", "--all").status == 64)
    #expect(try await program.run("parked", "list", "--reason", "conflict").text.split(separator: "\n").count == 1)

    // The record is mended where it lies, as a new schema would, and the retry is killed while it waits.
    try await Database.current.pool.run { db in
      try db.script(
        """
        UPDATE ledger.parked SET value = convert_to('{"interaction_id":"i","label":"yes"}', 'UTF8') WHERE parked_id < 3
        """)
    }
    let retry = try program.start(["parked", "retry", "--all", "--because", "mended"]).process
    try await Task.sleep(for: .milliseconds(1500))
    try await kill9(retry)
    archiver = try program.start(["archiver"]).process
    let discard = try await program.run("parked", "retry", "--reason", "schema", "--because", "mended")
    #expect(discard.status == 0, "\(discard.text)")
    try await until("count(*) = 2 FROM ledger.parked WHERE state = 'retried'")
    let last = try await program.run("parked", "discard", "3", "--because", "a test record")
    #expect(last.status == 0 && last.text.hasSuffix("1 discarded\n"), "\(last.text)")
    let again = try await program.run("parked", "discard", "3", "--because", "a test record")
    #expect(again.status != 0 && again.text.contains("of 1 records 0 are open"), "\(again.text)")
    try await kill9(archiver)

    let (states, events, problem) = try await Database.current.pool.run { db in
      (
        try db.query("SELECT state FROM ledger.parked ORDER BY parked_id").map { try $0.text(0) },
        try db.query("SELECT event_id FROM ledger.event WHERE source = '/test' ORDER BY position").map {
          try $0.text(0)
        },
        try LedgerVerifier().verify(db).problem
      )
    }
    #expect(states == ["retried", "retried", "discarded"])
    #expect(events == ["4", "1", "2"])
    #expect(problem == nil)
    let show = try await program.run("parked", "show", "1")
    #expect(show.text.contains("because: mended") && show.text.contains("later of the same key:"), "\(show.text)")
    #expect(show.text.contains("millrace.feedback.received.v1  4"), "\(show.text)")
  }

  @Test func statusShowsWhatWaits() async throws {
    let program = try Program(kafka: nil)
    defer { program.remove() }
    try await Database.current.pool.run { db in
      try db.script(
        """
        INSERT INTO ledger.incarnation (topic, reason) VALUES ('t', 'test');
        INSERT INTO ledger.parked (incarnation, partition, "offset", topic, header_names, header_values, reason,
          message, after_position, parked_at)
        SELECT 1, 0, n, 't', '{}', '{}', 'schema', 'x', 0, now() FROM generate_series(1, 3) n;
        CREATE SCHEMA fold;
        CREATE TABLE fold.fold_error (position bigint, projection text, reason text, detail text);
        INSERT INTO fold.fold_error VALUES (1, 'tick', 'tick_ignored', 'x'), (2, 'tick', 'tick_ignored', 'x')
        """)
    }
    let text = try await program.run("status").text
    #expect(text.contains("parked 3, fold errors 2"))
    #expect(text.contains("schema") && text.contains("fold error of tick"))
    let json = try JSONReader.parse(try await program.run("status", "--json").text)
    #expect(json["parked"] == 3 && json["parked_by_reason"] == ["schema": 3] && json["fold_errors"] == 2)
    #expect(
      json["fold_errors_by_reason"] == [["projection": "tick", "reason": "tick_ignored", "count": 2]])
  }
}
