-- What becomes of a membership: the moves from one state to another, by whom
-- each is made, suspension and termination with notice and hearing, transfer to
-- a successor, and representatives beside the one who votes.

-- The clock on the wall at the foundation's place.
CREATE FUNCTION wall_clock(at timestamptz) RETURNS timestamp
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT at AT TIME ZONE f.time_zone FROM public.foundations f ORDER BY f.version DESC LIMIT 1
$$;
COMMENT ON FUNCTION wall_clock(timestamptz) IS 'What the clock on the wall shows at an instant, at the foundation''s place.';
REVOKE ALL ON FUNCTION wall_clock(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION wall_clock(timestamptz) TO commonhold_app, commonhold_certifier, commonhold_auditor;

CREATE FUNCTION days_by_rule(asked text, at timestamptz) RETURNS integer
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT r.value::integer FROM public.rule_in_force(asked, at) r WHERE r.value ~ '^[0-9]{1,5}$'
$$;
COMMENT ON FUNCTION days_by_rule(text, timestamptz) IS 'The number of a rule in force at an instant; unknown where the rulebook is silent.';
REVOKE ALL ON FUNCTION days_by_rule(text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION days_by_rule(text, timestamptz) TO commonhold_app, commonhold_certifier, commonhold_auditor;

-- Of a decision entered through the pages the entry says which body decided; the
-- founding record was its founders'.
CREATE FUNCTION is_decision_of(of_decision uuid, of_bodies text[]) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM public.recorded_decisions d JOIN public.decision_entries e ON e.id = d.entry
                   WHERE d.id = of_decision AND e.adopted AND e.body = ANY (of_bodies))
$$;
COMMENT ON FUNCTION is_decision_of(uuid, text[]) IS 'Whether this is an adopted decision of one of these bodies that officers confirmed.';
REVOKE ALL ON FUNCTION is_decision_of(uuid, text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION is_decision_of(uuid, text[]) TO commonhold_app;

CREATE TABLE membership_moves (
    from_state text NOT NULL,
    move text NOT NULL,
    made_by text NOT NULL,
    CONSTRAINT membership_moves_pkey PRIMARY KEY (from_state, move),
    CONSTRAINT membership_moves_state CHECK (from_state IN
        ('no_term', 'not_yet', 'active', 'grace', 'lapsed', 'suspended')),
    CONSTRAINT membership_moves_move CHECK (move IN
        ('renew', 'reinstate', 'suspend', 'lift', 'resigned', 'terminated', 'transferred', 'deceased', 'dissolved', 'recorded_in_error'))
);
COMMENT ON TABLE membership_moves IS
    'From which state a membership can move how, and by whom. Active, grace and lapsed follow one another by the day; no move leads out of an end.';
INSERT INTO membership_moves VALUES
    ('no_term', 'renew', 'keepers of members'),
    ('not_yet', 'renew', 'keepers of members'),
    ('active', 'renew', 'keepers of members'),
    ('grace', 'renew', 'keepers of members'),
    ('lapsed', 'reinstate', 'membership committee or board'),
    ('active', 'suspend', 'board'),
    ('suspended', 'lift', 'board'),
    ('not_yet', 'resigned', 'member'),
    ('active', 'resigned', 'member'),
    ('grace', 'resigned', 'member'),
    ('suspended', 'resigned', 'member'),
    ('active', 'terminated', 'board'),
    ('grace', 'terminated', 'board'),
    ('suspended', 'terminated', 'board'),
    ('active', 'transferred', 'board'),
    ('no_term', 'deceased', 'keepers of members'),
    ('not_yet', 'deceased', 'keepers of members'),
    ('active', 'deceased', 'keepers of members'),
    ('grace', 'deceased', 'keepers of members'),
    ('lapsed', 'deceased', 'keepers of members'),
    ('suspended', 'deceased', 'keepers of members'),
    ('no_term', 'dissolved', 'keepers of members'),
    ('not_yet', 'dissolved', 'keepers of members'),
    ('active', 'dissolved', 'keepers of members'),
    ('grace', 'dissolved', 'keepers of members'),
    ('lapsed', 'dissolved', 'keepers of members'),
    ('suspended', 'dissolved', 'keepers of members'),
    ('no_term', 'recorded_in_error', 'keepers of members'),
    ('not_yet', 'recorded_in_error', 'keepers of members'),
    ('active', 'recorded_in_error', 'keepers of members'),
    ('grace', 'recorded_in_error', 'keepers of members'),
    ('lapsed', 'recorded_in_error', 'keepers of members'),
    ('suspended', 'recorded_in_error', 'keepers of members');
CALL keep_as_history('membership_moves');
REVOKE INSERT ON membership_moves FROM commonhold_app;

-- The case against a membership, from its opening to what became of it.
CREATE TABLE membership_cases (
    id uuid PRIMARY KEY,
    number integer GENERATED ALWAYS AS IDENTITY UNIQUE,
    membership uuid NOT NULL REFERENCES memberships (id),
    proposes text NOT NULL,
    ground text NOT NULL,
    wilful boolean NOT NULL,
    reasons text NOT NULL,
    effective_on date NOT NULL,
    until_on date,
    hearing_at timestamptz,
    hearing_place text NOT NULL,
    opened_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT membership_cases_proposes CHECK (proposes IN ('suspend', 'terminate')),
    CONSTRAINT membership_cases_ground CHECK (ground IN ('financial', 'obligations', 'conduct')),
    CONSTRAINT membership_cases_wilful CHECK (NOT wilful OR (proposes = 'suspend' AND ground = 'conduct')),
    CONSTRAINT membership_cases_until CHECK ((until_on IS NOT NULL) = (proposes = 'suspend') AND effective_on < until_on),
    CONSTRAINT membership_cases_hearing CHECK (ground = 'financial' OR (hearing_at IS NOT NULL AND hearing_place <> '')),
    CONSTRAINT membership_cases_reasons CHECK (reasons = btrim(reasons) AND char_length(reasons) BETWEEN 1 AND 4000)
);
COMMENT ON TABLE membership_cases IS
    'A proposal to suspend or to end a membership for cause: ground, reasons, the first day it would take effect, and when and where the member is heard.';
CREATE INDEX membership_cases_membership ON membership_cases (membership);
CALL keep_as_history('membership_cases');

CREATE TABLE membership_case_notices (
    id uuid PRIMARY KEY,
    of_case uuid NOT NULL REFERENCES membership_cases (id),
    channel text NOT NULL,
    given_at timestamptz NOT NULL,
    evidence text NOT NULL,
    letter uuid REFERENCES outbox_letters (id),
    given_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT membership_case_notices_channel CHECK (channel IN ('personal', 'e_mail', 'certified_mail', 'courier')),
    CONSTRAINT membership_case_notices_letter CHECK ((channel = 'e_mail') = (letter IS NOT NULL)),
    CONSTRAINT membership_case_notices_evidence CHECK (letter IS NOT NULL OR char_length(btrim(evidence)) BETWEEN 1 AND 500)
);
COMMENT ON TABLE membership_case_notices IS
    'How the member was told of a case and its reasons, when, and what shows it.';
CREATE INDEX membership_case_notices_case ON membership_case_notices (of_case);
CALL keep_as_history('membership_case_notices');

CREATE TABLE membership_case_hearings (
    id uuid PRIMARY KEY,
    of_case uuid NOT NULL REFERENCES membership_cases (id),
    held_at timestamptz NOT NULL,
    manner text NOT NULL,
    minutes text NOT NULL,
    recorded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT membership_case_hearings_manner CHECK (manner IN ('orally', 'in_writing', 'not_used')),
    CONSTRAINT membership_case_hearings_minutes CHECK (minutes = btrim(minutes) AND char_length(minutes) BETWEEN 1 AND 4000)
);
COMMENT ON TABLE membership_case_hearings IS
    'What the member said, orally or in writing, or that the opportunity was not used.';
CREATE INDEX membership_case_hearings_case ON membership_case_hearings (of_case);
CALL keep_as_history('membership_case_hearings');

CREATE TABLE membership_case_ends (
    of_case uuid PRIMARY KEY REFERENCES membership_cases (id),
    outcome text NOT NULL,
    effective_on date,
    decision uuid REFERENCES recorded_decisions (id),
    reason text NOT NULL,
    recorded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT membership_case_ends_outcome CHECK (outcome IN ('carried_out', 'dropped')),
    CONSTRAINT membership_case_ends_decided CHECK (outcome = 'dropped' OR (decision IS NOT NULL AND effective_on IS NOT NULL)),
    CONSTRAINT membership_case_ends_reason CHECK (outcome = 'carried_out' OR char_length(btrim(reason)) BETWEEN 1 AND 500)
);
COMMENT ON TABLE membership_case_ends IS
    'What became of a case: carried out by a decision of the board, or dropped.';
CALL keep_as_history('membership_case_ends');

CREATE TABLE membership_suspensions (
    id uuid PRIMARY KEY,
    membership uuid NOT NULL REFERENCES memberships (id),
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    of_case uuid NOT NULL UNIQUE REFERENCES membership_cases (id),
    decision uuid NOT NULL REFERENCES recorded_decisions (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT membership_suspensions_order CHECK (starts_on < ends_on)
);
COMMENT ON TABLE membership_suspensions IS
    'From starts_on until the day before ends_on, or until it is lifted, the membership brings no vote.';
CREATE INDEX membership_suspensions_membership ON membership_suspensions (membership);
CALL keep_as_member_facts('membership_suspensions');
REVOKE INSERT ON membership_suspensions FROM commonhold_app;

CREATE TABLE membership_suspension_ends (
    suspension uuid PRIMARY KEY REFERENCES membership_suspensions (id),
    ends_on date NOT NULL,
    decision uuid NOT NULL REFERENCES recorded_decisions (id),
    recorded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE membership_suspension_ends IS 'A suspension lifted before its last day, by a decision of the board.';
CALL keep_as_member_facts('membership_suspension_ends');

CREATE TABLE membership_transfers (
    from_membership uuid PRIMARY KEY REFERENCES memberships (id),
    to_membership uuid NOT NULL UNIQUE REFERENCES memberships (id),
    on_day date NOT NULL,
    decision uuid NOT NULL REFERENCES recorded_decisions (id),
    evidence text NOT NULL,
    recorded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT membership_transfers_apart CHECK (from_membership <> to_membership),
    CONSTRAINT membership_transfers_evidence CHECK (evidence = btrim(evidence) AND char_length(evidence) BETWEEN 1 AND 1000)
);
COMMENT ON TABLE membership_transfers IS
    'A membership that went to the successor of substantially all of a member''s business, for the rest of its term, by a decision of the board.';
CALL keep_as_member_facts('membership_transfers');

ALTER TABLE membership_ends DROP CONSTRAINT membership_ends_reason;
ALTER TABLE membership_ends ADD CONSTRAINT membership_ends_reason CHECK (reason IN
    ('resigned', 'terminated', 'transferred', 'deceased', 'dissolved', 'recorded_in_error'));
ALTER TABLE membership_terms ADD COLUMN decision uuid REFERENCES recorded_decisions (id);
COMMENT ON COLUMN membership_terms.decision IS 'Of a reinstatement, and where a body approved the renewal: its decision.';

-- What a membership is on a day, as everything recorded until now says.
CREATE FUNCTION membership_state(of_membership uuid, day date) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    WITH t AS (SELECT t.starts_on, t.ends_on FROM public.membership_terms t
               WHERE t.membership = of_membership
                 AND NOT EXISTS (SELECT FROM public.membership_terms c WHERE c.corrects = t.record))
    SELECT coalesce(
        (SELECT e.reason FROM public.membership_ends e WHERE e.membership = of_membership AND e.ends_on <= day),
        (SELECT CASE WHEN EXISTS (
                    SELECT FROM public.membership_suspensions s
                    LEFT JOIN public.membership_suspension_ends l ON l.suspension = s.id
                    WHERE s.membership = of_membership AND s.starts_on <= day
                      AND day < least(s.ends_on, coalesce(l.ends_on, s.ends_on)))
                THEN 'suspended' ELSE 'active' END
         FROM t WHERE t.starts_on <= day AND day < t.ends_on LIMIT 1),
        (SELECT 'not_yet' FROM t WHERE t.starts_on > day LIMIT 1),
        (SELECT CASE WHEN day < max(t.ends_on)
                          + coalesce(public.days_by_rule('membership.grace_days', public.end_of_legal_day(day) - interval '1 microsecond'), 0)
                THEN 'grace' ELSE 'lapsed' END
         FROM t HAVING max(t.ends_on) IS NOT NULL),
        'no_term')
$$;
COMMENT ON FUNCTION membership_state(uuid, date) IS
    'The state of a membership on a legal day: no_term, not_yet, active, grace, lapsed, suspended, or the reason of its end.';
REVOKE ALL ON FUNCTION membership_state(uuid, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION membership_state(uuid, date) TO commonhold_app, commonhold_auditor;

CREATE FUNCTION require_move(of_membership uuid, wanted text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    state text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/membership/' || of_membership::text, 0));
    state := public.membership_state(of_membership, public.legal_day(clock_timestamp()));
    IF EXISTS (SELECT FROM public.membership_moves m WHERE m.from_state = state AND m.move = wanted) IS NOT TRUE THEN
        RAISE EXCEPTION 'a membership that is % is not %', state, wanted
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'membership_moves_by_the_table';
    END IF;
END
$$;
COMMENT ON FUNCTION require_move(uuid, text) IS
    'Refuses a move that membership_moves does not have from the state of today; holds the membership until commit.';
REVOKE ALL ON FUNCTION require_move(uuid, text) FROM PUBLIC;

CREATE FUNCTION guard_membership_term() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    old public.membership_terms;
BEGIN
    PERFORM public.require_fresh_sight();
    IF NEW.corrects IS NOT NULL THEN
        PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/membership/' || NEW.membership::text, 0));
        SELECT * INTO old FROM public.membership_terms t WHERE t.record = NEW.corrects;
        IF (old.membership = NEW.membership AND old.starts_on = NEW.starts_on
            AND NOT EXISTS (SELECT FROM public.roll_certifications c
                            JOIN public.rolls r ON r.id = c.roll_id
                            JOIN public.roll_entitlements e ON e.roll_id = r.id
                            WHERE e.membership_id = NEW.membership
                              AND r.record_date >= old.starts_on AND r.record_date < old.ends_on
                              AND NEW.ends_on <= r.record_date)) IS NOT TRUE THEN
            RAISE EXCEPTION 'a term is closed, never moved: a correction keeps its first day, and every day on which a certified roll rests'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'membership_terms_are_not_moved';
        END IF;
    ELSE
        PERFORM public.require_move(NEW.membership,
            CASE public.membership_state(NEW.membership, public.legal_day(clock_timestamp()))
                WHEN 'lapsed' THEN 'reinstate' ELSE 'renew' END);
        IF (NEW.decision IS NOT NULL AND public.is_decision_of(NEW.decision, ARRAY['membership-committee', 'board'])
            OR NEW.decision IS NULL
               AND public.membership_state(NEW.membership, public.legal_day(clock_timestamp())) <> 'lapsed') IS NOT TRUE THEN
            RAISE EXCEPTION 'who has lapsed is reinstated by a decision of the membership committee or the board'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'reinstatement_is_decided';
        END IF;
    END IF;
    IF (NOT EXISTS (SELECT FROM public.membership_terms t
                    WHERE t.membership = NEW.membership AND t.record IS DISTINCT FROM NEW.corrects
                      AND NOT EXISTS (SELECT FROM public.membership_terms c WHERE c.corrects = t.record)
                      AND daterange(t.starts_on, t.ends_on) && daterange(NEW.starts_on, NEW.ends_on))) IS NOT TRUE THEN
        RAISE EXCEPTION 'the terms of a membership do not overlap'
            USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'membership_terms_apart';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_membership_term() IS
    'Guard of membership_terms: terms apart, closed terms kept, and only from a state that can be renewed or reinstated.';
CREATE TRIGGER guard BEFORE INSERT ON membership_terms FOR EACH ROW EXECUTE FUNCTION guard_membership_term();
ALTER TABLE membership_terms ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_membership_end() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM public.require_move(NEW.membership, NEW.reason);
    IF (NEW.reason <> 'terminated' OR EXISTS (
            SELECT FROM public.membership_case_ends x JOIN public.membership_cases c ON c.id = x.of_case
            WHERE c.membership = NEW.membership AND c.proposes = 'terminate' AND x.outcome = 'carried_out'
              AND x.effective_on = NEW.ends_on AND x.decision = NEW.decision)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a membership is terminated by a case that the board decided'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'termination_takes_a_case';
    END IF;
    IF (NEW.reason <> 'transferred' OR public.is_decision_of(NEW.decision, ARRAY['board'])) IS NOT TRUE THEN
        RAISE EXCEPTION 'a membership goes to a successor by a decision of the board'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'transfer_is_decided';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_membership_end() IS
    'Guard of membership_ends: a move from the table; terminated by a case, transferred by the board.';
CREATE TRIGGER guard BEFORE INSERT ON membership_ends FOR EACH ROW EXECUTE FUNCTION guard_membership_end();
ALTER TABLE membership_ends ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_membership_transfer() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (SELECT e.reason = 'transferred' AND e.ends_on = NEW.on_day AND e.decision = NEW.decision AND f.class = t.class
               AND f.party <> t.party
               -- For the rest of the term, and no longer.
               AND NOT EXISTS (SELECT FROM public.membership_terms x WHERE x.membership = t.id
                               AND (x.starts_on <> NEW.on_day OR x.ends_on > (
                                   SELECT max(o.ends_on) FROM public.membership_terms o WHERE o.membership = f.id)))
        FROM public.memberships f JOIN public.membership_ends e ON e.membership = f.id, public.memberships t
        WHERE f.id = NEW.from_membership AND t.id = NEW.to_membership) IS NOT TRUE THEN
        RAISE EXCEPTION 'a transfer ends one membership and begins another of the same class for the rest of its term'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'transfer_is_whole';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_membership_transfer() IS 'Guard of membership_transfers: both memberships, the day and the decision fit together.';
CREATE TRIGGER guard BEFORE INSERT ON membership_transfers FOR EACH ROW EXECUTE FUNCTION guard_membership_transfer();
ALTER TABLE membership_transfers ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_case_step() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/membership-case/' || NEW.of_case::text, 0));
    IF (NOT EXISTS (SELECT FROM public.membership_case_ends e WHERE e.of_case = NEW.of_case)) IS NOT TRUE THEN
        RAISE EXCEPTION 'the case is over'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'case_is_over';
    END IF;
    IF (coalesce((to_jsonb(NEW) ->> 'given_at')::timestamptz, (to_jsonb(NEW) ->> 'held_at')::timestamptz) <= clock_timestamp()) IS NOT TRUE THEN
        RAISE EXCEPTION 'what is recorded of a case has happened'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'case_step_has_happened';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_case_step() IS 'Guard of notices and hearings of a case: in the past, and before the case is over.';
CREATE TRIGGER guard BEFORE INSERT ON membership_case_notices FOR EACH ROW EXECUTE FUNCTION guard_case_step();
ALTER TABLE membership_case_notices ENABLE ALWAYS TRIGGER guard;
CREATE TRIGGER guard BEFORE INSERT ON membership_case_hearings FOR EACH ROW EXECUTE FUNCTION guard_case_step();
ALTER TABLE membership_case_hearings ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_case_end() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    c public.membership_cases;
    day date := public.legal_day(clock_timestamp());
    notice_days integer := public.days_by_rule('notice.termination.min_days', clock_timestamp());
    hearing_days integer := public.days_by_rule('hearing.termination.min_days', clock_timestamp());
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/membership-case/' || NEW.of_case::text, 0));
    IF NEW.outcome = 'dropped' THEN
        RETURN NEW;
    END IF;
    SELECT * INTO c FROM public.membership_cases x WHERE x.id = NEW.of_case;
    IF (public.is_decision_of(NEW.decision, ARRAY['board'])
        AND (SELECT d.decided_on <= NEW.effective_on FROM public.recorded_decisions d WHERE d.id = NEW.decision)
        AND day <= NEW.effective_on AND c.effective_on <= NEW.effective_on) IS NOT TRUE THEN
        RAISE EXCEPTION 'a membership is suspended or ended by a decision of the board, not before the day that was announced and not in the past'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'case_is_decided_by_the_board';
    END IF;
    -- Full days by the clock on the wall, from the notice to the midnight with which the day begins.
    IF (EXISTS (SELECT FROM public.membership_case_notices n WHERE n.of_case = c.id
                AND (c.wilful OR public.wall_clock(n.given_at) + make_interval(days => notice_days) <= NEW.effective_on::timestamp))) IS NOT TRUE THEN
        RAISE EXCEPTION 'the member was not told in time'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'case_notice_in_time';
    END IF;
    IF (c.ground = 'financial' OR c.wilful OR EXISTS (
            SELECT FROM public.membership_case_hearings h WHERE h.of_case = c.id
            AND public.wall_clock(h.held_at) + make_interval(days => hearing_days) <= NEW.effective_on::timestamp)) IS NOT TRUE THEN
        RAISE EXCEPTION 'the member was not heard in time'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'case_hearing_in_time';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_case_end() IS
    'Guard of membership_case_ends: carried out by the board, with notice and hearing as the rules notice.termination.min_days and hearing.termination.min_days ask.';
CREATE TRIGGER guard BEFORE INSERT ON membership_case_ends FOR EACH ROW EXECUTE FUNCTION guard_case_end();
ALTER TABLE membership_case_ends ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION carry_out_case() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    c public.membership_cases;
BEGIN
    IF NEW.outcome = 'dropped' THEN
        RETURN NULL;
    END IF;
    SELECT * INTO c FROM public.membership_cases x WHERE x.id = NEW.of_case;
    IF c.proposes = 'terminate' THEN
        INSERT INTO public.membership_ends (membership, ends_on, reason, decision)
            VALUES (c.membership, NEW.effective_on, 'terminated', NEW.decision);
    ELSE
        PERFORM public.require_move(c.membership, 'suspend');
        INSERT INTO public.membership_suspensions (id, membership, starts_on, ends_on, of_case, decision)
            VALUES (c.id, c.membership, NEW.effective_on, greatest(c.until_on, NEW.effective_on + 1), c.id, NEW.decision);
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION carry_out_case() IS 'With the end of a case that is carried out, what it proposed takes effect.';
CREATE TRIGGER carry_out AFTER INSERT ON membership_case_ends FOR EACH ROW EXECUTE FUNCTION carry_out_case();
ALTER TABLE membership_case_ends ENABLE ALWAYS TRIGGER carry_out;

CREATE FUNCTION guard_suspension_lift() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_move((SELECT s.membership FROM public.membership_suspensions s WHERE s.id = NEW.suspension), 'lift');
    IF (public.is_decision_of(NEW.decision, ARRAY['board'])
        AND NEW.ends_on >= public.legal_day(clock_timestamp())) IS NOT TRUE THEN
        RAISE EXCEPTION 'a suspension is lifted by a decision of the board, from today on'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'lift_is_decided';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_suspension_lift() IS 'Guard of membership_suspension_ends: by the board, never in the past.';
CREATE TRIGGER guard BEFORE INSERT ON membership_suspension_ends FOR EACH ROW EXECUTE FUNCTION guard_suspension_lift();
ALTER TABLE membership_suspension_ends ENABLE ALWAYS TRIGGER guard;

-- Exactly one votes for an organisation on any day.
CREATE FUNCTION guard_representation() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/representation/' || NEW.organisation::text, 0));
    IF (NEW.corrects IS NULL OR EXISTS (SELECT FROM public.representations r
                                        WHERE r.record = NEW.corrects AND r.organisation = NEW.organisation)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a correction names a record of the same organisation'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'representation_corrects_its_own';
    END IF;
    IF (NOT EXISTS (SELECT FROM public.representations r
                    WHERE r.organisation = NEW.organisation AND r.starts_on = NEW.starts_on
                      AND r.record IS DISTINCT FROM NEW.corrects
                      AND NOT EXISTS (SELECT FROM public.representations c WHERE c.corrects = r.record))) IS NOT TRUE THEN
        RAISE EXCEPTION 'one person votes for an organisation at a time: another begins on this day already'
            USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'one_voting_representative';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_representation() IS 'Guard of representations: no two begin on one day, and a correction stays with its organisation.';
CREATE TRIGGER guard BEFORE INSERT ON representations FOR EACH ROW EXECUTE FUNCTION guard_representation();
ALTER TABLE representations ENABLE ALWAYS TRIGGER guard;

CREATE TABLE representatives (
    id uuid PRIMARY KEY,
    organisation uuid NOT NULL,
    organisation_kind text NOT NULL DEFAULT 'organisation',
    person uuid NOT NULL,
    person_kind text NOT NULL DEFAULT 'person',
    capacity text NOT NULL,
    place integer NOT NULL,
    starts_on date NOT NULL,
    named_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT representatives_kinds CHECK (organisation_kind = 'organisation' AND person_kind = 'person'),
    CONSTRAINT representatives_organisation FOREIGN KEY (organisation, organisation_kind) REFERENCES parties (id, kind),
    CONSTRAINT representatives_person FOREIGN KEY (person, person_kind) REFERENCES parties (id, kind),
    CONSTRAINT representatives_capacity CHECK (capacity IN ('alternate', 'billing', 'technical')),
    CONSTRAINT representatives_place CHECK (place BETWEEN 1 AND 9)
);
COMMENT ON TABLE representatives IS
    'Who stands for an organisation beside the one who votes: alternates in order of place, and contacts for bills and for technical matters.';
CREATE INDEX representatives_organisation ON representatives (organisation);
CALL keep_as_history('representatives');

CREATE TABLE representative_ends (
    representative uuid PRIMARY KEY REFERENCES representatives (id),
    ends_on date NOT NULL,
    ended_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE representative_ends IS 'From ends_on on the person no longer stands for the organisation in this capacity.';
CALL keep_as_history('representative_ends');
