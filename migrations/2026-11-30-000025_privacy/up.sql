-- Erasure of personal data, and what auditors looked at.
--
-- What was personal goes by one function, which two officers bring about: a pseudonym stands
-- in place of a name, and what else is marked by keep_until_erased goes. That it was done, and
-- how much, stays. So does what an auditor asked for, recorded before it is shown. All of it is
-- history. The database refuses an erasure as long as erasure_obstacles names anything: a
-- membership, an office or a seat, dues that are owed.

-- Asked for by the person, proposed by an officer, confirmed by another.

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
COMMENT ON TABLE erasure_counts IS
    'What an erasure erased: how many rows of which kind. The database itself writes it.';
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
    SELECT 'represents', c.organisation::text FROM clock, public.representation_changes c
    WHERE c.person = of_person AND clock.day < c.starts_on
      AND NOT EXISTS (SELECT FROM public.representation_change_stops s WHERE s.change = c.id)
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
                  WHERE e.roll_id = p.roll_id
                    AND (m.party = of_person OR m.party IN (SELECT f.organisation FROM acted_for f)
                         OR m.party IN (SELECT r.organisation FROM clock, public.representations r
                                        WHERE r.person = of_person
                                          AND public.casting_representative(r.organisation, p.id, clock.at) = of_person)))
    UNION ALL
    SELECT 'dues', i.number FROM clock, public.dues_invoices i
    WHERE i.payer = of_person AND public.dues_owed(i.id, clock.at) > 0
    UNION ALL
    SELECT 'application', a.number::text FROM public.applications a
    WHERE (a.party = of_person OR a.person = of_person)
      AND public.application_state(a.id) NOT IN ('declined', 'withdrawn', 'approved', 'closed_no_response')
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

-- The one way in which personal data goes.
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

-- Beside erase_person, in its transaction.
CREATE FUNCTION erase_complaints() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    gone bigint;
BEGIN
    UPDATE public.poll_complaints c SET text = 'erased', receipt = NULL WHERE c.person = NEW.party;
    GET DIAGNOSTICS gone = ROW_COUNT;
    CALL public.count_erased(NEW.proposal, 'poll_complaints', gone);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION erase_complaints() IS 'With an erasure goes what the person wrote of polls, and the digests on their receipts.';
CREATE TRIGGER erase_complaints AFTER INSERT ON erasures FOR EACH ROW EXECUTE FUNCTION erase_complaints();
ALTER TABLE erasures ENABLE ALWAYS TRIGGER erase_complaints;

-- Beside erase_person, in its transaction.
CREATE FUNCTION erase_proxies() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    gone bigint;
BEGIN
    DELETE FROM public.proxy_papers d USING public.proxies p WHERE p.id = d.proxy AND p.grantor = NEW.party;
    GET DIAGNOSTICS gone = ROW_COUNT;
    CALL public.count_erased(NEW.proposal, 'proxy_papers', gone);
    UPDATE public.proxy_revocations r SET reason = 'erased' FROM public.proxies p
        WHERE p.id = r.proxy AND p.grantor = NEW.party AND r.reason <> '';
    GET DIAGNOSTICS gone = ROW_COUNT;
    CALL public.count_erased(NEW.proposal, 'proxy_revocations', gone);
    UPDATE public.proxies p SET instructions = CASE p.instructions WHEN '' THEN '' ELSE 'erased' END,
                                paper = CASE WHEN p.paper IS NOT NULL THEN 'erased' END
        WHERE p.grantor = NEW.party AND (p.instructions <> '' OR p.paper IS NOT NULL);
    GET DIAGNOSTICS gone = ROW_COUNT;
    CALL public.count_erased(NEW.proposal, 'proxies', gone);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION erase_proxies() IS
    'With an erasure go a person''s instructions to holders of their proxies, the papers with their names, and the reasons of revocations.';
CREATE TRIGGER erase_proxies AFTER INSERT ON erasures FOR EACH ROW EXECUTE FUNCTION erase_proxies();
ALTER TABLE erasures ENABLE ALWAYS TRIGGER erase_proxies;

-- What auditors looked at and took away, for those who are audited to read.

CREATE TABLE auditor_views (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person uuid NOT NULL,
    person_kind text NOT NULL DEFAULT 'person',
    what text NOT NULL,
    register text,
    after_row text,
    export bigint REFERENCES auditor_views (number),
    manifest_sha256 bytea,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT auditor_views_person FOREIGN KEY (person, person_kind) REFERENCES parties (id, kind),
    CONSTRAINT auditor_views_kind CHECK (person_kind = 'person'),
    CONSTRAINT auditor_views_what CHECK (what IN ('room', 'register', 'views', 'export', 'exported')),
    CONSTRAINT auditor_views_register CHECK ((what = 'register') = (register IS NOT NULL)),
    CONSTRAINT auditor_views_register_form CHECK (register ~ '^[a-z][a-z-]{0,39}$'),
    CONSTRAINT auditor_views_after CHECK (after_row IS NULL OR (what = 'register' AND octet_length(after_row) <= 1000)),
    CONSTRAINT auditor_views_export CHECK ((what = 'exported') = (export IS NOT NULL)),
    CONSTRAINT auditor_views_manifest CHECK ((what = 'exported') = (manifest_sha256 IS NOT NULL)),
    CONSTRAINT auditor_views_manifest_length CHECK (octet_length(manifest_sha256) = 32),
    CONSTRAINT auditor_views_exported_once UNIQUE (export)
);
COMMENT ON TABLE auditor_views IS
    'What an auditor asked for, recorded before it is shown: the room, a page of a register (after which row), the list of these views, an export; and of an export that was made whole, the SHA-256 of its manifest.';
CALL keep_as_history('auditor_views');

CREATE FUNCTION guard_auditor_view() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    IF NEW.what = 'exported' THEN
        -- A term may be over before an export is.
        IF EXISTS (SELECT 1 FROM public.auditor_views v
                   WHERE v.number = NEW.export AND v.what = 'export' AND v.person = NEW.person) IS NOT TRUE THEN
            RAISE EXCEPTION 'an export is ended by whoever began it'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'export_was_begun';
        END IF;
        RETURN NEW;
    END IF;
    IF EXISTS (SELECT 1 FROM public.office_terms t
               LEFT JOIN public.office_ends e ON e.term = t.id
               WHERE t.person = NEW.person AND t.office = 'auditor' AND t.starts_at <= clock_timestamp()
                 AND (t.ends_at IS NULL OR clock_timestamp() < t.ends_at)
                 AND (e.ends_at IS NULL OR clock_timestamp() < e.ends_at)) IS NOT TRUE THEN
        RAISE EXCEPTION 'only an auditor looks into the registers'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'viewer_is_an_auditor';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_auditor_view() IS
    'Guard of auditor_views: of who is an auditor now, and the end of an export of who began it.';
CREATE TRIGGER guard BEFORE INSERT ON auditor_views FOR EACH ROW EXECUTE FUNCTION guard_auditor_view();
ALTER TABLE auditor_views ENABLE ALWAYS TRIGGER guard;
