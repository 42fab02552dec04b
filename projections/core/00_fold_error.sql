-- How to read this folder
--
-- Each file NN_name.sql makes tables (the part "tables", run once for each copy of the read models) and folds events of
-- the ledger into them (the part "fold", run again and again, each time for the next window of the ledger).
--
-- The window: positions above $1 up to $2. Up to $1 the ledger is folded already; up to $2 it is to be folded now.
-- Within one window the files' folds run in the order of the file names, statement by statement, in one transaction. So
-- a statement finds in the tables what every statement has written for the windows before, and what the statements
-- above it and the files before it have written for this one. Where windows end must not matter: a table's rows at a
-- position are the same, however many windows led there (Tests/ProjectionsTests/FoldLawTests.swift tries this).
--
-- ledger.NAME are the ledger's events, one view for each kind of event, with the event's members as columns
-- (migrations/0002_event_views.sql). A name without a schema is a table of this folder. A statement ends with a
-- semicolon at the end of a line, and has to name both $1 and $2; a statement that is not about positions has the
-- condition $1 < $2, which is always true.

-- Events that a fold could not use. A fold does not raise for such an event: it writes a row here, and goes
-- on. This file has no fold: each of the other files writes the rows of its own events. Should a fold raise all the same,
-- then the runtime leaves the event out of all of them, and writes the row (reason fold_raised).
--! tables
CREATE TABLE fold_error (
  position bigint NOT NULL,
  projection text COLLATE "C" NOT NULL,
  reason text COLLATE "C" NOT NULL,
  detail text NOT NULL,
  PRIMARY KEY (position, projection)
);
COMMENT ON TABLE fold_error IS 'Events that a projection could not use, each with the reason; the event itself is in the ledger.';
