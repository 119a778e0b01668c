-- What the guards so far left to the application's care.

-- The row of a poll is not history: it moves. It moves forward only, and what
-- was fixed by a step stays.
CREATE FUNCTION guard_poll() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    moved text[] := CASE TG_OP WHEN 'UPDATE' THEN
        CASE WHEN OLD.state = 'draft' AND NEW.state = 'open'
                THEN ARRAY['state', 'roll_id', 'eid', 'opens_at', 'closes_at']
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
    IF NEW.state = 'open' THEN
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
CREATE TRIGGER keep BEFORE DELETE OR TRUNCATE ON polls FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();
ALTER TABLE polls ENABLE ALWAYS TRIGGER keep;
CREATE TRIGGER keep_rows BEFORE DELETE ON polls FOR EACH ROW EXECUTE FUNCTION refuse_rewrite_of_row();
ALTER TABLE polls ENABLE ALWAYS TRIGGER keep_rows;

CREATE TRIGGER keep_rows BEFORE DELETE ON accounts FOR EACH ROW EXECUTE FUNCTION refuse_rewrite_of_row();
ALTER TABLE accounts ENABLE ALWAYS TRIGGER keep_rows;

-- A salt may be erased, when the law asks for it, by the owner. Another salt
-- would make a true commitment look false.
CREATE TRIGGER keep BEFORE UPDATE OR TRUNCATE ON roll_openings FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();
ALTER TABLE roll_openings ENABLE ALWAYS TRIGGER keep;
CREATE TRIGGER keep_rows BEFORE UPDATE ON roll_openings FOR EACH ROW EXECUTE FUNCTION refuse_rewrite_of_row();
ALTER TABLE roll_openings ENABLE ALWAYS TRIGGER keep_rows;
CALL keep_references('roll_openings');

-- A roll knows what is committed at the moment it is proposed. An instant of
-- the proposer's choice could leave out whoever came after it.
CREATE OR REPLACE FUNCTION guard_roll() RETURNS trigger
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

CREATE FUNCTION guard_receipt() RETURNS trigger
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
CREATE TRIGGER guard BEFORE INSERT ON cast_receipts FOR EACH ROW EXECUTE FUNCTION guard_receipt();
ALTER TABLE cast_receipts ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_closing() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    envelopes bigint;
    voted bigint;
    weight bigint;
BEGIN
    SELECT coalesce(sum(v.times), 0), count(*), coalesce(sum(v.weight), 0) INTO envelopes, voted, weight
    FROM (SELECT count(*) AS times, max(e.weight) AS weight
          FROM public.envelopes e WHERE e.poll_id = NEW.poll_id GROUP BY e.entitlement) v;
    IF (NEW.cast_count = envelopes AND NEW.live = voted AND NEW.votes = weight) IS NOT TRUE THEN
        RAISE EXCEPTION 'the closing set is not what was cast'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'closing_is_what_was_cast';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_closing() IS
    'Guard of poll_closings: its numbers are those of the envelopes. One entitlement has one weight on one roll.';
CREATE TRIGGER guard_closing BEFORE INSERT ON poll_closings FOR EACH ROW EXECUTE FUNCTION guard_closing();
ALTER TABLE poll_closings ENABLE ALWAYS TRIGGER guard_closing;

CREATE FUNCTION guard_officer_key() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM public.poll_keys k
               WHERE k.poll_id = NEW.poll_id AND k.kind = 'sign' AND k.key = NEW.officer_key) IS NOT TRUE THEN
        RAISE EXCEPTION 'the key is not of an officer of this poll'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'officer_key_is_of_the_poll';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_officer_key() IS
    'Guard of poll_unsealings and poll_reveals: under a key that was uploaded while the poll was drafted.';
CREATE TRIGGER guard_key BEFORE INSERT ON poll_unsealings FOR EACH ROW EXECUTE FUNCTION guard_officer_key();
ALTER TABLE poll_unsealings ENABLE ALWAYS TRIGGER guard_key;
CREATE TRIGGER guard_key BEFORE INSERT ON poll_reveals FOR EACH ROW EXECUTE FUNCTION guard_officer_key();
ALTER TABLE poll_reveals ENABLE ALWAYS TRIGGER guard_key;
