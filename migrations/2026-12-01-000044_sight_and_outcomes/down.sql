-- A signature that was taken back would count again.
DO $$
BEGIN
    IF EXISTS (SELECT FROM act_signature_retractions r
               WHERE NOT EXISTS (SELECT FROM act_outcomes o WHERE o.act_id = r.act_id)) THEN
        RAISE EXCEPTION 'a signature was taken back of an act that is not concluded: let the certifier conclude it first'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'no_retraction_waits';
    END IF;
END
$$;

DROP TRIGGER with_outcome ON poll_certifications;
DROP TRIGGER with_outcome ON poll_openings;
DROP TRIGGER with_outcome ON roll_certifications;
DROP TRIGGER with_outcome ON rulebook_versions;
DROP TRIGGER with_outcome ON poll_destructions;
DROP TRIGGER with_outcome ON poll_exclusions;
DROP TRIGGER with_outcome ON poll_set_asides;
DROP TRIGGER with_outcome ON poll_voidings;
DROP TRIGGER with_outcome ON poll_extensions;
DROP PROCEDURE keep_as_effect(regclass, text, text);
DROP FUNCTION require_outcome();

CREATE OR REPLACE FUNCTION guard_act_outcome() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (session_user = 'commonhold_certifier' AND EXISTS (SELECT 1 FROM public.acts a WHERE a.id = NEW.act_id)) IS NOT TRUE THEN
        RAISE EXCEPTION 'what becomes of an act is the certifier''s word'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'outcome_is_the_certifiers';
    END IF;
    PERFORM public.require_fresh_sight();
    -- A withdrawal under way is in before, or finds the act over.
    PERFORM pg_advisory_xact_lock(hashtextextended('act ' || NEW.act_id::text, 0));
    IF (NOT NEW.done OR public.act_waits(NEW.act_id, clock_timestamp())) IS NOT TRUE THEN
        RAISE EXCEPTION 'an act that was withdrawn, or whose time is over, is not done'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'act_is_done_while_it_waits';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_act_outcome() IS
    'Guard of act_outcomes: by the certifier alone; done is what waits, and was neither withdrawn nor left waiting for 14 days.';

CREATE OR REPLACE FUNCTION guard_act_signature() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (public.act_waits(NEW.act_id, clock_timestamp())) IS NOT TRUE THEN
        RAISE EXCEPTION 'this act is over'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'act_is_open';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_act_signature() IS
    'Guard of act_signatures: of an act that has no outcome yet, was not withdrawn, and whose time is not over.';

CREATE OR REPLACE FUNCTION guard_act_withdrawal() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    -- The act's lock alone: an outcome under way is in before, or finds the act withdrawn.
    PERFORM pg_advisory_xact_lock(hashtextextended('act ' || NEW.act_id::text, 0));
    IF (public.act_waits(NEW.act_id, clock_timestamp())) IS NOT TRUE THEN
        RAISE EXCEPTION 'this act is over'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'act_is_open';
    END IF;
    IF (EXISTS (SELECT FROM public.acts a WHERE a.id = NEW.act_id AND a.proposed_by = NEW.withdrawn_by)
        OR EXISTS (SELECT FROM public.act_signatures s JOIN public.officer_keys k ON k.name = s.name
                   WHERE s.act_id = NEW.act_id AND k.person_id = NEW.withdrawn_by)) IS NOT TRUE THEN
        RAISE EXCEPTION 'an act is withdrawn by who prepared or signed it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'act_is_withdrawn_by_its_own';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_act_withdrawal() IS
    'Guard of act_withdrawals: of an act that waits, by who prepared it or one of those under whose names signatures came.';
COMMENT ON TABLE act_withdrawals IS
    'Acts that were taken back before anything came of them. The certifier concludes them as refused.';
COMMENT ON COLUMN act_withdrawals.withdrawn_by IS 'Who prepared the act, or one of those who signed it.';

DROP TABLE act_signature_retractions;
DROP FUNCTION guard_act_signature_retraction();
DROP FUNCTION stands_by_act(uuid, text);

CREATE OR REPLACE FUNCTION require_certification_of_now(of_poll uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/bodies', 0));
    IF (session_user = 'commonhold_certifier'
        AND EXISTS (SELECT FROM public.poll_certifications c
                    WHERE c.poll_id = of_poll AND c.recorded_at >= transaction_timestamp())
        AND NOT EXISTS (SELECT FROM public.poll_voidings v WHERE v.poll_id = of_poll)) IS NOT TRUE THEN
        RAISE EXCEPTION 'what a vote brings about is done in the transaction that certifies its count'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'effect_comes_with_its_certification';
    END IF;
END
$$;
COMMENT ON FUNCTION require_certification_of_now(uuid) IS
    'Refuses an effect of a poll to everybody but the certifier, and to it but in the transaction that certifies the count.';

CREATE OR REPLACE FUNCTION require_decision_of_now(by_decision uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/bodies', 0));
    IF (NOT EXISTS (SELECT FROM public.recorded_decisions d WHERE d.id = by_decision)
        OR EXISTS (SELECT FROM public.recorded_decisions d
                   WHERE d.id = by_decision AND d.adopted AND d.recorded_at >= transaction_timestamp())) IS NOT TRUE THEN
        RAISE EXCEPTION 'what a decision does is done in the transaction that confirms it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'effect_comes_with_its_decision';
    END IF;
END
$$;
COMMENT ON FUNCTION require_decision_of_now(uuid) IS
    'Refuses an effect of a decision that was recorded before this transaction, or was lost. Whether there is such a decision is the reference''s business.';

CREATE OR REPLACE FUNCTION guard_roll_class() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM 1 FROM public.rolls WHERE id = NEW.roll FOR SHARE;
    IF (EXISTS (SELECT 1 FROM public.rolls r
                WHERE r.id = NEW.roll AND r.recorded_at >= transaction_timestamp())
        AND EXISTS (SELECT 1 FROM public.member_classes m WHERE m.id = NEW.class)
        AND NOT EXISTS (SELECT 1 FROM public.roll_entitlements e WHERE e.roll_id = NEW.roll)
        AND NOT EXISTS (SELECT 1 FROM public.roll_certifications c WHERE c.roll_id = NEW.roll)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a roll says as it is proposed of which classes it is'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'roll_class_is_of_a_new_roll';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_roll_class() IS
    'Guard of roll_classes: with the proposal itself, before any line of the roll is committed to.';

CREATE OR REPLACE FUNCTION guard_roll_correction() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM 1 FROM public.rolls WHERE id = NEW.corrects FOR SHARE;
    IF EXISTS (SELECT 1 FROM public.rolls r, public.rolls earlier
               WHERE r.id = NEW.roll AND earlier.id = NEW.corrects
                 AND r.recorded_at >= transaction_timestamp() AND r.proposed_by = NEW.proposed_by
                 AND r.number > earlier.number AND r.record_date = earlier.record_date) IS NOT TRUE THEN
        RAISE EXCEPTION 'a roll says as it is proposed which earlier roll of its record date it corrects'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'roll_correction_is_a_new_roll';
    END IF;
    IF EXISTS (SELECT 1 FROM public.roll_certifications c WHERE c.roll_id = NEW.corrects) IS NOT TRUE THEN
        RAISE EXCEPTION 'only a certified roll is corrected'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'roll_correction_is_of_a_certified_roll';
    END IF;
    IF (public.certified_correction(NEW.corrects) IS NULL) IS NOT TRUE THEN
        RAISE EXCEPTION 'a roll is corrected once; its correction can be corrected in turn'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'roll_is_corrected_once';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_roll_correction() IS
    'Guard of roll_corrections: with the proposal itself, forward, of a certified roll that no other took the place of.';

CREATE OR REPLACE FUNCTION guard_seating_part() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (NOT EXISTS (SELECT FROM public.poll_seatings s WHERE s.id = NEW.seating)
        OR EXISTS (SELECT FROM public.poll_seatings s
                   WHERE s.id = NEW.seating AND s.recorded_at >= transaction_timestamp())) IS NOT TRUE THEN
        RAISE EXCEPTION 'places and options come with their declaration'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'seating_is_whole';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_seating_part() IS 'Guard of what belongs to a declaration of seats: in its transaction.';

CREATE OR REPLACE FUNCTION guard_licence_document() RETURNS trigger
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

CREATE OR REPLACE FUNCTION guard_misuse_reporter() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (EXISTS (SELECT FROM public.misuse_reports r
                WHERE r.id = NEW.report AND r.recorded_at >= transaction_timestamp())) IS NOT TRUE THEN
        RAISE EXCEPTION 'what is reported comes with the report'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'request_is_whole';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_misuse_reporter() IS 'Guard of misuse_reporters: in the transaction of the report.';

CREATE OR REPLACE FUNCTION guard_permission_part() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (EXISTS (SELECT FROM public.permission_requests r
                WHERE r.id = NEW.request AND r.recorded_at >= transaction_timestamp())) IS NOT TRUE THEN
        RAISE EXCEPTION 'what belongs to a request comes with it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'request_is_whole';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_permission_part() IS 'Guard of permission_askers and permission_images: in the transaction of their request.';

CREATE OR REPLACE FUNCTION guard_erasable() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    erasable text[] := string_to_array(TG_ARGV[1], ',');
    whose uuid;
BEGIN
    EXECUTE format('SELECT %s', TG_ARGV[0]) INTO whose USING OLD;
    IF EXISTS (SELECT FROM public.erasures e WHERE e.party = whose AND e.recorded_at >= transaction_timestamp()) IS NOT TRUE THEN
        RAISE EXCEPTION '% on % refused: personal data goes by an erasure that two officers brought about', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'erased_by_two_officers_alone';
    END IF;
    IF (CASE TG_OP WHEN 'DELETE' THEN cardinality(erasable) = 0
                   ELSE cardinality(erasable) > 0 AND to_jsonb(NEW) - erasable = to_jsonb(OLD) - erasable END) IS NOT TRUE THEN
        RAISE EXCEPTION '% on % refused: an erasure takes what is personal and leaves the rest', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'erasure_leaves_the_rest';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$$;
COMMENT ON FUNCTION guard_erasable() IS
    'Guard of personal data: whose a row is (an expression over $1), and which of its columns may go (none: the row goes).';

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

CREATE OR REPLACE FUNCTION require_admission() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (EXISTS (SELECT FROM public.membership_imports i
                WHERE i.id = NEW.import AND i.recorded_at >= transaction_timestamp())
        OR EXISTS (SELECT FROM public.application_admissions a WHERE a.membership = NEW.id)
        OR EXISTS (SELECT FROM public.membership_transfers t WHERE t.to_membership = NEW.id)
        OR EXISTS (SELECT FROM public.alumni_conversions c WHERE c.to_membership = NEW.id)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a membership begins by an application that was approved, a transfer, or a file of members that is taken with it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'membership_has_a_reason';
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION require_admission() IS
    'Guard of memberships: each is admitted by something; a file admits in the transaction that takes it, and never again.';

DROP TRIGGER fresh_sight ON session_endings;
DROP TRIGGER fresh_sight ON second_factors;
DROP TRIGGER fresh_sight ON second_factor_resets;
DROP TRIGGER fresh_sight ON second_factor_reset_confirmations;
DROP TRIGGER fresh_sight ON second_factor_proofs;
DROP TRIGGER fresh_sight ON rulebook_versions;
DROP TRIGGER fresh_sight ON rolls;
DROP TRIGGER fresh_sight ON poll_seatings;
DROP TRIGGER fresh_sight ON poll_results;
DROP TRIGGER fresh_sight ON poll_removals;
DROP TRIGGER fresh_sight ON poll_openings;
DROP TRIGGER fresh_sight ON poll_keys;
DROP TRIGGER fresh_sight ON poll_drafts;
DROP TRIGGER fresh_sight ON poll_destructions;
DROP TRIGGER fresh_sight ON party_merges;
DROP TRIGGER fresh_sight ON party_merge_confirmations;
DROP TRIGGER fresh_sight ON notices;
DROP TRIGGER fresh_sight ON motion_post_texts;
DROP TRIGGER fresh_sight ON membership_transfers;
DROP TRIGGER fresh_sight ON membership_suspension_ends;
DROP TRIGGER fresh_sight ON membership_case_notices;
DROP TRIGGER fresh_sight ON membership_case_hearings;
DROP TRIGGER fresh_sight ON key_ceremonies;
DROP TRIGGER fresh_sight ON incidents;
DROP TRIGGER fresh_sight ON incident_ends;
DROP TRIGGER fresh_sight ON evidence_verdicts;
DROP TRIGGER fresh_sight ON erasures;
DROP TRIGGER fresh_sight ON erasure_withdrawals;
DROP TRIGGER fresh_sight ON erasure_proposals;
DROP TRIGGER fresh_sight ON election_waivers;
DROP TRIGGER fresh_sight ON election_rehearsals;
DROP TRIGGER fresh_sight ON dues_in_kind_deliveries;
DROP TRIGGER fresh_sight ON domain_claims;
DROP TRIGGER fresh_sight ON cap_breaches;
DROP TRIGGER fresh_sight ON cap_breach_choices;
DROP TRIGGER fresh_sight ON candidate_replies;
DROP TRIGGER fresh_sight ON attestations;
DROP TRIGGER fresh_sight ON application_checks;
DROP TRIGGER fresh_sight ON application_admissions;
DROP TRIGGER fresh_sight ON address_changes;
DROP TRIGGER fresh_sight ON address_change_stops;
DROP TRIGGER fresh_sight ON address_change_renewals;
DROP TRIGGER fresh_sight ON address_change_approvals;
DROP PROCEDURE keep_fresh_sight(regclass);
DROP FUNCTION require_fresh_sight_of_row();

DROP TRIGGER whole_close ON polls;
DROP FUNCTION require_whole_close();

CREATE OR REPLACE FUNCTION close_poll(poll uuid) RETURNS timestamptz
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    closed timestamptz;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('poll ' || poll::text, 0));
    UPDATE public.polls p SET state = 'closed', closed_at = clock_timestamp()
        WHERE p.id = poll AND p.state = 'open' AND p.closes_at <= clock_timestamp()
        RETURNING p.closed_at INTO closed;
    RETURN closed;
END
$$;
COMMENT ON FUNCTION close_poll(uuid) IS
    'Closes a poll whose time has come, once every cast under way is committed or refused; null if there was nothing to close. Closed is final.';

CREATE OR REPLACE FUNCTION guard_closing() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    poll public.polls;
    envelopes bigint;
    voted bigint;
    weight bigint;
    root bytea;
    lines text;
    part text;
BEGIN
    SELECT * INTO poll FROM public.polls p WHERE p.id = NEW.poll_id;
    SELECT count(*) INTO envelopes FROM public.envelopes e WHERE e.poll_id = NEW.poll_id;
    WITH latest AS (
        SELECT DISTINCT ON (e.entitlement) e.entitlement, e.digest, e.weight
        FROM public.envelopes e WHERE e.poll_id = NEW.poll_id ORDER BY e.entitlement, e.seq DESC
    ), roll AS (
        SELECT r.entitlement, row_number() OVER (ORDER BY r.commitment) - 1 AS place
        FROM public.roll_entitlements r WHERE r.roll_id = poll.roll_id
    )
    SELECT count(*), coalesce(sum(l.weight), 0),
           public.tree_root(array_agg(l.digest || int8send(l.weight) ORDER BY l.digest)),
           coalesce(string_agg(format(E'{"d":"%s","w":%s}\n', encode(l.digest, 'hex'), l.weight), '' ORDER BY l.digest), ''),
           format('{"poll":"%s","v":1,"voted":[%s]}', encode(poll.eid, 'hex'), string_agg(r.place::text, ',' ORDER BY r.place))
    INTO voted, weight, root, lines, part
    FROM latest l LEFT JOIN roll r ON r.entitlement = l.entitlement;
    IF (NEW.cast_count = envelopes AND NEW.live = voted AND NEW.votes = weight
        AND NEW.live_root = root AND NEW.live_lines = lines AND NEW.participation = part) IS NOT TRUE THEN
        RAISE EXCEPTION 'the closing set is not what was cast'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'closing_is_what_was_cast';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_closing() IS
    'Guard of poll_closings: numbers, root, live.jsonl and participation.json are those of the latest envelope of each entitlement, and of its place on the roll.';
