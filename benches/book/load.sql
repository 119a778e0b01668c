-- A foundation's members, written set by set by the superuser of the bench's own
-- cluster. The guards that judge a row at a time by what is known of its
-- membership (terms, ends, representations) and the reasons of admission rest
-- meanwhile, as each would take a lock for each membership; all others hold.
-- $MEMBERS is how many members there are, $IMPORTER the party that takes them in.
BEGIN;
ALTER TABLE membership_terms DISABLE TRIGGER guard;
ALTER TABLE membership_ends DISABLE TRIGGER guard;
ALTER TABLE representations DISABLE TRIGGER guard;
ALTER TABLE memberships DISABLE TRIGGER require_admission;

CREATE TEMPORARY TABLE made ON COMMIT DROP AS
SELECT i AS number, gen_random_uuid() AS party, gen_random_uuid() AS membership,
       CASE WHEN i % 10 = 0 THEN gen_random_uuid() END AS representative,
       CASE WHEN i % 10 = 0 THEN 'organisation' ELSE 'person' END AS kind,
       (ARRAY['Ada', 'Bruno', 'Chiara', 'Dorothea', 'Émile', 'Farid', 'Grażyna', 'Hiroshi', 'Ingeborg', 'Jón'])[1 + i % 10]
           || ' ' || (ARRAY['Abendroth', 'Bernini', 'Çelik', 'Dubois', 'Eriksson', 'Fernández', 'Großmann'])[1 + i % 7]
           || '-' || to_hex(i * 7919) AS name
FROM generate_series(1, $MEMBERS) i;

INSERT INTO parties (id, kind) SELECT party, kind FROM made;
INSERT INTO parties (id, kind) SELECT representative, 'person' FROM made WHERE representative IS NOT NULL;
INSERT INTO party_records (party, name, country, disclosed) SELECT party, name, 'DE', number % 3 <> 0 FROM made;
INSERT INTO party_records (party, name, country, disclosed)
    SELECT representative, 'Speaker ' || name, 'DE', false FROM made WHERE representative IS NOT NULL;
-- One in twenty bears another name by now.
INSERT INTO party_records (party, name, country, disclosed)
    SELECT party, 'New ' || name, 'DE', true FROM made WHERE number % 20 = 7;
INSERT INTO accounts (id, person, address, locale)
    SELECT gen_random_uuid(), coalesce(representative, party), 'member' || number || '@mail.example', 'en' FROM made;
INSERT INTO invitations (person) SELECT coalesce(representative, party) FROM made;
INSERT INTO membership_imports (id, file_sha256, file_rows, imported_by)
    SELECT gen_random_uuid(), sha256('$MEMBERS'), $MEMBERS, '$IMPORTER'::uuid;
INSERT INTO memberships (id, number, party, class, member_since, import)
    SELECT membership, number, party, (SELECT id FROM member_classes ORDER BY position OFFSET number % (SELECT count(*) FROM member_classes) LIMIT 1),
           current_date - 3650, (SELECT id FROM membership_imports)
    FROM made;
-- Ten years, a row each; one in eight let the last one pass.
INSERT INTO membership_terms (membership, starts_on, ends_on, import)
    SELECT membership, current_date - 3650 + year * 365 + (number % 300)::integer,
           current_date - 3650 + (year + 1) * 365 + (number % 300)::integer, (SELECT id FROM membership_imports)
    FROM made, generate_series(0, 9) year WHERE year < 9 OR number % 8 <> 0;
INSERT INTO membership_ends (membership, ends_on, reason)
    SELECT membership, current_date - (number % 900)::integer, 'resigned' FROM made WHERE number % 15 = 0;
INSERT INTO representations (organisation, person, starts_on, recorded_by)
    SELECT party, representative, current_date - 3650, '$IMPORTER'::uuid FROM made WHERE representative IS NOT NULL;

ALTER TABLE membership_terms ENABLE ALWAYS TRIGGER guard;
ALTER TABLE membership_ends ENABLE ALWAYS TRIGGER guard;
ALTER TABLE representations ENABLE ALWAYS TRIGGER guard;
ALTER TABLE memberships ENABLE ALWAYS TRIGGER require_admission;
COMMIT;
