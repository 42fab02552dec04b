-- The analysts' views: stable names over the tables of a fold. `:views` stands for the schema of the views and `:fold`
-- for that of the tables: millrace and fold for the live copy, NAME and NAME_fold for a replay.
CREATE OR REPLACE VIEW :views.checkpoint AS
SELECT group_name, position, version
FROM :fold.checkpoint;
COMMENT ON VIEW :views.checkpoint IS 'The ledger position up to which these views are folded.';
COMMENT ON COLUMN :views.checkpoint.group_name IS 'The group of projections.';
COMMENT ON COLUMN :views.checkpoint.position IS 'The last position folded.';
COMMENT ON COLUMN :views.checkpoint.version IS 'SHA-256 of the projections'' files.';

-- The correction is looked up in the projection's own rows: the first event behind the bad one that the projection took
-- for the same thing.
CREATE OR REPLACE VIEW :views.fold_error AS
SELECT f.position, f.projection, f.reason, f.detail, e.loop, e.type, e.source, e.event_id, e.recorded_at,
  CASE f.projection
    WHEN 'feedback' THEN (
      SELECT min(x.position) FROM :fold.feedback y JOIN :fold.feedback x USING (loop, interaction_id)
      WHERE y.position = f.position AND x.position > f.position AND x.usable AND x.label IS NOT NULL)
    WHEN 'loop' THEN (
      SELECT min(v.position) FROM :fold.loop_version v WHERE v.loop = e.loop AND v.position > f.position)
    WHEN 'tick' THEN (SELECT min(t.position) FROM :fold.tick t WHERE t.loop = e.loop AND t.position > f.position)
    WHEN 'run' THEN (
      SELECT min(r.finished_position) FROM :fold.run r
      WHERE r.run_id = e.data->>'run_id' AND r.finished_position > f.position)
    WHEN 'verdict' THEN (
      SELECT min(v.position) FROM :fold.verdict v
      WHERE v.evaluation_id = e.data->>'evaluation_id' AND v.position > f.position)
    WHEN 'champion_history' THEN (
      SELECT min(h.position) FROM :fold.champion_history h WHERE h.loop = e.loop AND h.position > f.position)
  END AS corrected_by
FROM :fold.fold_error f LEFT JOIN ledger.event e ON e.position = f.position;
COMMENT ON VIEW :views.fold_error IS 'Events that a projection could not use, each with the reason; the event itself is in the ledger.';
COMMENT ON COLUMN :views.fold_error.position IS 'The ledger position of the event that made this row.';
COMMENT ON COLUMN :views.fold_error.projection IS 'The projection that could not use it.';
COMMENT ON COLUMN :views.fold_error.reason IS 'Why.';
COMMENT ON COLUMN :views.fold_error.detail IS 'What was wrong.';
COMMENT ON COLUMN :views.fold_error.loop IS 'The loop, namespace.name.';
COMMENT ON COLUMN :views.fold_error.type IS 'The event''s type.';
COMMENT ON COLUMN :views.fold_error.source IS 'Who said so.';
COMMENT ON COLUMN :views.fold_error.event_id IS 'The event''s id, unique within its source.';
COMMENT ON COLUMN :views.fold_error.recorded_at IS 'When the ledger recorded it.';
COMMENT ON COLUMN :views.fold_error.corrected_by IS 'Position of the first later event that the projection took for the same thing: a usable label for the interaction, a configuration of the loop, a tick or a change of slot of the loop, the end of the run, the verdict of the evaluation. Null: none yet, or nothing to correct (a second event for an interaction id; the first stands).';

CREATE OR REPLACE VIEW :views.parked AS
SELECT parked_id, topic, partition, "offset", encode(key, 'escape') AS key, source, event_id, reason, message, state,
  note, attempts, after_position, decision_position, event_position, parked_at
FROM ledger.parked;
COMMENT ON VIEW :views.parked IS 'Records that the ledger could not take, and what became of them; the whole record is in ledger.parked.';
COMMENT ON COLUMN :views.parked.parked_id IS 'By which `millrace parked` knows it.';
COMMENT ON COLUMN :views.parked.topic IS 'The topic it came on.';
COMMENT ON COLUMN :views.parked.partition IS 'The topic''s partition.';
COMMENT ON COLUMN :views.parked."offset" IS 'Its offset there.';
COMMENT ON COLUMN :views.parked.key IS 'Its key; bytes that are not ASCII as \nnn, octal.';
COMMENT ON COLUMN :views.parked.source IS 'Who said so, where an event could be read.';
COMMENT ON COLUMN :views.parked.event_id IS 'The event''s id, where one could be read.';
COMMENT ON COLUMN :views.parked.reason IS 'Why it could not be taken, by the last attempt.';
COMMENT ON COLUMN :views.parked.message IS 'What was wrong, where, and how to mend it.';
COMMENT ON COLUMN :views.parked.state IS 'open, retried (in the ledger now), discarded, or superseded.';
COMMENT ON COLUMN :views.parked.note IS 'Why it was retried or discarded.';
COMMENT ON COLUMN :views.parked.attempts IS 'How often it was retried.';
COMMENT ON COLUMN :views.parked.after_position IS 'The ledger''s last position when it was parked: its place in the order.';
COMMENT ON COLUMN :views.parked.decision_position IS 'The event that last decided about it.';
COMMENT ON COLUMN :views.parked.event_position IS 'Where its event stands since it was retried.';
COMMENT ON COLUMN :views.parked.parked_at IS 'When.';

CREATE OR REPLACE VIEW :views.loop AS
SELECT loop, position, recorded_at, state, config, config_digest, config_position
FROM :fold.loop_version;
COMMENT ON VIEW :views.loop IS 'Each configuration, pause and resumption of a loop, valid from its position on.';
COMMENT ON COLUMN :views.loop.loop IS 'The loop, namespace.name.';
COMMENT ON COLUMN :views.loop.position IS 'The ledger position of the event that made this row.';
COMMENT ON COLUMN :views.loop.recorded_at IS 'When the ledger recorded it.';
COMMENT ON COLUMN :views.loop.state IS 'Its state.';
COMMENT ON COLUMN :views.loop.config IS 'The configuration, as JSON.';
COMMENT ON COLUMN :views.loop.config_digest IS 'SHA-256 of the configuration.';
COMMENT ON COLUMN :views.loop.config_position IS 'Where the configuration was stated.';

CREATE OR REPLACE VIEW :views.tick AS
SELECT loop, position, time, event_id, join_window
FROM :fold.tick;
COMMENT ON VIEW :views.tick IS 'Ticks of each loop; time never falls, and the join window is the one in force at the tick.';
COMMENT ON COLUMN :views.tick.loop IS 'The loop, namespace.name.';
COMMENT ON COLUMN :views.tick.position IS 'The ledger position of the event that made this row.';
COMMENT ON COLUMN :views.tick.time IS 'The loops clock at the tick.';
COMMENT ON COLUMN :views.tick.event_id IS 'The events id.';
COMMENT ON COLUMN :views.tick.join_window IS 'How long feedback may take, as of the tick.';

CREATE OR REPLACE VIEW :views.interaction AS
SELECT loop, interaction_id, position, recorded_at, occurred_at, unit, source, model_id, generation,
  propensity, answer, probability, input, output
FROM :fold.interaction;
COMMENT ON VIEW :views.interaction IS 'What was asked and answered, and by which model.';
COMMENT ON COLUMN :views.interaction.loop IS 'The loop, namespace.name.';
COMMENT ON COLUMN :views.interaction.interaction_id IS 'The interaction.';
COMMENT ON COLUMN :views.interaction.position IS 'The ledger position of the event that made this row.';
COMMENT ON COLUMN :views.interaction.recorded_at IS 'When the ledger recorded it.';
COMMENT ON COLUMN :views.interaction.occurred_at IS 'When it happened, by its producer; for decisions of the services, on the loops clock.';
COMMENT ON COLUMN :views.interaction.unit IS 'Session or user.';
COMMENT ON COLUMN :views.interaction.source IS 'Who said so.';
COMMENT ON COLUMN :views.interaction.model_id IS 'The model; null: the loops default answer.';
COMMENT ON COLUMN :views.interaction.generation IS 'Generation of the serving slot; 0 before the first champion.';
COMMENT ON COLUMN :views.interaction.propensity IS 'Probability with which this answer was chosen.';
COMMENT ON COLUMN :views.interaction.answer IS 'The class that was answered.';
COMMENT ON COLUMN :views.interaction.probability IS 'The probability given to it.';
COMMENT ON COLUMN :views.interaction.input IS 'What was asked, as JSON.';
COMMENT ON COLUMN :views.interaction.output IS 'The answer, as JSON, with the probability of each class.';

CREATE OR REPLACE VIEW :views.feedback AS
SELECT position, loop, interaction_id, recorded_at, occurred_at, source, event_id, label, reward, comment,
  demonstration, usable
FROM :fold.feedback;
COMMENT ON VIEW :views.feedback IS 'Labels, rewards, demonstrations and comments, each naming its interaction.';
COMMENT ON COLUMN :views.feedback.position IS 'The ledger position of the event that made this row.';
COMMENT ON COLUMN :views.feedback.loop IS 'The loop, namespace.name.';
COMMENT ON COLUMN :views.feedback.interaction_id IS 'The interaction.';
COMMENT ON COLUMN :views.feedback.recorded_at IS 'When the ledger recorded it.';
COMMENT ON COLUMN :views.feedback.occurred_at IS 'When it happened, by its producer; for decisions of the services, on the loops clock.';
COMMENT ON COLUMN :views.feedback.source IS 'Who said so.';
COMMENT ON COLUMN :views.feedback.event_id IS 'The events id.';
COMMENT ON COLUMN :views.feedback.label IS 'The label; the class that came out.';
COMMENT ON COLUMN :views.feedback.reward IS 'A numeric reward.';
COMMENT ON COLUMN :views.feedback.comment IS 'A comment in words.';
COMMENT ON COLUMN :views.feedback.demonstration IS 'What the right answer would have been.';
COMMENT ON COLUMN :views.feedback.usable IS 'False where the label is none of the loops classes.';

CREATE OR REPLACE VIEW :views.joined_example AS
SELECT loop, interaction_id, revision, tick_position, interaction_position, occurred_at, label, reward,
  feedback_count, defaulted, content_hash
FROM :fold.joined_example;
COMMENT ON VIEW :views.joined_example IS 'An interaction with the feedback known at a tick; the example as of a tick is its last revision up to there.';
COMMENT ON COLUMN :views.joined_example.loop IS 'The loop, namespace.name.';
COMMENT ON COLUMN :views.joined_example.interaction_id IS 'The interaction.';
COMMENT ON COLUMN :views.joined_example.revision IS '0 when the join window passed; each late feedback adds one.';
COMMENT ON COLUMN :views.joined_example.tick_position IS 'The position of the tick that made it.';
COMMENT ON COLUMN :views.joined_example.interaction_position IS 'The interactions position.';
COMMENT ON COLUMN :views.joined_example.occurred_at IS 'When it happened, by its producer; for decisions of the services, on the loops clock.';
COMMENT ON COLUMN :views.joined_example.label IS 'The label; the class that came out.';
COMMENT ON COLUMN :views.joined_example.reward IS 'A numeric reward.';
COMMENT ON COLUMN :views.joined_example.feedback_count IS 'How many feedbacks counted.';
COMMENT ON COLUMN :views.joined_example.defaulted IS 'No feedback came, so the default label stands.';
COMMENT ON COLUMN :views.joined_example.content_hash IS 'SHA-256 of the content.';

CREATE OR REPLACE VIEW :views.dataset AS
SELECT dataset_id, loop, position, recorded_at, content_hash, config_digest, tick_event_id, tick_time,
  tick_position, train_from, validation_from, holdout_from, holdout_to, counts, fold_version, labels,
  force, request_id
FROM :fold.dataset;
COMMENT ON VIEW :views.dataset IS 'Sealed dataset versions: what is in them is told by loop, tick and configuration.';
COMMENT ON COLUMN :views.dataset.dataset_id IS 'The dataset version.';
COMMENT ON COLUMN :views.dataset.loop IS 'The loop, namespace.name.';
COMMENT ON COLUMN :views.dataset.position IS 'The ledger position of the event that made this row.';
COMMENT ON COLUMN :views.dataset.recorded_at IS 'When the ledger recorded it.';
COMMENT ON COLUMN :views.dataset.content_hash IS 'SHA-256 of the content.';
COMMENT ON COLUMN :views.dataset.config_digest IS 'SHA-256 of the configuration.';
COMMENT ON COLUMN :views.dataset.tick_event_id IS 'The tick at which it was sealed.';
COMMENT ON COLUMN :views.dataset.tick_time IS 'That ticks time.';
COMMENT ON COLUMN :views.dataset.tick_position IS 'The position of the tick that made it.';
COMMENT ON COLUMN :views.dataset.train_from IS 'Start of the training part.';
COMMENT ON COLUMN :views.dataset.validation_from IS 'Start of the validation part.';
COMMENT ON COLUMN :views.dataset.holdout_from IS 'Start of the holdout.';
COMMENT ON COLUMN :views.dataset.holdout_to IS 'The newest examples time.';
COMMENT ON COLUMN :views.dataset.counts IS 'Examples by part, class, source, and removed ones by reason.';
COMMENT ON COLUMN :views.dataset.fold_version IS 'Version of the folds that fed it.';
COMMENT ON COLUMN :views.dataset.labels IS 'true, or how they were spoilt on purpose.';
COMMENT ON COLUMN :views.dataset.force IS 'Promoted whatever the gate says.';
COMMENT ON COLUMN :views.dataset.request_id IS 'The request it meets.';

CREATE OR REPLACE VIEW :views.run AS
SELECT run_id, loop, model_id, dataset_id, trial, trial_index, trials, learner, code_version, settings,
  seed, parent, started_position, started_at, finished_position, finished_at, state, reason, epochs,
  validation, fingerprint, artifact
FROM :fold.run;
COMMENT ON VIEW :views.run IS 'Training runs: recipe, state, validation metrics, and the fingerprint of where it ran.';
COMMENT ON COLUMN :views.run.run_id IS 'The training run.';
COMMENT ON COLUMN :views.run.loop IS 'The loop, namespace.name.';
COMMENT ON COLUMN :views.run.model_id IS 'The model; null: the loops default answer.';
COMMENT ON COLUMN :views.run.dataset_id IS 'The dataset version.';
COMMENT ON COLUMN :views.run.trial IS 'Name of the configuration tried.';
COMMENT ON COLUMN :views.run.trial_index IS 'Its number within the datasets trials.';
COMMENT ON COLUMN :views.run.trials IS 'How many trials the dataset has.';
COMMENT ON COLUMN :views.run.learner IS 'The learner.';
COMMENT ON COLUMN :views.run.code_version IS 'Version of the learners code.';
COMMENT ON COLUMN :views.run.settings IS 'The learners settings.';
COMMENT ON COLUMN :views.run.seed IS 'The random seed.';
COMMENT ON COLUMN :views.run.parent IS 'The model whose weights it started from.';
COMMENT ON COLUMN :views.run.started_position IS 'Position of its start.';
COMMENT ON COLUMN :views.run.started_at IS 'When its start was recorded.';
COMMENT ON COLUMN :views.run.finished_position IS 'Position of its end.';
COMMENT ON COLUMN :views.run.finished_at IS 'When its end was recorded.';
COMMENT ON COLUMN :views.run.state IS 'Its state.';
COMMENT ON COLUMN :views.run.reason IS 'Why.';
COMMENT ON COLUMN :views.run.epochs IS 'Passes over the training part.';
COMMENT ON COLUMN :views.run.validation IS 'Metrics on the validation part.';
COMMENT ON COLUMN :views.run.fingerprint IS 'The machine and libraries it was trained on.';
COMMENT ON COLUMN :views.run.artifact IS 'SHA-256 of the artifact.';

CREATE OR REPLACE VIEW :views.model AS
SELECT model_id, loop, run_id, dataset_id, parent, learner, code_version, artifact, artifact_bytes,
  position, recorded_at
FROM :fold.model;
COMMENT ON VIEW :views.model IS 'Models by recipe, each with the artifact that its first completed run made.';
COMMENT ON COLUMN :views.model.model_id IS 'The model; null: the loops default answer.';
COMMENT ON COLUMN :views.model.loop IS 'The loop, namespace.name.';
COMMENT ON COLUMN :views.model.run_id IS 'The training run.';
COMMENT ON COLUMN :views.model.dataset_id IS 'The dataset version.';
COMMENT ON COLUMN :views.model.parent IS 'The model whose weights it started from.';
COMMENT ON COLUMN :views.model.learner IS 'The learner.';
COMMENT ON COLUMN :views.model.code_version IS 'Version of the learners code.';
COMMENT ON COLUMN :views.model.artifact IS 'SHA-256 of the artifact.';
COMMENT ON COLUMN :views.model.artifact_bytes IS 'Size of the artifact.';
COMMENT ON COLUMN :views.model.position IS 'The ledger position of the event that made this row.';
COMMENT ON COLUMN :views.model.recorded_at IS 'When the ledger recorded it.';

CREATE OR REPLACE VIEW :views.verdict AS
SELECT evaluation_id, loop, dataset_id, challenger, champion, gate_digest, selection, started_position,
  started_at, position, recorded_at, verdict_id, run_id, outcome, forced, reasons, metrics, test, slices
FROM :fold.verdict;
COMMENT ON VIEW :views.verdict IS 'Challenger against champion on the holdout; outcome is null until the verdict is reached.';
COMMENT ON COLUMN :views.verdict.evaluation_id IS 'The evaluation.';
COMMENT ON COLUMN :views.verdict.loop IS 'The loop, namespace.name.';
COMMENT ON COLUMN :views.verdict.dataset_id IS 'The dataset version.';
COMMENT ON COLUMN :views.verdict.challenger IS 'The model that was judged.';
COMMENT ON COLUMN :views.verdict.champion IS 'The champion it was judged against; null: the default answer.';
COMMENT ON COLUMN :views.verdict.gate_digest IS 'SHA-256 of the gate, stated before the result.';
COMMENT ON COLUMN :views.verdict.selection IS 'The trials the challenger was picked from.';
COMMENT ON COLUMN :views.verdict.started_position IS 'Position of its start.';
COMMENT ON COLUMN :views.verdict.started_at IS 'When its start was recorded.';
COMMENT ON COLUMN :views.verdict.position IS 'The ledger position of the event that made this row.';
COMMENT ON COLUMN :views.verdict.recorded_at IS 'When the ledger recorded it.';
COMMENT ON COLUMN :views.verdict.verdict_id IS 'Event id of the verdict; champion_history names it.';
COMMENT ON COLUMN :views.verdict.run_id IS 'The training run.';
COMMENT ON COLUMN :views.verdict.outcome IS 'What was decided.';
COMMENT ON COLUMN :views.verdict.forced IS 'Promoted although the gate was against it.';
COMMENT ON COLUMN :views.verdict.reasons IS 'The reasons, in words.';
COMMENT ON COLUMN :views.verdict.metrics IS 'Metrics of both on the holdout.';
COMMENT ON COLUMN :views.verdict.test IS 'The paired test: name, statistic, interval, n.';
COMMENT ON COLUMN :views.verdict.slices IS 'The guardrails slices.';

CREATE OR REPLACE VIEW :views.verdict_revision AS
SELECT position, loop, recorded_at, model_id, predecessor, generation, look, tick_position, outcome, test,
  reasons
FROM :fold.verdict_revision;
COMMENT ON VIEW :views.verdict_revision IS 'Looks at a champion on trial: its served feedback against its predecessor''s answers.';
COMMENT ON COLUMN :views.verdict_revision.position IS 'The ledger position of the event that made this row.';
COMMENT ON COLUMN :views.verdict_revision.loop IS 'The loop, namespace.name.';
COMMENT ON COLUMN :views.verdict_revision.recorded_at IS 'When the ledger recorded it.';
COMMENT ON COLUMN :views.verdict_revision.model_id IS 'The model; null: the loops default answer.';
COMMENT ON COLUMN :views.verdict_revision.predecessor IS 'The model that answered before.';
COMMENT ON COLUMN :views.verdict_revision.generation IS 'Generation of the serving slot; 0 before the first champion.';
COMMENT ON COLUMN :views.verdict_revision.look IS 'Number of the look, from 1.';
COMMENT ON COLUMN :views.verdict_revision.tick_position IS 'The position of the tick that made it.';
COMMENT ON COLUMN :views.verdict_revision.outcome IS 'What was decided.';
COMMENT ON COLUMN :views.verdict_revision.test IS 'The paired test: name, statistic, interval, n.';
COMMENT ON COLUMN :views.verdict_revision.reasons IS 'The reasons, in words.';

CREATE OR REPLACE VIEW :views.champion_history AS
SELECT loop, generation, model_id, predecessor, change, position, recorded_at, occurred_at, verdict_id,
  forced, reason, decided_at_position
FROM :fold.champion_history;
COMMENT ON VIEW :views.champion_history IS 'Each change of a loop''s serving slot; as of P, the champion is its last row up to P.';
COMMENT ON COLUMN :views.champion_history.loop IS 'The loop, namespace.name.';
COMMENT ON COLUMN :views.champion_history.generation IS 'Generation of the serving slot; 0 before the first champion.';
COMMENT ON COLUMN :views.champion_history.model_id IS 'The model; null: the loops default answer.';
COMMENT ON COLUMN :views.champion_history.predecessor IS 'The model that answered before.';
COMMENT ON COLUMN :views.champion_history.change IS 'promoted or rolled_back.';
COMMENT ON COLUMN :views.champion_history.position IS 'The ledger position of the event that made this row.';
COMMENT ON COLUMN :views.champion_history.recorded_at IS 'When the ledger recorded it.';
COMMENT ON COLUMN :views.champion_history.occurred_at IS 'When it happened, by its producer; for decisions of the services, on the loops clock.';
COMMENT ON COLUMN :views.champion_history.verdict_id IS 'Event id of the verdict behind it.';
COMMENT ON COLUMN :views.champion_history.forced IS 'Promoted although the gate was against it.';
COMMENT ON COLUMN :views.champion_history.reason IS 'Why.';
COMMENT ON COLUMN :views.champion_history.decided_at_position IS 'Position of the runs end or the tick that it was decided at.';

CREATE OR REPLACE VIEW :views.serving_slot AS
SELECT loop, generation, model_id, position, recorded_at
FROM :fold.serving_slot;
COMMENT ON VIEW :views.serving_slot IS 'The champion each loop answers with now; a null model is the loop''s default answer.';
COMMENT ON COLUMN :views.serving_slot.loop IS 'The loop, namespace.name.';
COMMENT ON COLUMN :views.serving_slot.generation IS 'Generation of the serving slot; 0 before the first champion.';
COMMENT ON COLUMN :views.serving_slot.model_id IS 'The model; null: the loops default answer.';
COMMENT ON COLUMN :views.serving_slot.position IS 'The ledger position of the event that made this row.';
COMMENT ON COLUMN :views.serving_slot.recorded_at IS 'When the ledger recorded it.';

CREATE OR REPLACE VIEW :views.hourly_metric AS
SELECT loop, hour, generation, decisions, examples, correct, log_loss_micronats
FROM :fold.hourly_metric;
COMMENT ON VIEW :views.hourly_metric IS 'Per hour of occurrence: decisions, closed examples with a label, correct answers, log loss.';
COMMENT ON COLUMN :views.hourly_metric.loop IS 'The loop, namespace.name.';
COMMENT ON COLUMN :views.hourly_metric.hour IS 'The hour in which the interactions occurred.';
COMMENT ON COLUMN :views.hourly_metric.generation IS 'Generation of the serving slot; 0 before the first champion.';
COMMENT ON COLUMN :views.hourly_metric.decisions IS 'Answers given.';
COMMENT ON COLUMN :views.hourly_metric.examples IS 'Joined examples with a label.';
COMMENT ON COLUMN :views.hourly_metric.correct IS 'Of these, answered right.';
COMMENT ON COLUMN :views.hourly_metric.log_loss_micronats IS 'Sum of -ln(probability of the label), in millionths.';

CREATE OR REPLACE VIEW :views.verification AS
SELECT position, recorded_at, group_name, version, verified_position, matches, tables, differences
FROM :fold.verification;
COMMENT ON VIEW :views.verification IS 'Comparisons of the live read models with a replay of the ledger at the same position.';
COMMENT ON COLUMN :views.verification.position IS 'The ledger position of the event that made this row.';
COMMENT ON COLUMN :views.verification.recorded_at IS 'When the ledger recorded it.';
COMMENT ON COLUMN :views.verification.group_name IS 'The group of projections.';
COMMENT ON COLUMN :views.verification.version IS 'SHA-256 of the projections'' files.';
COMMENT ON COLUMN :views.verification.verified_position IS 'The ledger position at which both stood.';
COMMENT ON COLUMN :views.verification.matches IS 'Whether every table was what the ledger gives.';
COMMENT ON COLUMN :views.verification.tables IS 'Each table: rows and checksum, live and replayed.';
COMMENT ON COLUMN :views.verification.differences IS 'Some of the rows that differ, by table and key.';
-- What was known at a moment: each function answers for a ledger position, or for a recorded time, which means the last
-- position recorded by then. They read the rows of the views as they are; nothing is folded again.
-- The moment is a row of its own, so that it is found once and not for each row compared with it.
CREATE OR REPLACE FUNCTION :views.position_at(at timestamptz) RETURNS bigint
LANGUAGE sql STABLE STRICT PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
SELECT ledger.position_at(at)
$$;
COMMENT ON FUNCTION :views.position_at(timestamptz) IS
  'The last ledger position recorded at or before a time; 0 where there is none.';

CREATE OR REPLACE FUNCTION :views.interaction_as_of(as_of bigint) RETURNS SETOF :views.interaction
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT x.*
FROM (SELECT $1 AS position OFFSET 0) moment JOIN :views.interaction x ON x.position <= moment.position
$$;
COMMENT ON FUNCTION :views.interaction_as_of(bigint) IS
  'The interactions known at a ledger position.';
CREATE OR REPLACE FUNCTION :views.interaction_as_of(as_of timestamptz) RETURNS SETOF :views.interaction
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT * FROM :views.interaction_as_of(:views.position_at($1))
$$;
COMMENT ON FUNCTION :views.interaction_as_of(timestamptz) IS
  'The interactions known at a recorded time.';

CREATE OR REPLACE FUNCTION :views.feedback_as_of(as_of bigint) RETURNS SETOF :views.feedback
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT x.*
FROM (SELECT $1 AS position OFFSET 0) moment JOIN :views.feedback x ON x.position <= moment.position
$$;
COMMENT ON FUNCTION :views.feedback_as_of(bigint) IS
  'The feedback known at a ledger position.';
CREATE OR REPLACE FUNCTION :views.feedback_as_of(as_of timestamptz) RETURNS SETOF :views.feedback
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT * FROM :views.feedback_as_of(:views.position_at($1))
$$;
COMMENT ON FUNCTION :views.feedback_as_of(timestamptz) IS
  'The feedback known at a recorded time.';

CREATE OR REPLACE FUNCTION :views.joined_example_as_of(as_of bigint) RETURNS SETOF :views.joined_example
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT x.*
FROM (SELECT $1 AS position OFFSET 0) moment JOIN :views.joined_example x ON x.tick_position <= moment.position
WHERE NOT EXISTS (
  SELECT FROM :views.joined_example later
  WHERE later.loop = x.loop AND later.interaction_id = x.interaction_id AND later.revision > x.revision
    AND later.tick_position <= moment.position)
$$;
COMMENT ON FUNCTION :views.joined_example_as_of(bigint) IS
  'The joined examples as they stood at a ledger position: of each, the last revision made by then.';
CREATE OR REPLACE FUNCTION :views.joined_example_as_of(as_of timestamptz) RETURNS SETOF :views.joined_example
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT * FROM :views.joined_example_as_of(:views.position_at($1))
$$;
COMMENT ON FUNCTION :views.joined_example_as_of(timestamptz) IS
  'The joined examples as they stood at a recorded time: of each, the last revision made by then.';

CREATE OR REPLACE FUNCTION :views.dataset_as_of(as_of bigint) RETURNS SETOF :views.dataset
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT x.*
FROM (SELECT $1 AS position OFFSET 0) moment JOIN :views.dataset x ON x.position <= moment.position
$$;
COMMENT ON FUNCTION :views.dataset_as_of(bigint) IS
  'The dataset versions sealed at a ledger position.';
CREATE OR REPLACE FUNCTION :views.dataset_as_of(as_of timestamptz) RETURNS SETOF :views.dataset
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT * FROM :views.dataset_as_of(:views.position_at($1))
$$;
COMMENT ON FUNCTION :views.dataset_as_of(timestamptz) IS
  'The dataset versions sealed at a recorded time.';

CREATE OR REPLACE FUNCTION :views.run_as_of(as_of bigint) RETURNS SETOF :views.run
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT x.run_id, x.loop, x.model_id, x.dataset_id, x.trial, x.trial_index, x.trials, x.learner, x.code_version,
  x.settings, x.seed, x.parent, x.started_position, x.started_at, CASE WHEN x.finished_position <= moment.position
  THEN x.finished_position END, CASE WHEN x.finished_position <= moment.position THEN x.finished_at END, CASE WHEN
  x.finished_position <= moment.position THEN x.state ELSE 'started' END, CASE WHEN x.finished_position <=
  moment.position THEN x.reason END, CASE WHEN x.finished_position <= moment.position THEN x.epochs END, CASE WHEN
  x.finished_position <= moment.position THEN x.validation END, CASE WHEN x.finished_position <= moment.position
  THEN x.fingerprint END, CASE WHEN x.finished_position <= moment.position THEN x.artifact END
FROM (SELECT $1 AS position OFFSET 0) moment JOIN :views.run x ON x.started_position <= moment.position
$$;
COMMENT ON FUNCTION :views.run_as_of(bigint) IS
  'The training runs as they stood at a ledger position: one that had not ended yet is started.';
CREATE OR REPLACE FUNCTION :views.run_as_of(as_of timestamptz) RETURNS SETOF :views.run
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT * FROM :views.run_as_of(:views.position_at($1))
$$;
COMMENT ON FUNCTION :views.run_as_of(timestamptz) IS
  'The training runs as they stood at a recorded time: one that had not ended yet is started.';

CREATE OR REPLACE FUNCTION :views.model_as_of(as_of bigint) RETURNS SETOF :views.model
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT x.*
FROM (SELECT $1 AS position OFFSET 0) moment JOIN :views.model x ON x.position <= moment.position
$$;
COMMENT ON FUNCTION :views.model_as_of(bigint) IS
  'The models known at a ledger position.';
CREATE OR REPLACE FUNCTION :views.model_as_of(as_of timestamptz) RETURNS SETOF :views.model
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT * FROM :views.model_as_of(:views.position_at($1))
$$;
COMMENT ON FUNCTION :views.model_as_of(timestamptz) IS
  'The models known at a recorded time.';

CREATE OR REPLACE FUNCTION :views.verdict_as_of(as_of bigint) RETURNS SETOF :views.verdict
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT x.evaluation_id, x.loop, x.dataset_id, x.challenger, x.champion, x.gate_digest, x.selection,
  x.started_position, x.started_at, CASE WHEN x.position <= moment.position THEN x.position END, CASE WHEN
  x.position <= moment.position THEN x.recorded_at END, CASE WHEN x.position <= moment.position THEN x.verdict_id
  END, CASE WHEN x.position <= moment.position THEN x.run_id END, CASE WHEN x.position <= moment.position THEN
  x.outcome END, CASE WHEN x.position <= moment.position THEN x.forced END, CASE WHEN x.position <= moment.position
  THEN x.reasons END, CASE WHEN x.position <= moment.position THEN x.metrics END, CASE WHEN x.position <=
  moment.position THEN x.test END, CASE WHEN x.position <= moment.position THEN x.slices END
FROM (SELECT $1 AS position OFFSET 0) moment JOIN :views.verdict x ON x.started_position <= moment.position
$$;
COMMENT ON FUNCTION :views.verdict_as_of(bigint) IS
  'The evaluations as they stood at a ledger position: one without a verdict by then has none.';
CREATE OR REPLACE FUNCTION :views.verdict_as_of(as_of timestamptz) RETURNS SETOF :views.verdict
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT * FROM :views.verdict_as_of(:views.position_at($1))
$$;
COMMENT ON FUNCTION :views.verdict_as_of(timestamptz) IS
  'The evaluations as they stood at a recorded time: one without a verdict by then has none.';

CREATE OR REPLACE FUNCTION :views.verdict_revision_as_of(as_of bigint) RETURNS SETOF :views.verdict_revision
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT x.*
FROM (SELECT $1 AS position OFFSET 0) moment JOIN :views.verdict_revision x ON x.position <= moment.position
$$;
COMMENT ON FUNCTION :views.verdict_revision_as_of(bigint) IS
  'The looks at champions on trial known at a ledger position.';
CREATE OR REPLACE FUNCTION :views.verdict_revision_as_of(as_of timestamptz) RETURNS SETOF :views.verdict_revision
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT * FROM :views.verdict_revision_as_of(:views.position_at($1))
$$;
COMMENT ON FUNCTION :views.verdict_revision_as_of(timestamptz) IS
  'The looks at champions on trial known at a recorded time.';

CREATE OR REPLACE FUNCTION :views.champion_history_as_of(as_of bigint) RETURNS SETOF :views.champion_history
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT x.*
FROM (SELECT $1 AS position OFFSET 0) moment JOIN :views.champion_history x ON x.position <= moment.position
$$;
COMMENT ON FUNCTION :views.champion_history_as_of(bigint) IS
  'The changes of serving slots made by a ledger position.';
CREATE OR REPLACE FUNCTION :views.champion_history_as_of(as_of timestamptz) RETURNS SETOF :views.champion_history
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT * FROM :views.champion_history_as_of(:views.position_at($1))
$$;
COMMENT ON FUNCTION :views.champion_history_as_of(timestamptz) IS
  'The changes of serving slots made by a recorded time.';

-- The fold adds each interaction to its hour, and each example when its join window passes: both rows stay, so the sums
-- as of a position are those of the rows made by then.
CREATE OR REPLACE FUNCTION :views.hourly_metric_as_of(as_of bigint) RETURNS SETOF :views.hourly_metric
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT x.loop, x.hour, x.generation, sum(x.decisions)::bigint, sum(x.examples)::bigint, sum(x.correct)::bigint,
  sum(x.log_loss_micronats)::bigint
FROM (
  SELECT i.loop, date_trunc('hour', i.occurred_at, 'UTC') AS hour, coalesce(i.generation, 0) AS generation,
    1 AS decisions, 0 AS examples, 0 AS correct, 0::bigint AS log_loss_micronats
  FROM (SELECT $1 AS position OFFSET 0) moment JOIN :views.interaction i ON i.position <= moment.position
  UNION ALL
  SELECT j.loop, date_trunc('hour', j.occurred_at, 'UTC'), coalesce(i.generation, 0), 0, 1,
    CASE WHEN i.answer = j.label THEN 1 ELSE 0 END,
    round(-ln(greatest(coalesce((i.output->'probabilities'->>j.label)::double precision, 0), 1e-7)) * 1000000)::bigint
  FROM (SELECT $1 AS position OFFSET 0) moment
  JOIN :views.joined_example j ON j.tick_position <= moment.position AND j.revision = 0 AND j.label IS NOT NULL
  JOIN :views.interaction i ON i.loop = j.loop AND i.interaction_id = j.interaction_id
) x
GROUP BY x.loop, x.hour, x.generation
$$;
COMMENT ON FUNCTION :views.hourly_metric_as_of(bigint) IS
  'The hourly counts as they stood at a ledger position, added up from the interactions and examples known by then.';
CREATE OR REPLACE FUNCTION :views.hourly_metric_as_of(as_of timestamptz) RETURNS SETOF :views.hourly_metric
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT * FROM :views.hourly_metric_as_of(:views.position_at($1))
$$;
COMMENT ON FUNCTION :views.hourly_metric_as_of(timestamptz) IS
  'The hourly counts as they stood at a recorded time, added up from the interactions and examples known by then.';

CREATE OR REPLACE FUNCTION :views.fold_error_as_of(as_of bigint) RETURNS SETOF :views.fold_error
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT x.position, x.projection, x.reason, x.detail, x.loop, x.type, x.source, x.event_id, x.recorded_at,
  CASE WHEN x.corrected_by <= moment.position THEN x.corrected_by END
FROM (SELECT $1 AS position OFFSET 0) moment JOIN :views.fold_error x ON x.position <= moment.position
$$;
COMMENT ON FUNCTION :views.fold_error_as_of(bigint) IS
  'The events that a projection could not use by a ledger position; one that was corrected later is not corrected yet.';
CREATE OR REPLACE FUNCTION :views.fold_error_as_of(as_of timestamptz) RETURNS SETOF :views.fold_error
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT * FROM :views.fold_error_as_of(:views.position_at($1))
$$;
COMMENT ON FUNCTION :views.fold_error_as_of(timestamptz) IS
  'The events that a projection could not use by a recorded time; one that was corrected later is not corrected yet.';

CREATE OR REPLACE FUNCTION :views.serving_slot_as_of(as_of bigint) RETURNS SETOF :views.serving_slot
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT DISTINCT ON (x.loop) x.loop, x.generation, x.model_id, x.position, x.recorded_at
FROM (SELECT $1 AS position OFFSET 0) moment JOIN :views.champion_history x ON x.position <= moment.position
ORDER BY x.loop, x.generation DESC
$$;
COMMENT ON FUNCTION :views.serving_slot_as_of(bigint) IS
  'The champion of each loop at a ledger position.';
CREATE OR REPLACE FUNCTION :views.serving_slot_as_of(as_of timestamptz) RETURNS SETOF :views.serving_slot
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT * FROM :views.serving_slot_as_of(:views.position_at($1))
$$;
COMMENT ON FUNCTION :views.serving_slot_as_of(timestamptz) IS
  'The champion of each loop at a recorded time.';

CREATE OR REPLACE FUNCTION :views.champion_as_of(loop text, as_of bigint) RETURNS SETOF :views.champion_history
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT x.*
FROM (SELECT $2 AS position OFFSET 0) moment JOIN :views.champion_history x ON x.loop = $1 AND x.position <= moment.position
ORDER BY x.generation DESC LIMIT 1
$$;
COMMENT ON FUNCTION :views.champion_as_of(text, bigint) IS
  'The change of a loop''s serving slot in force at a ledger position; no row before the first champion.';
CREATE OR REPLACE FUNCTION :views.champion_as_of(loop text, as_of timestamptz) RETURNS SETOF :views.champion_history
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT * FROM :views.champion_as_of($1, :views.position_at($2))
$$;
COMMENT ON FUNCTION :views.champion_as_of(text, timestamptz) IS
  'The change of a loop''s serving slot in force at a recorded time; no row before the first champion.';

CREATE OR REPLACE FUNCTION :views.loop_as_of(as_of bigint) RETURNS SETOF :views.loop
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT DISTINCT ON (x.loop) x.*
FROM (SELECT $1 AS position OFFSET 0) moment JOIN :views.loop x ON x.position <= moment.position
ORDER BY x.loop, x.position DESC
$$;
COMMENT ON FUNCTION :views.loop_as_of(bigint) IS
  'Each loop''s configuration and state in force at a ledger position.';
CREATE OR REPLACE FUNCTION :views.loop_as_of(as_of timestamptz) RETURNS SETOF :views.loop
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT * FROM :views.loop_as_of(:views.position_at($1))
$$;
COMMENT ON FUNCTION :views.loop_as_of(timestamptz) IS
  'Each loop''s configuration and state in force at a recorded time.';

CREATE OR REPLACE FUNCTION :views.loop_as_of(loop text, as_of bigint) RETURNS SETOF :views.loop
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT x.*
FROM (SELECT $2 AS position OFFSET 0) moment JOIN :views.loop x ON x.loop = $1 AND x.position <= moment.position
ORDER BY x.position DESC LIMIT 1
$$;
COMMENT ON FUNCTION :views.loop_as_of(text, bigint) IS
  'A loop''s configuration and state in force at a ledger position.';
CREATE OR REPLACE FUNCTION :views.loop_as_of(loop text, as_of timestamptz) RETURNS SETOF :views.loop
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
SELECT * FROM :views.loop_as_of($1, :views.position_at($2))
$$;
COMMENT ON FUNCTION :views.loop_as_of(text, timestamptz) IS
  'A loop''s configuration and state in force at a recorded time.';
-- Everything behind one answer. Each part is null where there is none: an answer that Millrace did not give has no
-- promotion, and the default answer has no run.
CREATE OR REPLACE FUNCTION :views.explain(interaction text, in_loop text DEFAULT NULL) RETURNS jsonb
LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT jsonb_build_object(
  'interaction', to_jsonb(i),
  'slot', to_jsonb(slot),
  'promotion', to_jsonb(promotion),
  'verdict', to_jsonb(v),
  'gate', (SELECT l.config->'gate' FROM :views.loop l
           WHERE l.loop = i.loop AND l.position <= d.tick_position ORDER BY l.position DESC LIMIT 1),
  'run', to_jsonb(r),
  'dataset', to_jsonb(d),
  'trial', (SELECT coalesce(jsonb_agg(to_jsonb(t) ORDER BY t.position), '[]') FROM :views.verdict_revision t
            WHERE t.loop = i.loop AND t.generation = promotion.generation),
  'feedback', (SELECT coalesce(jsonb_agg(to_jsonb(f) ORDER BY f.position), '[]') FROM :views.feedback f
               WHERE f.loop = i.loop AND f.interaction_id = i.interaction_id),
  'examples', (SELECT coalesce(jsonb_agg(to_jsonb(j) - 'content_hash' ORDER BY j.revision), '[]')
               FROM :views.joined_example j WHERE j.loop = i.loop AND j.interaction_id = i.interaction_id),
  'now', (SELECT to_jsonb(s) FROM :views.serving_slot s WHERE s.loop = i.loop))
FROM (
  SELECT x.* FROM (SELECT DISTINCT loop FROM :views.loop WHERE in_loop IS NULL OR loop = in_loop) l
  JOIN :views.interaction x ON x.loop = l.loop AND x.interaction_id = interaction
  ORDER BY x.position LIMIT 1
) i
LEFT JOIN :views.champion_history slot ON slot.loop = i.loop AND slot.generation = i.generation
LEFT JOIN LATERAL (
  SELECT h.* FROM :views.champion_history h
  WHERE h.loop = i.loop AND h.change = 'promoted' AND h.model_id = i.model_id AND h.generation <= i.generation
  ORDER BY h.generation DESC LIMIT 1
) promotion ON true
LEFT JOIN :views.model m ON m.model_id = i.model_id
LEFT JOIN :views.run r ON r.run_id = m.run_id
LEFT JOIN :views.dataset d ON d.dataset_id = r.dataset_id
LEFT JOIN :views.verdict v ON v.dataset_id = d.dataset_id AND v.verdict_id = promotion.verdict_id
$$;
COMMENT ON FUNCTION :views.explain(text, text) IS
  'Everything behind one answer: the slot, the promotion, the verdict with its gate, the run, the dataset, the feedback since.';
