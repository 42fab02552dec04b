-- What was known at a moment: each function answers for a ledger position, or for a recorded time, which stands for the
-- last position recorded by then. The functions read the rows of the views as the rows are; nothing is folded again.
-- In each function the moment is a subquery of one row, which OFFSET 0 keeps apart: so the position of the moment is
-- found once, and not again for each row of the view that is compared with the position.
CREATE OR REPLACE FUNCTION :views.position_at(at timestamptz) RETURNS bigint
LANGUAGE sql STABLE STRICT PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
SELECT ledger.position_at(at)
$$;
COMMENT ON FUNCTION :views.position_at(timestamptz) IS
  'The last ledger position recorded at or before a time; 0 where there is none.';

CREATE OR REPLACE FUNCTION :views.interaction_as_of(as_of bigint) RETURNS SETOF :views.interaction
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT x.loop, x.interaction_id, x.position, x.recorded_at, x.occurred_at, x.unit, x.source, x.model_id, x.generation,
  x.propensity, x.answer, x.probability, x.input, x.output, x.input_problems, x.usable,
  CASE WHEN x.first_tick_position > moment.position THEN x.implausible_as_recorded ELSE x.time_implausible END,
  x.implausible_as_recorded, CASE WHEN x.first_tick_position <= moment.position THEN x.first_tick_time END,
  CASE WHEN x.first_tick_position <= moment.position THEN x.first_tick_position END
FROM (SELECT $1 AS position OFFSET 0) moment JOIN :views.interaction x ON x.position <= moment.position
$$;
COMMENT ON FUNCTION :views.interaction_as_of(bigint) IS
  'The interactions known at a ledger position; what only a later tick said of one''s time is not known yet.';
CREATE OR REPLACE FUNCTION :views.interaction_as_of(as_of timestamptz) RETURNS SETOF :views.interaction
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT * FROM :views.interaction_as_of(:views.position_at($1))
$$;
COMMENT ON FUNCTION :views.interaction_as_of(timestamptz) IS
  'The interactions known at a recorded time; what only a later tick said of one''s time is not known yet.';

CREATE OR REPLACE FUNCTION :views.feedback_as_of(as_of bigint) RETURNS SETOF :views.feedback
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT x.*
FROM (SELECT $1 AS position OFFSET 0) moment JOIN :views.feedback x ON x.position <= moment.position
$$;
COMMENT ON FUNCTION :views.feedback_as_of(bigint) IS
  'The feedback known at a ledger position.';
CREATE OR REPLACE FUNCTION :views.feedback_as_of(as_of timestamptz) RETURNS SETOF :views.feedback
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT * FROM :views.feedback_as_of(:views.position_at($1))
$$;
COMMENT ON FUNCTION :views.feedback_as_of(timestamptz) IS
  'The feedback known at a recorded time.';

-- What waits leaves its table when the wait is over. The rows that it was made of stay, so what waited at a position is
-- told by them.
CREATE OR REPLACE FUNCTION :views.open_interaction_as_of(as_of bigint) RETURNS SETOF :views.open_interaction
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT x.loop, x.interaction_id, x.position, x.occurred_at, x.recorded_at
FROM (SELECT $1 AS position OFFSET 0) moment
JOIN :views.interaction x ON x.position <= moment.position AND x.usable
WHERE NOT EXISTS (
    SELECT FROM :views.joined_example j
    WHERE j.loop = x.loop AND j.interaction_id = x.interaction_id AND j.revision = 0 AND j.tick_position <= moment.position)
  AND NOT (
    CASE WHEN x.first_tick_position > moment.position THEN x.implausible_as_recorded ELSE x.time_implausible END
    AND EXISTS (
      SELECT FROM :views.tick t WHERE t.loop = x.loop AND t.position > x.position AND t.position <= moment.position))
$$;
COMMENT ON FUNCTION :views.open_interaction_as_of(bigint) IS
  'The interactions that waited for their tick at a ledger position.';
CREATE OR REPLACE FUNCTION :views.open_interaction_as_of(as_of timestamptz) RETURNS SETOF :views.open_interaction
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT * FROM :views.open_interaction_as_of(:views.position_at($1))
$$;
COMMENT ON FUNCTION :views.open_interaction_as_of(timestamptz) IS
  'The interactions that waited for their tick at a recorded time.';

CREATE OR REPLACE FUNCTION :views.waiting_feedback_as_of(as_of bigint) RETURNS SETOF :views.waiting_feedback
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT x.loop, x.position, x.interaction_id, x.occurred_at
FROM (SELECT $1 AS position OFFSET 0) moment
JOIN :views.feedback x ON x.position <= moment.position AND x.usable AND (x.label IS NOT NULL OR x.reward IS NOT NULL)
CROSS JOIN LATERAL (
  SELECT t.time FROM :views.tick t
  WHERE t.loop = x.loop AND t.position > x.position AND t.position <= moment.position ORDER BY t.position DESC LIMIT 1
) last
WHERE x.occurred_at > last.time AND NOT EXISTS (
  SELECT FROM :views.tick t
  CROSS JOIN LATERAL (
    SELECT l.config->>'clock' AS clock FROM :views.loop l
    WHERE l.loop = t.loop AND l.position < t.position ORDER BY l.position DESC LIMIT 1
  ) in_force
  WHERE t.loop = x.loop AND t.position > x.position AND t.position <= moment.position
    AND (in_force.clock = 'recorded'
      OR t.position <= coalesce((SELECT r.position FROM :views.rule r WHERE r.name = 'doors'), 9223372036854775807)))
$$;
COMMENT ON FUNCTION :views.waiting_feedback_as_of(bigint) IS
  'The feedback that was not known yet on its loop''s clock at a ledger position.';
CREATE OR REPLACE FUNCTION :views.waiting_feedback_as_of(as_of timestamptz) RETURNS SETOF :views.waiting_feedback
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT * FROM :views.waiting_feedback_as_of(:views.position_at($1))
$$;
COMMENT ON FUNCTION :views.waiting_feedback_as_of(timestamptz) IS
  'The feedback that was not known yet on its loop''s clock at a recorded time.';

CREATE OR REPLACE FUNCTION :views.input_problem_as_of(as_of bigint) RETURNS SETOF :views.input_problem
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT p.loop, p.hour, CASE WHEN p.place > 20 THEN 'more_undeclared' ELSE p.reason END COLLATE "C",
  CASE WHEN p.place > 20 THEN '' ELSE p.input END COLLATE "C", CASE WHEN p.place > 20 THEN '' ELSE p.found END COLLATE "C",
  sum(p.count)::bigint, max(p.position)
FROM (
  SELECT b.loop, b.hour, b.reason, b.input, b.found, b.count, b.position, CASE WHEN b.reason = 'undeclared' THEN
    dense_rank() OVER (PARTITION BY b.loop, b.hour, b.reason ORDER BY b.first, b.input) END AS place
  FROM (
    SELECT a.loop, a.hour, a.reason, a.input, a.found, a.count, a.position,
      min(a.position) OVER (PARTITION BY a.loop, a.hour, a.reason, a.input) AS first
    FROM (
      SELECT i.loop, date_trunc('hour', i.recorded_at, 'UTC') AS hour, i.position, d.reason,
        coalesce(d.input, '') COLLATE "C" AS input, coalesce(d.found, '') AS found, coalesce(d.count, 1) AS count
      FROM (SELECT $1 AS position OFFSET 0) moment
      JOIN :views.interaction i ON i.position <= moment.position AND i.input_problems IS NOT NULL
      CROSS JOIN LATERAL jsonb_to_recordset(i.input_problems) AS d(input text, reason text, found text, count bigint)
    ) a
  ) b
) p
GROUP BY 1, 2, 3, 4, 5
$$;
COMMENT ON FUNCTION :views.input_problem_as_of(bigint) IS
  'What was wrong with inputs by a ledger position, counted from the interactions known by then.';
CREATE OR REPLACE FUNCTION :views.input_problem_as_of(as_of timestamptz) RETURNS SETOF :views.input_problem
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT * FROM :views.input_problem_as_of(:views.position_at($1))
$$;
COMMENT ON FUNCTION :views.input_problem_as_of(timestamptz) IS
  'What was wrong with inputs, counted from the interactions known by a recorded time.';

CREATE OR REPLACE FUNCTION :views.joined_example_as_of(as_of bigint) RETURNS SETOF :views.joined_example
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT x.*
FROM (SELECT $1 AS position OFFSET 0) moment JOIN :views.joined_example x ON x.tick_position <= moment.position
WHERE NOT EXISTS (
  SELECT FROM :views.joined_example later
  WHERE later.loop = x.loop AND later.interaction_id = x.interaction_id AND later.revision > x.revision
    AND later.tick_position <= moment.position)
$$;
COMMENT ON FUNCTION :views.joined_example_as_of(bigint) IS
  'The joined examples as they stood at a ledger position: of each, the last revision made by then.';
CREATE OR REPLACE FUNCTION :views.joined_example_as_of(as_of timestamptz) RETURNS SETOF :views.joined_example
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT * FROM :views.joined_example_as_of(:views.position_at($1))
$$;
COMMENT ON FUNCTION :views.joined_example_as_of(timestamptz) IS
  'The joined examples as they stood at a recorded time: of each, the last revision made by then.';

CREATE OR REPLACE FUNCTION :views.dataset_as_of(as_of bigint) RETURNS SETOF :views.dataset
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT x.*
FROM (SELECT $1 AS position OFFSET 0) moment JOIN :views.dataset x ON x.position <= moment.position
$$;
COMMENT ON FUNCTION :views.dataset_as_of(bigint) IS
  'The dataset versions sealed at a ledger position.';
CREATE OR REPLACE FUNCTION :views.dataset_as_of(as_of timestamptz) RETURNS SETOF :views.dataset
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT * FROM :views.dataset_as_of(:views.position_at($1))
$$;
COMMENT ON FUNCTION :views.dataset_as_of(timestamptz) IS
  'The dataset versions sealed at a recorded time.';

CREATE OR REPLACE FUNCTION :views.run_as_of(as_of bigint) RETURNS SETOF :views.run
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT x.run_id, x.loop, x.model_id, x.dataset_id, x.trial, x.trial_index, x.trials, x.learner, x.code_version,
  x.settings, x.seed, x.parent, x.started_position, x.started_at, CASE WHEN x.finished_position <= moment.position
  THEN x.finished_position END, CASE WHEN x.finished_position <= moment.position THEN x.finished_at END, CASE WHEN
  x.finished_position <= moment.position THEN x.state ELSE 'started' END, CASE WHEN x.finished_position <=
  moment.position THEN x.reason END, CASE WHEN x.finished_position <= moment.position THEN x.epochs END, CASE WHEN
  x.finished_position <= moment.position THEN x.validation END, CASE WHEN x.finished_position <= moment.position
  THEN x.fingerprint END, CASE WHEN x.finished_position <= moment.position THEN x.artifact END
FROM (SELECT $1 AS position OFFSET 0) moment JOIN :views.run x ON x.started_position <= moment.position
$$;
COMMENT ON FUNCTION :views.run_as_of(bigint) IS
  'The training runs as they stood at a ledger position: one that had not ended yet is started.';
CREATE OR REPLACE FUNCTION :views.run_as_of(as_of timestamptz) RETURNS SETOF :views.run
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT * FROM :views.run_as_of(:views.position_at($1))
$$;
COMMENT ON FUNCTION :views.run_as_of(timestamptz) IS
  'The training runs as they stood at a recorded time: one that had not ended yet is started.';

CREATE OR REPLACE FUNCTION :views.model_as_of(as_of bigint) RETURNS SETOF :views.model
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT x.*
FROM (SELECT $1 AS position OFFSET 0) moment JOIN :views.model x ON x.position <= moment.position
$$;
COMMENT ON FUNCTION :views.model_as_of(bigint) IS
  'The models known at a ledger position.';
CREATE OR REPLACE FUNCTION :views.model_as_of(as_of timestamptz) RETURNS SETOF :views.model
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT * FROM :views.model_as_of(:views.position_at($1))
$$;
COMMENT ON FUNCTION :views.model_as_of(timestamptz) IS
  'The models known at a recorded time.';

CREATE OR REPLACE FUNCTION :views.verdict_as_of(as_of bigint) RETURNS SETOF :views.verdict
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT x.evaluation_id, x.loop, x.dataset_id, x.challenger, x.champion, x.gate_digest, x.selection,
  x.started_position, x.started_at, CASE WHEN x.position <= moment.position THEN x.position END, CASE WHEN
  x.position <= moment.position THEN x.recorded_at END, CASE WHEN x.position <= moment.position THEN x.verdict_id
  END, CASE WHEN x.position <= moment.position THEN x.run_id END, CASE WHEN x.position <= moment.position THEN
  x.outcome END, CASE WHEN x.position <= moment.position THEN x.forced END, CASE WHEN x.position <= moment.position
  THEN x.reasons END, CASE WHEN x.position <= moment.position THEN x.metrics END, CASE WHEN x.position <=
  moment.position THEN x.test END, CASE WHEN x.position <= moment.position THEN x.slices END
FROM (SELECT $1 AS position OFFSET 0) moment JOIN :views.verdict x ON x.started_position <= moment.position
$$;
COMMENT ON FUNCTION :views.verdict_as_of(bigint) IS
  'The evaluations as they stood at a ledger position: one without a verdict by then has none.';
CREATE OR REPLACE FUNCTION :views.verdict_as_of(as_of timestamptz) RETURNS SETOF :views.verdict
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT * FROM :views.verdict_as_of(:views.position_at($1))
$$;
COMMENT ON FUNCTION :views.verdict_as_of(timestamptz) IS
  'The evaluations as they stood at a recorded time: one without a verdict by then has none.';

CREATE OR REPLACE FUNCTION :views.verdict_revision_as_of(as_of bigint) RETURNS SETOF :views.verdict_revision
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT x.*
FROM (SELECT $1 AS position OFFSET 0) moment JOIN :views.verdict_revision x ON x.position <= moment.position
$$;
COMMENT ON FUNCTION :views.verdict_revision_as_of(bigint) IS
  'The looks at champions on trial known at a ledger position.';
CREATE OR REPLACE FUNCTION :views.verdict_revision_as_of(as_of timestamptz) RETURNS SETOF :views.verdict_revision
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT * FROM :views.verdict_revision_as_of(:views.position_at($1))
$$;
COMMENT ON FUNCTION :views.verdict_revision_as_of(timestamptz) IS
  'The looks at champions on trial known at a recorded time.';

CREATE OR REPLACE FUNCTION :views.champion_history_as_of(as_of bigint) RETURNS SETOF :views.champion_history
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT x.*
FROM (SELECT $1 AS position OFFSET 0) moment JOIN :views.champion_history x ON x.position <= moment.position
$$;
COMMENT ON FUNCTION :views.champion_history_as_of(bigint) IS
  'The changes of serving slots made by a ledger position.';
CREATE OR REPLACE FUNCTION :views.champion_history_as_of(as_of timestamptz) RETURNS SETOF :views.champion_history
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT * FROM :views.champion_history_as_of(:views.position_at($1))
$$;
COMMENT ON FUNCTION :views.champion_history_as_of(timestamptz) IS
  'The changes of serving slots made by a recorded time.';

-- The fold of hourly counts (95_hourly_metric.sql) adds each interaction to the interaction's hour, and each example when
-- its join window has passed. The rows of interaction and joined_example stay, so the sums as of a position are added up
-- anew, from the rows made by then.
CREATE OR REPLACE FUNCTION :views.hourly_metric_as_of(as_of bigint) RETURNS SETOF :views.hourly_metric
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT x.loop, x.hour, x.generation, sum(x.decisions)::bigint, sum(x.examples)::bigint, sum(x.correct)::bigint,
  sum(x.log_loss_micronats)::bigint
FROM (
  SELECT i.loop, date_trunc('hour', i.occurred_at, 'UTC') AS hour, coalesce(i.generation, 0) AS generation,
    1 AS decisions, 0 AS examples, 0 AS correct, 0::bigint AS log_loss_micronats
  FROM (SELECT $1 AS position OFFSET 0) moment JOIN :views.interaction i ON i.position <= moment.position
  WHERE NOT CASE WHEN i.first_tick_position > moment.position THEN i.implausible_as_recorded ELSE i.time_implausible END
  UNION ALL
  SELECT j.loop, date_trunc('hour', j.occurred_at, 'UTC'), coalesce(i.generation, 0), 0, 1,
    CASE WHEN i.answer = j.label THEN 1 ELSE 0 END,
    round(-ln(greatest(coalesce(CASE WHEN jsonb_typeof(i.output->'probabilities'->j.label) = 'number'
      THEN left(i.output->'probabilities'->>j.label, 300)::double precision END, 0), 1e-7)) * 1000000)::bigint
  FROM (SELECT $1 AS position OFFSET 0) moment
  JOIN :views.joined_example j ON j.tick_position <= moment.position AND j.revision = 0 AND j.label IS NOT NULL
  JOIN :views.interaction i ON i.loop = j.loop AND i.interaction_id = j.interaction_id
) x
GROUP BY x.loop, x.hour, x.generation
$$;
COMMENT ON FUNCTION :views.hourly_metric_as_of(bigint) IS
  'The hourly counts as they stood at a ledger position, added up from the interactions and examples known by then.';
CREATE OR REPLACE FUNCTION :views.hourly_metric_as_of(as_of timestamptz) RETURNS SETOF :views.hourly_metric
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT * FROM :views.hourly_metric_as_of(:views.position_at($1))
$$;
COMMENT ON FUNCTION :views.hourly_metric_as_of(timestamptz) IS
  'The hourly counts as they stood at a recorded time, added up from the interactions and examples known by then.';

CREATE OR REPLACE FUNCTION :views.fold_error_as_of(as_of bigint) RETURNS SETOF :views.fold_error
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT x.position, x.projection, x.reason, x.detail, x.loop, x.type, x.source, x.event_id, x.recorded_at,
  CASE WHEN x.corrected_by <= moment.position THEN x.corrected_by END
FROM (SELECT $1 AS position OFFSET 0) moment JOIN :views.fold_error x ON x.position <= moment.position
WHERE NOT EXISTS (
  SELECT FROM :views.interaction i
  WHERE x.projection = 'interaction' AND x.reason = 'time_implausible' AND i.position = x.position
    AND NOT i.implausible_as_recorded AND i.first_tick_position > moment.position)
$$;
COMMENT ON FUNCTION :views.fold_error_as_of(bigint) IS
  'The events that a projection could not use by a ledger position; one that was corrected later is not corrected yet.';
CREATE OR REPLACE FUNCTION :views.fold_error_as_of(as_of timestamptz) RETURNS SETOF :views.fold_error
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT * FROM :views.fold_error_as_of(:views.position_at($1))
$$;
COMMENT ON FUNCTION :views.fold_error_as_of(timestamptz) IS
  'The events that a projection could not use by a recorded time; one that was corrected later is not corrected yet.';

CREATE OR REPLACE FUNCTION :views.serving_slot_as_of(as_of bigint) RETURNS SETOF :views.serving_slot
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT DISTINCT ON (x.loop) x.loop, x.generation, x.model_id, x.position, x.recorded_at
FROM (SELECT $1 AS position OFFSET 0) moment JOIN :views.champion_history x ON x.position <= moment.position
ORDER BY x.loop, x.generation DESC
$$;
COMMENT ON FUNCTION :views.serving_slot_as_of(bigint) IS
  'The champion of each loop at a ledger position.';
CREATE OR REPLACE FUNCTION :views.serving_slot_as_of(as_of timestamptz) RETURNS SETOF :views.serving_slot
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT * FROM :views.serving_slot_as_of(:views.position_at($1))
$$;
COMMENT ON FUNCTION :views.serving_slot_as_of(timestamptz) IS
  'The champion of each loop at a recorded time.';

CREATE OR REPLACE FUNCTION :views.champion_as_of(loop text, as_of bigint) RETURNS SETOF :views.champion_history
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT x.*
FROM (SELECT $2 AS position OFFSET 0) moment JOIN :views.champion_history x ON x.loop = $1 AND x.position <= moment.position
ORDER BY x.generation DESC LIMIT 1
$$;
COMMENT ON FUNCTION :views.champion_as_of(text, bigint) IS
  'The change of a loop''s serving slot in force at a ledger position; no row before the first champion.';
CREATE OR REPLACE FUNCTION :views.champion_as_of(loop text, as_of timestamptz) RETURNS SETOF :views.champion_history
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT * FROM :views.champion_as_of($1, :views.position_at($2))
$$;
COMMENT ON FUNCTION :views.champion_as_of(text, timestamptz) IS
  'The change of a loop''s serving slot in force at a recorded time; no row before the first champion.';

CREATE OR REPLACE FUNCTION :views.loop_as_of(as_of bigint) RETURNS SETOF :views.loop
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT DISTINCT ON (x.loop) x.*
FROM (SELECT $1 AS position OFFSET 0) moment JOIN :views.loop x ON x.position <= moment.position
ORDER BY x.loop, x.position DESC
$$;
COMMENT ON FUNCTION :views.loop_as_of(bigint) IS
  'Each loop''s configuration and state in force at a ledger position.';
CREATE OR REPLACE FUNCTION :views.loop_as_of(as_of timestamptz) RETURNS SETOF :views.loop
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT * FROM :views.loop_as_of(:views.position_at($1))
$$;
COMMENT ON FUNCTION :views.loop_as_of(timestamptz) IS
  'Each loop''s configuration and state in force at a recorded time.';

CREATE OR REPLACE FUNCTION :views.loop_as_of(loop text, as_of bigint) RETURNS SETOF :views.loop
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT x.*
FROM (SELECT $2 AS position OFFSET 0) moment JOIN :views.loop x ON x.loop = $1 AND x.position <= moment.position
ORDER BY x.position DESC LIMIT 1
$$;
COMMENT ON FUNCTION :views.loop_as_of(text, bigint) IS
  'A loop''s configuration and state in force at a ledger position.';
CREATE OR REPLACE FUNCTION :views.loop_as_of(loop text, as_of timestamptz) RETURNS SETOF :views.loop
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT * FROM :views.loop_as_of($1, :views.position_at($2))
$$;
COMMENT ON FUNCTION :views.loop_as_of(text, timestamptz) IS
  'A loop''s configuration and state in force at a recorded time.';
