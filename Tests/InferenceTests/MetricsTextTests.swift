import Exposition
import Publishing
import TestSupport
import Testing

@testable import Inference

@Suite struct CountedTextTests {
  /// What dashboards and alarms are written against.
  @Test func showsACertainState() async {
    let exporter = PrometheusExporter()
    let metrics = InferenceMetrics(exporter)
    metrics.countDecisions(2, loop: "demo.tiny", generation: 3, duration: .microseconds(1_500))
    metrics.countDecisions(100, loop: "demo.tiny", generation: 4, duration: .milliseconds(10))
    metrics.countDecisions(1, loop: "demo.other", generation: 0, duration: .seconds(3))
    metrics.countFeedback(["demo.tiny", "demo.other", "demo.tiny"])
    #expect(
      await exporter.render() == """
        # HELP millrace_http_requests_total Requests by route, method and status.
        # TYPE millrace_http_requests_total counter
        # HELP millrace_decisions_total Decisions by loop and generation.
        # TYPE millrace_decisions_total counter
        millrace_decisions_total{loop="demo.other",generation="0"} 1
        millrace_decisions_total{loop="demo.tiny",generation="3"} 2
        millrace_decisions_total{loop="demo.tiny",generation="4"} 100
        # HELP millrace_feedback_total Feedback taken, by loop.
        # TYPE millrace_feedback_total counter
        millrace_feedback_total{loop="demo.other"} 1
        millrace_feedback_total{loop="demo.tiny"} 2
        # HELP millrace_unused_inputs_total Inputs of decisions that were not used, by loop and reason.
        # TYPE millrace_unused_inputs_total counter
        # HELP millrace_conflicts_total Ids used again with other content, by loop, kind and what was answered.
        # TYPE millrace_conflicts_total counter
        # HELP millrace_decide_seconds Time to answer a decide request, recording included.
        # TYPE millrace_decide_seconds histogram
        millrace_decide_seconds_bucket{le="0.00025"} 0
        millrace_decide_seconds_bucket{le="0.0005"} 0
        millrace_decide_seconds_bucket{le="0.001"} 0
        millrace_decide_seconds_bucket{le="0.0025"} 1
        millrace_decide_seconds_bucket{le="0.005"} 1
        millrace_decide_seconds_bucket{le="0.01"} 2
        millrace_decide_seconds_bucket{le="0.025"} 2
        millrace_decide_seconds_bucket{le="0.05"} 2
        millrace_decide_seconds_bucket{le="0.1"} 2
        millrace_decide_seconds_bucket{le="0.25"} 2
        millrace_decide_seconds_bucket{le="0.5"} 2
        millrace_decide_seconds_bucket{le="1.0"} 2
        millrace_decide_seconds_bucket{le="2.5"} 2
        millrace_decide_seconds_bucket{le="+Inf"} 3
        millrace_decide_seconds_sum 3.0115
        millrace_decide_seconds_count 3

        """)
  }
}

@Suite(.broker, .database(migrated: true)) struct MetricsTextTests {
  @Test func showsTheWholeTextOfAServiceThatDidNothing() async throws {
    try await Harness.run { configuration in
      configuration.journal = JournalConfiguration(folder: configuration.journal.folder, maximumBytes: 1_000_000)
    } _: { harness in
      var text = ""
      try await eventually("the backlog is counted") {
        let lines = try await harness.client.get("/metrics").text.split(separator: "\n")
        // The scrapes before this one and Harness's wait.
        text = lines.filter { !$0.hasPrefix("millrace_http_requests_total{") && !$0.contains("decide_seconds_bucket") }
          .joined(separator: "\n")
        return text.contains("millrace_parked_open")
      }
      #expect(
        text == """
          # HELP millrace_http_requests_total Requests by route, method and status.
          # TYPE millrace_http_requests_total counter
          # HELP millrace_decisions_total Decisions by loop and generation.
          # TYPE millrace_decisions_total counter
          # HELP millrace_feedback_total Feedback taken, by loop.
          # TYPE millrace_feedback_total counter
          # HELP millrace_unused_inputs_total Inputs of decisions that were not used, by loop and reason.
          # TYPE millrace_unused_inputs_total counter
          # HELP millrace_conflicts_total Ids used again with other content, by loop, kind and what was answered.
          # TYPE millrace_conflicts_total counter
          # HELP millrace_decide_seconds Time to answer a decide request, recording included.
          # TYPE millrace_decide_seconds histogram
          millrace_decide_seconds_sum 0
          millrace_decide_seconds_count 0
          # HELP millrace_slot_generation The generation that is served.
          # TYPE millrace_slot_generation gauge
          millrace_slot_generation{loop="demo.tiny"} 0
          # HELP millrace_slots_degraded Reasons why slots are not those of the ledger.
          # TYPE millrace_slots_degraded gauge
          millrace_slots_degraded 0
          # HELP millrace_journal_bytes Bytes of the journal's files.
          # TYPE millrace_journal_bytes gauge
          millrace_journal_bytes 0
          # HELP millrace_journal_event_bytes Of these, those of events.
          # TYPE millrace_journal_event_bytes gauge
          millrace_journal_event_bytes 0
          # HELP millrace_journal_limit_bytes The most that they may have.
          # TYPE millrace_journal_limit_bytes gauge
          millrace_journal_limit_bytes 1000000
          # HELP millrace_journal_events Events in the journal, which the ledger does not have yet.
          # TYPE millrace_journal_events gauge
          millrace_journal_events 0
          # HELP millrace_journal_unsent_events Of these, those that wait for Kafka.
          # TYPE millrace_journal_unsent_events gauge
          millrace_journal_unsent_events 0
          # HELP millrace_journal_refused_events Accepted events that Kafka refused, set aside.
          # TYPE millrace_journal_refused_events gauge
          millrace_journal_refused_events 0
          # HELP millrace_journal_damaged_bytes Bytes of the journal that were damaged on disk, set aside.
          # TYPE millrace_journal_damaged_bytes gauge
          millrace_journal_damaged_bytes 0
          # HELP millrace_recording_problems What keeps events from being recorded as they should be; GET /health/ready says it in words.
          # TYPE millrace_recording_problems gauge
          millrace_recording_problems 0
          # HELP millrace_durable_waiting_events Events whose callers wait for the ledger.
          # TYPE millrace_durable_waiting_events gauge
          millrace_durable_waiting_events 0
          # HELP millrace_publish_total Events by what became of them.
          # TYPE millrace_publish_total counter
          millrace_publish_total{outcome="accepted"} 0
          millrace_publish_total{outcome="journalled"} 0
          millrace_publish_total{outcome="drained"} 0
          millrace_publish_total{outcome="refused"} 0
          millrace_publish_total{outcome="failed"} 0
          # HELP millrace_parked_open Records that the ledger could not take and nobody decided about.
          # TYPE millrace_parked_open gauge
          # HELP millrace_fold_errors Events that a projection could not use.
          # TYPE millrace_fold_errors gauge
          # HELP millrace_loop_parked_open Open parked records, by the loop that they name.
          # TYPE millrace_loop_parked_open gauge
          # HELP millrace_loop_fold_errors Events that a projection left out, by loop.
          # TYPE millrace_loop_fold_errors gauge
          # HELP millrace_loop_waits What a loop waits for, by reason.
          # TYPE millrace_loop_waits gauge
          millrace_loop_waits{loop="demo.tiny",thing="seal",reason="no_tick"} 1
          # HELP millrace_loop_input_problems Inputs that are not as the loop declares them, since the ledger began; without a name those beyond twenty.
          # TYPE millrace_loop_input_problems gauge
          # HELP millrace_loop_examples_waiting Interactions that no tick has closed (open), of these later than the loop's clock (ahead), and feedback that no tick has reached; unknown: what came for loops that are not configured.
          # TYPE millrace_loop_examples_waiting gauge
          millrace_loop_examples_waiting{loop="demo.tiny",state="open"} 0
          millrace_loop_examples_waiting{loop="demo.tiny",state="ahead"} 0
          millrace_loop_examples_waiting{loop="demo.tiny",state="feedback"} 0
          # HELP millrace_clock_disputes Archivers that write nothing, since their clock and the database's disagree.
          # TYPE millrace_clock_disputes gauge
          millrace_clock_disputes 0
          # HELP millrace_ledger_ahead_seconds By how much the ledger's time is ahead of the database's clock.
          # TYPE millrace_ledger_ahead_seconds gauge
          millrace_ledger_ahead_seconds 0
          # HELP millrace_ingest_gaps Stretches of offsets that were gone before the archiver read them.
          # TYPE millrace_ingest_gaps gauge
          # HELP millrace_ingest_gap_offsets Offsets in these, each a record that was lost at most.
          # TYPE millrace_ingest_gap_offsets gauge
          """)
    }
  }
}
