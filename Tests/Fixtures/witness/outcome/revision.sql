SELECT generation, look, model_id, predecessor, outcome, test, reasons
FROM fold.verdict_revision ORDER BY generation, look
