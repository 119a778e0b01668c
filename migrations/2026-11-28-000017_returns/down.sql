DROP TABLE outbox_returns;
