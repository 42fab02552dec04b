-- The sets of rules that the ledger has adopted. Rules are not retroactive: each event is read by the sets adopted below
-- its position, so every statement whose meaning a set changed asks this table, row by row. A window may lie across a
-- mark, and a replay of what is below it finds the rules from before.
--! tables
CREATE TABLE rule (
  name text COLLATE "C" PRIMARY KEY,
  position bigint NOT NULL
);
COMMENT ON TABLE rule IS 'Sets of rules, each valid for the events behind its position.';

--! fold
-- The window: positions above $1 up to $2.
--! when millrace.rules.adopted.v1

-- Each adoption in the window becomes a row; a set is adopted once.
INSERT INTO rule
SELECT a.rules, a.position FROM ledger.rules_adopted a
WHERE a.position > $1 AND a.position <= $2
ORDER BY a.position
ON CONFLICT (name) DO NOTHING;
