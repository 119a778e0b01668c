-- Personal data apart from the record, and how it is erased.
--
-- What a name, an address or a mail address was is nobody's proof of anything:
-- rolls, entries of the log and decisions stand on identities, days and numbers.
-- So it may go while they stay, by one function of the owner's that two officers
-- bring about, and by nothing else.

-- 1. Names and countries stand apart from what else was recorded of a party.
ALTER TABLE party_records RENAME TO party_facts;
ALTER SEQUENCE party_records_record_seq RENAME TO party_facts_record_seq;
ALTER TABLE party_facts RENAME CONSTRAINT party_records_pkey TO party_facts_pkey;
ALTER TABLE party_facts RENAME CONSTRAINT party_records_party_fkey TO party_facts_party_fkey;
ALTER TABLE party_facts RENAME CONSTRAINT party_records_corrects_fkey TO party_facts_corrects_fkey;
ALTER INDEX party_records_latest RENAME TO party_facts_latest;
COMMENT ON TABLE party_facts IS
    'That something was recorded of a party, when, and whether the party is named in public: one row for each record, its name and country in party_names. A party that is not disclosed is named to officers only.';

CREATE TABLE party_names (
    record bigint PRIMARY KEY REFERENCES party_facts (record),
    name text NOT NULL,
    country text NOT NULL,
    CONSTRAINT party_records_name CHECK (name = btrim(name) AND char_length(name) BETWEEN 1 AND 200),
    CONSTRAINT party_records_country CHECK (country ~ '^([A-Z]{2})?$')
);
COMMENT ON TABLE party_names IS
    'Name and country of a party as of a record; country is ISO 3166-1 alpha-2, empty when not known. Kept apart from the record, so that a person''s can be erased: a pseudonym stands there then.';
INSERT INTO party_names (record, name, country) SELECT record, name, country FROM party_facts;
ALTER TABLE party_facts DROP COLUMN name, DROP COLUMN country;
CALL keep_references('party_names');
REVOKE INSERT ON party_facts FROM commonhold_app;

-- Without a look at the name, this is a look at the facts alone.
CREATE VIEW party_records AS
    SELECT f.record, f.party, n.name, n.country, f.disclosed, f.corrects, f.recorded_at
    FROM party_facts f LEFT JOIN party_names n ON n.record = f.record;
COMMENT ON VIEW party_records IS 'What is known of a party: the latest record rules. Facts and name together, to read and to extend.';
GRANT SELECT, INSERT ON party_records TO commonhold_app;
GRANT SELECT ON party_records TO commonhold_certifier, commonhold_auditor;

CREATE FUNCTION record_party() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO public.party_facts (party, disclosed, corrects) VALUES (NEW.party, NEW.disclosed, NEW.corrects)
        RETURNING record, recorded_at INTO NEW.record, NEW.recorded_at;
    INSERT INTO public.party_names (record, name, country) VALUES (NEW.record, NEW.name, NEW.country);
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION record_party() IS 'A record of a party goes to party_facts, its name and country to party_names.';
CREATE TRIGGER record_party INSTEAD OF INSERT ON party_records FOR EACH ROW EXECUTE FUNCTION record_party();

-- 2. Erasures: asked for by the person, proposed by an officer, confirmed by another.
CREATE TABLE erasure_proposals (
    id uuid PRIMARY KEY,
    party uuid NOT NULL,
    party_kind text NOT NULL DEFAULT 'person',
    asked_on date NOT NULL,
    evidence text NOT NULL,
    proposed_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT erasure_proposals_party FOREIGN KEY (party, party_kind) REFERENCES parties (id, kind),
    CONSTRAINT erasure_proposals_kind CHECK (party_kind = 'person'),
    CONSTRAINT erasure_proposals_evidence CHECK (evidence = btrim(evidence) AND char_length(evidence) BETWEEN 1 AND 500),
    CONSTRAINT erasure_proposals_not_own CHECK (proposed_by <> party)
);
COMMENT ON TABLE erasure_proposals IS
    'A person asked that their personal data be erased: on which day, what shows it, and which officer proposes it. Nothing follows until a second officer confirms.';
CREATE INDEX erasure_proposals_party_index ON erasure_proposals (party);
CALL keep_as_history('erasure_proposals');

CREATE TABLE erasure_withdrawals (
    proposal uuid PRIMARY KEY REFERENCES erasure_proposals (id),
    withdrawn_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE erasure_withdrawals IS 'A proposal of an erasure that an officer took back before it was confirmed.';
CALL keep_as_history('erasure_withdrawals');

CREATE TABLE erasures (
    proposal uuid PRIMARY KEY REFERENCES erasure_proposals (id),
    party uuid NOT NULL REFERENCES parties (id),
    asked_on date NOT NULL,
    proposed_by uuid NOT NULL REFERENCES parties (id),
    confirmed_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT erasures_two CHECK (confirmed_by <> proposed_by AND confirmed_by <> party)
);
COMMENT ON TABLE erasures IS
    'Whose personal data was erased, when, asked for on which day, and by which two officers. Written by erase_person alone.';
CREATE INDEX erasures_party ON erasures (party);
CALL keep_as_history('erasures');
REVOKE INSERT ON erasures FROM commonhold_app;

CREATE TABLE erasure_counts (
    erasure uuid NOT NULL REFERENCES erasures (proposal),
    kind text NOT NULL,
    rows_erased bigint NOT NULL,
    CONSTRAINT erasure_counts_pkey PRIMARY KEY (erasure, kind),
    CONSTRAINT erasure_counts_some CHECK (rows_erased > 0)
);
COMMENT ON TABLE erasure_counts IS 'What an erasure erased: how many rows of which kind.';
CALL keep_as_history('erasure_counts');
REVOKE INSERT ON erasure_counts FROM commonhold_app;

CREATE FUNCTION erasure_obstacles(of_person uuid) RETURNS TABLE (obstacle text, detail text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    WITH clock AS (SELECT clock_timestamp() AS at, public.legal_day(clock_timestamp()) AS day),
    acted_for AS (
        SELECT latest.organisation FROM clock, LATERAL (
            SELECT DISTINCT ON (r.organisation) r.organisation, r.person FROM public.representations r
            WHERE r.starts_on <= clock.day AND NOT EXISTS (SELECT FROM public.representations c WHERE c.corrects = r.record)
            ORDER BY r.organisation, r.starts_on DESC, r.record DESC) latest
        WHERE latest.person = of_person)
    SELECT 'member', m.number::text FROM clock, public.memberships m
    WHERE m.party = of_person AND public.membership_state(m.id, clock.day) IN ('not_yet', 'active', 'grace', 'suspended')
    UNION ALL
    SELECT 'office', o.office FROM clock, public.offices_held(of_person, clock.at) o (office)
    UNION ALL
    SELECT 'office', t.office FROM clock, public.office_terms t LEFT JOIN public.office_ends e ON e.term = t.id
    WHERE t.person = of_person AND t.starts_at > clock.at AND (e.ends_at IS NULL OR e.ends_at > t.starts_at)
    UNION ALL
    SELECT 'seat', s.body FROM clock, public.seated(clock.at) s WHERE s.person = of_person
    UNION ALL
    SELECT 'represents', f.organisation::text FROM acted_for f
    UNION ALL
    SELECT 'represents', r.organisation::text FROM clock, public.representatives r
    WHERE r.person = of_person
      AND NOT EXISTS (SELECT FROM public.representative_ends e WHERE e.representative = r.id AND e.ends_on <= clock.day)
    UNION ALL
    SELECT 'poll', p.number::text FROM public.polls p
    WHERE p.state <> 'draft'
      AND NOT EXISTS (SELECT FROM public.poll_certifications c WHERE c.poll_id = p.id)
      AND NOT EXISTS (SELECT FROM public.poll_voidings v WHERE v.poll_id = p.id)
      AND EXISTS (SELECT FROM public.roll_entitlements e JOIN public.memberships m ON m.id = e.membership_id
                  WHERE e.roll_id = p.roll_id AND (m.party = of_person OR m.party IN (SELECT f.organisation FROM acted_for f)))
    UNION ALL
    SELECT 'dues', i.number FROM clock, public.dues_invoices i
    WHERE i.payer = of_person AND public.dues_owed(i.id, clock.at) > 0
    UNION ALL
    SELECT 'application', a.number::text FROM public.applications a
    WHERE (a.party = of_person OR a.person = of_person)
      AND public.application_state(a.id) NOT IN ('declined', 'withdrawn', 'approved')
$$;
COMMENT ON FUNCTION erasure_obstacles(uuid) IS
    'What stands in the way of erasing a person''s data: that they are a member, hold an office or a seat, stand for an organisation, stand on a roll of a poll that is not certified yet, owe dues, or have an application under way.';
REVOKE ALL ON FUNCTION erasure_obstacles(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION erasure_obstacles(uuid) TO commonhold_app;

CREATE FUNCTION guard_erasure_proposal() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/erasures', 0));
    IF (NEW.asked_on <= public.legal_day(clock_timestamp())) IS NOT TRUE THEN
        RAISE EXCEPTION 'what a person asked, they asked by today'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'erasure_was_asked_for';
    END IF;
    IF EXISTS (SELECT FROM public.offices_held(NEW.proposed_by, clock_timestamp()) o (office)
               WHERE o.office IN ('secretary', 'deputy_secretary')) IS NOT TRUE THEN
        RAISE EXCEPTION 'the secretary, or a deputy, proposes an erasure'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'erasure_is_proposed_by_the_secretary';
    END IF;
    IF EXISTS (SELECT FROM public.erasure_obstacles(NEW.party)) IS NOT FALSE THEN
        RAISE EXCEPTION 'something stands in the way of this erasure'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'erasure_waits_for_obstacles';
    END IF;
    IF EXISTS (SELECT FROM public.erasure_proposals p WHERE p.party = NEW.party
               AND NOT EXISTS (SELECT FROM public.erasure_withdrawals w WHERE w.proposal = p.id)
               AND NOT EXISTS (SELECT FROM public.erasures e WHERE e.proposal = p.id)) IS NOT FALSE THEN
        RAISE EXCEPTION 'an erasure of this person is proposed already'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'erasure_is_proposed_once';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_erasure_proposal() IS
    'Guard of erasure_proposals: by the secretary, of what was asked, with nothing in the way, one at a time.';
CREATE TRIGGER guard BEFORE INSERT ON erasure_proposals FOR EACH ROW EXECUTE FUNCTION guard_erasure_proposal();
ALTER TABLE erasure_proposals ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_erasure_withdrawal() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/erasures', 0));
    IF EXISTS (SELECT FROM public.erasures e WHERE e.proposal = NEW.proposal) IS NOT FALSE THEN
        RAISE EXCEPTION 'what is erased is not taken back'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'erasure_is_final';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_erasure_withdrawal() IS 'Guard of erasure_withdrawals: before it is confirmed.';
CREATE TRIGGER guard BEFORE INSERT ON erasure_withdrawals FOR EACH ROW EXECUTE FUNCTION guard_erasure_withdrawal();
ALTER TABLE erasure_withdrawals ENABLE ALWAYS TRIGGER guard;

-- 3. What may be erased. The rows stay as they are but in an erasure of their
-- person, in its own transaction, and then in the columns that are named alone;
-- without any the row itself goes.
CREATE FUNCTION guard_erasable() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    erasable text[] := string_to_array(TG_ARGV[1], ',');
    whose uuid;
BEGIN
    EXECUTE format('SELECT %s', TG_ARGV[0]) INTO whose USING OLD;
    IF EXISTS (SELECT FROM public.erasures e WHERE e.party = whose AND e.recorded_at >= transaction_timestamp()) IS NOT TRUE THEN
        RAISE EXCEPTION '% on % refused: personal data goes by an erasure that two officers brought about', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'erased_by_two_officers_alone';
    END IF;
    IF (CASE TG_OP WHEN 'DELETE' THEN cardinality(erasable) = 0
                   ELSE cardinality(erasable) > 0 AND to_jsonb(NEW) - erasable = to_jsonb(OLD) - erasable END) IS NOT TRUE THEN
        RAISE EXCEPTION '% on % refused: an erasure takes what is personal and leaves the rest', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'erasure_leaves_the_rest';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$$;
COMMENT ON FUNCTION guard_erasable() IS
    'Guard of personal data: whose a row is (an expression over $1), and which of its columns may go (none: the row goes).';

CREATE PROCEDURE keep_until_erased(kept regclass, whose text, erasable text)
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    EXECUTE format('DROP TRIGGER IF EXISTS append_only ON %s', kept);
    EXECUTE format('DROP TRIGGER IF EXISTS append_only_rows ON %s', kept);
    EXECUTE format('CREATE TRIGGER erasable BEFORE UPDATE OR DELETE ON %s
                    FOR EACH ROW EXECUTE FUNCTION public.guard_erasable(%L, %L)', kept, whose, erasable);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER erasable', kept);
    EXECUTE format('CREATE TRIGGER keep_all BEFORE TRUNCATE ON %s
                    FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite()', kept);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER keep_all', kept);
END
$$;
COMMENT ON PROCEDURE keep_until_erased(regclass, text, text) IS
    'Makes a table one that is extended only, but for what an erasure takes of it.';
REVOKE ALL ON PROCEDURE keep_until_erased(regclass, text, text) FROM PUBLIC;

CREATE FUNCTION person_of_letter(account uuid, address text) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(
        (SELECT a.person FROM public.accounts a WHERE a.id = person_of_letter.account),
        (SELECT a.person FROM public.accounts a WHERE a.address_key = lower(person_of_letter.address)),
        (SELECT a.person FROM public.address_changes c JOIN public.accounts a ON a.id = c.account
         WHERE lower(person_of_letter.address) IN (lower(c.old_address), lower(c.new_address)) ORDER BY c.recorded_at DESC LIMIT 1))
$$;
COMMENT ON FUNCTION person_of_letter(uuid, text) IS 'To whom a letter went: by its account, or by an address that an account has or had.';
REVOKE ALL ON FUNCTION person_of_letter(uuid, text) FROM PUBLIC;

CALL keep_until_erased('party_names', '(SELECT f.party FROM public.party_facts f WHERE f.record = ($1).record)', 'name,country');
CALL keep_until_erased('postal_addresses', '($1).party', '');
CALL keep_until_erased('affiliations', '($1).person', 'employer');
CALL keep_until_erased('ties', '($1).person', 'outside,note');
CALL keep_until_erased('application_forms', '(SELECT a.person FROM public.applications a WHERE a.id = ($1).application)', '');
CALL keep_until_erased('application_steps', '($1).taken_by', 'words');
CALL keep_until_erased('identities', '($1).party', 'verified_how');
CALL keep_until_erased('identity_values', '(SELECT i.party FROM public.identities i WHERE i.id = ($1).identity)', '');
CALL keep_until_erased('evidence_items', '($1).party', 'address,summary,content_sha256');
CALL keep_until_erased('roll_challenges', '($1).person', 'text');
CALL keep_until_erased('notice_recipients', 'coalesce(($1).person, ($1).party)', 'masked_address');
CALL keep_until_erased('notice_addresses',
    '(SELECT coalesce(r.person, r.party) FROM public.notice_recipients r WHERE r.notice = ($1).notice AND r.line = ($1).line)', '');
CALL keep_until_erased('outbox_letters', 'public.person_of_letter(($1).account, ($1).address)', 'parameters,address');
CALL keep_until_erased('outbox_deliveries',
    '(SELECT public.person_of_letter(l.account, l.address) FROM public.outbox_letters l WHERE l.id = ($1).letter)', 'masked_address,detail');
CALL keep_until_erased('outbox_returns',
    '(SELECT public.person_of_letter(l.account, l.address) FROM public.outbox_letters l WHERE l.id = ($1).letter)', 'reason');
CALL keep_until_erased('address_changes',
    '(SELECT a.person FROM public.accounts a WHERE a.id = ($1).account)', 'old_address,new_address,reason');

CALL keep_references('application_forms');
CALL keep_references('identity_values');

-- The account stays, with an address that reaches nobody.
CREATE OR REPLACE FUNCTION guard_account() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    matured uuid;
BEGIN
    IF (NEW.id = OLD.id AND NEW.person = OLD.person AND NEW.created_at = OLD.created_at) IS NOT TRUE THEN
        RAISE EXCEPTION 'an account stays with its person'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'account_stays_with_its_person';
    END IF;
    IF (NEW.address = OLD.address) IS NOT TRUE
        AND (NEW.address = 'erased-' || NEW.id::text || '@erased.invalid'
             AND EXISTS (SELECT FROM public.erasures e
                         WHERE e.party = NEW.person AND e.recorded_at >= transaction_timestamp())) IS NOT TRUE THEN
        SELECT c.id INTO matured
        FROM public.address_changes c
        JOIN public.address_change_approvals a ON a.change = c.id
        WHERE c.account = OLD.id
          AND c.old_address = OLD.address
          AND c.new_address = NEW.address
          AND a.approved_by <> c.proposed_by
          AND a.recorded_at + interval '72 hours' <= clock_timestamp()
          AND NOT EXISTS (SELECT FROM public.address_change_stops s WHERE s.change = c.id)
          AND NOT EXISTS (SELECT FROM public.address_change_effects x WHERE x.change = c.id);
        IF (matured IS NOT NULL) IS NOT TRUE THEN
            RAISE EXCEPTION 'an address changes by two officers, 72 hours after the second approved'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'account_address_by_two_after_72_hours';
        END IF;
        INSERT INTO public.address_change_effects (change) VALUES (matured);
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_account() IS
    'Guard of accounts: the address changes only by a change that two officers made and 72 hours have passed over, or goes with an erasure.';

-- 4. The one way in which personal data goes.
CREATE FUNCTION erase_person(of_proposal uuid, confirmer uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    asked public.erasure_proposals;
    its_account uuid;
    pseudonym text;
    gone bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/erasures', 0));
    PERFORM public.settle_member_facts();
    SELECT * INTO asked FROM public.erasure_proposals p WHERE p.id = of_proposal
        AND NOT EXISTS (SELECT FROM public.erasure_withdrawals w WHERE w.proposal = p.id)
        AND NOT EXISTS (SELECT FROM public.erasures e WHERE e.proposal = p.id);
    IF (asked.id IS NOT NULL) IS NOT TRUE THEN
        RAISE EXCEPTION 'no erasure is proposed that could be confirmed'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'erasure_is_proposed';
    END IF;
    IF (confirmer <> asked.proposed_by AND confirmer <> asked.party
        AND EXISTS (SELECT FROM public.offices_held(confirmer, clock_timestamp()) o (office) WHERE o.office <> 'auditor')) IS NOT TRUE THEN
        RAISE EXCEPTION 'a second officer, whom it does not concern, confirms an erasure'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'erasure_takes_two';
    END IF;
    IF EXISTS (SELECT FROM public.erasure_obstacles(asked.party)) IS NOT FALSE THEN
        RAISE EXCEPTION 'something stands in the way of this erasure'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'erasure_waits_for_obstacles';
    END IF;
    INSERT INTO public.erasures (proposal, party, asked_on, proposed_by, confirmed_by)
        VALUES (asked.id, asked.party, asked.asked_on, asked.proposed_by, confirmer);

    SELECT a.id INTO its_account FROM public.accounts a WHERE a.person = asked.party;
    pseudonym := coalesce(
        (SELECT 'Former member ' || min(m.number)::text FROM public.memberships m WHERE m.party = asked.party),
        'Former contact ' || left(asked.party::text, 8));

    UPDATE public.party_names n SET name = pseudonym, country = ''
        FROM public.party_facts f WHERE f.record = n.record AND f.party = asked.party;
    GET DIAGNOSTICS gone = ROW_COUNT;
    CALL public.count_erased(asked.id, 'names', gone);
    DELETE FROM public.postal_addresses p WHERE p.party = asked.party;
    GET DIAGNOSTICS gone = ROW_COUNT;
    CALL public.count_erased(asked.id, 'postal_addresses', gone);
    UPDATE public.affiliations a SET employer = 'erased' WHERE a.person = asked.party AND a.employer IS NOT NULL;
    GET DIAGNOSTICS gone = ROW_COUNT;
    CALL public.count_erased(asked.id, 'employers', gone);
    UPDATE public.ties t SET outside = CASE WHEN t.outside IS NOT NULL THEN 'erased' END, note = ''
        WHERE t.person = asked.party AND (t.outside IS NOT NULL OR t.note <> '');
    GET DIAGNOSTICS gone = ROW_COUNT;
    CALL public.count_erased(asked.id, 'ties', gone);

    DELETE FROM public.application_drafts d WHERE d.person = asked.party;
    GET DIAGNOSTICS gone = ROW_COUNT;
    CALL public.count_erased(asked.id, 'application_drafts', gone);
    DELETE FROM public.application_forms f USING public.applications a WHERE a.id = f.application AND a.person = asked.party;
    GET DIAGNOSTICS gone = ROW_COUNT;
    CALL public.count_erased(asked.id, 'application_forms', gone);
    UPDATE public.application_steps s SET words = 'erased'
        FROM public.applications a WHERE a.id = s.application AND a.person = asked.party AND s.taken_by = asked.party AND s.words <> '';
    GET DIAGNOSTICS gone = ROW_COUNT;
    CALL public.count_erased(asked.id, 'application_answers', gone);
    DELETE FROM public.identity_values v USING public.identities i WHERE i.id = v.identity AND i.party = asked.party;
    GET DIAGNOSTICS gone = ROW_COUNT;
    CALL public.count_erased(asked.id, 'identities', gone);
    UPDATE public.identities i SET verified_how = 'erased' WHERE i.party = asked.party;
    UPDATE public.evidence_items e
        SET address = CASE WHEN e.address = '' THEN '' ELSE 'https://erased.invalid/' END, summary = 'erased', content_sha256 = NULL
        WHERE e.party = asked.party;
    GET DIAGNOSTICS gone = ROW_COUNT;
    CALL public.count_erased(asked.id, 'evidence', gone);

    DELETE FROM public.roll_openings o USING public.roll_entitlements e JOIN public.memberships m ON m.id = e.membership_id
        WHERE o.roll_id = e.roll_id AND o.entitlement = e.entitlement AND m.party = asked.party;
    GET DIAGNOSTICS gone = ROW_COUNT;
    CALL public.count_erased(asked.id, 'roll_openings', gone);
    UPDATE public.roll_challenges c SET text = 'erased' WHERE c.person = asked.party;
    GET DIAGNOSTICS gone = ROW_COUNT;
    CALL public.count_erased(asked.id, 'roll_challenges', gone);

    DELETE FROM public.notice_addresses n USING public.notice_recipients r
        WHERE r.notice = n.notice AND r.line = n.line AND coalesce(r.person, r.party) = asked.party;
    GET DIAGNOSTICS gone = ROW_COUNT;
    CALL public.count_erased(asked.id, 'notice_addresses', gone);
    UPDATE public.notice_recipients r SET masked_address = ''
        WHERE coalesce(r.person, r.party) = asked.party AND r.masked_address <> '';

    -- Letters first: to whom one went is told by the addresses that go after.
    UPDATE public.outbox_deliveries d SET masked_address = '', detail = ''
        FROM public.outbox_letters l WHERE l.id = d.letter AND public.person_of_letter(l.account, l.address) = asked.party;
    UPDATE public.outbox_returns d SET reason = ''
        FROM public.outbox_letters l WHERE l.id = d.letter AND public.person_of_letter(l.account, l.address) = asked.party;
    UPDATE public.outbox_queue q SET state = 'dead'
        FROM public.outbox_letters l WHERE l.id = q.letter AND q.state = 'waiting' AND public.person_of_letter(l.account, l.address) = asked.party;
    UPDATE public.outbox_letters l SET
        address = CASE WHEN l.address IS NOT NULL THEN 'erased@erased.invalid' END,
        parameters = (SELECT coalesce(jsonb_object_agg(p.key,
                CASE WHEN p.key IN ('new_masked', 'old_masked', 'reason', 'answer') THEN to_jsonb('erased'::text) ELSE p.value END), '{}')
            FROM jsonb_each(l.parameters) p)
        WHERE public.person_of_letter(l.account, l.address) = asked.party;
    GET DIAGNOSTICS gone = ROW_COUNT;
    CALL public.count_erased(asked.id, 'letters', gone);

    UPDATE public.address_changes c SET old_address = 'erased-old@erased.invalid', new_address = 'erased@erased.invalid', reason = 'erased'
        WHERE c.account = its_account;
    GET DIAGNOSTICS gone = ROW_COUNT;
    CALL public.count_erased(asked.id, 'address_changes', gone);
    UPDATE public.accounts a SET address = 'erased-' || a.id::text || '@erased.invalid' WHERE a.id = its_account;
    GET DIAGNOSTICS gone = ROW_COUNT;
    CALL public.count_erased(asked.id, 'accounts', gone);
    DELETE FROM public.passwords p WHERE p.account = its_account;
    GET DIAGNOSTICS gone = ROW_COUNT;
    CALL public.count_erased(asked.id, 'passwords', gone);
    DELETE FROM public.session_tokens t USING public.sessions s WHERE s.id = t.session AND s.account = its_account;
    DELETE FROM public.sessions s WHERE s.account = its_account;
    GET DIAGNOSTICS gone = ROW_COUNT;
    CALL public.count_erased(asked.id, 'sessions', gone);
    DELETE FROM public.sign_in_links l WHERE l.account = its_account;
    GET DIAGNOSTICS gone = ROW_COUNT;
    CALL public.count_erased(asked.id, 'sign_in_links', gone);
    DELETE FROM public.calendar_addresses c WHERE c.account = its_account;
    DELETE FROM public.feed_events f WHERE f.account = its_account;
    DELETE FROM public.task_snoozes s WHERE s.account = its_account;
    DELETE FROM public.work_digests w WHERE w.account = its_account;
    DELETE FROM public.poll_reminders r WHERE r.account = its_account;
END
$$;
COMMENT ON FUNCTION erase_person(uuid, uuid) IS
    'A second officer confirms: the person''s name becomes a pseudonym, and what else is personal is erased. Identities, days, memberships, participation, decisions and the log stay.';
REVOKE ALL ON FUNCTION erase_person(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION erase_person(uuid, uuid) TO commonhold_app;

CREATE PROCEDURE count_erased(its_erasure uuid, its_kind text, gone bigint)
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO public.erasure_counts (erasure, kind, rows_erased) SELECT its_erasure, its_kind, gone WHERE gone > 0;
END
$$;
COMMENT ON PROCEDURE count_erased(uuid, text, bigint) IS 'Notes what an erasure erased.';
REVOKE ALL ON PROCEDURE count_erased(uuid, text, bigint) FROM PUBLIC;
