-- Tables that take the files as they are, each by the columns that its first line names:
-- `COPY witness.NAME (…) FROM STDIN WITH (HEADER)` takes NAME.copy.
CREATE SCHEMA witness;
-- A row's number is the event's position.
CREATE TABLE witness.event (
  occurred_at timestamptz, loop text, type text, source text, event_id text, subject text, key text,
  correlation_id text, causation_id text, traceparent text, extensions json, data json, salt text);
ALTER TABLE witness.event ADD position bigint GENERATED ALWAYS AS IDENTITY;
CREATE TABLE witness.batch (
  batch bigint, first_position bigint, last_position bigint, recorded_at timestamptz, offsets json, duplicates integer,
  parked integer, root_hash bytea, previous_hash bytea, chain_hash bytea, frontier bytea);
CREATE TABLE witness.incarnation (
  incarnation bigint, topic text, topic_id text, cluster_id text, opened_at timestamptz, closed_at timestamptz,
  reason text);
CREATE TABLE witness.ingest_gap (
  incarnation bigint, partition integer, first_offset bigint, next_offset bigint, noticed_at timestamptz);
CREATE TABLE witness.parked (
  parked_id bigint, incarnation bigint, partition integer, "offset" bigint, topic text, key bytea, value bytea,
  header_names bytea[], header_values bytea[], record_time timestamptz, source text, event_id text, reason text,
  message text, state text, note text, attempts integer, after_position bigint, decision_position bigint,
  event_position bigint, parked_at timestamptz);
CREATE TABLE witness.artifact (sha256 text, number integer, bytes text);
CREATE TABLE witness.fold_version (group_name text, version text, files jsonb);
CREATE TABLE witness.state (state text, batch bigint, position bigint);
CREATE TABLE witness.cursor (state text, reactor text, loop text, position bigint, settled bigint);
CREATE TABLE witness.ingest_offset (
  state text, incarnation bigint, partition integer, next_offset bigint, fence bigint, last_record_hash bytea);
