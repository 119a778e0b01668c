DO $$
DECLARE
    history regclass;
BEGIN
    FOR history IN
        SELECT t.tgrelid::regclass FROM pg_catalog.pg_trigger t WHERE t.tgname = 'append_only_rows'
    LOOP
        EXECUTE format('DROP TRIGGER append_only_rows ON %s', history);
        EXECUTE format('DROP TRIGGER references_stand ON %s', history);
    END LOOP;
    DROP TRIGGER references_stand ON public.polls;
    DROP TRIGGER references_stand ON public.accounts;
END
$$;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM commonhold_certifier, commonhold_auditor;
CREATE OR REPLACE PROCEDURE keep_as_history(history regclass)
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %s
                    FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite()', history);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER append_only', history);
    IF EXISTS (SELECT 1 FROM pg_attribute
               WHERE attrelid = history AND attname = 'recorded_at' AND NOT attisdropped) THEN
        EXECUTE format('CREATE TRIGGER recorded_at BEFORE INSERT ON %s
                        FOR EACH ROW EXECUTE FUNCTION public.set_recorded_at()', history);
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER recorded_at', history);
    END IF;
    EXECUTE format('GRANT SELECT, INSERT ON %s TO commonhold_app', history);
END
$$;
COMMENT ON PROCEDURE keep_as_history(regclass) IS
    'Makes a table a table of history: append-only, dated by the database, readable and extendable by the application.';
DROP PROCEDURE keep_rows_as_history(regclass);
DROP PROCEDURE keep_references(regclass);
DROP FUNCTION require_references();
DROP FUNCTION refuse_rewrite_of_row();
REVOKE USAGE ON SCHEMA public FROM commonhold_sequencer, commonhold_certifier, commonhold_auditor;
