-- Polls: a vote held, from the draft to the certified count.
--
-- The row in polls is the only thing that changes, and only by the owner's
-- functions below; everything else is history.

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
COMMENT ON TABLE polls IS 'One poll and its state; moved only by open_poll and close_poll.';
GRANT SELECT, INSERT (id, created_by) ON polls TO commonhold_app;
CREATE TRIGGER recorded_at BEFORE INSERT ON polls FOR EACH ROW EXECUTE FUNCTION set_recorded_at();
ALTER TABLE polls ENABLE ALWAYS TRIGGER recorded_at;

CREATE TABLE poll_drafts (
    poll_id     uuid NOT NULL REFERENCES polls (id),
    version     integer NOT NULL CONSTRAINT poll_drafts_version_positive CHECK (version > 0),
    content     jsonb NOT NULL,
    drafted_by  uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (poll_id, version)
);
COMMENT ON TABLE poll_drafts IS 'What was drafted, version by version: question, options, window, roll, cells, translations.';

CREATE TABLE poll_keys (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    poll_id     uuid NOT NULL REFERENCES polls (id),
    person_id   uuid NOT NULL REFERENCES parties (id),
    kind        text NOT NULL CONSTRAINT poll_keys_kind_known CHECK (kind IN ('seal', 'sign')),
    name        text NOT NULL,
    key         bytea NOT NULL,
    reveal      bytea CONSTRAINT poll_keys_reveal_length CHECK (octet_length(reveal) = 32),
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT poll_keys_sign_reveals CHECK ((kind = 'sign') = (reveal IS NOT NULL))
);
CREATE INDEX poll_keys_of_poll ON poll_keys (poll_id);
COMMENT ON TABLE poll_keys IS 'Public halves uploaded by officers while drafting; of each person and kind the latest counts.';
COMMENT ON COLUMN poll_keys.reveal IS 'H(reveal, r): the commitment to the officer''s share of the lot.';

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
CREATE TRIGGER guard BEFORE INSERT ON poll_drafts FOR EACH ROW EXECUTE FUNCTION guard_draft();
ALTER TABLE poll_drafts ENABLE ALWAYS TRIGGER guard;
CALL keep_as_history('poll_drafts');
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
CREATE TRIGGER guard_share BEFORE INSERT ON poll_keys FOR EACH ROW EXECUTE FUNCTION guard_share();
ALTER TABLE poll_keys ENABLE ALWAYS TRIGGER guard_share;
CALL keep_as_history('poll_keys');

CREATE TABLE poll_openings (
    poll_id     uuid PRIMARY KEY REFERENCES polls (id),
    version     integer NOT NULL,
    manifest    bytea NOT NULL,
    opened_by   uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    FOREIGN KEY (poll_id, version) REFERENCES poll_drafts (poll_id, version)
);
COMMENT ON TABLE poll_openings IS 'The manifest under which a poll is held, and the second officer who opened it.';
CALL keep_as_history('poll_openings');
REVOKE INSERT ON poll_openings FROM commonhold_app;

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
GRANT EXECUTE ON FUNCTION open_poll(uuid, integer, bytea, bytea, uuid, timestamptz, timestamptz, uuid) TO commonhold_app;

CREATE TABLE envelopes (
    poll_id     uuid NOT NULL REFERENCES polls (id),
    entitlement bytea NOT NULL,
    seq         integer NOT NULL,
    envelope_id bytea NOT NULL UNIQUE CONSTRAINT envelopes_id_length CHECK (octet_length(envelope_id) = 16),
    weight      integer NOT NULL,
    enc         bytea NOT NULL,
    ct          bytea NOT NULL,
    digest      bytea NOT NULL UNIQUE CONSTRAINT envelopes_digest_length CHECK (octet_length(digest) = 32),
    PRIMARY KEY (poll_id, entitlement, seq)
);
ALTER TABLE envelopes ALTER COLUMN enc SET STORAGE PLAIN, ALTER COLUMN ct SET STORAGE PLAIN;
COMMENT ON TABLE envelopes IS
    'Sealed ballots: inserted, never updated; of each entitlement the highest seq is live. No time stands here on purpose.';

CREATE TABLE digests_to_log (
    poll_id uuid NOT NULL REFERENCES polls (id),
    digest  bytea PRIMARY KEY
);
COMMENT ON TABLE digests_to_log IS 'Digests of all casts, to be published in batches.';

-- The lock order of a cast: the poll (shared), then the entitlement. The closer
-- takes the poll alone, so a cast is either committed before the close reads
-- the live set or finds the poll closed.
CREATE FUNCTION guard_envelope() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    poll public.polls;
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock_shared(hashtextextended('poll ' || NEW.poll_id::text, 0));
    SELECT * INTO poll FROM public.polls WHERE id = NEW.poll_id;
    IF (poll.state = 'open' AND poll.opens_at <= clock_timestamp() AND clock_timestamp() < poll.closes_at) IS NOT TRUE THEN
        RAISE EXCEPTION 'the poll is not open'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'poll_is_open';
    END IF;
    IF EXISTS (SELECT 1 FROM public.roll_entitlements e
               WHERE e.roll_id = poll.roll_id AND e.entitlement = NEW.entitlement AND e.votes = NEW.weight) IS NOT TRUE THEN
        RAISE EXCEPTION 'the entitlement is not on the roll of this poll'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'envelope_is_entitled';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('entitlement ' || encode(NEW.entitlement, 'hex'), 0));
    SELECT coalesce(max(e.seq), 0) + 1 INTO NEW.seq
        FROM public.envelopes e WHERE e.poll_id = NEW.poll_id AND e.entitlement = NEW.entitlement;
    INSERT INTO public.digests_to_log (poll_id, digest) VALUES (NEW.poll_id, NEW.digest);
    RETURN NEW;
END
$$;
CREATE TRIGGER guard BEFORE INSERT ON envelopes FOR EACH ROW EXECUTE FUNCTION guard_envelope();
ALTER TABLE envelopes ENABLE ALWAYS TRIGGER guard;
CALL keep_as_history('envelopes');
CALL keep_as_history('digests_to_log');
REVOKE INSERT ON digests_to_log FROM commonhold_app;

CREATE TABLE cast_receipts (
    cast_key    bytea PRIMARY KEY CONSTRAINT cast_receipts_key_length CHECK (octet_length(cast_key) = 32),
    poll_id     uuid NOT NULL REFERENCES polls (id),
    entitlement bytea NOT NULL,
    session     bytea NOT NULL,
    envelope_id bytea NOT NULL,
    digest      bytea NOT NULL,
    signature   bytea NOT NULL CONSTRAINT cast_receipts_signature_length CHECK (octet_length(signature) = 64),
    body_mac    bytea NOT NULL CONSTRAINT cast_receipts_mac_length CHECK (octet_length(body_mac) = 32)
);
COMMENT ON TABLE cast_receipts IS
    'The first answer to each cast, so that a repeat gets the same; keyed by a digest of the form''s key.';
CALL keep_as_history('cast_receipts');

-- One cast: the first answer if this form was sent before, else the envelope and its answer.
CREATE FUNCTION cast_envelope(
    poll uuid, entitlement bytea, weight integer, envelope_id bytea, enc bytea, ct bytea, digest bytea,
    cast_key bytea, session bytea, signature bytea, body_mac bytea
) RETURNS TABLE (first boolean, answer public.cast_receipts)
    LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    earlier public.cast_receipts;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtextextended('poll ' || poll::text, 0));
    PERFORM pg_advisory_xact_lock(hashtextextended('entitlement ' || encode(entitlement, 'hex'), 0));
    SELECT * INTO earlier FROM public.cast_receipts r WHERE r.cast_key = cast_envelope.cast_key;
    IF FOUND THEN
        RETURN QUERY SELECT false, earlier;
        RETURN;
    END IF;
    INSERT INTO public.envelopes (poll_id, entitlement, seq, envelope_id, weight, enc, ct, digest)
        VALUES (poll, entitlement, 0, envelope_id, weight, enc, ct, digest);
    INSERT INTO public.cast_receipts
        VALUES (cast_key, poll, entitlement, session, envelope_id, digest, signature, body_mac)
        RETURNING * INTO earlier;
    RETURN QUERY SELECT true, earlier;
END
$$;
COMMENT ON FUNCTION cast_envelope(uuid, bytea, integer, bytea, bytea, bytea, bytea, bytea, bytea, bytea, bytea) IS
    'Runs with the caller''s rights: the guard of envelopes decides.';
GRANT EXECUTE ON FUNCTION cast_envelope(uuid, bytea, integer, bytea, bytea, bytea, bytea, bytea, bytea, bytea, bytea) TO commonhold_app;

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

CREATE TABLE poll_unsealings (
    poll_id     uuid NOT NULL REFERENCES polls (id),
    officer_key bytea NOT NULL CONSTRAINT poll_unsealings_key_length CHECK (octet_length(officer_key) = 32),
    statement   text NOT NULL,
    ballots     text NOT NULL,
    open_lines  text NOT NULL,
    uploaded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (poll_id, officer_key)
);
COMMENT ON TABLE poll_unsealings IS 'What officers opened elsewhere: the signed statement, the canonical ballots, the open cells.';

CREATE TABLE poll_reveals (
    poll_id     uuid NOT NULL REFERENCES polls (id),
    officer_key bytea NOT NULL,
    reveal      bytea NOT NULL CONSTRAINT poll_reveals_length CHECK (octet_length(reveal) = 32),
    uploaded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (poll_id, officer_key)
);
COMMENT ON TABLE poll_reveals IS 'The officers'' shares of the lot, revealed after the close.';

CREATE TABLE poll_results (
    poll_id     uuid PRIMARY KEY REFERENCES polls (id),
    result      text NOT NULL,
    ballots_sha256 bytea NOT NULL,
    beacon      bytea NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE poll_results IS 'The count: result.json, the ballots it counts by digest, and the beacon of the lot.';

CREATE TABLE poll_certifications (
    poll_id       uuid NOT NULL REFERENCES polls (id),
    person_id     uuid NOT NULL REFERENCES parties (id),
    result_sha256 bytea NOT NULL CONSTRAINT poll_certifications_digest_length CHECK (octet_length(result_sha256) = 32),
    recorded_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (poll_id, person_id)
);
COMMENT ON TABLE poll_certifications IS 'Officers who certify a count; two make it certified.';

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

CREATE TRIGGER guard BEFORE INSERT ON poll_closings FOR EACH ROW EXECUTE FUNCTION guard_after_close();
CREATE TRIGGER guard BEFORE INSERT ON poll_unsealings FOR EACH ROW EXECUTE FUNCTION guard_after_close();
CREATE TRIGGER guard BEFORE INSERT ON poll_reveals FOR EACH ROW EXECUTE FUNCTION guard_after_close();
CREATE TRIGGER guard BEFORE INSERT ON poll_results FOR EACH ROW EXECUTE FUNCTION guard_after_close();
CREATE TRIGGER guard BEFORE INSERT ON poll_certifications FOR EACH ROW EXECUTE FUNCTION guard_certification();
ALTER TABLE poll_closings ENABLE ALWAYS TRIGGER guard;
ALTER TABLE poll_unsealings ENABLE ALWAYS TRIGGER guard;
ALTER TABLE poll_reveals ENABLE ALWAYS TRIGGER guard;
ALTER TABLE poll_results ENABLE ALWAYS TRIGGER guard;
ALTER TABLE poll_certifications ENABLE ALWAYS TRIGGER guard;
CALL keep_as_history('poll_closings');
CALL keep_as_history('poll_unsealings');
CALL keep_as_history('poll_reveals');
CALL keep_as_history('poll_results');
CALL keep_as_history('poll_certifications');
