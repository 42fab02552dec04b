-- Evaluations and their verdicts: a row for each evaluation, made by the evaluation's start and filled in by its
-- verdict. And the looks at champions on trial: a row for each look.
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
  reasons jsonb
);
CREATE INDEX verdict_revision_slot ON verdict_revision (loop, generation);
COMMENT ON TABLE verdict_revision IS 'Looks at a champion on trial: its served feedback against its predecessor''s answers.';

--! fold
-- The window: positions above $1 up to $2.

-- Each start in the window becomes a row without a verdict, unless the evaluation id has a row already.
INSERT INTO verdict (evaluation_id, loop, dataset_id, challenger, champion, gate_digest, selection, started_position,
  started_at)
SELECT e.evaluation_id, e.loop, e.dataset_id, e.challenger, e.champion, e.gate_digest, e.selection, e.position,
  e.recorded_at
FROM ledger.evaluation_started e
WHERE e.position > $1 AND e.position <= $2
ORDER BY e.position
ON CONFLICT (evaluation_id) DO NOTHING;

-- Each evaluation without a verdict, started now or in a window before, is filled in with its verdict, where the window
-- has one. An evaluation's verdict is the first one behind its start. A verdict at a position before the start is an
-- error (below), and must not be taken in place of the verdict that follows the start.
WITH first_verdict AS (
  SELECT DISTINCT ON (v.evaluation_id) v.* FROM ledger.verdict_reached v
  JOIN verdict x ON x.evaluation_id = v.evaluation_id AND x.outcome IS NULL AND x.started_position < v.position
  WHERE v.position > $1 AND v.position <= $2
  ORDER BY v.evaluation_id, v.position
)
UPDATE verdict SET position = r.position, recorded_at = r.recorded_at, verdict_id = r.event_id, run_id = r.run_id,
  outcome = r.outcome,
  forced = r.forced, reasons = r.reasons, metrics = r.metrics, test = r.test, slices = r.slices
FROM first_verdict r
WHERE verdict.evaluation_id = r.evaluation_id;

-- A verdict in the window that no evaluation was filled in with is an error.
INSERT INTO fold_error
SELECT v.position, 'verdict', 'evaluation_not_open', 'the evaluation was never started, or had its verdict before'
FROM ledger.verdict_reached v
WHERE v.position > $1 AND v.position <= $2
  AND NOT EXISTS (SELECT FROM verdict x WHERE x.evaluation_id = v.evaluation_id AND x.position = v.position);

-- Each look in the window becomes a row. Where the event does not name the tick that the look was taken at, the event's
-- own position stands in for it.
INSERT INTO verdict_revision
SELECT r.position, r.loop, r.recorded_at, r.model_id, r.predecessor, r.generation, r.look,
  coalesce(r.tick_position, r.position), r.outcome, r.test, r.reasons
FROM ledger.verdict_revised r
WHERE r.position > $1 AND r.position <= $2;
