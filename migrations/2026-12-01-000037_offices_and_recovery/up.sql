-- Seat holders are officers where second factors are reset, and an account that is brought back
-- leaves nothing to whoever was in it.

CREATE OR REPLACE FUNCTION acts_in_office(who uuid, at timestamptz) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM public.offices_held(who, at) o WHERE o <> 'auditor')
$$;
COMMENT ON FUNCTION acts_in_office(uuid, timestamptz) IS
    'Whether a person holds an office by which officers act, by a term or by a seat: any but the auditor''s.';

-- The account's row first, as wherever sessions begin and passwords are set: who comes in or sets
-- a password at the same moment has done it by now, and it goes too, or finds their session over.
CREATE FUNCTION end_ways_in(of_account uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM FROM public.accounts a WHERE a.id = of_account FOR NO KEY UPDATE;
    UPDATE public.sessions s SET ended_at = clock_timestamp() WHERE s.account = of_account AND s.ended_at IS NULL;
    UPDATE public.sign_in_links l SET spent_at = clock_timestamp() WHERE l.account = of_account AND l.spent_at IS NULL;
    DELETE FROM public.passwords p WHERE p.account = of_account;
    UPDATE public.calendar_addresses c SET revoked_at = clock_timestamp() WHERE c.account = of_account AND c.revoked_at IS NULL;
END
$$;
COMMENT ON FUNCTION end_ways_in(uuid) IS
    'Ends whatever opens something of an account: sessions, unused links, the password, the address of its calendar. A second factor opens nothing by itself and stays; two officers end it.';
REVOKE ALL ON FUNCTION end_ways_in(uuid) FROM PUBLIC;

COMMENT ON TABLE session_endings IS
    'An officer ended every session of an account, every link that was mailed and not used, its password and the address of its calendar. The id is the form''s.';
COMMENT ON TABLE passwords IS
    'The Argon2id hash of an account''s password, for those who chose one; gone when officers sign its holder out or change the address. Not history.';

CREATE OR REPLACE FUNCTION guard_session_ending() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF public.may_change_addresses(NEW.ended_by, clock_timestamp()) IS NOT TRUE THEN
        RAISE EXCEPTION 'sessions of others are ended by an officer'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'session_ending_by_officer';
    END IF;
    PERFORM public.end_ways_in(NEW.account);
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_session_ending() IS
    'Guard of session_endings: by an officer; sessions, unused links, password and the calendar''s address end with it.';

-- With an erasure the account stays, with an address that reaches nobody.
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
        -- Who read the former mailbox may have set a password, or made a calendar's address.
        PERFORM public.end_ways_in(OLD.id);
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_account() IS
    'Guard of accounts: the address changes only by a change that two officers made and 72 hours have passed over, which ends whatever opened something of the account, or goes with an erasure.';
