-- The dues ledger: what members owe, what came, and what was set off against what.
-- Amounts are whole minor units of an ISO 4217 currency.
--
-- All of it is history: what was wrong is answered by an entry that is its exact opposite.
-- The database refuses a gap in the numbers of invoices, a posting into a day to come or
-- a closed year, and allocating more than there is.

CREATE TABLE dues_prices (
    id uuid PRIMARY KEY,
    class text NOT NULL REFERENCES member_classes (id),
    amount bigint NOT NULL,
    currency text NOT NULL,
    starts_on date NOT NULL,
    citation text NOT NULL,
    set_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT dues_prices_amount CHECK (amount BETWEEN 0 AND 1000000000000000),
    CONSTRAINT dues_prices_currency CHECK (currency ~ '^[A-Z]{3}$'),
    CONSTRAINT dues_prices_citation CHECK (citation = btrim(citation) AND char_length(citation) BETWEEN 1 AND 200)
);
COMMENT ON TABLE dues_prices IS
    'The yearly fee of a class, in minor units of its currency, from a day on until the row that begins next; of two that begin together the one recorded later. 0: the class pays none.';
COMMENT ON COLUMN dues_prices.amount IS 'In minor units of the currency.';
CREATE INDEX dues_prices_class ON dues_prices (class, starts_on DESC);
CALL keep_as_history('dues_prices');

CREATE TABLE dues_lobbying_estimates (
    id uuid PRIMARY KEY,
    year integer NOT NULL,
    share integer NOT NULL,
    basis text NOT NULL,
    recorded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT dues_estimates_year CHECK (year BETWEEN 2000 AND 2200),
    CONSTRAINT dues_estimates_share CHECK (share BETWEEN 0 AND 10000),
    CONSTRAINT dues_estimates_basis CHECK (basis = btrim(basis) AND char_length(basis) BETWEEN 1 AND 500)
);
COMMENT ON TABLE dues_lobbying_estimates IS
    'Which share of the dues of a tax year, in basis points, is expected to go into lobbying and is not deductible (26 USC 6033(e)); of each year the newest governs.';
COMMENT ON COLUMN dues_lobbying_estimates.share IS 'In hundredths of a percent of the dues.';
CALL keep_as_history('dues_lobbying_estimates');

CREATE TABLE dues_lobbying_spends (
    id uuid PRIMARY KEY,
    year integer NOT NULL,
    spent bigint NOT NULL,
    received bigint NOT NULL,
    currency text NOT NULL,
    recorded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT dues_spends_year CHECK (year BETWEEN 2000 AND 2200),
    CONSTRAINT dues_spends_amounts CHECK (spent >= 0 AND spent <= 1000000000000000 AND received >= 0 AND received <= 1000000000000000),
    CONSTRAINT dues_spends_currency CHECK (currency ~ '^[A-Z]{3}$')
);
COMMENT ON TABLE dues_lobbying_spends IS
    'What was spent on lobbying in a tax year, and the dues that were received; of each year the newest governs.';
CALL keep_as_history('dues_lobbying_spends');

CREATE TABLE dues_year_closes (
    year integer PRIMARY KEY,
    spend uuid NOT NULL CONSTRAINT dues_closes_spend REFERENCES dues_lobbying_spends (id),
    closed_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE dues_year_closes IS
    'Years that are closed: nothing is posted into them, or into one before them, any more. spend is what was recorded of lobbying in that year.';
CALL keep_as_history('dues_year_closes');

CREATE TABLE dues_in_kind_commitments (
    id uuid PRIMARY KEY,
    number integer NOT NULL UNIQUE,
    membership uuid NOT NULL REFERENCES memberships (id),
    description text NOT NULL,
    amount bigint NOT NULL,
    currency text NOT NULL,
    decision uuid NOT NULL REFERENCES recorded_decisions (id),
    recorded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT dues_in_kind_description CHECK (description = btrim(description) AND char_length(description) BETWEEN 1 AND 1000),
    CONSTRAINT dues_in_kind_amount CHECK (amount BETWEEN 1 AND 1000000000000000),
    CONSTRAINT dues_in_kind_currency CHECK (currency ~ '^[A-Z]{3}$')
);
COMMENT ON TABLE dues_in_kind_commitments IS
    'What a member gives instead of money, its agreed value, and the decision of the board by which it is taken.';
CREATE INDEX dues_in_kind_membership ON dues_in_kind_commitments (membership);
CALL keep_as_history('dues_in_kind_commitments');

CREATE TABLE dues_in_kind_deliveries (
    id uuid PRIMARY KEY,
    commitment uuid NOT NULL REFERENCES dues_in_kind_commitments (id),
    delivered_on date NOT NULL,
    evidence text NOT NULL,
    recorded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT dues_deliveries_evidence CHECK (evidence = btrim(evidence) AND char_length(evidence) BETWEEN 1 AND 1000)
);
COMMENT ON TABLE dues_in_kind_deliveries IS 'What shows that something promised in kind was given, and on which day.';
CREATE INDEX dues_in_kind_deliveries_commitment ON dues_in_kind_deliveries (commitment);
CALL keep_as_history('dues_in_kind_deliveries');

CREATE TABLE dues_invoices (
    id uuid PRIMARY KEY,
    year integer NOT NULL,
    serial integer NOT NULL,
    number text NOT NULL GENERATED ALWAYS AS
        (year::text || '-' || lpad(serial::text, greatest(4, length(serial::text)), '0')) STORED,
    membership uuid NOT NULL REFERENCES memberships (id),
    payer uuid NOT NULL REFERENCES parties (id),
    covers_from date NOT NULL,
    covers_to date NOT NULL,
    issued_on date NOT NULL,
    due_on date NOT NULL,
    currency text NOT NULL,
    statement text NOT NULL,
    issued_by uuid NOT NULL REFERENCES parties (id),
    issued_in xid8 NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT dues_invoices_serial UNIQUE (year, serial),
    CONSTRAINT dues_invoices_number UNIQUE (number),
    CONSTRAINT dues_invoices_period CHECK (covers_from <= covers_to),
    CONSTRAINT dues_invoices_due CHECK (issued_on <= due_on),
    CONSTRAINT dues_invoices_currency CHECK (currency ~ '^[A-Z]{3}$'),
    CONSTRAINT dues_invoices_statement CHECK (statement = btrim(statement) AND char_length(statement) BETWEEN 1 AND 1000)
);
COMMENT ON TABLE dues_invoices IS
    'An invoice of a membership to its party: numbered within the year of issue without a gap, for the days from covers_from to covers_to. statement is what it says of charitable contributions, word for word.';
COMMENT ON COLUMN dues_invoices.issued_in IS 'The transaction that issued it: its lines come in the same.';
CREATE INDEX dues_invoices_membership ON dues_invoices (membership);
CREATE INDEX dues_invoices_payer ON dues_invoices (payer);
CALL keep_as_history('dues_invoices');

CREATE TABLE dues_invoice_lines (
    invoice uuid NOT NULL REFERENCES dues_invoices (id),
    line integer NOT NULL,
    kind text NOT NULL,
    amount bigint NOT NULL,
    text text NOT NULL,
    commitment uuid REFERENCES dues_in_kind_commitments (id),
    CONSTRAINT dues_invoice_lines_pkey PRIMARY KEY (invoice, line),
    CONSTRAINT dues_lines_line CHECK (line BETWEEN 1 AND 100),
    CONSTRAINT dues_lines_kind CHECK (kind IN ('dues', 'assessment', 'in_kind_offset', 'late_fee', 'credit')),
    CONSTRAINT dues_lines_amount CHECK (amount BETWEEN 1 AND 1000000000000000),
    CONSTRAINT dues_lines_text CHECK (text = btrim(text) AND char_length(text) BETWEEN 1 AND 300),
    CONSTRAINT dues_lines_in_kind CHECK ((kind = 'in_kind_offset') = (commitment IS NOT NULL))
);
COMMENT ON TABLE dues_invoice_lines IS
    'What an invoice is made of. Amounts are positive: offsets in kind and credits are taken off, the others are owed.';
COMMENT ON COLUMN dues_invoice_lines.amount IS
    'In minor units of the invoice''s currency; positive, whatever the kind.';
CREATE INDEX dues_invoice_lines_commitment ON dues_invoice_lines (commitment);
CALL keep_as_history('dues_invoice_lines');

CREATE TABLE dues_lobbying_notices (
    invoice uuid PRIMARY KEY REFERENCES dues_invoices (id),
    estimate uuid NOT NULL REFERENCES dues_lobbying_estimates (id),
    words text NOT NULL,
    given_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT dues_notices_words CHECK (words = btrim(words) AND char_length(words) BETWEEN 1 AND 1000)
);
COMMENT ON TABLE dues_lobbying_notices IS
    'What an invoice says of the share of dues that is not deductible, word for word, and the estimate it comes from; with the invoice, or given later.';
CALL keep_as_history('dues_lobbying_notices');

CREATE TABLE dues_payments (
    id uuid PRIMARY KEY,
    payer uuid NOT NULL REFERENCES parties (id),
    method text NOT NULL,
    reference text NOT NULL,
    received_on date NOT NULL,
    booked_on date NOT NULL,
    amount bigint NOT NULL,
    currency text NOT NULL,
    recorded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT dues_payments_method CHECK (method IN ('wire', 'check', 'processor')),
    CONSTRAINT dues_payments_reference CHECK (reference = btrim(reference) AND char_length(reference) BETWEEN 1 AND 120),
    CONSTRAINT dues_payments_days CHECK (received_on <= booked_on),
    CONSTRAINT dues_payments_amount CHECK (amount BETWEEN 1 AND 1000000000000000),
    CONSTRAINT dues_payments_currency CHECK (currency ~ '^[A-Z]{3}$')
);
COMMENT ON TABLE dues_payments IS
    'Money that came from a payer, by the reference that the bank or the processor gives it. What is not allocated stands as the payer''s credit.';
COMMENT ON COLUMN dues_payments.booked_on IS
    'The day on which it stands in the ledger; received_on is when the money came.';
CREATE INDEX dues_payments_payer ON dues_payments (payer);
CREATE INDEX dues_payments_by_reference ON dues_payments (lower(reference));
CALL keep_as_history('dues_payments');

CREATE TABLE dues_allocations (
    id uuid PRIMARY KEY,
    payment uuid NOT NULL REFERENCES dues_payments (id),
    invoice uuid NOT NULL REFERENCES dues_invoices (id),
    amount bigint NOT NULL,
    booked_on date NOT NULL,
    recorded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT dues_allocations_amount CHECK (amount BETWEEN 1 AND 1000000000000000)
);
COMMENT ON TABLE dues_allocations IS
    'Which part of a payment pays which invoice, and into which day it is booked.';
CREATE INDEX dues_allocations_payment ON dues_allocations (payment);
CREATE INDEX dues_allocations_invoice ON dues_allocations (invoice);
CALL keep_as_history('dues_allocations');

CREATE TABLE dues_credits (
    id uuid PRIMARY KEY,
    invoice uuid NOT NULL REFERENCES dues_invoices (id),
    amount bigint NOT NULL,
    reason text NOT NULL,
    booked_on date NOT NULL,
    recorded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT dues_credits_amount CHECK (amount BETWEEN 1 AND 1000000000000000),
    CONSTRAINT dues_credits_reason CHECK (reason = btrim(reason) AND char_length(reason) BETWEEN 1 AND 300)
);
COMMENT ON TABLE dues_credits IS 'What is taken off an invoice after it was issued, and why.';
CREATE INDEX dues_credits_invoice ON dues_credits (invoice);
CALL keep_as_history('dues_credits');

CREATE TABLE dues_reversals (
    id uuid PRIMARY KEY,
    invoice uuid UNIQUE REFERENCES dues_invoices (id),
    payment uuid UNIQUE REFERENCES dues_payments (id),
    allocation uuid UNIQUE REFERENCES dues_allocations (id),
    credit uuid UNIQUE REFERENCES dues_credits (id),
    amount bigint NOT NULL,
    reason text NOT NULL,
    booked_on date NOT NULL,
    recorded_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT dues_reversals_one CHECK (num_nonnulls(invoice, payment, allocation, credit) = 1),
    CONSTRAINT dues_reversals_amount CHECK (amount <= 0),
    CONSTRAINT dues_reversals_reason CHECK (reason = btrim(reason) AND char_length(reason) BETWEEN 1 AND 300)
);
COMMENT ON TABLE dues_reversals IS
    'Undoes one entry, exactly and once: amount is the opposite of what the entry says.';
COMMENT ON COLUMN dues_reversals.amount IS 'Zero or less: the opposite of what the entry says.';
CALL keep_as_history('dues_reversals');

-- What stands, as known at an instant.
CREATE FUNCTION dues_total(asked uuid) RETURNS bigint
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(sum(CASE WHEN l.kind IN ('in_kind_offset', 'credit') THEN -l.amount ELSE l.amount END), 0)::bigint
    FROM public.dues_invoice_lines l WHERE l.invoice = asked
$$;
COMMENT ON FUNCTION dues_total(uuid) IS 'What an invoice asks for: its lines, offsets and credits taken off.';
REVOKE ALL ON FUNCTION dues_total(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION dues_total(uuid) TO commonhold_app, commonhold_certifier, commonhold_auditor;

CREATE FUNCTION dues_owed(asked uuid, known_at timestamptz) RETURNS bigint
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE WHEN EXISTS (SELECT FROM public.dues_reversals r WHERE r.invoice = asked AND r.recorded_at <= known_at) THEN 0
        ELSE public.dues_total(asked)
             - (SELECT coalesce(sum(a.amount), 0) FROM public.dues_allocations a
                WHERE a.invoice = asked AND a.recorded_at <= known_at
                  AND NOT EXISTS (SELECT FROM public.dues_reversals r WHERE r.allocation = a.id AND r.recorded_at <= known_at))
             - (SELECT coalesce(sum(c.amount), 0) FROM public.dues_credits c
                WHERE c.invoice = asked AND c.recorded_at <= known_at
                  AND NOT EXISTS (SELECT FROM public.dues_reversals r WHERE r.credit = c.id AND r.recorded_at <= known_at))
        END::bigint
$$;
COMMENT ON FUNCTION dues_owed(uuid, timestamptz) IS
    'What an invoice still owes as known at an instant: nothing once it was reversed.';
REVOKE ALL ON FUNCTION dues_owed(uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION dues_owed(uuid, timestamptz) TO commonhold_app, commonhold_certifier, commonhold_auditor;

CREATE FUNCTION dues_rest(asked uuid, known_at timestamptz) RETURNS bigint
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE WHEN EXISTS (SELECT FROM public.dues_reversals r WHERE r.payment = asked AND r.recorded_at <= known_at) THEN 0
        ELSE (SELECT coalesce(sum(p.amount), 0) FROM public.dues_payments p WHERE p.id = asked AND p.recorded_at <= known_at)
             - (SELECT coalesce(sum(a.amount), 0) FROM public.dues_allocations a
                WHERE a.payment = asked AND a.recorded_at <= known_at
                  AND NOT EXISTS (SELECT FROM public.dues_reversals r WHERE r.allocation = a.id AND r.recorded_at <= known_at))
        END::bigint
$$;
COMMENT ON FUNCTION dues_rest(uuid, timestamptz) IS
    'What of a payment is not allocated, as known at an instant: nothing once it was reversed.';
REVOKE ALL ON FUNCTION dues_rest(uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION dues_rest(uuid, timestamptz) TO commonhold_app, commonhold_certifier, commonhold_auditor;

CREATE FUNCTION dues_covered(asked uuid, on_day date, known_at timestamptz) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (
        SELECT FROM public.dues_invoices i
        WHERE i.membership = asked AND i.covers_from <= on_day AND on_day <= i.covers_to AND i.recorded_at <= known_at
          AND EXISTS (SELECT FROM public.dues_invoice_lines l WHERE l.invoice = i.id AND l.kind = 'dues')
          AND NOT EXISTS (SELECT FROM public.dues_reversals r WHERE r.invoice = i.id AND r.recorded_at <= known_at)
          AND public.dues_owed(i.id, known_at) = 0)
$$;
COMMENT ON FUNCTION dues_covered(uuid, date, timestamptz) IS
    'Whether the dues of a membership for a day are paid, or covered in kind, as known at an instant.';
REVOKE ALL ON FUNCTION dues_covered(uuid, date, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION dues_covered(uuid, date, timestamptz) TO commonhold_app, commonhold_certifier, commonhold_auditor;

-- What every posting asks first. Whoever posts, or closes a year, waits for whoever does.
CREATE FUNCTION require_dues_day(day date) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/dues', 0));
    IF (day <= public.legal_day(clock_timestamp())) IS NOT TRUE THEN
        RAISE EXCEPTION 'nothing is posted into days to come'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'dues_day_has_come';
    END IF;
    IF (NOT EXISTS (SELECT FROM public.dues_year_closes c WHERE c.year >= extract(year FROM day))) IS NOT TRUE THEN
        RAISE EXCEPTION 'nothing is posted into a year that is closed'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'dues_year_is_open';
    END IF;
END
$$;
COMMENT ON FUNCTION require_dues_day(date) IS
    'Refuses a posting into a day to come or a closed year; takes the lock of the ledger.';
REVOKE ALL ON FUNCTION require_dues_day(date) FROM PUBLIC;

CREATE FUNCTION guard_dues_invoice() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_dues_day(NEW.issued_on);
    NEW.year := extract(year FROM NEW.issued_on);
    NEW.serial := (SELECT coalesce(max(i.serial), 0) + 1 FROM public.dues_invoices i WHERE i.year = NEW.year);
    NEW.payer := (SELECT m.party FROM public.memberships m WHERE m.id = NEW.membership);
    NEW.issued_in := pg_current_xact_id();
    IF (NOT EXISTS (SELECT FROM public.dues_invoices i
                    WHERE i.year = NEW.year AND i.issued_on > NEW.issued_on)) IS NOT TRUE THEN
        RAISE EXCEPTION 'invoices are numbered in the order of the days on which they are issued'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'dues_invoice_follows_the_last';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_dues_invoice() IS
    'Guard of dues_invoices: in an open year, numbered without a gap in the order of days, to the party of the membership.';
CREATE TRIGGER guard BEFORE INSERT ON dues_invoices FOR EACH ROW EXECUTE FUNCTION guard_dues_invoice();
ALTER TABLE dues_invoices ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION complete_dues_invoice() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (EXISTS (SELECT FROM public.dues_invoice_lines l WHERE l.invoice = NEW.id)
        AND public.dues_total(NEW.id) >= 0) IS NOT TRUE THEN
        RAISE EXCEPTION 'an invoice has lines, which together ask for nothing negative'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'dues_invoice_adds_up';
    END IF;
    IF (NOT EXISTS (SELECT FROM public.dues_lobbying_estimates e WHERE e.year = NEW.year)
        OR EXISTS (SELECT FROM public.dues_lobbying_notices n WHERE n.invoice = NEW.id)) IS NOT TRUE THEN
        RAISE EXCEPTION 'an invoice of a year with an estimate of lobbying bears the notice'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'dues_invoice_bears_the_notice';
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION complete_dues_invoice() IS
    'At commit: an invoice has lines that add up, and the notice of lobbying where there is an estimate.';
CREATE CONSTRAINT TRIGGER complete AFTER INSERT ON dues_invoices DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION complete_dues_invoice();
ALTER TABLE dues_invoices ENABLE ALWAYS TRIGGER complete;

CREATE FUNCTION guard_dues_line() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    i public.dues_invoices;
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/dues', 0));
    SELECT * INTO i FROM public.dues_invoices x WHERE x.id = NEW.invoice;
    IF (i.issued_in = pg_current_xact_id()) IS NOT TRUE THEN
        RAISE EXCEPTION 'an invoice that is issued stands as it is'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'dues_invoice_is_issued';
    END IF;
    IF (NEW.commitment IS NULL OR EXISTS (
            SELECT FROM public.dues_in_kind_commitments c
            WHERE c.id = NEW.commitment AND c.membership = i.membership AND c.currency = i.currency
              AND NEW.amount <= c.amount - (
                  SELECT coalesce(sum(l.amount), 0) FROM public.dues_invoice_lines l
                  WHERE l.commitment = c.id
                    AND NOT EXISTS (SELECT FROM public.dues_reversals r WHERE r.invoice = l.invoice)))) IS NOT TRUE THEN
        RAISE EXCEPTION 'an offset in kind is of the member''s own commitment and within its agreed value'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'dues_offset_is_within_its_commitment';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_dues_line() IS
    'Guard of dues_invoice_lines: in the transaction that issues the invoice; offsets within what was agreed in kind.';
CREATE TRIGGER guard BEFORE INSERT ON dues_invoice_lines FOR EACH ROW EXECUTE FUNCTION guard_dues_line();
ALTER TABLE dues_invoice_lines ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_dues_in_kind() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/dues', 0));
    NEW.number := (SELECT coalesce(max(c.number), 0) + 1 FROM public.dues_in_kind_commitments c);
    IF EXISTS (SELECT FROM public.recorded_decisions d
               WHERE d.id = NEW.decision AND d.body = 'board' AND d.adopted) IS NOT TRUE THEN
        RAISE EXCEPTION 'what is given in kind is taken by a decision of the board'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'dues_in_kind_rests_on_the_board';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_dues_in_kind() IS
    'Guard of dues_in_kind_commitments: numbered in order, and by a recorded decision that the board adopted.';
CREATE TRIGGER guard BEFORE INSERT ON dues_in_kind_commitments FOR EACH ROW EXECUTE FUNCTION guard_dues_in_kind();
ALTER TABLE dues_in_kind_commitments ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_dues_delivery() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (NEW.delivered_on <= public.legal_day(clock_timestamp())) IS NOT TRUE THEN
        RAISE EXCEPTION 'what is recorded as delivered has come'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'dues_delivery_has_come';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_dues_delivery() IS 'Guard of dues_in_kind_deliveries: of no day to come.';
CREATE TRIGGER guard BEFORE INSERT ON dues_in_kind_deliveries FOR EACH ROW EXECUTE FUNCTION guard_dues_delivery();
ALTER TABLE dues_in_kind_deliveries ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_dues_payment() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_dues_day(NEW.booked_on);
    IF (NOT EXISTS (SELECT FROM public.dues_payments p
                    WHERE lower(p.reference) = lower(NEW.reference) AND p.id <> NEW.id
                      AND NOT EXISTS (SELECT FROM public.dues_reversals r WHERE r.payment = p.id))) IS NOT TRUE THEN
        RAISE EXCEPTION 'a payment is recorded once by its reference'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'dues_payment_is_recorded_once';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_dues_payment() IS
    'Guard of dues_payments: in an open year, and under a reference that no other standing payment has.';
CREATE TRIGGER guard BEFORE INSERT ON dues_payments FOR EACH ROW EXECUTE FUNCTION guard_dues_payment();
ALTER TABLE dues_payments ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_dues_allocation() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_dues_day(NEW.booked_on);
    IF EXISTS (SELECT FROM public.dues_payments p JOIN public.dues_invoices i ON i.payer = p.payer AND i.currency = p.currency
               WHERE p.id = NEW.payment AND i.id = NEW.invoice
                 AND p.booked_on <= NEW.booked_on AND i.issued_on <= NEW.booked_on) IS NOT TRUE THEN
        RAISE EXCEPTION 'a payment pays an invoice of its payer, in its currency'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'dues_allocation_is_of_one_payer';
    END IF;
    IF (NEW.amount <= public.dues_rest(NEW.payment, clock_timestamp())) IS NOT TRUE THEN
        RAISE EXCEPTION 'a payment pays no more than it has left'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'dues_allocation_is_within_the_payment';
    END IF;
    IF (NEW.amount <= public.dues_owed(NEW.invoice, clock_timestamp())) IS NOT TRUE THEN
        RAISE EXCEPTION 'an invoice is paid no more than it owes'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'dues_allocation_is_within_the_invoice';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_dues_allocation() IS
    'Guard of dues_allocations: of one payer and currency, within what the payment has left and the invoice owes.';
CREATE TRIGGER guard BEFORE INSERT ON dues_allocations FOR EACH ROW EXECUTE FUNCTION guard_dues_allocation();
ALTER TABLE dues_allocations ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_dues_credit() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_dues_day(NEW.booked_on);
    IF (NEW.amount <= public.dues_owed(NEW.invoice, clock_timestamp())
        AND NEW.booked_on >= (SELECT i.issued_on FROM public.dues_invoices i WHERE i.id = NEW.invoice)) IS NOT TRUE THEN
        RAISE EXCEPTION 'no more is taken off an invoice than it owes'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'dues_credit_is_within_the_invoice';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_dues_credit() IS 'Guard of dues_credits: in an open year, within what the invoice owes.';
CREATE TRIGGER guard BEFORE INSERT ON dues_credits FOR EACH ROW EXECUTE FUNCTION guard_dues_credit();
ALTER TABLE dues_credits ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_dues_reversal() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    original bigint;
    since date;
BEGIN
    PERFORM public.require_dues_day(NEW.booked_on);
    SELECT e.amount, e.day INTO original, since FROM (
        SELECT public.dues_total(i.id) AS amount, i.issued_on AS day FROM public.dues_invoices i WHERE i.id = NEW.invoice
        UNION ALL SELECT p.amount, p.booked_on FROM public.dues_payments p WHERE p.id = NEW.payment
        UNION ALL SELECT a.amount, a.booked_on FROM public.dues_allocations a WHERE a.id = NEW.allocation
        UNION ALL SELECT c.amount, c.booked_on FROM public.dues_credits c WHERE c.id = NEW.credit) e;
    IF (NEW.amount = -original AND NEW.booked_on >= since) IS NOT TRUE THEN
        RAISE EXCEPTION 'a reversal is the exact opposite of what it reverses, and not before it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'dues_reversal_is_opposite';
    END IF;
    IF (NEW.payment IS NULL OR public.dues_rest(NEW.payment, clock_timestamp()) = original) IS NOT TRUE THEN
        RAISE EXCEPTION 'a payment is reversed once nothing is allocated from it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'dues_reversed_payment_pays_nothing';
    END IF;
    IF (NEW.invoice IS NULL OR public.dues_owed(NEW.invoice, clock_timestamp()) = original) IS NOT TRUE THEN
        RAISE EXCEPTION 'an invoice is reversed once nothing is allocated or credited to it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'dues_reversed_invoice_is_unpaid';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_dues_reversal() IS
    'Guard of dues_reversals: exactly opposite, once, and of nothing that others stand on.';
CREATE TRIGGER guard BEFORE INSERT ON dues_reversals FOR EACH ROW EXECUTE FUNCTION guard_dues_reversal();
ALTER TABLE dues_reversals ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_dues_year() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/dues', 0));
    IF (NOT EXISTS (SELECT FROM public.dues_year_closes c WHERE c.year >= NEW.year)) IS NOT TRUE THEN
        RAISE EXCEPTION 'what is said of a closed year stands'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'dues_year_is_open';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_dues_year() IS
    'Guard of dues_lobbying_estimates and dues_lobbying_spends: of a year that is not closed.';
CREATE TRIGGER guard BEFORE INSERT ON dues_lobbying_estimates FOR EACH ROW EXECUTE FUNCTION guard_dues_year();
ALTER TABLE dues_lobbying_estimates ENABLE ALWAYS TRIGGER guard;
CREATE TRIGGER guard BEFORE INSERT ON dues_lobbying_spends FOR EACH ROW EXECUTE FUNCTION guard_dues_year();
ALTER TABLE dues_lobbying_spends ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_dues_notice() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/dues', 0));
    IF EXISTS (SELECT FROM public.dues_invoices i JOIN public.dues_lobbying_estimates e ON e.year = i.year
               WHERE i.id = NEW.invoice AND e.id = NEW.estimate
                 AND NOT EXISTS (SELECT FROM public.dues_year_closes c WHERE c.year >= i.year)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a notice of lobbying is given in its year, from the estimate of that year'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'dues_notice_is_of_its_year';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_dues_notice() IS
    'Guard of dues_lobbying_notices: by an estimate of the invoice''s own year, while that is open.';
CREATE TRIGGER guard BEFORE INSERT ON dues_lobbying_notices FOR EACH ROW EXECUTE FUNCTION guard_dues_notice();
ALTER TABLE dues_lobbying_notices ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION guard_dues_year_close() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM public.require_fresh_sight();
    PERFORM pg_advisory_xact_lock(hashtextextended('commonhold/dues', 0));
    IF EXISTS (SELECT FROM public.offices_held(NEW.closed_by, clock_timestamp()) o
               WHERE o IN ('treasurer', 'deputy_treasurer')) IS NOT TRUE THEN
        RAISE EXCEPTION 'the treasurer closes a year'
            USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'dues_year_is_closed_by_the_treasurer';
    END IF;
    IF (NEW.year < extract(year FROM public.legal_day(clock_timestamp()))
        AND NOT EXISTS (SELECT FROM public.dues_year_closes c WHERE c.year >= NEW.year)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a year is closed when it is over, and once'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'dues_year_is_over';
    END IF;
    IF (NEW.spend = (SELECT s.id FROM public.dues_lobbying_spends s WHERE s.year = NEW.year
                     ORDER BY s.recorded_at DESC, s.id LIMIT 1)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a year is closed with what was spent on lobbying in it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'dues_year_says_what_was_spent';
    END IF;
    IF ((SELECT s.spent FROM public.dues_lobbying_spends s WHERE s.id = NEW.spend) = 0
        OR NOT EXISTS (SELECT FROM public.dues_invoices i
                       WHERE i.year = NEW.year
                         AND NOT EXISTS (SELECT FROM public.dues_reversals r WHERE r.invoice = i.id)
                         AND NOT EXISTS (SELECT FROM public.dues_lobbying_notices n WHERE n.invoice = i.id))) IS NOT TRUE THEN
        RAISE EXCEPTION 'a year with lobbying is closed once every invoice of it bears the notice'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'dues_year_has_its_notices';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION guard_dues_year_close() IS
    'Guard of dues_year_closes: by the treasurer, of a year that is over, with its lobbying recorded and its notices given.';
CREATE TRIGGER guard BEFORE INSERT ON dues_year_closes FOR EACH ROW EXECUTE FUNCTION guard_dues_year_close();
ALTER TABLE dues_year_closes ENABLE ALWAYS TRIGGER guard;
