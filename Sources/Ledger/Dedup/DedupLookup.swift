import Postgres

/// Which of a batch's events the ledger has already: looks up those that the filter does not rule out.
struct DedupLookup {
  private let filter: DedupFilter
  /// In ascending order.
  private let digests: [EventDigest]
  /// Whose they are, by the place among the batch's records.
  private let places: [Int]
  private let sight: DedupFilter.Sight
  /// The last generation that the batch may reach into.
  private var youngest = 0
  /// What the ledger has, by the place among the batch's records.
  private(set) var known: [Int: AppendBatch.Entry] = [:]

  /// Asks the filter; this needs no lock.
  init(_ records: [PlannedRecord], _ filter: DedupFilter) {
    self.filter = filter
    let sorted = records.enumerated().compactMap { place, item in item.record.staged.map { ($0.digest, place) } }
      .sorted { $0.0.high < $1.0.high }
    digests = sorted.map(\.0)
    places = sorted.map(\.1)
    sight = filter.look(digests)
  }

  /// Looks up what may be in older generations than the one that the batch's last event comes to, whose index refuses
  /// an id that it has.
  /// - Parameter head: the ledger's end, its lock held.
  mutating func lookUp(_ db: PostgresSession, at head: LedgerHead) throws {
    guard !digests.isEmpty else { return }
    youngest = filter.generations.generation(of: head.position + Int64(digests.count))
    let isValid = try filter.isValid(db, at: head)
    let complete = isValid ? sight.complete : 0
    if complete < youngest {
      note(try LedgerReader.find(db, digests, from: complete, until: youngest), Array(digests.indices))
    }
    guard isValid else { return }
    let pairs = sight.suspects.flatMap { suspect in
      suspect.generations.prefix { $0 <= youngest }.map { (index: suspect.index, generation: $0) }
    }
    note(try LedgerReader.find(db, pairs.map { (digests[$0.index], $0.generation) }), pairs.map(\.index))
  }

  /// Looks all up in the youngest generation, after its index refused one.
  mutating func lookUpYoungest(_ db: PostgresSession) throws {
    note(try LedgerReader.find(db, digests, from: youngest, until: youngest + 1), Array(digests.indices))
  }

  /// - Parameter indices: of the digests that were asked for.
  private mutating func note(_ found: [LedgerReader.Found], _ indices: [Int]) {
    for found in found {
      known[places[indices[found.place]]] = AppendBatch.Entry(position: found.position, hash: found.contentHash)
    }
  }
}
