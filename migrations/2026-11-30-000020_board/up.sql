-- The board over time: seats and terms from a certified result, vacancies and who fills
-- them, what ends a seat without anybody's vote, and the members' removal of a director by
-- a vote.
--
-- All of it is history. What a poll brings about is declared while it is a draft and written
-- by the certifier with the certification. The database refuses an effect that was not
-- declared, the end of a seat while it can still be put right, and a vacancy filled by whom
-- the rules do not let fill it.

-- Who comes to a seat, or leaves it, does so by a decision or by a certified vote.
ALTER TABLE seats
    ADD CONSTRAINT seats_poll_fkey FOREIGN KEY (poll) REFERENCES polls (id);
ALTER TABLE seat_incumbencies
    ADD CONSTRAINT seat_incumbencies_poll_fkey FOREIGN KEY (poll) REFERENCES polls (id);
ALTER TABLE incumbency_ends
    ADD CONSTRAINT incumbency_ends_poll_fkey FOREIGN KEY (poll) REFERENCES polls (id);

-- What a poll brings about when its count is certified, as declared while it is a draft.
CREATE TABLE poll_seatings (
    id uuid PRIMARY KEY,
    record bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    poll uuid NOT NULL REFERENCES polls (id),
    body text NOT NULL REFERENCES bodies (id),
    first_day date NOT NULL,
    declared_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE poll_seatings IS
    'To which body a poll elects, and the first day of the terms; the latest of a poll counts, and without places it elects to none.';
CREATE INDEX poll_seatings_latest ON poll_seatings (poll, record DESC);
CALL keep_as_history('poll_seatings');

CREATE TABLE poll_seating_places (
    seating uuid NOT NULL REFERENCES poll_seatings (id),
    place integer NOT NULL,
    seat uuid REFERENCES seats (id),
    cohort text NOT NULL,
    last_day date NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (seating, place),
    CONSTRAINT poll_seating_places_place CHECK (place > 0),
    CONSTRAINT poll_seating_places_cohort CHECK (cohort = btrim(cohort) AND char_length(cohort) <= 40)
);
COMMENT ON TABLE poll_seating_places IS
    'The seats that whoever is elected takes, in this order, and the last day of each term. Without a seat a new one is made in the cohort.';
CREATE UNIQUE INDEX poll_seating_places_once ON poll_seating_places (seating, seat);
CALL keep_as_history('poll_seating_places');

CREATE TABLE poll_seating_options (
    seating uuid NOT NULL REFERENCES poll_seatings (id),
    option text NOT NULL,
    person uuid NOT NULL,
    person_kind text NOT NULL DEFAULT 'person',
    affiliation text NOT NULL,
    sponsor uuid,
    sponsor_kind text NOT NULL DEFAULT 'organisation',
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (seating, option),
    CONSTRAINT poll_seating_options_person FOREIGN KEY (person, person_kind) REFERENCES parties (id, kind),
    CONSTRAINT poll_seating_options_sponsor FOREIGN KEY (sponsor, sponsor_kind) REFERENCES parties (id, kind),
    CONSTRAINT poll_seating_options_kinds CHECK (person_kind = 'person' AND sponsor_kind = 'organisation'),
    CONSTRAINT poll_seating_options_option CHECK (option ~ '^[a-z0-9-]{1,32}$'),
    CONSTRAINT poll_seating_options_affiliation CHECK (char_length(affiliation) <= 120)
);
COMMENT ON TABLE poll_seating_options IS
    'Who stands behind an option of a poll that elects: the person, for whom they work, and the sponsor that nominated them and whose seat it is.';
CREATE UNIQUE INDEX poll_seating_options_once ON poll_seating_options (seating, person);
CALL keep_as_history('poll_seating_options');

CREATE TABLE poll_seat_refusals (
    poll uuid NOT NULL REFERENCES polls (id),
    option text NOT NULL,
    reason text NOT NULL,
    recorded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (poll, option),
    CONSTRAINT poll_seat_refusals_reason CHECK (reason = btrim(reason) AND char_length(reason) BETWEEN 1 AND 400)
);
COMMENT ON TABLE poll_seat_refusals IS
    'Who takes no seat whatever the count says, recorded before the count is certified, and why; a seat of theirs stays open.';
CALL keep_as_history('poll_seat_refusals');

CREATE TABLE poll_removals (
    id uuid PRIMARY KEY,
    record bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    poll uuid NOT NULL REFERENCES polls (id),
    incumbency uuid REFERENCES seat_incumbencies (id),
    reason text NOT NULL,
    declared_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT poll_removals_reason CHECK (reason = btrim(reason) AND char_length(reason) BETWEEN 1 AND 400)
);
COMMENT ON TABLE poll_removals IS
    'Whose seat is over when the members adopt a motion; the latest of a poll counts, and without an incumbency it removes nobody.';
CREATE INDEX poll_removals_latest ON poll_removals (poll, record DESC);
CALL keep_as_history('poll_removals');

CREATE FUNCTION seating_of(of_poll uuid) RETURNS SETOF poll_seatings
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT * FROM public.poll_seatings s WHERE s.poll = of_poll ORDER BY s.record DESC LIMIT 1
$$;
COMMENT ON FUNCTION seating_of(uuid) IS 'What was declared last of the seats that a poll fills.';
REVOKE ALL ON FUNCTION seating_of(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION seating_of(uuid) TO commonhold_app, commonhold_certifier, commonhold_auditor;

CREATE FUNCTION guard_poll_consequence() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    state text;
BEGIN
    SELECT p.state INTO state FROM public.polls p WHERE p.id = NEW.poll FOR UPDATE;
    IF (state = 'draft') IS NOT TRUE THEN
        RAISE EXCEPTION 'an opened poll is not drafted any more'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'poll_is_fixed';
    END IF;
    IF EXISTS (SELECT FROM public.offices_held(NEW.declared_by, clock_timestamp()) o WHERE o = 'election_officer') IS NOT TRUE THEN
        RAISE EXCEPTION 'what a poll brings about is declared by an election officer'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'consequence_by_election_officer';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_poll_consequence() IS
    'Guard of poll_seatings and poll_removals: while the poll is a draft, by an election officer.';
CREATE TRIGGER guard BEFORE INSERT ON poll_seatings FOR EACH ROW EXECUTE FUNCTION guard_poll_consequence();
ALTER TABLE poll_seatings ENABLE ALWAYS TRIGGER guard;
CREATE TRIGGER guard BEFORE INSERT ON poll_removals FOR EACH ROW EXECUTE FUNCTION guard_poll_consequence();
ALTER TABLE poll_removals ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_seating_part() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (NOT EXISTS (SELECT FROM public.poll_seatings s WHERE s.id = NEW.seating)
        OR EXISTS (SELECT FROM public.poll_seatings s
                   WHERE s.id = NEW.seating AND s.recorded_at >= transaction_timestamp())) IS NOT TRUE THEN
        RAISE EXCEPTION 'places and options come with their declaration'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'seating_is_whole';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_seating_part() IS 'Guard of what belongs to a declaration of seats: in its transaction.';
CREATE TRIGGER guard BEFORE INSERT ON poll_seating_places FOR EACH ROW EXECUTE FUNCTION guard_seating_part();
ALTER TABLE poll_seating_places ENABLE ALWAYS TRIGGER guard;
CREATE TRIGGER guard BEFORE INSERT ON poll_seating_options FOR EACH ROW EXECUTE FUNCTION guard_seating_part();
ALTER TABLE poll_seating_options ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_seat_refusal() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/bodies', 0));
    IF (NOT EXISTS (SELECT FROM public.poll_certifications c WHERE c.poll_id = NEW.poll)
        AND EXISTS (SELECT FROM public.seating_of(NEW.poll) s JOIN public.poll_seating_options o ON o.seating = s.id
                    WHERE o.option = NEW.option)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a refusal of a seat is recorded before the count is certified, of somebody who stands'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'refusal_before_certification';
    END IF;
    IF EXISTS (SELECT FROM public.offices_held(NEW.recorded_by, clock_timestamp()) o WHERE o = 'election_officer') IS NOT TRUE THEN
        RAISE EXCEPTION 'what a poll brings about is declared by an election officer'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'consequence_by_election_officer';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_seat_refusal() IS
    'Guard of poll_seat_refusals: before the certification, of an option that was declared, by an election officer.';
CREATE TRIGGER guard BEFORE INSERT ON poll_seat_refusals FOR EACH ROW EXECUTE FUNCTION guard_seat_refusal();
ALTER TABLE poll_seat_refusals ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION require_certification_of_now(of_poll uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/bodies', 0));
    IF (session_user = 'commonhold_certifier'
        AND EXISTS (SELECT FROM public.poll_certifications c
                    WHERE c.poll_id = of_poll AND c.recorded_at >= transaction_timestamp())
        AND NOT EXISTS (SELECT FROM public.poll_voidings v WHERE v.poll_id = of_poll)) IS NOT TRUE THEN
        RAISE EXCEPTION 'what a vote brings about is done in the transaction that certifies its count'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'effect_comes_with_its_certification';
    END IF;
END
$$;
COMMENT ON FUNCTION require_certification_of_now(uuid) IS
    'Refuses an effect of a poll to everybody but the certifier, and to it but in the transaction that certifies the count.';
REVOKE ALL ON FUNCTION require_certification_of_now(uuid) FROM PUBLIC;

CREATE FUNCTION require_done_act() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (NEW.poll IS NULL
        OR EXISTS (SELECT FROM public.acts a JOIN public.act_outcomes o ON o.act_id = a.id
                   WHERE a.kind = 'poll.certified' AND a.subject_id = NEW.poll AND o.done)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a vote fills and empties seats by the act that certifies it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'effect_has_its_act';
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION require_done_act() IS 'Guard at the end of a transaction: the act that certifies the poll is done.';
CREATE CONSTRAINT TRIGGER done AFTER INSERT ON seats
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION require_done_act();
ALTER TABLE seats ENABLE ALWAYS TRIGGER done;
CREATE CONSTRAINT TRIGGER done AFTER INSERT ON incumbency_ends
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION require_done_act();
ALTER TABLE incumbency_ends ENABLE ALWAYS TRIGGER done;
CREATE CONSTRAINT TRIGGER done AFTER INSERT ON seat_incumbencies
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION require_done_act();
ALTER TABLE seat_incumbencies ENABLE ALWAYS TRIGGER done;

CREATE FUNCTION guard_seat() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NEW.poll IS NULL THEN
        PERFORM public.require_decision_of_now(NEW.decision);
        RETURN NEW;
    END IF;
    PERFORM public.require_certification_of_now(NEW.poll);
    IF EXISTS (SELECT FROM public.seating_of(NEW.poll) s JOIN public.poll_seating_places p ON p.seating = s.id
               WHERE s.body = NEW.body AND p.seat IS NULL AND p.cohort = NEW.cohort) IS NOT TRUE THEN
        RAISE EXCEPTION 'a vote makes the seats that were declared'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'seat_was_declared';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_seat() IS 'Guard of seats: with the decision, or with the certified vote for which it was declared.';
CREATE TRIGGER guard BEFORE INSERT ON seats FOR EACH ROW EXECUTE FUNCTION guard_seat();
ALTER TABLE seats ENABLE ALWAYS TRIGGER guard;

-- Which sponsor a director sits for: its membership and their employment carry the seat.
CREATE TABLE seat_sponsors (
    id uuid PRIMARY KEY,
    record bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    incumbency uuid NOT NULL REFERENCES seat_incumbencies (id),
    organisation uuid,
    organisation_kind text NOT NULL DEFAULT 'organisation',
    recorded_by uuid REFERENCES parties (id),
    poll uuid REFERENCES polls (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT seat_sponsors_organisation FOREIGN KEY (organisation, organisation_kind) REFERENCES parties (id, kind),
    CONSTRAINT seat_sponsors_kind CHECK (organisation_kind = 'organisation'),
    CONSTRAINT seat_sponsors_by CHECK (num_nonnulls(recorded_by, poll) = 1)
);
COMMENT ON TABLE seat_sponsors IS
    'The sponsor that nominated a director and whom they sit for, from the vote or as an officer recorded it; the latest counts, and without an organisation they sit for nobody.';
CREATE INDEX seat_sponsors_latest ON seat_sponsors (incumbency, record DESC);
CALL keep_as_history('seat_sponsors');
GRANT INSERT ON seat_sponsors TO commonhold_certifier;

CREATE FUNCTION guard_seat_sponsor() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NEW.poll IS NOT NULL THEN
        PERFORM public.require_certification_of_now(NEW.poll);
        IF EXISTS (SELECT FROM public.seat_incumbencies i WHERE i.id = NEW.incumbency AND i.poll = NEW.poll) IS NOT TRUE THEN
            RAISE EXCEPTION 'a vote says for whom those sit whom it elected'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'sponsor_of_the_elected';
        END IF;
        RETURN NEW;
    END IF;
    IF public.keeps_minutes(NEW.recorded_by) IS NOT TRUE
       OR EXISTS (SELECT FROM public.seat_incumbencies i WHERE i.id = NEW.incumbency AND i.person = NEW.recorded_by) IS NOT FALSE THEN
        RAISE EXCEPTION 'for whom a director sits is recorded by another who keeps the minutes'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'sponsor_by_minute_keeper';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_seat_sponsor() IS
    'Guard of seat_sponsors: with the certified vote, or by an officer who keeps the minutes, of another than themselves.';
CREATE TRIGGER guard BEFORE INSERT ON seat_sponsors FOR EACH ROW EXECUTE FUNCTION guard_seat_sponsor();
ALTER TABLE seat_sponsors ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION sponsor_of(of_incumbency uuid) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT s.organisation FROM public.seat_sponsors s WHERE s.incumbency = of_incumbency ORDER BY s.record DESC LIMIT 1
$$;
COMMENT ON FUNCTION sponsor_of(uuid) IS 'The sponsor for whom somebody sits; unknown where nobody recorded one.';
REVOKE ALL ON FUNCTION sponsor_of(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sponsor_of(uuid) TO commonhold_app, commonhold_certifier, commonhold_auditor;

-- What ends a seat without anybody's vote.
CREATE TABLE seat_events (
    id uuid PRIMARY KEY,
    incumbency uuid NOT NULL REFERENCES seat_incumbencies (id),
    kind text NOT NULL,
    sponsor uuid NOT NULL REFERENCES parties (id),
    breach uuid REFERENCES cap_breaches (id),
    happened_on date NOT NULL,
    rule text NOT NULL,
    rule_value text NOT NULL,
    citation text NOT NULL,
    last_day date,
    recorded_by uuid REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT seat_events_kind CHECK (kind IN ('membership_ended', 'employment_ended', 'members_merged')),
    CONSTRAINT seat_events_breach CHECK ((kind = 'members_merged') = (breach IS NOT NULL)),
    CONSTRAINT seat_events_once UNIQUE NULLS NOT DISTINCT (incumbency, kind, sponsor, breach, happened_on)
);
COMMENT ON TABLE seat_events IS
    'What ends the seat of a director unless it is put right by the last day, as found from dated facts: the sponsor''s membership is over, the employment by it is over, or it came together with a member that has a director too. Without recorded_by the program found it. Nobody is unseated by it.';
CREATE INDEX seat_events_of ON seat_events (incumbency);
CALL keep_as_history('seat_events');

-- A seat is also left by what happened.
ALTER TABLE incumbency_ends
    ADD CONSTRAINT incumbency_ends_event_fkey FOREIGN KEY (event) REFERENCES seat_events (id);

CREATE FUNCTION seat_event_stands(of_incumbency uuid, of_kind text, of_sponsor uuid, of_breach uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE of_kind
        WHEN 'membership_ended' THEN NOT EXISTS (
            SELECT FROM public.memberships m
            WHERE m.party = of_sponsor
              AND public.membership_state(m.id, public.legal_day(clock_timestamp())) IN ('active', 'grace', 'suspended'))
        WHEN 'employment_ended' THEN NOT EXISTS (
            SELECT FROM public.ties t JOIN public.seat_incumbencies i ON i.id = of_incumbency
            WHERE t.person = i.person AND t.kind IN ('employee', 'officer')
              AND t.organisation IN (SELECT g FROM public.related_group(of_sponsor, public.legal_day(clock_timestamp())) g)
              AND t.starts_on <= public.legal_day(clock_timestamp())
              AND coalesce((SELECT x.ends_on FROM public.tie_ends x WHERE x.tie = t.id ORDER BY x.record DESC LIMIT 1),
                           t.ends_on, 'infinity') > public.legal_day(clock_timestamp()))
        WHEN 'members_merged' THEN
            NOT EXISTS (SELECT FROM public.cap_breaches b JOIN public.organisation_event_withdrawals w ON w.event = b.event
                        WHERE b.id = of_breach)
            AND (SELECT count(DISTINCT p.organisation) > 1 FROM public.cap_breach_parts p
                 WHERE p.breach = of_breach
                   AND p.director IN (SELECT x.person FROM public.seated(clock_timestamp()) x WHERE x.body = 'board'))
        END
$$;
COMMENT ON FUNCTION seat_event_stands(uuid, text, uuid, uuid) IS
    'Whether what ends a seat is so today and not put right. The same verdict as in bodies::model::ending.';
REVOKE ALL ON FUNCTION seat_event_stands(uuid, text, uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION seat_event_stands(uuid, text, uuid, uuid) TO commonhold_app, commonhold_auditor;

CREATE FUNCTION guard_seat_event() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/bodies', 0));
    IF (public.sponsor_of(NEW.incumbency) = NEW.sponsor
        AND NEW.happened_on <= public.legal_day(clock_timestamp())
        AND public.seat_event_stands(NEW.incumbency, NEW.kind, NEW.sponsor, NEW.breach)
        AND EXISTS (SELECT FROM public.seated(clock_timestamp()) x WHERE x.incumbency = NEW.incumbency)) IS NOT TRUE THEN
        RAISE EXCEPTION 'what ends a seat is recorded while it is so, of somebody who sits'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'seat_event_stands';
    END IF;
    IF (NEW.recorded_by IS NULL OR public.keeps_minutes(NEW.recorded_by)) IS NOT TRUE THEN
        RAISE EXCEPTION 'what ends a seat is recorded by an officer who keeps the minutes'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'seat_event_by_minute_keeper';
    END IF;
    -- Never a shorter clock than the rule gives.
    IF (NEW.kind = 'members_merged'
        OR NOT EXISTS (SELECT FROM public.rule_in_force('seat.cure.days', clock_timestamp()))
        OR NEW.last_day >= public.legal_day(clock_timestamp()) + public.days_by_rule('seat.cure.days', clock_timestamp())) IS NOT TRUE THEN
        RAISE EXCEPTION 'a cure lasts as long as the rule says'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'cure_is_whole';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_seat_event() IS
    'Guard of seat_events: of a director who sits for that sponsor, while it stands, with the whole cure.';
CREATE TRIGGER guard BEFORE INSERT ON seat_events FOR EACH ROW EXECUTE FUNCTION guard_seat_event();
ALTER TABLE seat_events ENABLE ALWAYS TRIGGER guard;

CREATE TABLE seat_event_cures (
    event uuid PRIMARY KEY REFERENCES seat_events (id),
    note text NOT NULL,
    recorded_by uuid REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT seat_event_cures_note CHECK (note = btrim(note) AND char_length(note) BETWEEN 1 AND 400)
);
COMMENT ON TABLE seat_event_cures IS
    'What would have ended a seat and was put right, and how. Without recorded_by the program found it so.';
CALL keep_as_history('seat_event_cures');

CREATE TABLE seat_event_ends (
    event uuid PRIMARY KEY REFERENCES seat_events (id),
    reason text NOT NULL,
    proposed_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT seat_event_ends_reason CHECK (reason = btrim(reason) AND char_length(reason) BETWEEN 1 AND 400)
);
COMMENT ON TABLE seat_event_ends IS
    'That a seat is over by what happened, as one officer entered it; the seat is left once as many others confirm it as the rule decision.officers asks for.';
CALL keep_as_history('seat_event_ends');

CREATE TABLE seat_event_confirmations (
    event uuid NOT NULL REFERENCES seat_event_ends (event),
    confirmed_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (event, confirmed_by)
);
COMMENT ON TABLE seat_event_confirmations IS 'Which officers confirmed that a seat is over by what happened.';
CALL keep_as_history('seat_event_confirmations');

CREATE FUNCTION guard_seat_event_cure() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    e public.seat_events;
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/bodies', 0));
    SELECT * INTO e FROM public.seat_events x WHERE x.id = NEW.event;
    IF (e.id IS NULL OR NOT public.seat_event_stands(e.incumbency, e.kind, e.sponsor, e.breach)) IS NOT TRUE THEN
        RAISE EXCEPTION 'this is not put right'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'event_is_put_right';
    END IF;
    IF (NEW.recorded_by IS NULL OR public.keeps_minutes(NEW.recorded_by)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a cure is recorded by an officer who keeps the minutes'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'seat_event_by_minute_keeper';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_seat_event_cure() IS 'Guard of seat_event_cures: once the facts say so.';
CREATE TRIGGER guard BEFORE INSERT ON seat_event_cures FOR EACH ROW EXECUTE FUNCTION guard_seat_event_cure();
ALTER TABLE seat_event_cures ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION require_seat_is_over(of_event uuid, by_whom uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    e public.seat_events;
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/bodies', 0));
    SELECT * INTO e FROM public.seat_events x WHERE x.id = of_event;
    IF (e.last_day IS NULL OR e.last_day < public.legal_day(clock_timestamp())) IS NOT TRUE THEN
        RAISE EXCEPTION 'the cure lasts'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'cure_is_over';
    END IF;
    IF (NOT EXISTS (SELECT FROM public.seat_event_cures c WHERE c.event = of_event)
        AND public.seat_event_stands(e.incumbency, e.kind, e.sponsor, e.breach)) IS NOT TRUE THEN
        RAISE EXCEPTION 'this was put right'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'event_is_not_put_right';
    END IF;
    IF EXISTS (SELECT FROM public.seat_incumbencies i WHERE i.id = e.incumbency AND i.person = by_whom) IS NOT FALSE THEN
        RAISE EXCEPTION 'nobody ends or keeps their own seat'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'end_concerns_another';
    END IF;
END
$$;
COMMENT ON FUNCTION require_seat_is_over(uuid, uuid) IS
    'Refuses the end of a seat while the cure lasts, once it is put right, and to the director.';
REVOKE ALL ON FUNCTION require_seat_is_over(uuid, uuid) FROM PUBLIC;

CREATE FUNCTION guard_seat_event_end() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_seat_is_over(NEW.event, NEW.proposed_by);
    IF public.keeps_minutes(NEW.proposed_by) IS NOT TRUE THEN
        RAISE EXCEPTION 'the end of a seat is entered by an officer who keeps the minutes'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'seat_event_by_minute_keeper';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_seat_event_end() IS 'Guard of seat_event_ends: after the cure, by an officer who keeps the minutes and whom it does not concern.';
CREATE TRIGGER guard BEFORE INSERT ON seat_event_ends FOR EACH ROW EXECUTE FUNCTION guard_seat_event_end();
ALTER TABLE seat_event_ends ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_seat_event_confirmation() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_seat_is_over(NEW.event, NEW.confirmed_by);
    IF (NOT EXISTS (SELECT FROM public.seat_event_ends e WHERE e.event = NEW.event)
        OR EXISTS (SELECT FROM public.seat_event_ends e WHERE e.event = NEW.event AND e.proposed_by <> NEW.confirmed_by)
           AND EXISTS (SELECT FROM public.offices_held(NEW.confirmed_by, clock_timestamp()) o WHERE o <> 'auditor')) IS NOT TRUE THEN
        RAISE EXCEPTION 'the end of a seat is confirmed by another officer, who is not an auditor'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'end_takes_two';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_seat_event_confirmation() IS
    'Guard of seat_event_confirmations: after the cure, by another officer whom it does not concern.';
CREATE TRIGGER guard BEFORE INSERT ON seat_event_confirmations FOR EACH ROW EXECUTE FUNCTION guard_seat_event_confirmation();
ALTER TABLE seat_event_confirmations ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION complete_seat_event() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (SELECT count(*) FROM public.seat_event_confirmations c WHERE c.event = NEW.event)
        >= public.officers_of_decision(clock_timestamp()) - 1 THEN
        INSERT INTO public.incumbency_ends (incumbency, ends_at, reason, event)
        SELECT e.incumbency, clock_timestamp(), x.reason, e.id
        FROM public.seat_events e JOIN public.seat_event_ends x ON x.event = e.id WHERE e.id = NEW.event;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION complete_seat_event() IS 'With the last confirmation that is needed the seat is left.';
CREATE TRIGGER complete AFTER INSERT ON seat_event_confirmations FOR EACH ROW EXECUTE FUNCTION complete_seat_event();
ALTER TABLE seat_event_confirmations ENABLE ALWAYS TRIGGER complete;

-- Vacancies and who fills them.
CREATE FUNCTION next_board_election(day date) RETURNS date
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT min(e.on_day) FROM (
        SELECT public.legal_day(i.ends_at - interval '1 microsecond') AS on_day
        FROM public.seat_incumbencies i JOIN public.seats s ON s.id = i.seat WHERE s.body = 'board'
        UNION ALL
        SELECT public.legal_day(coalesce(p.opens_at, (d.content ->> 'opens_at')::timestamptz))
        FROM public.polls p
        JOIN LATERAL (SELECT x.content FROM public.poll_drafts x WHERE x.poll_id = p.id ORDER BY x.version DESC LIMIT 1) d ON true
        JOIN LATERAL public.seating_of(p.id) s ON s.body = 'board'
        WHERE EXISTS (SELECT FROM public.poll_seating_places q WHERE q.seating = s.id)
          AND NOT EXISTS (SELECT FROM public.poll_certifications c WHERE c.poll_id = p.id)
          AND NOT EXISTS (SELECT FROM public.poll_voidings v WHERE v.poll_id = p.id)) e
    WHERE e.on_day >= day
$$;
COMMENT ON FUNCTION next_board_election(date) IS
    'The next election of the board from a day on: the earliest that is declared and not yet certified, or the earliest end of a term; unknown where neither is in sight.';
REVOKE ALL ON FUNCTION next_board_election(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION next_board_election(date) TO commonhold_app, commonhold_certifier, commonhold_auditor;

CREATE FUNCTION election_is_near(day date) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(bool_or((day + make_interval(months => r.value::integer))::date > public.next_board_election(day)), false)
    FROM public.rule_in_force('board.vacancy.fork_months', clock_timestamp()) r WHERE r.value ~ '^[0-9]{1,5}$'
$$;
COMMENT ON FUNCTION election_is_near(date) IS
    'Whether fewer months than the rule board.vacancy.fork_months says are left to the next election of the board.';
REVOKE ALL ON FUNCTION election_is_near(date) FROM PUBLIC;

CREATE FUNCTION fills_by_fork(of_body text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT of_body NOT IN ('members', 'founders')
       AND NOT EXISTS (SELECT FROM public.rule_in_force('board.vacancy.filled_by', clock_timestamp()) r WHERE r.value <> 'members')
$$;
COMMENT ON FUNCTION fills_by_fork(text) IS
    'Whether a body may fill a seat of the board only because the next election is near.';
REVOKE ALL ON FUNCTION fills_by_fork(text) FROM PUBLIC;

CREATE FUNCTION guard_vacancy_route() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    e public.decision_entries;
BEGIN
    SELECT * INTO e FROM public.decision_entries d WHERE d.id = NEW.entry;
    IF (e.effect IS NULL OR e.effect::jsonb ->> 'act' <> 'seat' OR e.effect::jsonb ->> 'body' <> 'board'
        OR NOT public.fills_by_fork(e.body)
        OR (SELECT 2 * count(*) FILTER (WHERE v.vote = 'yes') > count(*) FILTER (WHERE v.vote NOT IN ('vacant', 'suspended'))
            FROM public.decision_votes v WHERE v.entry = e.id)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a majority of the directors in office fills a vacancy before the election'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'majority_in_office_fills';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_vacancy_route() IS
    'Guard of decision_confirmations: where the board fills a vacancy because the election is near, a majority of those in office agreed.';
CREATE TRIGGER guard_route BEFORE INSERT ON decision_confirmations FOR EACH ROW EXECUTE FUNCTION guard_vacancy_route();
ALTER TABLE decision_confirmations ENABLE ALWAYS TRIGGER guard_route;
