-- Behind the events of generate.sql: for each generation of its interactions a dataset, a run, an evaluation with its
-- verdict and a promotion, so that there is something to explain. Shapes as the services write them.
WITH step AS (
  SELECT g, k, 6 * (g - 1) + k AS n FROM generate_series(1, :events / 50000) g, generate_series(1, 6) k
)
INSERT INTO ledger.event (position, recorded_at, occurred_at, loop, type, source, event_id, key, data, content_hash, batch)
SELECT :events + n, timestamptz '2026-06-01T00:00:00Z' + n * interval '1 second',
  timestamptz '2013-01-01T00:00:00Z' + g * 50000 * interval '1 minute', 'demo.flights',
  (ARRAY['millrace.dataset.sealed.v1', 'millrace.run.started.v1', 'millrace.run.completed.v1',
    'millrace.evaluation.started.v1', 'millrace.verdict.reached.v1', 'millrace.model.promoted.v1'])[k],
  '/benchmark', 'c' || n, 'demo.flights',
  (CASE k
    WHEN 1 THEN jsonb_build_object('dataset_id', 'dataset-' || g, 'content_hash', repeat('ab', 32),
      'config_digest', 'd', 'tick', jsonb_build_object('event_id', 'e' || g * 1000, 'time', '2013-02-01T00:00:00Z'),
      'position', g * 1000, 'cut', jsonb_build_object('from', '2013-01-01T00:00:00Z',
        'validation_from', '2013-01-20T00:00:00Z', 'holdout_from', '2013-01-25T00:00:00Z', 'to', '2013-02-01T00:00:00Z'),
      'counts', jsonb_build_object('train', 30000, 'validation', 10000, 'holdout', 10000,
        'classes', jsonb_build_object('on_time', 40000, 'late', 10000), 'sources', jsonb_build_object('/benchmark', 50000)),
      'fold_version', repeat('cd', 32), 'labels', 'true', 'force', false)
    WHEN 2 THEN jsonb_build_object('run_id', 'run-' || g, 'model_id', 'model-' || g, 'dataset_id', 'dataset-' || g,
      'trial', 'a', 'trial_index', 0, 'trials', 1, 'learner', 'logistic', 'code_version', '1',
      'settings', jsonb_build_object('epochs', 5, 'rate', 0.1), 'seed', 7)
    WHEN 3 THEN jsonb_build_object('run_id', 'run-' || g, 'model_id', 'model-' || g, 'dataset_id', 'dataset-' || g,
      'artifact', repeat('ef', 32), 'artifact_bytes', 100000, 'epochs', 5,
      'validation', jsonb_build_object('log_loss', 0.5, 'auc', 0.7), 'fingerprint', jsonb_build_object('cpu', 'x'))
    WHEN 4 THEN jsonb_build_object('evaluation_id', 'evaluation-' || g, 'dataset_id', 'dataset-' || g,
      'challenger', 'model-' || g, 'champion', CASE WHEN g > 1 THEN 'model-' || g - 1 END, 'generation', g - 1,
      'gate_digest', repeat('01', 32))
    WHEN 5 THEN jsonb_build_object('evaluation_id', 'evaluation-' || g, 'dataset_id', 'dataset-' || g,
      'run_id', 'run-' || g, 'challenger', 'model-' || g, 'champion', CASE WHEN g > 1 THEN 'model-' || g - 1 END,
      'outcome', 'promoted', 'reasons', jsonb_build_array('better'), 'gate_digest', repeat('01', 32), 'forced', false,
      'metrics', jsonb_build_object('challenger', jsonb_build_object('log_loss', 0.50),
        'champion', jsonb_build_object('log_loss', 0.52)), 'test', jsonb_build_object('p', 0.01))
    ELSE jsonb_build_object('slot', 'demo.flights', 'model_id', 'model-' || g, 'generation', g,
      'replaces_generation', g - 1, 'predecessor', CASE WHEN g > 1 THEN 'model-' || g - 1 END,
      'verdict_id', 'c' || n - 1, 'forced', false)
  END)::json, '\x00', :events / 5000 + 1
FROM step;
UPDATE ledger.head SET position = h.position, frontier =
  decode(repeat('00', 32 * length(replace(h.position::bit(64)::text, '0', ''))), 'hex')
FROM (SELECT max(position) AS position FROM ledger.event) h;
