-- Of a hundred thousand memberships with ten years of terms, whoever asks for
-- one day reads the terms that reach it, and no correction where there is none.
CREATE INDEX membership_terms_reaching ON membership_terms (ends_on, starts_on) INCLUDE (membership, record, recorded_at);
CREATE INDEX membership_terms_corrections ON membership_terms (corrects, recorded_at) WHERE corrects IS NOT NULL;
CREATE INDEX representations_corrections ON representations (corrects, recorded_at) WHERE corrects IS NOT NULL;
