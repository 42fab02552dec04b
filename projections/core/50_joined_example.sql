-- Joined examples, append-only and bitemporal. Revision 0 is made by the tick that passes the join window; feedback
-- that comes later adds a revision at the next tick. What counts for a tick is what has a lower position.
--! tables
CREATE TABLE joined_example (
  loop text COLLATE "C" NOT NULL,
  interaction_id text COLLATE "C" NOT NULL,
  revision integer NOT NULL,
  tick_position bigint NOT NULL,
  interaction_position bigint NOT NULL,
  occurred_at timestamptz NOT NULL,
  label text COLLATE "C",
  reward numeric,
  feedback_count integer NOT NULL,
  defaulted boolean NOT NULL,
  content_hash bytea NOT NULL,
  PRIMARY KEY (loop, interaction_id, revision)
);
CREATE INDEX joined_example_tick ON joined_example (loop, tick_position);
COMMENT ON TABLE joined_example IS
  'An interaction with the feedback known at a tick; the example as of a tick is its last revision up to there.';
COMMENT ON COLUMN joined_example.defaulted IS 'No feedback came in the join window, so the loop''s default label stands.';
COMMENT ON COLUMN joined_example.content_hash IS 'SHA-256 of interaction id, time, label, reward and input.';

-- Scratch space of one fold, emptied by it: examples to be added, before their feedback is aggregated.
CREATE UNLOGGED TABLE closing_example (
  loop text COLLATE "C" NOT NULL,
  interaction_id text COLLATE "C" NOT NULL,
  revision integer NOT NULL,
  tick_position bigint NOT NULL,
  PRIMARY KEY (loop, interaction_id, revision)
);

--! fold
-- Open interactions close at the first tick that passes their window. Sorted by time together with the ticks, newest
-- first, each has among the ticks before it those that pass its window: the first of these is it, unless the ledger had
-- it before the interaction. Only such interactions, recorded after their time, are looked up one by one.
INSERT INTO closing_example
WITH due AS MATERIALIZED (
  SELECT t.loop, t.position, t.time - t.join_window AS cutoff, v.config->>'clock' = 'recorded' AS by_recorded
  FROM tick t
  JOIN loop_version v ON v.loop = t.loop AND v.position = (
    SELECT max(x.position) FROM loop_version x WHERE x.loop = t.loop AND x.position < t.position)
  WHERE t.position > $1 AND t.position <= $2
), last AS MATERIALIZED (
  SELECT d.loop, d.by_recorded, max(d.cutoff) AS cutoff FROM due d GROUP BY d.loop, d.by_recorded
), ordered AS (
  SELECT s.loop, s.by_recorded, s.interaction_id, s.position, s.time, min(s.tick) OVER (
    PARTITION BY s.loop, s.by_recorded ORDER BY s.time DESC, s.tick ROWS UNBOUNDED PRECEDING) AS first_tick
  FROM (
    SELECT o.loop, l.by_recorded, o.interaction_id, o.position,
      CASE WHEN l.by_recorded THEN o.recorded_at ELSE o.occurred_at END AS time, NULL::bigint AS tick
    FROM (
      SELECT o.loop, o.interaction_id, o.position, o.recorded_at, o.occurred_at FROM open_interaction o
      UNION ALL
      SELECT i.loop, i.interaction_id, i.position, i.recorded_at, i.occurred_at FROM interaction i
      WHERE i.position > $1 AND i.position <= $2
    ) o
    JOIN last l ON l.loop = o.loop
      AND CASE WHEN l.by_recorded THEN o.recorded_at ELSE o.occurred_at END <= l.cutoff
    UNION ALL
    SELECT d.loop, d.by_recorded, NULL, NULL, d.cutoff, d.position FROM due d
  ) s
), closing AS (
  SELECT o.loop, o.interaction_id, CASE WHEN o.first_tick > o.position THEN o.first_tick ELSE (
    SELECT min(d.position) FROM due d
    WHERE d.loop = o.loop AND d.by_recorded = o.by_recorded AND d.position > o.position AND d.cutoff >= o.time
  ) END AS tick
  FROM ordered o WHERE o.interaction_id IS NOT NULL
)
SELECT c.loop, c.interaction_id, 0, min(c.tick) FROM closing c
WHERE c.tick IS NOT NULL
GROUP BY c.loop, c.interaction_id;

DELETE FROM open_interaction o USING closing_example c
WHERE o.loop = c.loop AND o.interaction_id = c.interaction_id AND $1::bigint < $2::bigint;

-- Those of this window that stay open.
INSERT INTO open_interaction
SELECT i.loop, i.interaction_id, i.position, i.occurred_at, i.recorded_at FROM interaction i
WHERE i.position > $1 AND i.position <= $2
  AND NOT EXISTS (SELECT FROM closing_example c WHERE c.loop = i.loop AND c.interaction_id = i.interaction_id);

-- Feedback since the tick before, for examples closed by then, makes one revision per example and tick.
INSERT INTO closing_example
SELECT late.loop, late.interaction_id,
  coalesce((SELECT max(j.revision) FROM joined_example j
            WHERE j.loop = late.loop AND j.interaction_id = late.interaction_id), 0)
    + row_number() OVER (PARTITION BY late.loop, late.interaction_id ORDER BY late.tick_position),
  late.tick_position
FROM (
  SELECT DISTINCT f.loop, f.interaction_id, t.position AS tick_position
  FROM tick t
  CROSS JOIN LATERAL (
    SELECT coalesce(max(k.position), 0) AS position FROM tick k WHERE k.loop = t.loop AND k.position < t.position
  ) before
  JOIN feedback f ON f.loop = t.loop AND f.position > before.position AND f.position < t.position
  WHERE t.position > $1 AND t.position <= $2 AND f.usable AND (f.label IS NOT NULL OR f.reward IS NOT NULL)
    AND (EXISTS (SELECT FROM joined_example j
                 WHERE j.loop = f.loop AND j.interaction_id = f.interaction_id AND j.revision = 0)
      OR EXISTS (SELECT FROM closing_example c
                 WHERE c.loop = f.loop AND c.interaction_id = f.interaction_id AND c.tick_position < t.position))
) late;

-- The loop's rules for labels are looked up once for each tick, and labels are ordered only as these ask for.
INSERT INTO joined_example
WITH rule AS MATERIALIZED (
  SELECT c.loop, c.tick_position, v.config->'label'->>'default' AS by_default,
    v.config->'label'->>'aggregation' AS aggregation
  FROM (SELECT DISTINCT loop, tick_position FROM closing_example) c
  CROSS JOIN LATERAL (
    SELECT x.config FROM loop_version x WHERE x.loop = c.loop AND x.position < c.tick_position
    ORDER BY x.position DESC LIMIT 1
  ) v
)
SELECT c.loop, c.interaction_id, c.revision, c.tick_position, i.position, i.occurred_at, answered.label, a.reward,
  a.feedback_count, a.feedback_count = 0 AND answered.label IS NOT NULL,
  sha256(convert_to(jsonb_build_array(
    c.interaction_id, (extract(epoch FROM i.occurred_at) * 1000000)::bigint, answered.label, a.reward, i.input)::text,
    'UTF8'))
FROM closing_example c
JOIN rule r ON r.loop = c.loop AND r.tick_position = c.tick_position
JOIN interaction i ON i.loop = c.loop AND i.interaction_id = c.interaction_id
CROSS JOIN LATERAL (
  SELECT count(*)::integer AS feedback_count, sum(f.reward) AS reward,
    count(f.label) AS labels, min(f.label) AS least_label
  FROM feedback f
  WHERE f.loop = c.loop AND f.interaction_id = c.interaction_id AND f.position < c.tick_position AND f.usable
    AND (f.label IS NOT NULL OR f.reward IS NOT NULL)
) a
CROSS JOIN LATERAL (
  SELECT CASE
    WHEN a.feedback_count = 0 THEN r.by_default
    WHEN a.labels < 2 THEN a.least_label
    WHEN r.aggregation = 'majority' THEN (
      SELECT mode() WITHIN GROUP (ORDER BY f.label) FROM feedback f
      WHERE f.loop = c.loop AND f.interaction_id = c.interaction_id AND f.position < c.tick_position AND f.usable)
    WHEN r.aggregation = 'first' THEN (
      SELECT f.label FROM feedback f
      WHERE f.loop = c.loop AND f.interaction_id = c.interaction_id AND f.position < c.tick_position AND f.usable
        AND f.label IS NOT NULL
      ORDER BY f.position LIMIT 1)
    ELSE (
      SELECT f.label FROM feedback f
      WHERE f.loop = c.loop AND f.interaction_id = c.interaction_id AND f.position < c.tick_position AND f.usable
        AND f.label IS NOT NULL
      ORDER BY f.position DESC LIMIT 1)
  END AS label
  OFFSET 0  -- once, though it is used several times
) answered
WHERE $1::bigint < $2::bigint;

DELETE FROM closing_example WHERE $1::bigint < $2::bigint;
