import ArgumentParser
import Foundation
import Inference

struct UpCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "up",
    abstract: "Run everything in one process, with the embedded Postgres and broker unless others are configured.")
  @OptionGroup var settings: Settings
  @OptionGroup var reactors: ReactorChoice
  @Option(parsing: .unconditional, help: "Port of the HTTP API (MILLRACE_HTTP_PORT, else 8080); 0 takes a free one.")
  var port: Int?

  func validate() throws { if let port { try OptionCheck.whole(port, 0...65_535, "--port") } }

  func run() async throws {
    let elsewhere = try reactors.elsewhere()
    let logger = settings.logger()
    try settings.checkProcess()
    let inference = try settings.inferenceConfiguration(port: port)
    try FreePort.check(inference.port, host: inference.host)
    if inference.delivery.accept == .kafka, settings.kafkaText == nil {
      logger.warning(
        """
        MILLRACE_ACCEPT=kafka with the embedded broker, which has events in memory only: what was answered can be lost when \
        this process is killed; leave it out, or name a Kafka with --kafka
        """)
    }
    let backends = try await Backends.start(settings, command: "up", logger: logger)
    do {
      try await backends.prepare(settings, logger: logger)
      let stack = try Stack(settings, backends, logger: logger)
      let archivers = try stack.archiver()
      let services =
        try stack.projector() + archivers + [stack.publisherFlush, stack.wakeService]
        + [
          Together(
            services: stack.reactors(without: elsewhere) + stack.ticker() + stack.checkpointer()
              + (settings.verifyInterval().map { try stack.auditor(every: $0) } ?? []))
        ]
        + stack.inference(inference, archivers: archivers) { port in
          let scheme = inference.tls == nil ? "http" : "https"
          // Not `print`, which keeps lines back from whoever reads them through a file or a pipe.
          FileHandle.standardOutput.write(
            Data("millrace is up: \(scheme)://\(ListenAddress.text(inference.host, port: port))\n".utf8))
        }
      try await stack.run(services)
      await stack.close()
    } catch {
      await backends.stop()
      throw error
    }
    await backends.stop()
  }
}
