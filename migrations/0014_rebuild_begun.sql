-- When a copy of the read models began to be folded, so that `status` can say when it ends.
ALTER TABLE artifact.fold_version ADD COLUMN begun_at timestamptz, ADD COLUMN begun_position bigint;
COMMENT ON COLUMN artifact.fold_version.begun_at IS 'When the copy of this version was last begun or gone on with.';
COMMENT ON COLUMN artifact.fold_version.begun_position IS 'Up to where it was folded at begun_at.';
GRANT UPDATE (begun_at, begun_position) ON artifact.fold_version TO millrace_projector;
