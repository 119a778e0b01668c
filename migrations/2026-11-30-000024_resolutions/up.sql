-- The register of resolutions, how a decision is held against the question it answers, and
-- what a decision was used for.
--
-- Every adopted decision gets its number in the register in the transaction that adopts it, by
-- the database itself, without a gap. It refuses a declaration whose votes are not those given,
-- and to use a decision twice. All of it is history.

CREATE TABLE resolutions (
    id uuid PRIMARY KEY,
    decision uuid NOT NULL UNIQUE REFERENCES recorded_decisions (id),
    body text NOT NULL REFERENCES bodies (id),
    year integer NOT NULL,
    number integer NOT NULL,
    motion uuid REFERENCES motions (id),
    effective_on date NOT NULL,
    confidential text NOT NULL,
    words tsvector NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT resolutions_number UNIQUE (body, year, number)
);
COMMENT ON TABLE resolutions IS
    'What bodies resolved: each adopted decision under a number without a gap for its body and year, given by the database in the transaction that adopts it. The database itself writes it.';
COMMENT ON COLUMN resolutions.confidential IS 'The rule that closes it to others; empty where nothing does.';
COMMENT ON COLUMN resolutions.words IS 'For the search of the register.';
CREATE INDEX resolutions_words ON resolutions USING gin (words);
CREATE INDEX resolutions_latest ON resolutions (recorded_at DESC);
CREATE INDEX resolutions_motion ON resolutions (motion) WHERE motion IS NOT NULL;
CALL keep_as_history('resolutions');
REVOKE INSERT ON resolutions FROM commonhold_app;

CREATE TABLE motion_links (
    motion uuid NOT NULL REFERENCES motions (id),
    relation text NOT NULL,
    resolution uuid NOT NULL REFERENCES resolutions (id),
    linked_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (motion, relation, resolution),
    CONSTRAINT motion_links_relation CHECK (relation IN ('supersedes', 'rescinds', 'ratifies', 'amends', 'implements'))
);
COMMENT ON TABLE motion_links IS 'What a motion would do to an earlier resolution; it is done with its adoption.';
CREATE INDEX motion_links_resolution ON motion_links (resolution);
CALL keep_as_history('motion_links');

CREATE FUNCTION guard_motion_part() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    who uuid := coalesce(to_jsonb(NEW) ->> 'linked_by', to_jsonb(NEW) ->> 'added_by')::uuid;
    m public.motions;
BEGIN
    PERFORM public.lock_motion(NEW.motion);
    SELECT * INTO m FROM public.motions x WHERE x.id = NEW.motion;
    IF (m.id IS NULL OR public.motion_state(m.id) IN ('draft', 'submitted')
        AND (who = m.opened_by OR public.keeps_minutes(who))) IS NOT TRUE THEN
        RAISE EXCEPTION 'what belongs to a motion is there when it is moved'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'motion_is_whole';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_motion_part() IS 'Guard of what belongs to a motion: before it is moved, by its author or who keeps the minutes.';
CREATE TRIGGER guard BEFORE INSERT ON motion_links FOR EACH ROW EXECUTE FUNCTION guard_motion_part();
ALTER TABLE motion_links ENABLE ALWAYS TRIGGER guard;
CREATE TRIGGER guard BEFORE INSERT ON motion_documents FOR EACH ROW EXECUTE FUNCTION guard_motion_part();
ALTER TABLE motion_documents ENABLE ALWAYS TRIGGER guard;

CREATE TABLE decision_ballots (
    entry uuid PRIMARY KEY REFERENCES decision_entries (id),
    votes_yes integer NOT NULL,
    votes_no integer NOT NULL,
    votes_abstain integer NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT decision_ballots_votes CHECK (votes_yes >= 0 AND votes_no >= 0 AND votes_abstain >= 0)
);
COMMENT ON TABLE decision_ballots IS
    'What tellers counted of a secret ballot of a body; by name it is only known who was there.';
CALL keep_as_history('decision_ballots');
CREATE TRIGGER guard BEFORE INSERT ON decision_ballots FOR EACH ROW EXECUTE FUNCTION guard_part_of_entry();
ALTER TABLE decision_ballots ENABLE ALWAYS TRIGGER guard;

CREATE TABLE resolution_tasks (
    record bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    resolution uuid NOT NULL REFERENCES resolutions (id),
    responsible uuid NOT NULL REFERENCES parties (id),
    due_on date,
    recorded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE resolution_tasks IS 'Who carries out a resolution, and by when; the latest counts.';
CREATE INDEX resolution_tasks_resolution ON resolution_tasks (resolution, record DESC);
CALL keep_as_history('resolution_tasks');

CREATE TABLE resolution_evidence (
    record bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    resolution uuid NOT NULL REFERENCES resolutions (id),
    note text NOT NULL,
    name text,
    document bytea,
    sha256 bytea GENERATED ALWAYS AS (sha256(document)) STORED,
    completes boolean NOT NULL,
    recorded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT resolution_evidence_note CHECK (note = btrim(note) AND char_length(note) BETWEEN 1 AND 500),
    CONSTRAINT resolution_evidence_document CHECK ((document IS NULL) = (name IS NULL)
        AND (document IS NULL OR octet_length(document) BETWEEN 1 AND 1048576) AND char_length(name) <= 120)
);
COMMENT ON TABLE resolution_evidence IS 'What shows that a resolution was carried out, or how far.';
CREATE INDEX resolution_evidence_resolution ON resolution_evidence (resolution, record);
CALL keep_as_history('resolution_evidence');

CREATE FUNCTION guard_resolution_followup() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    IF EXISTS (SELECT FROM public.offices_held(NEW.recorded_by, clock_timestamp()) o WHERE o <> 'auditor') IS NOT TRUE THEN
        RAISE EXCEPTION 'officers record what becomes of a resolution'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'followup_by_officer';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_resolution_followup() IS 'Guard of what follows a resolution: recorded by an officer who is not an auditor.';
CREATE TRIGGER guard BEFORE INSERT ON resolution_tasks FOR EACH ROW EXECUTE FUNCTION guard_resolution_followup();
ALTER TABLE resolution_tasks ENABLE ALWAYS TRIGGER guard;
CREATE TRIGGER guard BEFORE INSERT ON resolution_evidence FOR EACH ROW EXECUTE FUNCTION guard_resolution_followup();
ALTER TABLE resolution_evidence ENABLE ALWAYS TRIGGER guard;

CREATE TABLE authority_uses (
    decision uuid PRIMARY KEY REFERENCES recorded_decisions (id),
    act text NOT NULL,
    subject text NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT authority_uses_act CHECK (act ~ '^[a-z_]{1,40}$'),
    CONSTRAINT authority_uses_subject CHECK (char_length(subject) <= 200)
);
COMMENT ON TABLE authority_uses IS
    'What a decision authorised and was used for: once. The database itself writes it, with the act.';
CALL keep_as_history('authority_uses');
REVOKE INSERT ON authority_uses FROM commonhold_app;

CREATE FUNCTION amends_bylaws(e decision_entries) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(e.effect::jsonb ->> 'act' = 'adopt_rulebook', false)
        OR EXISTS (SELECT FROM public.motion_questions q JOIN public.motions m ON m.id = q.motion
                   WHERE q.id = e.question AND m.kind = 'bylaws')
$$;
COMMENT ON FUNCTION amends_bylaws(decision_entries) IS
    'Whether an entry adopts a rulebook, or decides a motion on the bylaws.';
REVOKE ALL ON FUNCTION amends_bylaws(decision_entries) FROM PUBLIC;

CREATE FUNCTION votes_by_name(of_entry uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    e public.decision_entries;
    ballots public.decision_ballots;
    votes jsonb;
    at timestamptz;
BEGIN
    SELECT * INTO e FROM public.decision_entries d WHERE d.id = of_entry;
    at := public.entry_instant(e.decided_on, e.recorded_at);
    SELECT coalesce(jsonb_object_agg(v.vote, v.many), '{}') INTO votes
    FROM (SELECT d.vote, count(*) AS many FROM public.decision_votes d WHERE d.entry = of_entry GROUP BY d.vote) v;
    SELECT * INTO ballots FROM public.decision_ballots b WHERE b.entry = of_entry;
    IF ballots.entry IS NOT NULL THEN
        votes := votes || jsonb_build_object('yes', ballots.votes_yes, 'no', ballots.votes_no, 'abstain', ballots.votes_abstain,
            'not_voting', coalesce((votes ->> 'not_voting')::bigint, 0)
                          - ballots.votes_yes - ballots.votes_no - ballots.votes_abstain);
    ELSIF e.body = 'board' AND votes ->> 'yes' = votes ->> 'no'
          AND EXISTS (SELECT FROM public.rule_in_force('board.casting_vote', at) r WHERE r.value = 'chair')
          AND EXISTS (SELECT FROM public.decision_votes d
                      WHERE d.entry = of_entry AND d.vote = 'yes'
                        AND EXISTS (SELECT FROM public.offices_held(d.person, at) o WHERE o = 'chair')) THEN
        votes := votes || '{"casting": 1}';
    END IF;
    RETURN votes;
END
$$;
COMMENT ON FUNCTION votes_by_name(uuid) IS
    'How many of a roster did what by an entry, with what tellers counted of a secret ballot, and the chair''s casting vote in a tie where the rule gives one.';
REVOKE ALL ON FUNCTION votes_by_name(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION votes_by_name(uuid) TO commonhold_app, commonhold_auditor;

CREATE FUNCTION has_quorum(of_entry uuid) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    e public.decision_entries;
    rule jsonb;
    keys text[];
    votes jsonb;
    all_for bigint;
BEGIN
    SELECT * INTO e FROM public.decision_entries d WHERE d.id = of_entry;
    SELECT jsonb_object_agg(r.key, r.value) INTO rule FROM public.decision_rules r WHERE r.entry = of_entry;
    keys := public.rule_keys(e.body, e.matter);
    -- Whether it would be carried if everybody who is there agreed, and one were enough.
    IF e.body = 'members' THEN
        RETURN (SELECT public.is_carried_by_number(
                           to_jsonb(n) || jsonb_build_object('votes_yes', n.votes_present, 'votes_no', 0, 'votes_abstain', 0),
                           rule ->> keys[1], rule ->> keys[2], 'at least 0/1 of present')
                       AND (rule ->> 'referendum.turnout' IS NULL OR e.question IS NULL
                            OR n.votes_present >= public.needed_for('at least ' || (rule ->> 'referendum.turnout') || ' of entitled',
                                                                    jsonb_build_object('entitled', n.votes_entitled)))
                FROM public.decision_numbers n WHERE n.entry = of_entry);
    END IF;
    votes := public.votes_by_name(of_entry);
    SELECT sum(value::bigint) INTO all_for FROM jsonb_each_text(votes) WHERE key IN ('yes', 'no', 'abstain', 'not_voting');
    RETURN public.is_carried_by_name(
        (votes - 'no' - 'abstain' - 'not_voting' - 'casting') || jsonb_build_object('yes', coalesce(all_for, 0)),
        rule ->> keys[1], rule ->> keys[2], 'at least 0/1 of present');
END
$$;
COMMENT ON FUNCTION has_quorum(uuid) IS 'Whether as many took part in what an entry says as quorum, and turnout of a referendum, ask for.';
REVOKE ALL ON FUNCTION has_quorum(uuid) FROM PUBLIC;

CREATE FUNCTION question_votes(of_question uuid, adopted boolean, at timestamptz) RETURNS TABLE (seat uuid, person uuid, vote text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT r.seat, r.person,
           CASE WHEN r.standing <> 'in office' THEN r.standing
                WHEN public.is_recused(m.id, r.person) THEN 'recused'
                WHEN v.vote = 'not_voting' AND public.question_form(q.id) IN ('voice', 'consent')
                    THEN CASE WHEN question_votes.adopted THEN 'yes' ELSE 'no' END
                ELSE coalesce(v.vote, 'absent') END
    FROM public.motion_questions q
    JOIN public.motions m ON m.id = q.motion
    CROSS JOIN LATERAL public.roster(m.body, at) r
    LEFT JOIN LATERAL (SELECT x.vote FROM public.motion_votes x
                       WHERE x.question = q.id AND x.person = r.person ORDER BY x.record DESC LIMIT 1) v ON true
    WHERE q.id = of_question
$$;
COMMENT ON FUNCTION question_votes(uuid, boolean, timestamptz) IS
    'How everybody of a body voted on a question. By voice or without objection whoever was there, and did not have another vote written down, is counted with the declared result.';
REVOKE ALL ON FUNCTION question_votes(uuid, boolean, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION question_votes(uuid, boolean, timestamptz) TO commonhold_app, commonhold_auditor;

-- An entry that declares what came of a question is held against the question.
CREATE FUNCTION ruled_at(e decision_entries) RETURNS timestamptz
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce((SELECT o.recorded_at FROM public.motion_questions q JOIN public.poll_openings o ON o.poll_id = q.poll
                     WHERE q.id = e.question AND q.form = 'poll'),
                    public.entry_instant(e.decided_on, e.recorded_at))
$$;
COMMENT ON FUNCTION ruled_at(decision_entries) IS
    'As of when the rules hold for an entry: of a poll its opening, else the day of the decision.';
REVOKE ALL ON FUNCTION ruled_at(decision_entries) FROM PUBLIC;

CREATE FUNCTION require_declared_question(e decision_entries) RETURNS void
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
REVOKE ALL ON FUNCTION require_declared_question(decision_entries) FROM PUBLIC;

CREATE FUNCTION require_votes_of_question(e decision_entries) RETURNS void
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
REVOKE ALL ON FUNCTION require_votes_of_question(decision_entries) FROM PUBLIC;

-- Every adopted decision is a resolution under the next number of its body and year.
-- The lock of decisions makes the next number the next for everybody.
CREATE FUNCTION guard_resolution() RETURNS trigger
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
CREATE TRIGGER guard BEFORE INSERT ON resolutions FOR EACH ROW EXECUTE FUNCTION guard_resolution();
ALTER TABLE resolutions ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION register_decision(d recorded_decisions, closed text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    m public.motions;
    in_year integer := extract(year FROM public.legal_day(d.recorded_at));
BEGIN
    SELECT x.* INTO m FROM public.decision_entries e
    JOIN public.motion_questions q ON q.id = e.question
    JOIN public.motions x ON x.id = q.motion WHERE e.id = d.entry;
    IF d.adopted AND d.body IS NOT NULL AND m.parent IS NULL AND m.kind IS DISTINCT FROM 'advisory' THEN
        INSERT INTO public.resolutions (id, decision, body, year, number, motion, effective_on, confidential, words)
        SELECT gen_random_uuid(), d.id, d.body, in_year, coalesce(max(r.number), 0) + 1, m.id,
               coalesce(m.effective_on, d.decided_on), coalesce(m.confidential, closed),
               to_tsvector('simple', d.title || ' ' || d.decision)
        FROM public.resolutions r WHERE r.body = d.body AND r.year = in_year;
    END IF;
END
$$;
COMMENT ON FUNCTION register_decision(recorded_decisions, text) IS
    'Numbers an adopted decision as a resolution; amendments and advisory answers get none. closed is what closes one without a motion to others.';
REVOKE ALL ON FUNCTION register_decision(recorded_decisions, text) FROM PUBLIC;

CREATE FUNCTION resolve() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    q public.motion_questions;
    link record;
    step text;
BEGIN
    -- What a body did to somebody is for those alone whom it concerns, where no motion says otherwise.
    PERFORM public.register_decision(NEW, CASE
        WHEN (SELECT e.effect::jsonb ->> 'act' FROM public.decision_entries e WHERE e.id = NEW.entry)
             IN ('suspend', 'lift_suspension', 'unseat', 'end_office') THEN 'About a person' ELSE '' END);
    SELECT x.* INTO q FROM public.decision_entries e JOIN public.motion_questions x ON x.id = e.question WHERE e.id = NEW.entry;
    IF q.id IS NULL THEN
        RETURN NULL;
    END IF;
    INSERT INTO public.motion_steps (motion, step, state, person, note)
    VALUES (q.motion, CASE WHEN NEW.adopted THEN 'adopt' WHEN public.has_quorum(NEW.entry) THEN 'lose' ELSE 'lack_quorum' END,
            '', NEW.confirmed_by, '');
    IF NEW.adopted THEN
        FOR link IN SELECT r.motion, l.relation FROM public.motion_links l JOIN public.resolutions r ON r.id = l.resolution
                    WHERE l.motion = q.motion AND r.motion IS NOT NULL AND l.relation IN ('rescinds', 'supersedes', 'ratifies') LOOP
            step := CASE link.relation WHEN 'ratifies' THEN 'ratify' ELSE 'rescind' END;
            -- What was rescinded before stays so.
            IF public.motion_next(public.motion_state(link.motion), step) IS NOT NULL THEN
                INSERT INTO public.motion_steps (motion, step, state, person, note)
                VALUES (link.motion, step, '', NEW.confirmed_by, '');
            END IF;
        END LOOP;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION resolve() IS 'What follows a decision: its number, and the next step of its motion and of those that it rescinds or ratifies.';
CREATE TRIGGER resolve AFTER INSERT ON recorded_decisions FOR EACH ROW EXECUTE FUNCTION resolve();
ALTER TABLE recorded_decisions ENABLE ALWAYS TRIGGER resolve;

-- The certifier's part: what the members decided by a poll, in the transaction that
-- certifies its count.
CREATE FUNCTION decide_by_poll(of_question uuid, numbers jsonb, rules jsonb, is_adopted boolean, chosen text, officers uuid[]) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    q public.motion_questions;
    m public.motions;
    words text;
    result jsonb;
    new_entry uuid := gen_random_uuid();
    decision uuid := gen_random_uuid();
BEGIN
    SELECT * INTO q FROM public.motion_questions x WHERE x.id = of_question;
    SELECT * INTO m FROM public.motions x WHERE x.id = q.motion;
    SELECT t.text INTO words FROM public.motion_texts t WHERE t.motion = q.motion AND t.version = q.version;
    SELECT r.result::jsonb INTO result FROM public.poll_results r WHERE r.poll_id = q.poll;
    PERFORM public.require_certification_of_now(q.poll);
    IF (cardinality(officers) >= 2
        AND (result ->> 'method' <> 'motion-1'
             OR (result #>> '{rounds,0,votes,yes}')::numeric = (numbers ->> 'votes_yes')::numeric
                AND (result #>> '{rounds,0,votes,no}')::numeric = (numbers ->> 'votes_no')::numeric
                AND (NOT is_adopted OR result ->> 'verdict' = 'adopted'))) IS NOT TRUE THEN
        RAISE EXCEPTION 'what the members decided is what was counted'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'decision_is_the_count';
    END IF;
    INSERT INTO public.decision_entries (id, body, decided_on, title, decision, citation, matter, adopted, effect, entered_by, question)
    VALUES (new_entry, m.body, public.legal_day(clock_timestamp()), m.title,
            CASE WHEN chosen = '' THEN words ELSE words || E'\n\n' || chosen END,
            'Poll ' || (SELECT p.number FROM public.polls p WHERE p.id = q.poll),
            public.motion_matter(m.body, m.kind, (SELECT o.recorded_at FROM public.poll_openings o WHERE o.poll_id = q.poll)), is_adopted,
            CASE WHEN is_adopted THEN m.effect END, officers[1], q.id);
    INSERT INTO public.decision_numbers (entry, members_entitled, members_present, votes_entitled, votes_present, votes_yes, votes_no, votes_abstain)
    SELECT new_entry, n.members_entitled, n.members_present, n.votes_entitled, n.votes_present, n.votes_yes, n.votes_no, n.votes_abstain
    FROM jsonb_to_record(numbers) AS n (members_entitled integer, members_present integer, votes_entitled bigint,
        votes_present bigint, votes_yes bigint, votes_no bigint, votes_abstain bigint);
    INSERT INTO public.decision_rules (entry, key, value, citation)
    SELECT new_entry, r ->> 'key', r ->> 'value', r ->> 'citation' FROM jsonb_array_elements(rules) r;
    INSERT INTO public.recorded_decisions (id, entry, confirmed_by) VALUES (decision, new_entry, officers[2]);
    RETURN decision;
END
$$;
COMMENT ON FUNCTION decide_by_poll(uuid, jsonb, jsonb, boolean, text, uuid[]) IS
    'Records what a certified poll decided of a motion: numbers as counted, rules as opened, in the names of those who certified it.';
REVOKE ALL ON FUNCTION decide_by_poll(uuid, jsonb, jsonb, boolean, text, uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION decide_by_poll(uuid, jsonb, jsonb, boolean, text, uuid[]) TO commonhold_certifier;

-- What became of a petition's question, for the pages of petitions.
CREATE FUNCTION petition_course(asked uuid) RETURNS TABLE (motion bigint, is_public boolean, poll integer, resolution text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT m.number, m.confidential = '' AND public.motion_state(m.id) NOT IN ('', 'draft'),
           (SELECT p.number FROM public.motion_questions q JOIN public.polls p ON p.id = q.poll
            WHERE q.motion = m.id ORDER BY q.round DESC LIMIT 1),
           (SELECT r.year || '-M-' || lpad(r.number::text, 3, '0')
            FROM public.motion_questions q JOIN public.decision_entries e ON e.question = q.id
            JOIN public.recorded_decisions d ON d.entry = e.id JOIN public.resolutions r ON r.decision = d.id
            WHERE q.motion = m.id ORDER BY q.round DESC LIMIT 1)
    FROM public.motion_petitions x JOIN public.motions m ON m.id = x.motion
    WHERE x.petition = asked
$$;
COMMENT ON FUNCTION petition_course(uuid) IS
    'The motion that puts what a petition asked for: whether everybody may read it, the latest poll on it, and the resolution of the members that it became.';
REVOKE ALL ON FUNCTION petition_course(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION petition_course(uuid) TO commonhold_app, commonhold_auditor;

-- What a body decided word for word, whoever carries it out.
CREATE FUNCTION standing_decision(effect jsonb, of_body text, since timestamptz) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT r.id
    FROM public.decision_entries e
    JOIN public.recorded_decisions r ON r.entry = e.id AND r.adopted AND r.body = of_body
    JOIN public.motion_questions q ON q.id = e.question AND (q.form = 'poll') = (of_body = 'members')
        AND q.round = (SELECT max(x.round) FROM public.motion_questions x WHERE x.motion = q.motion)
    JOIN public.motions m ON m.id = q.motion AND m.kind = standing_decision.effect ->> 'kind' AND m.body = of_body
        AND public.motion_state(m.id) IN ('adopted', 'implemented', 'ratified')
    WHERE e.effect IS NOT NULL AND e.body = of_body AND e.adopted
      AND e.recorded_at > since AND e.effect::jsonb = standing_decision.effect
      AND NOT EXISTS (SELECT FROM public.motion_links l JOIN public.resolutions o ON o.id = l.resolution
                      JOIN public.resolutions n ON n.motion = l.motion AND n.body = o.body
                      WHERE o.decision = r.id AND l.relation IN ('rescinds', 'supersedes'))
    ORDER BY r.number DESC LIMIT 1
$$;
COMMENT ON FUNCTION standing_decision(jsonb, text, timestamptz) IS
    'The latest adopted decision of a body on a motion with exactly this effect, entered after an instant, if it stands: of the members one by a certified poll.';
REVOKE ALL ON FUNCTION standing_decision(jsonb, text, timestamptz) FROM PUBLIC;

-- What rests on a decision uses it up.
CREATE FUNCTION use_for_rulebook() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF EXISTS (SELECT FROM public.recorded_decisions d WHERE d.id = NEW.decision AND d.entry IS NOT NULL) THEN
        INSERT INTO public.authority_uses (decision, act, subject) VALUES (NEW.decision, 'adopt_rulebook', NEW.version::text);
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION use_for_rulebook() IS 'A version of the rulebook uses up the decision it rests on.';
CREATE TRIGGER use_authority AFTER INSERT ON rulebook_versions FOR EACH ROW EXECUTE FUNCTION use_for_rulebook();
ALTER TABLE rulebook_versions ENABLE ALWAYS TRIGGER use_authority;

CREATE FUNCTION use_for_in_kind() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    effect jsonb;
BEGIN
    SELECT e.effect::jsonb INTO effect FROM public.recorded_decisions d JOIN public.decision_entries e ON e.id = d.entry
    WHERE d.id = NEW.decision;
    IF (effect IS NULL OR effect ->> 'act' = 'authorise' AND effect ->> 'kind' = 'in_kind'
                          AND effect ->> 'subject' = NEW.membership::text) IS NOT TRUE THEN
        RAISE EXCEPTION 'this decision authorises something else'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'authority_is_of_this';
    END IF;
    -- The decision by which the board took it with the application serves the first commitment too.
    IF NOT EXISTS (SELECT FROM public.authority_uses u
                   JOIN public.application_admissions a ON a.application::text = u.subject
                   WHERE u.decision = NEW.decision AND u.act = 'application' AND a.membership = NEW.membership)
       OR EXISTS (SELECT FROM public.dues_in_kind_commitments c WHERE c.decision = NEW.decision AND c.id <> NEW.id) THEN
        INSERT INTO public.authority_uses (decision, act, subject) VALUES (NEW.decision, 'in_kind', NEW.membership::text);
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION use_for_in_kind() IS 'A commitment in kind uses up the decision of the board that takes it; one that names its subject serves nobody else.';
CREATE TRIGGER use_authority AFTER INSERT ON dues_in_kind_commitments FOR EACH ROW EXECUTE FUNCTION use_for_in_kind();
ALTER TABLE dues_in_kind_commitments ENABLE ALWAYS TRIGGER use_authority;
