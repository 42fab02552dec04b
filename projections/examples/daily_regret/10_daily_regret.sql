-- Daily regret by carrier: how many answers were wrong, of those whose outcome became known in time. An example of a
-- projection of one's own: it reads the analysts' views, and writes its own table.
--! tables
CREATE TABLE daily_regret (
  loop text COLLATE "C" NOT NULL,
  day date NOT NULL,
  carrier text COLLATE "C" NOT NULL,
  examples bigint NOT NULL,
  regret bigint NOT NULL,
  PRIMARY KEY (loop, day, carrier)
);
COMMENT ON TABLE daily_regret IS 'Per day of occurrence and carrier: examples with a label, and how many were answered wrong.';

--! fold
-- Examples close at ticks; a window takes the ticks after $1 and up to $2, and adds what closed at them.
INSERT INTO daily_regret AS d
SELECT j.loop, (j.occurred_at AT TIME ZONE 'UTC')::date, coalesce(i.input->>'carrier', 'unknown'), count(*),
  count(*) FILTER (WHERE i.answer IS DISTINCT FROM j.label)
FROM tick t
JOIN joined_example j ON j.loop = t.loop AND j.tick_position = t.position
JOIN interaction i ON i.loop = j.loop AND i.interaction_id = j.interaction_id
WHERE t.position > $1 AND t.position <= $2 AND j.revision = 0 AND j.label IS NOT NULL
GROUP BY 1, 2, 3
ON CONFLICT (loop, day, carrier) DO UPDATE SET examples = d.examples + excluded.examples,
  regret = d.regret + excluded.regret;
