-- From which position on a set of rules holds. The event is appended by `millrace migrate`, behind these files.
CREATE VIEW ledger.rules_adopted AS
SELECT e.position, e.recorded_at, e.event_id, d.rules
FROM ledger.event e, jsonb_to_record(e.data::jsonb) AS d(rules text)
WHERE e.type = 'millrace.rules.adopted.v1';
COMMENT ON VIEW ledger.rules_adopted IS 'millrace.rules.adopted.v1: the position from which a set of rules holds.';

-- A tick may name the one before it.
CREATE OR REPLACE VIEW ledger.clock_ticked AS
SELECT e.position, e.recorded_at, e.loop, e.source, e.event_id, d.time, d.follows
FROM ledger.event e, jsonb_to_record(e.data::jsonb) AS d(time timestamptz, follows text)
WHERE e.type = 'millrace.clock.ticked.v1';

GRANT SELECT ON ledger.rules_adopted TO millrace_projector, millrace_service, millrace_auditor;
