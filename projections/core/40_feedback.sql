-- Feedback: a row for each feedback event, whether the interaction that it names is known or not. A feedback is usable
-- unless its label is none of the loop's classes.
--
-- What a label is: by the rules "doors" a number counts by its exact decimal, without exponent and trailing zeros (so
-- 1, 1.0 and 1e0 are the class "1"), a string by its bytes, a boolean as "true" or "false"; by the rules before, a number
-- counted by its text (1.0 was "1.0"). What was sent stays in the ledger.
--
-- Feedback is a human act: each event counts, also one that says what another one said before. In what order feedback
-- counts and from which tick on, 50_closing_example.sql and 55_joined_example.sql say; a time outside of the loop's bounds
-- (30_interaction.sql, recorded clock only) takes nothing from it, as the order there is by position.
--! tables
CREATE TABLE feedback (
  position bigint PRIMARY KEY,
  loop text COLLATE "C" NOT NULL,
  interaction_id text COLLATE "C" NOT NULL,
  recorded_at timestamptz NOT NULL,
  occurred_at timestamptz NOT NULL,
  source text NOT NULL,
  event_id text NOT NULL,
  label text COLLATE "C",
  reward numeric,
  comment text,
  demonstration jsonb,
  usable boolean NOT NULL,
  time_implausible boolean NOT NULL
);
CREATE INDEX feedback_interaction ON feedback (loop, interaction_id);
COMMENT ON TABLE feedback IS 'Labels, rewards, demonstrations and comments, each naming its interaction.';
COMMENT ON COLUMN feedback.usable IS 'False where the label is none of the classes of the loop at that position.';
COMMENT ON COLUMN feedback.time_implausible IS
  'True where it says that it was given outside the loop''s bounds for times: it counts, its time does not.';

--! fold
-- The window: positions above $1 up to $2.
--! when millrace.feedback.received.v1

-- Each feedback in the window becomes a row. The classes are those of the loop's configuration in force at the
-- feedback: the loop_version row whose span, from its position to the position of the loop's next row, holds the
-- feedback. The spans with their classes are made once for a window and not once for each feedback. A feedback without
-- a label, of a loop without a configuration, or of a loop that declares no classes, is usable.
INSERT INTO feedback
WITH in_force AS MATERIALIZED (
  SELECT v.* FROM (
    SELECT l.loop, l.position, lead(l.position) OVER (PARTITION BY l.loop ORDER BY l.position) AS next_position,
      l.classes, l.clock = 'recorded' AS by_recorded, l.plausible_before, l.plausible_after
    FROM loop_version l
  ) v
  WHERE v.position < $2 AND (v.next_position IS NULL OR v.next_position > $1)
), received AS (
  SELECT f.*, f.position > d.mark AS by_doors, CASE WHEN f.position > d.mark THEN f.class ELSE f.label END AS named
  FROM ledger.feedback_received f
  CROSS JOIN (SELECT coalesce(max(r.position), 9223372036854775807) AS mark FROM rule r WHERE r.name = 'doors') d
  WHERE f.position > $1 AND f.position <= $2
  OFFSET 0  -- keeps the planner from reading the label anew in each of the places that use it
)
SELECT f.position, f.loop, f.interaction_id, f.recorded_at, f.occurred_at, f.source, f.event_id, f.named, f.reward,
  f.comment, f.demonstration, coalesce(f.named IS NULL OR v.classes IS NULL OR f.named = ANY (v.classes), false),
  coalesce(f.by_doors AND v.by_recorded AND (f.occurred_at < f.recorded_at - v.plausible_before
    OR f.occurred_at > f.recorded_at + v.plausible_after), false)
FROM received f
LEFT JOIN in_force v ON v.loop = f.loop AND v.position < f.position
  AND (v.next_position IS NULL OR v.next_position >= f.position);

-- A feedback of the window that is not usable is an error.
INSERT INTO fold_error
SELECT f.position, 'feedback', 'label_unknown', format('label %s is none of the loop''s classes', to_json(f.label))
FROM feedback f
WHERE f.position > $1 AND f.position <= $2 AND NOT f.usable;
