-- The ground every later migration stands on: who may do what by default, and
-- the two promises of every table of history (never rewritten, dated by the
-- database).

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO commonhold_app;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

CREATE FUNCTION refuse_rewrite() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION '% on % refused: a record of history is answered by a later record, never changed',
        TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'history_is_append_only';
END
$$;
COMMENT ON FUNCTION refuse_rewrite() IS 'Guard of every table of history: UPDATE, DELETE and TRUNCATE are refused.';

CREATE FUNCTION set_recorded_at() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.recorded_at := clock_timestamp();
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION set_recorded_at() IS 'When a row was recorded is the database''s word, whatever the writer sent.';

CREATE PROCEDURE keep_as_history(history regclass)
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
REVOKE ALL ON PROCEDURE keep_as_history(regclass) FROM PUBLIC;
