-- A slip of the pen in an owner's name is no change of owner: a version may say that it corrects
-- the name, and the name before it counts as never said in the chain of title.

ALTER TABLE asset_versions ADD COLUMN corrected boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN asset_versions.corrected IS
    'Whether this version corrects how the owner''s name was typed in the one before: whose the asset is did not change.';

CREATE FUNCTION guard_asset_correction() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    last public.asset_versions;
BEGIN
    IF NEW.corrected IS FALSE THEN
        RETURN NEW;
    END IF;
    PERFORM public.lock_registry();
    SELECT * INTO last FROM public.asset_versions v WHERE v.asset = NEW.asset ORDER BY v.version DESC LIMIT 1;
    IF (NEW.owner <> last.owner) IS NOT TRUE THEN
        RAISE EXCEPTION 'what corrects the owner''s name changes it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'correction_is_of_the_owner';
    END IF;
    -- Under the lock another name takes a deed, and a deed says what it does.
    IF (NOT last.protected AND NEW.execution IS NULL) IS NOT TRUE THEN
        RAISE EXCEPTION 'a protected asset changes its owner, state, protection or what identifies it by a deed alone'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'asset_is_locked';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_asset_correction() IS
    'Guard of asset_versions: what is called a correction of the owner''s name changes that name, and never of an asset under the lock.';
CREATE TRIGGER guard_correction BEFORE INSERT ON asset_versions FOR EACH ROW EXECUTE FUNCTION guard_asset_correction();
ALTER TABLE asset_versions ENABLE ALWAYS TRIGGER guard_correction;

CREATE OR REPLACE FUNCTION told_of_asset(of_asset uuid, told_as text) RETURNS SETOF jsonb
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT jsonb_build_object('record', public.record_digest(jsonb_build_object(
               'id', v.asset, 'version', v.version, 'title', v.title, 'holding', v.holding, 'owner', v.owner, 'state', v.state,
               'open', CASE WHEN v.open THEN 'yes' ELSE 'no' END, 'identifiers', v.identifiers, 'details', v.details,
               'entered_by', v.entered_by, 'reason', v.reason)
               -- What corrects nothing has the digest that it always had.
               || CASE WHEN v.corrected THEN jsonb_build_object('corrected', 'yes') ELSE '{}'::jsonb END))
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
