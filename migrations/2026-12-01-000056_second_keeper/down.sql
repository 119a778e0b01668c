CREATE OR REPLACE FUNCTION is_relied_on(of_event uuid, against uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    WITH RECURSIVE chain AS (
        SELECT e.id, e.asset, e.mark_case, e.code, e.corrects, e.entered_by, e.recorded_at
        FROM public.asset_events e WHERE e.id = of_event
        UNION
        SELECT e.id, e.asset, e.mark_case, e.code, e.corrects, e.entered_by, e.recorded_at
        FROM public.asset_events e JOIN chain c ON e.id = c.corrects
    )
    SELECT EXISTS (SELECT FROM chain c JOIN public.docket_now n ON n.asset = c.asset
                   WHERE n.kind = 'mandatory' AND n.state = 'running'
                     AND (n.source = c.id OR c.code = 'REGISTRATION' AND n.mark_case = c.mark_case))
       -- The same happened to the same, as another event says.
       AND NOT EXISTS (SELECT FROM chain c JOIN public.asset_events_now o
                           ON o.asset = c.asset AND o.mark_case IS NOT DISTINCT FROM c.mark_case AND o.code = c.code
                       WHERE c.id = of_event AND o.id <> c.id)
       AND (NOT EXISTS (SELECT FROM chain c WHERE c.corrects IS NULL AND c.entered_by = against
                          AND c.recorded_at > clock_timestamp() - interval '14 days')
            OR EXISTS (SELECT FROM chain c JOIN public.deadlines d ON d.event = c.id
                       JOIN public.deadline_confirmations k ON k.deadline = d.id))
$$;
COMMENT ON FUNCTION is_relied_on(uuid, uuid) IS
    'Whether something that must be done follows from an event, no other event says the same, and it is not a word that whoever entered it may still take back: theirs, younger than 14 days, and confirmed by nobody.';
CREATE OR REPLACE FUNCTION guard_us_basis() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    c public.mark_cases;
    before text := (SELECT v.basis FROM public.mark_case_versions v WHERE v.mark_case = NEW.mark_case ORDER BY v.version DESC LIMIT 1);
BEGIN
    SELECT * INTO c FROM public.mark_cases x WHERE x.id = NEW.mark_case;
    IF c.office = 'US' AND c.route = 'madrid_designation' AND NEW.basis = '' AND NEW.execution IS NULL THEN
        NEW.basis := '66(a)';
    END IF;
    IF (c.office <> 'US' OR NEW.execution IS NOT NULL AND NEW.basis = before
        OR NEW.basis <> '' AND (c.route = 'madrid_designation') = (NEW.basis = '66(a)')) IS NOT TRUE THEN
        RAISE EXCEPTION 'a case in the United States has a basis: 66(a) a designation, and no other case'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'us_case_has_its_basis';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_us_basis() IS
    'Guard of mark_case_versions: a case in the United States has a basis; a designation under the Madrid Protocol 66(a), which is filled in, and no other case.';
CREATE OR REPLACE FUNCTION is_lost(of_asset uuid, of_case uuid, by_kinds text[]) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    WITH standing AS (
        SELECT n.confirmed_at FROM public.asset_incidents_now n WHERE n.asset = of_asset AND n.kind = ANY (by_kinds)
    ), since AS (
        SELECT min(s.confirmed_at) AS at FROM standing s
    ), others AS (
        SELECT c.id FROM public.mark_cases c
        JOIN public.mark_case_versions w ON w.mark_case = c.id
        JOIN public.mark_case_versions b ON b.mark_case = c.id AND b.version = w.version - 1
        WHERE c.asset = of_asset AND c.id IS DISTINCT FROM of_case AND w.execution IS NULL AND w.state <> b.state
          AND w.state IN ('refused', 'cancelled', 'expired', 'invalidated') AND w.recorded_at >= (SELECT s.at FROM since s)
        UNION
        SELECT coalesce(e.mark_case, e.asset) FROM public.asset_events e
        WHERE e.asset = of_asset AND e.mark_case IS DISTINCT FROM of_case AND NOT e.withdrawn
          AND e.code IN ('CANCELLED', 'EXPIRED', 'INVALIDATED', 'TRANSFERRED_AWAY', 'KEY_REVOKED')
          AND e.recorded_at >= (SELECT s.at FROM since s)
    )
    SELECT (SELECT count(*) FROM standing) > (SELECT count(*) FROM others)
$$;
COMMENT ON FUNCTION is_lost(uuid, uuid, text[]) IS
    'Whether incidents of these kinds stand, recorded by two officers, that say of this asset, or of the one case of it that is named, that others took it: one for each case that was lost since the first of them.';
CREATE OR REPLACE FUNCTION guard_letting_go() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF public.asset_is_protected(NEW.asset) IS FALSE OR public.is_let_go(NEW.asset, NEW.mark_case) THEN
        RETURN NEW;
    END IF;
    IF (CASE WHEN NEW.withdrawn THEN NOT public.is_relied_on(NEW.corrects, NEW.entered_by)
             ELSE NEW.code NOT IN ('ABANDONED', 'WITHDRAWN', 'SURRENDERED', 'RELEASED') END) IS NOT TRUE THEN
        RAISE EXCEPTION 'what gives a protected asset up, or takes away from what its deadlines are counted, takes a deed'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'letting_go_takes_a_deed';
    END IF;
    IF (NEW.withdrawn OR CASE
            WHEN NEW.code IN ('CANCELLED', 'EXPIRED', 'INVALIDATED') THEN public.is_lost(NEW.asset, NEW.mark_case,
                ARRAY['lapse', 'seizure', 'unauthorised_transfer', 'court_order', 'office_decision'])
            WHEN NEW.code = 'TRANSFERRED_AWAY' THEN public.is_lost(NEW.asset, NEW.mark_case,
                    ARRAY['lapse', 'seizure', 'unauthorised_transfer', 'court_order', 'office_decision'])
                -- Assigned to another; a merger or a change of name parts with nothing.
                OR EXISTS (SELECT FROM public.asset_executions x JOIN public.asset_deeds d ON d.id = x.deed
                           WHERE d.asset = NEW.asset AND d.act = 'transfer' AND d.terms::jsonb #> '{to,kind}' IS NULL)
            WHEN NEW.code = 'KEY_REVOKED' THEN public.is_lost(NEW.asset, NEW.mark_case, ARRAY['compromise', 'loss'])
            ELSE true END) IS NOT TRUE THEN
        RAISE EXCEPTION 'what others took of a protected asset is recorded as an incident first'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'loss_has_its_incident';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_letting_go() IS
    'Guard of asset_events: that a protected asset was given up is an event after its deed, that others ended or took it after an incident, and an event on which something rests that must be done is not withdrawn.';
DROP FUNCTION is_wished_away(uuid, uuid);
DROP TABLE withdrawal_wishes;
DROP FUNCTION guard_withdrawal_wish();
