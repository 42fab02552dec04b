import AsyncHTTPClient
import Domain
import Foundation
import Postgres
import Synchronization
import TestSupport
import Testing

/// Asks the inference service, and writes down what was answered.
actor Asker {
  private let world: World
  private let folder = "/tmp/millrace-fault-\(UUID().uuidString)"
  private let environment: [String: String]
  private var program: Program?
  private var base = ""
  private var number = 0
  private var answered: [String] = []

  /// - Parameter user: who it connects to the database as; nil: the owner.
  init(_ world: World, journalBytes: Int? = nil, user: String? = nil) {
    self.world = world
    var environment = ["MILLRACE_DATA": folder, "MILLRACE_DATABASE": world.keywords(user: user)]
    if let journalBytes { environment["MILLRACE_JOURNAL_BYTES"] = String(journalBytes) }
    self.environment = environment
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// Starts the service on its folder, and waits until it is ready.
  func start() async throws {
    let program = try world.start(["inference", "--port", "0"], nil, environment: environment)
    self.program = program
    try await eventually("inference listens") {
      guard let line = program.log.split(separator: "\n").first(where: { $0.contains("inference listens") }),
        let port = line.firstMatch(of: /port=(\d+)/)?.output.1
      else { return false }
      base = "http://127.0.0.1:\(port)"
      return true
    }
    try await eventually("inference is ready") { (try? await get("/health/ready")) == 200 }
  }

  func kill() async throws { try await program?.kill() }

  /// Asks so many questions, one after another.
  func ask(_ count: Int, expecting status: Int) async throws {
    for _ in 0..<count {
      let got = try await ask()
      #expect(got == status)
    }
  }

  func askUntilRefused() async throws {
    try await eventually("it refuses") { try await ask() == 503 }
  }

  /// - Returns: the status of the answer.
  func ask() async throws -> Int {
    number += 1
    let id = "asked-\(number)"
    var request = HTTPClientRequest(url: "\(base)/v1/loops/\(ModelProducer.loop)/decide")
    request.method = .POST
    request.headers.add(name: "content-type", value: "application/json")
    request.body = .bytes(Array("{\"interaction_id\":\"\(id)\",\"input\":{\"x\":1}}".utf8))
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
    _ = try await response.body.collect(upTo: 1 << 20)
    if response.status == .ok { answered.append("interaction-\(ModelProducer.loop)/\(id)") }
    return Int(response.status.code)
  }

  /// Events in its journal, by its metrics.
  func journalled() async throws -> Int? {
    let response = try await HTTPClient.shared.execute(
      HTTPClientRequest(url: base + "/metrics"), timeout: .seconds(60))
    let text = String(buffer: try await response.body.collect(upTo: 1 << 20))
    return text.firstMatch(of: /millrace_journal_events (\d+)/).flatMap { Int($0.output.1) }
  }

  private func get(_ path: String) async throws -> Int {
    let response = try await HTTPClient.shared.execute(HTTPClientRequest(url: base + path), timeout: .seconds(60))
    _ = try await response.body.collect(upTo: 1 << 20)
    return Int(response.status.code)
  }

  /// Waits until every answer is in the ledger.
  func untilRecorded() async throws {
    let answered = answered
    try await eventually("all \(answered.count) answers are in the ledger") {
      let found = try? await world.pool.run { db in
        try db.query(
          "SELECT count(*) FROM ledger.event WHERE source = '/millrace/inference' AND event_id = ANY ($1)",
          [.textArray(answered)]
        ).first?.int(0)
      }
      return found == answered.count
    }
  }
}
