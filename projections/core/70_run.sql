-- Training runs: a row for each run, made by the run's start and filled in by its end. And the models: a row for each
-- model id, which names a recipe; the first run of the recipe that completed made the row, and so fixes the artifact.
--
-- By the rules "doors" a run's dataset has to be there below its start, of the same loop, and a run's end has to be of the
-- loop, the model and the dataset that its start names.
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
--! when millrace.run.started.v1 millrace.run.completed.v1 millrace.run.failed.v1

-- Each start in the window becomes a row with state "started", unless the run id has a row already: the first start with
-- an id stands. By the rules "doors" the second one is an error, and so is a start without its dataset.
WITH judged AS MATERIALIZED (
  SELECT s.*, by_doors.it AS by_doors, CASE
    WHEN s.run_id IS NULL OR s.model_id IS NULL OR s.dataset_id IS NULL OR s.trial IS NULL OR s.trial_index IS NULL
      OR s.trials IS NULL OR s.learner IS NULL OR s.code_version IS NULL OR s.settings IS NULL OR s.seed IS NULL
      THEN 'run_unreadable'
    WHEN by_doors.it AND NOT EXISTS (
      SELECT FROM dataset d WHERE d.dataset_id = s.dataset_id AND d.loop = s.loop AND d.position < s.position)
      THEN 'run_without_dataset'
    END AS fault
  FROM ledger.run_started s
  CROSS JOIN LATERAL (
    SELECT coalesce(s.position > (SELECT r.position FROM rule r WHERE r.name = 'doors'), false) AS it
  ) by_doors
  WHERE s.position > $1 AND s.position <= $2
), start AS (
  INSERT INTO run (run_id, loop, model_id, dataset_id, trial, trial_index, trials, learner, code_version, settings,
    seed, parent, started_position, started_at, state)
  SELECT j.run_id, j.loop, j.model_id, j.dataset_id, j.trial, j.trial_index, j.trials, j.learner, j.code_version,
    j.settings, j.seed, j.parent, j.position, j.recorded_at, 'started'
  FROM judged j WHERE j.fault IS NULL ORDER BY j.position
  ON CONFLICT (run_id) DO NOTHING
  RETURNING started_position
)
INSERT INTO fold_error
SELECT j.position, 'run', coalesce(j.fault, 'run_exists'), CASE j.fault
    WHEN 'run_unreadable' THEN 'a member of the start is missing, or no number that can be used'
    WHEN 'run_without_dataset' THEN 'no dataset version of the loop with the id that it names was sealed below it'
    ELSE 'another event started this run before' END
FROM judged j
WHERE j.fault IS NOT NULL OR j.by_doors AND NOT EXISTS (SELECT FROM start x WHERE x.started_position = j.position);

-- Each open run, started now or in a window before, is filled in with its end, where the window has one. A run's end is
-- the first event about its completion or failure behind its start that can be its end. Such an event at a position
-- before the start is an error (below), and must not be taken in place of the end that follows the start; nor must one
-- that cannot be read, or, by the rules "doors", one of another loop, model or dataset than the start names.
WITH first_end AS (
  SELECT DISTINCT ON (f.run_id) f.* FROM ledger.run_finished f
  JOIN run r ON r.run_id = f.run_id AND r.state = 'started' AND r.started_position < f.position
  WHERE f.position > $1 AND f.position <= $2
    AND (f.type <> 'millrace.run.completed.v1'
      OR f.artifact IS NOT NULL AND f.artifact_bytes IS NOT NULL AND f.epochs IS NOT NULL)
    AND (f.loop = r.loop AND f.model_id = r.model_id AND f.dataset_id = r.dataset_id
      OR NOT coalesce(f.position > (SELECT x.position FROM rule x WHERE x.name = 'doors'), false))
  ORDER BY f.run_id, f.position
)
UPDATE run SET finished_position = f.position, finished_at = f.recorded_at,
  state = CASE f.type WHEN 'millrace.run.completed.v1' THEN 'completed' ELSE 'failed' END,
  reason = f.reason, epochs = f.epochs, validation = f.validation, fingerprint = f.fingerprint, artifact = f.artifact
FROM first_end f
WHERE run.run_id = f.run_id;

-- An end in the window that no run was filled in with is an error.
INSERT INTO fold_error
SELECT f.position, 'run', wrong.reason, CASE wrong.reason
    WHEN 'run_unreadable' THEN 'a member of the end is missing, or no number that can be used'
    WHEN 'run_differs' THEN 'the run was started by another loop, or with another model or dataset version'
    ELSE 'the run was never started, or had finished before' END
FROM ledger.run_finished f
LEFT JOIN run r ON r.run_id = f.run_id AND r.started_position < f.position
CROSS JOIN LATERAL (
  SELECT CASE
    WHEN f.type = 'millrace.run.completed.v1'
      AND (f.artifact IS NULL OR f.artifact_bytes IS NULL OR f.epochs IS NULL) THEN 'run_unreadable'
    WHEN f.position > (SELECT x.position FROM rule x WHERE x.name = 'doors')
      AND (f.loop <> r.loop OR f.model_id IS DISTINCT FROM r.model_id OR f.dataset_id IS DISTINCT FROM r.dataset_id)
      AND r.run_id IS NOT NULL THEN 'run_differs'
    ELSE 'run_not_open' END AS reason
) wrong
WHERE f.position > $1 AND f.position <= $2
  AND NOT EXISTS (SELECT FROM run x WHERE x.run_id = f.run_id AND x.finished_position = f.position);

-- Each run of the window that completed makes its model, unless the model id has a row already.
INSERT INTO model
SELECT r.model_id, r.loop, r.run_id, r.dataset_id, r.parent, r.learner, r.code_version, f.artifact, f.artifact_bytes,
  f.position, f.recorded_at
FROM ledger.run_finished f
JOIN run r ON r.run_id = f.run_id AND r.finished_position = f.position
WHERE f.position > $1 AND f.position <= $2 AND f.type = 'millrace.run.completed.v1'
ORDER BY f.position
ON CONFLICT (model_id) DO NOTHING;
