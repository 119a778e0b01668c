DROP INDEX membership_terms_ends;
DROP TABLE renewal_contacts;
DROP TABLE renewal_warnings;
DROP TABLE renewal_reminders;
DROP FUNCTION guard_renewal_letter();
DROP TABLE record_dates;
DROP FUNCTION guard_record_date();
