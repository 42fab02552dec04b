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
