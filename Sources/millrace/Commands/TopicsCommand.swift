import ArgumentParser
import Ingest

struct TopicsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "topics", abstract: "The Kafka topics that streams/ declares.", subcommands: [Apply.self])

  struct Apply: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Make the topics that do not exist.")
    @OptionGroup var settings: Settings
    @Option(help: "Replicas of each partition; without it, the cluster's default.") var replication: Int?

    func run() async throws {
      let backends = try Backends.attach(settings)
      let made = try await TopicSetup.apply(
        try settings.contract(), kafka: try settings.kafkaConfiguration(backends.bootstrap, client: "millrace-topics"),
        replication: replication, logger: settings.logger())
      print(made.isEmpty ? "all topics exist" : "made " + made.joined(separator: ", "))
    }
  }
}
