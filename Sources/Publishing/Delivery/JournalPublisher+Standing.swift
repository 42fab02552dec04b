extension JournalPublisher {
  /// How long Kafka, and then the archiver, may take before it is a problem.
  private static let patience = (kafka: Duration.seconds(2), archiver: Duration.seconds(10))

  /// How well what callers are answered for is kept, at the moment.
  package var standing: RecordingStanding {
    let (events, unsent, waiting, undelivered, unread) = feed.tracker.withLock {
      ($0.records, $0.unsentRecords, $0.undeliveredRecords, $0.undelivered, $0.unread)
    }
    let status = journal.status
    var problems: [String] = []
    if let failure = status.failure {
      let isClosed = status.isFull || status.isGone
      problems.append((isClosed ? "nothing is accepted: " : "the last commit failed: ") + failure.message)
    }
    if JournalPublisher.isOld(undelivered, JournalPublisher.patience.kafka) {
      problems.append("Kafka does not acknowledge what it is sent; \(waiting) wait in the journal")
    }
    if JournalPublisher.isOld(unread, JournalPublisher.patience.archiver) {
      let answer = ledger.withLock(\.self)
      let isSilent = JournalPublisher.isOld(answer.asked, .seconds(5))
      problems.append(
        (answer.problem ?? (isSilent ? "the database does not answer" : nil)).map {
          "the ledger cannot be asked which events it has: \($0)"
        }
          ?? (answer.isBrokerAway
            ? "Kafka does not answer; \(events) wait in the journal"
            : "the archiver does not read what Kafka has; \(events) wait in the journal"))
    }
    if status.isHalfFull, !status.isFull {
      problems.append("the journal is more than half full: \(status.bytes) of \(status.limit) bytes in \(journal.path)")
    }
    if !status.unread.isEmpty {
      problems.append(
        "\(status.unread.count) files of the journal in \(journal.path) cannot be read by this program and are left as they "
          + "are: \(status.unread.prefix(3).joined(separator: ", "))")
    }
    if status.refused > 0 {
      problems.append(
        "Kafka refused \(status.refused) events that were accepted; they are in \(journal.path)/refused, to be looked at "
          + "and moved away")
    }
    if status.damagedBytes > 0 {
      problems.append(
        "\(status.damagedBytes) bytes of the journal were damaged; they are in \(journal.path)/*.damaged, to be looked at "
          + "and moved away")
    }
    return RecordingStanding(
      accept: configuration.accept, journal: status, events: events, unsent: unsent, problems: problems)
  }

  private static func isOld(_ since: ContinuousClock.Instant?, _ patience: Duration) -> Bool {
    since.map { $0.duration(to: .now) > patience } ?? false
  }
}
