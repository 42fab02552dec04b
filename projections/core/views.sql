-- The analysts' views: stable names over the tables of a fold. `:views` stands for the schema of the views and `:fold`
-- for that of the tables: millrace and fold for the live copy, NAME and NAME_fold for a replay.
CREATE OR REPLACE VIEW :views.checkpoint AS
SELECT group_name, position, version
FROM :fold.checkpoint;
COMMENT ON VIEW :views.checkpoint IS 'The ledger position up to which these views are folded.';
COMMENT ON COLUMN :views.checkpoint.group_name IS 'The group of projections.';
COMMENT ON COLUMN :views.checkpoint.position IS 'The last position folded.';
COMMENT ON COLUMN :views.checkpoint.version IS 'SHA-256 of the projections'' files.';

-- The column corrected_by is looked up in the tables of the projection that could not use the event: the first event at a
-- higher position that this projection took for the same thing, be that an interaction, a loop, a run or an evaluation.
CREATE OR REPLACE VIEW :views.fold_error AS
SELECT f.position, f.projection, f.reason, f.detail, e.loop, e.type, e.source, e.event_id, e.recorded_at,
  CASE f.projection
    WHEN 'interaction' THEN (
      SELECT i.first_tick_position FROM :fold.interaction i
      WHERE i.position = f.position AND f.reason = 'time_implausible' AND NOT i.time_implausible)
    WHEN 'feedback' THEN (
      SELECT min(x.position) FROM :fold.feedback y JOIN :fold.feedback x USING (loop, interaction_id)
      WHERE y.position = f.position AND x.position > f.position AND x.usable AND x.label IS NOT NULL)
    WHEN 'loop' THEN (
      SELECT min(v.position) FROM :fold.loop_version v WHERE v.loop = e.loop AND v.position > f.position)
    WHEN 'tick' THEN (SELECT min(t.position) FROM :fold.tick t WHERE t.loop = e.loop AND t.position > f.position)
    WHEN 'dataset' THEN (
      SELECT min(d.position) FROM :fold.dataset d WHERE d.loop = e.loop AND d.position > f.position)
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
COMMENT ON COLUMN :views.fold_error.position IS 'The ledger position of the event.';
COMMENT ON COLUMN :views.fold_error.projection IS 'The projection that could not use the event.';
COMMENT ON COLUMN :views.fold_error.reason IS 'Why the projection could not use the event, as a code.';
COMMENT ON COLUMN :views.fold_error.detail IS 'What was wrong with the event, in words.';
COMMENT ON COLUMN :views.fold_error.loop IS 'The loop of the event, namespace.name.';
COMMENT ON COLUMN :views.fold_error.type IS 'The event''s type.';
COMMENT ON COLUMN :views.fold_error.source IS 'The source of the event: who published it.';
COMMENT ON COLUMN :views.fold_error.event_id IS 'The event''s id, unique within its source.';
COMMENT ON COLUMN :views.fold_error.recorded_at IS 'When the ledger recorded the event.';
COMMENT ON COLUMN :views.fold_error.corrected_by IS 'Position of the first later event that the projection took for the same thing: a usable label for the interaction, a configuration of the loop, a tick, a seal or a change of slot of the loop, the end of the run, the verdict of the evaluation. Of a time that was implausible as recorded: the first tick behind, by which it is plausible. Null: none yet, or nothing to correct (a second event for an interaction id; the first stands).';

CREATE OR REPLACE VIEW :views.parked AS
SELECT parked_id, topic, partition, "offset", encode(key, 'escape') AS key, source, event_id, reason, message, state,
  note, attempts, after_position, decision_position, event_position, parked_at
FROM ledger.parked;
COMMENT ON VIEW :views.parked IS 'Records that the ledger could not take, and what became of them; the whole record is in ledger.parked.';
COMMENT ON COLUMN :views.parked.parked_id IS 'The number by which `millrace parked` knows the record.';
COMMENT ON COLUMN :views.parked.topic IS 'The topic that the record came on.';
COMMENT ON COLUMN :views.parked.partition IS 'The partition of the topic.';
COMMENT ON COLUMN :views.parked."offset" IS 'The record''s offset in the partition.';
COMMENT ON COLUMN :views.parked.key IS 'The record''s key; bytes that are not ASCII as \nnn, octal.';
COMMENT ON COLUMN :views.parked.source IS 'The source of the event: who published it; null where no event could be read.';
COMMENT ON COLUMN :views.parked.event_id IS 'The id of the event; null where no event could be read.';
COMMENT ON COLUMN :views.parked.reason IS 'Why the ledger could not take the record, by the last attempt.';
COMMENT ON COLUMN :views.parked.message IS 'What was wrong in the record, where, and how to mend it.';
COMMENT ON COLUMN :views.parked.state IS 'open, retried (in the ledger now), discarded, or superseded.';
COMMENT ON COLUMN :views.parked.note IS 'Why the record was retried or discarded, in the words of who did so.';
COMMENT ON COLUMN :views.parked.attempts IS 'How often the record was retried.';
COMMENT ON COLUMN :views.parked.after_position IS 'The ledger''s last position when the record was parked: the record''s place in the order.';
COMMENT ON COLUMN :views.parked.decision_position IS 'The position of the event that last decided about the record.';
COMMENT ON COLUMN :views.parked.event_position IS 'The position of the record''s event, since the record was retried.';
COMMENT ON COLUMN :views.parked.parked_at IS 'When the record was parked.';

CREATE OR REPLACE VIEW :views.loop AS
SELECT loop, position, recorded_at, state, config, config_digest, config_position
FROM :fold.loop_version;
COMMENT ON VIEW :views.loop IS 'Each configuration, pause and resumption of a loop, valid from its position on.';
COMMENT ON COLUMN :views.loop.loop IS 'The loop, namespace.name.';
COMMENT ON COLUMN :views.loop.position IS 'The ledger position of the event that made this row.';
COMMENT ON COLUMN :views.loop.recorded_at IS 'When the ledger recorded the event that made this row.';
COMMENT ON COLUMN :views.loop.state IS 'The loop''s state: active or paused.';
COMMENT ON COLUMN :views.loop.config IS 'The configuration, as JSON.';
COMMENT ON COLUMN :views.loop.config_digest IS 'SHA-256 of the configuration.';
COMMENT ON COLUMN :views.loop.config_position IS 'The position of the event that stated the configuration.';

CREATE OR REPLACE VIEW :views.tick AS
SELECT loop, position, time, event_id, join_window, accepted_time, is_set_back
FROM :fold.tick;
COMMENT ON VIEW :views.tick IS 'Ticks of each loop; time falls only at the adoption of "doors" and where the clock is set back, and the join window is the one in force at the tick.';
COMMENT ON COLUMN :views.tick.loop IS 'The loop, namespace.name.';
COMMENT ON COLUMN :views.tick.position IS 'The ledger position of the event that made this row.';
COMMENT ON COLUMN :views.tick.time IS 'What the loop''s clock showed from the tick on.';
COMMENT ON COLUMN :views.tick.event_id IS 'The id of the tick''s event, unique within its source.';
COMMENT ON COLUMN :views.tick.accepted_time IS 'What the clock shows by the rules "doors", also where these were not adopted yet; null: no tick so far passes them.';
COMMENT ON COLUMN :views.tick.is_set_back IS 'Whether the tick set the clock back to an earlier time, by the rules "doors".';
COMMENT ON COLUMN :views.tick.join_window IS 'How long feedback may take, by the configuration in force at the tick.';

CREATE OR REPLACE VIEW :views.interaction AS
SELECT loop, interaction_id, position, recorded_at, occurred_at, unit, source, model_id, generation,
  propensity, answer, probability, input, output, input_problems, usable, time_implausible, implausible_as_recorded,
  first_tick_time, first_tick_position
FROM :fold.interaction;
COMMENT ON VIEW :views.interaction IS 'What was asked and answered, and by which model.';
COMMENT ON COLUMN :views.interaction.loop IS 'The loop, namespace.name.';
COMMENT ON COLUMN :views.interaction.interaction_id IS 'The interaction.';
COMMENT ON COLUMN :views.interaction.position IS 'The ledger position of the event that made this row.';
COMMENT ON COLUMN :views.interaction.recorded_at IS 'When the ledger recorded the event that made this row.';
COMMENT ON COLUMN :views.interaction.occurred_at IS 'When the interaction happened, by its producer; for decisions of the services, on the loop''s clock.';
COMMENT ON COLUMN :views.interaction.unit IS 'Session or user.';
COMMENT ON COLUMN :views.interaction.source IS 'The source of the event: who published it.';
COMMENT ON COLUMN :views.interaction.model_id IS 'The model; null: the loop''s default answer.';
COMMENT ON COLUMN :views.interaction.generation IS 'Generation of the serving slot; 0 before the first champion.';
COMMENT ON COLUMN :views.interaction.propensity IS 'Probability with which this answer was chosen.';
COMMENT ON COLUMN :views.interaction.answer IS 'The class that was answered.';
COMMENT ON COLUMN :views.interaction.probability IS 'The probability given to the class that was answered.';
COMMENT ON COLUMN :views.interaction.input IS 'What was asked, as JSON.';
COMMENT ON COLUMN :views.interaction.output IS 'The answer, as JSON, with the probability of each class.';
COMMENT ON COLUMN :views.interaction.input_problems IS 'What is wrong with the inputs, as JSON: input, reason and found (a JSON type) of each; null: nothing.';
COMMENT ON COLUMN :views.interaction.usable IS 'False where an input is of the wrong kind and the loop rejects that: it makes no example.';
COMMENT ON COLUMN :views.interaction.time_implausible IS 'It occurred outside the loop''s bounds for times (recorded clock): it makes no example and no hour.';
COMMENT ON COLUMN :views.interaction.implausible_as_recorded IS 'time_implausible, as it was before the first tick behind it.';
COMMENT ON COLUMN :views.interaction.first_tick_time IS 'Time of the first tick behind it, where that is earlier than recorded_at; on the recorded clock it stands for recorded_at.';
COMMENT ON COLUMN :views.interaction.first_tick_position IS 'The position of that tick.';

CREATE OR REPLACE VIEW :views.feedback AS
SELECT position, loop, interaction_id, recorded_at, occurred_at, source, event_id, label, reward, comment,
  demonstration, usable, time_implausible
FROM :fold.feedback;
COMMENT ON VIEW :views.feedback IS 'Labels, rewards, demonstrations and comments, each naming its interaction.';
COMMENT ON COLUMN :views.feedback.position IS 'The ledger position of the event that made this row.';
COMMENT ON COLUMN :views.feedback.loop IS 'The loop, namespace.name.';
COMMENT ON COLUMN :views.feedback.interaction_id IS 'The interaction.';
COMMENT ON COLUMN :views.feedback.recorded_at IS 'When the ledger recorded the event that made this row.';
COMMENT ON COLUMN :views.feedback.occurred_at IS 'When the feedback was given, by its producer.';
COMMENT ON COLUMN :views.feedback.source IS 'The source of the event: who published it.';
COMMENT ON COLUMN :views.feedback.event_id IS 'The id of the feedback''s event, unique within its source.';
COMMENT ON COLUMN :views.feedback.label IS 'The label; the class that came out.';
COMMENT ON COLUMN :views.feedback.reward IS 'A numeric reward.';
COMMENT ON COLUMN :views.feedback.comment IS 'A comment in words.';
COMMENT ON COLUMN :views.feedback.demonstration IS 'What the right answer would have been.';
COMMENT ON COLUMN :views.feedback.usable IS 'False where the label is none of the loop''s classes.';
COMMENT ON COLUMN :views.feedback.time_implausible IS 'It says that it was given outside the loop''s bounds for times (recorded clock): it counts, its time does not.';

CREATE OR REPLACE VIEW :views.rule AS
SELECT name, position
FROM :fold.rule;
COMMENT ON VIEW :views.rule IS 'Sets of rules, each valid for the events behind its position.';
COMMENT ON COLUMN :views.rule.name IS 'The set of rules.';
COMMENT ON COLUMN :views.rule.position IS 'The position of its adoption.';

CREATE OR REPLACE VIEW :views.input_problem AS
SELECT loop, hour, reason, input, found, count, last_position
FROM :fold.input_problem;
COMMENT ON VIEW :views.input_problem IS 'What was wrong with inputs, per hour of recording: wrong kinds, times that are none, undeclared names.';
COMMENT ON COLUMN :views.input_problem.loop IS 'The loop, namespace.name.';
COMMENT ON COLUMN :views.input_problem.hour IS 'The hour in which the interactions were recorded.';
COMMENT ON COLUMN :views.input_problem.reason IS 'wrong_kind, not_a_time, undeclared, or more_undeclared: names beyond the first twenty of the hour, together.';
COMMENT ON COLUMN :views.input_problem.input IS 'The input; empty for more_undeclared.';
COMMENT ON COLUMN :views.input_problem.found IS 'The JSON type of the value that came; empty for more_undeclared.';
COMMENT ON COLUMN :views.input_problem.count IS 'How often.';
COMMENT ON COLUMN :views.input_problem.last_position IS 'The position of the last interaction that had it.';

CREATE OR REPLACE VIEW :views.open_interaction AS
SELECT loop, interaction_id, position, occurred_at, recorded_at
FROM :fold.open_interaction;
COMMENT ON VIEW :views.open_interaction IS 'Interactions that wait for the tick that passes their join window.';
COMMENT ON COLUMN :views.open_interaction.loop IS 'The loop, namespace.name.';
COMMENT ON COLUMN :views.open_interaction.interaction_id IS 'The interaction.';
COMMENT ON COLUMN :views.open_interaction.position IS 'The ledger position of the interaction''s event.';
COMMENT ON COLUMN :views.open_interaction.occurred_at IS 'When the interaction happened, by its producer.';
COMMENT ON COLUMN :views.open_interaction.recorded_at IS 'When the ledger recorded the interaction.';

CREATE OR REPLACE VIEW :views.waiting_feedback AS
SELECT loop, position, interaction_id, occurred_at
FROM :fold.waiting_feedback;
COMMENT ON VIEW :views.waiting_feedback IS 'Feedback that is not known yet on the loop''s clock: a tick came behind it, and none has reached its time.';
COMMENT ON COLUMN :views.waiting_feedback.loop IS 'The loop, namespace.name.';
COMMENT ON COLUMN :views.waiting_feedback.position IS 'The ledger position of the feedback''s event.';
COMMENT ON COLUMN :views.waiting_feedback.interaction_id IS 'The interaction that it is about.';
COMMENT ON COLUMN :views.waiting_feedback.occurred_at IS 'When the feedback was given, by its producer: the time that a tick has to reach.';

CREATE OR REPLACE VIEW :views.example_backlog AS
SELECT l.loop, clock.time AS clock_time, coalesce(o.open, 0) AS open, coalesce(o.ahead, 0) AS ahead, o.oldest,
  clock.time - o.oldest AS oldest_age, o.newest, coalesce(w.waiting, 0) AS waiting_feedback
FROM (
  SELECT DISTINCT ON (v.loop) v.loop, v.clock FROM :fold.loop_version v ORDER BY v.loop, v.position DESC
) l
LEFT JOIN LATERAL (
  SELECT t.time FROM :fold.tick t WHERE t.loop = l.loop ORDER BY t.position DESC LIMIT 1
) clock ON true
LEFT JOIN LATERAL (
  SELECT count(*) AS open, count(*) FILTER (WHERE x.time > clock.time) AS ahead, min(x.time) AS oldest,
    max(x.time) AS newest
  FROM (
    SELECT CASE l.clock WHEN 'recorded' THEN i.clock_time ELSE i.occurred_at END AS time
    FROM :fold.open_interaction i WHERE i.loop = l.loop
  ) x
) o ON true
LEFT JOIN LATERAL (
  SELECT count(*) AS waiting FROM :fold.waiting_feedback f WHERE f.loop = l.loop
) w ON true;
COMMENT ON VIEW :views.example_backlog IS 'What each loop''s examples wait for: interactions that no tick has closed, and feedback that no tick has reached.';
COMMENT ON COLUMN :views.example_backlog.loop IS 'The loop, namespace.name.';
COMMENT ON COLUMN :views.example_backlog.clock_time IS 'What the loop''s clock shows; null: no tick yet.';
COMMENT ON COLUMN :views.example_backlog.open IS 'Interactions that wait for the tick that passes their join window.';
COMMENT ON COLUMN :views.example_backlog.ahead IS 'Of these, how many are later than the loop''s clock shows.';
COMMENT ON COLUMN :views.example_backlog.oldest IS 'The time of the oldest open one on the loop''s clock.';
COMMENT ON COLUMN :views.example_backlog.oldest_age IS 'How old that is on the loop''s clock; negative: ahead of it.';
COMMENT ON COLUMN :views.example_backlog.newest IS 'The time of the newest open one on the loop''s clock.';
COMMENT ON COLUMN :views.example_backlog.waiting_feedback IS 'Feedback whose time no tick has reached yet.';

CREATE OR REPLACE VIEW :views.joined_example AS
SELECT loop, interaction_id, revision, tick_position, interaction_position, occurred_at, label, reward,
  feedback_count, defaulted, content_hash
FROM :fold.joined_example;
COMMENT ON VIEW :views.joined_example IS 'An interaction with the feedback known at a tick; the example as of a tick is its last revision up to there.';
COMMENT ON COLUMN :views.joined_example.loop IS 'The loop, namespace.name.';
COMMENT ON COLUMN :views.joined_example.interaction_id IS 'The interaction.';
COMMENT ON COLUMN :views.joined_example.revision IS '0: made by the tick that passed the join window; each later tick with late feedback adds one.';
COMMENT ON COLUMN :views.joined_example.tick_position IS 'The position of the tick that made this revision.';
COMMENT ON COLUMN :views.joined_example.interaction_position IS 'The position of the interaction''s event.';
COMMENT ON COLUMN :views.joined_example.occurred_at IS 'When the interaction happened, by its producer; for decisions of the services, on the loop''s clock.';
COMMENT ON COLUMN :views.joined_example.label IS 'The label; the class that came out.';
COMMENT ON COLUMN :views.joined_example.reward IS 'A numeric reward.';
COMMENT ON COLUMN :views.joined_example.feedback_count IS 'How many feedbacks with a label or a reward counted.';
COMMENT ON COLUMN :views.joined_example.defaulted IS 'No feedback came, so the loop''s default label stands.';
COMMENT ON COLUMN :views.joined_example.content_hash IS 'SHA-256 of interaction id, time, label, reward and input.';

CREATE OR REPLACE VIEW :views.dataset AS
SELECT dataset_id, loop, position, recorded_at, content_hash, config_digest, tick_event_id, tick_time,
  tick_position, train_from, validation_from, holdout_from, holdout_to, counts, fold_version, labels,
  force, request_id
FROM :fold.dataset;
COMMENT ON VIEW :views.dataset IS 'Sealed dataset versions: what is in them is told by loop, tick and configuration.';
COMMENT ON COLUMN :views.dataset.dataset_id IS 'The dataset version.';
COMMENT ON COLUMN :views.dataset.loop IS 'The loop, namespace.name.';
COMMENT ON COLUMN :views.dataset.position IS 'The ledger position of the event that made this row.';
COMMENT ON COLUMN :views.dataset.recorded_at IS 'When the ledger recorded the event that made this row.';
COMMENT ON COLUMN :views.dataset.content_hash IS 'SHA-256 of the examples of the version.';
COMMENT ON COLUMN :views.dataset.config_digest IS 'SHA-256 of the configuration.';
COMMENT ON COLUMN :views.dataset.tick_event_id IS 'The event id of the tick at which the version was sealed.';
COMMENT ON COLUMN :views.dataset.tick_time IS 'The time of that tick.';
COMMENT ON COLUMN :views.dataset.tick_position IS 'The position of the tick at which the version was sealed.';
COMMENT ON COLUMN :views.dataset.train_from IS 'Start of the training part.';
COMMENT ON COLUMN :views.dataset.validation_from IS 'Start of the validation part.';
COMMENT ON COLUMN :views.dataset.holdout_from IS 'Start of the holdout.';
COMMENT ON COLUMN :views.dataset.holdout_to IS 'The time of the newest example.';
COMMENT ON COLUMN :views.dataset.counts IS 'Examples by part, class, source, and removed ones by reason.';
COMMENT ON COLUMN :views.dataset.fold_version IS 'Version of the folds that made the examples.';
COMMENT ON COLUMN :views.dataset.labels IS 'true, or how the labels were spoilt on purpose.';
COMMENT ON COLUMN :views.dataset.force IS 'The challenger trained on the version is promoted, whatever the gate says.';
COMMENT ON COLUMN :views.dataset.request_id IS 'The request that the version meets.';

CREATE OR REPLACE VIEW :views.run AS
SELECT run_id, loop, model_id, dataset_id, trial, trial_index, trials, learner, code_version, settings,
  seed, parent, started_position, started_at, finished_position, finished_at, state, reason, epochs,
  validation, fingerprint, artifact
FROM :fold.run;
COMMENT ON VIEW :views.run IS 'Training runs: recipe, state, validation metrics, and the fingerprint of where it ran.';
COMMENT ON COLUMN :views.run.run_id IS 'The training run.';
COMMENT ON COLUMN :views.run.loop IS 'The loop, namespace.name.';
COMMENT ON COLUMN :views.run.model_id IS 'The model; null: the loop''s default answer.';
COMMENT ON COLUMN :views.run.dataset_id IS 'The dataset version.';
COMMENT ON COLUMN :views.run.trial IS 'Name of the configuration tried.';
COMMENT ON COLUMN :views.run.trial_index IS 'The trial''s number among the trials of the dataset.';
COMMENT ON COLUMN :views.run.trials IS 'How many trials the dataset has.';
COMMENT ON COLUMN :views.run.learner IS 'The learner.';
COMMENT ON COLUMN :views.run.code_version IS 'Version of the learner''s code.';
COMMENT ON COLUMN :views.run.settings IS 'The settings of the learner.';
COMMENT ON COLUMN :views.run.seed IS 'The random seed.';
COMMENT ON COLUMN :views.run.parent IS 'The model whose weights the training started from.';
COMMENT ON COLUMN :views.run.started_position IS 'The position of the run''s start.';
COMMENT ON COLUMN :views.run.started_at IS 'When the ledger recorded the run''s start.';
COMMENT ON COLUMN :views.run.finished_position IS 'The position of the run''s end; null while the run is open.';
COMMENT ON COLUMN :views.run.finished_at IS 'When the ledger recorded the run''s end.';
COMMENT ON COLUMN :views.run.state IS 'The run''s state: started, completed or failed.';
COMMENT ON COLUMN :views.run.reason IS 'Why the run failed.';
COMMENT ON COLUMN :views.run.epochs IS 'Passes over the training part.';
COMMENT ON COLUMN :views.run.validation IS 'Metrics on the validation part.';
COMMENT ON COLUMN :views.run.fingerprint IS 'The machine and libraries that the training ran on.';
COMMENT ON COLUMN :views.run.artifact IS 'SHA-256 of the artifact.';

CREATE OR REPLACE VIEW :views.model AS
SELECT model_id, loop, run_id, dataset_id, parent, learner, code_version, artifact, artifact_bytes,
  position, recorded_at
FROM :fold.model;
COMMENT ON VIEW :views.model IS 'Models by recipe, each with the artifact that its first completed run made.';
COMMENT ON COLUMN :views.model.model_id IS 'The model; null: the loop''s default answer.';
COMMENT ON COLUMN :views.model.loop IS 'The loop, namespace.name.';
COMMENT ON COLUMN :views.model.run_id IS 'The training run.';
COMMENT ON COLUMN :views.model.dataset_id IS 'The dataset version.';
COMMENT ON COLUMN :views.model.parent IS 'The model whose weights the training started from.';
COMMENT ON COLUMN :views.model.learner IS 'The learner.';
COMMENT ON COLUMN :views.model.code_version IS 'Version of the learner''s code.';
COMMENT ON COLUMN :views.model.artifact IS 'SHA-256 of the artifact.';
COMMENT ON COLUMN :views.model.artifact_bytes IS 'Size of the artifact.';
COMMENT ON COLUMN :views.model.position IS 'The ledger position of the event that made this row.';
COMMENT ON COLUMN :views.model.recorded_at IS 'When the ledger recorded the event that made this row.';

CREATE OR REPLACE VIEW :views.verdict AS
SELECT evaluation_id, loop, dataset_id, challenger, champion, gate_digest, selection, started_position,
  started_at, position, recorded_at, verdict_id, run_id, outcome, forced, reasons, metrics, test, slices
FROM :fold.verdict;
COMMENT ON VIEW :views.verdict IS 'Challenger against champion on the holdout; outcome is null until the verdict is reached.';
COMMENT ON COLUMN :views.verdict.evaluation_id IS 'The evaluation.';
COMMENT ON COLUMN :views.verdict.loop IS 'The loop, namespace.name.';
COMMENT ON COLUMN :views.verdict.dataset_id IS 'The dataset version.';
COMMENT ON COLUMN :views.verdict.challenger IS 'The model that was judged.';
COMMENT ON COLUMN :views.verdict.champion IS 'The champion that the challenger was judged against; null: the default answer.';
COMMENT ON COLUMN :views.verdict.gate_digest IS 'SHA-256 of the gate, stated before the result.';
COMMENT ON COLUMN :views.verdict.selection IS 'The trials that the challenger was picked from.';
COMMENT ON COLUMN :views.verdict.started_position IS 'The position of the evaluation''s start.';
COMMENT ON COLUMN :views.verdict.started_at IS 'When the ledger recorded the evaluation''s start.';
COMMENT ON COLUMN :views.verdict.position IS 'The position of the verdict; null until the verdict is reached.';
COMMENT ON COLUMN :views.verdict.recorded_at IS 'When the ledger recorded the verdict.';
COMMENT ON COLUMN :views.verdict.verdict_id IS 'Event id of the verdict; champion_history names it.';
COMMENT ON COLUMN :views.verdict.run_id IS 'The training run.';
COMMENT ON COLUMN :views.verdict.outcome IS 'What the verdict decided.';
COMMENT ON COLUMN :views.verdict.forced IS 'Promoted although the gate was against it.';
COMMENT ON COLUMN :views.verdict.reasons IS 'The reasons, in words.';
COMMENT ON COLUMN :views.verdict.metrics IS 'Metrics of both on the holdout.';
COMMENT ON COLUMN :views.verdict.test IS 'The paired test: name, statistic, interval, n.';
COMMENT ON COLUMN :views.verdict.slices IS 'The slices of the gate''s guardrails.';

CREATE OR REPLACE VIEW :views.verdict_revision AS
SELECT position, loop, recorded_at, model_id, predecessor, generation, look, tick_position, outcome, test,
  reasons
FROM :fold.verdict_revision;
COMMENT ON VIEW :views.verdict_revision IS 'Looks at a champion on trial: its served feedback against its predecessor''s answers.';
COMMENT ON COLUMN :views.verdict_revision.position IS 'The ledger position of the event that made this row.';
COMMENT ON COLUMN :views.verdict_revision.loop IS 'The loop, namespace.name.';
COMMENT ON COLUMN :views.verdict_revision.recorded_at IS 'When the ledger recorded the event that made this row.';
COMMENT ON COLUMN :views.verdict_revision.model_id IS 'The model; null: the loop''s default answer.';
COMMENT ON COLUMN :views.verdict_revision.predecessor IS 'The model that answered before.';
COMMENT ON COLUMN :views.verdict_revision.generation IS 'Generation of the serving slot; 0 before the first champion.';
COMMENT ON COLUMN :views.verdict_revision.look IS 'Number of the look, from 1.';
COMMENT ON COLUMN :views.verdict_revision.tick_position IS 'The position of the tick at which the look was taken.';
COMMENT ON COLUMN :views.verdict_revision.outcome IS 'What the look decided.';
COMMENT ON COLUMN :views.verdict_revision.test IS 'The paired test: name, statistic, interval, n.';
COMMENT ON COLUMN :views.verdict_revision.reasons IS 'The reasons, in words.';

CREATE OR REPLACE VIEW :views.champion_history AS
SELECT loop, generation, model_id, predecessor, change, position, recorded_at, occurred_at, verdict_id,
  forced, reason, decided_at_position
FROM :fold.champion_history;
COMMENT ON VIEW :views.champion_history IS 'Each change of a loop''s serving slot; as of P, the champion is its last row up to P.';
COMMENT ON COLUMN :views.champion_history.loop IS 'The loop, namespace.name.';
COMMENT ON COLUMN :views.champion_history.generation IS 'Generation that the change made; 1 is the first champion.';
COMMENT ON COLUMN :views.champion_history.model_id IS 'The model; null: the loop''s default answer.';
COMMENT ON COLUMN :views.champion_history.predecessor IS 'The model that answered before.';
COMMENT ON COLUMN :views.champion_history.change IS 'promoted or rolled_back.';
COMMENT ON COLUMN :views.champion_history.position IS 'The ledger position of the event that made this row.';
COMMENT ON COLUMN :views.champion_history.recorded_at IS 'When the ledger recorded the event that made this row.';
COMMENT ON COLUMN :views.champion_history.occurred_at IS 'When the change was made, on the loop''s clock.';
COMMENT ON COLUMN :views.champion_history.verdict_id IS 'Event id of the verdict behind it.';
COMMENT ON COLUMN :views.champion_history.forced IS 'Promoted although the gate was against it.';
COMMENT ON COLUMN :views.champion_history.reason IS 'Why the slot was changed, where the change says so.';
COMMENT ON COLUMN :views.champion_history.decided_at_position IS 'Position of the run''s end, or of the tick, at which the change was decided.';

CREATE OR REPLACE VIEW :views.serving_slot AS
SELECT loop, generation, model_id, position, recorded_at
FROM :fold.serving_slot;
COMMENT ON VIEW :views.serving_slot IS 'The champion each loop answers with now; a null model is the loop''s default answer.';
COMMENT ON COLUMN :views.serving_slot.loop IS 'The loop, namespace.name.';
COMMENT ON COLUMN :views.serving_slot.generation IS 'Generation of the serving slot; a loop without a row has generation 0, its default answer.';
COMMENT ON COLUMN :views.serving_slot.model_id IS 'The model; null: the loop''s default answer.';
COMMENT ON COLUMN :views.serving_slot.position IS 'The ledger position of the event that made this row.';
COMMENT ON COLUMN :views.serving_slot.recorded_at IS 'When the ledger recorded the event that made this row.';

CREATE OR REPLACE VIEW :views.hourly_metric AS
SELECT loop, hour, generation, decisions, examples, correct, log_loss_micronats
FROM :fold.hourly_metric;
COMMENT ON VIEW :views.hourly_metric IS 'Per hour of occurrence: decisions, closed examples with a label, correct answers, log loss.';
COMMENT ON COLUMN :views.hourly_metric.loop IS 'The loop, namespace.name.';
COMMENT ON COLUMN :views.hourly_metric.hour IS 'The hour in which the interactions occurred.';
COMMENT ON COLUMN :views.hourly_metric.generation IS 'Generation of the serving slot; 0 before the first champion.';
COMMENT ON COLUMN :views.hourly_metric.decisions IS 'Answers given.';
COMMENT ON COLUMN :views.hourly_metric.examples IS 'Joined examples with a label.';
COMMENT ON COLUMN :views.hourly_metric.correct IS 'Of these examples, how many were answered right.';
COMMENT ON COLUMN :views.hourly_metric.log_loss_micronats IS 'Sum of -ln(probability of the label), in millionths.';

CREATE OR REPLACE VIEW :views.verification AS
SELECT position, recorded_at, group_name, version, verified_position, matches, tables, differences
FROM :fold.verification;
COMMENT ON VIEW :views.verification IS 'Comparisons of the live read models with a replay of the ledger at the same position.';
COMMENT ON COLUMN :views.verification.position IS 'The ledger position of the event that made this row.';
COMMENT ON COLUMN :views.verification.recorded_at IS 'When the ledger recorded the event that made this row.';
COMMENT ON COLUMN :views.verification.group_name IS 'The group of projections.';
COMMENT ON COLUMN :views.verification.version IS 'SHA-256 of the projections'' files.';
COMMENT ON COLUMN :views.verification.verified_position IS 'The ledger position at which both stood.';
COMMENT ON COLUMN :views.verification.matches IS 'Whether every table was what the ledger gives.';
COMMENT ON COLUMN :views.verification.tables IS 'Each table: rows and checksum, live and replayed.';
COMMENT ON COLUMN :views.verification.differences IS 'Some of the rows that differ, by table and key.';
