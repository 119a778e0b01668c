-- Shares of a poll's sealing key: who holds them, whether they were rehearsed,
-- which are lost; and the end of them and of the envelopes.
--
-- No share ever comes here. What stands here is the public part that officers
-- uploaded, and what they said.

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
CREATE TRIGGER guard BEFORE INSERT ON key_ceremonies FOR EACH ROW EXECUTE FUNCTION guard_draft();
ALTER TABLE key_ceremonies ENABLE ALWAYS TRIGGER guard;
CALL keep_as_history('key_ceremonies');

CREATE TABLE key_share_holders (
    ceremony    bigint NOT NULL REFERENCES key_ceremonies (id),
    x           integer NOT NULL CONSTRAINT key_share_holders_place CHECK (x BETWEEN 1 AND 20),
    name        text NOT NULL CONSTRAINT key_share_holders_named CHECK (name <> ''),
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (ceremony, x),
    CONSTRAINT key_share_holders_one_each UNIQUE (ceremony, name)
);
COMMENT ON TABLE key_share_holders IS 'Who holds which share of a split key, as its public part names them.';
CALL keep_as_history('key_share_holders');

CREATE TABLE key_challenges (
    id          uuid PRIMARY KEY,
    ceremony    bigint NOT NULL REFERENCES key_ceremonies (id),
    challenge   text NOT NULL CONSTRAINT key_challenges_bounded CHECK (octet_length(challenge) <= 16384),
    kept        bytea NOT NULL CONSTRAINT key_challenges_kept_length CHECK (octet_length(kept) = 32),
    made_for    uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX key_challenges_of_ceremony ON key_challenges (ceremony);
COMMENT ON TABLE key_challenges IS
    'Dummy envelopes for the rehearsal: what is inside is random and kept as a hash only, so whoever shows it has opened one.';
CALL keep_as_history('key_challenges');

CREATE TABLE key_rehearsals (
    challenge   uuid PRIMARY KEY REFERENCES key_challenges (id),
    ceremony    bigint NOT NULL REFERENCES key_ceremonies (id),
    value       bytea NOT NULL CONSTRAINT key_rehearsals_value_length CHECK (octet_length(value) = 32),
    holders     text[] NOT NULL,
    recorded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX key_rehearsals_of_ceremony ON key_rehearsals (ceremony);
COMMENT ON TABLE key_rehearsals IS 'Dummy envelopes that shares opened, and whose shares the officers'' program said they were.';

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
CALL keep_as_history('key_rehearsals');

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
CALL keep_as_history('key_share_destructions');

CREATE TABLE poll_destructions (
    poll_id     uuid PRIMARY KEY REFERENCES polls (id),
    act_id      uuid NOT NULL REFERENCES acts (id),
    envelopes   bigint NOT NULL,
    shares      bigint NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE poll_destructions IS
    'Acts by which officers let the envelopes of a poll be destroyed, and said how many shares of its key are.';

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
CALL keep_as_history('poll_destructions');
REVOKE INSERT ON poll_destructions FROM commonhold_app;
GRANT INSERT ON poll_destructions TO commonhold_certifier;

CREATE TABLE envelope_destructions (
    poll_id     uuid PRIMARY KEY REFERENCES poll_destructions (poll_id),
    envelopes   bigint NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE envelope_destructions IS 'Polls whose envelopes the operator emptied by commonhold destroy, and when.';
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
