import Kafka

extension SpoolingPublisher {
  /// Sends events and empties the spool until the task is cancelled; then gives what is under way a little time.
  /// What is left in the spool is sent by the next process that opens it.
  package func run() async {
    await withDiscardingTaskGroup { group in
      group.addTask {
        for await _ in self.wakes { await self.drain() }
      }
      group.addTask { await self.deadlines.run() }
      for await job in jobs {
        group.addTask { job.ticket.settle(.decided(await self.sender.send(job.records))) }
      }
      finish()
      group.cancelAll()
      await sender.close(flushing: configuration.closingTime)
      deadlines.close()
    }
  }

  /// Sends what is in the spool, oldest first, until it is empty.
  private func drain() async {
    while !Task.isCancelled {
      do throws(SpoolError) {
        let batch = try await spool.oldest(maximumRecords: configuration.drainRecords, maximumBytes: 4 << 20)
        guard let batch else { return }
        if try await deliver(batch) { continue }
      } catch {
        logger.error("spool cannot be emptied", metadata: ["error": "\(error)"])
      }
      try? await Task.sleep(for: configuration.retryPause)
    }
  }

  /// Sends a batch and removes it; false when Kafka is still away.
  private func deliver(_ batch: SpoolBatch) async throws(SpoolError) -> Bool {
    var refused: [KafkaRecord] = []
    for (record, outcome) in zip(batch.records, await sender.send(batch.records)) {
      guard case .failure(let error) = outcome else { continue }
      guard error.isRefusal else { return false }
      logger.error("record set aside: Kafka refuses it", metadata: ["topic": "\(record.topic)", "error": "\(error)"])
      refused.append(record)
    }
    if !refused.isEmpty { try await spool.setAside(refused) }
    try await spool.remove(batch)
    let (delivered, count) = (batch.records.count - refused.count, refused.count)
    tally.withLock {
      $0.drained += delivered
      $0.refused += count
    }
    if spool.status.isEmpty { logger.notice("spool is empty again") }
    return true
  }
}
