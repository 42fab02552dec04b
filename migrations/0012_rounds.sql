-- Rounds that came to nothing, and waits that only a reactor can tell.
CREATE VIEW ledger.round_failed AS
SELECT e.position, e.recorded_at, e.loop, e.event_id, d.dataset_id, d.tick,
  ledger.whole_number(d.position, 1, 9223372036854775807) AS decided_at_position, d.stage, d.code, d.sentence
FROM ledger.event e,
  jsonb_to_record(e.data::jsonb) AS d(
    dataset_id text, tick text, position jsonb, stage text, code text, sentence text)
WHERE e.type = 'millrace.round.failed.v1';
COMMENT ON VIEW ledger.round_failed IS 'millrace.round.failed.v1: rounds that came to nothing, and why.';

CREATE VIEW ledger.round_waiting AS
SELECT e.position, e.recorded_at, e.loop, e.event_id, d.reactor, d.code, d.sentence, d.cause,
  ledger.whole_number(d.position, 1, 9223372036854775807) AS decided_at_position
FROM ledger.event e,
  jsonb_to_record(e.data::jsonb) AS d(reactor text, code text, sentence text, cause text, position jsonb)
WHERE e.type = 'millrace.round.waiting.v1';
COMMENT ON VIEW ledger.round_waiting IS 'millrace.round.waiting.v1: what a reactor waits for; no code: for nothing any more.';

GRANT SELECT ON ledger.round_failed, ledger.round_waiting TO millrace_projector, millrace_service, millrace_auditor;

-- What a reactor tries again and again, because it may pass: Postgres or Kafka away, a lock, a full disk.
CREATE TABLE reactor.retry (
  reactor text COLLATE "C" NOT NULL,
  loop text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  since timestamptz NOT NULL DEFAULT now(),
  attempts integer NOT NULL DEFAULT 1,
  reason text NOT NULL,
  PRIMARY KEY (reactor, loop)
);
COMMENT ON TABLE reactor.retry IS 'Events that a reactor tries again to decide on; a row goes when it has.';
COMMENT ON COLUMN reactor.retry.position IS 'Of the event that it tries to decide on; 0: it cannot read the next one.';
COMMENT ON COLUMN reactor.retry.since IS 'When the first attempt failed.';
COMMENT ON COLUMN reactor.retry.attempts IS 'How often it was tried since.';
COMMENT ON COLUMN reactor.retry.reason IS 'What the last attempt failed for.';
GRANT SELECT, INSERT, UPDATE, DELETE ON reactor.retry TO millrace_service;

-- The analysts' view of what loops wait for belongs to the projector, which makes the views.
GRANT USAGE ON SCHEMA reactor TO millrace_projector;
GRANT SELECT ON reactor.retry TO millrace_projector;
GRANT SELECT ON artifact.object TO millrace_projector;

-- A round whose folds were replaced is read through a copy that is folded anew, as an auditor's replay is. A service may
-- take the auditor's role for that, and has none of its rights before it does.
DO $$
BEGIN
  ALTER ROLE millrace_service NOINHERIT;
  GRANT millrace_auditor TO millrace_service;
EXCEPTION WHEN insufficient_privilege THEN
  RAISE WARNING 'millrace_service is no member of millrace_auditor: a round whose folds were replaced will fail'
    USING HINT = 'let an administrator run: ALTER ROLE millrace_service NOINHERIT; '
      'GRANT millrace_auditor TO millrace_service;';
END $$;
