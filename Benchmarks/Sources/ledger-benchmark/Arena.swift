import Foundation
import Kafka
import Logging
import Postgres

/// An empty ledger and an empty broker, for one measurement.
final class Arena {
  let site: Site
  let database: PostgresConfiguration
  let kafka: KafkaConfiguration
  let pool: PostgresPool
  private let broker: Child

  init(_ site: Site, database: PostgresConfiguration) async throws {
    self.site = site
    self.database = database
    pool = PostgresPool(configuration: database, size: 1, logger: site.logger)
    let port = try Arena.freePort()
    let url = "tcp://127.0.0.1:\(port)"
    broker = try Child(
      [
        "/usr/bin/env", "RUST_LOG=warn", site.broker, "broker", "--listener-url", url, "--advertised-listener-url", url,
        "--storage-engine", "memory://tansu/",
      ], log: site.folder + "/broker.log")
    kafka = KafkaConfiguration(bootstrapServers: "127.0.0.1:\(port)", clientID: "ledger-benchmark")
    let admin = try KafkaAdmin(kafka, logger: Logger(label: "broker") { _ in SwiftLogNoOpLogHandler() })
    var isUp = false
    for _ in 0..<20 where !isUp { isUp = (try? await admin.listTopics(timeout: .seconds(1))) != nil }
    await admin.close()
    guard isUp else { throw Failure("the broker does not answer; see \(site.folder)/broker.log") }
    try Child.run(command(["migrate"]), log: site.folder + "/millrace.log")
    try Child.run(command(["topics", "apply"]), log: site.folder + "/millrace.log")
  }

  /// As libpq takes it.
  var connection: String {
    var keywords = ["host": database.host, "user": database.user, "dbname": database.database]
    keywords["port"] = database.port.map(String.init)
    return keywords.compactMap { key, value in value.map { "\(key)='\($0)'" } }.sorted().joined(separator: " ")
  }

  private func command(_ arguments: [String]) -> [String] {
    [site.program] + arguments
      + ["--database", connection, "--kafka", kafka.bootstrapServers, "--home", site.home, "--log-level", "info"]
  }

  /// - Parameter name: a command of the program's that runs a service.
  func service(_ name: String) throws -> Child { try Child(command([name]), log: site.folder + "/millrace.log") }

  func psql(_ script: String) throws {
    let path = site.folder + "/script.sql"
    try ("\\set ON_ERROR_STOP on\n" + script).write(toFile: path, atomically: false, encoding: .utf8)
    try Child.run(["psql", "-X", "-q", "-d", connection, "-f", path], log: site.folder + "/psql.log")
  }

  func close() async throws {
    broker.stop()
    await pool.close()
    if let name = database.database { try await site.drop(name) }
  }

  private static func freePort() throws -> UInt16 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { _ = Glibc.close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    guard isBound else { throw Failure("there is no free port") }
    return UInt16(bigEndian: address.sin_port)
  }
}
