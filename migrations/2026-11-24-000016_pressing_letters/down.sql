DROP INDEX outbox_queue_due;
CREATE INDEX outbox_queue_due ON outbox_queue (due_at) WHERE state = 'waiting';
ALTER TABLE outbox_queue DROP COLUMN pressing;
