import AsyncHTTPClient
import Domain
import Foundation
import Testing
import Wire

/// `millrace up` on a simulation's data folder, and HTTP to it.
struct UpProcess {
  let process: Process
  let log: String
  let base: String

  /// Returns when it listens.
  static func start(
    _ simulation: Simulation, log name: String, _ arguments: [String] = [], environment: [String: String] = [:]
  ) async throws -> UpProcess {
    let process = try simulation.launch(["up", "--port", "0"] + arguments, environment: environment, log: name)
    let lead = "millrace is up: "
    while process.isRunning {
      let lines = simulation.text(name).split(separator: "\n")
      if let line = lines.first(where: { $0.hasPrefix(lead) }) {
        return UpProcess(process: process, log: simulation.path(name), base: String(line.dropFirst(lead.count)))
      }
      try await Task.sleep(for: .milliseconds(50))
    }
    throw SimulationFailure(log: simulation.text(name))
  }

  /// - Returns: nil where there was no whole answer.
  func get(_ path: String) async throws -> JSONValue? { try await send(HTTPClientRequest(url: base + path)) }

  /// - Returns: nil where there was no whole answer, or one other than 2xx.
  func post(_ path: String, _ body: JSONValue) async throws -> JSONValue? {
    var request = HTTPClientRequest(url: base + path)
    request.method = .POST
    request.headers.add(name: "content-type", value: "application/json")
    request.body = .bytes(Array(body.canonicalText.utf8))
    return try await send(request)
  }

  private func send(_ request: HTTPClientRequest) async throws -> JSONValue? {
    guard let response = try? await HTTPClient.shared.execute(request, timeout: .seconds(150)),
      (200..<300).contains(response.status.code), let body = try? await response.body.collect(upTo: 1 << 20)
    else { return nil }
    return try JSONReader.parse(Array(body.readableBytesView))
  }

  /// Waits until it answers and serves the generation.
  func serves(_ loop: String, generation: Int64) async throws {
    while process.isRunning {
      if try await get("/v1/loops/\(loop)")?["generation"]?.integer == generation { return }
      try await Task.sleep(for: .milliseconds(50))
    }
    throw SimulationFailure(log: log)
  }

  /// Asks it to stop, and waits for that.
  /// - Parameter limit: after so long it is killed; nil waits for ever.
  /// - Returns: the exit status; nil where a signal ended it.
  func stop(_ signal: Int32, within limit: Duration? = nil) async throws -> Int32? {
    let start = ContinuousClock.now
    kill(process.processIdentifier, signal)
    while process.isRunning {
      if let limit, start.duration(to: .now) > limit { kill(process.processIdentifier, SIGKILL) }
      try await Task.sleep(for: .milliseconds(20))
    }
    return process.terminationReason == .exit ? process.terminationStatus : nil
  }
}
