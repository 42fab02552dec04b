-- The loops' clocks: a tick moves its loop's time forward; a tick of all (*) those on the recorded clock.
--! tables
CREATE TABLE tick (
  loop text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  time timestamptz NOT NULL,
  event_id text NOT NULL,
  join_window interval NOT NULL,
  PRIMARY KEY (loop, position)
);
COMMENT ON TABLE tick IS 'Ticks of each loop; time never falls, and the join window is the one in force at the tick.';

--! fold
INSERT INTO tick
SELECT t.loop, t.position,
  greatest(max(t.time) OVER (PARTITION BY t.loop ORDER BY t.position), last.time), t.event_id, t.join_window
FROM (
  SELECT v.loop, c.position, c.time, c.event_id,
    (v.config->>'join_window')::interval AS join_window
  FROM ledger.clock_ticked c
  CROSS JOIN LATERAL (
    SELECT DISTINCT ON (l.loop) l.loop, l.config FROM loop_version l
    WHERE l.position < c.position AND (l.loop = c.loop OR c.loop = '*')
    ORDER BY l.loop, l.position DESC
  ) v
  WHERE c.position > $1 AND c.position <= $2
    AND ((c.loop = '*') = (v.config->>'clock' = 'recorded'))
) t
LEFT JOIN LATERAL (
  SELECT k.time FROM tick k WHERE k.loop = t.loop ORDER BY k.position DESC LIMIT 1
) last ON true;

INSERT INTO fold_error
SELECT c.position, 'tick', 'tick_ignored',
  CASE WHEN EXISTS (SELECT FROM loop_version l WHERE l.loop = c.loop AND l.position < c.position)
    THEN 'the loop runs on the recorded clock, which only ticks of * move'
    ELSE 'the loop is not configured' END
FROM ledger.clock_ticked c
WHERE c.position > $1 AND c.position <= $2 AND c.loop <> '*'
  AND NOT EXISTS (SELECT FROM tick t WHERE t.loop = c.loop AND t.position = c.position);
