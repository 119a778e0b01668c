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
    'To whom a notice is due, one line for each membership or seat: the letter that went out, or why e-mail does not count for them.';
CALL keep_as_history('notice_recipients');
CREATE INDEX notice_recipients_party ON notice_recipients (party);
CREATE INDEX notice_recipients_person ON notice_recipients (person);
CREATE INDEX notice_recipients_letter ON notice_recipients (letter);

CREATE TABLE notice_addresses (
    notice uuid NOT NULL,
    line integer NOT NULL,
    address text NOT NULL,
    CONSTRAINT notice_addresses_pkey PRIMARY KEY (notice, line),
    CONSTRAINT notice_addresses_line FOREIGN KEY (notice, line) REFERENCES notice_recipients (notice, line)
);
COMMENT ON TABLE notice_addresses IS 'The mail address of a recipient as of the notice.';
CALL keep_as_history('notice_addresses');
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
CALL keep_as_history('notice_steps');
CREATE INDEX notice_steps_line ON notice_steps (notice, line);
-- Seeing is recorded once, waiving too.
CREATE UNIQUE INDEX notice_steps_once ON notice_steps (notice, line, step) WHERE step IN ('seen', 'waived');

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
CALL keep_as_history('mail_objections');
CREATE INDEX mail_objections_person ON mail_objections (person);

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

-- Two kinds of entries that the application makes itself, of what is recorded
-- in the same transaction or before.
CREATE OR REPLACE FUNCTION guard_log_entry() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    fields jsonb := convert_from(NEW.leaf, 'UTF8')::jsonb;
    poll_state text;
BEGIN
    PERFORM public.require_fresh_sight();
    IF (fields ->> 'v' = '1' AND fields ->> 'kind' = NEW.kind) IS NOT TRUE
        OR (fields ->> 'eid' IS NOT DISTINCT FROM encode(NEW.eid, 'hex')) IS NOT TRUE THEN
        RAISE EXCEPTION 'an entry is named otherwise than its leaf says'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'entry_is_named_as_it_is';
    END IF;
    IF (CASE
            WHEN NEW.kind IN ('log.start', 'log.key') THEN session_user = 'commonhold_sequencer'
            WHEN NEW.kind = 'poll.cast' THEN session_user IN ('commonhold_sequencer', 'commonhold_app')
            WHEN NEW.kind IN ('poll.superseded', 'poll.closed', 'notice.given', 'notice.certified')
                THEN session_user = 'commonhold_app'
            ELSE session_user = 'commonhold_certifier'
        END) IS NOT TRUE THEN
        RAISE EXCEPTION 'entries of the kind % are not made by %', NEW.kind, session_user
            USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'entry_is_of_its_maker';
    END IF;
    IF NEW.kind IN ('poll.cast', 'poll.superseded', 'poll.closed') THEN
        SELECT p.state INTO poll_state FROM public.polls p WHERE p.eid = NEW.eid;
        IF (CASE WHEN session_user = 'commonhold_app' THEN poll_state = 'closed' ELSE poll_state = 'open' END) IS NOT TRUE
            OR EXISTS (SELECT 1 FROM public.log_entries e WHERE e.eid = NEW.eid AND e.kind = 'poll.closed') IS NOT FALSE THEN
            RAISE EXCEPTION 'casts are entered while the poll is open and as it closes'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'casts_are_entered_by_the_close';
        END IF;
    END IF;
    IF (CASE NEW.kind
            WHEN 'notice.given' THEN EXISTS (
                SELECT 1 FROM public.notices n
                WHERE n.number::text = fields ->> 'notice' AND encode(n.sha256, 'hex') = fields ->> 'file'
                  AND (SELECT count(*) FROM public.notice_recipients r WHERE r.notice = n.id)::text = fields ->> 'recipients')
            WHEN 'notice.certified' THEN EXISTS (
                SELECT 1 FROM public.notices n JOIN public.notice_certificates c ON c.notice = n.id
                WHERE n.number::text = fields ->> 'notice' AND encode(c.sha256, 'hex') = fields ->> 'file'
                  AND c.recipients::text = fields ->> 'recipients' AND c.reached::text = fields ->> 'reached')
            ELSE true
        END) IS NOT TRUE THEN
        RAISE EXCEPTION 'an entry of a notice says what is recorded of it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'notice_entry_says_what_is_recorded';
    END IF;
    IF NEW.kind = 'log.start' AND EXISTS (
        SELECT 1 FROM public.foundations f WHERE f.log_origin = fields ->> 'origin') IS NOT TRUE THEN
        RAISE EXCEPTION 'the log begins with another origin than the foundation''s'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'log_origin_is_the_foundation_s';
    END IF;
    RETURN NEW;
END
$$;
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

CREATE UNIQUE INDEX log_entries_notice_once ON log_entries ((sha256(leaf))) WHERE kind IN ('notice.given', 'notice.certified');
COMMENT ON INDEX log_entries_notice_once IS 'A notice, and each certificate of it, is entered once.';
