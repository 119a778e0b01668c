-- The lock, by which nothing protected is parted with unless board and members decided that
-- very act.
--
-- An act on a protected asset is a deed: written down first, authorised by a reserved resolution
-- of the board and a certified vote of the members, noticed and waited for, and carried out by
-- the database itself when two officers have signed it. All of it is history. The database
-- refuses an execution of which one condition is not met.

CREATE TABLE asset_deeds (
    id uuid PRIMARY KEY,
    number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    asset uuid NOT NULL REFERENCES assets (id),
    version integer NOT NULL,
    act text NOT NULL,
    terms text NOT NULL,
    sha256 bytea NOT NULL,
    reason text NOT NULL,
    proposed_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT asset_deeds_version FOREIGN KEY (asset, version) REFERENCES asset_versions (asset, version),
    CONSTRAINT asset_deeds_act CHECK (act IN ('transfer', 'state', 'unprotect', 'identify', 'case', 'surrender', 'encumber',
        'licence', 'custody')),
    CONSTRAINT asset_deeds_terms CHECK (jsonb_typeof(terms::jsonb) = 'object' AND char_length(terms) <= 8000),
    CONSTRAINT asset_deeds_reason CHECK (reason = btrim(reason) AND char_length(reason) BETWEEN 1 AND 2000)
);
COMMENT ON TABLE asset_deeds IS
    'An act on a protected asset as it is written down before anybody decides: its terms are fixed (canonical JSON, with its own id and the version it starts from), and board and members decide of their digest. It is carried out once, or never.';
COMMENT ON COLUMN asset_deeds.terms IS 'Canonical JSON.';
COMMENT ON COLUMN asset_deeds.sha256 IS 'Of the terms: what board and members decide of.';
CREATE INDEX asset_deeds_asset ON asset_deeds (asset);
CALL keep_as_history('asset_deeds');

CREATE TABLE asset_deed_withdrawals (
    deed uuid PRIMARY KEY REFERENCES asset_deeds (id),
    reason text NOT NULL,
    withdrawn_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT asset_deed_withdrawals_reason CHECK (reason = btrim(reason) AND char_length(reason) BETWEEN 1 AND 500)
);
COMMENT ON TABLE asset_deed_withdrawals IS
    'Deeds that will not be carried out, by whom they were taken back, and why.';
CALL keep_as_history('asset_deed_withdrawals');

CREATE TABLE asset_executions (
    deed uuid PRIMARY KEY REFERENCES asset_deeds (id),
    act uuid NOT NULL UNIQUE REFERENCES acts (id),
    board_decision uuid NOT NULL UNIQUE REFERENCES recorded_decisions (id),
    members_decision uuid NOT NULL UNIQUE REFERENCES recorded_decisions (id),
    officers uuid[] NOT NULL,
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE asset_executions IS
    'Deeds that were carried out: by which act that two officers signed, on which resolutions of board and members. The certifier alone inserts, the guard asks every condition of the lock again, and the database does what the deed says.';
CALL keep_as_history('asset_executions');
REVOKE INSERT ON asset_executions FROM commonhold_app;
GRANT INSERT ON asset_executions TO commonhold_certifier;

-- Days that must pass: the most that any of the instants' rules say, never fewer than the floor.
CREATE FUNCTION asset_days(of_key text, instants timestamptz[]) RETURNS integer
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT greatest(CASE of_key WHEN 'registry.notice.days' THEN 20 ELSE 30 END,
                    (SELECT max(r.value::integer) FROM unnest(instants) i, public.rule_in_force(of_key, i) r
                     WHERE r.value ~ '^[0-9]{1,4}$'))
$$;
COMMENT ON FUNCTION asset_days(text, timestamptz[]) IS
    'How many days a deed takes: the strictest of the rules at these instants and the floor of 20 days of notice and 30 of waiting.';
REVOKE ALL ON FUNCTION asset_days(text, timestamptz[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION asset_days(text, timestamptz[]) TO commonhold_app, commonhold_auditor;

-- What must be decided, word for word: this deed with these terms, and no other.
CREATE FUNCTION deed_effect(d asset_deeds) RETURNS jsonb
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT jsonb_build_object('act', 'authorise', 'kind', 'asset_disposition', 'subject', 'D-' || d.number,
               'parameters', jsonb_build_object('terms', encode(d.sha256, 'hex')))
$$;
COMMENT ON FUNCTION deed_effect(asset_deeds) IS 'The effect of a motion that authorises this deed and nothing else.';
REVOKE ALL ON FUNCTION deed_effect(asset_deeds) FROM PUBLIC;

CREATE FUNCTION deed_decision(of_deed uuid, of_body text) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT public.standing_decision(public.deed_effect(d), of_body, d.recorded_at)
    FROM public.asset_deeds d WHERE d.id = of_deed
$$;
COMMENT ON FUNCTION deed_decision(uuid, text) IS
    'The latest adopted decision of a body on a motion that authorises this very deed, if it stands: of the members one by a certified poll.';
REVOKE ALL ON FUNCTION deed_decision(uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION deed_decision(uuid, text) TO commonhold_app, commonhold_certifier, commonhold_auditor;

-- Whether the votes of an entry carry it by the rules of another instant, or by the floor.
CREATE FUNCTION is_carried_as_of(of_entry uuid, at timestamptz) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    e public.decision_entries;
    rule jsonb;
    keys text[];
    said text[];
BEGIN
    SELECT * INTO e FROM public.decision_entries d WHERE d.id = of_entry;
    SELECT jsonb_object_agg(r.key, r.value) INTO rule FROM public.decision_rules r WHERE r.entry = of_entry;
    keys := public.rule_keys(e.body, 'reserved', false, at);
    said := ARRAY(SELECT coalesce((SELECT f.value FROM public.rule_in_force(k.key, at) f), rule ->> k.key)
                  FROM unnest(keys) WITH ORDINALITY k (key, place) ORDER BY k.place);
    IF e.body = 'members' THEN
        RETURN (SELECT public.is_carried_by_number(to_jsonb(n), said[1], said[2],
                           coalesce(said[3], (SELECT f.value FROM public.rule_in_force('members.majority', at) f)))
                       AND NOT EXISTS (SELECT FROM public.rule_in_force('referendum.turnout', at) f
                                       WHERE (n.votes_present >= public.needed_for('at least ' || f.value || ' of entitled',
                                                  jsonb_build_object('entitled', n.votes_entitled))) IS NOT TRUE)
                FROM public.decision_numbers n WHERE n.entry = of_entry);
    END IF;
    -- A casting vote is nobody more: it does not help to part with what must not be lost.
    RETURN public.is_carried_by_name(public.votes_by_name(of_entry) - 'casting', said[1], said[2], said[3]);
END
$$;
COMMENT ON FUNCTION is_carried_as_of(uuid, timestamptz) IS
    'Whether an entry''s votes would carry it as a reserved matter under the rules of another instant; a rule that is silent then is that of the entry.';
REVOKE ALL ON FUNCTION is_carried_as_of(uuid, timestamptz) FROM PUBLIC;

CREATE FUNCTION is_carried_by_floor(of_entry uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE WHEN e.body = 'members'
                THEN (SELECT public.is_carried_by_number(to_jsonb(n), '1/10', '1/10', 'at least 2/3 of cast')
                      FROM public.decision_numbers n WHERE n.entry = e.id)
                ELSE public.is_carried_by_name(public.votes_by_name(e.id) - 'casting', 'at least 2/3 of in office', 'counts in the quorum',
                                               'at least 2/3 of in office') END
    FROM public.decision_entries e WHERE e.id = of_entry
$$;
COMMENT ON FUNCTION is_carried_by_floor(uuid) IS
    'Whether an entry''s votes meet what no rulebook lowers for a protected asset: two thirds of the directors in office; of the members a tenth taking part, by heads and by votes, and two thirds of the votes cast.';
REVOKE ALL ON FUNCTION is_carried_by_floor(uuid) FROM PUBLIC;

CREATE FUNCTION deed_conditions(of_deed uuid, signed_by uuid[], at timestamptz)
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
REVOKE ALL ON FUNCTION deed_conditions(uuid, uuid[], timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION deed_conditions(uuid, uuid[], timestamptz) TO commonhold_app, commonhold_certifier, commonhold_auditor;

-- The asset as a deed leaves it.
CREATE FUNCTION version_after(d asset_deeds, v asset_versions) RETURNS asset_versions
    LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    made jsonb := d.terms::jsonb -> 'to';
BEGIN
    CASE d.act
        WHEN 'transfer' THEN
            v.owner := made ->> 'owner';
            v.holding := made ->> 'holding';
        WHEN 'state' THEN v.state := made ->> 'state';
        WHEN 'unprotect' THEN v.protected := false;
        WHEN 'identify' THEN
            v.title := made ->> 'title';
            v.identifiers := made ->> 'identifiers';
        ELSE NULL;
    END CASE;
    RETURN v;
END
$$;
COMMENT ON FUNCTION version_after(asset_deeds, asset_versions) IS 'A version of an asset with what a deed changes of it.';
REVOKE ALL ON FUNCTION version_after(asset_deeds, asset_versions) FROM PUBLIC;

-- Whether this row is what a deed does that is being carried out now.
CREATE FUNCTION is_done_by(of_execution uuid, of_asset uuid, of_act text, made jsonb) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM public.asset_executions x JOIN public.asset_deeds d ON d.id = x.deed
                   WHERE x.deed = of_execution AND d.asset = of_asset AND d.act = of_act AND d.terms::jsonb -> 'to' = made
                     AND x.recorded_at >= transaction_timestamp())
       AND session_user = 'commonhold_certifier'
$$;
COMMENT ON FUNCTION is_done_by(uuid, uuid, text, jsonb) IS
    'Whether a deed of this asset, for this act and with these terms, is carried out in the running transaction.';
REVOKE ALL ON FUNCTION is_done_by(uuid, uuid, text, jsonb) FROM PUBLIC;

-- For exclusive licences: a deed that was carried out for these terms.
CREATE FUNCTION is_executed(of_execution uuid, of_asset uuid, of_act text, terms_sha256 bytea, licensee text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM public.asset_executions x JOIN public.asset_deeds d ON d.id = x.deed
                   WHERE x.deed = of_execution AND d.asset = of_asset AND d.act = of_act
                     AND d.terms::jsonb #>> '{to,terms}' = encode(terms_sha256, 'hex')
                     AND d.terms::jsonb #>> '{to,licensee}' = is_executed.licensee)
$$;
COMMENT ON FUNCTION is_executed(uuid, uuid, text, bytea, text) IS
    'Whether a deed of this asset was carried out whose terms name a document of this digest, and this licensee.';
REVOKE ALL ON FUNCTION is_executed(uuid, uuid, text, bytea, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION is_executed(uuid, uuid, text, bytea, text) TO commonhold_app;

CREATE FUNCTION guard_asset_version() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    a public.assets;
    last public.asset_versions;
    d public.asset_deeds;
    after public.asset_versions;
BEGIN
    PERFORM public.lock_registry();
    SELECT * INTO a FROM public.assets x WHERE x.id = NEW.asset;
    SELECT * INTO last FROM public.asset_versions v WHERE v.asset = NEW.asset ORDER BY v.version DESC LIMIT 1;
    IF (a.id IS NOT NULL AND NEW.version = coalesce(last.version, 0) + 1
        AND NEW.protected IS NOT NULL AND NEW.owner IS NOT NULL AND NEW.state IS NOT NULL AND NEW.holding IS NOT NULL
        AND NEW.title IS NOT NULL AND jsonb_typeof(NEW.identifiers::jsonb) = 'object') IS NOT TRUE THEN
        RAISE EXCEPTION 'a version follows the latest one'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'asset_version_is_next';
    END IF;
    IF NEW.execution IS NULL AND public.keeps_registry(NEW.entered_by) IS NOT TRUE THEN
        RAISE EXCEPTION 'the register is kept by the secretary, the chair, the treasurer, or a deputy'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'registry_is_kept_by_its_officers';
    END IF;
    IF (NOT NEW.protected OR public.asset_identity(a.kind, NEW.title, NEW.identifiers) IS NOT NULL) IS NOT TRUE THEN
        RAISE EXCEPTION 'a protected asset says what it is known by'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'asset_is_known_by_something';
    END IF;
    IF (NOT EXISTS (SELECT FROM public.assets o
                    JOIN LATERAL (SELECT x.* FROM public.asset_versions x WHERE x.asset = o.id ORDER BY x.version DESC LIMIT 1) v ON true
                    WHERE o.kind = a.kind AND o.id <> a.id
                      AND public.asset_identity(o.kind, v.title, v.identifiers) = public.asset_identity(a.kind, NEW.title, NEW.identifiers)))
        IS NOT TRUE THEN
        RAISE EXCEPTION 'this asset is in the register already'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'asset_is_entered_once';
    END IF;
    IF last.version IS NULL THEN
        IF (NEW.execution IS NULL AND (NEW.protected OR NOT public.is_kept(a.kind, clock_timestamp()))) IS NOT TRUE THEN
            RAISE EXCEPTION 'assets of this kind are protected from their entry on'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'kind_is_protected';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.execution IS NULL THEN
        IF (NOT last.protected
            OR NEW.protected AND NEW.owner = last.owner AND NEW.holding = last.holding AND NEW.title = last.title
               AND NEW.identifiers = last.identifiers
               AND (NEW.state = last.state OR last.state = 'planned' AND NEW.state = 'active')) IS NOT TRUE THEN
            RAISE EXCEPTION 'a protected asset changes its owner, state, protection or what identifies it by a deed alone'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'asset_is_locked';
        END IF;
        RETURN NEW;
    END IF;
    SELECT * INTO d FROM public.asset_deeds x WHERE x.id = NEW.execution;
    after := public.version_after(d, last);
    IF (public.is_done_by(NEW.execution, NEW.asset, d.act, d.terms::jsonb -> 'to')
        AND d.act IN ('transfer', 'state', 'unprotect', 'identify')
        AND NOT EXISTS (SELECT FROM public.asset_versions v WHERE v.execution = NEW.execution)
        AND NEW.owner = after.owner AND NEW.holding = after.holding AND NEW.title = after.title AND NEW.state = after.state
        AND NEW.identifiers = after.identifiers AND NEW.protected = after.protected AND NEW.open = last.open
        AND NEW.details = last.details) IS NOT TRUE THEN
        RAISE EXCEPTION 'a deed does what its terms say, once, when it is carried out'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'deed_does_what_it_says';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_asset_version() IS
    'Guard of asset_versions: the next version, by whoever keeps the register; of a protected asset owner, holding, state, protection and identity change only as a deed says that is carried out.';
CREATE TRIGGER guard BEFORE INSERT ON asset_versions FOR EACH ROW EXECUTE FUNCTION guard_asset_version();
ALTER TABLE asset_versions ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_deed() RETURNS trigger
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
CREATE TRIGGER guard BEFORE INSERT ON asset_deeds FOR EACH ROW EXECUTE FUNCTION guard_deed();
ALTER TABLE asset_deeds ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_deed_withdrawal() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.lock_registry();
    IF ((public.keeps_registry(NEW.withdrawn_by)
         OR EXISTS (SELECT FROM public.asset_deeds d WHERE d.id = NEW.deed AND d.proposed_by = NEW.withdrawn_by))
        AND EXISTS (SELECT FROM public.asset_deeds d WHERE d.id = NEW.deed)
        AND public.deed_decision(NEW.deed, 'members') IS NULL
        AND NOT EXISTS (SELECT FROM public.asset_executions x WHERE x.deed = NEW.deed)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a deed is withdrawn before the members authorise it, by whoever proposed it or keeps the register'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'deed_is_withdrawn_in_time';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_deed_withdrawal() IS 'Guard of asset_deed_withdrawals: before the members authorised the deed; after that they or the board rescind.';
CREATE TRIGGER guard BEFORE INSERT ON asset_deed_withdrawals FOR EACH ROW EXECUTE FUNCTION guard_deed_withdrawal();
ALTER TABLE asset_deed_withdrawals ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_execution() RETURNS trigger
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
CREATE TRIGGER guard BEFORE INSERT ON asset_executions FOR EACH ROW EXECUTE FUNCTION guard_execution();
ALTER TABLE asset_executions ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION carry_out_deed() RETURNS trigger
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
CREATE TRIGGER carry_out AFTER INSERT ON asset_executions FOR EACH ROW EXECUTE FUNCTION carry_out_deed();
ALTER TABLE asset_executions ENABLE ALWAYS TRIGGER carry_out;
