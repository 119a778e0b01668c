-- Rolls: who may vote, as of a record date, computed from history and then fixed.

CREATE TABLE rolls (
    id          uuid PRIMARY KEY,
    number      integer GENERATED ALWAYS AS IDENTITY UNIQUE,
    record_date date NOT NULL,
    known_at    timestamptz NOT NULL,
    proposed_by uuid NOT NULL REFERENCES parties (id),
    file_sha256 bytea NOT NULL CONSTRAINT rolls_file_is_a_digest CHECK (octet_length(file_sha256) = 32),
    leaves      integer NOT NULL CONSTRAINT rolls_leaves_positive CHECK (leaves > 0),
    votes       bigint NOT NULL CONSTRAINT rolls_votes_positive CHECK (votes > 0),
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE rolls IS 'A roll as proposed: the members of record on a date, from what was recorded up to known_at.';
CALL keep_as_history('rolls');

-- A guard that looks for what another transaction did must see it once it has
-- waited for its lock. Under an older snapshot it would not.
CREATE FUNCTION require_fresh_sight() RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (current_setting('transaction_isolation') = 'read committed') IS NOT TRUE THEN
        RAISE EXCEPTION 'this is recorded in a transaction that reads what is committed'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'guard_sees_what_is';
    END IF;
END
$$;
COMMENT ON FUNCTION require_fresh_sight() IS
    'Refuses isolation levels under which a guard would judge by an old snapshot.';

CREATE TABLE roll_entitlements (
    roll_id       uuid NOT NULL REFERENCES rolls (id),
    entitlement   bytea NOT NULL CONSTRAINT roll_entitlements_id_length CHECK (octet_length(entitlement) = 16),
    membership_id uuid NOT NULL REFERENCES memberships (id),
    class_id      text NOT NULL,
    votes         integer NOT NULL CONSTRAINT roll_entitlements_votes_range CHECK (votes BETWEEN 1 AND 1000000),
    commitment    bytea NOT NULL CONSTRAINT roll_entitlements_commitment_length CHECK (octet_length(commitment) = 32),
    PRIMARY KEY (roll_id, entitlement),
    CONSTRAINT roll_entitlements_one_per_membership UNIQUE (roll_id, membership_id)
);
CREATE INDEX roll_entitlements_of_membership ON roll_entitlements (membership_id);
COMMENT ON TABLE roll_entitlements IS 'The lines of a certified roll: one entitlement per membership, with its commitment.';

CREATE TABLE roll_openings (
    roll_id     uuid NOT NULL,
    entitlement bytea NOT NULL,
    subject     text NOT NULL,
    salt        bytea NOT NULL CONSTRAINT roll_openings_salt_length CHECK (octet_length(salt) = 32),
    PRIMARY KEY (roll_id, entitlement),
    FOREIGN KEY (roll_id, entitlement) REFERENCES roll_entitlements (roll_id, entitlement)
);
COMMENT ON TABLE roll_openings IS 'What opens a commitment: kept apart from the roll so that it can be erased.';
GRANT SELECT, INSERT ON roll_openings TO commonhold_app;

CREATE TABLE roll_certifications (
    roll_id      uuid PRIMARY KEY REFERENCES rolls (id),
    certified_by uuid NOT NULL REFERENCES parties (id),
    root         bytea NOT NULL CONSTRAINT roll_certifications_root_length CHECK (octet_length(root) = 32),
    recorded_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE roll_certifications IS 'A second officer recomputed the roll, found it equal, and fixed it.';

CREATE FUNCTION guard_roll() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (NEW.known_at <= clock_timestamp()) IS NOT TRUE THEN
        RAISE EXCEPTION 'a roll cannot know the future' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER guard BEFORE INSERT ON rolls FOR EACH ROW EXECUTE FUNCTION guard_roll();
ALTER TABLE rolls ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_roll_entitlement() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM 1 FROM public.rolls WHERE id = NEW.roll_id FOR SHARE;
    IF (FOUND AND NOT EXISTS (SELECT 1 FROM public.roll_certifications WHERE roll_id = NEW.roll_id)
        AND EXISTS (SELECT 1 FROM public.memberships WHERE id = NEW.membership_id)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a certified roll is not extended'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'roll_is_fixed';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER guard BEFORE INSERT ON roll_entitlements
    FOR EACH ROW EXECUTE FUNCTION guard_roll_entitlement();
ALTER TABLE roll_entitlements ENABLE ALWAYS TRIGGER guard;
CALL keep_as_history('roll_entitlements');

CREATE FUNCTION guard_roll_certification() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    roll public.rolls;
    lines bigint;
    total bigint;
BEGIN
    PERFORM public.require_fresh_sight();
    SELECT * INTO roll FROM public.rolls WHERE id = NEW.roll_id FOR UPDATE;
    SELECT count(*), coalesce(sum(votes), 0) INTO lines, total
        FROM public.roll_entitlements WHERE roll_id = NEW.roll_id;
    IF (roll.proposed_by <> NEW.certified_by) IS NOT TRUE THEN
        RAISE EXCEPTION 'a roll is certified by another officer than the one who proposed it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'roll_takes_two';
    END IF;
    IF (lines = roll.leaves AND total = roll.votes) IS NOT TRUE THEN
        RAISE EXCEPTION 'the lines of the roll are not those of the proposal'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'roll_is_complete';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER guard BEFORE INSERT ON roll_certifications
    FOR EACH ROW EXECUTE FUNCTION guard_roll_certification();
ALTER TABLE roll_certifications ENABLE ALWAYS TRIGGER guard;
CALL keep_as_history('roll_certifications');
