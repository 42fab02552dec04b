-- What an event says is read without ever failing: a member that is not what its column holds is null in the view, and the
-- folds make an error of the event. Numbers are read as JSON numbers, whatever their form (1.0 and 1e0 are 1), and a time
-- is one that Postgres has.
CREATE FUNCTION ledger.whole_number(value jsonb, low bigint, high bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN jsonb_typeof(value) = 'number' THEN
  CASE WHEN value::numeric BETWEEN low AND high AND trunc(value::numeric) = value::numeric
    THEN value::numeric::bigint END END;
COMMENT ON FUNCTION ledger.whole_number IS
  'A JSON number that is whole and within bounds, whatever its form; null for all else.';

CREATE FUNCTION ledger.real_number(value jsonb) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN jsonb_typeof(value) = 'number' THEN value::numeric END;
COMMENT ON FUNCTION ledger.real_number IS 'A JSON number, exactly; null for all else.';

CREATE FUNCTION ledger.double_number(value jsonb) RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN jsonb_typeof(value) = 'number' THEN
  CASE WHEN abs(value::numeric) > 1.7976931348623158e308 THEN NULL
    WHEN abs(value::numeric) < 5e-324 THEN 0
    ELSE value::numeric::double precision END END;
COMMENT ON FUNCTION ledger.double_number IS
  'A JSON number in double precision; 0 for one too small, null for one too large and for all else.';

CREATE FUNCTION ledger.flag(value jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN jsonb_typeof(value) = 'boolean' THEN value = 'true'::jsonb END;
COMMENT ON FUNCTION ledger.flag IS 'A JSON boolean; null for all else.';

-- The cast depends on the session only for texts without an offset, which are none here.
CREATE FUNCTION ledger.moment(value text) RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN length(value) <= 64 AND value ~ ('^(?!0000)[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[Tt ]'
    '([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)([.][0-9]+)?([Zz]|[+-](0[0-9]|1[0-5]):[0-5][0-9])$') THEN
  CASE WHEN substr(value, 9, 2)::integer <= CASE substr(value, 6, 2)
      WHEN '02' THEN CASE
        WHEN substr(value, 1, 4)::integer % 4 = 0
          AND (substr(value, 1, 4)::integer % 100 <> 0 OR substr(value, 1, 4)::integer % 400 = 0) THEN 29
        ELSE 28 END
      WHEN '04' THEN 30 WHEN '06' THEN 30 WHEN '09' THEN 30 WHEN '11' THEN 30 ELSE 31 END
    THEN value::timestamptz END END;
COMMENT ON FUNCTION ledger.moment IS 'An RFC 3339 time with an offset of at most 15:59; null for all else.';

CREATE FUNCTION ledger.time_span(value text) RETURNS interval LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN d.days * 86400000000 + d.rest <= 316224000000000 THEN
    make_interval(days => d.days::integer, hours => div(d.rest, 3600000000)::integer,
      mins => div(d.rest % 3600000000, 60000000)::integer, secs => (d.rest % 60000000)::double precision / 1000000) END
  FROM (
    SELECT coalesce(p.part[1]::numeric, 0) * 7 + coalesce(p.part[2]::numeric, 0) AS days,
      coalesce(p.part[3]::numeric, 0) * 3600000000 + coalesce(p.part[4]::numeric, 0) * 60000000
        + coalesce(p.part[5]::numeric, 0) * 1000000 + coalesce(p.part[6]::numeric, 0) * 1000
        + coalesce(p.part[7]::numeric, 0) AS rest
    FROM (SELECT regexp_match(value,
      '^(?:([0-9]+)w)?(?:([0-9]+)d)?(?:([0-9]+)h)?(?:([0-9]+)m)?(?:([0-9]+)s)?(?:([0-9]+)ms)?(?:([0-9]+)us)?$') AS part
    ) p
    WHERE p.part IS NOT NULL AND length(value) BETWEEN 2 AND 64
  ) d
$$;
COMMENT ON FUNCTION ledger.time_span IS
  'A length of time as configurations write it (90s, 1d12h, 500ms), at most 3,660 days; null for all else.';

CREATE FUNCTION ledger.interval_or_null(value text) RETURNS interval LANGUAGE plpgsql IMMUTABLE PARALLEL UNSAFE AS $$
BEGIN
  RETURN value::interval;
EXCEPTION WHEN data_exception THEN
  RETURN NULL;
END $$;
COMMENT ON FUNCTION ledger.interval_or_null IS
  'What Postgres takes for a length of time, as folds did before the rules "doors"; null for all else.';

-- A text that is no JSON object could not be read by any of these; the archiver parks it.
CREATE OR REPLACE VIEW ledger.clock_ticked AS
SELECT e.position, e.recorded_at, e.loop, e.source, e.event_id, ledger.moment(d.time) AS time, d.follows
FROM ledger.event e, jsonb_to_record(e.data::jsonb) AS d(time text, follows text)
WHERE e.type = 'millrace.clock.ticked.v1';

CREATE OR REPLACE VIEW ledger.dataset_requested AS
SELECT e.position, e.recorded_at, e.loop, e.event_id, d.reason, d.labels, ledger.flag(d.force) AS force
FROM ledger.event e, jsonb_to_record(e.data::jsonb) AS d(reason text, labels text, force jsonb)
WHERE e.type = 'millrace.dataset.requested.v1';

CREATE OR REPLACE VIEW ledger.dataset_sealed AS
SELECT e.position, e.recorded_at, e.loop, e.event_id, d.dataset_id, d.content_hash, d.config_digest,
  d.tick->>'event_id' AS tick_event_id, ledger.moment(d.tick->>'time') AS tick_time,
  ledger.whole_number(d.position, 1, 9223372036854775807) AS sealed_at_position,
  ledger.moment(d.cut->>'from') AS train_from, ledger.moment(d.cut->>'validation_from') AS validation_from,
  ledger.moment(d.cut->>'holdout_from') AS holdout_from, ledger.moment(d.cut->>'to') AS holdout_to,
  d.counts, d.fold_version, d.labels, ledger.flag(d.force) AS force, d.request_id
FROM ledger.event e,
  jsonb_to_record(e.data::jsonb) AS d(
    dataset_id text, content_hash text, config_digest text, tick jsonb, position jsonb, cut jsonb, counts jsonb,
    fold_version text, labels text, force jsonb, request_id text)
WHERE e.type = 'millrace.dataset.sealed.v1';

CREATE OR REPLACE VIEW ledger.run_started AS
SELECT e.position, e.recorded_at, e.loop, e.event_id, d.run_id, d.model_id, d.dataset_id, d.trial,
  ledger.whole_number(d.trial_index, 0, 2147483647)::integer AS trial_index,
  ledger.whole_number(d.trials, 0, 2147483647)::integer AS trials, d.learner, d.code_version, d.settings,
  ledger.real_number(d.seed) AS seed, d.parent
FROM ledger.event e,
  jsonb_to_record(e.data::jsonb) AS d(
    run_id text, model_id text, dataset_id text, trial text, trial_index jsonb, trials jsonb, learner text,
    code_version text, settings jsonb, seed jsonb, parent text)
WHERE e.type = 'millrace.run.started.v1';

CREATE OR REPLACE VIEW ledger.run_finished AS
SELECT e.position, e.recorded_at, e.loop, e.event_id, e.type, d.run_id, d.model_id, d.dataset_id, d.artifact,
  ledger.whole_number(d.artifact_bytes, 0, 9223372036854775807) AS artifact_bytes, d.validation,
  ledger.whole_number(d.epochs, 0, 2147483647)::integer AS epochs, d.fingerprint, d.reason
FROM ledger.event e,
  jsonb_to_record(e.data::jsonb) AS d(
    run_id text, model_id text, dataset_id text, artifact text, artifact_bytes jsonb, validation jsonb,
    epochs jsonb, fingerprint jsonb, reason text)
WHERE e.type IN ('millrace.run.completed.v1', 'millrace.run.failed.v1');

CREATE OR REPLACE VIEW ledger.evaluation_started AS
SELECT e.position, e.recorded_at, e.loop, e.event_id, d.evaluation_id, d.dataset_id, d.challenger, d.champion,
  ledger.whole_number(d.generation, 0, 9223372036854775807) AS generation, d.gate_digest, d.selection
FROM ledger.event e,
  jsonb_to_record(e.data::jsonb) AS d(
    evaluation_id text, dataset_id text, challenger text, champion text, generation jsonb, gate_digest text,
    selection jsonb)
WHERE e.type = 'millrace.evaluation.started.v1';

CREATE OR REPLACE VIEW ledger.verdict_reached AS
SELECT e.position, e.recorded_at, e.loop, e.event_id, d.evaluation_id, d.dataset_id, d.run_id, d.challenger,
  d.champion, d.outcome, d.reasons, d.gate_digest, ledger.flag(d.forced) AS forced, d.metrics, d.test, d.slices
FROM ledger.event e,
  jsonb_to_record(e.data::jsonb) AS d(
    evaluation_id text, dataset_id text, run_id text, challenger text, champion text, outcome text, reasons jsonb,
    gate_digest text, forced jsonb, metrics jsonb, test jsonb, slices jsonb)
WHERE e.type = 'millrace.verdict.reached.v1';

-- A look of the first versions names no tick; its own position stands in for it in the folds. One that names something
-- that is no position has 0.
CREATE OR REPLACE VIEW ledger.verdict_revised AS
SELECT e.position, e.recorded_at, e.loop, e.event_id, d.model_id, d.predecessor,
  ledger.whole_number(d.generation, 0, 9223372036854775807) AS generation, d.outcome,
  ledger.whole_number(d.look, 1, 2147483647)::integer AS look,
  CASE WHEN coalesce(jsonb_typeof(d.tick_position), 'null') <> 'null'
    THEN coalesce(ledger.whole_number(d.tick_position, 1, 9223372036854775807), 0) END AS tick_position,
  d.test, d.reasons
FROM ledger.event e,
  jsonb_to_record(e.data::jsonb) AS d(
    model_id text, predecessor text, generation jsonb, outcome text, look jsonb, tick_position jsonb, test jsonb,
    reasons jsonb)
WHERE e.type = 'millrace.verdict.revised.v1';

-- A change of the first versions does not say where it was decided, and counts as decided at its own position. One that
-- says something that is no position has null.
CREATE OR REPLACE VIEW ledger.slot_changed AS
SELECT e.position, e.recorded_at, e.occurred_at, e.loop, e.event_id, e.type, d.slot, d.model_id,
  ledger.whole_number(d.generation, 1, 9223372036854775807) AS generation,
  ledger.whole_number(d.replaces_generation, 0, 9223372036854775806) AS replaces_generation,
  coalesce(d.predecessor, d.from_model) AS predecessor, d.verdict_id, ledger.flag(d.forced) AS forced, d.reason,
  CASE WHEN coalesce(jsonb_typeof(d.decided_at_position), 'null') = 'null' THEN e.position
    ELSE ledger.whole_number(d.decided_at_position, 0, 9223372036854775807) END AS decided_at_position,
  ledger.whole_number(d.from_generation, 0, 9223372036854775807) AS from_generation,
  coalesce(jsonb_typeof(d.decided_at_position), 'null') <> 'null' AS says_where_decided
FROM ledger.event e,
  jsonb_to_record(e.data::jsonb) AS d(
    slot text, model_id text, generation jsonb, replaces_generation jsonb, predecessor text, from_model text,
    verdict_id text, forced jsonb, reason text, decided_at_position jsonb, from_generation jsonb)
WHERE e.type IN ('millrace.model.promoted.v1', 'millrace.model.rolled_back.v1');

CREATE OR REPLACE VIEW ledger.parked_decided AS
SELECT e.position, e.recorded_at, e.occurred_at, e.source, e.event_id, e.type,
  ledger.whole_number(d.parked_id, 1, 9223372036854775807) AS parked_id,
  ledger.whole_number(d.attempt, 1, 9223372036854775807) AS attempt, d.topic,
  ledger.whole_number(d.incarnation, 1, 9223372036854775807) AS incarnation,
  ledger.whole_number(d.partition, 0, 2147483647)::integer AS partition,
  ledger.whole_number(d."offset", 0, 9223372036854775807) AS "offset", d.parked_reason, d.reason
FROM ledger.event e,
  jsonb_to_record(e.data::jsonb) AS d(
    parked_id jsonb, attempt jsonb, topic text, incarnation jsonb, partition jsonb, "offset" jsonb,
    parked_reason text, reason text)
WHERE e.type IN ('millrace.parked.retried.v1', 'millrace.parked.discarded.v1');

CREATE OR REPLACE VIEW ledger.projection_verified AS
SELECT e.position, e.recorded_at, e.event_id, d."group" AS group_name, d.version,
  ledger.whole_number(d.position, 0, 9223372036854775807) AS verified_position, ledger.flag(d.matches) AS matches,
  d.tables, d.differences
FROM ledger.event e,
  jsonb_to_record(e.data::jsonb) AS d(
    "group" text, version text, position jsonb, matches jsonb, tables jsonb, differences jsonb)
WHERE e.type = 'millrace.projection.verified.v1';
