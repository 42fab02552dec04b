import Domain
import Foundation
import Inference
import TestSupport
import Testing

/// Who keeps a connection waiting is left, and who is only slow is not.
@Suite(.broker, .database(migrated: true)) struct SlowCallerTests {
  private static let get = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n"
  private static let post =
    "POST /v1/loops/demo.tiny/decide HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"

  /// Sends bytes one by one until that cannot be done any more.
  private func drip(_ connection: RawConnection, _ byte: UInt8, times: Int = 200) -> Task<Void, Never> {
    Task {
      for _ in 0..<times {
        guard !Task.isCancelled, await connection.sends([byte]) else { return }
        try? await Task.sleep(for: .milliseconds(100))
      }
    }
  }

  @Test func closesIdleConnections() async throws {
    try await Harness.run {
      $0.connections.idle = .seconds(2)
      $0.connections.head = .seconds(2)
    } _: { harness in
      let connection = try RawConnection(port: harness.client.port)
      for _ in 0..<3 {
        await connection.send(Array("\(Self.get)\r\n".utf8))
        let answer = await connection.receiveAnswer(wait: 30)
        #expect(answer.hasPrefix("HTTP/1.1 200 "))
        try await Task.sleep(for: .seconds(1))
      }
      let rest = await connection.receive(wait: 30)
      #expect(rest.isEmpty)
      let isClosed = await connection.isClosed(within: 1)
      #expect(isClosed)
      // And those that never say anything.
      let silent = try RawConnection(port: harness.client.port)
      let start = ContinuousClock.now
      let isLeft = await silent.isClosed(within: 30)
      #expect(isLeft && ContinuousClock.now - start > .seconds(1))
    }
  }

  @Test(arguments: [true, false]) func answersAHeadThatDoesNotCome(isFirst: Bool) async throws {
    try await Harness.run {
      $0.connections.head = .milliseconds(700)
    } _: { harness in
      let connection = try RawConnection(port: harness.client.port)
      if !isFirst {
        await connection.send(Array("\(Self.get)\r\n".utf8))
        let answer = await connection.receiveAnswer(wait: 30)
        #expect(answer.hasPrefix("HTTP/1.1 200 "))
      }
      await connection.send(Array("\(Self.get)X: ".utf8))
      // That some of it comes does not make it longer.
      let dripping = drip(connection, UInt8(ascii: "x"))
      let answer = await connection.receive(wait: 30)
      dripping.cancel()
      #expect(answer.hasPrefix("HTTP/1.1 408 ") && answer.contains("too-slow") && answer.contains("head"), "\(answer)")
      #expect(answer.lowercased().contains("connection: close") && answer.contains("nosniff"))
    }
  }

  @Test func answersABodyThatDoesNotCome() async throws {
    try await Harness.run {
      $0.connections.body = .seconds(1)
      $0.connections.bodyRate = 100
    } _: { harness in
      for framing in ["Content-Length: 900\r\n", "Transfer-Encoding: chunked\r\n"] {
        let connection = try RawConnection(port: harness.client.port)
        await connection.send(Array("\(Self.post)\(framing)\r\n".utf8))
        let dripping = drip(connection, UInt8(ascii: "1"))
        let answer = await connection.receive(wait: 30)
        dripping.cancel()
        #expect(
          answer.hasPrefix("HTTP/1.1 408 ") && answer.contains("too-slow") && answer.contains("body"), "\(answer)")
        #expect(answer.components(separatedBy: "HTTP/1.1 ").count == 2, "\(answer)")
      }
      // One that comes on is taken, though it takes longer.
      let connection = try RawConnection(port: harness.client.port)
      let body = #"{"interaction_id":"slow","input":{}}"# + String(repeating: " ", count: 3_000)
      await connection.send(Array("\(Self.post)Content-Length: \(body.utf8.count)\r\n\r\n".utf8))
      var rest = Array(body.utf8)[...]
      while !rest.isEmpty {
        await connection.send(Array(rest.prefix(300)))
        rest = rest.dropFirst(300)
        try await Task.sleep(for: .milliseconds(200))
      }
      let answer = await connection.receiveAnswer(wait: 30)
      #expect(answer.hasPrefix("HTTP/1.1 200 ") && answer.contains("\"slow\""), "\(answer)")
    }
  }

  /// Who waits for the ledger is not idle; and what comes behind it is answered in its turn.
  @Test func waitsWithWhoWaits() async throws {
    try await Harness.run {
      $0.connections = ConnectionLimits(
        idle: .milliseconds(500), head: .milliseconds(500), body: .milliseconds(500), answer: .milliseconds(500))
    } _: { harness in
      let body = #"{"input":{}}"#
      let waiting = "\(Self.post)Prefer: wait=3\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
      let connection = try RawConnection(port: harness.client.port)
      let start = ContinuousClock.now
      await connection.send(Array(waiting.utf8))
      let answer = await connection.receiveAnswer(wait: 30)
      #expect(answer.hasPrefix("HTTP/1.1 202 ") && ContinuousClock.now - start > .seconds(2), "\(answer)")
      let behind = try RawConnection(port: harness.client.port)
      await behind.send(Array("\(waiting)\(Self.post)Content-Length: 100\r\n\r\n{".utf8))
      let answers = await behind.receive(wait: 30)
      let parts = answers.components(separatedBy: "HTTP/1.1 ").dropFirst().map { $0.prefix(3) }
      #expect(parts == ["202", "408"], "\(answers)")
    }
  }

  /// Requests for answers of some megabytes; nobody takes them.
  private static let large = Array(
    String(repeating: "GET /openapi.yaml HTTP/1.1\r\nHost: localhost\r\n\r\n", count: 600).utf8)

  @Test func leavesWhoDoesNotTakeItsAnswers() async throws {
    try await Harness.run {
      $0.connections.answer = .milliseconds(800)
    } _: { harness in
      let connection = try RawConnection(port: harness.client.port)
      let sending = Task { await connection.send(Self.large) }
      try await eventually("it is left") { !(await connection.sends([0x0D])) }
      await sending.value
    }
  }

  @Test func staysWithWhoTakesThemSlowly() async throws {
    try await Harness.run {
      $0.connections = ConnectionLimits(
        idle: .milliseconds(500), head: .seconds(5), body: .seconds(5), answer: .milliseconds(800))
    } _: { harness in
      let size = try await harness.client.get("/openapi.yaml").bytes.count
      let connection = try RawConnection(port: harness.client.port)
      let sending = Task { await connection.send(Self.large) }
      let taken = await connection.receiveSlowly(1 << 18, every: 0.05, wait: 30)
      await sending.value
      #expect(taken > 600 * size)
    }
  }

  /// More connections than there may be: those that wait for the longest go, and who asks is answered.
  @Test func makesRoomForWhoAsks() async throws {
    try await Harness.run {
      $0.connections.connections = 8
    } _: { harness in
      var silent: [RawConnection] = []
      for number in 0..<60 {
        let connection = try RawConnection(port: harness.client.port)
        if number % 2 == 0 { await connection.send(Array("\(Self.post)Content-Length: 10\r\n\r\n{".utf8)) }
        silent.append(connection)
      }
      let start = ContinuousClock.now
      for _ in 0..<5 {
        let answer = try await harness.client.raw("\(Self.get)\r\n")
        #expect(answer.hasPrefix("HTTP/1.1 200 "), "\(answer)")
      }
      #expect(ContinuousClock.now - start < .seconds(5))
      try await eventually("the first is left") { !(await silent[0].sends([0x0D])) }
      // Who waits for the ledger stays, whoever comes.
      let body = #"{"input":{}}"#
      let waiting = try RawConnection(port: harness.client.port)
      await waiting.send(
        Array("\(Self.post)Prefer: wait=2\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)".utf8))
      try await Task.sleep(for: .milliseconds(300))
      for _ in 0..<40 { silent.append(try RawConnection(port: harness.client.port)) }
      let answer = await waiting.receiveAnswer(wait: 30)
      #expect(answer.hasPrefix("HTTP/1.1 202 "), "\(answer)")
    }
  }
}
