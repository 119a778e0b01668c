-- What waits for three officers and fourteen days would wait for two, and for three days.
DO $$
BEGIN
    IF EXISTS (SELECT FROM address_change_renewals r
               WHERE NOT EXISTS (SELECT FROM address_change_stops s WHERE s.change = r.change)
                 AND NOT EXISTS (SELECT FROM address_change_effects x WHERE x.change = r.change)) THEN
        RAISE EXCEPTION 'a change of address that its holder stopped is under way once more: stop it, or let it happen first'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'no_renewed_address_change_waits';
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION acts_in_office(who uuid, at timestamptz) RETURNS boolean
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

CREATE OR REPLACE FUNCTION guard_session_ending() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF public.may_change_addresses(NEW.ended_by, clock_timestamp()) IS NOT TRUE THEN
        RAISE EXCEPTION 'sessions of others are ended by an officer'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'session_ending_by_officer';
    END IF;
    UPDATE public.sessions s SET ended_at = clock_timestamp() WHERE s.account = NEW.account AND s.ended_at IS NULL;
    UPDATE public.sign_in_links l SET spent_at = clock_timestamp() WHERE l.account = NEW.account AND l.spent_at IS NULL;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_session_ending() IS
    'Guard of session_endings: by an officer; sessions and unused links end with it.';

CREATE OR REPLACE FUNCTION guard_account() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    matured uuid;
BEGIN
    IF (NEW.id = OLD.id AND NEW.person = OLD.person AND NEW.created_at = OLD.created_at) IS NOT TRUE THEN
        RAISE EXCEPTION 'an account stays with its person'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'account_stays_with_its_person';
    END IF;
    IF (NEW.address = OLD.address) IS NOT TRUE
        AND (NEW.address = 'erased-' || NEW.id::text || '@erased.invalid'
             AND EXISTS (SELECT FROM public.erasures e
                         WHERE e.party = NEW.person AND e.recorded_at >= transaction_timestamp())) IS NOT TRUE THEN
        SELECT c.id INTO matured
        FROM public.address_changes c
        JOIN public.address_change_approvals a ON a.change = c.id
        WHERE c.account = OLD.id
          AND c.old_address = OLD.address
          AND c.new_address = NEW.address
          AND a.approved_by <> c.proposed_by
          AND a.recorded_at + interval '72 hours' <= clock_timestamp()
          AND NOT EXISTS (SELECT FROM public.address_change_stops s WHERE s.change = c.id)
          AND NOT EXISTS (SELECT FROM public.address_change_effects x WHERE x.change = c.id);
        IF (matured IS NOT NULL) IS NOT TRUE THEN
            RAISE EXCEPTION 'an address changes by two officers, 72 hours after the second approved'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'account_address_by_two_after_72_hours';
        END IF;
        INSERT INTO public.address_change_effects (change) VALUES (matured);
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_account() IS
    'Guard of accounts: the address changes only by a change that two officers made and 72 hours have passed over, or goes with an erasure.';

CREATE OR REPLACE FUNCTION guard_address_change_step() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    proposal public.address_changes;
BEGIN
    SELECT c.* INTO proposal FROM public.address_changes c WHERE c.id = NEW.change;
    PERFORM FROM public.accounts a WHERE a.id = proposal.account FOR UPDATE;
    IF (FOUND
        AND NOT EXISTS (SELECT FROM public.address_change_stops s WHERE s.change = NEW.change)
        AND NOT EXISTS (SELECT FROM public.address_change_effects x WHERE x.change = NEW.change)
       ) IS NOT TRUE THEN
        RAISE EXCEPTION 'this change of address is no longer under way'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'address_change_under_way';
    END IF;
    IF TG_TABLE_NAME = 'address_change_approvals' THEN
        IF (NEW.approved_by <> proposal.proposed_by) IS NOT TRUE THEN
            RAISE EXCEPTION 'who proposes a change of address does not approve it'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'address_change_by_two';
        END IF;
        IF public.may_change_addresses(NEW.approved_by, clock_timestamp()) IS NOT TRUE THEN
            RAISE EXCEPTION 'a change of address is approved by an officer'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'address_change_by_officer';
        END IF;
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_address_change_step() IS
    'Guard of approvals and stops: of a change under way, and approvals by a second officer.';

COMMENT ON TABLE session_endings IS
    'An officer ended every session of an account, and every link that was mailed and not used. The id is the form''s.';
COMMENT ON TABLE passwords IS 'The Argon2id hash of an account''s password, for those who chose one. Not history.';
COMMENT ON TABLE address_change_approvals IS
    'A second officer approves a change of address; 72 hours from recorded_at begin.';
COMMENT ON TABLE address_change_stops IS
    'A change of address that will not happen: stopped by the person concerned, by an officer, or (no stopped_by) because it could no longer be carried out.';

DROP TABLE address_change_renewals;
DROP FUNCTION guard_address_change_renewal();
DROP FUNCTION enough_officers_want(uuid, uuid);
DROP FUNCTION address_change_wait(uuid);
DROP FUNCTION end_ways_in(uuid);
