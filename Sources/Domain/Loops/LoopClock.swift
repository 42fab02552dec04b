/// Which time of an interaction its join window counts from, and who emits the loop's ticks.
package enum LoopClock: String, Codable, Sendable, Hashable, CaseIterable, JSONLeaf {
  /// The ledger's recorded time; Millrace's own ticker ticks.
  case recorded
  /// The producer's stated time; the simulation or backfill that feeds the loop ticks.
  case occurred
}
