import Domain
import Foundation
import Inference
import TestSupport
import Testing

/// Who keeps a connection waiting is left, over sockets. That nobody is who is only slow, and when exactly, is in virtual
/// time, see `PaceTests`: here a busy machine may make a test late, which must not decide anything.
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

  /// Limits so long that no test comes near them, however busy the machine is; a test makes that shorter which it waits
  /// for.
  private static let ample = ConnectionLimits(
    idle: .seconds(3_600), head: .seconds(3_600), body: .seconds(3_600), answer: .seconds(3_600),
    silence: .seconds(3_600), lingering: .seconds(3_600))

  @Test func closesIdleConnections() async throws {
    try await Harness.run {
      $0.connections = Self.ample
      $0.connections.idle = .milliseconds(500)
    } _: { harness in
      let connection = try RawConnection(port: harness.client.port)
      await connection.send(Array("\(Self.get)\r\n".utf8))
      let answer = await connection.receiveAnswer()
      #expect(answer.hasPrefix("HTTP/1.1 200 "))
      let isClosed = await connection.isClosed()
      #expect(isClosed)
    }
  }

  @Test func closesSilentConnections() async throws {
    try await Harness.run {
      $0.connections = Self.ample
      $0.connections.head = .seconds(1)
    } _: { harness in
      let start = ContinuousClock.now
      let silent = try RawConnection(port: harness.client.port)
      let isClosed = await silent.isClosed()
      #expect(isClosed && ContinuousClock.now - start >= .seconds(1))
    }
  }

  @Test func answersAHeadThatDoesNotCome() async throws {
    try await Harness.run {
      $0.connections = Self.ample
      $0.connections.head = .seconds(1)
    } _: { harness in
      // Who comes too late to say anything is left without a word, and tries again.
      try await eventually("it is answered") {
        let connection = try RawConnection(port: harness.client.port)
        await connection.send(Array("\(Self.get)X: ".utf8))
        // That some of it comes does not make it longer.
        let dripping = drip(connection, UInt8(ascii: "x"))
        let answer = await connection.receive()
        dripping.cancel()
        await dripping.value
        guard !answer.isEmpty else { return false }
        #expect(
          answer.hasPrefix("HTTP/1.1 408 ") && answer.contains("too-slow") && answer.contains("head"), "\(answer)")
        #expect(answer.lowercased().contains("connection: close") && answer.contains("nosniff"))
        return true
      }
    }
  }

  @Test func answersABodyThatDoesNotCome() async throws {
    try await Harness.run {
      $0.connections = Self.ample
      $0.connections.body = .seconds(1)
      $0.connections.bodyRate = 100
    } _: { harness in
      for framing in ["Content-Length: 900\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n384\r\n"] {
        let connection = try RawConnection(port: harness.client.port)
        await connection.send(Array("\(Self.post)\(framing)".utf8))
        let dripping = drip(connection, UInt8(ascii: "1"))
        let answer = await connection.receive()
        dripping.cancel()
        #expect(
          answer.hasPrefix("HTTP/1.1 408 ") && answer.contains("too-slow") && answer.contains("body"), "\(answer)")
        #expect(answer.components(separatedBy: "HTTP/1.1 ").count == 2, "\(answer)")
      }
    }
  }

  /// Who waits for the ledger is not idle; and what comes behind it is answered in its turn.
  @Test func waitsWithWhoWaits() async throws {
    try await Harness.run {
      $0.connections = Self.ample
      $0.connections.idle = .milliseconds(500)
      $0.connections.body = .milliseconds(500)
      $0.connections.answer = .milliseconds(500)
    } _: { harness in
      let body = #"{"input":{}}"#
      let waiting = "\(Self.post)Prefer: wait=3\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
      let connection = try RawConnection(port: harness.client.port)
      let start = ContinuousClock.now
      await connection.send(Array(waiting.utf8))
      let answer = await connection.receiveAnswer()
      #expect(answer.hasPrefix("HTTP/1.1 202 ") && ContinuousClock.now - start > .seconds(2), "\(answer)")
      let behind = try RawConnection(port: harness.client.port)
      await behind.send(Array("\(waiting)\(Self.post)Content-Length: 100\r\n\r\n{".utf8))
      let answers = await behind.receive()
      let parts = answers.components(separatedBy: "HTTP/1.1 ").dropFirst().map { $0.prefix(3) }
      #expect(parts == ["202", "408"], "\(answers)")
    }
  }

  /// Requests for answers of some megabytes; nobody takes them.
  private static let large = Array(
    String(repeating: "GET /openapi.yaml HTTP/1.1\r\nHost: localhost\r\n\r\n", count: 600).utf8)

  @Test func leavesWhoDoesNotTakeItsAnswers() async throws {
    try await Harness.run {
      $0.connections = Self.ample
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
      $0.connections = Self.ample
      $0.connections.idle = .milliseconds(500)
    } _: { harness in
      let size = try await harness.client.get("/openapi.yaml").bytes.count
      let connection = try RawConnection(port: harness.client.port)
      // All requests are with the system before an answer is taken: it is the service that is waited for.
      await connection.send(Self.large)
      let taken = await connection.receiveSlowly(1 << 18, every: 0.05)
      #expect(taken > 600 * size)
    }
  }

  /// Has a probe answered. Who takes longer to say something than is let pass may have to go, and asks again.
  private func asks(_ harness: Harness) async throws {
    try await eventually("it is answered") {
      let answer = try await harness.client.raw("\(Self.get)\r\n")
      #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 200 "), "\(answer)")
      return !answer.isEmpty
    }
  }

  /// A connection with a request that waits for the ledger: the service has it, since it has told Kafka.
  private func waitsForTheLedger(_ harness: Harness) async throws -> RawConnection {
    for number in 1...5 {
      let body = "{\"interaction_id\":\"waits-\(number)\",\"input\":{}}"
      let connection = try RawConnection(port: harness.client.port)
      await connection.send(
        Array("\(Self.post)Prefer: wait=3\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)".utf8))
      let told = try await Harness.events("millrace.interactions", count: 1)
      if told.contains(where: { $0.subject == "waits-\(number)" }) { return connection }
    }
    throw LaunchError("no request came through")
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
      for _ in 0..<5 { try await asks(harness) }
      try await eventually("the first is left") { !(await silent[0].sends([0x0D])) }
      // Who waits for the ledger stays, whoever comes.
      let waiting = try await waitsForTheLedger(harness)
      for _ in 0..<40 { silent.append(try RawConnection(port: harness.client.port)) }
      let answer = await waiting.receiveAnswer()
      #expect(answer.hasPrefix("HTTP/1.1 202 "), "\(answer)")
    }
  }
}
