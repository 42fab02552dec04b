-- Feedback, as it came; usable unless its label is outside the loop's classes.
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
-- The classes are looked up once for each configuration, not for each feedback.
INSERT INTO feedback
WITH version AS MATERIALIZED (
  SELECT l.loop, l.position, lead(l.position) OVER (PARTITION BY l.loop ORDER BY l.position) AS next_position,
    nullif(l.config->'label'->'classes', '[]'::jsonb) AS classes
  FROM loop_version l
)
SELECT f.position, f.loop, f.interaction_id, f.recorded_at, f.occurred_at, f.source, f.event_id, f.label, f.reward,
  f.comment, f.demonstration, f.label IS NULL OR v.classes IS NULL OR v.classes ? f.label
FROM ledger.feedback_received f
LEFT JOIN version v ON v.loop = f.loop AND v.position < f.position
  AND (v.next_position IS NULL OR v.next_position >= f.position)
WHERE f.position > $1 AND f.position <= $2;

INSERT INTO fold_error
SELECT f.position, 'feedback', 'label_unknown', format('label %s is none of the loop''s classes', to_json(f.label))
FROM feedback f
WHERE f.position > $1 AND f.position <= $2 AND NOT f.usable;
