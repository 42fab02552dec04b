import Exposition
import Publishing

/// What the inference service does not count but looks up: its slots, its spool, and who waits for the ledger.
struct InferenceGauges: MetricsProvider {
  let store: ModelStore
  let publisher: SpoolingPublisher
  let durability: DurabilityWatch

  var families: [MetricFamily] {
    let slots = (store.snapshot ?? [:]).sorted { $0.key < $1.key }.map { loop, slot in
      MetricFamily.Sample([("loop", loop)], Double(slot.generation))
    }
    let spool = publisher.spool.status
    let counts = publisher.counts
    let events: [(String, Int)] = [
      ("accepted", counts.accepted), ("spooled", counts.spooled), ("drained", counts.drained),
      ("refused", counts.refused), ("failed", counts.failed),
    ]
    return [
      MetricFamily("millrace_slot_generation", .gauge, help: "The generation that is served.", slots),
      MetricFamily(
        "millrace_slots_degraded", .gauge, help: "Reasons why slots are not those of the ledger.",
        [.init([], Double(store.issues.count))]),
      MetricFamily("millrace_spool_bytes", .gauge, help: "Bytes in the spool.", [.init([], Double(spool.bytes))]),
      MetricFamily("millrace_spool_events", .gauge, help: "Events in the spool.", [.init([], Double(spool.records))]),
      MetricFamily(
        "millrace_durable_waiting_events", .gauge, help: "Events whose callers wait for the ledger.",
        [.init([], Double(durability.waiting))]),
      MetricFamily(
        "millrace_publish_total", .counter, help: "Events by what became of them.",
        events.map { .init([("outcome", $0.0)], Double($0.1)) }),
    ]
  }
}
