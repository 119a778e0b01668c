-- Officers' keys, and acts that take officers' signatures.
--
-- The application takes in what officers upload; it decides nothing. The certifier
-- alone inserts keys, outcomes, and what an act brings about, after verifying the
-- signatures. All of it is history. The database refuses these from anybody else, and a
-- signature on an act that is over.

CREATE TABLE officer_key_uploads (
    number      integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id   uuid NOT NULL REFERENCES parties (id),
    part        text NOT NULL CONSTRAINT officer_key_uploads_bounded CHECK (octet_length(part) <= 4096),
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE officer_key_uploads IS
    'Public parts of signing keys as officers uploaded them, before the certifier has looked.';
CALL keep_as_history('officer_key_uploads');

CREATE TABLE officer_keys (
    key         bytea PRIMARY KEY CONSTRAINT officer_keys_length CHECK (octet_length(key) = 32),
    person_id   uuid NOT NULL REFERENCES parties (id),
    name        text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE officer_keys IS 'Signing keys that count, inserted by the certifier; of each person the latest.';
CREATE INDEX officer_keys_of_person ON officer_keys (person_id);
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
COMMENT ON TABLE acts IS 'Statements prepared for officers to sign: an entry of the log without its signatures.';
COMMENT ON COLUMN acts.subject_id IS 'The roll, the poll, or the officer whom it is about.';
COMMENT ON COLUMN acts.statement IS 'The entry of the log without its signatures: the bytes that officers sign.';
COMMENT ON COLUMN acts.digest IS 'SHA-256 of the statement.';
COMMENT ON COLUMN acts.manifest IS 'Of an act that opens a poll: its manifest.';
CREATE INDEX acts_of_subject ON acts (subject_id);
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
COMMENT ON TABLE act_outcomes IS
    'What the certifier did with an act: done, or refused with the sentence that officers read.';
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
COMMENT ON FUNCTION guard_act_signature() IS 'Guard of act_signatures: of an act that has no outcome yet.';
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
COMMENT ON FUNCTION guard_act_outcome() IS 'Guard of act_outcomes: by the certifier alone.';
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
COMMENT ON FUNCTION guard_standing_key() IS 'Guard of officer_keys: taken in by the certifier alone.';
CREATE TRIGGER guard BEFORE INSERT ON officer_keys FOR EACH ROW EXECUTE FUNCTION guard_standing_key();
ALTER TABLE officer_keys ENABLE ALWAYS TRIGGER guard;
