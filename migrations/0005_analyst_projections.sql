-- The projections that analysts add. Their SQL is here, so that any projector folds it; their tables are in schemas of
-- their own, and each runs in a role of its own, through a function that it cannot leave.
CREATE SCHEMA projection;

CREATE TABLE projection.analyst (
  name text COLLATE "C" NOT NULL,
  is_live boolean NOT NULL,
  version text NOT NULL,
  digest text NOT NULL,
  role text NOT NULL,
  tables text NOT NULL,
  folds text[] NOT NULL,
  position bigint NOT NULL,
  state text NOT NULL CHECK (state IN ('active', 'failed')),
  error text,
  PRIMARY KEY (name, is_live)
);
COMMENT ON TABLE projection.analyst IS 'The projections that analysts added, and up to where each is folded.';
COMMENT ON COLUMN projection.analyst.is_live IS 'False: folded beside the live copy, to take its place.';
COMMENT ON COLUMN projection.analyst.digest IS 'SHA-256 of its files.';
COMMENT ON COLUMN projection.analyst.role IS 'The role it runs in.';
COMMENT ON COLUMN projection.analyst.state IS 'active; failed (it stopped alone, and error says why).';

GRANT USAGE ON SCHEMA projection TO millrace_projector, millrace_service, millrace_auditor;
GRANT SELECT, INSERT, UPDATE, DELETE ON projection.analyst TO millrace_projector;
GRANT SELECT ON projection.analyst TO millrace_service, millrace_auditor;
