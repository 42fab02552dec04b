SELECT interaction_id, generation, model_id, encode(sha256(convert_to(output::text, 'UTF8')), 'hex') AS output
FROM fold.interaction ORDER BY interaction_id
