import Crypto

/// Where a unit stands among all units of a release: one of a million points, always the same.
package enum UnitPoint {
  /// How many points there are: shares are in millionths.
  package static let count: Int64 = 1_000_000

  /// The first eight bytes of SHA-256 over slot, release and unit, a line each, as an unsigned integer u: ⌊u·10⁶ / 2⁶⁴⌋.
  /// `ledger.unit_point` says the same in SQL.
  package static func of(_ unit: String, slot: String, release: String) -> Int64 {
    var hash = SHA256()
    hash.update(data: Array("\(slot)\n\(release)\n\(unit)".utf8))
    let number = hash.finalize().prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return Int64(number.multipliedFullWidth(by: UInt64(count)).high)
  }
}
