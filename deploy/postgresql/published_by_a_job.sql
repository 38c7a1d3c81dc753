-- Where answers are published by Jobs alone (OKIENKO_FAQ_PUBLISH_AT_START=false): the service may read answers and change none,
-- neither those that are there nor those of a town that comes later. Run once by a superuser, after roles.sql, before or after the
-- first publication: psql --dbname okienko --file published_by_a_job.sql. Running it again changes nothing.
CREATE OR REPLACE FUNCTION public.okienko_keep_answers(schema_name text, table_name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF table_name IN ('documents', 'versions', 'items', 'publication', 'alembic_version') THEN
        EXECUTE format('REVOKE INSERT, UPDATE, DELETE ON %I.%I FROM okienko_server', schema_name, table_name);
    END IF;
END
$$;

-- Runs as whoever makes a table, which is its owner; every town has tables of the same names in a schema of its own.
CREATE OR REPLACE FUNCTION public.okienko_keep_new_answers() RETURNS event_trigger LANGUAGE plpgsql AS $$
DECLARE
    made record;
BEGIN
    FOR made IN
        SELECT s.nspname, c.relname
        FROM pg_event_trigger_ddl_commands() d
        JOIN pg_class c ON c.oid = d.objid
        JOIN pg_namespace s ON s.oid = c.relnamespace
        WHERE d.classid = 'pg_class'::regclass AND pg_get_userbyid(c.relowner) = 'okienko_migrator'
    LOOP
        PERFORM public.okienko_keep_answers(made.nspname, made.relname);
    END LOOP;
END
$$;

DROP EVENT TRIGGER IF EXISTS okienko_keep_new_answers;
CREATE EVENT TRIGGER okienko_keep_new_answers ON ddl_command_end WHEN TAG IN ('CREATE TABLE')
    EXECUTE FUNCTION public.okienko_keep_new_answers();

DO $$
BEGIN
    PERFORM public.okienko_keep_answers(schemaname, tablename) FROM pg_tables WHERE tableowner = 'okienko_migrator';
END
$$;
