-- Dedup that does not slow down as the ledger grows. Ids are mostly random, so an index over all of them is written to all
-- over: once it has outgrown the memory, each id costs a page. Now an id is known by 16 bytes of its hash, and stands
-- behind the generation of its position, a million events each: what is written is always the youngest million's part of
-- the index, and older parts are only read. That an id is in no older generation, the archiver knows by a filter
-- (docs/decisions/0014).
CREATE FUNCTION ledger.generation("position" bigint) RETURNS integer LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (position >> 20)::integer;
COMMENT ON FUNCTION ledger.generation IS 'Which million (2^20) of the ledger''s positions one belongs to: 0, 1, 2 …';

CREATE FUNCTION ledger.event_digest(source text, event_id text) RETURNS uuid
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN encode(substr(sha256(
  int4send(octet_length(convert_to(source, 'UTF8'))) || convert_to(source, 'UTF8')
    || int4send(octet_length(convert_to(event_id, 'UTF8'))) || convert_to(event_id, 'UTF8')), 1, 16), 'hex')::uuid;
COMMENT ON FUNCTION ledger.event_digest IS
  'The first 16 bytes of SHA-256 over source and id, each behind its length (4 bytes, big-endian).';

ALTER TABLE ledger.event_id RENAME TO event_id_by_text;
CREATE TABLE ledger.event_id (
  generation integer NOT NULL,
  digest uuid NOT NULL,
  position bigint NOT NULL,
  content_hash bytea NOT NULL,
  CHECK (generation = ledger.generation(position))
);
INSERT INTO ledger.event_id
SELECT ledger.generation(position), ledger.event_digest(source, event_id), position, content_hash
FROM ledger.event_id_by_text ORDER BY position;
ALTER TABLE ledger.event_id ADD PRIMARY KEY (generation, digest);
DROP TABLE ledger.event_id_by_text;
COMMENT ON TABLE ledger.event_id IS
  'Dedup: an id stands once, in whatever generation; the same id with other content is parked as a conflict.';
COMMENT ON COLUMN ledger.event_id.generation IS 'ledger.generation(position)';
COMMENT ON COLUMN ledger.event_id.digest IS 'ledger.event_digest(source, event_id)';
COMMENT ON COLUMN ledger.event_id.position IS 'Where the event stands.';
COMMENT ON COLUMN ledger.event_id.content_hash IS 'SHA-256 of source, id, type, subject and data, without salt.';

-- Each is looked for in each generation by the index; OFFSET 0 keeps the planner from reading the table instead. It takes
-- the work for much larger than it is, which would make it compile the plan.
CREATE FUNCTION ledger.find_events(digests uuid[], first integer DEFAULT 0, last integer DEFAULT NULL)
RETURNS TABLE (place bigint, "position" bigint, content_hash bytea)
LANGUAGE sql STABLE SET jit = off AS $$
  SELECT d.place, e.position, e.content_hash
  FROM unnest(digests) WITH ORDINALITY AS d (digest, place)
  CROSS JOIN generate_series(first, coalesce(last, (SELECT ledger.generation(h.position) FROM ledger.head h))) AS g
  CROSS JOIN LATERAL (
    SELECT i.position, i.content_hash FROM ledger.event_id i WHERE i.generation = g AND i.digest = d.digest OFFSET 0
  ) AS e
$$;
COMMENT ON FUNCTION ledger.find_events IS
  'Where the ledger has events, by digest; place counts them from 1. The generations looked in are first to last.';

CREATE FUNCTION ledger.position_of(source text, event_id text) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT f.position FROM ledger.find_events(ARRAY[ledger.event_digest(source, event_id)]) f
$$;
COMMENT ON FUNCTION ledger.position_of IS 'Where the ledger has an event; null while it does not.';

GRANT SELECT, INSERT ON ledger.event_id TO millrace_archiver;
GRANT SELECT ON ledger.event_id TO millrace_service, millrace_auditor;
