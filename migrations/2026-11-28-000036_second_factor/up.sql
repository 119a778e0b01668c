-- The second factor of officers: added by themselves, ended by two others.

CREATE TABLE second_factors (
    id uuid PRIMARY KEY,
    person uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE second_factors IS
    'That a person added a second factor. The latest counts, unless it was reset.';
CREATE INDEX second_factors_person ON second_factors (person);
CALL keep_as_history('second_factors');

CREATE TABLE second_factor_secrets (
    factor uuid PRIMARY KEY REFERENCES second_factors (id),
    sealed bytea NOT NULL,
    CONSTRAINT second_factor_secrets_length CHECK (octet_length(sealed) = 48)
);
COMMENT ON TABLE second_factor_secrets IS
    'What a factor''s codes follow from, sealed under a key that the servers keep in a file. Gone when the factor is replaced or reset.';
GRANT SELECT, INSERT, DELETE ON second_factor_secrets TO commonhold_app;

CREATE TABLE second_factor_proofs (
    factor uuid NOT NULL REFERENCES second_factors (id),
    step bigint NOT NULL,
    session bytea NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT second_factor_proofs_pkey PRIMARY KEY (factor, step),
    CONSTRAINT second_factor_proofs_session CHECK (octet_length(session) = 32)
);
COMMENT ON TABLE second_factor_proofs IS
    'Each code that was given, by its step of thirty seconds, so that none counts twice; and in which session (SHA-256 of its identity).';
CALL keep_as_history('second_factor_proofs');

CREATE TABLE second_factor_resets (
    id uuid PRIMARY KEY,
    factor uuid NOT NULL REFERENCES second_factors (id),
    reason text NOT NULL,
    proposed_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT second_factor_resets_reason CHECK (reason = btrim(reason) AND char_length(reason) BETWEEN 1 AND 500)
);
COMMENT ON TABLE second_factor_resets IS 'An officer proposes to end another''s factor, and says why.';
CREATE INDEX second_factor_resets_factor ON second_factor_resets (factor);
CALL keep_as_history('second_factor_resets');

CREATE TABLE second_factor_reset_confirmations (
    reset uuid PRIMARY KEY REFERENCES second_factor_resets (id),
    confirmed_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE second_factor_reset_confirmations IS
    'A third officer confirms the reset of a factor, which ends with it.';
CALL keep_as_history('second_factor_reset_confirmations');

CREATE FUNCTION second_factor_of(who uuid) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT latest.id
    FROM (SELECT f.id FROM public.second_factors f
          WHERE f.person = who
          ORDER BY f.recorded_at DESC, f.id DESC LIMIT 1) latest
    WHERE NOT EXISTS (
        SELECT FROM public.second_factor_resets r
        JOIN public.second_factor_reset_confirmations c ON c.reset = r.id
        WHERE r.factor = latest.id)
$$;
COMMENT ON FUNCTION second_factor_of(uuid) IS 'The factor of a person that counts, if any.';
GRANT EXECUTE ON FUNCTION second_factor_of(uuid) TO commonhold_app, commonhold_auditor;

CREATE FUNCTION acts_in_office(who uuid, at timestamptz) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (
        SELECT FROM public.office_terms t
        LEFT JOIN public.office_ends e ON e.term = t.id
        WHERE t.person = who
          AND t.office <> 'auditor'
          AND t.starts_at <= at
          AND (t.ends_at IS NULL OR at < t.ends_at)
          AND (e.ends_at IS NULL OR at < e.ends_at))
$$;
COMMENT ON FUNCTION acts_in_office(uuid, timestamptz) IS
    'Whether a person holds an office by which officers act: any but the auditor''s.';
GRANT EXECUTE ON FUNCTION acts_in_office(uuid, timestamptz) TO commonhold_app;

CREATE FUNCTION guard_second_factor() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    present uuid;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/second-factor/' || NEW.person, 0));
    present := public.second_factor_of(NEW.person);
    IF (present IS NULL OR EXISTS (
            SELECT FROM public.second_factor_proofs p
            WHERE p.factor = present AND p.recorded_at > clock_timestamp() - interval '10 minutes')
       ) IS NOT TRUE THEN
        RAISE EXCEPTION 'a factor is replaced by whoever has just given its code'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'second_factor_replaced_by_its_code';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_second_factor() IS
    'Guard of second_factors: the first, or in place of one whose code was given within ten minutes.';
CREATE TRIGGER guard BEFORE INSERT ON second_factors FOR EACH ROW EXECUTE FUNCTION guard_second_factor();
ALTER TABLE second_factors ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_second_factor_proof() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (EXISTS (SELECT FROM public.second_factors f
                WHERE f.id = NEW.factor AND public.second_factor_of(f.person) = f.id)
        AND abs(NEW.step - floor(extract(epoch FROM clock_timestamp()) / 30)) <= 2) IS NOT TRUE THEN
        RAISE EXCEPTION 'a code is of the factor that counts, and of this moment'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'second_factor_proof_is_of_now';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_second_factor_proof() IS
    'Guard of second_factor_proofs: of the factor that counts, and of a step near the clock.';
CREATE TRIGGER guard BEFORE INSERT ON second_factor_proofs FOR EACH ROW EXECUTE FUNCTION guard_second_factor_proof();
ALTER TABLE second_factor_proofs ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_second_factor_reset() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    whose uuid;
BEGIN
    SELECT f.person INTO whose FROM public.second_factors f WHERE f.id = NEW.factor;
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/second-factor/' || whose, 0));
    IF (whose IS NOT NULL AND public.second_factor_of(whose) = NEW.factor) IS NOT TRUE THEN
        RAISE EXCEPTION 'a reset is of the factor that counts'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'second_factor_reset_of_what_counts';
    END IF;
    IF (NEW.proposed_by <> whose AND public.acts_in_office(NEW.proposed_by, clock_timestamp())) IS NOT TRUE THEN
        RAISE EXCEPTION 'a factor is reset by others: two officers'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'second_factor_reset_by_others';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_second_factor_reset() IS
    'Guard of second_factor_resets: of the factor that counts, proposed by another officer.';
CREATE TRIGGER guard BEFORE INSERT ON second_factor_resets FOR EACH ROW EXECUTE FUNCTION guard_second_factor_reset();
ALTER TABLE second_factor_resets ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_second_factor_reset_confirmation() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    proposal public.second_factor_resets;
    whose uuid;
BEGIN
    SELECT r.* INTO proposal FROM public.second_factor_resets r WHERE r.id = NEW.reset;
    SELECT f.person INTO whose FROM public.second_factors f WHERE f.id = proposal.factor;
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/second-factor/' || whose, 0));
    IF (whose IS NOT NULL AND public.second_factor_of(whose) = proposal.factor) IS NOT TRUE THEN
        RAISE EXCEPTION 'a reset is of the factor that counts'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'second_factor_reset_of_what_counts';
    END IF;
    IF (NEW.confirmed_by <> whose AND NEW.confirmed_by <> proposal.proposed_by
        AND public.acts_in_office(NEW.confirmed_by, clock_timestamp())) IS NOT TRUE THEN
        RAISE EXCEPTION 'a factor is reset by others: two officers'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'second_factor_reset_by_others';
    END IF;
    DELETE FROM public.second_factor_secrets s WHERE s.factor = proposal.factor;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_second_factor_reset_confirmation() IS
    'Guard of second_factor_reset_confirmations: by a third officer; the secret goes with it.';
CREATE TRIGGER guard BEFORE INSERT ON second_factor_reset_confirmations FOR EACH ROW EXECUTE FUNCTION guard_second_factor_reset_confirmation();
ALTER TABLE second_factor_reset_confirmations ENABLE ALWAYS TRIGGER guard;
