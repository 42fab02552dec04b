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
        while (try? await Task.sleep(for: .seconds(1))) != nil { await self.journal.tend() }
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
    await admin.close()
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
    // While nothing waits, now and then all the same: what is sent next is held against what was said before.
    let isDue = ledger.withLock { !$0.hasAnswered || $0.last.map { $0.duration(to: .now) > .seconds(1) } ?? true }
    if isDue || feed.tracker.withLock({ !$0.batches.isEmpty }) { await look(pool) }
  }

  private func look(_ pool: PostgresPool) async {
    let (asked, places) = (ContinuousClock.now, feed.tracker.withLock(\.places))
    let ids = places.isEmpty ? [:] : await topicIDs(of: Set(places.map(\.topic)))
    ledger.withLock { ($0.asked, $0.isBrokerAway) = (.now, ids == nil) }
    do {
      let standings = try await pool.run { [topics] db in
        try IngestStandings.load(db, topics: topics, gapsAbove: places)
      }
      ledger.withLock { ($0.problem, $0.hasAnswered, $0.asked, $0.last) = (nil, true, nil, .now) }
      journal.release(feed.look(standings, ids: ids ?? [:], asked: ids == nil ? nil : asked))
    } catch {
      ledger.withLock { ($0.problem, $0.asked) = ("\(error)", nil) }
      logger.debug("the ledger cannot be asked what it has", metadata: ["error": "\(error)"])
    }
  }

  /// The ids of the topics that are there; nil where the broker does not answer.
  private func topicIDs(of topics: Set<String>) async -> [String: String?]? {
    guard let found = try? await admin.describeTopics(topics.sorted(), timeout: .seconds(2)) else { return nil }
    return found.compactMapValues { try? $0.get() }.mapValues(\.id)
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
      try await emptySpool()
    } catch {
      logger.warning("the spool cannot be emptied into the journal yet", metadata: ["error": "\(error)"])
    }
    let found = await journal.files.run { [journal, folder = journals.folder] in
      journal.examineAside()
      return ((try? JournalClaim.abandoned(in: folder)) ?? []).flatMap { journal.adopt($0.disk) }
    }
    guard !found.isEmpty else { return }
    logger.notice(
      "an abandoned journal was taken over", metadata: ["records": "\(found.reduce(0) { $0 + $1.stretch.records })"])
    feed.take(found)
  }

  private func emptySpool() async throws {
    guard let folder = journals.spoolFolder, let spool = try OldSpool(folder: folder, logger: logger) else { return }
    for segment in try spool.segments() {
      let contents: OldSpool.Contents
      do {
        contents = try spool.read(segment)
      } catch {
        logger.warning("a segment of the spool cannot be read", metadata: ["file": "\(segment)", "error": "\(error)"])
        continue
      }
      // What was taken before the journal was full is not taken again.
      let taken = ledger.withLock { $0.spooled[segment] ?? 0 }
      for start in stride(from: taken, to: contents.records.count, by: 1_000) {
        let end = min(start + 1_000, contents.records.count)
        try await journal.append(JournalEntry(Array(contents.records[start..<end])))
        ledger.withLock { $0.spooled[segment] = end }
      }
      for hole in contents.holes {
        let name = SegmentName(number: UInt64(segment.dropLast(6)) ?? 0, salt: 0)
        await journal.files.run { [journal] in
          journal.setAside(hole.range, isDamage: hole.isDamage, of: name, contents.bytes)
        }
      }
      try spool.remove(segment)
      logger.notice(
        "what the spool held is in the journal",
        metadata: ["segment": "\(segment)", "records": "\(contents.records.count)"])
    }
  }
}
