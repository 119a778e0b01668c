-- Votes of one class: a roll of some classes of members instead of all.

CREATE TABLE roll_classes (
    roll uuid NOT NULL REFERENCES rolls (id),
    class text NOT NULL REFERENCES member_classes (id),
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (roll, class)
);
COMMENT ON TABLE roll_classes IS
    'The classes a roll was proposed of; a roll without a row here is of all. Whoever computes it again computes it of these.';

CREATE FUNCTION guard_roll_class() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM 1 FROM public.rolls WHERE id = NEW.roll FOR SHARE;
    IF (EXISTS (SELECT 1 FROM public.rolls r
                WHERE r.id = NEW.roll AND r.recorded_at >= transaction_timestamp())
        AND EXISTS (SELECT 1 FROM public.member_classes m WHERE m.id = NEW.class)
        AND NOT EXISTS (SELECT 1 FROM public.roll_entitlements e WHERE e.roll_id = NEW.roll)
        AND NOT EXISTS (SELECT 1 FROM public.roll_certifications c WHERE c.roll_id = NEW.roll)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a roll says as it is proposed of which classes it is'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'roll_class_is_of_a_new_roll';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_roll_class() IS
    'Guard of roll_classes: with the proposal itself, before any line of the roll is committed to.';
CREATE TRIGGER guard BEFORE INSERT ON roll_classes FOR EACH ROW EXECUTE FUNCTION guard_roll_class();
ALTER TABLE roll_classes ENABLE ALWAYS TRIGGER guard;
CALL keep_as_history('roll_classes');

-- Beside guard_roll_certification: nobody of another class stands on it.
CREATE FUNCTION guard_roll_is_of_its_classes() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    IF (NOT EXISTS (SELECT 1 FROM public.roll_classes s WHERE s.roll = NEW.roll_id)
        OR NOT EXISTS (SELECT 1 FROM public.roll_entitlements e
                       WHERE e.roll_id = NEW.roll_id
                         AND (EXISTS (SELECT 1 FROM public.roll_classes s
                                      WHERE s.roll = NEW.roll_id AND s.class = e.class_id)) IS NOT TRUE)) IS NOT TRUE THEN
        RAISE EXCEPTION 'the lines of a roll are of the classes it was proposed of'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'roll_is_of_its_classes';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_roll_is_of_its_classes() IS
    'Guard of roll_certifications: every line is of a class that the roll was proposed of.';
CREATE TRIGGER guard_classes BEFORE INSERT ON roll_certifications
    FOR EACH ROW EXECUTE FUNCTION guard_roll_is_of_its_classes();
ALTER TABLE roll_certifications ENABLE ALWAYS TRIGGER guard_classes;

-- A correction is of the classes of the roll whose place it takes. Judged once the transaction that
-- proposes is done, for it names the classes after the roll.
CREATE FUNCTION guard_correction_is_of_the_same_classes() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (NOT EXISTS ((SELECT s.class FROM public.roll_classes s WHERE s.roll = NEW.roll
                     EXCEPT SELECT s.class FROM public.roll_classes s WHERE s.roll = NEW.corrects)
                    UNION ALL
                    (SELECT s.class FROM public.roll_classes s WHERE s.roll = NEW.corrects
                     EXCEPT SELECT s.class FROM public.roll_classes s WHERE s.roll = NEW.roll))) IS NOT TRUE THEN
        RAISE EXCEPTION 'a correction is of the classes of the roll that it corrects'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'roll_correction_is_of_its_classes';
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION guard_correction_is_of_the_same_classes() IS
    'Guard of roll_corrections, at the end of the transaction: of the classes of the roll that is corrected.';
CREATE CONSTRAINT TRIGGER guard_classes AFTER INSERT ON roll_corrections
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard_correction_is_of_the_same_classes();
ALTER TABLE roll_corrections ENABLE ALWAYS TRIGGER guard_classes;
