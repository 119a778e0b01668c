-- What people choose not to get, and letters that are not needed any more.

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
CALL keep_as_history('letter_choices');
CREATE INDEX letter_choices_account ON letter_choices (account, kind);
REVOKE SELECT ON letter_choices FROM commonhold_certifier;

ALTER TABLE outbox_queue DROP CONSTRAINT outbox_queue_state;
ALTER TABLE outbox_queue ADD CONSTRAINT outbox_queue_state CHECK (state IN ('waiting', 'sent', 'dead', 'moot'));
ALTER TABLE outbox_deliveries DROP CONSTRAINT outbox_deliveries_outcome;
ALTER TABLE outbox_deliveries ADD CONSTRAINT outbox_deliveries_outcome
    CHECK (outcome IN ('sent', 'deferred', 'refused', 'moot'));

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
