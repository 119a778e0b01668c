DROP TRIGGER with_outcome ON asset_executions;
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
    -- A withdrawal under way is in before, or waits until this is done.
    PERFORM pg_advisory_xact_lock(hashtextextended('act ' || NEW.act::text, 0));
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
        AND public.act_waits(NEW.act, clock_timestamp())
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
    -- All were asked, and all are met: who says nothing opens nothing.
    IF (SELECT count(*) >= 11 AND bool_and(c.met IS TRUE)
        FROM public.deed_conditions(NEW.deed, NEW.officers, clock_timestamp()) c) IS NOT TRUE THEN
        RAISE EXCEPTION 'this deed cannot be carried out yet: %', lacking
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'deed_has_its_authority';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_execution() IS
    'Guard of asset_executions: the certifier''s, by an act that waits still and names this deed and its terms, with every condition of the lock met.';

CREATE OR REPLACE FUNCTION guard_motion_interest() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    m public.motions;
BEGIN
    PERFORM public.lock_motion(NEW.motion);
    SELECT * INTO m FROM public.motions x WHERE x.id = NEW.motion;
    IF (m.id IS NULL OR public.motion_state(m.id) IN ('submitted', 'moved', 'seconded', 'in_debate', 'referred', 'postponed', 'put')
        AND NOT EXISTS (SELECT FROM public.motion_questions q WHERE q.motion = m.id AND public.declared_by(q.id) IS NOT NULL
                        AND q.round = (SELECT max(x.round) FROM public.motion_questions x WHERE x.motion = m.id))
       ) IS NOT TRUE THEN
        RAISE EXCEPTION 'interests are said before the decision'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'interest_is_said_before';
    END IF;
    IF (m.id IS NULL OR EXISTS (SELECT FROM public.roster(m.body, clock_timestamp()) r WHERE r.person = NEW.person)
        AND (NEW.recorded_by = NEW.person OR public.keeps_minutes(NEW.recorded_by) AND NEW.reason <> '')) IS NOT TRUE THEN
        RAISE EXCEPTION 'an interest is declared by whoever has it, or found by the body'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'interest_is_theirs';
    END IF;
    -- The latest finding about the same thing; an answer of their own says no less.
    IF (NEW.recorded_by <> NEW.person OR NOT EXISTS (
            SELECT FROM (SELECT i.answer FROM public.motion_interests i
                         WHERE i.motion = NEW.motion AND i.person = NEW.person AND i.about = NEW.about
                           AND i.recorded_by <> i.person
                         ORDER BY i.record DESC LIMIT 1) found
            WHERE found.answer = 'recused' AND NEW.answer <> 'recused'
               OR found.answer = 'stays' AND NEW.answer = 'none')) IS NOT TRUE THEN
        RAISE EXCEPTION 'what the body found of an interest is undone by the body alone'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'interest_was_found';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_motion_interest() IS
    'Guard of motion_interests: of one of the body, before the decision, by themselves or as the body found it, with the reason; what it found they do not undo.';

CREATE OR REPLACE FUNCTION require_votes_of_question(e decision_entries) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    q public.motion_questions;
    there bigint;
BEGIN
    SELECT * INTO q FROM public.motion_questions x WHERE x.id = e.question;
    IF (q.form IN ('roll_call', 'secret', 'poll') OR public.question_form(q.id) = q.form
        OR (SELECT count(*) FROM public.decision_votes v WHERE v.entry = e.id AND v.vote = 'not_voting')
           = (SELECT count(*) FROM public.question_votes(q.id, e.adopted, public.entry_instant(e.decided_on, e.recorded_at)) v
              WHERE v.vote = 'not_voting')) IS NOT TRUE THEN
        RAISE EXCEPTION 'somebody objected, or asked for a division'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'division_was_asked_for';
    END IF;
    IF (NOT EXISTS ((SELECT v.seat, v.person, v.vote
                     FROM public.question_votes(q.id, e.adopted, public.entry_instant(e.decided_on, e.recorded_at)) v
                     EXCEPT ALL SELECT v.seat, v.person, v.vote FROM public.decision_votes v WHERE v.entry = e.id)
                    UNION ALL
                    (SELECT v.seat, v.person, v.vote FROM public.decision_votes v WHERE v.entry = e.id
                     EXCEPT ALL SELECT v.seat, v.person, v.vote
                     FROM public.question_votes(q.id, e.adopted, public.entry_instant(e.decided_on, e.recorded_at)) v))) IS NOT TRUE THEN
        RAISE EXCEPTION 'the votes of a declaration are those that were given'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'votes_are_those_given';
    END IF;
    SELECT count(*) INTO there FROM public.decision_votes v WHERE v.entry = e.id AND v.vote = 'not_voting';
    IF ((q.form = 'secret') = EXISTS (SELECT FROM public.decision_ballots b
                                      WHERE b.entry = e.id AND b.votes_yes + b.votes_no + b.votes_abstain <= there)) IS NOT TRUE THEN
        RAISE EXCEPTION 'tellers count at most as many ballots as there were people'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'ballots_are_of_those_there';
    END IF;
END
$$;
COMMENT ON FUNCTION require_votes_of_question(decision_entries) IS
    'Refuses a declaration whose votes are not those given, or by voice or consent where somebody asked for a count.';

CREATE OR REPLACE FUNCTION guard_asset_version() RETURNS trigger
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

CREATE OR REPLACE FUNCTION is_on_intent(of_case uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (
        SELECT FROM public.mark_cases c JOIN public.mark_case_versions b ON b.mark_case = c.id
        WHERE c.id = of_case AND b.basis = '1(b)'
          AND NOT EXISTS (
              SELECT FROM public.mark_case_versions w
              WHERE w.mark_case = c.id AND w.version > b.version AND w.basis NOT IN ('', '1(b)')
                AND (EXISTS (SELECT FROM public.asset_deeds d WHERE d.id = w.execution AND d.terms::jsonb #>> '{to,basis}' = w.basis)
                     OR (SELECT v.protected FROM public.asset_versions v
                         WHERE v.asset = c.asset AND v.recorded_at <= w.recorded_at ORDER BY v.version DESC LIMIT 1) IS FALSE)))
       -- Given up by a deed, there is nothing left that could be assigned.
       AND (SELECT w.state NOT IN ('abandoned', 'withdrawn', 'surrendered')
            FROM public.mark_case_versions w WHERE w.mark_case = of_case ORDER BY w.version DESC LIMIT 1)
$$;
COMMENT ON FUNCTION is_on_intent(uuid) IS
    'Whether a case was filed on the intent to use the mark (basis 1(b)) and was not given up, and no deed said another basis since.';

CREATE OR REPLACE FUNCTION handover_lacks(of_conveyance uuid, of_item uuid) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce((
        SELECT CASE
            WHEN (c.kind IN ('assignment', 'merger', 'court_order')) IS NOT TRUE THEN 'title'
            WHEN (EXISTS (SELECT FROM public.party_records p WHERE p.party = i.holder AND lower(p.name) = lower(c.from_party))
                  OR EXISTS (SELECT FROM public.organisation_records o
                             WHERE o.organisation = i.holder AND lower(o.legal_name) = lower(c.from_party))) IS NOT TRUE THEN 'holder'
            WHEN (EXISTS (SELECT FROM public.foundations f WHERE lower(f.name) = lower(c.to_party))) IS NOT TRUE THEN 'foundation'
            WHEN (c.effective_on <= public.legal_day(clock_timestamp())) IS NOT TRUE THEN 'effect'
            WHEN (c.recorded_at > i.recorded_at
                  OR c.executed_on >= public.legal_day((SELECT min(f.recorded_at) FROM public.foundations f))) IS NOT TRUE THEN 'older'
            ELSE '' END
        FROM public.handover_items i JOIN public.conveyances c ON c.asset = i.asset
        WHERE i.id = of_item AND c.id = of_conveyance), 'asset')
$$;
COMMENT ON FUNCTION handover_lacks(uuid, uuid) IS
    'What a conveyance lacks to hand an item of the hand-over programme over, nothing where it does: it is of the item''s asset, title passes by it, from the holder to the foundation by any of their names, it is in effect, and it was recorded after the listing or executed since the founding.';

CREATE OR REPLACE FUNCTION is_done_by(of_execution uuid, of_asset uuid, of_act text, made jsonb) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM public.asset_executions x JOIN public.asset_deeds d ON d.id = x.deed
                   WHERE x.deed = of_execution AND d.asset = of_asset AND d.act = of_act AND d.terms::jsonb -> 'to' = made
                     AND x.recorded_at >= transaction_timestamp())
       AND session_user = 'commonhold_certifier'
$$;
COMMENT ON FUNCTION is_done_by(uuid, uuid, text, jsonb) IS
    'Whether a deed of this asset, for this act and with these terms, is carried out in the running transaction.';

CREATE OR REPLACE FUNCTION guard_log_entry() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    fields jsonb := convert_from(NEW.leaf, 'UTF8')::jsonb;
    poll_state text;
BEGIN
    PERFORM public.require_fresh_sight();
    IF (fields ->> 'v' = '1' AND fields ->> 'kind' = NEW.kind) IS NOT TRUE
        OR (fields ->> 'eid' IS NOT DISTINCT FROM encode(NEW.eid, 'hex')) IS NOT TRUE THEN
        RAISE EXCEPTION 'an entry is named otherwise than its leaf says'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'entry_is_named_as_it_is';
    END IF;
    IF (CASE
            WHEN NEW.kind IN ('log.start', 'log.key') THEN session_user = 'commonhold_sequencer'
            WHEN NEW.kind = 'poll.cast' THEN session_user IN ('commonhold_sequencer', 'commonhold_app')
            WHEN NEW.kind IN ('poll.superseded', 'poll.closed', 'notice.given', 'notice.certified')
                THEN session_user = 'commonhold_app'
            WHEN NEW.kind = 'registry.recorded' THEN session_user IN ('commonhold_app', 'commonhold_certifier')
            ELSE session_user = 'commonhold_certifier'
        END) IS NOT TRUE THEN
        RAISE EXCEPTION 'entries of the kind % are not made by %', NEW.kind, session_user
            USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'entry_is_of_its_maker';
    END IF;
    IF NEW.kind IN ('poll.cast', 'poll.superseded', 'poll.closed') THEN
        SELECT p.state INTO poll_state FROM public.polls p WHERE p.eid = NEW.eid;
        IF (CASE WHEN session_user = 'commonhold_app' THEN poll_state = 'closed' ELSE poll_state = 'open' END) IS NOT TRUE
            OR EXISTS (SELECT 1 FROM public.log_entries e WHERE e.eid = NEW.eid AND e.kind = 'poll.closed') IS NOT FALSE THEN
            RAISE EXCEPTION 'casts are entered while the poll is open and as it closes'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'casts_are_entered_by_the_close';
        END IF;
    END IF;
    IF (CASE NEW.kind
            WHEN 'notice.given' THEN EXISTS (
                SELECT 1 FROM public.notices n
                WHERE n.number::text = fields ->> 'notice' AND encode(n.sha256, 'hex') = fields ->> 'file'
                  AND (SELECT count(*) FROM public.notice_recipients r WHERE r.notice = n.id)::text = fields ->> 'recipients')
            WHEN 'notice.certified' THEN EXISTS (
                SELECT 1 FROM public.notices n JOIN public.notice_certificates c ON c.notice = n.id
                WHERE n.number::text = fields ->> 'notice' AND encode(c.sha256, 'hex') = fields ->> 'file'
                  AND c.recipients::text = fields ->> 'recipients' AND c.reached::text = fields ->> 'reached')
            WHEN 'asset.executed' THEN EXISTS (
                SELECT 1 FROM public.asset_executions x JOIN public.asset_deeds d ON d.id = x.deed
                WHERE d.number::text = fields ->> 'deed' AND encode(d.sha256, 'hex') = fields ->> 'terms'
                  AND x.recorded_at >= transaction_timestamp())
            ELSE true
        END) IS NOT TRUE THEN
        RAISE EXCEPTION 'an entry says what is recorded'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'notice_entry_says_what_is_recorded';
    END IF;
    IF NEW.kind = 'log.start' AND EXISTS (
        SELECT 1 FROM public.foundations f WHERE f.log_origin = fields ->> 'origin') IS NOT TRUE THEN
        RAISE EXCEPTION 'the log begins with another origin than the foundation''s'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'log_origin_is_the_foundation_s';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_log_entry() IS
    'Guard of log_entries: named as its leaf says, by whom its kind is entered, and saying what is recorded.';

CREATE OR REPLACE FUNCTION guard_motion_step() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    m public.motions;
    now_in text;
    keeper boolean := public.keeps_minutes(NEW.person);
    mover uuid;
BEGIN
    PERFORM public.lock_motion(NEW.motion);
    now_in := public.motion_state(NEW.motion);
    SELECT * INTO m FROM public.motions x WHERE x.id = NEW.motion;
    IF m.id IS NULL THEN
        RETURN NEW;
    END IF;
    NEW.state := public.motion_next(now_in, NEW.step);
    IF (NEW.state IS NOT NULL) IS NOT TRUE THEN
        RAISE EXCEPTION 'this step is not open to the motion as it stands'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'motion_step_is_allowed';
    END IF;
    SELECT s.person INTO mover FROM public.motion_steps s WHERE s.motion = m.id AND s.step = 'move' ORDER BY s.record DESC LIMIT 1;
    IF (CASE NEW.step
            WHEN 'open' THEN NEW.person = m.opened_by
            WHEN 'submit' THEN NEW.person = m.opened_by
                AND EXISTS (SELECT FROM public.motion_texts t WHERE t.motion = m.id)
            WHEN 'withdraw' THEN NEW.person = coalesce(mover, m.opened_by) OR keeper AND NEW.note <> ''
            WHEN 'move' THEN public.speaks_in(m.body, NEW.person)
            WHEN 'second' THEN public.speaks_in(m.body, NEW.person) AND NEW.person <> mover
            WHEN 'debate' THEN keeper AND (now_in = 'seconded'
                OR EXISTS (SELECT FROM public.rule_in_force('motions.second', clock_timestamp()) r WHERE r.value = 'no')
                OR NOT EXISTS (SELECT FROM public.rule_in_force('motions.second', clock_timestamp())))
            WHEN 'put' THEN EXISTS (SELECT FROM public.motion_questions q
                                    WHERE q.motion = m.id AND q.put_by = NEW.person AND q.recorded_at >= transaction_timestamp())
            WHEN 'recall' THEN keeper AND NEW.note <> '' AND NOT EXISTS (
                    SELECT FROM (SELECT q.* FROM public.motion_questions q WHERE q.motion = m.id ORDER BY q.round DESC LIMIT 1) q
                    WHERE public.declared_by(q.id) IS NOT NULL
                       OR q.poll IS NOT NULL AND EXISTS (SELECT FROM public.poll_openings o WHERE o.poll_id = q.poll)
                          AND NOT EXISTS (SELECT FROM public.poll_voidings v WHERE v.poll_id = q.poll))
            WHEN 'adopt' THEN EXISTS (SELECT FROM public.recorded_decisions d JOIN public.decision_entries e ON e.id = d.entry
                                      JOIN public.motion_questions q ON q.id = e.question
                                      WHERE q.motion = m.id AND d.adopted AND d.recorded_at >= transaction_timestamp())
            WHEN 'lose' THEN EXISTS (SELECT FROM public.recorded_decisions d JOIN public.decision_entries e ON e.id = d.entry
                                     JOIN public.motion_questions q ON q.id = e.question
                                     WHERE q.motion = m.id AND NOT d.adopted AND d.recorded_at >= transaction_timestamp())
            WHEN 'lack_quorum' THEN EXISTS (SELECT FROM public.recorded_decisions d JOIN public.decision_entries e ON e.id = d.entry
                                     JOIN public.motion_questions q ON q.id = e.question
                                     WHERE q.motion = m.id AND NOT d.adopted AND d.recorded_at >= transaction_timestamp())
            WHEN 'amend' THEN EXISTS (SELECT FROM public.motion_texts t
                                      WHERE t.motion = m.id AND t.amendment IS NOT NULL AND t.recorded_at >= transaction_timestamp())
            WHEN 'rescind' THEN EXISTS (SELECT FROM public.motion_links l JOIN public.resolutions r ON r.id = l.resolution
                                        JOIN public.resolutions n ON n.motion = l.motion
                                        WHERE r.motion = m.id AND l.relation IN ('rescinds', 'supersedes')
                                          AND n.recorded_at >= transaction_timestamp())
            WHEN 'ratify' THEN EXISTS (SELECT FROM public.motion_links l JOIN public.resolutions r ON r.id = l.resolution
                                       JOIN public.resolutions n ON n.motion = l.motion
                                       WHERE r.motion = m.id AND l.relation = 'ratifies' AND n.recorded_at >= transaction_timestamp())
            -- One who was on the side that prevailed, where the rule asks for that.
            WHEN 'reconsider' THEN public.speaks_in(m.body, NEW.person) AND NEW.note <> ''
                AND (NOT EXISTS (SELECT FROM public.rule_in_force('motions.reconsider', clock_timestamp()) r
                                 WHERE r.value = 'prevailing side')
                     OR EXISTS (SELECT FROM public.decision_entries e
                                JOIN public.recorded_decisions d ON d.entry = e.id
                                JOIN public.motion_questions q ON q.id = e.question
                                JOIN public.decision_votes v ON v.entry = e.id
                                WHERE q.motion = m.id
                                  AND q.round = (SELECT max(x.round) FROM public.motion_questions x WHERE x.motion = m.id)
                                  AND v.person = NEW.person AND v.vote = CASE WHEN d.adopted THEN 'yes' ELSE 'no' END))
            ELSE keeper AND (NEW.step IN ('resume', 'implement') OR NEW.note <> '') END) IS NOT TRUE THEN
        RAISE EXCEPTION 'this step is not this person''s to take'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = CASE NEW.step
                WHEN 'second' THEN 'motion_is_seconded_by_another' WHEN 'debate' THEN 'motion_is_seconded'
                WHEN 'reconsider' THEN 'reconsidered_by_the_prevailing_side' WHEN 'recall' THEN 'question_is_recalled_in_time'
                ELSE 'motion_step_is_theirs' END;
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_motion_step() IS
    'Guard of motion_steps: a step that is open to the motion as it stands, by whom it is open to; what follows from a vote comes with the vote.';

CREATE OR REPLACE FUNCTION guard_proxy_paper() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    IF EXISTS (SELECT FROM public.proxies p
               WHERE p.id = NEW.proxy AND p.paper_sha256 = sha256(NEW.content)
                 AND p.recorded_at >= transaction_timestamp()) IS NOT TRUE THEN
        RAISE EXCEPTION 'a paper comes with its proxy, and is the one named there'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'proxy_paper_is_its_own';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_proxy_paper() IS 'Guard of proxy_papers: with its proxy, and with the digest named there.';

CREATE OR REPLACE FUNCTION guard_decision() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    e public.decision_entries;
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/bodies', 0));
    IF NEW.entry IS NULL THEN
        IF (public.is_founding() AND NOT EXISTS (SELECT FROM public.recorded_decisions)
            AND NEW.recorded_by IS NULL AND NEW.confirmed_by IS NULL AND NEW.body IS NULL AND NEW.adopted) IS NOT TRUE THEN
            RAISE EXCEPTION 'a decision is entered by one officer and confirmed by another'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'decision_takes_two';
        END IF;
        RETURN NEW;
    END IF;
    SELECT * INTO e FROM public.decision_entries d WHERE d.id = NEW.entry;
    -- What a poll decided its certification confirms. Each confirmation of an entry was
    -- judged by its own guard when it came.
    IF EXISTS (SELECT FROM public.motion_questions q WHERE q.id = e.question AND q.form = 'poll') THEN
        PERFORM public.require_certification_of_now((SELECT q.poll FROM public.motion_questions q WHERE q.id = e.question));
    ELSIF (e.id IS NOT NULL
        AND EXISTS (SELECT FROM public.decision_confirmations c
                    WHERE c.entry = e.id AND c.confirmed_by = NEW.confirmed_by
                      AND c.recorded_at >= transaction_timestamp())
        AND (SELECT count(*) FROM public.decision_confirmations c WHERE c.entry = e.id)
            >= public.officers_of_decision(clock_timestamp()) - 1) IS NOT TRUE THEN
        RAISE EXCEPTION 'a decision counts with the last confirmation that it needs'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'decision_takes_its_officers';
    END IF;
    PERFORM public.require_sound_entry(e);
    NEW.number := e.number;
    NEW.title := e.title;
    NEW.decision := e.decision;
    NEW.decided_on := e.decided_on;
    NEW.citation := e.citation;
    NEW.body := e.body;
    NEW.recorded_by := e.entered_by;
    NEW.adopted := e.adopted;
    SELECT c.name INTO NEW.decided_by FROM public.body_charters c
    WHERE c.body = e.body ORDER BY c.record DESC LIMIT 1;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_decision() IS
    'Guard of recorded_decisions: the founding record, or what as many officers confirmed as the rule asks for; judged again by roster, rules and votes, and taken from the entry word by word.';

CREATE OR REPLACE FUNCTION guard_resolution() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    d public.recorded_decisions;
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/bodies', 0));
    SELECT * INTO d FROM public.recorded_decisions x WHERE x.id = NEW.decision;
    IF (d.id IS NULL OR d.adopted AND d.recorded_at >= transaction_timestamp() AND d.body = NEW.body
        AND NEW.year = extract(year FROM public.legal_day(d.recorded_at))
        AND (d.entry IS NULL OR public.is_carried(d.entry))) IS NOT TRUE THEN
        RAISE EXCEPTION 'a resolution is numbered in the transaction that adopts it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'resolution_comes_with_its_adoption';
    END IF;
    IF (NEW.number = (SELECT coalesce(max(r.number), 0) + 1 FROM public.resolutions r
                      WHERE r.body = NEW.body AND r.year = NEW.year)) IS NOT TRUE THEN
        RAISE EXCEPTION 'resolutions are numbered without a gap'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'resolution_follows_the_last';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_resolution() IS
    'Guard of resolutions: of a decision adopted in this transaction whose votes carry it, under the next number of its body and year.';

CREATE OR REPLACE FUNCTION matter_obstacle(p matter_proposals, by_decision uuid) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE
        WHEN (d.recorded_at >= transaction_timestamp() AND d.id = public.matter_decision(p.id)
              AND NOT EXISTS (SELECT FROM public.authority_uses u WHERE u.decision = d.id)) IS NOT TRUE
            THEN 'matter_decision_stands'
        WHEN public.is_disinterested(by_decision, p) IS NOT TRUE THEN 'matter_by_the_disinterested'
        WHEN public.matter_fits(p.matter, p.kind, p.person) IS NOT TRUE THEN 'matter_proposal_fits' END
    FROM (SELECT 1) one LEFT JOIN public.recorded_decisions d ON d.id = by_decision
$$;
COMMENT ON FUNCTION matter_obstacle(matter_proposals, uuid) IS
    'What keeps a proposal from counting by a decision of this transaction: the name of a constraint, or nothing.';

DROP FUNCTION link_lacks(conveyances, handover_items);
DROP FUNCTION is_in_a_deed(text, text, uuid);
DROP FUNCTION most_take_part(uuid, uuid, timestamptz);
