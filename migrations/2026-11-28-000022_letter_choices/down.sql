ALTER TABLE outbox_deliveries DROP CONSTRAINT outbox_deliveries_outcome;
DROP TABLE outbox_retries;
ALTER TABLE outbox_deliveries ADD CONSTRAINT outbox_deliveries_outcome CHECK (outcome IN ('sent', 'deferred', 'refused'));
ALTER TABLE outbox_queue DROP CONSTRAINT outbox_queue_state;
ALTER TABLE outbox_queue ADD CONSTRAINT outbox_queue_state CHECK (state IN ('waiting', 'sent', 'dead'));
DROP TABLE letter_choices;
