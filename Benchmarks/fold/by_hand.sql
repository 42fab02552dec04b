-- The same rows by hand: one INSERT … SELECT for each table over the whole ledger, by somebody who knows that nothing
-- is named twice, that there is one configuration, and that nothing will come later. Tables and indexes are those of
-- schema :fold.
DROP SCHEMA IF EXISTS by_hand CASCADE;
CREATE SCHEMA by_hand;
SET search_path = by_hand;
SET jit = off;
CREATE TABLE tick (LIKE :fold.tick INCLUDING ALL);
CREATE TABLE interaction (LIKE :fold.interaction INCLUDING ALL);
CREATE TABLE feedback (LIKE :fold.feedback INCLUDING ALL);
CREATE TABLE joined_example (LIKE :fold.joined_example INCLUDING ALL);
CREATE TABLE hourly_metric (LIKE :fold.hourly_metric INCLUDING ALL);
\timing on

-- interaction
INSERT INTO interaction
SELECT i.loop, i.interaction_id, i.position, i.recorded_at, i.occurred_at, i.unit, i.source, i.model, i.generation,
  i.propensity, i.output->>'label', (i.output->>'probability')::double precision, i.input, i.output, NULL, true, false,
  false, NULL, NULL
FROM ledger.interaction_recorded i;

-- feedback
INSERT INTO feedback
SELECT f.position, f.loop, f.interaction_id, f.recorded_at, f.occurred_at, f.source, f.event_id, f.label, f.reward,
  f.comment, f.demonstration, true, false
FROM ledger.feedback_received f;

-- tick
INSERT INTO tick
SELECT c.loop, c.position, c.time, c.event_id, interval '1 hour', c.time, false, 'occurred', c.time, c.recorded_at, e.batch
FROM ledger.clock_ticked c JOIN ledger.event e ON e.position = c.position;
\timing off
ANALYZE tick; ANALYZE interaction; ANALYZE feedback;
\timing on

-- joined_example
INSERT INTO joined_example
WITH closed AS MATERIALIZED (
  SELECT i.*, (SELECT t.position FROM tick t WHERE t.position > i.position AND t.time >= i.occurred_at + interval '1 hour'
    ORDER BY t.position LIMIT 1) AS tick
  FROM interaction i
), revision AS (
  SELECT c.loop, c.interaction_id, c.tick FROM closed c WHERE c.tick IS NOT NULL
  UNION
  SELECT c.loop, c.interaction_id, t.position
  FROM feedback f
  JOIN closed c ON c.loop = f.loop AND c.interaction_id = f.interaction_id
  CROSS JOIN LATERAL (SELECT t.position FROM tick t WHERE t.position > f.position ORDER BY t.position LIMIT 1) t
  WHERE t.position > c.tick
)
SELECT r.loop, r.interaction_id, row_number() OVER (PARTITION BY r.loop, r.interaction_id ORDER BY r.tick) - 1, r.tick,
  i.position, i.occurred_at, l.label, a.reward, a.count, a.count = 0,
  sha256(convert_to(jsonb_build_array(
    r.interaction_id, (extract(epoch FROM i.occurred_at) * 1000000)::bigint, l.label, a.reward, i.input)::text, 'UTF8'))
FROM revision r
JOIN interaction i ON i.loop = r.loop AND i.interaction_id = r.interaction_id
CROSS JOIN LATERAL (
  SELECT count(*) AS count, sum(f.reward) AS reward,
    (array_agg(f.label ORDER BY f.position DESC))[1] AS last
  FROM feedback f WHERE f.loop = r.loop AND f.interaction_id = r.interaction_id AND f.position < r.tick
) a
CROSS JOIN LATERAL (SELECT CASE WHEN a.count = 0 THEN 'on_time' ELSE a.last END AS label OFFSET 0) l;

-- hourly_metric
INSERT INTO hourly_metric
SELECT i.loop, date_trunc('hour', i.occurred_at, 'UTC'), i.generation, count(*), count(j.label),
  count(*) FILTER (WHERE i.answer = j.label),
  coalesce(sum(round(-ln(greatest((i.output->'probabilities'->>j.label)::double precision, 1e-7)) * 1000000)::bigint)
    FILTER (WHERE j.label IS NOT NULL), 0)
FROM interaction i
LEFT JOIN joined_example j ON j.loop = i.loop AND j.interaction_id = i.interaction_id AND j.revision = 0
GROUP BY 1, 2, 3;
