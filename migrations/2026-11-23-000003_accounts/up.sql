-- People who sign in, and the letters the foundation writes to them.

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
    'A person who can sign in: one account each, reached at one mail address. The address changes only as guard_account allows.';
GRANT SELECT, INSERT, UPDATE (address, locale, locale_chosen) ON accounts TO commonhold_app;

CREATE TRIGGER keep_accounts BEFORE DELETE OR TRUNCATE ON accounts
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();
ALTER TABLE accounts ENABLE ALWAYS TRIGGER keep_accounts;

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
COMMENT ON TABLE address_changes IS 'An officer proposes another address for an account, and says why.';
CREATE INDEX address_changes_account ON address_changes (account);
CALL keep_as_history('address_changes');

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
    SELECT EXISTS (
        SELECT FROM public.office_terms t
        LEFT JOIN public.office_ends e ON e.term = t.id
        WHERE t.person = who
          AND t.office IN ('election_officer', 'secretary', 'membership_committee')
          AND t.starts_at <= at
          AND (t.ends_at IS NULL OR at < t.ends_at)
          AND (e.ends_at IS NULL OR at < e.ends_at))
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
    IF (NEW.address = OLD.address) IS NOT TRUE THEN
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
    'Guard of accounts: the address changes only by a change that two officers made and 72 hours have passed over.';
CREATE TRIGGER guard_account BEFORE UPDATE ON accounts
    FOR EACH ROW EXECUTE FUNCTION guard_account();
ALTER TABLE accounts ENABLE ALWAYS TRIGGER guard_account;

-- Ways in. Tokens rest here as SHA-256 only.

CREATE TABLE passwords (
    account uuid PRIMARY KEY REFERENCES accounts (id),
    phc text NOT NULL,
    set_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT passwords_argon2id CHECK (phc LIKE '$argon2id$%')
);
COMMENT ON TABLE passwords IS 'The Argon2id hash of an account''s password, for those who chose one.';
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
    'Single-use links, made when their letter is sent: the token''s SHA-256, until when it opens, when it was spent.';
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
    'One browser signed in as one account. Over when ended_at is set, 12 hours after seen_at, or 30 days after opened_at.';
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
    'The SHA-256 of each token of a session. A token is retired when its successor first comes back, and serves a minute longer for requests under way.';
CREATE INDEX session_tokens_session ON session_tokens (session);
GRANT SELECT, INSERT, UPDATE (retired_at), DELETE ON session_tokens TO commonhold_app;

-- Not logged: a try costs no wait for the disk, and a crash forgives tries.
CREATE UNLOGGED TABLE request_limits (
    subject bytea NOT NULL,
    starts_at timestamptz NOT NULL,
    tries integer NOT NULL,
    CONSTRAINT request_limits_pkey PRIMARY KEY (subject, starts_at),
    CONSTRAINT request_limits_subject CHECK (octet_length(subject) = 32)
);
COMMENT ON TABLE request_limits IS
    'Tries in a stretch of time, by the SHA-256 of what is limited and of whom; swept when the stretch is over.';
GRANT SELECT, INSERT, UPDATE (tries), DELETE ON request_limits TO commonhold_app;

-- Letters: written with the act, sent after commit.

CREATE TABLE outbox_letters (
    id uuid PRIMARY KEY,
    number bigint GENERATED ALWAYS AS IDENTITY,
    code text NOT NULL,
    kind text NOT NULL,
    parameters jsonb NOT NULL,
    account uuid REFERENCES accounts (id),
    address text,
    locale text,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT outbox_letters_code CHECK (code ~ '^[a-z2-7]{4}-[a-z2-7]{4}$'),
    CONSTRAINT outbox_letters_recipient CHECK ((account IS NULL) = (address IS NOT NULL)),
    CONSTRAINT outbox_letters_locale CHECK ((address IS NULL) = (locale IS NULL))
);
COMMENT ON TABLE outbox_letters IS
    'A letter as the act that asked for it wrote it: its kind and plain parameters, no secret and nothing to be erased. To an account at the address it has when the letter is sent, or to an address of its own.';
CREATE INDEX outbox_letters_account ON outbox_letters (account);
CREATE INDEX outbox_letters_code ON outbox_letters (code);
CALL keep_as_history('outbox_letters');

CREATE TABLE outbox_queue (
    letter uuid PRIMARY KEY REFERENCES outbox_letters (id),
    state text NOT NULL DEFAULT 'waiting',
    attempts integer NOT NULL DEFAULT 0,
    due_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT outbox_queue_state CHECK (state IN ('waiting', 'sent', 'dead')),
    CONSTRAINT outbox_queue_attempts CHECK (attempts >= 0)
);
COMMENT ON TABLE outbox_queue IS
    'Where a letter stands. A worker that takes one moves due_at ahead: if it dies, the letter is due again then.';
CREATE INDEX outbox_queue_due ON outbox_queue (due_at) WHERE state = 'waiting';
GRANT SELECT, INSERT, UPDATE (state, attempts, due_at) ON outbox_queue TO commonhold_app;

CREATE TABLE outbox_deliveries (
    letter uuid NOT NULL REFERENCES outbox_letters (id),
    attempt integer NOT NULL,
    outcome text NOT NULL,
    detail text NOT NULL,
    masked_address text NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT outbox_deliveries_pkey PRIMARY KEY (letter, attempt),
    CONSTRAINT outbox_deliveries_outcome CHECK (outcome IN ('sent', 'deferred', 'refused'))
);
COMMENT ON TABLE outbox_deliveries IS
    'Each attempt to send a letter: taken by the mail server, put off, or refused, and its reason without addresses.';
CALL keep_as_history('outbox_deliveries');
