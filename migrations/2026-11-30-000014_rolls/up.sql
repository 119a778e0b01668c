-- Rolls: who may vote, as of a record date, computed from history and then fixed.
--
-- A roll is preliminary until it is certified: it can be published for challenges, each is
-- answered on record, and what was certified wrongly is corrected by another roll. It can
-- be of some classes of members instead of all. All of it is history, but for the salts,
-- which may be erased, and the words of a challenge. The database refuses to
-- extend a certified roll, and to certify one that was not heard.

CREATE TABLE rolls (
    id          uuid PRIMARY KEY,
    number      integer GENERATED ALWAYS AS IDENTITY UNIQUE,
    record_date date NOT NULL,
    known_at    timestamptz NOT NULL,
    proposed_by uuid NOT NULL REFERENCES parties (id),
    file_sha256 bytea NOT NULL CONSTRAINT rolls_file_is_a_digest CHECK (octet_length(file_sha256) = 32),
    leaves      integer NOT NULL CONSTRAINT rolls_leaves_positive CHECK (leaves > 0),
    votes       bigint NOT NULL CONSTRAINT rolls_votes_positive CHECK (votes > 0),
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE rolls IS
    'A roll as proposed: the members of record on a date, from what was recorded up to known_at.';
COMMENT ON COLUMN rolls.known_at IS 'The instant up to which facts count: within the transaction that proposes.';
COMMENT ON COLUMN rolls.file_sha256 IS 'SHA-256 of the roll as a file, by which a second officer finds it equal.';
CALL keep_as_history('rolls');

CREATE TABLE roll_entitlements (
    roll_id       uuid NOT NULL REFERENCES rolls (id),
    entitlement   bytea NOT NULL CONSTRAINT roll_entitlements_id_length CHECK (octet_length(entitlement) = 16),
    membership_id uuid NOT NULL REFERENCES memberships (id),
    class_id      text NOT NULL,
    votes         integer NOT NULL CONSTRAINT roll_entitlements_votes_range CHECK (votes BETWEEN 1 AND 1000000),
    commitment    bytea NOT NULL CONSTRAINT roll_entitlements_commitment_length CHECK (octet_length(commitment) = 32),
    PRIMARY KEY (roll_id, entitlement),
    CONSTRAINT roll_entitlements_one_per_membership UNIQUE (roll_id, membership_id)
);
COMMENT ON TABLE roll_entitlements IS
    'The lines of a certified roll: one entitlement per membership, with its commitment.';
COMMENT ON COLUMN roll_entitlements.entitlement IS
    'What names the line, the same for a roll and a membership each time it is computed.';
COMMENT ON COLUMN roll_entitlements.commitment IS 'What stands for the member in public; roll_openings opens it.';
CREATE INDEX roll_entitlements_of_membership ON roll_entitlements (membership_id);
CALL keep_as_history('roll_entitlements');

CREATE TABLE roll_openings (
    roll_id     uuid NOT NULL,
    entitlement bytea NOT NULL,
    subject     text NOT NULL,
    salt        bytea NOT NULL CONSTRAINT roll_openings_salt_length CHECK (octet_length(salt) = 32),
    PRIMARY KEY (roll_id, entitlement),
    FOREIGN KEY (roll_id, entitlement) REFERENCES roll_entitlements (roll_id, entitlement)
);
COMMENT ON TABLE roll_openings IS
    'What opens a commitment: kept apart from the roll so that it can be erased. Not history.';
COMMENT ON COLUMN roll_openings.subject IS 'Whom the line is of.';
COMMENT ON COLUMN roll_openings.salt IS 'Secret. Without it nobody tells whose a commitment was.';
CALL keep_references('roll_openings');
GRANT SELECT, INSERT ON roll_openings TO commonhold_app;

-- A salt may be erased, when the law asks for it, by the owner. Another salt
-- would make a true commitment look false.
CREATE TRIGGER keep BEFORE UPDATE OR TRUNCATE ON roll_openings FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();
ALTER TABLE roll_openings ENABLE ALWAYS TRIGGER keep;
CREATE TRIGGER keep_rows BEFORE UPDATE ON roll_openings FOR EACH ROW EXECUTE FUNCTION refuse_rewrite_of_row();
ALTER TABLE roll_openings ENABLE ALWAYS TRIGGER keep_rows;

CREATE TABLE roll_certifications (
    roll_id      uuid PRIMARY KEY REFERENCES rolls (id),
    certified_by uuid NOT NULL REFERENCES parties (id),
    root         bytea NOT NULL CONSTRAINT roll_certifications_root_length CHECK (octet_length(root) = 32),
    recorded_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE roll_certifications IS
    'Rolls that are fixed, each once: by an act that officers signed, under the root of its lines. The certifier inserts.';
COMMENT ON COLUMN roll_certifications.root IS 'The root of the tree over its lines.';
CALL keep_as_history('roll_certifications');

-- By an act that officers signed, and by nothing else.
REVOKE INSERT ON roll_certifications FROM commonhold_app;
GRANT INSERT ON roll_certifications TO commonhold_certifier;

-- A roll knows what is committed at the moment it is proposed. An instant of
-- the proposer's choice could leave out whoever came after it.
CREATE FUNCTION guard_roll() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.settle_member_facts();
    IF (NEW.known_at BETWEEN transaction_timestamp() AND clock_timestamp()) IS NOT TRUE THEN
        RAISE EXCEPTION 'a roll knows what is known as it is proposed: nothing of the future, and no less'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'roll_is_known_now';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_roll() IS
    'Guard of rolls: the instant up to which facts count lies within the transaction that proposes.';
CREATE TRIGGER guard BEFORE INSERT ON rolls FOR EACH ROW EXECUTE FUNCTION guard_roll();
ALTER TABLE rolls ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_roll_entitlement() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM 1 FROM public.rolls WHERE id = NEW.roll_id FOR SHARE;
    IF (FOUND AND NOT EXISTS (SELECT 1 FROM public.roll_certifications WHERE roll_id = NEW.roll_id)
        AND EXISTS (SELECT 1 FROM public.memberships WHERE id = NEW.membership_id)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a certified roll is not extended'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'roll_is_fixed';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_roll_entitlement() IS
    'Guard of roll_entitlements: of a roll that is not certified, and of a membership that is there.';
CREATE TRIGGER guard BEFORE INSERT ON roll_entitlements
    FOR EACH ROW EXECUTE FUNCTION guard_roll_entitlement();
ALTER TABLE roll_entitlements ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_roll_certification() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    roll public.rolls;
    lines bigint;
    total bigint;
BEGIN
    PERFORM public.require_fresh_sight();
    SELECT * INTO roll FROM public.rolls WHERE id = NEW.roll_id FOR UPDATE;
    SELECT count(*), coalesce(sum(votes), 0) INTO lines, total
        FROM public.roll_entitlements WHERE roll_id = NEW.roll_id;
    IF (roll.proposed_by <> NEW.certified_by) IS NOT TRUE THEN
        RAISE EXCEPTION 'a roll is certified by another officer than the one who proposed it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'roll_takes_two';
    END IF;
    IF (lines = roll.leaves AND total = roll.votes) IS NOT TRUE THEN
        RAISE EXCEPTION 'the lines of the roll are not those of the proposal'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'roll_is_complete';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_roll_certification() IS
    'Guard of roll_certifications: by another than the proposer, and the lines are those of the proposal.';
CREATE TRIGGER guard BEFORE INSERT ON roll_certifications
    FOR EACH ROW EXECUTE FUNCTION guard_roll_certification();
ALTER TABLE roll_certifications ENABLE ALWAYS TRIGGER guard;

-- Challenges of a roll that is preliminary, and corrections of one that is not.

CREATE TABLE roll_windows (
    roll uuid PRIMARY KEY REFERENCES rolls (id),
    closes_at timestamptz NOT NULL,
    opened_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE roll_windows IS
    'A proposed roll published for challenges, from recorded_at until closes_at; of each roll once.';
CALL keep_as_history('roll_windows');

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
    'What somebody asked of a preliminary roll: why a membership is not on it (missing), why it has other votes (votes), or why somebody is on it who should not be (stranger). The id is the form''s. History, but for what an erasure takes of it.';
CREATE INDEX roll_challenges_roll ON roll_challenges (roll);
CREATE INDEX roll_challenges_person ON roll_challenges (person);
CALL keep_as_history('roll_challenges');
CALL keep_until_erased('roll_challenges', '($1).person', 'text');

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
CALL keep_as_history('roll_answers');

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
CALL keep_as_history('roll_corrections');

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

-- Votes of one class: a roll of some classes of members instead of all.

CREATE TABLE roll_classes (
    roll uuid NOT NULL REFERENCES rolls (id),
    class text NOT NULL REFERENCES member_classes (id),
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (roll, class)
);
COMMENT ON TABLE roll_classes IS
    'The classes a roll was proposed of; a roll without a row here is of all. Whoever computes it again computes it of these.';
CALL keep_as_history('roll_classes');

CREATE FUNCTION guard_roll_class() RETURNS trigger
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
CREATE TRIGGER guard BEFORE INSERT ON roll_classes FOR EACH ROW EXECUTE FUNCTION guard_roll_class();
ALTER TABLE roll_classes ENABLE ALWAYS TRIGGER guard;

-- Beside guard_roll_certification: nobody of another class stands on it.
CREATE FUNCTION guard_roll_is_of_its_classes() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    IF (NOT EXISTS (SELECT 1 FROM public.roll_classes s WHERE s.roll = NEW.roll_id)
        OR NOT EXISTS (SELECT 1 FROM public.roll_entitlements e
                       WHERE e.roll_id = NEW.roll_id
                         AND (EXISTS (SELECT 1 FROM public.roll_classes s
                                      WHERE s.roll = NEW.roll_id AND s.class = e.class_id)) IS NOT TRUE)) IS NOT TRUE THEN
        RAISE EXCEPTION 'the lines of a roll are of the classes it was proposed of'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'roll_is_of_its_classes';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_roll_is_of_its_classes() IS
    'Guard of roll_certifications: every line is of a class that the roll was proposed of.';
CREATE TRIGGER guard_classes BEFORE INSERT ON roll_certifications
    FOR EACH ROW EXECUTE FUNCTION guard_roll_is_of_its_classes();
ALTER TABLE roll_certifications ENABLE ALWAYS TRIGGER guard_classes;

-- A correction is of the classes of the roll whose place it takes. Judged once the transaction that
-- proposes is done, for it names the classes after the roll.
CREATE FUNCTION guard_correction_is_of_the_same_classes() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (NOT EXISTS ((SELECT s.class FROM public.roll_classes s WHERE s.roll = NEW.roll
                     EXCEPT SELECT s.class FROM public.roll_classes s WHERE s.roll = NEW.corrects)
                    UNION ALL
                    (SELECT s.class FROM public.roll_classes s WHERE s.roll = NEW.corrects
                     EXCEPT SELECT s.class FROM public.roll_classes s WHERE s.roll = NEW.roll))) IS NOT TRUE THEN
        RAISE EXCEPTION 'a correction is of the classes of the roll that it corrects'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'roll_correction_is_of_its_classes';
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION guard_correction_is_of_the_same_classes() IS
    'Guard of roll_corrections, at the end of the transaction: of the classes of the roll that is corrected.';
CREATE CONSTRAINT TRIGGER guard_classes AFTER INSERT ON roll_corrections
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard_correction_is_of_the_same_classes();
ALTER TABLE roll_corrections ENABLE ALWAYS TRIGGER guard_classes;
