DROP TRIGGER done ON seat_incumbencies;
DROP TRIGGER guard_route ON decision_confirmations;
DROP FUNCTION guard_vacancy_route();
CREATE OR REPLACE FUNCTION guard_incumbency() RETURNS trigger
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
DROP FUNCTION fills_by_fork(text);
CREATE OR REPLACE FUNCTION require_competence(of_body text, effect jsonb) RETURNS void
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
DROP FUNCTION election_is_near(date);
DROP FUNCTION next_board_election(date);
DROP TRIGGER done ON incumbency_ends;
CREATE OR REPLACE FUNCTION guard_incumbency_end() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_decision_of_now(NEW.decision);
    NEW.ends_at := greatest(NEW.ends_at, clock_timestamp());
    RETURN NEW;
END
$$;
ALTER TABLE incumbency_ends DROP CONSTRAINT incumbency_ends_by, DROP COLUMN poll, DROP COLUMN event;
ALTER TABLE incumbency_ends ALTER COLUMN decision SET NOT NULL;
COMMENT ON TABLE incumbency_ends IS 'A seat left or taken away before its term was over.';
REVOKE INSERT ON seats, seat_incumbencies, incumbency_ends FROM commonhold_certifier;
DROP TABLE seat_event_confirmations, seat_event_ends, seat_event_cures, seat_events;
DROP FUNCTION complete_seat_event();
DROP FUNCTION guard_seat_event_confirmation();
DROP FUNCTION guard_seat_event_end();
DROP FUNCTION require_seat_is_over(uuid, uuid);
DROP FUNCTION guard_seat_event_cure();
DROP FUNCTION guard_seat_event();
DROP FUNCTION seat_event_stands(uuid, text, uuid, uuid);
DROP FUNCTION sponsor_of(uuid);
DROP TABLE seat_sponsors;
DROP FUNCTION guard_seat_sponsor();
DROP FUNCTION keeps_minutes(uuid);
DROP TRIGGER done ON seats;
DROP TRIGGER guard ON seats;
CREATE TRIGGER guard BEFORE INSERT ON seats FOR EACH ROW EXECUTE FUNCTION guard_effect();
ALTER TABLE seats ENABLE ALWAYS TRIGGER guard;
DROP FUNCTION guard_seat();
DROP FUNCTION require_done_act();
DROP FUNCTION require_certification_of_now(uuid);
DROP FUNCTION seating_of(uuid);
DROP TABLE poll_removals, poll_seat_refusals, poll_seating_options, poll_seating_places, poll_seatings;
DROP FUNCTION guard_seat_refusal();
DROP FUNCTION guard_seating_part();
DROP FUNCTION guard_poll_consequence();
ALTER TABLE seat_incumbencies DROP CONSTRAINT seat_incumbencies_by, DROP COLUMN poll;
ALTER TABLE seat_incumbencies ALTER COLUMN decision SET NOT NULL;
ALTER TABLE seats DROP CONSTRAINT seats_by, DROP COLUMN poll;
ALTER TABLE seats ALTER COLUMN decision SET NOT NULL;
