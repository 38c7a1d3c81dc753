-- Two roles for the answers' database, run once by a superuser inside it: psql --dbname okienko --file roles.sql
-- Then give them passwords (\password okienko_server) or certificates. Running it again changes nothing.
--
--   okienko_migrator  makes and changes tables, one schema for each further town, and publishes:
--                     OKIENKO_FAQ_DATABASE of the Job that runs `okienko-faq publish`
--   okienko_server    reads and writes rows, and can change no table: OKIENKO_FAQ_DATABASE of the service
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'okienko_migrator') THEN
        CREATE ROLE okienko_migrator LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS CONNECTION LIMIT 5;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'okienko_server') THEN
        CREATE ROLE okienko_server LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS CONNECTION LIMIT 200;
    END IF;
    -- Nobody else gets in, nobody makes temporary tables, and only the one makes schemas.
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT, CREATE ON DATABASE %I TO okienko_migrator', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO okienko_server', current_database());
END
$$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO okienko_migrator;
GRANT USAGE ON SCHEMA public TO okienko_server;

-- Whatever the one makes, now or in a later version, the other may use: rows only, no TRUNCATE, no triggers, no references.
ALTER DEFAULT PRIVILEGES FOR ROLE okienko_migrator GRANT USAGE ON SCHEMAS TO okienko_server;
ALTER DEFAULT PRIVILEGES FOR ROLE okienko_migrator GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO okienko_server;
ALTER DEFAULT PRIVILEGES FOR ROLE okienko_migrator GRANT USAGE ON SEQUENCES TO okienko_server;
ALTER DEFAULT PRIVILEGES FOR ROLE okienko_migrator REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

-- A statement or a transaction that hangs must not hold the others up.
ALTER ROLE okienko_server SET statement_timeout = '30s';
ALTER ROLE okienko_server SET lock_timeout = '10s';
ALTER ROLE okienko_server SET idle_in_transaction_session_timeout = '60s';
