-- Verifications: a row for each comparison of the live read models with a replay of the ledger.
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
-- The window: positions above $1 up to $2.
--! when millrace.projection.verified.v1

-- Each verification in the window becomes a row; one without a member, or with a number that cannot be used, is an error.
-- By the rules "doors" so is one of a position that is not below its own: nobody can have compared what was not there.
INSERT INTO verification
SELECT v.position, v.recorded_at, v.group_name, v.version, v.verified_position, v.matches, v.tables, v.differences
FROM ledger.projection_verified v
WHERE (v.verified_position < v.position
    OR (v.position > (SELECT r.position FROM rule r WHERE r.name = 'doors')) IS NOT TRUE)
  AND v.position > $1 AND v.position <= $2 AND v.group_name IS NOT NULL AND v.version IS NOT NULL
  AND v.verified_position IS NOT NULL AND v.matches IS NOT NULL AND v.tables IS NOT NULL AND v.differences IS NOT NULL;

INSERT INTO fold_error
SELECT v.position, 'verification',
  CASE WHEN v.verified_position >= v.position AND v.group_name IS NOT NULL AND v.version IS NOT NULL
      AND v.matches IS NOT NULL AND v.tables IS NOT NULL AND v.differences IS NOT NULL
    THEN 'verified_ahead' ELSE 'verification_unreadable' END,
  CASE WHEN v.verified_position >= v.position AND v.group_name IS NOT NULL AND v.version IS NOT NULL
      AND v.matches IS NOT NULL AND v.tables IS NOT NULL AND v.differences IS NOT NULL
    THEN format('it is of position %s, which is not below its own', v.verified_position)
    ELSE 'a member of the verification is missing, or no number that can be used' END
FROM ledger.projection_verified v
WHERE v.position > $1 AND v.position <= $2
  AND NOT EXISTS (SELECT FROM verification x WHERE x.position = v.position);
