-- What is protected is not let go in silence. One keeper of the register could waive what must be
-- done, enter that a mark was surrendered, or withdraw its registration, and every reminder ended;
-- or write that its office cancelled it, and nobody was told. What gives a protected asset up takes
-- a deed, and what others took from it an incident, which two officers record. And a case in the
-- United States has the basis by which its deadlines are counted.

ALTER TABLE incidents DROP CONSTRAINT incidents_kind;
ALTER TABLE incidents ADD CONSTRAINT incidents_kind CHECK (kind IN ('lapse', 'seizure', 'unauthorised_transfer', 'court_order',
    'office_decision', 'compromise', 'loss'));
COMMENT ON TABLE incidents IS
    'An outside fact about an asset: lapsed, seized, transferred without right, under a court''s order, refused or ended by an office, compromised or lost. It never changes whose the asset rightfully is; it counts once a second officer confirmed it.';

-- The state of a protected asset, and these states of its cases, come by a deed or, where an office
-- ended a case, by an incident. A refusal can be appealed: what is refused is not over.
CREATE FUNCTION is_let_go(of_asset uuid, of_case uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce((SELECT v.state NOT IN ('planned', 'active')
                     FROM public.asset_versions v WHERE v.asset = of_asset ORDER BY v.version DESC LIMIT 1), false)
        OR coalesce((SELECT w.state IN ('abandoned', 'withdrawn', 'surrendered', 'cancelled', 'expired', 'invalidated')
                     FROM public.mark_case_versions w WHERE w.mark_case = of_case ORDER BY w.version DESC LIMIT 1), false)
$$;
COMMENT ON FUNCTION is_let_go(uuid, uuid) IS
    'Whether an asset, or the one case of it that is named, is given up or ended: of a protected asset by a deed, or by an office as an incident says.';
REVOKE ALL ON FUNCTION is_let_go(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION is_let_go(uuid, uuid) TO commonhold_app;

-- An incident is of an asset, and stands for the loss of one case: the next case that is lost takes
-- the next incident.
CREATE FUNCTION is_lost(of_asset uuid, of_case uuid, by_kinds text[]) RETURNS boolean
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
REVOKE ALL ON FUNCTION is_lost(uuid, uuid, text[]) FROM PUBLIC;

-- Whoever entered an event could have left it out, and takes it back within 14 days while nobody held
-- against the papers what follows from it. A correction makes nothing younger. The renewals of some
-- offices are counted from the filing and run because there is a registration.
CREATE FUNCTION is_relied_on(of_event uuid, against uuid) RETURNS boolean
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
REVOKE ALL ON FUNCTION is_relied_on(uuid, uuid) FROM PUBLIC;

CREATE FUNCTION guard_waiver() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (NEW.act <> 'waived'
        OR EXISTS (SELECT FROM public.deadlines d
                   WHERE d.id = NEW.deadline
                     AND (d.kind <> 'mandatory' OR public.asset_is_protected(d.asset) IS FALSE
                          OR public.is_let_go(d.asset, d.mark_case)))) IS NOT TRUE THEN
        RAISE EXCEPTION 'what must be done for a protected asset is waived once a deed gave it up'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'waiver_takes_a_deed';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_waiver() IS
    'Guard of deadline_acts: nothing that must be done for a protected asset is waived while it, or its case, is neither given up nor ended.';
CREATE TRIGGER guard_waiver BEFORE INSERT ON deadline_acts FOR EACH ROW EXECUTE FUNCTION guard_waiver();
ALTER TABLE deadline_acts ENABLE ALWAYS TRIGGER guard_waiver;

CREATE FUNCTION guard_letting_go() RETURNS trigger
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
CREATE TRIGGER guard_letting_go BEFORE INSERT ON asset_events FOR EACH ROW EXECUTE FUNCTION guard_letting_go();
ALTER TABLE asset_events ENABLE ALWAYS TRIGGER guard_letting_go;

CREATE FUNCTION guard_case_loss() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    of_asset uuid := (SELECT c.asset FROM public.mark_cases c WHERE c.id = NEW.mark_case);
    last public.mark_case_versions;
BEGIN
    SELECT * INTO last FROM public.mark_case_versions v WHERE v.mark_case = NEW.mark_case ORDER BY v.version DESC LIMIT 1;
    -- What was over before it came into this register nobody lets go of here.
    IF (last.version IS NULL OR NEW.execution IS NOT NULL OR NEW.state = last.state
        OR NEW.state NOT IN ('refused', 'cancelled', 'expired', 'invalidated')
        OR public.asset_is_protected(of_asset) IS FALSE OR public.is_let_go(of_asset, NEW.mark_case)
        OR public.is_lost(of_asset, NEW.mark_case,
               ARRAY['lapse', 'seizure', 'unauthorised_transfer', 'court_order', 'office_decision'])) IS NOT TRUE THEN
        RAISE EXCEPTION 'what others took of a protected asset is recorded as an incident first'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'loss_has_its_incident';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_case_loss() IS
    'Guard of mark_case_versions: that an office refused, cancelled or invalidated a protected mark, or that it expired there, is entered once an incident says so.';
CREATE TRIGGER guard_loss BEFORE INSERT ON mark_case_versions FOR EACH ROW EXECUTE FUNCTION guard_case_loss();
ALTER TABLE mark_case_versions ENABLE ALWAYS TRIGGER guard_loss;

-- A blank basis is none that the rules know: the deadlines of another law were counted, and whether
-- an application may be assigned was not asked. A deed leaves what it does not name as it is.
CREATE FUNCTION guard_us_basis() RETURNS trigger
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
CREATE TRIGGER guard_us_basis BEFORE INSERT ON mark_case_versions FOR EACH ROW EXECUTE FUNCTION guard_us_basis();
ALTER TABLE mark_case_versions ENABLE ALWAYS TRIGGER guard_us_basis;

-- What was entered without a basis before one was asked for may be an intent to use: it is held to
-- that until it says its basis, or is registered.
CREATE OR REPLACE FUNCTION is_on_intent(of_case uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT (EXISTS (
        SELECT FROM public.mark_cases c JOIN public.mark_case_versions b ON b.mark_case = c.id
        WHERE c.id = of_case AND b.basis = '1(b)'
          AND NOT EXISTS (
              SELECT FROM public.mark_case_versions w
              WHERE w.mark_case = c.id AND w.version > b.version AND w.basis NOT IN ('', '1(b)')
                AND (EXISTS (SELECT FROM public.asset_deeds d WHERE d.id = w.execution AND d.terms::jsonb #>> '{to,basis}' = w.basis)
                     OR (SELECT v.protected FROM public.asset_versions v
                         WHERE v.asset = c.asset AND v.recorded_at <= w.recorded_at ORDER BY v.version DESC LIMIT 1) IS FALSE)))
        OR EXISTS (SELECT FROM public.mark_case_now n
                   WHERE n.mark_case = of_case AND n.office = 'US' AND n.route <> 'madrid_designation'
                     AND n.basis = '' AND n.registered_on IS NULL))
       -- Given up by a deed or ended by the office, there is nothing left that could be assigned.
       AND (SELECT w.state NOT IN ('abandoned', 'withdrawn', 'surrendered', 'cancelled', 'expired', 'invalidated')
            FROM public.mark_case_versions w WHERE w.mark_case = of_case ORDER BY w.version DESC LIMIT 1)
$$;
COMMENT ON FUNCTION is_on_intent(uuid) IS
    'Whether a case was filed on the intent to use the mark (basis 1(b)), or may have been, since it is pending in the United States without a basis, and was neither given up nor ended by its office, and no deed said another basis since.';
