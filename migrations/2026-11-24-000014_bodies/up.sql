-- Bodies with their charters, seats and who sits on them; decisions that one
-- officer enters and others confirm; and what a confirmed decision does.
--
-- The application enters, confirms and withdraws. Offices, seats, charters and
-- suspensions are written by the database itself, in the transaction of the last
-- confirmation that their decision needs, and by nobody else.

-- Legal days, in the foundation's zone.
CREATE FUNCTION legal_day(at timestamptz) RETURNS date
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT (at AT TIME ZONE f.time_zone)::date FROM public.foundations f ORDER BY f.version DESC LIMIT 1
$$;
COMMENT ON FUNCTION legal_day(timestamptz) IS 'The legal day of an instant, in the foundation''s zone.';
REVOKE ALL ON FUNCTION legal_day(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION legal_day(timestamptz) TO commonhold_app, commonhold_certifier, commonhold_auditor;

CREATE FUNCTION end_of_legal_day(day date) RETURNS timestamptz
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT (day + 1)::timestamp AT TIME ZONE f.time_zone FROM public.foundations f ORDER BY f.version DESC LIMIT 1
$$;
COMMENT ON FUNCTION end_of_legal_day(date) IS 'The midnight at which a legal day is over: what lasts to that day ends then.';
REVOKE ALL ON FUNCTION end_of_legal_day(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION end_of_legal_day(date) TO commonhold_app, commonhold_certifier, commonhold_auditor;

CREATE TABLE bodies (
    id text PRIMARY KEY,
    kind text NOT NULL,
    decision uuid NOT NULL REFERENCES recorded_decisions (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT bodies_id CHECK (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND char_length(id) <= 60),
    CONSTRAINT bodies_kind CHECK (kind = 'committee' AND id NOT IN ('board', 'members', 'founders')
                                  OR kind = id AND id IN ('board', 'members', 'founders'))
);
COMMENT ON TABLE bodies IS
    'Who can decide: the board, committees, the members, and the founders until the first director sits.';
CALL keep_as_history('bodies');
REVOKE INSERT ON bodies FROM commonhold_app;

CREATE TABLE body_charters (
    record bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    body text NOT NULL REFERENCES bodies (id),
    name text NOT NULL,
    charter text NOT NULL,
    citation text NOT NULL,
    min_size integer,
    max_size integer,
    odd boolean NOT NULL,
    directors_min integer,
    directors_max integer,
    powers text[] NOT NULL,
    withheld text[] NOT NULL,
    decision uuid NOT NULL REFERENCES recorded_decisions (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT body_charters_name CHECK (name = btrim(name) AND char_length(name) BETWEEN 1 AND 120),
    CONSTRAINT body_charters_charter CHECK (charter <> ''),
    CONSTRAINT body_charters_size CHECK (min_size >= 1 AND min_size <= max_size),
    CONSTRAINT body_charters_directors CHECK (directors_min >= 0 AND directors_min <= directors_max),
    CONSTRAINT body_charters_powers CHECK (powers || withheld <@ ARRAY['appoint_officers', 'appoint_committees',
        'seat_directors', 'suspend', 'adopt_rulebook', 'appoint_auditor', 'admit_members', 'hold_elections']
        AND NOT powers && withheld)
);
COMMENT ON TABLE body_charters IS
    'What a body is called, how large it is, what it may decide and what is withheld from it: in force from recorded_at until the next.';
CREATE INDEX body_charters_latest ON body_charters (body, record DESC);
CALL keep_as_history('body_charters');
REVOKE INSERT ON body_charters FROM commonhold_app;

CREATE TABLE seats (
    id uuid PRIMARY KEY,
    body text NOT NULL REFERENCES bodies (id),
    cohort text NOT NULL,
    name text NOT NULL,
    decision uuid NOT NULL REFERENCES recorded_decisions (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT seats_name UNIQUE (body, name),
    CONSTRAINT seats_cohort CHECK (cohort = btrim(cohort) AND char_length(cohort) <= 40)
);
COMMENT ON TABLE seats IS 'Seats of the board and of committees; the cohort is empty where a body has none.';
CALL keep_as_history('seats');
REVOKE INSERT ON seats FROM commonhold_app;

CREATE TABLE seat_incumbencies (
    id uuid PRIMARY KEY,
    seat uuid NOT NULL REFERENCES seats (id),
    person uuid NOT NULL,
    person_kind text NOT NULL DEFAULT 'person',
    starts_at timestamptz NOT NULL,
    ends_at timestamptz,
    basis text NOT NULL,
    affiliation text NOT NULL,
    decision uuid NOT NULL REFERENCES recorded_decisions (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT seat_incumbencies_person FOREIGN KEY (person, person_kind) REFERENCES parties (id, kind),
    CONSTRAINT seat_incumbencies_kind CHECK (person_kind = 'person'),
    CONSTRAINT seat_incumbencies_basis CHECK (basis IN ('election', 'appointment')),
    CONSTRAINT seat_incumbencies_affiliation CHECK (char_length(affiliation) <= 120),
    CONSTRAINT seat_incumbencies_order CHECK (starts_at < ends_at)
);
COMMENT ON TABLE seat_incumbencies IS
    'Who sits on a seat, from an instant until the scheduled end, by which decision; affiliation is what it was then.';
CREATE INDEX seat_incumbencies_seat ON seat_incumbencies (seat, starts_at);
CREATE INDEX seat_incumbencies_person ON seat_incumbencies (person);
CALL keep_as_history('seat_incumbencies');
REVOKE INSERT ON seat_incumbencies FROM commonhold_app;

CREATE TABLE incumbency_ends (
    incumbency uuid PRIMARY KEY REFERENCES seat_incumbencies (id),
    ends_at timestamptz NOT NULL,
    reason text NOT NULL,
    decision uuid NOT NULL REFERENCES recorded_decisions (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT incumbency_ends_reason CHECK (reason <> '')
);
COMMENT ON TABLE incumbency_ends IS 'A seat left or taken away before its term was over.';
CALL keep_as_history('incumbency_ends');
REVOKE INSERT ON incumbency_ends FROM commonhold_app;

CREATE TABLE suspensions (
    id uuid PRIMARY KEY,
    body text NOT NULL REFERENCES bodies (id),
    person uuid NOT NULL REFERENCES parties (id),
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    reason text NOT NULL,
    decision uuid NOT NULL REFERENCES recorded_decisions (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT suspensions_order CHECK (starts_at < ends_at),
    CONSTRAINT suspensions_reason CHECK (reason <> '')
);
COMMENT ON TABLE suspensions IS
    'Who is suspended from a body until when: the seat is kept, and neither counted nor used.';
CREATE INDEX suspensions_person ON suspensions (person);
CALL keep_as_history('suspensions');
REVOKE INSERT ON suspensions FROM commonhold_app;

CREATE TABLE suspension_ends (
    suspension uuid PRIMARY KEY REFERENCES suspensions (id),
    ends_at timestamptz NOT NULL,
    reason text NOT NULL,
    decision uuid NOT NULL REFERENCES recorded_decisions (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT suspension_ends_reason CHECK (reason <> '')
);
COMMENT ON TABLE suspension_ends IS 'A suspension lifted before its last day.';
CALL keep_as_history('suspension_ends');
REVOKE INSERT ON suspension_ends FROM commonhold_app;

-- Who sits where. A director whose term is over stays until a successor sits,
-- where the rulebook says so.
CREATE FUNCTION seated(at timestamptz)
    RETURNS TABLE (body text, seat uuid, incumbency uuid, person uuid, suspended boolean, holdover boolean)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT s.body, s.id, i.id, i.person,
           EXISTS (SELECT FROM public.suspensions u LEFT JOIN public.suspension_ends l ON l.suspension = u.id
                   WHERE u.body = s.body AND u.person = i.person AND u.starts_at <= at AND at < u.ends_at
                     AND (l.ends_at IS NULL OR at < l.ends_at)),
           coalesce(i.ends_at <= at, false)
    FROM public.seat_incumbencies i
    JOIN public.seats s ON s.id = i.seat
    LEFT JOIN public.incumbency_ends e ON e.incumbency = i.id
    WHERE i.starts_at <= at AND (e.ends_at IS NULL OR at < e.ends_at)
      AND (i.ends_at IS NULL OR at < i.ends_at
           OR s.body = 'board'
              AND NOT EXISTS (SELECT FROM public.seat_incumbencies n
                              WHERE n.seat = i.seat AND n.starts_at > i.starts_at AND n.starts_at <= at)
              -- Asked of the end as well: a later rulebook brings nobody back.
              AND EXISTS (SELECT FROM public.rule_in_force('board.holdover', i.ends_at) r WHERE r.value = 'yes')
              AND EXISTS (SELECT FROM public.rule_in_force('board.holdover', at) r WHERE r.value = 'yes'))
$$;
COMMENT ON FUNCTION seated(timestamptz) IS 'Who sits on which seat at an instant, suspended or held over or neither.';
REVOKE ALL ON FUNCTION seated(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION seated(timestamptz) TO commonhold_app, commonhold_certifier, commonhold_auditor;

-- The offices a person holds: by a term, or by a seat from which they are not suspended.
CREATE FUNCTION offices_held(who uuid, at timestamptz) RETURNS SETOF text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT t.office
    FROM public.office_terms t LEFT JOIN public.office_ends e ON e.term = t.id
    WHERE t.person = who AND t.office NOT IN ('director', 'membership_committee')
      AND t.starts_at <= at AND (t.ends_at IS NULL OR at < t.ends_at) AND (e.ends_at IS NULL OR at < e.ends_at)
    UNION
    SELECT CASE s.body WHEN 'board' THEN 'director' ELSE 'membership_committee' END
    FROM public.seated(at) s
    WHERE s.person = who AND NOT s.suspended AND s.body IN ('board', 'membership-committee')
      AND EXISTS (SELECT FROM public.seat_incumbencies i WHERE i.person = who)
$$;
COMMENT ON FUNCTION offices_held(uuid, timestamptz) IS 'The offices a person holds at an instant, each once.';
REVOKE ALL ON FUNCTION offices_held(uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION offices_held(uuid, timestamptz) TO commonhold_app, commonhold_certifier, commonhold_auditor;

-- A deputy may do what the office may, and is barred from what it is barred from.
CREATE FUNCTION are_compatible(offices text[], at timestamptz) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    WITH held AS (SELECT o FROM unnest(offices) o
                  UNION SELECT substr(o, 8) FROM unnest(offices) o WHERE o LIKE 'deputy\_%')
    SELECT NOT EXISTS (
        SELECT FROM public.rule_in_force('offices.exclusive', at) r, regexp_split_to_table(r.value, ', ') pair
        WHERE split_part(pair, '+', 1) IN (SELECT o FROM held) AND split_part(pair, '+', 2) IN (SELECT o FROM held))
$$;
COMMENT ON FUNCTION are_compatible(text[], timestamptz) IS
    'Whether one person may hold these offices together under the rule offices.exclusive.';
REVOKE ALL ON FUNCTION are_compatible(text[], timestamptz) FROM PUBLIC;

CREATE OR REPLACE FUNCTION may_change_addresses(who uuid, at timestamptz) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM public.offices_held(who, at) o
                   WHERE o IN ('election_officer', 'secretary', 'deputy_secretary', 'membership_committee'))
$$;

-- Decisions as one officer enters them. They stand as entered, not as decided.
CREATE TABLE decision_entries (
    id uuid PRIMARY KEY,
    number bigint GENERATED ALWAYS AS IDENTITY (START WITH 2) UNIQUE,
    body text NOT NULL REFERENCES bodies (id),
    decided_on date NOT NULL,
    title text NOT NULL,
    decision text NOT NULL,
    citation text NOT NULL,
    matter text NOT NULL,
    adopted boolean NOT NULL,
    effect text,
    entered_by uuid NOT NULL REFERENCES parties (id),
    entered_in xid8 NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT decision_entries_title CHECK (title = btrim(title) AND char_length(title) BETWEEN 1 AND 200),
    CONSTRAINT decision_entries_decision CHECK (decision <> '' AND char_length(decision) <= 4000),
    CONSTRAINT decision_entries_matter CHECK (matter IN ('ordinary', 'reserved')),
    CONSTRAINT decision_entries_lost CHECK (adopted OR effect IS NULL),
    CONSTRAINT decision_entries_effect CHECK (char_length(effect) <= 65535)
);
COMMENT ON TABLE decision_entries IS
    'Decisions as one officer entered them, with what they would do (canonical JSON). Each waits for other officers: once enough of them have confirmed it, it stands in recorded_decisions.';
CALL keep_as_history('decision_entries');

CREATE TABLE decision_confirmations (
    entry uuid NOT NULL REFERENCES decision_entries (id),
    confirmed_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (entry, confirmed_by)
);
COMMENT ON TABLE decision_confirmations IS
    'Which officers confirmed what another entered; with the last one that the rule decision.officers asks for, the decision counts.';
CALL keep_as_history('decision_confirmations');

CREATE TABLE decision_withdrawals (
    entry uuid PRIMARY KEY REFERENCES decision_entries (id),
    withdrawn_by uuid NOT NULL REFERENCES parties (id),
    reason text NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT decision_withdrawals_reason CHECK (reason = btrim(reason) AND char_length(reason) BETWEEN 1 AND 400)
);
COMMENT ON TABLE decision_withdrawals IS 'Entries taken back before they counted, by whom and why. They are never confirmed.';
CALL keep_as_history('decision_withdrawals');

CREATE TABLE decision_documents (
    entry uuid PRIMARY KEY REFERENCES decision_entries (id),
    name text NOT NULL,
    document bytea NOT NULL,
    sha256 bytea NOT NULL GENERATED ALWAYS AS (sha256(document)) STORED,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT decision_documents_name CHECK (char_length(name) BETWEEN 1 AND 120),
    CONSTRAINT decision_documents_size CHECK (octet_length(document) BETWEEN 1 AND 1048576)
);
COMMENT ON TABLE decision_documents IS 'What was uploaded with a decision, minutes for example.';
CALL keep_as_history('decision_documents');

CREATE TABLE decision_numbers (
    entry uuid PRIMARY KEY REFERENCES decision_entries (id),
    members_entitled integer NOT NULL,
    members_present integer NOT NULL,
    votes_entitled bigint NOT NULL,
    votes_present bigint NOT NULL,
    votes_yes bigint NOT NULL,
    votes_no bigint NOT NULL,
    votes_abstain bigint NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT decision_numbers_parts CHECK (
        members_present BETWEEN 0 AND members_entitled AND votes_present BETWEEN 0 AND votes_entitled
        AND votes_yes >= 0 AND votes_no >= 0 AND votes_abstain >= 0
        AND votes_yes + votes_no + votes_abstain <= votes_present
        AND members_entitled > 0 AND (members_present = 0) = (votes_present = 0))
);
COMMENT ON TABLE decision_numbers IS 'How the members voted, by number: heads and their votes.';
CALL keep_as_history('decision_numbers');

CREATE TABLE decision_votes (
    record bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    entry uuid NOT NULL REFERENCES decision_entries (id),
    seat uuid REFERENCES seats (id),
    person uuid REFERENCES parties (id),
    vote text NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT decision_votes_vote CHECK (vote IN
        ('yes', 'no', 'abstain', 'not_voting', 'absent', 'recused', 'vacant', 'suspended')),
    CONSTRAINT decision_votes_who CHECK ((person IS NULL) = (vote = 'vacant')),
    CONSTRAINT decision_votes_once UNIQUE NULLS NOT DISTINCT (entry, seat, person)
);
COMMENT ON TABLE decision_votes IS 'How each of a body''s roster voted, by name; a vacant seat has no person.';
CALL keep_as_history('decision_votes');

CREATE TABLE decision_rules (
    entry uuid NOT NULL REFERENCES decision_entries (id),
    key text NOT NULL,
    value text NOT NULL,
    citation text NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (entry, key)
);
COMMENT ON TABLE decision_rules IS 'The rules a decision is held against, as they were in force then.';
CALL keep_as_history('decision_rules');

ALTER TABLE recorded_decisions
    ADD COLUMN body text REFERENCES bodies (id),
    ADD COLUMN entry uuid UNIQUE REFERENCES decision_entries (id),
    ADD COLUMN confirmed_by uuid REFERENCES parties (id),
    ADD COLUMN adopted boolean NOT NULL DEFAULT true;
COMMENT ON TABLE recorded_decisions IS
    'Decisions that count: entered by one officer and confirmed by as many others as the rule asks for, of whom confirmed_by is the last. The founding record is the first, and the only one without an entry.';

-- What a foundation begins with.
CREATE FUNCTION make_bodies(by_decision uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    every text[] := ARRAY['appoint_officers', 'appoint_committees', 'seat_directors', 'suspend',
                          'adopt_rulebook', 'appoint_auditor', 'admit_members', 'hold_elections'];
BEGIN
    INSERT INTO public.bodies (id, kind, decision) VALUES
        ('board', 'board', by_decision), ('membership-committee', 'committee', by_decision),
        ('members', 'members', by_decision), ('founders', 'founders', by_decision);
    INSERT INTO public.body_charters
        (body, name, charter, citation, min_size, max_size, odd, directors_min, directors_max, powers, withheld, decision)
    SELECT c.body, c.name, c.charter,
           coalesce((SELECT r.citation FROM public.rule_in_force(c.key, clock_timestamp()) r), ''),
           NULL, NULL, false, NULL, NULL, c.powers,
           ARRAY(SELECT p FROM unnest(every) p WHERE p <> ALL (c.powers)), by_decision
    FROM (VALUES
        ('board', 'The board', 'The board leads the foundation.', 'board.quorum',
         every[1:6] || every[8:8]),
        ('membership-committee', 'Membership committee', 'The membership committee admits members and keeps their list.',
         'committee.quorum', every[7:7]),
        ('members', 'The members', 'The members elect the board and decide what is put to them.', 'members.majority',
         every[3:6]),
        ('founders', 'The founders', 'Those named in the founding record decide until the first director sits, and nothing afterwards.',
         '', every)) AS c (body, name, charter, key, powers);
END
$$;
COMMENT ON FUNCTION make_bodies(uuid) IS 'Makes board, membership committee, members and founders, with their first charters.';
REVOKE ALL ON FUNCTION make_bodies(uuid) FROM PUBLIC;

-- A foundation that was there before has its bodies now, and whoever was a
-- director or on the membership committee sits on a seat.
DO $$
DECLARE
    founding uuid;
    term record;
    place uuid;
    of_body text;
BEGIN
    SELECT d.id INTO founding FROM recorded_decisions d ORDER BY d.number LIMIT 1;
    IF founding IS NULL THEN
        RETURN;
    END IF;
    PERFORM make_bodies(founding);
    FOR term IN
        SELECT t.*, e.ends_at AS ended_at FROM office_terms t LEFT JOIN office_ends e ON e.term = t.id
        WHERE t.office IN ('director', 'membership_committee')
          AND (t.ends_at IS NULL OR clock_timestamp() < t.ends_at) AND (e.ends_at IS NULL OR clock_timestamp() < e.ends_at)
        ORDER BY t.starts_at, t.id
    LOOP
        of_body := CASE term.office WHEN 'director' THEN 'board' ELSE 'membership-committee' END;
        place := gen_random_uuid();
        INSERT INTO seats (id, body, cohort, name, decision)
        SELECT place, of_body, '', 'Seat ' || (count(*) + 1), founding FROM seats s WHERE s.body = of_body;
        INSERT INTO seat_incumbencies (id, seat, person, starts_at, ends_at, basis, affiliation, decision)
        VALUES (gen_random_uuid(), place, term.person, clock_timestamp(), least(term.ends_at, term.ended_at), 'appointment', '', term.decision);
    END LOOP;
    PERFORM setval(pg_get_serial_sequence('decision_entries', 'number'), (SELECT max(number) FROM recorded_decisions));
END
$$;

-- Guards of what a decision brings about. They are the last word, whoever inserts.
ALTER TABLE office_terms DROP CONSTRAINT office_terms_office;
ALTER TABLE office_terms ADD CONSTRAINT office_terms_office CHECK (office IN
    ('election_officer', 'secretary', 'deputy_secretary', 'chair', 'deputy_chair', 'treasurer', 'deputy_treasurer', 'auditor')) NOT VALID;
ALTER TABLE office_terms ADD CONSTRAINT office_terms_auditor_for_a_time CHECK (office <> 'auditor' OR ends_at IS NOT NULL) NOT VALID;
REVOKE INSERT ON office_terms, office_ends FROM commonhold_app;

CREATE FUNCTION require_decision_of_now(by_decision uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/bodies', 0));
    IF (NOT EXISTS (SELECT FROM public.recorded_decisions d WHERE d.id = by_decision)
        OR EXISTS (SELECT FROM public.recorded_decisions d
                   WHERE d.id = by_decision AND d.adopted AND d.recorded_at >= transaction_timestamp())) IS NOT TRUE THEN
        RAISE EXCEPTION 'what a decision does is done in the transaction that confirms it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'effect_comes_with_its_decision';
    END IF;
END
$$;
COMMENT ON FUNCTION require_decision_of_now(uuid) IS
    'Refuses an effect of a decision that was recorded before this transaction, or was lost. Whether there is such a decision is the reference''s business.';
REVOKE ALL ON FUNCTION require_decision_of_now(uuid) FROM PUBLIC;

CREATE FUNCTION guard_effect() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_decision_of_now(NEW.decision);
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_effect() IS 'Guard of what decisions bring about: with the decision, not later.';

CREATE FUNCTION guard_office_term() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_decision_of_now(NEW.decision);
    NEW.starts_at := greatest(NEW.starts_at, clock_timestamp());
    IF public.are_compatible(ARRAY(SELECT public.offices_held(NEW.person, clock_timestamp())) || NEW.office, clock_timestamp()) IS NOT TRUE THEN
        RAISE EXCEPTION 'one person does not hold these offices together'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'offices_exclude_each_other';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_office_term() IS
    'Guard of office_terms: with the decision, never into the past, and not beside an office that excludes it.';
CREATE TRIGGER guard BEFORE INSERT ON office_terms FOR EACH ROW EXECUTE FUNCTION guard_office_term();
ALTER TABLE office_terms ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_incumbency() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    of_body text;
    office text;
BEGIN
    PERFORM public.require_decision_of_now(NEW.decision);
    NEW.starts_at := greatest(NEW.starts_at, clock_timestamp());
    SELECT s.body INTO of_body FROM public.seats s WHERE s.id = NEW.seat;
    -- A held-over director gives way to the successor; nobody else does.
    IF (NOT EXISTS (
            SELECT FROM public.seat_incumbencies i LEFT JOIN public.incumbency_ends e ON e.incumbency = i.id
            WHERE i.seat = NEW.seat
              AND tstzrange(i.starts_at, least(i.ends_at, e.ends_at)) && tstzrange(NEW.starts_at, NEW.ends_at)
        )) IS NOT TRUE THEN
        RAISE EXCEPTION 'somebody sits on this seat'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'seat_has_one_incumbent';
    END IF;
    IF (NOT EXISTS (SELECT FROM public.seated(NEW.starts_at) x
                    WHERE x.body = of_body AND x.person = NEW.person AND x.seat <> NEW.seat)) IS NOT TRUE THEN
        RAISE EXCEPTION 'this person has another seat of the body'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'person_has_one_seat';
    END IF;
    office := CASE of_body WHEN 'board' THEN 'director' WHEN 'membership-committee' THEN 'membership_committee' END;
    IF (office IS NULL OR public.are_compatible(
            ARRAY(SELECT public.offices_held(NEW.person, clock_timestamp())) || office, clock_timestamp())) IS NOT TRUE THEN
        RAISE EXCEPTION 'one person does not hold these offices together'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'offices_exclude_each_other';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_incumbency() IS
    'Guard of seat_incumbencies: one at a time on a seat, one seat to a person, never into the past, no offices that exclude each other.';
CREATE TRIGGER guard BEFORE INSERT ON seat_incumbencies FOR EACH ROW EXECUTE FUNCTION guard_incumbency();
ALTER TABLE seat_incumbencies ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_incumbency_end() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_decision_of_now(NEW.decision);
    NEW.ends_at := greatest(NEW.ends_at, clock_timestamp());
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_incumbency_end() IS
    'Guard of incumbency_ends: a seat is left when that is recorded, or later.';
CREATE TRIGGER guard BEFORE INSERT ON incumbency_ends FOR EACH ROW EXECUTE FUNCTION guard_incumbency_end();
ALTER TABLE incumbency_ends ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_suspension() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_decision_of_now(NEW.decision);
    NEW.starts_at := greatest(NEW.starts_at, clock_timestamp());
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_suspension() IS 'Guard of suspensions: with the decision, and never into the past.';
CREATE TRIGGER guard BEFORE INSERT ON suspensions FOR EACH ROW EXECUTE FUNCTION guard_suspension();
ALTER TABLE suspensions ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_suspension_end() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_decision_of_now(NEW.decision);
    NEW.ends_at := clock_timestamp();
    -- Whether there is such a suspension is the reference's business.
    IF (NOT EXISTS (SELECT FROM public.suspensions u WHERE u.id = NEW.suspension AND u.ends_at <= NEW.ends_at)) IS NOT TRUE THEN
        RAISE EXCEPTION 'this suspension is over'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'suspension_is_not_over';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_suspension_end() IS
    'Guard of suspension_ends: with the decision, from that instant on, and of a suspension that lasts.';
CREATE TRIGGER guard BEFORE INSERT ON suspension_ends FOR EACH ROW EXECUTE FUNCTION guard_suspension_end();
ALTER TABLE suspension_ends ENABLE ALWAYS TRIGGER guard;

CREATE TRIGGER guard BEFORE INSERT ON office_ends FOR EACH ROW EXECUTE FUNCTION guard_effect();
ALTER TABLE office_ends ENABLE ALWAYS TRIGGER guard;
CREATE TRIGGER guard BEFORE INSERT ON bodies FOR EACH ROW EXECUTE FUNCTION guard_effect();
ALTER TABLE bodies ENABLE ALWAYS TRIGGER guard;
CREATE TRIGGER guard BEFORE INSERT ON body_charters FOR EACH ROW EXECUTE FUNCTION guard_effect();
ALTER TABLE body_charters ENABLE ALWAYS TRIGGER guard;
CREATE TRIGGER guard BEFORE INSERT ON seats FOR EACH ROW EXECUTE FUNCTION guard_effect();
ALTER TABLE seats ENABLE ALWAYS TRIGGER guard;

-- What a decision does, once it counts.
CREATE FUNCTION carry_out(by_decision uuid, effect jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    act text := effect ->> 'act';
    ends timestamptz := public.end_of_legal_day((effect ->> 'last_day')::date);
    taken jsonb;
    place uuid;
BEGIN
    IF act = 'appoint' THEN
        INSERT INTO public.office_terms (id, person, office, starts_at, ends_at, decision)
        VALUES (gen_random_uuid(), (effect ->> 'person')::uuid, effect ->> 'office', clock_timestamp(), ends, by_decision);
    ELSIF act = 'end_office' THEN
        INSERT INTO public.office_ends (term, ends_at, decision)
        VALUES ((effect ->> 'term')::uuid, coalesce(ends, clock_timestamp()), by_decision);
    ELSIF act = 'seat' THEN
        FOR taken IN SELECT jsonb_array_elements(effect -> 'seats') LOOP
            -- The person's own seat, a vacant one, or one that is held over; else a new one.
            SELECT s.id INTO place FROM public.seats s
            LEFT JOIN public.seated(clock_timestamp()) x ON x.seat = s.id
            WHERE s.body = effect ->> 'body' AND s.cohort = coalesce(taken ->> 'cohort', '')
              AND (x.seat IS NULL OR x.holdover)
            ORDER BY x.person = (taken ->> 'person')::uuid DESC NULLS LAST, x.seat IS NULL DESC, s.recorded_at, s.name LIMIT 1;
            IF place IS NULL THEN
                place := gen_random_uuid();
                INSERT INTO public.seats (id, body, cohort, name, decision)
                SELECT place, effect ->> 'body', coalesce(taken ->> 'cohort', ''), 'Seat ' || (count(*) + 1), by_decision
                FROM public.seats s WHERE s.body = effect ->> 'body';
            END IF;
            INSERT INTO public.seat_incumbencies (id, seat, person, starts_at, ends_at, basis, affiliation, decision)
            VALUES (gen_random_uuid(), place, (taken ->> 'person')::uuid, clock_timestamp(),
                    public.end_of_legal_day((taken ->> 'last_day')::date), effect ->> 'basis', coalesce(taken ->> 'affiliation', ''), by_decision);
        END LOOP;
    ELSIF act = 'unseat' THEN
        INSERT INTO public.incumbency_ends (incumbency, ends_at, reason, decision)
        VALUES ((effect ->> 'incumbency')::uuid, coalesce(ends, clock_timestamp()), effect ->> 'reason', by_decision);
    ELSIF act = 'suspend' THEN
        INSERT INTO public.suspensions (id, body, person, starts_at, ends_at, reason, decision)
        VALUES (gen_random_uuid(), effect ->> 'body', (effect ->> 'person')::uuid, clock_timestamp(), ends, effect ->> 'reason', by_decision);
    ELSIF act = 'lift_suspension' THEN
        INSERT INTO public.suspension_ends (suspension, ends_at, reason, decision)
        VALUES ((effect ->> 'suspension')::uuid, clock_timestamp(), effect ->> 'reason', by_decision);
    ELSIF act = 'charter' THEN
        IF NOT EXISTS (SELECT FROM public.bodies b WHERE b.id = effect ->> 'body') THEN
            INSERT INTO public.bodies (id, kind, decision) VALUES (effect ->> 'body', 'committee', by_decision);
        END IF;
        INSERT INTO public.body_charters
            (body, name, charter, citation, min_size, max_size, odd, directors_min, directors_max, powers, withheld, decision)
        VALUES (effect ->> 'body', effect ->> 'name', effect ->> 'charter', effect ->> 'citation',
                (effect ->> 'min_size')::integer, (effect ->> 'max_size')::integer, effect ->> 'odd' = 'yes',
                (effect ->> 'directors_min')::integer, (effect ->> 'directors_max')::integer,
                ARRAY(SELECT jsonb_array_elements_text(effect -> 'powers')),
                ARRAY(SELECT jsonb_array_elements_text(effect -> 'withheld')), by_decision);
    ELSE
        -- A rulebook is taken up by the act that officers sign; the decision is what it rests on.
        IF (act = 'adopt_rulebook') IS NOT TRUE THEN
            RAISE EXCEPTION 'nobody knows how to do this'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'effect_is_known';
        END IF;
    END IF;
END
$$;
COMMENT ON FUNCTION carry_out(uuid, jsonb) IS 'Does what a decision brings about; called where the decision is confirmed, and by the founding record.';
REVOKE ALL ON FUNCTION carry_out(uuid, jsonb) FROM PUBLIC;

CREATE FUNCTION found_bodies(by_decision uuid, effects text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    effect jsonb;
BEGIN
    IF (public.is_founding() AND NOT EXISTS (SELECT FROM public.bodies)
        AND EXISTS (SELECT FROM public.recorded_decisions d WHERE d.id = by_decision AND d.entry IS NULL)) IS NOT TRUE THEN
        RAISE EXCEPTION 'only the founding record appoints without a decision that two officers bring'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'founding_is_once';
    END IF;
    PERFORM public.make_bodies(by_decision);
    FOR effect IN SELECT jsonb_array_elements(effects::jsonb) LOOP
        PERFORM public.carry_out(by_decision, effect);
    END LOOP;
END
$$;
COMMENT ON FUNCTION found_bodies(uuid, text) IS
    'Makes the bodies and the first appointments, within the transaction that founds the foundation.';
REVOKE ALL ON FUNCTION found_bodies(uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION found_bodies(uuid, text) TO commonhold_app;

-- Who belongs to a body, and what it is held against.
CREATE FUNCTION roster(of_body text, at timestamptz) RETURNS TABLE (seat uuid, person uuid, standing text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT s.id, x.person,
           CASE WHEN x.person IS NULL THEN 'vacant' WHEN x.suspended THEN 'suspended' ELSE 'in office' END
    FROM public.seats s LEFT JOIN public.seated(at) x ON x.seat = s.id
    WHERE s.body = of_body AND s.recorded_at <= at
    UNION
    SELECT NULL, f.person, 'in office'
    FROM (SELECT t.person, t.decision FROM public.office_terms t
          UNION ALL SELECT i.person, i.decision FROM public.seat_incumbencies i) f
    WHERE of_body = 'founders'
      AND f.decision = (SELECT d.id FROM public.recorded_decisions d WHERE d.entry IS NULL ORDER BY d.number LIMIT 1)
$$;
COMMENT ON FUNCTION roster(text, timestamptz) IS
    'The seats of a body with who sits on them, and the founders by name; the members are counted, not named.';
REVOKE ALL ON FUNCTION roster(text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION roster(text, timestamptz) TO commonhold_app, commonhold_certifier, commonhold_auditor;

CREATE FUNCTION rule_keys(of_body text, matter text) RETURNS text[]
    LANGUAGE sql IMMUTABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE
        WHEN of_body = 'members' THEN ARRAY['quorum.members', 'quorum.votes', 'members.majority']
        WHEN of_body IN ('board', 'founders') AND matter = 'reserved' THEN ARRAY['board.super.quorum', 'board.recusal', 'board.super.majority']
        WHEN of_body IN ('board', 'founders') THEN ARRAY['board.quorum', 'board.recusal', 'board.majority']
        ELSE ARRAY['committee.quorum', 'board.recusal', 'committee.majority'] END
$$;
COMMENT ON FUNCTION rule_keys(text, text) IS 'By which rules a decision of a body is judged; the last is its majority.';
REVOKE ALL ON FUNCTION rule_keys(text, text) FROM PUBLIC;

CREATE FUNCTION entry_instant(decided_on date, entered_at timestamptz) RETURNS timestamptz
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT least(public.end_of_legal_day(decided_on) - interval '1 microsecond', entered_at)
$$;
COMMENT ON FUNCTION entry_instant(date, timestamptz) IS
    'As of when roster and rules of a decision are taken: the end of its day, or its entry where that is earlier.';
REVOKE ALL ON FUNCTION entry_instant(date, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION entry_instant(date, timestamptz) TO commonhold_app, commonhold_certifier, commonhold_auditor;

-- `at least 2/3 of in office`, `more than 1/2 of present`: the fewest that reach it.
CREATE FUNCTION needed_for(threshold text, counts jsonb) RETURNS bigint
    LANGUAGE sql IMMUTABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE m[1] WHEN 'more than' THEN div(total * m[2]::numeric, m[3]::numeric) + 1
                     ELSE div(total * m[2]::numeric + m[3]::numeric - 1, m[3]::numeric) END::bigint
    FROM regexp_match(threshold, '^(more than|at least) ([0-9]{1,9})/([1-9][0-9]{0,8}) of ([a-z ]+)$') m,
         LATERAL (SELECT (counts ->> m[4])::numeric AS total) t
$$;
COMMENT ON FUNCTION needed_for(text, jsonb) IS 'The fewest that reach a threshold, of counts by the names of its bases; unknown where either cannot be read.';
REVOKE ALL ON FUNCTION needed_for(text, jsonb) FROM PUBLIC;

CREATE FUNCTION is_carried_by_name(votes jsonb, quorum text, recusal text, majority text) RETURNS boolean
    LANGUAGE sql IMMUTABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE recusal
               WHEN 'lowers the quorum' THEN p.present >= n.quorum - v.recused AND p.present >= 1
               WHEN 'counts in the quorum' THEN p.present + v.recused >= n.quorum AND p.present + v.recused >= 1 END
        AND v.yes >= public.needed_for(majority, c.counts)
        AND v.yes > v.no
    FROM (SELECT coalesce((votes ->> 'yes')::bigint, 0) AS yes, coalesce((votes ->> 'no')::bigint, 0) AS no,
                 coalesce((votes ->> 'abstain')::bigint, 0) AS abstain,
                 coalesce((votes ->> 'not_voting')::bigint, 0) AS silent,
                 coalesce((votes ->> 'absent')::bigint, 0) AS absent,
                 coalesce((votes ->> 'recused')::bigint, 0) AS recused) v,
         LATERAL (SELECT v.yes + v.no + v.abstain + v.silent AS present) p,
         LATERAL (SELECT jsonb_build_object('yes and no', v.yes + v.no, 'cast', v.yes + v.no + v.abstain,
                      'present', p.present, 'in office', p.present + v.absent + v.recused,
                      'entitled', p.present + v.absent) AS counts) c,
         LATERAL (SELECT public.needed_for(quorum, c.counts) AS quorum) n
$$;
COMMENT ON FUNCTION is_carried_by_name(jsonb, text, text, text) IS
    'Whether votes of a roster, how many by the word of each vote, meet quorum and majority; a tie is lost. Whoever is vacant or suspended is not in office.';
REVOKE ALL ON FUNCTION is_carried_by_name(jsonb, text, text, text) FROM PUBLIC;

CREATE FUNCTION is_carried_by_number(votes jsonb, of_members text, of_votes text, majority text) RETURNS boolean
    LANGUAGE sql IMMUTABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT v.members_present >= public.needed_for('at least ' || of_members || ' of members', c.counts)
        AND v.votes_present >= public.needed_for('at least ' || of_votes || ' of entitled', c.counts)
        AND v.votes_yes >= public.needed_for(majority, c.counts)
        AND v.votes_yes > v.votes_no
    FROM jsonb_to_record(votes) AS v (members_entitled bigint, members_present bigint, votes_entitled bigint,
             votes_present bigint, votes_yes bigint, votes_no bigint, votes_abstain bigint),
         LATERAL (SELECT jsonb_build_object('yes and no', v.votes_yes + v.votes_no,
                      'cast', v.votes_yes + v.votes_no + v.votes_abstain, 'present', v.votes_present,
                      'in office', v.votes_entitled, 'entitled', v.votes_entitled,
                      'members', v.members_entitled) AS counts) c
$$;
COMMENT ON FUNCTION is_carried_by_number(jsonb, text, text, text) IS
    'Whether a vote of the members, as a row of decision_numbers, meets both quorums and the majority; a tie is lost.';
REVOKE ALL ON FUNCTION is_carried_by_number(jsonb, text, text, text) FROM PUBLIC;

CREATE FUNCTION is_carried(of_entry uuid) RETURNS boolean
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
        RETURN (SELECT public.is_carried_by_number(to_jsonb(n), rule ->> keys[1], rule ->> keys[2], rule ->> keys[3])
                FROM public.decision_numbers n WHERE n.entry = of_entry);
    END IF;
    RETURN (SELECT public.is_carried_by_name(coalesce(jsonb_object_agg(v.vote, v.many), '{}'),
                                        rule ->> keys[1], rule ->> keys[2], rule ->> keys[3])
            FROM (SELECT d.vote, count(*) AS many FROM public.decision_votes d
                  WHERE d.entry = of_entry GROUP BY d.vote) v);
END
$$;
COMMENT ON FUNCTION is_carried(uuid) IS
    'Whether the votes of an entry meet quorum and threshold of its rules; a tie is lost.';
REVOKE ALL ON FUNCTION is_carried(uuid) FROM PUBLIC;

-- Removing a director is a super majority matter of the board. So is suspending
-- one, which takes away the same vote. So is adopting a rulebook, since it may
-- change the bylaws: whether it does stands in the file, which SQL does not read.
CREATE FUNCTION is_reserved(of_body text, effect jsonb) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT of_body = 'board' AND coalesce(CASE effect ->> 'act'
        WHEN 'unseat' THEN EXISTS (SELECT FROM public.seat_incumbencies i JOIN public.seats s ON s.id = i.seat
                                   WHERE i.id = (effect ->> 'incumbency')::uuid AND s.body = 'board')
        WHEN 'suspend' THEN effect ->> 'body' = 'board'
        WHEN 'adopt_rulebook' THEN true END, false)
$$;
COMMENT ON FUNCTION is_reserved(text, jsonb) IS 'Whether what a body decides is for it a reserved matter, whatever the entry says.';
REVOKE ALL ON FUNCTION is_reserved(text, jsonb) FROM PUBLIC;

CREATE FUNCTION officers_of_decision(at timestamptz) RETURNS integer
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT greatest(2, max(r.value::integer) FILTER (WHERE r.value ~ '^[0-9]{1,9}$'))
    FROM public.rule_in_force('decision.officers', at) r
$$;
COMMENT ON FUNCTION officers_of_decision(timestamptz) IS
    'How many officers it takes to enter a decision, whoever enters it among them: what the rule says, and never fewer than two.';
REVOKE ALL ON FUNCTION officers_of_decision(timestamptz) FROM PUBLIC;

CREATE FUNCTION concerns(effect jsonb, who uuid) RETURNS boolean
    LANGUAGE sql IMMUTABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(effect ->> 'person' = who::text, false)
        OR EXISTS (SELECT FROM jsonb_array_elements(coalesce(effect -> 'seats', '[]')) s WHERE s ->> 'person' = who::text)
$$;
COMMENT ON FUNCTION concerns(jsonb, uuid) IS 'Whether what a decision does is done to this person.';
REVOKE ALL ON FUNCTION concerns(jsonb, uuid) FROM PUBLIC;

CREATE FUNCTION require_competence(of_body text, effect jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    own text[];
    target text := effect ->> 'body';
    power text;
BEGIN
    IF (of_body <> 'founders' OR NOT EXISTS (
            SELECT FROM public.seat_incumbencies i JOIN public.seats s ON s.id = i.seat
            WHERE s.body = 'board' AND i.starts_at <= clock_timestamp())) IS NOT TRUE THEN
        RAISE EXCEPTION 'the founders decide until the first director sits'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'founders_decide_no_more';
    END IF;
    IF effect IS NULL THEN
        RETURN;
    END IF;
    SELECT c.powers INTO own FROM public.body_charters c WHERE c.body = of_body ORDER BY c.record DESC LIMIT 1;
    power := CASE effect ->> 'act'
        WHEN 'appoint' THEN CASE effect ->> 'office' WHEN 'auditor' THEN 'appoint_auditor' ELSE 'appoint_officers' END
        WHEN 'end_office' THEN (SELECT CASE t.office WHEN 'auditor' THEN 'appoint_auditor' ELSE 'appoint_officers' END
                                FROM public.office_terms t
                                WHERE t.id = (effect ->> 'term')::uuid AND t.person = (effect ->> 'person')::uuid)
        WHEN 'seat' THEN CASE target WHEN 'board' THEN 'seat_directors' ELSE 'appoint_committees' END
        WHEN 'unseat' THEN (SELECT CASE s.body WHEN 'board' THEN 'seat_directors' ELSE 'appoint_committees' END
                            FROM public.seat_incumbencies i JOIN public.seats s ON s.id = i.seat
                            WHERE i.id = (effect ->> 'incumbency')::uuid AND i.person = (effect ->> 'person')::uuid)
        WHEN 'charter' THEN 'appoint_committees'
        WHEN 'suspend' THEN 'suspend'
        WHEN 'lift_suspension' THEN (SELECT 'suspend' FROM public.suspensions u
                                     WHERE u.id = (effect ->> 'suspension')::uuid AND u.person = (effect ->> 'person')::uuid)
        WHEN 'adopt_rulebook' THEN 'adopt_rulebook' END;
    IF (power = ANY (own)) IS NOT TRUE THEN
        RAISE EXCEPTION 'the charter of this body does not give it this power'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'body_is_competent';
    END IF;
    -- Nobody gives what they have not, or writes the charter of board, members or founders.
    IF (effect ->> 'act' <> 'charter'
        OR target NOT IN ('board', 'members', 'founders')
           AND ARRAY(SELECT jsonb_array_elements_text(effect -> 'powers')) <@ (own || 'admit_members'::text)
           -- What the board decides as a reserved matter it does not hand to a committee.
           AND NOT ARRAY(SELECT jsonb_array_elements_text(effect -> 'powers'))
                   && ARRAY['seat_directors', 'suspend', 'adopt_rulebook']) IS NOT TRUE THEN
        RAISE EXCEPTION 'a charter of a committee gives powers of the body that makes it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'charter_gives_own_powers';
    END IF;
    IF (effect ->> 'act' NOT IN ('seat', 'suspend')
        OR EXISTS (SELECT FROM public.bodies b WHERE b.id = target AND b.kind IN ('board', 'committee'))) IS NOT TRUE THEN
        RAISE EXCEPTION 'this body has no seats'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'body_has_seats';
    END IF;
    -- A committee of the board is no way round it.
    IF (NOT (of_body NOT IN ('members', 'founders') AND effect ->> 'act' = 'seat' AND target = 'board')
        OR EXISTS (SELECT FROM public.rule_in_force('board.vacancy.filled_by', clock_timestamp()) r WHERE r.value <> 'members')) IS NOT TRUE THEN
        RAISE EXCEPTION 'the members fill the seats of the board'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'members_fill_vacancies';
    END IF;
    IF (effect ->> 'act' <> 'adopt_rulebook'
        OR effect ->> 'sha256' ~ '^[0-9a-f]{64}$' AND (effect ->> 'effective_on')::date IS NOT NULL) IS NOT TRUE THEN
        RAISE EXCEPTION 'a rulebook is named by its digest and the day it takes effect'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'rulebook_is_named';
    END IF;
END
$$;
COMMENT ON FUNCTION require_competence(text, jsonb) IS 'Refuses what a body may not decide.';
REVOKE ALL ON FUNCTION require_competence(text, jsonb) FROM PUBLIC;

-- One way to write each day and each identity, so that what is compared, shown
-- and done is the same.
CREATE FUNCTION is_plain_effect(effect jsonb) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT jsonb_typeof(effect) = 'object'
       AND coalesce(jsonb_typeof(effect -> 'seats') = 'array', true)
       AND NOT EXISTS (
        SELECT FROM (SELECT effect AS part
                     UNION ALL SELECT s FROM jsonb_array_elements(
                         CASE jsonb_typeof(effect -> 'seats') WHEN 'array' THEN effect -> 'seats' ELSE '[]' END) s) parts
        CROSS JOIN LATERAL jsonb_each_text(
            CASE jsonb_typeof(parts.part) WHEN 'object' THEN parts.part ELSE '{"person":"none"}' END) field
        WHERE CASE
            WHEN field.key IN ('last_day', 'effective_on') THEN
                CASE WHEN field.value ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' THEN field.value::date::text <> field.value ELSE true END
            WHEN field.key IN ('person', 'term', 'incumbency', 'suspension') THEN
                (field.value ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$') IS NOT TRUE
            WHEN field.key = 'sha256' THEN (field.value ~ '^[0-9a-f]{64}$') IS NOT TRUE
            ELSE false END)
$$;
COMMENT ON FUNCTION is_plain_effect(jsonb) IS 'Whether days, identities and digests of an effect are written in their one form.';
REVOKE ALL ON FUNCTION is_plain_effect(jsonb) FROM PUBLIC;

CREATE FUNCTION guard_entry() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/bodies', 0));
    NEW.entered_in := pg_current_xact_id();
    IF (NEW.effect IS NULL OR public.is_plain_effect(NEW.effect::jsonb)) IS NOT TRUE THEN
        RAISE EXCEPTION 'what a decision does is written in one form'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'effect_is_plain';
    END IF;
    IF EXISTS (SELECT FROM public.offices_held(NEW.entered_by, clock_timestamp()) o
               WHERE o IN ('secretary', 'deputy_secretary', 'chair', 'deputy_chair')) IS NOT TRUE THEN
        RAISE EXCEPTION 'decisions are entered by the secretary, the chair, or a deputy'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'entry_by_secretary_or_chair';
    END IF;
    IF (NEW.decided_on <= public.legal_day(clock_timestamp())) IS NOT TRUE THEN
        RAISE EXCEPTION 'a decision is entered when it has been taken'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'decision_is_not_to_come';
    END IF;
    IF (NEW.effect IS NULL OR NOT public.concerns(NEW.effect::jsonb, NEW.entered_by)) IS NOT TRUE THEN
        RAISE EXCEPTION 'nobody enters what is done to themselves'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'entry_concerns_another';
    END IF;
    PERFORM public.require_competence(NEW.body, NEW.effect::jsonb);
    IF (NEW.matter = 'reserved' OR NOT public.is_reserved(NEW.body, NEW.effect::jsonb)) IS NOT TRUE THEN
        RAISE EXCEPTION 'the board removes or suspends a director as a reserved matter'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'matter_is_reserved';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_entry() IS
    'Guard of decision_entries: by an officer who keeps the minutes and whom it does not concern, of a day not to come, of a body that may, reserved where the matter is.';
CREATE TRIGGER guard BEFORE INSERT ON decision_entries FOR EACH ROW EXECUTE FUNCTION guard_entry();
ALTER TABLE decision_entries ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_part_of_entry() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (NOT EXISTS (SELECT FROM public.decision_entries e WHERE e.id = NEW.entry)
        OR EXISTS (SELECT FROM public.decision_entries e
                   WHERE e.id = NEW.entry AND e.entered_in = pg_current_xact_id())) IS NOT TRUE THEN
        RAISE EXCEPTION 'votes and rules come with their entry'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'entry_is_whole';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_part_of_entry() IS 'Guard of what belongs to an entry: in the transaction that records the entry.';
CREATE TRIGGER guard BEFORE INSERT ON decision_votes FOR EACH ROW EXECUTE FUNCTION guard_part_of_entry();
ALTER TABLE decision_votes ENABLE ALWAYS TRIGGER guard;
CREATE TRIGGER guard BEFORE INSERT ON decision_numbers FOR EACH ROW EXECUTE FUNCTION guard_part_of_entry();
ALTER TABLE decision_numbers ENABLE ALWAYS TRIGGER guard;
CREATE TRIGGER guard BEFORE INSERT ON decision_documents FOR EACH ROW EXECUTE FUNCTION guard_part_of_entry();
ALTER TABLE decision_documents ENABLE ALWAYS TRIGGER guard;
CREATE TRIGGER guard BEFORE INSERT ON decision_rules FOR EACH ROW EXECUTE FUNCTION guard_part_of_entry();
ALTER TABLE decision_rules ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_withdrawal() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    e public.decision_entries;
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/bodies', 0));
    SELECT * INTO e FROM public.decision_entries d WHERE d.id = NEW.entry;
    IF (e.id IS NOT NULL AND EXISTS (
            SELECT FROM public.offices_held(NEW.withdrawn_by, clock_timestamp()) o
            WHERE o IN ('secretary', 'deputy_secretary', 'chair', 'deputy_chair')
               OR o <> 'auditor' AND NEW.withdrawn_by = e.entered_by)) IS NOT TRUE THEN
        RAISE EXCEPTION 'an entry is withdrawn by the officer who entered it, or by another who keeps the minutes'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'withdrawal_by_minute_keeper';
    END IF;
    IF (e.effect IS NULL OR NOT public.concerns(e.effect::jsonb, NEW.withdrawn_by)) IS NOT TRUE THEN
        RAISE EXCEPTION 'nobody withdraws what is done to themselves'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'withdrawal_concerns_another';
    END IF;
    IF (NOT EXISTS (SELECT FROM public.recorded_decisions d WHERE d.entry = NEW.entry)) IS NOT TRUE THEN
        RAISE EXCEPTION 'what is confirmed is not withdrawn'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'withdrawal_before_confirmation';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_withdrawal() IS
    'Guard of decision_withdrawals: before the entry counts, by an officer who keeps the minutes or entered it, and whom it does not concern.';
CREATE TRIGGER guard BEFORE INSERT ON decision_withdrawals FOR EACH ROW EXECUTE FUNCTION guard_withdrawal();
ALTER TABLE decision_withdrawals ENABLE ALWAYS TRIGGER guard;

-- What every confirmation asks of an entry, and the decision once more.
CREATE FUNCTION require_sound_entry(e decision_entries) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    at timestamptz := public.entry_instant(e.decided_on, e.recorded_at);
BEGIN
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
    IF (NOT EXISTS (SELECT FROM unnest(public.rule_keys(e.body, e.matter)) k
                    WHERE NOT EXISTS (SELECT FROM public.decision_rules r, public.rule_in_force(k, at) f
                                      WHERE r.entry = e.id AND r.key = k AND r.value = f.value AND r.citation = f.citation))
       ) IS NOT TRUE THEN
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
    IF ((e.body = 'members') = EXISTS (SELECT FROM public.decision_numbers n WHERE n.entry = e.id)
        AND public.is_carried(e.id) = e.adopted) IS NOT TRUE THEN
        RAISE EXCEPTION 'the votes do not say what the entry says'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'votes_meet_the_threshold';
    END IF;
END
$$;
COMMENT ON FUNCTION require_sound_entry(decision_entries) IS
    'Refuses an entry that counts already or is withdrawn, or that body, matter, rules, roster and votes do not carry.';
REVOKE ALL ON FUNCTION require_sound_entry(decision_entries) FROM PUBLIC;

CREATE FUNCTION guard_confirmation() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    e public.decision_entries;
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/bodies', 0));
    SELECT * INTO e FROM public.decision_entries d WHERE d.id = NEW.entry;
    IF (e.id IS NOT NULL AND NEW.confirmed_by <> e.entered_by) IS NOT TRUE THEN
        RAISE EXCEPTION 'whoever entered a decision does not confirm it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'decision_takes_two';
    END IF;
    IF EXISTS (SELECT FROM public.offices_held(NEW.confirmed_by, clock_timestamp()) o WHERE o <> 'auditor') IS NOT TRUE THEN
        RAISE EXCEPTION 'decisions are confirmed by an officer who is not an auditor'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'confirmation_by_officer';
    END IF;
    IF (e.effect IS NULL OR NOT public.concerns(e.effect::jsonb, NEW.confirmed_by)) IS NOT TRUE THEN
        RAISE EXCEPTION 'nobody confirms what is done to themselves'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'confirmation_concerns_another';
    END IF;
    PERFORM public.require_sound_entry(e);
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_confirmation() IS
    'Guard of decision_confirmations: of a sound entry, by an officer who did not enter it and whom it does not concern.';
CREATE TRIGGER guard BEFORE INSERT ON decision_confirmations FOR EACH ROW EXECUTE FUNCTION guard_confirmation();
ALTER TABLE decision_confirmations ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION complete_decision() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (SELECT count(*) FROM public.decision_confirmations c WHERE c.entry = NEW.entry)
        >= public.officers_of_decision(clock_timestamp()) - 1 THEN
        -- The guard takes the words from the entry.
        INSERT INTO public.recorded_decisions (id, entry, confirmed_by)
        VALUES (gen_random_uuid(), NEW.entry, NEW.confirmed_by);
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION complete_decision() IS 'With the last confirmation that is needed an entry is a decision.';
CREATE TRIGGER complete AFTER INSERT ON decision_confirmations FOR EACH ROW EXECUTE FUNCTION complete_decision();
ALTER TABLE decision_confirmations ENABLE ALWAYS TRIGGER complete;

CREATE FUNCTION guard_decision() RETURNS trigger
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
    -- Each confirmation was judged by its own guard when it came.
    IF (e.id IS NOT NULL
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
CREATE TRIGGER guard BEFORE INSERT ON recorded_decisions FOR EACH ROW EXECUTE FUNCTION guard_decision();
ALTER TABLE recorded_decisions ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION carry_out_decision() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    effect text;
BEGIN
    SELECT e.effect INTO effect FROM public.decision_entries e WHERE e.id = NEW.entry AND NEW.adopted;
    IF effect IS NOT NULL THEN
        PERFORM public.carry_out(NEW.id, effect::jsonb);
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION carry_out_decision() IS 'A decision that is confirmed does what it says, or is not confirmed.';
CREATE TRIGGER carry_out AFTER INSERT ON recorded_decisions FOR EACH ROW EXECUTE FUNCTION carry_out_decision();
ALTER TABLE recorded_decisions ENABLE ALWAYS TRIGGER carry_out;
