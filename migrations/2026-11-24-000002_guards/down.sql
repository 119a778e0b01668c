DROP TRIGGER guard_key ON poll_reveals;
DROP TRIGGER guard_key ON poll_unsealings;
DROP FUNCTION guard_officer_key();
DROP TRIGGER guard_closing ON poll_closings;
DROP FUNCTION guard_closing();
DROP TRIGGER guard ON cast_receipts;
DROP FUNCTION guard_receipt();
CREATE OR REPLACE FUNCTION guard_roll() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (NEW.known_at <= clock_timestamp()) IS NOT TRUE THEN
        RAISE EXCEPTION 'a roll cannot know the future' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_roll() IS NULL;
DROP TRIGGER references_stand ON roll_openings;
DROP TRIGGER keep_rows ON roll_openings;
DROP TRIGGER keep ON roll_openings;
DROP TRIGGER keep_rows ON accounts;
DROP TRIGGER keep_rows ON polls;
DROP TRIGGER keep ON polls;
DROP TRIGGER guard ON polls;
DROP FUNCTION guard_poll();
