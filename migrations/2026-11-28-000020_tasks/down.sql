DROP INDEX outbox_queue_dead;
DROP TABLE task_snoozes;
DROP TABLE work_digests;
DROP TABLE poll_reminders;
