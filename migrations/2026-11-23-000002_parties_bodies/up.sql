-- Persons and organisations, the foundation itself, its recorded decisions and
-- the offices from which every power of a person comes.

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

CREATE TABLE parties (
    id uuid PRIMARY KEY,
    kind text NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT parties_kind CHECK (kind IN ('person', 'organisation')),
    CONSTRAINT parties_id_kind UNIQUE (id, kind)
);
COMMENT ON TABLE parties IS 'Persons and organisations the foundation deals with; what is known of each stands in party_records.';
CALL keep_as_member_facts('parties');

CREATE TABLE party_records (
    record bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    party uuid NOT NULL REFERENCES parties (id),
    name text NOT NULL,
    country text NOT NULL,
    disclosed boolean NOT NULL,
    corrects bigint REFERENCES party_records (record),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT party_records_name CHECK (name = btrim(name) AND char_length(name) BETWEEN 1 AND 200),
    CONSTRAINT party_records_country CHECK (country ~ '^([A-Z]{2})?$')
);
COMMENT ON TABLE party_records IS
    'What is known of a party: the latest record rules. Country is ISO 3166-1 alpha-2, empty when not known. A party that is not disclosed is named to officers only.';
CREATE INDEX party_records_latest ON party_records (party, record DESC);
CALL keep_as_member_facts('party_records');

CREATE TABLE representations (
    record bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organisation uuid NOT NULL,
    organisation_kind text NOT NULL DEFAULT 'organisation',
    person uuid,
    person_kind text NOT NULL DEFAULT 'person',
    starts_on date NOT NULL,
    corrects bigint REFERENCES representations (record),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT representations_kinds CHECK (organisation_kind = 'organisation' AND person_kind = 'person'),
    CONSTRAINT representations_organisation FOREIGN KEY (organisation, organisation_kind) REFERENCES parties (id, kind),
    CONSTRAINT representations_person FOREIGN KEY (person, person_kind) REFERENCES parties (id, kind)
);
COMMENT ON TABLE representations IS
    'Who votes for an organisation from a day on, until a row with a later day; without a person nobody does.';
CREATE INDEX representations_latest ON representations (organisation, starts_on DESC, record DESC);
CREATE INDEX representations_person ON representations (person);
CALL keep_as_member_facts('representations');

CREATE TABLE foundations (
    version bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL,
    time_zone text NOT NULL,
    public_origin text NOT NULL,
    log_origin text NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT foundations_name CHECK (name = btrim(name) AND char_length(name) BETWEEN 1 AND 120),
    CONSTRAINT foundations_public_origin CHECK (public_origin ~ '^https?://[^/\s]+$'),
    CONSTRAINT foundations_log_origin CHECK (log_origin ~ '^[^/\s]+(/[^/\s]+)*/log$')
);
COMMENT ON TABLE foundations IS
    'The foundation: the latest version rules. time_zone is an IANA name, in which legal days are computed; log_origin is host and path of the public log, the same for life.';
CALL keep_as_history('foundations');

CREATE FUNCTION keep_log_origin() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/foundation', 0));
    IF (NOT EXISTS (SELECT 1 FROM public.foundations WHERE log_origin <> NEW.log_origin)) IS NOT TRUE THEN
        RAISE EXCEPTION 'the origin of the log is the same for life'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'log_origin_for_life';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION keep_log_origin() IS 'Guard of foundations: a later version keeps the log''s origin.';
CREATE TRIGGER keep_log_origin BEFORE INSERT ON foundations
    FOR EACH ROW EXECUTE FUNCTION keep_log_origin();
ALTER TABLE foundations ENABLE ALWAYS TRIGGER keep_log_origin;

CREATE TABLE setup_invitations (
    token_hash bytea PRIMARY KEY,
    expires_at timestamptz NOT NULL,
    CONSTRAINT setup_invitations_hash CHECK (octet_length(token_hash) = 32)
);
COMMENT ON TABLE setup_invitations IS
    'SHA-256 of each one-time address of the first set-up; spent by the foundation''s existence.';
GRANT SELECT, INSERT ON setup_invitations TO commonhold_app;

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
    CONSTRAINT recorded_decisions_title CHECK (title = btrim(title) AND char_length(title) BETWEEN 1 AND 200),
    CONSTRAINT recorded_decisions_text CHECK (decision <> '' AND decided_by <> '')
);
COMMENT ON TABLE recorded_decisions IS
    'Decisions from which offices and other powers come; the founding record is the first, and the only one that nobody recorded but the set-up.';
CALL keep_as_history('recorded_decisions');

CREATE TABLE office_terms (
    id uuid PRIMARY KEY,
    person uuid NOT NULL,
    person_kind text NOT NULL DEFAULT 'person',
    office text NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz,
    decision uuid NOT NULL REFERENCES recorded_decisions (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT office_terms_person FOREIGN KEY (person, person_kind) REFERENCES parties (id, kind),
    CONSTRAINT office_terms_kind CHECK (person_kind = 'person'),
    CONSTRAINT office_terms_office CHECK (office IN
        ('election_officer', 'secretary', 'chair', 'treasurer', 'director', 'membership_committee', 'auditor')),
    CONSTRAINT office_terms_order CHECK (starts_at < ends_at)
);
COMMENT ON TABLE office_terms IS
    'Who holds which office, from an instant until another (or until further notice), by which decision.';
CREATE INDEX office_terms_person ON office_terms (person);
CALL keep_as_history('office_terms');

CREATE TABLE office_ends (
    term uuid PRIMARY KEY REFERENCES office_terms (id),
    ends_at timestamptz NOT NULL,
    decision uuid NOT NULL REFERENCES recorded_decisions (id),
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE office_ends IS 'An office laid down or withdrawn before its term was over.';
CALL keep_as_history('office_ends');

CREATE FUNCTION end_no_office_in_the_past() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.ends_at := greatest(NEW.ends_at, clock_timestamp());
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION end_no_office_in_the_past() IS
    'An office ends when its end is recorded, or later: what its holder did before stands.';
CREATE TRIGGER end_no_office_in_the_past BEFORE INSERT ON office_ends
    FOR EACH ROW EXECUTE FUNCTION end_no_office_in_the_past();
ALTER TABLE office_ends ENABLE ALWAYS TRIGGER end_no_office_in_the_past;
