-- What waits for three officers who want it now would wait for fewer.
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

CREATE OR REPLACE FUNCTION guard_address_change_renewal() RETURNS trigger
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
        AND EXISTS (SELECT FROM public.address_changes c
                    WHERE c.id = NEW.change AND public.is_of_this_transaction(c.xmin, c.recorded_at))
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

CREATE OR REPLACE FUNCTION enough_officers_want(of_change uuid, approver uuid) RETURNS boolean
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

COMMENT ON TABLE address_change_approvals IS
    'Another officer approves a change of address; the wait of address_change_wait begins at recorded_at.';

DROP TABLE address_change_first_approvals;
DROP FUNCTION guard_address_change_first_approval();
DROP TRIGGER guard ON agreement_acceptances;
DROP FUNCTION guard_agreement_acceptance();
DROP FUNCTION may_accept_for(uuid, uuid, timestamptz);
