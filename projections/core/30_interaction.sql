-- Interactions: a row for each interaction id of a loop, made by the first event with that id. And what is wrong with
-- their inputs: counts by loop, hour and input.
--
-- What is said here of inputs and of times are the rules "doors": it holds for interactions behind their adoption.
--
-- Inputs. An input that the interaction does not have, or has as null, is missing, and nothing is wrong with it. Else
-- each value is held against the kind that the loop's configuration in force declares:
--
--   kind     | takes                      | else the reason
--   numeric  | a number                   | wrong_kind
--   category | a string, number, boolean  | wrong_kind
--   text     | a string                   | wrong_kind
--   time     | a string                   | wrong_kind; not_a_time for a string that ledger.is_time does not take
--   (none)   |                            | undeclared
--
-- What is wrong stands in input_problems. A value of the wrong kind counts as missing wherever examples are learned from,
-- and the interaction stays usable, unless the loop's configuration says "wrong_kind: reject": then it is an error, and
-- makes no example. An undeclared input does no harm. The input itself stays as it was sent.
--
-- Times. On the recorded clock an interaction may have occurred from "before" before the ledger recorded it to "after"
-- after (loop_version.plausible_before and plausible_after; without "times" in the loop's file 30 days or the join
-- window, whichever is longer, and 10 minutes). One outside is an error, and makes no example and no hour. On an occurred
-- clock there are no bounds, whatever "times" says: what was recorded when tells nothing there. Where the first tick
-- behind an interaction has an earlier time than the ledger recorded, the time was recorded by a clock that was ahead,
-- and is judged again by the tick's (50_closing_example.sql).
--! tables
CREATE TABLE interaction (
  loop text COLLATE "C" NOT NULL,
  interaction_id text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  recorded_at timestamptz NOT NULL,
  occurred_at timestamptz NOT NULL,
  unit text,
  source text NOT NULL,
  model_id text,
  generation bigint,
  propensity numeric,
  answer text,
  probability double precision,
  input jsonb NOT NULL,
  output jsonb NOT NULL,
  input_problems jsonb,
  usable boolean NOT NULL,
  time_implausible boolean NOT NULL,
  implausible_as_recorded boolean NOT NULL,
  first_tick_time timestamptz,
  first_tick_position bigint,
  PRIMARY KEY (loop, interaction_id)
);
CREATE UNIQUE INDEX interaction_position ON interaction (position);
CREATE INDEX interaction_flaw ON interaction (position)
  WHERE input_problems IS NOT NULL OR implausible_as_recorded OR NOT usable;
CREATE INDEX interaction_first_tick ON interaction (first_tick_position) WHERE first_tick_position IS NOT NULL;
-- No plan depends on what is in these columns, and sampling them is most of what an ANALYZE of the table takes.
ALTER TABLE interaction ALTER COLUMN input SET STATISTICS 0, ALTER COLUMN output SET STATISTICS 0,
  ALTER COLUMN input_problems SET STATISTICS 0;
COMMENT ON TABLE interaction IS 'What was asked and answered, and by which model.';
COMMENT ON COLUMN interaction.input_problems IS
  'What is wrong with the inputs: input, reason, found (a JSON type) of each; null: nothing.';
COMMENT ON COLUMN interaction.usable IS 'False where an input is of the wrong kind and the loop rejects that: it makes no example.';
COMMENT ON COLUMN interaction.time_implausible IS
  'True where it occurred outside the loop''s bounds for times: it makes no example and no hour.';
COMMENT ON COLUMN interaction.implausible_as_recorded IS 'time_implausible, as it was before the first tick behind it.';
COMMENT ON COLUMN interaction.first_tick_time IS
  'Time of the first tick behind it, on the recorded clock and where that is earlier than recorded_at; it stands for recorded_at.';
COMMENT ON COLUMN interaction.first_tick_position IS 'The position of that tick.';

CREATE TABLE input_problem (
  loop text COLLATE "C" NOT NULL,
  hour timestamptz NOT NULL,
  reason text COLLATE "C" NOT NULL,
  input text COLLATE "C" NOT NULL,
  found text COLLATE "C" NOT NULL,
  count bigint NOT NULL,
  last_position bigint NOT NULL,
  PRIMARY KEY (loop, hour, reason, input, found)
);
COMMENT ON TABLE input_problem IS 'What was wrong with inputs, per hour of recording.';
COMMENT ON COLUMN input_problem.found IS 'The JSON type of the value.';

--! fold
-- The window: positions above $1 up to $2.
--! when millrace.interaction.recorded.v1

-- Each interaction in the window becomes a row, in order of position, unless its id has a row already. Reads
-- loop_version and rule; writes interaction.
--
-- "in_force" are the configurations that hold somewhere in the window, each with the kind of every input ("kinds") and
-- two conditions in the language of jsonpath, made once: "complete" is true of an input that has all that is declared, of
-- the right kinds, and takes some four microseconds for a dozen members; "sound" allows for missing ones and takes
-- longer. Neither says anything of an input that it is not true of (both know only the usual forms of times), so what
-- fails both is looked at member by member ("found"). Configurations with very many inputs have no conditions, which
-- would nest too deep. Of the undeclared inputs of one interaction the first twenty by name are listed, and the others
-- counted.
INSERT INTO interaction
WITH in_force AS MATERIALIZED (
  SELECT v.loop, v.position, v.next_position, v.clock = 'recorded' AS by_recorded, v.plausible_before, v.plausible_after,
    v.wrong_kind = 'reject' AS rejects, declared.kinds, declared.names, declared.complete,
    declared.sound
  FROM (
    SELECT l.*, lead(l.position) OVER (PARTITION BY l.loop ORDER BY l.position) AS next_position FROM loop_version l
  ) v
  CROSS JOIN LATERAL (
    SELECT jsonb_object_agg(d.name, d.kind) AS kinds, array_agg(d.name) AS names,
      CASE WHEN count(*) <= 300 THEN 'strict ' || string_agg(format('(' || CASE d.kind
        WHEN 'numeric' THEN '%1$s < 1e400'
        WHEN 'category' THEN '%1$s >= "" || %1$s < 1e400 || %1$s == true || %1$s == false'
        WHEN 'text' THEN '%1$s >= ""'
        WHEN 'time' THEN '%1$s like_regex "' || usual.times || '"'
        ELSE '1 == 1' END || ')', '$.' || to_json(d.name)), ' && ') END::jsonpath AS complete,
      CASE WHEN count(*) <= 300 THEN string_agg(format('(' || CASE d.kind
        WHEN 'numeric' THEN '%1$s.type() == "number"'
        WHEN 'category' THEN '%1$s.type() == "string" || %1$s.type() == "number" || %1$s.type() == "boolean"'
        WHEN 'text' THEN '%1$s.type() == "string"'
        WHEN 'time' THEN '%1$s.type() == "string" && %1$s like_regex "' || usual.times || '"'
        ELSE '1 == 1' END || ' || !exists(%1$s) || %1$s.type() == "null")', '$.' || to_json(d.name)), ' && ') END
        ::jsonpath AS sound
    FROM (
      SELECT DISTINCT ON (m.member->>'name') m.member->>'name' AS name, coalesce(m.member->>'kind', '') AS kind
      FROM jsonb_array_elements(CASE WHEN jsonb_typeof(v.inputs) = 'array' THEN v.inputs END)
        WITH ORDINALITY m(member, place)
      WHERE m.member->>'name' IS NOT NULL
      ORDER BY m.member->>'name', m.place
    ) d
    CROSS JOIN (SELECT '^[1-8][0-9][0-9][0-9]-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5]'
      || '[0-9]([.][0-9]{1,6})?(Z|[+-](0[0-9]|1[0-5]):[0-5][0-9])$') usual(times)
  ) declared
  WHERE v.position < $2 AND (v.next_position IS NULL OR v.next_position > $1)
), recorded AS (
  SELECT i.*, coalesce(i.position > (SELECT r.position FROM rule r WHERE r.name = 'doors'), false) AS by_doors
  FROM ledger.interaction_recorded i
  WHERE i.position > $1 AND i.position <= $2
)
SELECT i.loop, i.interaction_id, i.position, i.recorded_at, i.occurred_at, i.unit, i.source, i.model, i.generation,
  i.propensity, CASE WHEN i.by_doors THEN ledger.class_name(i.output->'label') ELSE i.output->>'label' END,
  CASE WHEN length(i.output->>'probability') < 300 AND jsonb_typeof(i.output->'probability') = 'number'
    THEN (i.output->>'probability')::double precision ELSE ledger.double_number(i.output->'probability') END, i.input, i.output, found.problems,
  NOT coalesce(v.rejects AND found.problems @? '$[*] ? (@.reason == "wrong_kind" || @.reason == "not_a_time")', false),
  judged.implausible, judged.implausible
FROM recorded i
LEFT JOIN in_force v ON v.loop = i.loop AND v.position < i.position
  AND (v.next_position IS NULL OR v.next_position >= i.position)
CROSS JOIN LATERAL (
  SELECT CASE WHEN i.by_doors AND v.kinds IS NOT NULL THEN CASE
    WHEN (jsonb_path_match(i.input, v.complete, '{}', true) OR jsonb_path_match(i.input, v.sound, '{}', true))
      AND i.input - v.names = '{}' THEN NULL
    ELSE (
      SELECT nullif(coalesce(
          jsonb_agg(jsonb_build_object('input', p.name, 'reason', p.reason, 'found', p.found) ORDER BY p.name)
            FILTER (WHERE p.reason <> 'undeclared' OR p.place <= 20), '[]')
          || CASE WHEN count(*) FILTER (WHERE p.reason = 'undeclared') > 20 THEN jsonb_build_array(jsonb_build_object(
            'reason', 'more_undeclared', 'count', count(*) FILTER (WHERE p.reason = 'undeclared') - 20)) ELSE '[]' END,
        '[]')
      FROM (
        SELECT m.name, m.reason, m.found, row_number() OVER (PARTITION BY m.reason ORDER BY m.name) AS place
        FROM (
          SELECT e.key COLLATE "C" AS name, jsonb_typeof(e.value) AS found, CASE
            WHEN NOT v.kinds ? e.key THEN 'undeclared'
            WHEN jsonb_typeof(e.value) = 'null' THEN NULL
            ELSE CASE v.kinds->>e.key
              WHEN 'numeric' THEN CASE WHEN jsonb_typeof(e.value) <> 'number' THEN 'wrong_kind' END
              WHEN 'category' THEN CASE WHEN jsonb_typeof(e.value) IN ('object', 'array') THEN 'wrong_kind' END
              WHEN 'text' THEN CASE WHEN jsonb_typeof(e.value) <> 'string' THEN 'wrong_kind' END
              WHEN 'time' THEN CASE
                WHEN jsonb_typeof(e.value) <> 'string' THEN 'wrong_kind'
                WHEN NOT ledger.is_time(e.value #>> '{}') THEN 'not_a_time' END
            END END AS reason
          FROM jsonb_each(i.input) e
        ) m WHERE m.reason IS NOT NULL
      ) p
    ) END END AS problems
  OFFSET 0  -- keeps the planner from looking twice
) found
CROSS JOIN LATERAL (
  SELECT coalesce(i.by_doors AND v.by_recorded AND (i.occurred_at < i.recorded_at - v.plausible_before
    OR i.occurred_at > i.recorded_at + v.plausible_after), false) AS implausible
  OFFSET 0
) judged
ORDER BY i.position
ON CONFLICT (loop, interaction_id) DO NOTHING;

-- What is wrong with the inputs of the window's interactions is added to the counts. Undeclared names come from
-- producers, and are bounded: of each hour and loop the first twenty names, by the position where they came first and
-- then by name, have rows of their own, and all others one together, with the reason more_undeclared and no name. A name
-- counts by its first 256 characters, which is as long as a declared one can be.
INSERT INTO input_problem AS c
WITH problem AS MATERIALIZED (
  SELECT i.loop, date_trunc('hour', i.recorded_at, 'UTC') AS hour, i.position, p.reason,
    left(coalesce(p.input, ''), 256) COLLATE "C" AS input, coalesce(p.found, '') AS found, coalesce(p.count, 1) AS count
  FROM interaction i
  CROSS JOIN LATERAL jsonb_to_recordset(i.input_problems) AS p(input text, reason text, found text, count bigint)
  WHERE i.position > $1 AND i.position <= $2
    AND (i.input_problems IS NOT NULL OR i.implausible_as_recorded OR NOT i.usable)
), name AS (
  SELECT p.loop, p.hour, p.input, min(p.position) AS position, EXISTS (
      SELECT FROM input_problem k
      WHERE k.loop = p.loop AND k.hour = p.hour AND k.reason = 'undeclared' AND k.input = p.input) AS is_known,
    (SELECT count(DISTINCT k.input) FROM input_problem k
     WHERE k.loop = p.loop AND k.hour = p.hour AND k.reason = 'undeclared') AS known
  FROM problem p WHERE p.reason = 'undeclared'
  GROUP BY p.loop, p.hour, p.input
), listed AS (
  SELECT n.loop, n.hour, n.input,
    n.is_known OR n.known + row_number() OVER (PARTITION BY n.loop, n.hour, n.is_known ORDER BY n.position, n.input) <= 20
      AS is_listed
  FROM name n
)
SELECT p.loop, p.hour, CASE WHEN l.is_listed IS FALSE THEN 'more_undeclared' ELSE p.reason END,
  CASE WHEN l.is_listed IS FALSE THEN '' ELSE p.input END, CASE WHEN l.is_listed IS FALSE THEN '' ELSE p.found END,
  sum(p.count)::bigint, max(p.position)
FROM problem p
LEFT JOIN listed l ON p.reason = 'undeclared' AND l.loop = p.loop AND l.hour = p.hour AND l.input = p.input
GROUP BY 1, 2, 3, 4, 5
ON CONFLICT (loop, hour, reason, input, found) DO UPDATE SET count = c.count + excluded.count,
  last_position = greatest(c.last_position, excluded.last_position);

-- An interaction of the window that makes no example is an error.
INSERT INTO fold_error
SELECT i.position, 'interaction', CASE WHEN i.usable THEN 'time_implausible' ELSE 'wrong_kind' END,
  CASE WHEN i.usable
    THEN format('it occurred at %s and was recorded at %s', to_json(i.occurred_at AT TIME ZONE 'UTC') #>> '{}',
      to_json(i.recorded_at AT TIME ZONE 'UTC') #>> '{}')
    ELSE (SELECT string_agg(format('input %s is %s', to_json(p.input), CASE p.reason
        WHEN 'not_a_time' THEN 'no time' ELSE 'of the type ' || p.found END), ', ' ORDER BY p.input COLLATE "C")
      FROM (
        SELECT x.input, x.reason, x.found
        FROM jsonb_to_recordset(i.input_problems) AS x(input text, reason text, found text)
        WHERE x.reason IN ('wrong_kind', 'not_a_time') ORDER BY x.input COLLATE "C" LIMIT 5
      ) p) END
FROM interaction i
WHERE i.position > $1 AND i.position <= $2 AND (i.implausible_as_recorded OR NOT i.usable)
  AND (i.input_problems IS NOT NULL OR i.implausible_as_recorded OR NOT i.usable);

-- An interaction of the window whose event has no row in interaction is an error: another event took the id.
INSERT INTO fold_error
SELECT e.position, 'interaction', 'interaction_exists', 'another event named this interaction id before'
FROM ledger.event e
WHERE e.position > $1 AND e.position <= $2 AND e.type = 'millrace.interaction.recorded.v1'
  AND NOT EXISTS (SELECT FROM interaction x WHERE x.position = e.position)
  AND (SELECT count(*) FROM ledger.event a
       WHERE a.position > $1 AND a.position <= $2 AND a.type = 'millrace.interaction.recorded.v1')
    > (SELECT count(*) FROM interaction a WHERE a.position > $1 AND a.position <= $2);
