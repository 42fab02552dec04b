-- Which model answered when: a row for each change of a loop's serving slot. And which model answers now: a row for
-- each loop. Changes are promotions and rollbacks. Each change names the generation that it replaces and the generation
-- that it makes, one higher; a change that replaces another generation than the slot's one is ignored. A slot begins at
-- generation 0, with the loop's default answer. And the looks at champions on trial: a row for each look.
--
-- By the rules "doors" a change has to follow from what stands below it, of the same loop, and was decided below its own
-- position: a promotion from its verdict, with the outcome "promote" and the model as challenger, and from the model,
-- which a completed run made; a rollback from a look at the generation that it replaces, with the outcome "worse", and it
-- goes back to the model before. A look is one at the champion of that moment, at a tick of the loop. So what a slot holds
-- hangs on its own chain, and on looks, verdicts, models and ticks at lower positions, and on nothing later.
--! tables
CREATE TABLE champion_history (
  loop text COLLATE "C" NOT NULL,
  generation bigint NOT NULL,
  model_id text COLLATE "C",
  predecessor text COLLATE "C",
  change text NOT NULL,
  position bigint NOT NULL,
  recorded_at timestamptz NOT NULL,
  occurred_at timestamptz NOT NULL,
  verdict_id text COLLATE "C",
  forced boolean NOT NULL,
  reason text,
  decided_at_position bigint NOT NULL,
  PRIMARY KEY (loop, generation)
);
COMMENT ON TABLE champion_history IS 'Each change of a loop''s serving slot; as of P, the champion is its last row up to P.';
COMMENT ON COLUMN champion_history.decided_at_position IS
  'Position of the run''s end or the tick that it was decided at: what was decided up to there does not depend on what else was on its way.';

CREATE TABLE serving_slot (
  loop text COLLATE "C" PRIMARY KEY,
  generation bigint NOT NULL,
  model_id text COLLATE "C",
  position bigint NOT NULL,
  recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE serving_slot IS 'The champion each loop answers with now; a null model is the loop''s default answer.';

-- The changes and looks of a window, one by one: each is applied, or has a fault. As in every fold the window is the
-- positions above "after" up to "up_to"; the tables have the windows before.
CREATE FUNCTION judge_slots(after bigint, up_to bigint) RETURNS TABLE (at_position bigint, fault text)
LANGUAGE plpgsql AS $$
DECLARE
  mark bigint := (SELECT r.position FROM rule r WHERE r.name = 'doors');
  item record;
  of_loop text;
  -- What the slot holds: its generation, and since where; the model, the one before, and the ids of the looks since then
  -- that found the model worse.
  held bigint;
  since bigint;
  model text;
  model_before text;
  worse text[];
  -- The verdicts that have promoted already.
  spent text[];
BEGIN
  FOR item IN
    SELECT s."loop", s.position, s.type, s.event_id, s.model_id, s.generation, s.replaces_generation, s.predecessor,
      s.verdict_id, s.from_generation, s.slot, s.decided_at_position, s.says_where_decided, NULL::text AS outcome,
      EXISTS (
        SELECT FROM verdict v WHERE v.verdict_id = s.verdict_id AND v."loop" = s."loop" AND v.position < s.position
          AND v.outcome = 'promote' AND v.challenger = s.model_id) AS has_verdict,
      EXISTS (
        SELECT FROM model m WHERE m.model_id = s.model_id AND m."loop" = s."loop" AND m.position < s.position
      ) AS has_model,
      false AS is_look, true AS has_tick, coalesce(s.position > mark, false) AS by_doors
    FROM ledger.slot_changed s WHERE s.position > after AND s.position <= up_to
    UNION ALL
    SELECT r."loop", r.position, NULL, r.event_id, r.model_id, r.generation, r.look, r.predecessor, NULL, NULL, NULL,
      r.tick_position, false, r.outcome, false, false, true,
      EXISTS (SELECT FROM tick t WHERE t."loop" = r."loop" AND t.position = r.tick_position AND t.position < r.position),
      coalesce(r.position > mark, false)
    FROM ledger.verdict_revised r WHERE r.position > after AND r.position <= up_to
    ORDER BY 1, 2
  LOOP
    IF item."loop" IS DISTINCT FROM of_loop THEN
      of_loop := item."loop";
      SELECT h.generation, h.model_id, h.predecessor, h.position INTO held, model, model_before, since
      FROM champion_history h WHERE h."loop" = of_loop ORDER BY h.generation DESC LIMIT 1;
      held := coalesce(held, 0);
      worse := ARRAY(
        SELECT r.event_id FROM verdict_revision r
        WHERE r."loop" = of_loop AND r.generation = held AND r.model_id = model AND r.position > since
          AND r.outcome = 'worse');
      spent := ARRAY(
        SELECT h.verdict_id FROM champion_history h WHERE h."loop" = of_loop AND h.change = 'promoted');
    END IF;
    at_position := item.position;
    IF item.is_look THEN
      fault := CASE
        WHEN item.model_id IS NULL OR item.generation IS NULL OR item.replaces_generation IS NULL
          OR item.outcome IS NULL OR item.decided_at_position = 0 THEN 'look_unreadable'
        WHEN NOT item.by_doors THEN NULL
        WHEN item.generation <> held OR item.model_id IS DISTINCT FROM model THEN 'look_at_another_champion'
        WHEN NOT item.has_tick THEN 'look_without_tick' END;
      IF fault IS NULL AND item.generation = held AND item.model_id = model AND item.outcome = 'worse' THEN
        worse := worse || item.event_id;
      END IF;
    ELSE
      fault := CASE
        WHEN item.generation IS NULL OR item.replaces_generation IS NULL OR item.decided_at_position IS NULL
          THEN 'change_unreadable'
        WHEN item.slot IS DISTINCT FROM item."loop" OR item.replaces_generation <> held OR item.generation <> held + 1
          THEN 'generation_mismatch'
        WHEN NOT item.by_doors THEN NULL
        WHEN item.says_where_decided AND item.decided_at_position >= item.position THEN 'decided_ahead'
        WHEN item.type = 'millrace.model.promoted.v1' THEN CASE
          WHEN NOT item.has_verdict OR item.verdict_id = ANY (spent) THEN 'promotion_without_verdict'
          WHEN NOT item.has_model THEN 'promotion_without_model'
          WHEN item.predecessor IS NOT NULL AND item.predecessor IS DISTINCT FROM model THEN 'predecessor_mismatch' END
        WHEN item.verdict_id IS NULL OR NOT item.verdict_id = ANY (worse) THEN 'rollback_without_look'
        WHEN item.predecessor IS DISTINCT FROM model OR item.from_generation IS DISTINCT FROM held
          OR item.model_id IS DISTINCT FROM model_before THEN 'predecessor_mismatch' END;
      IF fault IS NULL THEN
        held := item.generation;
        model := item.model_id;
        model_before := item.predecessor;
        worse := '{}';
        IF item.type = 'millrace.model.promoted.v1' THEN
          spent := spent || item.verdict_id;
        END IF;
      END IF;
    END IF;
    RETURN NEXT;
  END LOOP;
END $$;

--! fold
-- The window: positions above $1 up to $2.
--! when millrace.model.promoted.v1 millrace.model.rolled_back.v1 millrace.verdict.revised.v1

-- The changes of the window that are applied become rows, in the order of each loop's chain: the first change that
-- replaces the slot's generation and can be true, the first one behind that replaces the generation which this one made,
-- and so on. The looks of the window become rows, too; where a look's event does not name the tick that it was taken at,
-- its own position stands in for it. What is not applied is an error.
WITH judged AS MATERIALIZED (
  SELECT j.* FROM judge_slots($1, $2) j
), change AS (
  INSERT INTO champion_history
  SELECT c.loop, c.generation, c.model_id, c.predecessor,
    CASE c.type WHEN 'millrace.model.promoted.v1' THEN 'promoted' ELSE 'rolled_back' END,
    c.position, c.recorded_at, c.occurred_at, c.verdict_id, coalesce(c.forced, false), c.reason, c.decided_at_position
  FROM ledger.slot_changed c JOIN judged j ON j.at_position = c.position AND j.fault IS NULL
  WHERE c.position > $1 AND c.position <= $2
), look AS (
  INSERT INTO verdict_revision
  SELECT r.position, r.loop, r.recorded_at, r.model_id, r.predecessor, r.generation, r.look,
    coalesce(r.tick_position, r.position), r.outcome, r.test, r.reasons, r.event_id
  FROM ledger.verdict_revised r JOIN judged j ON j.at_position = r.position AND j.fault IS NULL
  WHERE r.position > $1 AND r.position <= $2
)
INSERT INTO fold_error
SELECT j.at_position, CASE WHEN j.fault LIKE 'look%' THEN 'verdict' ELSE 'champion_history' END, j.fault,
  CASE j.fault
    WHEN 'generation_mismatch' THEN format('it replaces generation %s, which was not the slot''s any more',
      (SELECT s.replaces_generation FROM ledger.slot_changed s
       WHERE s.position = j.at_position AND s.position > $1 AND s.position <= $2))
    WHEN 'decided_ahead' THEN 'it says that it was decided at its own position or above'
    WHEN 'promotion_without_verdict' THEN
      'no verdict of the loop below it promotes this model, or the verdict that it names has promoted before'
    WHEN 'promotion_without_model' THEN 'no completed run of the loop below it made this model'
    WHEN 'predecessor_mismatch' THEN 'the model that it replaces, or the one that it goes back to, is not the slot''s'
    WHEN 'rollback_without_look' THEN 'no look at the generation that it replaces found the model worse'
    WHEN 'look_at_another_champion' THEN 'the slot''s champion at this position is another generation or model'
    WHEN 'look_without_tick' THEN 'it names no tick of the loop below it'
    ELSE 'a member of it is missing, or no number that can be used' END
FROM judged j WHERE j.fault IS NOT NULL;

-- The last change of each loop in the window is what the loop answers with now.
INSERT INTO serving_slot
SELECT DISTINCT ON (h.loop) h.loop, h.generation, h.model_id, h.position, h.recorded_at
FROM champion_history h
WHERE h.position > $1 AND h.position <= $2
ORDER BY h.loop, h.generation DESC
ON CONFLICT (loop) DO UPDATE SET generation = excluded.generation, model_id = excluded.model_id,
  position = excluded.position, recorded_at = excluded.recorded_at;
