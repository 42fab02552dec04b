import Domain
import Postgres

/// Recomputes the chain and the Merkle tree from the stored rows, batch by batch, and names the first position that does
/// not fit; and holds them against signed checkpoints.
package struct LedgerVerifier {
  struct Fault: Error {
    var position: Int64
    var what: String
  }

  private let checkpoints: [Checkpoint]

  /// - Parameter checkpoints: their signatures are checked already; each within the range has to be a head of the tree.
  package init(checkpoints: [Checkpoint] = []) { self.checkpoints = checkpoints }

  /// - Parameters:
  ///   - from: the first position to look at; its whole batch is looked at.
  ///   - to: the last; nil: the head.
  package func verify(_ db: PostgresSession, from: Int64 = 1, to: Int64? = nil) throws -> Report {
    try db.transaction(isolation: .repeatableRead, readOnly: true) {
      var report = Report()
      do {
        try verify(db, from: from, to: to, &report)
      } catch let fault as Fault {
        report.fail(fault.position, fault.what)
      }
      return report
    }
  }

  private func verify(_ db: PostgresSession, from: Int64, to: Int64?, _ report: inout Report) throws {
    let head = try head(db)
    let last = min(to ?? head.position, head.position)
    var previous = try db.query(
      "SELECT \(ChainLink.columns) FROM ledger.batch WHERE last_position < $1 ORDER BY batch DESC LIMIT 1",
      [.int(from)]
    ).first.map { try ChainLink.read($0) }
    var tree = MerkleFrontier()
    if let previous { tree = try frontier(db, of: previous) }
    var expected = Dictionary(grouping: checkpoints.filter { $0.size >= tree.size && $0.size <= last }, by: \.size)
    try hold(tree, against: &expected, &report)
    while tree.size < last {
      let links = try db.query(
        """
        SELECT \(ChainLink.columns), chain_hash, frontier FROM ledger.batch WHERE batch > $1 ORDER BY batch LIMIT 200
        """, [.int(previous?.batch ?? 0)])
      if links.isEmpty { throw Fault(position: tree.size + 1, what: "no batch holds the event") }
      for row in links where tree.size < last {
        let link = try ChainLink.read(row)
        try check(link, stored: Hash(bytes: try row.bytes(9)), after: previous)
        try check(db, link, &tree, &expected, &report)
        guard tree.root == link.root else {
          throw Fault(
            position: link.firstPosition, what: "a column of an event of batch \(link.batch) is not what was recorded")
        }
        guard try row.bytes(10) == tree.bytes else {
          throw Fault(position: link.firstPosition, what: "batch \(link.batch) does not have its own frontier")
        }
        report.batches += 1
        previous = link
      }
    }
    if last == head.position { try checkEnd(db, head, previous, tree, isWhole: from <= 1) }
    if let beyond = checkpoints.filter({ $0.size > head.position }).min(by: { $0.size < $1.size }) {
      throw Fault(
        position: head.position + 1, what: "a signed checkpoint has \(beyond.size) events, the ledger \(head.position)")
    }
  }

  /// Holds the tree against the checkpoints of its size.
  func hold(
    _ tree: MerkleFrontier, against expected: inout [Int64: [Checkpoint]], _ report: inout Report
  ) throws {
    for checkpoint in expected.removeValue(forKey: tree.size) ?? [] {
      guard checkpoint.root == tree.root else {
        throw Fault(
          position: max(1, tree.size),
          what:
            "the signed checkpoint of \(tree.size) events has another root: at or before here the ledger is not what "
            + "was signed")
      }
      report.checkpoints += 1
    }
  }

  private func head(_ db: PostgresSession) throws -> LedgerHead {
    do {
      return try LedgerReader.head(db)
    } catch let error as LedgerError {
      let end = try db.query("SELECT coalesce(max(last_position), 0) FROM ledger.batch").first?.int64(0) ?? 0
      throw Fault(position: end + 1, what: "ledger.head: \(error.message)")
    }
  }

  private func frontier(_ db: PostgresSession, of link: ChainLink) throws -> MerkleFrontier {
    let bytes = try db.query("SELECT frontier FROM ledger.batch WHERE batch = $1", [.int(link.batch)]).first?.bytes(0)
    guard let tree = try? MerkleFrontier(size: link.lastPosition, bytes: bytes ?? []), tree.root == link.root else {
      throw Fault(position: link.firstPosition, what: "batch \(link.batch) does not have its own frontier")
    }
    return tree
  }
}
