-- Dataset versions: a row for each version that was sealed. And the requests for a version, a row for each request.
--
-- By the rules "doors" a seal has to be true to what stands below its position, of the same loop: to its tick, to the
-- configuration in force there, and, where its labels are spoilt on purpose or its challenger is to be promoted whatever
-- the gate says, to the request that asked for this. Spoilt labels are asked for in a sandbox only.
--! tables
CREATE TABLE dataset (
  dataset_id text COLLATE "C" PRIMARY KEY,
  loop text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  recorded_at timestamptz NOT NULL,
  content_hash text NOT NULL,
  config_digest text NOT NULL,
  tick_event_id text NOT NULL,
  tick_time timestamptz NOT NULL,
  tick_position bigint NOT NULL,
  train_from timestamptz NOT NULL,
  validation_from timestamptz NOT NULL,
  holdout_from timestamptz NOT NULL,
  holdout_to timestamptz NOT NULL,
  counts jsonb NOT NULL,
  fold_version text NOT NULL,
  labels text NOT NULL,
  force boolean NOT NULL,
  request_id text
);
CREATE INDEX dataset_loop ON dataset (loop, position);
COMMENT ON TABLE dataset IS 'Sealed dataset versions: what is in them is told by loop, tick and configuration.';

CREATE TABLE dataset_request (
  position bigint PRIMARY KEY,
  loop text COLLATE "C" NOT NULL,
  event_id text NOT NULL,
  reason text,
  labels text NOT NULL,
  force boolean NOT NULL
);
COMMENT ON TABLE dataset_request IS 'Requests for a dataset version, met at the next tick.';

--! fold
-- The window: positions above $1 up to $2.
--! when millrace.dataset.requested.v1 millrace.dataset.sealed.v1

-- Each request in the window becomes a row; which request a version meets, the version itself says (request_id). An
-- event without "labels" means true ones; one without "force" forces nothing. By the rules "doors" a request for other
-- labels than the true ones is an error, unless the configuration in force below it says that the loop is a sandbox.
WITH judged AS MATERIALIZED (
  SELECT d.position, d.loop, d.event_id, d.reason, coalesce(d.labels, 'true') AS labels,
    coalesce(d.force, false) AS force,
    d.labels <> 'true' AND d.position > (SELECT r.position FROM rule r WHERE r.name = 'doors')
      AND NOT coalesce((SELECT l.sandbox FROM loop_version l WHERE l.loop = d.loop AND l.position < d.position
        ORDER BY l.position DESC LIMIT 1), false) AS is_wrong
  FROM ledger.dataset_requested d WHERE d.position > $1 AND d.position <= $2
), asked AS (
  INSERT INTO dataset_request
  SELECT j.position, j.loop, j.event_id, j.reason, j.labels, j.force FROM judged j WHERE j.is_wrong IS NOT TRUE
)
INSERT INTO fold_error
SELECT j.position, 'dataset', 'not_a_sandbox',
  format('labels that are %s count only in a loop whose configuration says sandbox: true', j.labels)
FROM judged j WHERE j.is_wrong;

-- Each sealed version in the window becomes a row, unless its id has a row already: the first event with an id stands. By
-- the rules "doors" the second one is an error, and so is a seal that is not true to what is below it. Its digest is that
-- of the last configuration below its tick. A configuration from before the adoption may be one that nobody could read,
-- so there the digest may be that of an earlier one.
--
-- The end of a cut is the time of the newest example, which on the recorded clock may be ahead of the tick, as far as a
-- producer's clock may be.
WITH sealed AS MATERIALIZED (
  SELECT d.*, coalesce(d.position > mark.position, false) AS by_doors, mark.position AS mark
  FROM ledger.dataset_sealed d LEFT JOIN rule mark ON mark.name = 'doors'
  WHERE d.position > $1 AND d.position <= $2
), judged AS MATERIALIZED (
  SELECT d.*, CASE
    WHEN d.dataset_id IS NULL OR d.content_hash IS NULL OR d.config_digest IS NULL OR d.tick_event_id IS NULL
      OR d.tick_time IS NULL OR d.sealed_at_position IS NULL OR d.train_from IS NULL OR d.validation_from IS NULL
      OR d.holdout_from IS NULL OR d.holdout_to IS NULL OR d.counts IS NULL OR d.fold_version IS NULL
      THEN 'seal_unreadable'
    WHEN NOT d.by_doors THEN NULL
    WHEN t.position IS NULL OR t.position >= d.position OR t.event_id <> d.tick_event_id OR t.time <> d.tick_time
      THEN 'seal_without_tick'
    WHEN NOT EXISTS (
      SELECT FROM loop_version l WHERE l.loop = d.loop AND l.position < t.position AND l.config_digest = d.config_digest
        AND l.config_position >= coalesce((
          SELECT max(x.config_position) FROM loop_version x
          WHERE x.loop = d.loop AND x.position < t.position AND x.config_position > d.mark), 0))
      THEN 'seal_of_another_configuration'
    WHEN d.train_from > d.validation_from OR d.validation_from > d.holdout_from OR d.holdout_from > d.holdout_to
      THEN 'cut_out_of_order'
    WHEN d.holdout_to > t.time + coalesce((
      SELECT CASE in_force.clock WHEN 'recorded' THEN in_force.plausible_after END FROM loop_version in_force
      WHERE in_force.loop = d.loop AND in_force.position < t.position ORDER BY in_force.position DESC LIMIT 1
    ), interval '0') THEN 'cut_beyond_the_tick'
    WHEN (coalesce(d.labels, 'true') <> 'true' OR d.force) AND NOT EXISTS (
      SELECT FROM dataset_request q WHERE q.loop = d.loop AND q.event_id = d.request_id AND q.position < d.position
        AND q.labels = coalesce(d.labels, 'true') AND q.force = coalesce(d.force, false))
      THEN 'seal_without_request'
    END AS fault
  FROM sealed d LEFT JOIN tick t ON t.loop = d.loop AND t.position = d.sealed_at_position
), version AS (
  INSERT INTO dataset
  SELECT j.dataset_id, j.loop, j.position, j.recorded_at, j.content_hash, j.config_digest, j.tick_event_id, j.tick_time,
    j.sealed_at_position, j.train_from, j.validation_from, j.holdout_from, j.holdout_to, j.counts, j.fold_version,
    coalesce(j.labels, 'true'), coalesce(j.force, false), j.request_id
  FROM judged j WHERE j.fault IS NULL ORDER BY j.position
  ON CONFLICT (dataset_id) DO NOTHING
  RETURNING position
)
INSERT INTO fold_error
SELECT j.position, 'dataset', coalesce(j.fault, 'dataset_exists'), CASE j.fault
    WHEN 'seal_unreadable' THEN 'a member of the seal is missing, or no number or time that can be used'
    WHEN 'seal_without_tick' THEN 'no tick of the loop below it has the position, the id and the time that it names'
    WHEN 'seal_of_another_configuration' THEN 'its digest is not that of the configuration in force at its tick'
    WHEN 'cut_out_of_order' THEN 'its cut is out of order'
    WHEN 'cut_beyond_the_tick' THEN 'its cut ends beyond its tick'
    WHEN 'seal_without_request' THEN
      'no request of the loop below it asks for these labels, and for the promotion whatever the gate says'
    ELSE 'another event sealed this dataset version before' END
FROM judged j
WHERE j.fault IS NOT NULL OR j.by_doors AND NOT EXISTS (SELECT FROM version v WHERE v.position = j.position);
