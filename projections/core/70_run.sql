-- Training runs: a row for each run, made by the run's start and filled in by its end. And the models: a row for each
-- model id, which names a recipe; the first run of the recipe that completed made the row, and so fixes the artifact.
--! tables
CREATE TABLE run (
  run_id text COLLATE "C" PRIMARY KEY,
  loop text COLLATE "C" NOT NULL,
  model_id text COLLATE "C" NOT NULL,
  dataset_id text COLLATE "C" NOT NULL,
  trial text NOT NULL,
  trial_index integer NOT NULL,
  trials integer NOT NULL,
  learner text NOT NULL,
  code_version text NOT NULL,
  settings jsonb NOT NULL,
  seed numeric NOT NULL,
  parent text COLLATE "C",
  started_position bigint NOT NULL,
  started_at timestamptz NOT NULL,
  finished_position bigint,
  finished_at timestamptz,
  state text NOT NULL,
  reason text,
  epochs integer,
  validation jsonb,
  fingerprint jsonb,
  artifact text
);
CREATE INDEX run_dataset ON run (dataset_id);
COMMENT ON TABLE run IS 'Training runs: recipe, state, validation metrics, and the fingerprint of where it ran.';

CREATE TABLE model (
  model_id text COLLATE "C" PRIMARY KEY,
  loop text COLLATE "C" NOT NULL,
  run_id text COLLATE "C" NOT NULL,
  dataset_id text COLLATE "C" NOT NULL,
  parent text COLLATE "C",
  learner text NOT NULL,
  code_version text NOT NULL,
  artifact text NOT NULL,
  artifact_bytes bigint NOT NULL,
  position bigint NOT NULL,
  recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE model IS 'Models by recipe, each with the artifact that its first completed run made.';

--! fold
-- The window: positions above $1 up to $2.

-- Each start in the window becomes a row with state "started", unless the run id has a row already.
INSERT INTO run (run_id, loop, model_id, dataset_id, trial, trial_index, trials, learner, code_version, settings, seed,
  parent, started_position, started_at, state)
SELECT s.run_id, s.loop, s.model_id, s.dataset_id, s.trial, s.trial_index, s.trials, s.learner, s.code_version,
  s.settings, s.seed, s.parent, s.position, s.recorded_at, 'started'
FROM ledger.run_started s
WHERE s.position > $1 AND s.position <= $2
ORDER BY s.position
ON CONFLICT (run_id) DO NOTHING;

-- Each open run, started now or in a window before, is filled in with its end, where the window has one. A run's end is
-- the first event about its completion or failure behind its start. Such an event at a position before the start is an
-- error (below), and must not be taken in place of the end that follows the start.
WITH first_end AS (
  SELECT DISTINCT ON (f.run_id) f.* FROM ledger.run_finished f
  JOIN run r ON r.run_id = f.run_id AND r.state = 'started' AND r.started_position < f.position
  WHERE f.position > $1 AND f.position <= $2
  ORDER BY f.run_id, f.position
)
UPDATE run SET finished_position = f.position, finished_at = f.recorded_at,
  state = CASE f.type WHEN 'millrace.run.completed.v1' THEN 'completed' ELSE 'failed' END,
  reason = f.reason, epochs = f.epochs, validation = f.validation, fingerprint = f.fingerprint, artifact = f.artifact
FROM first_end f
WHERE run.run_id = f.run_id;

-- An end in the window that no run was filled in with is an error.
INSERT INTO fold_error
SELECT f.position, 'run', 'run_not_open', 'the run was never started, or had finished before'
FROM ledger.run_finished f
WHERE f.position > $1 AND f.position <= $2
  AND NOT EXISTS (SELECT FROM run r WHERE r.run_id = f.run_id AND r.finished_position = f.position);

-- Each run of the window that completed makes its model, unless the model id has a row already.
INSERT INTO model
SELECT r.model_id, r.loop, r.run_id, r.dataset_id, r.parent, r.learner, r.code_version, f.artifact, f.artifact_bytes,
  f.position, f.recorded_at
FROM ledger.run_finished f
JOIN run r ON r.run_id = f.run_id AND r.finished_position = f.position
WHERE f.position > $1 AND f.position <= $2 AND f.type = 'millrace.run.completed.v1'
ORDER BY f.position
ON CONFLICT (model_id) DO NOTHING;
