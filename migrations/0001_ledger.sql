-- The ledger: every event once, in one gapless order. One writer role; rows of event, event_id and batch
-- are never updated or deleted.
CREATE SCHEMA ledger;

CREATE TABLE ledger.head (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  position bigint NOT NULL CHECK (position >= 0),
  recorded_at timestamptz NOT NULL,
  batch bigint NOT NULL,
  chain_hash bytea NOT NULL CHECK (length(chain_hash) = 32),
  frontier bytea NOT NULL
);
COMMENT ON TABLE ledger.head IS 'One row. Its lock is what makes positions gapless and in commit order.';
INSERT INTO ledger.head VALUES (true, 0, '1970-01-01T00:00:00Z', 0, decode(repeat('00', 32), 'hex'), '');

CREATE TABLE ledger.event (
  position bigint NOT NULL,
  recorded_at timestamptz NOT NULL,
  occurred_at timestamptz NOT NULL,
  loop text COLLATE "C" NOT NULL,
  type text COLLATE "C" NOT NULL,
  source text COLLATE "C" NOT NULL,
  event_id text COLLATE "C" NOT NULL,
  subject text COLLATE "C",
  key text COLLATE "C",
  correlation_id text COLLATE "C",
  causation_id text COLLATE "C",
  traceparent text COLLATE "C",
  extensions json,
  data json,
  salt bytea,
  content_hash bytea NOT NULL,
  batch bigint NOT NULL,
  PRIMARY KEY (position)
) PARTITION BY RANGE (position);
COMMENT ON TABLE ledger.event IS 'The ledger: every event once, in one gapless order.';
COMMENT ON COLUMN ledger.event.position IS '1, 2, 3 … without gaps, in the order of commits.';
COMMENT ON COLUMN ledger.event.recorded_at IS 'When the archiver recorded it; never falls with position.';
COMMENT ON COLUMN ledger.event.occurred_at IS 'When it happened, by its producer''s clock (CloudEvents time).';
COMMENT ON COLUMN ledger.event.loop IS 'The loop it belongs to, or *: a tick of all loops on the recorded clock, or about the ledger itself.';
COMMENT ON COLUMN ledger.event.type IS 'The event type with its version, as declared in streams/.';
COMMENT ON COLUMN ledger.event.source IS 'Who says so (CloudEvents source).';
COMMENT ON COLUMN ledger.event.event_id IS 'CloudEvents id, unique within source.';
COMMENT ON COLUMN ledger.event.subject IS 'What it is about (CloudEvents subject).';
COMMENT ON COLUMN ledger.event.key IS 'The Kafka record''s key; order is kept per key.';
COMMENT ON COLUMN ledger.event.correlation_id IS 'What a whole turn of the wheel has in common.';
COMMENT ON COLUMN ledger.event.causation_id IS 'The id of the event it reacts to.';
COMMENT ON COLUMN ledger.event.traceparent IS 'W3C Trace Context.';
COMMENT ON COLUMN ledger.event.extensions IS 'Further CloudEvents extension attributes; null where there are none.';
COMMENT ON COLUMN ledger.event.data IS 'The body, the producer''s bytes; null after an erasure.';
COMMENT ON COLUMN ledger.event.salt IS '16 random bytes; null after an erasure.';
COMMENT ON COLUMN ledger.event.content_hash IS
  'SHA-256 over the salt and the SHA-256 of source, id, type, subject and data, each behind its length.';
COMMENT ON COLUMN ledger.event.batch IS 'The batch that recorded it.';

-- Control events are few among many interactions; reactors read them by position.
CREATE INDEX event_control ON ledger.event (position)
  WHERE type <> 'millrace.interaction.recorded.v1' AND type <> 'millrace.feedback.received.v1';

-- Creates what is missing of the partitions from the one that the next event goes to up to the one behind the given
-- position. ATTACH takes a lock that readers and the archiver's inserts do not wait for. Partitions before the head are
-- left alone: they may have been taken out.
CREATE FUNCTION ledger.ensure_partitions(up_to bigint, size bigint DEFAULT 10000000) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
  made integer := 0;
  number bigint;
  name text;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('ledger.ensure_partitions'));
  FOR number IN (SELECT (position + 1) / size FROM ledger.head) .. (up_to / size) + 1 LOOP
    name := 'event_' || number;
    CONTINUE WHEN to_regclass('ledger.' || name) IS NOT NULL;
    EXECUTE format('CREATE TABLE ledger.%I (LIKE ledger.event INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', name);
    EXECUTE format('ALTER TABLE ledger.%I ALTER COLUMN data SET STORAGE EXTENDED', name);
    EXECUTE format('ALTER TABLE ledger.event ATTACH PARTITION ledger.%I FOR VALUES FROM (%s) TO (%s)',
      name, number * size, (number + 1) * size);
    made := made + 1;
  END LOOP;
  RETURN made;
END $$;
SELECT ledger.ensure_partitions(0);

CREATE TABLE ledger.event_id (
  source text COLLATE "C" NOT NULL,
  event_id text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  content_hash bytea NOT NULL,
  PRIMARY KEY (source, event_id)
);
COMMENT ON TABLE ledger.event_id IS 'Dedup: an id stands once; the same id with other content is parked as a conflict.';
COMMENT ON COLUMN ledger.event_id.content_hash IS 'SHA-256 of source, id, type, subject and data, without salt.';

CREATE TABLE ledger.batch (
  batch bigint PRIMARY KEY,
  first_position bigint NOT NULL,
  last_position bigint NOT NULL,
  recorded_at timestamptz NOT NULL,
  offsets json NOT NULL,
  duplicates integer NOT NULL,
  parked integer NOT NULL,
  root_hash bytea NOT NULL,
  previous_hash bytea NOT NULL,
  chain_hash bytea NOT NULL,
  frontier bytea NOT NULL
);
CREATE UNIQUE INDEX batch_last_position ON ledger.batch (last_position);
COMMENT ON TABLE ledger.batch IS 'What one transaction of the archiver recorded, and its link in the hash chain.';
COMMENT ON COLUMN ledger.batch.offsets IS 'Per topic incarnation and partition, the range of offsets read: [first, next).';
COMMENT ON COLUMN ledger.batch.root_hash IS
  'Head of the Merkle tree (RFC 6962) over the leaves of all events up to last_position.';
COMMENT ON COLUMN ledger.batch.frontier IS
  'Roots of that tree''s complete subtrees, 32 bytes each, largest first: what the next batch grows the tree from.';
COMMENT ON COLUMN ledger.batch.chain_hash IS
  'SHA-256 over previous_hash, batch, first and last position, recorded_at, offsets, duplicates, parked and root_hash.';

CREATE TABLE ledger.incarnation (
  incarnation bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  topic text COLLATE "C" NOT NULL,
  topic_id text,
  cluster_id text,
  opened_at timestamptz NOT NULL DEFAULT now(),
  closed_at timestamptz,
  reason text NOT NULL
);
COMMENT ON TABLE ledger.incarnation IS
  'One life of a Kafka topic: a recreated or emptied topic opens a new one, read from its beginning.';
CREATE UNIQUE INDEX incarnation_open ON ledger.incarnation (topic) WHERE closed_at IS NULL;

CREATE TABLE ledger.ingest_offset (
  incarnation bigint NOT NULL REFERENCES ledger.incarnation,
  partition integer NOT NULL,
  next_offset bigint NOT NULL,
  fence bigint NOT NULL DEFAULT 0,
  last_record_hash bytea,
  PRIMARY KEY (incarnation, partition)
);
COMMENT ON TABLE ledger.ingest_offset IS
  'Where the ledger stands in each partition; moves in the transaction of the events, by compare-and-swap.';
COMMENT ON COLUMN ledger.ingest_offset.fence IS 'Raised at each assignment; an archiver with an older fence cannot write.';

CREATE TABLE ledger.ingest_gap (
  incarnation bigint NOT NULL REFERENCES ledger.incarnation,
  partition integer NOT NULL,
  first_offset bigint NOT NULL,
  next_offset bigint NOT NULL,
  noticed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (incarnation, partition, first_offset)
);
COMMENT ON TABLE ledger.ingest_gap IS 'Offsets that retention deleted before the archiver read them.';

CREATE TABLE ledger.parked (
  parked_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  incarnation bigint NOT NULL REFERENCES ledger.incarnation,
  partition integer NOT NULL,
  "offset" bigint NOT NULL,
  topic text COLLATE "C" NOT NULL,
  key bytea,
  value bytea,
  header_names bytea[] NOT NULL,
  header_values bytea[] NOT NULL,
  record_time timestamptz,
  source text COLLATE "C",
  event_id text COLLATE "C",
  reason text COLLATE "C" NOT NULL,
  message text NOT NULL,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'retried', 'discarded', 'superseded')),
  note text,
  attempts integer NOT NULL DEFAULT 0,
  after_position bigint NOT NULL,
  decision_position bigint,
  event_position bigint,
  parked_at timestamptz NOT NULL,
  UNIQUE (incarnation, partition, "offset")
);
COMMENT ON TABLE ledger.parked IS 'Records that the ledger could not take, whole, each with its reason.';
COMMENT ON COLUMN ledger.parked.after_position IS 'The ledger''s last position when it was parked: its place in the order.';
COMMENT ON COLUMN ledger.parked.state IS
  'open; retried (in the ledger now); discarded; superseded (a later differing copy of what a service decided).';
COMMENT ON COLUMN ledger.parked.reason IS 'Why it could not be taken, by the last attempt.';
COMMENT ON COLUMN ledger.parked.attempts IS 'How often it was retried.';
COMMENT ON COLUMN ledger.parked.note IS 'Why it was retried or discarded, by who decided it.';
COMMENT ON COLUMN ledger.parked.decision_position IS
  'The position of the last parked.retried or parked.discarded event that changed this row; both in one transaction.';
COMMENT ON COLUMN ledger.parked.event_position IS 'Where the ledger has the record''s event since it was retried.';
CREATE INDEX parked_open ON ledger.parked (topic, parked_id) WHERE state = 'open';
