-- Which model answered when: a row for each change of a loop's serving slot. And which model answers now: a row for
-- each loop. Changes are promotions and rollbacks. Each change names the generation that it replaces and the generation
-- that it makes, one higher; a change that replaces another generation than the slot's one is ignored. A slot begins at
-- generation 0, with the loop's default answer.
--! tables
CREATE TABLE champion_history (
  loop text COLLATE "C" NOT NULL,
  generation bigint NOT NULL,
  model_id text COLLATE "C",
  predecessor text COLLATE "C",
  change text NOT NULL,
  position bigint NOT NULL,
  recorded_at timestamptz NOT NULL,
  occurred_at timestamptz NOT NULL,
  verdict_id text COLLATE "C",
  forced boolean NOT NULL,
  reason text,
  decided_at_position bigint NOT NULL,
  PRIMARY KEY (loop, generation)
);
COMMENT ON TABLE champion_history IS 'Each change of a loop''s serving slot; as of P, the champion is its last row up to P.';
COMMENT ON COLUMN champion_history.decided_at_position IS
  'Position of the run''s end or the tick that it was decided at: what was decided up to there does not depend on what else was on its way.';

CREATE TABLE serving_slot (
  loop text COLLATE "C" PRIMARY KEY,
  generation bigint NOT NULL,
  model_id text COLLATE "C",
  position bigint NOT NULL,
  recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE serving_slot IS 'The champion each loop answers with now; a null model is the loop''s default answer.';

--! fold
-- The window: positions above $1 up to $2.

-- The changes of the window that are applied become rows. "applied" walks each loop's chain of changes: it begins with
-- the slot's generation as the windows before left it (at position 0, so that every change of the window stands behind
-- it), goes on to the first change behind that replaces this generation, and from each change to the next one in the
-- same way, until no change fits. The changes that the walk passes over are not applied.
WITH RECURSIVE change AS (
  SELECT s.* FROM ledger.slot_changed s WHERE s.position > $1 AND s.position <= $2
), applied AS (
  SELECT changed.loop, coalesce(slot.generation, 0) AS generation, 0::bigint AS position
  FROM (SELECT DISTINCT loop FROM change) changed LEFT JOIN serving_slot slot ON slot.loop = changed.loop
  UNION ALL
  SELECT a.loop, next.generation, next.position
  FROM applied a
  CROSS JOIN LATERAL (
    SELECT c.generation, c.position FROM change c
    WHERE c.loop = a.loop AND c.slot = c.loop AND c.position > a.position
      AND c.replaces_generation = a.generation AND c.generation = a.generation + 1
    ORDER BY c.position LIMIT 1
  ) next
)
INSERT INTO champion_history
SELECT c.loop, c.generation, c.model_id, c.predecessor,
  CASE c.type WHEN 'millrace.model.promoted.v1' THEN 'promoted' ELSE 'rolled_back' END,
  c.position, c.recorded_at, c.occurred_at, c.verdict_id, coalesce(c.forced, false), c.reason, c.decided_at_position
FROM applied a JOIN change c ON c.position = a.position;

-- A change in the window that was not applied is an error.
INSERT INTO fold_error
SELECT s.position, 'champion_history', 'generation_mismatch',
  format('it replaces generation %s, which was not the slot''s any more', s.replaces_generation)
FROM ledger.slot_changed s
WHERE s.position > $1 AND s.position <= $2
  AND NOT EXISTS (SELECT FROM champion_history h WHERE h.loop = s.loop AND h.position = s.position);

-- The last change of each loop in the window is what the loop answers with now.
INSERT INTO serving_slot
SELECT DISTINCT ON (h.loop) h.loop, h.generation, h.model_id, h.position, h.recorded_at
FROM champion_history h
WHERE h.position > $1 AND h.position <= $2
ORDER BY h.loop, h.generation DESC
ON CONFLICT (loop) DO UPDATE SET generation = excluded.generation, model_id = excluded.model_id,
  position = excluded.position, recorded_at = excluded.recorded_at;
