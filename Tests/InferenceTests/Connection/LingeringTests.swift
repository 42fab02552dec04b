import Testing

@testable import Inference

/// Behind its last answer a connection is read on, within bounds; in virtual time.
@Suite struct LingeringTests {
  private static let limits = ConnectionLimits(silence: .seconds(2), lingering: .seconds(30))

  /// A connection behind its last answer.
  private func over() throws -> VirtualConnection {
    let connection = try VirtualConnection(Self.limits)
    connection.send("nonsense\r\n\r\n")
    #expect(connection.isOpen && connection.statuses == ["400"] && connection.uplink.hasEnded)
    return connection
  }

  @Test func leavesWhoSaysNothingMore() throws {
    let connection = try over()
    connection.pass(.seconds(1))
    connection.send("x")
    connection.pass(.seconds(2) - .nanoseconds(1))
    #expect(connection.isOpen)
    connection.pass(.nanoseconds(1))
    #expect(!connection.isOpen && connection.statuses == ["400"])
  }

  @Test func leavesWhoNeverEnds() throws {
    let connection = try over()
    for _ in 0..<29 {
      connection.pass(.seconds(1))
      connection.send("x")
    }
    connection.pass(.seconds(1) - .nanoseconds(1))
    #expect(connection.isOpen)
    connection.pass(.nanoseconds(1))
    #expect(!connection.isOpen && connection.statuses == ["400"])
  }

  @Test func leavesWhoSendsTooMuch() throws {
    let connection = try over()
    let part = String(repeating: "x", count: 1 << 20)
    for _ in 0..<(LingeringHandler.mostBytes >> 20) { connection.send(part) }
    #expect(connection.isOpen)
    connection.send("x")
    #expect(!connection.isOpen)
  }

  @Test func endsWithItsCaller() throws {
    let connection = try over()
    connection.end()
    #expect(!connection.isOpen)
  }
}
