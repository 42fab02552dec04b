-- The analysts' views: stable names over the live projections. Made anew whenever the live copy is.

-- The correction is looked up in the projection's own rows: the first event behind the bad one that the projection took
-- for the same thing.
CREATE VIEW millrace.fold_error AS
SELECT f.position, f.projection, f.reason, f.detail, e.loop, e.type, e.source, e.event_id, e.recorded_at,
  CASE f.projection
    WHEN 'feedback' THEN (
      SELECT min(x.position) FROM fold.feedback y JOIN fold.feedback x USING (loop, interaction_id)
      WHERE y.position = f.position AND x.position > f.position AND x.usable AND x.label IS NOT NULL)
    WHEN 'loop' THEN (
      SELECT min(v.position) FROM fold.loop_version v WHERE v.loop = e.loop AND v.position > f.position)
    WHEN 'tick' THEN (SELECT min(t.position) FROM fold.tick t WHERE t.loop = e.loop AND t.position > f.position)
    WHEN 'run' THEN (
      SELECT min(r.finished_position) FROM fold.run r
      WHERE r.run_id = e.data->>'run_id' AND r.finished_position > f.position)
    WHEN 'verdict' THEN (
      SELECT min(v.position) FROM fold.verdict v
      WHERE v.evaluation_id = e.data->>'evaluation_id' AND v.position > f.position)
    WHEN 'champion_history' THEN (
      SELECT min(h.position) FROM fold.champion_history h WHERE h.loop = e.loop AND h.position > f.position)
  END AS corrected_by
FROM fold.fold_error f LEFT JOIN ledger.event e ON e.position = f.position;
COMMENT ON VIEW millrace.fold_error IS 'Events that a projection could not use, each with the reason; the event itself is in the ledger.';
COMMENT ON COLUMN millrace.fold_error.position IS 'The ledger position of the event that made this row.';
COMMENT ON COLUMN millrace.fold_error.projection IS 'The projection that could not use it.';
COMMENT ON COLUMN millrace.fold_error.reason IS 'Why.';
COMMENT ON COLUMN millrace.fold_error.detail IS 'What was wrong.';
COMMENT ON COLUMN millrace.fold_error.loop IS 'The loop, namespace.name.';
COMMENT ON COLUMN millrace.fold_error.type IS 'The event''s type.';
COMMENT ON COLUMN millrace.fold_error.source IS 'Who said so.';
COMMENT ON COLUMN millrace.fold_error.event_id IS 'The event''s id, unique within its source.';
COMMENT ON COLUMN millrace.fold_error.recorded_at IS 'When the ledger recorded it.';
COMMENT ON COLUMN millrace.fold_error.corrected_by IS 'Position of the first later event that the projection took for the same thing: a usable label for the interaction, a configuration of the loop, a tick or a change of slot of the loop, the end of the run, the verdict of the evaluation. Null: none yet, or nothing to correct (a second event for an interaction id; the first stands).';

CREATE VIEW millrace.parked AS
SELECT parked_id, topic, partition, "offset", encode(key, 'escape') AS key, source, event_id, reason, message, state,
  note, attempts, after_position, decision_position, event_position, parked_at
FROM ledger.parked;
COMMENT ON VIEW millrace.parked IS 'Records that the ledger could not take, and what became of them; the whole record is in ledger.parked.';
COMMENT ON COLUMN millrace.parked.parked_id IS 'By which `millrace parked` knows it.';
COMMENT ON COLUMN millrace.parked.topic IS 'The topic it came on.';
COMMENT ON COLUMN millrace.parked.partition IS 'The topic''s partition.';
COMMENT ON COLUMN millrace.parked."offset" IS 'Its offset there.';
COMMENT ON COLUMN millrace.parked.key IS 'Its key; bytes that are not ASCII as \nnn, octal.';
COMMENT ON COLUMN millrace.parked.source IS 'Who said so, where an event could be read.';
COMMENT ON COLUMN millrace.parked.event_id IS 'The event''s id, where one could be read.';
COMMENT ON COLUMN millrace.parked.reason IS 'Why it could not be taken, by the last attempt.';
COMMENT ON COLUMN millrace.parked.message IS 'What was wrong, where, and how to mend it.';
COMMENT ON COLUMN millrace.parked.state IS 'open, retried (in the ledger now), discarded, or superseded.';
COMMENT ON COLUMN millrace.parked.note IS 'Why it was retried or discarded.';
COMMENT ON COLUMN millrace.parked.attempts IS 'How often it was retried.';
COMMENT ON COLUMN millrace.parked.after_position IS 'The ledger''s last position when it was parked: its place in the order.';
COMMENT ON COLUMN millrace.parked.decision_position IS 'The event that last decided about it.';
COMMENT ON COLUMN millrace.parked.event_position IS 'Where its event stands since it was retried.';
COMMENT ON COLUMN millrace.parked.parked_at IS 'When.';

CREATE VIEW millrace.loop AS
SELECT loop, position, recorded_at, state, config, config_digest, config_position
FROM fold.loop_version;
COMMENT ON VIEW millrace.loop IS 'Each configuration, pause and resumption of a loop, valid from its position on.';
COMMENT ON COLUMN millrace.loop.loop IS 'The loop, namespace.name.';
COMMENT ON COLUMN millrace.loop.position IS 'The ledger position of the event that made this row.';
COMMENT ON COLUMN millrace.loop.recorded_at IS 'When the ledger recorded it.';
COMMENT ON COLUMN millrace.loop.state IS 'Its state.';
COMMENT ON COLUMN millrace.loop.config IS 'The configuration, as JSON.';
COMMENT ON COLUMN millrace.loop.config_digest IS 'SHA-256 of the configuration.';
COMMENT ON COLUMN millrace.loop.config_position IS 'Where the configuration was stated.';

CREATE VIEW millrace.tick AS
SELECT loop, position, time, event_id, join_window
FROM fold.tick;
COMMENT ON VIEW millrace.tick IS 'Ticks of each loop; time never falls, and the join window is the one in force at the tick.';
COMMENT ON COLUMN millrace.tick.loop IS 'The loop, namespace.name.';
COMMENT ON COLUMN millrace.tick.position IS 'The ledger position of the event that made this row.';
COMMENT ON COLUMN millrace.tick.time IS 'The loops clock at the tick.';
COMMENT ON COLUMN millrace.tick.event_id IS 'The events id.';
COMMENT ON COLUMN millrace.tick.join_window IS 'How long feedback may take, as of the tick.';

CREATE VIEW millrace.interaction AS
SELECT loop, interaction_id, position, recorded_at, occurred_at, unit, source, model_id, generation,
  propensity, answer, probability, input, output
FROM fold.interaction;
COMMENT ON VIEW millrace.interaction IS 'What was asked and answered, and by which model.';
COMMENT ON COLUMN millrace.interaction.loop IS 'The loop, namespace.name.';
COMMENT ON COLUMN millrace.interaction.interaction_id IS 'The interaction.';
COMMENT ON COLUMN millrace.interaction.position IS 'The ledger position of the event that made this row.';
COMMENT ON COLUMN millrace.interaction.recorded_at IS 'When the ledger recorded it.';
COMMENT ON COLUMN millrace.interaction.occurred_at IS 'When it happened, by its producer; for decisions of the services, on the loops clock.';
COMMENT ON COLUMN millrace.interaction.unit IS 'Session or user.';
COMMENT ON COLUMN millrace.interaction.source IS 'Who said so.';
COMMENT ON COLUMN millrace.interaction.model_id IS 'The model; null: the loops default answer.';
COMMENT ON COLUMN millrace.interaction.generation IS 'Generation of the serving slot; 0 before the first champion.';
COMMENT ON COLUMN millrace.interaction.propensity IS 'Probability with which this answer was chosen.';
COMMENT ON COLUMN millrace.interaction.answer IS 'The class that was answered.';
COMMENT ON COLUMN millrace.interaction.probability IS 'The probability given to it.';
COMMENT ON COLUMN millrace.interaction.input IS 'What was asked, as JSON.';
COMMENT ON COLUMN millrace.interaction.output IS 'The answer, as JSON, with the probability of each class.';

CREATE VIEW millrace.feedback AS
SELECT position, loop, interaction_id, recorded_at, occurred_at, source, event_id, label, reward, comment,
  demonstration, usable
FROM fold.feedback;
COMMENT ON VIEW millrace.feedback IS 'Labels, rewards, demonstrations and comments, each naming its interaction.';
COMMENT ON COLUMN millrace.feedback.position IS 'The ledger position of the event that made this row.';
COMMENT ON COLUMN millrace.feedback.loop IS 'The loop, namespace.name.';
COMMENT ON COLUMN millrace.feedback.interaction_id IS 'The interaction.';
COMMENT ON COLUMN millrace.feedback.recorded_at IS 'When the ledger recorded it.';
COMMENT ON COLUMN millrace.feedback.occurred_at IS 'When it happened, by its producer; for decisions of the services, on the loops clock.';
COMMENT ON COLUMN millrace.feedback.source IS 'Who said so.';
COMMENT ON COLUMN millrace.feedback.event_id IS 'The events id.';
COMMENT ON COLUMN millrace.feedback.label IS 'The label; the class that came out.';
COMMENT ON COLUMN millrace.feedback.reward IS 'A numeric reward.';
COMMENT ON COLUMN millrace.feedback.comment IS 'A comment in words.';
COMMENT ON COLUMN millrace.feedback.demonstration IS 'What the right answer would have been.';
COMMENT ON COLUMN millrace.feedback.usable IS 'False where the label is none of the loops classes.';

CREATE VIEW millrace.joined_example AS
SELECT loop, interaction_id, revision, tick_position, interaction_position, occurred_at, label, reward,
  feedback_count, defaulted, content_hash
FROM fold.joined_example;
COMMENT ON VIEW millrace.joined_example IS 'An interaction with the feedback known at a tick; the example as of a tick is its last revision up to there.';
COMMENT ON COLUMN millrace.joined_example.loop IS 'The loop, namespace.name.';
COMMENT ON COLUMN millrace.joined_example.interaction_id IS 'The interaction.';
COMMENT ON COLUMN millrace.joined_example.revision IS '0 when the join window passed; each late feedback adds one.';
COMMENT ON COLUMN millrace.joined_example.tick_position IS 'The position of the tick that made it.';
COMMENT ON COLUMN millrace.joined_example.interaction_position IS 'The interactions position.';
COMMENT ON COLUMN millrace.joined_example.occurred_at IS 'When it happened, by its producer; for decisions of the services, on the loops clock.';
COMMENT ON COLUMN millrace.joined_example.label IS 'The label; the class that came out.';
COMMENT ON COLUMN millrace.joined_example.reward IS 'A numeric reward.';
COMMENT ON COLUMN millrace.joined_example.feedback_count IS 'How many feedbacks counted.';
COMMENT ON COLUMN millrace.joined_example.defaulted IS 'No feedback came, so the default label stands.';
COMMENT ON COLUMN millrace.joined_example.content_hash IS 'SHA-256 of the content.';

CREATE VIEW millrace.dataset AS
SELECT dataset_id, loop, position, recorded_at, content_hash, config_digest, tick_event_id, tick_time,
  tick_position, train_from, validation_from, holdout_from, holdout_to, counts, fold_version, labels,
  force, request_id
FROM fold.dataset;
COMMENT ON VIEW millrace.dataset IS 'Sealed dataset versions: what is in them is told by loop, tick and configuration.';
COMMENT ON COLUMN millrace.dataset.dataset_id IS 'The dataset version.';
COMMENT ON COLUMN millrace.dataset.loop IS 'The loop, namespace.name.';
COMMENT ON COLUMN millrace.dataset.position IS 'The ledger position of the event that made this row.';
COMMENT ON COLUMN millrace.dataset.recorded_at IS 'When the ledger recorded it.';
COMMENT ON COLUMN millrace.dataset.content_hash IS 'SHA-256 of the content.';
COMMENT ON COLUMN millrace.dataset.config_digest IS 'SHA-256 of the configuration.';
COMMENT ON COLUMN millrace.dataset.tick_event_id IS 'The tick at which it was sealed.';
COMMENT ON COLUMN millrace.dataset.tick_time IS 'That ticks time.';
COMMENT ON COLUMN millrace.dataset.tick_position IS 'The position of the tick that made it.';
COMMENT ON COLUMN millrace.dataset.train_from IS 'Start of the training part.';
COMMENT ON COLUMN millrace.dataset.validation_from IS 'Start of the validation part.';
COMMENT ON COLUMN millrace.dataset.holdout_from IS 'Start of the holdout.';
COMMENT ON COLUMN millrace.dataset.holdout_to IS 'The newest examples time.';
COMMENT ON COLUMN millrace.dataset.counts IS 'Examples by part, class, source, and removed ones by reason.';
COMMENT ON COLUMN millrace.dataset.fold_version IS 'Version of the folds that fed it.';
COMMENT ON COLUMN millrace.dataset.labels IS 'true, or how they were spoilt on purpose.';
COMMENT ON COLUMN millrace.dataset.force IS 'Promoted whatever the gate says.';
COMMENT ON COLUMN millrace.dataset.request_id IS 'The request it meets.';

CREATE VIEW millrace.run AS
SELECT run_id, loop, model_id, dataset_id, trial, trial_index, trials, learner, code_version, settings,
  seed, parent, started_position, started_at, finished_position, finished_at, state, reason, epochs,
  validation, fingerprint, artifact
FROM fold.run;
COMMENT ON VIEW millrace.run IS 'Training runs: recipe, state, validation metrics, and the fingerprint of where it ran.';
COMMENT ON COLUMN millrace.run.run_id IS 'The training run.';
COMMENT ON COLUMN millrace.run.loop IS 'The loop, namespace.name.';
COMMENT ON COLUMN millrace.run.model_id IS 'The model; null: the loops default answer.';
COMMENT ON COLUMN millrace.run.dataset_id IS 'The dataset version.';
COMMENT ON COLUMN millrace.run.trial IS 'Name of the configuration tried.';
COMMENT ON COLUMN millrace.run.trial_index IS 'Its number within the datasets trials.';
COMMENT ON COLUMN millrace.run.trials IS 'How many trials the dataset has.';
COMMENT ON COLUMN millrace.run.learner IS 'The learner.';
COMMENT ON COLUMN millrace.run.code_version IS 'Version of the learners code.';
COMMENT ON COLUMN millrace.run.settings IS 'The learners settings.';
COMMENT ON COLUMN millrace.run.seed IS 'The random seed.';
COMMENT ON COLUMN millrace.run.parent IS 'The model whose weights it started from.';
COMMENT ON COLUMN millrace.run.started_position IS 'Position of its start.';
COMMENT ON COLUMN millrace.run.started_at IS 'When its start was recorded.';
COMMENT ON COLUMN millrace.run.finished_position IS 'Position of its end.';
COMMENT ON COLUMN millrace.run.finished_at IS 'When its end was recorded.';
COMMENT ON COLUMN millrace.run.state IS 'Its state.';
COMMENT ON COLUMN millrace.run.reason IS 'Why.';
COMMENT ON COLUMN millrace.run.epochs IS 'Passes over the training part.';
COMMENT ON COLUMN millrace.run.validation IS 'Metrics on the validation part.';
COMMENT ON COLUMN millrace.run.fingerprint IS 'The machine and libraries it was trained on.';
COMMENT ON COLUMN millrace.run.artifact IS 'SHA-256 of the artifact.';

CREATE VIEW millrace.model AS
SELECT model_id, loop, run_id, dataset_id, parent, learner, code_version, artifact, artifact_bytes,
  position, recorded_at
FROM fold.model;
COMMENT ON VIEW millrace.model IS 'Models by recipe, each with the artifact that its first completed run made.';
COMMENT ON COLUMN millrace.model.model_id IS 'The model; null: the loops default answer.';
COMMENT ON COLUMN millrace.model.loop IS 'The loop, namespace.name.';
COMMENT ON COLUMN millrace.model.run_id IS 'The training run.';
COMMENT ON COLUMN millrace.model.dataset_id IS 'The dataset version.';
COMMENT ON COLUMN millrace.model.parent IS 'The model whose weights it started from.';
COMMENT ON COLUMN millrace.model.learner IS 'The learner.';
COMMENT ON COLUMN millrace.model.code_version IS 'Version of the learners code.';
COMMENT ON COLUMN millrace.model.artifact IS 'SHA-256 of the artifact.';
COMMENT ON COLUMN millrace.model.artifact_bytes IS 'Size of the artifact.';
COMMENT ON COLUMN millrace.model.position IS 'The ledger position of the event that made this row.';
COMMENT ON COLUMN millrace.model.recorded_at IS 'When the ledger recorded it.';

CREATE VIEW millrace.verdict AS
SELECT evaluation_id, loop, dataset_id, challenger, champion, gate_digest, selection, started_position,
  started_at, position, recorded_at, verdict_id, run_id, outcome, forced, reasons, metrics, test, slices
FROM fold.verdict;
COMMENT ON VIEW millrace.verdict IS 'Challenger against champion on the holdout; outcome is null until the verdict is reached.';
COMMENT ON COLUMN millrace.verdict.evaluation_id IS 'The evaluation.';
COMMENT ON COLUMN millrace.verdict.loop IS 'The loop, namespace.name.';
COMMENT ON COLUMN millrace.verdict.dataset_id IS 'The dataset version.';
COMMENT ON COLUMN millrace.verdict.challenger IS 'The model that was judged.';
COMMENT ON COLUMN millrace.verdict.champion IS 'The champion it was judged against; null: the default answer.';
COMMENT ON COLUMN millrace.verdict.gate_digest IS 'SHA-256 of the gate, stated before the result.';
COMMENT ON COLUMN millrace.verdict.selection IS 'The trials the challenger was picked from.';
COMMENT ON COLUMN millrace.verdict.started_position IS 'Position of its start.';
COMMENT ON COLUMN millrace.verdict.started_at IS 'When its start was recorded.';
COMMENT ON COLUMN millrace.verdict.position IS 'The ledger position of the event that made this row.';
COMMENT ON COLUMN millrace.verdict.recorded_at IS 'When the ledger recorded it.';
COMMENT ON COLUMN millrace.verdict.verdict_id IS 'Event id of the verdict; champion_history names it.';
COMMENT ON COLUMN millrace.verdict.run_id IS 'The training run.';
COMMENT ON COLUMN millrace.verdict.outcome IS 'What was decided.';
COMMENT ON COLUMN millrace.verdict.forced IS 'Promoted although the gate was against it.';
COMMENT ON COLUMN millrace.verdict.reasons IS 'The reasons, in words.';
COMMENT ON COLUMN millrace.verdict.metrics IS 'Metrics of both on the holdout.';
COMMENT ON COLUMN millrace.verdict.test IS 'The paired test: name, statistic, interval, n.';
COMMENT ON COLUMN millrace.verdict.slices IS 'The guardrails slices.';

CREATE VIEW millrace.verdict_revision AS
SELECT position, loop, recorded_at, model_id, predecessor, generation, look, tick_position, outcome, test,
  reasons
FROM fold.verdict_revision;
COMMENT ON VIEW millrace.verdict_revision IS 'Looks at a champion on trial: its served feedback against its predecessor''s answers.';
COMMENT ON COLUMN millrace.verdict_revision.position IS 'The ledger position of the event that made this row.';
COMMENT ON COLUMN millrace.verdict_revision.loop IS 'The loop, namespace.name.';
COMMENT ON COLUMN millrace.verdict_revision.recorded_at IS 'When the ledger recorded it.';
COMMENT ON COLUMN millrace.verdict_revision.model_id IS 'The model; null: the loops default answer.';
COMMENT ON COLUMN millrace.verdict_revision.predecessor IS 'The model that answered before.';
COMMENT ON COLUMN millrace.verdict_revision.generation IS 'Generation of the serving slot; 0 before the first champion.';
COMMENT ON COLUMN millrace.verdict_revision.look IS 'Number of the look, from 1.';
COMMENT ON COLUMN millrace.verdict_revision.tick_position IS 'The position of the tick that made it.';
COMMENT ON COLUMN millrace.verdict_revision.outcome IS 'What was decided.';
COMMENT ON COLUMN millrace.verdict_revision.test IS 'The paired test: name, statistic, interval, n.';
COMMENT ON COLUMN millrace.verdict_revision.reasons IS 'The reasons, in words.';

CREATE VIEW millrace.champion_history AS
SELECT loop, generation, model_id, predecessor, change, position, recorded_at, occurred_at, verdict_id,
  forced, reason, decided_at_position
FROM fold.champion_history;
COMMENT ON VIEW millrace.champion_history IS 'Each change of a loop''s serving slot; as of P, the champion is its last row up to P.';
COMMENT ON COLUMN millrace.champion_history.loop IS 'The loop, namespace.name.';
COMMENT ON COLUMN millrace.champion_history.generation IS 'Generation of the serving slot; 0 before the first champion.';
COMMENT ON COLUMN millrace.champion_history.model_id IS 'The model; null: the loops default answer.';
COMMENT ON COLUMN millrace.champion_history.predecessor IS 'The model that answered before.';
COMMENT ON COLUMN millrace.champion_history.change IS 'promoted or rolled_back.';
COMMENT ON COLUMN millrace.champion_history.position IS 'The ledger position of the event that made this row.';
COMMENT ON COLUMN millrace.champion_history.recorded_at IS 'When the ledger recorded it.';
COMMENT ON COLUMN millrace.champion_history.occurred_at IS 'When it happened, by its producer; for decisions of the services, on the loops clock.';
COMMENT ON COLUMN millrace.champion_history.verdict_id IS 'Event id of the verdict behind it.';
COMMENT ON COLUMN millrace.champion_history.forced IS 'Promoted although the gate was against it.';
COMMENT ON COLUMN millrace.champion_history.reason IS 'Why.';
COMMENT ON COLUMN millrace.champion_history.decided_at_position IS 'Position of the runs end or the tick that it was decided at.';

CREATE VIEW millrace.serving_slot AS
SELECT loop, generation, model_id, position, recorded_at
FROM fold.serving_slot;
COMMENT ON VIEW millrace.serving_slot IS 'The champion each loop answers with now; a null model is the loop''s default answer.';
COMMENT ON COLUMN millrace.serving_slot.loop IS 'The loop, namespace.name.';
COMMENT ON COLUMN millrace.serving_slot.generation IS 'Generation of the serving slot; 0 before the first champion.';
COMMENT ON COLUMN millrace.serving_slot.model_id IS 'The model; null: the loops default answer.';
COMMENT ON COLUMN millrace.serving_slot.position IS 'The ledger position of the event that made this row.';
COMMENT ON COLUMN millrace.serving_slot.recorded_at IS 'When the ledger recorded it.';

CREATE VIEW millrace.hourly_metric AS
SELECT loop, hour, generation, decisions, examples, correct, log_loss_micronats
FROM fold.hourly_metric;
COMMENT ON VIEW millrace.hourly_metric IS 'Per hour of occurrence: decisions, closed examples with a label, correct answers, log loss.';
COMMENT ON COLUMN millrace.hourly_metric.loop IS 'The loop, namespace.name.';
COMMENT ON COLUMN millrace.hourly_metric.hour IS 'The hour in which the interactions occurred.';
COMMENT ON COLUMN millrace.hourly_metric.generation IS 'Generation of the serving slot; 0 before the first champion.';
COMMENT ON COLUMN millrace.hourly_metric.decisions IS 'Answers given.';
COMMENT ON COLUMN millrace.hourly_metric.examples IS 'Joined examples with a label.';
COMMENT ON COLUMN millrace.hourly_metric.correct IS 'Of these, answered right.';
COMMENT ON COLUMN millrace.hourly_metric.log_loss_micronats IS 'Sum of -ln(probability of the label), in millionths.';
