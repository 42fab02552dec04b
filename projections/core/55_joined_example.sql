-- Joined examples: an interaction together with the feedback known at a tick. 50_closing_example.sql says which
-- examples get a revision at which tick; here is made what is in the revision: its label, reward and content hash.
--
-- Rows are only added. A row is valid from its tick on, until the next revision of the same example: the example as of
-- a tick is its last revision made up to there. What counts for a revision is all usable feedback on the interaction,
-- with a label or a reward, that has a lower position than the revision's tick, late or not.
--
-- The worked example of 50_closing_example.sql goes on. At the first tick, a has one feedback; b and c have none, so
-- the default label "no" stands for them.
--
-- joined_example after 7:
--   interaction_id | revision | tick_position | label | reward | feedback_count | defaulted | content_hash
--   a              | 0        | 7             | yes   |        | 1              | false     | a1d49772
--   b              | 0        | 7             | no    |        | 0              | true      | bfa2d553
--   c              | 0        | 7             | no    |        | 0              | true      | 72023a8f
--
-- The second tick adds a revision of b by the late feedback; the row that stood for b at the first tick stays. By the
-- aggregation "last" the second label of d counts; its rewards, 0.5 and 0.25, are added up.
--
-- joined_example after 12:
--   interaction_id | revision | tick_position | label | reward | feedback_count | defaulted | content_hash
--   a              | 0        | 7             | yes   |        | 1              | false     | a1d49772
--   b              | 0        | 7             | no    |        | 0              | true      | bfa2d553
--   b              | 1        | 12            | yes   |        | 1              | false     | a2588c94
--   c              | 0        | 7             | no    |        | 0              | true      | 72023a8f
--   d              | 0        | 12            | yes   | 0.75   | 2              | false     | 475b2862
--   e              | 0        | 12            | no    |        | 0              | true      | 32bcecbf
--
-- Of the content hash the table shows the first eight digits. The hash is the SHA-256 of a JSON text: interaction id,
-- time in microseconds since 1970, label, reward, input. So two revisions with the same content have the same hash.
--
-- The texts hashed:
--   interaction_id | revision | text
--   a              | 0        | ["a", 1767603600000000, "yes", null, {"x": 1}]
--   d              | 0        | ["d", 1767605400000000, "yes", 0.75, {"x": 1}]
--! tables
CREATE TABLE joined_example (
  loop text COLLATE "C" NOT NULL,
  interaction_id text COLLATE "C" NOT NULL,
  revision integer NOT NULL,
  tick_position bigint NOT NULL,
  interaction_position bigint NOT NULL,
  occurred_at timestamptz NOT NULL,
  label text COLLATE "C",
  reward numeric,
  feedback_count integer NOT NULL,
  defaulted boolean NOT NULL,
  content_hash bytea NOT NULL,
  PRIMARY KEY (loop, interaction_id, revision)
);
CREATE INDEX joined_example_tick ON joined_example (loop, tick_position);
COMMENT ON TABLE joined_example IS
  'An interaction with the feedback known at a tick; the example as of a tick is its last revision up to there.';
COMMENT ON COLUMN joined_example.defaulted IS 'No feedback came in the join window, so the loop''s default label stands.';
COMMENT ON COLUMN joined_example.content_hash IS 'SHA-256 of interaction id, time, label, reward and input.';

--! fold
-- The window: positions above $1 up to $2.

-- Each row of closing_example becomes a revision. Reads closing_example, loop_version, interaction and feedback; writes
-- joined_example.
--
-- "rule" is how the loop's configuration in force at the tick makes one label out of several; it is looked up once for
-- each tick and not once for each example. "received" adds up the feedback that counts. "chosen" is the label: with no
-- feedback the default one, with at most one label that one (none, where only rewards came), and only with several the
-- one that the aggregation asks for; so most examples have their labels never sorted.
INSERT INTO joined_example
WITH rule AS MATERIALIZED (
  SELECT closing.loop, closing.tick_position, in_force.config->'label'->>'default' AS default_label,
    in_force.config->'label'->>'aggregation' AS aggregation
  FROM (SELECT DISTINCT loop, tick_position FROM closing_example) closing
  CROSS JOIN LATERAL (
    SELECT x.config FROM loop_version x WHERE x.loop = closing.loop AND x.position < closing.tick_position
    ORDER BY x.position DESC LIMIT 1
  ) in_force
)
SELECT c.loop, c.interaction_id, c.revision, c.tick_position, i.position, i.occurred_at, chosen.label, received.reward,
  received.feedback_count, received.feedback_count = 0 AND chosen.label IS NOT NULL,
  sha256(convert_to(jsonb_build_array(
    c.interaction_id, (extract(epoch FROM i.occurred_at) * 1000000)::bigint, chosen.label, received.reward,
    i.input)::text, 'UTF8'))
FROM closing_example c
JOIN rule r ON r.loop = c.loop AND r.tick_position = c.tick_position
JOIN interaction i ON i.loop = c.loop AND i.interaction_id = c.interaction_id
CROSS JOIN LATERAL (
  SELECT count(*)::integer AS feedback_count, sum(f.reward) AS reward,
    count(f.label) AS labels, min(f.label) AS least_label
  FROM feedback f
  WHERE f.loop = c.loop AND f.interaction_id = c.interaction_id AND f.position < c.tick_position AND f.usable
    AND (f.label IS NOT NULL OR f.reward IS NOT NULL)
) received
CROSS JOIN LATERAL (
  SELECT CASE
    WHEN received.feedback_count = 0 THEN r.default_label
    WHEN received.labels < 2 THEN received.least_label
    WHEN r.aggregation = 'majority' THEN (
      SELECT mode() WITHIN GROUP (ORDER BY f.label) FROM feedback f
      WHERE f.loop = c.loop AND f.interaction_id = c.interaction_id AND f.position < c.tick_position AND f.usable)
    WHEN r.aggregation = 'first' THEN (
      SELECT f.label FROM feedback f
      WHERE f.loop = c.loop AND f.interaction_id = c.interaction_id AND f.position < c.tick_position AND f.usable
        AND f.label IS NOT NULL
      ORDER BY f.position LIMIT 1)
    ELSE (
      SELECT f.label FROM feedback f
      WHERE f.loop = c.loop AND f.interaction_id = c.interaction_id AND f.position < c.tick_position AND f.usable
        AND f.label IS NOT NULL
      ORDER BY f.position DESC LIMIT 1)
  END AS label
  OFFSET 0  -- keeps the planner from working the label out anew in each of the places that use it
) chosen
WHERE $1::bigint < $2::bigint;

-- The rows of closing_example have become revisions; the next window begins with an empty table.
DELETE FROM closing_example WHERE $1::bigint < $2::bigint;
