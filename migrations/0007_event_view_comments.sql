-- What each event view reads, for whoever finds it in psql. The members of an event type are those of its schema in
-- streams/schemas/TYPE.json. A program from before this migration does not know it, and so refuses the database in words,
-- rather than fold the read models back to its own version.
COMMENT ON VIEW ledger.interaction_recorded IS 'millrace.interaction.recorded.v1: what was asked and answered, and by which model.';
COMMENT ON VIEW ledger.feedback_received IS 'millrace.feedback.received.v1: a label, a reward, a comment or a demonstration for an interaction.';
COMMENT ON VIEW ledger.loop_changed IS 'millrace.loop.configured.v1, paused.v1 and resumed.v1: what a loop is from here on.';
COMMENT ON VIEW ledger.clock_ticked IS 'millrace.clock.ticked.v1: ticks of one loop, or of all on the recorded clock (loop *).';
COMMENT ON VIEW ledger.dataset_requested IS 'millrace.dataset.requested.v1: someone asks for a dataset version at the next tick.';
COMMENT ON VIEW ledger.dataset_sealed IS 'millrace.dataset.sealed.v1: dataset versions; sealed_at_position is the position of the tick.';
COMMENT ON VIEW ledger.run_started IS 'millrace.run.started.v1: the recipe of a training run.';
COMMENT ON VIEW ledger.run_finished IS 'millrace.run.completed.v1 and failed.v1: the artifact that a run made, or why it made none.';
COMMENT ON VIEW ledger.evaluation_started IS 'millrace.evaluation.started.v1: challenger and gate, stated before the result exists.';
COMMENT ON VIEW ledger.verdict_reached IS 'millrace.verdict.reached.v1: challenger against champion on the holdout.';
COMMENT ON VIEW ledger.verdict_revised IS 'millrace.verdict.revised.v1: looks at a champion on trial.';
COMMENT ON VIEW ledger.slot_changed IS 'millrace.model.promoted.v1 and rolled_back.v1: changes of serving slots, whether or not they fit.';
COMMENT ON VIEW ledger.parked_decided IS 'millrace.parked.retried.v1 and discarded.v1: what was decided about parked records.';
COMMENT ON VIEW ledger.projection_verified IS 'millrace.projection.verified.v1: read models held against a replay.';
