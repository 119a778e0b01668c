-- Who may set what only a superuser may (PostgreSQL 15 and newer).
SELECT 'grant on parameter ' || p.parname || ' to '
           || CASE a.grantee WHEN 0 THEN 'everybody' ELSE pg_catalog.pg_get_userbyid(a.grantee) END AS subject,
       string_agg(DISTINCT a.privilege_type, ', ') AS detail
FROM pg_catalog.pg_parameter_acl p CROSS JOIN LATERAL pg_catalog.aclexplode(p.paracl) a
WHERE a.grantee = 0 OR pg_catalog.pg_get_userbyid(a.grantee) IN
    ('commonhold_owner', 'commonhold_app', 'commonhold_sequencer', 'commonhold_certifier', 'commonhold_auditor')
GROUP BY p.parname, a.grantee
