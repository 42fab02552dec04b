import Foundation
import Kafka

/// Publishes feedback to Kafka and loses none of it: the Swift sister of docs/examples/python, on Millrace's own Kafka
/// library.
///
///     swift run --package-path docs/examples/swift producer localhost:9092 shop.returns returns.spool < feedback.jsonl
///
/// Each line of the input is the data of one feedback, {"interaction_id": "order-17", "label": "returned"}. Its event's
/// id on standard output says that it will not be forgotten. The program ends when all is durable.
@main struct Main {
  static func main() async throws {
    let arguments = CommandLine.arguments.dropFirst()
    guard let (kafka, loop, spool) = arguments.count >= 3 ? (arguments[1], arguments[2], arguments[3]) : nil else {
      FileHandle.standardError.write(Data("producer KAFKA LOOP SPOOL [TOPIC WATERMARKS] < feedback.jsonl\n".utf8))
      exit(2)
    }
    var producer = try await DurableProducer(
      KafkaConfiguration(bootstrapServers: kafka), loop: loop, spool: spool,
      topic: arguments.count > 3 ? arguments[4] : "millrace.feedback",
      watermarks: arguments.count > 4 ? arguments[5] : "millrace.durable")
    var taken = 0
    while let line = readLine() {
      guard !line.isEmpty else { continue }
      let id = try producer.take(line)
      FileHandle.standardOutput.write(Data((id + "\n").utf8))
      taken += 1
      if taken.isMultiple(of: 100) { try await producer.turn() }
    }
    repeat { try await producer.turn() } while producer.undecided > 0
    await producer.close()
  }
}
