import AsyncHTTPClient
import Domain
import Foundation
import Postgres
import Synchronization
import TestSupport
import Testing

/// What a newcomer runs: `millrace up`, with its embedded broker and Postgres, is killed at seeded moments while callers are
/// answered without waiting for the ledger. Every answer that was given is in the ledger in the end.
///
/// Three moments; fifty where the case is named (`scripts/faults up-killed`).
@Suite(.slots) struct UpKillTests {
  private static let loop = """
    name: fault.up
    inputs: {x: numeric}
    label: {name: y}
    join_window: 1h
    default_answer: {label: "no", probabilities: {"no": 1}}
    sealing: {every: 30d, minimum_examples: 100000, validation: 1d, holdout: 1d}
    learner: {kind: mlp}
    """

  @Test func keepsWhatWasAnswered() async throws {
    let moments = FaultCase.upKilled.isNamed ? 50 : 3
    var random = SplitMix(state: FaultSeed.ofRun.value)
    let folder = ChildProcess.temporaryPath("up")
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let callers = Callers()
    var up = try await Up.start(folder)
    try await configure(up)
    for moment in 0..<moments {
      // Soon after it listens, or after a while; before the broker and the archiver are well, or when all is.
      let pause = Duration.milliseconds(moment % 3 == 0 ? 20 + Int(random.next() % 400) : Int(random.next() % 6_000))
      try await callers.ask(up.base, for: pause) { try await up.program.kill() }
      up.program.remove()
      up = try await Up.start(folder)
    }
    let answered = callers.answered.withLock(\.self)
    #expect(answered.count > 10 * moments, "the load was too low to say anything")
    let pool = PostgresPool(configuration: try up.database(), size: 1)
    try await eventually("all \(answered.count) answers are in the ledger") {
      let missing = try await pool.run { db in
        try db.query(
          """
          SELECT count(*) FROM unnest($1::text[]) AS id
          WHERE NOT EXISTS (SELECT FROM ledger.event e WHERE e.source = '/millrace/inference' AND e.event_id = id)
          """, [.textArray(answered.map { "interaction-fault.up/" + $0 })]
        ).first?.int(0)
      }
      return missing == 0
    }
    try await eventually("the journal is empty") { try await up.journalled() == 0 }
    await pool.close()
    try await up.program.terminate()
    up.program.remove()
  }

  private func configure(_ up: Up) async throws {
    let file = up.folder + "/loop.yaml"
    try Data(Self.loop.utf8).write(to: URL(filePath: file))
    let apply = try Program(["loop", "apply", file, "--data-folder", up.folder], environment: [:])
    defer { apply.remove() }
    try await eventually("the loop is applied") { !apply.isRunning }
    try await eventually("the loop is served") {
      try await up.status("/v1/loops/fault.up") == 200
    }
  }

  /// `millrace up` on a folder.
  private struct Up {
    let folder: String
    let program: Program
    let base: String

    /// Returns when it listens.
    static func start(_ folder: String) async throws -> Up {
      let program = try Program(
        ["up", "--port", "0", "--data-folder", folder], environment: ["MILLRACE_LOG": "warning"])
      let base = Mutex("")
      try await eventually("it listens") {
        guard let match = program.log.firstMatch(of: /millrace is up: (\S+)/) else {
          #expect(program.isRunning, "\(program.log)")
          return !program.isRunning
        }
        base.withLock { $0 = String(match.output.1) }
        return true
      }
      return Up(folder: folder, program: program, base: base.withLock(\.self))
    }

    func database() throws -> PostgresConfiguration {
      try PostgresConfiguration(String(contentsOfFile: folder + "/database", encoding: .utf8))
    }

    func status(_ path: String) async throws -> Int {
      let response = try await HTTPClient.shared.execute(HTTPClientRequest(url: base + path), timeout: .seconds(60))
      _ = try await response.body.collect(upTo: 1 << 20)
      return Int(response.status.code)
    }

    /// Events in its journal.
    func journalled() async throws -> Int? {
      let response = try await HTTPClient.shared.execute(
        HTTPClientRequest(url: base + "/metrics"), timeout: .seconds(60))
      let text = String(buffer: try await response.body.collect(upTo: 1 << 20))
      return text.firstMatch(of: /millrace_journal_events (\d+)/).flatMap { Int($0.output.1) }
    }
  }

  /// Many that ask at once, and note which answers they got.
  private final class Callers: Sendable {
    let answered = Mutex<[String]>([])
    private let number = Mutex(0)

    /// Asks until `end` has done its work, which begins after a while.
    func ask(_ base: String, for pause: Duration, then end: () async throws -> Void) async throws {
      // Connections of their own, which end with the service.
      let client = HTTPClient(eventLoopGroupProvider: .singleton)
      do {
        try await withThrowingTaskGroup(of: Void.self) { group in
          for _ in 0..<8 {
            group.addTask { while !Task.isCancelled, await self.ask(client, base) {} }
          }
          try await Task.sleep(for: pause)
          try await end()
          group.cancelAll()
        }
      } catch {
        try await client.shutdown()
        throw error
      }
      try await client.shutdown()
    }

    /// - Returns: whether there was an answer.
    private func ask(_ client: HTTPClient, _ base: String) async -> Bool {
      let id = number.withLock { number in
        number += 1
        return "asked-\(number)"
      }
      var request = HTTPClientRequest(url: "\(base)/v1/loops/fault.up/decide")
      request.method = .POST
      request.headers.add(name: "content-type", value: "application/json")
      request.body = .bytes(Array("{\"interaction_id\":\"\(id)\",\"input\":{\"x\":1}}".utf8))
      guard let response = try? await client.execute(request, timeout: .seconds(10)) else { return false }
      // The status alone is an answer.
      if response.status == .ok { answered.withLock { $0.append(id) } }
      _ = try? await response.body.collect(upTo: 1 << 20)
      return true
    }
  }
}
