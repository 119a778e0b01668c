-- What was withdrawn, or left waiting for 14 days, opens the lock no more.
--
-- An act ended in the guards of its signatures and of its outcome alone. The certifier's role, which
-- can insert an execution without an outcome beside it, had a deed carried out by an act that
-- somebody had taken back: the guard of the lock asked only that nothing had come of it.

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
    -- A withdrawal under way is in before, or waits until this is done.
    PERFORM pg_advisory_xact_lock(hashtextextended('act ' || NEW.act::text, 0));
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
        AND public.act_waits(NEW.act, clock_timestamp())
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
    -- All were asked, and all are met: who says nothing opens nothing.
    IF (SELECT count(*) >= 11 AND bool_and(c.met IS TRUE)
        FROM public.deed_conditions(NEW.deed, NEW.officers, clock_timestamp()) c) IS NOT TRUE THEN
        RAISE EXCEPTION 'this deed cannot be carried out yet: %', lacking
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'deed_has_its_authority';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_execution() IS
    'Guard of asset_executions: the certifier''s, by an act that waits still and names this deed and its terms, with every condition of the lock met.';

-- What board and members decide in two months can be carried out. The guard of a deed held its terms
-- against the asset; what the tables and guards of the register would refuse at the end of the way,
-- this one refuses at its beginning.
CREATE FUNCTION guard_deed_can_be_done() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    made jsonb := NEW.terms::jsonb -> 'to';
    of_kind text := (SELECT a.kind FROM public.assets a WHERE a.id = NEW.asset);
BEGIN
    IF (CASE NEW.act
            WHEN 'transfer' THEN made ->> 'owner' !~ '[[:cntrl:]]' AND made ->> 'instrument' = btrim(made ->> 'instrument')
            WHEN 'identify' THEN made ->> 'title' !~ '[[:cntrl:]]' AND char_length(made ->> 'identifiers') <= 4000
                AND public.asset_identity(of_kind, made ->> 'title', made ->> 'identifiers') IS NOT NULL
            WHEN 'encumber' THEN made ->> 'in_favour_of' = btrim(made ->> 'in_favour_of')
                AND made ->> 'instrument' = btrim(made ->> 'instrument')
            WHEN 'case' THEN char_length(made ->> 'application_no') <= 40 AND char_length(made ->> 'registration_no') <= 40
                -- The day of a registration is entered before; a deed has none.
                AND (made ->> 'registration_no' = '' OR made ->> 'state' NOT IN ('registered', 'renewed', 'in_grace')
                     OR (SELECT w.registered_on FROM public.mark_case_versions w
                         WHERE w.mark_case::text = made ->> 'mark_case' ORDER BY w.version DESC LIMIT 1) IS NOT NULL)
            WHEN 'surrender' THEN NOT EXISTS (SELECT FROM public.nice_class_ends e WHERE e.class::text = made ->> 'class')
            WHEN 'custody' THEN NOT EXISTS (SELECT FROM public.custody_ends e WHERE e.custody::text = made ->> 'custody')
            ELSE true END) IS NOT TRUE THEN
        RAISE EXCEPTION 'the register could not take up what these terms say'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'deed_can_be_done';
    END IF;
    IF (NEW.act <> 'identify'
        OR NOT EXISTS (SELECT FROM public.asset_now o
                       WHERE o.kind = of_kind AND o.asset <> NEW.asset
                         AND public.asset_identity(o.kind, o.title, o.identifiers)
                             = public.asset_identity(of_kind, made ->> 'title', made ->> 'identifiers'))) IS NOT TRUE THEN
        RAISE EXCEPTION 'this asset is in the register already'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'asset_is_entered_once';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_deed_can_be_done() IS
    'Guard of asset_deeds: terms that the register would take up if they were carried out today.';
CREATE TRIGGER guard_can_be_done BEFORE INSERT ON asset_deeds FOR EACH ROW EXECUTE FUNCTION guard_deed_can_be_done();
ALTER TABLE asset_deeds ENABLE ALWAYS TRIGGER guard_can_be_done;
