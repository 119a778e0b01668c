-- What was reminded of, so that nobody is reminded twice, and what people put
-- off. None of it is history: it is swept when it has served.

CREATE TABLE poll_reminders (
    poll_id uuid NOT NULL REFERENCES polls (id),
    account uuid NOT NULL REFERENCES accounts (id),
    step integer NOT NULL,
    CONSTRAINT poll_reminders_pkey PRIMARY KEY (poll_id, account, step),
    CONSTRAINT poll_reminders_step CHECK (step > 0)
);
COMMENT ON TABLE poll_reminders IS
    'Who was reminded of an open poll, so many days before its close. It tells who had not voted by then: nobody but the server reads it, it bears no time, and it goes with the close.';
GRANT SELECT, INSERT, DELETE ON poll_reminders TO commonhold_app;

CREATE TABLE work_digests (
    account uuid NOT NULL REFERENCES accounts (id),
    due_at timestamptz NOT NULL,
    CONSTRAINT work_digests_pkey PRIMARY KEY (account, due_at)
);
COMMENT ON TABLE work_digests IS
    'Of which accounts it was asked what waits for them, at the latest hour of the weekly letter; not whether something did. Earlier ones are swept.';
GRANT SELECT, INSERT, DELETE ON work_digests TO commonhold_app;

CREATE TABLE task_snoozes (
    account uuid NOT NULL REFERENCES accounts (id),
    item text NOT NULL,
    until_at timestamptz NOT NULL,
    CONSTRAINT task_snoozes_pkey PRIMARY KEY (account, item),
    CONSTRAINT task_snoozes_item CHECK (char_length(item) BETWEEN 1 AND 120)
);
COMMENT ON TABLE task_snoozes IS
    'What a person put off until when, by the key of the item; swept when that is over.';
GRANT SELECT, INSERT, UPDATE (until_at), DELETE ON task_snoozes TO commonhold_app;

-- Whoever looks for letters that were given up looks at few.
CREATE INDEX outbox_queue_dead ON outbox_queue (letter) WHERE state = 'dead';
