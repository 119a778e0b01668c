-- Whatever waits would count at once.
DO $$
BEGIN
    IF EXISTS (SELECT FROM licences l WHERE licence_counts(l.id) IS FALSE) THEN
        RAISE EXCEPTION 'a licence waits to be confirmed, or was taken back: it would count'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'no_licence_waits';
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION guard_custody_end() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    c public.custody;
BEGIN
    PERFORM public.lock_registry();
    SELECT * INTO c FROM public.custody x WHERE x.id = NEW.custody;
    IF (c.id IS NOT NULL AND (NEW.execution IS NOT NULL OR public.keeps_registry(NEW.recorded_by))) IS NOT TRUE THEN
        RAISE EXCEPTION 'the register is kept by the secretary, the chair, the treasurer, or a deputy'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'registry_is_kept_by_its_officers';
    END IF;
    IF (NEW.execution IS NULL AND (public.asset_is_protected(c.asset) IS FALSE
                                   OR public.is_in_custody(c.asset, c.id, clock_timestamp())
                                      -- Whoever is to keep it has said that the access works.
                                      AND (SELECT count(DISTINCT o.party) FROM public.custody o
                                           WHERE o.asset = c.asset AND o.id <> c.id
                                             AND NOT EXISTS (SELECT FROM public.custody_ends e WHERE e.custody = o.id)
                                             AND EXISTS (SELECT FROM public.attestations t WHERE t.custody = o.id)) >= 2)
        OR public.is_done_by(NEW.execution, c.asset, 'custody', jsonb_build_object('custody', NEW.custody))) IS NOT TRUE THEN
        RAISE EXCEPTION 'a protected asset stays with two custodians: name the next one first'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'custody_stays_with_two';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_custody_end() IS 'Guard of custody_ends: two custodians of a protected asset remain, or a deed says otherwise.';

CREATE OR REPLACE FUNCTION guard_licence() RETURNS trigger
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

DROP FUNCTION motion_is_withheld(uuid, uuid);
DROP FUNCTION matter_of_motion(uuid);

DROP TRIGGER guard_stands ON licence_reviews;
DROP TRIGGER guard_stands ON licence_ends;
DROP FUNCTION guard_licence_stands();
DROP FUNCTION licence_counts(uuid);
DROP TABLE licence_retractions;
DROP TABLE licence_confirmations;
DROP FUNCTION guard_licence_second();
ALTER TABLE licences DROP COLUMN takes_two;

DROP TRIGGER guard ON registry_statements;
DROP FUNCTION guard_registry_statement();
DROP FUNCTION told_of_asset(uuid, text);
DROP FUNCTION is_of_this_transaction(xid, timestamptz);
