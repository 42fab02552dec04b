import ArgumentParser
import Foundation

/// Decisions over loopback HTTP, one at a time and in batches, beside a bare Hummingbird JSON echo that gets the same
/// bodies from the same client over as many connections.
struct Measure: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measures decisions per second of a running Millrace, beside a bare Hummingbird JSON echo.")

  @Argument(help: "Where Millrace listens, such as http://127.0.0.1:8080.") var url: String
  @Argument(help: "The loop to ask, such as demo.flights; a trained champion has to serve it.") var loop: String
  @Option(help: "Seconds for each measurement, after one to warm up.") var seconds = 5.0
  @Option(help: "Turns that the two servers take; each row adds its turns up.") var turns = 3
  @Option(help: "Connections, each with one request at a time.") var connections = 32
  @Option(help: "Decisions in a batch.") var batch = 100
  @Option(help: "A file with one JSON object, the input to ask about; made up from the loop's inputs without it.")
  var input: String?
  @Option(help: "The token, where the service asks for one.") var token: String?
  @Option(help: "Where to write the results as JSON.") var json: String?

  func run() async throws {
    let client = LoadClient(connections: connections, token: token)
    let base = url.hasSuffix("/") ? String(url.dropLast()) : url
    let input = try await question(client, base)
    let single = try JSONSerialization.data(withJSONObject: ["input": input], options: .sortedKeys)
    let many = try JSONSerialization.data(
      withJSONObject: ["requests": Array(repeating: ["input": input], count: batch)], options: .sortedKeys)
    let echo = try EchoProcess()
    defer { echo.stop() }
    let decide = "\(base)/v1/loops/\(loop)/decide"

    print(Measurement.heading)
    var results: [Measurement] = []
    for (name, body, decisions) in [("single", single, 1), ("batch of \(batch)", many, batch)] {
      var ours = Measurement(name: name, server: "millrace", decisions: decisions, bytes: body.count)
      var bare = Measurement(name: name, server: "echo", decisions: decisions, bytes: body.count)
      for _ in 0..<turns {
        for address in [echo.url, decide] {
          _ = try await client.measure(address, body, seconds: 1)
          let load = try await client.measure(address, body, seconds: seconds)
          if address == decide { ours.load.add(load) } else { bare.load.add(load) }
        }
      }
      for result in [bare, ours] { print(result.row(beside: bare)) }
      results += [bare, ours]
    }
    try await client.close()
    if let json { try write(results, to: json) }
  }

  /// The input that every request asks about.
  private func question(_ client: LoadClient, _ base: String) async throws -> [String: Any] {
    let bytes = try await client.get("\(base)/v1/loops/\(loop)")
    let shown = try JSONSerialization.jsonObject(with: bytes) as? [String: Any]
    guard let inputs = shown?["inputs"] as? [[String: String]], let serving = shown?["serving"] as? String else {
      throw ValidationError("\(base) says of the loop \(loop): \(String(decoding: bytes, as: UTF8.self))")
    }
    guard serving == "model" else {
      throw ValidationError("\(loop) serves no trained champion (serving: \(serving)); play a simulation first")
    }
    if let path = input {
      guard
        let object = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: path))) as? [String: Any]
      else { throw ValidationError("\(path) has to hold one JSON object") }
      return object
    }
    let samples: [String: Any] = [
      "numeric": 12.5, "category": "AA", "text": "a short text about something", "time": "2013-06-01T12:30:00Z",
    ]
    return Dictionary(
      inputs.compactMap { input in
        guard let name = input["name"], let kind = input["kind"], let sample = samples[kind] else { return nil }
        return (name, sample)
      }, uniquingKeysWith: { first, _ in first })
  }

  private func write(_ results: [Measurement], to path: String) throws {
    let report: [String: Any] = [
      "cores": ProcessInfo.processInfo.activeProcessorCount, "connections": connections, "seconds": seconds,
      "turns": turns, "loop": loop, "results": results.map(\.json),
    ]
    let options: JSONSerialization.WritingOptions = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try JSONSerialization.data(withJSONObject: report, options: options).write(to: URL(filePath: path))
  }
}
