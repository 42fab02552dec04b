/// How long a caller may keep a connection waiting, and how many connections there may be.
package struct ConnectionLimits: Sendable, Hashable {
  /// Between requests: longer than the minute after which many clients and proxies let go of a connection, so that they
  /// do first.
  package var idle: Duration
  /// From the first byte of a request's head to its last; for the first one since the connection is open.
  package var head: Duration
  /// For a body; each `bodyRate` bytes of it are a second more.
  package var body: Duration
  /// Bytes in a second that are the least of a long body.
  package var bodyRate: Int
  /// Without the caller taking any more of an answer.
  package var answer: Duration
  /// Behind the last answer, without the caller sending anything more or ending the connection.
  package var silence: Duration
  /// Behind the last answer, in all.
  package var lingering: Duration
  /// Connections at a time; nil: as many as the process's descriptors let there be, see `DescriptorLimit`.
  package var connections: Int?

  package init(
    idle: Duration = .seconds(75), head: Duration = .seconds(10), body: Duration = .seconds(20),
    bodyRate: Int = 1_024, answer: Duration = .seconds(30), silence: Duration = .seconds(2),
    lingering: Duration = .seconds(30), connections: Int? = nil
  ) {
    self.idle = idle
    self.head = head
    self.body = body
    self.bodyRate = bodyRate
    self.answer = answer
    self.silence = silence
    self.lingering = lingering
    self.connections = connections
  }
}
