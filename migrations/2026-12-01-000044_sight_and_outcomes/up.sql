-- Guards judge by what is committed; what comes "with" something comes in its very transaction; a
-- close, and an effect of an act, come whole or not at all; and whoever signed an act takes back
-- their own signature, not the act.

-- A closing set that an old snapshot gives lacks what was cast since. A poll that was closed without
-- one, or whose entries the log does not have, would stay so for ever: nobody closes it again.
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
    PERFORM public.require_fresh_sight();
    -- The poll's lock alone: no cast is under way.
    PERFORM pg_advisory_xact_lock(hashtextextended('poll ' || NEW.poll_id::text, 0));
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

CREATE OR REPLACE FUNCTION close_poll(poll uuid) RETURNS timestamptz
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    closed timestamptz;
BEGIN
    -- What is fixed next is what was cast until now.
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock(hashtextextended('poll ' || poll::text, 0));
    UPDATE public.polls p SET state = 'closed', closed_at = clock_timestamp()
        WHERE p.id = poll AND p.state = 'open' AND p.closes_at <= clock_timestamp()
        RETURNING p.closed_at INTO closed;
    RETURN closed;
END
$$;
COMMENT ON FUNCTION close_poll(uuid) IS
    'Closes a poll whose time has come, once every cast under way is committed or refused; null if there was nothing to close. Closed is final, and takes its closing set and its entries of the log in the same transaction.';

CREATE FUNCTION require_whole_close() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (EXISTS (SELECT FROM public.poll_closings c WHERE c.poll_id = NEW.id)
        AND EXISTS (SELECT FROM public.log_entries e WHERE e.eid = NEW.eid AND e.kind = 'poll.closed')) IS NOT TRUE THEN
        RAISE EXCEPTION 'a poll is closed with its closing set and its entry of the log'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'close_is_whole';
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION require_whole_close() IS
    'Guard at the end of a transaction that closed a poll: its closing set is fixed, and the log has its close.';
CREATE CONSTRAINT TRIGGER whole_close AFTER UPDATE ON polls DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.state = 'open' AND NEW.state = 'closed') EXECUTE FUNCTION require_whole_close();
ALTER TABLE polls ENABLE ALWAYS TRIGGER whole_close;

-- Tables whose guards ask what may have ended, been used up or been taken back since. By its name
-- the trigger comes before they do.
CREATE FUNCTION require_fresh_sight_of_row() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION require_fresh_sight_of_row() IS
    'Guard of tables whose other guards look for what others did: none is written under an old snapshot.';

CREATE PROCEDURE keep_fresh_sight(guarded regclass)
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER fresh_sight BEFORE INSERT ON %s
                    FOR EACH ROW EXECUTE FUNCTION public.require_fresh_sight_of_row()', guarded);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER fresh_sight', guarded);
END
$$;
REVOKE ALL ON PROCEDURE keep_fresh_sight(regclass) FROM PUBLIC;
COMMENT ON PROCEDURE keep_fresh_sight(regclass) IS
    'Makes a table one whose rows are judged by what is committed, never by an old snapshot.';
CALL keep_fresh_sight('address_change_approvals');
CALL keep_fresh_sight('address_change_renewals');
CALL keep_fresh_sight('address_change_stops');
CALL keep_fresh_sight('address_changes');
CALL keep_fresh_sight('application_admissions');
CALL keep_fresh_sight('application_checks');
CALL keep_fresh_sight('attestations');
CALL keep_fresh_sight('candidate_replies');
CALL keep_fresh_sight('cap_breach_choices');
CALL keep_fresh_sight('cap_breaches');
CALL keep_fresh_sight('domain_claims');
CALL keep_fresh_sight('dues_in_kind_deliveries');
CALL keep_fresh_sight('election_rehearsals');
CALL keep_fresh_sight('election_waivers');
CALL keep_fresh_sight('erasure_proposals');
CALL keep_fresh_sight('erasure_withdrawals');
CALL keep_fresh_sight('erasures');
CALL keep_fresh_sight('evidence_verdicts');
CALL keep_fresh_sight('incident_ends');
CALL keep_fresh_sight('incidents');
CALL keep_fresh_sight('key_ceremonies');
CALL keep_fresh_sight('membership_case_hearings');
CALL keep_fresh_sight('membership_case_notices');
CALL keep_fresh_sight('membership_suspension_ends');
CALL keep_fresh_sight('membership_transfers');
CALL keep_fresh_sight('motion_post_texts');
CALL keep_fresh_sight('notices');
CALL keep_fresh_sight('party_merge_confirmations');
CALL keep_fresh_sight('party_merges');
CALL keep_fresh_sight('poll_destructions');
CALL keep_fresh_sight('poll_drafts');
CALL keep_fresh_sight('poll_keys');
CALL keep_fresh_sight('poll_openings');
CALL keep_fresh_sight('poll_removals');
CALL keep_fresh_sight('poll_results');
CALL keep_fresh_sight('poll_seatings');
CALL keep_fresh_sight('rolls');
CALL keep_fresh_sight('rulebook_versions');
CALL keep_fresh_sight('second_factor_proofs');
CALL keep_fresh_sight('second_factor_reset_confirmations');
CALL keep_fresh_sight('second_factor_resets');
CALL keep_fresh_sight('second_factors');
CALL keep_fresh_sight('session_endings');

-- What is of the same transaction was written by it: what another committed meanwhile is not.
CREATE OR REPLACE FUNCTION require_admission() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (EXISTS (SELECT FROM public.membership_imports i
                WHERE i.id = NEW.import AND public.is_of_this_transaction(i.xmin, i.recorded_at))
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
    IF (NEW.address = OLD.address) IS NOT TRUE THEN
        PERFORM public.require_fresh_sight();
    END IF;
    IF (NEW.address = OLD.address) IS NOT TRUE
        AND (NEW.address = 'erased-' || NEW.id::text || '@erased.invalid'
             AND EXISTS (SELECT FROM public.erasures e
                         WHERE e.party = NEW.person AND public.is_of_this_transaction(e.xmin, e.recorded_at))) IS NOT TRUE THEN
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

CREATE OR REPLACE FUNCTION guard_erasable() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    erasable text[] := string_to_array(TG_ARGV[1], ',');
    whose uuid;
BEGIN
    EXECUTE format('SELECT %s', TG_ARGV[0]) INTO whose USING OLD;
    IF EXISTS (SELECT FROM public.erasures e
               WHERE e.party = whose AND public.is_of_this_transaction(e.xmin, e.recorded_at)) IS NOT TRUE THEN
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

CREATE OR REPLACE FUNCTION guard_permission_part() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (EXISTS (SELECT FROM public.permission_requests r
                WHERE r.id = NEW.request AND public.is_of_this_transaction(r.xmin, r.recorded_at))) IS NOT TRUE THEN
        RAISE EXCEPTION 'what belongs to a request comes with it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'request_is_whole';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_permission_part() IS 'Guard of permission_askers and permission_images: in the transaction of their request.';

CREATE OR REPLACE FUNCTION guard_misuse_reporter() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (EXISTS (SELECT FROM public.misuse_reports r
                WHERE r.id = NEW.report AND public.is_of_this_transaction(r.xmin, r.recorded_at))) IS NOT TRUE THEN
        RAISE EXCEPTION 'what is reported comes with the report'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'request_is_whole';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_misuse_reporter() IS 'Guard of misuse_reporters: in the transaction of the report.';

CREATE OR REPLACE FUNCTION guard_licence_document() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (EXISTS (SELECT FROM public.licence_reviews r
                WHERE r.id = NEW.review AND public.is_of_this_transaction(r.xmin, r.recorded_at))) IS NOT TRUE THEN
        RAISE EXCEPTION 'the evidence of a review comes with it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'review_is_whole';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_licence_document() IS 'Guard of licence_documents: in the transaction of the review.';

CREATE OR REPLACE FUNCTION guard_seating_part() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (NOT EXISTS (SELECT FROM public.poll_seatings s WHERE s.id = NEW.seating)
        OR EXISTS (SELECT FROM public.poll_seatings s
                   WHERE s.id = NEW.seating AND public.is_of_this_transaction(s.xmin, s.recorded_at))) IS NOT TRUE THEN
        RAISE EXCEPTION 'places and options come with their declaration'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'seating_is_whole';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_seating_part() IS 'Guard of what belongs to a declaration of seats: in its transaction.';

CREATE OR REPLACE FUNCTION guard_roll_correction() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM 1 FROM public.rolls WHERE id = NEW.corrects FOR SHARE;
    IF EXISTS (SELECT 1 FROM public.rolls r, public.rolls earlier
               WHERE r.id = NEW.roll AND earlier.id = NEW.corrects
                 AND public.is_of_this_transaction(r.xmin, r.recorded_at) AND r.proposed_by = NEW.proposed_by
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

CREATE OR REPLACE FUNCTION guard_roll_class() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM 1 FROM public.rolls WHERE id = NEW.roll FOR SHARE;
    IF (EXISTS (SELECT 1 FROM public.rolls r
                WHERE r.id = NEW.roll AND public.is_of_this_transaction(r.xmin, r.recorded_at))
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

CREATE OR REPLACE FUNCTION require_decision_of_now(by_decision uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/bodies', 0));
    IF (NOT EXISTS (SELECT FROM public.recorded_decisions d WHERE d.id = by_decision)
        OR EXISTS (SELECT FROM public.recorded_decisions d
                   WHERE d.id = by_decision AND d.adopted AND public.is_of_this_transaction(d.xmin, d.recorded_at))) IS NOT TRUE THEN
        RAISE EXCEPTION 'what a decision does is done in the transaction that confirms it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'effect_comes_with_its_decision';
    END IF;
END
$$;
COMMENT ON FUNCTION require_decision_of_now(uuid) IS
    'Refuses an effect of a decision that this transaction did not record, or that was lost. Whether there is such a decision is the reference''s business.';

CREATE OR REPLACE FUNCTION require_certification_of_now(of_poll uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/bodies', 0));
    IF (session_user = 'commonhold_certifier'
        AND EXISTS (SELECT FROM public.poll_certifications c
                    WHERE c.poll_id = of_poll AND public.is_of_this_transaction(c.xmin, c.recorded_at))
        AND NOT EXISTS (SELECT FROM public.poll_voidings v WHERE v.poll_id = of_poll)) IS NOT TRUE THEN
        RAISE EXCEPTION 'what a vote brings about is done in the transaction that certifies its count'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'effect_comes_with_its_certification';
    END IF;
END
$$;
COMMENT ON FUNCTION require_certification_of_now(uuid) IS
    'Refuses an effect of a poll to everybody but the certifier, and to it but in the transaction that certifies the count.';

-- A signature that its officer took back. Whoever could take back the whole act by signing it could
-- stop every act of the others, and again each time: what they gave is what they take.
CREATE TABLE act_signature_retractions (
    act_id       uuid NOT NULL REFERENCES acts (id),
    retracted_by uuid NOT NULL REFERENCES parties (id),
    reason       text NOT NULL CONSTRAINT act_signature_retractions_reason_said CHECK (reason <> ''),
    recorded_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (act_id, retracted_by)
);
COMMENT ON TABLE act_signature_retractions IS
    'Officers who took their signature of an act back while it waited: none of theirs counts for it any more, whenever it came. The act waits on for others.';
COMMENT ON COLUMN act_signature_retractions.retracted_by IS 'Whose key bears the name under which the signature came.';
CALL keep_as_history('act_signature_retractions');

CREATE FUNCTION stands_by_act(asked uuid, named text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT NOT EXISTS (SELECT FROM public.act_signature_retractions r
                       JOIN public.officer_keys k ON k.person_id = r.retracted_by
                       WHERE r.act_id = asked AND k.name = named)
$$;
COMMENT ON FUNCTION stands_by_act(uuid, text) IS
    'Whether signatures of an act under this name count as far as their officer is concerned: who took theirs back gives no other.';
REVOKE ALL ON FUNCTION stands_by_act(uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION stands_by_act(uuid, text) TO commonhold_app, commonhold_certifier;

CREATE FUNCTION guard_act_signature_retraction() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    -- The act's lock alone: an outcome under way is in before, or is judged without this signature.
    PERFORM pg_advisory_xact_lock(hashtextextended('act ' || NEW.act_id::text, 0));
    IF (public.act_waits(NEW.act_id, clock_timestamp())) IS NOT TRUE THEN
        RAISE EXCEPTION 'this act is over'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'act_is_open';
    END IF;
    IF EXISTS (SELECT FROM public.act_signatures s JOIN public.officer_keys k ON k.name = s.name
               WHERE s.act_id = NEW.act_id AND k.person_id = NEW.retracted_by) IS NOT TRUE THEN
        RAISE EXCEPTION 'a signature is taken back by whose it is'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'signature_is_taken_back_by_its_own';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_act_signature_retraction() IS
    'Guard of act_signature_retractions: of an act that waits, by one of those under whose names signatures came.';
CREATE TRIGGER guard BEFORE INSERT ON act_signature_retractions
    FOR EACH ROW EXECUTE FUNCTION guard_act_signature_retraction();
ALTER TABLE act_signature_retractions ENABLE ALWAYS TRIGGER guard;

COMMENT ON TABLE act_withdrawals IS
    'Acts that whoever prepared them took back before anything came of them. The certifier concludes them as refused.';
COMMENT ON COLUMN act_withdrawals.withdrawn_by IS
    'Who prepared the act; of rows from before signatures were taken back by themselves, or one of those who signed it.';

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
    IF EXISTS (SELECT FROM public.acts a WHERE a.id = NEW.act_id AND a.proposed_by = NEW.withdrawn_by) IS NOT TRUE THEN
        RAISE EXCEPTION 'an act is withdrawn by who prepared it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'act_is_withdrawn_by_its_own';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_act_withdrawal() IS
    'Guard of act_withdrawals: of an act that waits, by who prepared it.';

CREATE OR REPLACE FUNCTION guard_act_signature() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    IF (public.act_waits(NEW.act_id, clock_timestamp())) IS NOT TRUE THEN
        RAISE EXCEPTION 'this act is over'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'act_is_open';
    END IF;
    IF (public.stands_by_act(NEW.act_id, NEW.name)) IS NOT TRUE THEN
        RAISE EXCEPTION 'who took a signature back does not sign this act again'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'signature_was_taken_back';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_act_signature() IS
    'Guard of act_signatures: of an act that has no outcome yet, was not withdrawn, and whose time is not over; not by who took theirs back.';

CREATE OR REPLACE FUNCTION guard_act_outcome() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (session_user = 'commonhold_certifier' AND EXISTS (SELECT 1 FROM public.acts a WHERE a.id = NEW.act_id)) IS NOT TRUE THEN
        RAISE EXCEPTION 'what becomes of an act is the certifier''s word'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'outcome_is_the_certifiers';
    END IF;
    PERFORM public.require_fresh_sight();
    -- A withdrawal under way is in before, or finds the act over; so is a signature that is taken back.
    PERFORM pg_advisory_xact_lock(hashtextextended('act ' || NEW.act_id::text, 0));
    IF (NOT NEW.done OR public.act_waits(NEW.act_id, clock_timestamp())) IS NOT TRUE THEN
        RAISE EXCEPTION 'an act that was withdrawn, or whose time is over, is not done'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'act_is_done_while_it_waits';
    END IF;
    -- Which signatures hold is the certifier's to verify; that two are there is asked here.
    IF (NOT NEW.done OR (SELECT count(DISTINCT s.name) FROM public.act_signatures s
                         WHERE s.act_id = NEW.act_id AND public.stands_by_act(s.act_id, s.name)) >= 2) IS NOT TRUE THEN
        RAISE EXCEPTION 'an act is done by two who signed it and stand by it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'act_takes_two';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_act_outcome() IS
    'Guard of act_outcomes: by the certifier alone; done is what waits, was neither withdrawn nor left waiting for 14 days, and has signatures of two who did not take theirs back.';

-- What an act brings about is there with its outcome or not at all: else an act that was withdrawn,
-- or is too old, could be carried out by leaving the outcome away.
CREATE FUNCTION require_outcome() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    of_what uuid;
BEGIN
    EXECUTE format('SELECT ($1).%I', TG_ARGV[0]) INTO of_what USING NEW;
    -- What the founding record brought names no act.
    IF of_what IS NULL THEN
        RETURN NULL;
    END IF;
    IF EXISTS (SELECT FROM public.acts a JOIN public.act_outcomes o ON o.act_id = a.id
               WHERE CASE TG_ARGV[1] WHEN '' THEN a.id = of_what ELSE a.subject_id = of_what AND a.kind = TG_ARGV[1] END
                 AND o.done AND public.is_of_this_transaction(o.xmin, o.recorded_at)) IS NOT TRUE THEN
        RAISE EXCEPTION 'what an act brings about is recorded in the transaction in which the act is done'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'effect_comes_with_its_act';
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION require_outcome() IS
    'Guard at the end of a transaction: the act of an effect was done in it, by the column that names the act, or by its kind and the column that names its subject.';

CREATE PROCEDURE keep_as_effect(effect regclass, named_by text, kind text)
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    EXECUTE format('CREATE CONSTRAINT TRIGGER with_outcome AFTER INSERT ON %s DEFERRABLE INITIALLY DEFERRED
                    FOR EACH ROW EXECUTE FUNCTION public.require_outcome(%L, %L)', effect, named_by, kind);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER with_outcome', effect);
END
$$;
REVOKE ALL ON PROCEDURE keep_as_effect(regclass, text, text) FROM PUBLIC;
COMMENT ON PROCEDURE keep_as_effect(regclass, text, text) IS
    'Makes a table one of effects of acts: a row comes in the transaction in which its act is done, or not. The column names the act where no kind is given, else the subject of an act of that kind.';
CALL keep_as_effect('poll_extensions', 'act_id', '');
CALL keep_as_effect('poll_voidings', 'act_id', '');
CALL keep_as_effect('poll_set_asides', 'act_id', '');
CALL keep_as_effect('poll_exclusions', 'act_id', '');
CALL keep_as_effect('poll_destructions', 'act_id', '');
CALL keep_as_effect('rulebook_versions', 'act', '');
CALL keep_as_effect('roll_certifications', 'roll_id', 'roll.certified');
CALL keep_as_effect('poll_openings', 'poll_id', 'poll.opened');
CALL keep_as_effect('poll_certifications', 'poll_id', 'poll.certified');
