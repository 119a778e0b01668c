-- An amendment is closed to others as what it amends is. Nobody who is a custodian themselves ends
-- everybody else's custody. A licence waits for its second keeper for 14 days, and is judged again
-- when it is confirmed. The digest of a record in the public log is computed from the record.

-- An amendment carries the whole text of its motion, so whoever reads the one reads the other.
CREATE OR REPLACE FUNCTION guard_motion() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    p public.motions;
    act text;
BEGIN
    PERFORM public.require_fresh_sight();
    IF (NOT EXISTS (SELECT FROM public.parties x WHERE x.id = NEW.opened_by)
        OR public.speaks_in(NEW.body, NEW.opened_by) OR public.keeps_minutes(NEW.opened_by)) IS NOT TRUE THEN
        RAISE EXCEPTION 'motions are drafted by whoever sits on the body or keeps its minutes'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'motion_by_the_body';
    END IF;
    IF NEW.parent IS NOT NULL THEN
        SELECT * INTO p FROM public.motions m WHERE m.id = NEW.parent;
        IF (p.id IS NULL OR p.parent IS NULL AND p.body = NEW.body AND p.kind = NEW.kind AND p.body <> 'members'
            AND public.motion_state(p.id) IN ('moved', 'seconded', 'in_debate')) IS NOT TRUE THEN
            RAISE EXCEPTION 'an amendment is moved while its motion is before the same body'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'amendment_is_in_time';
        END IF;
        IF (p.id IS NULL OR NEW.confidential = p.confidential) IS NOT TRUE THEN
            RAISE EXCEPTION 'an amendment is closed to others by the rule that closes its motion, or by none'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'amendment_is_as_closed';
        END IF;
    END IF;
    IF NEW.effect IS NOT NULL THEN
        IF public.is_plain_effect(NEW.effect::jsonb) IS NOT TRUE THEN
            RAISE EXCEPTION 'what a decision does is written in one form'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'effect_is_plain';
        END IF;
        act := NEW.effect::jsonb ->> 'act';
        IF (CASE act
                WHEN 'adopt_rulebook' THEN NEW.kind = 'bylaws'
                WHEN 'unseat' THEN NEW.kind = 'removal'
                WHEN 'suspend' THEN NEW.kind = 'removal' OR NEW.effect::jsonb ->> 'body' <> 'board'
                WHEN 'authorise' THEN NEW.kind = NEW.effect::jsonb ->> 'kind'
                ELSE NEW.kind IN ('appointment', 'ordinary', 'policy') END) IS NOT TRUE THEN
            RAISE EXCEPTION 'this kind of motion does not do that'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'kind_fits_effect';
        END IF;
        PERFORM public.require_competence(NEW.body, NEW.effect::jsonb);
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_motion() IS
    'Guard of motions: by whoever sits on the body or keeps its minutes, of a kind that fits what it does; an amendment while its motion is before the body, closed to others as that is.';

-- Of amendments that were drafted before, too: no row says so of them.
CREATE FUNCTION motion_closed_by(of_motion uuid) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE WHEN m.confidential = '' THEN coalesce(p.confidential, '') ELSE m.confidential END
    FROM public.motions m LEFT JOIN public.motions p ON p.id = m.parent
    WHERE m.id = of_motion
$$;
COMMENT ON FUNCTION motion_closed_by(uuid) IS
    'The rule that closes a motion, or the motion that it amends, to others; empty where none does.';
REVOKE ALL ON FUNCTION motion_closed_by(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION motion_closed_by(uuid) TO commonhold_app, commonhold_auditor, commonhold_certifier;

-- Of those who stay another keeper named one who is neither the keeper that ends the custody nor, by
-- another duty, the very person who is to leave.
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

-- A licence that waits keeps no other from replacing what it would replace once its time is over.
CREATE FUNCTION licence_waits(of_licence uuid, at timestamptz) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM public.licences l
                   WHERE l.id = of_licence AND l.takes_two AND at < public.act_ends_at(l.recorded_at)
                     AND NOT EXISTS (SELECT FROM public.licence_confirmations c WHERE c.licence = l.id)
                     AND NOT EXISTS (SELECT FROM public.licence_retractions r WHERE r.licence = l.id))
$$;
COMMENT ON FUNCTION licence_waits(uuid, timestamptz) IS
    'Whether a licence waits for its second keeper at an instant: it was neither confirmed nor taken back, and its 14 days are not over.';
REVOKE ALL ON FUNCTION licence_waits(uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION licence_waits(uuid, timestamptz) TO commonhold_app;

CREATE FUNCTION require_licence_fits(l licences) RETURNS void
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
REVOKE ALL ON FUNCTION require_licence_fits(licences) FROM PUBLIC;

CREATE OR REPLACE FUNCTION guard_licence() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    said jsonb := convert_from(NEW.terms, 'UTF8')::jsonb;
BEGIN
    PERFORM public.lock_registry();
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/licences', 0));
    IF (public.keeps_registry(NEW.entered_by)) IS NOT TRUE THEN
        RAISE EXCEPTION 'licences are entered by whoever keeps the register of assets'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'licence_by_officer';
    END IF;
    IF (NEW.number = (SELECT coalesce(max(l.number), 0) + 1 FROM public.licences l)
        AND cardinality(NEW.assets) = (SELECT count(DISTINCT a.id) FROM public.assets a WHERE a.id = ANY (NEW.assets))) IS NOT TRUE THEN
        RAISE EXCEPTION 'a licence is of assets of the register, each once'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'licence_is_of_assets';
    END IF;
    IF (said ->> 'kind' = 'licence-terms' AND said ->> 'direction' = NEW.direction AND said ->> 'counterparty' = NEW.counterparty
        AND said ->> 'title' = NEW.title
        AND ARRAY(SELECT jsonb_array_elements_text(said -> 'assets'))
            = ARRAY(SELECT 'A-' || a.number FROM public.assets a WHERE a.id = ANY (NEW.assets) ORDER BY a.number)
        AND array_to_string(ARRAY(SELECT jsonb_array_elements_text(said -> 'scope')), E'\n') = NEW.scope
        AND said ->> 'territory' = NEW.territory AND said ->> 'field' = NEW.field_of_use
        AND said ->> 'exclusive' = CASE WHEN NEW.exclusive THEN 'yes' ELSE 'no' END
        AND said ->> 'sublicensable' = CASE WHEN NEW.sublicensable THEN 'yes' ELSE 'no' END
        AND said ->> 'starts' = NEW.starts_on::text AND said ->> 'ends' = coalesce(NEW.ends_on::text, '')
        AND array_to_string(ARRAY(SELECT jsonb_array_elements_text(said -> 'quality')), E'\n') = NEW.quality
        AND said ->> 'inspection' = CASE WHEN NEW.inspection THEN 'yes' ELSE 'no' END
        AND array_to_string(ARRAY(SELECT jsonb_array_elements_text(said -> 'termination')), E'\n') = NEW.termination
        AND said ->> 'law' = NEW.governing_law
        AND (said ->> 'review_months')::integer = coalesce(NEW.review_months, 0)) IS NOT TRUE THEN
        RAISE EXCEPTION 'the terms of a licence say what is recorded of it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'licence_terms_are_whole';
    END IF;
    PERFORM public.require_licence_fits(NEW);
    NEW.takes_two := NEW.direction = 'out' AND NEW.execution IS NULL
        AND EXISTS (SELECT FROM unnest(NEW.assets) a (id) WHERE public.asset_is_protected(a.id) IS NOT FALSE);
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_licence() IS
    'Guard of licences: the next number, of assets of the register, with terms that say what is recorded; of a protected mark with a standard of quality; an exclusive one of a protected asset by a deed of these very terms, once; says itself whether it takes two.';

CREATE OR REPLACE FUNCTION guard_licence_second() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    l public.licences;
BEGIN
    PERFORM public.lock_registry();
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/licences', 0));
    SELECT * INTO l FROM public.licences x WHERE x.id = NEW.licence;
    IF (public.licence_counts(l.id) IS FALSE
        AND NOT EXISTS (SELECT FROM public.licence_retractions r WHERE r.licence = l.id)) IS NOT TRUE THEN
        RAISE EXCEPTION 'this licence waits for nobody'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'licence_waits_for_a_second';
    END IF;
    IF (CASE TG_TABLE_NAME
            WHEN 'licence_confirmations' THEN public.keeps_registry((to_jsonb(NEW) ->> 'confirmed_by')::uuid)
                AND (to_jsonb(NEW) ->> 'confirmed_by')::uuid <> l.entered_by
            ELSE public.keeps_registry((to_jsonb(NEW) ->> 'retracted_by')::uuid) END) IS NOT TRUE THEN
        RAISE EXCEPTION 'a licence of a protected asset is entered by one keeper of the register and confirmed by another'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'licence_takes_two';
    END IF;
    IF TG_TABLE_NAME = 'licence_confirmations' THEN
        IF (clock_timestamp() < public.act_ends_at(l.recorded_at)) IS NOT TRUE THEN
            RAISE EXCEPTION 'the 14 days in which a second keeper confirms a licence are over'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'licence_is_confirmed_in_time';
        END IF;
        IF (public.keeps_registry(l.entered_by)) IS NOT TRUE THEN
            RAISE EXCEPTION 'whoever entered this licence keeps the register no longer'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'licence_is_of_a_keeper';
        END IF;
        PERFORM public.require_licence_fits(l);
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_licence_second() IS
    'Guard of licence_confirmations and licence_retractions: of a licence that waits, by whoever keeps the register; confirmed by another than who entered it and keeps the register still, within 14 days, and where it is allowed as things stand then.';

-- What is entered into a record as text, in canonical JSON: control characters by their number.
CREATE FUNCTION canonical_text(words text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    said text := replace(replace(words, '\', '\\'), '"', '\"');
    code integer;
BEGIN
    IF said ~ '[\u0001-\u001f\u007f-\u009f]' THEN
        FOR code IN SELECT generate_series(1, 31) UNION ALL SELECT generate_series(127, 159) LOOP
            said := replace(said, chr(code), '\u' || lpad(to_hex(code), 4, '0'));
        END LOOP;
    END IF;
    RETURN '"' || said || '"';
END
$$;
COMMENT ON FUNCTION canonical_text(text) IS 'A text in canonical JSON (docs/ballot-log.md).';
REVOKE ALL ON FUNCTION canonical_text(text) FROM PUBLIC;

CREATE FUNCTION record_digest(parts jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT encode(sha256(convert_to('{' || string_agg(
        public.canonical_text(p.key) || ':' || CASE WHEN position(E'\n' IN p.value) = 0 THEN public.canonical_text(p.value)
            ELSE '[' || (SELECT string_agg(public.canonical_text(l.line), ',' ORDER BY l.place)
                         FROM regexp_split_to_table(regexp_replace(replace(p.value, E'\r\n', E'\n'), E'\n$', ''), E'\n')
                              WITH ORDINALITY l (line, place)) || ']' END,
        ',' ORDER BY p.key COLLATE "C") || '}', 'UTF8')), 'hex')
    FROM jsonb_each_text(jsonb_strip_nulls(parts)) p
$$;
COMMENT ON FUNCTION record_digest(jsonb) IS
    'SHA-256 of a record in canonical JSON, in hexadecimal digits: each part that there is a text, of several lines a list of them.';
REVOKE ALL ON FUNCTION record_digest(jsonb) FROM PUBLIC;

-- Until now what was recorded was compared but for its digest, which was the application's word.
CREATE OR REPLACE FUNCTION told_of_asset(of_asset uuid, told_as text) RETURNS SETOF jsonb
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT jsonb_build_object('record', public.record_digest(jsonb_build_object(
               'id', v.asset, 'version', v.version, 'title', v.title, 'holding', v.holding, 'owner', v.owner, 'state', v.state,
               'open', CASE WHEN v.open THEN 'yes' ELSE 'no' END, 'identifiers', v.identifiers, 'details', v.details,
               'entered_by', v.entered_by, 'reason', v.reason)))
    FROM public.asset_versions v
    WHERE told_as = 'version' AND v.asset = of_asset AND public.is_of_this_transaction(v.xmin, v.recorded_at)
    UNION ALL
    SELECT jsonb_build_object('office', c.office, 'case_state', v.state, 'application_no', v.application_no,
                              'registration_no', v.registration_no, 'record', public.record_digest(jsonb_build_object(
               'id', v.mark_case, 'version', v.version, 'basis', v.basis, 'application_no', v.application_no, 'filed_on', v.filed_on,
               'registration_no', v.registration_no, 'registered_on', v.registered_on, 'register', v.register,
               'expires_on', v.expires_on, 'state', v.state, 'status_code', v.status_code, 'status_on', v.status_on,
               'entered_by', v.entered_by, 'reason', v.reason)))
    FROM public.mark_cases c JOIN public.mark_case_versions v ON v.mark_case = c.id
    WHERE told_as = 'case' AND c.asset = of_asset AND public.is_of_this_transaction(v.xmin, v.recorded_at)
    UNION ALL
    SELECT jsonb_build_object('office', c.office, 'class', n.class_no::text, 'record', public.record_digest(jsonb_build_object(
               'id', n.id, 'case', n.mark_case, 'class', n.class_no, 'edition', n.edition, 'goods', n.goods,
               'first_use_on', n.first_use_on, 'first_commerce_on', n.first_commerce_on, 'recorded_by', n.recorded_by)))
    FROM public.mark_cases c JOIN public.nice_classes n ON n.mark_case = c.id
    WHERE told_as = 'class' AND c.asset = of_asset AND public.is_of_this_transaction(n.xmin, n.recorded_at)
    UNION ALL
    SELECT jsonb_build_object('office', c.office, 'class', n.class_no::text, 'record', public.record_digest(jsonb_build_object(
               'class', e.class, 'reason', e.reason, 'recorded_by', e.recorded_by)))
    FROM public.mark_cases c JOIN public.nice_classes n ON n.mark_case = c.id JOIN public.nice_class_ends e ON e.class = n.id
    WHERE told_as = 'class_ended' AND c.asset = of_asset AND public.is_of_this_transaction(e.xmin, e.recorded_at)
    UNION ALL
    SELECT jsonb_build_object('code', e.code, 'happened_on', e.happened_on::text, 'record', public.record_digest(jsonb_build_object(
               'id', e.id, 'code', e.code, 'happened_on', e.happened_on, 'source', e.source, 'note', e.note,
               'entered_by', e.entered_by, 'document', encode(e.sha256, 'hex'), 'case', e.mark_case, 'corrects', e.corrects)))
    FROM public.asset_events e
    WHERE told_as = CASE WHEN e.corrects IS NULL THEN 'event' WHEN e.withdrawn THEN 'event_withdrawn' ELSE 'event_corrected' END
      AND e.asset = of_asset AND public.is_of_this_transaction(e.xmin, e.recorded_at)
    UNION ALL
    SELECT jsonb_build_object('conveyance', y.kind, 'effective_on', y.effective_on::text, 'record', public.record_digest(jsonb_build_object(
               'id', y.id, 'kind', y.kind, 'from', y.from_party, 'to', y.to_party, 'executed_on', y.executed_on,
               'effective_on', y.effective_on, 'goodwill', CASE WHEN y.goodwill THEN 'yes' ELSE 'no' END,
               'successor', CASE WHEN y.successor THEN 'yes' ELSE 'no' END, 'instrument', y.instrument,
               'recorded_office', y.recorded_office, 'reel_frame', y.reel_frame, 'recorded_on', y.recorded_on,
               'entered_by', y.entered_by, 'document', encode(y.sha256, 'hex'))))
    FROM public.conveyances y
    WHERE told_as = 'conveyance' AND y.asset = of_asset AND public.is_of_this_transaction(y.xmin, y.recorded_at)
    UNION ALL
    SELECT jsonb_build_object('conveyance', y.kind, 'office', r.office, 'recorded_on', r.recorded_on::text,
                              'record', public.record_digest(jsonb_build_object(
               'id', r.id, 'conveyance', r.conveyance, 'office', r.office, 'reel_frame', r.reel_frame, 'recorded_on', r.recorded_on,
               'entered_by', r.entered_by, 'document', encode(r.sha256, 'hex'))))
    FROM public.conveyances y JOIN public.conveyance_recordals r ON r.conveyance = y.id
    WHERE told_as = 'recordal' AND y.asset = of_asset AND public.is_of_this_transaction(r.xmin, r.recorded_at)
    UNION ALL
    SELECT jsonb_build_object('custodians', (SELECT count(DISTINCT k.party)::text FROM public.asset_custodians k WHERE k.asset = of_asset),
                              'record', public.record_digest(r.parts))
    FROM public.custody y
    CROSS JOIN LATERAL (
        SELECT jsonb_build_object('id', y.id, 'party', y.party, 'duty', y.duty, 'factor', y.factor, 'place', y.place, 'since', y.since,
                                  'recorded_by', y.recorded_by) AS parts
        WHERE told_as = 'custody' AND public.is_of_this_transaction(y.xmin, y.recorded_at)
        UNION ALL
        SELECT jsonb_build_object('custody', e.custody, 'ends_on', e.ends_on, 'reason', e.reason, 'recorded_by', e.recorded_by)
        FROM public.custody_ends e
        WHERE told_as = 'custody_ended' AND e.custody = y.id AND public.is_of_this_transaction(e.xmin, e.recorded_at)
        UNION ALL
        SELECT jsonb_build_object('custody', t.custody, 'attested_by', t.attested_by, 'note', t.note)
        FROM public.attestations t
        WHERE told_as = 'attested' AND t.custody = y.id AND public.is_of_this_transaction(t.xmin, t.recorded_at)) r
    WHERE y.asset = of_asset
    UNION ALL
    SELECT jsonb_build_object('role', o.role, 'record', public.record_digest(r.parts))
    FROM public.asset_roles o
    CROSS JOIN LATERAL (
        SELECT jsonb_build_object('id', o.id, 'role', o.role, 'name', o.name, 'since', o.since, 'recorded_by', o.recorded_by) AS parts
        WHERE told_as = 'role' AND public.is_of_this_transaction(o.xmin, o.recorded_at)
        UNION ALL
        SELECT jsonb_build_object('role', e.role, 'ends_on', e.ends_on, 'reason', e.reason, 'recorded_by', e.recorded_by)
        FROM public.asset_role_ends e
        WHERE told_as = 'role_ended' AND e.role = o.id AND public.is_of_this_transaction(e.xmin, e.recorded_at)) r
    WHERE o.asset = of_asset
    UNION ALL
    SELECT jsonb_build_object('record', public.record_digest(jsonb_build_object('name', d.name, 'added_by', d.added_by, 'document', encode(d.sha256, 'hex'))))
    FROM public.asset_documents d
    WHERE told_as = 'document' AND d.asset = of_asset AND public.is_of_this_transaction(d.xmin, d.recorded_at)
    UNION ALL
    -- What one officer alone says is told without its kind.
    SELECT CASE told_as WHEN 'incident' THEN jsonb_build_object('incident', i.kind, 'happened_on', i.happened_on::text)
                        WHEN 'incident_ended' THEN jsonb_build_object('incident', i.kind)
                        ELSE '{}'::jsonb END || jsonb_build_object('record', public.record_digest(r.parts))
    FROM public.incidents i
    CROSS JOIN LATERAL (
        SELECT jsonb_build_object('id', i.id, 'kind', i.kind, 'happened_on', i.happened_on, 'what', i.what,
                                  'recorded_by', i.recorded_by, 'document', encode(i.sha256, 'hex')) AS parts
        WHERE told_as = 'incident_reported' AND public.is_of_this_transaction(i.xmin, i.recorded_at)
        UNION ALL
        SELECT jsonb_build_object('incident', c.incident, 'confirmed_by', c.confirmed_by)
        FROM public.incident_confirmations c
        WHERE told_as = 'incident' AND c.incident = i.id AND public.is_of_this_transaction(c.xmin, c.recorded_at)
        UNION ALL
        SELECT jsonb_build_object('incident', e.incident, 'ended_on', e.ended_on, 'outcome', e.outcome, 'recorded_by', e.recorded_by)
        FROM public.incident_ends e
        WHERE told_as = 'incident_end_reported' AND e.incident = i.id AND public.is_of_this_transaction(e.xmin, e.recorded_at)
        UNION ALL
        SELECT jsonb_build_object('incident', e.incident, 'confirmed_by', e.confirmed_by)
        FROM public.incident_end_confirmations e
        WHERE told_as = 'incident_ended' AND e.incident = i.id AND public.is_of_this_transaction(e.xmin, e.recorded_at)) r
    WHERE i.asset = of_asset
$$;
COMMENT ON FUNCTION told_of_asset(uuid, text) IS
    'What a statement about an asset says beside the asset itself, of each row of this kind that this transaction recorded of it, with the digest of its record.';

CREATE OR REPLACE FUNCTION guard_registry_statement() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    said jsonb := convert_from(NEW.statement, 'UTF8')::jsonb;
    n public.asset_now;
    -- What is not open shows what it is and whose, and no more of these.
    is_short boolean;
BEGIN
    IF NEW.subject_kind = 'asset' THEN
        SELECT * INTO n FROM public.asset_now x WHERE x.asset = NEW.subject;
        is_short := NOT n.open AND said ->> 'what' IN ('case', 'class', 'class_ended', 'event', 'event_corrected', 'event_withdrawn', 'conveyance',
                                                            'recordal');
    END IF;
    IF (CASE NEW.subject_kind
            WHEN 'asset' THEN
                -- A part that is there twice is read once.
                (SELECT count(*) = count(DISTINCT k) FROM json_object_keys(convert_from(NEW.statement, 'UTF8')::json) k)
                AND EXISTS (SELECT FROM public.told_of_asset(NEW.subject, said ->> 'what') further
                            WHERE said = jsonb_build_object('asset', 'A-' || n.number, 'kind', n.kind, 'title', n.title, 'holding', n.holding,
                                      'owner', n.owner, 'protected', CASE WHEN n.protected THEN 'yes' ELSE 'no' END, 'state', n.state,
                                      'version', n.version, 'what', said ->> 'what')
                                  || CASE WHEN is_short THEN jsonb_build_object('record', further ->> 'record') ELSE further END)
            WHEN 'asset_deed' THEN EXISTS (
                SELECT FROM public.asset_deeds d
                WHERE d.id = NEW.subject AND convert_to(d.terms, 'UTF8') = NEW.statement
                  AND public.is_of_this_transaction(d.xmin, d.recorded_at))
            WHEN 'permission' THEN EXISTS (
                SELECT FROM public.permissions p
                WHERE p.id = NEW.subject AND p.body = NEW.statement AND public.is_of_this_transaction(p.xmin, p.recorded_at))
            WHEN 'permission_revocation' THEN EXISTS (
                SELECT FROM public.permission_revocations r
                WHERE r.permission = NEW.subject AND r.body = NEW.statement AND public.is_of_this_transaction(r.xmin, r.recorded_at))
            -- Letter by letter, in canonical form.
            WHEN 'licence' THEN EXISTS (
                SELECT FROM public.licences l
                WHERE l.id = NEW.subject
                  -- With the row by which it counts.
                  AND (NOT l.takes_two AND public.is_of_this_transaction(l.xmin, l.recorded_at)
                       OR EXISTS (SELECT FROM public.licence_confirmations c
                                  WHERE c.licence = l.id AND public.is_of_this_transaction(c.xmin, c.recorded_at)))
                  AND convert_from(NEW.statement, 'UTF8') = format('{"direction":"%s","kind":"licence","licence":%s,"terms":"%s","v":1}',
                          l.direction, l.number, encode(l.sha256, 'hex')))
            WHEN 'licence_end' THEN EXISTS (
                SELECT FROM public.licence_ends e JOIN public.licences l ON l.id = e.licence
                WHERE e.licence = NEW.subject AND public.is_of_this_transaction(e.xmin, e.recorded_at)
                  AND convert_from(NEW.statement, 'UTF8') = format('{"ends":"%s","kind":"licence-end","licence":%s,"v":1}', e.ends_on, l.number))
            WHEN 'licence_review' THEN EXISTS (
                SELECT FROM public.licence_reviews r JOIN public.licences l ON l.id = r.licence
                WHERE r.id = NEW.subject AND public.is_of_this_transaction(r.xmin, r.recorded_at)
                  AND convert_from(NEW.statement, 'UTF8') = format(
                          '{"documents":[%s],"due":"%s","findings":"%s","kind":"licence-review","licence":%s,"outcome":"%s","performed":"%s","v":1}',
                          (SELECT string_agg('"' || encode(d.sha256, 'hex') || '"', ',' ORDER BY d.place)
                           FROM public.licence_documents d WHERE d.review = r.id),
                          r.due_on, encode(sha256(convert_to(r.findings, 'UTF8')), 'hex'), l.number, r.outcome, r.performed_on))
        END) IS NOT TRUE THEN
        RAISE EXCEPTION 'the log is told of what this transaction recorded in the register, as it is recorded'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'statement_says_what_is_recorded';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_registry_statement() IS
    'Guard of registry_statements: of a row of its subject that was recorded in this transaction, in whose words it is, and with the digest of its record.';
