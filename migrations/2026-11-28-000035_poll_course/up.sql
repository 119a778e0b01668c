-- The course of a poll after its opening: its close put off, an option that
-- withdrew, complaints after the close.

-- Every extension is an act that officers signed. The row of the poll moves
-- with it, so that whatever asks for the close asks for the effective one.
CREATE TABLE poll_extensions (
    act_id      uuid PRIMARY KEY REFERENCES acts (id),
    poll_id     uuid NOT NULL REFERENCES polls (id),
    closed_at   timestamptz NOT NULL,
    closes_at   timestamptz NOT NULL,
    reason      text NOT NULL CONSTRAINT poll_extensions_reason_said CHECK (reason <> ''),
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT poll_extensions_forward CHECK (closes_at > closed_at),
    CONSTRAINT poll_extensions_once UNIQUE (poll_id, closed_at)
);
COMMENT ON TABLE poll_extensions IS 'When the close of a poll was put off, by an act that officers signed while it was open.';
COMMENT ON COLUMN poll_extensions.closed_at IS 'The close until then.';
CALL keep_as_history('poll_extensions');
REVOKE INSERT ON poll_extensions FROM commonhold_app;
GRANT INSERT ON poll_extensions TO commonhold_certifier;

CREATE FUNCTION guard_extension() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    poll public.polls;
    statement jsonb;
BEGIN
    PERFORM public.require_fresh_sight();
    -- The poll's lock alone: a close under way is done, or finds the new close.
    PERFORM pg_advisory_xact_lock(hashtextextended('poll ' || NEW.poll_id::text, 0));
    SELECT * INTO poll FROM public.polls p WHERE p.id = NEW.poll_id FOR UPDATE;
    SELECT convert_from(a.statement, 'UTF8')::jsonb INTO statement
        FROM public.acts a WHERE a.id = NEW.act_id AND a.subject_id = NEW.poll_id AND a.kind = 'poll.extended';
    IF (session_user = 'commonhold_certifier' AND poll.state = 'open' AND poll.closes_at = NEW.closed_at
        AND statement ->> 'closes' = extract(epoch FROM NEW.closes_at)::bigint::text
        AND statement ->> 'reason' = NEW.reason
        AND NOT EXISTS (SELECT 1 FROM public.poll_voidings v WHERE v.poll_id = NEW.poll_id)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a close is put off by an act, while the poll is open'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'extension_is_an_act';
    END IF;
    IF (clock_timestamp() < poll.closes_at) IS NOT TRUE THEN
        RAISE EXCEPTION 'the close of the poll has passed'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'extension_comes_before_the_close';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_extension() IS
    'Guard of poll_extensions: what an act says, of an open poll whose close has not passed.';
CREATE TRIGGER guard BEFORE INSERT ON poll_extensions FOR EACH ROW EXECUTE FUNCTION guard_extension();
ALTER TABLE poll_extensions ENABLE ALWAYS TRIGGER guard;

-- As before, and an open poll stays open while its close is put off.
CREATE OR REPLACE FUNCTION guard_poll() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    moved text[] := CASE TG_OP WHEN 'UPDATE' THEN
        CASE WHEN OLD.state = 'draft' AND NEW.state = 'open'
                THEN ARRAY['state', 'roll_id', 'eid', 'opens_at', 'closes_at']
             WHEN OLD.state = 'open' AND NEW.state = 'open' THEN ARRAY['closes_at']
             WHEN OLD.state = 'open' AND NEW.state = 'closed' THEN ARRAY['state', 'closed_at']
        END END;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF (NEW.state = 'draft' AND num_nonnulls(NEW.roll_id, NEW.eid, NEW.opens_at, NEW.closes_at, NEW.closed_at) = 0) IS NOT TRUE THEN
            RAISE EXCEPTION 'a poll begins as a draft'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'poll_begins_as_draft';
        END IF;
        RETURN NEW;
    END IF;
    IF (to_jsonb(NEW) - moved = to_jsonb(OLD) - moved) IS NOT TRUE THEN
        RAISE EXCEPTION 'a poll goes from draft to open to closed, and what a step fixed stays'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'poll_moves_forward';
    END IF;
    IF OLD.state = 'open' AND NEW.state = 'open' THEN
        IF EXISTS (SELECT 1 FROM public.poll_extensions x
                   WHERE x.poll_id = NEW.id AND x.closed_at = OLD.closes_at AND x.closes_at = NEW.closes_at) IS NOT TRUE THEN
            RAISE EXCEPTION 'a close is put off by an act'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'extension_is_an_act';
        END IF;
    ELSIF NEW.state = 'open' THEN
        IF (NEW.closes_at > clock_timestamp()
            AND EXISTS (SELECT 1 FROM public.roll_certifications c WHERE c.roll_id = NEW.roll_id)) IS NOT TRUE THEN
            RAISE EXCEPTION 'a poll opens on a certified roll, with a close to come'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'poll_opens_on_certified_roll';
        END IF;
    ELSE
        PERFORM pg_advisory_xact_lock(hashtextextended('poll ' || NEW.id::text, 0));
        IF (NEW.closes_at <= clock_timestamp()) IS NOT TRUE THEN
            RAISE EXCEPTION 'a poll closes when its time has come'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'poll_closes_in_time';
        END IF;
        NEW.closed_at := clock_timestamp();
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_poll() IS 'Guard of polls: forward only, and when the step is due.';

CREATE FUNCTION extend_poll(poll uuid, act uuid, closes timestamptz, reason text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    -- Casts and the close under way first.
    PERFORM pg_advisory_xact_lock(hashtextextended('poll ' || poll::text, 0));
    INSERT INTO public.poll_extensions (act_id, poll_id, closed_at, closes_at, reason)
        SELECT act, p.id, p.closes_at, closes, extend_poll.reason FROM public.polls p WHERE p.id = poll;
    UPDATE public.polls p SET closes_at = closes WHERE p.id = poll;
    -- Reminders are counted from the new close.
    DELETE FROM public.poll_reminders r WHERE r.poll_id = poll;
END
$$;
COMMENT ON FUNCTION extend_poll(uuid, uuid, timestamptz, text) IS
    'Puts off the close of an open poll, by a signed act; who was reminded of the old close is reminded of the new one.';
GRANT EXECUTE ON FUNCTION extend_poll(uuid, uuid, timestamptz, text) TO commonhold_certifier;

-- Options that withdrew after the opening. Nobody but officers has opened an
-- envelope by then, and none of them has said so.
CREATE TABLE poll_exclusions (
    act_id      uuid PRIMARY KEY REFERENCES acts (id),
    poll_id     uuid NOT NULL REFERENCES polls (id),
    option      text NOT NULL,
    reason      text NOT NULL CONSTRAINT poll_exclusions_reason_said CHECK (reason <> ''),
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT poll_exclusions_once UNIQUE (poll_id, option)
);
COMMENT ON TABLE poll_exclusions IS
    'Options of a poll that withdrew, died or were disqualified after its opening, by an act that officers signed before any envelope was opened.';
CALL keep_as_history('poll_exclusions');
REVOKE INSERT ON poll_exclusions FROM commonhold_app;
GRANT INSERT ON poll_exclusions TO commonhold_certifier;

CREATE FUNCTION guard_exclusion() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    poll_state text;
    statement jsonb;
    options jsonb;
BEGIN
    PERFORM public.require_fresh_sight();
    -- An opening that comes at the same time is in before, or finds the exclusion.
    PERFORM pg_advisory_xact_lock(hashtextextended('unsealing ' || NEW.poll_id::text, 0));
    SELECT p.state INTO poll_state FROM public.polls p WHERE p.id = NEW.poll_id;
    SELECT convert_from(a.statement, 'UTF8')::jsonb INTO statement
        FROM public.acts a WHERE a.id = NEW.act_id AND a.subject_id = NEW.poll_id AND a.kind = 'poll.excluded';
    SELECT convert_from(o.manifest, 'UTF8')::jsonb -> 'options' INTO options
        FROM public.poll_openings o WHERE o.poll_id = NEW.poll_id;
    IF (session_user = 'commonhold_certifier' AND poll_state IN ('open', 'closed')
        AND statement ->> 'option' = NEW.option AND statement ->> 'reason' = NEW.reason
        AND options @> jsonb_build_array(jsonb_build_object('id', NEW.option))
        AND NOT EXISTS (SELECT 1 FROM public.poll_voidings v WHERE v.poll_id = NEW.poll_id)) IS NOT TRUE THEN
        RAISE EXCEPTION 'an option of an opened poll is excluded by an act'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'exclusion_is_an_act';
    END IF;
    IF (NOT EXISTS (SELECT 1 FROM public.poll_unsealings u WHERE u.poll_id = NEW.poll_id)
        AND NOT EXISTS (SELECT 1 FROM public.poll_results r WHERE r.poll_id = NEW.poll_id)) IS NOT TRUE THEN
        RAISE EXCEPTION 'the envelopes have been opened'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'exclusion_comes_before_the_opening';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_exclusion() IS
    'Guard of poll_exclusions: what an act says, of an opened poll none of whose envelopes an officer has opened.';
CREATE TRIGGER guard BEFORE INSERT ON poll_exclusions FOR EACH ROW EXECUTE FUNCTION guard_exclusion();
ALTER TABLE poll_exclusions ENABLE ALWAYS TRIGGER guard;

ALTER TABLE poll_results ADD COLUMN as_cast text;
COMMENT ON COLUMN poll_results.as_cast IS 'as-cast.json: the count without regard to options that were excluded; null where none was.';

CREATE FUNCTION guard_as_cast() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF ((NEW.as_cast IS NOT NULL)
        = EXISTS (SELECT 1 FROM public.poll_exclusions x WHERE x.poll_id = NEW.poll_id)) IS NOT TRUE THEN
        RAISE EXCEPTION 'both counts are kept where an option was excluded, and one where none was'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'result_tells_of_exclusions';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_as_cast() IS 'Guard of poll_results: the count as cast is there exactly where an option was excluded.';
CREATE TRIGGER guard_as_cast BEFORE INSERT ON poll_results FOR EACH ROW EXECUTE FUNCTION guard_as_cast();
ALTER TABLE poll_results ENABLE ALWAYS TRIGGER guard_as_cast;

-- Complaints after the close. Whoever stands for a line of the roll may say
-- that something was wrong; officers answer each; the count is certified once
-- the time for them is over and every one is answered.
CREATE TABLE poll_complaints (
    id          uuid PRIMARY KEY,
    number      integer GENERATED ALWAYS AS IDENTITY UNIQUE,
    poll_id     uuid NOT NULL REFERENCES polls (id),
    person      uuid NOT NULL REFERENCES parties (id),
    receipt     bytea CONSTRAINT poll_complaints_receipt CHECK (octet_length(receipt) = 32),
    text        text NOT NULL CONSTRAINT poll_complaints_text CHECK (text = btrim(text) AND char_length(text) BETWEEN 1 AND 2000),
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT poll_complaints_no_tracker
        CHECK (text !~* '(^|[^a-z0-9])([a-z2-7]{4}\s?){4}\s?-\s?[a-z2-7]{4}\s?[a-z2-7]{2}')
);
CREATE INDEX poll_complaints_of_poll ON poll_complaints (poll_id);
CREATE INDEX poll_complaints_of_person ON poll_complaints (person);
COMMENT ON TABLE poll_complaints IS
    'What somebody on the roll of a closed poll found wrong, with the digest on their receipt if they gave it; never a tracker. The id is the form''s.';
CALL keep_as_history('poll_complaints');
CALL keep_until_erased('poll_complaints', '($1).person', 'text,receipt');

-- Beside erase_person, in its transaction.
CREATE FUNCTION erase_complaints() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    gone bigint;
BEGIN
    UPDATE public.poll_complaints c SET text = 'erased', receipt = NULL WHERE c.person = NEW.party;
    GET DIAGNOSTICS gone = ROW_COUNT;
    CALL public.count_erased(NEW.proposal, 'poll_complaints', gone);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION erase_complaints() IS 'With an erasure goes what the person wrote of polls, and the digests on their receipts.';
CREATE TRIGGER erase_complaints AFTER INSERT ON erasures FOR EACH ROW EXECUTE FUNCTION erase_complaints();
ALTER TABLE erasures ENABLE ALWAYS TRIGGER erase_complaints;

CREATE TABLE poll_complaint_answers (
    id          uuid PRIMARY KEY,
    record      bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    complaint   uuid NOT NULL REFERENCES poll_complaints (id),
    text        text NOT NULL CONSTRAINT poll_complaint_answers_text CHECK (text = btrim(text) AND char_length(text) BETWEEN 1 AND 2000),
    set_aside   uuid REFERENCES acts (id),
    answered_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT poll_complaint_answers_no_tracker
        CHECK (text !~* '(^|[^a-z0-9])([a-z2-7]{4}\s?){4}\s?-\s?[a-z2-7]{4}\s?[a-z2-7]{2}')
);
CREATE INDEX poll_complaint_answers_of_complaint ON poll_complaint_answers (complaint);
COMMENT ON TABLE poll_complaint_answers IS
    'How officers answered a complaint, and the act that sets envelopes aside because of it, if they decided so. The id is the form''s.';
CALL keep_as_history('poll_complaint_answers');

CREATE FUNCTION complaints_until(poll uuid) RETURNS timestamptz
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT (p.closes_at AT TIME ZONE z.zone + make_interval(days => (r.rule ->> 'value')::integer)) AT TIME ZONE z.zone
    FROM public.polls p
    JOIN public.poll_openings o ON o.poll_id = p.id
    CROSS JOIN LATERAL jsonb_array_elements(convert_from(o.manifest, 'UTF8')::jsonb -> 'rules') AS r (rule)
    CROSS JOIN LATERAL (SELECT coalesce((SELECT f.time_zone FROM public.foundations f ORDER BY f.version DESC LIMIT 1), 'UTC') AS zone) z
    WHERE p.id = poll AND r.rule ->> 'key' = 'complaints.days' AND (r.rule ->> 'value')::integer > 0
$$;
COMMENT ON FUNCTION complaints_until(uuid) IS
    'Until when one may complain of a poll, by the rule that its manifest fixed and the close as it stands; null where the rule is silent or says no days.';
REVOKE ALL ON FUNCTION complaints_until(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION complaints_until(uuid) TO commonhold_app, commonhold_certifier;

CREATE FUNCTION guard_complaint() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    poll public.polls;
BEGIN
    PERFORM public.require_fresh_sight();
    -- A certification that comes at the same time is in before, or finds the complaint.
    PERFORM pg_advisory_xact_lock(hashtextextended('complaints ' || NEW.poll_id::text, 0));
    SELECT * INTO poll FROM public.polls p WHERE p.id = NEW.poll_id;
    IF (poll.state = 'closed' AND clock_timestamp() < public.complaints_until(NEW.poll_id)
        AND NOT EXISTS (SELECT 1 FROM public.poll_voidings v WHERE v.poll_id = NEW.poll_id)
        AND NOT EXISTS (SELECT 1 FROM public.poll_certifications c WHERE c.poll_id = NEW.poll_id)) IS NOT TRUE THEN
        RAISE EXCEPTION 'one complains of a poll between its close and the end of the time that the rules give'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'complaint_comes_in_time';
    END IF;
    IF EXISTS (SELECT 1 FROM public.roll_entitlements e JOIN public.memberships m ON m.id = e.membership_id
               WHERE e.roll_id = poll.roll_id
                 AND (m.party = NEW.person
                      OR EXISTS (SELECT 1 FROM public.representations r
                                 WHERE r.organisation = m.party AND r.person = NEW.person))) IS NOT TRUE THEN
        RAISE EXCEPTION 'who complains of a poll stands for a line of its roll'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'complaint_is_of_the_roll';
    END IF;
    IF ((SELECT count(*) FROM public.poll_complaints c WHERE c.poll_id = NEW.poll_id AND c.person = NEW.person) < 10) IS NOT TRUE THEN
        RAISE EXCEPTION 'one person complains of a poll ten times at most'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'complaints_are_few';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_complaint() IS
    'Guard of poll_complaints: in time, by somebody who stands for a line of the roll, ten times at most.';
CREATE TRIGGER guard BEFORE INSERT ON poll_complaints FOR EACH ROW EXECUTE FUNCTION guard_complaint();
ALTER TABLE poll_complaints ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_complaint_answer() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    complaint public.poll_complaints;
BEGIN
    PERFORM public.require_fresh_sight();
    SELECT * INTO complaint FROM public.poll_complaints c WHERE c.id = NEW.complaint;
    IF (complaint.person <> NEW.answered_by) IS NOT TRUE THEN
        RAISE EXCEPTION 'nobody answers their own complaint'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'complaint_answer_is_another_s';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('complaints ' || complaint.poll_id::text, 0));
    IF EXISTS (SELECT 1 FROM public.poll_certifications c WHERE c.poll_id = complaint.poll_id) IS NOT FALSE THEN
        RAISE EXCEPTION 'the count is certified'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'complaint_answer_comes_in_time';
    END IF;
    IF (NEW.set_aside IS NULL
        OR EXISTS (SELECT 1 FROM public.acts a WHERE a.id = NEW.set_aside
                   AND a.subject_id = complaint.poll_id AND a.kind = 'poll.set_aside')) IS NOT TRUE THEN
        RAISE EXCEPTION 'that act sets no envelopes of the poll aside'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'complaint_answer_names_a_set_aside';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_complaint_answer() IS
    'Guard of poll_complaint_answers: by somebody else, before the certification; an act it names sets envelopes of that poll aside.';
CREATE TRIGGER guard BEFORE INSERT ON poll_complaint_answers FOR EACH ROW EXECUTE FUNCTION guard_complaint_answer();
ALTER TABLE poll_complaint_answers ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_complaints_answered() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock(hashtextextended('complaints ' || NEW.poll_id::text, 0));
    IF (coalesce(public.complaints_until(NEW.poll_id) <= clock_timestamp(), true)
        AND NOT EXISTS (SELECT 1 FROM public.poll_complaints c WHERE c.poll_id = NEW.poll_id
                        AND NOT EXISTS (SELECT 1 FROM public.poll_complaint_answers a WHERE a.complaint = c.id))) IS NOT TRUE THEN
        RAISE EXCEPTION 'a count is certified once the time for complaints is over and all are answered'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'certification_waits_for_complaints';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_complaints_answered() IS
    'Guard of poll_certifications: the time for complaints is over, and every complaint is answered.';
CREATE TRIGGER guard_complaints BEFORE INSERT ON poll_certifications FOR EACH ROW EXECUTE FUNCTION guard_complaints_answered();
ALTER TABLE poll_certifications ENABLE ALWAYS TRIGGER guard_complaints;
