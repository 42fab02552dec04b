import Kafka
import Ledger
import Logging
import Postgres

extension JournalPublisher {
  /// Takes over what earlier processes left, and asks the ledger once where it stands: before the first event.
  package func prepare(_ pool: PostgresPool) async {
    await takeOver()
    await withDiscardingTaskGroup { group in
      group.addTask {
        await self.look(pool)
      }
      // The ledger may be away.
      try? await Task.sleep(for: .milliseconds(10))
      for _ in 0..<100 where !ledger.withLock({ $0.hasAnswered || $0.problem != nil }) {
        try? await Task.sleep(for: .milliseconds(10))
      }
      group.cancelAll()
    }
  }

  /// Sends what waits in the journal and empties it by what the ledger has, until the task is cancelled; then gives what is
  /// under way a little time. What is left is the next process's.
  package func run(_ pool: PostgresPool) async {
    await withDiscardingTaskGroup { group in
      group.addTask { await self.deadlines.run() }
      group.addTask {
        for await _ in self.feed.wakes { await self.drain() }
      }
      group.addTask {
        while (try? await Task.sleep(for: self.configuration.adoptInterval)) != nil { await self.takeOver() }
      }
      group.addTask {
        while (try? await Task.sleep(for: self.configuration.lookInterval)) != nil { await self.lookIfNeeded(pool) }
      }
      for await refusal in feed.refusals { await keep(refusal) }
      group.cancelAll()
    }
    deadlines.close()
  }

  /// After `run()`: gives what is under way to Kafka, and to the ledger, a little time, and leaves the rest to the next
  /// process. Nothing is taken any more.
  package func finish(_ pool: PostgresPool) async {
    feed.handOver()
    await feed.sender.close(flushing: configuration.closingTime)
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        while !Task.isCancelled, self.feed.tracker.withLock({ $0.batches.contains(where: \.isDelivered) }) {
          await self.look(pool)
          try? await Task.sleep(for: .milliseconds(50))
        }
      }
      group.addTask { try? await Task.sleep(for: self.configuration.closingTime) }
      await group.next()
      group.cancelAll()
    }
    feed.finish()
    await journal.close()
    claim.release()
  }

  /// Reads what has to be sent, oldest first, and sends it, until nothing has to be.
  private func drain() async {
    var failures = 0
    while !Task.isCancelled {
      let failed = feed.tracker.withLock(\.failures)
      if failed != failures { try? await Task.sleep(for: configuration.retryPause) }
      failures = failed
      await feed.sender.renewIfUseless()
      feed.handOver()
      let batches = feed.tracker.withLock { $0.take(records: configuration.drainRecords, bytes: 4 << 20) }
      guard !batches.isEmpty else { return }
      let ticket = DeliveryTicket()
      do {
        let records = try await journal.records(batches.map(\.stretch))
        tally.withLock { $0.drained += records.reduce(0) { $0 + $1.count } }
        feed.sender.submit(Array(records.joined())) { [feed] outcomes in
          var start = 0
          for (batch, records) in zip(batches, records) {
            feed.settle(batch.serial, records, outcomes[start..<(start + records.count)])
            start += records.count
          }
          ticket.settle(.decided(outcomes))
        }
        feed.tracker.withLock { $0.handOver(batches.count) }
      } catch {
        logger.error("the journal cannot be emptied", metadata: ["error": "\(error)"])
        feed.tracker.withLock { tracker in
          tracker.handOver(batches.count)
          for batch in batches { tracker.undelivered(batch.serial) }
        }
        continue
      }
      // What comes meanwhile goes the direct way as soon as nothing is left here, so the last part is not waited for.
      guard feed.tracker.withLock({ $0.unsent > 0 }) else { return }
      _ = await ticket.outcome()
    }
  }

  private func lookIfNeeded(_ pool: PostgresPool) async {
    let isNeeded = feed.tracker.withLock { !$0.batches.isEmpty } || !ledger.withLock(\.hasAnswered)
    if isNeeded { await look(pool) }
  }

  private func look(_ pool: PostgresPool) async {
    let places = feed.tracker.withLock(\.places)
    do {
      let standings = try await pool.run { [topics] db in
        try IngestStandings.load(db, topics: topics, gapsAbove: places)
      }
      ledger.withLock { $0 = LedgerAnswer(problem: nil, hasAnswered: true) }
      journal.release(feed.look(standings))
    } catch {
      ledger.withLock { $0.problem = "\(error)" }
      logger.debug("the ledger cannot be asked what it has", metadata: ["error": "\(error)"])
    }
  }

  private func keep(_ refusal: JournalFeed.Refusal) async {
    do {
      try await journal.files.run { [journal] in try journal.keepRefused(JournalEntry(refusal.records)) }
      tally.withLock { $0.refused += refusal.records.count }
      logger.error(
        "records set aside: Kafka refuses them",
        metadata: ["count": "\(refusal.records.count)", "error": "\(refusal.error)", "folder": "\(journal.path)"])
      feed.tracker.withLock { $0.delivered(refusal.serial, refusal.places) }
    } catch {
      logger.error("what Kafka refuses cannot be set aside", metadata: ["error": "\(error)"])
      feed.settle(refusal.serial, refusal.records, [.failure(KafkaError(code: .messageTimedOut, message: ""))])
      try? await Task.sleep(for: configuration.retryPause)
    }
  }

  /// Takes over the spool of the program before, and journals that no process has.
  private func takeOver() async {
    do {
      if let folder = journals.spoolFolder, let spool = try OldSpool(folder: folder, logger: logger) {
        for segment in try spool.segments() {
          let records = try spool.records(of: segment)
          for start in stride(from: 0, to: records.count, by: 1_000) {
            try await journal.append(JournalEntry(Array(records[start..<min(start + 1_000, records.count)])))
          }
          try spool.remove(segment)
          logger.notice(
            "what the spool held is in the journal", metadata: ["segment": "\(segment)", "records": "\(records.count)"])
        }
      }
      let found = try await journal.files.run { [journal, folder = journals.folder] in
        try JournalClaim.abandoned(in: folder).flatMap { try journal.adopt($0.disk) }
      }
      guard !found.isEmpty else { return }
      logger.notice(
        "an abandoned journal was taken over", metadata: ["records": "\(found.reduce(0) { $0 + $1.stretch.records })"])
      feed.take(found)
    } catch {
      logger.warning("what earlier processes left cannot be taken over yet", metadata: ["error": "\(error)"])
    }
  }
}
