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

  /// How a connection comes to its last answer, and the caller to its end.
  enum Ending: CaseIterable {
    /// The caller asks for it.
    case asked
    /// It ends its side behind the request, or while the answer is sent.
    case halfBefore, halfMeanwhile
    /// The service ends it, as when it stops.
    case stopped
  }

  /// A last answer that the caller takes slowly reaches it whole; only then does the time behind it begin.
  @Test(arguments: Ending.allCases) func sendsTheLastAnswerWhole(ending: Ending) throws {
    let connection = try VirtualConnection(Self.limits)
    connection.uplink.isFast = false
    let field = ending == .stopped ? "" : "Connection: close\r\n"
    connection.send("GET / HTTP/1.1\r\nHost: localhost\r\n\(field)\r\n")
    if ending == .halfBefore { connection.end() }
    connection.answer(String(repeating: "x", count: 20_000))
    if ending == .halfMeanwhile { connection.end() }
    if ending == .stopped { connection.channel.close(promise: nil) }
    while connection.uplink.waitingBytes > 0 {
      connection.pass(.seconds(20))
      #expect(connection.isOpen)
      guard connection.isOpen else { return }
      connection.uplink.take(1_000)
    }
    #expect(connection.said.utf8.count > 20_000 && connection.statuses == ["200"] && connection.uplink.lost == 0)
    if ending == .asked || ending == .halfBefore {
      #expect(connection.isOpen && connection.uplink.hasEnded)
      connection.pass(.seconds(2) - .nanoseconds(1))
      #expect(connection.isOpen)
      connection.pass(.nanoseconds(1))
    }
    #expect(!connection.isOpen)
  }

  @Test func leavesWhoDoesNotTakeTheLastAnswer() throws {
    let connection = try VirtualConnection(Self.limits)
    connection.uplink.isFast = false
    connection.send("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    connection.answer(String(repeating: "x", count: 20_000))
    connection.uplink.take(5_000)
    connection.pass(Self.limits.answer / 2)
    // That somebody closes it gives nobody more time.
    connection.channel.close(promise: nil)
    connection.pass(Self.limits.answer / 2 - .nanoseconds(1))
    #expect(connection.isOpen)
    connection.pass(Self.limits.answer / 4 + .nanoseconds(1))
    #expect(!connection.isOpen && connection.uplink.lost > 0)
  }

  /// What is cancelled, as where a stop's time is over, waits for nobody.
  @Test func cancellingWaitsForNobody() throws {
    let connection = try VirtualConnection(Self.limits)
    connection.uplink.isFast = false
    connection.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    connection.answer(String(repeating: "x", count: 20_000))
    connection.channel.close(promise: nil)
    #expect(connection.isOpen)
    connection.channel.close(mode: .input, promise: nil)
    connection.pass(.zero)
    #expect(!connection.isOpen && connection.uplink.lost > 0)
  }
}
