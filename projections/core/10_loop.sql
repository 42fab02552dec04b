-- Loops, every configuration and state change kept: as of position P, a loop is its last row at or before P.
--! tables
CREATE TABLE loop_version (
  loop text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  recorded_at timestamptz NOT NULL,
  state text NOT NULL,
  config jsonb NOT NULL,
  config_digest text NOT NULL,
  config_position bigint NOT NULL,
  PRIMARY KEY (loop, position)
);
COMMENT ON TABLE loop_version IS 'Each configuration, pause and resumption of a loop, valid from its position on.';

--! fold
-- A pause or resumption carries the configuration before it along; one without any configuration is an error.
INSERT INTO loop_version
SELECT c.loop, c.position, c.recorded_at,
  CASE c.type WHEN 'millrace.loop.paused.v1' THEN 'paused' ELSE 'active' END,
  coalesce(c.config, earlier.config), coalesce(c.digest, earlier.digest), earlier.position
FROM ledger.loop_changed c
CROSS JOIN LATERAL (
  SELECT s.position, s.config, s.digest FROM (
    SELECT c.position, c.config, c.digest WHERE c.type = 'millrace.loop.configured.v1'
    UNION ALL
    (SELECT w.position, w.config, w.digest FROM ledger.loop_changed w
     WHERE w.loop = c.loop AND w.type = 'millrace.loop.configured.v1' AND w.position > $1 AND w.position < c.position)
    UNION ALL
    (SELECT v.config_position, v.config, v.config_digest FROM loop_version v
     WHERE v.loop = c.loop AND v.position <= $1 ORDER BY v.position DESC LIMIT 1)
  ) s ORDER BY s.position DESC LIMIT 1
) earlier
WHERE c.position > $1 AND c.position <= $2;

INSERT INTO fold_error
SELECT c.position, 'loop', 'loop_unknown', 'paused or resumed before it was configured'
FROM ledger.loop_changed c
WHERE c.position > $1 AND c.position <= $2
  AND NOT EXISTS (SELECT FROM loop_version v WHERE v.loop = c.loop AND v.position = c.position);
