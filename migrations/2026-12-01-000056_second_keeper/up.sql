-- The rules of letting go, where they let through what they were made to hold, and held what they
-- were not.

-- Another event says the same if it is of the same day, and if it is nowhere the young word of
-- whoever withdraws: an action of another year, or one that was entered for it, ended what is to be done.
CREATE OR REPLACE FUNCTION is_relied_on(of_event uuid, against uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    WITH RECURSIVE chain AS (
        SELECT e.id, e.asset, e.mark_case, e.code, e.corrects, e.entered_by, e.recorded_at
        FROM public.asset_events e WHERE e.id = of_event
        UNION
        SELECT e.id, e.asset, e.mark_case, e.code, e.corrects, e.entered_by, e.recorded_at
        FROM public.asset_events e JOIN chain c ON e.id = c.corrects
    ), same AS (
        -- The same happened to the same on the same day, as another event says, with what it corrects.
        SELECT e.id AS event, e.corrects, e.entered_by, e.recorded_at
        FROM public.asset_events w
        JOIN public.asset_events_now o ON o.asset = w.asset AND o.mark_case IS NOT DISTINCT FROM w.mark_case
            AND o.code = w.code AND o.happened_on = w.happened_on AND o.id <> w.id
        JOIN public.asset_events e ON e.id = o.id
        WHERE w.id = of_event
        UNION
        SELECT s.event, e.corrects, e.entered_by, e.recorded_at
        FROM public.asset_events e JOIN same s ON e.id = s.corrects
    )
    SELECT EXISTS (SELECT FROM chain c JOIN public.docket_now n ON n.asset = c.asset
                   WHERE n.kind = 'mandatory' AND n.state = 'running'
                     AND (n.source = c.id OR c.code = 'REGISTRATION' AND n.mark_case = c.mark_case))
       AND NOT EXISTS (SELECT FROM same s GROUP BY s.event
                       HAVING bool_and(s.entered_by <> against OR s.recorded_at <= clock_timestamp() - interval '14 days'))
       AND (NOT EXISTS (SELECT FROM chain c WHERE c.corrects IS NULL AND c.entered_by = against
                          AND c.recorded_at > clock_timestamp() - interval '14 days')
            OR EXISTS (SELECT FROM chain c JOIN public.deadlines d ON d.event = c.id
                       JOIN public.deadline_confirmations k ON k.deadline = d.id))
$$;
COMMENT ON FUNCTION is_relied_on(uuid, uuid) IS
    'Whether something that must be done follows from an event, no other event says the same of the same day by another''s word or one older than 14 days, and it is not a word that whoever entered it may still take back: theirs, younger than 14 days, and confirmed by nobody.';

-- A mark that is not filed yet has no basis, and an application may be filed without one: a guess that
-- was asked for took a deed to undo. Blank it counts as filed on an intent to use, and is filled in freely.
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
        OR NEW.basis = '' AND c.route <> 'madrid_designation' AND NEW.registered_on IS NULL
           AND NEW.state IN ('candidate', 'clearance', 'filed')
        OR NEW.basis <> '' AND (c.route = 'madrid_designation') = (NEW.basis = '66(a)')) IS NOT TRUE THEN
        RAISE EXCEPTION 'a case in the United States has a basis once it is past its filing: 66(a) a designation, and no other case'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'us_case_has_its_basis';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_us_basis() IS
    'Guard of mark_case_versions: a case in the United States has a basis once it is past its filing; a designation under the Madrid Protocol 66(a), which is filled in, and no other case.';

-- An incident that took nothing in the end is there for the case that it is about: what was entered by
-- mistake and taken back counts for nothing, and at any moment one incident stands for one case.
CREATE OR REPLACE FUNCTION is_lost(of_asset uuid, of_case uuid, by_kinds text[]) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    WITH standing AS (
        SELECT n.confirmed_at FROM public.asset_incidents_now n WHERE n.asset = of_asset AND n.kind = ANY (by_kinds)
    ), since AS (
        SELECT min(s.confirmed_at) AS at FROM standing s
    ), others AS (
        -- Of cases those that are lost now, as a keeper said since then.
        SELECT n.mark_case FROM public.mark_case_now n
        JOIN public.mark_case_versions w ON w.mark_case = n.mark_case
        JOIN public.mark_case_versions b ON b.mark_case = n.mark_case AND b.version = w.version - 1
        WHERE n.asset = of_asset AND n.mark_case IS DISTINCT FROM of_case
          AND n.state IN ('refused', 'cancelled', 'expired', 'invalidated')
          AND w.execution IS NULL AND w.state <> b.state
          AND w.state IN ('refused', 'cancelled', 'expired', 'invalidated') AND w.recorded_at >= (SELECT s.at FROM since s)
        UNION
        -- And those for which something that must be done was waived meanwhile, though they are not over.
        SELECT n.mark_case FROM public.docket_now n
        JOIN LATERAL (SELECT y.act, y.recorded_at FROM public.deadline_acts y
                      WHERE y.deadline = n.deadline ORDER BY y.record DESC LIMIT 1) a ON a.act = 'waived'
        WHERE n.asset = of_asset AND n.mark_case IS NOT NULL AND n.mark_case IS DISTINCT FROM of_case
          AND n.kind = 'mandatory' AND n.state = 'closed'
          AND a.recorded_at >= (SELECT s.at FROM since s) AND NOT public.is_let_go(of_asset, n.mark_case)
        UNION
        SELECT coalesce(e.mark_case, e.asset) FROM public.asset_events_now e
        WHERE e.asset = of_asset AND e.mark_case IS DISTINCT FROM of_case
          AND e.code IN ('CANCELLED', 'EXPIRED', 'INVALIDATED', 'TRANSFERRED_AWAY', 'KEY_REVOKED')
          AND e.recorded_at >= (SELECT s.at FROM since s)
    )
    SELECT (SELECT count(*) FROM standing) > (SELECT count(*) FROM others)
$$;
COMMENT ON FUNCTION is_lost(uuid, uuid, text[]) IS
    'Whether incidents of these kinds stand, recorded by two officers, that say of this asset, or of the one case of it that is named, that others took it: one for each case that is lost, or for which something was waived, since the first of them.';

-- What was entered by mistake is seen late, too, and no deed says that something never happened: one
-- keeper asks for it, and another withdraws it.
CREATE TABLE withdrawal_wishes (
    id uuid PRIMARY KEY,
    event uuid NOT NULL REFERENCES asset_events (id),
    reason text NOT NULL,
    wished_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT withdrawal_wishes_reason CHECK (reason = btrim(reason) AND char_length(reason) BETWEEN 1 AND 500)
);
COMMENT ON TABLE withdrawal_wishes IS
    'That a keeper of the register asks another to withdraw an event of an asset, and why. For 30 days another keeper does, whatever rests on the event.';
CREATE INDEX withdrawal_wishes_event ON withdrawal_wishes (event);
CALL keep_as_history('withdrawal_wishes');
CREATE TRIGGER guard BEFORE INSERT ON withdrawal_wishes FOR EACH ROW EXECUTE FUNCTION guard_registry('wished_by');
ALTER TABLE withdrawal_wishes ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_withdrawal_wish() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    IF (EXISTS (SELECT FROM public.asset_events_now e WHERE e.id = NEW.event)) IS NOT TRUE THEN
        RAISE EXCEPTION 'what is to be withdrawn is an event that stands'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'wish_is_of_an_event';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_withdrawal_wish() IS
    'Guard of withdrawal_wishes: of an event that stands, neither corrected nor withdrawn.';
CREATE TRIGGER guard_wish BEFORE INSERT ON withdrawal_wishes FOR EACH ROW EXECUTE FUNCTION guard_withdrawal_wish();
ALTER TABLE withdrawal_wishes ENABLE ALWAYS TRIGGER guard_wish;

CREATE FUNCTION is_wished_away(of_event uuid, besides uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM public.withdrawal_wishes w
                   WHERE w.event = of_event AND w.wished_by <> besides
                     AND w.recorded_at > clock_timestamp() - interval '30 days'
                     AND public.keeps_registry(w.wished_by))
$$;
COMMENT ON FUNCTION is_wished_away(uuid, uuid) IS
    'Whether somebody else who keeps the register asked within the last 30 days that an event be withdrawn.';
REVOKE ALL ON FUNCTION is_wished_away(uuid, uuid) FROM PUBLIC;

-- A key is revoked because another took its place, too: nobody invents a compromise for it.
CREATE OR REPLACE FUNCTION guard_letting_go() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF public.asset_is_protected(NEW.asset) IS FALSE OR public.is_let_go(NEW.asset, NEW.mark_case) THEN
        RETURN NEW;
    END IF;
    IF (NOT NEW.withdrawn OR NOT public.is_relied_on(NEW.corrects, NEW.entered_by)
        OR public.is_wished_away(NEW.corrects, NEW.entered_by)) IS NOT TRUE THEN
        RAISE EXCEPTION 'an event from which something follows that must be done is withdrawn by two keepers'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'withdrawal_takes_two';
    END IF;
    IF (NEW.withdrawn OR NEW.code NOT IN ('ABANDONED', 'WITHDRAWN', 'SURRENDERED', 'RELEASED')) IS NOT TRUE THEN
        RAISE EXCEPTION 'what gives a protected asset up takes a deed'
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
                -- Replaced, it has done its work.
                OR EXISTS (SELECT FROM public.asset_events_now e
                           WHERE e.asset = NEW.asset AND e.code = 'KEY_ROTATED' AND e.happened_on <= NEW.happened_on)
            ELSE true END) IS NOT TRUE THEN
        RAISE EXCEPTION 'what others took of a protected asset is recorded as an incident first'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'loss_has_its_incident';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_letting_go() IS
    'Guard of asset_events: that a protected asset was given up is an event after its deed, that others ended or took it after an incident, and an event on which something rests that must be done is withdrawn by two keepers.';
