import Domain
import Execution
import Inference
import Kafka
import Postgres
import Publishing
import TestSupport
import Testing

@Suite(.database(migrated: true)) struct RecordingTests {
  @Test(.broker) func isNotReadyWhileItsOwnArchiverIsAway() async throws {
    let archiver = Flag()
    try await Harness.run(archiver: archiver) { harness in
      let client = harness.client
      let before = try await client.get("/health/ready")
      #expect(before.status == 503 && before.json["status"] == "not_ready")
      #expect(before.json["components"]?["archiver"] == ["status": "down", "problems": ["it is away"]])
      // It answers all the same.
      #expect(try await client.decide(["input": [:]]).status == 200)
      archiver.set()
      let after = try await client.get("/health/ready")
      #expect(after.status == 200 && after.json["components"]?["archiver"]?["status"] == "up")
    }
  }

  /// Where the archiver is another process's, its absence is told, and the service goes on being ready.
  @Test(.broker) func isDegradedWhereNobodyReads() async throws {
    try await Harness.run { harness in
      let client = harness.client
      #expect(try await client.decide(["input": [:]]).status == 200)
      var health = try await client.get("/health/ready")
      #expect(health.json["status"] == "ready" && health.json["components"]?["archiver"] == nil)
      try await eventually("it is told") {
        health = try await client.get("/health/ready")
        return health.json["status"] == "degraded"
      }
      #expect(health.status == 200)
      #expect(health.text.contains("the archiver does not read what Kafka has; 1 wait in the journal"), "\(health)")
      #expect(try await client.get("/metrics").text.contains("millrace_recording_problems 1\n"))
    }
  }

  @Test func answersWhileKafkaIsAwayAndSays503WhenTheJournalIsFull() async throws {
    let port = try BrokerPort.next()
    let kafka = KafkaConfiguration(
      bootstrapServers: "127.0.0.1:\(port)",
      properties: ["reconnect.backoff.max.ms": "200", "message.timeout.ms": "1000"])
    try await Harness.run(kafka: kafka) { configuration in
      configuration.journal = JournalConfiguration(folder: configuration.journal.folder, maximumBytes: 10_000)
    } _: { harness in
      let client = harness.client
      var answered: [String] = []
      var refusal: Client.Answer?
      for number in 0..<100 where refusal == nil {
        let answer = try await client.decide(["interaction_id": .string("i\(number)"), "input": input(number)])
        if answer.status == 200 { answered.append("i\(number)") } else { refusal = answer }
      }
      #expect(answered.count > 2)
      #expect(refusal?.status == 503 && refusal?.json["type"] == "urn:millrace:problem:journal-full")
      #expect(refusal?.headers["retry-after"] == "5")
      let feedback = try await client.post(
        "/v1/feedback",
        ["loop": "demo.tiny", "interaction_id": "i0", "comment": .string(.init(repeating: "x", count: 999))])
      #expect(feedback.status == 503)
      let health = try await client.get("/health/ready")
      #expect(health.status == 503 && health.json["status"] == "not_ready")
      let recording = health.json["components"]?["recording"]
      #expect(recording?["status"] == "down")
      #expect(recording?["journal_events"] == .integer(Int64(answered.count)))
      #expect(health.text.contains("nothing is accepted: the journal has"))
      #expect(try await client.get("/metrics").text.contains("millrace_journal_events \(answered.count)\n"))

      _ = try await Database.current.pool.run { db in
        try db.execute(
          """
          WITH i AS (INSERT INTO ledger.incarnation (topic, reason) VALUES ($1, 'test') RETURNING incarnation)
          INSERT INTO ledger.ingest_offset (incarnation, partition, next_offset, fence)
          SELECT incarnation, partition, 0, 1 FROM i, generate_series(0, 99) AS partition
          """, [.text("millrace.interactions")])
      }
      // The broker comes back: what was answered is there, in order, and nothing else. Where the publisher is back before
      // the topic is made, the broker makes one itself, with several partitions, and there is an order in each.
      let broker = try BrokerProcess(port: port)
      defer { broker.stop() }
      let admin = try KafkaAdmin(kafka, logger: quiet)
      let topic = "millrace.interactions"
      _ = try await admin.createTopics([KafkaTopic(topic, partitions: 1)])
      let partitions = try await admin.describeTopics([topic])[topic]?.get().partitions ?? 1
      try await eventually("all were sent") { harness.service.publisher.standing.unsent == 0 }
      #expect(try await client.decide(["input": input(1)]).status == 503)
      // Not Kafka's having them makes room, but the ledger's.
      try await eventually("decisions are answered again") {
        let ends = try await admin.watermarks((0..<partitions).map { TopicPartition(topic, Int32($0)) })
        for (partition, marks) in ends {
          let end = try marks.get().high
          _ = try await Database.current.pool.run { db in
            try db.execute(
              "UPDATE ledger.ingest_offset SET next_offset = $1 WHERE partition = $2::int",
              [.int(end), .int(Int64(partition.partition))])
          }
        }
        try await Task.sleep(for: .milliseconds(300))
        return try await client.decide(["input": [:]]).status == 200
      }
      await admin.close()
      let consumer = try KafkaConsumer(kafka, group: nil, logger: quiet)
      try await consumer.assign((0..<partitions).map { TopicPartition(topic, Int32($0)).at(.beginning) })
      var subjects: [String] = []
      var places: [String: Int32] = [:]
      for _ in 0..<40 where !Set(answered).isSubset(of: subjects) {
        let messages = try await consumer.poll(max: 1_000, timeout: .milliseconds(500)).messages
        for message in messages {
          let subject = String(decoding: message.header("ce_subject") ?? [], as: UTF8.self)
          // What was sent again is there twice.
          if places.updateValue(message.partition, forKey: subject) == nil { subjects.append(subject) }
        }
      }
      await consumer.close()
      // The last one, which was made to see that decisions are answered again, has an id that Millrace made.
      subjects.removeAll { !$0.hasPrefix("i") }
      #expect(Set(subjects) == Set(answered), "\(subjects)")
      for partition in 0..<Int32(partitions) {
        #expect(subjects.filter { places[$0] == partition } == answered.filter { places[$0] == partition })
      }
    }
  }
}
