import ArgumentParser

/// `http-benchmark echo`: the other side of the comparison, in a process of its own as Millrace is in one.
struct Echo: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Serves the JSON echo.", shouldDisplay: false)

  @Option(help: "A file to which each answer's bytes go, by group commit, before it is given.") var commit: String?
  @Option(help: "Bytes for each decision that is asked for.") var frame = 0

  func run() async throws {
    try await EchoServer.run(journal: try commit.map { try GroupCommit(PreallocatedFile($0)) }, frame: frame)
  }
}
