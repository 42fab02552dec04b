-- Puts one of the states into an empty, migrated database: `SET witness.state = 'mid_round'` says which. What a state's
-- program could compute from the rest is computed here, in SQL alone; the batches' hashes are the recorded ones, so that
-- the chain fits only where all of it is as it was.
CREATE FUNCTION witness.field(value bytea) RETURNS bytea LANGUAGE sql IMMUTABLE
RETURN coalesce(int4send(length(value)) || value, '\xffffffff');
CREATE FUNCTION witness.field(value text) RETURNS bytea LANGUAGE sql IMMUTABLE
RETURN witness.field(convert_to(value, 'UTF8'));

CREATE TEMP TABLE cut AS SELECT * FROM witness.state WHERE state = current_setting('witness.state');
SELECT ledger.ensure_partitions((SELECT position FROM cut));

CREATE TEMP TABLE placed AS
SELECT e.*, b.batch, b.recorded_at, sha256(
  witness.field(e.source) || witness.field(e.event_id) || witness.field(e.type) || witness.field(e.subject)
    || witness.field(e.data::text)) AS plain
FROM cut, witness.event e JOIN witness.batch b ON e.position BETWEEN b.first_position AND b.last_position
WHERE e.position <= cut.position;
INSERT INTO ledger.event (position, recorded_at, occurred_at, loop, type, source, event_id, subject, key, correlation_id,
  causation_id, traceparent, extensions, data, salt, content_hash, batch)
SELECT position, recorded_at, occurred_at, loop, type, source, event_id, subject, key, correlation_id, causation_id,
  traceparent, extensions, data, decode(salt, 'base64'), sha256(decode(salt, 'base64') || plain), batch
FROM placed ORDER BY position;
INSERT INTO ledger.event_id (generation, digest, position, content_hash)
SELECT ledger.generation(position), ledger.event_digest(source, event_id), position, plain FROM placed;
INSERT INTO ledger.batch (batch, first_position, last_position, recorded_at, offsets, duplicates, parked, root_hash,
  previous_hash, chain_hash, frontier)
SELECT b.batch, first_position, last_position, recorded_at, offsets, duplicates, parked, root_hash, previous_hash,
  chain_hash, frontier
FROM cut, witness.batch b WHERE b.batch <= cut.batch;
UPDATE ledger.head h
SET position = b.last_position, recorded_at = b.recorded_at, batch = b.batch, chain_hash = b.chain_hash,
  frontier = b.frontier
FROM cut, witness.batch b WHERE b.batch = cut.batch;

INSERT INTO ledger.incarnation (incarnation, topic, topic_id, cluster_id, opened_at, closed_at, reason)
OVERRIDING SYSTEM VALUE
SELECT incarnation, topic, topic_id, cluster_id, opened_at, closed_at, reason FROM witness.incarnation;
SELECT setval(pg_get_serial_sequence('ledger.incarnation', 'incarnation'), max(incarnation)) FROM ledger.incarnation;
INSERT INTO ledger.ingest_offset (incarnation, partition, next_offset, fence, last_record_hash)
SELECT incarnation, partition, next_offset, fence, last_record_hash FROM cut JOIN witness.ingest_offset USING (state);
INSERT INTO ledger.ingest_gap (incarnation, partition, first_offset, next_offset, noticed_at)
SELECT incarnation, partition, first_offset, next_offset, noticed_at FROM witness.ingest_gap;
INSERT INTO ledger.parked (parked_id, incarnation, partition, "offset", topic, key, value, header_names, header_values,
  record_time, source, event_id, reason, message, state, note, attempts, after_position, decision_position,
  event_position, parked_at)
OVERRIDING SYSTEM VALUE
SELECT parked_id, incarnation, partition, "offset", topic, key, value, header_names, header_values, record_time, source,
  event_id, reason, message, state, note, attempts, after_position, decision_position, event_position, parked_at
FROM witness.parked;
SELECT setval(pg_get_serial_sequence('ledger.parked', 'parked_id'), max(parked_id)) FROM ledger.parked;

INSERT INTO reactor.cursor (reactor, loop, position, settled)
SELECT reactor, loop, c.position, settled FROM cut JOIN witness.cursor c USING (state);
-- Only what a run below the cut names: a run above it makes its own.
CREATE TEMP TABLE named AS
SELECT decode(a.sha256, 'hex') AS sha256, number, decode(bytes, 'base64') AS bytes FROM witness.artifact a
WHERE EXISTS (
  SELECT FROM placed e WHERE e.type = 'millrace.run.completed.v1' AND e.data->>'artifact' = a.sha256);
INSERT INTO artifact.object (sha256, size, chunks)
SELECT sha256, sum(length(bytes)), count(*) FROM named GROUP BY sha256;
INSERT INTO artifact.chunk (sha256, number, bytes) SELECT sha256, number, bytes FROM named;
INSERT INTO artifact.fold_version (group_name, version, files)
SELECT group_name, version, files FROM witness.fold_version;
DROP TABLE placed, named, cut;
DROP SCHEMA witness CASCADE;
