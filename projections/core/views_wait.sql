-- What each loop waits for, now: a row for each loop and thing that it waits for. What a view can tell is told from the
-- tables; what only a reactor can tell it has said by an event, and what it tries again stands in reactor.retry, which no
-- replay has: a row counts where the position that it is about is not folded here yet, or was the last one.

-- A time as sentences write it: in UTC, by RFC 3339, which ends with the year 9999.
CREATE OR REPLACE FUNCTION :views.moment(at timestamptz) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN at >= '10000-01-01 00:00:00+00' THEN 'a time beyond the year 9999'
  ELSE coalesce(to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'a time that is not known yet') END;
COMMENT ON FUNCTION :views.moment(timestamptz) IS 'A time in words: in UTC, by RFC 3339.';

-- A number of things as sentences write it.
CREATE OR REPLACE FUNCTION :views.counted(number bigint, noun text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN number || ' ' || noun || CASE number WHEN 1 THEN '' ELSE 's' END;
COMMENT ON FUNCTION :views.counted(bigint, text) IS 'A number and a noun, in the plural unless it is one.';

-- Each loop's configuration of now, with what the waits are told from. Members that a configuration leaves out have their
-- default; one that is not of its form is null, and nothing is told from it.
CREATE OR REPLACE VIEW :views.loop_policy AS
SELECT v.loop, v.state, v.position, v.clock,
  CASE WHEN v.config->'sealing'->'minimum_examples' IS NULL THEN 1000
    ELSE ledger.whole_number(v.config->'sealing'->'minimum_examples', 0, 9007199254740991) END AS seal_examples,
  ledger.time_span(coalesce(v.config->'sealing'->>'every', '1d')) AS seal_every
FROM (SELECT DISTINCT ON (loop) * FROM :fold.loop_version ORDER BY loop, position DESC) v;
COMMENT ON VIEW :views.loop_policy IS 'What each loop''s configuration of now says about when a dataset version is sealed.';
COMMENT ON COLUMN :views.loop_policy.loop IS 'The loop, namespace.name.';
COMMENT ON COLUMN :views.loop_policy.state IS 'The loop''s state: active or paused.';
COMMENT ON COLUMN :views.loop_policy.position IS 'The ledger position of the event that last changed the loop.';
COMMENT ON COLUMN :views.loop_policy.clock IS 'The loop''s clock: recorded or occurred.';
COMMENT ON COLUMN :views.loop_policy.seal_examples IS 'How many new examples a dataset version needs.';
COMMENT ON COLUMN :views.loop_policy.seal_every IS 'How much time has to pass between two dataset versions.';

-- What the next dataset version of each loop needs, and what there is.
CREATE OR REPLACE VIEW :views.next_seal AS
SELECT p.loop, examples.count AS examples, p.seal_examples AS examples_needed,
  greatest(coalesce(last.tick_time, clock.first), failed.time) + p.seal_every AS due_at,
  clock.last AS clock, clock.last_recorded_at AS clock_recorded_at, last.dataset_id AS last_dataset_id,
  last.tick_time AS last_sealed_at
FROM :views.loop_policy p
LEFT JOIN LATERAL (
  SELECT d.dataset_id, d.tick_position, least(coalesce(t.accepted_time, t.time), (
    SELECT min(b.time) FROM :fold.tick b WHERE b.loop = t.loop AND b.position > t.position AND b.is_set_back)) AS tick_time
  FROM :fold.dataset d JOIN :fold.tick t ON t.loop = d.loop AND t.position = d.tick_position
  WHERE d.loop = p.loop ORDER BY d.tick_position DESC LIMIT 1
) last ON true
LEFT JOIN LATERAL (
  SELECT least(coalesce(t.accepted_time, t.time), (
    SELECT min(b.time) FROM :fold.tick b WHERE b.loop = t.loop AND b.position > t.position AND b.is_set_back)) AS time
  FROM :fold.round_failed f JOIN :fold.tick t ON t.loop = f.loop AND t.position = f.decided_at_position
  WHERE f.loop = p.loop AND f.stage = 'seal' ORDER BY f.decided_at_position DESC LIMIT 1
) failed ON true
CROSS JOIN LATERAL (
  SELECT count(*) AS count FROM :fold.joined_example j
  WHERE j.loop = p.loop AND j.tick_position > coalesce(last.tick_position, 0) AND j.revision = 0 AND j.label IS NOT NULL
) examples
CROSS JOIN LATERAL (
  SELECT (SELECT min(coalesce(t.accepted_time, t.time)) FROM :fold.tick t WHERE t.loop = p.loop) AS first,
    (SELECT t.time FROM :fold.tick t WHERE t.loop = p.loop ORDER BY t.position DESC LIMIT 1) AS last,
    (SELECT e.recorded_at FROM ledger.event e WHERE e.position = (
      SELECT max(t.position) FROM :fold.tick t WHERE t.loop = p.loop)) AS last_recorded_at
) clock;
COMMENT ON VIEW :views.next_seal IS 'What the next dataset version of each loop needs, and what there is.';
COMMENT ON COLUMN :views.next_seal.loop IS 'The loop, namespace.name.';
COMMENT ON COLUMN :views.next_seal.examples IS 'Examples with a label that closed since the last version.';
COMMENT ON COLUMN :views.next_seal.examples_needed IS 'How many the next version needs (sealing.minimum_examples).';
COMMENT ON COLUMN :views.next_seal.due_at IS 'From when on the next version is due, on the loop''s clock; null: the clock has not begun.';
COMMENT ON COLUMN :views.next_seal.clock IS 'What the loop''s clock shows.';
COMMENT ON COLUMN :views.next_seal.clock_recorded_at IS 'When the ledger recorded the loop''s last tick.';
COMMENT ON COLUMN :views.next_seal.last_dataset_id IS 'The last version that was sealed.';
COMMENT ON COLUMN :views.next_seal.last_sealed_at IS 'The tick at which it was sealed.';

CREATE OR REPLACE VIEW :views.round_failed AS
SELECT position, loop, recorded_at, dataset_id, tick, decided_at_position, stage, code, sentence
FROM :fold.round_failed;
COMMENT ON VIEW :views.round_failed IS 'Rounds that came to nothing, each with the step that failed and the reason.';
COMMENT ON COLUMN :views.round_failed.position IS 'The ledger position of the event that made this row.';
COMMENT ON COLUMN :views.round_failed.loop IS 'The loop, namespace.name.';
COMMENT ON COLUMN :views.round_failed.recorded_at IS 'When the ledger recorded the event that made this row.';
COMMENT ON COLUMN :views.round_failed.dataset_id IS 'The dataset version; null: the round failed before there was one.';
COMMENT ON COLUMN :views.round_failed.tick IS 'The id of the event that was decided on, such as a tick.';
COMMENT ON COLUMN :views.round_failed.decided_at_position IS 'The position of that event.';
COMMENT ON COLUMN :views.round_failed.stage IS 'The step that failed: seal, train, evaluate or trial.';
COMMENT ON COLUMN :views.round_failed.code IS 'Why, as a code that groups.';
COMMENT ON COLUMN :views.round_failed.sentence IS 'Why, and how to mend it, in words.';

CREATE OR REPLACE VIEW :views.round_waiting AS
SELECT position, loop, recorded_at, reactor, code, sentence, cause, decided_at_position
FROM :fold.round_waiting;
COMMENT ON VIEW :views.round_waiting IS 'What a loop''s reactors began to wait for, in order; no code: for nothing any more.';
COMMENT ON COLUMN :views.round_waiting.position IS 'The ledger position of the event that made this row.';
COMMENT ON COLUMN :views.round_waiting.loop IS 'The loop, namespace.name.';
COMMENT ON COLUMN :views.round_waiting.recorded_at IS 'When the ledger recorded the event that made this row.';
COMMENT ON COLUMN :views.round_waiting.reactor IS 'Who cannot go on, such as curator.';
COMMENT ON COLUMN :views.round_waiting.code IS 'For what, as a code that groups; null: for nothing any more.';
COMMENT ON COLUMN :views.round_waiting.sentence IS 'What there is, what is needed, and how to mend it, in words.';
COMMENT ON COLUMN :views.round_waiting.cause IS 'The id of the event at which it was found, such as a tick.';
COMMENT ON COLUMN :views.round_waiting.decided_at_position IS 'The position of that event.';

CREATE OR REPLACE FUNCTION :views.round_failed_as_of(as_of bigint) RETURNS SETOF :views.round_failed
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT x.*
FROM (SELECT $1 AS position OFFSET 0) moment JOIN :views.round_failed x ON x.position <= moment.position
$$;
COMMENT ON FUNCTION :views.round_failed_as_of(bigint) IS
  'The rounds that had come to nothing at a ledger position.';
CREATE OR REPLACE FUNCTION :views.round_failed_as_of(as_of timestamptz) RETURNS SETOF :views.round_failed
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT * FROM :views.round_failed_as_of(:views.position_at($1))
$$;
COMMENT ON FUNCTION :views.round_failed_as_of(timestamptz) IS
  'The rounds that had come to nothing at a recorded time.';

CREATE OR REPLACE FUNCTION :views.round_waiting_as_of(as_of bigint) RETURNS SETOF :views.round_waiting
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT x.*
FROM (SELECT $1 AS position OFFSET 0) moment JOIN :views.round_waiting x ON x.position <= moment.position
$$;
COMMENT ON FUNCTION :views.round_waiting_as_of(bigint) IS
  'What reactors had said that they wait for at a ledger position.';
CREATE OR REPLACE FUNCTION :views.round_waiting_as_of(as_of timestamptz) RETURNS SETOF :views.round_waiting
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT * FROM :views.round_waiting_as_of(:views.position_at($1))
$$;
COMMENT ON FUNCTION :views.round_waiting_as_of(timestamptz) IS
  'What reactors had said that they wait for at a recorded time.';

-- The newest round of each loop, and how far it has come. A round with a verdict is over, and so is one that failed.
CREATE OR REPLACE VIEW :views.last_round AS
SELECT d.loop, d.dataset_id, d.position, d.tick_time,
  CASE WHEN v.outcome IS NOT NULL THEN 'judged' WHEN f.position IS NOT NULL THEN 'failed'
    WHEN v.evaluation_id IS NOT NULL THEN 'evaluating' ELSE 'training' END AS state,
  v.outcome, coalesce(runs.ended, 0) AS runs_ended, runs.trials AS runs_planned,
  coalesce(CASE WHEN v.outcome IS NOT NULL THEN CASE WHEN jsonb_typeof(e.data::jsonb->'codes') = 'array'
    THEN e.data::jsonb->'codes'->>0 END END, f.code) AS code,
  coalesce(CASE WHEN v.outcome IS NOT NULL THEN left(v.reasons->>0, 1000) END, f.sentence) AS sentence
FROM (
  SELECT DISTINCT ON (loop) loop, dataset_id, position, tick_time FROM :fold.dataset ORDER BY loop, position DESC
) d
LEFT JOIN LATERAL (
  SELECT x.* FROM :fold.verdict x WHERE x.dataset_id = d.dataset_id AND x.loop = d.loop
  ORDER BY x.outcome IS NULL, x.started_position LIMIT 1
) v ON true
LEFT JOIN LATERAL (
  SELECT r.position, r.code, r.sentence FROM :fold.round_failed r WHERE r.dataset_id = d.dataset_id
  ORDER BY r.position DESC LIMIT 1
) f ON true
LEFT JOIN LATERAL (
  SELECT count(*) FILTER (WHERE r.state <> 'started') AS ended, max(r.trials) AS trials
  FROM :fold.run r WHERE r.dataset_id = d.dataset_id
) runs ON true
LEFT JOIN ledger.event e ON e.position = v.position;
COMMENT ON VIEW :views.last_round IS 'The newest round of each loop, and how far it has come.';
COMMENT ON COLUMN :views.last_round.loop IS 'The loop, namespace.name.';
COMMENT ON COLUMN :views.last_round.dataset_id IS 'The dataset version of the round.';
COMMENT ON COLUMN :views.last_round.position IS 'The position of its seal.';
COMMENT ON COLUMN :views.last_round.tick_time IS 'The tick at which it was sealed.';
COMMENT ON COLUMN :views.last_round.state IS 'training, evaluating, judged or failed.';
COMMENT ON COLUMN :views.last_round.outcome IS 'What the verdict decided; null: there is none.';
COMMENT ON COLUMN :views.last_round.runs_ended IS 'How many of its training runs have ended.';
COMMENT ON COLUMN :views.last_round.runs_planned IS 'How many there are to be; null: none has begun.';
COMMENT ON COLUMN :views.last_round.code IS 'The first reason of the verdict, or why the round failed, as a code that groups.';
COMMENT ON COLUMN :views.last_round.sentence IS 'The same in words.';

-- Loops that nobody configured, and that were sent something all the same: their names come from producers. Of the names
-- that interactions wait under, and of those of feedback, the first thousand are looked at, each found by the index.
CREATE OR REPLACE VIEW :views.unconfigured_loop AS
WITH RECURSIVE asked(loop, place) AS (
  SELECT min(o.loop), 1 FROM :fold.open_interaction o
  UNION ALL
  SELECT (SELECT min(o.loop) FROM :fold.open_interaction o WHERE o.loop > a.loop), a.place + 1
  FROM asked a WHERE a.loop IS NOT NULL AND a.place < 1000
), told(loop, place) AS (
  SELECT min(f.loop), 1 FROM :fold.feedback f
  UNION ALL
  SELECT (SELECT min(f.loop) FROM :fold.feedback f WHERE f.loop > t.loop), t.place + 1
  FROM told t WHERE t.loop IS NOT NULL AND t.place < 1000
)
SELECT n.loop, (SELECT count(*) FROM :fold.open_interaction o WHERE o.loop = n.loop) AS interactions,
  (SELECT count(*) FROM :fold.feedback f WHERE f.loop = n.loop) AS feedbacks
FROM (SELECT a.loop FROM asked a UNION SELECT t.loop FROM told t) n
WHERE n.loop IS NOT NULL AND NOT EXISTS (SELECT FROM :fold.loop_version v WHERE v.loop = n.loop);
COMMENT ON VIEW :views.unconfigured_loop IS 'Loops that are not configured, and what came for them.';
COMMENT ON COLUMN :views.unconfigured_loop.loop IS 'The loop, as who sent something named it.';
COMMENT ON COLUMN :views.unconfigured_loop.interactions IS 'How many interactions came for it.';
COMMENT ON COLUMN :views.unconfigured_loop.feedbacks IS 'How many feedbacks came for it.';

-- Of loops that are configured, and, as not_configured, of those that are not.
CREATE OR REPLACE VIEW :views.loop_wait AS
-- The next dataset version.
SELECT s.loop, 'seal' AS thing,
  CASE WHEN p.state = 'paused' THEN 'paused'
    WHEN s.clock IS NULL THEN 'no_tick'
    WHEN s.examples < s.examples_needed THEN 'too_few_examples'
    WHEN s.clock < s.due_at THEN 'interval_running'
    WHEN w.code IS NOT NULL THEN w.code
    ELSE 'next_tick' END AS code,
  CASE WHEN p.state = 'paused' THEN format('the loop is paused: no dataset is sealed; `millrace loop resume %s`', s.loop)
    WHEN s.clock IS NULL THEN CASE p.clock WHEN 'recorded'
      THEN 'there was no tick yet; is the ticker running?'
      ELSE 'there was no tick yet: who feeds the loop has to send ticks for it' END
    WHEN s.examples < s.examples_needed THEN format(
      '%s of %s new examples for the next dataset (sealing.minimum_examples); it is due at %s at the earliest',
      s.examples, s.examples_needed, :views.moment(s.due_at))
    WHEN s.clock < s.due_at THEN format(
      '%s of %s needed; the next dataset is due at %s', :views.counted(s.examples, 'new example'), s.examples_needed,
      :views.moment(s.due_at))
    WHEN w.code IS NOT NULL THEN w.sentence
    ELSE format('%s: a dataset is due at the next tick', :views.counted(s.examples, 'new example')) END AS sentence,
  s.examples AS have, s.examples_needed AS needed,
  CASE WHEN s.due_at < '10000-01-01 00:00:00+00' THEN s.due_at END AS due_at, w.position AS position
FROM :views.next_seal s
JOIN :views.loop_policy p ON p.loop = s.loop
LEFT JOIN LATERAL (
  SELECT x.code, x.sentence, x.position FROM :fold.round_waiting x WHERE x.loop = s.loop AND x.reactor = 'curator'
  ORDER BY x.decided_at_position DESC, x.position DESC LIMIT 1
) w ON true
UNION ALL
-- What another reactor said.
SELECT w.loop, w.reactor, w.code, w.sentence, NULL, NULL, NULL, w.position
FROM (
  SELECT DISTINCT ON (x.loop, x.reactor) x.* FROM :fold.round_waiting x WHERE x.reactor IN ('trainer', 'evaluator')
  ORDER BY x.loop, x.reactor, x.decided_at_position DESC, x.position DESC
) w JOIN :views.loop_policy p ON p.loop = w.loop WHERE w.code IS NOT NULL
UNION ALL
-- Feedback.
SELECT o.loop, 'feedback', 'open_interactions',
  CASE o.count WHEN 1 THEN '1 interaction waits for feedback until its join window has passed'
    ELSE format('%s interactions wait for feedback until their join window has passed', o.count) END,
  o.count, NULL, NULL, NULL
FROM :views.loop_policy p
CROSS JOIN LATERAL (SELECT i.loop, count(*) AS count FROM :fold.open_interaction i WHERE i.loop = p.loop GROUP BY i.loop) o
UNION ALL
-- A name under which something came, and that is no loop's.
SELECT u.loop, 'config', 'not_configured',
  format('%s and %s came for this loop, and it is not configured: nothing is learned from them; state its configuration '
    '(`millrace loop apply FILE`), or correct the name where they come from',
    :views.counted(u.interactions, 'interaction'), :views.counted(u.feedbacks, 'feedback')),
  u.interactions + u.feedbacks, NULL, NULL, NULL
FROM :views.unconfigured_loop u
UNION ALL
-- The round that is under way.
SELECT r.loop, 'round', r.state,
  CASE r.state WHEN 'training' THEN format('%s of %s of %s ended so far', r.runs_ended,
      coalesce(:views.counted(r.runs_planned, 'run'), 'the runs'), r.dataset_id)
    ELSE format('the challenger of %s is judged on the holdout', r.dataset_id) END,
  r.runs_ended, r.runs_planned, NULL, r.position
FROM :views.last_round r JOIN :views.loop_policy p ON p.loop = r.loop WHERE r.state IN ('training', 'evaluating')
UNION ALL
-- What the last round was refused for, or failed for.
SELECT r.loop, 'promotion', coalesce(r.code, 'refused'),
  CASE r.state WHEN 'failed' THEN 'the last round failed: ' ELSE 'the last challenger was refused: ' END
    || coalesce(r.sentence, 'no reason is told'), NULL, NULL, NULL, r.position
FROM :views.last_round r JOIN :views.loop_policy p ON p.loop = r.loop WHERE r.state = 'failed' OR r.outcome = 'refuse'
UNION ALL
-- A round that failed before it had a dataset, and no dataset was sealed since.
SELECT f.loop, f.stage, f.code, 'the last attempt failed: ' || f.sentence, NULL, NULL, NULL, f.position
FROM (
  SELECT DISTINCT ON (x.loop, x.stage) x.* FROM :fold.round_failed x WHERE x.dataset_id IS NULL
  ORDER BY x.loop, x.stage, x.decided_at_position DESC, x.position DESC
) f JOIN :views.loop_policy p ON p.loop = f.loop
WHERE NOT EXISTS (
  SELECT FROM :fold.dataset d WHERE d.loop = f.loop AND d.tick_position > f.decided_at_position)
UNION ALL
-- A champion that is not there.
SELECT s.loop, 'model', 'model_missing',
  format('the champion %s cannot be loaded: %s; the default answer or the model before it is served', s.model_id,
    CASE WHEN m.model_id IS NULL THEN 'no run made such a model' ELSE 'nothing is stored under ' || m.artifact END),
  NULL, NULL, NULL, s.position
FROM :fold.serving_slot s
JOIN :views.loop_policy p ON p.loop = s.loop
LEFT JOIN :fold.model m ON m.model_id = s.model_id
WHERE s.model_id IS NOT NULL AND NOT EXISTS (
  SELECT FROM artifact.object o
  WHERE o.sha256 = CASE WHEN m.artifact ~ '^[0-9a-fA-F]{64}$' THEN decode(m.artifact, 'hex') END)
UNION ALL
-- The clock that Millrace's own ticker moves.
SELECT s.loop, 'clock', 'clock_stopped',
  format('the last tick was recorded at %s, over five minutes ago; is the ticker running?',
    :views.moment(s.clock_recorded_at)), NULL, NULL, NULL, NULL
FROM :views.next_seal s JOIN :views.loop_policy p ON p.loop = s.loop
WHERE p.clock = 'recorded' AND s.clock_recorded_at < now() - interval '5 minutes'
UNION ALL
-- A clock that is ahead of all that comes: the last tick left it where it is, or what came behind that lies far before it.
SELECT c.loop, 'clock', 'clock_ahead',
  format('the loop''s clock shows %s since the tick at position %s, over 31 days ahead of what comes: interactions close at '
    'the next tick without waiting for their join window, and no dataset is due before ticks go beyond that time; if that '
    'tick was a mistake, apply the loop with the clock recorded, wait for a tick, and apply it with the clock occurred again: '
    'its clock begins anew',
    :views.moment(c.time), c.since), NULL, NULL, NULL, c.since
FROM :views.loop_policy p
CROSS JOIN LATERAL (
  SELECT t.loop, t.time, (SELECT k.time FROM ledger.clock_ticked k WHERE k.position = t.position) AS said,
    (SELECT max(o.occurred_at) FROM :fold.open_interaction o WHERE o.loop = t.loop AND o.position > t.position) AS newest,
    (SELECT min(b.position) FROM :fold.tick b WHERE b.loop = t.loop AND b.time = t.time) AS since
  FROM :fold.tick t WHERE t.loop = p.loop ORDER BY t.position DESC LIMIT 1
) c
WHERE p.clock = 'occurred' AND least(c.said, c.newest) < c.time - interval '31 days'
UNION ALL
-- What a reactor tries again.
SELECT r.loop, r.reactor, 'retrying',
  format('the %s tries again since %s, %s so far: %s', r.reactor, :views.moment(r.since),
    :views.counted(r.attempts, 'time'), r.reason),
  r.attempts, NULL, NULL, nullif(r.position, 0)
FROM reactor.retry r JOIN :views.loop_policy p ON p.loop = r.loop
WHERE r.position = 0 OR r.position <= (SELECT max(c.position) FROM :fold.checkpoint c);
COMMENT ON VIEW :views.loop_wait IS 'What each loop waits for: a row for each loop and thing that it waits for.';
COMMENT ON COLUMN :views.loop_wait.loop IS 'The loop, namespace.name.';
COMMENT ON COLUMN :views.loop_wait.thing IS 'What is waited for: seal, feedback, round, promotion, trial, model, clock, config, or a reactor by its name.';
COMMENT ON COLUMN :views.loop_wait.code IS 'Why, as a code that groups.';
COMMENT ON COLUMN :views.loop_wait.sentence IS 'Why, and how to mend it, in words.';
COMMENT ON COLUMN :views.loop_wait.have IS 'How many there are, where something is counted.';
COMMENT ON COLUMN :views.loop_wait.needed IS 'How many are needed.';
COMMENT ON COLUMN :views.loop_wait.due_at IS 'When it is due, on the loop''s clock; null too beyond the year 9999.';
COMMENT ON COLUMN :views.loop_wait.position IS 'The ledger position of the event that says so, where there is one.';
