-- Hourly counts: a row for each loop, hour and generation of the serving slot. The hour is the one in which the
-- interactions occurred, in UTC; so a window adds to the rows of the hours that its interactions and examples belong
-- to.
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

-- Each interaction in the window counts as one decision.
INSERT INTO hourly_metric AS m
SELECT i.loop, date_trunc('hour', i.occurred_at, 'UTC'), coalesce(i.generation, 0), count(*), 0, 0, 0
FROM interaction i
WHERE i.position > $1 AND i.position <= $2
GROUP BY 1, 2, 3
ON CONFLICT (loop, hour, generation) DO UPDATE SET decisions = m.decisions + excluded.decisions;

-- Each example that a tick of the window closed counts, where it has a label; later revisions do not count again. It
-- counts as correct where the interaction's answer is the label. The log loss is -ln of the probability that the
-- interaction's output gave to the label, taken to be at least 1e-7. It is rounded for each example to whole
-- millionths, since a sum of integers is the same in whatever order windows add it up.
INSERT INTO hourly_metric AS m
SELECT j.loop, date_trunc('hour', j.occurred_at, 'UTC'), coalesce(i.generation, 0), 0, count(*),
  count(*) FILTER (WHERE i.answer = j.label),
  sum(round(-ln(greatest(coalesce((i.output->'probabilities'->>j.label)::double precision, 0), 1e-7)) * 1000000)::bigint)
FROM tick t
JOIN joined_example j ON j.loop = t.loop AND j.tick_position = t.position
JOIN interaction i ON i.loop = j.loop AND i.interaction_id = j.interaction_id
WHERE t.position > $1 AND t.position <= $2 AND j.revision = 0 AND j.label IS NOT NULL
GROUP BY 1, 2, 3
ON CONFLICT (loop, hour, generation) DO UPDATE SET examples = m.examples + excluded.examples,
  correct = m.correct + excluded.correct, log_loss_micronats = m.log_loss_micronats + excluded.log_loss_micronats;
