import Postgres

/// Which of a batch's events the ledger has already: looks up those that the filter does not rule out.
struct DedupLookup {
  private let filter: DedupFilter
  private let digests: [(place: Int, digest: EventDigest)]
  private let sight: DedupFilter.Sight
  /// The last generation that the batch may reach into.
  private var youngest = 0
  /// What the ledger has, by the place among the batch's records.
  private(set) var known: [Int: AppendBatch.Entry] = [:]

  /// Asks the filter; this needs no lock.
  init(_ records: [PlannedRecord], _ filter: DedupFilter) {
    self.filter = filter
    digests = records.enumerated().compactMap { place, item in item.record.staged.map { (place, $0.digest) } }
    sight = filter.look(digests)
  }

  /// Looks up what may be in older generations than the one that the batch's last event comes to, whose index refuses
  /// an id that it has.
  /// - Parameter head: the ledger's end, its lock held.
  mutating func lookUp(_ db: PostgresSession, at head: LedgerHead) throws {
    guard !digests.isEmpty else { return }
    youngest = filter.generations.generation(of: head.position + Int64(digests.count))
    let isValid = try filter.isValid(db, at: head)
    try find(db, digests, in: (isValid ? sight.complete : 0)..<youngest)
    guard isValid else { return }
    for (generations, places) in sight.suspects {
      let wanted = Set(places)
      try find(
        db, digests.filter { wanted.contains($0.place) },
        in: generations.lowerBound..<min(generations.upperBound, youngest + 1))
    }
  }

  /// Looks all up in the youngest generation, after its index refused one.
  mutating func lookUpYoungest(_ db: PostgresSession) throws {
    try find(db, digests, in: youngest..<(youngest + 1))
  }

  private mutating func find(
    _ db: PostgresSession, _ digests: [(place: Int, digest: EventDigest)], in generations: Range<Int>
  ) throws {
    guard !generations.isEmpty else { return }
    for found in try LedgerReader.find(db, digests.map(\.digest), in: generations) {
      known[digests[found.place].place] = AppendBatch.Entry(position: found.position, hash: found.contentHash)
    }
  }
}
