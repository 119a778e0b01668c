CREATE OR REPLACE FUNCTION guard_envelope() RETURNS trigger
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
ALTER TABLE envelopes ADD CONSTRAINT envelopes_poll_id_fkey FOREIGN KEY (poll_id) REFERENCES polls (id);
ALTER TABLE digests_to_log ADD CONSTRAINT digests_to_log_poll_id_fkey FOREIGN KEY (poll_id) REFERENCES polls (id);
ALTER TABLE cast_receipts ADD CONSTRAINT cast_receipts_poll_id_fkey FOREIGN KEY (poll_id) REFERENCES polls (id);
-- The guards of polls and cast_receipts stay: they refuse nothing that was allowed.
DROP FUNCTION queue_letter(uuid, text, text, jsonb, uuid);
