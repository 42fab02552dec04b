import Postgres

extension EmbeddedPostgres: Kept {}
