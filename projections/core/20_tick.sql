-- The loops' clocks: a row for each tick that moved a loop's clock. A loop's configuration says which clock it has:
-- "occurred" is moved by ticks that name the loop, "recorded" by ticks that name all loops (loop *).
--
-- By the rules "doors" a tick that lies too far ahead is an error, and moves nothing: on the recorded clock a tick whose
-- time is more than a minute behind the one at which the ledger recorded it, on an occurred clock a tick whose time is
-- more than 31 days beyond the loop's clock, unless it names the loop's last tick (follows). A loop's first tick is free.
-- By the rules before, a tick moved the clock however far ahead it was. So each row has the clock twice: "time" by the
-- rules at the row's own position, and "accepted_time" by the rules "doors" throughout, over all ticks of the loop from
-- the first one on. From the adoption on "time" is "accepted_time": it goes back to it, once, where an earlier tick lay
-- too far ahead, and that tick binds nobody any more.
--! tables
CREATE TABLE tick (
  loop text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  time timestamptz NOT NULL,
  event_id text NOT NULL,
  join_window interval NOT NULL,
  accepted_time timestamptz,
  PRIMARY KEY (loop, position)
);
COMMENT ON TABLE tick IS
  'Ticks of each loop; time never falls but at the adoption of "doors", and the join window is the one in force at the tick.';
COMMENT ON COLUMN tick.accepted_time IS
  'What the clock shows by the rules "doors", also where these were not adopted yet; null: no tick so far passes them.';

-- The ticks of a window, one by one: for each loop that a tick concerns, where the clock goes, or why the tick is none.
-- LOOP is a word of this language, so the column is in quotes. As in every fold the window is the positions above "after" up to "up_to"; the table has the windows before.
CREATE FUNCTION judge_ticks(after bigint, up_to bigint) RETURNS TABLE (
  of_loop text, at_position bigint, moves_to timestamptz, tick_id text, waits interval, accepted timestamptz, fault text)
LANGUAGE plpgsql AS $$
DECLARE
  mark bigint := (SELECT r.position FROM rule r WHERE r.name = 'doors');
  moved record;
  last_id text;
BEGIN
  FOR moved IN
    SELECT in_force."loop", ticked.position, ticked.time, ticked.event_id, ticked.follows, in_force.join_window,
      coalesce(ticked.position > mark, false) AS by_doors, in_force.clock = 'recorded' AS is_recorded,
      ticked.time <= ticked.recorded_at + interval '1 minute' AS is_near,
      before.event_id AS before_id, before.time AS before_time, before.accepted_time AS before_accepted
    FROM ledger.clock_ticked ticked
    CROSS JOIN LATERAL (
      SELECT DISTINCT ON (l."loop") l."loop", l.clock, l.join_window FROM loop_version l
      WHERE l.position < ticked.position AND (l."loop" = ticked."loop" OR ticked."loop" = '*')
      ORDER BY l."loop", l.position DESC
    ) in_force
    LEFT JOIN LATERAL (
      SELECT t.event_id, t.time, t.accepted_time FROM tick t WHERE t."loop" = in_force."loop"
      ORDER BY t.position DESC LIMIT 1
    ) before ON true
    WHERE ticked.position > after AND ticked.position <= up_to AND ticked.time IS NOT NULL
      AND (ticked."loop" = '*') = (in_force.clock = 'recorded')
    ORDER BY in_force."loop", ticked.position
  LOOP
    IF moved."loop" IS DISTINCT FROM of_loop THEN
      of_loop := moved."loop";
      last_id := moved.before_id;
      moves_to := moved.before_time;
      accepted := moved.before_accepted;
    END IF;
    fault := CASE
      WHEN moved.is_recorded THEN CASE WHEN NOT moved.is_near THEN 'tick_ahead' END
      WHEN accepted IS NULL OR moved.follows = last_id OR moved.time <= accepted + interval '31 days' THEN NULL
      ELSE 'tick_too_far' END;
    IF fault IS NULL THEN
      accepted := greatest(accepted, moved.time);
    END IF;
    IF moved.by_doors THEN
      moves_to := accepted;
    ELSE
      moves_to := greatest(moves_to, moved.time);
      fault := NULL;
    END IF;
    IF fault IS NULL THEN
      last_id := moved.event_id;
    END IF;
    at_position := moved.position;
    tick_id := moved.event_id;
    waits := moved.join_window;
    RETURN NEXT;
  END LOOP;
END $$;

--! fold
-- The window: positions above $1 up to $2.

-- Each tick in the window becomes a row for each loop whose clock it moves: of the loops that the tick names, those
-- whose configuration in force (the last one below the tick's position) has the clock that such a tick moves. A tick
-- with an earlier time than a tick before it leaves the clock where it is: the row's time is the greatest one of the
-- loop so far.
--
-- A tick that lies too far ahead is an error, and so is one whose time is none that Postgres has, and one that names a
-- single loop and has no row in tick.
WITH judged AS MATERIALIZED (
  SELECT j.* FROM judge_ticks($1, $2) j
), moved AS (
  INSERT INTO tick
  SELECT j.of_loop, j.at_position, j.moves_to, j.tick_id, j.waits, j.accepted FROM judged j WHERE j.fault IS NULL
)
INSERT INTO fold_error
SELECT ticked.position, 'tick', wrong.reason, CASE wrong.reason
    WHEN 'tick_unreadable' THEN 'the time of the tick is none that the ledger can hold'
    WHEN 'tick_ahead' THEN 'the tick is more than a minute ahead of when the ledger recorded it'
    WHEN 'tick_too_far' THEN
      'the tick lies more than 31 days beyond the loop''s clock and does not name the loop''s last tick (follows)'
    ELSE CASE WHEN EXISTS (SELECT FROM loop_version l WHERE l.loop = ticked.loop AND l.position < ticked.position)
      THEN 'the loop runs on the recorded clock, which only ticks of * move'
      ELSE 'the loop is not configured' END
  END
FROM ledger.clock_ticked ticked
CROSS JOIN LATERAL (
  SELECT CASE WHEN ticked.time IS NULL THEN 'tick_unreadable'
    WHEN EXISTS (SELECT FROM judged j WHERE j.at_position = ticked.position)
      THEN (SELECT min(j.fault) FROM judged j WHERE j.at_position = ticked.position)
    WHEN ticked.loop <> '*' THEN 'tick_ignored' END AS reason
) wrong
WHERE ticked.position > $1 AND ticked.position <= $2 AND wrong.reason IS NOT NULL;
