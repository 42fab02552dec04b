-- Each loop's configuration and state: a row for each event that changed one of them. As of position P, a loop's
-- configuration and state are those of the loop's last row at or before P.
--
-- What other statements read of a configuration stands in columns of its own, converted when the configuration is folded.
-- So a configuration that holds nonsense is an error of its own event, and no later event has to suffer for it. No other
-- statement reads the column config.
--! tables
CREATE TABLE loop_version (
  loop text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  recorded_at timestamptz NOT NULL,
  state text NOT NULL,
  config jsonb NOT NULL,
  config_digest text NOT NULL,
  config_position bigint NOT NULL,
  clock text NOT NULL,
  join_window interval NOT NULL,
  classes text[] COLLATE "C",
  default_label text COLLATE "C",
  aggregation text NOT NULL,
  plausible_before interval NOT NULL,
  plausible_after interval NOT NULL,
  wrong_kind text,
  inputs jsonb NOT NULL,
  sandbox boolean NOT NULL,
  PRIMARY KEY (loop, position)
);
COMMENT ON TABLE loop_version IS 'Each configuration, pause and resumption of a loop, valid from its position on.';
COMMENT ON COLUMN loop_version.classes IS 'The classes that the loop declares; null: it declares none.';
COMMENT ON COLUMN loop_version.wrong_kind IS 'reject or missing; null: the configuration does not say.';

--! fold
-- The window: positions above $1 up to $2.
--! when millrace.loop.configured.v1 millrace.loop.paused.v1 millrace.loop.resumed.v1

-- Each configuration, pause and resumption in the window becomes a row, or an error. A configuration states the loop's
-- configuration itself; a pause or a resumption states none, so its row repeats the last configuration before the event.
-- That one is looked for among the events of the window, and in loop_version for the windows before. A pause or
-- resumption of a loop without one is an error.
--
-- A configuration is an error where it has no digest or a join window that is no length of time. By the rules "doors" it
-- is one also where it names another loop than the event does, where its join window is not above zero, and where a
-- length of time in it is none, or longer than 3,660 days. By the rules before, a join window was whatever Postgres takes
-- for an interval; at more than 4,000 years it failed at every tick, and is an error.
WITH change AS MATERIALIZED (
  SELECT c.position, c.loop, c.recorded_at, c.type, c.config, c.digest,
    coalesce(c.position > (SELECT r.position FROM rule r WHERE r.name = 'doors'), false) AS by_doors
  FROM ledger.loop_changed c WHERE c.position > $1 AND c.position <= $2
), typed AS MATERIALIZED (
  SELECT c.position, c.loop, c.config, c.digest, c.by_doors, c.config->>'clock' AS clock,
    CASE WHEN c.by_doors THEN ledger.time_span(c.config->>'join_window')
      ELSE ledger.interval_or_null(c.config->>'join_window') END AS join_window,
    c.config->'label'->'classes' AS classes,
    ledger.time_span(c.config->'times'->>'before') AS before, ledger.time_span(c.config->'times'->>'after') AS after
  FROM change c WHERE c.type = 'millrace.loop.configured.v1'
), judged AS MATERIALIZED (
  SELECT t.*, CASE
      WHEN t.digest IS NULL THEN 'config_without_digest'
      WHEN t.by_doors AND t.config->>'name' IS DISTINCT FROM t.loop THEN 'config_of_another_loop'
      WHEN t.join_window IS NULL OR abs(extract(epoch FROM t.join_window)) > 126230400000 THEN 'config_unreadable'
      WHEN t.by_doors AND (t.join_window <= interval '0' OR t.clock IS NULL OR t.clock NOT IN ('recorded', 'occurred')
        OR (t.before IS NULL AND t.config->'times' ? 'before') OR (t.after IS NULL AND t.config->'times' ? 'after'))
        THEN 'config_unreadable'
    END AS fault
  FROM typed t
), stated AS (
  SELECT j.position, j.loop, j.config, j.digest, coalesce(j.clock, '') AS clock, j.join_window,
    CASE WHEN jsonb_typeof(j.classes) = 'array' AND j.classes <> '[]'
      THEN ARRAY(SELECT jsonb_array_elements_text(j.classes)) END AS classes,
    j.config->'label'->>'default' AS default_label, coalesce(j.config->'label'->>'aggregation', 'last') AS aggregation,
    coalesce(j.before, greatest(interval '30 days', j.join_window)) AS plausible_before,
    coalesce(j.after, interval '10 minutes') AS plausible_after, j.config->>'wrong_kind' AS wrong_kind,
    coalesce(j.config->'inputs', '[]') AS inputs, coalesce(j.config->'sandbox' = 'true', false) AS sandbox
  FROM judged j WHERE j.fault IS NULL
), version AS (
  INSERT INTO loop_version
  SELECT c.loop, c.position, c.recorded_at,
    CASE c.type WHEN 'millrace.loop.paused.v1' THEN 'paused' ELSE 'active' END, s.config, s.digest, s.position,
    s.clock, s.join_window, s.classes, s.default_label, s.aggregation, s.plausible_before, s.plausible_after,
    s.wrong_kind, s.inputs, s.sandbox
  FROM change c
  CROSS JOIN LATERAL (
    SELECT x.* FROM (
      SELECT w.position, w.config, w.digest, w.clock, w.join_window, w.classes, w.default_label, w.aggregation,
        w.plausible_before, w.plausible_after, w.wrong_kind, w.inputs, w.sandbox
      FROM stated w WHERE w.loop = c.loop AND w.position <= c.position
      UNION ALL
      (SELECT v.config_position, v.config, v.config_digest, v.clock, v.join_window, v.classes, v.default_label,
         v.aggregation, v.plausible_before, v.plausible_after, v.wrong_kind, v.inputs, v.sandbox
       FROM loop_version v WHERE v.loop = c.loop AND v.position <= $1 ORDER BY v.position DESC LIMIT 1)
    ) x ORDER BY x.position DESC LIMIT 1
  ) s
  WHERE c.type <> 'millrace.loop.configured.v1' OR s.position = c.position
  RETURNING position
)
INSERT INTO fold_error
SELECT c.position, 'loop', coalesce(j.fault, 'loop_unknown'), CASE j.fault
    WHEN 'config_without_digest' THEN 'the configuration comes without its digest'
    WHEN 'config_of_another_loop' THEN format('the configuration is that of loop %s', to_json(c.config->>'name'))
    WHEN 'config_unreadable' THEN 'the clock, the join window or another length of time in it is none that can be used'
    ELSE 'paused or resumed before it was configured' END
FROM change c LEFT JOIN judged j ON j.position = c.position
WHERE NOT EXISTS (SELECT FROM version v WHERE v.position = c.position);
