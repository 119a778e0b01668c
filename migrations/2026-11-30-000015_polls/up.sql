-- Polls: a vote held, from its draft to its close.
--
-- The row in polls moves, forward only, and by the owner's functions below; everything else
-- is history. The database refuses to open a poll but on a certified roll, to close it
-- before its time, and to put off its close or to end it but by an act that officers signed.

CREATE TABLE polls (
    id          uuid PRIMARY KEY,
    number      integer GENERATED ALWAYS AS IDENTITY UNIQUE,
    state       text NOT NULL DEFAULT 'draft' CONSTRAINT polls_state_known CHECK (state IN ('draft', 'open', 'closed')),
    roll_id     uuid REFERENCES rolls (id),
    eid         bytea UNIQUE CONSTRAINT polls_eid_length CHECK (octet_length(eid) = 32),
    opens_at    timestamptz,
    closes_at   timestamptz,
    closed_at   timestamptz,
    created_by  uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT polls_open_is_whole CHECK (state = 'draft'
        OR (roll_id IS NOT NULL AND eid IS NOT NULL AND opens_at IS NOT NULL AND closes_at IS NOT NULL)),
    CONSTRAINT polls_window_forward CHECK (opens_at < closes_at),
    CONSTRAINT polls_closed_has_time CHECK ((state = 'closed') = (closed_at IS NOT NULL))
);
COMMENT ON TABLE polls IS
    'One poll and its state. Not history: open_poll, extend_poll and close_poll move it, forward only.';
COMMENT ON COLUMN polls.eid IS 'The identity of the poll: the digest of its manifest. Null while it is a draft.';
COMMENT ON COLUMN polls.closed_at IS 'When it was closed, by the database''s clock.';
CALL keep_references('polls');
GRANT SELECT, INSERT (id, created_by) ON polls TO commonhold_app;

-- No history, and needed to read it.
GRANT SELECT ON polls TO commonhold_certifier, commonhold_auditor;
CREATE TRIGGER recorded_at BEFORE INSERT ON polls FOR EACH ROW EXECUTE FUNCTION set_recorded_at();
ALTER TABLE polls ENABLE ALWAYS TRIGGER recorded_at;
CREATE TRIGGER keep BEFORE DELETE OR TRUNCATE ON polls FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();
ALTER TABLE polls ENABLE ALWAYS TRIGGER keep;
CREATE TRIGGER keep_rows BEFORE DELETE ON polls FOR EACH ROW EXECUTE FUNCTION refuse_rewrite_of_row();
ALTER TABLE polls ENABLE ALWAYS TRIGGER keep_rows;

CREATE TABLE poll_drafts (
    poll_id     uuid NOT NULL REFERENCES polls (id),
    version     integer NOT NULL CONSTRAINT poll_drafts_version_positive CHECK (version > 0),
    content     jsonb NOT NULL,
    drafted_by  uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (poll_id, version)
);
COMMENT ON TABLE poll_drafts IS
    'What was drafted, version by version: question, options, window, roll, cells, translations.';
CALL keep_as_history('poll_drafts');

CREATE TABLE poll_keys (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    poll_id     uuid NOT NULL REFERENCES polls (id),
    person_id   uuid NOT NULL REFERENCES parties (id),
    kind        text NOT NULL CONSTRAINT poll_keys_kind_known CHECK (kind IN ('seal', 'sign')),
    name        text NOT NULL,
    key         bytea NOT NULL,
    reveal      bytea CONSTRAINT poll_keys_reveal_length CHECK (octet_length(reveal) = 32),
    fingerprint text NOT NULL CONSTRAINT poll_keys_fingerprint CHECK (fingerprint ~ '^[0-9a-f]{4}( [0-9a-f]{4}){4}$'),
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT poll_keys_sign_reveals CHECK ((kind = 'sign') = (reveal IS NOT NULL))
);
COMMENT ON TABLE poll_keys IS
    'Public halves uploaded by officers while drafting; of each person and kind the latest counts.';
COMMENT ON COLUMN poll_keys.fingerprint IS
    'Of the whole file that was uploaded, as the command that made it printed it: for officers to compare.';
COMMENT ON COLUMN poll_keys.reveal IS 'H(reveal, r): the commitment to the officer''s share of the lot.';
CREATE INDEX poll_keys_of_poll ON poll_keys (poll_id);
CALL keep_as_history('poll_keys');

CREATE FUNCTION guard_draft() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    state text;
BEGIN
    SELECT p.state INTO state FROM public.polls p WHERE p.id = NEW.poll_id FOR UPDATE;
    IF (state = 'draft') IS NOT TRUE THEN
        RAISE EXCEPTION 'an opened poll is not drafted any more'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'poll_is_fixed';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_draft() IS 'Guard of poll_drafts and poll_keys: while the poll is a draft.';
CREATE TRIGGER guard BEFORE INSERT ON poll_drafts FOR EACH ROW EXECUTE FUNCTION guard_draft();
ALTER TABLE poll_drafts ENABLE ALWAYS TRIGGER guard;
CREATE TRIGGER guard BEFORE INSERT ON poll_keys FOR EACH ROW EXECUTE FUNCTION guard_draft();
ALTER TABLE poll_keys ENABLE ALWAYS TRIGGER guard;

-- A share of the lot that was shown after one poll is known before the next.
CREATE FUNCTION guard_share() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM public.poll_keys k WHERE k.reveal = NEW.reveal AND k.poll_id <> NEW.poll_id) IS NOT FALSE THEN
        RAISE EXCEPTION 'a share of the lot serves one poll'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'share_serves_one_poll';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_share() IS 'Guard of poll_keys: a share of the lot serves one poll.';
CREATE TRIGGER guard_share BEFORE INSERT ON poll_keys FOR EACH ROW EXECUTE FUNCTION guard_share();
ALTER TABLE poll_keys ENABLE ALWAYS TRIGGER guard_share;

CREATE TABLE poll_openings (
    poll_id     uuid PRIMARY KEY REFERENCES polls (id),
    version     integer NOT NULL,
    manifest    bytea NOT NULL,
    opened_by   uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    FOREIGN KEY (poll_id, version) REFERENCES poll_drafts (poll_id, version)
);
COMMENT ON TABLE poll_openings IS
    'The manifest under which a poll is held, and the officer in whose name it was opened, another than who drafted it last. open_poll writes it.';
COMMENT ON COLUMN poll_openings.manifest IS 'The bytes of manifest.json.';
CALL keep_as_history('poll_openings');
REVOKE INSERT ON poll_openings FROM commonhold_app;

-- The row of a poll is not history: it moves. It moves forward only, and what was
-- fixed by a step stays, but for the close of an open poll, which can be put off.
CREATE FUNCTION guard_poll() RETURNS trigger
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
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON polls FOR EACH ROW EXECUTE FUNCTION guard_poll();
ALTER TABLE polls ENABLE ALWAYS TRIGGER guard;

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

CREATE FUNCTION open_poll(
    poll uuid, draft_version integer, manifest bytea, eid bytea, roll uuid,
    opens timestamptz, closes timestamptz, officer uuid
) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    current public.polls;
    latest public.poll_drafts;
BEGIN
    SELECT * INTO current FROM public.polls WHERE id = poll FOR UPDATE;
    SELECT * INTO latest FROM public.poll_drafts d WHERE d.poll_id = poll ORDER BY d.version DESC LIMIT 1;
    IF (current.state = 'draft' AND latest.version = draft_version) IS NOT TRUE THEN
        RAISE EXCEPTION 'the draft has changed since it was read'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'poll_draft_is_current';
    END IF;
    IF (latest.drafted_by <> officer) IS NOT TRUE THEN
        RAISE EXCEPTION 'a poll is opened by another officer than the one who drafted it last'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'poll_takes_two';
    END IF;
    IF (closes > clock_timestamp()) IS NOT TRUE THEN
        RAISE EXCEPTION 'the close of the poll has passed'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'poll_closes_later';
    END IF;
    IF EXISTS (SELECT 1 FROM public.roll_certifications c WHERE c.roll_id = roll) IS NOT TRUE THEN
        RAISE EXCEPTION 'the roll is not certified'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'poll_roll_is_certified';
    END IF;
    UPDATE public.polls p
        SET state = 'open', roll_id = roll, eid = open_poll.eid, opens_at = opens, closes_at = closes
        WHERE p.id = poll;
    INSERT INTO public.poll_openings (poll_id, version, manifest, opened_by)
        VALUES (poll, draft_version, open_poll.manifest, officer);
END
$$;
COMMENT ON FUNCTION open_poll(uuid, integer, bytea, bytea, uuid, timestamptz, timestamptz, uuid) IS
    'The only way from draft to open: a second officer, the latest draft, a certified roll, a close to come.';
GRANT EXECUTE ON FUNCTION open_poll(uuid, integer, bytea, bytea, uuid, timestamptz, timestamptz, uuid) TO commonhold_certifier;

CREATE FUNCTION close_poll(poll uuid) RETURNS timestamptz
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
GRANT EXECUTE ON FUNCTION close_poll(uuid) TO commonhold_app;

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
COMMENT ON TABLE poll_extensions IS
    'When the close of a poll was put off, by an act that officers signed while it was open. The certifier alone inserts.';
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

CREATE TABLE poll_voidings (
    poll_id     uuid PRIMARY KEY REFERENCES polls (id),
    act_id      uuid NOT NULL REFERENCES acts (id),
    reason      text NOT NULL CONSTRAINT poll_voidings_reason_said CHECK (reason <> ''),
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE poll_voidings IS
    'Polls that officers ended: what was cast is not counted, and nothing more is cast. The certifier alone inserts.';
CALL keep_as_history('poll_voidings');
REVOKE INSERT ON poll_voidings FROM commonhold_app;
GRANT INSERT ON poll_voidings TO commonhold_certifier;

CREATE FUNCTION guard_voiding() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    statement jsonb;
BEGIN
    PERFORM public.require_fresh_sight();
    -- The poll's lock alone: a cast under way is in before, or finds the poll ended.
    PERFORM pg_advisory_xact_lock(hashtextextended('poll ' || NEW.poll_id::text, 0));
    SELECT convert_from(a.statement, 'UTF8')::jsonb INTO statement
        FROM public.acts a WHERE a.id = NEW.act_id AND a.subject_id = NEW.poll_id AND a.kind = 'poll.voided';
    IF (session_user = 'commonhold_certifier'
        AND EXISTS (SELECT 1 FROM public.polls p WHERE p.id = NEW.poll_id AND p.state <> 'draft')
        AND statement ->> 'reason' = NEW.reason) IS NOT TRUE THEN
        RAISE EXCEPTION 'a poll is ended by an act, once it was opened'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'voiding_is_an_act';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_voiding() IS
    'Guard of poll_voidings: by the certifier, what an act says, of a poll that was opened.';
CREATE TRIGGER guard BEFORE INSERT ON poll_voidings FOR EACH ROW EXECUTE FUNCTION guard_voiding();
ALTER TABLE poll_voidings ENABLE ALWAYS TRIGGER guard;
