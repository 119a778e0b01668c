-- What the lock was asked again. A link of one case led away what another case had brought, and on
-- one day nobody could tell which came last; a name that was mistyped led away as well.
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
                    -- It leads on in every chain that it is of, each case having its own; from the owner only to
                    -- whom a later day brought back: on one day nobody could tell which of two came last.
                    AND (NEW.to_party = v.owner
                         OR NOT EXISTS (
                             SELECT FROM (SELECT k.id FROM public.mark_cases k
                                          WHERE k.asset = NEW.asset AND (NEW.mark_case IS NULL OR k.id = NEW.mark_case)
                                          UNION ALL
                                          SELECT NULL::uuid
                                          WHERE NOT EXISTS (SELECT FROM public.mark_cases k WHERE k.asset = NEW.asset)) chain (of_case)
                             WHERE NOT EXISTS (
                                 SELECT FROM public.conveyances c
                                 WHERE c.asset = NEW.asset AND c.from_party = NEW.to_party
                                   AND (c.mark_case IS NULL OR c.mark_case = chain.of_case)
                                   AND (c.effective_on > NEW.effective_on
                                        OR c.effective_on = NEW.effective_on AND lower(NEW.from_party) <> lower(v.owner))
                                   AND c.kind IN ('assignment', 'merger', 'court_order', 'name_change'))))
                 -- An owner that changed before the lock closed, by an instrument of that time. From whose it
                 -- is now it goes only to whom a later day brought it back from.
                 OR NEW.kind IN ('assignment', 'merger', 'court_order', 'name_change')
                    AND (lower(NEW.from_party) <> lower(v.owner)
                         OR EXISTS (SELECT FROM public.conveyances c
                                    WHERE c.asset = NEW.asset AND c.from_party = NEW.to_party AND c.effective_on > NEW.effective_on
                                      AND (c.mark_case IS NULL OR c.mark_case = NEW.mark_case)
                                      AND c.kind IN ('assignment', 'merger', 'court_order', 'name_change')))
                    AND EXISTS (SELECT FROM public.asset_versions b
                                JOIN public.asset_versions n ON n.asset = b.asset AND n.version = b.version + 1
                                WHERE b.asset = NEW.asset AND b.owner = NEW.from_party
                                  AND b.owner <> n.owner AND NOT b.protected AND n.execution IS NULL
                                  -- A name that was mistyped counts as never said: neither as whose it was before,
                                  -- nor as whose it was then.
                                  AND NOT n.corrected AND NEW.to_party <> b.owner
                                  AND NEW.to_party = (
                                      SELECT w.owner FROM public.asset_versions w
                                      WHERE w.asset = n.asset AND w.version >= n.version
                                        AND NOT EXISTS (
                                            SELECT FROM public.asset_versions r
                                            JOIN public.asset_versions p ON p.asset = r.asset AND p.version = r.version - 1
                                            WHERE r.asset = n.asset AND r.version > n.version AND r.version <= w.version
                                              AND r.owner <> p.owner AND NOT r.corrected)
                                      ORDER BY w.version DESC LIMIT 1)
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
    'Guard of conveyances: links that lead to the owner in each chain that they are of, entered from the latest back, are history, and so are those by which the owner changed before the lock closed; of a protected asset everything else takes a deed; an intent-to-use application stays until it is used.';

-- Any keeper used a deed up by entering another licence with its number, and the right one was refused.
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
    -- A deed is used up by the licence that board and members decided, and by no other.
    IF (l.execution IS NULL
        OR EXISTS (SELECT FROM unnest(l.assets) a (id)
                   WHERE public.is_executed(l.execution, a.id, 'licence', sha256(l.terms), l.counterparty))) IS NOT TRUE THEN
        RAISE EXCEPTION 'a licence names the deed that was carried out for these very terms, or none'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'licence_is_of_its_deed';
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

-- What is done is told. The certifier's role carried out a deed with its outcome, and entered
-- nothing: the log said nothing of it.
CREATE FUNCTION require_telling() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    a public.acts;
    said jsonb;
    of_poll bytea;
BEGIN
    SELECT * INTO a FROM public.acts x WHERE x.id = NEW.act_id;
    said := convert_from(a.statement, 'UTF8')::jsonb - 'sigs';
    of_poll := decode(said ->> 'eid', 'hex');
    -- By the index, which has entries of no poll too.
    IF (CASE WHEN of_poll IS NULL THEN
                EXISTS (SELECT FROM public.log_entries e
                        WHERE e.eid IS NULL AND e.kind = a.kind AND convert_from(e.leaf, 'UTF8')::jsonb - 'sigs' = said
                          AND public.is_of_this_transaction(e.xmin, transaction_timestamp()))
             ELSE
                EXISTS (SELECT FROM public.log_entries e
                        WHERE e.eid = of_poll AND e.kind = a.kind AND convert_from(e.leaf, 'UTF8')::jsonb - 'sigs' = said
                          AND public.is_of_this_transaction(e.xmin, transaction_timestamp()))
        END) IS NOT TRUE THEN
        RAISE EXCEPTION 'an act that is done stands in the log, word by word, from the same transaction on'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'act_is_told';
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION require_telling() IS
    'Guard at the end of a transaction in which an act was done: it entered what was signed into the log, but for the signatures word by word.';
CREATE CONSTRAINT TRIGGER told AFTER INSERT ON act_outcomes DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.done) EXECUTE FUNCTION require_telling();
ALTER TABLE act_outcomes ENABLE ALWAYS TRIGGER told;

-- Of a key that stands twice the last one counted, and whoever read the terms read both.
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
    -- One spelling, and no key twice: else people read one of two owners, and the other becomes it.
    IF (NEW.terms = format('{"act":%s,"asset":%s,"deed":%s,"to":{%s},"version":%s}', public.canonical_text(written ->> 'act'),
                           public.canonical_text(written ->> 'asset'), public.canonical_text(written ->> 'deed'),
                           (SELECT string_agg(public.canonical_text(f.key) || ':' || public.canonical_text(f.value), ',' ORDER BY f.key COLLATE "C")
                            FROM jsonb_each_text(made) f), public.canonical_text(written ->> 'version'))
        AND NOT EXISTS (SELECT FROM jsonb_each_text(made) f WHERE f.value ~ '[\u0001-\u001f\u007f-\u009f]')) IS NOT TRUE THEN
        RAISE EXCEPTION 'the terms of a deed are canonical JSON'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'deed_terms_are_canonical';
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
COMMENT ON FUNCTION guard_deed() IS 'Guard of asset_deeds: of a protected asset as it is now, with terms of one form in one spelling whose digest it keeps; none that assigns an intent-to-use application before its use to anybody but a successor.';

-- Two deeds were to give one name to two assets, and board and members decided on both.
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
    -- Of two deeds to one name the register would refuse the second at the end of its way.
    IF (NEW.act <> 'identify'
        OR NOT public.is_in_a_deed(of_kind, public.asset_identity(of_kind, made ->> 'title', made ->> 'identifiers'), NEW.asset)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a deed is to give this name or number to another asset'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'identity_is_in_a_deed';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_deed_can_be_done() IS
    'Guard of asset_deeds: terms that the register would take up if they were carried out today, and no identity that another deed is to give.';

-- A word of years ago counted for whoever was to stay with an asset. It is good for as long as the
-- pages say, to the end of its last legal day.
CREATE FUNCTION is_attested(of_custody uuid, at timestamptz) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM public.attestations t
                   WHERE t.custody = of_custody
                     AND public.legal_day(t.recorded_at) + coalesce(public.days_by_rule('registry.attestation.days', at), 92)
                         >= public.legal_day(at))
$$;
COMMENT ON FUNCTION is_attested(uuid, timestamptz) IS
    'Whether a custodian''s word that the access works is good at an instant: for as many days as the rule registry.attestation.days says, and 92 where the rulebook is silent.';
REVOKE ALL ON FUNCTION is_attested(uuid, timestamptz) FROM PUBLIC;

CREATE OR REPLACE FUNCTION stays_in_custody(of_asset uuid, without uuid, at timestamptz) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (
        SELECT FROM public.custody a JOIN public.custody b ON b.asset = a.asset AND b.party <> a.party
        WHERE a.asset = of_asset AND a.id IS DISTINCT FROM without AND b.id IS DISTINCT FROM without
          AND NOT EXISTS (SELECT FROM public.custody_ends e WHERE e.custody IN (a.id, b.id))
          AND public.is_attested(a.id, at) AND public.is_attested(b.id, at)
          AND (NOT EXISTS (SELECT FROM public.rule_in_force('registry.custody.groups', at) r WHERE r.value = 'different')
               OR public.stand_apart(a.party, b.party, public.legal_day(at))))
$$;
COMMENT ON FUNCTION stays_in_custody(uuid, uuid, timestamptz) IS
    'Whether two persons keep access to an asset who have both said that it works and whose word is good still, of different related groups where the rule registry.custody.groups says so, leaving one custody aside.';

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
                     AND public.is_attested(o.id, clock_timestamp()))) IS NOT TRUE THEN
        RAISE EXCEPTION 'whoever named all the others who would stay does not end the custody of another: a second keeper does'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'custody_takes_two';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_custody_end() IS
    'Guard of custody_ends: two custodians of a protected asset remain who said that their access works and whose word is good still, of whom one is neither who ends it nor named by them, or a deed says otherwise.';

-- By these keys everything that officers sign is judged. The certifier's role took in a third and a
-- fourth for which nobody had signed, and the log said nothing of them.
CREATE OR REPLACE FUNCTION guard_standing_key() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (session_user = 'commonhold_certifier' AND EXISTS (SELECT 1 FROM public.parties p WHERE p.id = NEW.person_id)) IS NOT TRUE THEN
        RAISE EXCEPTION 'officers'' keys are taken in by the certifier'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'key_is_the_certifiers';
    END IF;
    PERFORM public.require_fresh_sight();
    -- One after the other: of the first two each finds whether it is.
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/officer-keys', 0));
    IF (NOT EXISTS (SELECT FROM public.officer_keys k WHERE k.name = NEW.name AND k.person_id <> NEW.person_id)) IS NOT TRUE THEN
        RAISE EXCEPTION 'the name of a key stands for one person'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'key_name_is_one_persons';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_standing_key() IS 'Guard of officer_keys: taken in by the certifier alone, under a name that is no other person''s.';

CREATE FUNCTION require_vouching() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    -- Until two have a key there is nobody to vouch.
    IF ((SELECT count(DISTINCT k.person_id) FROM public.officer_keys k WHERE k.key <> NEW.key) < 2
        OR EXISTS (SELECT FROM public.acts a JOIN public.act_outcomes o ON o.act_id = a.id
                   WHERE a.kind = 'officer.key' AND a.subject_id = NEW.person_id
                     -- What was never done may be anything, and no JSON.
                     AND CASE WHEN o.done AND public.is_of_this_transaction(o.xmin, o.recorded_at)
                              THEN convert_from(a.statement, 'UTF8')::jsonb ->> 'key' = encode(NEW.key, 'hex')
                                   AND convert_from(a.statement, 'UTF8')::jsonb ->> 'name' = NEW.name END)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a further key is taken in by an act that two officers signed'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'effect_comes_with_its_act';
    END IF;
    IF EXISTS (SELECT FROM public.log_entries e
               WHERE e.eid IS NULL AND e.kind = 'officer.key'
                 AND convert_from(e.leaf, 'UTF8')::jsonb ->> 'key' = encode(NEW.key, 'hex')
                 AND convert_from(e.leaf, 'UTF8')::jsonb ->> 'name' = NEW.name
                 AND public.is_of_this_transaction(e.xmin, transaction_timestamp())) IS NOT TRUE THEN
        RAISE EXCEPTION 'a key stands in the log from the transaction on that takes it in'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'key_is_told';
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION require_vouching() IS
    'Guard at the end of a transaction that took an officer''s key in: the log is told of it, and once two persons have one, an act for this person, key and name was done in it.';
CREATE CONSTRAINT TRIGGER vouched AFTER INSERT ON officer_keys DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION require_vouching();
ALTER TABLE officer_keys ENABLE ALWAYS TRIGGER vouched;
