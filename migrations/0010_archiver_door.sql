-- Whoever emits an event finds whether it came to be parked. By its hash, since an id may be longer than an index of the
-- other kind takes.
CREATE INDEX parked_event ON ledger.parked USING hash (event_id) WHERE event_id IS NOT NULL;
COMMENT ON COLUMN ledger.parked.source IS 'CloudEvents source of the parked event, where it could be read.';
COMMENT ON COLUMN ledger.parked.event_id IS 'CloudEvents id of the parked event, where source and id could be read.';

-- Offsets are places and no counts: the last record may lie before the end of what was read.
ALTER TABLE ledger.ingest_offset ADD COLUMN last_record_offset bigint;
COMMENT ON COLUMN ledger.ingest_offset.last_record_offset IS
  'Of the record that last_record_hash is of; null: the one before next_offset.';
COMMENT ON COLUMN ledger.ingest_offset.next_offset IS
  'Where to read on. Every offset below is in the ledger, parked, or has no record: the end of a transaction, what was aborted or compacted.';

-- An archiver whose clock and the database's differ by over a minute writes nothing, and says so here.
CREATE TABLE ledger.clock_dispute (
  archiver text COLLATE "C" PRIMARY KEY,
  since timestamptz NOT NULL,
  seen_at timestamptz NOT NULL,
  lead interval NOT NULL
);
COMMENT ON TABLE ledger.clock_dispute IS
  'Archivers that write nothing, since their clock and the database''s disagree; believed for a minute.';
COMMENT ON COLUMN ledger.clock_dispute.lead IS 'By how much the archiver''s host is ahead of the database; below zero behind.';
GRANT SELECT, INSERT, UPDATE, DELETE ON ledger.clock_dispute TO millrace_archiver;
GRANT SELECT ON ledger.clock_dispute TO millrace_service, millrace_projector, millrace_auditor;
