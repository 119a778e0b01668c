-- Elections, from their calendar over nominations to the draft of a poll.
--
-- All of it is history; of most things the latest row counts. The database refuses a
-- nomination outside its window or of somebody on the committee, an act of the committee
-- that one member alone wants, a list that leaves out an eligible nominee, and a poll
-- that does not keep the calendar.

CREATE TABLE elections (
    id uuid PRIMARY KEY,
    number integer NOT NULL UNIQUE,
    title text NOT NULL,
    body text NOT NULL REFERENCES bodies (id),
    cohort text NOT NULL,
    seats integer NOT NULL,
    committee text NOT NULL,
    repeats uuid REFERENCES elections (id),
    made_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT elections_title CHECK (title = btrim(title) AND char_length(title) BETWEEN 1 AND 120),
    CONSTRAINT elections_cohort CHECK (cohort = btrim(cohort) AND char_length(cohort) <= 40),
    CONSTRAINT elections_seats CHECK (seats BETWEEN 1 AND 99),
    CONSTRAINT elections_committee CHECK (committee ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND char_length(committee) <= 60)
);
COMMENT ON TABLE elections IS
    'Elections to the seats of a body: how many, of which cohort, and the committee that runs it. Everything else of an election stands in dated rows that name it.';
CALL keep_as_history('elections');

CREATE TABLE election_calendars (
    id uuid PRIMARY KEY,
    election uuid NOT NULL REFERENCES elections (id),
    version integer NOT NULL,
    record_date date NOT NULL,
    notice_on date NOT NULL,
    nominations_open date NOT NULL,
    nominations_close date NOT NULL,
    list_on date NOT NULL,
    exceptions_end date NOT NULL,
    opens_at timestamptz NOT NULL,
    closes_at timestamptz NOT NULL,
    reason text NOT NULL,
    set_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT election_calendars_version_key UNIQUE (election, version),
    CONSTRAINT election_calendars_version CHECK (version > 0),
    CONSTRAINT election_calendars_nominations CHECK (nominations_open <= nominations_close),
    CONSTRAINT election_calendars_voting CHECK (opens_at < closes_at),
    CONSTRAINT election_calendars_reason CHECK (reason = btrim(reason) AND char_length(reason) <= 500 AND (version = 1 OR reason <> ''))
);
COMMENT ON TABLE election_calendars IS
    'The dates of an election, each version as an officer set it; the latest counts. Whether they keep the rules is judged anew whenever it matters.';
CALL keep_as_history('election_calendars');

CREATE TABLE election_waivers (
    id uuid PRIMARY KEY,
    election uuid NOT NULL REFERENCES elections (id),
    rule_key text NOT NULL,
    days integer NOT NULL,
    decision uuid NOT NULL REFERENCES recorded_decisions (id),
    reason text NOT NULL,
    recorded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT election_waivers_key CHECK (rule_key IN ('nominations.open_days', 'nominations.close_days', 'voting.min_days')),
    CONSTRAINT election_waivers_days CHECK (days BETWEEN 0 AND 366),
    CONSTRAINT election_waivers_reason CHECK (reason = btrim(reason) AND char_length(reason) BETWEEN 1 AND 500)
);
COMMENT ON TABLE election_waivers IS
    'By which decision an election may keep fewer days than its own rules ask for, and how few. What a law says of record dates and notice is not among the keys.';
CREATE INDEX election_waivers_election ON election_waivers (election);
CALL keep_as_history('election_waivers');

CREATE TABLE nominations (
    id uuid PRIMARY KEY,
    election uuid NOT NULL REFERENCES elections (id),
    membership uuid NOT NULL REFERENCES memberships (id),
    nominated_by uuid NOT NULL REFERENCES parties (id),
    nominee uuid NOT NULL REFERENCES parties (id),
    letter uuid REFERENCES outbox_letters (id),
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE nominations IS
    'Which membership nominated whom, through the person who acted for it, and by which letter the nominee was told; none where there is nobody to write to.';
CREATE INDEX nominations_election ON nominations (election, membership);
CALL keep_as_history('nominations');

CREATE TABLE nomination_refusals (
    id uuid PRIMARY KEY,
    election uuid NOT NULL REFERENCES elections (id),
    capacity text NOT NULL,
    membership uuid REFERENCES memberships (id),
    tried_by uuid NOT NULL REFERENCES parties (id),
    nominee uuid NOT NULL REFERENCES parties (id),
    reasons jsonb NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT nomination_refusals_capacity CHECK (capacity IN ('member', 'office') AND (capacity = 'member') = (membership IS NOT NULL)),
    CONSTRAINT nomination_refusals_reasons CHECK (jsonb_typeof(reasons) = 'array' AND jsonb_array_length(reasons) BETWEEN 1 AND 20)
);
COMMENT ON TABLE nomination_refusals IS
    'Nominations that were refused when they were made: who tried to nominate whom in which capacity, and each rule that refused it, with where it stands.';
CREATE INDEX nomination_refusals_election ON nomination_refusals (election);
CALL keep_as_history('nomination_refusals');

CREATE TABLE nominee_answers (
    record bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id uuid NOT NULL UNIQUE,
    election uuid NOT NULL REFERENCES elections (id),
    nominee uuid NOT NULL REFERENCES parties (id),
    answer text NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT nominee_answers_answer CHECK (answer IN ('accepted', 'declined'))
);
COMMENT ON TABLE nominee_answers IS
    'What nominees answered, themselves; the latest of each counts. Nobody becomes a candidate who has not accepted.';
CREATE INDEX nominee_answers_election ON nominee_answers (election, nominee);
CALL keep_as_history('nominee_answers');

CREATE TABLE candidate_statements (
    record bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id uuid NOT NULL UNIQUE,
    election uuid NOT NULL REFERENCES elections (id),
    candidate uuid NOT NULL REFERENCES parties (id),
    statement text NOT NULL,
    disclosures text NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT candidate_statements_statement CHECK (char_length(statement) BETWEEN 1 AND 5000),
    CONSTRAINT candidate_statements_disclosures CHECK (char_length(disclosures) BETWEEN 1 AND 2000)
);
COMMENT ON TABLE candidate_statements IS
    'What candidates say of themselves, and the affiliations they disclose; the latest of each counts, and none changes once the list is published.';
CREATE INDEX candidate_statements_election ON candidate_statements (election, candidate);
CALL keep_as_history('candidate_statements');

CREATE TABLE candidate_questions (
    id uuid PRIMARY KEY,
    election uuid NOT NULL REFERENCES elections (id),
    number integer NOT NULL,
    membership uuid NOT NULL REFERENCES memberships (id),
    asked_by uuid NOT NULL REFERENCES parties (id),
    question text NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT candidate_questions_number_key UNIQUE (election, number),
    CONSTRAINT candidate_questions_question CHECK (question = btrim(question) AND char_length(question) BETWEEN 1 AND 1000)
);
COMMENT ON TABLE candidate_questions IS
    'Questions of members to all candidates, in public.';
CALL keep_as_history('candidate_questions');

CREATE TABLE candidate_replies (
    record bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id uuid NOT NULL UNIQUE,
    question uuid NOT NULL REFERENCES candidate_questions (id),
    candidate uuid NOT NULL REFERENCES parties (id),
    reply text NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT candidate_replies_reply CHECK (char_length(reply) BETWEEN 1 AND 3000)
);
COMMENT ON TABLE candidate_replies IS
    'What candidates answered to a question; every answer stays.';
CREATE INDEX candidate_replies_question ON candidate_replies (question);
CALL keep_as_history('candidate_replies');

CREATE TABLE election_acts (
    id uuid PRIMARY KEY,
    election uuid NOT NULL REFERENCES elections (id),
    number integer NOT NULL,
    kind text NOT NULL,
    person uuid REFERENCES parties (id),
    question uuid REFERENCES candidate_questions (id),
    listed uuid[] NOT NULL,
    reason text NOT NULL,
    proposed_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT election_acts_number_key UNIQUE (election, number),
    CONSTRAINT election_acts_kind CHECK (kind IN ('chair', 'eligible', 'ineligible', 'list', 'withdrawal', 'moderation')),
    CONSTRAINT election_acts_person CHECK ((person IS NOT NULL) = (kind IN ('chair', 'eligible', 'ineligible', 'withdrawal'))),
    CONSTRAINT election_acts_question CHECK ((question IS NOT NULL) = (kind = 'moderation')),
    CONSTRAINT election_acts_listed CHECK ((cardinality(listed) > 0) = (kind = 'list')),
    CONSTRAINT election_acts_reason CHECK (reason = btrim(reason) AND char_length(reason) <= 500 AND (reason <> '' OR kind IN ('chair', 'eligible', 'list')))
);
COMMENT ON TABLE election_acts IS
    'What a member of an election committee proposed: to choose its chair, to find a nominee eligible or not, to publish the list in this order, to record that a candidate is out, to hide a question. It counts once another member confirmed it.';
CALL keep_as_history('election_acts');

CREATE TABLE election_act_confirmations (
    act uuid PRIMARY KEY REFERENCES election_acts (id),
    confirmed_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE election_act_confirmations IS
    'Which second member of the election committee confirmed an act; it counts from then on.';
CALL keep_as_history('election_act_confirmations');

CREATE TABLE candidate_letters (
    id uuid PRIMARY KEY,
    election uuid NOT NULL REFERENCES elections (id),
    candidate uuid NOT NULL REFERENCES parties (id),
    subject text NOT NULL,
    letter text NOT NULL,
    accounts integer NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT candidate_letters_subject CHECK (subject = btrim(subject) AND char_length(subject) BETWEEN 1 AND 120),
    CONSTRAINT candidate_letters_letter CHECK (char_length(letter) BETWEEN 1 AND 4000),
    CONSTRAINT candidate_letters_accounts CHECK (accounts >= 0)
);
COMMENT ON TABLE candidate_letters IS
    'Letters of candidates to everybody on the roll, handed to the outbox for them: to how many accounts, never to which addresses.';
CALL keep_as_history('candidate_letters');

CREATE TABLE election_polls (
    id uuid PRIMARY KEY,
    election uuid NOT NULL REFERENCES elections (id),
    poll uuid NOT NULL REFERENCES polls (id),
    version integer NOT NULL,
    made_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT election_polls_version CHECK (version > 0)
);
COMMENT ON TABLE election_polls IS
    'Which version of which poll was drafted from an election: its published candidates as options, its seats, its dates.';
CREATE INDEX election_polls_election ON election_polls (election);
CALL keep_as_history('election_polls');

CREATE FUNCTION lock_election(of_election uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/election/' || of_election::text, 0));
END
$$;
COMMENT ON FUNCTION lock_election(uuid) IS 'One at a time in each election, until the transaction ends.';
REVOKE ALL ON FUNCTION lock_election(uuid) FROM PUBLIC;

CREATE FUNCTION sits_on_committee(of_election uuid, who uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM public.elections e, public.roster(e.committee, clock_timestamp()) r
                   WHERE e.id = of_election AND r.person = who AND r.standing = 'in office')
$$;
COMMENT ON FUNCTION sits_on_committee(uuid, uuid) IS 'Whether a person sits on the committee of an election now, and is not suspended.';
REVOKE ALL ON FUNCTION sits_on_committee(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sits_on_committee(uuid, uuid) TO commonhold_app, commonhold_auditor;

CREATE FUNCTION is_nominee(of_election uuid, who uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM public.nominations n WHERE n.election = of_election AND n.nominee = who)
       AND coalesce((SELECT a.answer FROM public.nominee_answers a WHERE a.election = of_election AND a.nominee = who
                     ORDER BY a.record DESC LIMIT 1), '') <> 'declined'
$$;
COMMENT ON FUNCTION is_nominee(uuid, uuid) IS 'Whether a person was nominated in an election and has not declined.';
REVOKE ALL ON FUNCTION is_nominee(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION is_nominee(uuid, uuid) TO commonhold_app, commonhold_auditor;

CREATE FUNCTION has_accepted(of_election uuid, who uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce((SELECT a.answer FROM public.nominee_answers a WHERE a.election = of_election AND a.nominee = who
                     ORDER BY a.record DESC LIMIT 1), '') = 'accepted'
$$;
COMMENT ON FUNCTION has_accepted(uuid, uuid) IS 'Whether the latest answer of a nominee is that they accept.';
REVOKE ALL ON FUNCTION has_accepted(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION has_accepted(uuid, uuid) TO commonhold_app, commonhold_auditor;

CREATE FUNCTION found_eligible(of_election uuid, who uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce((SELECT a.kind FROM public.election_acts a JOIN public.election_act_confirmations c ON c.act = a.id
                     WHERE a.election = of_election AND a.person = who AND a.kind IN ('eligible', 'ineligible', 'withdrawal')
                     ORDER BY a.number DESC LIMIT 1), '') = 'eligible'
$$;
COMMENT ON FUNCTION found_eligible(uuid, uuid) IS 'Whether the latest confirmed act of the committee about a nominee finds them eligible.';
REVOKE ALL ON FUNCTION found_eligible(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION found_eligible(uuid, uuid) TO commonhold_app, commonhold_auditor;

CREATE FUNCTION published_list(of_election uuid) RETURNS uuid[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce((SELECT a.listed FROM public.election_acts a JOIN public.election_act_confirmations c ON c.act = a.id
                     WHERE a.election = of_election AND a.kind = 'list' ORDER BY a.number DESC LIMIT 1), '{}')
$$;
COMMENT ON FUNCTION published_list(uuid) IS 'The candidates of an election in the order in which the committee published them; empty before.';
REVOKE ALL ON FUNCTION published_list(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION published_list(uuid) TO commonhold_app, commonhold_auditor;

CREATE FUNCTION is_candidate(of_election uuid, who uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT who = ANY (public.published_list(of_election)) AND public.found_eligible(of_election, who)
$$;
COMMENT ON FUNCTION is_candidate(uuid, uuid) IS 'Whether a person stands on the published list and no later act took them out.';
REVOKE ALL ON FUNCTION is_candidate(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION is_candidate(uuid, uuid) TO commonhold_app, commonhold_auditor;

CREATE FUNCTION election_has_opened(of_election uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM public.election_polls p JOIN public.poll_openings o ON o.poll_id = p.poll WHERE p.election = of_election)
$$;
COMMENT ON FUNCTION election_has_opened(uuid) IS 'Whether a poll drafted from an election was opened by signature.';
REVOKE ALL ON FUNCTION election_has_opened(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION election_has_opened(uuid) TO commonhold_app, commonhold_auditor;

CREATE FUNCTION guard_election() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/elections', 0));
    IF (NEW.number = (SELECT coalesce(max(e.number), 0) + 1 FROM public.elections e)) IS NOT TRUE THEN
        RAISE EXCEPTION 'elections are numbered without a gap'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'election_follows_the_last';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_election() IS 'Guard of elections: numbered without a gap.';
CREATE TRIGGER guard BEFORE INSERT ON elections FOR EACH ROW EXECUTE FUNCTION guard_election();
ALTER TABLE elections ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_election_calendar() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.lock_election(NEW.election);
    IF (NEW.version = (SELECT coalesce(max(c.version), 0) + 1 FROM public.election_calendars c WHERE c.election = NEW.election)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a calendar follows the latest one'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'election_calendar_is_next';
    END IF;
    IF (NOT public.election_has_opened(NEW.election)) IS NOT TRUE THEN
        RAISE EXCEPTION 'the dates of an election that was opened stand'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'election_dates_stand';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_election_calendar() IS 'Guard of election_calendars: each follows the latest, and none comes after the opening.';
CREATE TRIGGER guard BEFORE INSERT ON election_calendars FOR EACH ROW EXECUTE FUNCTION guard_election_calendar();
ALTER TABLE election_calendars ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_election_waiver() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    -- The body may have decided on the election, and on the waiver with it, before any row was entered.
    IF public.is_decision_on(NEW.decision, ARRAY['board', 'founders', 'members'], '-infinity') IS NOT TRUE THEN
        RAISE EXCEPTION 'a rule is waived by a decision of the board, the members, or the founders while they decide'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'election_waiver_is_decided';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_election_waiver() IS
    'Guard of election_waivers: by a decision of the board, the members, or the founders on this election.';
CREATE TRIGGER guard BEFORE INSERT ON election_waivers FOR EACH ROW EXECUTE FUNCTION guard_election_waiver();
ALTER TABLE election_waivers ENABLE ALWAYS TRIGGER guard;
CREATE TRIGGER use_authority AFTER INSERT ON election_waivers
    FOR EACH ROW WHEN (NEW.decision IS NOT NULL) EXECUTE FUNCTION use_decision('election_waiver', 'election');
ALTER TABLE election_waivers ENABLE ALWAYS TRIGGER use_authority;

CREATE FUNCTION guard_nomination() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    today date := public.legal_day(clock_timestamp());
    selves text := (SELECT r.value FROM public.rule_in_force('nomination.self', clock_timestamp()) r);
BEGIN
    PERFORM public.lock_election(NEW.election);
    IF (EXISTS (SELECT FROM public.election_calendars c WHERE c.election = NEW.election
                  AND c.version = (SELECT max(l.version) FROM public.election_calendars l WHERE l.election = NEW.election)
                  AND today BETWEEN c.nominations_open AND c.nominations_close)) IS NOT TRUE THEN
        RAISE EXCEPTION 'nominations are not open'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'nomination_lies_in_its_window';
    END IF;
    IF ((SELECT count(*) FROM public.nominations n WHERE n.election = NEW.election AND n.membership = NEW.membership
           AND public.is_nominee(n.election, n.nominee))
        < coalesce(public.days_by_rule('nomination.count', clock_timestamp()), 1)) IS NOT TRUE THEN
        RAISE EXCEPTION 'each membership nominates as many as the rule says'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'nomination_is_the_only_one';
    END IF;
    IF (NEW.nominated_by = (SELECT CASE p.kind WHEN 'person' THEN m.party ELSE NEW.nominated_by END
                            FROM public.memberships m JOIN public.parties p ON p.id = m.party WHERE m.id = NEW.membership)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a person''s membership is used by that person'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'nomination_is_of_its_member';
    END IF;
    IF (NEW.nominee <> NEW.nominated_by OR selves = 'anyone'
        OR selves = 'sponsors only' AND EXISTS (SELECT FROM public.memberships m JOIN public.parties p ON p.id = m.party
                                                WHERE m.id = NEW.membership AND p.kind = 'organisation')) IS NOT TRUE THEN
        RAISE EXCEPTION 'nobody nominates themselves, but where the rule lets them'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'nomination_is_of_another';
    END IF;
    IF (NOT public.sits_on_committee(NEW.election, NEW.nominee)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a member of the election committee is not nominated'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'nominee_is_not_on_the_committee';
    END IF;
    IF (cardinality(public.published_list(NEW.election)) = 0) IS NOT TRUE THEN
        RAISE EXCEPTION 'the list of candidates is published'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'nomination_lies_in_its_window';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_nomination() IS
    'Guard of nominations: within the window of the latest calendar, as many of each membership as nomination.count says (one where it is silent), of another where nomination.self says so, and nobody of the committee.';
CREATE TRIGGER guard BEFORE INSERT ON nominations FOR EACH ROW EXECUTE FUNCTION guard_nomination();
ALTER TABLE nominations ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_nominee() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    who uuid := CASE TG_TABLE_NAME WHEN 'nominee_answers' THEN to_jsonb(NEW) ->> 'nominee' ELSE to_jsonb(NEW) ->> 'candidate' END;
BEGIN
    PERFORM public.lock_election(NEW.election);
    IF (EXISTS (SELECT FROM public.nominations n WHERE n.election = NEW.election AND n.nominee = who)) IS NOT TRUE THEN
        RAISE EXCEPTION 'only who was nominated answers, or says anything as a candidate'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'answer_is_of_a_nominee';
    END IF;
    IF (cardinality(public.published_list(NEW.election)) = 0) IS NOT TRUE THEN
        RAISE EXCEPTION 'the list of candidates is published'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'answer_comes_before_the_list';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_nominee() IS
    'Guard of nominee_answers and candidate_statements: of somebody who was nominated, before the list is published.';
CREATE TRIGGER guard BEFORE INSERT ON nominee_answers FOR EACH ROW EXECUTE FUNCTION guard_nominee();
ALTER TABLE nominee_answers ENABLE ALWAYS TRIGGER guard;
CREATE TRIGGER guard BEFORE INSERT ON candidate_statements FOR EACH ROW EXECUTE FUNCTION guard_nominee();
ALTER TABLE candidate_statements ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION require_election_act(of_act jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    of_election uuid := of_act ->> 'election';
    of_kind text := of_act ->> 'kind';
    who uuid := of_act ->> 'person';
    listed uuid[] := ARRAY(SELECT l.it::uuid FROM jsonb_array_elements_text(of_act -> 'listed') AS l (it));
    stands uuid[] := ARRAY(SELECT DISTINCT n.nominee FROM public.nominations n WHERE n.election = of_election
                           AND public.has_accepted(of_election, n.nominee) AND public.found_eligible(of_election, n.nominee));
BEGIN
    IF (CASE of_kind
            WHEN 'chair' THEN public.sits_on_committee(of_election, who)
            WHEN 'eligible' THEN public.has_accepted(of_election, who)
            WHEN 'ineligible' THEN public.is_nominee(of_election, who)
            WHEN 'withdrawal' THEN EXISTS (SELECT FROM public.nominations n WHERE n.election = of_election AND n.nominee = who)
            WHEN 'moderation' THEN EXISTS (SELECT FROM public.candidate_questions q
                                           WHERE q.election = of_election AND q.id = (of_act ->> 'question')::uuid)
            WHEN 'list' THEN public.legal_day(clock_timestamp()) > (
                                 SELECT c.nominations_close FROM public.election_calendars c
                                 WHERE c.election = of_election ORDER BY c.version DESC LIMIT 1)
                             AND listed @> stands AND stands @> listed AND cardinality(listed) = cardinality(stands)
        END) IS NOT TRUE THEN
        RAISE EXCEPTION 'what the committee finds fits what is recorded'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'election_act_fits';
    END IF;
    IF (of_kind IN ('chair', 'withdrawal', 'moderation') OR NOT public.election_has_opened(of_election)) IS NOT TRUE THEN
        RAISE EXCEPTION 'after the opening nobody is found eligible, and no list is published'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'election_list_stands';
    END IF;
END
$$;
COMMENT ON FUNCTION require_election_act(jsonb) IS
    'Refuses an act of an election committee that does not fit: a list comes after the close of nominations, and holds everybody who accepted and was found eligible, and nobody else; after the opening only withdrawals and what has nothing to do with the list.';
REVOKE ALL ON FUNCTION require_election_act(jsonb) FROM PUBLIC;

CREATE FUNCTION guard_election_act() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.lock_election(NEW.election);
    IF (NEW.number = (SELECT coalesce(max(a.number), 0) + 1 FROM public.election_acts a WHERE a.election = NEW.election)) IS NOT TRUE THEN
        RAISE EXCEPTION 'acts of a committee are numbered without a gap'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'election_act_follows_the_last';
    END IF;
    IF (public.sits_on_committee(NEW.election, NEW.proposed_by) AND NOT public.is_nominee(NEW.election, NEW.proposed_by)) IS NOT TRUE THEN
        RAISE EXCEPTION 'members of the election committee propose its acts, and none who is nominated'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'election_act_is_of_the_committee';
    END IF;
    PERFORM public.require_election_act(to_jsonb(NEW));
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_election_act() IS
    'Guard of election_acts: proposed by somebody who sits on the committee and is not nominated, and fitting what is recorded.';
CREATE TRIGGER guard BEFORE INSERT ON election_acts FOR EACH ROW EXECUTE FUNCTION guard_election_act();
ALTER TABLE election_acts ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_election_act_confirmation() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    act public.election_acts;
BEGIN
    SELECT a.* INTO act FROM public.election_acts a WHERE a.id = NEW.act;
    PERFORM public.lock_election(act.election);
    IF (act.proposed_by <> NEW.confirmed_by) IS NOT TRUE THEN
        RAISE EXCEPTION 'an act of the election committee takes two'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'election_act_takes_two';
    END IF;
    IF (public.sits_on_committee(act.election, NEW.confirmed_by) AND NOT public.is_nominee(act.election, NEW.confirmed_by)
        AND public.sits_on_committee(act.election, act.proposed_by) AND NOT public.is_nominee(act.election, act.proposed_by)) IS NOT TRUE THEN
        RAISE EXCEPTION 'members of the election committee confirm its acts, and none who is nominated'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'election_act_is_of_the_committee';
    END IF;
    PERFORM public.require_election_act(to_jsonb(act));
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_election_act_confirmation() IS
    'Guard of election_act_confirmations: by another member of the committee than the proposer, both still sitting, and the act still fits.';
CREATE TRIGGER guard BEFORE INSERT ON election_act_confirmations FOR EACH ROW EXECUTE FUNCTION guard_election_act_confirmation();
ALTER TABLE election_act_confirmations ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION voting_is_over(of_election uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce((SELECT c.closes_at <= clock_timestamp() FROM public.election_calendars c
                     WHERE c.election = of_election ORDER BY c.version DESC LIMIT 1), true)
$$;
COMMENT ON FUNCTION voting_is_over(uuid) IS 'Whether the close in the latest calendar of an election has passed; also where there is none.';
REVOKE ALL ON FUNCTION voting_is_over(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION voting_is_over(uuid) TO commonhold_app, commonhold_auditor;

CREATE FUNCTION guard_candidate_question() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.lock_election(NEW.election);
    IF (NEW.number = (SELECT coalesce(max(q.number), 0) + 1 FROM public.candidate_questions q WHERE q.election = NEW.election)) IS NOT TRUE THEN
        RAISE EXCEPTION 'questions are numbered without a gap'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'candidate_question_follows_the_last';
    END IF;
    IF (cardinality(public.published_list(NEW.election)) > 0 AND NOT public.voting_is_over(NEW.election)) IS NOT TRUE THEN
        RAISE EXCEPTION 'candidates are asked from the publication of the list to the close'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'candidate_question_has_its_time';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_candidate_question() IS
    'Guard of candidate_questions: numbered in order, from the publication of the list to the close.';
CREATE TRIGGER guard BEFORE INSERT ON candidate_questions FOR EACH ROW EXECUTE FUNCTION guard_candidate_question();
ALTER TABLE candidate_questions ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_candidate_reply() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (EXISTS (SELECT FROM public.candidate_questions q WHERE q.id = NEW.question
                AND public.is_candidate(q.election, NEW.candidate) AND NOT public.voting_is_over(q.election))) IS NOT TRUE THEN
        RAISE EXCEPTION 'candidates answer, until the close'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'candidate_reply_is_of_a_candidate';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_candidate_reply() IS 'Guard of candidate_replies: of a candidate of that election, until the close.';
CREATE TRIGGER guard BEFORE INSERT ON candidate_replies FOR EACH ROW EXECUTE FUNCTION guard_candidate_reply();
ALTER TABLE candidate_replies ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_candidate_letter() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.lock_election(NEW.election);
    IF (public.is_candidate(NEW.election, NEW.candidate) AND NOT public.voting_is_over(NEW.election)) IS NOT TRUE THEN
        RAISE EXCEPTION 'candidates write to the voters, until the close'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'candidate_letter_is_of_a_candidate';
    END IF;
    IF ((SELECT count(*) FROM public.candidate_letters l WHERE l.election = NEW.election AND l.candidate = NEW.candidate)
        < coalesce(public.days_by_rule('election.candidate_letters', clock_timestamp()), 1)) IS NOT TRUE THEN
        RAISE EXCEPTION 'every candidate has as many letters as any other'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'candidate_letters_are_equal';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_candidate_letter() IS
    'Guard of candidate_letters: of a candidate, until the close, as many as election.candidate_letters says (one where it is silent).';
CREATE TRIGGER guard BEFORE INSERT ON candidate_letters FOR EACH ROW EXECUTE FUNCTION guard_candidate_letter();
ALTER TABLE candidate_letters ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION is_waived(of_election uuid, of_key text, kept_days integer) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT kept_days >= coalesce(public.days_by_rule(of_key, clock_timestamp()), kept_days)
        OR EXISTS (SELECT FROM public.election_waivers w WHERE w.election = of_election AND w.rule_key = of_key AND w.days <= kept_days)
$$;
COMMENT ON FUNCTION is_waived(uuid, text, integer) IS
    'Whether an election that keeps so many days keeps a rule, or a decision let it keep as few.';
REVOKE ALL ON FUNCTION is_waived(uuid, text, integer) FROM PUBLIC;

CREATE FUNCTION guard_election_poll() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    c public.election_calendars;
    opens date;
BEGIN
    PERFORM public.lock_election(NEW.election);
    SELECT x.* INTO c FROM public.election_calendars x WHERE x.election = NEW.election ORDER BY x.version DESC LIMIT 1;
    opens := public.legal_day(c.opens_at);
    IF (cardinality(public.published_list(NEW.election)) > 0) IS NOT TRUE THEN
        RAISE EXCEPTION 'a poll is drafted from a published list'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'election_poll_has_candidates';
    END IF;
    IF (opens - c.record_date >= coalesce(public.days_by_rule('record_date.min_days', clock_timestamp()), 0)
        AND opens - c.record_date <= coalesce(public.days_by_rule('record_date.max_days', clock_timestamp()), opens - c.record_date)
        AND public.is_waived(NEW.election, 'nominations.open_days', opens - c.nominations_open)
        AND public.is_waived(NEW.election, 'nominations.close_days', opens - c.nominations_close)
        AND public.is_waived(NEW.election, 'voting.min_days', public.legal_day(c.closes_at) - opens)
        AND c.exceptions_end < opens AND c.list_on <= opens) IS NOT TRUE THEN
        RAISE EXCEPTION 'a poll is drafted when the calendar has no open error'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'election_poll_keeps_the_calendar';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_election_poll() IS
    'Guard of election_polls: the list is published, and every error of the latest calendar is mended or waived.';
CREATE TRIGGER guard BEFORE INSERT ON election_polls FOR EACH ROW EXECUTE FUNCTION guard_election_poll();
ALTER TABLE election_polls ENABLE ALWAYS TRIGGER guard;

-- An election was rehearsed: the log of the rehearsal says so, by its signed note.
CREATE TABLE election_rehearsals (
    id uuid PRIMARY KEY,
    election uuid NOT NULL REFERENCES elections (id),
    note text NOT NULL,
    recorded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT election_rehearsals_note CHECK (length(note) BETWEEN 1 AND 4096)
);
COMMENT ON TABLE election_rehearsals IS
    'Rehearsals of an election as officers recorded them, each with the checkpoint of the rehearsal''s log: a signed note.';
CREATE INDEX election_rehearsals_election ON election_rehearsals (election);
CALL keep_as_history('election_rehearsals');

CREATE FUNCTION guard_election_rehearsal() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (EXISTS (SELECT FROM public.foundations f
                WHERE starts_with(split_part(NEW.note, E'\n', 1), public.rehearsed_origin(f.log_origin) || '/'))) IS NOT TRUE THEN
        RAISE EXCEPTION 'this note is not of a rehearsal of this foundation'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'rehearsal_is_of_this_foundation';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_election_rehearsal() IS
    'Guard of election_rehearsals: the note bears the origin of a rehearsal of this foundation.';
CREATE TRIGGER guard BEFORE INSERT ON election_rehearsals FOR EACH ROW EXECUTE FUNCTION guard_election_rehearsal();
ALTER TABLE election_rehearsals ENABLE ALWAYS TRIGGER guard;
