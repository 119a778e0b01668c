-- The hand-over programme: what somebody still holds for the foundation from its founding, and
-- what shows that it left their hands. One officer records it, another confirms it.
--
-- Where an item names an asset of the register or a seat, the database itself looks whether the
-- record is true: a conveyance of that asset, no custody any more, an election to it. All of it is
-- history.

CREATE TABLE handover_items (
    id uuid PRIMARY KEY,
    number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    kind text NOT NULL,
    title text NOT NULL,
    holder uuid NOT NULL REFERENCES parties (id),
    asset uuid REFERENCES assets (id),
    seat uuid REFERENCES seats (id),
    leaves_by text NOT NULL,
    added_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT handover_items_kind CHECK (kind IN ('mark', 'domain', 'key', 'account', 'repository', 'contract', 'seat', 'other')),
    CONSTRAINT handover_items_title CHECK (title = btrim(title) AND char_length(title) BETWEEN 1 AND 160 AND title !~ '[[:cntrl:]]'),
    CONSTRAINT handover_items_way CHECK (leaves_by IN ('instrument', 'custody', 'election')),
    CONSTRAINT handover_items_seat CHECK ((kind = 'seat') = (seat IS NOT NULL) AND (leaves_by = 'election') = (seat IS NOT NULL)
                                          AND num_nonnulls(asset, seat) <= 1)
);
COMMENT ON TABLE handover_items IS
    'What somebody holds for the foundation and is to hand over: what it is, who holds it, and whether it leaves by an instrument, a change of custody or an election.';
CREATE INDEX handover_items_holder ON handover_items (holder);
CALL keep_as_history('handover_items');

CREATE TABLE handover_records (
    id uuid PRIMARY KEY,
    record bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    item uuid NOT NULL REFERENCES handover_items (id),
    outcome text NOT NULL,
    happened_on date NOT NULL,
    evidence text NOT NULL,
    conveyance uuid REFERENCES conveyances (id),
    recorded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT handover_records_outcome CHECK (outcome IN ('left', 'mistaken')),
    CONSTRAINT handover_records_evidence CHECK (evidence = btrim(evidence) AND char_length(evidence) BETWEEN 1 AND 500)
);
COMMENT ON TABLE handover_records IS
    'That an item left the hands of its holder, or was listed by mistake, with the reference that shows it; it counts once another officer has confirmed it.';
CREATE INDEX handover_records_item ON handover_records (item, record DESC);
CALL keep_as_history('handover_records');

CREATE TABLE handover_confirmations (
    record uuid PRIMARY KEY REFERENCES handover_records (id),
    confirmed_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE handover_confirmations IS
    'The second officer who stands behind a record of the hand-over programme: neither who recorded it nor who held the item.';
CALL keep_as_history('handover_confirmations');

CREATE TABLE handover_withdrawals (
    record uuid PRIMARY KEY REFERENCES handover_records (id),
    reason text NOT NULL,
    withdrawn_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT handover_withdrawals_reason CHECK (reason = btrim(reason) AND char_length(reason) BETWEEN 1 AND 300)
);
COMMENT ON TABLE handover_withdrawals IS
    'Records of the hand-over programme that were taken back before anybody confirmed them, and why.';
CALL keep_as_history('handover_withdrawals');

CREATE FUNCTION guard_handover_item() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    now timestamptz;
BEGIN
    PERFORM public.lock_registry();
    now := clock_timestamp();
    IF (public.keeps_registry(NEW.added_by)) IS NOT TRUE THEN
        RAISE EXCEPTION 'the hand-over programme is kept by the secretary, the chair, the treasurer, or a deputy'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'handover_by_officer';
    END IF;
    IF (NEW.seat IS NULL
        OR EXISTS (SELECT FROM public.seated(now) s WHERE s.seat = NEW.seat AND s.person = NEW.holder)) IS NOT TRUE THEN
        RAISE EXCEPTION 'this seat is not held by them'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'handover_seat_is_held';
    END IF;
    IF (NEW.asset IS NULL OR NEW.leaves_by <> 'custody'
        OR EXISTS (SELECT FROM public.custody c WHERE c.asset = NEW.asset AND c.party = NEW.holder
                     AND NOT EXISTS (SELECT FROM public.custody_ends e WHERE e.custody = c.id))) IS NOT TRUE THEN
        RAISE EXCEPTION 'the register does not say that they keep this asset'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'handover_asset_is_kept';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_handover_item() IS
    'Guard of handover_items: added by whoever keeps the register; a seat is held by the holder now, and an asset that leaves by a change of custody is in their custody.';
CREATE TRIGGER guard BEFORE INSERT ON handover_items FOR EACH ROW EXECUTE FUNCTION guard_handover_item();
ALTER TABLE handover_items ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION handover_is_shown(r handover_records) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT r.outcome = 'mistaken' OR CASE i.leaves_by
        WHEN 'instrument' THEN i.asset IS NULL
            OR EXISTS (SELECT FROM public.conveyances c WHERE c.id = r.conveyance AND c.asset = i.asset)
        WHEN 'custody' THEN i.asset IS NULL
            OR NOT EXISTS (SELECT FROM public.custody c WHERE c.asset = i.asset AND c.party = i.holder
                             AND NOT EXISTS (SELECT FROM public.custody_ends e WHERE e.custody = c.id))
        WHEN 'election' THEN EXISTS (SELECT FROM public.seat_incumbencies s
            WHERE s.seat = i.seat AND s.basis = 'election' AND s.recorded_at > i.recorded_at)
        ELSE false END
    FROM public.handover_items i WHERE i.id = r.item
$$;
COMMENT ON FUNCTION handover_is_shown(handover_records) IS
    'Whether the records of the foundation show what a record of the hand-over programme says: a conveyance of the asset, no custody of its holder any more, an election to the seat. Of an item that names neither, its evidence alone speaks.';
REVOKE ALL ON FUNCTION handover_is_shown(handover_records) FROM PUBLIC;

CREATE FUNCTION guard_handover_record() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.lock_registry();
    IF (public.keeps_registry(NEW.recorded_by)) IS NOT TRUE THEN
        RAISE EXCEPTION 'the hand-over programme is kept by the secretary, the chair, the treasurer, or a deputy'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'handover_by_officer';
    END IF;
    IF (NEW.happened_on <= public.legal_day(clock_timestamp())
        AND EXISTS (SELECT FROM public.handover_items i WHERE i.id = NEW.item)) IS NOT TRUE THEN
        RAISE EXCEPTION 'what is recorded has happened'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'handover_has_happened';
    END IF;
    IF (NOT EXISTS (SELECT FROM public.handover_records r WHERE r.item = NEW.item
                      AND NOT EXISTS (SELECT FROM public.handover_withdrawals w WHERE w.record = r.id))) IS NOT TRUE THEN
        RAISE EXCEPTION 'this item has a record already'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'handover_once';
    END IF;
    IF (NEW.conveyance IS NULL
        OR EXISTS (SELECT FROM public.handover_items i JOIN public.conveyances c ON c.asset = i.asset
                   WHERE i.id = NEW.item AND i.leaves_by = 'instrument' AND c.id = NEW.conveyance)
        ) IS NOT TRUE OR (public.handover_is_shown(NEW)) IS NOT TRUE THEN
        RAISE EXCEPTION 'the records of the foundation do not show this'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'handover_is_shown';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_handover_record() IS
    'Guard of handover_records: by whoever keeps the register, of a day that has come, one for an item unless withdrawn, and only what the other records show.';
CREATE TRIGGER guard BEFORE INSERT ON handover_records FOR EACH ROW EXECUTE FUNCTION guard_handover_record();
ALTER TABLE handover_records ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_handover_confirmation() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    r public.handover_records;
    i public.handover_items;
    now timestamptz;
BEGIN
    PERFORM public.lock_registry();
    now := clock_timestamp();
    SELECT * INTO r FROM public.handover_records x WHERE x.id = NEW.record;
    SELECT * INTO i FROM public.handover_items x WHERE x.id = r.item;
    IF (EXISTS (SELECT FROM public.offices_held(NEW.confirmed_by, now) o WHERE o <> 'auditor')) IS NOT TRUE THEN
        RAISE EXCEPTION 'another officer confirms it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'handover_by_officer';
    END IF;
    IF (NEW.confirmed_by <> r.recorded_by
        AND NOT public.is_affiliated(NEW.confirmed_by, i.holder, public.legal_day(now))) IS NOT TRUE THEN
        RAISE EXCEPTION 'whoever recorded it, or held the item, does not confirm it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'handover_by_another';
    END IF;
    IF (NOT EXISTS (SELECT FROM public.handover_withdrawals w WHERE w.record = NEW.record)
        AND public.handover_is_shown(r)) IS NOT TRUE THEN
        RAISE EXCEPTION 'the records of the foundation do not show this'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'handover_is_shown';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_handover_confirmation() IS
    'Guard of handover_confirmations: an officer who is not an auditor, did not record it, and neither held the item nor is affiliated with who did.';
CREATE TRIGGER guard BEFORE INSERT ON handover_confirmations FOR EACH ROW EXECUTE FUNCTION guard_handover_confirmation();
ALTER TABLE handover_confirmations ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_handover_withdrawal() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.lock_registry();
    IF (public.keeps_registry(NEW.withdrawn_by)) IS NOT TRUE THEN
        RAISE EXCEPTION 'the hand-over programme is kept by the secretary, the chair, the treasurer, or a deputy'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'handover_by_officer';
    END IF;
    IF (EXISTS (SELECT FROM public.handover_records r WHERE r.id = NEW.record)
        AND NOT EXISTS (SELECT FROM public.handover_confirmations c WHERE c.record = NEW.record)) IS NOT TRUE THEN
        RAISE EXCEPTION 'what was confirmed is not withdrawn'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'handover_is_confirmed';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_handover_withdrawal() IS
    'Guard of handover_withdrawals: by whoever keeps the register, as long as nobody has confirmed the record.';
CREATE TRIGGER guard BEFORE INSERT ON handover_withdrawals FOR EACH ROW EXECUTE FUNCTION guard_handover_withdrawal();
ALTER TABLE handover_withdrawals ENABLE ALWAYS TRIGGER guard;
