-- Decisions that one officer enters and others confirm, and what a confirmed decision
-- does.
--
-- The application enters, confirms and withdraws. With the last confirmation that the
-- rule asks for, the database judges the entry again by roster, rules and votes, copies
-- it into recorded_decisions and carries it out. It refuses what the body may not
-- decide, what the votes do not carry, and an officer whom it concerns. All of it is
-- history.

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
    question uuid,
    CONSTRAINT decision_entries_title CHECK (title = btrim(title) AND char_length(title) BETWEEN 1 AND 200),
    CONSTRAINT decision_entries_decision CHECK (decision <> '' AND char_length(decision) <= 40000),
    CONSTRAINT decision_entries_matter CHECK (matter IN ('ordinary', 'reserved')),
    CONSTRAINT decision_entries_lost CHECK (adopted OR effect IS NULL),
    CONSTRAINT decision_entries_effect CHECK (char_length(effect) <= 65535)
);
COMMENT ON TABLE decision_entries IS
    'Decisions as one officer entered them, with what they would do (canonical JSON). Each waits for other officers: once enough of them have confirmed it, it stands in recorded_decisions.';
COMMENT ON COLUMN decision_entries.effect IS
    'What it would do, as canonical JSON; null where it does nothing by itself.';
COMMENT ON COLUMN decision_entries.entered_in IS
    'The transaction that entered it: its votes, rules and document come in the same.';
COMMENT ON COLUMN decision_entries.question IS 'The motion as it was put, where the entry declares what came of one.';
CREATE INDEX decision_entries_question ON decision_entries (question) WHERE question IS NOT NULL;
CALL keep_as_history('decision_entries');

ALTER TABLE recorded_decisions
    ADD CONSTRAINT recorded_decisions_entry_fkey FOREIGN KEY (entry) REFERENCES decision_entries (id);

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
COMMENT ON TABLE decision_withdrawals IS
    'Entries taken back before they counted, by whom and why. They are never confirmed.';
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
        members_present >= 0 AND members_present <= members_entitled AND votes_present >= 0 AND votes_present <= votes_entitled
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
        -- A rulebook is taken up by the act that officers sign, and what is authorised by
        -- whoever does it; the decision is what either rests on.
        IF (act IN ('adopt_rulebook', 'authorise')) IS NOT TRUE THEN
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

-- The members have a majority of their own for reserved matters, where a rule says so.
CREATE FUNCTION rule_keys(of_body text, matter text, amends boolean, at timestamptz) RETURNS text[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE WHEN of_body = 'members' AND matter = 'reserved'
                     AND EXISTS (SELECT FROM public.rule_in_force('members.super.majority', at))
                THEN ARRAY['quorum.members', 'quorum.votes', 'members.super.majority']
                WHEN of_body IN ('board', 'founders') AND matter = 'reserved' AND amends
                     AND EXISTS (SELECT FROM public.rule_in_force('bylaws.amendment', at))
                THEN ARRAY['board.super.quorum', 'board.recusal', 'bylaws.amendment']
                ELSE public.rule_keys(of_body, matter) END
$$;
COMMENT ON FUNCTION rule_keys(text, text, boolean, timestamptz) IS
    'By which rules a decision of a body is judged, as rules are at an instant, and where it amends the bylaws; the last is its majority.';
REVOKE ALL ON FUNCTION rule_keys(text, text, boolean, timestamptz) FROM PUBLIC;

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

-- A casting vote breaks a tie; it is nobody more.
CREATE FUNCTION is_carried_by_name(votes jsonb, quorum text, recusal text, majority text) RETURNS boolean
    LANGUAGE sql IMMUTABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE recusal
               WHEN 'lowers the quorum' THEN p.present >= n.quorum - v.recused AND p.present >= 1
               WHEN 'counts in the quorum' THEN p.present + v.recused >= n.quorum AND p.present + v.recused >= 1 END
        AND v.yes + v.casting >= public.needed_for(majority, c.counts)
        AND v.yes + v.casting > v.no
    FROM (SELECT coalesce((votes ->> 'yes')::bigint, 0) AS yes, coalesce((votes ->> 'no')::bigint, 0) AS no,
                 coalesce((votes ->> 'abstain')::bigint, 0) AS abstain,
                 coalesce((votes ->> 'not_voting')::bigint, 0) AS silent,
                 coalesce((votes ->> 'absent')::bigint, 0) AS absent,
                 coalesce((votes ->> 'recused')::bigint, 0) AS recused,
                 coalesce((votes ->> 'casting')::bigint, 0) AS casting) v,
         LATERAL (SELECT v.yes + v.no + v.abstain + v.silent AS present) p,
         LATERAL (SELECT jsonb_build_object('yes and no', v.yes + v.no, 'cast', v.yes + v.no + v.abstain,
                      'present', p.present, 'in office', p.present + v.absent + v.recused,
                      'entitled', p.present + v.absent) AS counts) c,
         LATERAL (SELECT public.needed_for(quorum, c.counts) AS quorum) n
$$;
REVOKE ALL ON FUNCTION is_carried_by_name(jsonb, text, text, text) FROM PUBLIC;
COMMENT ON FUNCTION is_carried_by_name(jsonb, text, text, text) IS
    'Whether votes of a roster, how many by the word of each vote, meet quorum and majority; a tie is lost, unless a casting vote is for it. Whoever is vacant or suspended is not in office.';

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
    -- The board and the members authorise what others carry out.
    IF (power = ANY (own) OR effect ->> 'act' = 'authorise' AND of_body IN ('board', 'members', 'founders')) IS NOT TRUE THEN
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
    -- A committee of the board is no way round it. Where the next election is near
    -- enough, the board may all the same.
    IF (NOT (of_body NOT IN ('members', 'founders') AND effect ->> 'act' = 'seat' AND target = 'board')
        OR EXISTS (SELECT FROM public.rule_in_force('board.vacancy.filled_by', clock_timestamp()) r WHERE r.value <> 'members')
        OR of_body = 'board' AND public.election_is_near(public.legal_day(clock_timestamp()))) IS NOT TRUE THEN
        RAISE EXCEPTION 'the members fill the seats of the board'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'members_fill_vacancies';
    END IF;
    IF (effect ->> 'act' <> 'authorise'
        OR (effect ->> 'kind' IN ('in_kind', 'asset_disposition', 'expense', 'merger', 'asset_sale', 'dissolution', 'certificate')
            -- What these kinds authorise is a proposal in a matter, and nothing else.
            OR effect ->> 'kind' IN ('appointment', 'ordinary') AND of_body = 'board'
               AND effect ->> 'subject' ~ '^M-[1-9][0-9]*/[1-9][0-9]*$')
           AND btrim(effect ->> 'subject') <> '' AND jsonb_typeof(effect -> 'parameters') = 'object') IS NOT TRUE THEN
        RAISE EXCEPTION 'an authority says for what, and of which kind'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'authority_is_named';
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
DECLARE
    by_poll boolean := EXISTS (SELECT FROM public.motion_questions q WHERE q.id = NEW.question AND q.form = 'poll');
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/bodies', 0));
    NEW.entered_in := pg_current_xact_id();
    IF (NEW.effect IS NULL OR public.is_plain_effect(NEW.effect::jsonb)) IS NOT TRUE THEN
        RAISE EXCEPTION 'what a decision does is written in one form'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'effect_is_plain';
    END IF;
    IF by_poll THEN
        PERFORM public.require_certification_of_now((SELECT q.poll FROM public.motion_questions q WHERE q.id = NEW.question));
    ELSIF public.keeps_minutes(NEW.entered_by) IS NOT TRUE THEN
        RAISE EXCEPTION 'decisions are entered by the secretary, the chair, or a deputy'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'entry_by_secretary_or_chair';
    END IF;
    IF (NEW.decided_on <= public.legal_day(clock_timestamp())) IS NOT TRUE THEN
        RAISE EXCEPTION 'a decision is entered when it has been taken'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'decision_is_not_to_come';
    END IF;
    IF (by_poll OR NEW.effect IS NULL OR NOT public.concerns(NEW.effect::jsonb, NEW.entered_by)) IS NOT TRUE THEN
        RAISE EXCEPTION 'nobody enters what is done to themselves'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'entry_concerns_another';
    END IF;
    PERFORM public.require_competence(NEW.body, NEW.effect::jsonb);
    IF (NEW.matter = 'reserved' OR NOT public.is_reserved(NEW.body, NEW.effect::jsonb)) IS NOT TRUE THEN
        RAISE EXCEPTION 'the board removes or suspends a director as a reserved matter'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'matter_is_reserved';
    END IF;
    NEW.recorded_at := clock_timestamp();
    PERFORM public.require_declared_question(NEW);
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
    IF (e.id IS NOT NULL AND NEW.confirmed_by <> e.entered_by
        AND NOT EXISTS (SELECT FROM public.motion_questions q WHERE q.id = e.question AND q.form = 'poll')) IS NOT TRUE THEN
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
    -- What a poll decided its certification confirms. Each confirmation of an entry was
    -- judged by its own guard when it came.
    IF EXISTS (SELECT FROM public.motion_questions q WHERE q.id = e.question AND q.form = 'poll') THEN
        PERFORM public.require_certification_of_now((SELECT q.poll FROM public.motion_questions q WHERE q.id = e.question));
    ELSIF (e.id IS NOT NULL
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
        -- What is done with the decision has used it up.
        IF effect::jsonb ->> 'act' NOT IN ('adopt_rulebook', 'authorise') THEN
            INSERT INTO public.authority_uses (decision, act, subject)
            VALUES (NEW.id, effect::jsonb ->> 'act', coalesce(effect::jsonb ->> 'person', effect::jsonb ->> 'body', ''));
        END IF;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION carry_out_decision() IS 'A decision that is confirmed does what it says, or is not confirmed.';
CREATE TRIGGER carry_out AFTER INSERT ON recorded_decisions FOR EACH ROW EXECUTE FUNCTION carry_out_decision();
ALTER TABLE recorded_decisions ENABLE ALWAYS TRIGGER carry_out;

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

-- By what is some body's decision no officer alone settles whatever they like: it came after
-- the matter began, does and authorises nothing else, and serves no other matter.
CREATE FUNCTION is_decision_on(of_decision uuid, of_bodies text[], since timestamptz) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT public.is_decision_of(of_decision, of_bodies)
       AND EXISTS (SELECT FROM public.recorded_decisions d JOIN public.decision_entries e ON e.id = d.entry
                   WHERE d.id = of_decision AND e.effect IS NULL AND e.recorded_at > since)
$$;
COMMENT ON FUNCTION is_decision_on(uuid, text[], timestamptz) IS
    'Whether this is a decision of one of these bodies that was entered after a matter began, and does nothing by itself.';
REVOKE ALL ON FUNCTION is_decision_on(uuid, text[], timestamptz) FROM PUBLIC;

CREATE FUNCTION use_decision() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    of_act text := TG_ARGV[0];
    of_subject text := to_jsonb(NEW) ->> TG_ARGV[1];
BEGIN
    INSERT INTO public.authority_uses (decision, act, subject) VALUES (NEW.decision, of_act, of_subject)
        ON CONFLICT (decision) DO NOTHING;
    IF EXISTS (SELECT FROM public.authority_uses u
               WHERE u.decision = NEW.decision AND u.act = of_act AND u.subject = of_subject) IS NOT TRUE THEN
        RAISE EXCEPTION 'this decision was used for something else'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'decision_serves_one_matter';
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION use_decision() IS
    'Uses a decision up for the matter that a row settles by it, named by the arguments: the act, and the column of its subject.';
