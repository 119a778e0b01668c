-- Seat holders are officers where second factors are reset; an account that is brought back leaves
-- nothing to whoever was in it; and whoever was in it does not stop that for ever.

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

-- What the person concerned stopped. Whoever holds a mailbox and a session stops each change:
-- officers who made sure of the person propose it once more, and three of them, not two, wait
-- for fourteen days, not three.

CREATE TABLE address_change_renewals (
    change uuid PRIMARY KEY REFERENCES address_changes (id),
    stopped uuid NOT NULL REFERENCES address_changes (id),
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE address_change_renewals IS
    'A change of address that was proposed once more after the person concerned had stopped it. Its reason says how the officer identified them.';
COMMENT ON COLUMN address_change_renewals.stopped IS 'The change that was stopped.';
COMMENT ON TABLE address_change_approvals IS
    'Another officer approves a change of address; the wait of address_change_wait begins at recorded_at.';
COMMENT ON TABLE address_change_stops IS
    'A change of address that will not happen: stopped by the person concerned (but for one that was proposed once more), by an officer, or (no stopped_by) because it could no longer be carried out.';
CREATE INDEX address_change_renewals_stopped ON address_change_renewals (stopped);
CALL keep_as_history('address_change_renewals');

CREATE FUNCTION guard_address_change_renewal() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    proposal public.address_changes;
    former public.address_changes;
BEGIN
    SELECT c.* INTO proposal FROM public.address_changes c WHERE c.id = NEW.change;
    SELECT c.* INTO former FROM public.address_changes c WHERE c.id = NEW.stopped;
    PERFORM FROM public.accounts a WHERE a.id = proposal.account FOR UPDATE;
    IF (FOUND
        AND proposal.account = former.account
        AND proposal.old_address = former.old_address
        AND proposal.new_address = former.new_address
        AND proposal.recorded_at >= transaction_timestamp()
        AND NOT EXISTS (SELECT FROM public.address_change_approvals a WHERE a.change = NEW.change)
        AND EXISTS (SELECT FROM public.address_change_stops s JOIN public.accounts a ON a.person = s.stopped_by
                    WHERE s.change = NEW.stopped AND a.id = former.account)) IS NOT TRUE THEN
        RAISE EXCEPTION 'what the person concerned stopped is proposed once more as it was'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'address_change_renews_what_was_stopped';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_address_change_renewal() IS
    'Guard of address_change_renewals: with the proposal, from and to the addresses of a change that the person concerned stopped.';
CREATE TRIGGER guard BEFORE INSERT ON address_change_renewals
    FOR EACH ROW EXECUTE FUNCTION guard_address_change_renewal();
ALTER TABLE address_change_renewals ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION address_change_wait(of_change uuid) RETURNS interval
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE WHEN EXISTS (SELECT FROM public.address_change_renewals r WHERE r.change = of_change)
                THEN interval '336 hours' ELSE interval '72 hours' END
$$;
COMMENT ON FUNCTION address_change_wait(uuid) IS
    'How long a change of address waits after its approval: 72 hours, or fourteen days where the person concerned stopped it before.';
REVOKE ALL ON FUNCTION address_change_wait(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION address_change_wait(uuid) TO commonhold_app;

-- Who proposed and who approved the change that was stopped count among the three; the person does not.
CREATE FUNCTION enough_officers_want(of_change uuid, approver uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT NOT EXISTS (SELECT FROM public.address_change_renewals r WHERE r.change = of_change)
        OR (SELECT count(DISTINCT o.officer) >= 3
            FROM (SELECT c.account, c.proposed_by AS officer FROM public.address_changes c WHERE c.id = of_change
                  UNION ALL SELECT c.account, approver FROM public.address_changes c WHERE c.id = of_change
                  UNION ALL SELECT f.account, f.proposed_by FROM public.address_change_renewals r
                            JOIN public.address_changes f ON f.id = r.stopped WHERE r.change = of_change
                  UNION ALL SELECT f.account, a.approved_by FROM public.address_change_renewals r
                            JOIN public.address_changes f ON f.id = r.stopped
                            JOIN public.address_change_approvals a ON a.change = f.id WHERE r.change = of_change) o
            JOIN public.accounts w ON w.id = o.account AND w.person <> o.officer)
$$;
COMMENT ON FUNCTION enough_officers_want(uuid, uuid) IS
    'Whether a change of address that this officer approves has officers enough: one that the person concerned had stopped takes three, among whom are those of the change that was stopped.';
REVOKE ALL ON FUNCTION enough_officers_want(uuid, uuid) FROM PUBLIC;

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
        IF public.enough_officers_want(NEW.change, NEW.approved_by) IS NOT TRUE THEN
            RAISE EXCEPTION 'what the person concerned stopped takes three officers in all'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'address_change_by_three';
        END IF;
    END IF;
    -- Without an officer only the program stops one, which cannot be carried out any more.
    IF TG_TABLE_NAME = 'address_change_stops'
        AND EXISTS (SELECT FROM public.address_change_renewals r WHERE r.change = NEW.change) THEN
        IF (NEW.stopped_by IS NULL
            OR NEW.stopped_by <> (SELECT a.person FROM public.accounts a WHERE a.id = proposal.account)
               AND public.may_change_addresses(NEW.stopped_by, clock_timestamp())) IS NOT TRUE THEN
            RAISE EXCEPTION 'what was proposed once more is stopped by an officer, not by the person concerned'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'address_change_stopped_by_officer';
        END IF;
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_address_change_step() IS
    'Guard of approvals and stops: of a change under way, and approvals by a second officer; of one that the person concerned had stopped, approvals by a third, and stops by an officer.';

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
          AND public.enough_officers_want(c.id, a.approved_by)
          AND a.recorded_at + public.address_change_wait(c.id) <= clock_timestamp()
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
    'Guard of accounts: the address changes only by a change that two officers made and 72 hours have passed over (three and fourteen days where the person had stopped it), which ends whatever opened something of the account, or goes with an erasure.';
