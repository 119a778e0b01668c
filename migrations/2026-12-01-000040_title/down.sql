-- What was recorded at offices, and how title passed, would be told as something else.
DO $$
BEGIN
    IF EXISTS (SELECT FROM conveyance_recordals)
       OR EXISTS (SELECT FROM asset_deeds d WHERE d.terms::jsonb #> '{to,kind}' IS NOT NULL
                  OR d.act = 'case' AND d.terms::jsonb #> '{to,basis}' IS NOT NULL) THEN
        RAISE EXCEPTION 'a recordal is entered, or a deed says how title passes or a basis: the migration before knows neither'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'no_title_is_lost';
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION told_of_asset(of_asset uuid, told_as text) RETURNS SETOF jsonb
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
    'Guard of registry_statements: of a row of its subject that was recorded in this transaction, in whose words it is.';

CREATE OR REPLACE FUNCTION guard_mark_case_version() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    c public.mark_cases;
    last public.mark_case_versions;
BEGIN
    PERFORM public.lock_registry();
    SELECT * INTO c FROM public.mark_cases x WHERE x.id = NEW.mark_case;
    SELECT * INTO last FROM public.mark_case_versions v WHERE v.mark_case = NEW.mark_case ORDER BY v.version DESC LIMIT 1;
    IF (c.id IS NOT NULL AND NEW.version = coalesce(last.version, 0) + 1) IS NOT TRUE THEN
        RAISE EXCEPTION 'a version follows the latest one'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'case_version_is_next';
    END IF;
    IF NEW.execution IS NULL AND public.keeps_registry(NEW.entered_by) IS NOT TRUE THEN
        RAISE EXCEPTION 'the register is kept by the secretary, the chair, the treasurer, or a deputy'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'registry_is_kept_by_its_officers';
    END IF;
    IF (NEW.registration_no = '' OR NEW.registered_on IS NOT NULL OR NEW.state NOT IN ('registered', 'renewed', 'in_grace')) IS NOT TRUE THEN
        RAISE EXCEPTION 'a registered case says since when'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'registration_has_a_day';
    END IF;
    -- A number that is there is what the case is known by. A blank one is filled in.
    IF (last.version IS NULL AND NEW.execution IS NULL
        OR NEW.execution IS NULL AND (public.asset_is_protected(c.asset) IS FALSE
            OR (last.application_no = '' OR NEW.application_no = last.application_no)
               AND (last.registration_no = '' OR NEW.registration_no = last.registration_no)
               AND NOT (NEW.state IN ('abandoned', 'withdrawn', 'surrendered') AND NEW.state <> last.state))
        OR public.is_done_by(NEW.execution, c.asset, 'case', jsonb_build_object('mark_case', NEW.mark_case,
               'application_no', NEW.application_no, 'registration_no', NEW.registration_no, 'state', NEW.state))) IS NOT TRUE THEN
        RAISE EXCEPTION 'the numbers of a protected mark, and giving it up, take a deed'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'case_is_locked';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_mark_case_version() IS
    'Guard of mark_case_versions: the next version; of a protected mark a number that is there changes, and a case is given up, only by a deed. What an office did (refused, cancelled, expired) is recorded as it is.';

CREATE OR REPLACE FUNCTION guard_conveyance() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v public.asset_versions;
    intent boolean;
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
    intent := EXISTS (SELECT FROM public.mark_cases c
                      JOIN LATERAL (SELECT x.* FROM public.mark_case_versions x WHERE x.mark_case = c.id ORDER BY x.version DESC LIMIT 1) w ON true
                      WHERE c.asset = NEW.asset AND (NEW.mark_case IS NULL OR c.id = NEW.mark_case) AND w.basis = '1(b)'
                        AND NOT EXISTS (SELECT FROM public.asset_events e
                                        WHERE e.mark_case = c.id AND e.code IN ('AMENDMENT_TO_ALLEGE_USE', 'STATEMENT_OF_USE')
                                          AND NOT e.withdrawn AND e.happened_on <= NEW.executed_on
                                          AND NOT EXISTS (SELECT FROM public.asset_events o WHERE o.corrects = e.id)));
    IF (NEW.kind <> 'assignment' OR NEW.successor OR NOT intent) IS NOT TRUE THEN
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
                                      AND c.kind IN ('assignment', 'merger', 'court_order', 'name_change'))))
        OR NEW.kind = 'assignment'
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
    'Guard of conveyances: links that lead to the owner, entered from the latest back, are history; of a protected asset everything else takes a deed; an intent-to-use application stays until it is used.';

CREATE OR REPLACE FUNCTION deed_conditions(of_deed uuid, signed_by uuid[], at timestamptz)
    RETURNS TABLE (place integer, condition text, met boolean, detail text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    d public.asset_deeds;
    board public.recorded_decisions;
    members public.recorded_decisions;
    poll public.polls;
    question public.motion_questions;
    certified timestamptz;
    notice_days integer;
    waiting_days integer;
    noticed date;
BEGIN
    SELECT * INTO d FROM public.asset_deeds x WHERE x.id = of_deed;
    SELECT * INTO board FROM public.recorded_decisions r WHERE r.id = public.deed_decision(of_deed, 'board');
    SELECT * INTO members FROM public.recorded_decisions r WHERE r.id = public.deed_decision(of_deed, 'members');
    SELECT q.* INTO question FROM public.decision_entries e JOIN public.motion_questions q ON q.id = e.question
        WHERE e.id = members.entry;
    SELECT p.* INTO poll FROM public.polls p WHERE p.id = question.poll;
    SELECT CASE WHEN count(DISTINCT c.person_id) >= 2 THEN max(c.recorded_at) END INTO certified
        FROM public.poll_certifications c WHERE c.poll_id = poll.id;
    notice_days := public.asset_days('registry.notice.days', ARRAY[d.recorded_at, poll.opens_at, certified, at]);
    waiting_days := public.asset_days('registry.waiting.days', ARRAY[d.recorded_at, poll.opens_at, certified, at]);
    SELECT min(public.legal_day(n.recorded_at)) INTO noticed FROM public.notices n
        WHERE n.poll = poll.number AND n.kind = 'vote' AND n.audience IN ('members', 'roll') AND n.defect IS NULL
          AND n.recorded_at > d.recorded_at AND n.recorded_at > question.recorded_at
          AND date_trunc('second', n.event_at) = date_trunc('second', poll.opens_at)
          -- It went to everybody on the roll who was a member with votes that day.
          AND NOT EXISTS (SELECT FROM public.roll_entitlements t
                          WHERE t.roll_id = poll.roll_id
                            AND public.votes_of_membership(t.membership_id, public.legal_day(n.recorded_at)) > 0
                            AND NOT EXISTS (SELECT FROM public.notice_recipients r
                                            WHERE r.notice = n.id AND r.membership = t.membership_id))
          AND EXISTS (SELECT FROM public.notice_recipients r WHERE r.notice = n.id AND r.channel = 'mail')
          AND EXISTS (SELECT FROM public.log_entries l WHERE l.kind = 'notice.given'
                      AND convert_from(l.leaf, 'UTF8')::jsonb ->> 'notice' = n.number::text);

    RETURN QUERY VALUES
        (1, 'stands', (d.id IS NOT NULL
            AND EXISTS (SELECT FROM public.registry_statements s WHERE s.subject = d.id AND s.sha256 = d.sha256)
            AND NOT EXISTS (SELECT FROM public.asset_deed_withdrawals w WHERE w.deed = d.id)
            AND NOT EXISTS (SELECT FROM public.asset_executions x WHERE x.deed = d.id AND x.recorded_at < transaction_timestamp())) IS TRUE, ''),
        (2, 'unchanged', (d.id IS NOT NULL
            AND NOT EXISTS (SELECT FROM public.asset_versions b JOIN public.asset_versions v ON v.asset = b.asset AND v.version > b.version
                            WHERE b.asset = d.asset AND b.version = d.version
                              AND (v.owner, v.holding, v.title, v.identifiers, v.state, v.protected)
                                  IS DISTINCT FROM (b.owner, b.holding, b.title, b.identifiers, b.state, b.protected))
            AND (d.act <> 'case' OR NOT EXISTS (SELECT FROM public.mark_case_versions w
                                                WHERE w.mark_case::text = d.terms::jsonb #>> '{to,mark_case}'
                                                  AND w.recorded_at > d.recorded_at))) IS TRUE, ''),
        (3, 'board', (board.id IS NOT NULL) IS TRUE, ''),
        (4, 'board_threshold', (public.is_carried(board.entry)
            AND public.is_carried_as_of(board.entry, public.ruled_at((SELECT e FROM public.decision_entries e WHERE e.id = board.entry)))
            AND public.is_carried_as_of(board.entry, board.recorded_at) AND public.is_carried_as_of(board.entry, at)
            AND public.is_carried_by_floor(board.entry)
            AND (SELECT e.matter FROM public.decision_entries e WHERE e.id = board.entry) = 'reserved') IS TRUE, ''),
        (5, 'members', (members.id IS NOT NULL AND certified IS NOT NULL
            AND EXISTS (SELECT FROM public.poll_openings o
                        WHERE o.poll_id = poll.id AND o.recorded_at > question.recorded_at
                          AND position(encode(question.sha256, 'hex') IN convert_from(o.manifest, 'UTF8')::jsonb ->> 'question') > 0)
            AND EXISTS (SELECT FROM public.acts a JOIN public.act_outcomes o ON o.act_id = a.id AND o.done
                        WHERE a.kind = 'poll.certified' AND a.subject_id = poll.id
                          AND (SELECT count(DISTINCT s.name) FROM public.act_signatures s WHERE s.act_id = a.id) >= 2)
            AND NOT EXISTS (SELECT FROM public.poll_voidings v WHERE v.poll_id = poll.id)) IS TRUE, ''),
        (6, 'members_threshold', (public.is_carried(members.entry)
            AND public.is_carried_as_of(members.entry, poll.opens_at) AND public.is_carried_as_of(members.entry, certified)
            AND public.is_carried_as_of(members.entry, at) AND public.is_carried_by_floor(members.entry)) IS TRUE, ''),
        (7, 'notice', (noticed + notice_days <= public.legal_day(poll.opens_at)) IS TRUE, notice_days::text),
        (8, 'waiting', (public.end_of_legal_day(public.legal_day(certified) + waiting_days) <= at) IS TRUE,
            coalesce((public.legal_day(certified) + waiting_days)::text, waiting_days::text)),
        (9, 'unused', (NOT EXISTS (SELECT FROM public.authority_uses u WHERE u.decision IN (board.id, members.id))) IS TRUE, ''),
        (10, 'officers', (cardinality(signed_by) >= 2
            AND (SELECT count(DISTINCT o) FROM unnest(signed_by) o) = cardinality(signed_by)
            AND NOT EXISTS (SELECT FROM unnest(signed_by) o
                            WHERE NOT EXISTS (SELECT FROM public.offices_held(o, at) h WHERE h = 'election_officer'))) IS TRUE,
            coalesce(cardinality(signed_by), 0)::text);
END
$$;
COMMENT ON FUNCTION deed_conditions(uuid, uuid[], timestamptz) IS
    'What a deed needs before it is carried out, and which of it is there: every threshold by the strictest of the rules at the opening, the certification and now, and of the floor that stands in this function and those it calls.';

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
        AND ARRAY(SELECT jsonb_object_keys(made) ORDER BY 1) = CASE NEW.act
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
            WHEN 'state' THEN made ->> 'state' IN ('active', 'lapsed', 'surrendered', 'transferred', 'retired')
            WHEN 'identify' THEN jsonb_typeof((made ->> 'identifiers')::jsonb) = 'object'
                AND made ->> 'title' = btrim(made ->> 'title') AND char_length(made ->> 'title') BETWEEN 1 AND 200
            WHEN 'encumber' THEN char_length(made ->> 'in_favour_of') BETWEEN 1 AND 200 AND char_length(made ->> 'instrument') BETWEEN 1 AND 300
            WHEN 'licence' THEN made ->> 'terms' ~ '^[0-9a-f]{64}$' AND char_length(made ->> 'licensee') BETWEEN 1 AND 200
            WHEN 'case' THEN EXISTS (SELECT FROM public.mark_cases c WHERE c.id::text = made ->> 'mark_case' AND c.asset = NEW.asset)
            WHEN 'custody' THEN EXISTS (SELECT FROM public.custody c WHERE c.id::text = made ->> 'custody' AND c.asset = NEW.asset)
            WHEN 'surrender' THEN EXISTS (SELECT FROM public.nice_classes n JOIN public.mark_cases c ON c.id = n.mark_case
                                          WHERE n.id::text = made ->> 'class' AND c.asset = NEW.asset)
            ELSE true END) IS NOT TRUE THEN
        RAISE EXCEPTION 'the terms of a deed name the deed, its asset, the version it starts from, and what becomes of it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'deed_terms_are_whole';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_deed() IS 'Guard of asset_deeds: of a protected asset as it is now, with terms of one form whose digest it keeps.';

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
    IF (lacking IS NULL AND (SELECT count(*) FROM public.deed_conditions(NEW.deed, NEW.officers, clock_timestamp()) c WHERE c.met) = 10) IS NOT TRUE THEN
        RAISE EXCEPTION 'this deed cannot be carried out yet: %', lacking
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'deed_has_its_authority';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_execution() IS
    'Guard of asset_executions: the certifier''s, by an act that names this deed and its terms, with every condition of the lock met.';

CREATE OR REPLACE FUNCTION carry_out_deed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    d public.asset_deeds;
    v public.asset_versions;
    after public.asset_versions;
    c public.mark_case_versions;
    made jsonb;
    today date := public.legal_day(clock_timestamp());
BEGIN
    SELECT * INTO d FROM public.asset_deeds x WHERE x.id = NEW.deed;
    SELECT x.* INTO v FROM public.asset_versions x WHERE x.asset = d.asset ORDER BY x.version DESC LIMIT 1;
    made := d.terms::jsonb -> 'to';
    INSERT INTO public.authority_uses (decision, act, subject)
    VALUES (NEW.board_decision, 'asset_deed', 'D-' || d.number), (NEW.members_decision, 'asset_deed', 'D-' || d.number);
    IF d.act = 'transfer' THEN
        INSERT INTO public.conveyances (id, asset, kind, from_party, to_party, executed_on, effective_on, goodwill, successor,
                                        instrument, recorded_office, reel_frame, execution, entered_by)
        VALUES (gen_random_uuid(), d.asset, 'assignment', v.owner, made ->> 'owner', today, today, made ->> 'goodwill' = 'yes',
                made ->> 'successor' = 'yes',
                made ->> 'instrument', '', '', d.id, NEW.officers[1]);
    END IF;
    IF d.act IN ('transfer', 'state', 'unprotect', 'identify') THEN
        after := public.version_after(d, v);
        INSERT INTO public.asset_versions (asset, version, title, holding, owner, state, protected, open, identifiers, details,
                                           execution, entered_by, reason)
        VALUES (d.asset, v.version + 1, after.title, after.holding, after.owner, after.state, after.protected, v.open,
                after.identifiers, v.details, d.id, NEW.officers[1], 'Deed D-' || d.number);
    ELSIF d.act = 'case' THEN
        SELECT x.* INTO c FROM public.mark_case_versions x WHERE x.mark_case = (made ->> 'mark_case')::uuid ORDER BY x.version DESC LIMIT 1;
        INSERT INTO public.mark_case_versions (mark_case, version, basis, application_no, filed_on, registration_no, registered_on,
                                               register, expires_on, state, status_code, status_on, execution, entered_by, reason)
        VALUES (c.mark_case, c.version + 1, c.basis, made ->> 'application_no', c.filed_on, made ->> 'registration_no', c.registered_on,
                c.register, c.expires_on, made ->> 'state', c.status_code, c.status_on, d.id, NEW.officers[1], 'Deed D-' || d.number);
    ELSIF d.act = 'surrender' THEN
        INSERT INTO public.nice_class_ends (class, reason, execution, recorded_by)
        VALUES ((made ->> 'class')::uuid, 'Deed D-' || d.number, d.id, NEW.officers[1]);
    ELSIF d.act = 'encumber' THEN
        INSERT INTO public.conveyances (id, asset, kind, from_party, to_party, executed_on, effective_on, goodwill, successor,
                                        instrument, recorded_office, reel_frame, execution, entered_by)
        VALUES (gen_random_uuid(), d.asset, 'security_interest', v.owner, made ->> 'in_favour_of', today, today, false, false,
                made ->> 'instrument', '', '', d.id, NEW.officers[1]);
    ELSIF d.act = 'custody' THEN
        INSERT INTO public.custody_ends (custody, ends_on, reason, execution, recorded_by)
        VALUES ((made ->> 'custody')::uuid, today, 'Deed D-' || d.number, d.id, NEW.officers[1]);
    END IF;
    -- A licence is entered with its text by whoever keeps the register, once this is done.
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION carry_out_deed() IS 'Does what a deed says, and uses up the decisions it rests on.';

DROP FUNCTION is_before_use(uuid, uuid, date);
DROP FUNCTION is_on_intent(uuid);
DROP FUNCTION use_is_alleged(uuid, date);
DROP TABLE conveyance_recordals;
DROP FUNCTION guard_conveyance_recordal();
