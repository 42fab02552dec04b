-- A synthetic ledger of :events events behind the adoption of the rules, which `millrace migrate` put at position 1:
-- interactions and feedback of one loop by turns, a tick each 1,000 events, and one feedback in 50 late. It is not
-- chained; only folds read it.
WITH e AS (
  SELECT n, CASE WHEN n = 2 THEN 'c' WHEN n % 1000 = 0 THEN 't' WHEN n % 2 = 0 THEN 'i' ELSE 'f' END AS kind,
    timestamptz '2013-01-01T00:00:00Z' + n * interval '1 minute' AS time
  FROM generate_series(2, :events) n
)
INSERT INTO ledger.event (position, recorded_at, occurred_at, loop, type, source, event_id, key, data, content_hash, batch)
SELECT n, timestamptz '2026-01-01T00:00:00Z' + n * interval '1 millisecond', time, 'demo.flights',
  CASE kind WHEN 'c' THEN 'millrace.loop.configured.v1' WHEN 't' THEN 'millrace.clock.ticked.v1'
    WHEN 'i' THEN 'millrace.interaction.recorded.v1' ELSE 'millrace.feedback.received.v1' END,
  '/benchmark', 'e' || n, 'demo.flights',
  (CASE kind
    WHEN 'c' THEN '{"config": {"name": "demo.flights", "clock": "occurred", "join_window": "1h", "label": {"classes":'
      || ' ["on_time", "late"], "aggregation": "last", "default": "on_time"}, "inputs": [' || (
        SELECT string_agg(format('{"name": "%s", "kind": "%s"}', i.name, i.kind), ', ') FROM (VALUES
          ('carrier', 'category'), ('origin', 'category'), ('dest', 'category'), ('distance', 'numeric'),
          ('scheduled_departure', 'time'), ('temp', 'numeric'), ('wind', 'numeric'), ('precip', 'numeric'),
          ('visibility', 'numeric'), ('seats', 'numeric'), ('engine', 'category'), ('manufacturer', 'category')
        ) i(name, kind)) || ']}, "digest": "d"}'
    WHEN 't' THEN format('{"time": "%s"}', to_char(time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
    WHEN 'i' THEN format(
      '{"interaction_id": "i%s", "unit": "N%s", "model": "model-%s", "generation": %s, "propensity": 1, "input": '
      || '{"carrier": "%s", "origin": "JFK", "dest": "LAX", "distance": %s, "scheduled_departure": '
      || '"2013-01-01T10:00:00Z", "temp": 39.2, "wind": 12.1, "precip": 0, "visibility": 10, "seats": 180, "engine": '
      || '"Turbo-fan", "manufacturer": "BOEING"}, "output": {"label": "on_time", "probability": 0.8, "probabilities": '
      || '{"on_time": 0.8, "late": 0.2}}}', n, n % 5000, n / 50000, n / 50000,
      (ARRAY['UA', 'AA', 'DL', 'B6'])[1 + n / 2 % 4], n % 3000)
    ELSE format('{"interaction_id": "i%s", "label": "%s"}', CASE WHEN n % 50 = 1 AND n > 2001 THEN n - 2001 ELSE n - 1 END,
      CASE WHEN n % 5 = 0 THEN 'late' ELSE 'on_time' END)
  END)::json, '\x00', n / 5000
FROM e;
-- The head's tree has a subtree for each bit of its size; what their roots are, folds do not ask.
UPDATE ledger.head SET position = :events,
  frontier = decode(repeat('00', 32 * length(replace(:events::bigint::bit(64)::text, '0', ''))), 'hex');
