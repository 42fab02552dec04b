-- Rounds that came to nothing: a row for each failure. And what a loop's reactors wait for: a row for each time that one
-- began to wait for something, for something else, or for nothing any more.
--! tables
CREATE TABLE round_failed (
  position bigint PRIMARY KEY,
  loop text COLLATE "C" NOT NULL,
  recorded_at timestamptz NOT NULL,
  dataset_id text COLLATE "C",
  tick text COLLATE "C" NOT NULL,
  decided_at_position bigint NOT NULL,
  stage text COLLATE "C" NOT NULL,
  code text COLLATE "C" NOT NULL,
  sentence text NOT NULL
);
CREATE INDEX round_failed_loop ON round_failed (loop, stage, decided_at_position);
CREATE INDEX round_failed_dataset ON round_failed (dataset_id) WHERE dataset_id IS NOT NULL;
COMMENT ON TABLE round_failed IS 'Rounds that came to nothing, each with the step that failed and the reason.';

CREATE TABLE round_waiting (
  position bigint PRIMARY KEY,
  loop text COLLATE "C" NOT NULL,
  recorded_at timestamptz NOT NULL,
  reactor text COLLATE "C" NOT NULL,
  code text COLLATE "C",
  sentence text NOT NULL,
  cause text COLLATE "C" NOT NULL,
  decided_at_position bigint NOT NULL
);
CREATE INDEX round_waiting_loop ON round_waiting (loop, reactor, decided_at_position);
COMMENT ON TABLE round_waiting IS 'What a loop''s reactors began to wait for, in order; no code: for nothing any more.';

--! fold
-- The window: positions above $1 up to $2.
--! when millrace.round.failed.v1 millrace.round.waiting.v1

-- Each failure in the window becomes a row, if the event that it was decided on, of the loop or of all loops, stands below
-- it at the position and with the id that it names, and if the dataset that it names, where it names one, is one of the
-- loop sealed below it.
INSERT INTO round_failed
SELECT f.position, f.loop, f.recorded_at, f.dataset_id, f.tick, f.decided_at_position, f.stage, f.code, f.sentence
FROM ledger.round_failed f
WHERE f.position > $1 AND f.position <= $2 AND f.decided_at_position < f.position
  AND EXISTS (
    SELECT FROM ledger.event e
    WHERE e.position = f.decided_at_position AND e.event_id = f.tick AND e.loop IN (f.loop, '*'))
  AND (f.dataset_id IS NULL OR EXISTS (
    SELECT FROM dataset d WHERE d.dataset_id = f.dataset_id AND d.loop = f.loop AND d.position < f.position));

-- A failure of the window without a row is an error.
INSERT INTO fold_error
SELECT f.position, 'round', 'round_unknown',
  CASE WHEN f.decided_at_position < f.position AND EXISTS (
      SELECT FROM ledger.event e
      WHERE e.position = f.decided_at_position AND e.event_id = f.tick AND e.loop IN (f.loop, '*'))
    THEN 'the loop has no such dataset'
    ELSE 'what it was decided on does not stand below it' END
FROM ledger.round_failed f
WHERE f.position > $1 AND f.position <= $2
  AND NOT EXISTS (SELECT FROM round_failed r WHERE r.position = f.position);

-- Each wait in the window becomes a row, if the event that it was found at stands below it, at the position and with the
-- id that it names.
INSERT INTO round_waiting
SELECT w.position, w.loop, w.recorded_at, w.reactor, w.code, w.sentence, w.cause, w.decided_at_position
FROM ledger.round_waiting w
WHERE w.position > $1 AND w.position <= $2 AND w.decided_at_position < w.position
  AND EXISTS (
    SELECT FROM ledger.event e
    WHERE e.position = w.decided_at_position AND e.event_id = w.cause AND e.loop IN (w.loop, '*'));

-- A wait of the window without a row is an error.
INSERT INTO fold_error
SELECT w.position, 'round', 'round_unknown', 'what it was found at does not stand below it'
FROM ledger.round_waiting w
WHERE w.position > $1 AND w.position <= $2
  AND NOT EXISTS (SELECT FROM round_waiting r WHERE r.position = w.position);
