import Foundation
import Postgres
import TestSupport
import Testing

/// What the program says of a password that was written wrongly, or where others see it.
@Suite(.database(migrated: true))
struct SecretsTests {
  private static let apply = ["topics", "apply", "--database", "host=127.0.0.1 port=1", "--kafka", "127.0.0.1:1"]

  @Test(
    arguments: [
      (["status", "--database", "postgresql://ann:s3c/ret@db/app"], "an @ stands where none can"),
      (["status", "--database", "host=127.0.0.1 port=1 password=s3c ret"], "a keyword has no = behind it"),
      (["status", "--database", "user=u;password=s3cret;host=h", "--log-level", "trace"], "divide keywords by blanks"),
      (["loop", "list", "--database", "postgresql://u@127.0.0.1:1/x;password=s3cret"], "divide keywords by blanks"),
      (["status", "postgresql://u:s3cret@127.0.0.1:1/x"], "Unexpected argument 'postgresql://***@127.0.0.1:1/x'"),
      (["postgresql://u:s3cret@127.0.0.1:1/x"], "has no command \"postgresql://***@127.0.0.1:1/x\""),
      (["status", "host=h", "password=s3c ret's3c"], "'password=***'"),
      (["up", "--port=postgresql://u:s3cret@h"], "'postgresql://***@h' is invalid"),
      (["status", "--databse=postgresql://u:s3cret@h"], "Unknown option"),
      (["status", "--database", "postgres://ann:s3cret@127.0.0.1:1/app"], "no connection to ann@127.0.0.1:1/app"),
      (
        apply + ["--kafka-properties", "sasl.password=s3c,ret,acks=1"], "Kafka property 2, behind sasl.password, is not"
      ),
      (apply + ["--kafka-properties", "sasl.password=s3c,s3c=ret"], #"write a comma within a value as \,"#),
      (
        apply + ["--kafka-properties", #"sasl.password=s3c\,ret,s3c.ms=x"#], "property 2, behind sasl.password, is not"
      ),
      (apply + ["--kafka-properties", "sasl.mechanism=PLAIN;sasl.password=s3cret"], "Property sasl.mechanism"),
      (["inference", "--database", "host=127.0.0.1 port=1", "--kafka", "u:s3cret@h:1"], "Property bootstrap.servers"),
      (apply + ["--kafka-properties", "security.protocol=s3c,sasl.password=s3c"], "Property security.protocol"),
    ] as [([String], String)])
  func theyAreNotRepeated(arguments: [String], message: String) async throws {
    let program = try Program(kafka: nil)
    defer { program.remove() }
    let (process, file) = try program.start(arguments)
    while process.isRunning { try await Task.sleep(for: .milliseconds(20)) }
    let text = try String(contentsOf: file, encoding: .utf8)
    #expect(process.terminationStatus != 0 && text.contains(message), "\(text)")
    // The value of another property is not known to be secret, unless it is the same.
    #expect(!text.contains("s3c"), "\(text)")
  }

  @Test(arguments: [
    ("MILLRACE_TLS_KEY", ["inference"]), ("MILLRACE_TLS_CERTIFICATE", ["inference"]),
    ("MILLRACE_TLS_KEY", ["up", "--port", "0"]), ("MILLRACE_CHECKPOINT_KEY", ["ledger", "checkpoint"]),
    ("MILLRACE_CHECKPOINT_KEY", ["checkpointer", "--metrics-port", "0"]),
    ("MILLRACE_CHECKPOINT_KEY", ["ledger", "key", "--name", "a"]),
  ])
  func aKeyInPlaceOfItsFileIsNotRepeated(variable: String, arguments: [String]) async throws {
    let program = try Program(kafka: nil)
    defer { program.remove() }
    for key in ["-----BEGIN PRIVATE KEY-----\ns3cret\n-----END PRIVATE KEY-----\n", "PRIVATE+KEY+a+00000000+s3cret"] {
      let (process, file) = try program.start(arguments, environment: [variable: key])
      while process.isRunning { try await Task.sleep(for: .milliseconds(20)) }
      let text = try String(contentsOf: file, encoding: .utf8)
      #expect(process.terminationStatus != 0 && text.contains("\(variable) has to be the name of a file"), "\(text)")
      #expect(!text.contains("s3c"), "\(text)")
    }
  }

  @Test func whoeverGivesThemAsArgumentsIsWarned() async throws {
    let program = try Program(kafka: nil)
    defer { program.remove() }
    let database = Database.current.configuration
    let keywords =
      "host=\(database.host ?? "") user=\(database.user ?? "") dbname=\(database.database ?? "") "
      + (database.port.map { "port=\($0) " } ?? "") + "password=s3cretly"
    let (process, file) = try program.start(["checkpointer", "--database", keywords, "--metrics-port", "0"])
    defer { kill(process.processIdentifier, SIGKILL) }
    var text = ""
    for _ in 0..<3_000 where process.isRunning && !text.contains("the password in --database") {
      try await Task.sleep(for: .milliseconds(50))
      text = try String(contentsOf: file, encoding: .utf8)
    }
    #expect(text.contains("can read the password in --database in the list of processes"), "\(text)")
    #expect(!text.contains("s3cretly"))
  }
}
