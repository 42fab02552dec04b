CREATE SCHEMA artifact;

CREATE TABLE artifact.object (
  sha256 bytea PRIMARY KEY CHECK (length(sha256) = 32),
  size bigint NOT NULL,
  chunks integer NOT NULL,
  stored_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE artifact.object IS 'Model artifacts by content; written before the RunCompleted that names them.';

CREATE TABLE artifact.chunk (
  sha256 bytea NOT NULL REFERENCES artifact.object,
  number integer NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (sha256, number)
);
COMMENT ON TABLE artifact.chunk IS 'The bytes of an artifact, in pieces of at most 1 MiB, from number 0.';
ALTER TABLE artifact.chunk ALTER COLUMN bytes SET STORAGE EXTERNAL;

CREATE TABLE artifact.fold_version (
  group_name text COLLATE "C" NOT NULL,
  version text COLLATE "C" NOT NULL,
  files jsonb NOT NULL,
  stored_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (group_name, version)
);
COMMENT ON TABLE artifact.fold_version IS
  'Every version of the folds that was ever live, with its files: datasets name the one that fed them.';

CREATE SCHEMA reactor;

CREATE TABLE reactor.cursor (
  reactor text COLLATE "C" NOT NULL,
  loop text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  settled bigint NOT NULL,
  PRIMARY KEY (reactor, loop)
);
COMMENT ON TABLE reactor.cursor IS
  'Up to which ledger position a reactor has decided for a loop, everything it emitted being in the ledger.';
COMMENT ON COLUMN reactor.cursor.settled IS
  'The last position of what it emitted: it decides on when the read models have reached it.';
