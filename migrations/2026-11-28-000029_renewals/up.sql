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
CALL keep_as_history('record_dates');
CREATE INDEX record_dates_day ON record_dates (record_date);

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
CALL keep_as_history('renewal_contacts');
CREATE INDEX renewal_contacts_term ON renewal_contacts (membership, term_ends_on);
CREATE TRIGGER guard BEFORE INSERT ON renewal_contacts FOR EACH ROW EXECUTE FUNCTION guard_renewal_letter();
ALTER TABLE renewal_contacts ENABLE ALWAYS TRIGGER guard;

-- Terms are asked by their end each minute.
CREATE INDEX membership_terms_ends ON membership_terms (ends_on);
