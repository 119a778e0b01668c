-- Members: their memberships with terms and ends, files of members, what becomes of a
-- membership, who stands for an organisation, and how another comes to vote for it.
--
-- From this history every roll is computed. The database refuses a move that the table
-- of moves does not have, terms that overlap, and a termination or suspension without
-- the notice and the hearing that the rules ask for. Files between upload and
-- confirmation are no history and are erased.

CREATE TABLE membership_imports (
    id uuid PRIMARY KEY,
    file_sha256 bytea NOT NULL,
    file_rows integer NOT NULL,
    imported_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT membership_imports_once UNIQUE (file_sha256),
    CONSTRAINT membership_imports_hash CHECK (octet_length(file_sha256) = 32),
    CONSTRAINT membership_imports_rows CHECK (file_rows > 0)
);
COMMENT ON TABLE membership_imports IS 'Files of members taken in, each once and whole, and by whom.';
CALL keep_as_history('membership_imports');

CREATE TABLE membership_import_drafts (
    file_sha256 bytea PRIMARY KEY,
    file bytea NOT NULL,
    uploaded_by uuid NOT NULL REFERENCES parties (id),
    uploaded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT membership_import_drafts_hash CHECK (file_sha256 = sha256(file)),
    CONSTRAINT membership_import_drafts_size CHECK (octet_length(file) BETWEEN 1 AND 4194304)
);
COMMENT ON TABLE membership_import_drafts IS
    'A file of members between its dry run and its confirmation; erased by either, or a day after it came. Not history.';
GRANT SELECT, INSERT, DELETE ON membership_import_drafts TO commonhold_app;

-- Large files of members, from their upload until they are taken.
CREATE TABLE membership_import_files (
    id uuid PRIMARY KEY,
    uploaded_by uuid NOT NULL REFERENCES parties (id),
    uploaded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    file_sha256 bytea,
    file_bytes bigint NOT NULL DEFAULT 0,
    state text NOT NULL DEFAULT 'arriving',
    judged_bytes bigint NOT NULL DEFAULT 0,
    judged_rows bigint NOT NULL DEFAULT 0,
    faults bigint NOT NULL DEFAULT 0,
    warnings bigint NOT NULL DEFAULT 0,
    CONSTRAINT membership_import_files_hash CHECK (octet_length(file_sha256) = 32),
    CONSTRAINT membership_import_files_size CHECK (file_bytes BETWEEN 0 AND 268435456),
    CONSTRAINT membership_import_files_state CHECK (state IN ('arriving', 'waiting', 'judging', 'judged', 'taking', 'taken')),
    CONSTRAINT membership_import_files_whole CHECK ((state = 'arriving') = (file_sha256 IS NULL))
);
COMMENT ON TABLE membership_import_files IS
    'Large files of members between upload and confirmation, and how far each was judged; erased with the first file that comes a day later. Not history.';
GRANT SELECT, INSERT, UPDATE, DELETE ON membership_import_files TO commonhold_app;

CREATE TABLE membership_import_chunks (
    file uuid REFERENCES membership_import_files (id),
    place integer,
    bytes bytea NOT NULL,
    CONSTRAINT membership_import_chunks_pkey PRIMARY KEY (file, place),
    CONSTRAINT membership_import_chunks_size CHECK (octet_length(bytes) BETWEEN 1 AND 1048576)
);
COMMENT ON TABLE membership_import_chunks IS
    'The bytes of a large file of members, in order; erased with it, or when it is taken. Not history.';
GRANT SELECT, INSERT, DELETE ON membership_import_chunks TO commonhold_app;

CREATE TABLE membership_import_rows (
    file uuid REFERENCES membership_import_files (id),
    row bigint,
    line bigint NOT NULL,
    kind text,
    name text,
    name_key text,
    address text,
    address_key text,
    class text,
    voter text,
    member_since date,
    starts_on date,
    ends_on date,
    country text,
    disclosed boolean,
    employer text,
    party uuid NOT NULL DEFAULT gen_random_uuid(),
    newcomer uuid NOT NULL DEFAULT gen_random_uuid(),
    membership uuid NOT NULL DEFAULT gen_random_uuid(),
    person uuid,
    introduces boolean,
    CONSTRAINT membership_import_rows_pkey PRIMARY KEY (file, row)
);
COMMENT ON TABLE membership_import_rows IS
    'The rows of a large file of members as they were read, the identities they would get, and whose address each bears; erased with it, or when it is taken. Not history.';
CREATE INDEX membership_import_rows_address ON membership_import_rows (file, address_key, row);
GRANT SELECT, INSERT, UPDATE, DELETE ON membership_import_rows TO commonhold_app;

CREATE TABLE membership_import_remarks (
    file uuid REFERENCES membership_import_files (id),
    place bigint GENERATED ALWAYS AS IDENTITY,
    line bigint NOT NULL,
    row bigint NOT NULL,
    is_fault boolean NOT NULL,
    field text NOT NULL,
    sentence text NOT NULL,
    CONSTRAINT membership_import_remarks_pkey PRIMARY KEY (file, place)
);
COMMENT ON TABLE membership_import_remarks IS
    'The first faults of a large file of members, and what is worth a look; erased with it, or when it is taken. Not history.';
GRANT SELECT, INSERT, DELETE ON membership_import_remarks TO commonhold_app;

CREATE TABLE memberships (
    id uuid PRIMARY KEY,
    number bigint NOT NULL,
    party uuid NOT NULL REFERENCES parties (id),
    class text NOT NULL REFERENCES member_classes (id),
    member_since date NOT NULL,
    import uuid REFERENCES membership_imports (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT memberships_number UNIQUE (number),
    CONSTRAINT memberships_number_counts CHECK (number > 0)
);
COMMENT ON TABLE memberships IS
    'One party in one class; one entitlement on a roll. Whether it is current on a day stands in its terms and its end.';
CREATE INDEX memberships_party ON memberships (party);
CALL keep_as_member_facts('memberships');

CREATE TABLE membership_terms (
    record bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    membership uuid NOT NULL REFERENCES memberships (id),
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    import uuid REFERENCES membership_imports (id),
    corrects bigint REFERENCES membership_terms (record),
    recorded_at timestamptz NOT NULL,
    decision uuid REFERENCES recorded_decisions (id),
    application uuid,
    CONSTRAINT membership_terms_order CHECK (starts_on < ends_on)
);
COMMENT ON TABLE membership_terms IS
    'The membership is current from starts_on until the day before ends_on. A renewal is another row; a corrected row no longer counts.';
COMMENT ON COLUMN membership_terms.decision IS 'Of a reinstatement, and where a body approved the renewal: its decision.';
COMMENT ON COLUMN membership_terms.application IS 'The approved application by which a membership that had lapsed got this term.';
COMMENT ON COLUMN membership_terms.ends_on IS 'The first day without the term.';
COMMENT ON COLUMN membership_terms.corrects IS 'The row in whose place this one stands; that one counts no more.';
CREATE INDEX membership_terms_membership ON membership_terms (membership);
CREATE UNIQUE INDEX membership_terms_corrected_once ON membership_terms (corrects);

-- Terms are asked by their end each minute.
CREATE INDEX membership_terms_ends ON membership_terms (ends_on);

-- Of a hundred thousand memberships with ten years of terms, whoever asks for
-- one day reads the terms that reach it, and no correction where there is none.
CREATE INDEX membership_terms_reaching ON membership_terms (ends_on, starts_on) INCLUDE (membership, record, recorded_at);
CREATE INDEX membership_terms_corrections ON membership_terms (corrects, recorded_at) WHERE corrects IS NOT NULL;
CALL keep_as_member_facts('membership_terms');

CREATE TABLE membership_ends (
    membership uuid PRIMARY KEY REFERENCES memberships (id),
    ends_on date NOT NULL,
    reason text NOT NULL,
    decision uuid REFERENCES recorded_decisions (id),
    evidence text,
    recorded_by uuid REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT membership_ends_evidence CHECK (evidence = btrim(evidence) AND char_length(evidence) BETWEEN 1 AND 500),
    CONSTRAINT membership_ends_reason CHECK (reason IN
        ('resigned', 'terminated', 'transferred', 'deceased', 'dissolved', 'recorded_in_error'))
);
COMMENT ON TABLE membership_ends IS 'From ends_on on the membership is over, whatever its terms say.';
COMMENT ON COLUMN membership_ends.ends_on IS 'The first day without the membership.';
COMMENT ON COLUMN membership_ends.evidence IS 'What shows it, and where that is filed; none where a case or a transfer does, or the member resigned.';
COMMENT ON COLUMN membership_ends.recorded_by IS 'Who recorded it: an officer, or the member who resigned; none where it came with a case or a transfer.';
CALL keep_as_member_facts('membership_ends');

CREATE TABLE affiliations (
    record bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person uuid NOT NULL,
    person_kind text NOT NULL DEFAULT 'person',
    employer text,
    starts_on date,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT affiliations_person FOREIGN KEY (person, person_kind) REFERENCES parties (id, kind),
    CONSTRAINT affiliations_kind CHECK (person_kind = 'person'),
    CONSTRAINT affiliations_employer CHECK (employer <> '')
);
COMMENT ON TABLE affiliations IS
    'For whom a person works, by the employer''s name, from a day on (unknown where null) until a later record; without an employer, for nobody. History, but for what an erasure takes of it.';
CREATE INDEX affiliations_person ON affiliations (person, record DESC);
CALL keep_as_history('affiliations');
CALL keep_until_erased('affiliations', '($1).person', 'employer');

CREATE TABLE invitations (
    person uuid PRIMARY KEY,
    person_kind text NOT NULL DEFAULT 'person',
    invited_by uuid REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT invitations_person FOREIGN KEY (person, person_kind) REFERENCES parties (id, kind),
    CONSTRAINT invitations_kind CHECK (person_kind = 'person')
);
COMMENT ON TABLE invitations IS 'Who was sent the letter that tells of their account, and by whom; each person once.';
CALL keep_as_history('invitations');

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
    'From which state a membership can move how, and by whom. Active, grace and lapsed follow one another by the day; no move leads out of an end. Filled here, and never extended by the application.';
CALL keep_as_history('membership_moves');
REVOKE INSERT ON membership_moves FROM commonhold_app;
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
    'From starts_on until the day before ends_on, or until it is lifted, the membership brings no vote. The database itself writes it.';
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

-- A file of members is one transaction. What it brings is seen by nobody else
-- until its commit and needs no lock of its own: thousands of them would be more
-- than the database has room for.
CREATE FUNCTION require_move(of_membership uuid, wanted text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    state text;
BEGIN
    IF NOT EXISTS (SELECT FROM public.memberships m
                   WHERE m.id = of_membership AND m.xmin = pg_current_xact_id()::xid) THEN
        PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/membership/' || of_membership::text, 0));
    END IF;
    state := public.membership_state(of_membership, public.legal_day(clock_timestamp()));
    IF EXISTS (SELECT FROM public.membership_moves m WHERE m.from_state = state AND m.move = wanted) IS NOT TRUE THEN
        RAISE EXCEPTION 'a membership that is % is not %', state, wanted
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'membership_moves_by_the_table';
    END IF;
END
$$;
REVOKE ALL ON FUNCTION require_move(uuid, text) FROM PUBLIC;
COMMENT ON FUNCTION require_move(uuid, text) IS
    'Refuses a move that membership_moves does not have from the state of today; holds the membership until commit, unless it came with this transaction.';

-- The first term of a membership that came with the same file has no state to
-- move from and no other term beside it.
CREATE FUNCTION guard_membership_term() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    old public.membership_terms;
    state text;
    lapse timestamptz;
BEGIN
    PERFORM public.require_fresh_sight();
    IF NEW.import IS NOT NULL AND NEW.corrects IS NULL AND NEW.decision IS NULL AND NEW.application IS NULL
       AND EXISTS (SELECT FROM public.memberships m WHERE m.id = NEW.membership AND m.import = NEW.import
                   AND m.xmin = pg_current_xact_id()::xid)
       AND NOT EXISTS (SELECT FROM public.membership_terms t WHERE t.membership = NEW.membership)
       AND NOT EXISTS (SELECT FROM public.membership_ends e WHERE e.membership = NEW.membership) THEN
        RETURN NEW;
    END IF;
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
        state := public.membership_state(NEW.membership, public.legal_day(clock_timestamp()));
        PERFORM public.require_move(NEW.membership, CASE state WHEN 'lapsed' THEN 'reinstate' ELSE 'renew' END);
        IF state = 'lapsed' THEN
            SELECT public.end_of_legal_day(max(t.ends_on) - 1) INTO lapse FROM public.membership_terms t
            WHERE t.membership = NEW.membership
              AND NOT EXISTS (SELECT FROM public.membership_terms c WHERE c.corrects = t.record);
        END IF;
        IF (NEW.decision IS NOT NULL
               AND public.is_decision_on(NEW.decision, ARRAY['membership-committee', 'board'], coalesce(lapse, '-infinity'))
            OR NEW.decision IS NULL AND NEW.application IS NOT NULL
               AND (SELECT public.application_state(a.id) = 'approved' AND m.party = a.party AND m.class = a.class
                    FROM public.applications a, public.memberships m WHERE a.id = NEW.application AND m.id = NEW.membership)
            OR NEW.decision IS NULL AND NEW.application IS NULL AND state <> 'lapsed') IS NOT TRUE THEN
            RAISE EXCEPTION 'who has lapsed is reinstated by a decision of the membership committee or the board after it'
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
    'Guard of membership_terms: terms apart, closed terms kept, and only from a state that can be renewed or reinstated; the first term comes with its file.';
CREATE TRIGGER guard BEFORE INSERT ON membership_terms FOR EACH ROW EXECUTE FUNCTION guard_membership_term();
ALTER TABLE membership_terms ENABLE ALWAYS TRIGGER guard;
CREATE TRIGGER use_authority AFTER INSERT ON membership_terms
    FOR EACH ROW WHEN (NEW.decision IS NOT NULL) EXECUTE FUNCTION use_decision('reinstatement', 'membership');
ALTER TABLE membership_terms ENABLE ALWAYS TRIGGER use_authority;

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
    IF (NEW.reason <> 'transferred' OR public.is_decision_on(NEW.decision, ARRAY['board'],
            (SELECT m.recorded_at FROM public.memberships m WHERE m.id = NEW.membership))) IS NOT TRUE THEN
        RAISE EXCEPTION 'a membership goes to a successor by a decision of the board'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'transfer_is_decided';
    END IF;
    IF (NEW.reason IN ('terminated', 'transferred')
        -- Whoever may vote by it resigns.
        OR NEW.reason = 'resigned' AND NEW.evidence IS NULL
           AND EXISTS (SELECT FROM public.memberships m WHERE m.id = NEW.membership
                       AND NEW.recorded_by IN (m.party,
                           public.voting_representative(m.party, public.legal_day(clock_timestamp()))))
        OR NEW.evidence IS NOT NULL
           AND EXISTS (SELECT FROM public.offices_held(NEW.recorded_by, clock_timestamp()) o
                       WHERE o IN ('secretary', 'deputy_secretary', 'membership_committee'))) IS NOT TRUE THEN
        RAISE EXCEPTION 'an end is recorded by an officer who keeps members, with what shows it; or the member resigns'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'end_is_shown';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_membership_end() IS
    'Guard of membership_ends: a move from the table; terminated by a case, transferred by a decision of the board on it, else resigned by whoever votes by it, or with what shows it, by an officer who keeps members.';
CREATE TRIGGER guard BEFORE INSERT ON membership_ends FOR EACH ROW EXECUTE FUNCTION guard_membership_end();
ALTER TABLE membership_ends ENABLE ALWAYS TRIGGER guard;
CREATE TRIGGER use_authority AFTER INSERT ON membership_ends
    FOR EACH ROW WHEN (NEW.reason = 'transferred') EXECUTE FUNCTION use_decision('transfer', 'membership');
ALTER TABLE membership_ends ENABLE ALWAYS TRIGGER use_authority;

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
    -- The words that two officers brought are about these two, or they are about something else.
    IF (SELECT bool_and(position(lower(r.name) IN lower(d.title || ' ' || d.decision)) > 0)
        FROM public.memberships m
        CROSS JOIN LATERAL (SELECT p.name FROM public.party_records p WHERE p.party = m.party
                            ORDER BY p.record DESC LIMIT 1) r
        JOIN public.recorded_decisions d ON d.id = NEW.decision
        WHERE m.id IN (NEW.from_membership, NEW.to_membership)) IS NOT TRUE THEN
        RAISE EXCEPTION 'the decision on a transfer names the member and the successor'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'transfer_is_decided';
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
    IF (public.is_decision_on(NEW.decision, ARRAY['board'], c.recorded_at)
        AND (SELECT d.decided_on <= NEW.effective_on FROM public.recorded_decisions d WHERE d.id = NEW.decision)
        AND day <= NEW.effective_on AND c.effective_on <= NEW.effective_on) IS NOT TRUE THEN
        RAISE EXCEPTION 'a membership is suspended or ended by a decision of the board on the case, not before the day that was announced and not in the past'
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
    'Guard of membership_case_ends: carried out by a decision of the board on the case, with notice and hearing as the rules notice.termination.min_days and hearing.termination.min_days ask.';
CREATE TRIGGER guard BEFORE INSERT ON membership_case_ends FOR EACH ROW EXECUTE FUNCTION guard_case_end();
ALTER TABLE membership_case_ends ENABLE ALWAYS TRIGGER guard;
CREATE TRIGGER use_authority AFTER INSERT ON membership_case_ends
    FOR EACH ROW WHEN (NEW.outcome = 'carried_out') EXECUTE FUNCTION use_decision('membership_case', 'of_case');
ALTER TABLE membership_case_ends ENABLE ALWAYS TRIGGER use_authority;

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
    IF (public.is_decision_on(NEW.decision, ARRAY['board'],
            (SELECT s.recorded_at FROM public.membership_suspensions s WHERE s.id = NEW.suspension))
        AND NEW.ends_on >= public.legal_day(clock_timestamp())) IS NOT TRUE THEN
        RAISE EXCEPTION 'a suspension is lifted by a decision of the board, from today on'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'lift_is_decided';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_suspension_lift() IS 'Guard of membership_suspension_ends: by a decision of the board on it, never in the past.';
CREATE TRIGGER guard BEFORE INSERT ON membership_suspension_ends FOR EACH ROW EXECUTE FUNCTION guard_suspension_lift();
ALTER TABLE membership_suspension_ends ENABLE ALWAYS TRIGGER guard;
CREATE TRIGGER use_authority AFTER INSERT ON membership_suspension_ends
    FOR EACH ROW WHEN (NEW.decision IS NOT NULL) EXECUTE FUNCTION use_decision('suspension_lift', 'suspension');
ALTER TABLE membership_suspension_ends ENABLE ALWAYS TRIGGER use_authority;

-- Who votes for an organisation is named by one only where nobody ever was, and no
-- membership came to it by a transfer. Another in their place is proposed by one officer, confirmed by a second, and votes from a day on
-- that begins 72 hours after the proposal at the earliest; until it begins, whoever votes
-- now can object.

CREATE TABLE representation_changes (
    id uuid PRIMARY KEY,
    organisation uuid NOT NULL,
    organisation_kind text NOT NULL DEFAULT 'organisation',
    former uuid REFERENCES parties (id),
    person uuid NOT NULL,
    person_kind text NOT NULL DEFAULT 'person',
    starts_on date NOT NULL,
    decision uuid REFERENCES recorded_decisions (id),
    proposed_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT representation_changes_kinds CHECK (organisation_kind = 'organisation' AND person_kind = 'person'),
    CONSTRAINT representation_changes_organisation FOREIGN KEY (organisation, organisation_kind) REFERENCES parties (id, kind),
    CONSTRAINT representation_changes_person FOREIGN KEY (person, person_kind) REFERENCES parties (id, kind)
);
COMMENT ON TABLE representation_changes IS
    'An officer proposes that another person vote for an organisation, from a day on.';
COMMENT ON COLUMN representation_changes.former IS
    'Who would vote on that day without it, by the database''s word; none where nobody would.';
COMMENT ON COLUMN representation_changes.decision IS
    'The board''s decision that it carries out, if any: against one nobody objects.';
CREATE INDEX representation_changes_organisation_day ON representation_changes (organisation, starts_on);
CREATE INDEX representation_changes_former ON representation_changes (former);
CREATE INDEX representation_changes_new ON representation_changes (person);
CALL keep_as_history('representation_changes');

CREATE TABLE representation_change_confirmations (
    change uuid PRIMARY KEY REFERENCES representation_changes (id),
    confirmed_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE representation_change_confirmations IS
    'A second officer confirms a change of who votes for an organisation; the row of representations comes with it.';
CALL keep_as_member_facts('representation_change_confirmations');

CREATE TABLE representation_change_stops (
    change uuid PRIMARY KEY REFERENCES representation_changes (id),
    stopped_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE representation_change_stops IS
    'A change of who votes for an organisation that will not happen: withdrawn by an officer, or objected to by whoever would vote without it or should vote by it. Where it was confirmed, a correction comes with it.';
CALL keep_as_member_facts('representation_change_stops');

ALTER TABLE representations ADD CONSTRAINT representations_change
    FOREIGN KEY (change) REFERENCES representation_changes (id);
CREATE INDEX representations_by_change ON representations (change) WHERE change IS NOT NULL;

CREATE FUNCTION voting_representative(of_organisation uuid, day date) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT r.person FROM public.representations r
    WHERE r.organisation = of_organisation AND r.starts_on <= day
      AND NOT EXISTS (SELECT FROM public.representations c WHERE c.corrects = r.record)
    ORDER BY r.starts_on DESC, r.record DESC LIMIT 1
$$;
COMMENT ON FUNCTION voting_representative(uuid, date) IS
    'Who votes for an organisation on a legal day, as known now; unknown where nobody does.';
REVOKE ALL ON FUNCTION voting_representative(uuid, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION voting_representative(uuid, date) TO commonhold_app, commonhold_auditor;

-- Whoever the vote of a membership went to by a transfer is named by two, as another
-- representative is: the one before it had a voter.
CREATE FUNCTION was_represented(of_organisation uuid) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN EXISTS (SELECT FROM public.representations r WHERE r.organisation = of_organisation)
        OR EXISTS (SELECT FROM public.membership_transfers t JOIN public.memberships m ON m.id = t.to_membership
                   WHERE m.party = of_organisation);
END
$$;
COMMENT ON FUNCTION was_represented(uuid) IS
    'Whether anybody was ever named to vote for an organisation, or a membership went to it by a transfer.';
REVOKE ALL ON FUNCTION was_represented(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION was_represented(uuid) TO commonhold_app;

CREATE FUNCTION guard_representation_change() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    now timestamptz;
    today date;
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/representation/' || NEW.organisation::text, 0));
    now := clock_timestamp();
    today := public.legal_day(now);
    NEW.former := public.voting_representative(NEW.organisation, NEW.starts_on);
    IF public.was_represented(NEW.organisation) IS NOT TRUE THEN
        RAISE EXCEPTION 'nobody was ever named to vote for this organisation'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'representation_change_of_somebody';
    END IF;
    IF EXISTS (SELECT FROM public.offices_held(NEW.proposed_by, now) o
               WHERE o IN ('secretary', 'deputy_secretary', 'membership_committee')) IS NOT TRUE THEN
        RAISE EXCEPTION 'another representative is proposed by an officer who keeps members'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'representation_change_by_keeper';
    END IF;
    IF (NEW.proposed_by <> NEW.person AND NOT public.is_affiliated(NEW.proposed_by, NEW.organisation, today)) IS NOT TRUE THEN
        RAISE EXCEPTION 'who is to vote for an organisation, or is affiliated with it, does not propose who votes for it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'representation_change_by_others';
    END IF;
    IF (NEW.person IS DISTINCT FROM NEW.former) IS NOT TRUE THEN
        RAISE EXCEPTION 'this person votes for the organisation on that day already'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'representation_change_names_another';
    END IF;
    IF (public.end_of_legal_day(NEW.starts_on - 1) >= now + interval '72 hours') IS NOT TRUE THEN
        RAISE EXCEPTION 'another representative votes from a day that begins 72 hours after the proposal at the earliest'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'representation_change_after_72_hours';
    END IF;
    -- One from before whoever votes now was recorded is about somebody else.
    IF (NEW.decision IS NULL OR public.is_decision_on(NEW.decision, ARRAY['board'], coalesce((
            SELECT max(x.recorded_at)
            FROM (SELECT r.recorded_at FROM public.representations r
                  WHERE r.organisation = NEW.organisation AND r.corrects IS NULL
                    AND NOT EXISTS (SELECT FROM public.representations c WHERE c.corrects = r.record)
                  UNION ALL
                  SELECT t.recorded_at FROM public.membership_transfers t
                  JOIN public.memberships m ON m.id = t.to_membership WHERE m.party = NEW.organisation) x),
            '-infinity'))) IS NOT TRUE THEN
        RAISE EXCEPTION 'the decision that a change names is one of the board, about it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'representation_change_by_the_board';
    END IF;
    IF (NOT EXISTS (SELECT FROM public.representation_changes c
                    WHERE c.organisation = NEW.organisation AND today < c.starts_on
                      AND NOT EXISTS (SELECT FROM public.representation_change_stops s WHERE s.change = c.id))) IS NOT TRUE THEN
        RAISE EXCEPTION 'another change of who votes for this organisation is under way'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'representation_change_one_at_a_time';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_representation_change() IS
    'Guard of representation_changes: of an organisation that somebody was named for or a membership went to, by an officer who keeps members and has no part in it, 72 hours ahead, one at a time.';
CREATE TRIGGER guard BEFORE INSERT ON representation_changes FOR EACH ROW EXECUTE FUNCTION guard_representation_change();
ALTER TABLE representation_changes ENABLE ALWAYS TRIGGER guard;
CREATE TRIGGER use_authority AFTER INSERT ON representation_changes
    FOR EACH ROW WHEN (NEW.decision IS NOT NULL) EXECUTE FUNCTION use_decision('representation', 'organisation');
ALTER TABLE representation_changes ENABLE ALWAYS TRIGGER use_authority;

CREATE FUNCTION guard_representation_change_step() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    proposal public.representation_changes;
    now timestamptz;
    today date;
BEGIN
    PERFORM public.require_fresh_sight();
    SELECT c.* INTO proposal FROM public.representation_changes c WHERE c.id = NEW.change;
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/representation/' || proposal.organisation::text, 0));
    now := clock_timestamp();
    today := public.legal_day(now);
    IF (today < proposal.starts_on
        AND NOT EXISTS (SELECT FROM public.representation_change_stops s WHERE s.change = NEW.change)) IS NOT TRUE THEN
        RAISE EXCEPTION 'this change of who votes for an organisation is no longer under way'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'representation_change_under_way';
    END IF;
    IF TG_TABLE_NAME = 'representation_change_confirmations' THEN
        IF (NEW.confirmed_by <> proposal.proposed_by) IS NOT TRUE THEN
            RAISE EXCEPTION 'who proposes another representative does not confirm it'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'representation_change_by_two';
        END IF;
        IF public.may_change_addresses(NEW.confirmed_by, now) IS NOT TRUE THEN
            RAISE EXCEPTION 'another representative is confirmed by an officer'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'representation_change_by_officer';
        END IF;
        IF (NEW.confirmed_by <> proposal.person
            AND NOT public.is_affiliated(NEW.confirmed_by, proposal.organisation, today)) IS NOT TRUE THEN
            RAISE EXCEPTION 'who is to vote for an organisation, or is affiliated with it, does not confirm who votes for it'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'representation_change_by_others';
        END IF;
    ELSIF public.may_change_addresses(NEW.stopped_by, now) IS NOT TRUE THEN
        IF (NEW.stopped_by IN (proposal.former, proposal.person)) IS NOT TRUE THEN
            RAISE EXCEPTION 'a change of who votes for an organisation is stopped by an officer or by those concerned'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'representation_change_stopped_by_whom';
        END IF;
        IF (proposal.decision IS NULL OR NEW.stopped_by = proposal.person) IS NOT TRUE THEN
            RAISE EXCEPTION 'the board decided this change'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'representation_change_is_decided';
        END IF;
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_representation_change_step() IS
    'Guard of confirmations and stops: of a change that has not begun; confirmed by a second officer who has no part in it, stopped by an officer or by those concerned.';
CREATE TRIGGER guard BEFORE INSERT ON representation_change_confirmations
    FOR EACH ROW EXECUTE FUNCTION guard_representation_change_step();
ALTER TABLE representation_change_confirmations ENABLE ALWAYS TRIGGER guard;
CREATE TRIGGER guard BEFORE INSERT ON representation_change_stops
    FOR EACH ROW EXECUTE FUNCTION guard_representation_change_step();
ALTER TABLE representation_change_stops ENABLE ALWAYS TRIGGER guard;

-- Exactly one votes for an organisation on any day. Beside the first, a row is the change
-- that was confirmed, or puts back whoever votes without it once that was stopped.
CREATE FUNCTION guard_representation() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    IF NOT EXISTS (SELECT FROM public.parties p
                   WHERE p.id = NEW.organisation AND p.xmin = pg_current_xact_id()::xid) THEN
        PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/representation/' || NEW.organisation::text, 0));
    END IF;
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
    IF (CASE
            WHEN NEW.change IS NULL THEN
                NEW.corrects IS NULL AND NOT public.was_represented(NEW.organisation)
            WHEN NEW.corrects IS NULL THEN
                NOT EXISTS (SELECT FROM public.representations r WHERE r.change = NEW.change)
                AND EXISTS (SELECT FROM public.representation_changes c
                            JOIN public.representation_change_confirmations f ON f.change = c.id
                            WHERE c.id = NEW.change AND c.organisation = NEW.organisation AND c.person = NEW.person
                              AND c.starts_on = NEW.starts_on AND f.confirmed_by = NEW.recorded_by
                              AND NOT EXISTS (SELECT FROM public.representation_change_stops s WHERE s.change = c.id))
            ELSE EXISTS (SELECT FROM public.representation_changes c
                         JOIN public.representation_change_stops s ON s.change = c.id
                         JOIN public.representations r ON r.record = NEW.corrects AND r.change = c.id AND r.corrects IS NULL
                         WHERE c.id = NEW.change AND c.organisation = NEW.organisation
                           AND c.former IS NOT DISTINCT FROM NEW.person AND c.starts_on = NEW.starts_on
                           AND s.stopped_by = NEW.recorded_by)
        END) IS NOT TRUE THEN
        RAISE EXCEPTION 'another votes for an organisation by two officers, from a day that begins 72 hours after the proposal at the earliest'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'representation_by_two_after_72_hours';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_representation() IS
    'Guard of representations: no two begin on one day, a correction stays with its organisation, and but for the first of whoever no membership went to each stands on a change that two officers made.';
CREATE TRIGGER guard BEFORE INSERT ON representations FOR EACH ROW EXECUTE FUNCTION guard_representation();
ALTER TABLE representations ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION carry_out_representation_change() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    c public.representation_changes;
BEGIN
    SELECT * INTO c FROM public.representation_changes x WHERE x.id = NEW.change;
    IF TG_TABLE_NAME = 'representation_change_confirmations' THEN
        INSERT INTO public.representations (organisation, person, starts_on, recorded_by, change)
            VALUES (c.organisation, c.person, c.starts_on, NEW.confirmed_by, c.id);
    ELSE
        INSERT INTO public.representations (organisation, person, starts_on, corrects, recorded_by, change)
            SELECT c.organisation, c.former, c.starts_on, r.record, NEW.stopped_by, c.id
            FROM public.representations r WHERE r.change = c.id;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION carry_out_representation_change() IS
    'With its confirmation a change is recorded; with a stop that comes later whoever votes without it is put back.';
CREATE TRIGGER carry_out AFTER INSERT ON representation_change_confirmations
    FOR EACH ROW EXECUTE FUNCTION carry_out_representation_change();
ALTER TABLE representation_change_confirmations ENABLE ALWAYS TRIGGER carry_out;
CREATE TRIGGER carry_out AFTER INSERT ON representation_change_stops
    FOR EACH ROW EXECUTE FUNCTION carry_out_representation_change();
ALTER TABLE representation_change_stops ENABLE ALWAYS TRIGGER carry_out;

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
COMMENT ON TABLE representative_ends IS
    'From ends_on on the person no longer stands for the organisation in this capacity.';
CALL keep_as_history('representative_ends');

-- How many votes a membership brings on a day: those of its class while it is
-- current, and none otherwise, as a roll of that day counts them.
CREATE FUNCTION votes_of_membership(of_membership uuid, day date) RETURNS bigint
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE WHEN public.membership_state(m.id, day) = 'active'
                THEN coalesce((SELECT v.votes FROM public.class_votes v
                               WHERE v.class = m.class AND (v.starts_on IS NULL OR v.starts_on <= day)
                               ORDER BY v.starts_on DESC NULLS LAST, v.record DESC LIMIT 1), 0)
                ELSE 0 END
    FROM public.memberships m WHERE m.id = of_membership
$$;
COMMENT ON FUNCTION votes_of_membership(uuid, date) IS
    'The votes a membership brings on a legal day: those of its class while it is active; 0 otherwise; unknown where there is no such membership.';
REVOKE ALL ON FUNCTION votes_of_membership(uuid, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION votes_of_membership(uuid, date) TO commonhold_app, commonhold_auditor;

-- The same of all at once: a book of a hundred thousand is asked in one pass.
CREATE FUNCTION votes_of_members(day date) RETURNS TABLE (votes bigint, members bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    WITH of_class AS MATERIALIZED (
        SELECT c.id, (SELECT v.votes FROM public.class_votes v
                      WHERE v.class = c.id AND (v.starts_on IS NULL OR v.starts_on <= day)
                      ORDER BY v.starts_on DESC NULLS LAST, v.record DESC LIMIT 1) AS votes
        FROM public.member_classes c)
    SELECT coalesce(sum(o.votes), 0)::bigint, count(*)
    FROM public.memberships m JOIN of_class o ON o.id = m.class
    WHERE o.votes > 0
      AND EXISTS (SELECT FROM public.membership_terms t
                  WHERE t.membership = m.id AND t.starts_on <= day AND day < t.ends_on
                    AND NOT EXISTS (SELECT FROM public.membership_terms c WHERE c.corrects = t.record))
      AND NOT EXISTS (SELECT FROM public.membership_ends e WHERE e.membership = m.id AND e.ends_on <= day)
      AND NOT EXISTS (SELECT FROM public.membership_suspensions s
                      LEFT JOIN public.membership_suspension_ends l ON l.suspension = s.id
                      WHERE s.membership = m.id AND s.starts_on <= day
                        AND day < least(s.ends_on, coalesce(l.ends_on, s.ends_on)))
$$;
COMMENT ON FUNCTION votes_of_members(date) IS
    'All votes that memberships bring on a legal day, and how many memberships bring one.';
REVOKE ALL ON FUNCTION votes_of_members(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION votes_of_members(date) TO commonhold_app, commonhold_auditor;

CREATE FUNCTION acts_for_membership(of_membership uuid, who uuid, day date) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce((
        SELECT CASE p.kind WHEN 'person' THEN m.party ELSE (
            SELECT r.person FROM public.representations r
            WHERE r.organisation = m.party AND r.starts_on <= day
              AND NOT EXISTS (SELECT FROM public.representations c WHERE c.corrects = r.record)
            ORDER BY r.starts_on DESC, r.record DESC LIMIT 1) END = who
        FROM public.memberships m JOIN public.parties p ON p.id = m.party
        WHERE m.id = of_membership), false)
$$;
COMMENT ON FUNCTION acts_for_membership(uuid, uuid, date) IS
    'Whether a person acts for a membership on a legal day: it is theirs, or its organisation''s and they vote for it.';
REVOKE ALL ON FUNCTION acts_for_membership(uuid, uuid, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION acts_for_membership(uuid, uuid, date) TO commonhold_app, commonhold_auditor;
