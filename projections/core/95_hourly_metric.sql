-- Hourly counts: a row for each loop, hour and generation of the serving slot. The hour is the one in which the
-- interactions occurred, in UTC; so a window adds to the rows of the hours that its interactions and examples belong
-- to. An interaction whose time is implausible has no hour (30_interaction.sql).
--! tables
CREATE TABLE hourly_metric (
  loop text COLLATE "C" NOT NULL,
  hour timestamptz NOT NULL,
  generation bigint NOT NULL,
  decisions bigint NOT NULL,
  examples bigint NOT NULL,
  correct bigint NOT NULL,
  log_loss_micronats bigint NOT NULL,
  PRIMARY KEY (loop, hour, generation)
);
COMMENT ON TABLE hourly_metric IS 'Per hour of occurrence: decisions, closed examples with a label, correct answers, log loss.';
COMMENT ON COLUMN hourly_metric.log_loss_micronats IS
  'Sum over the examples of -ln(probability given to the label), each rounded to a millionth.';

--! fold
-- The window: positions above $1 up to $2.
--! when millrace.interaction.recorded.v1

-- Each interaction in the window counts as one decision, unless its time is implausible.
INSERT INTO hourly_metric AS m
SELECT i.loop, date_trunc('hour', i.occurred_at, 'UTC'), coalesce(i.generation, 0), count(*), 0, 0, 0
FROM interaction i
WHERE i.position > $1 AND i.position <= $2 AND NOT i.time_implausible
GROUP BY 1, 2, 3
ON CONFLICT (loop, hour, generation) DO UPDATE SET decisions = m.decisions + excluded.decisions;

--! when millrace.clock.ticked.v1
-- Where the first tick behind an interaction of an earlier window judged otherwise of the interaction's time than the
-- window that it came in, the decision is added, or taken away again.
INSERT INTO hourly_metric AS m
SELECT i.loop, date_trunc('hour', i.occurred_at, 'UTC'), coalesce(i.generation, 0),
  sum(CASE WHEN i.time_implausible THEN -1 ELSE 1 END), 0, 0, 0
FROM interaction i
WHERE i.first_tick_position > $1 AND i.first_tick_position <= $2 AND i.position <= $1
  AND i.time_implausible <> i.implausible_as_recorded
GROUP BY 1, 2, 3
ON CONFLICT (loop, hour, generation) DO UPDATE SET decisions = m.decisions + excluded.decisions;

-- An hour that has lost its last decision is none.
DELETE FROM hourly_metric m USING interaction i
WHERE i.first_tick_position > $1 AND i.first_tick_position <= $2 AND i.time_implausible AND m.decisions = 0
  AND m.loop = i.loop AND m.hour = date_trunc('hour', i.occurred_at, 'UTC') AND m.generation = coalesce(i.generation, 0);

-- Each example that a tick of the window closed counts, where it has a label; later revisions do not count again. It
-- counts as correct where the interaction's answer is the label. The log loss is -ln of the probability that the
-- interaction's output gave to the label, taken to be at least 1e-7; an output that gives it no number gives it none, and
-- of a number the first 300 characters count, which a double always holds. It is rounded for each example to whole
-- millionths, since a sum of integers is the same in whatever order windows add it up.
INSERT INTO hourly_metric AS m
SELECT j.loop, date_trunc('hour', j.occurred_at, 'UTC'), coalesce(i.generation, 0), 0, count(*),
  count(*) FILTER (WHERE i.answer = j.label),
  sum(round(-ln(greatest(coalesce(CASE WHEN jsonb_typeof(i.output->'probabilities'->j.label) = 'number'
    THEN left(i.output->'probabilities'->>j.label, 300)::double precision END, 0), 1e-7)) * 1000000)::bigint)
FROM tick t
JOIN joined_example j ON j.loop = t.loop AND j.tick_position = t.position
JOIN interaction i ON i.loop = j.loop AND i.interaction_id = j.interaction_id
WHERE t.position > $1 AND t.position <= $2 AND j.revision = 0 AND j.label IS NOT NULL
GROUP BY 1, 2, 3
ON CONFLICT (loop, hour, generation) DO UPDATE SET examples = m.examples + excluded.examples,
  correct = m.correct + excluded.correct, log_loss_micronats = m.log_loss_micronats + excluded.log_loss_micronats;
