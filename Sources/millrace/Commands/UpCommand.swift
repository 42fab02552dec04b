import ArgumentParser

struct UpCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "up",
    abstract: "Run everything in one process, with the embedded Postgres and broker unless others are configured.")
  @OptionGroup var settings: Settings
  @Option(help: "Port of the HTTP API (MILLRACE_HTTP_PORT, else 8080); 0 takes a free one.") var port: Int?

  func run() async throws {
    let logger = settings.logger()
    let backends = try await Backends.start(settings, logger: logger)
    do {
      try await backends.prepare(settings, logger: logger)
      let stack = try Stack(settings, backends, logger: logger)
      let services =
        try stack.archiver() + stack.projector() + [stack.wakeService] + stack.curator() + stack.trainer()
        + stack.evaluator() + stack.ticker() + stack.checkpointer()
        + stack.inference(port: port) { port in print("millrace is up: http://127.0.0.1:\(port)") }
      try await stack.run(services)
      await stack.close()
    } catch {
      await backends.stop()
      throw error
    }
    await backends.stop()
  }
}
