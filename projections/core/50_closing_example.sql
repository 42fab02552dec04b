-- Which examples get a revision, and at which tick. The revisions themselves are made by 55_joined_example.sql.
--
-- An interaction waits for its feedback in open_interaction, until the join window has passed on the loop's clock. As
-- the clock moves only by ticks, an example is closed by a tick: by the first tick in the ledger, behind the
-- interaction, whose time is later than the interaction's by at least the join window. In other words: each tick has a
-- cutoff, its time less the join window, and closes the interactions below the tick's position that are not later than
-- the cutoff. An interaction's time is, on an occurred clock, when it occurred. On the recorded clock it is when the
-- ledger recorded it, or the time of the first tick behind it, whichever is earlier: so a batch that was recorded by a
-- host whose clock was ahead closes like the others. Where a later tick sets the clock back to an earlier time
-- (20_tick.sql), it is that time from then on.
--
-- Nothing is known before its time. On an occurred clock, feedback belongs to the first tick with a higher position and
-- a time at or after the feedback's own; until then it waits in waiting_feedback. On the recorded clock, where the ledger
-- records what has happened, feedback belongs to the first tick with a higher position. (An occurred clock has no other
-- measure of what is too late or too early: an interaction that no tick reaches stays open.)
--
-- The closing tick makes revision 0 of the example, of the feedback that belongs to it and to the ticks before. Feedback
-- that belongs to a later tick is late: that tick makes another revision, one for all late feedback of the example that
-- belongs to it. So it does not matter when feedback was sent, as long as it is in the ledger before the tick that is to
-- know it: a history that is sent in advance teaches what the same history teaches as it happens.
--
-- All this are the rules "doors", for ticks behind their adoption. By the rules before, feedback belonged to the first
-- tick with a higher position on any clock, and an interaction's time on the recorded clock was when it was recorded.
-- What a tick makes goes by the rules at the tick.
--
-- A worked example. The loop has the clock "occurred", a join window of 1 h, the classes "0" and "1", the aggregation
-- "last" and the default label "0"; every input is {"x": 1}; the day is 2026-01-05, in UTC. Labels are shown as JSON, as
-- they were sent. Tests/ProjectionsTests/WorkedExampleTests.swift reads the tables of these comments, folds this ledger,
-- and compares every number.
--
-- The ledger:
--   position | time  | event       | interaction | label | reward
--   1        | 08:00 | adopted     |             |       |
--   2        | 08:00 | configured  |             |       |
--   3        | 09:00 | interaction | a           |       |
--   4        | 09:05 | interaction | b           |       |
--   5        | 09:10 | interaction | c           |       |
--   6        | 09:20 | feedback    | a           | 1.0   |
--   7        | 09:30 | interaction | d           |       |
--   8        | 10:15 | tick        |             |       |
--   9        | 09:12 | interaction | e           |       |
--   10       | 10:20 | feedback    | b           | "1"   |
--   11       | 10:25 | feedback    | d           | 0     | 0.5
--   12       | 10:28 | feedback    | d           | 1e0   | 0.25
--   13       | 11:10 | feedback    | c           | true  |
--   14       | 11:10 | feedback    | c           | 1     |
--   15       | 11:00 | tick        |             |       |
--   16       | 12:00 | tick        |             |       |
--
-- Let one window end at each tick. The first tick's cutoff is 09:15. The tick closes a, which has feedback, b, whose
-- feedback is still to come, and c, which has none yet; d is later than the cutoff and stays open.
--
-- closing_example, window above 0 up to 8:
--   interaction_id | revision | tick_position
--   a              | 0        | 8
--   b              | 0        | 8
--   c              | 0        | 8
--
-- open_interaction after 8:
--   interaction_id | position | occurred_at
--   d              | 7        | 09:30
--
-- The second tick's cutoff is 10:00. The tick closes d, and e, which occurred before the first tick's cutoff but was
-- not in the ledger yet at the first tick. The feedback on b came after b was closed, so b gets a second revision; the
-- feedback on d came 55 minutes after d, but before the tick that closes d, so it is in time. The feedback on c stands
-- below the tick, but was given at 11:10, when the clock shows 11:00: it waits. (That c is "true" is no use at any time:
-- it is none of the classes.)
--
-- closing_example, window above 8 up to 15:
--   interaction_id | revision | tick_position
--   b              | 1        | 15
--   d              | 0        | 15
--   e              | 0        | 15
--
-- waiting_feedback after 15:
--   interaction_id | position | occurred_at
--   c              | 14       | 11:10
--
-- After 15 no interaction is open. The third tick reaches 11:10, and c gets its second revision.
--
-- closing_example, window above 15 up to 16:
--   interaction_id | revision | tick_position
--   c              | 1        | 16
--
-- After 16 nothing waits. What label, reward and content hash the revisions get: 55_joined_example.sql.
--
-- A second one, of a loop on the recorded clock, with the same join window. Without "times" in the loop's file an
-- interaction may say that it occurred up to ten minutes after it was recorded; g says eleven. From position 6 on the
-- ledger's host is ahead by fourteen hours.
--
-- The ledger on the recorded clock:
--   position | recorded | time  | event       | interaction
--   1        | 08:00    | 08:00 | adopted     |
--   2        | 08:00    | 08:00 | configured  |
--   3        | 09:00    | 09:00 | interaction | f
--   4        | 09:01    | 09:12 | interaction | g
--   5        | 09:02    | 09:02 | tick        |
--   6        | 23:00    | 09:03 | interaction | h
--   7        | 23:00    | 09:10 | tick        |
--   8        | 23:00    | 10:10 | tick        |
--
-- The first tick behind h says 09:10, which is earlier than 23:00 and so is the time of h.
--
-- interaction after 8:
--   interaction_id | time_implausible | first_tick_time
--   f              | false            |
--   g              | true             |
--   h              | false            | 09:10
--
-- The last tick's cutoff is 09:10. It closes f and h; g is an error, and makes no example.
--
-- closed after 8:
--   interaction_id | revision | tick_position
--   f              | 0        | 8
--   h              | 0        | 8
--
-- fold_error after 8:
--   position | projection  | reason
--   4        | interaction | time_implausible
--! tables
CREATE TABLE open_interaction (
  loop text COLLATE "C" NOT NULL,
  interaction_id text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  occurred_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  clock_time timestamptz NOT NULL,
  time_implausible boolean NOT NULL,
  PRIMARY KEY (loop, interaction_id)
);
COMMENT ON TABLE open_interaction IS 'Interactions that wait for the tick that passes their join window.';
COMMENT ON COLUMN open_interaction.clock_time IS
  'Its time on the recorded clock: when it was recorded, the time of the first tick behind it, or one that the clock was set back to since, whichever is earliest.';
COMMENT ON COLUMN open_interaction.time_implausible IS
  'It occurred outside the loop''s bounds for times, and waits only for the first tick behind it, by which that is judged again.';

CREATE TABLE waiting_feedback (
  loop text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  interaction_id text COLLATE "C" NOT NULL,
  occurred_at timestamptz NOT NULL,
  PRIMARY KEY (loop, position)
);
CREATE INDEX waiting_feedback_time ON waiting_feedback (loop, occurred_at);
COMMENT ON TABLE waiting_feedback IS
  'Feedback that is not known yet on the loop''s clock: a tick came behind it, and none has reached its time.';

-- The revisions that a window adds. The rows live within one window only: 55_joined_example.sql makes revisions of
-- them, and empties the table.
CREATE UNLOGGED TABLE closing_example (
  loop text COLLATE "C" NOT NULL,
  interaction_id text COLLATE "C" NOT NULL,
  revision integer NOT NULL,
  tick_position bigint NOT NULL,
  PRIMARY KEY (loop, interaction_id, revision)
);

-- The ticks of a window, each with what holds at it. The rows live within one window only.
CREATE UNLOGGED TABLE window_tick (
  loop text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  time timestamptz NOT NULL,
  cutoff timestamptz NOT NULL,
  time_before timestamptz NOT NULL,
  position_before bigint NOT NULL,
  clock text NOT NULL,
  default_label text COLLATE "C",
  aggregation text NOT NULL,
  known_below bigint NOT NULL,
  known_until timestamptz NOT NULL,
  is_set_back boolean NOT NULL,
  era bigint NOT NULL,
  PRIMARY KEY (loop, position)
);

--! fold
-- The window: positions above $1 up to $2.
--! when millrace.clock.ticked.v1

-- The ticks of the window, each with what holds at it: looked up once for each tick, and not once for each example.
-- "time_before" and "position_before" are those of the loop's tick before; behind the adoption its time is what the rules
-- "doors" accept of it. "clock" says which of an interaction's times
-- counts, and when feedback is known: "occurred" or "recorded", by the loop's configuration in force at the tick, and
-- "old occurred" and "old recorded" for ticks that go by the rules before "doors".
--
-- Known at a tick is the feedback that stands below "known_below" in the ledger, and what stands below the tick and was
-- given up to "known_until". A tick that goes by position alone (on the recorded clock, or by the rules before) knows
-- all that stands below it, and later ticks go on knowing that. So on an occurred clock "known_below" is the loop's last
-- tick of these kinds.
--
-- "is_set_back" says whether the tick set back a recorded clock, and "era" is the position of the last tick of the window
-- up to it that did, 0 where there is none.
INSERT INTO window_tick
SELECT w.*, coalesce(max(w.position) FILTER (WHERE w.sets_back) OVER (
    PARTITION BY w.loop ORDER BY w.position ROWS UNBOUNDED PRECEDING), 0)
FROM (
SELECT t.loop, t.position, t.time, t.time - t.join_window,
  coalesce(CASE WHEN t.position > d.mark THEN before.accepted_time ELSE before.time END, '-infinity'),
  coalesce(before.position, 0), kind.clock, in_force.default_label, in_force.aggregation,
  CASE WHEN kind.clock <> 'occurred' THEN t.position ELSE greatest(
    (SELECT max(old.position) FROM tick old WHERE old.loop = t.loop AND old.position <= d.mark),
    (SELECT max(last.position) FROM (
       SELECT v.position, v.clock, lead(v.position) OVER (ORDER BY v.position) AS next_position
       FROM loop_version v WHERE v.loop = t.loop AND v.position < t.position
     ) span
     CROSS JOIN LATERAL (
       SELECT max(x.position) AS position FROM tick x WHERE x.loop = t.loop AND x.position > span.position
         AND x.position <= least(span.next_position, t.position)
     ) last
     WHERE span.clock = 'recorded'), 0) END,
  CASE WHEN kind.clock = 'occurred' THEN t.time ELSE '-infinity' END, t.is_set_back AND kind.clock = 'recorded' AS sets_back
FROM tick t
CROSS JOIN (SELECT coalesce(max(r.position), 9223372036854775807) AS mark FROM rule r WHERE r.name = 'doors') d
CROSS JOIN LATERAL (
  SELECT v.clock, v.default_label, v.aggregation FROM loop_version v WHERE v.loop = t.loop AND v.position < t.position
  ORDER BY v.position DESC LIMIT 1
) in_force
CROSS JOIN LATERAL (
  SELECT CASE WHEN t.position > d.mark THEN '' ELSE 'old ' END
    || CASE in_force.clock WHEN 'recorded' THEN 'recorded' ELSE 'occurred' END AS clock
) kind
LEFT JOIN LATERAL (
  SELECT b.time, b.accepted_time, b.position FROM tick b WHERE b.loop = t.loop AND b.position < t.position ORDER BY b.position DESC LIMIT 1
) before ON true
WHERE t.position > $1 AND t.position <= $2
) w;

-- The first tick behind an interaction, on the recorded clock: where it is earlier than the ledger recorded the
-- interaction, the interaction's time is the tick's, and whether that is plausible is judged anew. Looked at are the
-- interactions of the window, and the open ones behind the last tick of the windows before. Reads window_tick,
-- open_interaction, interaction and loop_version; writes interaction and open_interaction.
--
-- The first tick behind each is found by a sweep: ticks and interactions stand at their positions, and the sweep goes
-- from the newest to the oldest. The least position of a tick that it has met is that of the first tick behind.
WITH clocked AS MATERIALIZED (
  SELECT w.loop, min(w.position_before) AS position_before FROM window_tick w
  WHERE w.loop IN (SELECT x.loop FROM window_tick x WHERE x.clock IN ('recorded', 'old recorded'))
  GROUP BY w.loop
), waiting AS (
  SELECT o.loop, o.interaction_id, o.position, o.recorded_at FROM clocked c
  JOIN open_interaction o ON o.loop = c.loop AND o.position > c.position_before
  UNION ALL
  SELECT i.loop, i.interaction_id, i.position, i.recorded_at FROM clocked c
  JOIN interaction i ON i.loop = c.loop
  WHERE i.position > $1 AND i.position <= $2 AND i.usable
), sweep AS (
  SELECT s.loop, s.interaction_id, s.recorded_at, min(s.tick_position) OVER (
    PARTITION BY s.loop ORDER BY s.position DESC ROWS UNBOUNDED PRECEDING) AS tick_position
  FROM (
    SELECT w.loop, w.interaction_id, w.position, w.recorded_at, NULL::bigint AS tick_position FROM waiting w
    UNION ALL
    SELECT t.loop, NULL, t.position, NULL, t.position FROM clocked c JOIN window_tick t ON t.loop = c.loop
  ) s
), ahead AS MATERIALIZED (
  SELECT s.loop, s.interaction_id, t.time, t.position FROM sweep s
  JOIN window_tick t ON t.loop = s.loop AND t.position = s.tick_position
  WHERE s.interaction_id IS NOT NULL AND t.clock IN ('recorded', 'old recorded') AND t.time < s.recorded_at
), settled AS (
  UPDATE interaction i SET first_tick_time = a.time, first_tick_position = a.position,
    time_implausible = coalesce(i.position > (SELECT r.position FROM rule r WHERE r.name = 'doors'), false) AND coalesce((
      SELECT v.clock = 'recorded'
        AND (i.occurred_at < a.time - v.plausible_before OR i.occurred_at > a.time + v.plausible_after)
      FROM loop_version v WHERE v.loop = i.loop AND v.position < i.position ORDER BY v.position DESC LIMIT 1), false)
  FROM ahead a WHERE i.loop = a.loop AND i.interaction_id = a.interaction_id AND $1::bigint < $2::bigint
  RETURNING i.loop, i.interaction_id, i.first_tick_time, i.time_implausible
)
UPDATE open_interaction o SET clock_time = s.first_tick_time, time_implausible = s.time_implausible
FROM settled s WHERE o.loop = s.loop AND o.interaction_id = s.interaction_id;

-- One that is implausible only by the first tick behind it is an error from then on. (One that is plausible by it keeps
-- the error that it has had: it was one until then.)
INSERT INTO fold_error
SELECT i.position, 'interaction', 'time_implausible', format('it occurred at %s, and the first tick behind it was at %s',
  to_json(i.occurred_at AT TIME ZONE 'UTC') #>> '{}', to_json(i.first_tick_time AT TIME ZONE 'UTC') #>> '{}')
FROM interaction i
WHERE i.first_tick_position > $1 AND i.first_tick_position <= $2
  AND i.time_implausible AND NOT i.implausible_as_recorded;

-- Revision 0: the ticks of the window close interactions, those that are open and those of the window. Reads
-- window_tick, open_interaction and interaction; writes closing_example.
--
-- Looking for the first tick behind each interaction would be a search per interaction; a sweep by time is one sort for
-- all. The ticks of the window stand at their cutoffs, the interactions at their times, and the sweep goes from the
-- newest to the oldest. At an interaction it has met exactly the ticks whose cutoff the interaction is not later than;
-- the least position among these ticks is the tick that closes the interaction, if the tick stands behind the
-- interaction in the ledger. If it stands before, then the interaction was recorded late, and the tick is looked up for
-- this one interaction.
--
-- The worked example again, as one window. "least_tick" is the least position of a tick that
-- the sweep has met so far.
--
-- The sweep, window above 0 up to 16:
--   time  | row | position | least_tick | closed by
--   11:00 |     | 16       | 16         |
--   10:00 |     | 15       | 15         |
--   09:30 | d   | 7        | 15         | 15
--   09:15 |     | 8        | 8          |
--   09:12 | e   | 9        | 8          | 15
--   09:10 | c   | 5        | 8          | 8
--   09:05 | b   | 4        | 8          | 8
--   09:00 | a   | 3        | 8          | 8
--
-- Only e, at position 9, is behind the tick that the sweep found, and is looked up.
--
-- A loop whose clock was changed, or whose rules were, can have ticks of several kinds in one window. Each kind has a
-- sweep of its own, with the interactions at their times on that clock, and the interaction is closed by the earliest of
-- the ticks found. So have the ticks behind each that sets the clock back.
INSERT INTO closing_example
WITH newest_cutoff AS MATERIALIZED (
  -- No tick of the window closes what is later than this.
  SELECT t.loop, t.clock, t.era, max(t.cutoff) AS cutoff FROM window_tick t GROUP BY t.loop, t.clock, t.era
), waiting AS (
  SELECT o.loop, o.interaction_id, o.position, o.recorded_at, o.occurred_at, o.clock_time FROM open_interaction o
  WHERE NOT o.time_implausible
  UNION ALL
  SELECT i.loop, i.interaction_id, i.position, i.recorded_at, i.occurred_at, coalesce(i.first_tick_time, i.recorded_at)
  FROM interaction i
  WHERE i.position > $1 AND i.position <= $2 AND i.usable AND NOT i.time_implausible
), timed AS (
  SELECT w.loop, n.clock, n.era, w.interaction_id, w.position, n.cutoff, CASE n.clock
    WHEN 'recorded' THEN CASE WHEN n.era > 0 THEN least(w.clock_time, (
      SELECT min(b.time) FROM window_tick b
      WHERE b.loop = w.loop AND b.is_set_back AND b.position > w.position AND b.position <= n.era)) ELSE w.clock_time END
    WHEN 'old recorded' THEN w.recorded_at ELSE w.occurred_at END AS time
  FROM waiting w JOIN newest_cutoff n ON n.loop = w.loop
), sweep_row AS (
  SELECT w.loop, w.clock, w.era, w.interaction_id, w.position, w.time, NULL::bigint AS tick_position FROM timed w
  WHERE w.time <= w.cutoff
  UNION ALL
  SELECT t.loop, t.clock, t.era, NULL, NULL, t.cutoff, t.position FROM window_tick t
), sweep AS (
  SELECT s.loop, s.clock, s.era, s.interaction_id, s.position, s.time, min(s.tick_position) OVER (
    PARTITION BY s.loop, s.clock, s.era ORDER BY s.time DESC, s.tick_position ROWS UNBOUNDED PRECEDING) AS least_tick
  FROM sweep_row s
), closed AS (
  SELECT s.loop, s.interaction_id, CASE WHEN s.least_tick > s.position THEN s.least_tick ELSE (
    SELECT min(t.position) FROM window_tick t
    WHERE t.loop = s.loop AND t.clock = s.clock AND t.era = s.era AND t.position > s.position AND t.cutoff >= s.time
  ) END AS tick_position
  FROM sweep s WHERE s.interaction_id IS NOT NULL
)
SELECT c.loop, c.interaction_id, 0, min(c.tick_position) FROM closed c
WHERE c.tick_position IS NOT NULL
GROUP BY c.loop, c.interaction_id;

-- What was open and is closed now is not open any more.
DELETE FROM open_interaction o USING closing_example c
WHERE o.loop = c.loop AND o.interaction_id = c.interaction_id AND $1::bigint < $2::bigint;

--! when millrace.interaction.recorded.v1
-- The interactions of the window that no tick of the window closes are open from now on.
INSERT INTO open_interaction
SELECT i.loop, i.interaction_id, i.position, i.occurred_at, i.recorded_at, coalesce(i.first_tick_time, i.recorded_at),
  i.time_implausible
FROM interaction i
WHERE i.position > $1 AND i.position <= $2 AND i.usable
  -- Not by NOT EXISTS: the planner takes the table for empty, and would compare each row with each.
  AND (i.loop, i.interaction_id) NOT IN (SELECT c.loop, c.interaction_id FROM closing_example c);

--! when millrace.clock.ticked.v1
-- From a tick that sets the clock back on, what stands below it is no later than that tick.
UPDATE open_interaction o SET clock_time = b.time
FROM (
  SELECT x.loop, x.interaction_id, min(t.time) AS time
  FROM window_tick t JOIN open_interaction x ON x.loop = t.loop AND x.position < t.position AND x.clock_time > t.time
  WHERE t.is_set_back GROUP BY x.loop, x.interaction_id
) b
WHERE o.loop = b.loop AND o.interaction_id = b.interaction_id AND $1::bigint < $2::bigint;

-- One whose time is implausible, by the first tick behind it too, makes no example.
DELETE FROM open_interaction o
WHERE o.time_implausible AND $1::bigint < $2::bigint
  AND EXISTS (SELECT FROM window_tick t WHERE t.loop = o.loop AND t.position > o.position);

-- Feedback that the first tick behind it does not reach waits. Reads window_tick and feedback; writes waiting_feedback.
INSERT INTO waiting_feedback
SELECT f.loop, f.position, f.interaction_id, f.occurred_at
FROM window_tick t
JOIN feedback f ON f.loop = t.loop AND f.position > t.position_before AND f.position < t.position
WHERE t.position > $1 AND t.position <= $2 AND t.clock = 'occurred'
  AND f.occurred_at > t.time AND f.usable AND (f.label IS NOT NULL OR f.reward IS NOT NULL);

-- Later revisions: each tick of the window makes one for each example that was closed by an earlier tick, where usable
-- feedback with a label or a reward belongs to the tick. That is the feedback since the loop's tick before, but for what
-- waits, and what has waited until now: what the tick is the first to reach. Reads window_tick, feedback,
-- waiting_feedback, joined_example (examples closed in the windows before, and their last revisions) and closing_example
-- (examples closed in this one); writes closing_example. The revisions of one example are numbered on, in the order of
-- their ticks.
INSERT INTO closing_example
WITH known AS (
  SELECT f.loop, f.interaction_id, t.position AS tick_position
  FROM window_tick t
  JOIN feedback f ON f.loop = t.loop AND f.position > t.position_before AND f.position < t.position
  WHERE t.position > $1 AND t.position <= $2 AND f.usable AND (f.label IS NOT NULL OR f.reward IS NOT NULL)
    AND (t.clock <> 'occurred' OR f.occurred_at <= t.time)
  UNION ALL
  (SELECT DISTINCT ON (f.loop, f.position) f.loop, f.interaction_id, t.position
   FROM window_tick t
   JOIN waiting_feedback f ON f.loop = t.loop AND f.position < t.position AND f.occurred_at > t.time_before
     AND f.occurred_at <= CASE t.clock WHEN 'occurred' THEN t.time ELSE 'infinity' END
   ORDER BY f.loop, f.position, t.position)
), late AS (
  SELECT DISTINCT k.loop, k.interaction_id, k.tick_position FROM known k
  WHERE EXISTS (SELECT FROM joined_example j
                WHERE j.loop = k.loop AND j.interaction_id = k.interaction_id AND j.revision = 0)
    OR EXISTS (SELECT FROM closing_example c
               WHERE c.loop = k.loop AND c.interaction_id = k.interaction_id AND c.tick_position < k.tick_position)
)
SELECT late.loop, late.interaction_id,
  coalesce((SELECT max(j.revision) FROM joined_example j
            WHERE j.loop = late.loop AND j.interaction_id = late.interaction_id), 0)
    + row_number() OVER (PARTITION BY late.loop, late.interaction_id ORDER BY late.tick_position),
  late.tick_position
FROM late;

-- What a tick of the window has reached does not wait any more.
DELETE FROM waiting_feedback f
USING (
  SELECT t.loop, max(t.time) FILTER (WHERE t.clock = 'occurred') AS time,
    max(t.position) FILTER (WHERE t.clock <> 'occurred') AS position
  FROM window_tick t GROUP BY t.loop
) reached
WHERE f.loop = reached.loop AND (f.occurred_at <= reached.time OR f.position < reached.position)
  AND $1::bigint < $2::bigint;
