-- Second 60 is the next second, with a fraction too, as every other reader of times has it. The cast takes 23:59:60, and
-- raises for 23:59:60.5, which is in ledgers; so the second before is cast, and one is added.
CREATE OR REPLACE FUNCTION ledger.moment(value text) RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN length(value) <= 64 AND value ~ ('^(?!0000)[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[Tt ]'
    '([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)([.][0-9]+)?([Zz]|[+-](0[0-9]|1[0-5]):[0-5][0-9])$') THEN
  CASE WHEN substr(value, 9, 2)::integer <= CASE substr(value, 6, 2)
      WHEN '02' THEN CASE
        WHEN substr(value, 1, 4)::integer % 4 = 0
          AND (substr(value, 1, 4)::integer % 100 <> 0 OR substr(value, 1, 4)::integer % 400 = 0) THEN 29
        ELSE 28 END
      WHEN '04' THEN 30 WHEN '06' THEN 30 WHEN '09' THEN 30 WHEN '11' THEN 30 ELSE 31 END
    THEN CASE substr(value, 18, 2)
      WHEN '60' THEN overlay(value PLACING '59' FROM 18 FOR 2)::timestamptz + interval '1 second'
      ELSE value::timestamptz END END END;
