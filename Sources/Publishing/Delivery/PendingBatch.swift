import Ledger

/// Records of a journal, and how far they have come.
package struct PendingBatch: Sendable {
  /// Offsets of one partition, from the first to the last.
  struct Mark: Sendable, Hashable {
    var topic: String
    var partition: Int32
    var offsets: ClosedRange<Int64>
  }

  enum State: Sendable {
    /// To be read from disk, and sent.
    case unsent
    /// Handed to Kafka's client; `before` is what the ledger had said by then.
    case sending(before: IngestStandings)
    case delivered(Delivery)
  }

  /// Kafka has it.
  struct Delivery: Sendable {
    var marks: [Mark]
    /// As above.
    var before: IngestStandings
    var at: ContinuousClock.Instant

    /// Whether the ledger had read past an offset before Kafka gave it: then it is another topic's.
    var isStrange: Bool {
      marks.contains { $0.offsets.lowerBound < before.topics[$0.topic]?.next[$0.partition] ?? 0 }
    }
  }

  /// Of its first commit.
  package let serial: Int64
  package var stretch: JournalStretch
  /// Whether the disk has it.
  var isWritten: Bool
  var state: State
  /// When it came.
  let since: ContinuousClock.Instant

  var isUnsent: Bool { if case .unsent = state { true } else { false } }
  var isDelivered: Bool { if case .delivered = state { true } else { false } }
}
