-- Five roles, one for each kind of process, and what a table of history is for
-- each of them. Everything a later migration makes stands on this.
--
-- The application extends history. The certifier and the auditor read it. The
-- sequencer reads what the log's own migration gives it.

GRANT USAGE ON SCHEMA public TO commonhold_sequencer, commonhold_certifier, commonhold_auditor;

-- Triggers of a statement do not fire where a replication worker applies
-- single rows; this one does.
CREATE FUNCTION refuse_rewrite_of_row() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION '% on % refused: a record of history is answered by a later record, never changed',
        TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'history_is_append_only';
END
$$;
COMMENT ON FUNCTION refuse_rewrite_of_row() IS
    'Guard of every table of history, row by row: UPDATE and DELETE are refused.';

-- Foreign keys are triggers that rest in a session of replication. What a row
-- of history refers to is there all the same.
CREATE FUNCTION require_references() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    reference record;
    stands boolean;
BEGIN
    FOR reference IN
        SELECT c.conname, c.confrelid::regclass AS target,
               string_agg(format('t.%I = ($1).%I', theirs.attname, ours.attname), ' AND ') AS equal,
               string_agg(format('($1).%I IS NULL', ours.attname), ' OR ') AS unknown
        FROM pg_constraint c
        CROSS JOIN LATERAL unnest(c.conkey, c.confkey) AS pair (ours, theirs)
        JOIN pg_attribute ours ON ours.attrelid = c.conrelid AND ours.attnum = pair.ours
        JOIN pg_attribute theirs ON theirs.attrelid = c.confrelid AND theirs.attnum = pair.theirs
        WHERE c.conrelid = TG_RELID AND c.contype = 'f'
        GROUP BY c.oid, c.conname, c.confrelid
    LOOP
        EXECUTE format('SELECT (%s) OR EXISTS (SELECT FROM %s AS t WHERE %s)',
                       reference.unknown, reference.target, reference.equal)
            INTO stands USING NEW;
        IF stands IS NOT TRUE THEN
            RAISE EXCEPTION 'what a row of % refers to is not there', TG_TABLE_NAME
                USING ERRCODE = 'foreign_key_violation', CONSTRAINT = reference.conname;
        END IF;
    END LOOP;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION require_references() IS
    'Guard of every table with foreign keys: they hold in a session of replication too.';

CREATE PROCEDURE keep_references(referring regclass)
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER references_stand AFTER INSERT OR UPDATE ON %s
                    FOR EACH ROW WHEN (current_setting(''session_replication_role'') = ''replica'')
                    EXECUTE FUNCTION public.require_references()', referring);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER references_stand', referring);
END
$$;
COMMENT ON PROCEDURE keep_references(regclass) IS
    'Makes a table''s foreign keys hold in a session of replication too.';

CREATE PROCEDURE keep_rows_as_history(history regclass)
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER append_only_rows BEFORE UPDATE OR DELETE ON %s
                    FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite_of_row()', history);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER append_only_rows', history);
    CALL public.keep_references(history);
    EXECUTE format('GRANT SELECT ON %s TO commonhold_certifier, commonhold_auditor', history);
END
$$;
COMMENT ON PROCEDURE keep_rows_as_history(regclass) IS 'The part of keep_as_history that came with the five roles.';

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
    CALL public.keep_rows_as_history(history);
    EXECUTE format('GRANT SELECT, INSERT ON %s TO commonhold_app', history);
END
$$;
COMMENT ON PROCEDURE keep_as_history(regclass) IS
    'Makes a table a table of history: append-only and dated by the database; the application reads and extends it, certifier and auditor read it. A table that holds a secret takes the reading back at once.';

-- What is history already.
DO $$
DECLARE
    history regclass;
BEGIN
    FOR history IN
        SELECT t.tgrelid::regclass FROM pg_catalog.pg_trigger t
        WHERE t.tgname = 'append_only' ORDER BY t.tgrelid::regclass::text
    LOOP
        CALL public.keep_rows_as_history(history);
    END LOOP;
END
$$;

-- What the auditor does not read, though it is history. Secrets and letters:
-- cast_receipts binds a session to an envelope; outbox_letters and
-- outbox_deliveries tell who voted, and when, by the letter that confirms it.
-- Turnout while a poll is open: envelopes and digests_to_log; what of them is
-- public stands in the log, and after the close in poll_closings. Addresses of
-- people: of a change of address an auditor sees who asked for it, why, who
-- approved it and when. The salts of roll_openings were never history.
REVOKE SELECT ON cast_receipts, outbox_letters, outbox_deliveries, envelopes, digests_to_log, address_changes
    FROM commonhold_auditor;
GRANT SELECT (id, account, reason, proposed_by, recorded_at) ON address_changes TO commonhold_auditor;

-- The certifier needs no letter, no session and no address. It reads the
-- envelopes: their digests are the closing set.
REVOKE SELECT ON cast_receipts, outbox_letters, outbox_deliveries, address_changes FROM commonhold_certifier;

-- Not history, and needed to read it.
GRANT SELECT ON polls TO commonhold_certifier, commonhold_auditor;
GRANT SELECT (id, person, created_at) ON accounts TO commonhold_certifier, commonhold_auditor;
CALL keep_references('polls');
CALL keep_references('accounts');
