import ArgumentParser
import Domain
import Kafka
import Ledger
import Wire

struct ParkedCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "parked", abstract: "Records that the ledger could not take.",
    subcommands: [List.self, Show.self, Retry.self, Discard.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Parked records, oldest first.")
    @OptionGroup var settings: Settings
    @Option(help: "open, retried, discarded, superseded or all.") var state = "open"
    @Option(help: "Only with this reason.") var reason: String?
    @Option(help: "Only of this topic.") var topic: String?
    @Option(help: "Most rows.") var limit = 100

    func run() async throws {
      let (state, reason, topic, limit) = (state == "all" ? nil : state, reason, topic, limit)
      let entries = try await LoopCommand.query(settings) {
        try Parking.list($0, state: state, reason: reason, topic: topic, limit: limit)
      }
      let rows = entries.map { entry in
        [
          String(entry.id), entry.state, entry.reason, "\(entry.raw.topic)[\(entry.partition)]@\(entry.offset)",
          String(entry.afterPosition), entry.parkedAt.text,
        ]
      }
      print(TextTable(["id", "state", "reason", "record", "after position", "parked"], rows))
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "One parked record, whole.")
    @OptionGroup var settings: Settings
    @Argument(help: "Its id.") var id: Int64

    func run() async throws {
      let entry = try await ParkedCommand.find(settings, id)
      print("parked \(entry.id), \(entry.state): \(entry.reason)\n  \(entry.message)")
      print("  \(entry.raw.topic)[\(entry.partition)]@\(entry.offset), after position \(entry.afterPosition)")
      if let note = entry.note { print("  note: \(note)") }
      print("  key: \(entry.raw.key.map { String(decoding: $0, as: UTF8.self) } ?? "none")")
      for header in entry.raw.headers {
        print("  \(header.name): \(header.value.map { String(decoding: $0, as: UTF8.self) } ?? "no value")")
      }
      print(entry.raw.value.map { String(decoding: $0, as: UTF8.self) } ?? "no body")
    }
  }

  struct Retry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Publish a parked record again, after a schema or a fix arrived.")
    @OptionGroup var settings: Settings
    @Argument(help: "Its id.") var id: Int64

    func run() async throws {
      let entry = try await ParkedCommand.find(settings, id)
      let decoder = CloudEventDecoder(contract: try settings.contract())
      if case .failure(let rejection) = decoder.decode(entry.raw) {
        throw CommandError("record \(id) would be parked again: \(rejection)")
      }
      let backends = try Backends.attach(settings)
      let producer = try KafkaProducer(
        try settings.kafkaConfiguration(backends.bootstrap, client: "millrace-parked"),
        logger: settings.logger(default: .warning))
      _ = try await producer.send(
        KafkaRecord(
          topic: entry.raw.topic, key: entry.raw.key, value: entry.raw.value,
          headers: entry.raw.headers.map { KafkaHeader($0.name, $0.value) }))
      await producer.close()
      let id = id
      try await LoopCommand.query(settings) { try Parking.settle($0, id: id, state: "retried", note: nil) }
      print("record \(id) was published again to \(entry.raw.topic)")
    }
  }

  struct Discard: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Give a parked record up; it stays readable.")
    @OptionGroup var settings: Settings
    @Argument(help: "Its id.") var id: Int64
    @Option(help: "Why.") var reason: String

    func run() async throws {
      let (id, reason) = (id, reason)
      try await LoopCommand.query(settings) { try Parking.settle($0, id: id, state: "discarded", note: reason) }
      print("record \(id) is discarded")
    }
  }

  private static func find(_ settings: Settings, _ id: Int64) async throws -> Parking.Entry {
    guard let entry = try await LoopCommand.query(settings, { try Parking.find($0, id: id) }) else {
      throw CommandError("there is no parked record \(id); `millrace parked list --state all` lists them")
    }
    return entry
  }
}
