-- Bodies with their charters, their seats and who sits on them; offices; suspensions.
--
-- All of it is history. Offices, charters and suspensions are written by the database
-- itself, in the transaction of the last confirmation that their decision needs, and
-- by nobody else; seats and who sits on them also by the certifier, in the transaction
-- that certifies a vote. The database refuses what would hold in the past, two persons
-- on one seat, and offices that exclude each other.

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
    'Who can decide: the board, committees, the members, and the founders until the first director sits. The database itself writes it.';
CALL keep_as_history('bodies');
REVOKE INSERT ON bodies FROM commonhold_app;

ALTER TABLE recorded_decisions
    ADD CONSTRAINT recorded_decisions_body_fkey FOREIGN KEY (body) REFERENCES bodies (id);

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
    'What a body is called, how large it is, what it may decide and what is withheld from it: in force from recorded_at until the next. The database itself writes it.';
COMMENT ON COLUMN body_charters.odd IS 'Whether its size has to be odd.';
COMMENT ON COLUMN body_charters.powers IS 'Which of the named powers it has.';
COMMENT ON COLUMN body_charters.withheld IS 'Which of them it has not, whatever else is said.';
CREATE INDEX body_charters_latest ON body_charters (body, record DESC);
CALL keep_as_history('body_charters');
REVOKE INSERT ON body_charters FROM commonhold_app;

CREATE TABLE office_terms (
    id uuid PRIMARY KEY,
    person uuid NOT NULL,
    person_kind text NOT NULL DEFAULT 'person',
    office text NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz,
    decision uuid NOT NULL REFERENCES recorded_decisions (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT office_terms_person FOREIGN KEY (person, person_kind) REFERENCES parties (id, kind),
    CONSTRAINT office_terms_kind CHECK (person_kind = 'person'),
    CONSTRAINT office_terms_office CHECK (office IN
        ('election_officer', 'secretary', 'deputy_secretary', 'chair', 'deputy_chair', 'treasurer', 'deputy_treasurer', 'auditor')),
    CONSTRAINT office_terms_auditor_for_a_time CHECK (office <> 'auditor' OR ends_at IS NOT NULL),
    CONSTRAINT office_terms_order CHECK (starts_at < ends_at)
);
COMMENT ON TABLE office_terms IS
    'Who holds which office, from an instant until another (or until further notice), by which decision. The database itself writes it.';
CREATE INDEX office_terms_person ON office_terms (person);
CALL keep_as_history('office_terms');
REVOKE INSERT ON office_terms FROM commonhold_app;

CREATE TABLE office_ends (
    term uuid PRIMARY KEY REFERENCES office_terms (id),
    ends_at timestamptz NOT NULL,
    decision uuid NOT NULL REFERENCES recorded_decisions (id),
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE office_ends IS
    'An office laid down or withdrawn before its term was over. The database itself writes it.';
CALL keep_as_history('office_ends');
REVOKE INSERT ON office_ends FROM commonhold_app;

CREATE TABLE seats (
    id uuid PRIMARY KEY,
    body text NOT NULL REFERENCES bodies (id),
    cohort text NOT NULL,
    name text NOT NULL,
    decision uuid REFERENCES recorded_decisions (id),
    recorded_at timestamptz NOT NULL,
    poll uuid,
    CONSTRAINT seats_name UNIQUE (body, name),
    CONSTRAINT seats_cohort CHECK (cohort = btrim(cohort) AND char_length(cohort) <= 40),
    CONSTRAINT seats_by CHECK (num_nonnulls(decision, poll) = 1)
);
COMMENT ON TABLE seats IS
    'Seats of the board and of committees; the cohort is empty where a body has none. The database itself writes one with its decision, the certifier with its vote.';
CALL keep_as_history('seats');
REVOKE INSERT ON seats FROM commonhold_app;
GRANT INSERT ON seats TO commonhold_certifier;

CREATE TABLE seat_incumbencies (
    id uuid PRIMARY KEY,
    seat uuid NOT NULL REFERENCES seats (id),
    person uuid NOT NULL,
    person_kind text NOT NULL DEFAULT 'person',
    starts_at timestamptz NOT NULL,
    ends_at timestamptz,
    basis text NOT NULL,
    affiliation text NOT NULL,
    decision uuid REFERENCES recorded_decisions (id),
    recorded_at timestamptz NOT NULL,
    poll uuid,
    CONSTRAINT seat_incumbencies_person FOREIGN KEY (person, person_kind) REFERENCES parties (id, kind),
    CONSTRAINT seat_incumbencies_kind CHECK (person_kind = 'person'),
    CONSTRAINT seat_incumbencies_basis CHECK (basis IN ('election', 'appointment')),
    CONSTRAINT seat_incumbencies_affiliation CHECK (char_length(affiliation) <= 120),
    CONSTRAINT seat_incumbencies_order CHECK (starts_at < ends_at),
    CONSTRAINT seat_incumbencies_by CHECK (num_nonnulls(decision, poll) = 1 AND (poll IS NULL OR basis = 'election'))
);
COMMENT ON TABLE seat_incumbencies IS
    'Who sits on a seat, from an instant until the scheduled end, by which decision or vote; affiliation is what it was then. The database itself writes one with its decision, the certifier with its vote.';
CREATE INDEX seat_incumbencies_seat ON seat_incumbencies (seat, starts_at);
CREATE INDEX seat_incumbencies_person ON seat_incumbencies (person);
CALL keep_as_history('seat_incumbencies');
REVOKE INSERT ON seat_incumbencies FROM commonhold_app;
GRANT INSERT ON seat_incumbencies TO commonhold_certifier;

CREATE TABLE incumbency_ends (
    incumbency uuid PRIMARY KEY REFERENCES seat_incumbencies (id),
    ends_at timestamptz NOT NULL,
    reason text NOT NULL,
    decision uuid REFERENCES recorded_decisions (id),
    recorded_at timestamptz NOT NULL,
    poll uuid,
    event uuid,
    CONSTRAINT incumbency_ends_reason CHECK (reason <> ''),
    CONSTRAINT incumbency_ends_by CHECK (num_nonnulls(decision, poll, event) = 1)
);
COMMENT ON TABLE incumbency_ends IS
    'A seat left or taken away before its term was over, or where no end of the term was known: by a decision, by a certified vote, or by what ends a seat. The database itself writes it, and of a vote the certifier.';
CALL keep_as_history('incumbency_ends');
REVOKE INSERT ON incumbency_ends FROM commonhold_app;
GRANT INSERT ON incumbency_ends TO commonhold_certifier;

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
    'Who is suspended from a body until when: the seat is kept, and neither counted nor used. The database itself writes it.';
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
COMMENT ON TABLE suspension_ends IS
    'A suspension lifted before its last day, from an instant on, by which decision. The database itself writes it.';
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

CREATE FUNCTION acts_as_officer(who uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM public.offices_held(who, clock_timestamp()) o (office) WHERE o.office <> 'auditor')
$$;
COMMENT ON FUNCTION acts_as_officer(uuid) IS 'Whether somebody holds an office now by which officers act: any but the auditor''s.';
REVOKE ALL ON FUNCTION acts_as_officer(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION acts_as_officer(uuid) TO commonhold_app;

CREATE FUNCTION keeps_minutes(who uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM public.offices_held(who, clock_timestamp()) o
                   WHERE o IN ('secretary', 'deputy_secretary', 'chair', 'deputy_chair'))
$$;
COMMENT ON FUNCTION keeps_minutes(uuid) IS 'Whether somebody is the secretary, the chair, or a deputy now.';
REVOKE ALL ON FUNCTION keeps_minutes(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION keeps_minutes(uuid) TO commonhold_app, commonhold_auditor;

-- Guards of what a decision brings about. They are the last word, whoever inserts.

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
CREATE TRIGGER guard BEFORE INSERT ON office_ends FOR EACH ROW EXECUTE FUNCTION guard_effect();
ALTER TABLE office_ends ENABLE ALWAYS TRIGGER guard;
CREATE TRIGGER guard BEFORE INSERT ON bodies FOR EACH ROW EXECUTE FUNCTION guard_effect();
ALTER TABLE bodies ENABLE ALWAYS TRIGGER guard;
CREATE TRIGGER guard BEFORE INSERT ON body_charters FOR EACH ROW EXECUTE FUNCTION guard_effect();
ALTER TABLE body_charters ENABLE ALWAYS TRIGGER guard;

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

CREATE FUNCTION end_no_office_in_the_past() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.ends_at := greatest(NEW.ends_at, clock_timestamp());
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION end_no_office_in_the_past() IS
    'An office ends when its end is recorded, or later: what its holder did before stands.';
CREATE TRIGGER end_no_office_in_the_past BEFORE INSERT ON office_ends
    FOR EACH ROW EXECUTE FUNCTION end_no_office_in_the_past();
ALTER TABLE office_ends ENABLE ALWAYS TRIGGER end_no_office_in_the_past;

CREATE FUNCTION guard_incumbency() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    of_body text;
    office text;
    first_day date;
BEGIN
    SELECT s.body INTO of_body FROM public.seats s WHERE s.id = NEW.seat;
    IF NEW.poll IS NULL THEN
        PERFORM public.require_decision_of_now(NEW.decision);
    ELSE
        PERFORM public.require_certification_of_now(NEW.poll);
        SELECT s.first_day INTO first_day
        FROM public.seating_of(NEW.poll) s
        JOIN public.poll_seating_options o ON o.seating = s.id AND o.person = NEW.person
        JOIN public.poll_results r ON r.poll_id = NEW.poll AND r.result::jsonb -> 'elected' ? o.option
        JOIN public.poll_seating_places p ON p.seating = s.id
            AND (p.seat = NEW.seat
                 OR p.seat IS NULL AND EXISTS (SELECT FROM public.seats n
                                               WHERE n.id = NEW.seat AND n.poll = NEW.poll AND n.cohort = p.cohort))
            AND public.end_of_legal_day(p.last_day) = NEW.ends_at
        WHERE s.body = of_body
          AND NOT EXISTS (SELECT FROM public.poll_seat_refusals x WHERE x.poll = NEW.poll AND x.option = o.option);
        IF (first_day IS NOT NULL) IS NOT TRUE THEN
            RAISE EXCEPTION 'a vote seats whom it elected, on the seats that were declared, as long as was declared'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'seat_is_as_declared';
        END IF;
        NEW.starts_at := public.end_of_legal_day(first_day - 1);
    END IF;
    NEW.starts_at := greatest(NEW.starts_at, clock_timestamp());
    -- Where the board fills a seat because the election is near, nobody sits there.
    IF (of_body <> 'board' OR NEW.decision IS NULL
        OR NOT EXISTS (SELECT FROM public.recorded_decisions d WHERE d.id = NEW.decision AND public.fills_by_fork(d.body))
        OR NOT EXISTS (SELECT FROM public.seated(clock_timestamp()) x WHERE x.seat = NEW.seat)
           AND EXISTS (SELECT FROM public.seats s WHERE s.id = NEW.seat AND s.recorded_at < transaction_timestamp())) IS NOT TRUE THEN
        RAISE EXCEPTION 'the board fills a seat that is vacant'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'seat_is_vacant';
    END IF;
    -- Whoever fills a vacancy sits for the rest of the term.
    IF (of_body <> 'board'
        OR NOT EXISTS (SELECT FROM public.rule_in_force('board.vacancy.term', clock_timestamp()) r WHERE r.value = 'the rest of the term')
        OR NOT EXISTS (
            SELECT FROM (SELECT i.id, i.ends_at FROM public.seat_incumbencies i
                         WHERE i.seat = NEW.seat AND i.starts_at < NEW.starts_at
                         ORDER BY i.starts_at DESC LIMIT 1) l
            JOIN public.incumbency_ends e ON e.incumbency = l.id
            WHERE e.ends_at < l.ends_at AND l.ends_at > NEW.starts_at
              AND (NEW.ends_at IS NULL OR NEW.ends_at > l.ends_at))) IS NOT TRUE THEN
        RAISE EXCEPTION 'whoever fills a vacancy sits for the rest of its term'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'replacement_keeps_the_term';
    END IF;
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
    'Guard of seat_incumbencies: with the decision or with the certified vote as it was declared; one at a time on a seat, one seat to a person, never into the past, no offices that exclude each other; a vacancy for the rest of its term.';
CREATE TRIGGER guard BEFORE INSERT ON seat_incumbencies FOR EACH ROW EXECUTE FUNCTION guard_incumbency();
ALTER TABLE seat_incumbencies ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_incumbency_end() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    first_day date;
BEGIN
    IF NEW.event IS NOT NULL THEN
        IF EXISTS (SELECT FROM public.seat_events e WHERE e.id = NEW.event AND e.incumbency = NEW.incumbency
                     AND (SELECT count(*) FROM public.seat_event_confirmations c WHERE c.event = e.id)
                         >= public.officers_of_decision(clock_timestamp()) - 1) IS NOT TRUE THEN
            RAISE EXCEPTION 'the end of a seat by what happened takes its officers'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'end_takes_its_officers';
        END IF;
    ELSIF NEW.poll IS NOT NULL THEN
        PERFORM public.require_certification_of_now(NEW.poll);
        -- Whoever sits there gives way to the elected, or the members removed them.
        SELECT s.first_day INTO first_day
        FROM public.seating_of(NEW.poll) s JOIN public.poll_seating_places p ON p.seating = s.id
        JOIN public.seat_incumbencies i ON i.seat = p.seat
        WHERE i.id = NEW.incumbency;
        IF first_day IS NOT NULL THEN
            NEW.ends_at := public.end_of_legal_day(first_day - 1);
        ELSIF ((SELECT r.incumbency FROM public.poll_removals r WHERE r.poll = NEW.poll ORDER BY r.record DESC LIMIT 1) = NEW.incumbency
               AND EXISTS (SELECT FROM public.poll_results r WHERE r.poll_id = NEW.poll AND r.result::jsonb ->> 'verdict' = 'adopted')) IS NOT TRUE THEN
            RAISE EXCEPTION 'a vote empties the seats that were declared'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'end_was_declared';
        END IF;
    ELSE
        PERFORM public.require_decision_of_now(NEW.decision);
    END IF;
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
