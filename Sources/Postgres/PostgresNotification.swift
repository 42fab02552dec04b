/// What a NOTIFY carried.
public struct PostgresNotification: Sendable, Hashable {
  public var channel: String
  public var payload: String
  /// The server's process id of the connection that notified.
  public var processID: Int32

  public init(channel: String, payload: String, processID: Int32) {
    self.channel = channel
    self.payload = payload
    self.processID = processID
  }
}
