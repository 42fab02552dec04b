import Domain
import Foundation
import Testing

@testable import Wire

/// Who may write which topic is said once, in streams/topics.yaml: the program, docker-compose.yml and the services' own
/// code keep to it.
@Suite struct AccessTests {
  private static func text(_ path: String) throws -> String {
    try String(contentsOf: Fixture.root.appendingPathComponent(path), encoding: .utf8)
  }

  /// Whose code stands where; `millrace` is what a person runs.
  private static let rooms: [(folder: String, principals: [String])] = [
    ("Sources/Reactors/Curator", ["curator"]), ("Sources/Reactors/Trainer", ["trainer"]),
    ("Sources/Reactors/Evaluator", ["evaluator"]), ("Sources/Reactors/Ticker", ["ticker"]),
    ("Sources/Inference", ["inference"]), ("Sources/Audit", ["auditor", "cli"]), ("Sources/millrace", ["cli"]),
  ]

  /// The types whose data a folder's code makes.
  private static func made(in folder: String) throws -> Set<String> {
    var types: Set<String> = []
    let root = Fixture.root.appendingPathComponent(folder)
    for case let file as URL in FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil) ?? .init()
    where file.pathExtension == "swift" {
      let code = try String(contentsOf: file, encoding: .utf8)
      if code.contains("Event.tick(") { types.insert(ClockTicked.type) }
      if code.contains("InteractionWriter(") { types.insert(InteractionRecorded.type) }
      for (type, data) in EventCatalog.byType {
        let name = "\(data)".split(separator: ".").last.map(String.init) ?? ""
        if code.contains(try Regex("\\b\(name)\\(")) { types.insert(type) }
      }
    }
    return types
  }

  @Test(arguments: rooms.indices)
  func servicesWriteTheirOwnTopics(room: Int) throws {
    let contract = try Fixture.contract.get()
    let (folder, principals) = AccessTests.rooms[room]
    let types = try AccessTests.made(in: folder)
    #expect(!types.isEmpty, "\(folder) makes no events: is it still there?")
    for type in types {
      guard let topic = contract.topic(of: type), let declared = contract.topic(named: topic) else { continue }
      // What the program plays for somebody, with a service's own code, it plays without access control.
      let isPlayed = folder == "Sources/millrace" && declared.writers.contains(Contract.producer)
      #expect(
        isPlayed || !Set(principals).isDisjoint(with: declared.writers),
        "\(folder) writes \(type), which \(topic) lets \(declared.writers) do")
    }
  }

  /// Each writer has a user in docker-compose.yml, a password, and a service that connects as it; and nobody else has.
  @Test func composeHasTheWriters() throws {
    let compose = try AccessTests.text("docker-compose.yml")
    let writers = Set(try Fixture.contract.get().writers)
    let users = Set(compose.matches(of: /sasl\.username=([a-z-]+),/).map { String($0.1) })
    #expect(users == writers.subtracting([Contract.producer]).union(["admin"]))
    for user in users {
      #expect(compose.contains("sasl.username=\(user),sasl.password=${MILLRACE_KAFKA_\(user.uppercased())_PASSWORD:?"))
    }
    let made = try #require(try AccessTests.text("deploy/kafka-users.sh").firstMatch(of: /for user in ([a-z ]+);/)).1
    #expect(Set(made.split(separator: " ").map(String.init)) == users.union([Contract.producer]))
    let passwords = Set(
      try AccessTests.text("deploy/env.example").matches(of: /(?m)^MILLRACE_KAFKA_([A-Z]+)_PASSWORD=/)
        .map { $0.1.lowercased() })
    #expect(passwords == users.union([Contract.producer]))
    // Each service connects as itself.
    for user in writers where user != Contract.producer {
      let service = try #require(compose.firstMatch(of: try Regex("\n  \(user):\n((?:    .*\n|\n)+)")))
      #expect(String(compose[service.range]).contains("sasl.username=\(user),"), "\(user)")
    }
  }

  /// Each service's metrics can be scraped from another container: loopback is where nobody else is.
  @Test func composeShowsTheMetricsOfItsServices() throws {
    let compose = try AccessTests.text("docker-compose.yml")
    #expect(
      compose.contains("x-metrics: &metrics\n  MILLRACE_METRICS_HOST: 0.0.0.0\n  MILLRACE_METRICS_PORT: \"9464\"\n"))
    let services = compose.matches(of: /\n  ([a-z]+):\n    <<: \*service\n((?:    .*\n)+)/)
    #expect(services.count > 8)
    for service in services {
      let login = try #require(String(service.2).firstMatch(of: /\*(as-[a-z]+)/), "\(service.1)").1
      #expect(compose.contains("x-\(login): &\(login)\n  <<: [*kafka, *metrics]\n"), "\(service.1)")
    }
  }

  @Test func nobodyWritesForOthers() throws {
    let contract = try Fixture.contract.get()
    for rule in contract.access where rule.operation == .write {
      #expect(!rule.isPrefix && rule.resource == .topic)
      let writers = contract.topic(named: rule.name)?.writers ?? contract.watermarks?.writers ?? []
      #expect(writers.contains(rule.principal))
    }
    let own = contract.access.filter { $0.principal == Contract.producer }.map(\.arguments)
    #expect(
      own.sorted() == [
        "--add --allow-principal User:producer --operation Read --topic millrace.durable",
        "--add --allow-principal User:producer --operation Write --topic millrace.feedback",
        "--add --allow-principal User:producer --operation Write --topic millrace.interactions",
      ])
    #expect(
      contract.access.contains {
        $0.arguments.hasSuffix("User:trainer --operation Read --group millrace --resource-pattern-type prefixed")
      })
  }
}
