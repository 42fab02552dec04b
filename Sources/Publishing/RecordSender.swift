import Kafka
import Logging
import Synchronization

/// A Kafka producer that replaces itself after a fatal error, for instance when a broker has forgotten it.
package final class RecordSender: Sendable {
  package typealias Outcome = Result<KafkaDelivery, KafkaError>

  private struct State {
    var producer: KafkaProducer
    var isClosed = false
  }

  private let configuration: KafkaConfiguration
  private let logger: Logger
  private let state: Mutex<State>

  /// - Throws: `KafkaError` when a property of the configuration cannot be used.
  package init(_ configuration: KafkaConfiguration, logger: Logger) throws(KafkaError) {
    self.configuration = configuration
    self.logger = logger
    state = Mutex(State(producer: try KafkaProducer(configuration, logger: logger)))
  }

  /// Sends records and waits for all of them; the results stand in the records' order, which is kept per key.
  ///
  /// What fails because the producer is of no more use is sent once more by a new one.
  package func send(_ records: [KafkaRecord]) async -> [Outcome] {
    let producer = state.withLock(\.producer)
    var outcomes = await producer.send(records)
    let failed = outcomes.indices.filter { outcomes[$0].isFatal }
    guard !failed.isEmpty, let next = await replace(producer) else { return outcomes }
    let again = await next.send(failed.map { records[$0] })
    for (index, outcome) in zip(failed, again) { outcomes[index] = outcome }
    return outcomes
  }

  /// As `send`, without a task: calls back once, on a thread of the producer's or at once. What finds the queue full fails,
  /// and so does what fails because the producer is of no more use: `send` it again.
  package func submit(_ records: [KafkaRecord], then callback: @escaping @Sendable ([Outcome]) -> Void) {
    state.withLock(\.producer).submit(records, then: callback)
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
      logger.warning("producer replaced", metadata: ["error": "\(failed.fatalError?.description ?? "")"])
      await failed.close(flushing: .zero)
    }
    return result?.next
  }
}

extension Result where Failure == KafkaError {
  var isFatal: Bool {
    if case .failure(let error) = self { error.isFatal } else { false }
  }
}
