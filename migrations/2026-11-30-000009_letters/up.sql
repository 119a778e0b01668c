-- Letters that the foundation writes: each as its act wrote it, where it stands, what
-- became of it; the foundation's own words for them, and what people choose not to get.
--
-- A letter is written with its act and sent after commit. The queue moves; the rest is
-- history, but for what is personal, which goes with an erasure. Letters tell who voted,
-- and when, by the one that confirms it: neither auditor nor certifier reads them. The
-- database refuses to record an attempt or a report twice.

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
    'A letter as the act that asked for it wrote it: its kind and plain parameters, no secret. To an account at the address it has when the letter is sent, or to an address of its own. History, but for what is personal of it, which goes with an erasure.';
CREATE INDEX outbox_letters_account ON outbox_letters (account);
CREATE INDEX outbox_letters_code ON outbox_letters (code);
CALL keep_as_history('outbox_letters');
CALL keep_until_erased('outbox_letters', 'public.person_of_letter(($1).account, ($1).address)', 'parameters,address');
REVOKE SELECT ON outbox_letters FROM commonhold_auditor, commonhold_certifier;

-- The certifier writes the letters that its acts bring about.
GRANT INSERT ON outbox_letters TO commonhold_certifier;

CREATE TABLE outbox_queue (
    letter uuid PRIMARY KEY REFERENCES outbox_letters (id),
    state text NOT NULL DEFAULT 'waiting',
    attempts integer NOT NULL DEFAULT 0,
    due_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    pressing boolean NOT NULL DEFAULT false,
    CONSTRAINT outbox_queue_state CHECK (state IN ('waiting', 'sent', 'dead', 'moot')),
    CONSTRAINT outbox_queue_attempts CHECK (attempts >= 0)
);
COMMENT ON TABLE outbox_queue IS
    'Where a letter stands. A worker that takes one moves due_at ahead: if it dies, the letter is due again then. Not history.';
COMMENT ON COLUMN outbox_queue.pressing IS
    'Somebody waits for it at a screen: it leaves before those that are not.';
COMMENT ON COLUMN outbox_queue.due_at IS 'The earliest instant at which a worker takes it.';
CREATE INDEX outbox_queue_due ON outbox_queue (pressing DESC, due_at) WHERE state = 'waiting';

-- Whoever looks for letters that were given up looks at few.
CREATE INDEX outbox_queue_dead ON outbox_queue (letter) WHERE state = 'dead';
GRANT SELECT, INSERT, UPDATE (state, attempts, due_at) ON outbox_queue TO commonhold_app;
GRANT INSERT ON outbox_queue TO commonhold_certifier;

CREATE TABLE outbox_deliveries (
    letter uuid NOT NULL REFERENCES outbox_letters (id),
    attempt integer NOT NULL,
    outcome text NOT NULL,
    detail text NOT NULL,
    masked_address text NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT outbox_deliveries_pkey PRIMARY KEY (letter, attempt),
    CONSTRAINT outbox_deliveries_outcome CHECK (outcome IN ('sent', 'deferred', 'refused', 'moot'))
);
COMMENT ON TABLE outbox_deliveries IS
    'Each attempt to send a letter: taken by the mail server, put off, or refused, and its reason without addresses. History, but for what an erasure takes of it.';
COMMENT ON COLUMN outbox_deliveries.detail IS 'The reason of the mail server, without addresses.';
COMMENT ON COLUMN outbox_deliveries.masked_address IS 'As much of the address as is shown.';
CALL keep_as_history('outbox_deliveries');
CALL keep_until_erased('outbox_deliveries',
    '(SELECT public.person_of_letter(l.account, l.address) FROM public.outbox_letters l WHERE l.id = ($1).letter)', 'masked_address,detail');
REVOKE SELECT ON outbox_deliveries FROM commonhold_auditor, commonhold_certifier;

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

-- Letters that came back, and complaints about them.

CREATE TABLE outbox_returns (
    message bytea PRIMARY KEY,
    letter uuid NOT NULL REFERENCES outbox_letters (id),
    kind text NOT NULL,
    status text NOT NULL,
    reason text NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT outbox_returns_message CHECK (octet_length(message) = 32),
    CONSTRAINT outbox_returns_kind CHECK (kind IN ('bounced', 'delayed', 'complained')),
    CONSTRAINT outbox_returns_status CHECK (status ~ '^([245][.][0-9]{1,3}[.][0-9]{1,3})?$'),
    CONSTRAINT outbox_returns_reason CHECK (char_length(reason) <= 300 AND reason !~ '@')
);
COMMENT ON TABLE outbox_returns IS
    'What mail servers reported of a letter after they had taken it: it came back, is late, or its reader complained; by the SHA-256 of the report, so that one that is read twice counts once. No addresses. History, but for what an erasure takes of it.';
COMMENT ON COLUMN outbox_returns.message IS 'SHA-256 of the report.';
CREATE INDEX outbox_returns_letter ON outbox_returns (letter);
CALL keep_as_history('outbox_returns');
CALL keep_until_erased('outbox_returns',
    '(SELECT public.person_of_letter(l.account, l.address) FROM public.outbox_letters l WHERE l.id = ($1).letter)', 'reason');
REVOKE SELECT ON outbox_returns FROM commonhold_auditor, commonhold_certifier;

CREATE TABLE outbox_retries (
    letter uuid NOT NULL REFERENCES outbox_letters (id),
    attempt integer NOT NULL,
    asked_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT outbox_retries_pkey PRIMARY KEY (letter, attempt)
);
COMMENT ON TABLE outbox_retries IS
    'An officer has a letter that was given up tried once more, after this attempt.';
CALL keep_as_history('outbox_retries');
REVOKE SELECT ON outbox_retries FROM commonhold_auditor, commonhold_certifier;

-- A letter to an account and its place in the queue.
CREATE FUNCTION queue_letter(id uuid, code text, kind text, parameters jsonb, account uuid) RETURNS uuid
    LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO public.outbox_letters (id, code, kind, parameters, account)
        VALUES (id, code, kind, parameters, account);
    INSERT INTO public.outbox_queue (letter) VALUES (id);
    RETURN id;
END
$$;
COMMENT ON FUNCTION queue_letter(uuid, text, text, jsonb, uuid) IS
    'Queues a letter within a statement of its act. Runs with the caller''s rights.';
GRANT EXECUTE ON FUNCTION queue_letter(uuid, text, text, jsonb, uuid) TO commonhold_app;

-- Words of letters as the foundation wants them.

CREATE TABLE letter_texts (
    letter text NOT NULL,
    locale text NOT NULL,
    revision integer NOT NULL,
    subject text,
    body text,
    saved_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT letter_texts_pkey PRIMARY KEY (letter, locale, revision),
    CONSTRAINT letter_texts_letter CHECK (letter ~ '^[a-z_]{1,40}$'),
    CONSTRAINT letter_texts_locale CHECK (locale ~ '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$'),
    CONSTRAINT letter_texts_revision CHECK (revision >= 1),
    CONSTRAINT letter_texts_whole CHECK ((subject IS NULL) = (body IS NULL)),
    CONSTRAINT letter_texts_size CHECK (char_length(subject) <= 200 AND char_length(body) <= 10000)
);
COMMENT ON TABLE letter_texts IS
    'Subject and words of a kind of letter in a language, each saving a row. The newest that another officer confirmed governs; one without words is the way back to the program''s own, and counts at once.';
CALL keep_as_history('letter_texts');

-- What goes out signed in the foundation's name is not one officer's word.
CREATE TABLE letter_text_confirmations (
    letter text NOT NULL,
    locale text NOT NULL,
    revision integer NOT NULL,
    confirmed_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT letter_text_confirmations_pkey PRIMARY KEY (letter, locale, revision),
    CONSTRAINT letter_text_confirmations_text FOREIGN KEY (letter, locale, revision) REFERENCES letter_texts (letter, locale, revision)
);
COMMENT ON TABLE letter_text_confirmations IS
    'A second officer confirms the words of a letter, which count from then on.';
CALL keep_as_history('letter_text_confirmations');

CREATE FUNCTION guard_letter_text_confirmation() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    IF (SELECT t.saved_by <> NEW.confirmed_by AND t.body IS NOT NULL FROM public.letter_texts t
        WHERE (t.letter, t.locale, t.revision) = (NEW.letter, NEW.locale, NEW.revision)) IS NOT TRUE THEN
        RAISE EXCEPTION 'who words a letter does not confirm it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'letter_text_by_two';
    END IF;
    IF EXISTS (SELECT FROM public.offices_held(NEW.confirmed_by, clock_timestamp()) o
               WHERE o IN ('secretary', 'deputy_secretary', 'chair', 'deputy_chair', 'election_officer')) IS NOT TRUE THEN
        RAISE EXCEPTION 'the words of a letter are confirmed by an officer who gives notices'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'letter_text_by_officer';
    END IF;
    IF (NOT EXISTS (SELECT FROM public.letter_texts t
                    WHERE t.letter = NEW.letter AND t.locale = NEW.locale AND t.revision > NEW.revision)) IS NOT TRUE THEN
        RAISE EXCEPTION 'other words were saved since'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'letter_text_is_the_newest';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_letter_text_confirmation() IS
    'Guard of letter_text_confirmations: of the newest words of a letter, by another officer than who wrote them.';
CREATE TRIGGER guard BEFORE INSERT ON letter_text_confirmations
    FOR EACH ROW EXECUTE FUNCTION guard_letter_text_confirmation();
ALTER TABLE letter_text_confirmations ENABLE ALWAYS TRIGGER guard;

-- What people choose not to get.

CREATE TABLE letter_choices (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    account uuid NOT NULL REFERENCES accounts (id),
    kind text NOT NULL,
    wanted boolean NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT letter_choices_kind CHECK (kind ~ '^[a-z_]{1,40}$')
);
COMMENT ON TABLE letter_choices IS
    'Whether the holder of an account wants letters of a kind that no rule asks for; the newest row of a kind says, and where there is none they are wanted.';
CREATE INDEX letter_choices_account ON letter_choices (account, kind);
CALL keep_as_history('letter_choices');
REVOKE SELECT ON letter_choices FROM commonhold_certifier;
