import ArgumentParser
import Domain
import Execution
import Foundation
import Kafka
import Logging
import Postgres
import Projections
import Reactors
import Wire

/// What every command may be told, by flag or by environment. This is the only place that reads the environment.
struct Settings: ParsableArguments {
  @Option(help: "Postgres, as a libpq URI or keywords (MILLRACE_DATABASE); without it, the embedded one.")
  var database: String?
  @Option(help: "Kafka bootstrap servers (MILLRACE_KAFKA); without it, the embedded broker.")
  var kafka: String?
  @Option(help: "librdkafka properties, key=value with commas between (MILLRACE_KAFKA_PROPERTIES).")
  var kafkaProperties: String?
  @Option(help: "The folder of the embedded Postgres and broker (MILLRACE_DATA).")
  var dataFolder: String?
  @Option(help: "The folder with migrations/, streams/ and projections/ (MILLRACE_HOME).")
  var home: String?
  @Option(help: "trace, debug, info, notice, warning, error (MILLRACE_LOG).")
  var logLevel: String?

  private func value(_ flag: String?, _ variable: String) -> String? {
    if let flag { return flag }
    let value = ProcessInfo.processInfo.environment[variable]
    return value?.isEmpty ?? true ? nil : value
  }

  var logLevelText: String? { value(logLevel, "MILLRACE_LOG") }
  var databaseText: String? { value(database, "MILLRACE_DATABASE") }
  var kafkaText: String? { value(kafka, "MILLRACE_KAFKA") }
  var brokerProgram: String? { value(nil, "MILLRACE_TANSU") }
  var token: String? { value(nil, "MILLRACE_TOKEN") }
  var certificate: String? { value(nil, "MILLRACE_TLS_CERTIFICATE") }
  var certificateKey: String? { value(nil, "MILLRACE_TLS_KEY") }
  var httpHost: String { host("MILLRACE_HTTP_HOST") ?? "127.0.0.1" }
  var metricsHost: String? { host("MILLRACE_METRICS_HOST") }

  /// An IPv6 address may stand in brackets, as in a URI.
  private func host(_ variable: String) -> String? {
    value(nil, variable).map { $0.hasPrefix("[") && $0.hasSuffix("]") ? String($0.dropFirst().dropLast()) : $0 }
  }

  /// The port in a variable; nil where it is not set, or empty.
  /// - Throws: `ValidationError` for what is none.
  func port(_ variable: String) throws -> Int? {
    guard let text = value(nil, variable) else { return nil }
    guard let port = Int(text), 0...65_535 ~= port else {
      throw ValidationError("\(variable) is \"\(text)\", which is no port; use 0 to 65535 (0: a free one)")
    }
    return port
  }

  /// Names that the HTTP services are asked by (MILLRACE_ALLOWED_HOSTS), with commas between.
  var allowedHosts: [String] { list("MILLRACE_ALLOWED_HOSTS") }
  /// Whose pages may ask them (MILLRACE_ALLOWED_ORIGINS), with commas between.
  var allowedOrigins: [String] { list("MILLRACE_ALLOWED_ORIGINS") }

  private func list(_ variable: String) -> [String] {
    value(nil, variable)?.split(separator: ",", omittingEmptySubsequences: false).map {
      $0.trimmingCharacters(in: .whitespaces)
    } ?? []
  }

  static let day = TimeSpan(microseconds: 86_400_000_000)

  /// How often `up` verifies the read models (MILLRACE_VERIFY: off, daily, or a span such as 6h); nil: never.
  func verifyInterval() throws -> TimeSpan? {
    switch value(nil, "MILLRACE_VERIFY") ?? "off" {
    case "off": return nil
    case "daily": return Settings.day
    case let text:
      guard let span = try? TimeSpan(text: text), span > .zero else {
        throw ValidationError("MILLRACE_VERIFY is \"\(text)\"; it has to be off, daily, or a span such as 6h")
      }
      return span
    }
  }

  /// For the tests only (MILLRACE_FAULT): `kill:REACTOR:EVENT-TYPE:MOMENT`, with commas between.
  func faultPoint() throws -> FaultPoint {
    guard let text = value(nil, "MILLRACE_FAULT") else { return FaultPoint() }
    let faults = try text.split(separator: ",").map { part in
      guard let fault = Fault(part) else {
        throw ValidationError("the fault \(part) is not of the form kill:REACTOR:EVENT-TYPE:unsent|sent|archived")
      }
      return fault
    }
    let folder = dataPath + "/faults"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    return FaultPoint(faults, folder: folder)
  }

  /// A variable of the environment; nil where it is not set, or empty.
  func variable(_ name: String) -> String? { value(nil, name) }

  /// Absolute.
  var dataPath: String {
    URL(fileURLWithPath: value(dataFolder, "MILLRACE_DATA") ?? ".data/millrace").standardizedFileURL.path
  }

  var checkpointsPath: String { value(nil, "MILLRACE_CHECKPOINTS") ?? dataPath + "/checkpoints" }
  var checkpointKeyPath: String { value(nil, "MILLRACE_CHECKPOINT_KEY") ?? dataPath + "/checkpoint.key" }

  /// What stands in this process's arguments, where every user of the machine reads it, and is secret: a sentence each.
  var exposedSecrets: [String] {
    let hasPassword = database.flatMap { try? PostgresConfiguration($0) }?.password != nil
    let hasProperty = kafkaProperties.flatMap { try? KafkaProperties($0) }?.properties.keys.contains(
      where: Redaction.isSecret)
    return [
      hasPassword ? "the password in --database" : nil,
      hasProperty ?? false ? "the secrets in --kafka-properties" : nil,
    ].compactMap { what in
      what.map {
        "every user of this machine can read \($0) in the list of processes; set MILLRACE_DATABASE and "
          + "MILLRACE_KAFKA_PROPERTIES instead"
      }
    }
  }

  func logger(_ label: String = "millrace", default level: Logger.Level = .notice) -> Logger {
    var logger = Logger(label: label) { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = logLevelText.flatMap(Logger.Level.init(rawValue:)) ?? level
    return logger
  }

  func kafkaConfiguration(_ bootstrap: String, client: String) throws -> KafkaConfiguration {
    let text = value(kafkaProperties, "MILLRACE_KAFKA_PROPERTIES") ?? ""
    return KafkaConfiguration(
      bootstrapServers: bootstrap, clientID: client, properties: try KafkaProperties(text).properties)
  }

  /// The folder with migrations, streams and projections: as told, or the nearest above the program or this folder.
  func homePath() throws -> String {
    if let home = value(home, "MILLRACE_HOME") { return home }
    let starts = [URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath(), URL(fileURLWithPath: ".")]
    for start in starts {
      var folder = start.standardizedFileURL
      while folder.path != "/" {
        let marker = folder.appendingPathComponent("streams/topics.yaml").path
        if FileManager.default.fileExists(atPath: marker) { return folder.path }
        folder.deleteLastPathComponent()
      }
    }
    let share = "/usr/share/millrace"
    if FileManager.default.fileExists(atPath: share + "/streams/topics.yaml") { return share }
    throw ValidationError(
      "the folder with streams/ and migrations/ was not found; name it with --home or MILLRACE_HOME")
  }

  /// The read models.
  func projections() throws -> ProjectionGroup {
    try ProjectionGroup(name: "core", directory: try homePath() + "/projections/core")
  }

  func contract() throws -> Contract { try Contract.load(directory: try homePath() + "/streams") }
}
