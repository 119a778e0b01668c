-- The ground that everything stands on: who may do what by default, what a table
-- of history is, and what may be erased.
--
-- Five roles, one for each kind of process. The application extends history. The
-- certifier and the auditor read it. The sequencer reads what the ledger gives it.
-- Everything is the owner's, who signs in to migrate and never to serve.
--
-- A table of history refuses UPDATE, DELETE and TRUNCATE, is dated by the database
-- and keeps its references, whatever the role of the session. Tables that are no
-- history say so in their comments. The application inserts, unless the comment of
-- a table names another. Every trigger on a table is ENABLE ALWAYS.

REVOKE ALL ON SCHEMA public FROM PUBLIC;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

-- Who is not named here comes no further.
GRANT USAGE ON SCHEMA public
    TO commonhold_app, commonhold_sequencer, commonhold_certifier, commonhold_auditor;

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

CREATE FUNCTION set_recorded_at() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.recorded_at := clock_timestamp();
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION set_recorded_at() IS 'When a row was recorded is the database''s word, whatever the writer sent.';

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
COMMENT ON PROCEDURE keep_rows_as_history(regclass) IS
    'The part of keep_as_history that holds row by row: nothing is rewritten where triggers of statements rest, references stand, and certifier and auditor read.';

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
    CALL public.keep_rows_as_history(history);
    EXECUTE format('GRANT SELECT, INSERT ON %s TO commonhold_app', history);
END
$$;
REVOKE ALL ON PROCEDURE keep_as_history(regclass) FROM PUBLIC;
COMMENT ON PROCEDURE keep_as_history(regclass) IS
    'Makes a table a table of history: append-only and dated by the database; the application reads and extends it, certifier and auditor read it. A table that holds a secret takes the reading back at once.';

-- A roll is computed from what was known at one instant. So that nothing known
-- earlier can appear later, whoever records a fact about members holds this
-- lock, shared, until commit; whoever fixes the instant takes it exclusively.
CREATE FUNCTION hold_member_facts() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtextextended('commonhold/member-facts', 0));
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION hold_member_facts() IS
    'Whoever records a fact about members holds the facts'' lock, shared, until commit.';

CREATE FUNCTION settle_member_facts() RETURNS timestamptz
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/member-facts', 0));
    RETURN clock_timestamp();
END
$$;
COMMENT ON FUNCTION settle_member_facts() IS
    'The instant up to which all facts about members are committed; none is added before the caller''s transaction ends.';
GRANT EXECUTE ON FUNCTION settle_member_facts() TO commonhold_app;

-- A table of history whose rows decide who is on a roll.
CREATE PROCEDURE keep_as_member_facts(facts regclass)
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    CALL public.keep_as_history(facts);
    EXECUTE format('CREATE TRIGGER hold_member_facts BEFORE INSERT ON %s
                    FOR EACH STATEMENT EXECUTE FUNCTION public.hold_member_facts()', facts);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER hold_member_facts', facts);
END
$$;
COMMENT ON PROCEDURE keep_as_member_facts(regclass) IS
    'Makes a table a table of history whose rows decide who is on a roll.';
REVOKE ALL ON PROCEDURE keep_as_member_facts(regclass) FROM PUBLIC;

-- What may be erased. The rows stay as they are but in an erasure of their
-- person, in its own transaction, and then in the columns that are named alone;
-- without any the row itself goes.
CREATE FUNCTION guard_erasable() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    erasable text[] := string_to_array(TG_ARGV[1], ',');
    whose uuid;
BEGIN
    EXECUTE format('SELECT %s', TG_ARGV[0]) INTO whose USING OLD;
    IF EXISTS (SELECT FROM public.erasures e WHERE e.party = whose AND e.recorded_at >= transaction_timestamp()) IS NOT TRUE THEN
        RAISE EXCEPTION '% on % refused: personal data goes by an erasure that two officers brought about', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'erased_by_two_officers_alone';
    END IF;
    IF (CASE TG_OP WHEN 'DELETE' THEN cardinality(erasable) = 0
                   ELSE cardinality(erasable) > 0 AND to_jsonb(NEW) - erasable = to_jsonb(OLD) - erasable END) IS NOT TRUE THEN
        RAISE EXCEPTION '% on % refused: an erasure takes what is personal and leaves the rest', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'erasure_leaves_the_rest';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$$;
COMMENT ON FUNCTION guard_erasable() IS
    'Guard of personal data: whose a row is (an expression over $1), and which of its columns may go (none: the row goes).';

-- Called after keep_as_history, whose guards against rewriting it takes off.
CREATE PROCEDURE keep_until_erased(kept regclass, whose text, erasable text)
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    EXECUTE format('DROP TRIGGER IF EXISTS append_only ON %s', kept);
    EXECUTE format('DROP TRIGGER IF EXISTS append_only_rows ON %s', kept);
    EXECUTE format('CREATE TRIGGER erasable BEFORE UPDATE OR DELETE ON %s
                    FOR EACH ROW EXECUTE FUNCTION public.guard_erasable(%L, %L)', kept, whose, erasable);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER erasable', kept);
    EXECUTE format('CREATE TRIGGER keep_all BEFORE TRUNCATE ON %s
                    FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite()', kept);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER keep_all', kept);
END
$$;
COMMENT ON PROCEDURE keep_until_erased(regclass, text, text) IS
    'Makes a table one that is extended only, but for what an erasure takes of it.';
REVOKE ALL ON PROCEDURE keep_until_erased(regclass, text, text) FROM PUBLIC;

-- A guard that looks for what another transaction did must see it once it has
-- waited for its lock. Under an older snapshot it would not.
CREATE FUNCTION require_fresh_sight() RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (current_setting('transaction_isolation') = 'read committed') IS NOT TRUE THEN
        RAISE EXCEPTION 'this is recorded in a transaction that reads what is committed'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'guard_sees_what_is';
    END IF;
END
$$;
COMMENT ON FUNCTION require_fresh_sight() IS
    'Refuses isolation levels under which a guard would judge by an old snapshot.';
