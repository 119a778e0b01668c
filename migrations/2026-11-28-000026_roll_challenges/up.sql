-- A roll is preliminary until it is certified: it can be published for challenges, each is answered
-- on record, and what was certified wrongly is corrected by another roll.

CREATE TABLE roll_windows (
    roll uuid PRIMARY KEY REFERENCES rolls (id),
    closes_at timestamptz NOT NULL,
    opened_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE roll_windows IS
    'A proposed roll published for challenges, from recorded_at until closes_at; of each roll once.';

CREATE TABLE roll_challenges (
    id uuid PRIMARY KEY,
    number integer GENERATED ALWAYS AS IDENTITY UNIQUE,
    roll uuid NOT NULL REFERENCES roll_windows (roll),
    membership uuid REFERENCES memberships (id),
    person uuid NOT NULL REFERENCES parties (id),
    kind text NOT NULL,
    text text NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT roll_challenges_of_roll UNIQUE (id, roll),
    CONSTRAINT roll_challenges_kind CHECK (kind IN ('missing', 'votes', 'stranger')),
    CONSTRAINT roll_challenges_votes CHECK (kind <> 'votes' OR membership IS NOT NULL),
    CONSTRAINT roll_challenges_text CHECK (text = btrim(text) AND char_length(text) BETWEEN 1 AND 2000)
);
COMMENT ON TABLE roll_challenges IS
    'What somebody asked of a preliminary roll: why a membership is not on it (missing), why it has other votes (votes), or why somebody is on it who should not be (stranger). The id is the form''s.';
CREATE INDEX roll_challenges_roll ON roll_challenges (roll);
CREATE INDEX roll_challenges_person ON roll_challenges (person);

CREATE TABLE roll_answers (
    id uuid PRIMARY KEY,
    record bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    challenge uuid NOT NULL,
    roll uuid NOT NULL,
    verdict text NOT NULL,
    text text NOT NULL,
    citation text NOT NULL,
    answered_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT roll_answers_challenge FOREIGN KEY (challenge, roll) REFERENCES roll_challenges (id, roll),
    CONSTRAINT roll_answers_verdict CHECK (verdict IN ('upheld', 'not_upheld')),
    CONSTRAINT roll_answers_text CHECK (text = btrim(text) AND char_length(text) BETWEEN 1 AND 2000),
    CONSTRAINT roll_answers_citation CHECK (citation = btrim(citation) AND char_length(citation) BETWEEN 1 AND 200)
);
COMMENT ON TABLE roll_answers IS
    'How officers answered a challenge, with the rule they rest on; of each challenge the last answer rules. The id is the form''s.';
CREATE INDEX roll_answers_latest ON roll_answers (challenge, record DESC);

CREATE TABLE roll_corrections (
    roll uuid PRIMARY KEY REFERENCES rolls (id),
    corrects uuid NOT NULL REFERENCES rolls (id),
    reason text NOT NULL,
    proposed_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT roll_corrections_forward CHECK (roll <> corrects),
    CONSTRAINT roll_corrections_reason CHECK (reason = btrim(reason) AND char_length(reason) BETWEEN 1 AND 2000)
);
COMMENT ON TABLE roll_corrections IS
    'A roll that was proposed to take the place of a certified one, and why. Once it is certified itself, no vote opens on the other any more; a vote that was opened keeps its roll.';
CREATE INDEX roll_corrections_corrects ON roll_corrections (corrects);

-- Days for which a roll is open to challenges by the rule in force when it was proposed; null where
-- no document says.
CREATE FUNCTION roll_challenge_days(asked uuid) RETURNS integer
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT f.value::integer FROM public.rolls r, public.rule_in_force('roll.challenge.days', r.recorded_at) f
    WHERE r.id = asked
$$;
COMMENT ON FUNCTION roll_challenge_days(uuid) IS
    'Days for which a roll is open to challenges, by the rule in force when it was proposed; null where it is silent.';
REVOKE ALL ON FUNCTION roll_challenge_days(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION roll_challenge_days(uuid) TO commonhold_app, commonhold_certifier;

CREATE FUNCTION certified_correction(asked uuid) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (SELECT c.roll FROM public.roll_corrections c
            JOIN public.roll_certifications d ON d.roll_id = c.roll WHERE c.corrects = asked);
END
$$;
COMMENT ON FUNCTION certified_correction(uuid) IS 'The certified roll that took the place of this one; null where none did.';
REVOKE ALL ON FUNCTION certified_correction(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION certified_correction(uuid) TO commonhold_app, commonhold_certifier;

CREATE FUNCTION guard_roll_window() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    zone text := (SELECT f.time_zone FROM public.foundations f ORDER BY f.version DESC LIMIT 1);
    days integer := coalesce(public.roll_challenge_days(NEW.roll), 0);
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM 1 FROM public.rolls WHERE id = NEW.roll FOR SHARE;
    IF (FOUND AND NOT EXISTS (SELECT 1 FROM public.roll_certifications c WHERE c.roll_id = NEW.roll)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a certified roll is published for challenges no more'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'roll_is_preliminary';
    END IF;
    IF (NEW.closes_at > clock_timestamp()
        AND NEW.closes_at >= (clock_timestamp() AT TIME ZONE zone + make_interval(days => days)) AT TIME ZONE zone) IS NOT TRUE THEN
        RAISE EXCEPTION 'a roll is open to challenges for at least % days', days
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'roll_window_is_long_enough';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_roll_window() IS
    'Guard of roll_windows: before the certification, and for as many days as the rule asks for, by the clock of the foundation.';
CREATE TRIGGER guard BEFORE INSERT ON roll_windows FOR EACH ROW EXECUTE FUNCTION guard_roll_window();
ALTER TABLE roll_windows ENABLE ALWAYS TRIGGER guard;
CALL keep_as_history('roll_windows');

CREATE FUNCTION guard_roll_challenge() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM 1 FROM public.rolls WHERE id = NEW.roll FOR SHARE;
    IF EXISTS (SELECT 1 FROM public.roll_windows w
               WHERE w.roll = NEW.roll AND clock_timestamp() < w.closes_at) IS NOT TRUE THEN
        RAISE EXCEPTION 'a roll is challenged while it is open to challenges'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'roll_window_is_open';
    END IF;
    IF (NEW.membership IS NULL
        OR EXISTS (SELECT 1 FROM public.memberships m WHERE m.id = NEW.membership
                   AND (m.party = NEW.person
                        OR EXISTS (SELECT 1 FROM public.representations r
                                   WHERE r.organisation = m.party AND r.person = NEW.person)))) IS NOT TRUE THEN
        RAISE EXCEPTION 'of a membership somebody asks who acts for it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'roll_challenge_is_of_its_member';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('challenger ' || NEW.person::text, 0));
    IF ((SELECT count(*) FROM public.roll_challenges c WHERE c.roll = NEW.roll AND c.person = NEW.person) < 10) IS NOT TRUE THEN
        RAISE EXCEPTION 'one person challenges a roll ten times at most'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'roll_challenges_are_few';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_roll_challenge() IS
    'Guard of roll_challenges: while the window is open, by whoever acts for the membership, ten times at most.';
CREATE TRIGGER guard BEFORE INSERT ON roll_challenges FOR EACH ROW EXECUTE FUNCTION guard_roll_challenge();
ALTER TABLE roll_challenges ENABLE ALWAYS TRIGGER guard;
CALL keep_as_history('roll_challenges');

CREATE FUNCTION guard_roll_answer() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM 1 FROM public.rolls WHERE id = NEW.roll FOR SHARE;
    IF (FOUND AND NOT EXISTS (SELECT 1 FROM public.roll_certifications c WHERE c.roll_id = NEW.roll)) IS NOT TRUE THEN
        RAISE EXCEPTION 'challenges are answered before the roll is certified'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'roll_is_preliminary';
    END IF;
    IF EXISTS (SELECT 1 FROM public.roll_challenges c
               WHERE c.id = NEW.challenge AND c.person = NEW.answered_by) IS NOT FALSE THEN
        RAISE EXCEPTION 'nobody answers their own challenge'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'roll_answer_is_another_s';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_roll_answer() IS
    'Guard of roll_answers: before the certification, and by another than who asked.';
CREATE TRIGGER guard BEFORE INSERT ON roll_answers FOR EACH ROW EXECUTE FUNCTION guard_roll_answer();
ALTER TABLE roll_answers ENABLE ALWAYS TRIGGER guard;
CALL keep_as_history('roll_answers');

CREATE FUNCTION guard_roll_correction() RETURNS trigger
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
CREATE TRIGGER guard BEFORE INSERT ON roll_corrections FOR EACH ROW EXECUTE FUNCTION guard_roll_correction();
ALTER TABLE roll_corrections ENABLE ALWAYS TRIGGER guard;
CALL keep_as_history('roll_corrections');

-- Beside guard_roll_certification: who may be heard was heard.
CREATE FUNCTION guard_roll_was_heard() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    its_window public.roll_windows;
    corrected uuid;
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM 1 FROM public.rolls WHERE id = NEW.roll_id FOR UPDATE;
    SELECT * INTO its_window FROM public.roll_windows w WHERE w.roll = NEW.roll_id;
    IF (its_window.roll IS NOT NULL OR coalesce(public.roll_challenge_days(NEW.roll_id), 0) = 0) IS NOT TRUE THEN
        RAISE EXCEPTION 'a roll is published for challenges before it is certified'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'roll_was_published';
    END IF;
    IF (its_window.roll IS NULL OR its_window.closes_at <= clock_timestamp()) IS NOT TRUE THEN
        RAISE EXCEPTION 'the roll is open to challenges'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'roll_window_is_over';
    END IF;
    IF EXISTS (SELECT 1 FROM public.roll_challenges c WHERE c.roll = NEW.roll_id
               AND (SELECT a.verdict FROM public.roll_answers a WHERE a.challenge = c.id ORDER BY a.record DESC LIMIT 1)
                   IS DISTINCT FROM 'not_upheld') IS NOT FALSE THEN
        RAISE EXCEPTION 'a challenge of the roll is not answered, or upheld'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'roll_challenges_are_answered';
    END IF;
    SELECT c.corrects INTO corrected FROM public.roll_corrections c WHERE c.roll = NEW.roll_id;
    IF corrected IS NOT NULL THEN
        -- Whoever opens a vote on the other holds it, shared.
        PERFORM 1 FROM public.rolls WHERE id = corrected FOR UPDATE;
        IF (public.certified_correction(corrected) IS NULL) IS NOT TRUE THEN
            RAISE EXCEPTION 'a roll is corrected once; its correction can be corrected in turn'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'roll_is_corrected_once';
        END IF;
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_roll_was_heard() IS
    'Guard of roll_certifications: the window is over, every challenge answered and none upheld, and a corrected roll corrected once.';
CREATE TRIGGER guard_heard BEFORE INSERT ON roll_certifications FOR EACH ROW EXECUTE FUNCTION guard_roll_was_heard();
ALTER TABLE roll_certifications ENABLE ALWAYS TRIGGER guard_heard;

-- Beside guard_poll: the last of the rolls that correct each other.
CREATE FUNCTION guard_poll_roll() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF OLD.state = 'draft' AND NEW.state = 'open' THEN
        PERFORM public.require_fresh_sight();
        PERFORM 1 FROM public.rolls WHERE id = NEW.roll_id FOR SHARE;
        IF (public.certified_correction(NEW.roll_id) IS NULL) IS NOT TRUE THEN
            RAISE EXCEPTION 'another roll took the place of this one'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'poll_opens_on_the_latest_roll';
        END IF;
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_poll_roll() IS 'Guard of polls: none opens on a roll that was corrected.';
CREATE TRIGGER guard_roll BEFORE UPDATE ON polls FOR EACH ROW EXECUTE FUNCTION guard_poll_roll();
ALTER TABLE polls ENABLE ALWAYS TRIGGER guard_roll;
