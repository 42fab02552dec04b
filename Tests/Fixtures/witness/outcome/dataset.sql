SELECT dataset_id, content_hash, counts, labels, force FROM fold.dataset ORDER BY position
