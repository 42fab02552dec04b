/// How a server fares that this program keeps running.
struct KeptStanding: Sendable, Hashable {
  /// How often it was started again.
  var restarts = 0
  /// Why it does not run; nil where it does.
  var problem: String?
}
