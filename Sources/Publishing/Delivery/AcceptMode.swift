/// Where an event has to be before its caller is answered.
package enum AcceptMode: String, Sendable, CaseIterable {
  /// In the journal on this machine's disk.
  case journal
  /// At the broker; in the journal where the broker does not acknowledge it in time.
  case kafka
}
