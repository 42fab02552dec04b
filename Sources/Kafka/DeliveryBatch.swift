import CRDKafka
import Synchronization

/// The records of one `send`, and what became of each.
///
/// Every record has a slot whose address goes through librdkafka as the record's opaque pointer and comes
/// back in its delivery report. A record is completed exactly once: by its report, or by the sender when
/// librdkafka did not take it.
///
/// `@unchecked Sendable`: `slots` is written in `init` only and freed in `deinit`; each slot keeps the batch
/// alive (one retain per open batch, released with the last completion). All else is in `state`.
final class DeliveryBatch: @unchecked Sendable {
  typealias Outcome = Result<KafkaDelivery, KafkaError>

  /// What an opaque pointer of a record points to.
  struct Slot {
    var batch: Unmanaged<DeliveryBatch>
    var index: Int
  }

  private struct State {
    var outcomes: [Outcome?]
    var open: Int
    var waiter: (@Sendable ([Outcome]) -> Void)?
  }

  let topics: [String]
  private let slots: UnsafeMutablePointer<Slot>
  private let state: Mutex<State>

  /// - Parameter records: at least one.
  init(_ records: [KafkaRecord]) {
    topics = records.map(\.topic)
    slots = .allocate(capacity: records.count)
    state = Mutex(State(outcomes: Array(repeating: nil, count: records.count), open: records.count))
    let batch = Unmanaged.passUnretained(self)
    for index in records.indices { (slots + index).initialize(to: Slot(batch: batch, index: index)) }
    _ = batch.retain()
  }

  deinit {
    slots.deallocate()
  }

  func opaque(_ index: Int) -> UnsafeMutableRawPointer {
    UnsafeMutableRawPointer(slots + index)
  }

  /// Records what became of one record.
  func complete(_ index: Int, _ outcome: Outcome) {
    let finished = state.withLock { state in
      guard state.outcomes[index] == nil else {
        // Our own invariant: each record's opaque is handed to librdkafka once, and a second report would free twice.
        fatalError("record \(index) of a Kafka batch was completed twice")
      }
      state.outcomes[index] = outcome
      state.open -= 1
      return state.open == 0 ? (state.waiter.take(), state.outcomes) : nil
    }
    guard let (waiter, outcomes) = finished else { return }
    waiter?(outcomes.compactMap(\.self))
    Unmanaged.passUnretained(self).release()
  }

  /// Waits until every record is completed.
  func outcomes() async -> [Outcome] {
    await withCheckedContinuation { continuation in onOutcomes { continuation.resume(returning: $0) } }
  }

  /// Calls back once, when every record is completed: at once, or on the thread that completes the last.
  func onOutcomes(_ callback: @escaping @Sendable ([Outcome]) -> Void) {
    let finished: [Outcome]? = state.withLock { state in
      if state.open == 0 { return state.outcomes.compactMap(\.self) }
      state.waiter = callback
      return nil
    }
    if let finished { callback(finished) }
  }

  /// Completes the record that a delivery report is about.
  static func report(_ message: UnsafePointer<rd_kafka_message_t>, fatal: KafkaError?) {
    guard let slot = message.pointee._private?.assumingMemoryBound(to: Slot.self).pointee else { return }
    let batch = slot.batch.takeUnretainedValue()
    let report = message.pointee
    guard report.err != RD_KAFKA_RESP_ERR_NO_ERROR else {
      let delivery = KafkaDelivery(partition: report.partition, offset: report.offset)
      return batch.complete(slot.index, .success(delivery))
    }
    var error = KafkaError(report.err, topic: batch.topics[slot.index], partition: report.partition)
    if error.partition == RD_KAFKA_PARTITION_UA { error.partition = nil }
    if error.code == .fatal, let fatal { error.message = fatal.message }
    error.isFatal = fatal != nil
    batch.complete(slot.index, .failure(error))
  }
}
