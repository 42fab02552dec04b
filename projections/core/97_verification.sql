-- What checks of the read models found.
--! tables
CREATE TABLE verification (
  position bigint PRIMARY KEY,
  recorded_at timestamptz NOT NULL,
  group_name text COLLATE "C" NOT NULL,
  version text NOT NULL,
  verified_position bigint NOT NULL,
  matches boolean NOT NULL,
  tables jsonb NOT NULL,
  differences jsonb NOT NULL
);
COMMENT ON TABLE verification IS 'Comparisons of the live read models with a replay of the ledger at the same position.';

--! fold
INSERT INTO verification
SELECT v.position, v.recorded_at, v.group_name, v.version, v.verified_position, v.matches, v.tables, v.differences
FROM ledger.projection_verified v
WHERE v.position > $1 AND v.position <= $2;
