DROP TRIGGER guard_complaints ON poll_certifications;
DROP FUNCTION guard_complaints_answered();
DROP TABLE poll_complaint_answers;
DROP FUNCTION guard_complaint_answer();
DROP TRIGGER erase_complaints ON erasures;
DROP FUNCTION erase_complaints();
DROP TABLE poll_complaints;
DROP FUNCTION guard_complaint();
DROP FUNCTION complaints_until(uuid);
DROP TRIGGER guard_as_cast ON poll_results;
DROP FUNCTION guard_as_cast();
ALTER TABLE poll_results DROP COLUMN as_cast;
DROP TABLE poll_exclusions;
DROP FUNCTION guard_exclusion();
DROP FUNCTION extend_poll(uuid, uuid, timestamptz, text);
DROP TABLE poll_extensions;
DROP FUNCTION guard_extension();

CREATE OR REPLACE FUNCTION guard_poll() RETURNS trigger
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
