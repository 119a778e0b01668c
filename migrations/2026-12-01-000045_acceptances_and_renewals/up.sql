-- Who accepts for a party acts for it now; and what a person stopped takes three officers who
-- want it now, whoever wanted it before.

CREATE FUNCTION may_accept_for(who uuid, of_party uuid, at timestamptz) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT who = of_party
        OR coalesce(public.voting_representative(of_party, public.legal_day(at)) = who, false)
        OR public.may_apply_for(who, of_party, at)
           AND EXISTS (SELECT FROM public.applications a
                       WHERE a.party = of_party AND a.person = who
                         AND NOT EXISTS (SELECT FROM public.application_admissions x WHERE x.application = a.id)
                         AND public.application_state(a.id) IN
                             ('submitted', 'under_review', 'information_requested', 'referred_to_board', 'approved'))
$$;
COMMENT ON FUNCTION may_accept_for(uuid, uuid, timestamptz) IS
    'Whether a person may accept an agreement for a party at an instant: for themselves; for an organisation for which they vote, or for which they applied and still may, while that application is open.';
REVOKE ALL ON FUNCTION may_accept_for(uuid, uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION may_accept_for(uuid, uuid, timestamptz) TO commonhold_app;

CREATE FUNCTION guard_agreement_acceptance() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    IF (public.may_accept_for(NEW.accepted_by, NEW.party, clock_timestamp())) IS NOT TRUE THEN
        RAISE EXCEPTION 'an agreement is accepted by the party, by who votes for it, or by who has an open application for it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'acceptance_by_the_party';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_agreement_acceptance() IS
    'Guard of agreement_acceptances: by the party itself, by who votes for it, or by who has an open application for it and may apply for it still.';
CREATE TRIGGER guard BEFORE INSERT ON agreement_acceptances
    FOR EACH ROW EXECUTE FUNCTION guard_agreement_acceptance();
ALTER TABLE agreement_acceptances ENABLE ALWAYS TRIGGER guard;

-- The row of address_change_approvals is the last approval, from which the wait is counted. What
-- was proposed once more has another before it.
CREATE TABLE address_change_first_approvals (
    change uuid PRIMARY KEY REFERENCES address_changes (id),
    approved_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE address_change_first_approvals IS
    'The first of the two approvals that a change of address takes which was proposed once more; the second stands in address_change_approvals.';
CALL keep_as_history('address_change_first_approvals');

COMMENT ON TABLE address_change_approvals IS
    'An officer approves a change of address, and it waits for no other approval: the wait of address_change_wait begins at recorded_at. Of one that was proposed once more it is the second approval.';

CREATE FUNCTION guard_address_change_first_approval() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    proposal public.address_changes;
    concerned uuid;
BEGIN
    PERFORM public.require_fresh_sight();
    SELECT c.* INTO proposal FROM public.address_changes c WHERE c.id = NEW.change;
    SELECT a.person INTO concerned FROM public.accounts a WHERE a.id = proposal.account FOR UPDATE;
    IF (FOUND
        AND EXISTS (SELECT FROM public.address_change_renewals r WHERE r.change = NEW.change)
        AND NOT EXISTS (SELECT FROM public.address_change_approvals a WHERE a.change = NEW.change)
        AND NOT EXISTS (SELECT FROM public.address_change_stops s WHERE s.change = NEW.change)
        AND NOT EXISTS (SELECT FROM public.address_change_effects x WHERE x.change = NEW.change)
       ) IS NOT TRUE THEN
        RAISE EXCEPTION 'this change of address was not proposed once more, or is no longer under way'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'address_change_under_way';
    END IF;
    IF (NEW.approved_by <> proposal.proposed_by) IS NOT TRUE THEN
        RAISE EXCEPTION 'who proposes a change of address does not approve it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'address_change_by_two';
    END IF;
    IF public.may_change_addresses(NEW.approved_by, clock_timestamp()) IS NOT TRUE THEN
        RAISE EXCEPTION 'a change of address is approved by an officer'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'address_change_by_officer';
    END IF;
    IF (NEW.approved_by <> concerned) IS NOT TRUE THEN
        RAISE EXCEPTION 'the person concerned is none of the three'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'address_change_by_three';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_address_change_first_approval() IS
    'Guard of address_change_first_approvals: of a change that was proposed once more and is under way, by an officer who did not propose it and is not the person concerned.';
CREATE TRIGGER guard BEFORE INSERT ON address_change_first_approvals
    FOR EACH ROW EXECUTE FUNCTION guard_address_change_first_approval();
ALTER TABLE address_change_first_approvals ENABLE ALWAYS TRIGGER guard;

-- Each of the three was in office when they acted: the guards of proposals and approvals ask.
CREATE OR REPLACE FUNCTION enough_officers_want(of_change uuid, approver uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT NOT EXISTS (SELECT FROM public.address_change_renewals r WHERE r.change = of_change)
        OR EXISTS (SELECT FROM public.address_changes c
                   JOIN public.accounts w ON w.id = c.account
                   JOIN public.address_change_first_approvals f ON f.change = c.id
                   WHERE c.id = of_change
                     AND f.approved_by <> c.proposed_by
                     AND approver NOT IN (c.proposed_by, f.approved_by)
                     AND w.person NOT IN (c.proposed_by, f.approved_by, approver))
$$;
COMMENT ON FUNCTION enough_officers_want(uuid, uuid) IS
    'Whether a change of address that this officer approves has officers enough: one that the person concerned had stopped takes three who want it now, its proposer and two who approve it. Whoever wanted what was stopped does not count for that.';

CREATE OR REPLACE FUNCTION guard_address_change_renewal() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    proposal public.address_changes;
    former public.address_changes;
    concerned uuid;
BEGIN
    PERFORM public.require_fresh_sight();
    SELECT c.* INTO proposal FROM public.address_changes c WHERE c.id = NEW.change;
    SELECT c.* INTO former FROM public.address_changes c WHERE c.id = NEW.stopped;
    SELECT a.person INTO concerned FROM public.accounts a WHERE a.id = proposal.account FOR UPDATE;
    IF (FOUND
        AND proposal.account = former.account
        AND proposal.old_address = former.old_address
        AND proposal.new_address = former.new_address
        AND EXISTS (SELECT FROM public.address_changes c
                    WHERE c.id = NEW.change AND public.is_of_this_transaction(c.xmin, c.recorded_at))
        AND NOT EXISTS (SELECT FROM public.address_change_approvals a WHERE a.change = NEW.change)
        AND EXISTS (SELECT FROM public.address_change_stops s
                    WHERE s.change = NEW.stopped AND s.stopped_by = concerned)) IS NOT TRUE THEN
        RAISE EXCEPTION 'what the person concerned stopped is proposed once more as it was'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'address_change_renews_what_was_stopped';
    END IF;
    IF (proposal.proposed_by <> concerned) IS NOT TRUE THEN
        RAISE EXCEPTION 'the person concerned is none of the three'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'address_change_by_three';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_address_change_renewal() IS
    'Guard of address_change_renewals: with the proposal, from and to the addresses of a change that the person concerned stopped, and not by that person.';

-- What waits by an approval of the earlier rule has too few by this one, and would wait for ever.
INSERT INTO address_change_stops (change, stopped_by, reason)
SELECT r.change, NULL, 'It takes three officers who want it now, and had two. Propose it once more.'
FROM address_change_renewals r
JOIN address_change_approvals a ON a.change = r.change
WHERE NOT EXISTS (SELECT FROM address_change_stops s WHERE s.change = r.change)
  AND NOT EXISTS (SELECT FROM address_change_effects x WHERE x.change = r.change);
