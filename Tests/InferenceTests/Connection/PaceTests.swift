import Domain
import Foundation
import NIOCore
import Testing

@testable import Inference

/// Who keeps a connection waiting is left when its time is over, to the nanosecond, and not before; in virtual time.
@Suite struct PaceTests {
  private static let get = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"
  private static let limits = ConnectionLimits(
    idle: .seconds(75), head: .seconds(10), body: .seconds(20), bodyRate: 1_000, answer: .seconds(30))
  private static let instant = Duration.nanoseconds(1)

  private func post(_ length: Int) -> String {
    "POST /v1/feedback HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(length)\r\n\r\n"
  }

  @Test func keepsIdleConnectionsForSoLong() throws {
    let connection = try VirtualConnection(Self.limits)
    for count in 1...20 {
      connection.send(Self.get)
      connection.answer()
      connection.pass(Self.limits.idle - Self.instant)
      #expect(connection.isOpen && connection.statuses == Array(repeating: "200", count: count))
    }
    connection.pass(Self.instant)
    #expect(!connection.isOpen && connection.statuses.count == 20)
  }

  @Test func leavesWhoNeverSaysAnything() throws {
    let connection = try VirtualConnection(Self.limits)
    connection.pass(Self.limits.head - Self.instant)
    #expect(connection.isOpen)
    connection.pass(Self.instant)
    #expect(!connection.isOpen && connection.said == "")
  }

  /// That some of a head comes does not make its time longer; that of a first one begins with the connection.
  @Test(arguments: [true, false]) func answersAHeadThatDoesNotCome(isFirst: Bool) throws {
    let connection = try VirtualConnection(Self.limits)
    var before: [String] = []
    if isFirst {
      connection.pass(.seconds(4))
    } else {
      connection.send(Self.get)
      connection.answer()
      before = ["200"]
      connection.pass(.seconds(60))
    }
    connection.send("GET / HTTP/1.1\r\nHost: localhost\r\nX: ")
    let left = Self.limits.head - (isFirst ? .seconds(4) : .zero)
    for _ in 0..<99 {
      connection.pass((left - Self.instant) / 99)
      connection.send("x")
    }
    #expect(connection.isOpen && connection.statuses == before)
    connection.pass(.microseconds(1))
    #expect(connection.statuses == before + ["408"])
    #expect(connection.said.contains("too-slow") && connection.said.contains("head"), "\(connection.said)")
    #expect(connection.said.lowercased().contains("connection: close") && connection.uplink.hasEnded)
  }

  @Test func answersABodyThatDoesNotCome() throws {
    for framing in ["Content-Length: 900\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n384\r\n"] {
      let connection = try VirtualConnection(Self.limits)
      connection.send("POST /v1/feedback HTTP/1.1\r\nHost: localhost\r\n\(framing)")
      // Each byte is worth a thousandth of a second.
      for _ in 0..<199 {
        connection.pass(.milliseconds(100))
        connection.send("1")
      }
      connection.pass(.milliseconds(100 + 199) - Self.instant)
      #expect(connection.isOpen && connection.said == "")
      connection.pass(Self.instant)
      #expect(connection.statuses == ["408"])
      #expect(connection.said.contains("too-slow") && connection.said.contains("body"), "\(connection.said)")
      #expect(connection.said.lowercased().contains("connection: close") && connection.uplink.hasEnded)
    }
  }

  /// One that comes slowly, and above the rate, is taken, however long that takes.
  @Test func takesABodyThatComesSlowly() throws {
    let connection = try VirtualConnection(Self.limits)
    connection.send(post(1_000_000))
    for _ in 0..<1_000 {
      connection.pass(.seconds(1))
      connection.send(String(repeating: " ", count: 1_000))
    }
    #expect(try connection.requests() == [1_000_000])
    connection.answer()
    #expect(connection.isOpen && connection.statuses == ["200"])
  }

  /// Nothing runs out while the service has a request; what comes behind it is answered in its turn.
  @Test func waitsForTheService() throws {
    let connection = try VirtualConnection(Self.limits)
    connection.send(Self.get)
    connection.pass(.seconds(86_400))
    #expect(connection.isOpen && connection.said == "")
    connection.answer()
    #expect(connection.statuses == ["200"])
    connection.send(Self.get + post(9) + "{")
    connection.pass(Self.limits.body + .seconds(1))
    #expect(connection.isOpen && connection.statuses == ["200"])
    connection.pass(.seconds(86_400))
    #expect(connection.isOpen && connection.statuses == ["200"])
    connection.answer()
    #expect(connection.statuses == ["200", "200", "408"])
  }

  /// What the service does not ask for, a caller cannot bring: its time stands still.
  @Test func doesNotCountWhileNothingIsRead() throws {
    let connection = try VirtualConnection(Self.limits)
    connection.send(post(90) + "{", isRead: false)
    connection.pass(.seconds(3_600))
    #expect(connection.isOpen && connection.said == "")
    connection.read()
    connection.pass(Self.limits.body - Self.instant)
    #expect(connection.isOpen && connection.said == "")
    connection.pass(Self.instant)
    #expect(connection.statuses == ["408"])
  }

  /// Who takes some of an answer now and then is kept, and not idle; who has it all has time for the next request.
  @Test(arguments: UInt64(0)..<40) func staysWithWhoTakesSlowly(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    var limits = Self.limits
    // Shorter or longer than what an answer may take.
    limits.idle = seed % 2 == 0 ? .seconds(9) : .seconds(75)
    let connection = try VirtualConnection(limits)
    connection.uplink.isFast = false
    connection.send(Self.get)
    connection.answer(String(repeating: "x", count: 20_000))
    while connection.uplink.waitingBytes > 0 {
      connection.pass(.nanoseconds(Int64.random(in: 0..<30_000_000_000, using: &random)))
      #expect(connection.isOpen)
      guard connection.isOpen else { return }
      connection.uplink.take(.random(in: 1...2_000, using: &random))
    }
    // It is looked at every quarter of the time for an answer.
    connection.pass(limits.idle - limits.answer / 4 - Self.instant)
    #expect(connection.isOpen && connection.said.utf8.count > 20_000)
    connection.pass(limits.answer / 2)
    #expect(!connection.isOpen)
  }

  @Test(arguments: UInt64(0)..<40) func leavesWhoTakesNothing(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    let connection = try VirtualConnection(Self.limits)
    connection.uplink.isFast = false
    connection.send(Self.get)
    connection.answer(String(repeating: "x", count: 20_000))
    for _ in 0..<(seed % 8) {
      connection.pass(.nanoseconds(Int64.random(in: 0..<30_000_000_000, using: &random)))
      connection.uplink.take(100)
    }
    connection.pass(Self.limits.answer - Self.instant)
    #expect(connection.isOpen)
    connection.pass(Self.limits.answer / 4 + Self.instant)
    #expect(!connection.isOpen && connection.uplink.lost > 0)
  }
}
