import Exposition
import Publishing

/// What the inference service does not count but looks up: its slots, its journal, and who waits for the ledger.
struct InferenceGauges: MetricsProvider {
  let store: ModelStore
  let publisher: JournalPublisher
  let durability: DurabilityWatch

  var families: [MetricFamily] {
    let slots = (store.snapshot ?? [:]).sorted { $0.key < $1.key }.map { loop, slot in
      MetricFamily.Sample([("loop", loop)], Double(slot.generation))
    }
    let standing = publisher.standing
    let counts = publisher.counts
    let events: [(String, Int)] = [
      ("accepted", counts.accepted), ("journalled", counts.journalled), ("drained", counts.drained),
      ("refused", counts.refused), ("failed", counts.failed),
    ]
    return [
      MetricFamily("millrace_slot_generation", .gauge, help: "The generation that is served.", slots),
      MetricFamily(
        "millrace_slots_degraded", .gauge, help: "Reasons why slots are not those of the ledger.",
        [.init([], Double(store.issues.count))]),
      MetricFamily(
        "millrace_journal_bytes", .gauge, help: "Bytes of the journal's files.",
        [.init([], Double(standing.journal.bytes))]),
      MetricFamily(
        "millrace_journal_event_bytes", .gauge, help: "Of these, those of events.",
        [.init([], Double(standing.journal.eventBytes))]),
      MetricFamily(
        "millrace_journal_limit_bytes", .gauge, help: "The most that they may have.",
        [.init([], Double(standing.journal.limit))]),
      MetricFamily(
        "millrace_journal_events", .gauge, help: "Events in the journal, which the ledger does not have yet.",
        [.init([], Double(standing.events))]),
      MetricFamily(
        "millrace_journal_unsent_events", .gauge, help: "Of these, those that wait for Kafka.",
        [.init([], Double(standing.unsent))]),
      MetricFamily(
        "millrace_journal_refused_events", .gauge, help: "Accepted events that Kafka refused, set aside.",
        [.init([], Double(standing.journal.refused))]),
      MetricFamily(
        "millrace_journal_damaged_bytes", .gauge, help: "Bytes of the journal that were damaged on disk, set aside.",
        [.init([], Double(standing.journal.damagedBytes))]),
      MetricFamily(
        "millrace_recording_problems", .gauge,
        help: "What keeps events from being recorded as they should be; GET /health/ready says it in words.",
        [.init([], Double(standing.problems.count))]),
      MetricFamily(
        "millrace_durable_waiting_events", .gauge, help: "Events whose callers wait for the ledger.",
        [.init([], Double(durability.waiting))]),
      MetricFamily(
        "millrace_publish_total", .counter, help: "Events by what became of them.",
        events.map { .init([("outcome", $0.0)], Double($0.1)) }),
    ]
  }
}
