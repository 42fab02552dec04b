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
-- Open interactions close at the first tick that passes their window.
INSERT INTO closing_example
SELECT o.loop, o.interaction_id, 0, min(t.position)
FROM tick t
JOIN loop_version v ON v.loop = t.loop AND v.position = (
  SELECT max(x.position) FROM loop_version x WHERE x.loop = t.loop AND x.position < t.position)
JOIN open_interaction o ON o.loop = t.loop AND o.position < t.position
  AND CASE v.config->>'clock' WHEN 'recorded' THEN o.recorded_at ELSE o.occurred_at END <= t.time - t.join_window
WHERE t.position > $1 AND t.position <= $2
GROUP BY o.loop, o.interaction_id;

DELETE FROM open_interaction o USING closing_example c
WHERE o.loop = c.loop AND o.interaction_id = c.interaction_id AND $1::bigint < $2::bigint;

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

INSERT INTO joined_example
SELECT c.loop, c.interaction_id, c.revision, c.tick_position, i.position, i.occurred_at, answered.label, a.reward,
  a.feedback_count, a.feedback_count = 0 AND answered.label IS NOT NULL,
  sha256(convert_to(jsonb_build_array(
    c.interaction_id, (extract(epoch FROM i.occurred_at) * 1000000)::bigint, answered.label, a.reward, i.input)::text,
    'UTF8'))
FROM closing_example c
JOIN interaction i ON i.loop = c.loop AND i.interaction_id = c.interaction_id
JOIN loop_version v ON v.loop = c.loop AND v.position = (
  SELECT max(x.position) FROM loop_version x WHERE x.loop = c.loop AND x.position < c.tick_position)
CROSS JOIN LATERAL (
  SELECT count(*)::integer AS feedback_count, sum(f.reward) AS reward,
    (array_agg(f.label ORDER BY f.position) FILTER (WHERE f.label IS NOT NULL))[1] AS first_label,
    (array_agg(f.label ORDER BY f.position DESC) FILTER (WHERE f.label IS NOT NULL))[1] AS last_label,
    mode() WITHIN GROUP (ORDER BY f.label) AS majority_label
  FROM feedback f
  WHERE f.loop = c.loop AND f.interaction_id = c.interaction_id AND f.position < c.tick_position AND f.usable
    AND (f.label IS NOT NULL OR f.reward IS NOT NULL)
) a
CROSS JOIN LATERAL (
  SELECT CASE WHEN a.feedback_count = 0 THEN v.config->'label'->>'default'
    ELSE CASE v.config->'label'->>'aggregation'
      WHEN 'first' THEN a.first_label WHEN 'majority' THEN a.majority_label ELSE a.last_label END
    END AS label
) answered
WHERE $1::bigint < $2::bigint;

DELETE FROM closing_example WHERE $1::bigint < $2::bigint;
