-- Licences, given and taken: what they grant, the standard of quality and the rights that
-- keep a mark from being licensed nakedly, scheduled reviews with their evidence, ends.

CREATE TABLE licences (
    id uuid PRIMARY KEY,
    number bigint NOT NULL UNIQUE,
    direction text NOT NULL,
    counterparty text NOT NULL,
    title text NOT NULL,
    assets uuid[] NOT NULL,
    scope text NOT NULL,
    territory text NOT NULL,
    field_of_use text NOT NULL,
    exclusive boolean NOT NULL,
    sublicensable boolean NOT NULL,
    starts_on date NOT NULL,
    ends_on date,
    quality text NOT NULL,
    inspection boolean NOT NULL,
    termination text NOT NULL,
    governing_law text NOT NULL,
    review_months integer,
    replaces uuid REFERENCES licences (id),
    execution uuid REFERENCES asset_executions (deed),
    terms bytea NOT NULL,
    sha256 bytea NOT NULL GENERATED ALWAYS AS (sha256(terms)) STORED,
    entered_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT licences_direction CHECK (direction IN ('in', 'out')),
    CONSTRAINT licences_counterparty CHECK (counterparty = btrim(counterparty) AND char_length(counterparty) BETWEEN 1 AND 200 AND counterparty !~ '[[:cntrl:]]'),
    CONSTRAINT licences_title CHECK (title = btrim(title) AND char_length(title) BETWEEN 1 AND 160 AND title !~ '[[:cntrl:]]'),
    CONSTRAINT licences_assets CHECK (cardinality(assets) BETWEEN 1 AND 50 AND array_position(assets, NULL) IS NULL),
    CONSTRAINT licences_texts CHECK (char_length(scope) BETWEEN 1 AND 2000 AND char_length(territory) BETWEEN 1 AND 300
        AND char_length(field_of_use) <= 500 AND char_length(quality) <= 2000 AND char_length(termination) <= 1000
        AND char_length(governing_law) <= 200),
    CONSTRAINT licences_days CHECK (starts_on <= ends_on),
    CONSTRAINT licences_review CHECK (review_months BETWEEN 1 AND 60),
    CONSTRAINT licences_terms CHECK (octet_length(terms) BETWEEN 2 AND 65536)
);
COMMENT ON TABLE licences IS
    'Licences that the foundation gives (out) or has (in), each under a number without a gap. terms is the whole of it as canonical JSON; what changes is a licence that replaces another. quality, inspection and termination are what keeps a licensed mark from being abandoned; empty where there is none. execution is the deed that allows an exclusive licence of a protected asset.';
CREATE INDEX licences_assets ON licences USING gin (assets);
CALL keep_as_history('licences');

CREATE TABLE licence_ends (
    licence uuid PRIMARY KEY REFERENCES licences (id),
    ends_on date NOT NULL,
    reason text NOT NULL,
    ended_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT licence_ends_reason CHECK (reason = btrim(reason) AND char_length(reason) BETWEEN 1 AND 1000)
);
COMMENT ON TABLE licence_ends IS 'A licence that ended before its last day, or had none: its last day, and why.';
CALL keep_as_history('licence_ends');

CREATE TABLE licence_reviews (
    id uuid PRIMARY KEY,
    record bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    licence uuid NOT NULL REFERENCES licences (id),
    due_on date NOT NULL,
    performed_on date NOT NULL,
    findings text NOT NULL,
    outcome text NOT NULL,
    cure_by date,
    reviewed_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT licence_reviews_findings CHECK (findings = btrim(findings) AND char_length(findings) BETWEEN 1 AND 4000),
    CONSTRAINT licence_reviews_outcome CHECK (outcome IN ('pass', 'cure', 'terminate')),
    CONSTRAINT licence_reviews_cure CHECK ((outcome = 'cure') = (cure_by IS NOT NULL) AND performed_on <= cure_by)
);
COMMENT ON TABLE licence_reviews IS
    'A review of how a licensee keeps the standard of quality: for which scheduled day, when, what was found, and what follows: nothing, a cure by a day, or the end. It covers every earlier day that was missed. The id is the form''s.';
CREATE INDEX licence_reviews_licence ON licence_reviews (licence, record);
CALL keep_as_history('licence_reviews');

CREATE TABLE licence_documents (
    review uuid NOT NULL REFERENCES licence_reviews (id),
    place integer NOT NULL,
    name text NOT NULL,
    document bytea NOT NULL,
    sha256 bytea NOT NULL GENERATED ALWAYS AS (sha256(document)) STORED,
    CONSTRAINT licence_documents_pkey PRIMARY KEY (review, place),
    CONSTRAINT licence_documents_place CHECK (place BETWEEN 1 AND 3),
    CONSTRAINT licence_documents_name CHECK (name = btrim(name) AND char_length(name) BETWEEN 1 AND 120 AND name !~ '[[:cntrl:]]'),
    CONSTRAINT licence_documents_size CHECK (octet_length(document) BETWEEN 1 AND 5242880)
);
COMMENT ON TABLE licence_documents IS 'What shows that a review happened and what it found: files, by their digest.';
CALL keep_as_history('licence_documents');

-- Which days are scheduled: counted in months from the first day, never chained.
CREATE FUNCTION is_review_day(of_licence uuid, day date) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM public.licences l, generate_series(1, 1200) n
                   WHERE l.id = of_licence AND l.review_months IS NOT NULL
                     AND (l.starts_on + make_interval(months => l.review_months * n))::date = day)
$$;
COMMENT ON FUNCTION is_review_day(uuid, date) IS 'Whether a review of a licence is scheduled for a day: a whole number of its months after its first day.';
REVOKE ALL ON FUNCTION is_review_day(uuid, date) FROM PUBLIC;

CREATE FUNCTION licence_is_over(of_licence uuid, day date) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(l.ends_on < day, false)
        OR EXISTS (SELECT FROM public.licence_ends e WHERE e.licence = l.id AND e.ends_on < day)
    FROM public.licences l WHERE l.id = of_licence
$$;
COMMENT ON FUNCTION licence_is_over(uuid, date) IS 'Whether a licence is over on a day.';
REVOKE ALL ON FUNCTION licence_is_over(uuid, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION licence_is_over(uuid, date) TO commonhold_app;

CREATE FUNCTION guard_licence() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    said jsonb := convert_from(NEW.terms, 'UTF8')::jsonb;
BEGIN
    PERFORM public.lock_registry();
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/licences', 0));
    IF (public.keeps_registry(NEW.entered_by)) IS NOT TRUE THEN
        RAISE EXCEPTION 'licences are entered by whoever keeps the register of assets'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'licence_by_officer';
    END IF;
    IF (NEW.number = (SELECT coalesce(max(l.number), 0) + 1 FROM public.licences l)
        AND cardinality(NEW.assets) = (SELECT count(DISTINCT a.id) FROM public.assets a WHERE a.id = ANY (NEW.assets))) IS NOT TRUE THEN
        RAISE EXCEPTION 'a licence is of assets of the register, each once'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'licence_is_of_assets';
    END IF;
    IF (NEW.direction = 'out' OR NOT EXISTS (SELECT FROM public.asset_now n WHERE n.asset = ANY (NEW.assets)
                                             AND n.holding NOT IN ('licensed_in', 'held_in_trust'))) IS NOT TRUE THEN
        RAISE EXCEPTION 'an inbound licence is of what others own'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'licence_in_is_of_others';
    END IF;
    IF (said ->> 'kind' = 'licence-terms' AND said ->> 'direction' = NEW.direction AND said ->> 'counterparty' = NEW.counterparty
        AND said ->> 'title' = NEW.title
        AND ARRAY(SELECT jsonb_array_elements_text(said -> 'assets'))
            = ARRAY(SELECT 'A-' || a.number FROM public.assets a WHERE a.id = ANY (NEW.assets) ORDER BY a.number)
        AND array_to_string(ARRAY(SELECT jsonb_array_elements_text(said -> 'scope')), E'\n') = NEW.scope
        AND said ->> 'territory' = NEW.territory AND said ->> 'field' = NEW.field_of_use
        AND said ->> 'exclusive' = CASE WHEN NEW.exclusive THEN 'yes' ELSE 'no' END
        AND said ->> 'sublicensable' = CASE WHEN NEW.sublicensable THEN 'yes' ELSE 'no' END
        AND said ->> 'starts' = NEW.starts_on::text AND said ->> 'ends' = coalesce(NEW.ends_on::text, '')
        AND array_to_string(ARRAY(SELECT jsonb_array_elements_text(said -> 'quality')), E'\n') = NEW.quality
        AND said ->> 'inspection' = CASE WHEN NEW.inspection THEN 'yes' ELSE 'no' END
        AND array_to_string(ARRAY(SELECT jsonb_array_elements_text(said -> 'termination')), E'\n') = NEW.termination
        AND said ->> 'law' = NEW.governing_law
        AND (said ->> 'review_months')::integer = coalesce(NEW.review_months, 0)) IS NOT TRUE THEN
        RAISE EXCEPTION 'the terms of a licence say what is recorded of it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'licence_terms_are_whole';
    END IF;
    -- An exclusive licence parts with a protected asset: an act of the lock, for each of them.
    IF (NEW.direction = 'in' OR NOT NEW.exclusive
        OR NOT EXISTS (SELECT FROM unnest(NEW.assets) a (id)
                       WHERE public.asset_is_protected(a.id) IS NOT FALSE
                         AND public.is_executed(NEW.execution, a.id, 'licence', sha256(NEW.terms), NEW.counterparty) IS NOT TRUE)) IS NOT TRUE THEN
        RAISE EXCEPTION 'an exclusive licence of a protected asset needs a deed of these very terms'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'exclusive_licence_needs_a_deed';
    END IF;
    IF (NEW.execution IS NULL OR NEW.exclusive AND NEW.direction = 'out'
        AND NOT EXISTS (SELECT FROM public.licences l WHERE l.execution = NEW.execution)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a deed allows one licence'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'deed_allows_one_licence';
    END IF;
    IF (NEW.replaces IS NULL OR EXISTS (SELECT FROM public.licences l WHERE l.id = NEW.replaces AND l.direction = NEW.direction)
        AND NOT EXISTS (SELECT FROM public.licences l WHERE l.replaces = NEW.replaces)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a licence replaces another of its direction, once'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'licence_replaces_once';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_licence() IS
    'Guard of licences: the next number, of assets of the register, with terms that say what is recorded; an exclusive one of a protected asset by a deed of these very terms, once.';
CREATE TRIGGER guard BEFORE INSERT ON licences FOR EACH ROW EXECUTE FUNCTION guard_licence();
ALTER TABLE licences ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_licence_end() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.lock_registry();
    IF (public.keeps_registry(NEW.ended_by)) IS NOT TRUE THEN
        RAISE EXCEPTION 'licences are ended by whoever keeps the register of assets'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'licence_by_officer';
    END IF;
    IF (EXISTS (SELECT FROM public.licences l WHERE l.id = NEW.licence AND NEW.ends_on >= l.starts_on - 1
                AND (l.ends_on IS NULL OR NEW.ends_on <= l.ends_on))) IS NOT TRUE THEN
        RAISE EXCEPTION 'a licence ends before its own last day'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'licence_ends_early';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_licence_end() IS 'Guard of licence_ends: by whoever keeps the register, not after the licence''s own last day.';
CREATE TRIGGER guard BEFORE INSERT ON licence_ends FOR EACH ROW EXECUTE FUNCTION guard_licence_end();
ALTER TABLE licence_ends ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_licence_review() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    last public.licence_reviews;
BEGIN
    PERFORM public.lock_registry();
    IF (public.keeps_registry(NEW.reviewed_by)) IS NOT TRUE THEN
        RAISE EXCEPTION 'reviews are recorded by whoever keeps the register of assets'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'licence_by_officer';
    END IF;
    SELECT * INTO last FROM public.licence_reviews r WHERE r.licence = NEW.licence ORDER BY r.record DESC LIMIT 1;
    -- After a cure the same day is reviewed again.
    IF (public.is_review_day(NEW.licence, NEW.due_on)
        AND (last.id IS NULL OR NEW.due_on > last.due_on OR NEW.due_on = last.due_on AND last.outcome = 'cure')) IS NOT TRUE THEN
        RAISE EXCEPTION 'a review is for a day that is scheduled and not reviewed yet'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'review_is_scheduled';
    END IF;
    IF (NEW.performed_on <= public.legal_day(clock_timestamp())
        AND NEW.performed_on >= (SELECT l.starts_on FROM public.licences l WHERE l.id = NEW.licence)
        AND (last.id IS NULL OR NEW.performed_on >= last.performed_on)
        AND public.licence_is_over(NEW.licence, NEW.performed_on) IS FALSE) IS NOT TRUE THEN
        RAISE EXCEPTION 'a review was performed while the licence lasts, by today'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'review_was_performed';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_licence_review() IS 'Guard of licence_reviews: for a scheduled day that is not reviewed yet, performed by today while the licence lasts.';
CREATE TRIGGER guard BEFORE INSERT ON licence_reviews FOR EACH ROW EXECUTE FUNCTION guard_licence_review();
ALTER TABLE licence_reviews ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_licence_document() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (EXISTS (SELECT FROM public.licence_reviews r WHERE r.id = NEW.review AND r.recorded_at >= transaction_timestamp())) IS NOT TRUE THEN
        RAISE EXCEPTION 'the evidence of a review comes with it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'review_is_whole';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_licence_document() IS 'Guard of licence_documents: in the transaction of the review.';
CREATE TRIGGER guard BEFORE INSERT ON licence_documents FOR EACH ROW EXECUTE FUNCTION guard_licence_document();
ALTER TABLE licence_documents ENABLE ALWAYS TRIGGER guard;
