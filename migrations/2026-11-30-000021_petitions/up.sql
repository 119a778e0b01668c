-- Petitions of members: opened, signed with votes, delivered once the rulebook's share is
-- reached, and what the board's minute keepers answered.
--
-- All of it is history. Votes, shares and clocks are the database's figures, whatever the
-- writer sent; it refuses a signature of who has no vote, and a delivery below the share.

CREATE FUNCTION lock_petition(of_petition uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/petition/' || of_petition::text, 0));
END
$$;
COMMENT ON FUNCTION lock_petition(uuid) IS 'One at a time on each petition, until the transaction ends.';
REVOKE ALL ON FUNCTION lock_petition(uuid) FROM PUBLIC;

CREATE TABLE petitions (
    id uuid PRIMARY KEY,
    number integer GENERATED ALWAYS AS IDENTITY UNIQUE,
    purpose text NOT NULL,
    kind text NOT NULL,
    title text NOT NULL,
    text text NOT NULL,
    effect text,
    opened_by uuid NOT NULL REFERENCES parties (id),
    membership uuid NOT NULL REFERENCES memberships (id),
    closes_on date NOT NULL,
    share text NOT NULL,
    citation text NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT petitions_purpose CHECK (purpose IN ('meeting', 'ballot')),
    CONSTRAINT petitions_kind CHECK (kind ~ '^[a-z_]{1,40}$'),
    CONSTRAINT petitions_title CHECK (title = btrim(title) AND char_length(title) BETWEEN 1 AND 120),
    CONSTRAINT petitions_text CHECK (text = btrim(text) AND char_length(text) BETWEEN 1 AND 20000),
    CONSTRAINT petitions_effect CHECK (char_length(effect) BETWEEN 2 AND 100000),
    CONSTRAINT petitions_share CHECK (share ~ '^[0-9]{1,9}/[1-9][0-9]{0,8}$')
);
COMMENT ON TABLE petitions IS
    'What members ask for by signature: a special meeting, or a question on the next ballot. text is the question; kind is what is asked, in a word; effect what a motion with it would do, where it names that. closes_on is the last day on which it can be signed and delivered. share and citation are the rule in force when it was opened, written by the database.';
CALL keep_as_history('petitions');

CREATE FUNCTION guard_petition() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    now timestamptz := clock_timestamp();
    today date := public.legal_day(now);
    rule public.rules;
    days integer := public.days_by_rule('petition.days', now);
BEGIN
    PERFORM public.require_fresh_sight();
    SELECT r.* INTO rule FROM public.rule_in_force('petition.' || NEW.purpose || '.share', now) r;
    IF (rule.value ~ '^[0-9]{1,9}/[1-9][0-9]{0,8}$') IS NOT TRUE THEN
        RAISE EXCEPTION 'the rulebook names no share of the votes for such a petition'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'petition_share_is_ruled';
    END IF;
    NEW.share := rule.value;
    NEW.citation := rule.citation;
    IF (public.acts_for_membership(NEW.membership, NEW.opened_by, today)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a petition is opened by whoever acts for the membership'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'petition_is_of_its_member';
    END IF;
    IF (public.votes_of_membership(NEW.membership, today) > 0) IS NOT TRUE THEN
        RAISE EXCEPTION 'a petition is opened by a member who may vote today'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'petition_is_of_a_voter';
    END IF;
    -- The days a petition collects follow on the day of its opening.
    NEW.closes_on := coalesce(today + days, NEW.closes_on);
    IF (NEW.closes_on > today AND (days IS NOT NULL OR NEW.closes_on <= (today + interval '1 year')::date)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a petition has a last day after today, at most a year ahead'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'petition_has_its_days';
    END IF;
    IF (NEW.effect IS NULL OR public.is_plain_effect(NEW.effect::jsonb)) IS NOT TRUE THEN
        RAISE EXCEPTION 'what a petition would do is written in one form'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'petition_effect_is_plain';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_petition() IS
    'Guard of petitions: by whoever acts for a membership that may vote today, at the share and for the days that the rulebook names; writes share, citation and, where petition.days speaks, the last day.';
CREATE TRIGGER guard BEFORE INSERT ON petitions FOR EACH ROW EXECUTE FUNCTION guard_petition();
ALTER TABLE petitions ENABLE ALWAYS TRIGGER guard;

CREATE TABLE petition_deliveries (
    petition uuid PRIMARY KEY REFERENCES petitions (id),
    delivered_by uuid NOT NULL REFERENCES parties (id),
    votes_signed bigint NOT NULL,
    votes_total bigint NOT NULL,
    needed bigint NOT NULL,
    members bigint NOT NULL,
    received_on date NOT NULL,
    notice_days integer,
    notice_citation text NOT NULL,
    min_days integer,
    min_citation text NOT NULL,
    max_days integer,
    max_citation text NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT petition_deliveries_reached CHECK (votes_signed >= needed AND needed > 0 AND members > 0),
    CONSTRAINT petition_deliveries_cited CHECK (
        (notice_days IS NULL) = (notice_citation = '') AND (min_days IS NULL) = (min_citation = '') AND (max_days IS NULL) = (max_citation = ''))
);
COMMENT ON TABLE petition_deliveries IS
    'A petition received by the foundation: votes signed, all votes and the votes needed on that day, and the days of its clocks with their rules as in force then. Every figure is the database''s. Days are null where the rulebook is silent, and for a question on a ballot.';
CALL keep_as_history('petition_deliveries');

CREATE TABLE petition_signatures (
    id uuid PRIMARY KEY,
    petition uuid NOT NULL REFERENCES petitions (id),
    membership uuid NOT NULL REFERENCES memberships (id),
    votes bigint NOT NULL,
    signed_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT petition_signatures_votes CHECK (votes BETWEEN 1 AND 1000000)
);
COMMENT ON TABLE petition_signatures IS
    'Who signed a petition for which membership, with the votes it brought at that moment, which the database writes. Whoever signs again after a withdrawal has another row.';
CREATE INDEX petition_signatures_petition ON petition_signatures (petition, membership);
CALL keep_as_history('petition_signatures');

CREATE TABLE petition_withdrawals (
    signature uuid PRIMARY KEY REFERENCES petition_signatures (id),
    withdrawn_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE petition_withdrawals IS 'Signatures taken back before the petition was delivered.';
CALL keep_as_history('petition_withdrawals');

CREATE FUNCTION require_petition_collects(of_petition uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.lock_petition(of_petition);
    IF (NOT EXISTS (SELECT FROM public.petition_deliveries d WHERE d.petition = of_petition)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a petition that was delivered stands as it is'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'petition_is_not_delivered';
    END IF;
    IF ((SELECT clock_timestamp() < public.end_of_legal_day(p.closes_on) FROM public.petitions p WHERE p.id = of_petition)) IS NOT TRUE THEN
        RAISE EXCEPTION 'the last day of the petition is over'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'petition_is_not_lapsed';
    END IF;
END
$$;
COMMENT ON FUNCTION require_petition_collects(uuid) IS
    'Refuses a petition that was delivered or has lapsed; holds it until commit.';
REVOKE ALL ON FUNCTION require_petition_collects(uuid) FROM PUBLIC;

CREATE FUNCTION guard_petition_signature() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    today date;
    entitled bigint;
BEGIN
    PERFORM public.require_petition_collects(NEW.petition);
    -- Whoever records an end or a suspension meanwhile waits until this is committed.
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/membership/' || NEW.membership::text, 0));
    today := public.legal_day(clock_timestamp());
    IF (public.acts_for_membership(NEW.membership, NEW.signed_by, today)) IS NOT TRUE THEN
        RAISE EXCEPTION 'whoever acts for a membership signs for it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'petition_signature_is_of_its_member';
    END IF;
    entitled := public.votes_of_membership(NEW.membership, today);
    IF (entitled > 0) IS NOT TRUE THEN
        RAISE EXCEPTION 'members who may vote today sign'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'petition_signature_is_of_a_voter';
    END IF;
    IF (NEW.votes IS NULL OR NEW.votes = entitled) IS NOT TRUE THEN
        RAISE EXCEPTION 'a signature has the votes of its membership'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'petition_signature_has_its_votes';
    END IF;
    NEW.votes := entitled;
    IF (NOT EXISTS (SELECT FROM public.petition_signatures s
                    WHERE s.petition = NEW.petition AND s.membership = NEW.membership
                      AND NOT EXISTS (SELECT FROM public.petition_withdrawals w WHERE w.signature = s.id))) IS NOT TRUE THEN
        RAISE EXCEPTION 'a membership signs once'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'petition_is_signed_once';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_petition_signature() IS
    'Guard of petition_signatures: while the petition collects, by whoever acts for a membership that may vote today, once; writes its votes.';
CREATE TRIGGER guard BEFORE INSERT ON petition_signatures FOR EACH ROW EXECUTE FUNCTION guard_petition_signature();
ALTER TABLE petition_signatures ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_petition_withdrawal() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    signature public.petition_signatures;
BEGIN
    SELECT s.* INTO signature FROM public.petition_signatures s WHERE s.id = NEW.signature;
    PERFORM public.require_petition_collects(signature.petition);
    IF (public.acts_for_membership(signature.membership, NEW.withdrawn_by, public.legal_day(clock_timestamp()))) IS NOT TRUE THEN
        RAISE EXCEPTION 'whoever acts for a membership takes its signature back'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'petition_signature_is_of_its_member';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_petition_withdrawal() IS
    'Guard of petition_withdrawals: while the petition collects, by whoever acts for the membership.';
CREATE TRIGGER guard BEFORE INSERT ON petition_withdrawals FOR EACH ROW EXECUTE FUNCTION guard_petition_withdrawal();
ALTER TABLE petition_withdrawals ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_petition_delivery() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    asked public.petitions;
    now timestamptz;
    share_of numeric;
    share_from numeric;
BEGIN
    PERFORM public.require_petition_collects(NEW.petition);
    SELECT p.* INTO asked FROM public.petitions p WHERE p.id = NEW.petition;
    now := clock_timestamp();
    NEW.received_on := public.legal_day(now);
    IF (public.acts_for_membership(asked.membership, NEW.delivered_by, NEW.received_on)) IS NOT TRUE THEN
        RAISE EXCEPTION 'whoever opened a petition delivers it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'petition_is_delivered_by_its_opener';
    END IF;
    SELECT coalesce(sum(s.votes), 0), count(*) INTO NEW.votes_signed, NEW.members
    FROM public.petition_signatures s
    WHERE s.petition = NEW.petition
      AND NOT EXISTS (SELECT FROM public.petition_withdrawals w WHERE w.signature = s.id);
    -- Nobody records a fact about members while all votes are counted.
    PERFORM public.settle_member_facts();
    SELECT v.votes INTO NEW.votes_total FROM public.votes_of_members(NEW.received_on) v;
    share_of := split_part(asked.share, '/', 1)::numeric;
    share_from := split_part(asked.share, '/', 2)::numeric;
    NEW.needed := greatest(1, div(share_of * NEW.votes_total + share_from - 1, share_from));
    IF (NEW.votes_signed >= NEW.needed) IS NOT TRUE THEN
        RAISE EXCEPTION '% of the votes are needed, % are signed', NEW.needed, NEW.votes_signed
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'petition_reaches_its_share';
    END IF;
    NEW.notice_days := NULL;
    NEW.min_days := NULL;
    NEW.max_days := NULL;
    NEW.notice_citation := '';
    NEW.min_citation := '';
    NEW.max_citation := '';
    IF asked.purpose = 'meeting' THEN
        SELECT r.value::integer, r.citation INTO NEW.notice_days, NEW.notice_citation
            FROM public.rule_in_force('petition.notice.days', now) r WHERE r.value ~ '^[0-9]{1,5}$';
        SELECT r.value::integer, r.citation INTO NEW.min_days, NEW.min_citation
            FROM public.rule_in_force('petition.meeting.min_days', now) r WHERE r.value ~ '^[0-9]{1,5}$';
        SELECT r.value::integer, r.citation INTO NEW.max_days, NEW.max_citation
            FROM public.rule_in_force('petition.meeting.max_days', now) r WHERE r.value ~ '^[0-9]{1,5}$';
        NEW.notice_citation := coalesce(NEW.notice_citation, '');
        NEW.min_citation := coalesce(NEW.min_citation, '');
        NEW.max_citation := coalesce(NEW.max_citation, '');
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_petition_delivery() IS
    'Guard of petition_deliveries: once, before the petition lapses, by whoever acts for the membership that opened it, when the votes signed reach the share of all votes of that day, rounded up; writes every figure and the clocks.';
CREATE TRIGGER guard BEFORE INSERT ON petition_deliveries FOR EACH ROW EXECUTE FUNCTION guard_petition_delivery();
ALTER TABLE petition_deliveries ENABLE ALWAYS TRIGGER guard;

CREATE TABLE petition_answers (
    record bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id uuid NOT NULL UNIQUE,
    petition uuid NOT NULL REFERENCES petition_deliveries (petition),
    answer text NOT NULL,
    decision uuid REFERENCES recorded_decisions (id),
    meeting_on date,
    notice_on date,
    reason text NOT NULL,
    citation text NOT NULL,
    recorded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT petition_answers_answer CHECK (answer IN ('meeting', 'refused')),
    CONSTRAINT petition_answers_meeting CHECK (
        (answer = 'meeting') = (decision IS NOT NULL AND meeting_on IS NOT NULL AND notice_on IS NOT NULL)
        AND (answer = 'meeting' OR (decision IS NULL AND meeting_on IS NULL AND notice_on IS NULL))),
    CONSTRAINT petition_answers_order CHECK (notice_on <= meeting_on),
    CONSTRAINT petition_answers_reason CHECK (reason = btrim(reason) AND char_length(reason) <= 2000 AND (answer <> 'refused' OR reason <> '')),
    CONSTRAINT petition_answers_citation CHECK (citation = btrim(citation) AND char_length(citation) <= 200 AND (answer = 'refused') = (citation <> ''))
);
COMMENT ON TABLE petition_answers IS
    'What became of a petition that was delivered: the day of the meeting and of its notice by a decision of the board, or that it was refused, why and by which rule. The latest counts; another in the place of an earlier one says why.';
CREATE INDEX petition_answers_petition ON petition_answers (petition, record);
CALL keep_as_history('petition_answers');

CREATE FUNCTION guard_petition_answer() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    asked text;
    delivered public.petition_deliveries;
    now timestamptz;
    lead integer := NEW.meeting_on - NEW.notice_on;
BEGIN
    PERFORM public.lock_petition(NEW.petition);
    now := clock_timestamp();
    SELECT p.purpose INTO asked FROM public.petitions p WHERE p.id = NEW.petition;
    SELECT d.* INTO delivered FROM public.petition_deliveries d WHERE d.petition = NEW.petition;
    IF EXISTS (SELECT FROM public.offices_held(NEW.recorded_by, now) o
               WHERE o IN ('secretary', 'deputy_secretary', 'chair', 'deputy_chair')) IS NOT TRUE THEN
        RAISE EXCEPTION 'petitions are answered by the secretary, the chair, or a deputy'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'petition_answer_by_secretary_or_chair';
    END IF;
    IF (NEW.reason <> '' OR NOT EXISTS (SELECT FROM public.petition_answers a WHERE a.petition = NEW.petition)) IS NOT TRUE THEN
        RAISE EXCEPTION 'another answer says why it stands in the place of the one before'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'petition_answer_says_why';
    END IF;
    IF NEW.answer = 'refused' THEN
        RETURN NEW;
    END IF;
    IF (asked = 'meeting') IS NOT TRUE THEN
        RAISE EXCEPTION 'a petition for a question on a ballot gets no meeting'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'petition_asks_for_a_meeting';
    END IF;
    IF (public.is_decision_of(NEW.decision, ARRAY['board', 'founders'])
        AND EXISTS (SELECT FROM public.recorded_decisions d WHERE d.id = NEW.decision AND d.recorded_at >= delivered.recorded_at)) IS NOT TRUE THEN
        RAISE EXCEPTION 'the day of a meeting is fixed by a decision of the board after the petition was received'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'petition_meeting_is_decided';
    END IF;
    IF (NEW.meeting_on >= delivered.received_on + coalesce(delivered.min_days, 0)
        AND NEW.meeting_on <= delivered.received_on + coalesce(delivered.max_days, 36500)
        AND NEW.notice_on >= delivered.received_on
        AND NEW.notice_on <= delivered.received_on + coalesce(delivered.notice_days, 36500)
        AND lead >= coalesce(public.days_by_rule('notice.members.min_days', now), 0)
        AND lead <= coalesce(public.days_by_rule('notice.members.max_days', now), lead)) IS NOT TRUE THEN
        RAISE EXCEPTION 'meeting and notice lie within the days that the rules give'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'petition_keeps_its_clocks';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_petition_answer() IS
    'Guard of petition_answers: by a minute keeper; a meeting by a decision of the board after the delivery, on a day within the clocks of the delivery, with notice in time.';
CREATE TRIGGER guard BEFORE INSERT ON petition_answers FOR EACH ROW EXECUTE FUNCTION guard_petition_answer();
ALTER TABLE petition_answers ENABLE ALWAYS TRIGGER guard;
