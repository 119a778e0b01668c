-- A cast in as few steps as its guards allow, however often someone casts anew.

-- A letter to an account and its place in the queue.
CREATE FUNCTION queue_letter(id uuid, code text, kind text, parameters jsonb, account uuid) RETURNS uuid
    LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO public.outbox_letters (id, code, kind, parameters, account)
        VALUES (id, code, kind, parameters, account);
    INSERT INTO public.outbox_queue (letter) VALUES (id);
    RETURN id;
END
$$;
COMMENT ON FUNCTION queue_letter(uuid, text, text, jsonb, uuid) IS
    'Queues a letter within a statement of its act. Runs with the caller''s rights.';
GRANT EXECUTE ON FUNCTION queue_letter(uuid, text, text, jsonb, uuid) TO commonhold_app;

-- A cast referred to its poll by three foreign keys, each of which locked the
-- one row of that poll: all its voters stood in line for it, three times each.
-- What the keys said is kept in stronger words, by guards that are always on:
-- an envelope finds its poll open, a digest is written by that guard alone, an
-- answer stands for an envelope that is there, and no poll ever goes.
CREATE OR REPLACE TRIGGER keep BEFORE DELETE OR TRUNCATE ON polls
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();
ALTER TABLE polls ENABLE ALWAYS TRIGGER keep;

CREATE OR REPLACE FUNCTION guard_receipt() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM public.envelopes e
               WHERE e.envelope_id = NEW.envelope_id AND e.digest = NEW.digest
                 AND e.poll_id = NEW.poll_id AND e.entitlement = NEW.entitlement) IS NOT TRUE THEN
        RAISE EXCEPTION 'a receipt is for an envelope that is there'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'receipt_is_of_an_envelope';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_receipt() IS 'Guard of cast_receipts: the envelope it answers is there.';
CREATE OR REPLACE TRIGGER guard BEFORE INSERT ON cast_receipts FOR EACH ROW EXECUTE FUNCTION guard_receipt();
ALTER TABLE cast_receipts ENABLE ALWAYS TRIGGER guard;

ALTER TABLE envelopes DROP CONSTRAINT envelopes_poll_id_fkey;
ALTER TABLE digests_to_log DROP CONSTRAINT digests_to_log_poll_id_fkey;
ALTER TABLE cast_receipts DROP CONSTRAINT cast_receipts_poll_id_fkey;

-- As before, but for the number of the envelope: max() read all envelopes of
-- the entitlement, so that each further ballot cost more than the one before.
CREATE OR REPLACE FUNCTION guard_envelope() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    poll public.polls;
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock_shared(hashtextextended('poll ' || NEW.poll_id::text, 0));
    SELECT * INTO poll FROM public.polls WHERE id = NEW.poll_id;
    IF (poll.state = 'open' AND poll.opens_at <= clock_timestamp() AND clock_timestamp() < poll.closes_at
        AND NOT EXISTS (SELECT 1 FROM public.poll_voidings v WHERE v.poll_id = NEW.poll_id)) IS NOT TRUE THEN
        RAISE EXCEPTION 'the poll is not open'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'poll_is_open';
    END IF;
    IF EXISTS (SELECT 1 FROM public.roll_entitlements e
               WHERE e.roll_id = poll.roll_id AND e.entitlement = NEW.entitlement AND e.votes = NEW.weight) IS NOT TRUE THEN
        RAISE EXCEPTION 'the entitlement is not on the roll of this poll'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'envelope_is_entitled';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('entitlement ' || encode(NEW.entitlement, 'hex'), 0));
    NEW.seq := 1 + coalesce((SELECT e.seq FROM public.envelopes e
        WHERE e.poll_id = NEW.poll_id AND e.entitlement = NEW.entitlement ORDER BY e.seq DESC LIMIT 1), 0);
    INSERT INTO public.digests_to_log (poll_id, digest) VALUES (NEW.poll_id, NEW.digest);
    RETURN NEW;
END
$$;
