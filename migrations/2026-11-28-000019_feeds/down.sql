DROP TABLE feed_events;
DROP FUNCTION guard_feed_event();
DROP TABLE calendar_addresses;
