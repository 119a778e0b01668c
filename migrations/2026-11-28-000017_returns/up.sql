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
    'What mail servers reported of a letter after they had taken it: it came back, is late, or its reader complained; by the SHA-256 of the report, so that one that is read twice counts once. No addresses.';
CALL keep_as_history('outbox_returns');
CREATE INDEX outbox_returns_letter ON outbox_returns (letter);
REVOKE SELECT ON outbox_returns FROM commonhold_auditor, commonhold_certifier;
