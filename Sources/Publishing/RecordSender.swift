import Kafka
import Logging
import Synchronization

/// A Kafka producer that replaces itself when it is of no more use: after a fatal error, and when records were not
/// acknowledged in time.
///
/// The latter is not only a broker that is away. A broker that was emptied has forgotten the producer's id, and librdkafka
/// (2.8) then raises the epoch of that id again and again, and never asks for a new one: only a new producer gets through.
package final class RecordSender: Sendable {
  package typealias Outcome = Result<KafkaDelivery, KafkaError>

  private struct State {
    var producer: KafkaProducer
    var isClosed = false
    /// The producer whose records were last not acknowledged in time, or that failed for good.
    var useless: KafkaProducer?
  }

  private let configuration: KafkaConfiguration
  private let logger: Logger
  private let state: Mutex<State>

  /// - Throws: `KafkaError` when a property of the configuration cannot be used.
  package init(_ configuration: KafkaConfiguration, logger: Logger) throws(KafkaError) {
    self.configuration =
      configuration.properties["message.timeout.ms"] == nil
      ? configuration.with(["message.timeout.ms": "15000"]) : configuration
    self.logger = logger
    state = Mutex(State(producer: try KafkaProducer(self.configuration, logger: logger)))
  }

  /// Sends records and waits for all of them; the results stand in the records' order, which is kept per key.
  ///
  /// What fails because the producer is of no more use is sent once more by a new one. What was not acknowledged in time
  /// (`message.timeout.ms`, 15 s where nothing else is configured) has failed; the next records go to a new producer.
  package func send(_ records: [KafkaRecord]) async -> [Outcome] {
    let producer = state.withLock(\.producer)
    var outcomes = await producer.send(records)
    if outcomes.contains(where: \.isUseless) { _ = await replace(producer) }
    let failed = outcomes.indices.filter { outcomes[$0].isFatal }
    guard !failed.isEmpty, let next = await replace(producer) else { return outcomes }
    let again = await next.send(failed.map { records[$0] })
    for (index, outcome) in zip(failed, again) { outcomes[index] = outcome }
    return outcomes
  }

  /// As `send`, without a task: calls back once, on a thread of the producer's or at once. What finds the queue full fails,
  /// and so does what fails because the producer is of no more use: `renewIfUseless`, and send it again.
  package func submit(_ records: [KafkaRecord], then callback: @escaping @Sendable ([Outcome]) -> Void) {
    let producer = state.withLock(\.producer)
    producer.submit(records) { [self] outcomes in
      if outcomes.contains(where: { $0.isFatal || $0.isUseless }) {
        state.withLock { $0.useless = producer }
        // What was submitted later must not overtake what is sent again.
        producer.abandon()
      }
      callback(outcomes)
    }
  }

  /// Takes a new producer where the one that there is has failed for good, or had records that were not acknowledged in
  /// time.
  package func renewIfUseless() async {
    let useless = state.withLock { state in
      defer { state.useless = nil }
      return state.useless
    }
    if let useless { _ = await replace(useless) }
  }

  /// Gives what is under way the time to be delivered, and ends; later records fail.
  package func close(flushing: Duration) async {
    let producer = state.withLock { state in
      state.isClosed = true
      return state.producer
    }
    await producer.close(flushing: flushing)
  }

  /// The producer in the place of one that failed for good; nil where there is none.
  private func replace(_ failed: KafkaProducer) async -> KafkaProducer? {
    let result: (next: KafkaProducer, isNew: Bool)? = state.withLock { state in
      guard !state.isClosed else { return nil }
      if state.producer !== failed { return (state.producer, false) }
      do throws(KafkaError) {
        state.producer = try KafkaProducer(configuration, logger: logger)
        return (state.producer, true)
      } catch {
        logger.error("no new producer in the place of a failed one", metadata: ["error": "\(error)"])
        return nil
      }
    }
    if let result, result.isNew {
      let reason = failed.fatalError?.description ?? "records were not acknowledged"
      logger.warning("producer replaced", metadata: ["error": "\(reason)"])
      await failed.close(flushing: .zero)
    }
    return result?.next
  }
}

extension Result where Failure == KafkaError {
  var isFatal: Bool {
    if case .failure(let error) = self { error.isFatal } else { false }
  }

  /// Whether the producer may be of no more use: records were late, or the broker does not know its id, or knows a newer
  /// epoch of it, which an emptied broker says of an id that it has given to another one.
  fileprivate var isUseless: Bool {
    guard case .failure(let error) = self else { return false }
    return error.code == .messageTimedOut || KafkaError.Code.ofIdentity.contains(error.code)
  }
}
