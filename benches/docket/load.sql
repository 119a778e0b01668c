-- $MANY assets with twenty events each, one of which corrects another: written set by set
-- by the superuser of the bench's own cluster, with the guards of these tables at rest, as
-- each looks at one row at a time. Of twenty assets three are marks in the United States,
-- three marks in the United States, the European Union and the United Kingdom, two marks
-- in the European Union with an international registration, three are domains, two
-- certificates, one is a signing key, two are contracts, two accounts and two repositories.
-- What needs access is kept by somebody who attested it; the marks in one office are
-- licensed. $CHI is who entered all of it.
BEGIN;
DO $$
DECLARE
    of_table text;
BEGIN
    FOREACH of_table IN ARRAY ARRAY['assets', 'asset_versions', 'mark_cases', 'mark_case_versions', 'asset_events', 'custody',
                                    'attestations', 'licences', 'docket_canaries'] LOOP
        EXECUTE format('ALTER TABLE %I DISABLE TRIGGER USER', of_table);
    END LOOP;
END
$$;

CREATE TEMPORARY TABLE made ON COMMIT DROP AS
SELECT i, gen_random_uuid() AS asset, c.course,
       CASE WHEN c.course IN ('us', 'three', 'em') THEN 'trademark' ELSE c.course END AS kind,
       -- So long ago that all of it happened, but for the last day of what runs.
       current_date - CASE c.course WHEN 'domain' THEN 2920 + i * 7919 % 365 WHEN 'certificate' THEN 810 + i * 7919 % 90
                                    WHEN 'signing_key' THEN 5840 + i * 7919 % 730 WHEN 'contract' THEN 1825 + i * 7919 % 365
                                    ELSE 4750 + i * 7919 % 3650 END AS begun
FROM generate_series(1, $MANY) i,
     LATERAL (SELECT (ARRAY['us', 'three', 'domain', 'us', 'account', 'em', 'domain', 'contract', 'certificate', 'us', 'three',
                            'domain', 'em', 'repository', 'signing_key', 'three', 'account', 'repository', 'contract', 'certificate'])[1 + i % 20] AS course) c;

-- What befalls a thing of each course, at which office, and how many days after it began.
CREATE TEMPORARY TABLE course ON COMMIT DROP AS
SELECT * FROM (VALUES
    ('us', 'US', 'FILING', 0), ('us', 'US', 'OFFICE_ACTION', 90), ('us', 'US', 'RESPONSE_FILED', 170),
    ('us', 'US', 'OFFICE_ACTION', 260), ('us', 'US', 'OA_EXTENSION', 340), ('us', 'US', 'RESPONSE_FILED', 420),
    ('us', 'US', 'PUBLICATION', 540), ('us', 'US', 'NOTICE_OF_ALLOWANCE', 630), ('us', 'US', 'SOU_EXTENSION', 800),
    ('us', 'US', 'STATEMENT_OF_USE', 950), ('us', 'US', 'REGISTRATION', 1050), ('us', 'US', 'ASSIGNMENT_RECORDED', 1500),
    ('us', 'US', 'LICENCE_RECORDED', 1800), ('us', 'US', 'SECTION_8_15_FILED', 3100), ('us', 'US', 'POST_REGISTRATION_ACTION', 3150),
    ('us', 'US', 'RESPONSE_FILED', 3200), ('us', 'US', 'CANCELLATION_REQUEST', 3600), ('us', 'US', 'LICENCE_RECORDED', 3900),
    ('us', 'US', 'SECTION_8_9_FILED', 4650),
    ('three', 'US', 'FILING', 0), ('three', 'US', 'OFFICE_ACTION', 90), ('three', 'US', 'RESPONSE_FILED', 170),
    ('three', 'US', 'PUBLICATION', 300), ('three', 'US', 'REGISTRATION', 420), ('three', 'US', 'SECTION_8_15_FILED', 2500),
    ('three', 'US', 'SECTION_8_9_FILED', 4000), ('three', 'EM', 'FILING', 30), ('three', 'EM', 'PUBLICATION', 120),
    ('three', 'EM', 'REGISTRATION', 240), ('three', 'EM', 'ASSIGNMENT_RECORDED', 2000), ('three', 'EM', 'RENEWED', 3600),
    ('three', 'EM', 'LICENCE_RECORDED', 3700), ('three', 'GB', 'FILING', 40), ('three', 'GB', 'PUBLICATION', 130),
    ('three', 'GB', 'REGISTRATION', 250), ('three', 'GB', 'ASSIGNMENT_RECORDED', 2000), ('three', 'GB', 'RENEWED', 3620),
    ('three', 'GB', 'LICENCE_RECORDED', 3700),
    ('em', 'EM', 'FILING', 0), ('em', 'EM', 'OFFICE_ACTION', 60), ('em', 'EM', 'RESPONSE_FILED', 100), ('em', 'EM', 'PUBLICATION', 150),
    ('em', 'EM', 'OPPOSITION', 200), ('em', 'EM', 'OPPOSITION_END', 400), ('em', 'EM', 'REGISTRATION', 450),
    ('em', 'EM', 'ASSIGNMENT_RECORDED', 1500), ('em', 'EM', 'RENEWED', 3600), ('em', 'EM', 'LICENCE_RECORDED', 3700),
    ('em', 'WO', 'INTERNATIONAL_REGISTRATION', 180), ('em', 'WO', 'DESIGNATION_NOTIFIED', 240), ('em', 'WO', 'REFUSAL_NOTIFIED', 500),
    ('em', 'WO', 'PROTECTION_GRANTED', 700), ('em', 'WO', 'DESIGNATION_NOTIFIED', 1000), ('em', 'WO', 'PROTECTION_GRANTED', 1400),
    ('em', 'WO', 'LICENCE_RECORDED', 1800), ('em', 'WO', 'ASSIGNMENT_RECORDED', 2000), ('em', 'WO', 'RENEWED', 3800),
    ('domain', '', 'DOMAIN_REGISTRATION', 0), ('domain', '', 'TRANSFER', 1000),
    ('signing_key', '', 'KEY_CREATION', 0),
    ('contract', '', 'CONTRACT_START', 0), ('contract', '', 'OTHER', 1200)) c (course, office, code, days)
UNION ALL SELECT 'domain', '', 'DOMAIN_EXPIRY', 365 * k FROM generate_series(1, 9) k
UNION ALL SELECT 'domain', '', 'DOMAIN_RENEWED', 365 * k - 20 FROM generate_series(1, 8) k
UNION ALL SELECT 'certificate', '', 'CERTIFICATE_EXPIRY', 90 * k FROM generate_series(1, 10) k
UNION ALL SELECT 'certificate', '', 'CERTIFICATE_RENEWED', 90 * k - 20 FROM generate_series(1, 9) k
UNION ALL SELECT 'signing_key', '', 'KEY_EXPIRY', 730 * k FROM generate_series(1, 9) k
UNION ALL SELECT 'signing_key', '', 'KEY_EXTENDED', 730 * k - 20 FROM generate_series(1, 8) k
UNION ALL SELECT 'signing_key', '', 'OTHER', 600
UNION ALL SELECT 'contract', '', 'CONTRACT_END', 365 * k FROM generate_series(1, 6) k
UNION ALL SELECT 'contract', '', 'CONTRACT_NOTICE_BY', 365 * k - 90 FROM generate_series(1, 6) k
UNION ALL SELECT 'contract', '', 'CONTRACT_RENEWED', 365 * k - 100 FROM generate_series(1, 5) k
UNION ALL SELECT 'account', '', 'OTHER', 90 * k FROM generate_series(1, 19) k
UNION ALL SELECT 'repository', '', 'PUBLICATION_OF_WORK', 180 * k FROM generate_series(1, 19) k;

CREATE TEMPORARY TABLE opened ON COMMIT DROP AS
SELECT gen_random_uuid() AS mark_case, m.i, m.asset, o.office
FROM made m JOIN (SELECT DISTINCT c.course, c.office FROM course c WHERE c.office <> '') o ON o.course = m.course;

-- What happened, and with it the number of the twenty that is corrected.
CREATE TEMPORARY TABLE happened ON COMMIT DROP AS
SELECT gen_random_uuid() AS id, m.asset, o.mark_case, c.code, m.begun + c.days AS happened_on,
       row_number() OVER (PARTITION BY m.i ORDER BY c.days, c.office) = 1 + m.i % 19 AS corrects
FROM made m JOIN course c ON c.course = m.course LEFT JOIN opened o ON o.i = m.i AND o.office = c.office;

INSERT INTO assets (id, kind, recorded_at) SELECT asset, kind, now() FROM made ORDER BY i;
INSERT INTO asset_versions (asset, version, title, holding, owner, state, protected, open, identifiers, details, entered_by, reason, recorded_at)
    SELECT asset, v, 'Asset ' || i, 'owned', 'Tamarack OS Foundation', 'active', true, true,
           CASE WHEN kind = 'domain' THEN '{"name":"asset-' || i || '.example"}' ELSE '{}' END, '{}', '$CHI', 'Entered.', now()
    FROM made, generate_series(1, 2) v;
INSERT INTO mark_cases (id, asset, office, route, opened_by, recorded_at)
    SELECT mark_case, asset, office, CASE office WHEN 'EM' THEN 'regional' WHEN 'WO' THEN 'madrid_ir' ELSE 'national' END, '$CHI', now()
    FROM opened ORDER BY i;
INSERT INTO mark_case_versions (mark_case, version, basis, application_no, registration_no, register, state, status_code, entered_by, reason, recorded_at)
    SELECT mark_case, v, CASE WHEN office <> 'US' THEN '' WHEN i % 7 = 0 THEN '66(a)' ELSE '1(b)' END, '', '',
           CASE WHEN office = 'US' THEN 'principal' ELSE '' END, CASE v WHEN 1 THEN 'filed' ELSE 'registered' END, '', '$CHI', 'Entered.', now()
    FROM opened, generate_series(1, 2) v;

WITH wrong AS (
    INSERT INTO asset_events (id, asset, mark_case, code, happened_on, source, note, withdrawn, entered_by, recorded_at)
    SELECT gen_random_uuid(), asset, mark_case, code, happened_on - 1, 'import', '', false, '$CHI', now() FROM happened WHERE corrects
    RETURNING id, asset)
INSERT INTO asset_events (id, asset, mark_case, code, happened_on, source, note, corrects, withdrawn, entered_by, recorded_at)
    SELECT h.id, h.asset, h.mark_case, h.code, h.happened_on, 'import', '', w.id, false, '$CHI', now()
    FROM happened h LEFT JOIN wrong w ON w.asset = h.asset AND h.corrects;

WITH kept AS (
    INSERT INTO custody (id, asset, party, duty, factor, place, since, recorded_by, recorded_at)
    SELECT gen_random_uuid(), asset, '$CHI', 'primary', 'hardware_key', '', current_date - 400, '$CHI', now()
    FROM made WHERE kind IN ('domain', 'signing_key', 'account', 'repository')
    RETURNING id)
INSERT INTO attestations (custody, attested_by, note, recorded_at) SELECT id, '$CHI', '', now() FROM kept;
INSERT INTO licences (id, number, direction, counterparty, title, assets, scope, territory, field_of_use, exclusive, sublicensable,
                      starts_on, quality, inspection, termination, governing_law, review_months, takes_two, terms, entered_by, recorded_at)
    SELECT gen_random_uuid(), row_number() OVER (ORDER BY i), 'out', 'Licensee ' || i, 'Use of asset ' || i, ARRAY[asset], 'Use.', 'World',
           '', false, false, begun, 'As agreed.', true, '', '', 12, false, convert_to('{}', 'UTF8'), '$CHI', now()
    FROM made WHERE course IN ('us', 'em');
INSERT INTO docket_canaries (pack, passed, said, recorded_at) VALUES ('2026-12', true, 'Not in a measurement.', now());

DO $$
DECLARE
    t record;
BEGIN
    FOR t IN SELECT g.tgname, g.tgrelid::regclass AS of_table FROM pg_trigger g
             WHERE NOT g.tgisinternal AND g.tgenabled = 'D' LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', t.of_table, t.tgname);
    END LOOP;
END
$$;
COMMIT;
