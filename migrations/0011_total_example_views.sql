-- Interactions and feedback are read without failing at anything that their schemas let through: every JSON number is a
-- numeric, and a generation that no column holds is null. What a label is by the rules "doors" stands beside what it was
-- before them.
CREATE FUNCTION ledger.class_name(value jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE jsonb_typeof(value) WHEN 'number' THEN trim_scale(value::numeric)::text
  WHEN 'string' THEN value #>> '{}' WHEN 'boolean' THEN value #>> '{}' END;
COMMENT ON FUNCTION ledger.class_name IS
  'What a label or a category counts as: a number its exact decimal (1.0 and 1e0 are 1), a string itself, a boolean true or false; null for all else.';

-- A time on the first or the last day there is may lie outside by its offset or its second 60. (In plpgsql, so that it is
-- not written out into each statement that asks it.)
CREATE FUNCTION ledger.is_time(value text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RETURN CASE WHEN length(value) <= 64 AND value ~ ('^(?!0000)[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[Tt ]'
    '([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)([.][0-9]+)?([Zz]|[+-](0[0-9]|1[0-5]):[0-5][0-9])$')
  THEN CASE
    WHEN substr(value, 9, 2) <= '28' THEN true
    WHEN substr(value, 6, 2) = '02' THEN substr(value, 9, 2) = '29' AND substr(value, 3, 2)::integer % 4 = 0
      AND (substr(value, 3, 2) <> '00' OR substr(value, 1, 2)::integer % 4 = 0)
    WHEN substr(value, 6, 2) IN ('04', '06', '09', '11') THEN substr(value, 9, 2) <= '30'
    ELSE true END
  AND CASE WHEN substr(value, 1, 10) IN ('0001-01-01', '9999-12-31') THEN
      substr(value, 12, 2)::integer * 3600 + substr(value, 15, 2)::integer * 60 + substr(value, 18, 2)::integer
        + coalesce(round(('0' || substring(value FROM '[.][0-9]+'))::numeric, 6), 0)
        - CASE WHEN right(value, 1) IN ('Z', 'z') THEN 0 ELSE (left(right(value, 6), 1) || '60')::integer
          * (left(right(value, 5), 2)::integer * 60 + right(value, 2)::integer) END
        BETWEEN CASE WHEN left(value, 1) = '0' THEN 0 ELSE -86400 END
          AND CASE WHEN left(value, 1) = '9' THEN 86399.999999 ELSE 200000 END
    ELSE true END
  ELSE false END;
END $$;
COMMENT ON FUNCTION ledger.is_time IS
  'Whether a text is an RFC 3339 time with an offset of at most 15:59, within the years 1 to 9999.';

CREATE OR REPLACE VIEW ledger.interaction_recorded AS
SELECT e.position, e.recorded_at, e.occurred_at, e.loop, e.source, e.event_id,
  d.interaction_id, d.unit, d.input, d.output, d.model,
  CASE WHEN d.generation BETWEEN 0 AND 9223372036854775807 THEN d.generation::bigint END AS generation, d.propensity
FROM ledger.event e,
  jsonb_to_record(e.data::jsonb) AS d(
    interaction_id text, unit text, input jsonb, output jsonb, model text, generation numeric, propensity numeric)
WHERE e.type = 'millrace.interaction.recorded.v1';

-- label is what it was before the rules "doors", class what it is by them.
CREATE OR REPLACE VIEW ledger.feedback_received AS
SELECT e.position, e.recorded_at, e.occurred_at, e.loop, e.source, e.event_id,
  d.interaction_id, d.label #>> '{}' AS label, d.reward, d.comment, d.demonstration,
  ledger.class_name(d.label) AS class
FROM ledger.event e,
  jsonb_to_record(e.data::jsonb) AS d(
    interaction_id text, label jsonb, reward numeric, comment text, demonstration jsonb)
WHERE e.type = 'millrace.feedback.received.v1';
