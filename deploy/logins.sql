-- One login for each role that a service of docker-compose.yml connects as, with the password from the environment. It may
-- be run again at any time, which sets the passwords anew. Run it as the owner of the database, behind `millrace migrate`:
--   MILLRACE_ARCHIVER_PASSWORD=… MILLRACE_PROJECTOR_PASSWORD=… MILLRACE_SERVICE_PASSWORD=… \
--     MILLRACE_AUDITOR_PASSWORD=… psql -d millrace -f deploy/logins.sql
\set ON_ERROR_STOP on
\set QUIET on
\getenv archiver_password MILLRACE_ARCHIVER_PASSWORD
\getenv projector_password MILLRACE_PROJECTOR_PASSWORD
\getenv service_password MILLRACE_SERVICE_PASSWORD
\getenv auditor_password MILLRACE_AUDITOR_PASSWORD

-- Passwords reach no log of statements.
SET log_statement = 'none';
SET log_min_error_statement = 'panic';
SELECT format('CREATE ROLE %I LOGIN IN ROLE %I', login, 'millrace_' || login)
FROM unnest(ARRAY['archiver', 'projector', 'service', 'auditor']) login
WHERE to_regrole(login) IS NULL
\gexec
-- The bound of what analysts' statements spill to disk, which else is a superuser's to set.
SELECT 'GRANT SET ON PARAMETER temp_file_limit TO millrace_projector, millrace_auditor'
FROM pg_roles WHERE rolname = current_user AND rolsuper
\gexec
ALTER ROLE archiver LOGIN PASSWORD :'archiver_password';
ALTER ROLE projector LOGIN PASSWORD :'projector_password';
ALTER ROLE service LOGIN PASSWORD :'service_password';
ALTER ROLE auditor LOGIN PASSWORD :'auditor_password';
