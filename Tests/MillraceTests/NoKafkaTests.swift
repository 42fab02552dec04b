import Foundation
import TestSupport
import Testing

/// Services that neither read from Kafka nor write to it have no user there, and so must not connect.
@Suite(.database(migrated: true), .timeLimit(.minutes(3))) struct NoKafkaTests {
  @Test(arguments: [("projector", false), ("checkpointer", false), ("ticker", true)])
  func onlyWhoUsesKafkaConnects(service: String, connects: Bool) async throws {
    // Nobody listens at its address, which whoever connects says.
    let program = try Program(kafka: nil)
    defer { program.remove() }
    let (process, output) = try program.start([service, "--metrics-port", "0"])
    defer { process.terminate() }
    func said() throws -> String { try String(contentsOf: output, encoding: .utf8) }
    if connects {
      try await eventually("it says that nobody answers") { try said().contains("Connection refused") }
    } else {
      // The producer of a ticker tries within half a second.
      try await Task.sleep(for: .seconds(5))
      let text = try said()
      #expect(process.isRunning && !text.contains("Connection refused"), "\(text)")
    }
  }
}
