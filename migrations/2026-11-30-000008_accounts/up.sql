-- People who sign in: their accounts, their ways in, and the second factor of officers.
--
-- An account keeps its person; its address changes only as two officers have it, or with
-- an erasure. Tokens rest here as SHA-256 only. Passwords, links, sessions, tokens, limits
-- and the secrets of second factors are no history: they are replaced, spent and swept.
-- What became of addresses and factors is.

CREATE TABLE accounts (
    id uuid PRIMARY KEY,
    person uuid NOT NULL,
    person_kind text NOT NULL DEFAULT 'person',
    address text NOT NULL,
    address_key text NOT NULL GENERATED ALWAYS AS (lower(address)) STORED,
    locale text NOT NULL,
    locale_chosen boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT accounts_one_per_person UNIQUE (person),
    CONSTRAINT accounts_address_once UNIQUE (address_key),
    CONSTRAINT accounts_person FOREIGN KEY (person, person_kind) REFERENCES parties (id, kind),
    CONSTRAINT accounts_kind CHECK (person_kind = 'person'),
    CONSTRAINT accounts_address CHECK (address ~ '^[!-?A-~]+@[!-?A-~]+$' AND char_length(address) <= 254),
    CONSTRAINT accounts_locale CHECK (locale ~ '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$')
);
COMMENT ON TABLE accounts IS
    'A person who can sign in: one account each, reached at one mail address. The address changes only as guard_account allows. Not history.';
COMMENT ON COLUMN accounts.address_key IS 'The address in small letters: one account to an address.';
COMMENT ON COLUMN accounts.locale_chosen IS 'Whether the person chose the language themselves.';
CALL keep_references('accounts');
GRANT SELECT, INSERT, UPDATE (address, locale, locale_chosen) ON accounts TO commonhold_app;
GRANT SELECT (id, person, created_at) ON accounts TO commonhold_certifier, commonhold_auditor;
CREATE TRIGGER keep_accounts BEFORE DELETE OR TRUNCATE ON accounts
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();
ALTER TABLE accounts ENABLE ALWAYS TRIGGER keep_accounts;
CREATE TRIGGER keep_rows BEFORE DELETE ON accounts FOR EACH ROW EXECUTE FUNCTION refuse_rewrite_of_row();
ALTER TABLE accounts ENABLE ALWAYS TRIGGER keep_rows;

-- Another address for an account: proposed by one officer, approved by another,
-- effective 72 hours after the approval unless somebody stopped it.

CREATE TABLE address_changes (
    id uuid PRIMARY KEY,
    account uuid NOT NULL REFERENCES accounts (id),
    old_address text NOT NULL,
    new_address text NOT NULL,
    reason text NOT NULL,
    proposed_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT address_changes_reason CHECK (reason = btrim(reason) AND char_length(reason) BETWEEN 1 AND 500),
    CONSTRAINT address_changes_address CHECK (new_address ~ '^[!-?A-~]+@[!-?A-~]+$' AND char_length(new_address) <= 254),
    CONSTRAINT address_changes_differ CHECK (new_address <> old_address)
);
COMMENT ON TABLE address_changes IS
    'An officer proposes another address for an account, and says why. History, but for what an erasure takes of it.';
CREATE INDEX address_changes_account ON address_changes (account);
CALL keep_as_history('address_changes');
CALL keep_until_erased('address_changes',
    '(SELECT a.person FROM public.accounts a WHERE a.id = ($1).account)', 'old_address,new_address,reason');

-- Of a change an auditor sees who asked for it, why, who approved it and when; no address.
REVOKE SELECT ON address_changes FROM commonhold_auditor;
GRANT SELECT (id, account, reason, proposed_by, recorded_at) ON address_changes TO commonhold_auditor;
REVOKE SELECT ON address_changes FROM commonhold_certifier;

CREATE TABLE address_change_approvals (
    change uuid PRIMARY KEY REFERENCES address_changes (id),
    approved_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE address_change_approvals IS
    'A second officer approves a change of address; 72 hours from recorded_at begin.';
CALL keep_as_history('address_change_approvals');

CREATE TABLE address_change_stops (
    change uuid PRIMARY KEY REFERENCES address_changes (id),
    stopped_by uuid REFERENCES parties (id),
    reason text NOT NULL,
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE address_change_stops IS
    'A change of address that will not happen: stopped by the person concerned, by an officer, or (no stopped_by) because it could no longer be carried out.';
CALL keep_as_history('address_change_stops');

CREATE TABLE address_change_effects (
    change uuid PRIMARY KEY REFERENCES address_changes (id),
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE address_change_effects IS 'A change of address that has happened; written by guard_account only.';
CALL keep_as_history('address_change_effects');
REVOKE INSERT ON address_change_effects FROM commonhold_app;

CREATE FUNCTION may_change_addresses(who uuid, at timestamptz) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM public.offices_held(who, at) o
                   WHERE o IN ('election_officer', 'secretary', 'deputy_secretary', 'membership_committee'))
$$;
COMMENT ON FUNCTION may_change_addresses(uuid, timestamptz) IS
    'Whether a person holds an office that proposes and approves changes of address.';
GRANT EXECUTE ON FUNCTION may_change_addresses(uuid, timestamptz) TO commonhold_app;

CREATE FUNCTION guard_address_change() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    present text;
BEGIN
    SELECT a.address INTO present FROM public.accounts a WHERE a.id = NEW.account FOR UPDATE;
    IF (present = NEW.old_address) IS NOT TRUE THEN
        RAISE EXCEPTION 'the account is not reached at the address to be changed'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'address_change_of_present_address';
    END IF;
    IF public.may_change_addresses(NEW.proposed_by, clock_timestamp()) IS NOT TRUE THEN
        RAISE EXCEPTION 'a change of address is proposed by an officer'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'address_change_by_officer';
    END IF;
    IF (NOT EXISTS (
            SELECT FROM public.address_changes c
            WHERE c.account = NEW.account
              AND NOT EXISTS (SELECT FROM public.address_change_stops s WHERE s.change = c.id)
              AND NOT EXISTS (SELECT FROM public.address_change_effects x WHERE x.change = c.id))
       ) IS NOT TRUE THEN
        RAISE EXCEPTION 'another change of this address is under way'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'address_change_one_at_a_time';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_address_change() IS
    'Guard of address_changes: by an officer, of the present address, one at a time.';
CREATE TRIGGER guard_address_change BEFORE INSERT ON address_changes
    FOR EACH ROW EXECUTE FUNCTION guard_address_change();
ALTER TABLE address_changes ENABLE ALWAYS TRIGGER guard_address_change;

CREATE FUNCTION guard_address_change_step() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    proposal public.address_changes;
BEGIN
    SELECT c.* INTO proposal FROM public.address_changes c WHERE c.id = NEW.change;
    PERFORM FROM public.accounts a WHERE a.id = proposal.account FOR UPDATE;
    IF (FOUND
        AND NOT EXISTS (SELECT FROM public.address_change_stops s WHERE s.change = NEW.change)
        AND NOT EXISTS (SELECT FROM public.address_change_effects x WHERE x.change = NEW.change)
       ) IS NOT TRUE THEN
        RAISE EXCEPTION 'this change of address is no longer under way'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'address_change_under_way';
    END IF;
    IF TG_TABLE_NAME = 'address_change_approvals' THEN
        IF (NEW.approved_by <> proposal.proposed_by) IS NOT TRUE THEN
            RAISE EXCEPTION 'who proposes a change of address does not approve it'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'address_change_by_two';
        END IF;
        IF public.may_change_addresses(NEW.approved_by, clock_timestamp()) IS NOT TRUE THEN
            RAISE EXCEPTION 'a change of address is approved by an officer'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'address_change_by_officer';
        END IF;
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_address_change_step() IS
    'Guard of approvals and stops: of a change under way, and approvals by a second officer.';
CREATE TRIGGER guard_address_change_step BEFORE INSERT ON address_change_approvals
    FOR EACH ROW EXECUTE FUNCTION guard_address_change_step();
ALTER TABLE address_change_approvals ENABLE ALWAYS TRIGGER guard_address_change_step;
CREATE TRIGGER guard_address_change_step BEFORE INSERT ON address_change_stops
    FOR EACH ROW EXECUTE FUNCTION guard_address_change_step();
ALTER TABLE address_change_stops ENABLE ALWAYS TRIGGER guard_address_change_step;

-- With an erasure the account stays, with an address that reaches nobody.
CREATE FUNCTION guard_account() RETURNS trigger
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
CREATE TRIGGER guard_account BEFORE UPDATE ON accounts
    FOR EACH ROW EXECUTE FUNCTION guard_account();
ALTER TABLE accounts ENABLE ALWAYS TRIGGER guard_account;

-- Ways in.

CREATE TABLE passwords (
    account uuid PRIMARY KEY REFERENCES accounts (id),
    phc text NOT NULL,
    set_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT passwords_argon2id CHECK (phc LIKE '$argon2id$%')
);
COMMENT ON TABLE passwords IS 'The Argon2id hash of an account''s password, for those who chose one. Not history.';
COMMENT ON COLUMN passwords.phc IS 'Secret. Argon2id with its salt and costs, as a PHC string.';
GRANT SELECT, INSERT, UPDATE (phc, set_at), DELETE ON passwords TO commonhold_app;

CREATE TABLE sign_in_links (
    token_hash bytea PRIMARY KEY,
    account uuid NOT NULL REFERENCES accounts (id),
    next_path text NOT NULL,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at timestamptz NOT NULL,
    spent_at timestamptz,
    CONSTRAINT sign_in_links_hash CHECK (octet_length(token_hash) = 32),
    CONSTRAINT sign_in_links_local CHECK (next_path ~ '^/([^/\\]|$)'),
    CONSTRAINT sign_in_links_order CHECK (made_at < expires_at)
);
COMMENT ON TABLE sign_in_links IS
    'Single-use links, made when their letter is sent: the token''s SHA-256, until when it opens, when it was spent. Not history.';
COMMENT ON COLUMN sign_in_links.token_hash IS 'SHA-256 of the token that the letter holds.';
COMMENT ON COLUMN sign_in_links.next_path IS
    'Where the link leads once it has signed somebody in; a path of this site.';
CREATE INDEX sign_in_links_account ON sign_in_links (account);
GRANT SELECT, INSERT, UPDATE (spent_at), DELETE ON sign_in_links TO commonhold_app;

CREATE FUNCTION spend_once() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (OLD.spent_at IS NULL AND NEW.spent_at IS NOT NULL) IS NOT TRUE THEN
        RAISE EXCEPTION 'a link is spent once'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'sign_in_link_spent_once';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION spend_once() IS 'Guard of sign_in_links: spending is the only change, and the last.';
CREATE TRIGGER spend_once BEFORE UPDATE ON sign_in_links
    FOR EACH ROW EXECUTE FUNCTION spend_once();
ALTER TABLE sign_in_links ENABLE ALWAYS TRIGGER spend_once;

CREATE TABLE sessions (
    id uuid PRIMARY KEY,
    account uuid NOT NULL REFERENCES accounts (id),
    way text NOT NULL,
    device text NOT NULL,
    opened_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_at timestamptz,
    CONSTRAINT sessions_way CHECK (way IN ('link', 'password')),
    CONSTRAINT sessions_device CHECK (char_length(device) <= 80)
);
COMMENT ON TABLE sessions IS
    'One browser signed in as one account. Over when ended_at is set, 12 hours after seen_at, or 30 days after opened_at. Not history.';
COMMENT ON COLUMN sessions.way IS 'By a link or by a password.';
CREATE INDEX sessions_account ON sessions (account) WHERE ended_at IS NULL;
GRANT SELECT, INSERT, UPDATE (seen_at, ended_at), DELETE ON sessions TO commonhold_app;

CREATE TABLE session_tokens (
    token_hash bytea PRIMARY KEY,
    session uuid NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    issued_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    retired_at timestamptz,
    CONSTRAINT session_tokens_hash CHECK (octet_length(token_hash) = 32)
);
COMMENT ON TABLE session_tokens IS
    'The SHA-256 of each token of a session. A token is retired when its successor first comes back, and serves a minute longer for requests under way. Not history.';
CREATE INDEX session_tokens_session ON session_tokens (session);
GRANT SELECT, INSERT, UPDATE (retired_at), DELETE ON session_tokens TO commonhold_app;

-- Where a device is lost, or somebody else reads a person's mail, an officer signs them out everywhere.
CREATE TABLE session_endings (
    id uuid PRIMARY KEY,
    account uuid NOT NULL REFERENCES accounts (id),
    ended_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE session_endings IS
    'An officer ended every session of an account, and every link that was mailed and not used. The id is the form''s.';
CREATE INDEX session_endings_account ON session_endings (account);
CALL keep_as_history('session_endings');

CREATE FUNCTION guard_session_ending() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF public.may_change_addresses(NEW.ended_by, clock_timestamp()) IS NOT TRUE THEN
        RAISE EXCEPTION 'sessions of others are ended by an officer'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'session_ending_by_officer';
    END IF;
    UPDATE public.sessions s SET ended_at = clock_timestamp() WHERE s.account = NEW.account AND s.ended_at IS NULL;
    UPDATE public.sign_in_links l SET spent_at = clock_timestamp() WHERE l.account = NEW.account AND l.spent_at IS NULL;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_session_ending() IS
    'Guard of session_endings: by an officer; sessions and unused links end with it.';
CREATE TRIGGER guard BEFORE INSERT ON session_endings FOR EACH ROW EXECUTE FUNCTION guard_session_ending();
ALTER TABLE session_endings ENABLE ALWAYS TRIGGER guard;

-- Not logged: a try costs no wait for the disk, and a crash forgives tries.
CREATE UNLOGGED TABLE request_limits (
    subject bytea NOT NULL,
    starts_at timestamptz NOT NULL,
    tries integer NOT NULL,
    CONSTRAINT request_limits_pkey PRIMARY KEY (subject, starts_at),
    CONSTRAINT request_limits_subject CHECK (octet_length(subject) = 32)
);
COMMENT ON TABLE request_limits IS
    'Tries in a stretch of time, by the SHA-256 of what is limited and of whom; swept when the stretch is over. Not history.';
GRANT SELECT, INSERT, UPDATE (tries), DELETE ON request_limits TO commonhold_app;

-- The second factor of officers: added by themselves, ended by two others.

CREATE TABLE second_factors (
    id uuid PRIMARY KEY,
    person uuid NOT NULL REFERENCES parties (id),
    session bytea NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT second_factors_session CHECK (octet_length(session) = 32)
);
COMMENT ON TABLE second_factors IS
    'That a person added a second factor, and in which session (SHA-256 of its identity). The latest counts, unless it was reset.';
CREATE INDEX second_factors_person ON second_factors (person);
CALL keep_as_history('second_factors');

CREATE TABLE second_factor_secrets (
    factor uuid PRIMARY KEY REFERENCES second_factors (id),
    sealed bytea NOT NULL,
    CONSTRAINT second_factor_secrets_length CHECK (octet_length(sealed) = 48)
);
COMMENT ON TABLE second_factor_secrets IS
    'What a factor''s codes follow from, sealed under a key that the servers keep in a file. Gone when the factor is replaced or reset. Not history.';
GRANT SELECT, INSERT, DELETE ON second_factor_secrets TO commonhold_app;

CREATE TABLE second_factor_proofs (
    factor uuid NOT NULL REFERENCES second_factors (id),
    step bigint NOT NULL,
    session bytea NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT second_factor_proofs_pkey PRIMARY KEY (factor, step),
    CONSTRAINT second_factor_proofs_session CHECK (octet_length(session) = 32)
);
COMMENT ON TABLE second_factor_proofs IS
    'Each code that was given, by its step of thirty seconds, so that none counts twice; and in which session (SHA-256 of its identity).';
CALL keep_as_history('second_factor_proofs');

CREATE TABLE second_factor_resets (
    id uuid PRIMARY KEY,
    factor uuid NOT NULL REFERENCES second_factors (id),
    reason text NOT NULL,
    proposed_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT second_factor_resets_reason CHECK (reason = btrim(reason) AND char_length(reason) BETWEEN 1 AND 500)
);
COMMENT ON TABLE second_factor_resets IS 'An officer proposes to end another''s factor, and says why.';
CREATE INDEX second_factor_resets_factor ON second_factor_resets (factor);
CALL keep_as_history('second_factor_resets');

CREATE TABLE second_factor_reset_confirmations (
    reset uuid PRIMARY KEY REFERENCES second_factor_resets (id),
    confirmed_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE second_factor_reset_confirmations IS
    'A third officer confirms the reset of a factor, which ends with it.';
CALL keep_as_history('second_factor_reset_confirmations');

CREATE FUNCTION second_factor_of(who uuid) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT latest.id
    FROM (SELECT f.id FROM public.second_factors f
          WHERE f.person = who
          ORDER BY f.recorded_at DESC, f.id DESC LIMIT 1) latest
    WHERE NOT EXISTS (
        SELECT FROM public.second_factor_resets r
        JOIN public.second_factor_reset_confirmations c ON c.reset = r.id
        WHERE r.factor = latest.id)
$$;
COMMENT ON FUNCTION second_factor_of(uuid) IS 'The factor of a person that counts, if any.';
GRANT EXECUTE ON FUNCTION second_factor_of(uuid) TO commonhold_app, commonhold_auditor;

CREATE FUNCTION acts_in_office(who uuid, at timestamptz) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (
        SELECT FROM public.office_terms t
        LEFT JOIN public.office_ends e ON e.term = t.id
        WHERE t.person = who
          AND t.office <> 'auditor'
          AND t.starts_at <= at
          AND (t.ends_at IS NULL OR at < t.ends_at)
          AND (e.ends_at IS NULL OR at < e.ends_at))
$$;
COMMENT ON FUNCTION acts_in_office(uuid, timestamptz) IS
    'Whether a person holds an office by which officers act: any but the auditor''s.';
GRANT EXECUTE ON FUNCTION acts_in_office(uuid, timestamptz) TO commonhold_app;

CREATE FUNCTION guard_second_factor() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    present uuid;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/second-factor/' || NEW.person, 0));
    present := public.second_factor_of(NEW.person);
    IF (present IS NULL OR EXISTS (
            SELECT FROM public.second_factor_proofs p
            WHERE p.factor = present AND p.session = NEW.session
              AND p.recorded_at > clock_timestamp() - interval '10 minutes')
       ) IS NOT TRUE THEN
        RAISE EXCEPTION 'a factor is replaced in a session that has just given its code'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'second_factor_replaced_by_its_code';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_second_factor() IS
    'Guard of second_factors: the first, or in place of one whose code this very session gave within ten minutes.';
CREATE TRIGGER guard BEFORE INSERT ON second_factors FOR EACH ROW EXECUTE FUNCTION guard_second_factor();
ALTER TABLE second_factors ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_second_factor_proof() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (EXISTS (SELECT FROM public.second_factors f
                WHERE f.id = NEW.factor AND public.second_factor_of(f.person) = f.id)
        AND abs(NEW.step - floor(extract(epoch FROM clock_timestamp()) / 30)) <= 2) IS NOT TRUE THEN
        RAISE EXCEPTION 'a code is of the factor that counts, and of this moment'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'second_factor_proof_is_of_now';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_second_factor_proof() IS
    'Guard of second_factor_proofs: of the factor that counts, and of a step near the clock.';
CREATE TRIGGER guard BEFORE INSERT ON second_factor_proofs FOR EACH ROW EXECUTE FUNCTION guard_second_factor_proof();
ALTER TABLE second_factor_proofs ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_second_factor_reset() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    whose uuid;
BEGIN
    SELECT f.person INTO whose FROM public.second_factors f WHERE f.id = NEW.factor;
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/second-factor/' || whose, 0));
    IF (whose IS NOT NULL AND public.second_factor_of(whose) = NEW.factor) IS NOT TRUE THEN
        RAISE EXCEPTION 'a reset is of the factor that counts'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'second_factor_reset_of_what_counts';
    END IF;
    IF (NEW.proposed_by <> whose AND public.acts_in_office(NEW.proposed_by, clock_timestamp())) IS NOT TRUE THEN
        RAISE EXCEPTION 'a factor is reset by others: two officers'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'second_factor_reset_by_others';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_second_factor_reset() IS
    'Guard of second_factor_resets: of the factor that counts, proposed by another officer.';
CREATE TRIGGER guard BEFORE INSERT ON second_factor_resets FOR EACH ROW EXECUTE FUNCTION guard_second_factor_reset();
ALTER TABLE second_factor_resets ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_second_factor_reset_confirmation() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    proposal public.second_factor_resets;
    whose uuid;
BEGIN
    SELECT r.* INTO proposal FROM public.second_factor_resets r WHERE r.id = NEW.reset;
    SELECT f.person INTO whose FROM public.second_factors f WHERE f.id = proposal.factor;
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/second-factor/' || whose, 0));
    IF (whose IS NOT NULL AND public.second_factor_of(whose) = proposal.factor) IS NOT TRUE THEN
        RAISE EXCEPTION 'a reset is of the factor that counts'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'second_factor_reset_of_what_counts';
    END IF;
    IF (NEW.confirmed_by <> whose AND NEW.confirmed_by <> proposal.proposed_by
        AND public.acts_in_office(NEW.confirmed_by, clock_timestamp())) IS NOT TRUE THEN
        RAISE EXCEPTION 'a factor is reset by others: two officers'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'second_factor_reset_by_others';
    END IF;
    DELETE FROM public.second_factor_secrets s WHERE s.factor = proposal.factor;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_second_factor_reset_confirmation() IS
    'Guard of second_factor_reset_confirmations: by a third officer; the secret goes with it.';
CREATE TRIGGER guard BEFORE INSERT ON second_factor_reset_confirmations FOR EACH ROW EXECUTE FUNCTION guard_second_factor_reset_confirmation();
ALTER TABLE second_factor_reset_confirmations ENABLE ALWAYS TRIGGER guard;
