-- Matters: what the foundation pursues or defends about what it owns, by which counsel, and what
-- is said between the two in confidence.
--
-- What is privileged is read through two functions, which ask who reads and keep that they did; the
-- application itself, the auditor and the certifier read only that there is something. All of it is
-- history. The database lets nobody who is adverse read or write what is privileged, and refuses a
-- determination that the disinterested directors did not take.

-- What is open to officers and auditors.

CREATE TABLE matters (
    id uuid PRIMARY KEY,
    number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    title text NOT NULL,
    venue text NOT NULL,
    asset uuid REFERENCES assets (id),
    report uuid REFERENCES misuse_reports (id),
    opponent text NOT NULL,
    opened_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT matters_title CHECK (title = btrim(title) AND char_length(title) BETWEEN 1 AND 160 AND title !~ '[[:cntrl:]]'),
    CONSTRAINT matters_venue CHECK (venue IN ('advice', 'contact', 'takedown', 'udrp', 'urs', 'opposition', 'cancellation', 'court')),
    CONSTRAINT matters_opponent CHECK (opponent = btrim(opponent) AND char_length(opponent) <= 200 AND opponent !~ '[[:cntrl:]]')
);
COMMENT ON TABLE matters IS
    'What the foundation pursues, defends or asks advice on: where, about which asset, after which report of misuse, against whom (may be empty). Officers and auditors read it; nothing of it is public. The id is the form''s.';
CALL keep_as_history('matters');

CREATE TABLE matter_entries (
    record bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id uuid NOT NULL UNIQUE,
    matter uuid NOT NULL REFERENCES matters (id),
    step text NOT NULL,
    state text NOT NULL,
    outcome text,
    happened_on date NOT NULL,
    words text NOT NULL,
    entered_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT matter_entries_outcome CHECK ((step = 'close') = (outcome IS NOT NULL)
        AND outcome IN ('won', 'lost', 'settled', 'complied', 'dropped', 'answered')),
    CONSTRAINT matter_entries_words CHECK (words = btrim(words) AND char_length(words) BETWEEN 1 AND 4000 AND words !~ '\r')
);
COMMENT ON TABLE matter_entries IS
    'What happened in a matter, open to officers and auditors: a step, the state it led to, on which day; when it is closed, how it ended. The id is the form''s.';
CREATE INDEX matter_entries_matter ON matter_entries (matter, record);
CALL keep_as_history('matter_entries');

CREATE TABLE matter_dates (
    record bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id uuid NOT NULL UNIQUE,
    matter uuid NOT NULL REFERENCES matters (id),
    kind text NOT NULL,
    due_on date NOT NULL,
    citation text NOT NULL,
    entered_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT matter_dates_kind CHECK (kind IN ('limitation', 'response', 'filing', 'hearing')),
    CONSTRAINT matter_dates_citation CHECK (citation = btrim(citation) AND char_length(citation) BETWEEN 1 AND 300 AND citation !~ '[[:cntrl:]]')
);
COMMENT ON TABLE matter_dates IS
    'Days that bind in a matter: limitation, response, filing, hearing, and by which rule or order. Never changed: one that moves is ended as tolled and entered anew. The id is the form''s.';
CREATE INDEX matter_dates_matter ON matter_dates (matter, record);
CALL keep_as_history('matter_dates');

CREATE TABLE matter_date_ends (
    date bigint PRIMARY KEY REFERENCES matter_dates (record),
    ending text NOT NULL,
    words text NOT NULL,
    ended_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT matter_date_ends_ending CHECK (ending IN ('met', 'tolled', 'wrong')),
    CONSTRAINT matter_date_ends_words CHECK (words = btrim(words) AND char_length(words) BETWEEN 1 AND 1000 AND words !~ '\r')
);
COMMENT ON TABLE matter_date_ends IS
    'What became of a day that binds: met, tolled or moved, or entered wrongly; and what shows it. Without such a row a day that is past was missed.';
CALL keep_as_history('matter_date_ends');

-- Who is counsel, and who is adverse.

CREATE TABLE matter_proposals (
    id uuid PRIMARY KEY,
    matter uuid NOT NULL REFERENCES matters (id),
    place integer NOT NULL,
    kind text NOT NULL,
    person uuid NOT NULL REFERENCES parties (id),
    last_day date,
    reason text NOT NULL,
    sha256 bytea NOT NULL,
    proposed_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT matter_proposals_once UNIQUE (matter, place),
    CONSTRAINT matter_proposals_kind CHECK (kind IN ('retain', 'dismiss', 'adverse', 'readmit')),
    CONSTRAINT matter_proposals_last_day CHECK (kind = 'retain' OR last_day IS NULL),
    CONSTRAINT matter_proposals_reason CHECK (reason = btrim(reason) AND char_length(reason) BETWEEN 1 AND 1000 AND reason !~ '\r')
);
COMMENT ON TABLE matter_proposals IS
    'What is put to the board about somebody in a matter: to retain them as counsel (to a last day) or to dismiss them, that they are adverse to the foundation in it, or are so no more. A motion authorises it by its label, M-3/2, and the SHA-256 of what it says. The id is the form''s.';
CALL keep_as_history('matter_proposals');

CREATE TABLE matter_determinations (
    record bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    proposal uuid NOT NULL UNIQUE REFERENCES matter_proposals (id),
    decision uuid NOT NULL UNIQUE REFERENCES recorded_decisions (id),
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE matter_determinations IS
    'Proposals that count, by which decision of the board. The database writes it with the decision, if its disinterested directors took it: whoever is adverse or meant counts for nothing in it, and more than half of the others in office say yes.';
CALL keep_as_history('matter_determinations');
REVOKE INSERT ON matter_determinations FROM commonhold_app;

CREATE TABLE matter_declarations (
    record bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id uuid NOT NULL UNIQUE,
    matter uuid NOT NULL REFERENCES matters (id),
    person uuid NOT NULL REFERENCES parties (id),
    says text NOT NULL,
    reason text NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT matter_declarations_says CHECK (says IN ('adverse', 'steps_down')),
    CONSTRAINT matter_declarations_reason CHECK (reason = btrim(reason) AND char_length(reason) BETWEEN 1 AND 1000 AND reason !~ '\r')
);
COMMENT ON TABLE matter_declarations IS
    'What somebody says of themselves in a matter: that they are adverse in it, or counsel no more. It counts at once; who declared to be adverse is let in again by the board alone. The id is the form''s.';
CREATE INDEX matter_declarations_matter ON matter_declarations (matter, person);
CALL keep_as_history('matter_declarations');

CREATE FUNCTION is_rescinded(of_decision uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM public.motion_links l JOIN public.resolutions o ON o.id = l.resolution
                   JOIN public.resolutions n ON n.motion = l.motion AND n.body = o.body
                   WHERE o.decision = of_decision AND l.relation IN ('rescinds', 'supersedes'))
$$;
COMMENT ON FUNCTION is_rescinded(uuid) IS 'Whether a later resolution of the same body rescinds or supersedes that of this decision.';
REVOKE ALL ON FUNCTION is_rescinded(uuid) FROM PUBLIC;

CREATE FUNCTION is_adverse_at(in_matter uuid, who uuid, at timestamptz) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce((
        SELECT said.adverse
              -- A readmission that is rescinded keeps out; to rescind that somebody is adverse lets nobody in.
        FROM (SELECT p.kind = 'adverse' OR public.is_rescinded(d.decision) AS adverse, d.recorded_at
              FROM public.matter_determinations d JOIN public.matter_proposals p ON p.id = d.proposal
              WHERE p.matter = in_matter AND p.person = who AND p.kind IN ('adverse', 'readmit') AND d.recorded_at <= at
              UNION ALL
              SELECT true, s.recorded_at FROM public.matter_declarations s
              WHERE s.matter = in_matter AND s.person = who AND s.says = 'adverse' AND s.recorded_at <= at) said
        -- Of two in one instant the one that keeps out.
        ORDER BY said.recorded_at DESC, said.adverse DESC LIMIT 1), false)
$$;
COMMENT ON FUNCTION is_adverse_at(uuid, uuid, timestamptz) IS
    'Whether somebody was adverse to the foundation in a matter at an instant: as the disinterested determined or they declared, and nobody had let them in again.';
REVOKE ALL ON FUNCTION is_adverse_at(uuid, uuid, timestamptz) FROM PUBLIC;

CREATE FUNCTION is_adverse(in_matter uuid, who uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT public.is_adverse_at(in_matter, who, clock_timestamp())
$$;
COMMENT ON FUNCTION is_adverse(uuid, uuid) IS 'Whether somebody is adverse to the foundation in a matter now.';
REVOKE ALL ON FUNCTION is_adverse(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION is_adverse(uuid, uuid) TO commonhold_app, commonhold_auditor;

CREATE FUNCTION is_counsel(in_matter uuid, who uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce((
        SELECT said.counsel
        FROM (SELECT p.kind = 'retain' AND NOT public.is_rescinded(d.decision)
                     AND (p.last_day IS NULL OR p.last_day >= public.legal_day(clock_timestamp())) AS counsel, d.recorded_at
              FROM public.matter_determinations d JOIN public.matter_proposals p ON p.id = d.proposal
              WHERE p.matter = in_matter AND p.person = who AND p.kind IN ('retain', 'dismiss')
              UNION ALL
              SELECT false, s.recorded_at FROM public.matter_declarations s
              WHERE s.matter = in_matter AND s.person = who AND s.says = 'steps_down') said
        ORDER BY said.recorded_at DESC, said.counsel LIMIT 1), false)
$$;
COMMENT ON FUNCTION is_counsel(uuid, uuid) IS
    'Whether somebody is counsel in a matter now: retained by a decision of the board that stands, to the last day if there is one, and neither dismissed nor gone.';
REVOKE ALL ON FUNCTION is_counsel(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION is_counsel(uuid, uuid) TO commonhold_app, commonhold_auditor;

CREATE FUNCTION is_auditor(who uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM public.offices_held(who, clock_timestamp()) o WHERE o = 'auditor')
$$;
COMMENT ON FUNCTION is_auditor(uuid) IS 'Whether somebody is an auditor now, whatever else they are.';
REVOKE ALL ON FUNCTION is_auditor(uuid) FROM PUBLIC;

CREATE FUNCTION shares_privilege(in_matter uuid, who uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT (public.is_counsel(in_matter, who)
            OR EXISTS (SELECT FROM public.offices_held(who, clock_timestamp()) o WHERE o = 'director'))
       AND NOT public.is_adverse(in_matter, who) AND NOT public.is_auditor(who)
$$;
COMMENT ON FUNCTION shares_privilege(uuid, uuid) IS
    'Whether somebody reads and writes what is privileged in a matter now: its counsel and the directors, except who is adverse in it or an auditor.';
REVOKE ALL ON FUNCTION shares_privilege(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION shares_privilege(uuid, uuid) TO commonhold_app;

CREATE FUNCTION works_on_matter(in_matter uuid, who uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT (public.acts_as_officer(who) OR public.is_counsel(in_matter, who))
       AND NOT public.is_adverse(in_matter, who) AND NOT public.is_auditor(who)
$$;
COMMENT ON FUNCTION works_on_matter(uuid, uuid) IS
    'Whether somebody enters what happens in a matter: officers and its counsel, except who is adverse in it or an auditor.';
REVOKE ALL ON FUNCTION works_on_matter(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION works_on_matter(uuid, uuid) TO commonhold_app;

CREATE FUNCTION matter_fits(in_matter uuid, kind text, who uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE matter_fits.kind
        WHEN 'retain' THEN NOT public.is_counsel(in_matter, who) AND NOT public.is_adverse(in_matter, who) AND NOT public.is_auditor(who)
        WHEN 'dismiss' THEN public.is_counsel(in_matter, who)
        WHEN 'adverse' THEN NOT public.is_adverse(in_matter, who)
        WHEN 'readmit' THEN public.is_adverse(in_matter, who) END
$$;
COMMENT ON FUNCTION matter_fits(uuid, text, uuid) IS 'Whether a proposal of this kind would change how somebody stands in a matter now.';
REVOKE ALL ON FUNCTION matter_fits(uuid, text, uuid) FROM PUBLIC;

CREATE FUNCTION lock_matter(of_matter uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/matter/' || of_matter::text, 0));
END
$$;
COMMENT ON FUNCTION lock_matter(uuid) IS 'Takes the lock under which a matter changes.';
REVOKE ALL ON FUNCTION lock_matter(uuid) FROM PUBLIC;

CREATE FUNCTION guard_matter() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    IF (public.acts_as_officer(NEW.opened_by) AND NOT public.is_auditor(NEW.opened_by)) IS NOT TRUE THEN
        RAISE EXCEPTION 'officers open a matter'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'matter_is_worked_on';
    END IF;
    IF ((NEW.asset IS NULL OR EXISTS (SELECT FROM public.assets a WHERE a.id = NEW.asset))
        AND (NEW.report IS NULL OR EXISTS (SELECT FROM public.misuse_reports r WHERE r.id = NEW.report))) IS NOT TRUE THEN
        RAISE EXCEPTION 'a matter is about what is on record'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'matter_is_of_record';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_matter() IS 'Guard of matters: by an officer, about an asset and a report that there are.';
CREATE TRIGGER guard BEFORE INSERT ON matters FOR EACH ROW EXECUTE FUNCTION guard_matter();
ALTER TABLE matters ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION matter_state(of_matter uuid) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce((SELECT e.state FROM public.matter_entries e WHERE e.matter = of_matter ORDER BY e.record DESC LIMIT 1), 'open')
$$;
COMMENT ON FUNCTION matter_state(uuid) IS 'Where a matter stands: open, until a step says otherwise.';
REVOKE ALL ON FUNCTION matter_state(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION matter_state(uuid) TO commonhold_app, commonhold_auditor;

CREATE FUNCTION matter_next(from_state text, step text) RETURNS text
    LANGUAGE sql IMMUTABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE
        WHEN step = 'note' THEN from_state
        WHEN step = 'reopen' AND from_state = 'closed' THEN 'open'
        WHEN from_state IN ('open', 'contacted', 'demanded', 'pending') THEN
            CASE step WHEN 'contact' THEN 'contacted' WHEN 'demand' THEN 'demanded' WHEN 'file' THEN 'pending'
                      WHEN 'close' THEN 'closed' END
        END
$$;
COMMENT ON FUNCTION matter_next(text, text) IS 'The state to which a step leads a matter; unknown where it leads nowhere.';
REVOKE ALL ON FUNCTION matter_next(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION matter_next(text, text) TO commonhold_app;

CREATE FUNCTION guard_matter_entry() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.lock_matter(NEW.matter);
    IF (EXISTS (SELECT FROM public.matters m WHERE m.id = NEW.matter)
        AND public.works_on_matter(NEW.matter, NEW.entered_by)) IS NOT TRUE THEN
        RAISE EXCEPTION 'officers and counsel enter what happens in a matter, and nobody who is adverse in it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'matter_is_worked_on';
    END IF;
    IF (NEW.happened_on <= public.legal_day(clock_timestamp())) IS NOT TRUE THEN
        RAISE EXCEPTION 'what is entered has happened'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'matter_entry_is_not_to_come';
    END IF;
    NEW.state := public.matter_next(public.matter_state(NEW.matter), NEW.step);
    IF (NEW.state IS NOT NULL) IS NOT TRUE THEN
        RAISE EXCEPTION 'this step is not open to the matter as it stands'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'matter_step_is_allowed';
    END IF;
    IF (NEW.step <> 'close' OR NOT EXISTS (
            SELECT FROM public.matter_dates d WHERE d.matter = NEW.matter AND d.due_on >= public.legal_day(clock_timestamp())
            AND NOT EXISTS (SELECT FROM public.matter_date_ends e WHERE e.date = d.record))) IS NOT TRUE THEN
        RAISE EXCEPTION 'a matter is closed when no day binds in it any more'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'matter_has_no_days';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_matter_entry() IS
    'Guard of matter_entries: by who works on the matter, of a day not to come, a step that is open to it; closed only when no day binds any more. Says itself to which state it leads.';
CREATE TRIGGER guard BEFORE INSERT ON matter_entries FOR EACH ROW EXECUTE FUNCTION guard_matter_entry();
ALTER TABLE matter_entries ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_matter_date() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.lock_matter(NEW.matter);
    IF (EXISTS (SELECT FROM public.matters m WHERE m.id = NEW.matter)
        AND public.works_on_matter(NEW.matter, NEW.entered_by)) IS NOT TRUE THEN
        RAISE EXCEPTION 'officers and counsel enter the days that bind, and nobody who is adverse in the matter'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'matter_is_worked_on';
    END IF;
    IF (public.matter_state(NEW.matter) <> 'closed') IS NOT TRUE THEN
        RAISE EXCEPTION 'no day binds in a matter that is closed'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'matter_step_is_allowed';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_matter_date() IS 'Guard of matter_dates: by who works on the matter, while it is not closed.';
CREATE TRIGGER guard BEFORE INSERT ON matter_dates FOR EACH ROW EXECUTE FUNCTION guard_matter_date();
ALTER TABLE matter_dates ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_matter_date_end() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    IF (EXISTS (SELECT FROM public.matter_dates d
                WHERE d.record = NEW.date AND public.works_on_matter(d.matter, NEW.ended_by))) IS NOT TRUE THEN
        RAISE EXCEPTION 'officers and counsel say what became of a day, and nobody who is adverse in the matter'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'matter_is_worked_on';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_matter_date_end() IS 'Guard of matter_date_ends: by who works on the matter.';
CREATE TRIGGER guard BEFORE INSERT ON matter_date_ends FOR EACH ROW EXECUTE FUNCTION guard_matter_date_end();
ALTER TABLE matter_date_ends ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION matter_proposal_sha256(p matter_proposals) RETURNS bytea
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT sha256(convert_to(concat_ws(E'\n', 'commonhold matter proposal 1', 'M-' || m.number || '/' || p.place, p.kind, p.person::text,
                                       coalesce(p.last_day::text, '-'), p.reason), 'UTF8'))
    FROM public.matters m WHERE m.id = p.matter
$$;
COMMENT ON FUNCTION matter_proposal_sha256(matter_proposals) IS
    'SHA-256 of the lines of a proposal: a heading, its label, its kind, whom it is about, the last day or a hyphen, the reason.';
REVOKE ALL ON FUNCTION matter_proposal_sha256(matter_proposals) FROM PUBLIC;

CREATE FUNCTION guard_matter_proposal() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.lock_matter(NEW.matter);
    IF (EXISTS (SELECT FROM public.matters m WHERE m.id = NEW.matter)
        AND public.acts_as_officer(NEW.proposed_by) AND public.works_on_matter(NEW.matter, NEW.proposed_by)) IS NOT TRUE THEN
        RAISE EXCEPTION 'officers propose, and nobody who is adverse in the matter'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'matter_is_worked_on';
    END IF;
    IF (EXISTS (SELECT FROM public.accounts a WHERE a.person = NEW.person)) IS NOT TRUE THEN
        RAISE EXCEPTION 'who is proposed can sign in'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'matter_person_signs_in';
    END IF;
    IF (public.matter_fits(NEW.matter, NEW.kind, NEW.person)
        AND (NEW.last_day IS NULL OR NEW.last_day >= public.legal_day(clock_timestamp()))) IS NOT TRUE THEN
        RAISE EXCEPTION 'this person stands otherwise in the matter'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'matter_proposal_fits';
    END IF;
    NEW.place := (SELECT coalesce(max(p.place), 0) + 1 FROM public.matter_proposals p WHERE p.matter = NEW.matter);
    NEW.sha256 := public.matter_proposal_sha256(NEW);
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_matter_proposal() IS
    'Guard of matter_proposals: by an officer who works on the matter, of somebody who can sign in and does not stand so already; under the next place, with the digest of what it says.';
CREATE TRIGGER guard BEFORE INSERT ON matter_proposals FOR EACH ROW EXECUTE FUNCTION guard_matter_proposal();
ALTER TABLE matter_proposals ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION matter_effect(p matter_proposals) RETURNS jsonb
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT jsonb_build_object('act', 'authorise',
               'kind', CASE WHEN p.kind IN ('retain', 'dismiss') THEN 'appointment' ELSE 'ordinary' END,
               'subject', 'M-' || m.number || '/' || p.place,
               'parameters', jsonb_build_object('terms', encode(p.sha256, 'hex')))
    FROM public.matters m WHERE m.id = p.matter
$$;
COMMENT ON FUNCTION matter_effect(matter_proposals) IS 'The effect of a motion that adopts this proposal and nothing else.';
REVOKE ALL ON FUNCTION matter_effect(matter_proposals) FROM PUBLIC;

-- The disinterested are the directors in office without whoever is adverse and whom it is
-- about. How those vote makes no difference, and a recusal of others makes nobody weigh more.
CREATE FUNCTION is_disinterested(of_decision uuid, p matter_proposals) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT count(*) FILTER (WHERE l.vote = 'yes') >= 2 AND 2 * count(*) FILTER (WHERE l.vote = 'yes') > count(*)
    FROM (SELECT v.vote
          FROM public.recorded_decisions r
          JOIN public.decision_entries e ON e.id = r.entry AND e.body = 'board'
          JOIN public.motion_questions q ON q.id = e.question AND public.question_form(q.id) = 'roll_call'
          JOIN public.decision_votes v ON v.entry = e.id AND v.vote NOT IN ('vacant', 'suspended')
          WHERE r.id = of_decision AND v.person <> p.person AND NOT public.is_adverse_at(p.matter, v.person, e.recorded_at)
            -- Nobody writes down or confirms how they themselves are let in again.
            AND (p.kind <> 'readmit' OR e.entered_by <> p.person AND NOT EXISTS (
                SELECT FROM public.decision_confirmations c WHERE c.entry = e.id AND c.confirmed_by = p.person))) l
$$;
COMMENT ON FUNCTION is_disinterested(uuid, matter_proposals) IS
    'Whether the disinterested directors took a decision on a proposal: by roll call, with yes from two at least and from more than half of those in office, whoever was adverse at its entry or is meant left out.';
REVOKE ALL ON FUNCTION is_disinterested(uuid, matter_proposals) FROM PUBLIC;

CREATE FUNCTION matter_decision(of_proposal uuid) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT public.standing_decision(public.matter_effect(p), 'board', p.recorded_at)
    FROM public.matter_proposals p WHERE p.id = of_proposal
$$;
COMMENT ON FUNCTION matter_decision(uuid) IS 'The latest decision of the board that adopts a proposal in a matter, if it stands, whoever took it.';
REVOKE ALL ON FUNCTION matter_decision(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION matter_decision(uuid) TO commonhold_app;

-- A proposal counts at the end of the transaction in which the board's decision does, or
-- not by that decision: nobody keeps one in a drawer, and nobody is asked to record it.
CREATE FUNCTION matter_obstacle(p matter_proposals, by_decision uuid) RETURNS text
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
REVOKE ALL ON FUNCTION matter_obstacle(matter_proposals, uuid) FROM PUBLIC;

CREATE FUNCTION guard_matter_determination() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    p public.matter_proposals;
    obstacle text := 'matter_decision_stands';
BEGIN
    SELECT * INTO p FROM public.matter_proposals x WHERE x.id = NEW.proposal;
    IF p.id IS NOT NULL THEN
        PERFORM public.lock_matter(p.matter);
        obstacle := public.matter_obstacle(p, NEW.decision);
    END IF;
    IF (obstacle IS NULL) IS NOT TRUE THEN
        RAISE EXCEPTION 'a proposal counts with the decision of the disinterested directors on it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = obstacle;
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_matter_determination() IS
    'Guard of matter_determinations: in the transaction of the board''s decision on this very proposal, taken by its disinterested directors and not used.';
CREATE TRIGGER guard BEFORE INSERT ON matter_determinations FOR EACH ROW EXECUTE FUNCTION guard_matter_determination();
ALTER TABLE matter_determinations ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION use_for_matter() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO public.authority_uses (decision, act, subject)
    SELECT NEW.decision, 'matter_' || p.kind, public.matter_effect(p) ->> 'subject'
    FROM public.matter_proposals p WHERE p.id = NEW.proposal;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION use_for_matter() IS 'A proposal that counts uses up the decision that adopted it.';
CREATE TRIGGER use_authority AFTER INSERT ON matter_determinations FOR EACH ROW EXECUTE FUNCTION use_for_matter();
ALTER TABLE matter_determinations ENABLE ALWAYS TRIGGER use_authority;

CREATE FUNCTION count_for_matter() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    p public.matter_proposals;
BEGIN
    SELECT x.* INTO p FROM public.decision_entries e
    JOIN public.matters m ON e.effect::jsonb ->> 'subject' LIKE 'M-' || m.number || '/%'
    JOIN public.matter_proposals x ON x.matter = m.id AND public.matter_effect(x) = e.effect::jsonb
    WHERE e.id = NEW.entry AND NEW.adopted;
    IF p.id IS NOT NULL THEN
        PERFORM public.lock_matter(p.matter);
        IF public.matter_obstacle(p, NEW.id) IS NULL THEN
            INSERT INTO public.matter_determinations (proposal, decision) VALUES (p.id, NEW.id);
        END IF;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION count_for_matter() IS 'At the end of the transaction that adopts a proposal in a matter it counts, unless something keeps it from that.';
CREATE CONSTRAINT TRIGGER count_for_matter AFTER INSERT ON recorded_decisions DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION count_for_matter();
ALTER TABLE recorded_decisions ENABLE ALWAYS TRIGGER count_for_matter;

-- Nothing of a matter is public: neither is a motion about it.
CREATE FUNCTION guard_matter_motion() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (NEW.confidential <> '' OR NEW.effect IS NULL
        OR coalesce(NEW.effect::jsonb ->> 'subject', '') !~ '^M-[0-9]+/[0-9]+$') IS NOT TRUE THEN
        RAISE EXCEPTION 'a motion about a matter is closed to others'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'motion_on_a_matter_is_closed';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_matter_motion() IS 'Guard of motions: one that adopts a proposal in a matter is confidential.';
CREATE TRIGGER guard_matter BEFORE INSERT ON motions FOR EACH ROW EXECUTE FUNCTION guard_matter_motion();
ALTER TABLE motions ENABLE ALWAYS TRIGGER guard_matter;

CREATE FUNCTION guard_matter_declaration() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.lock_matter(NEW.matter);
    IF (EXISTS (SELECT FROM public.matters m WHERE m.id = NEW.matter)
        AND CASE NEW.says
            WHEN 'adverse' THEN NOT public.is_adverse(NEW.matter, NEW.person)
                AND (public.acts_as_officer(NEW.person) OR public.is_counsel(NEW.matter, NEW.person))
            WHEN 'steps_down' THEN public.is_counsel(NEW.matter, NEW.person) END) IS NOT TRUE THEN
        RAISE EXCEPTION 'this person stands otherwise in the matter'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'matter_proposal_fits';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_matter_declaration() IS 'Guard of matter_declarations: of officers and counsel, about themselves, where it changes something.';
CREATE TRIGGER guard BEFORE INSERT ON matter_declarations FOR EACH ROW EXECUTE FUNCTION guard_matter_declaration();
ALTER TABLE matter_declarations ENABLE ALWAYS TRIGGER guard;

-- What is privileged.

CREATE TABLE matter_notes (
    id uuid PRIMARY KEY,
    matter uuid NOT NULL REFERENCES matters (id),
    place integer NOT NULL,
    kind text NOT NULL,
    words text NOT NULL,
    document bytea,
    document_name text,
    written_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT matter_notes_once UNIQUE (matter, place),
    CONSTRAINT matter_notes_kind CHECK (kind IN ('request', 'advice', 'work_product')),
    CONSTRAINT matter_notes_words CHECK (words = btrim(words) AND char_length(words) BETWEEN 1 AND 20000 AND words !~ '\r'),
    CONSTRAINT matter_notes_document CHECK ((document IS NULL) = (document_name IS NULL)
        AND (document IS NULL OR octet_length(document) BETWEEN 1 AND 5242880)
        AND char_length(document_name) BETWEEN 1 AND 120 AND document_name !~ '[[:cntrl:]]')
);
COMMENT ON TABLE matter_notes IS
    'What is privileged in a matter: a request for advice, advice, work product of counsel. Words and document are read through privileged_notes alone; everybody else reads that there is a note, of which kind, when and by whom. The id is the form''s.';
COMMENT ON COLUMN matter_notes.words IS 'Privileged: read through privileged_notes alone.';
COMMENT ON COLUMN matter_notes.document IS 'Privileged: read through privileged_document alone.';
CALL keep_as_history('matter_notes');
REVOKE SELECT ON matter_notes FROM commonhold_app, commonhold_auditor, commonhold_certifier;
GRANT SELECT (id, matter, place, kind, written_by, recorded_at) ON matter_notes TO commonhold_app, commonhold_auditor;

CREATE TABLE matter_readings (
    record bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    matter uuid NOT NULL REFERENCES matters (id),
    reader uuid NOT NULL REFERENCES parties (id),
    notes integer NOT NULL,
    document integer,
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE matter_readings IS
    'Who read what is privileged in a matter, and when: how many notes there were, or the document of which. The function that hands them out writes it.';
CREATE INDEX matter_readings_matter ON matter_readings (matter, record DESC);
CALL keep_as_history('matter_readings');
REVOKE INSERT ON matter_readings FROM commonhold_app;

CREATE FUNCTION guard_matter_note() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.lock_matter(NEW.matter);
    IF (EXISTS (SELECT FROM public.matters m WHERE m.id = NEW.matter)
        AND public.shares_privilege(NEW.matter, NEW.written_by)) IS NOT TRUE THEN
        RAISE EXCEPTION 'what is privileged is between counsel and the directors who are not adverse'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'privilege_is_shared';
    END IF;
    NEW.place := (SELECT coalesce(max(n.place), 0) + 1 FROM public.matter_notes n WHERE n.matter = NEW.matter);
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_matter_note() IS 'Guard of matter_notes: by counsel of the matter or a director who is not adverse in it; under the next place.';
CREATE TRIGGER guard BEFORE INSERT ON matter_notes FOR EACH ROW EXECUTE FUNCTION guard_matter_note();
ALTER TABLE matter_notes ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION reader_of_privilege(in_matter uuid, by_session uuid) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT a.person FROM public.sessions s JOIN public.accounts a ON a.id = s.account
    WHERE s.id = by_session AND s.ended_at IS NULL
      AND s.seen_at > clock_timestamp() - interval '12 hours' AND s.opened_at > clock_timestamp() - interval '30 days'
      AND public.shares_privilege(in_matter, a.person)
$$;
COMMENT ON FUNCTION reader_of_privilege(uuid, uuid) IS
    'Who reads what is privileged in a matter by this session; nobody where it is over or its person does not share the privilege.';
REVOKE ALL ON FUNCTION reader_of_privilege(uuid, uuid) FROM PUBLIC;

CREATE FUNCTION privileged_notes(in_matter uuid, by_session uuid)
    RETURNS TABLE (place integer, kind text, words text, document_name text, document_sha256 bytea, written_by uuid, recorded_at timestamptz)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    who uuid := public.reader_of_privilege(in_matter, by_session);
    many integer := (SELECT count(*) FROM public.matter_notes n WHERE n.matter = in_matter);
BEGIN
    IF who IS NULL OR many = 0 THEN
        RETURN;
    END IF;
    INSERT INTO public.matter_readings (matter, reader, notes) VALUES (in_matter, who, many);
    RETURN QUERY
        SELECT n.place, n.kind, n.words, n.document_name, sha256(n.document), n.written_by, n.recorded_at
        FROM public.matter_notes n WHERE n.matter = in_matter ORDER BY n.place;
END
$$;
COMMENT ON FUNCTION privileged_notes(uuid, uuid) IS
    'What is privileged in a matter, for whom the session is: counsel of the matter and directors who are not adverse in it. Each reading is kept; to others it hands out nothing.';
REVOKE ALL ON FUNCTION privileged_notes(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION privileged_notes(uuid, uuid) TO commonhold_app;

CREATE FUNCTION privileged_document(in_matter uuid, at_place integer, by_session uuid)
    RETURNS TABLE (document_name text, document bytea)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    who uuid := public.reader_of_privilege(in_matter, by_session);
BEGIN
    IF who IS NULL OR NOT EXISTS (SELECT FROM public.matter_notes n
                                  WHERE n.matter = in_matter AND n.place = at_place AND n.document IS NOT NULL) THEN
        RETURN;
    END IF;
    INSERT INTO public.matter_readings (matter, reader, notes, document) VALUES (in_matter, who, 1, at_place);
    RETURN QUERY
        SELECT n.document_name, n.document FROM public.matter_notes n WHERE n.matter = in_matter AND n.place = at_place;
END
$$;
COMMENT ON FUNCTION privileged_document(uuid, integer, uuid) IS
    'The document of a privileged note, to whom privileged_notes would hand the note; each reading is kept.';
REVOKE ALL ON FUNCTION privileged_document(uuid, integer, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION privileged_document(uuid, integer, uuid) TO commonhold_app;
