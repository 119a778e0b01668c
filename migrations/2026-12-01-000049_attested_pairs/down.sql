CREATE OR REPLACE FUNCTION asset_days(of_key text, instants timestamptz[]) RETURNS integer
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT greatest(CASE of_key WHEN 'registry.notice.days' THEN 20 ELSE 30 END,
                    (SELECT max(r.value::integer) FROM unnest(instants) i, public.rule_in_force(of_key, i) r
                     WHERE r.value ~ '^[0-9]{1,4}$'))
$$;
COMMENT ON FUNCTION asset_days(text, timestamptz[]) IS
    'How many days a deed takes: the strictest of the rules at these instants and the floor of 20 days of notice and 30 of waiting.';

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
    IF (NEW.execution IS NULL AND (public.asset_is_protected(c.asset) IS FALSE
                                   OR public.is_in_custody(c.asset, c.id, clock_timestamp())
                                      -- Whoever is to keep it has said that the access works.
                                      AND (SELECT count(DISTINCT o.party) FROM public.custody o
                                           WHERE o.asset = c.asset AND o.id <> c.id
                                             AND NOT EXISTS (SELECT FROM public.custody_ends e WHERE e.custody = o.id)
                                             AND EXISTS (SELECT FROM public.attestations t WHERE t.custody = o.id)) >= 2)
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
    'Guard of custody_ends: two custodians of a protected asset remain, of whom one is neither who ends it nor named by them, or a deed says otherwise.';

DROP FUNCTION stays_in_custody(uuid, uuid, timestamptz);
