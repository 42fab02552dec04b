-- Each loop's configuration and state: a row for each event that changed one of them. As of position P, a loop's
-- configuration and state are those of the loop's last row at or before P.
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
-- The window: positions above $1 up to $2.

-- Each configuration, pause and resumption in the window becomes a row. A configuration states the loop's configuration
-- itself; a pause or a resumption states none, so its row repeats the last configuration before the event. That one is
-- looked for among the events of the window, and in loop_version for the windows before. A pause or resumption of a
-- loop that was never configured gives no row here, and an error below.
INSERT INTO loop_version
SELECT changed.loop, changed.position, changed.recorded_at,
  CASE changed.type WHEN 'millrace.loop.paused.v1' THEN 'paused' ELSE 'active' END,
  coalesce(changed.config, stated.config), coalesce(changed.digest, stated.digest), stated.position
FROM ledger.loop_changed changed
CROSS JOIN LATERAL (
  SELECT s.position, s.config, s.digest FROM (
    SELECT changed.position, changed.config, changed.digest WHERE changed.type = 'millrace.loop.configured.v1'
    UNION ALL
    (SELECT earlier.position, earlier.config, earlier.digest FROM ledger.loop_changed earlier
     WHERE earlier.loop = changed.loop AND earlier.type = 'millrace.loop.configured.v1'
       AND earlier.position > $1 AND earlier.position < changed.position)
    UNION ALL
    (SELECT v.config_position, v.config, v.config_digest FROM loop_version v
     WHERE v.loop = changed.loop AND v.position <= $1 ORDER BY v.position DESC LIMIT 1)
  ) s ORDER BY s.position DESC LIMIT 1
) stated
WHERE changed.position > $1 AND changed.position <= $2;

-- An event of the window without a row in loop_version is an error.
INSERT INTO fold_error
SELECT changed.position, 'loop', 'loop_unknown', 'paused or resumed before it was configured'
FROM ledger.loop_changed changed
WHERE changed.position > $1 AND changed.position <= $2
  AND NOT EXISTS (SELECT FROM loop_version v WHERE v.loop = changed.loop AND v.position = changed.position);
