import Execution
import Kafka
import Logging
import Publishing
import Synchronization

/// Tells producers how far the ledger has come: the latest of each partition, as fast as Kafka takes it.
///
/// Nothing in Millrace reads it. One that is lost or late does no harm, since the next one says more.
final class DurableWatermarks: Sendable {
  private let topic: String
  private let sender: RecordSender
  private let logger: Logger
  private let pending = Mutex<[TopicPartition: DurableWatermark]>([:])
  private let wakes: AsyncStream<Void>
  private let wake: AsyncStream<Void>.Continuation

  /// - Throws: `KafkaError` when a property of the configuration cannot be used.
  init(topic: String, kafka: KafkaConfiguration, logger: Logger) throws(KafkaError) {
    self.topic = topic
    self.logger = logger
    var kafka = kafka.with(["message.timeout.ms": "2000"])
    // A consumer's property, which a producer would warn about.
    kafka.properties["session.timeout.ms"] = nil
    sender = try RecordSender(kafka, logger: logger)
    (wakes, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// Takes the place of what is not sent yet; never waits.
  func note(_ watermarks: [TopicPartition: DurableWatermark]) {
    pending.withLock { $0.merge(watermarks) { $1 } }
    wake.yield()
  }

  /// Sends until the task is cancelled, and then what is left, for no longer than a second.
  func run() async {
    let hasEnded = Flag()
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        await self.follow()
        hasEnded.set()
      }
      group.addTask {
        while !Task.isCancelled { try? await Task.sleep(for: .seconds(3_600)) }
        for _ in 0..<100 where !hasEnded.isSet {
          // Cancelled, this task does not sleep any more.
          await Task.detached { try? await Task.sleep(for: .milliseconds(10)) }.value
        }
        // What a broker that stands still holds up fails then.
        await self.sender.close(flushing: .zero)
      }
    }
  }

  private func follow() async {
    for await _ in wakes {
      guard await !send() else { continue }
      try? await Task.sleep(for: .seconds(1))
      wake.yield()
    }
    _ = await send()
  }

  /// - Returns: whether Kafka took it all.
  private func send() async -> Bool {
    let watermarks = pending.withLock { pending in
      defer { pending = [:] }
      return Array(pending)
    }
    let outcomes = await sender.send(watermarks.map { $1.record(of: $0, on: topic) })
    var isWhole = true
    for ((partition, watermark), outcome) in zip(watermarks, outcomes) {
      guard case .failure(let error) = outcome else { continue }
      isWhole = false
      logger.debug("a watermark was not sent", metadata: ["partition": "\(partition)", "error": "\(error)"])
      pending.withLock { if $0[partition] == nil { $0[partition] = watermark } }
    }
    return isWhole
  }
}
