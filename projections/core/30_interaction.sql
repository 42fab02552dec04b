-- Interactions: a row for each interaction id of a loop, made by the first event with that id.
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
  PRIMARY KEY (loop, interaction_id)
);
CREATE UNIQUE INDEX interaction_position ON interaction (position);
-- No plan depends on what is in these two columns, and sampling them is most of what an ANALYZE of the table takes.
ALTER TABLE interaction ALTER COLUMN input SET STATISTICS 0, ALTER COLUMN output SET STATISTICS 0;
COMMENT ON TABLE interaction IS 'What was asked and answered, and by which model.';

--! fold
-- The window: positions above $1 up to $2.

-- Each interaction in the window becomes a row, in order of position, unless its id has a row already.
INSERT INTO interaction
SELECT i.loop, i.interaction_id, i.position, i.recorded_at, i.occurred_at, i.unit, i.source, i.model,
  i.generation, i.propensity, i.output->>'label', (i.output->>'probability')::double precision, i.input, i.output
FROM ledger.interaction_recorded i
WHERE i.position > $1 AND i.position <= $2
ORDER BY i.position
ON CONFLICT (loop, interaction_id) DO NOTHING;

-- An interaction of the window whose event has no row in interaction is an error: another event took the id.
INSERT INTO fold_error
SELECT e.position, 'interaction', 'interaction_exists', 'another event named this interaction id before'
FROM ledger.event e
WHERE e.position > $1 AND e.position <= $2 AND e.type = 'millrace.interaction.recorded.v1'
  AND NOT EXISTS (SELECT FROM interaction x WHERE x.position = e.position);
