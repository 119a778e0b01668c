-- Whoever waits at a screen for a letter does not wait behind the letters to
-- all members that a poll is open.
ALTER TABLE outbox_queue ADD COLUMN pressing boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN outbox_queue.pressing IS
    'Somebody waits for it at a screen: it leaves before those that are not.';
DROP INDEX outbox_queue_due;
CREATE INDEX outbox_queue_due ON outbox_queue (pressing DESC, due_at) WHERE state = 'waiting';
