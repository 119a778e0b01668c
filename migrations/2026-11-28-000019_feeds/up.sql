-- Calendars that people subscribe to: the addresses, and what was given out.

CREATE TABLE calendar_addresses (
    token_hash bytea PRIMARY KEY,
    account uuid NOT NULL REFERENCES accounts (id),
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    revoked_at timestamptz,
    CONSTRAINT calendar_addresses_hash CHECK (octet_length(token_hash) = 32)
);
COMMENT ON TABLE calendar_addresses IS
    'The address of an account''s calendar, as the SHA-256 of its secret; one at a time opens. When it was fetched is kept nowhere.';
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
    'Each date in an account''s calendar as last given out, with its sequence, which grows whenever the form changes: a calendar program takes up a change only under a higher one, and without this row a date that is gone could not be called off.';
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
