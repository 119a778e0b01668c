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

-- An election was rehearsed: the log of the rehearsal says so, by its signed note.
CREATE TABLE election_rehearsals (
    id uuid PRIMARY KEY,
    election uuid NOT NULL REFERENCES elections (id),
    note text NOT NULL,
    recorded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT election_rehearsals_note CHECK (length(note) BETWEEN 1 AND 4096)
);
CREATE INDEX election_rehearsals_election ON election_rehearsals (election);
COMMENT ON TABLE election_rehearsals IS
    'Rehearsals of an election as officers recorded them, each with the checkpoint of the rehearsal''s log: a signed note.';
CALL keep_as_history('election_rehearsals');

CREATE FUNCTION guard_election_rehearsal() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (EXISTS (SELECT FROM public.foundations f
                WHERE starts_with(split_part(NEW.note, E'\n', 1), public.rehearsed_origin(f.log_origin) || '/'))) IS NOT TRUE THEN
        RAISE EXCEPTION 'this note is not of a rehearsal of this foundation'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'rehearsal_is_of_this_foundation';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_election_rehearsal() IS
    'Guard of election_rehearsals: the note bears the origin of a rehearsal of this foundation.';
CREATE TRIGGER guard BEFORE INSERT ON election_rehearsals FOR EACH ROW EXECUTE FUNCTION guard_election_rehearsal();
ALTER TABLE election_rehearsals ENABLE ALWAYS TRIGGER guard;
