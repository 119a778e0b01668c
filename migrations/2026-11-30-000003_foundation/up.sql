-- The foundation itself, its legal days, whether this is a rehearsal of it, and the
-- decisions that count.
--
-- All of it is history, but for the invitations to the first set-up. The database
-- refuses another origin of the log, another zone and another public address than
-- those the foundation began with.

CREATE TABLE foundations (
    version bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL,
    time_zone text NOT NULL,
    public_origin text NOT NULL,
    log_origin text NOT NULL,
    recorded_at timestamptz NOT NULL,
    founded_in xid8,
    CONSTRAINT foundations_name CHECK (name = btrim(name) AND char_length(name) BETWEEN 1 AND 120),
    CONSTRAINT foundations_public_origin CHECK (public_origin ~ '^https?://[^/\s]+$'),
    CONSTRAINT foundations_log_origin CHECK (log_origin ~ '^[^/\s]+(/[^/\s]+)*/log$')
);
COMMENT ON TABLE foundations IS
    'The foundation: the latest version rules. time_zone is an IANA name, in which legal days are computed; log_origin is host and path of the public log, the same for life.';
COMMENT ON COLUMN foundations.founded_in IS
    'The transaction that recorded it: what belongs to the founding record is told by that.';
CALL keep_as_history('foundations');
GRANT SELECT ON foundations TO commonhold_sequencer;

CREATE FUNCTION keep_log_origin() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/foundation', 0));
    NEW.founded_in := pg_current_xact_id();
    IF (NOT EXISTS (SELECT 1 FROM public.foundations WHERE log_origin <> NEW.log_origin)) IS NOT TRUE THEN
        RAISE EXCEPTION 'the origin of the log is the same for life'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'log_origin_for_life';
    END IF;
    -- Legal days of the past and of rules to come hang on the zone, and the way in on the address.
    IF (NOT EXISTS (SELECT 1 FROM public.foundations
                    WHERE time_zone <> NEW.time_zone OR public_origin <> NEW.public_origin)) IS NOT TRUE THEN
        RAISE EXCEPTION 'the zone of legal days and the public address stay as they were founded'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'foundation_stays';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION keep_log_origin() IS
    'Guard of foundations: a later version keeps the log''s origin, the zone and the public address; each is marked with its transaction.';
CREATE TRIGGER keep_log_origin BEFORE INSERT ON foundations
    FOR EACH ROW EXECUTE FUNCTION keep_log_origin();
ALTER TABLE foundations ENABLE ALWAYS TRIGGER keep_log_origin;

-- The first records of a foundation come from the set-up, in one transaction:
-- which one is told by its number, since an instant could be outlived by a
-- transaction that began before.
CREATE FUNCTION is_founding() RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(bool_and(f.founded_in = pg_current_xact_id()), false) FROM public.foundations f
$$;
COMMENT ON FUNCTION is_founding() IS
    'Whether this transaction founds the foundation. What only the certifier inserts later, the founding record inserts once.';

CREATE TABLE setup_invitations (
    token_hash bytea PRIMARY KEY,
    expires_at timestamptz NOT NULL,
    CONSTRAINT setup_invitations_hash CHECK (octet_length(token_hash) = 32)
);
COMMENT ON TABLE setup_invitations IS
    'SHA-256 of each one-time address of the first set-up; spent by the foundation''s existence. Not history.';
GRANT SELECT, INSERT ON setup_invitations TO commonhold_app;

-- Legal days, in the foundation's zone.
CREATE FUNCTION legal_day(at timestamptz) RETURNS date
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT (at AT TIME ZONE f.time_zone)::date FROM public.foundations f ORDER BY f.version DESC LIMIT 1
$$;
COMMENT ON FUNCTION legal_day(timestamptz) IS 'The legal day of an instant, in the foundation''s zone.';
REVOKE ALL ON FUNCTION legal_day(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION legal_day(timestamptz) TO commonhold_app, commonhold_certifier, commonhold_auditor;

CREATE FUNCTION end_of_legal_day(day date) RETURNS timestamptz
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT (day + 1)::timestamp AT TIME ZONE f.time_zone FROM public.foundations f ORDER BY f.version DESC LIMIT 1
$$;
COMMENT ON FUNCTION end_of_legal_day(date) IS 'The midnight at which a legal day is over: what lasts to that day ends then.';
REVOKE ALL ON FUNCTION end_of_legal_day(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION end_of_legal_day(date) TO commonhold_app, commonhold_certifier, commonhold_auditor;

-- The clock on the wall at the foundation's place.
CREATE FUNCTION wall_clock(at timestamptz) RETURNS timestamp
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT at AT TIME ZONE f.time_zone FROM public.foundations f ORDER BY f.version DESC LIMIT 1
$$;
COMMENT ON FUNCTION wall_clock(timestamptz) IS 'What the clock on the wall shows at an instant, at the foundation''s place.';
REVOKE ALL ON FUNCTION wall_clock(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION wall_clock(timestamptz) TO commonhold_app, commonhold_certifier, commonhold_auditor;

-- A rehearsal: a foundation of its own, taken from a real one to practise with.
-- What is decided in it counts for nothing, and every page of it says so.

CREATE TABLE rehearsals (
    the_only boolean PRIMARY KEY DEFAULT true,
    of_name text NOT NULL,
    of_log_origin text NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT rehearsals_one CHECK (the_only),
    CONSTRAINT rehearsals_of_name CHECK (of_name <> ''),
    CONSTRAINT rehearsals_of_log_origin CHECK (of_log_origin ~ '^[^/\s]+(/[^/\s]+)*/log$')
);
COMMENT ON TABLE rehearsals IS
    'One row where this is a rehearsal, with the name and the log''s origin of the foundation it was taken from; none in a real foundation.';
CALL keep_as_history('rehearsals');

CREATE FUNCTION rehearsed_origin(of_log_origin text) RETURNS text
    LANGUAGE sql IMMUTABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT regexp_replace(of_log_origin, '/log$', '/rehearsal')
$$;
COMMENT ON FUNCTION rehearsed_origin(text) IS 'What the origins of the logs of all rehearsals of a foundation begin with.';
REVOKE ALL ON FUNCTION rehearsed_origin(text) FROM PUBLIC;

CREATE FUNCTION guard_rehearsing() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    IF (NOT EXISTS (SELECT FROM public.log_entries)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a foundation with a public log is no rehearsal'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'rehearsal_comes_before_its_log';
    END IF;
    -- A log has one origin for life; a rehearsal's is told from every other by it.
    IF (EXISTS (SELECT FROM public.foundations)
        AND NOT EXISTS (SELECT FROM public.foundations f
                        WHERE starts_with(f.log_origin, public.rehearsed_origin(NEW.of_log_origin) || '/') IS NOT TRUE)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a rehearsal has a log of its own'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'rehearsal_has_its_own_log';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_rehearsing() IS
    'Guard of rehearsals: before the log''s first entry, and under an origin that tells it from the real log.';
CREATE TRIGGER guard BEFORE INSERT ON rehearsals FOR EACH ROW EXECUTE FUNCTION guard_rehearsing();
ALTER TABLE rehearsals ENABLE ALWAYS TRIGGER guard;

CREATE TABLE recorded_decisions (
    id uuid PRIMARY KEY,
    number bigint GENERATED ALWAYS AS IDENTITY,
    title text NOT NULL,
    decision text NOT NULL,
    decided_by text NOT NULL,
    decided_on date NOT NULL,
    citation text NOT NULL,
    recorded_by uuid REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    body text,
    entry uuid UNIQUE,
    confirmed_by uuid REFERENCES parties (id),
    adopted boolean NOT NULL DEFAULT true,
    CONSTRAINT recorded_decisions_title CHECK (title = btrim(title) AND char_length(title) BETWEEN 1 AND 200),
    CONSTRAINT recorded_decisions_text CHECK (decision <> '' AND decided_by <> '')
);
COMMENT ON TABLE recorded_decisions IS
    'Decisions that count: entered by one officer and confirmed by as many others as the rule asks for, of whom confirmed_by is the last. The founding record is the first, and the only one without an entry.';
COMMENT ON COLUMN recorded_decisions.body IS 'The body that decided.';
COMMENT ON COLUMN recorded_decisions.entry IS
    'What an officer entered and others confirmed; null for the founding record alone.';
COMMENT ON COLUMN recorded_decisions.adopted IS 'Whether it was carried; what was lost is recorded too.';
CALL keep_as_history('recorded_decisions');
