-- From the close to the certified count, and to the end of what was sealed: the closing
-- set, what officers opened, the count and its certification; options and envelopes that do
-- not count; complaints; shares of the sealing key, and the destruction of envelopes.
--
-- All of it is history, but for the words of complaints. The certifier alone inserts what
-- takes signed acts. The database refuses a closing set that is not what was cast, an
-- opening under a strange key, and a certification of anything but the count.
--
-- No share of a key ever comes here. What stands here is the public part that officers
-- uploaded, and what they said.

CREATE TABLE poll_closings (
    poll_id       uuid PRIMARY KEY REFERENCES polls (id),
    cast_count    integer NOT NULL,
    superseded    integer NOT NULL,
    live          integer NOT NULL,
    votes         bigint NOT NULL,
    live_root     bytea NOT NULL CONSTRAINT poll_closings_root_length CHECK (octet_length(live_root) = 32),
    live_lines    text NOT NULL,
    participation text NOT NULL,
    recorded_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT poll_closings_add_up CHECK (cast_count = superseded + live)
);
COMMENT ON TABLE poll_closings IS 'The closing set of a poll: live.jsonl, its root, and participation.json.';
COMMENT ON COLUMN poll_closings.live_lines IS 'live.jsonl, the closing set.';
COMMENT ON COLUMN poll_closings.live_root IS 'The root of the tree over the live digests.';
COMMENT ON COLUMN poll_closings.participation IS 'participation.json.';
CALL keep_as_history('poll_closings');

-- An officer opens anew once envelopes were set aside: the latest opening counts.
CREATE TABLE poll_unsealings (
    poll_id     uuid NOT NULL REFERENCES polls (id),
    officer_key bytea NOT NULL CONSTRAINT poll_unsealings_key_length CHECK (octet_length(officer_key) = 32),
    statement   text NOT NULL,
    ballots     text NOT NULL,
    open_lines  text NOT NULL,
    uploaded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY
);
COMMENT ON TABLE poll_unsealings IS
    'What officers opened elsewhere: the signed statement, the canonical ballots, the open cells.';
COMMENT ON COLUMN poll_unsealings.statement IS 'What the officer signed.';
COMMENT ON COLUMN poll_unsealings.ballots IS 'The ballots that were in the envelopes, in canonical form.';
COMMENT ON COLUMN poll_unsealings.open_lines IS 'The lines of open cells.';
CREATE INDEX poll_unsealings_of_poll ON poll_unsealings (poll_id);
CALL keep_as_history('poll_unsealings');

CREATE TABLE poll_reveals (
    poll_id     uuid NOT NULL REFERENCES polls (id),
    officer_key bytea NOT NULL,
    reveal      bytea NOT NULL CONSTRAINT poll_reveals_length CHECK (octet_length(reveal) = 32),
    uploaded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (poll_id, officer_key)
);
COMMENT ON TABLE poll_reveals IS 'The officers'' shares of the lot, revealed after the close.';
CALL keep_as_history('poll_reveals');

CREATE TABLE poll_results (
    poll_id     uuid PRIMARY KEY REFERENCES polls (id),
    result      text NOT NULL,
    ballots_sha256 bytea NOT NULL,
    beacon      bytea NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    as_cast     text
);
COMMENT ON TABLE poll_results IS
    'The count: result.json, the ballots it counts by digest, and the beacon of the lot. The certifier alone inserts.';
COMMENT ON COLUMN poll_results.as_cast IS 'as-cast.json: the count without regard to options that were excluded; null where none was.';
COMMENT ON COLUMN poll_results.result IS 'result.json.';
COMMENT ON COLUMN poll_results.beacon IS 'The bytes of the beacon, from which the lot is drawn.';
CALL keep_as_history('poll_results');

-- By what officers signed, and by nothing else.
REVOKE INSERT ON poll_results FROM commonhold_app;
GRANT INSERT ON poll_results TO commonhold_certifier;

CREATE TABLE poll_certifications (
    poll_id       uuid NOT NULL REFERENCES polls (id),
    person_id     uuid NOT NULL REFERENCES parties (id),
    result_sha256 bytea NOT NULL CONSTRAINT poll_certifications_digest_length CHECK (octet_length(result_sha256) = 32),
    recorded_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (poll_id, person_id)
);
COMMENT ON TABLE poll_certifications IS
    'Officers who certify a count; two make it certified. The certifier alone inserts.';
CALL keep_as_history('poll_certifications');

-- By what officers signed, and by nothing else.
REVOKE INSERT ON poll_certifications FROM commonhold_app;
GRANT INSERT ON poll_certifications TO commonhold_certifier;

CREATE FUNCTION guard_after_close() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    state text;
BEGIN
    SELECT p.state INTO state FROM public.polls p WHERE p.id = NEW.poll_id FOR SHARE;
    IF (state = 'closed') IS NOT TRUE THEN
        RAISE EXCEPTION 'the poll is not closed'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'poll_is_closed';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_after_close() IS 'Guard of what follows the close: the poll is closed.';
CREATE TRIGGER guard BEFORE INSERT ON poll_closings FOR EACH ROW EXECUTE FUNCTION guard_after_close();
ALTER TABLE poll_closings ENABLE ALWAYS TRIGGER guard;
CREATE TRIGGER guard BEFORE INSERT ON poll_unsealings FOR EACH ROW EXECUTE FUNCTION guard_after_close();
ALTER TABLE poll_unsealings ENABLE ALWAYS TRIGGER guard;
CREATE TRIGGER guard BEFORE INSERT ON poll_reveals FOR EACH ROW EXECUTE FUNCTION guard_after_close();
ALTER TABLE poll_reveals ENABLE ALWAYS TRIGGER guard;
CREATE TRIGGER guard BEFORE INSERT ON poll_results FOR EACH ROW EXECUTE FUNCTION guard_after_close();
ALTER TABLE poll_results ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_closing() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    envelopes bigint;
    voted bigint;
    weight bigint;
BEGIN
    SELECT coalesce(sum(v.times), 0), count(*), coalesce(sum(v.weight), 0) INTO envelopes, voted, weight
    FROM (SELECT count(*) AS times, max(e.weight) AS weight
          FROM public.envelopes e WHERE e.poll_id = NEW.poll_id GROUP BY e.entitlement) v;
    IF (NEW.cast_count = envelopes AND NEW.live = voted AND NEW.votes = weight) IS NOT TRUE THEN
        RAISE EXCEPTION 'the closing set is not what was cast'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'closing_is_what_was_cast';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_closing() IS
    'Guard of poll_closings: its numbers are those of the envelopes. One entitlement has one weight on one roll.';
CREATE TRIGGER guard_closing BEFORE INSERT ON poll_closings FOR EACH ROW EXECUTE FUNCTION guard_closing();
ALTER TABLE poll_closings ENABLE ALWAYS TRIGGER guard_closing;

CREATE FUNCTION guard_officer_key() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM public.poll_keys k
               WHERE k.poll_id = NEW.poll_id AND k.kind = 'sign' AND k.key = NEW.officer_key) IS NOT TRUE THEN
        RAISE EXCEPTION 'the key is not of an officer of this poll'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'officer_key_is_of_the_poll';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_officer_key() IS
    'Guard of poll_unsealings and poll_reveals: under a key that was uploaded while the poll was drafted.';
CREATE TRIGGER guard_key BEFORE INSERT ON poll_unsealings FOR EACH ROW EXECUTE FUNCTION guard_officer_key();
ALTER TABLE poll_unsealings ENABLE ALWAYS TRIGGER guard_key;
CREATE TRIGGER guard_key BEFORE INSERT ON poll_reveals FOR EACH ROW EXECUTE FUNCTION guard_officer_key();
ALTER TABLE poll_reveals ENABLE ALWAYS TRIGGER guard_key;

CREATE FUNCTION guard_certification() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM public.poll_results r
               WHERE r.poll_id = NEW.poll_id
                 AND sha256(convert_to(r.result, 'UTF8')) = NEW.result_sha256) IS NOT TRUE THEN
        RAISE EXCEPTION 'what is certified is not the count'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'certification_is_of_the_count';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_certification() IS
    'Guard of poll_certifications: what is certified is the count that is there, by its digest.';
CREATE TRIGGER guard BEFORE INSERT ON poll_certifications FOR EACH ROW EXECUTE FUNCTION guard_certification();
ALTER TABLE poll_certifications ENABLE ALWAYS TRIGGER guard;

-- Envelopes that officers decided not to count.
CREATE TABLE poll_set_asides (
    digest      bytea PRIMARY KEY CONSTRAINT poll_set_asides_length CHECK (octet_length(digest) = 32),
    poll_id     uuid NOT NULL REFERENCES polls (id),
    act_id      uuid NOT NULL REFERENCES acts (id),
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE poll_set_asides IS
    'Live envelopes that are not opened, by an act that officers signed before the count. The certifier alone inserts.';
CREATE INDEX poll_set_asides_of_poll ON poll_set_asides (poll_id);
CALL keep_as_history('poll_set_asides');
REVOKE INSERT ON poll_set_asides FROM commonhold_app;
GRANT INSERT ON poll_set_asides TO commonhold_certifier;

CREATE FUNCTION guard_set_aside() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    statement jsonb;
BEGIN
    PERFORM public.require_fresh_sight();
    -- An opening that comes at the same time is in before, or is measured without these.
    PERFORM pg_advisory_xact_lock(hashtextextended('unsealing ' || NEW.poll_id::text, 0));
    SELECT convert_from(a.statement, 'UTF8')::jsonb INTO statement
        FROM public.acts a WHERE a.id = NEW.act_id AND a.subject_id = NEW.poll_id AND a.kind = 'poll.set_aside';
    IF (session_user = 'commonhold_certifier'
        AND EXISTS (SELECT 1 FROM public.polls p WHERE p.id = NEW.poll_id AND p.state = 'closed')
        AND statement -> 'digests' ? encode(NEW.digest, 'hex')
        AND EXISTS (SELECT 1 FROM public.envelopes e WHERE e.poll_id = NEW.poll_id AND e.digest = NEW.digest)
        AND NOT EXISTS (SELECT 1 FROM public.poll_results r WHERE r.poll_id = NEW.poll_id)) IS NOT TRUE THEN
        RAISE EXCEPTION 'an envelope is set aside by an act, after the close and before the count'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'set_aside_is_an_act';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_set_aside() IS
    'Guard of poll_set_asides: by the certifier, envelopes that an act names, after the close and before the count.';
CREATE TRIGGER guard BEFORE INSERT ON poll_set_asides FOR EACH ROW EXECUTE FUNCTION guard_set_aside();
ALTER TABLE poll_set_asides ENABLE ALWAYS TRIGGER guard;

-- Nothing is counted in a poll that was ended; nothing is cast either, which
-- the guard of envelopes asks under its lock.
CREATE FUNCTION guard_not_voided() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM public.poll_voidings v WHERE v.poll_id = NEW.poll_id) IS NOT FALSE THEN
        RAISE EXCEPTION 'the poll was ended'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'poll_is_not_ended';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_not_voided() IS 'Guard of poll_results: the poll was not ended.';
CREATE TRIGGER guard_voided BEFORE INSERT ON poll_results FOR EACH ROW EXECUTE FUNCTION guard_not_voided();
ALTER TABLE poll_results ENABLE ALWAYS TRIGGER guard_voided;

CREATE FUNCTION guard_opening_anew() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    -- Two uploads of one officer at once: the second waits and sees the first.
    PERFORM pg_advisory_xact_lock(hashtextextended('unsealing ' || NEW.poll_id::text, 0));
    IF EXISTS (SELECT 1 FROM public.poll_results r WHERE r.poll_id = NEW.poll_id) IS NOT FALSE THEN
        RAISE EXCEPTION 'the count has been made'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'opening_comes_before_the_count';
    END IF;
    IF EXISTS (SELECT 1 FROM public.poll_unsealings u
               WHERE u.poll_id = NEW.poll_id AND u.officer_key = NEW.officer_key
                 AND NOT EXISTS (SELECT 1 FROM public.poll_set_asides s
                                 WHERE s.poll_id = NEW.poll_id AND s.recorded_at >= u.recorded_at)) IS NOT FALSE THEN
        RAISE EXCEPTION 'this officer has opened the envelopes already'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'officer_opens_once';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_opening_anew() IS
    'Guard of poll_unsealings: before the count, and once by each officer, or again after envelopes were set aside.';
CREATE TRIGGER guard_opening BEFORE INSERT ON poll_unsealings FOR EACH ROW EXECUTE FUNCTION guard_opening_anew();
ALTER TABLE poll_unsealings ENABLE ALWAYS TRIGGER guard_opening;

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
    'Options of a poll that withdrew, died or were disqualified after its opening, by an act that officers signed before any envelope was opened. The certifier alone inserts.';
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
COMMENT ON TABLE poll_complaints IS
    'What somebody on the roll of a closed poll found wrong, with the digest on their receipt if they gave it; never a tracker. The id is the form''s. History, but for what an erasure takes of it.';
CREATE INDEX poll_complaints_of_poll ON poll_complaints (poll_id);
CREATE INDEX poll_complaints_of_person ON poll_complaints (person);
CALL keep_as_history('poll_complaints');
CALL keep_until_erased('poll_complaints', '($1).person', 'text,receipt');

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
COMMENT ON TABLE poll_complaint_answers IS
    'How officers answered a complaint, and the act that sets envelopes aside because of it, if they decided so. The id is the form''s.';
CREATE INDEX poll_complaint_answers_of_complaint ON poll_complaint_answers (complaint);
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

-- Shares of a poll's sealing key: who holds them, whether they were rehearsed, which are
-- lost; and the end of them and of the envelopes.

CREATE TABLE key_ceremonies (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    poll_id     uuid NOT NULL REFERENCES polls (id),
    key_check   bytea NOT NULL CONSTRAINT key_ceremonies_check_length CHECK (octet_length(key_check) = 32),
    part        text NOT NULL CONSTRAINT key_ceremonies_bounded CHECK (octet_length(part) <= 16384),
    threshold   integer NOT NULL,
    holders     integer NOT NULL,
    uploaded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT key_ceremonies_once UNIQUE (poll_id, key_check),
    CONSTRAINT key_ceremonies_numbers CHECK (2 <= threshold AND threshold <= holders AND holders <= 20)
);
COMMENT ON TABLE key_ceremonies IS
    'Sealing keys that were split: the public part as uploaded, how many of how many holders open. Of a poll the latest counts.';
COMMENT ON COLUMN key_ceremonies.key_check IS 'H(seal-key, poll, key), by which every share names the key it belongs to.';
CALL keep_as_history('key_ceremonies');
CREATE TRIGGER guard BEFORE INSERT ON key_ceremonies FOR EACH ROW EXECUTE FUNCTION guard_draft();
ALTER TABLE key_ceremonies ENABLE ALWAYS TRIGGER guard;

CREATE TABLE key_share_holders (
    ceremony    bigint NOT NULL REFERENCES key_ceremonies (id),
    x           integer NOT NULL CONSTRAINT key_share_holders_place CHECK (x BETWEEN 1 AND 20),
    name        text NOT NULL CONSTRAINT key_share_holders_named CHECK (name <> ''),
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (ceremony, x),
    CONSTRAINT key_share_holders_one_each UNIQUE (ceremony, name)
);
COMMENT ON TABLE key_share_holders IS 'Who holds which share of a split key, as its public part names them.';
COMMENT ON COLUMN key_share_holders.x IS 'The number of the share, from 1.';
CALL keep_as_history('key_share_holders');

CREATE TABLE key_challenges (
    id          uuid PRIMARY KEY,
    ceremony    bigint NOT NULL REFERENCES key_ceremonies (id),
    challenge   text NOT NULL CONSTRAINT key_challenges_bounded CHECK (octet_length(challenge) <= 16384),
    kept        bytea NOT NULL CONSTRAINT key_challenges_kept_length CHECK (octet_length(kept) = 32),
    made_for    uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE key_challenges IS
    'Dummy envelopes for the rehearsal: what is inside is random and kept as a hash only, so whoever shows it has opened one.';
COMMENT ON COLUMN key_challenges.kept IS 'What the dummy envelopes hold, as a hash.';
CREATE INDEX key_challenges_of_ceremony ON key_challenges (ceremony);
CALL keep_as_history('key_challenges');

CREATE TABLE key_rehearsals (
    challenge   uuid PRIMARY KEY REFERENCES key_challenges (id),
    ceremony    bigint NOT NULL REFERENCES key_ceremonies (id),
    value       bytea NOT NULL CONSTRAINT key_rehearsals_value_length CHECK (octet_length(value) = 32),
    holders     text[] NOT NULL,
    recorded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE key_rehearsals IS
    'Dummy envelopes that shares opened, and whose shares the officers'' program said they were.';
CREATE INDEX key_rehearsals_of_ceremony ON key_rehearsals (ceremony);
CALL keep_as_history('key_rehearsals');

CREATE FUNCTION guard_rehearsal() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    poll public.key_ceremonies;
    tag bytea := convert_to('commonhold/rehearsal/v1', 'UTF8');
    kept bytea;
BEGIN
    SELECT * INTO poll FROM public.key_ceremonies c WHERE c.id = NEW.ceremony;
    SELECT c.kept INTO kept FROM public.key_challenges c WHERE c.id = NEW.challenge AND c.ceremony = NEW.ceremony;
    IF (kept = sha256(int4send(octet_length(tag)) || tag || int4send(16) || uuid_send(poll.poll_id)
                      || int4send(32) || NEW.value)) IS NOT TRUE THEN
        RAISE EXCEPTION 'this is not what the dummy envelope holds'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'rehearsal_is_opened';
    END IF;
    IF ((SELECT count(DISTINCT h.name) FROM public.key_share_holders h
         WHERE h.ceremony = NEW.ceremony AND h.name = ANY (NEW.holders)) = cardinality(NEW.holders)
        AND cardinality(NEW.holders) >= poll.threshold) IS NOT TRUE THEN
        RAISE EXCEPTION 'a rehearsal is by as many holders of the key as open'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'rehearsal_is_by_its_holders';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_rehearsal() IS 'Guard of key_rehearsals: the value is the one that was sealed, the names are holders.';
CREATE TRIGGER guard BEFORE INSERT ON key_rehearsals FOR EACH ROW EXECUTE FUNCTION guard_rehearsal();
ALTER TABLE key_rehearsals ENABLE ALWAYS TRIGGER guard;

CREATE TABLE key_share_losses (
    ceremony    bigint NOT NULL,
    x           integer NOT NULL,
    reason      text NOT NULL CONSTRAINT key_share_losses_reason_said CHECK (reason <> ''),
    reported_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (ceremony, x),
    FOREIGN KEY (ceremony, x) REFERENCES key_share_holders (ceremony, x)
);
COMMENT ON TABLE key_share_losses IS 'Shares that an officer reported as lost, or as known to somebody else.';
CALL keep_as_history('key_share_losses');

CREATE TABLE key_share_destructions (
    poll_id     uuid NOT NULL REFERENCES polls (id),
    x           integer NOT NULL CONSTRAINT key_share_destructions_place CHECK (x BETWEEN 1 AND 20),
    stated_by   uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (poll_id, x)
);
COMMENT ON TABLE key_share_destructions IS
    'Shares (of a key that was not split: the key, as 1) of which was said that every copy is destroyed.';
CALL keep_as_history('key_share_destructions');

-- While a poll goes on, its shares are needed.
CREATE FUNCTION guard_share_destruction() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (EXISTS (SELECT 1 FROM public.poll_certifications c WHERE c.poll_id = NEW.poll_id)
        OR EXISTS (SELECT 1 FROM public.poll_voidings v WHERE v.poll_id = NEW.poll_id)) IS NOT TRUE THEN
        RAISE EXCEPTION 'shares are kept until the poll is certified or ended'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'poll_is_over';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_share_destruction() IS 'Guard of key_share_destructions: the poll is certified or was ended.';
CREATE TRIGGER guard BEFORE INSERT ON key_share_destructions FOR EACH ROW EXECUTE FUNCTION guard_share_destruction();
ALTER TABLE key_share_destructions ENABLE ALWAYS TRIGGER guard;

CREATE TABLE poll_destructions (
    poll_id     uuid PRIMARY KEY REFERENCES polls (id),
    act_id      uuid NOT NULL REFERENCES acts (id),
    envelopes   bigint NOT NULL,
    shares      bigint NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE poll_destructions IS
    'Acts by which officers let the envelopes of a poll be destroyed, and said how many shares of its key are. The certifier alone inserts.';
CALL keep_as_history('poll_destructions');
REVOKE INSERT ON poll_destructions FROM commonhold_app;
GRANT INSERT ON poll_destructions TO commonhold_certifier;

CREATE FUNCTION guard_destruction() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (session_user = 'commonhold_certifier'
        AND EXISTS (SELECT 1 FROM public.acts a
                    WHERE a.id = NEW.act_id AND a.subject_id = NEW.poll_id AND a.kind = 'poll.destroyed')
        AND (EXISTS (SELECT 1 FROM public.poll_certifications c WHERE c.poll_id = NEW.poll_id)
             OR EXISTS (SELECT 1 FROM public.poll_voidings v WHERE v.poll_id = NEW.poll_id))
        AND NEW.envelopes = (SELECT count(*) FROM public.envelopes e WHERE e.poll_id = NEW.poll_id)
        AND NEW.shares = (SELECT count(*) FROM public.key_share_destructions d WHERE d.poll_id = NEW.poll_id)) IS NOT TRUE THEN
        RAISE EXCEPTION 'envelopes are destroyed by an act, once the poll is certified or was ended'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'destruction_is_an_act';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_destruction() IS 'Guard of poll_destructions: the certifier''s, by an act, over what is there.';
CREATE TRIGGER guard BEFORE INSERT ON poll_destructions FOR EACH ROW EXECUTE FUNCTION guard_destruction();
ALTER TABLE poll_destructions ENABLE ALWAYS TRIGGER guard;

CREATE TABLE envelope_destructions (
    poll_id     uuid PRIMARY KEY REFERENCES poll_destructions (poll_id),
    envelopes   bigint NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE envelope_destructions IS
    'Polls whose envelopes the operator emptied by commonhold destroy, and when. The database itself writes it.';
CALL keep_as_history('envelope_destructions');
REVOKE INSERT ON envelope_destructions FROM commonhold_app;

-- The one way in which something of an envelope goes: what is sealed in it,
-- never its digest, for the log, the closing set and the receipts name that.
-- The guards of history rest within this transaction, which holds the table
-- alone, and are on again before anybody else can write.
CREATE FUNCTION destroy_envelopes(poll uuid) RETURNS bigint
    LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    destroyed bigint;
BEGIN
    IF EXISTS (SELECT 1 FROM public.poll_destructions d
               JOIN public.act_outcomes o ON o.act_id = d.act_id AND o.done
               WHERE d.poll_id = poll) IS NOT TRUE THEN
        RAISE EXCEPTION 'envelopes are destroyed once an act that officers signed was done'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'destruction_is_an_act';
    END IF;
    LOCK TABLE public.envelopes IN ACCESS EXCLUSIVE MODE;
    ALTER TABLE public.envelopes DISABLE TRIGGER append_only;
    ALTER TABLE public.envelopes DISABLE TRIGGER append_only_rows;
    UPDATE public.envelopes e SET enc = '', ct = ''
        WHERE e.poll_id = poll AND octet_length(e.enc) + octet_length(e.ct) > 0;
    GET DIAGNOSTICS destroyed = ROW_COUNT;
    ALTER TABLE public.envelopes ENABLE ALWAYS TRIGGER append_only;
    ALTER TABLE public.envelopes ENABLE ALWAYS TRIGGER append_only_rows;
    INSERT INTO public.envelope_destructions (poll_id, envelopes) VALUES (poll, destroyed) ON CONFLICT DO NOTHING;
    RETURN destroyed;
END
$$;
COMMENT ON FUNCTION destroy_envelopes(uuid) IS
    'Empties the envelopes of a poll after the act of its officers; for the owner alone.';
