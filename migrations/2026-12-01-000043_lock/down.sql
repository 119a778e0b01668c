DROP TRIGGER guard_can_be_done ON asset_deeds;
DROP FUNCTION guard_deed_can_be_done();

CREATE OR REPLACE FUNCTION guard_execution() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    d public.asset_deeds;
    statement jsonb;
    lacking text;
BEGIN
    PERFORM public.lock_registry();
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/bodies', 0));
    SELECT * INTO d FROM public.asset_deeds x WHERE x.id = NEW.deed;
    SELECT convert_from(a.statement, 'UTF8')::jsonb INTO statement FROM public.acts a
        WHERE a.id = NEW.act AND a.kind = 'asset.executed' AND a.subject_id = NEW.deed;
    IF (session_user = 'commonhold_certifier' AND d.id IS NOT NULL
        AND statement ->> 'terms' = encode(d.sha256, 'hex') AND statement ->> 'deed' = d.number::text
        AND statement ->> 'asset' = (SELECT a.number::text FROM public.assets a WHERE a.id = d.asset)
        AND statement ->> 'board' = (SELECT r.year || '-B-' || lpad(r.number::text, 3, '0') FROM public.resolutions r
                                     WHERE r.decision = NEW.board_decision)
        AND statement ->> 'members' = (SELECT r.year || '-M-' || lpad(r.number::text, 3, '0') FROM public.resolutions r
                                       WHERE r.decision = NEW.members_decision)
        AND NOT EXISTS (SELECT FROM public.act_outcomes o WHERE o.act_id = NEW.act)
        AND NEW.board_decision = public.deed_decision(NEW.deed, 'board')
        AND NEW.members_decision = public.deed_decision(NEW.deed, 'members')
        -- Each by the latest key of their own, and no name for two.
        AND (SELECT count(DISTINCT s.name) FROM unnest(NEW.officers) o
             JOIN LATERAL (SELECT k.name FROM public.officer_keys k WHERE k.person_id = o ORDER BY k.recorded_at DESC LIMIT 1) k ON true
             JOIN public.act_signatures s ON s.act_id = NEW.act AND s.name = k.name) = cardinality(NEW.officers)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a deed is carried out by an act that officers signed, on the decisions that authorise it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'execution_is_an_act';
    END IF;
    SELECT c.condition INTO lacking FROM public.deed_conditions(NEW.deed, NEW.officers, clock_timestamp()) c
        WHERE c.met IS NOT TRUE ORDER BY c.place LIMIT 1;
    IF (lacking IS NULL AND (SELECT count(*) FROM public.deed_conditions(NEW.deed, NEW.officers, clock_timestamp()) c WHERE c.met) = 11) IS NOT TRUE THEN
        RAISE EXCEPTION 'this deed cannot be carried out yet: %', lacking
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'deed_has_its_authority';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_execution() IS
    'Guard of asset_executions: the certifier''s, by an act that names this deed and its terms, with every condition of the lock met.';
