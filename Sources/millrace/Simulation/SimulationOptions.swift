import Domain

/// How a simulation plays its data.
struct SimulationOptions: Sendable {
  /// Between two ticks of the loop's clock.
  var tick = TimeSpan(microseconds: 86_400_000_000)
  /// Questions in one HTTP request.
  var batch = 500
  /// Of a longer stretch of ticks at which nothing can be due, none is sent but the last; 0: every tick is sent, and
  /// waited for by itself.
  var quietTicks: Int64 = 4_000
  /// A dataset asked for on purpose at the first tick from a time on: labels spoilt, or promotion forced.
  var sabotage: Sabotage?

  struct Sabotage: Sendable {
    var at: Timestamp
    var labels: LabelTransform
    var force: Bool
  }
}
