-- The loops' clocks: a row for each tick that moved a loop's clock. A loop's configuration says which clock it has:
-- "occurred" is moved by ticks that name the loop, "recorded" by ticks that name all loops (loop *).
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
-- The window: positions above $1 up to $2.

-- Each tick in the window becomes a row for each loop whose clock it moves: of the loops that the tick names, those
-- whose configuration in force (the last one below the tick's position) has the clock that such a tick moves. A tick
-- with an earlier time than a tick before it leaves the clock where it is: the row's time is the greatest one of the
-- loop so far, among the ticks of the window and the last row of the windows before.
INSERT INTO tick
SELECT moved.loop, moved.position,
  greatest(max(moved.time) OVER (PARTITION BY moved.loop ORDER BY moved.position), before.time), moved.event_id,
  moved.join_window
FROM (
  SELECT in_force.loop, ticked.position, ticked.time, ticked.event_id,
    in_force.join_window
  FROM ledger.clock_ticked ticked
  CROSS JOIN LATERAL (
    SELECT DISTINCT ON (l.loop) l.loop, l.clock, l.join_window FROM loop_version l
    WHERE l.position < ticked.position AND (l.loop = ticked.loop OR ticked.loop = '*')
    ORDER BY l.loop, l.position DESC
  ) in_force
  WHERE ticked.position > $1 AND ticked.position <= $2
    AND ((ticked.loop = '*') = (in_force.clock = 'recorded'))
) moved
LEFT JOIN LATERAL (
  SELECT t.time FROM tick t WHERE t.loop = moved.loop ORDER BY t.position DESC LIMIT 1
) before ON true;

-- A tick of the window that names one loop and has no row in tick is an error.
INSERT INTO fold_error
SELECT ticked.position, 'tick', 'tick_ignored',
  CASE WHEN EXISTS (SELECT FROM loop_version l WHERE l.loop = ticked.loop AND l.position < ticked.position)
    THEN 'the loop runs on the recorded clock, which only ticks of * move'
    ELSE 'the loop is not configured' END
FROM ledger.clock_ticked ticked
WHERE ticked.position > $1 AND ticked.position <= $2 AND ticked.loop <> '*'
  AND NOT EXISTS (SELECT FROM tick t WHERE t.loop = ticked.loop AND t.position = ticked.position);
