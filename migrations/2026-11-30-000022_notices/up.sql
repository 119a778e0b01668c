-- What people are told, and when: notices and their certificates; record dates and the
-- renewals that have to come in before them; reminders; calendars that people subscribe to.
--
-- Notices, record dates and renewals are history, but for mail addresses, which go with an
-- erasure. Reminders of polls, weekly letters, what was put off and calendars are not: they
-- are swept when they have served. The database refuses to enter in the log what is not recorded
-- here, a certificate that is not the one of the log, and to remind anybody of the same twice.

-- Notices: what was told to whom, when, by which rule, and what became of it.

CREATE TABLE notice_drafts (
    id uuid NOT NULL,
    revision integer NOT NULL,
    form jsonb NOT NULL,
    saved_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT notice_drafts_pkey PRIMARY KEY (id, revision),
    CONSTRAINT notice_drafts_revision CHECK (revision >= 1),
    CONSTRAINT notice_drafts_size CHECK (pg_column_size(form) <= 262144)
);
COMMENT ON TABLE notice_drafts IS
    'Notices in the making, each saving a row; the last revision is what officers work on. Nobody was told anything by it.';
CALL keep_as_history('notice_drafts');

CREATE TABLE notices (
    id uuid PRIMARY KEY,
    number integer NOT NULL UNIQUE,
    draft uuid NOT NULL UNIQUE,
    kind text NOT NULL,
    audience text NOT NULL,
    poll integer,
    title jsonb NOT NULL,
    words jsonb NOT NULL,
    event_at timestamptz,
    statutory boolean NOT NULL,
    rules jsonb NOT NULL,
    defect text,
    content bytea NOT NULL,
    sha256 bytea NOT NULL GENERATED ALWAYS AS (sha256(content)) STORED,
    given_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT notices_kind CHECK (kind IN ('members_meeting', 'vote', 'board_meeting', 'termination', 'general')),
    CONSTRAINT notices_audience CHECK (audience IN ('members', 'roll', 'board', 'numbers')),
    CONSTRAINT notices_event CHECK (event_at IS NOT NULL OR kind = 'general'),
    CONSTRAINT notices_defect CHECK (defect IS NULL OR (statutory AND defect = btrim(defect) AND char_length(defect) BETWEEN 1 AND 1000)),
    CONSTRAINT notices_poll CHECK (audience <> 'roll' OR poll IS NOT NULL),
    CONSTRAINT notices_size CHECK (octet_length(content) BETWEEN 2 AND 262144)
);
COMMENT ON TABLE notices IS
    'A notice as given: its words, what it announces, the rules on days of notice as they stood, and why it was given although it came too late (defect). recorded_at is when it was given. content is its canonical JSON, whose digest stands in the public log.';
COMMENT ON COLUMN notices.content IS 'Canonical JSON, whose digest stands in the public log.';
COMMENT ON COLUMN notices.defect IS 'Why it was given although it came too late.';
CALL keep_as_history('notices');

CREATE FUNCTION guard_notice() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/notices', 0));
    IF (NEW.number = (SELECT coalesce(max(n.number), 0) + 1 FROM public.notices n)) IS NOT TRUE THEN
        RAISE EXCEPTION 'notices are numbered without a gap'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'notice_follows_the_last';
    END IF;
    IF (convert_from(NEW.content, 'UTF8')::jsonb ->> 'notice' = NEW.number::text) IS NOT TRUE THEN
        RAISE EXCEPTION 'a notice bears the number that its content says'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'notice_is_what_it_says';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_notice() IS 'Guard of notices: numbered in order, and the number stands in what is hashed.';
CREATE TRIGGER guard BEFORE INSERT ON notices FOR EACH ROW EXECUTE FUNCTION guard_notice();
ALTER TABLE notices ENABLE ALWAYS TRIGGER guard;

CREATE TABLE notice_recipients (
    notice uuid NOT NULL REFERENCES notices (id),
    line integer NOT NULL,
    membership uuid REFERENCES memberships (id),
    party uuid NOT NULL REFERENCES parties (id),
    person uuid REFERENCES parties (id),
    account uuid REFERENCES accounts (id),
    capacity text NOT NULL,
    channel text NOT NULL,
    masked_address text NOT NULL,
    letter uuid REFERENCES outbox_letters (id),
    CONSTRAINT notice_recipients_pkey PRIMARY KEY (notice, line),
    CONSTRAINT notice_recipients_line CHECK (line >= 1),
    CONSTRAINT notice_recipients_channel CHECK (channel IN ('mail', 'no_account', 'objection', 'failures')),
    CONSTRAINT notice_recipients_letter CHECK ((channel = 'mail') = (letter IS NOT NULL)),
    CONSTRAINT notice_recipients_account CHECK (letter IS NULL OR account IS NOT NULL)
);
COMMENT ON TABLE notice_recipients IS
    'To whom a notice is due, one line for each membership or seat: the letter that went out, or why e-mail does not count for them. History, but for what an erasure takes of it.';
CREATE INDEX notice_recipients_party ON notice_recipients (party);
CREATE INDEX notice_recipients_person ON notice_recipients (person);
CREATE INDEX notice_recipients_letter ON notice_recipients (letter);
CALL keep_as_history('notice_recipients');
CALL keep_until_erased('notice_recipients', 'coalesce(($1).person, ($1).party)', 'masked_address');

CREATE TABLE notice_addresses (
    notice uuid NOT NULL,
    line integer NOT NULL,
    address text NOT NULL,
    CONSTRAINT notice_addresses_pkey PRIMARY KEY (notice, line),
    CONSTRAINT notice_addresses_line FOREIGN KEY (notice, line) REFERENCES notice_recipients (notice, line)
);
COMMENT ON TABLE notice_addresses IS
    'The mail address of a recipient as of the notice. History, but for an erasure, which takes the row.';
CALL keep_as_history('notice_addresses');
CALL keep_until_erased('notice_addresses',
    '(SELECT coalesce(r.person, r.party) FROM public.notice_recipients r WHERE r.notice = ($1).notice AND r.line = ($1).line)', '');
REVOKE SELECT ON notice_addresses FROM commonhold_auditor, commonhold_certifier;

CREATE TABLE notice_steps (
    id uuid PRIMARY KEY,
    notice uuid NOT NULL,
    line integer NOT NULL,
    step text NOT NULL,
    at timestamptz NOT NULL,
    evidence text NOT NULL,
    recorded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT notice_steps_line FOREIGN KEY (notice, line) REFERENCES notice_recipients (notice, line),
    CONSTRAINT notice_steps_step CHECK (step IN ('seen', 'waived', 'posted', 'couriered', 'handed', 'attended')),
    CONSTRAINT notice_steps_evidence CHECK (evidence = btrim(evidence) AND char_length(evidence) <= 500),
    CONSTRAINT notice_steps_why CHECK (step IN ('seen', 'waived') OR evidence <> '')
);
COMMENT ON TABLE notice_steps IS
    'How else a notice reached its recipient: seen on the site, waived, put in the post, left by courier, handed over, or the meeting attended without objection. at is when that was.';
CREATE INDEX notice_steps_line ON notice_steps (notice, line);

-- Seeing is recorded once, waiving too.
CREATE UNIQUE INDEX notice_steps_once ON notice_steps (notice, line, step) WHERE step IN ('seen', 'waived');
CALL keep_as_history('notice_steps');

CREATE FUNCTION guard_notice_step() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (NEW.at <= clock_timestamp()) IS NOT TRUE THEN
        RAISE EXCEPTION 'what is recorded of a notice has happened'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'notice_step_has_happened';
    END IF;
    -- Before the notice there was nothing to see, to post or to hand over. A waiver may come first.
    IF (NEW.step = 'waived' OR NEW.at >= (SELECT n.recorded_at FROM public.notices n WHERE n.id = NEW.notice)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a notice reaches nobody before it is given'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'notice_step_follows_notice';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_notice_step() IS 'Guard of notice_steps: in the past, and not before the notice was given.';
CREATE TRIGGER guard BEFORE INSERT ON notice_steps FOR EACH ROW EXECUTE FUNCTION guard_notice_step();
ALTER TABLE notice_steps ENABLE ALWAYS TRIGGER guard;

CREATE TABLE mail_objections (
    id uuid PRIMARY KEY,
    person uuid NOT NULL REFERENCES parties (id),
    objects boolean NOT NULL,
    recorded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE mail_objections IS
    'Whether a person objects to notice by electronic mail; the newest row says. Recorded by themselves, or by an officer who was told.';
CREATE INDEX mail_objections_person ON mail_objections (person);
CALL keep_as_history('mail_objections');

CREATE TABLE notice_certificates (
    id uuid PRIMARY KEY,
    notice uuid NOT NULL REFERENCES notices (id),
    number integer NOT NULL,
    sha256 bytea NOT NULL,
    recipients integer NOT NULL,
    reached integer NOT NULL,
    made_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT notice_certificates_number UNIQUE (notice, number),
    CONSTRAINT notice_certificates_counts CHECK (number >= 1 AND 0 <= reached AND reached <= recipients),
    CONSTRAINT notice_certificates_sha256 CHECK (octet_length(sha256) = 32)
);
COMMENT ON TABLE notice_certificates IS
    'Certificates of notice: how many of the recipients have it as of then. The digest of each stands in the public log.';
CALL keep_as_history('notice_certificates');

CREATE TABLE notice_certificate_files (
    certificate uuid PRIMARY KEY REFERENCES notice_certificates (id),
    file bytea NOT NULL,
    CONSTRAINT notice_certificate_files_size CHECK (octet_length(file) BETWEEN 2 AND 67108864)
);
COMMENT ON TABLE notice_certificate_files IS
    'A certificate of notice as canonical JSON: who was told what, where, when, with which result. Holds addresses.';
CALL keep_as_history('notice_certificate_files');
REVOKE SELECT ON notice_certificate_files FROM commonhold_auditor, commonhold_certifier;

CREATE FUNCTION guard_notice_certificate_file() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (SELECT c.sha256 = sha256(NEW.file) FROM public.notice_certificates c WHERE c.id = NEW.certificate) IS NOT TRUE THEN
        RAISE EXCEPTION 'a certificate is kept as it was hashed'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'certificate_is_as_hashed';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_notice_certificate_file() IS 'Guard of notice_certificate_files: the bytes whose digest is in the log.';
CREATE TRIGGER guard BEFORE INSERT ON notice_certificate_files
    FOR EACH ROW EXECUTE FUNCTION guard_notice_certificate_file();
ALTER TABLE notice_certificate_files ENABLE ALWAYS TRIGGER guard;

-- The application has no INSERT on the log's entries: this door takes in these two kinds alone.
CREATE FUNCTION log_notice(leaf bytea) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    its_kind text := convert_from(leaf, 'UTF8')::jsonb ->> 'kind';
    entered bigint;
BEGIN
    IF (its_kind IN ('notice.given', 'notice.certified')) IS NOT TRUE THEN
        RAISE EXCEPTION 'only what is told of a notice is entered here'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'entry_is_of_a_notice';
    END IF;
    INSERT INTO public.log_entries (kind, leaf) VALUES (its_kind, log_notice.leaf) RETURNING id INTO entered;
    RETURN entered;
END
$$;
COMMENT ON FUNCTION log_notice(bytea) IS
    'Enters that a notice was given, or that a certificate of one was made, in the transaction that records it.';
GRANT EXECUTE ON FUNCTION log_notice(bytea) TO commonhold_app;

-- Record dates as announced, and the renewals that have to come in before them.

CREATE TABLE record_dates (
    id uuid PRIMARY KEY,
    number integer NOT NULL UNIQUE,
    purpose text NOT NULL,
    title text NOT NULL,
    record_date date NOT NULL,
    opens_on date NOT NULL,
    closes_on date NOT NULL,
    decision uuid NOT NULL REFERENCES recorded_decisions (id),
    corrects uuid UNIQUE REFERENCES record_dates (id),
    reason text NOT NULL,
    announced_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT record_dates_purpose CHECK (purpose IN ('vote', 'notice', 'consent')),
    CONSTRAINT record_dates_title CHECK (title = btrim(title) AND char_length(title) BETWEEN 1 AND 120),
    CONSTRAINT record_dates_order CHECK (record_date <= opens_on AND opens_on <= closes_on),
    CONSTRAINT record_dates_reason CHECK (reason = btrim(reason) AND char_length(reason) <= 500 AND (corrects IS NOT NULL) = (reason <> ''))
);
COMMENT ON TABLE record_dates IS
    'Days on which it is fixed who may vote, is told or consents, as a body decided and an officer announced. A correction names the row in whose place it stands, and why.';
CREATE INDEX record_dates_day ON record_dates (record_date);
CALL keep_as_history('record_dates');

CREATE FUNCTION guard_record_date() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    days integer := NEW.opens_on - NEW.record_date;
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/record-dates', 0));
    IF (NEW.number = (SELECT coalesce(max(r.number), 0) + 1 FROM public.record_dates r)) IS NOT TRUE THEN
        RAISE EXCEPTION 'record dates are numbered without a gap'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'record_date_follows_the_last';
    END IF;
    IF (public.is_decision_of(NEW.decision, ARRAY(SELECT b.id FROM public.bodies b))) IS NOT TRUE THEN
        RAISE EXCEPTION 'a record date is fixed by a decision of a body'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'record_date_is_decided';
    END IF;
    IF (NEW.record_date >= (SELECT public.legal_day(d.recorded_at) FROM public.recorded_decisions d WHERE d.id = NEW.decision)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a record date is not before the day on which its decision was recorded'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'record_date_follows_its_decision';
    END IF;
    IF (days >= coalesce(public.days_by_rule('record_date.min_days', clock_timestamp()), 0)
        AND days <= coalesce(public.days_by_rule('record_date.max_days', clock_timestamp()), days)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a record date lies as many days before the opening as the rules say'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'record_date_lies_within_the_rules';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_record_date() IS
    'Guard of record_dates: numbered in order, decided by a body, never before the decision, and so many days before the opening as record_date.min_days and record_date.max_days say.';
CREATE TRIGGER guard BEFORE INSERT ON record_dates FOR EACH ROW EXECUTE FUNCTION guard_record_date();
ALTER TABLE record_dates ENABLE ALWAYS TRIGGER guard;

CREATE TABLE renewal_reminders (
    membership uuid NOT NULL REFERENCES memberships (id),
    term_ends_on date NOT NULL,
    step integer NOT NULL,
    party uuid NOT NULL REFERENCES parties (id),
    letter uuid UNIQUE REFERENCES outbox_letters (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT renewal_reminders_pkey PRIMARY KEY (membership, term_ends_on, step, party),
    CONSTRAINT renewal_reminders_step CHECK (step >= 0)
);
COMMENT ON TABLE renewal_reminders IS
    'Who was reminded that a term of membership ends, so many days (step) before its last day, each once. Without a letter there was nobody to write to. term_ends_on is the first day without the term.';
CALL keep_as_history('renewal_reminders');

CREATE TABLE renewal_warnings (
    membership uuid NOT NULL REFERENCES memberships (id),
    record_date uuid NOT NULL REFERENCES record_dates (id),
    party uuid NOT NULL REFERENCES parties (id),
    term_ends_on date NOT NULL,
    letter uuid UNIQUE REFERENCES outbox_letters (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT renewal_warnings_pkey PRIMARY KEY (membership, record_date, party)
);
COMMENT ON TABLE renewal_warnings IS
    'Who was warned that a term ends before or within a vote that is announced, once for each record date. Without a letter there was nobody to write to.';
CALL keep_as_history('renewal_warnings');

CREATE FUNCTION guard_renewal_letter() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (EXISTS (SELECT FROM public.membership_terms t WHERE t.membership = NEW.membership AND t.ends_on = NEW.term_ends_on)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a reminder is of a term that is recorded'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'renewal_is_of_a_term';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_renewal_letter() IS
    'Guard of what is recorded of a renewal: there is a term of this membership that ends on this day.';
CREATE TRIGGER guard BEFORE INSERT ON renewal_reminders FOR EACH ROW EXECUTE FUNCTION guard_renewal_letter();
ALTER TABLE renewal_reminders ENABLE ALWAYS TRIGGER guard;
CREATE TRIGGER guard BEFORE INSERT ON renewal_warnings FOR EACH ROW EXECUTE FUNCTION guard_renewal_letter();
ALTER TABLE renewal_warnings ENABLE ALWAYS TRIGGER guard;

CREATE TABLE renewal_contacts (
    id uuid PRIMARY KEY,
    membership uuid NOT NULL REFERENCES memberships (id),
    term_ends_on date NOT NULL,
    how text NOT NULL,
    evidence text NOT NULL,
    recorded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT renewal_contacts_how CHECK (how IN ('telephone', 'post', 'in_person', 'another_address')),
    CONSTRAINT renewal_contacts_evidence CHECK (evidence = btrim(evidence) AND char_length(evidence) BETWEEN 1 AND 500)
);
COMMENT ON TABLE renewal_contacts IS
    'How a member whose reminder did not arrive was reached otherwise, and what shows it.';
CREATE INDEX renewal_contacts_term ON renewal_contacts (membership, term_ends_on);
CALL keep_as_history('renewal_contacts');
CREATE TRIGGER guard BEFORE INSERT ON renewal_contacts FOR EACH ROW EXECUTE FUNCTION guard_renewal_letter();
ALTER TABLE renewal_contacts ENABLE ALWAYS TRIGGER guard;

-- What was reminded of, so that nobody is reminded twice, and what people put
-- off: swept when it has served.

CREATE TABLE poll_reminders (
    poll_id uuid NOT NULL REFERENCES polls (id),
    account uuid NOT NULL REFERENCES accounts (id),
    step integer NOT NULL,
    CONSTRAINT poll_reminders_pkey PRIMARY KEY (poll_id, account, step),
    CONSTRAINT poll_reminders_step CHECK (step > 0)
);
COMMENT ON TABLE poll_reminders IS
    'Who was reminded of an open poll, so many days before its close. It tells who had not voted by then: nobody but the server reads it, it bears no time, and it goes with the close. Not history.';
GRANT SELECT, INSERT, DELETE ON poll_reminders TO commonhold_app;

CREATE TABLE work_digests (
    account uuid NOT NULL REFERENCES accounts (id),
    due_at timestamptz NOT NULL,
    CONSTRAINT work_digests_pkey PRIMARY KEY (account, due_at)
);
COMMENT ON TABLE work_digests IS
    'Of which accounts it was asked what waits for them, at the latest hour of the weekly letter; not whether something did. Earlier ones are swept. Not history.';
GRANT SELECT, INSERT, DELETE ON work_digests TO commonhold_app;

CREATE TABLE task_snoozes (
    account uuid NOT NULL REFERENCES accounts (id),
    item text NOT NULL,
    until_at timestamptz NOT NULL,
    CONSTRAINT task_snoozes_pkey PRIMARY KEY (account, item),
    CONSTRAINT task_snoozes_item CHECK (char_length(item) BETWEEN 1 AND 120)
);
COMMENT ON TABLE task_snoozes IS
    'What a person put off until when, by the key of the item; swept when that is over. Not history.';
GRANT SELECT, INSERT, UPDATE (until_at), DELETE ON task_snoozes TO commonhold_app;

-- Calendars that people subscribe to: the addresses, and what was given out.

CREATE TABLE calendar_addresses (
    token_hash bytea PRIMARY KEY,
    account uuid NOT NULL REFERENCES accounts (id),
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    revoked_at timestamptz,
    CONSTRAINT calendar_addresses_hash CHECK (octet_length(token_hash) = 32)
);
COMMENT ON TABLE calendar_addresses IS
    'The address of an account''s calendar, as the SHA-256 of its secret; one at a time opens. When it was fetched is kept nowhere. Not history.';
COMMENT ON COLUMN calendar_addresses.token_hash IS 'SHA-256 of the secret in the address.';
CREATE UNIQUE INDEX calendar_addresses_one_opens ON calendar_addresses (account) WHERE revoked_at IS NULL;
CREATE INDEX calendar_addresses_account ON calendar_addresses (account);
GRANT SELECT, INSERT, UPDATE (revoked_at), DELETE ON calendar_addresses TO commonhold_app;

CREATE TABLE feed_events (
    account uuid NOT NULL REFERENCES accounts (id),
    event text NOT NULL,
    form jsonb NOT NULL,
    sequence integer NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT feed_events_pkey PRIMARY KEY (account, event),
    CONSTRAINT feed_events_event CHECK (event ~ '^[a-z0-9-]{1,100}$'),
    CONSTRAINT feed_events_sequence CHECK (sequence >= 0)
);
COMMENT ON TABLE feed_events IS
    'Each date in an account''s calendar as last given out, with its sequence, which grows whenever the form changes: a calendar program takes up a change only under a higher one, and without this row a date that is gone could not be called off. Not history.';
GRANT SELECT, INSERT, UPDATE (form, sequence, changed_at) ON feed_events TO commonhold_app;

CREATE FUNCTION guard_feed_event() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (NEW.account = OLD.account AND NEW.event = OLD.event AND NEW.sequence > OLD.sequence) IS NOT TRUE THEN
        RAISE EXCEPTION 'the sequence of a date never falls'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'feed_event_sequence_grows';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_feed_event() IS 'Guard of feed_events: another form comes with a higher sequence.';
CREATE TRIGGER guard BEFORE UPDATE ON feed_events FOR EACH ROW EXECUTE FUNCTION guard_feed_event();
ALTER TABLE feed_events ENABLE ALWAYS TRIGGER guard;
