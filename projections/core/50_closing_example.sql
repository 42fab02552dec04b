-- Which examples get a revision, and at which tick. The revisions themselves are made by 55_joined_example.sql.
--
-- An interaction waits for its feedback in open_interaction, until the join window has passed on the loop's clock. As
-- the clock moves only by ticks, an example is closed by a tick: by the first tick in the ledger, behind the
-- interaction, whose time is later than the interaction's by at least the join window. In other words: each tick has a
-- cutoff, its time less the join window, and closes the interactions below the tick's position that are not later than
-- the cutoff. An interaction's time is when it occurred or when the ledger recorded it, whichever the loop's clock is.
--
-- The closing tick makes revision 0 of the example. Feedback with a higher position than the closing tick is late: the
-- next tick of the loop makes another revision, one for all late feedback of the example since the tick before.
--
-- A worked example. The loop has the clock "occurred", a join window of 1 h, the aggregation "last" and the default
-- label "no"; every input is {"x": 1}; the day is 2026-01-05, in UTC. Tests/ProjectionsTests/WorkedExampleTests.swift
-- reads the tables of these comments, folds this ledger, and compares every number.
--
-- The ledger:
--   position | time  | event       | interaction | label | reward
--   1        | 08:00 | configured  |             |       |
--   2        | 09:00 | interaction | a           |       |
--   3        | 09:05 | interaction | b           |       |
--   4        | 09:10 | interaction | c           |       |
--   5        | 09:20 | feedback    | a           | yes   |
--   6        | 09:30 | interaction | d           |       |
--   7        | 10:15 | tick        |             |       |
--   8        | 09:12 | interaction | e           |       |
--   9        | 10:20 | feedback    | b           | yes   |
--   10       | 10:25 | feedback    | d           | no    | 0.5
--   11       | 10:28 | feedback    | d           | yes   | 0.25
--   12       | 11:00 | tick        |             |       |
--
-- Let one window end at each tick. The first tick's cutoff is 09:15. The tick closes a, which has feedback, b, whose
-- feedback is still to come, and c, which never gets any; d is later than the cutoff and stays open.
--
-- closing_example, window above 0 up to 7:
--   interaction_id | revision | tick_position
--   a              | 0        | 7
--   b              | 0        | 7
--   c              | 0        | 7
--
-- open_interaction after 7:
--   interaction_id | position | occurred_at
--   d              | 6        | 09:30
--
-- The second tick's cutoff is 10:00. The tick closes d, and e, which occurred before the first tick's cutoff but was
-- not in the ledger yet at the first tick. The feedback on b came after b was closed, so b gets a second revision; the
-- feedback on d came 55 minutes after d, but before the tick that closes d, so it is in time.
--
-- closing_example, window above 7 up to 12:
--   interaction_id | revision | tick_position
--   b              | 1        | 12
--   d              | 0        | 12
--   e              | 0        | 12
--
-- After 12 no interaction is open. What label, reward and content hash the six revisions get: 55_joined_example.sql.
--! tables
CREATE TABLE open_interaction (
  loop text COLLATE "C" NOT NULL,
  interaction_id text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  occurred_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (loop, interaction_id)
);
COMMENT ON TABLE open_interaction IS 'Interactions that wait for the tick that passes their join window.';

-- The revisions that a window adds. The rows live within one window only: 55_joined_example.sql makes revisions of
-- them, and empties the table.
CREATE UNLOGGED TABLE closing_example (
  loop text COLLATE "C" NOT NULL,
  interaction_id text COLLATE "C" NOT NULL,
  revision integer NOT NULL,
  tick_position bigint NOT NULL,
  PRIMARY KEY (loop, interaction_id, revision)
);

--! fold
-- The window: positions above $1 up to $2.

-- Revision 0: the ticks of the window close interactions, those that are open and those of the window. Reads tick,
-- loop_version, open_interaction and interaction; writes closing_example.
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
-- The sweep, window above 0 up to 12:
--   time  | row | position | least_tick | closed by
--   10:00 |     | 12       | 12         |
--   09:30 | d   | 6        | 12         | 12
--   09:15 |     | 7        | 7          |
--   09:12 | e   | 8        | 7          | 12
--   09:10 | c   | 4        | 7          | 7
--   09:05 | b   | 3        | 7          | 7
--   09:00 | a   | 2        | 7          | 7
--
-- Only e, at position 8, is behind the tick that the sweep found, and is looked up.
--
-- A loop whose clock was changed can have ticks of both kinds in one window. Each kind has a sweep of its own, with the
-- interactions at their times on that clock, and the interaction is closed by the earlier one of the two ticks found.
INSERT INTO closing_example
WITH window_tick AS MATERIALIZED (
  SELECT t.loop, t.position, t.time - t.join_window AS cutoff, in_force.config->>'clock' = 'recorded' AS by_recorded
  FROM tick t
  JOIN loop_version in_force ON in_force.loop = t.loop AND in_force.position = (
    SELECT max(x.position) FROM loop_version x WHERE x.loop = t.loop AND x.position < t.position)
  WHERE t.position > $1 AND t.position <= $2
), newest_cutoff AS MATERIALIZED (
  -- No tick of the window closes what is later than this.
  SELECT t.loop, t.by_recorded, max(t.cutoff) AS cutoff FROM window_tick t GROUP BY t.loop, t.by_recorded
), waiting AS (
  SELECT o.loop, o.interaction_id, o.position, o.recorded_at, o.occurred_at FROM open_interaction o
  UNION ALL
  SELECT i.loop, i.interaction_id, i.position, i.recorded_at, i.occurred_at FROM interaction i
  WHERE i.position > $1 AND i.position <= $2
), sweep_row AS (
  SELECT w.loop, n.by_recorded, w.interaction_id, w.position,
    CASE WHEN n.by_recorded THEN w.recorded_at ELSE w.occurred_at END AS time, NULL::bigint AS tick_position
  FROM waiting w
  JOIN newest_cutoff n ON n.loop = w.loop
    AND CASE WHEN n.by_recorded THEN w.recorded_at ELSE w.occurred_at END <= n.cutoff
  UNION ALL
  SELECT t.loop, t.by_recorded, NULL, NULL, t.cutoff, t.position FROM window_tick t
), sweep AS (
  SELECT s.loop, s.by_recorded, s.interaction_id, s.position, s.time, min(s.tick_position) OVER (
    PARTITION BY s.loop, s.by_recorded ORDER BY s.time DESC, s.tick_position ROWS UNBOUNDED PRECEDING) AS least_tick
  FROM sweep_row s
), closed AS (
  SELECT s.loop, s.interaction_id, CASE WHEN s.least_tick > s.position THEN s.least_tick ELSE (
    SELECT min(t.position) FROM window_tick t
    WHERE t.loop = s.loop AND t.by_recorded = s.by_recorded AND t.position > s.position AND t.cutoff >= s.time
  ) END AS tick_position
  FROM sweep s WHERE s.interaction_id IS NOT NULL
)
SELECT c.loop, c.interaction_id, 0, min(c.tick_position) FROM closed c
WHERE c.tick_position IS NOT NULL
GROUP BY c.loop, c.interaction_id;

-- What was open and is closed now is not open any more.
DELETE FROM open_interaction o USING closing_example c
WHERE o.loop = c.loop AND o.interaction_id = c.interaction_id AND $1::bigint < $2::bigint;

-- The interactions of the window that no tick of the window closes are open from now on.
INSERT INTO open_interaction
SELECT i.loop, i.interaction_id, i.position, i.occurred_at, i.recorded_at FROM interaction i
WHERE i.position > $1 AND i.position <= $2
  AND NOT EXISTS (SELECT FROM closing_example c WHERE c.loop = i.loop AND c.interaction_id = i.interaction_id);

-- Later revisions: each tick of the window makes one for each example that was closed by an earlier tick and has got
-- usable feedback with a label or a reward since the loop's tick before. Reads tick, feedback, joined_example (examples
-- closed in the windows before, and their last revisions) and closing_example (examples closed in this one); writes
-- closing_example. The revisions of one example are numbered on, in the order of their ticks.
INSERT INTO closing_example
WITH late AS (
  SELECT DISTINCT f.loop, f.interaction_id, t.position AS tick_position
  FROM tick t
  CROSS JOIN LATERAL (
    SELECT coalesce(max(earlier.position), 0) AS position FROM tick earlier
    WHERE earlier.loop = t.loop AND earlier.position < t.position
  ) tick_before
  JOIN feedback f ON f.loop = t.loop AND f.position > tick_before.position AND f.position < t.position
  WHERE t.position > $1 AND t.position <= $2 AND f.usable AND (f.label IS NOT NULL OR f.reward IS NOT NULL)
    AND (EXISTS (SELECT FROM joined_example j
                 WHERE j.loop = f.loop AND j.interaction_id = f.interaction_id AND j.revision = 0)
      OR EXISTS (SELECT FROM closing_example c
                 WHERE c.loop = f.loop AND c.interaction_id = f.interaction_id AND c.tick_position < t.position))
)
SELECT late.loop, late.interaction_id,
  coalesce((SELECT max(j.revision) FROM joined_example j
            WHERE j.loop = late.loop AND j.interaction_id = late.interaction_id), 0)
    + row_number() OVER (PARTITION BY late.loop, late.interaction_id ORDER BY late.tick_position),
  late.tick_position
FROM late;
