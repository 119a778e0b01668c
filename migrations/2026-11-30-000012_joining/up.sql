-- Becoming a member: agreements in versions, applications from the draft to the decision
-- and beyond it, the committee's views, screening, evidence of what somebody contributed
-- and under which identity; and staying as an alumnus.
--
-- The database refuses a step that the table of moves does not have, a judgement by
-- whoever is affiliated with the applicant, and a membership without a reason. Drafts are
-- the applicant's own; what is personal stands apart and goes with an erasure; the rest
-- is history.

CREATE TABLE agreements (
    id uuid PRIMARY KEY,
    key text NOT NULL,
    version integer NOT NULL,
    title text NOT NULL,
    body text NOT NULL,
    sha256 bytea NOT NULL,
    classes text[] NOT NULL,
    in_force_from date NOT NULL,
    accept_by date,
    decision uuid NOT NULL REFERENCES recorded_decisions (id),
    added_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT agreements_version UNIQUE (key, version),
    CONSTRAINT agreements_key CHECK (key ~ '^[a-z][a-z0-9]*(-[a-z0-9]+)*$' AND char_length(key) <= 40),
    CONSTRAINT agreements_title CHECK (title = btrim(title) AND char_length(title) BETWEEN 1 AND 120),
    CONSTRAINT agreements_body CHECK (char_length(btrim(body)) BETWEEN 1 AND 100000),
    CONSTRAINT agreements_accept_by CHECK (in_force_from <= accept_by)
);
COMMENT ON TABLE agreements IS
    'What members of some classes (of all where none is named) agree to, in versions. Whoever is a member when a version comes into force accepts it by accept_by; where that is empty the version they accepted stays good enough.';
CALL keep_as_history('agreements');

CREATE FUNCTION guard_agreement() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/agreement/' || NEW.key, 0));
    NEW.sha256 := sha256(convert_to(NEW.body, 'UTF8'));
    IF (NEW.version = (SELECT coalesce(max(a.version), 0) + 1 FROM public.agreements a WHERE a.key = NEW.key)
        AND NEW.in_force_from >= public.legal_day(clock_timestamp())
        AND NEW.in_force_from >= (SELECT coalesce(max(a.in_force_from), NEW.in_force_from) FROM public.agreements a WHERE a.key = NEW.key)
        AND NEW.classes <@ (SELECT array_agg(c.id) FROM public.member_classes c)) IS NOT TRUE THEN
        RAISE EXCEPTION 'versions of an agreement follow one another, from today on at the earliest, for classes that exist'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'agreement_follows_the_last';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_agreement() IS 'Guard of agreements: numbered in order, never in force before they are recorded.';
CREATE TRIGGER guard BEFORE INSERT ON agreements FOR EACH ROW EXECUTE FUNCTION guard_agreement();
ALTER TABLE agreements ENABLE ALWAYS TRIGGER guard;

CREATE TABLE agreement_acceptances (
    party uuid NOT NULL REFERENCES parties (id),
    agreement uuid NOT NULL REFERENCES agreements (id),
    accepted_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT agreement_acceptances_pkey PRIMARY KEY (party, agreement)
);
COMMENT ON TABLE agreement_acceptances IS 'Which version of an agreement a party accepted, by which person, when.';
CALL keep_as_history('agreement_acceptances');

CREATE TABLE application_drafts (
    person uuid NOT NULL REFERENCES parties (id),
    class text NOT NULL REFERENCES member_classes (id),
    form jsonb NOT NULL,
    saved_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT application_drafts_pkey PRIMARY KEY (person, class),
    CONSTRAINT application_drafts_size CHECK (pg_column_size(form) <= 65536)
);
COMMENT ON TABLE application_drafts IS
    'Applications in the making, which nobody but the applicant reads; gone when submitted or thrown away. Not history.';
GRANT SELECT, INSERT, UPDATE, DELETE ON application_drafts TO commonhold_app;

CREATE TABLE applications (
    id uuid PRIMARY KEY,
    number integer NOT NULL UNIQUE,
    party uuid NOT NULL REFERENCES parties (id),
    person uuid NOT NULL REFERENCES parties (id),
    class text NOT NULL REFERENCES member_classes (id),
    route text NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT applications_route CHECK (route IN ('committee', 'payment or in kind')),
    CONSTRAINT applications_number CHECK (number >= 1)
);
COMMENT ON TABLE applications IS
    'Applications as submitted: who wants to be a member of which class, the person who acts for them, and by which route the class admits.';
CREATE INDEX applications_party ON applications (party);
CREATE INDEX applications_person ON applications (person);
CALL keep_as_history('applications');

CREATE TABLE application_forms (
    application uuid PRIMARY KEY REFERENCES applications (id),
    form jsonb NOT NULL,
    CONSTRAINT application_forms_size CHECK (pg_column_size(form) <= 65536)
);
COMMENT ON TABLE application_forms IS
    'What the applicant wrote. Personal data, kept apart from the application so that it can be erased. History, but for an erasure, which takes the row.';
CALL keep_until_erased('application_forms', '(SELECT a.person FROM public.applications a WHERE a.id = ($1).application)', '');
CALL keep_references('application_forms');
GRANT SELECT, INSERT ON application_forms TO commonhold_app;

CREATE TABLE application_moves (
    from_state text NOT NULL,
    step text NOT NULL,
    to_state text NOT NULL,
    made_by text NOT NULL,
    CONSTRAINT application_moves_pkey PRIMARY KEY (from_state, step)
);
COMMENT ON TABLE application_moves IS
    'From which state an application goes by which step to which, and who takes the step. Filled here, and never extended by the application.';
CALL keep_as_history('application_moves');
REVOKE INSERT ON application_moves FROM commonhold_app;
INSERT INTO application_moves VALUES
    ('submitted', 'take_up', 'under_review', 'committee'),
    ('submitted', 'withdraw', 'withdrawn', 'applicant'),
    ('under_review', 'ask', 'information_requested', 'committee'),
    ('information_requested', 'answer', 'under_review', 'applicant'),
    ('under_review', 'approve', 'approved', 'committee'),
    ('under_review', 'decline', 'declined', 'committee'),
    ('under_review', 'refer', 'referred_to_board', 'committee'),
    ('referred_to_board', 'approve', 'approved', 'board'),
    ('referred_to_board', 'decline', 'declined', 'board'),
    ('under_review', 'withdraw', 'withdrawn', 'applicant'),
    ('information_requested', 'withdraw', 'withdrawn', 'applicant'),
    ('referred_to_board', 'withdraw', 'withdrawn', 'applicant'),
    ('information_requested', 'close', 'closed_no_response', 'committee'),
    ('declined', 'reopen', 'under_review', 'committee or board, by decision'),
    ('closed_no_response', 'reopen', 'under_review', 'committee or board, by decision');

CREATE TABLE application_steps (
    record bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id uuid NOT NULL UNIQUE,
    application uuid NOT NULL REFERENCES applications (id),
    step text NOT NULL,
    words text NOT NULL,
    decision uuid REFERENCES recorded_decisions (id),
    taken_by uuid NOT NULL REFERENCES parties (id),
    votes jsonb,
    rules jsonb,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT application_steps_words CHECK (words = btrim(words) AND char_length(words) <= 4000),
    CONSTRAINT application_steps_says CHECK (step NOT IN ('ask', 'answer', 'decline', 'refer', 'reopen') OR words <> '')
);
COMMENT ON TABLE application_steps IS
    'What was done about an application, in order; nothing is cleared, a later step supersedes. votes and rules are how the committee stood and by which rules it decided, as the database found them. History, but for what an erasure takes of it.';
CREATE INDEX application_steps_application ON application_steps (application, record);
CALL keep_as_history('application_steps');
CALL keep_until_erased('application_steps', '($1).taken_by', 'words');

CREATE FUNCTION application_state(of_application uuid) RETURNS text
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    state text := 'submitted';
    taken text;
BEGIN
    FOR taken IN SELECT s.step FROM public.application_steps s WHERE s.application = of_application ORDER BY s.record LOOP
        state := (SELECT m.to_state FROM public.application_moves m WHERE m.from_state = state AND m.step = taken);
    END LOOP;
    RETURN state;
END
$$;
COMMENT ON FUNCTION application_state(uuid) IS 'The state an application is in, by the steps that were taken.';
REVOKE ALL ON FUNCTION application_state(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION application_state(uuid) TO commonhold_app, commonhold_auditor;

CREATE TABLE application_views (
    record bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id uuid NOT NULL UNIQUE,
    application uuid NOT NULL REFERENCES applications (id),
    person uuid NOT NULL REFERENCES parties (id),
    view text NOT NULL,
    reasons text NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT application_views_view CHECK (view IN ('approve', 'decline', 'discuss', 'recuse')),
    CONSTRAINT application_views_reasons CHECK (reasons = btrim(reasons) AND char_length(reasons) <= 2000)
);
COMMENT ON TABLE application_views IS
    'What each member of the committee thinks of an application; of one person the latest since it was opened last counts.';
CREATE INDEX application_views_application ON application_views (application, record);
CALL keep_as_history('application_views');

-- Whether somebody may not judge an application: it is their own, or that of an
-- organisation they belong to.
CREATE FUNCTION is_interested(of_application uuid, who uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT who IN (a.party, a.person)
        OR (SELECT p.kind = 'organisation' AND public.is_affiliated(who, a.party, public.legal_day(clock_timestamp()))
            FROM public.parties p WHERE p.id = a.party)
    FROM public.applications a WHERE a.id = of_application
$$;
COMMENT ON FUNCTION is_interested(uuid, uuid) IS
    'Whether an application is this person''s own, or that of an organisation this person is affiliated with.';
REVOKE ALL ON FUNCTION is_interested(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION is_interested(uuid, uuid) TO commonhold_app;

-- The committee as it is seated now, with the view of each since the application
-- was opened last: recused is also whoever is interested.
CREATE FUNCTION committee_views(of_application uuid) RETURNS TABLE (person uuid, view text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT s.person, CASE WHEN public.is_interested(of_application, s.person) THEN 'recuse' ELSE v.view END
    FROM (SELECT DISTINCT s.person FROM public.seated(clock_timestamp()) s
          WHERE s.body = 'membership-committee' AND NOT s.suspended) s
    LEFT JOIN LATERAL (
        SELECT v.view FROM public.application_views v
        WHERE v.application = of_application AND v.person = s.person
          AND v.recorded_at > coalesce((SELECT max(t.recorded_at) FROM public.application_steps t
                                        WHERE t.application = of_application AND t.step = 'reopen'), '-infinity')
        ORDER BY v.record DESC LIMIT 1) v ON true
$$;
COMMENT ON FUNCTION committee_views(uuid) IS
    'Who sits on the membership committee now, and the view each has of an application; none where they have said nothing.';
REVOKE ALL ON FUNCTION committee_views(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION committee_views(uuid) TO commonhold_app;

-- What the committee's views amount to now: `approve`, `decline`, or nothing yet.
-- At least two agree, whatever the rules say.
CREATE FUNCTION committee_verdict(of_application uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    at timestamptz := clock_timestamp();
    manner text := coalesce((SELECT r.value FROM public.rule_in_force('applications.decided_by', at) r), 'consensus');
    quorum text := (SELECT r.value FROM public.rule_in_force('committee.quorum', at) r);
    majority text := (SELECT r.value FROM public.rule_in_force('committee.majority', at) r);
    recusal text := (SELECT r.value FROM public.rule_in_force('board.recusal', at) r);
    approve bigint; decline bigint; discuss bigint; recused bigint; silent bigint;
    least integer := (SELECT c.min_size FROM public.body_charters c WHERE c.body = 'membership-committee' ORDER BY c.record DESC LIMIT 1);
    outcome text;
BEGIN
    SELECT count(*) FILTER (WHERE v.view = 'approve'), count(*) FILTER (WHERE v.view = 'decline'),
           count(*) FILTER (WHERE v.view = 'discuss'), count(*) FILTER (WHERE v.view = 'recuse'),
           count(*) FILTER (WHERE v.view IS NULL)
    INTO approve, decline, discuss, recused, silent FROM public.committee_views(of_application) v;
    IF approve >= 2 AND (manner <> 'consensus' OR decline + discuss = 0)
        AND public.is_carried_by_name(jsonb_build_object('yes', approve, 'no', decline, 'not_voting', discuss,
            'absent', silent, 'recused', recused), quorum, recusal, majority) THEN
        outcome := 'approve';
    ELSIF decline >= 2 AND (manner <> 'consensus' OR approve + discuss = 0)
        AND public.is_carried_by_name(jsonb_build_object('yes', decline, 'no', approve, 'not_voting', discuss,
            'absent', silent, 'recused', recused), quorum, recusal, majority) THEN
        outcome := 'decline';
    END IF;
    IF approve + decline + discuss + recused + silent < coalesce(least, 2) THEN
        outcome := NULL;
    END IF;
    RETURN jsonb_build_object('outcome', outcome, 'by', manner,
        'too_few', approve + decline + discuss + recused + silent < coalesce(least, 2),
        'votes', jsonb_build_object('approve', approve, 'decline', decline, 'discuss', discuss, 'recused', recused, 'silent', silent),
        'rules', jsonb_build_object('applications.decided_by', manner, 'committee.quorum', quorum,
            'committee.majority', majority, 'board.recusal', recusal));
END
$$;
COMMENT ON FUNCTION committee_verdict(uuid) IS
    'What the views of the membership committee amount to by the rules in force: outcome, counts, rules; too_few where the committee is smaller than its charter says.';
REVOKE ALL ON FUNCTION committee_verdict(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION committee_verdict(uuid) TO commonhold_app;

CREATE FUNCTION guard_application_view() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/application/' || NEW.application::text, 0));
    IF (public.application_state(NEW.application) = 'under_review') IS NOT TRUE THEN
        RAISE EXCEPTION 'views are given while an application is under review'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'view_while_under_review';
    END IF;
    IF (EXISTS (SELECT FROM public.seated(clock_timestamp()) s
                WHERE s.body = 'membership-committee' AND s.person = NEW.person AND NOT s.suspended)) IS NOT TRUE THEN
        RAISE EXCEPTION 'views are those of members of the membership committee'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'view_of_the_committee';
    END IF;
    IF (NEW.view = 'recuse' OR NOT public.is_interested(NEW.application, NEW.person)) IS NOT TRUE THEN
        RAISE EXCEPTION 'whoever is affiliated with the applicant is recused'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'affiliated_is_recused';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_application_view() IS
    'Guard of application_views: of seated members of the committee, none affiliated with the applicant, while under review.';
CREATE TRIGGER guard BEFORE INSERT ON application_views FOR EACH ROW EXECUTE FUNCTION guard_application_view();
ALTER TABLE application_views ENABLE ALWAYS TRIGGER guard;

CREATE TABLE application_checks (
    id uuid PRIMARY KEY,
    application uuid NOT NULL REFERENCES applications (id),
    kind text NOT NULL,
    result text NOT NULL,
    reference text NOT NULL,
    list_date date,
    decision uuid REFERENCES recorded_decisions (id),
    made_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT application_checks_kind CHECK (kind IN ('screening', 'staff', 'payment', 'in_kind')),
    CONSTRAINT application_checks_result CHECK (result IN ('clear', 'match')),
    CONSTRAINT application_checks_list CHECK ((kind = 'screening') = (list_date IS NOT NULL)),
    CONSTRAINT application_checks_decision CHECK ((kind = 'in_kind') = (decision IS NOT NULL)),
    CONSTRAINT application_checks_reference CHECK (reference = btrim(reference) AND char_length(reference) BETWEEN 1 AND 500)
);
COMMENT ON TABLE application_checks IS
    'What was checked of an application: screening against a list of sanctions (the list, its date, the result), the paperwork by staff, the payment by the treasurer, or the board''s decision to take work in kind.';
CREATE INDEX application_checks_application ON application_checks (application);
CALL keep_as_history('application_checks');

CREATE FUNCTION guard_application_check() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (NEW.kind <> 'in_kind' OR public.is_decision_on(NEW.decision, ARRAY['board'],
            (SELECT a.recorded_at FROM public.applications a WHERE a.id = NEW.application))) IS NOT TRUE THEN
        RAISE EXCEPTION 'work in kind is taken by a decision of the board'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'in_kind_is_decided';
    END IF;
    IF (NEW.kind <> 'payment' OR EXISTS (SELECT FROM public.offices_held(NEW.made_by, clock_timestamp()) o
                                         WHERE o IN ('treasurer', 'deputy_treasurer'))) IS NOT TRUE THEN
        RAISE EXCEPTION 'the treasurer confirms payment'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'payment_by_the_treasurer';
    END IF;
    IF (NOT public.is_interested(NEW.application, NEW.made_by)) IS NOT TRUE THEN
        RAISE EXCEPTION 'whoever is affiliated with the applicant checks nothing'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'affiliated_is_recused';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_application_check() IS
    'Guard of application_checks: payment by the treasurer, work in kind by the board, nothing by whoever is affiliated.';
CREATE TRIGGER guard BEFORE INSERT ON application_checks FOR EACH ROW EXECUTE FUNCTION guard_application_check();
ALTER TABLE application_checks ENABLE ALWAYS TRIGGER guard;
CREATE TRIGGER use_authority AFTER INSERT ON application_checks
    FOR EACH ROW WHEN (NEW.decision IS NOT NULL) EXECUTE FUNCTION use_decision('application', 'application');
ALTER TABLE application_checks ENABLE ALWAYS TRIGGER use_authority;

-- A suspended membership is renewed by nobody, so that an approval would lead nowhere.
CREATE FUNCTION require_no_suspension(of_party uuid, of_class text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF EXISTS (SELECT FROM public.memberships m WHERE m.party = of_party AND m.class = of_class
               AND public.membership_state(m.id, public.legal_day(clock_timestamp())) = 'suspended') IS NOT FALSE THEN
        RAISE EXCEPTION 'a membership in this class is suspended'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'applicant_is_not_suspended';
    END IF;
END
$$;
REVOKE ALL ON FUNCTION require_no_suspension(uuid, text) FROM PUBLIC;
COMMENT ON FUNCTION require_no_suspension(uuid, text) IS
    'Refuses where a membership of this party in this class is suspended today.';

CREATE FUNCTION guard_application_step() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    a public.applications;
    state text;
    verdict jsonb;
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/application/' || NEW.application::text, 0));
    SELECT * INTO a FROM public.applications x WHERE x.id = NEW.application;
    state := public.application_state(NEW.application);
    NEW.votes := NULL;
    NEW.rules := NULL;
    -- No other step rests on a decision, and none is used up by it.
    IF (NEW.step = 'reopen' OR state = 'referred_to_board' AND NEW.step IN ('approve', 'decline')) IS NOT TRUE THEN
        NEW.decision := NULL;
    END IF;
    IF (EXISTS (SELECT FROM public.application_moves m WHERE m.from_state = state AND m.step = NEW.step)) IS NOT TRUE THEN
        RAISE EXCEPTION 'an application that is % takes no step %', state, NEW.step
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'application_moves_by_the_table';
    END IF;
    IF NEW.step IN ('answer', 'withdraw') THEN
        IF (NEW.taken_by = a.person) IS NOT TRUE THEN
            RAISE EXCEPTION 'the applicant answers and withdraws'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'step_of_the_applicant';
        END IF;
        RETURN NEW;
    END IF;
    IF (NOT public.is_interested(NEW.application, NEW.taken_by)) IS NOT TRUE THEN
        RAISE EXCEPTION 'whoever is affiliated with the applicant takes no step'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'affiliated_is_recused';
    END IF;
    IF NEW.step = 'reopen' THEN
        IF public.is_decision_on(NEW.decision, ARRAY['membership-committee', 'board'],
                (SELECT max(s.recorded_at) FROM public.application_steps s
                 WHERE s.application = a.id AND s.step IN ('decline', 'close'))) IS NOT TRUE THEN
            RAISE EXCEPTION 'what was decided is taken up again by a decision that supersedes it'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'reopening_is_decided';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.step NOT IN ('approve', 'decline', 'refer') THEN
        RETURN NEW;
    END IF;
    IF NEW.step = 'approve' AND (
            (SELECT c.result FROM public.application_checks c WHERE c.application = a.id AND c.kind = 'screening'
             ORDER BY c.recorded_at DESC LIMIT 1) = 'clear') IS NOT TRUE THEN
        RAISE EXCEPTION 'nobody is admitted before a screening that is clear'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'approval_after_screening';
    END IF;
    IF NEW.step = 'approve' THEN
        PERFORM public.require_no_suspension(a.party, a.class);
    END IF;
    IF state = 'referred_to_board' THEN
        IF public.is_decision_on(NEW.decision, ARRAY['board'],
                (SELECT max(s.recorded_at) FROM public.application_steps s
                 WHERE s.application = a.id AND s.step = 'refer')) IS NOT TRUE THEN
            RAISE EXCEPTION 'what was referred to the board is decided by it'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'approval_is_decided';
        END IF;
        RETURN NEW;
    END IF;
    IF a.route = 'payment or in kind' AND NEW.step = 'approve' THEN
        -- Two persons: who looked at the papers, and the treasurer; or the board.
        IF (EXISTS (
                SELECT FROM public.application_checks s, public.application_checks p
                WHERE s.application = a.id AND s.kind = 'staff' AND s.result = 'clear'
                  AND p.application = a.id AND p.kind IN ('payment', 'in_kind') AND p.result = 'clear'
                  AND (p.kind = 'in_kind' OR p.made_by <> s.made_by))) IS NOT TRUE THEN
            RAISE EXCEPTION 'a sponsor is admitted on papers in order and, by another, on payment or work in kind that the board took'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'approval_is_decided';
        END IF;
        RETURN NEW;
    END IF;
    IF (EXISTS (SELECT FROM public.seated(clock_timestamp()) s
                WHERE s.body = 'membership-committee' AND s.person = NEW.taken_by AND NOT s.suspended)
        AND 'admit_members' = ANY ((SELECT c.powers FROM public.body_charters c
                                    WHERE c.body = 'membership-committee' ORDER BY c.record DESC LIMIT 1)::text[])) IS NOT TRUE THEN
        RAISE EXCEPTION 'the membership committee decides on applications'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'approval_is_decided';
    END IF;
    verdict := public.committee_verdict(NEW.application);
    NEW.votes := verdict -> 'votes';
    NEW.rules := verdict -> 'rules';
    IF (CASE NEW.step WHEN 'refer' THEN verdict ->> 'outcome' IS NULL ELSE verdict ->> 'outcome' = NEW.step END) IS NOT TRUE THEN
        RAISE EXCEPTION 'the views of the committee do not amount to this'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'approval_is_decided';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_application_step() IS
    'Guard of application_steps: a move from the table, by whom it may be taken, and approval only as a competent body decided.';
CREATE TRIGGER guard BEFORE INSERT ON application_steps FOR EACH ROW EXECUTE FUNCTION guard_application_step();
ALTER TABLE application_steps ENABLE ALWAYS TRIGGER guard;
CREATE TRIGGER use_authority AFTER INSERT ON application_steps
    FOR EACH ROW WHEN (NEW.decision IS NOT NULL) EXECUTE FUNCTION use_decision('application', 'application');
ALTER TABLE application_steps ENABLE ALWAYS TRIGGER use_authority;

CREATE FUNCTION guard_application() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/applications', 0));
    IF (NEW.number = (SELECT coalesce(max(a.number), 0) + 1 FROM public.applications a)
        AND NEW.route = coalesce((SELECT r.value FROM public.rule_in_force('class.' || NEW.class || '.admission', clock_timestamp()) r), 'committee')) IS NOT TRUE THEN
        RAISE EXCEPTION 'applications are numbered without a gap and go the way the rulebook says'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'application_goes_its_way';
    END IF;
    IF (NOT EXISTS (SELECT FROM public.applications a WHERE a.party = NEW.party AND a.class = NEW.class
                    AND public.application_state(a.id) IN ('submitted', 'under_review', 'information_requested', 'referred_to_board'))) IS NOT TRUE THEN
        RAISE EXCEPTION 'one application at a time for each class'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'one_application_at_a_time';
    END IF;
    PERFORM public.require_no_suspension(NEW.party, NEW.class);
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_application() IS
    'Guard of applications: numbered in order, by the route of the rulebook, one at a time, and not around a suspension.';
CREATE TRIGGER guard BEFORE INSERT ON applications FOR EACH ROW EXECUTE FUNCTION guard_application();
ALTER TABLE applications ENABLE ALWAYS TRIGGER guard;

CREATE TABLE application_admissions (
    application uuid PRIMARY KEY REFERENCES applications (id),
    membership uuid NOT NULL REFERENCES memberships (id),
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE application_admissions IS
    'The membership that an approved application led to: a new one, or one that was lapsed and got another term.';
CREATE INDEX application_admissions_membership ON application_admissions (membership);
CALL keep_as_history('application_admissions');

-- Whether a party accepted what members of a class have to agree to on a day.
CREATE FUNCTION agreements_missing(of_party uuid, of_class text, day date) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT a.id FROM public.agreements a
    WHERE a.in_force_from <= day AND (a.classes = '{}' OR of_class = ANY (a.classes))
      AND NOT EXISTS (SELECT FROM public.agreements n WHERE n.key = a.key AND n.version > a.version AND n.in_force_from <= day)
      AND NOT EXISTS (SELECT FROM public.agreement_acceptances c WHERE c.party = of_party AND c.agreement = a.id)
$$;
COMMENT ON FUNCTION agreements_missing(uuid, text, date) IS
    'The agreements in force on a day for a class, each in its latest version, that a party has not accepted.';
REVOKE ALL ON FUNCTION agreements_missing(uuid, text, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agreements_missing(uuid, text, date) TO commonhold_app, commonhold_auditor;

CREATE FUNCTION guard_application_admission() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (SELECT public.application_state(a.id) = 'approved' AND m.party = a.party AND m.class = a.class
               AND NOT EXISTS (SELECT FROM public.agreements_missing(a.party, a.class, public.legal_day(clock_timestamp())))
        FROM public.applications a, public.memberships m
        WHERE a.id = NEW.application AND m.id = NEW.membership) IS NOT TRUE THEN
        RAISE EXCEPTION 'an application leads to a membership once it is approved and all is agreed to'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'admission_after_approval';
    END IF;
    -- Of a new membership, not of a further term: there is no other in this class on any day of it.
    IF NOT EXISTS (SELECT FROM public.membership_terms t WHERE t.application = NEW.application)
       AND EXISTS (SELECT FROM public.memberships m JOIN public.memberships o ON o.party = m.party AND o.class = m.class
                   LEFT JOIN public.membership_ends e ON e.membership = o.id
                   WHERE m.id = NEW.membership AND o.id <> m.id
                     -- Without a term there is no vote, whenever the end is.
                     AND (least(e.ends_on, (SELECT max(t.ends_on) FROM public.membership_terms t
                                            WHERE t.membership = e.membership AND NOT EXISTS (
                                                SELECT FROM public.membership_terms c WHERE c.corrects = t.record)))
                          <= (SELECT min(t.starts_on) FROM public.membership_terms t
                                        WHERE t.membership = m.id)) IS NOT TRUE) IS NOT FALSE THEN
        RAISE EXCEPTION 'a party has one membership of a class at a time'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'admission_is_the_only_one';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_application_admission() IS
    'Guard of application_admissions: approved, of the same party and class, every agreement accepted, and a new membership not beside another of the class.';
CREATE TRIGGER guard BEFORE INSERT ON application_admissions FOR EACH ROW EXECUTE FUNCTION guard_application_admission();
ALTER TABLE application_admissions ENABLE ALWAYS TRIGGER guard;

-- No membership without a reason: judged at the end of the transaction.
CREATE FUNCTION require_admission() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (NEW.import IS NOT NULL
        OR EXISTS (SELECT FROM public.application_admissions a WHERE a.membership = NEW.id)
        OR EXISTS (SELECT FROM public.membership_transfers t WHERE t.to_membership = NEW.id)
        OR EXISTS (SELECT FROM public.alumni_conversions c WHERE c.to_membership = NEW.id)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a membership begins by an application that was approved, a transfer, or a file of members'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'membership_has_a_reason';
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION require_admission() IS 'Guard of memberships: each is admitted by something.';
CREATE CONSTRAINT TRIGGER require_admission AFTER INSERT ON memberships
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION require_admission();
ALTER TABLE memberships ENABLE ALWAYS TRIGGER require_admission;

-- Evidence of what somebody contributed.
CREATE TABLE identities (
    id uuid PRIMARY KEY,
    party uuid NOT NULL REFERENCES parties (id),
    kind text NOT NULL,
    verified_how text NOT NULL,
    recorded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT identities_kind CHECK (kind IN ('git_email', 'forge_account', 'key_fingerprint')),
    CONSTRAINT identities_how CHECK (char_length(btrim(verified_how)) BETWEEN 1 AND 300)
);
COMMENT ON TABLE identities IS
    'Under which identities a party contributes, and how each was verified. The identity itself stands in identity_values, so that it can be erased. History, but for what an erasure takes of it.';
CREATE INDEX identities_party ON identities (party);
CALL keep_as_history('identities');
CALL keep_until_erased('identities', '($1).party', 'verified_how');

CREATE TABLE identity_values (
    identity uuid PRIMARY KEY REFERENCES identities (id),
    value text NOT NULL,
    CONSTRAINT identity_values_value CHECK (value = btrim(value) AND char_length(value) BETWEEN 1 AND 254)
);
COMMENT ON TABLE identity_values IS
    'The git address, forge account or fingerprint of an identity. Personal data. History, but for an erasure, which takes the row.';
CREATE INDEX identity_values_value ON identity_values (lower(value));
CALL keep_until_erased('identity_values', '(SELECT i.party FROM public.identities i WHERE i.id = ($1).identity)', '');
CALL keep_references('identity_values');
GRANT SELECT, INSERT ON identity_values TO commonhold_app;

CREATE TABLE identity_ends (
    identity uuid PRIMARY KEY REFERENCES identities (id),
    reason text NOT NULL,
    ended_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT identity_ends_reason CHECK (char_length(btrim(reason)) BETWEEN 1 AND 300)
);
COMMENT ON TABLE identity_ends IS 'Identities withdrawn: nothing recorded later is matched by them.';
CALL keep_as_history('identity_ends');

CREATE TABLE evidence_imports (
    id uuid PRIMARY KEY,
    file_sha256 bytea NOT NULL UNIQUE,
    source text NOT NULL,
    rows_taken integer NOT NULL,
    imported_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT evidence_imports_hash CHECK (octet_length(file_sha256) = 32),
    CONSTRAINT evidence_imports_source CHECK (char_length(btrim(source)) BETWEEN 1 AND 300)
);
COMMENT ON TABLE evidence_imports IS
    'Files of contributions taken in, each once and whole: from which repository or source, and by whom.';
CALL keep_as_history('evidence_imports');

CREATE TABLE evidence_items (
    id uuid PRIMARY KEY,
    party uuid NOT NULL REFERENCES parties (id),
    application uuid REFERENCES applications (id),
    kind text NOT NULL,
    address text NOT NULL,
    summary text NOT NULL,
    captured_at timestamptz NOT NULL,
    content_sha256 bytea,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    identity uuid REFERENCES identities (id),
    import uuid REFERENCES evidence_imports (id),
    added_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT evidence_items_kind CHECK (kind IN
        ('commits', 'merged_change', 'package', 'bug', 'documentation', 'translation', 'event', 'mirror_check', 'committee_knowledge')),
    CONSTRAINT evidence_items_address CHECK (address ~ '^https?://[^\s]+$' AND char_length(address) <= 500
                                             OR kind = 'committee_knowledge' AND address = ''),
    CONSTRAINT evidence_items_summary CHECK (char_length(btrim(summary)) BETWEEN 1 AND 500),
    CONSTRAINT evidence_items_hash CHECK (octet_length(content_sha256) = 32),
    CONSTRAINT evidence_items_period CHECK (starts_on <= ends_on)
);
COMMENT ON TABLE evidence_items IS
    'What shows that a party contributed: where, when it was looked at, the digest of what was seen, the period it covers, and by which identity it was matched. History, but for what an erasure takes of it.';
COMMENT ON COLUMN evidence_items.content_sha256 IS 'SHA-256 of what was seen at the address.';
CREATE INDEX evidence_items_party ON evidence_items (party);
CREATE INDEX evidence_items_application ON evidence_items (application);
CALL keep_as_history('evidence_items');
CALL keep_until_erased('evidence_items', '($1).party', 'address,summary,content_sha256');

CREATE TABLE evidence_verdicts (
    record bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    item uuid NOT NULL REFERENCES evidence_items (id),
    verdict text NOT NULL,
    note text NOT NULL,
    given_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT evidence_verdicts_verdict CHECK (verdict IN ('verified', 'rejected')),
    CONSTRAINT evidence_verdicts_note CHECK (char_length(note) <= 300)
);
COMMENT ON TABLE evidence_verdicts IS 'Who looked at an item of evidence and found it so or not; the latest counts.';
CREATE INDEX evidence_verdicts_item ON evidence_verdicts (item);
CALL keep_as_history('evidence_verdicts');

CREATE FUNCTION guard_evidence_verdict() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (SELECT NEW.given_by <> i.party AND (i.application IS NULL OR NOT public.is_interested(i.application, NEW.given_by))
        FROM public.evidence_items i WHERE i.id = NEW.item) IS NOT TRUE THEN
        RAISE EXCEPTION 'nobody verifies evidence of their own'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'affiliated_is_recused';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_evidence_verdict() IS 'Guard of evidence_verdicts: never by the applicant or whoever is affiliated.';
CREATE TRIGGER guard BEFORE INSERT ON evidence_verdicts FOR EACH ROW EXECUTE FUNCTION guard_evidence_verdict();
ALTER TABLE evidence_verdicts ENABLE ALWAYS TRIGGER guard;

-- A lapsed membership also gets another term by an application that was approved.
ALTER TABLE membership_terms
    ADD CONSTRAINT membership_terms_application_fkey FOREIGN KEY (application) REFERENCES applications (id);

-- Whose membership lapses can stay as an alumnus, without a vote: where the
-- rulebook names a class for it, and unless they said that they do not want to.

CREATE TABLE alumni_choices (
    id uuid PRIMARY KEY,
    party uuid NOT NULL REFERENCES parties (id),
    wanted boolean NOT NULL,
    chosen_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE alumni_choices IS
    'Whether a member wants to stay as an alumnus after a lapse; the newest row says, and without one they do.';
CREATE INDEX alumni_choices_party ON alumni_choices (party, recorded_at);
CALL keep_as_history('alumni_choices');

CREATE TABLE alumni_conversions (
    from_membership uuid PRIMARY KEY REFERENCES memberships (id),
    to_membership uuid NOT NULL UNIQUE REFERENCES memberships (id),
    citation text NOT NULL,
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE alumni_conversions IS
    'Memberships that lapsed, and the membership without a vote that followed by the rule membership.alumni_class. The database itself writes it.';
CALL keep_as_history('alumni_conversions');
REVOKE INSERT ON alumni_conversions FROM commonhold_app;

CREATE FUNCTION convert_alumni() RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    now timestamptz := clock_timestamp();
    today date := public.legal_day(now);
    rule public.rules;
    months integer := public.days_by_rule('membership.term_months', now);
    lapsed record;
    new uuid;
    made integer := 0;
BEGIN
    SELECT * INTO rule FROM public.rule_in_force('membership.alumni_class', now) r;
    IF (months > 0 AND EXISTS (SELECT FROM public.member_classes c WHERE c.id = rule.value)
        -- A vote of alumni would have to stand in the bylaws as one.
        AND (SELECT v.votes FROM public.class_votes v WHERE v.class = rule.value AND (v.starts_on IS NULL OR v.starts_on <= today)
             ORDER BY v.starts_on DESC NULLS LAST, v.record DESC LIMIT 1) = 0) IS NOT TRUE THEN
        RETURN 0;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/membership-numbers', 0));
    FOR lapsed IN
        SELECT m.id, m.party, m.member_since FROM public.memberships m JOIN public.parties p ON p.id = m.party
        WHERE p.kind = 'person' AND m.class <> rule.value
          AND public.membership_state(m.id, today) = 'lapsed'
          AND coalesce((SELECT r.value FROM public.rule_in_force('class.' || m.class || '.admission', now) r), 'committee') = 'committee'
          AND NOT EXISTS (SELECT FROM public.alumni_conversions c WHERE c.from_membership = m.id)
          AND NOT EXISTS (SELECT FROM public.memberships o WHERE o.party = m.party AND o.id <> m.id
                          AND public.membership_state(o.id, today) IN ('active', 'grace', 'suspended', 'not_yet'))
          AND coalesce((SELECT c.wanted FROM public.alumni_choices c WHERE c.party = m.party ORDER BY c.recorded_at DESC LIMIT 1), true)
        ORDER BY m.number
    LOOP
        new := gen_random_uuid();
        INSERT INTO public.memberships (id, number, party, class, member_since)
            SELECT new, max(x.number) + 1, lapsed.party, rule.value, today FROM public.memberships x;
        INSERT INTO public.membership_terms (membership, starts_on, ends_on)
            VALUES (new, today, (today + make_interval(months => months))::date);
        INSERT INTO public.alumni_conversions (from_membership, to_membership, citation)
            VALUES (lapsed.id, new, rule.citation);
        made := made + 1;
    END LOOP;
    RETURN made;
END
$$;
COMMENT ON FUNCTION convert_alumni() IS
    'Makes alumni of whose memberships lapsed, by the rule membership.alumni_class, into a class without a vote; how many.';
REVOKE ALL ON FUNCTION convert_alumni() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION convert_alumni() TO commonhold_app;
