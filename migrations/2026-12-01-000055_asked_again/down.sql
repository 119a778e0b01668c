DROP TRIGGER vouched ON officer_keys;
DROP FUNCTION require_vouching();

CREATE OR REPLACE FUNCTION guard_standing_key() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (session_user = 'commonhold_certifier' AND EXISTS (SELECT 1 FROM public.parties p WHERE p.id = NEW.person_id)) IS NOT TRUE THEN
        RAISE EXCEPTION 'officers'' keys are taken in by the certifier'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'key_is_the_certifiers';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_standing_key() IS 'Guard of officer_keys: taken in by the certifier alone.';

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

CREATE OR REPLACE FUNCTION stays_in_custody(of_asset uuid, without uuid, at timestamptz) RETURNS boolean
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
DROP FUNCTION is_attested(uuid, timestamptz);

CREATE OR REPLACE FUNCTION guard_deed_can_be_done() RETURNS trigger
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
                -- Bases are those of the United States, and 66(a) is a designation's.
                AND (made -> 'basis' IS NULL
                     OR EXISTS (SELECT FROM public.mark_cases c
                                WHERE c.id::text = made ->> 'mark_case' AND c.office = 'US'
                                  AND (c.route = 'madrid_designation') = (made ->> 'basis' = '66(a)')))
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

CREATE OR REPLACE FUNCTION guard_deed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v public.asset_versions;
    written jsonb := NEW.terms::jsonb;
    made jsonb := NEW.terms::jsonb -> 'to';
BEGIN
    PERFORM public.lock_registry();
    SELECT x.* INTO v FROM public.asset_versions x WHERE x.asset = NEW.asset ORDER BY x.version DESC LIMIT 1;
    NEW.sha256 := sha256(convert_to(NEW.terms, 'UTF8'));
    IF (public.keeps_registry(NEW.proposed_by)
        OR EXISTS (SELECT FROM public.offices_held(NEW.proposed_by, clock_timestamp()) o WHERE o = 'director')) IS NOT TRUE THEN
        RAISE EXCEPTION 'a deed is proposed by a director or whoever keeps the register'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'deed_by_officer';
    END IF;
    IF (v.protected AND NEW.version = v.version) IS NOT TRUE THEN
        RAISE EXCEPTION 'a deed is of a protected asset as it is now'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'deed_is_of_a_protected_asset';
    END IF;
    IF (written ->> 'act' = NEW.act AND written ->> 'deed' = NEW.id::text
        AND written ->> 'asset' = 'A-' || (SELECT a.number FROM public.assets a WHERE a.id = NEW.asset)
        AND written ->> 'version' = NEW.version::text AND jsonb_typeof(made) = 'object'
        AND ARRAY(SELECT jsonb_object_keys(written) ORDER BY 1) = ARRAY['act', 'asset', 'deed', 'to', 'version']
        -- What was always an assignment says no kind, and what leaves the basis says none.
        AND ARRAY(SELECT k FROM jsonb_object_keys(made) k
                  WHERE (NEW.act = 'transfer' AND k = 'kind' OR NEW.act = 'case' AND k = 'basis') IS NOT TRUE ORDER BY 1) = CASE NEW.act
            WHEN 'transfer' THEN ARRAY['goodwill', 'holding', 'instrument', 'owner', 'successor']
            WHEN 'state' THEN ARRAY['state']
            WHEN 'unprotect' THEN ARRAY[]::text[]
            WHEN 'identify' THEN ARRAY['identifiers', 'title']
            WHEN 'case' THEN ARRAY['application_no', 'mark_case', 'registration_no', 'state']
            WHEN 'surrender' THEN ARRAY['class']
            WHEN 'encumber' THEN ARRAY['in_favour_of', 'instrument']
            WHEN 'licence' THEN ARRAY['licensee', 'terms']
            WHEN 'custody' THEN ARRAY['custody'] END
        AND NOT EXISTS (SELECT FROM jsonb_each(made) f WHERE jsonb_typeof(f.value) <> 'string')
        -- What board and members decide can be carried out.
        AND CASE NEW.act
            WHEN 'transfer' THEN made ->> 'holding' IN ('owned', 'licensed_in', 'held_in_trust', 'unregistered')
                AND made ->> 'owner' = btrim(made ->> 'owner') AND char_length(made ->> 'owner') BETWEEN 1 AND 200
                AND char_length(made ->> 'instrument') BETWEEN 1 AND 300
                -- Who merges or takes another name is somebody else then, or called otherwise; a name alone moves no right.
                AND (made -> 'kind' IS NULL
                     OR made ->> 'kind' IN ('merger', 'name_change') AND made ->> 'owner' <> v.owner
                        AND (made ->> 'kind' = 'merger' OR made ->> 'holding' = v.holding))
            WHEN 'state' THEN made ->> 'state' IN ('active', 'lapsed', 'surrendered', 'transferred', 'retired')
            WHEN 'identify' THEN jsonb_typeof((made ->> 'identifiers')::jsonb) = 'object'
                AND made ->> 'title' = btrim(made ->> 'title') AND char_length(made ->> 'title') BETWEEN 1 AND 200
            WHEN 'encumber' THEN char_length(made ->> 'in_favour_of') BETWEEN 1 AND 200 AND char_length(made ->> 'instrument') BETWEEN 1 AND 300
            WHEN 'licence' THEN made ->> 'terms' ~ '^[0-9a-f]{64}$' AND char_length(made ->> 'licensee') BETWEEN 1 AND 200
            WHEN 'case' THEN EXISTS (SELECT FROM public.mark_cases c WHERE c.id::text = made ->> 'mark_case' AND c.asset = NEW.asset)
                AND (made -> 'basis' IS NULL OR made ->> 'basis' IN ('1(a)', '1(b)', '44(d)', '44(e)', '66(a)'))
                AND made ->> 'state' IN ('candidate', 'clearance', 'filed', 'suspended', 'refused', 'published', 'opposed', 'allowed',
                    'registered', 'in_grace', 'renewed', 'abandoned', 'withdrawn', 'surrendered', 'cancelled', 'expired', 'invalidated')
            WHEN 'custody' THEN EXISTS (SELECT FROM public.custody c WHERE c.id::text = made ->> 'custody' AND c.asset = NEW.asset)
            WHEN 'surrender' THEN EXISTS (SELECT FROM public.nice_classes n JOIN public.mark_cases c ON c.id = n.mark_case
                                          WHERE n.id::text = made ->> 'class' AND c.asset = NEW.asset)
            ELSE true END) IS NOT TRUE THEN
        RAISE EXCEPTION 'the terms of a deed name the deed, its asset, the version it starts from, and what becomes of it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'deed_terms_are_whole';
    END IF;
    -- Nobody decides for months on what the law makes void.
    IF (NEW.act <> 'transfer' OR coalesce(made ->> 'kind', 'assignment') <> 'assignment' OR made ->> 'successor' = 'yes'
        OR NOT public.is_before_use(NEW.asset, NULL, public.legal_day(clock_timestamp()))) IS NOT TRUE THEN
        RAISE EXCEPTION 'an intent-to-use application is assigned before its use only to the successor of the business'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'intent_to_use_stays';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_deed() IS 'Guard of asset_deeds: of a protected asset as it is now, with terms of one form whose digest it keeps; none that assigns an intent-to-use application before its use to anybody but a successor.';

DROP TRIGGER told ON act_outcomes;
DROP FUNCTION require_telling();

CREATE OR REPLACE FUNCTION require_licence_fits(l licences) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (l.direction = 'out' OR NOT EXISTS (SELECT FROM public.asset_now n WHERE n.asset = ANY (l.assets)
                                           AND n.holding NOT IN ('licensed_in', 'held_in_trust'))) IS NOT TRUE THEN
        RAISE EXCEPTION 'an inbound licence is of what others own'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'licence_in_is_of_others';
    END IF;
    -- Of terms that board and members decided word by word they decided this, too.
    IF (l.direction = 'in' OR l.execution IS NOT NULL OR l.quality ~ '\S'
        OR NOT EXISTS (SELECT FROM public.asset_now n
                       WHERE n.asset = ANY (l.assets) AND n.kind = 'trademark' AND n.protected)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a licence of a protected mark names the standard of quality that is kept'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'licence_has_a_standard';
    END IF;
    -- An exclusive licence parts with a protected asset: an act of the lock, for each of them.
    IF (l.direction = 'in' OR NOT l.exclusive
        OR NOT EXISTS (SELECT FROM unnest(l.assets) a (id)
                       WHERE public.asset_is_protected(a.id) IS NOT FALSE
                         AND public.is_executed(l.execution, a.id, 'licence', sha256(l.terms), l.counterparty) IS NOT TRUE)) IS NOT TRUE THEN
        RAISE EXCEPTION 'an exclusive licence of a protected asset needs a deed of these very terms'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'exclusive_licence_needs_a_deed';
    END IF;
    IF (l.execution IS NULL OR l.exclusive AND l.direction = 'out'
        AND NOT EXISTS (SELECT FROM public.licences o WHERE o.execution = l.execution AND o.id <> l.id)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a deed allows one licence'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'deed_allows_one_licence';
    END IF;
    IF (l.replaces IS NULL OR EXISTS (SELECT FROM public.licences o WHERE o.id = l.replaces AND o.direction = l.direction
                                      AND public.licence_counts(o.id))
        AND NOT EXISTS (SELECT FROM public.licences o WHERE o.replaces = l.replaces AND o.id <> l.id
                        AND (public.licence_counts(o.id) OR public.licence_waits(o.id, clock_timestamp())))) IS NOT TRUE THEN
        RAISE EXCEPTION 'a licence replaces another of its direction, once'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'licence_replaces_once';
    END IF;
END
$$;
COMMENT ON FUNCTION require_licence_fits(licences) IS
    'Refuses a licence that its assets, its deed or what it replaces do not allow as they stand now: asked when it is entered, and again when it is confirmed.';

CREATE OR REPLACE FUNCTION guard_conveyance() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v public.asset_versions;
BEGIN
    PERFORM public.lock_registry();
    SELECT x.* INTO v FROM public.asset_versions x WHERE x.asset = NEW.asset ORDER BY x.version DESC LIMIT 1;
    IF NEW.execution IS NULL AND public.keeps_registry(NEW.entered_by) IS NOT TRUE THEN
        RAISE EXCEPTION 'the register is kept by the secretary, the chair, the treasurer, or a deputy'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'registry_is_kept_by_its_officers';
    END IF;
    IF (v.asset IS NOT NULL
        AND (NEW.mark_case IS NULL OR EXISTS (SELECT FROM public.mark_cases c WHERE c.id = NEW.mark_case AND c.asset = NEW.asset))) IS NOT TRUE THEN
        RAISE EXCEPTION 'this asset is not in the register'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'asset_is_there';
    END IF;
    -- 15 U.S.C. 1060(a)(1): before use an intent-to-use application goes to a successor of the business alone.
    IF (NEW.kind <> 'assignment' OR NEW.successor
        OR NOT public.is_before_use(NEW.asset, NEW.mark_case, NEW.executed_on)) IS NOT TRUE THEN
        RAISE EXCEPTION 'an intent-to-use application is assigned before its use only to the successor of the business'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'intent_to_use_stays';
    END IF;
    -- What led to the owner before the asset was entered is history. Everything else on a protected asset takes a deed.
    IF (NEW.execution IS NULL
            AND (NOT v.protected
                 OR NEW.kind = 'release'
                    AND EXISTS (SELECT FROM public.conveyances c WHERE c.asset = NEW.asset AND c.kind = 'security_interest'
                                AND c.to_party = NEW.from_party)
                 OR NEW.kind IN ('assignment', 'merger', 'court_order', 'name_change')
                    AND greatest(NEW.executed_on, NEW.effective_on)
                        <= public.legal_day((SELECT min(x.recorded_at) FROM public.asset_versions x WHERE x.asset = NEW.asset))
                    AND (NEW.to_party = v.owner
                         OR EXISTS (SELECT FROM public.conveyances c
                                    WHERE c.asset = NEW.asset AND c.from_party = NEW.to_party AND c.effective_on >= NEW.effective_on
                                      AND c.kind IN ('assignment', 'merger', 'court_order', 'name_change')))
                 -- An owner that changed before the lock closed, by an instrument of that time.
                 OR NEW.kind IN ('assignment', 'merger', 'court_order', 'name_change')
                    AND EXISTS (SELECT FROM public.asset_versions b
                                JOIN public.asset_versions n ON n.asset = b.asset AND n.version = b.version + 1
                                WHERE b.asset = NEW.asset AND b.owner = NEW.from_party AND n.owner = NEW.to_party
                                  AND b.owner <> n.owner AND NOT b.protected AND n.execution IS NULL
                                  AND greatest(NEW.executed_on, NEW.effective_on)
                                      <= public.legal_day((SELECT min(x.recorded_at) FROM public.asset_versions x
                                                           WHERE x.asset = b.asset AND x.version >= n.version AND x.protected)))
                    AND NOT EXISTS (SELECT FROM public.conveyances c
                                    WHERE c.asset = NEW.asset AND c.from_party = NEW.from_party AND c.to_party = NEW.to_party
                                      AND c.mark_case IS NOT DISTINCT FROM NEW.mark_case
                                      AND c.kind IN ('assignment', 'merger', 'court_order', 'name_change')))
        OR NEW.kind = coalesce((SELECT d.terms::jsonb #>> '{to,kind}' FROM public.asset_deeds d WHERE d.id = NEW.execution), 'assignment')
            AND public.is_done_by(NEW.execution, NEW.asset, 'transfer',
                    (SELECT d.terms::jsonb -> 'to' FROM public.asset_deeds d WHERE d.id = NEW.execution))
            AND NEW.to_party = (SELECT d.terms::jsonb #>> '{to,owner}' FROM public.asset_deeds d WHERE d.id = NEW.execution)
        OR NEW.kind = 'security_interest'
            AND public.is_done_by(NEW.execution, NEW.asset, 'encumber',
                    jsonb_build_object('in_favour_of', NEW.to_party, 'instrument', NEW.instrument))) IS NOT TRUE THEN
        RAISE EXCEPTION 'a protected asset is conveyed or encumbered by a deed alone'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'title_is_locked';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_conveyance() IS
    'Guard of conveyances: links that lead to the owner, entered from the latest back, are history, and so are those by which the owner changed before the lock closed; of a protected asset everything else takes a deed; an intent-to-use application stays until it is used.';
