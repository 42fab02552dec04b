-- Dataset versions: a row for each version that was sealed. And the requests for a version, a row for each request.
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

-- Each sealed version in the window becomes a row, unless its id has a row already: the first event with an id stands.
-- An event without "labels" means true ones; one without "force" forces nothing.
INSERT INTO dataset
SELECT d.dataset_id, d.loop, d.position, d.recorded_at, d.content_hash, d.config_digest, d.tick_event_id, d.tick_time,
  d.sealed_at_position, d.train_from, d.validation_from, d.holdout_from, d.holdout_to, d.counts, d.fold_version,
  coalesce(d.labels, 'true'), coalesce(d.force, false), d.request_id
FROM ledger.dataset_sealed d
WHERE d.position > $1 AND d.position <= $2
ORDER BY d.position
ON CONFLICT (dataset_id) DO NOTHING;

-- Each request in the window becomes a row. Which request a version meets, the version itself says (request_id).
INSERT INTO dataset_request
SELECT d.position, d.loop, d.event_id, d.reason, coalesce(d.labels, 'true'), coalesce(d.force, false)
FROM ledger.dataset_requested d
WHERE d.position > $1 AND d.position <= $2;
