SELECT verdict_id, dataset_id, run_id, challenger, champion, outcome, forced, metrics, test, slices, reasons
FROM fold.verdict ORDER BY position
