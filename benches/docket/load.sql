-- $MANY assets with twenty events each, written set by set by the superuser of the
-- bench's own cluster: the guards of these tables rest meanwhile, as each looks at one
-- row at a time. Of ten assets four are marks in the United States, one each in the
-- European Union and the United Kingdom, three are domains and one is a certificate.
-- $CHI is who entered them.
BEGIN;
DO $$
DECLARE
    of_table text;
BEGIN
    FOREACH of_table IN ARRAY ARRAY['assets', 'asset_versions', 'mark_cases', 'mark_case_versions', 'asset_events', 'docket_canaries'] LOOP
        EXECUTE format('ALTER TABLE %I DISABLE TRIGGER USER', of_table);
    END LOOP;
END
$$;

CREATE TEMPORARY TABLE made ON COMMIT DROP AS
SELECT i, gen_random_uuid() AS asset, gen_random_uuid() AS mark_case,
       (ARRAY['trademark', 'trademark', 'trademark', 'trademark', 'trademark', 'trademark', 'domain', 'domain', 'domain', 'certificate'])[1 + i % 10] AS kind,
       (ARRAY['US', 'US', 'US', 'US', 'EM', 'GB', '', '', '', ''])[1 + i % 10] AS office,
       current_date - 400 - (i * 7919 % 7300) AS begun
FROM generate_series(1, $MANY) i;

INSERT INTO assets (id, kind, recorded_at) SELECT asset, kind, now() FROM made ORDER BY i;
INSERT INTO asset_versions (asset, version, title, holding, owner, state, protected, open, identifiers, details, entered_by, reason, recorded_at)
    SELECT asset, 1, 'Asset ' || i, 'owned', 'Tamarack OS Foundation', 'active', true, true, '{}', '{}', '$CHI', 'Entered.', now() FROM made;
INSERT INTO mark_cases (id, asset, office, route, opened_by, recorded_at)
    SELECT mark_case, asset, office, 'national', '$CHI', now() FROM made WHERE kind = 'trademark';
INSERT INTO mark_case_versions (mark_case, version, basis, application_no, registration_no, register, state, status_code, entered_by, reason, recorded_at)
    SELECT mark_case, 1, CASE WHEN office <> 'US' THEN '' WHEN i % 7 = 0 THEN '66(a)' ELSE '1(a)' END, '', '', 'principal', 'filed', '', '$CHI', 'Entered.', now()
    FROM made WHERE kind = 'trademark';

INSERT INTO asset_events (id, asset, mark_case, code, happened_on, source, note, withdrawn, entered_by, recorded_at)
    SELECT gen_random_uuid(), m.asset, CASE WHEN m.kind = 'trademark' THEN m.mark_case END, e.code,
           m.begun + CASE m.kind WHEN 'trademark' THEN e.days ELSE e.k::integer * 180 END, 'import', '', false, '$CHI', now()
    FROM made m CROSS JOIN LATERAL (
        SELECT k, CASE m.kind
            WHEN 'trademark' THEN (ARRAY['FILING', 'OFFICE_ACTION', 'RESPONSE_FILED', 'PUBLICATION', 'REGISTRATION', 'STATUS', 'SPECIMEN',
                'OFFICE_ACTION', 'RESPONSE_FILED', 'STATUS', 'SECTION_15_FILED', 'SECTION_8_FILED', 'STATUS', 'ADDRESS', 'STATUS',
                'RENEWED', 'STATUS', 'STATUS', 'ADDRESS', 'STATUS'])[k]
            WHEN 'domain' THEN (ARRAY['DOMAIN_EXPIRY', 'DOMAIN_RENEWED', 'STATUS', 'STATUS'])[1 + k % 4]
            ELSE (ARRAY['CERTIFICATE_EXPIRY', 'STATUS'])[1 + k % 2] END AS code,
            (ARRAY[0, 90, 150, 240, 400, 500, 600, 620, 700, 900, 2300, 2400, 2500, 2600, 2700, 3600, 3700, 3800, 3900, 4000])[k] AS days
        FROM generate_series(1, 20) k) e;
INSERT INTO docket_canaries (pack, passed, said, recorded_at) VALUES ('2026-11', true, 'Not in a measurement.', now());

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
