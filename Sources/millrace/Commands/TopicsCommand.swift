import ArgumentParser
import Ingest

struct TopicsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "topics", abstract: "The Kafka topics that streams/ declares.", subcommands: [Apply.self])

  struct Apply: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Make the topics that do not exist.")
    @OptionGroup var settings: Settings
    @Option(parsing: .unconditional, help: "Replicas of each partition; without it, the cluster's default.")
    var replication: Int?

    @Flag(help: "And let each service write its own topics and no others (the brokers need an authorizer).")
    var acls = false
    @Flag(name: .customLong("print"), help: "Print what --acls would allow, for kafka-acls.sh, and do nothing.")
    var printsOnly = false

    func validate() throws { if let replication { try OptionCheck.whole(replication, 1...1_000, "--replication") } }

    func run() async throws {
      if printsOnly {
        for rule in try settings.contract().access {
          print("kafka-acls.sh --bootstrap-server \"$KAFKA\" " + rule.arguments)
        }
        return
      }
      let backends = try Backends.attach(settings)
      let (contract, logger) = (try settings.contract(), settings.logger())
      let kafka = try settings.kafkaConfiguration(backends.bootstrap, client: "millrace-topics")
      let made = try await TopicSetup.apply(contract, kafka: kafka, replication: replication, logger: logger)
      print(made.isEmpty ? "all topics exist" : "made " + made.joined(separator: ", "))
      guard acls else { return }
      print("\(try await TopicAccess.apply(contract, kafka: kafka, logger: logger)) access control entries stand")
    }
  }
}
