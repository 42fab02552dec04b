-- Evaluations and their verdicts: a row for each evaluation, made by the evaluation's start and filled in by its
-- verdict. And the table of the looks at champions on trial, which 90_champion_history.sql fills: whether a look is one
-- depends on the slot, and whether the slot goes back depends on a look.
--
-- By the rules "doors" an evaluation's dataset and challenger, a model, have to be there below its start, of the same
-- loop, and a verdict has to be of the loop, the dataset and the challenger that the start names.
--! tables
CREATE TABLE verdict (
  evaluation_id text COLLATE "C" PRIMARY KEY,
  loop text COLLATE "C" NOT NULL,
  dataset_id text COLLATE "C" NOT NULL,
  challenger text COLLATE "C" NOT NULL,
  champion text COLLATE "C",
  gate_digest text NOT NULL,
  selection jsonb,
  started_position bigint NOT NULL,
  started_at timestamptz NOT NULL,
  position bigint,
  recorded_at timestamptz,
  verdict_id text,
  run_id text COLLATE "C",
  outcome text,
  forced boolean,
  reasons jsonb,
  metrics jsonb,
  test jsonb,
  slices jsonb
);
CREATE INDEX verdict_dataset ON verdict (dataset_id);
CREATE INDEX verdict_event ON verdict (verdict_id);
COMMENT ON TABLE verdict IS 'Challenger against champion on the holdout; outcome is null until the verdict is reached.';

CREATE TABLE verdict_revision (
  position bigint PRIMARY KEY,
  loop text COLLATE "C" NOT NULL,
  recorded_at timestamptz NOT NULL,
  model_id text COLLATE "C" NOT NULL,
  predecessor text COLLATE "C",
  generation bigint NOT NULL,
  look integer NOT NULL,
  tick_position bigint NOT NULL,
  outcome text NOT NULL,
  test jsonb,
  reasons jsonb,
  event_id text COLLATE "C" NOT NULL
);
CREATE INDEX verdict_revision_slot ON verdict_revision (loop, generation);
COMMENT ON TABLE verdict_revision IS 'Looks at a champion on trial: its served feedback against its predecessor''s answers.';

--! fold
-- The window: positions above $1 up to $2.
--! when millrace.evaluation.started.v1 millrace.verdict.reached.v1

-- Each start in the window becomes a row without a verdict, unless the evaluation id has a row already: the first start
-- with an id stands. By the rules "doors" the second one is an error, and so is a start without its dataset or challenger.
WITH judged AS MATERIALIZED (
  SELECT e.*, by_doors.it AS by_doors, CASE
    WHEN e.evaluation_id IS NULL OR e.dataset_id IS NULL OR e.challenger IS NULL OR e.gate_digest IS NULL
      THEN 'evaluation_unreadable'
    WHEN NOT by_doors.it THEN NULL
    WHEN NOT EXISTS (
      SELECT FROM dataset d WHERE d.dataset_id = e.dataset_id AND d.loop = e.loop AND d.position < e.position)
      THEN 'evaluation_without_dataset'
    WHEN NOT EXISTS (
      SELECT FROM model m WHERE m.model_id = e.challenger AND m.loop = e.loop AND m.position < e.position)
      THEN 'evaluation_without_challenger'
    END AS fault
  FROM ledger.evaluation_started e
  CROSS JOIN LATERAL (
    SELECT coalesce(e.position > (SELECT r.position FROM rule r WHERE r.name = 'doors'), false) AS it
  ) by_doors
  WHERE e.position > $1 AND e.position <= $2
), start AS (
  INSERT INTO verdict (evaluation_id, loop, dataset_id, challenger, champion, gate_digest, selection, started_position,
    started_at)
  SELECT j.evaluation_id, j.loop, j.dataset_id, j.challenger, j.champion, j.gate_digest, j.selection, j.position,
    j.recorded_at
  FROM judged j WHERE j.fault IS NULL ORDER BY j.position
  ON CONFLICT (evaluation_id) DO NOTHING
  RETURNING started_position
)
INSERT INTO fold_error
SELECT j.position, 'verdict', coalesce(j.fault, 'evaluation_exists'), CASE j.fault
    WHEN 'evaluation_unreadable' THEN 'a member of the start is missing'
    WHEN 'evaluation_without_dataset' THEN
      'no dataset version of the loop with the id that it names was sealed below it'
    WHEN 'evaluation_without_challenger' THEN 'the challenger is no model of the loop that a run below it made'
    ELSE 'another event started this evaluation before' END
FROM judged j
WHERE j.fault IS NOT NULL OR j.by_doors AND NOT EXISTS (SELECT FROM start x WHERE x.started_position = j.position);

-- Each evaluation without a verdict, started now or in a window before, is filled in with its verdict, where the window
-- has one. An evaluation's verdict is the first one behind its start that can be. A verdict at a position before the start
-- is an error (below), and must not be taken in place of the verdict that follows the start; nor must one without an
-- outcome, or, by the rules "doors", one of another loop, dataset or challenger than the start names.
WITH first_verdict AS (
  SELECT DISTINCT ON (v.evaluation_id) v.* FROM ledger.verdict_reached v
  JOIN verdict x ON x.evaluation_id = v.evaluation_id AND x.outcome IS NULL AND x.started_position < v.position
  WHERE v.position > $1 AND v.position <= $2 AND v.outcome IS NOT NULL
    AND (v.loop = x.loop AND v.dataset_id = x.dataset_id AND v.challenger = x.challenger
      OR NOT coalesce(v.position > (SELECT r.position FROM rule r WHERE r.name = 'doors'), false))
  ORDER BY v.evaluation_id, v.position
)
UPDATE verdict SET position = r.position, recorded_at = r.recorded_at, verdict_id = r.event_id, run_id = r.run_id,
  outcome = r.outcome,
  forced = r.forced, reasons = r.reasons, metrics = r.metrics, test = r.test, slices = r.slices
FROM first_verdict r
WHERE verdict.evaluation_id = r.evaluation_id;

-- A verdict in the window that no evaluation was filled in with is an error.
INSERT INTO fold_error
SELECT v.position, 'verdict', wrong.reason, CASE wrong.reason
    WHEN 'verdict_differs' THEN 'the evaluation was started by another loop, or of another dataset version or challenger'
    ELSE 'the evaluation was never started, or had its verdict before' END
FROM ledger.verdict_reached v
LEFT JOIN verdict x ON x.evaluation_id = v.evaluation_id AND x.started_position < v.position
CROSS JOIN LATERAL (
  SELECT CASE
    WHEN v.position > (SELECT r.position FROM rule r WHERE r.name = 'doors') AND x.evaluation_id IS NOT NULL
      AND (v.loop <> x.loop OR v.dataset_id IS DISTINCT FROM x.dataset_id OR v.challenger IS DISTINCT FROM x.challenger)
      THEN 'verdict_differs'
    ELSE 'evaluation_not_open' END AS reason
) wrong
WHERE v.position > $1 AND v.position <= $2
  AND NOT EXISTS (SELECT FROM verdict y WHERE y.evaluation_id = v.evaluation_id AND y.position = v.position);
