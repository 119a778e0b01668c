DROP TABLE licence_documents, licence_reviews, licence_ends, licences CASCADE;
DROP FUNCTION guard_licence_document();
DROP FUNCTION guard_licence_review();
DROP FUNCTION guard_licence_end();
DROP FUNCTION guard_licence();
DROP FUNCTION licence_is_over(uuid, date);
DROP FUNCTION is_review_day(uuid, date);
