-- Officers' keys, and acts that take officers' signatures.
--
-- The application takes in what officers upload; it decides nothing. The
-- certifier alone inserts keys, outcomes, and what an act brings about, after
-- verifying the signatures.

CREATE TABLE officer_key_uploads (
    number      integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id   uuid NOT NULL REFERENCES parties (id),
    part        text NOT NULL CONSTRAINT officer_key_uploads_bounded CHECK (octet_length(part) <= 4096),
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE officer_key_uploads IS 'Public parts of signing keys as officers uploaded them, before the certifier has looked.';
CALL keep_as_history('officer_key_uploads');

CREATE TABLE officer_keys (
    key         bytea PRIMARY KEY CONSTRAINT officer_keys_length CHECK (octet_length(key) = 32),
    person_id   uuid NOT NULL REFERENCES parties (id),
    name        text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX officer_keys_of_person ON officer_keys (person_id);
COMMENT ON TABLE officer_keys IS 'Signing keys that count, inserted by the certifier; of each person the latest.';
CALL keep_as_history('officer_keys');
REVOKE INSERT ON officer_keys FROM commonhold_app;
GRANT INSERT ON officer_keys TO commonhold_certifier;

CREATE TABLE acts (
    id          uuid PRIMARY KEY,
    number      integer GENERATED ALWAYS AS IDENTITY UNIQUE,
    kind        text NOT NULL,
    subject_id  uuid NOT NULL,
    statement   bytea NOT NULL CONSTRAINT acts_statement_bounded CHECK (octet_length(statement) <= 65535),
    digest      bytea NOT NULL GENERATED ALWAYS AS (sha256(statement)) STORED UNIQUE,
    manifest    bytea,
    proposed_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT acts_opening_has_manifest CHECK ((kind = 'poll.opened') = (manifest IS NOT NULL))
);
CREATE INDEX acts_of_subject ON acts (subject_id);
COMMENT ON TABLE acts IS 'Statements prepared for officers to sign: an entry of the log without its signatures.';
COMMENT ON COLUMN acts.subject_id IS 'The roll, the poll, or the officer whom it is about.';
CALL keep_as_history('acts');

CREATE TABLE act_signatures (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    act_id      uuid NOT NULL REFERENCES acts (id),
    name        text NOT NULL,
    signature   bytea NOT NULL CONSTRAINT act_signatures_length CHECK (octet_length(signature) = 64),
    uploaded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT act_signatures_once UNIQUE (act_id, name, signature)
);
COMMENT ON TABLE act_signatures IS 'Signatures as officers uploaded them; the certifier judges which hold.';
CALL keep_as_history('act_signatures');

CREATE TABLE act_outcomes (
    act_id      uuid PRIMARY KEY REFERENCES acts (id),
    done        boolean NOT NULL,
    sentence    text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE act_outcomes IS 'What the certifier did with an act: done, or refused with the sentence that officers read.';
CALL keep_as_history('act_outcomes');
REVOKE INSERT ON act_outcomes FROM commonhold_app;
GRANT INSERT ON act_outcomes TO commonhold_certifier;

CREATE FUNCTION guard_act_signature() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (EXISTS (SELECT 1 FROM public.acts a WHERE a.id = NEW.act_id)
        AND NOT EXISTS (SELECT 1 FROM public.act_outcomes o WHERE o.act_id = NEW.act_id)) IS NOT TRUE THEN
        RAISE EXCEPTION 'this act is over'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'act_is_open';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER guard BEFORE INSERT ON act_signatures FOR EACH ROW EXECUTE FUNCTION guard_act_signature();
ALTER TABLE act_signatures ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_act_outcome() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (session_user = 'commonhold_certifier' AND EXISTS (SELECT 1 FROM public.acts a WHERE a.id = NEW.act_id)) IS NOT TRUE THEN
        RAISE EXCEPTION 'what becomes of an act is the certifier''s word'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'outcome_is_the_certifiers';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER guard BEFORE INSERT ON act_outcomes FOR EACH ROW EXECUTE FUNCTION guard_act_outcome();
ALTER TABLE act_outcomes ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_standing_key() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (session_user = 'commonhold_certifier' AND EXISTS (SELECT 1 FROM public.parties p WHERE p.id = NEW.person_id)) IS NOT TRUE THEN
        RAISE EXCEPTION 'officers'' keys are taken in by the certifier'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'key_is_the_certifiers';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER guard BEFORE INSERT ON officer_keys FOR EACH ROW EXECUTE FUNCTION guard_standing_key();
ALTER TABLE officer_keys ENABLE ALWAYS TRIGGER guard;

-- Envelopes that officers decided not to count, and polls that they ended.
CREATE TABLE poll_set_asides (
    digest      bytea PRIMARY KEY CONSTRAINT poll_set_asides_length CHECK (octet_length(digest) = 32),
    poll_id     uuid NOT NULL REFERENCES polls (id),
    act_id      uuid NOT NULL REFERENCES acts (id),
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX poll_set_asides_of_poll ON poll_set_asides (poll_id);
COMMENT ON TABLE poll_set_asides IS 'Live envelopes that are not opened, by an act that officers signed before the count.';
CALL keep_as_history('poll_set_asides');
REVOKE INSERT ON poll_set_asides FROM commonhold_app;
GRANT INSERT ON poll_set_asides TO commonhold_certifier;

CREATE TABLE poll_voidings (
    poll_id     uuid PRIMARY KEY REFERENCES polls (id),
    act_id      uuid NOT NULL REFERENCES acts (id),
    reason      text NOT NULL CONSTRAINT poll_voidings_reason_said CHECK (reason <> ''),
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE poll_voidings IS 'Polls that officers ended: what was cast is not counted, and nothing more is cast.';
CALL keep_as_history('poll_voidings');
REVOKE INSERT ON poll_voidings FROM commonhold_app;
GRANT INSERT ON poll_voidings TO commonhold_certifier;

CREATE FUNCTION guard_set_aside() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    IF (session_user = 'commonhold_certifier'
        AND EXISTS (SELECT 1 FROM public.polls p WHERE p.id = NEW.poll_id AND p.state = 'closed')
        AND EXISTS (SELECT 1 FROM public.acts a WHERE a.id = NEW.act_id AND a.subject_id = NEW.poll_id)
        AND EXISTS (SELECT 1 FROM public.envelopes e WHERE e.poll_id = NEW.poll_id AND e.digest = NEW.digest)
        AND NOT EXISTS (SELECT 1 FROM public.poll_results r WHERE r.poll_id = NEW.poll_id)) IS NOT TRUE THEN
        RAISE EXCEPTION 'an envelope is set aside by an act, after the close and before the count'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'set_aside_is_an_act';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER guard BEFORE INSERT ON poll_set_asides FOR EACH ROW EXECUTE FUNCTION guard_set_aside();
ALTER TABLE poll_set_asides ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_voiding() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    -- The poll's lock alone: a cast under way is in before, or finds the poll ended.
    PERFORM pg_advisory_xact_lock(hashtextextended('poll ' || NEW.poll_id::text, 0));
    IF (session_user = 'commonhold_certifier'
        AND EXISTS (SELECT 1 FROM public.polls p WHERE p.id = NEW.poll_id AND p.state <> 'draft')
        AND EXISTS (SELECT 1 FROM public.acts a WHERE a.id = NEW.act_id AND a.subject_id = NEW.poll_id)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a poll is ended by an act, once it was opened'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'voiding_is_an_act';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER guard BEFORE INSERT ON poll_voidings FOR EACH ROW EXECUTE FUNCTION guard_voiding();
ALTER TABLE poll_voidings ENABLE ALWAYS TRIGGER guard;

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
CREATE TRIGGER guard_voided BEFORE INSERT ON poll_results FOR EACH ROW EXECUTE FUNCTION guard_not_voided();
ALTER TABLE poll_results ENABLE ALWAYS TRIGGER guard_voided;

-- An officer opens anew once envelopes were set aside: the latest opening counts.
ALTER TABLE poll_unsealings DROP CONSTRAINT poll_unsealings_pkey;
ALTER TABLE poll_unsealings ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY;
CREATE INDEX poll_unsealings_of_poll ON poll_unsealings (poll_id);

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

-- From here on only signed acts fix a roll, open a poll, state a result or
-- certify it: what the application could insert, the certifier does.
REVOKE INSERT ON roll_certifications, poll_results, poll_certifications FROM commonhold_app;
GRANT INSERT ON roll_certifications, poll_results, poll_certifications TO commonhold_certifier;
REVOKE EXECUTE ON FUNCTION open_poll(uuid, integer, bytea, bytea, uuid, timestamptz, timestamptz, uuid) FROM commonhold_app;
GRANT EXECUTE ON FUNCTION open_poll(uuid, integer, bytea, bytea, uuid, timestamptz, timestamptz, uuid) TO commonhold_certifier;

-- What the certifier reads beside history, and the letters that its acts bring about.
GRANT SELECT ON polls, foundations TO commonhold_certifier;
GRANT SELECT (id, person) ON accounts TO commonhold_certifier;
GRANT INSERT ON outbox_letters, outbox_queue TO commonhold_certifier;
