-- One view per event type, over all its versions: what folds and services read.
CREATE VIEW ledger.interaction_recorded AS
SELECT e.position, e.recorded_at, e.occurred_at, e.loop, e.source, e.event_id,
  d.interaction_id, d.unit, d.input, d.output, d.model, d.generation, d.propensity
FROM ledger.event e,
  jsonb_to_record(e.data::jsonb) AS d(
    interaction_id text, unit text, input jsonb, output jsonb, model text, generation bigint, propensity numeric)
WHERE e.type = 'millrace.interaction.recorded.v1';

CREATE VIEW ledger.feedback_received AS
SELECT e.position, e.recorded_at, e.occurred_at, e.loop, e.source, e.event_id,
  d.interaction_id, d.label, d.reward, d.comment, d.demonstration
FROM ledger.event e,
  jsonb_to_record(e.data::jsonb) AS d(
    interaction_id text, label text, reward numeric, comment text, demonstration jsonb)
WHERE e.type = 'millrace.feedback.received.v1';

CREATE VIEW ledger.loop_changed AS
SELECT e.position, e.recorded_at, e.occurred_at, e.loop, e.type, d.config, d.digest, d.reason
FROM ledger.event e, jsonb_to_record(e.data::jsonb) AS d(config jsonb, digest text, reason text)
WHERE e.type IN ('millrace.loop.configured.v1', 'millrace.loop.paused.v1', 'millrace.loop.resumed.v1');

CREATE VIEW ledger.clock_ticked AS
SELECT e.position, e.recorded_at, e.loop, e.source, e.event_id, d.time
FROM ledger.event e, jsonb_to_record(e.data::jsonb) AS d(time timestamptz)
WHERE e.type = 'millrace.clock.ticked.v1';

CREATE VIEW ledger.dataset_requested AS
SELECT e.position, e.recorded_at, e.loop, e.event_id, d.reason, d.labels, d.force
FROM ledger.event e, jsonb_to_record(e.data::jsonb) AS d(reason text, labels text, force boolean)
WHERE e.type = 'millrace.dataset.requested.v1';

CREATE VIEW ledger.dataset_sealed AS
SELECT e.position, e.recorded_at, e.loop, e.event_id, d.dataset_id, d.content_hash, d.config_digest,
  d.tick->>'event_id' AS tick_event_id, (d.tick->>'time')::timestamptz AS tick_time, d.position AS sealed_at_position,
  (d.cut->>'from')::timestamptz AS train_from, (d.cut->>'validation_from')::timestamptz AS validation_from,
  (d.cut->>'holdout_from')::timestamptz AS holdout_from, (d.cut->>'to')::timestamptz AS holdout_to,
  d.counts, d.fold_version, d.labels, d.force, d.request_id
FROM ledger.event e,
  jsonb_to_record(e.data::jsonb) AS d(
    dataset_id text, content_hash text, config_digest text, tick jsonb, position bigint, cut jsonb, counts jsonb,
    fold_version text, labels text, force boolean, request_id text)
WHERE e.type = 'millrace.dataset.sealed.v1';

CREATE VIEW ledger.run_started AS
SELECT e.position, e.recorded_at, e.loop, e.event_id, d.run_id, d.model_id, d.dataset_id, d.trial, d.trial_index,
  d.trials, d.learner, d.code_version, d.settings, d.seed, d.parent
FROM ledger.event e,
  jsonb_to_record(e.data::jsonb) AS d(
    run_id text, model_id text, dataset_id text, trial text, trial_index integer, trials integer, learner text,
    code_version text, settings jsonb, seed numeric, parent text)
WHERE e.type = 'millrace.run.started.v1';

CREATE VIEW ledger.run_finished AS
SELECT e.position, e.recorded_at, e.loop, e.event_id, e.type, d.run_id, d.model_id, d.dataset_id, d.artifact,
  d.artifact_bytes, d.validation, d.epochs, d.fingerprint, d.reason
FROM ledger.event e,
  jsonb_to_record(e.data::jsonb) AS d(
    run_id text, model_id text, dataset_id text, artifact text, artifact_bytes bigint, validation jsonb,
    epochs integer, fingerprint jsonb, reason text)
WHERE e.type IN ('millrace.run.completed.v1', 'millrace.run.failed.v1');

CREATE VIEW ledger.evaluation_started AS
SELECT e.position, e.recorded_at, e.loop, e.event_id, d.evaluation_id, d.dataset_id, d.challenger, d.champion,
  d.generation, d.gate_digest, d.selection
FROM ledger.event e,
  jsonb_to_record(e.data::jsonb) AS d(
    evaluation_id text, dataset_id text, challenger text, champion text, generation bigint, gate_digest text,
    selection jsonb)
WHERE e.type = 'millrace.evaluation.started.v1';

CREATE VIEW ledger.verdict_reached AS
SELECT e.position, e.recorded_at, e.loop, e.event_id, d.evaluation_id, d.dataset_id, d.run_id, d.challenger,
  d.champion, d.outcome, d.reasons, d.gate_digest, d.forced, d.metrics, d.test, d.slices
FROM ledger.event e,
  jsonb_to_record(e.data::jsonb) AS d(
    evaluation_id text, dataset_id text, run_id text, challenger text, champion text, outcome text, reasons jsonb,
    gate_digest text, forced boolean, metrics jsonb, test jsonb, slices jsonb)
WHERE e.type = 'millrace.verdict.reached.v1';

CREATE VIEW ledger.verdict_revised AS
SELECT e.position, e.recorded_at, e.loop, e.event_id, d.model_id, d.predecessor, d.generation, d.outcome, d.look,
  d.tick_position, d.test, d.reasons
FROM ledger.event e,
  jsonb_to_record(e.data::jsonb) AS d(
    model_id text, predecessor text, generation bigint, outcome text, look integer, tick_position bigint, test jsonb, reasons jsonb)
WHERE e.type = 'millrace.verdict.revised.v1';

CREATE VIEW ledger.slot_changed AS
SELECT e.position, e.recorded_at, e.occurred_at, e.loop, e.event_id, e.type, d.slot, d.model_id, d.generation,
  d.replaces_generation, coalesce(d.predecessor, d.from_model) AS predecessor, d.verdict_id, d.forced, d.reason,
  coalesce(d.decided_at_position, e.position) AS decided_at_position
FROM ledger.event e,
  jsonb_to_record(e.data::jsonb) AS d(
    slot text, model_id text, generation bigint, replaces_generation bigint, predecessor text, from_model text,
    verdict_id text, forced boolean, reason text, decided_at_position bigint)
WHERE e.type IN ('millrace.model.promoted.v1', 'millrace.model.rolled_back.v1');

CREATE VIEW ledger.parked_decided AS
SELECT e.position, e.recorded_at, e.occurred_at, e.source, e.event_id, e.type, d.parked_id, d.attempt, d.topic,
  d.incarnation, d.partition, d."offset", d.parked_reason, d.reason
FROM ledger.event e,
  jsonb_to_record(e.data::jsonb) AS d(
    parked_id bigint, attempt bigint, topic text, incarnation bigint, partition integer, "offset" bigint,
    parked_reason text, reason text)
WHERE e.type IN ('millrace.parked.retried.v1', 'millrace.parked.discarded.v1');

CREATE VIEW ledger.projection_verified AS
SELECT e.position, e.recorded_at, e.event_id, d."group" AS group_name, d.version, d.position AS verified_position,
  d.matches, d.tables, d.differences
FROM ledger.event e,
  jsonb_to_record(e.data::jsonb) AS d(
    "group" text, version text, position bigint, matches boolean, tables jsonb, differences jsonb)
WHERE e.type = 'millrace.projection.verified.v1';

-- The last position recorded at or before a time; 0 where there is none. Recorded times never fall, so this halves the
-- batches until one is left: they stay in the database when partitions are taken out.
CREATE FUNCTION ledger.position_at(at timestamptz) RETURNS bigint
LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
DECLARE
  low bigint := 0;
  high bigint;
  middle bigint;
BEGIN
  SELECT h.batch INTO high FROM ledger.head h;
  WHILE low < high LOOP
    middle := (low + high + 1) / 2;
    IF (SELECT b.recorded_at FROM ledger.batch b WHERE b.batch = middle) <= at THEN
      low := middle;
    ELSE
      high := middle - 1;
    END IF;
  END LOOP;
  RETURN coalesce((SELECT b.last_position FROM ledger.batch b WHERE b.batch = low), 0);
END $$;
