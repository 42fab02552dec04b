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
--
-- By the rules "doors" a clock is set back in two more cases, and in no other:
-- - Where the loop's last tick moved the other clock, since its configuration changed that: the next tick begins the clock
--   anew, and is free as a first one is.
-- - On the recorded clock, where host and database were ahead together, and ticks with them. Once they show the right
--   time again, the ledger's time stands still until they have caught up, and only the ticks tell the time. Two ticks in
--   a row that lie before the clock, in order, and in two batches that the ledger recorded at the same time, set it back
--   to the second one. Where the ledger's time goes on, no tick sets the clock back, however many there are.
--
-- What counts from a time that the clock has shown (an interaction's, a seal's, a promotion's) counts from the least
-- time that the clock was set back to since, where that is earlier.
--! tables
CREATE TABLE tick (
  loop text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  time timestamptz NOT NULL,
  event_id text NOT NULL,
  join_window interval NOT NULL,
  accepted_time timestamptz,
  is_set_back boolean NOT NULL,
  clock text COLLATE "C" NOT NULL,
  said timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  batch bigint NOT NULL,
  PRIMARY KEY (loop, position)
);
CREATE INDEX tick_set_back ON tick (loop, position) WHERE is_set_back;
COMMENT ON TABLE tick IS
  'Ticks of each loop; time falls only at the adoption of "doors" and where the clock is set back, and the join window is the one in force at the tick.';
COMMENT ON COLUMN tick.accepted_time IS
  'What the clock shows by the rules "doors", also where these were not adopted yet; null: no tick so far passes them.';
COMMENT ON COLUMN tick.is_set_back IS 'Whether the tick set the clock back to an earlier time, by the rules "doors".';
COMMENT ON COLUMN tick.clock IS 'The clock that the loop had at the tick: recorded or occurred.';
COMMENT ON COLUMN tick.said IS 'The time that the tick itself states.';
COMMENT ON COLUMN tick.batch IS 'The ledger''s batch that the tick is in.';

-- The ticks of a window, one by one: for each loop that a tick concerns, where the clock goes, or why the tick is none.
-- LOOP is a word of this language, so the column is in quotes. As in every fold the window is the positions above "after"
-- up to "up_to"; the table has the windows before.
CREATE FUNCTION judge_ticks(after bigint, up_to bigint) RETURNS TABLE (
  of_loop text, at_position bigint, moves_to timestamptz, tick_id text, waits interval, accepted timestamptz,
  sets_back boolean, by_clock text, says timestamptz, was_recorded_at timestamptz, in_batch bigint, fault text)
LANGUAGE plpgsql AS $$
DECLARE
  mark bigint := (SELECT r.position FROM rule r WHERE r.name = 'doors');
  moved record;
  last record;
BEGIN
  FOR moved IN
    SELECT in_force."loop", ticked.position, ticked.time, ticked.event_id, ticked.follows, in_force.join_window,
      coalesce(ticked.position > mark, false) AS by_doors, in_force.clock = 'recorded' AS is_recorded,
      ticked.time <= ticked.recorded_at + interval '1 minute' AS is_near, ticked.recorded_at, event.batch,
      coalesce(in_force.clock, '') AS clock,
      before.event_id AS before_id, before.time AS before_time, before.accepted_time AS before_accepted,
      before.clock AS before_clock, before.said AS before_said, before.recorded_at AS before_recorded_at,
      before.batch AS before_batch
    FROM ledger.clock_ticked ticked
    JOIN ledger.event event ON event.position = ticked.position
    CROSS JOIN LATERAL (
      SELECT DISTINCT ON (l."loop") l."loop", l.clock, l.join_window FROM loop_version l
      WHERE l.position < ticked.position AND (l."loop" = ticked."loop" OR ticked."loop" = '*')
      ORDER BY l."loop", l.position DESC
    ) in_force
    LEFT JOIN LATERAL (
      SELECT t.* FROM tick t WHERE t."loop" = in_force."loop"
      ORDER BY t.position DESC LIMIT 1
    ) before ON true
    WHERE ticked.position > after AND ticked.position <= up_to AND ticked.time IS NOT NULL
      AND (ticked."loop" = '*') = (in_force.clock = 'recorded')
    ORDER BY in_force."loop", ticked.position
  LOOP
    IF moved."loop" IS DISTINCT FROM of_loop THEN
      of_loop := moved."loop";
      accepted := moved.before_accepted;
      SELECT moved.before_id AS event_id, moved.before_time AS time, moved.before_clock AS clock,
        moved.before_said AS said, moved.before_recorded_at AS recorded_at, moved.before_batch AS batch INTO last;
    END IF;
    IF last.clock <> moved.clock THEN
      accepted := NULL;
    END IF;
    fault := CASE
      WHEN moved.is_recorded THEN CASE WHEN NOT moved.is_near THEN 'tick_ahead' END
      WHEN accepted IS NULL OR moved.follows = last.event_id OR moved.time <= accepted + interval '31 days' THEN NULL
      ELSE 'tick_too_far' END;
    IF fault IS NULL THEN
      accepted := CASE
        WHEN moved.is_recorded AND moved.time < accepted AND last.said <= moved.time
          AND last.recorded_at = moved.recorded_at AND last.batch < moved.batch THEN moved.time
        ELSE greatest(accepted, moved.time) END;
    END IF;
    IF moved.by_doors THEN
      moves_to := accepted;
    ELSE
      moves_to := greatest(last.time, moved.time);
      fault := NULL;
    END IF;
    sets_back := coalesce(moves_to < last.time, false);
    at_position := moved.position;
    tick_id := moved.event_id;
    waits := moved.join_window;
    by_clock := moved.clock;
    says := moved.time;
    was_recorded_at := moved.recorded_at;
    in_batch := moved.batch;
    IF fault IS NULL THEN
      SELECT tick_id AS event_id, moves_to AS time, by_clock AS clock, says AS said, was_recorded_at AS recorded_at,
        in_batch AS batch INTO last;
    END IF;
    RETURN NEXT;
  END LOOP;
END $$;

--! fold
-- The window: positions above $1 up to $2.
--! when millrace.clock.ticked.v1

-- Each tick in the window becomes a row for each loop whose clock it moves: of the loops that the tick names, those
-- whose configuration in force (the last one below the tick's position) has the clock that such a tick moves. A tick
-- with an earlier time than a tick before it leaves the clock where it is, but where it sets it back: the row's time is
-- the greatest one of the loop so far, or since then.
--
-- A tick that lies too far ahead is an error, and so is one whose time is none that Postgres has, and one that names a
-- single loop and has no row in tick.
WITH judged AS MATERIALIZED (
  SELECT j.* FROM judge_ticks($1, $2) j
), moved AS (
  INSERT INTO tick
  SELECT j.of_loop, j.at_position, j.moves_to, j.tick_id, j.waits, j.accepted, j.sets_back, j.by_clock, j.says,
    j.was_recorded_at, j.in_batch
  FROM judged j WHERE j.fault IS NULL
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
