-- The two who stay with a protected asset are the two who said that their access works. A number
-- of days is read in one way.

CREATE FUNCTION stays_in_custody(of_asset uuid, without uuid, at timestamptz) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (
        SELECT FROM public.custody a JOIN public.custody b ON b.asset = a.asset AND b.party <> a.party
        WHERE a.asset = of_asset AND a.id IS DISTINCT FROM without AND b.id IS DISTINCT FROM without
          AND NOT EXISTS (SELECT FROM public.custody_ends e WHERE e.custody IN (a.id, b.id))
          AND EXISTS (SELECT FROM public.attestations t WHERE t.custody = a.id)
          AND EXISTS (SELECT FROM public.attestations t WHERE t.custody = b.id)
          AND (NOT EXISTS (SELECT FROM public.rule_in_force('registry.custody.groups', at) r WHERE r.value = 'different')
               OR public.stand_apart(a.party, b.party, public.legal_day(at))))
$$;
COMMENT ON FUNCTION stays_in_custody(uuid, uuid, timestamptz) IS
    'Whether two persons keep access to an asset who have both said that it works, of different related groups where the rule registry.custody.groups says so, leaving one custody aside.';
REVOKE ALL ON FUNCTION stays_in_custody(uuid, uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION stays_in_custody(uuid, uuid, timestamptz) TO commonhold_app, commonhold_auditor;

CREATE OR REPLACE FUNCTION guard_custody_end() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    c public.custody;
BEGIN
    PERFORM public.lock_registry();
    SELECT * INTO c FROM public.custody x WHERE x.id = NEW.custody;
    IF (c.id IS NOT NULL AND (NEW.execution IS NOT NULL OR public.keeps_registry(NEW.recorded_by))) IS NOT TRUE THEN
        RAISE EXCEPTION 'the register is kept by the secretary, the chair, the treasurer, or a deputy'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'registry_is_kept_by_its_officers';
    END IF;
    -- Whoever is to keep it has said that the access works: not any two, but those who stand apart.
    IF (NEW.execution IS NULL AND (public.asset_is_protected(c.asset) IS FALSE
                                   OR public.stays_in_custody(c.asset, c.id, clock_timestamp()))
        OR public.is_done_by(NEW.execution, c.asset, 'custody', jsonb_build_object('custody', NEW.custody))) IS NOT TRUE THEN
        RAISE EXCEPTION 'a protected asset stays with two custodians: name the next one first'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'custody_stays_with_two';
    END IF;
    IF (NEW.execution IS NOT NULL OR public.asset_is_protected(c.asset) IS FALSE
        OR EXISTS (SELECT FROM public.custody o
                   WHERE o.asset = c.asset AND o.id <> c.id AND o.recorded_by <> NEW.recorded_by
                     AND o.party <> NEW.recorded_by AND o.party <> c.party
                     AND NOT EXISTS (SELECT FROM public.custody_ends e WHERE e.custody = o.id)
                     AND EXISTS (SELECT FROM public.attestations t WHERE t.custody = o.id))) IS NOT TRUE THEN
        RAISE EXCEPTION 'whoever named all the others who would stay does not end the custody of another: a second keeper does'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'custody_takes_two';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_custody_end() IS
    'Guard of custody_ends: two custodians of a protected asset remain who said that their access works, of whom one is neither who ends it nor named by them, or a deed says otherwise.';

-- A rule of 10000 days and more was read as silence here, and the floor alone held.
CREATE OR REPLACE FUNCTION asset_days(of_key text, instants timestamptz[]) RETURNS integer
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT greatest(CASE of_key WHEN 'registry.notice.days' THEN 20 ELSE 30 END,
                    (SELECT max(public.days_by_rule(of_key, i)) FROM unnest(instants) i))
$$;
COMMENT ON FUNCTION asset_days(text, timestamptz[]) IS
    'How many days a deed takes: the strictest of the rules at these instants, as days_by_rule reads them, and the floor of 20 days of notice and 30 of waiting.';
