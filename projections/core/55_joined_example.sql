-- Joined examples: an interaction together with the feedback known at a tick. 50_closing_example.sql says which
-- examples get a revision at which tick, and which feedback is known at it; here is made what is in the revision: its
-- label, reward and content hash.
--
-- Rows are only added. A row is valid from its tick on, until the next revision of the same example: the example as of
-- a tick is its last revision made up to there. What counts for a revision is all usable feedback on the interaction,
-- with a label or a reward, that is known at the revision's tick, late or not.
--
-- Of several labels the loop's configuration in force at the tick makes one: the first, the last, or the one that came
-- most often, and of those that came equally often the one that came last. On the recorded clock they are in the order of
-- their positions; on an occurred clock in the order of their times, and of their positions where the times are equal,
-- and feedback from before its interaction counts as if it came with it. (By the rules before "doors" the order was that
-- of the positions on any clock, and of what came equally often the first by name counted.)
--
-- The worked example of 50_closing_example.sql goes on. At the first tick, a has one feedback, the number 1.0, which is
-- the class "1"; b and c have none, so the default label "0" stands for them.
--
-- joined_example after 8:
--   interaction_id | revision | tick_position | label | reward | feedback_count | defaulted | content_hash
--   a              | 0        | 8             | 1     |        | 1              | false     | b67000de
--   b              | 0        | 8             | 0     |        | 0              | true      | 7275936c
--   c              | 0        | 8             | 0     |        | 0              | true      | 4976246a
--
-- The second tick adds a revision of b by the late feedback; the row that stood for b at the first tick stays. By the
-- aggregation "last" the second label of d counts; its rewards, 0.5 and 0.25, are added up. The third tick adds a
-- revision of c by the feedback that has waited.
--
-- joined_example after 16:
--   interaction_id | revision | tick_position | label | reward | feedback_count | defaulted | content_hash
--   a              | 0        | 8             | 1     |        | 1              | false     | b67000de
--   b              | 0        | 8             | 0     |        | 0              | true      | 7275936c
--   b              | 1        | 15            | 1     |        | 1              | false     | 219767cf
--   c              | 0        | 8             | 0     |        | 0              | true      | 4976246a
--   c              | 1        | 16            | 1     |        | 1              | false     | 2ffb075e
--   d              | 0        | 15            | 1     | 0.75   | 2              | false     | c2a72292
--   e              | 0        | 15            | 0     |        | 0              | true      | bd27e99b
--
-- Of the content hash the table shows the first eight digits. The hash is the SHA-256 of a JSON text: interaction id,
-- time in microseconds since 1970, label, reward, input. So two revisions with the same content have the same hash.
--
-- The texts hashed:
--   interaction_id | revision | text
--   a              | 0        | ["a", 1767603600000000, "1", null, {"x": 1}]
--   d              | 0        | ["d", 1767605400000000, "1", 0.75, {"x": 1}]
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
--! when millrace.clock.ticked.v1

-- Each row of closing_example becomes a revision. Reads closing_example, window_tick, interaction and feedback; writes
-- joined_example.
--
-- "received" adds up the feedback that counts. "chosen" is the label: with no feedback the default one, with at most one
-- label that one (none, where only rewards came), and only with several the one that the aggregation asks for; so most
-- examples have their labels never sorted.
INSERT INTO joined_example
SELECT c.loop, c.interaction_id, c.revision, c.tick_position, i.position, i.occurred_at, chosen.label, received.reward,
  received.feedback_count, received.feedback_count = 0 AND chosen.label IS NOT NULL,
  sha256(convert_to(jsonb_build_array(
    c.interaction_id, (extract(epoch FROM i.occurred_at) * 1000000)::bigint, chosen.label, received.reward,
    i.input)::text, 'UTF8'))
FROM (
  SELECT x.*, t.clock, t.default_label, t.aggregation, t.known_below, t.known_until
  FROM closing_example x JOIN window_tick t ON t.position = x.tick_position AND t.loop = x.loop
  OFFSET 0  -- keeps the planner from looking through all ticks for each example
) c
JOIN interaction i ON i.loop = c.loop AND i.interaction_id = c.interaction_id
CROSS JOIN LATERAL (
  SELECT count(*)::integer AS feedback_count, sum(f.reward) AS reward,
    count(f.label) AS labels, min(f.label) AS least_label
  FROM feedback f
  WHERE f.loop = c.loop AND f.interaction_id = c.interaction_id AND f.position < c.tick_position AND f.usable
    AND (f.position < c.known_below OR f.occurred_at <= c.known_until) AND (f.label IS NOT NULL OR f.reward IS NOT NULL)
) received
CROSS JOIN LATERAL (
  SELECT CASE
    WHEN received.feedback_count = 0 THEN c.default_label
    WHEN received.labels < 2 THEN received.least_label
    WHEN c.clock IN ('old occurred', 'old recorded') AND c.aggregation = 'majority' THEN (
      SELECT mode() WITHIN GROUP (ORDER BY f.label) FROM feedback f
      WHERE f.loop = c.loop AND f.interaction_id = c.interaction_id AND f.position < c.tick_position AND f.usable)
    ELSE (
      SELECT said.label FROM (
        SELECT f.label, count(*) OVER (PARTITION BY f.label) AS times, row_number() OVER (ORDER BY CASE
          WHEN c.clock = 'occurred' THEN greatest(f.occurred_at, i.occurred_at) END, f.position) AS place
        FROM feedback f
        WHERE f.loop = c.loop AND f.interaction_id = c.interaction_id AND f.position < c.tick_position AND f.usable
          AND (f.position < c.known_below OR f.occurred_at <= c.known_until) AND f.label IS NOT NULL
      ) said
      ORDER BY CASE WHEN c.aggregation = 'majority' THEN said.times END DESC,
        CASE WHEN c.aggregation = 'first' THEN -said.place ELSE said.place END DESC LIMIT 1)
  END AS label
  OFFSET 0  -- keeps the planner from working the label out anew in each of the places that use it
) chosen
WHERE $1::bigint < $2::bigint;

-- The rows of closing_example have become revisions; the next window begins with empty tables.
DELETE FROM closing_example WHERE $1::bigint < $2::bigint;
DELETE FROM window_tick WHERE $1::bigint < $2::bigint;
