-- The roles that programs and people log in through, each with the least rights it needs. None can log in by itself and
-- none has a password: an administrator makes logins as members, `CREATE ROLE alice LOGIN IN ROLE millrace_analyst`.
-- Roles belong to the whole cluster: they are made where they are absent, also when several databases migrate at once.
-- Nobody but the owner can update or delete an event.
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY[
    'millrace_archiver', 'millrace_projector', 'millrace_service', 'millrace_auditor', 'millrace_analyst'
  ] LOOP
    BEGIN
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
        EXECUTE format('CREATE ROLE %I NOLOGIN', name);
      END IF;
    EXCEPTION
      WHEN duplicate_object OR unique_violation THEN NULL;
      WHEN insufficient_privilege THEN
        RAISE EXCEPTION 'the role % does not exist, and % may not make it', name, current_user
          USING HINT = format('let an administrator run: CREATE ROLE %I NOLOGIN; GRANT %I TO %I WITH ADMIN OPTION;',
            name, name, current_user);
    END;
    -- The owner folds and replays in these roles; a superuser may without being asked.
    BEGIN
      IF NOT pg_has_role(current_user, name, 'MEMBER') THEN
        EXECUTE format('GRANT %I TO %I', name, current_user);
      END IF;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END;
  END LOOP;
  -- Projectors make the live copy and the one beside it, auditors make replays: schemas of their own.
  EXECUTE format('GRANT CREATE ON DATABASE %I TO millrace_projector, millrace_auditor', current_database());
END $$;

GRANT USAGE ON SCHEMA ledger TO millrace_archiver, millrace_projector, millrace_service, millrace_auditor;

-- The archiver adds to the ledger and moves its head and offsets.
GRANT SELECT, INSERT ON ledger.event, ledger.event_id, ledger.batch TO millrace_archiver;
GRANT SELECT, UPDATE ON ledger.head TO millrace_archiver;
GRANT SELECT, INSERT, UPDATE ON ledger.incarnation, ledger.ingest_offset, ledger.ingest_gap, ledger.parked
  TO millrace_archiver;
-- It makes partitions with the owner's rights, and only so.
ALTER FUNCTION ledger.ensure_partitions(bigint, bigint) SECURITY DEFINER SET search_path = ledger, pg_temp;
REVOKE ALL ON FUNCTION ledger.ensure_partitions(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.ensure_partitions(bigint, bigint) TO millrace_archiver;

-- Projectors and services read events; auditors read everything.
GRANT SELECT ON ledger.event, ledger.head, ledger.interaction_recorded, ledger.feedback_received, ledger.loop_changed,
  ledger.clock_ticked, ledger.dataset_requested, ledger.dataset_sealed, ledger.run_started, ledger.run_finished,
  ledger.evaluation_started, ledger.verdict_reached, ledger.verdict_revised, ledger.slot_changed,
  ledger.projection_verified, ledger.parked_decided
  TO millrace_projector, millrace_service;
GRANT SELECT ON ledger.event_id TO millrace_service;
-- The analysts' view of parked records belongs to whoever makes the views.
GRANT SELECT ON ledger.parked TO millrace_service, millrace_projector;
REVOKE ALL ON FUNCTION ledger.position_at(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.position_at(timestamptz) TO millrace_projector, millrace_service, millrace_auditor;
GRANT SELECT ON ALL TABLES IN SCHEMA ledger TO millrace_auditor;
ALTER DEFAULT PRIVILEGES IN SCHEMA ledger GRANT SELECT ON TABLES TO millrace_auditor;

-- Services store artifacts and move their own cursors.
GRANT USAGE ON SCHEMA artifact, reactor TO millrace_service, millrace_auditor;
GRANT SELECT, INSERT ON artifact.object, artifact.chunk TO millrace_service;
-- The projector keeps each version of its folds.
GRANT USAGE ON SCHEMA artifact TO millrace_projector;
GRANT SELECT, INSERT ON artifact.fold_version TO millrace_projector;
GRANT SELECT ON artifact.fold_version TO millrace_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON reactor.cursor TO millrace_service;
GRANT SELECT ON ALL TABLES IN SCHEMA artifact, reactor TO millrace_auditor;
ALTER DEFAULT PRIVILEGES IN SCHEMA artifact, reactor GRANT SELECT ON TABLES TO millrace_auditor;
