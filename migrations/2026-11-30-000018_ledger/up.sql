-- The public log: what is entered, the place of each entry, and what was signed.
--
-- An act enters its entry in its own transaction, without a lock and without a place. The
-- sequencer gives places to what is committed, one after the other, under the lock of
-- log_state. Who may enter which kind is decided by session_user: also a function of the
-- owner enters as the one who called it.
--
-- Entries, places and checkpoints are history; log_state only grows, and log_pending is a
-- queue.

CREATE TABLE log_state (
    one   boolean PRIMARY KEY DEFAULT true CONSTRAINT log_state_is_one CHECK (one),
    size  bigint NOT NULL CONSTRAINT log_state_size_positive CHECK (size >= 0),
    epoch bigint NOT NULL CONSTRAINT log_state_epoch_positive CHECK (epoch >= 0),
    fault text
);
COMMENT ON TABLE log_state IS
    'One row: how many entries have a place, and which leader gives places; both only grow. Not history.';
COMMENT ON COLUMN log_state.fault IS 'Why the leader does not sign, in a sentence for the operator; null while it does.';
GRANT SELECT ON log_state TO commonhold_app, commonhold_certifier, commonhold_auditor;
GRANT SELECT ON log_state TO commonhold_sequencer;
INSERT INTO log_state (size, epoch) VALUES (0, 0);
CREATE TRIGGER guard_truncate BEFORE TRUNCATE ON log_state FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();
ALTER TABLE log_state ENABLE ALWAYS TRIGGER guard_truncate;

CREATE FUNCTION guard_log_state() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (TG_OP = 'UPDATE') IS NOT TRUE OR (NEW.size >= OLD.size AND NEW.epoch >= OLD.epoch) IS NOT TRUE THEN
        RAISE EXCEPTION 'the log only grows'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'log_only_grows';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_log_state() IS 'Guard of log_state: one row, whose numbers only grow.';
CREATE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON log_state FOR EACH ROW EXECUTE FUNCTION guard_log_state();
ALTER TABLE log_state ENABLE ALWAYS TRIGGER guard;

CREATE TABLE log_entries (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind      text NOT NULL CONSTRAINT log_entries_kind_form CHECK (kind ~ '^[a-z]{1,15}\.[a-z_]{1,15}$'),
    eid       bytea CONSTRAINT log_entries_eid_length CHECK (octet_length(eid) = 32),
    leaf      bytea NOT NULL CONSTRAINT log_entries_leaf_length CHECK (octet_length(leaf) BETWEEN 1 AND 65535),
    leaf_hash bytea NOT NULL GENERATED ALWAYS AS (sha256('\x00'::bytea || leaf)) STORED
);
COMMENT ON TABLE log_entries IS
    'What stands or will stand in the public log: the canonical leaf, with its kind and the poll it is about. The sequencer, the certifier and functions of the owner insert.';
COMMENT ON COLUMN log_entries.leaf_hash IS 'The hash of the leaf in the tree (RFC 6962).';
COMMENT ON COLUMN log_entries.leaf IS 'Canonical JSON.';
ALTER TABLE log_entries ALTER COLUMN leaf SET STORAGE EXTERNAL;
CREATE INDEX log_entries_of_poll ON log_entries (eid, id);
CREATE INDEX log_entries_by_hash ON log_entries (leaf_hash);
CREATE UNIQUE INDEX log_entries_starts_once ON log_entries (kind) WHERE kind = 'log.start';
CREATE UNIQUE INDEX log_entries_once_of_poll ON log_entries (eid, kind)
    WHERE kind IN ('poll.opened', 'poll.closed', 'poll.result', 'poll.certified', 'poll.voided', 'poll.destroyed');
CREATE UNIQUE INDEX log_entries_notice_once ON log_entries ((sha256(leaf))) WHERE kind IN ('notice.given', 'notice.certified');
COMMENT ON INDEX log_entries_notice_once IS 'A notice, and each certificate of it, is entered once.';

-- Where a deed stands in the log once it is carried out.
CREATE INDEX log_entries_of_deeds ON log_entries (id) WHERE kind = 'asset.executed';
CALL keep_as_history('log_entries');
REVOKE INSERT ON log_entries FROM commonhold_app;
GRANT SELECT ON log_entries TO commonhold_sequencer;
GRANT INSERT (kind, eid, leaf) ON log_entries TO commonhold_sequencer, commonhold_certifier;

CREATE TABLE log_pending (
    entry_id bigint PRIMARY KEY REFERENCES log_entries (id)
);
COMMENT ON TABLE log_pending IS
    'Entries that wait for their place. A queue: sequence_log takes rows out. Not history.';
GRANT SELECT ON log_pending TO commonhold_app, commonhold_certifier, commonhold_auditor;
GRANT SELECT ON log_pending TO commonhold_sequencer;

CREATE TABLE log_leaves (
    index    bigint PRIMARY KEY CONSTRAINT log_leaves_index_positive CHECK (index >= 0),
    entry_id bigint NOT NULL UNIQUE REFERENCES log_entries (id)
);
COMMENT ON TABLE log_leaves IS
    'The place of each entry in the tree, counted from 0 without a gap. sequence_log writes it.';
CALL keep_as_history('log_leaves');
REVOKE INSERT ON log_leaves FROM commonhold_app;
GRANT SELECT ON log_leaves TO commonhold_sequencer;

CREATE TABLE log_checkpoints (
    size        bigint PRIMARY KEY,
    root        bytea NOT NULL CONSTRAINT log_checkpoints_root_length CHECK (octet_length(root) = 32),
    note        text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE log_checkpoints IS
    'Signed checkpoints, each larger than all before it. The sequencer inserts.';
COMMENT ON COLUMN log_checkpoints.note IS 'The signed note: origin, size, root, signatures.';
CALL keep_as_history('log_checkpoints');
REVOKE INSERT ON log_checkpoints FROM commonhold_app;
GRANT SELECT ON log_checkpoints TO commonhold_sequencer;
GRANT INSERT (size, root, note) ON log_checkpoints TO commonhold_sequencer;

CREATE TABLE digests_logged (
    poll_id  uuid NOT NULL REFERENCES polls (id),
    digest   bytea PRIMARY KEY,
    entry_id bigint NOT NULL REFERENCES log_entries (id)
);
COMMENT ON TABLE digests_logged IS
    'In which entry of kind poll.cast the digest of an envelope stands. The database itself writes it.';
CREATE INDEX digests_logged_of_poll ON digests_logged (poll_id);
CALL keep_as_history('digests_logged');
REVOKE INSERT ON digests_logged FROM commonhold_app;

-- Kinds that have rules of their own, and who may enter them. The application enters
-- what is recorded in the same transaction or before, by functions of the owner's. Every
-- other kind is an act signed by officers, or the count that rests on such: the certifier
-- has verified it.
CREATE FUNCTION guard_log_entry() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    fields jsonb := convert_from(NEW.leaf, 'UTF8')::jsonb;
    poll_state text;
BEGIN
    PERFORM public.require_fresh_sight();
    IF (fields ->> 'v' = '1' AND fields ->> 'kind' = NEW.kind) IS NOT TRUE
        OR (fields ->> 'eid' IS NOT DISTINCT FROM encode(NEW.eid, 'hex')) IS NOT TRUE THEN
        RAISE EXCEPTION 'an entry is named otherwise than its leaf says'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'entry_is_named_as_it_is';
    END IF;
    IF (CASE
            WHEN NEW.kind IN ('log.start', 'log.key') THEN session_user = 'commonhold_sequencer'
            WHEN NEW.kind = 'poll.cast' THEN session_user IN ('commonhold_sequencer', 'commonhold_app')
            WHEN NEW.kind IN ('poll.superseded', 'poll.closed', 'notice.given', 'notice.certified')
                THEN session_user = 'commonhold_app'
            WHEN NEW.kind = 'registry.recorded' THEN session_user IN ('commonhold_app', 'commonhold_certifier')
            ELSE session_user = 'commonhold_certifier'
        END) IS NOT TRUE THEN
        RAISE EXCEPTION 'entries of the kind % are not made by %', NEW.kind, session_user
            USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'entry_is_of_its_maker';
    END IF;
    IF NEW.kind IN ('poll.cast', 'poll.superseded', 'poll.closed') THEN
        SELECT p.state INTO poll_state FROM public.polls p WHERE p.eid = NEW.eid;
        IF (CASE WHEN session_user = 'commonhold_app' THEN poll_state = 'closed' ELSE poll_state = 'open' END) IS NOT TRUE
            OR EXISTS (SELECT 1 FROM public.log_entries e WHERE e.eid = NEW.eid AND e.kind = 'poll.closed') IS NOT FALSE THEN
            RAISE EXCEPTION 'casts are entered while the poll is open and as it closes'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'casts_are_entered_by_the_close';
        END IF;
    END IF;
    IF (CASE NEW.kind
            WHEN 'notice.given' THEN EXISTS (
                SELECT 1 FROM public.notices n
                WHERE n.number::text = fields ->> 'notice' AND encode(n.sha256, 'hex') = fields ->> 'file'
                  AND (SELECT count(*) FROM public.notice_recipients r WHERE r.notice = n.id)::text = fields ->> 'recipients')
            WHEN 'notice.certified' THEN EXISTS (
                SELECT 1 FROM public.notices n JOIN public.notice_certificates c ON c.notice = n.id
                WHERE n.number::text = fields ->> 'notice' AND encode(c.sha256, 'hex') = fields ->> 'file'
                  AND c.recipients::text = fields ->> 'recipients' AND c.reached::text = fields ->> 'reached')
            WHEN 'asset.executed' THEN EXISTS (
                SELECT 1 FROM public.asset_executions x JOIN public.asset_deeds d ON d.id = x.deed
                WHERE d.number::text = fields ->> 'deed' AND encode(d.sha256, 'hex') = fields ->> 'terms'
                  AND x.recorded_at >= transaction_timestamp())
            ELSE true
        END) IS NOT TRUE THEN
        RAISE EXCEPTION 'an entry says what is recorded'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'notice_entry_says_what_is_recorded';
    END IF;
    IF NEW.kind = 'log.start' AND EXISTS (
        SELECT 1 FROM public.foundations f WHERE f.log_origin = fields ->> 'origin') IS NOT TRUE THEN
        RAISE EXCEPTION 'the log begins with another origin than the foundation''s'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'log_origin_is_the_foundation_s';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_log_entry() IS
    'Guard of log_entries: named as its leaf says, by whom its kind is entered, and saying what is recorded.';
CREATE TRIGGER guard BEFORE INSERT ON log_entries FOR EACH ROW EXECUTE FUNCTION guard_log_entry();
ALTER TABLE log_entries ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION queue_log_entry() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO public.log_pending (entry_id) VALUES (NEW.id);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION queue_log_entry() IS 'Each entry waits for its place from the moment it is entered.';
CREATE TRIGGER queue AFTER INSERT ON log_entries FOR EACH ROW EXECUTE FUNCTION queue_log_entry();
ALTER TABLE log_entries ENABLE ALWAYS TRIGGER queue;

CREATE FUNCTION guard_log_leaf() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (NEW.index = (SELECT coalesce(max(l.index) + 1, 0) FROM public.log_leaves l)) IS NOT TRUE
        OR EXISTS (SELECT 1 FROM public.log_entries e
                   WHERE e.id = NEW.entry_id AND (NEW.index > 0 OR e.kind = 'log.start')) IS NOT TRUE THEN
        RAISE EXCEPTION 'an entry takes the next place, and the start of the log the first'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'leaves_have_no_gap';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_log_leaf() IS
    'Guard of log_leaves: the next place, and the first for the start of the log.';
CREATE TRIGGER guard BEFORE INSERT ON log_leaves FOR EACH ROW EXECUTE FUNCTION guard_log_leaf();
ALTER TABLE log_leaves ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_log_checkpoint() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    current bigint;
BEGIN
    PERFORM public.require_fresh_sight();
    SELECT s.size INTO current FROM public.log_state s FOR UPDATE;
    IF (NEW.size BETWEEN 1 AND current
        AND NEW.size > (SELECT coalesce(max(c.size), 0) FROM public.log_checkpoints c)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a checkpoint is larger than all before it, and no larger than the log'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'checkpoints_grow';
    END IF;
    IF (session_user = 'commonhold_sequencer'
        AND split_part(NEW.note, E'\n', 2) = NEW.size::text
        AND split_part(NEW.note, E'\n', 3) = encode(NEW.root, 'base64')) IS NOT TRUE
        OR EXISTS (SELECT 1 FROM public.foundations f WHERE f.log_origin = split_part(NEW.note, E'\n', 1)) IS NOT TRUE THEN
        RAISE EXCEPTION 'the note of a checkpoint says otherwise'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'checkpoint_is_as_noted';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_log_checkpoint() IS
    'Guard of log_checkpoints: by the sequencer, larger than all before it and no larger than the log, and its note says the same.';
CREATE TRIGGER guard BEFORE INSERT ON log_checkpoints FOR EACH ROW EXECUTE FUNCTION guard_log_checkpoint();
ALTER TABLE log_checkpoints ENABLE ALWAYS TRIGGER guard;

-- The lock that only one leader holds lasts as long as its connection; the
-- epoch tells a leader that lost the connection and does not know it yet.
CREATE FUNCTION lead_log() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    led bigint;
BEGIN
    IF NOT pg_try_advisory_lock(hashtextextended('log', 0)) THEN
        RETURN NULL;
    END IF;
    UPDATE public.log_state s SET epoch = s.epoch + 1 RETURNING s.epoch INTO led;
    RETURN led;
END
$$;
COMMENT ON FUNCTION lead_log() IS 'Makes this connection the one that leads the log; returns its epoch, or null while another leads.';
GRANT EXECUTE ON FUNCTION lead_log() TO commonhold_sequencer;

CREATE FUNCTION sequence_log(led bigint, most integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    state public.log_state;
    placed integer;
BEGIN
    PERFORM public.require_fresh_sight();
    SELECT * INTO state FROM public.log_state FOR UPDATE;
    IF (state.epoch = led) IS NOT TRUE THEN
        RAISE EXCEPTION 'another leads the log now'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'log_has_one_leader';
    END IF;
    IF state.size = 0 THEN
        -- Whatever was entered before the log began comes after its start.
        WITH first AS (
            DELETE FROM public.log_pending p USING public.log_entries e
            WHERE e.id = p.entry_id AND e.kind = 'log.start' RETURNING p.entry_id
        )
        INSERT INTO public.log_leaves (index, entry_id) SELECT 0, f.entry_id FROM first f;
    ELSE
        WITH next AS (
            SELECT p.entry_id FROM public.log_pending p ORDER BY p.entry_id LIMIT most
        ), taken AS (
            DELETE FROM public.log_pending p USING next n WHERE p.entry_id = n.entry_id RETURNING p.entry_id
        )
        INSERT INTO public.log_leaves (index, entry_id)
            SELECT state.size - 1 + row_number() OVER (ORDER BY t.entry_id), t.entry_id FROM taken t ORDER BY t.entry_id;
    END IF;
    GET DIAGNOSTICS placed = ROW_COUNT;
    UPDATE public.log_state s SET size = s.size + placed;
    RETURN placed;
END
$$;
COMMENT ON FUNCTION sequence_log(bigint, integer) IS
    'Gives committed entries their places, in the order in which they were entered; returns how many.';
GRANT EXECUTE ON FUNCTION sequence_log(bigint, integer) TO commonhold_sequencer;

CREATE FUNCTION report_log(led bigint, sentence text) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    UPDATE public.log_state s SET fault = sentence WHERE s.epoch = led AND s.fault IS DISTINCT FROM sentence
$$;
COMMENT ON FUNCTION report_log(bigint, text) IS 'Tells every server why the leader does not sign; null when it does.';
GRANT EXECUTE ON FUNCTION report_log(bigint, text) TO commonhold_sequencer;

-- Batches are sorted by digest, so that they say nothing about the order of casts. What is
-- entered together comes into the log at one moment, and whoever knows their own digests may
-- subtract them: so it holds casts of as many as are asked for who had none in the log, and
-- neither casting often nor casting again brings anybody else's ballot there sooner.
CREATE FUNCTION log_batches(poll uuid, at_least integer) RETURNS integer
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    eid bytea;
    batch bytea[];
    entry bigint;
    entered integer := 0;
BEGIN
    -- Two callers must not enter one digest twice.
    PERFORM pg_advisory_xact_lock(hashtextextended('casts to log ' || poll::text, 0));
    SELECT p.eid INTO STRICT eid FROM public.polls p WHERE p.id = poll;
    FOR batch IN
        WITH waiting AS (
            SELECT d.digest, d.entitlement, (row_number() OVER (ORDER BY d.digest) - 1) / 900 AS number
            FROM public.digests_to_log d
            WHERE d.poll_id = poll
              AND NOT EXISTS (SELECT 1 FROM public.digests_logged l WHERE l.poll_id = poll AND l.digest = d.digest)
        ), batches AS (
            SELECT w.number, array_agg(w.digest ORDER BY w.digest) AS digests
            FROM waiting w GROUP BY w.number HAVING count(*) >= at_least
        ), first_heard_of AS (
            SELECT w.entitlement FROM waiting w JOIN batches b ON b.number = w.number
            EXCEPT
            SELECT d.entitlement FROM public.digests_to_log d JOIN public.digests_logged l
                ON l.poll_id = d.poll_id AND l.digest = d.digest
            WHERE d.poll_id = poll
        ), casting AS (
            -- One person who votes for many is one who knows all of their digests.
            SELECT DISTINCT coalesce(
                (SELECT h.holder FROM public.proxy_holder(e.membership_id, poll, clock_timestamp()) h),
                public.casting_representative(m.party, poll, clock_timestamp()), m.party) AS person
            FROM first_heard_of f JOIN public.polls p ON p.id = poll
            JOIN public.roll_entitlements e ON e.roll_id = p.roll_id AND e.entitlement = f.entitlement
            JOIN public.memberships m ON m.id = e.membership_id
        )
        SELECT b.digests FROM batches b
        WHERE at_least = 0 OR (SELECT count(*) FROM casting) >= at_least
        ORDER BY b.number
    LOOP
        INSERT INTO public.log_entries (kind, eid, leaf)
            VALUES ('poll.cast', eid, convert_to(public.digests_leaf('poll.cast', eid, batch), 'UTF8'))
            RETURNING id INTO entry;
        INSERT INTO public.digests_logged (poll_id, digest, entry_id) SELECT poll, unnest(batch), entry;
        entered := entered + cardinality(batch);
    END LOOP;
    RETURN entered;
END
$$;
COMMENT ON FUNCTION log_batches(uuid, integer) IS
    'Enters digests of a poll that are not entered yet, in batches of at most 900 and not fewer than asked for, if as many people cast for memberships of which none is entered; returns how many. Asked for none, it enters all.';

CREATE FUNCTION digests_leaf(kind text, eid bytea, digests bytea[]) RETURNS text
    LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT format('{"digests":[%s],"eid":"%s","kind":"%s","n":%s,"v":1}',
        (SELECT string_agg('"' || encode(d, 'hex') || '"', ',' ORDER BY d) FROM unnest(digests) d),
        encode(eid, 'hex'), kind, cardinality(digests))
$$;
COMMENT ON FUNCTION digests_leaf(text, bytea, bytea[]) IS 'The canonical leaf of poll.cast or poll.superseded.';

-- A cast under way may be entered in this batch or the next; the close waits
-- for it, and then enters all that are left.
CREATE FUNCTION log_casts(poll uuid) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock_shared(hashtextextended('poll ' || poll::text, 0));
    IF EXISTS (SELECT 1 FROM public.polls p WHERE p.id = poll AND p.state = 'open') IS NOT TRUE THEN
        RETURN 0;
    END IF;
    RETURN public.log_batches(poll, 20);
END
$$;
COMMENT ON FUNCTION log_casts(uuid) IS
    'Enters digests of an open poll, never of fewer than 20 people who cast for memberships that had none in the log; returns how many.';
GRANT EXECUTE ON FUNCTION log_casts(uuid) TO commonhold_sequencer;

CREATE FUNCTION polls_with_casts_to_log() RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT p.id FROM public.polls p
    WHERE p.state = 'open'
      AND (SELECT count(*) FROM (
               SELECT d.entitlement FROM public.digests_to_log d LEFT JOIN public.digests_logged l
                   ON l.poll_id = d.poll_id AND l.digest = d.digest
               WHERE d.poll_id = p.id GROUP BY d.entitlement HAVING count(l.digest) = 0) first_heard_of) >= 20
$$;
COMMENT ON FUNCTION polls_with_casts_to_log() IS 'Open polls of which a batch of casts may be entered: as many memberships wait as people are needed.';
GRANT EXECUTE ON FUNCTION polls_with_casts_to_log() TO commonhold_sequencer;

CREATE FUNCTION log_close(poll uuid) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    closed public.polls;
    fixed public.poll_closings;
    batch bytea[];
    superseded bigint := 0;
    logged bigint;
    lost bigint;
    entry bigint;
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock(hashtextextended('poll ' || poll::text, 0));
    SELECT * INTO STRICT closed FROM public.polls p WHERE p.id = poll;
    SELECT * INTO STRICT fixed FROM public.poll_closings c WHERE c.poll_id = poll;
    PERFORM public.log_batches(poll, 0);
    FOR batch IN
        SELECT array_agg(w.digest ORDER BY w.digest)
        FROM (SELECT s.digest, (row_number() OVER (ORDER BY s.digest) - 1) / 900 AS number
              FROM public.envelopes s
              WHERE s.poll_id = poll
                AND EXISTS (SELECT 1 FROM public.envelopes later
                            WHERE later.poll_id = poll AND later.entitlement = s.entitlement AND later.seq > s.seq)) w
        GROUP BY w.number ORDER BY w.number
    LOOP
        INSERT INTO public.log_entries (kind, eid, leaf)
            VALUES ('poll.superseded', closed.eid, convert_to(public.digests_leaf('poll.superseded', closed.eid, batch), 'UTF8'));
        superseded := superseded + cardinality(batch);
    END LOOP;
    SELECT count(*) INTO logged FROM public.digests_logged l WHERE l.poll_id = poll;
    SELECT count(DISTINCT d.digest) INTO lost
        FROM public.log_entries e, jsonb_array_elements_text(convert_from(e.leaf, 'UTF8')::jsonb -> 'digests') d (digest)
        WHERE e.eid = closed.eid AND e.kind = 'poll.lost';
    IF (fixed.superseded = superseded AND fixed.cast_count + lost = logged) IS NOT TRUE THEN
        RAISE EXCEPTION 'the closing set and the log count differently: % cast, % lost and % superseded are entered',
            logged, lost, superseded
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'closing_adds_up_with_the_log';
    END IF;
    INSERT INTO public.log_entries (kind, eid, leaf)
        VALUES ('poll.closed', closed.eid, convert_to(format(
            '{"at":%s,"cast":%s,"eid":"%s","kind":"poll.closed","live":%s,"live_root":"%s","lost":%s,'
            '"participation":"%s","superseded":%s,"v":1,"votes":%s}',
            floor(extract(epoch FROM closed.closed_at))::bigint, logged, encode(closed.eid, 'hex'),
            fixed.live, encode(fixed.live_root, 'hex'), lost,
            encode(sha256(convert_to(fixed.participation, 'UTF8')), 'hex'), superseded, fixed.votes), 'UTF8'))
        RETURNING id INTO entry;
    RETURN entry;
END
$$;
COMMENT ON FUNCTION log_close(uuid) IS
    'Enters what a close leaves in the log: the casts not entered yet, those that were superseded, and the totals.';
GRANT EXECUTE ON FUNCTION log_close(uuid) TO commonhold_app;
