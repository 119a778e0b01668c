-- Of a hundred thousand memberships with ten years of terms, whoever asks for
-- one day reads the terms that reach it, and no correction where there is none.
CREATE INDEX membership_terms_reaching ON membership_terms (ends_on, starts_on) INCLUDE (membership, record, recorded_at);
CREATE INDEX membership_terms_corrections ON membership_terms (corrects, recorded_at) WHERE corrects IS NOT NULL;
CREATE INDEX representations_corrections ON representations (corrects, recorded_at) WHERE corrects IS NOT NULL;

-- A file of members is one transaction. What it brings is seen by nobody else
-- until its commit and needs no lock of its own: thousands of them would be more
-- than the database has room for.
CREATE OR REPLACE FUNCTION require_move(of_membership uuid, wanted text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    state text;
BEGIN
    IF NOT EXISTS (SELECT FROM public.memberships m
                   WHERE m.id = of_membership AND m.xmin = pg_current_xact_id()::xid) THEN
        PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/membership/' || of_membership::text, 0));
    END IF;
    state := public.membership_state(of_membership, public.legal_day(clock_timestamp()));
    IF EXISTS (SELECT FROM public.membership_moves m WHERE m.from_state = state AND m.move = wanted) IS NOT TRUE THEN
        RAISE EXCEPTION 'a membership that is % is not %', state, wanted
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'membership_moves_by_the_table';
    END IF;
END
$$;
COMMENT ON FUNCTION require_move(uuid, text) IS
    'Refuses a move that membership_moves does not have from the state of today; holds the membership until commit, unless it came with this transaction.';

CREATE OR REPLACE FUNCTION guard_representation() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    IF NOT EXISTS (SELECT FROM public.parties p
                   WHERE p.id = NEW.organisation AND p.xmin = pg_current_xact_id()::xid) THEN
        PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/representation/' || NEW.organisation::text, 0));
    END IF;
    IF (NEW.corrects IS NULL OR EXISTS (SELECT FROM public.representations r
                                        WHERE r.record = NEW.corrects AND r.organisation = NEW.organisation)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a correction names a record of the same organisation'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'representation_corrects_its_own';
    END IF;
    IF (NOT EXISTS (SELECT FROM public.representations r
                    WHERE r.organisation = NEW.organisation AND r.starts_on = NEW.starts_on
                      AND r.record IS DISTINCT FROM NEW.corrects
                      AND NOT EXISTS (SELECT FROM public.representations c WHERE c.corrects = r.record))) IS NOT TRUE THEN
        RAISE EXCEPTION 'one person votes for an organisation at a time: another begins on this day already'
            USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'one_voting_representative';
    END IF;
    RETURN NEW;
END
$$;

-- The first term of a membership that came with the same file has no state to
-- move from and no other term beside it.
CREATE OR REPLACE FUNCTION guard_membership_term() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    old public.membership_terms;
BEGIN
    PERFORM public.require_fresh_sight();
    IF NEW.import IS NOT NULL AND NEW.corrects IS NULL AND NEW.decision IS NULL AND NEW.application IS NULL
       AND EXISTS (SELECT FROM public.memberships m WHERE m.id = NEW.membership AND m.import = NEW.import
                   AND m.xmin = pg_current_xact_id()::xid)
       AND NOT EXISTS (SELECT FROM public.membership_terms t WHERE t.membership = NEW.membership)
       AND NOT EXISTS (SELECT FROM public.membership_ends e WHERE e.membership = NEW.membership) THEN
        RETURN NEW;
    END IF;
    IF NEW.corrects IS NOT NULL THEN
        PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/membership/' || NEW.membership::text, 0));
        SELECT * INTO old FROM public.membership_terms t WHERE t.record = NEW.corrects;
        IF (old.membership = NEW.membership AND old.starts_on = NEW.starts_on
            AND NOT EXISTS (SELECT FROM public.roll_certifications c
                            JOIN public.rolls r ON r.id = c.roll_id
                            JOIN public.roll_entitlements e ON e.roll_id = r.id
                            WHERE e.membership_id = NEW.membership
                              AND r.record_date >= old.starts_on AND r.record_date < old.ends_on
                              AND NEW.ends_on <= r.record_date)) IS NOT TRUE THEN
            RAISE EXCEPTION 'a term is closed, never moved: a correction keeps its first day, and every day on which a certified roll rests'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'membership_terms_are_not_moved';
        END IF;
    ELSE
        PERFORM public.require_move(NEW.membership,
            CASE public.membership_state(NEW.membership, public.legal_day(clock_timestamp()))
                WHEN 'lapsed' THEN 'reinstate' ELSE 'renew' END);
        IF (NEW.decision IS NOT NULL AND public.is_decision_of(NEW.decision, ARRAY['membership-committee', 'board'])
            OR NEW.decision IS NULL AND NEW.application IS NOT NULL
               AND (SELECT public.application_state(a.id) = 'approved' AND m.party = a.party AND m.class = a.class
                    FROM public.applications a, public.memberships m WHERE a.id = NEW.application AND m.id = NEW.membership)
            OR NEW.decision IS NULL AND NEW.application IS NULL
               AND public.membership_state(NEW.membership, public.legal_day(clock_timestamp())) <> 'lapsed') IS NOT TRUE THEN
            RAISE EXCEPTION 'who has lapsed is reinstated by a decision of the membership committee or the board'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'reinstatement_is_decided';
        END IF;
    END IF;
    IF (NOT EXISTS (SELECT FROM public.membership_terms t
                    WHERE t.membership = NEW.membership AND t.record IS DISTINCT FROM NEW.corrects
                      AND NOT EXISTS (SELECT FROM public.membership_terms c WHERE c.corrects = t.record)
                      AND daterange(t.starts_on, t.ends_on) && daterange(NEW.starts_on, NEW.ends_on))) IS NOT TRUE THEN
        RAISE EXCEPTION 'the terms of a membership do not overlap'
            USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'membership_terms_apart';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_membership_term() IS
    'Guard of membership_terms: terms apart, closed terms kept, and only from a state that can be renewed or reinstated; the first term comes with its file.';

-- Large files of members, from their upload until they are taken.
CREATE TABLE membership_import_files (
    id uuid PRIMARY KEY,
    uploaded_by uuid NOT NULL REFERENCES parties (id),
    uploaded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    file_sha256 bytea,
    file_bytes bigint NOT NULL DEFAULT 0,
    state text NOT NULL DEFAULT 'arriving',
    judged_bytes bigint NOT NULL DEFAULT 0,
    judged_rows bigint NOT NULL DEFAULT 0,
    faults bigint NOT NULL DEFAULT 0,
    warnings bigint NOT NULL DEFAULT 0,
    CONSTRAINT membership_import_files_hash CHECK (octet_length(file_sha256) = 32),
    CONSTRAINT membership_import_files_size CHECK (file_bytes BETWEEN 0 AND 268435456),
    CONSTRAINT membership_import_files_state CHECK (state IN ('arriving', 'waiting', 'judging', 'judged', 'taking', 'taken')),
    CONSTRAINT membership_import_files_whole CHECK ((state = 'arriving') = (file_sha256 IS NULL))
);
COMMENT ON TABLE membership_import_files IS
    'Large files of members between upload and confirmation, and how far each was judged; erased with the first file that comes a day later.';
GRANT SELECT, INSERT, UPDATE, DELETE ON membership_import_files TO commonhold_app;

CREATE TABLE membership_import_chunks (
    file uuid REFERENCES membership_import_files (id),
    place integer,
    bytes bytea NOT NULL,
    CONSTRAINT membership_import_chunks_pkey PRIMARY KEY (file, place),
    CONSTRAINT membership_import_chunks_size CHECK (octet_length(bytes) BETWEEN 1 AND 1048576)
);
COMMENT ON TABLE membership_import_chunks IS 'The bytes of a large file of members, in order; erased with it, or when it is taken.';
GRANT SELECT, INSERT, DELETE ON membership_import_chunks TO commonhold_app;

CREATE TABLE membership_import_rows (
    file uuid REFERENCES membership_import_files (id),
    row bigint,
    line bigint NOT NULL,
    kind text,
    name text,
    name_key text,
    address text,
    address_key text,
    class text,
    voter text,
    member_since date,
    starts_on date,
    ends_on date,
    country text,
    disclosed boolean,
    employer text,
    party uuid NOT NULL DEFAULT gen_random_uuid(),
    newcomer uuid NOT NULL DEFAULT gen_random_uuid(),
    membership uuid NOT NULL DEFAULT gen_random_uuid(),
    person uuid,
    introduces boolean,
    CONSTRAINT membership_import_rows_pkey PRIMARY KEY (file, row)
);
COMMENT ON TABLE membership_import_rows IS
    'The rows of a large file of members as they were read, the identities they would get, and whose address each bears; erased with it, or when it is taken.';
CREATE INDEX membership_import_rows_address ON membership_import_rows (file, address_key, row);
GRANT SELECT, INSERT, UPDATE, DELETE ON membership_import_rows TO commonhold_app;

CREATE TABLE membership_import_remarks (
    file uuid REFERENCES membership_import_files (id),
    place bigint GENERATED ALWAYS AS IDENTITY,
    line bigint NOT NULL,
    row bigint NOT NULL,
    is_fault boolean NOT NULL,
    field text NOT NULL,
    sentence text NOT NULL,
    CONSTRAINT membership_import_remarks_pkey PRIMARY KEY (file, place)
);
COMMENT ON TABLE membership_import_remarks IS
    'The first faults of a large file of members, and what is worth a look; erased with it, or when it is taken.';
GRANT SELECT, INSERT, DELETE ON membership_import_remarks TO commonhold_app;
