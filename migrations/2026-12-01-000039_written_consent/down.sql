-- What was decided in writing would stand as decided by a meeting.
DO $$
BEGIN
    IF EXISTS (SELECT FROM decision_entries e WHERE e.in_writing) THEN
        RAISE EXCEPTION 'a decision was entered as taken in writing, which the version before does not know'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'nothing_is_decided_in_writing';
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION votes_for(who uuid, asked uuid, at timestamptz) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (
        SELECT FROM public.memberships m
        WHERE m.id = asked
          AND NOT EXISTS (SELECT FROM public.membership_ends e WHERE e.membership = m.id AND e.ends_on <= public.legal_day(at))
          AND (m.party = who
               OR (SELECT r.person FROM public.representations r
                   WHERE r.organisation = m.party AND r.starts_on <= public.legal_day(at)
                     AND NOT EXISTS (SELECT FROM public.representations c WHERE c.corrects = r.record)
                   ORDER BY r.starts_on DESC, r.record DESC LIMIT 1) = who))
$$;

CREATE OR REPLACE FUNCTION is_carried_as_of(of_entry uuid, at timestamptz) RETURNS boolean
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

CREATE OR REPLACE FUNCTION require_declared_question(e decision_entries) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    q public.motion_questions;
    m public.motions;
    words text;
BEGIN
    IF e.question IS NULL THEN
        -- What authorises somebody to act is a motion: its kind fixes the threshold.
        IF (e.effect IS NULL OR e.effect::jsonb ->> 'act' <> 'authorise') IS NOT TRUE THEN
            RAISE EXCEPTION 'an authority comes from a motion'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'authority_has_a_motion';
        END IF;
        RETURN;
    END IF;
    SELECT * INTO q FROM public.motion_questions x WHERE x.id = e.question;
    PERFORM public.lock_motion(q.motion);
    SELECT * INTO m FROM public.motions x WHERE x.id = q.motion;
    SELECT t.text INTO words FROM public.motion_texts t WHERE t.motion = q.motion AND t.version = q.version;
    IF (public.motion_state(m.id) = 'put'
        AND q.round = (SELECT max(x.round) FROM public.motion_questions x WHERE x.motion = m.id)
        AND NOT EXISTS (SELECT FROM public.decision_entries o
                        WHERE o.question = q.id AND o.id <> e.id
                          AND NOT EXISTS (SELECT FROM public.decision_withdrawals w WHERE w.entry = o.id))
        AND e.decided_on >= public.legal_day(q.recorded_at)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a question that is put is declared once'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'question_is_declared_once';
    END IF;
    IF (e.body = m.body AND e.title = m.title AND e.matter = public.motion_matter(m.body, m.kind, public.ruled_at(e))
        AND e.effect IS NOT DISTINCT FROM CASE WHEN e.adopted THEN m.effect END
        AND CASE q.form WHEN 'poll' THEN starts_with(e.decision, words) ELSE e.decision = words END) IS NOT TRUE THEN
        RAISE EXCEPTION 'what is declared is the motion that was put'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'declaration_is_of_the_motion';
    END IF;
END
$$;
COMMENT ON FUNCTION require_declared_question(decision_entries) IS
    'Refuses an entry that is not of the motion that was put, or a second one; and an authority without a motion.';

CREATE OR REPLACE FUNCTION require_sound_entry(e decision_entries) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    at timestamptz := public.entry_instant(e.decided_on, e.recorded_at);
    by_poll boolean := EXISTS (SELECT FROM public.motion_questions q WHERE q.id = e.question AND q.form = 'poll');
    ruled timestamptz := public.ruled_at(e);
    keys text[] := public.rule_keys(e.body, e.matter, public.amends_bylaws(e), ruled);
BEGIN
    IF by_poll AND EXISTS (SELECT FROM public.rule_in_force('referendum.turnout', ruled)) THEN
        keys := keys || 'referendum.turnout'::text;
    END IF;
    IF (NOT EXISTS (SELECT FROM public.recorded_decisions d WHERE d.entry = e.id)) IS NOT TRUE THEN
        RAISE EXCEPTION 'this decision is confirmed'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'decision_is_confirmed_once';
    END IF;
    IF (NOT EXISTS (SELECT FROM public.decision_withdrawals w WHERE w.entry = e.id)) IS NOT TRUE THEN
        RAISE EXCEPTION 'this entry is withdrawn'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'entry_is_not_withdrawn';
    END IF;
    PERFORM public.require_competence(e.body, e.effect::jsonb);
    IF (e.matter = 'reserved' OR NOT public.is_reserved(e.body, e.effect::jsonb)) IS NOT TRUE THEN
        RAISE EXCEPTION 'the board removes or suspends a director as a reserved matter'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'matter_is_reserved';
    END IF;
    PERFORM public.require_declared_question(e);
    -- A majority that takes the place of the body's own stands there only where it is the one to judge by.
    IF (NOT EXISTS (SELECT FROM unnest(keys) k
                    WHERE NOT EXISTS (SELECT FROM public.decision_rules r, public.rule_in_force(k, ruled) f
                                      WHERE r.entry = e.id AND r.key = k AND r.value = f.value AND r.citation = f.citation))
        AND NOT EXISTS (SELECT FROM public.decision_rules r
                        WHERE r.entry = e.id AND r.key IN ('members.super.majority', 'bylaws.amendment')
                          AND r.key <> ALL (keys))) IS NOT TRUE THEN
        RAISE EXCEPTION 'a decision is held against the rules that were in force'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'rules_are_those_of_the_day';
    END IF;
    IF (NOT EXISTS ((SELECT r.seat, r.person, r.standing FROM public.roster(e.body, at) r
                     EXCEPT ALL
                     SELECT v.seat, v.person, CASE WHEN v.vote IN ('vacant', 'suspended') THEN v.vote ELSE 'in office' END
                     FROM public.decision_votes v WHERE v.entry = e.id)
                    UNION ALL
                    (SELECT v.seat, v.person, CASE WHEN v.vote IN ('vacant', 'suspended') THEN v.vote ELSE 'in office' END
                     FROM public.decision_votes v WHERE v.entry = e.id
                     EXCEPT ALL
                     SELECT r.seat, r.person, r.standing FROM public.roster(e.body, at) r))) IS NOT TRUE THEN
        RAISE EXCEPTION 'a decision counts everybody who belonged to the body that day, and nobody else'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'votes_are_those_of_the_roster';
    END IF;
    IF e.question IS NOT NULL AND NOT by_poll THEN
        PERFORM public.require_votes_of_question(e);
    END IF;
    -- A poll may be lost by its own method where the rules would carry it, and not the other way round.
    IF ((e.body = 'members') = EXISTS (SELECT FROM public.decision_numbers n WHERE n.entry = e.id)
        AND CASE WHEN by_poll AND NOT e.adopted THEN public.is_carried(e.id) IS NOT NULL
                 ELSE public.is_carried(e.id) = e.adopted END) IS NOT TRUE THEN
        RAISE EXCEPTION 'the votes do not say what the entry says'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'votes_meet_the_threshold';
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION is_carried(of_entry uuid) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    e public.decision_entries;
    rule jsonb;
    keys text[];
BEGIN
    SELECT * INTO e FROM public.decision_entries d WHERE d.id = of_entry;
    SELECT jsonb_object_agg(r.key, r.value) INTO rule FROM public.decision_rules r WHERE r.entry = of_entry;
    keys := public.rule_keys(e.body, e.matter);
    IF e.body = 'members' THEN
        RETURN (SELECT public.is_carried_by_number(to_jsonb(n), rule ->> keys[1], rule ->> keys[2],
                           coalesce(rule ->> 'members.super.majority', rule ->> keys[3]))
                       AND (rule ->> 'referendum.turnout' IS NULL OR e.question IS NULL
                            OR n.votes_present >= public.needed_for('at least ' || (rule ->> 'referendum.turnout') || ' of entitled',
                                                                    jsonb_build_object('entitled', n.votes_entitled)))
                FROM public.decision_numbers n WHERE n.entry = of_entry);
    END IF;
    -- Which of the two there must be, require_sound_entry asks.
    RETURN public.is_carried_by_name(public.votes_by_name(of_entry), rule ->> keys[1], rule ->> keys[2],
               coalesce(rule ->> 'bylaws.amendment', rule ->> keys[3]));
END
$$;
COMMENT ON FUNCTION is_carried(uuid) IS
    'Whether the votes of an entry meet quorum and threshold of its rules; a tie is lost.';

ALTER TABLE decision_entries DROP COLUMN in_writing;
