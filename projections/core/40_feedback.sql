-- Feedback: a row for each feedback event, whether the interaction that it names is known or not. A feedback is usable
-- unless its label is none of the loop's classes.
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
  usable boolean NOT NULL
);
CREATE INDEX feedback_interaction ON feedback (loop, interaction_id);
COMMENT ON TABLE feedback IS 'Labels, rewards, demonstrations and comments, each naming its interaction.';
COMMENT ON COLUMN feedback.usable IS 'False where the label is none of the classes of the loop at that position.';

--! fold
-- The window: positions above $1 up to $2.

-- Each feedback in the window becomes a row. The classes are those of the loop's configuration in force at the
-- feedback: the loop_version row whose span, from its position to the position of the loop's next row, holds the
-- feedback. The spans with their classes are made once for a window and not once for each feedback. A feedback without
-- a label, of a loop without a configuration, or of a loop that declares no classes, is usable.
INSERT INTO feedback
WITH in_force AS MATERIALIZED (
  SELECT l.loop, l.position, lead(l.position) OVER (PARTITION BY l.loop ORDER BY l.position) AS next_position,
    nullif(l.config->'label'->'classes', '[]'::jsonb) AS classes
  FROM loop_version l
)
SELECT f.position, f.loop, f.interaction_id, f.recorded_at, f.occurred_at, f.source, f.event_id, f.label, f.reward,
  f.comment, f.demonstration, f.label IS NULL OR in_force.classes IS NULL OR in_force.classes ? f.label
FROM ledger.feedback_received f
LEFT JOIN in_force ON in_force.loop = f.loop AND in_force.position < f.position
  AND (in_force.next_position IS NULL OR in_force.next_position >= f.position)
WHERE f.position > $1 AND f.position <= $2;

-- A feedback of the window that is not usable is an error.
INSERT INTO fold_error
SELECT f.position, 'feedback', 'label_unknown', format('label %s is none of the loop''s classes', to_json(f.label))
FROM feedback f
WHERE f.position > $1 AND f.position <= $2 AND NOT f.usable;
