/// A server that this program has started and keeps running.
protocol Kept: Sendable {
  /// Returns when it has ended, whoever ended it, with its exit status (128 + signal when killed).
  func waitForExit() async -> Int32
}
