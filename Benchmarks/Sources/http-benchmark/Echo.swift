import ArgumentParser

/// `http-benchmark echo`: the other side of the comparison.
struct Echo: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Serves the bare JSON echo.", shouldDisplay: false)

  func run() async throws { try await EchoServer.run() }
}
