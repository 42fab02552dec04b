SELECT generation, model_id, change, verdict_id FROM fold.champion_history ORDER BY generation
