import Postgres

/// How the ids of the ledger are divided: by the position of their event, a power of two in each generation.
///
/// The ids of the youngest generation are being added to and are kept apart by their index; those of older ones never
/// change, and are looked up only where a filter does not rule it out.
package struct Generations: Sendable, Hashable {
  /// As in `ledger.generation` in SQL, which has to agree: an archiver takes it from there.
  private let bits: Int

  /// - Parameter bits: 20, but in tests: a generation has 2^bits positions.
  package init(bits: Int = 20) { self.bits = bits }

  /// As the database has them.
  static func read(_ db: PostgresSession) throws -> Generations {
    let row = try db.query(
      "SELECT min(b) FROM generate_series(0, 30) AS b WHERE ledger.generation(1::bigint << b) = 1"
    ).first
    guard let bits = try row?.optionalInt64(0) else {
      throw LedgerError(.corrupt, "ledger.generation is not what the migrations made it: restore the function")
    }
    return Generations(bits: Int(bits))
  }

  var size: Int { 1 << bits }

  func generation(of position: Int64) -> Int { Int(position >> Int64(bits)) }

  /// How many events a generation has, up to a position.
  func due(_ generation: Int, at position: Int64) -> Int {
    let first = max(1, Int64(generation) << Int64(bits))
    return max(0, Int(min(position, Int64(generation + 1) << Int64(bits) - 1) - first + 1))
  }

  /// How many generations end at or before a position.
  func complete(at position: Int64) -> Int { generation(of: position + 1) }

  /// The generations that share a filter with one: as many as there are before them, and 16 at most. So a small ledger
  /// has small filters, and a large one few.
  static func segment(of generation: Int) -> Range<Int> {
    let most = 16
    guard generation > 0 else { return 0..<1 }
    let count = min(most, 1 << (Int.bitWidth - 1 - generation.leadingZeroBitCount))
    let first = generation / count * count
    return first..<(first + count)
  }
}
