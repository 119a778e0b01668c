-- What the public log is told of the register is on record: a statement is taken in the very
-- transaction that recorded what it tells of, and says the same.

-- A row that this transaction sees and that is not committed yet is its own. What is older than the
-- transaction is not asked about: its number may be from an earlier round of the counter.
CREATE FUNCTION is_of_this_transaction(written_by xid, at timestamptz) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    -- The whole number of this transaction; of a savepoint's that come after it a row has the lower half.
    own bigint := pg_current_xact_id()::text::bigint;
    after bigint := (written_by::text::bigint - (own & 4294967295) + 4294967296) % 4294967296;
BEGIN
    IF at < transaction_timestamp() OR after >= 2147483648 THEN
        RETURN false;
    END IF;
    RETURN pg_xact_status((own + after)::text::xid8) = 'in progress';
END
$$;
COMMENT ON FUNCTION is_of_this_transaction(xid, timestamptz) IS
    'Whether a row that can be seen was written by this transaction, or by a savepoint of it: by its xmin and its recorded_at.';
REVOKE ALL ON FUNCTION is_of_this_transaction(xid, timestamptz) FROM PUBLIC;

CREATE FUNCTION told_of_asset(of_asset uuid, told_as text) RETURNS SETOF jsonb
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT '{}'::jsonb FROM public.asset_versions v
    WHERE told_as = 'version' AND v.asset = of_asset AND public.is_of_this_transaction(v.xmin, v.recorded_at)
    UNION ALL
    SELECT jsonb_build_object('office', c.office, 'case_state', v.state, 'application_no', v.application_no,
                              'registration_no', v.registration_no)
    FROM public.mark_cases c JOIN public.mark_case_versions v ON v.mark_case = c.id
    WHERE told_as = 'case' AND c.asset = of_asset AND public.is_of_this_transaction(v.xmin, v.recorded_at)
    UNION ALL
    SELECT jsonb_build_object('office', c.office, 'class', n.class_no::text)
    FROM public.mark_cases c JOIN public.nice_classes n ON n.mark_case = c.id
    WHERE told_as = 'class' AND c.asset = of_asset AND public.is_of_this_transaction(n.xmin, n.recorded_at)
    UNION ALL
    SELECT jsonb_build_object('office', c.office, 'class', n.class_no::text)
    FROM public.mark_cases c JOIN public.nice_classes n ON n.mark_case = c.id JOIN public.nice_class_ends e ON e.class = n.id
    WHERE told_as = 'class_ended' AND c.asset = of_asset AND public.is_of_this_transaction(e.xmin, e.recorded_at)
    UNION ALL
    SELECT jsonb_build_object('code', e.code, 'happened_on', e.happened_on::text)
    FROM public.asset_events e
    WHERE told_as = CASE WHEN e.corrects IS NULL THEN 'event' WHEN e.withdrawn THEN 'event_withdrawn' ELSE 'event_corrected' END
      AND e.asset = of_asset AND public.is_of_this_transaction(e.xmin, e.recorded_at)
    UNION ALL
    SELECT jsonb_build_object('conveyance', y.kind, 'effective_on', y.effective_on::text)
    FROM public.conveyances y
    WHERE told_as = 'conveyance' AND y.asset = of_asset AND public.is_of_this_transaction(y.xmin, y.recorded_at)
    UNION ALL
    SELECT jsonb_build_object('custodians', (SELECT count(DISTINCT k.party)::text FROM public.asset_custodians k WHERE k.asset = of_asset))
    FROM public.custody y
    WHERE y.asset = of_asset AND CASE told_as
        WHEN 'custody' THEN public.is_of_this_transaction(y.xmin, y.recorded_at)
        WHEN 'custody_ended' THEN EXISTS (SELECT FROM public.custody_ends e
                                          WHERE e.custody = y.id AND public.is_of_this_transaction(e.xmin, e.recorded_at))
        WHEN 'attested' THEN EXISTS (SELECT FROM public.attestations t
                                     WHERE t.custody = y.id AND public.is_of_this_transaction(t.xmin, t.recorded_at)) END
    UNION ALL
    SELECT jsonb_build_object('role', r.role)
    FROM public.asset_roles r
    WHERE r.asset = of_asset AND CASE told_as
        WHEN 'role' THEN public.is_of_this_transaction(r.xmin, r.recorded_at)
        WHEN 'role_ended' THEN EXISTS (SELECT FROM public.asset_role_ends e
                                       WHERE e.role = r.id AND public.is_of_this_transaction(e.xmin, e.recorded_at)) END
    UNION ALL
    SELECT '{}'::jsonb FROM public.asset_documents d
    WHERE told_as = 'document' AND d.asset = of_asset AND public.is_of_this_transaction(d.xmin, d.recorded_at)
    UNION ALL
    SELECT CASE told_as WHEN 'incident' THEN jsonb_build_object('incident', i.kind, 'happened_on', i.happened_on::text)
                     WHEN 'incident_ended' THEN jsonb_build_object('incident', i.kind)
                     -- What one officer alone says is told without its kind.
                     ELSE '{}'::jsonb END
    FROM public.incidents i
    WHERE i.asset = of_asset AND CASE told_as
        WHEN 'incident_reported' THEN public.is_of_this_transaction(i.xmin, i.recorded_at)
        WHEN 'incident' THEN EXISTS (SELECT FROM public.incident_confirmations c
                                     WHERE c.incident = i.id AND public.is_of_this_transaction(c.xmin, c.recorded_at))
        WHEN 'incident_end_reported' THEN EXISTS (SELECT FROM public.incident_ends e
                                                  WHERE e.incident = i.id AND public.is_of_this_transaction(e.xmin, e.recorded_at))
        WHEN 'incident_ended' THEN EXISTS (SELECT FROM public.incident_end_confirmations e
                                           WHERE e.incident = i.id AND public.is_of_this_transaction(e.xmin, e.recorded_at)) END
$$;
COMMENT ON FUNCTION told_of_asset(uuid, text) IS
    'What a statement about an asset says beside the asset itself, of each row of this kind that this transaction recorded of it.';
REVOKE ALL ON FUNCTION told_of_asset(uuid, text) FROM PUBLIC;

CREATE FUNCTION guard_registry_statement() RETURNS trigger
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
        is_short := NOT n.open AND said ->> 'what' IN ('case', 'class', 'class_ended', 'event', 'event_corrected', 'event_withdrawn', 'conveyance');
    END IF;
    IF (CASE NEW.subject_kind
            WHEN 'asset' THEN
                -- A part that is there twice is read once.
                (SELECT count(*) = count(DISTINCT k) FROM json_object_keys(convert_from(NEW.statement, 'UTF8')::json) k)
                AND said ->> 'record' ~ '^[0-9a-f]{64}$'
                AND EXISTS (SELECT FROM public.told_of_asset(NEW.subject, said ->> 'what') further
                            WHERE said = jsonb_build_object('asset', 'A-' || n.number, 'kind', n.kind, 'title', n.title, 'holding', n.holding,
                                      'owner', n.owner, 'protected', CASE WHEN n.protected THEN 'yes' ELSE 'no' END, 'state', n.state,
                                      'version', n.version, 'what', said ->> 'what', 'record', said ->> 'record')
                                  || CASE WHEN is_short THEN '{}'::jsonb ELSE further END)
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
                WHERE l.id = NEW.subject AND public.is_of_this_transaction(l.xmin, l.recorded_at)
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
    'Guard of registry_statements: of a row of its subject that was recorded in this transaction, in whose words it is.';
CREATE TRIGGER guard BEFORE INSERT ON registry_statements FOR EACH ROW EXECUTE FUNCTION guard_registry_statement();
ALTER TABLE registry_statements ENABLE ALWAYS TRIGGER guard;
