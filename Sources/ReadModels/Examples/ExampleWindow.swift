import Postgres

/// Which of a loop's interactions with a known outcome.
package struct ExampleWindow: Sendable {
  package var loop: String
  /// Ledger positions of the interactions, [from, to).
  package var positions: Range<Int64>
  /// When they occurred, [from, to).
  package var times: Range<Int64>
  /// What is known up to this tick's position counts.
  package var asOfTick: Int64
  /// Of the serving slot; nil: whichever answered.
  package var generation: Int64?

  package init(
    loop: String, positions: Range<Int64> = 0..<Int64.max, times: Range<Int64> = Int64.min..<Int64.max,
    asOfTick: Int64 = .max, generation: Int64? = nil
  ) {
    self.loop = loop
    self.positions = positions
    self.times = times
    self.asOfTick = asOfTick
    self.generation = generation
  }

  /// The ends of a range of moments; NULL where it has none.
  static func bounds(_ times: Range<Int64>) -> [PostgresValue] {
    [
      times.lowerBound == .min ? .null : .timestamp(times.lowerBound),
      times.upperBound == .max ? .null : .timestamp(times.upperBound),
    ]
  }
}
