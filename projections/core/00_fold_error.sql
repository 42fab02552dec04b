-- What a fold could not use: a row here instead of an exception.
--! tables
CREATE TABLE fold_error (
  position bigint NOT NULL,
  projection text COLLATE "C" NOT NULL,
  reason text COLLATE "C" NOT NULL,
  detail text NOT NULL,
  PRIMARY KEY (position, projection)
);
COMMENT ON TABLE fold_error IS 'Events that a projection could not use, each with the reason; the event itself is in the ledger.';
