-- After the first migration, where answers are published by a Job alone (OKIENKO_FAQ_PUBLISH_AT_START=false): the service may
-- read answers and change none. Run by okienko_migrator or a superuser, again after a town has been added.
DO $$
DECLARE
    content record;
BEGIN
    FOR content IN
        SELECT schemaname, tablename FROM pg_tables
        WHERE tableowner = 'okienko_migrator'
          AND tablename IN ('documents', 'versions', 'items', 'publication', 'alembic_version')
    LOOP
        EXECUTE format(
            'REVOKE INSERT, UPDATE, DELETE ON %I.%I FROM okienko_server', content.schemaname, content.tablename
        );
    END LOOP;
END
$$;
