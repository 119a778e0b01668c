-- What there is in a database, one fact a row: its subject, and what is so
-- about it. Everything here can be read by every role, and reads the same in
-- PostgreSQL 15 to 17; what a version adds of itself is left out.
--
-- Whoever changed the catalogue by hand can also make it lie: this finds what
-- was changed with the means that SQL offers.

WITH ours (role) AS (
    VALUES ('commonhold_owner'), ('commonhold_app'), ('commonhold_sequencer'),
           ('commonhold_certifier'), ('commonhold_auditor')
),
spaces AS (
    SELECT n.oid, n.nspname, n.nspowner, n.nspacl,
           CASE n.nspname WHEN 'public' THEN '' ELSE n.nspname || '.' END AS prefix
    FROM pg_catalog.pg_namespace n
    WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
),
relations AS (
    SELECT c.*, s.prefix || c.relname AS name,
           CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned table' WHEN 'v' THEN 'view'
                WHEN 'm' THEN 'materialized view' WHEN 'f' THEN 'foreign table' WHEN 'S' THEN 'sequence'
                ELSE 'type' END AS kind
    FROM pg_catalog.pg_class c JOIN spaces s ON s.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 'c')
),
functions AS (
    -- In the system's own schema also what did not come with PostgreSQL: it
    -- would be found before anything of ours.
    SELECT p.*, coalesce(s.prefix, n.nspname || '.') || p.proname
                || '(' || pg_catalog.pg_get_function_identity_arguments(p.oid) || ')' AS name
    FROM pg_catalog.pg_proc p
    JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
    LEFT JOIN spaces s ON s.oid = p.pronamespace
    WHERE n.nspname !~ '^pg_(temp|toast)'
      AND (s.oid IS NOT NULL OR p.oid >= 16384
           OR p.prolang = (SELECT l.oid FROM pg_catalog.pg_language l WHERE l.lanname = 'plpgsql'))
),
-- The owner's rights on what it owns are not written down: their list grows
-- with the version.
grants (object, owner, acl) AS (
    SELECT r.kind || ' ' || r.name, r.relowner, r.relacl FROM relations r WHERE r.relacl IS NOT NULL
    UNION ALL
    SELECT 'column ' || r.name || '.' || a.attname, r.relowner, a.attacl
    FROM relations r JOIN pg_catalog.pg_attribute a ON a.attrelid = r.oid
    WHERE a.attacl IS NOT NULL AND NOT a.attisdropped
    UNION ALL
    SELECT 'function ' || f.name, f.proowner, coalesce(f.proacl, pg_catalog.acldefault('f', f.proowner)) FROM functions f
    UNION ALL
    SELECT 'schema ' || s.nspname, s.nspowner, s.nspacl FROM spaces s
    UNION ALL
    SELECT 'this database', d.datdba, coalesce(d.datacl, pg_catalog.acldefault('d', d.datdba))
    FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()
),
facts (subject, detail) AS (
    -- Tables and what they consist of.
    SELECT r.kind || ' ' || r.name,
           concat_ws(', ', 'owner ' || pg_catalog.pg_get_userbyid(r.relowner),
               CASE r.relpersistence WHEN 'u' THEN 'unlogged' END,
               CASE WHEN r.relrowsecurity THEN 'row security' END,
               CASE WHEN r.relforcerowsecurity THEN 'forced row security' END,
               (SELECT 'child of ' || string_agg(i.inhparent::pg_catalog.regclass::text, ' and ' ORDER BY i.inhparent::pg_catalog.regclass::text)
                FROM pg_catalog.pg_inherits i WHERE i.inhrelid = r.oid))
    FROM relations r
    UNION ALL
    SELECT 'column ' || r.name || '.' || a.attname,
           concat_ws(' ', pg_catalog.format_type(a.atttypid, a.atttypmod),
               CASE WHEN a.attnotnull THEN 'not null' END,
               CASE a.attidentity WHEN 'a' THEN 'identity always' WHEN 'd' THEN 'identity by default' END,
               CASE WHEN d.oid IS NOT NULL THEN
                   CASE a.attgenerated WHEN '' THEN 'default ' ELSE 'generated ' END || pg_catalog.pg_get_expr(d.adbin, d.adrelid) END)
    FROM relations r
    JOIN pg_catalog.pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = r.oid AND d.adnum = a.attnum
    WHERE r.relkind <> 'S'
    UNION ALL
    -- A foreign key is enforced by triggers of the system, which can be switched off.
    SELECT 'constraint ' || c.conname || ' on ' || r.name,
           concat_ws(', ', pg_catalog.pg_get_constraintdef(c.oid),
               (SELECT 'not enforced' WHERE EXISTS (
                   SELECT FROM pg_catalog.pg_trigger t WHERE t.tgconstraint = c.oid AND t.tgenabled NOT IN ('O', 'A'))))
    FROM pg_catalog.pg_constraint c JOIN relations r ON r.oid = c.conrelid
    WHERE c.contype IN ('c', 'f', 'p', 'u', 'x')
    UNION ALL
    SELECT 'index ' || i.relname || ' on ' || r.name,
           concat_ws(', ', pg_catalog.pg_get_indexdef(x.indexrelid),
               CASE WHEN NOT (x.indisvalid AND x.indisready AND x.indislive) THEN 'not valid' END)
    FROM pg_catalog.pg_index x
    JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
    JOIN relations r ON r.oid = x.indrelid
    UNION ALL
    SELECT 'trigger ' || t.tgname || ' on ' || r.name,
           concat_ws(', ', CASE t.tgenabled WHEN 'A' THEN 'always' WHEN 'O' THEN 'not in replication'
                                            WHEN 'R' THEN 'in replication only' ELSE 'disabled' END,
               pg_catalog.pg_get_triggerdef(t.oid))
    FROM pg_catalog.pg_trigger t JOIN relations r ON r.oid = t.tgrelid
    WHERE NOT t.tgisinternal
    UNION ALL
    SELECT 'rule ' || w.rulename || ' on ' || r.name, ''
    FROM pg_catalog.pg_rewrite w JOIN relations r ON r.oid = w.ev_class
    WHERE NOT (w.rulename = '_RETURN' AND r.relkind IN ('v', 'm'))
    UNION ALL
    SELECT 'row policy ' || p.polname || ' on ' || r.name, ''
    FROM pg_catalog.pg_policy p JOIN relations r ON r.oid = p.polrelid

    -- Functions, and what else can be called or found by a name.
    UNION ALL
    SELECT 'function ' || f.name,
           concat_ws(', ', 'owner ' || pg_catalog.pg_get_userbyid(f.proowner), l.lanname,
               'returns ' || pg_catalog.pg_get_function_result(f.oid),
               CASE WHEN f.prosecdef THEN 'security definer' ELSE 'security invoker' END,
               CASE f.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' END,
               (SELECT string_agg(setting, ' and ' ORDER BY setting) FROM unnest(f.proconfig) setting),
               'md5 of its source ' || pg_catalog.md5(coalesce(f.prosrc, '')))
    FROM functions f JOIN pg_catalog.pg_language l ON l.oid = f.prolang
    UNION ALL
    SELECT 'operator ' || o.oprname || ' (' || pg_catalog.format_type(o.oprleft, NULL) || ', '
           || pg_catalog.format_type(o.oprright, NULL) || ')', ''
    FROM pg_catalog.pg_operator o WHERE o.oid >= 16384
    UNION ALL
    SELECT 'cast from ' || pg_catalog.format_type(c.castsource, NULL) || ' to ' || pg_catalog.format_type(c.casttarget, NULL), ''
    FROM pg_catalog.pg_cast c WHERE c.oid >= 16384
    UNION ALL
    SELECT 'type ' || pg_catalog.format_type(t.oid, NULL), 'owner ' || pg_catalog.pg_get_userbyid(t.typowner)
    FROM pg_catalog.pg_type t
    WHERE t.oid >= 16384 AND t.typrelid = 0 AND t.typelem = 0
    UNION ALL
    SELECT 'collation ' || c.collname, '' FROM pg_catalog.pg_collation c JOIN spaces s ON s.oid = c.collnamespace
    UNION ALL
    SELECT 'conversion ' || c.conname, '' FROM pg_catalog.pg_conversion c WHERE c.oid >= 16384
    UNION ALL
    SELECT 'extension ' || e.extname, '' FROM pg_catalog.pg_extension e
    UNION ALL
    SELECT 'language ' || l.lanname, CASE WHEN l.lanpltrusted THEN 'trusted' ELSE 'not trusted' END
    FROM pg_catalog.pg_language l WHERE l.lanname NOT IN ('internal', 'c', 'sql')
    UNION ALL
    SELECT 'event trigger ' || e.evtname, '' FROM pg_catalog.pg_event_trigger e
    UNION ALL
    SELECT 'foreign server ' || s.srvname, '' FROM pg_catalog.pg_foreign_server s

    -- Who may do what.
    UNION ALL
    SELECT 'schema ' || s.nspname,
           'owner ' || CASE WHEN s.nspname = 'public' AND o.rolname = 'pg_database_owner'
                            THEN pg_catalog.pg_get_userbyid(d.datdba) ELSE o.rolname END
    FROM spaces s
    JOIN pg_catalog.pg_roles o ON o.oid = s.nspowner
    JOIN pg_catalog.pg_database d ON d.datname = pg_catalog.current_database()
    UNION ALL
    SELECT 'this database', concat_ws(', ', 'owner ' || pg_catalog.pg_get_userbyid(d.datdba), pg_catalog.pg_encoding_to_char(d.encoding))
    FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()
    UNION ALL
    SELECT 'grant on ' || g.object || ' to ' || CASE a.grantee WHEN 0 THEN 'everybody' ELSE pg_catalog.pg_get_userbyid(a.grantee) END,
           string_agg(DISTINCT a.privilege_type || CASE WHEN a.is_grantable THEN ' with grant option' ELSE '' END, ', ')
    FROM grants g CROSS JOIN LATERAL pg_catalog.aclexplode(g.acl) a
    WHERE a.grantee <> g.owner
    GROUP BY g.object, a.grantee
    UNION ALL
    SELECT 'what ' || pg_catalog.pg_get_userbyid(d.defaclrole) || ' grants on new '
           || CASE d.defaclobjtype WHEN 'r' THEN 'tables' WHEN 'S' THEN 'sequences' WHEN 'f' THEN 'functions'
                                   WHEN 'T' THEN 'types' ELSE 'schemas' END
           || CASE WHEN d.defaclnamespace = 0 THEN '' ELSE ' in ' || d.defaclnamespace::pg_catalog.regnamespace::text END,
           (SELECT string_agg(CASE a.grantee WHEN 0 THEN 'everybody' ELSE pg_catalog.pg_get_userbyid(a.grantee) END
                              || ' ' || a.privilege_type, ', ' ORDER BY a.grantee, a.privilege_type)
            FROM pg_catalog.aclexplode(d.defaclacl) a)
    FROM pg_catalog.pg_default_acl d
    UNION ALL
    SELECT 'role ' || r.rolname,
           concat_ws(', ', CASE WHEN r.rolcanlogin THEN 'login' END, CASE WHEN r.rolsuper THEN 'superuser' END,
               CASE WHEN r.rolcreatedb THEN 'makes databases' END, CASE WHEN r.rolcreaterole THEN 'makes roles' END,
               CASE WHEN r.rolreplication THEN 'replication' END, CASE WHEN r.rolbypassrls THEN 'bypasses row security' END,
               CASE WHEN r.rolinherit THEN 'inherits' END, 'at most ' || nullif(r.rolconnlimit, -1) || ' connections',
               'until ' || r.rolvaliduntil)
    FROM pg_catalog.pg_roles r JOIN ours ON ours.role = r.rolname
    UNION ALL
    -- From version 16 on, who makes a role may administer it and no more.
    SELECT 'membership of ' || pg_catalog.pg_get_userbyid(m.member) || ' in ' || pg_catalog.pg_get_userbyid(m.roleid), ''
    FROM pg_catalog.pg_auth_members m
    JOIN pg_catalog.pg_roles r ON r.oid IN (m.member, m.roleid)
    JOIN ours ON ours.role = r.rolname
    WHERE coalesce((to_jsonb(m) ->> 'set_option')::boolean, true)
       OR coalesce((to_jsonb(m) ->> 'inherit_option')::boolean, true)
       OR m.member = r.oid
    UNION ALL
    SELECT 'setting ' || split_part(setting, '=', 1) || ' of '
           || CASE s.setrole WHEN 0 THEN 'everybody' ELSE pg_catalog.pg_get_userbyid(s.setrole) END
           || CASE s.setdatabase WHEN 0 THEN '' ELSE ' in this database' END,
           substr(setting, strpos(setting, '=') + 1)
    FROM pg_catalog.pg_db_role_setting s CROSS JOIN LATERAL unnest(s.setconfig) setting
    WHERE (s.setdatabase = 0 OR s.setdatabase = (
               SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()))
      AND (s.setrole = 0 OR EXISTS (SELECT FROM ours WHERE ours.role = pg_catalog.pg_get_userbyid(s.setrole)))

    -- What the server promises, and what leads out of it. Physical slots are
    -- for standbys: a copy of the whole cluster, as a backup is.
    UNION ALL
    SELECT 'server setting ' || name, pg_catalog.current_setting(name)
    FROM unnest(ARRAY['fsync', 'full_page_writes', 'session_replication_role', 'zero_damaged_pages',
                      'ignore_system_indexes', 'allow_system_table_mods', 'row_security',
                      'default_transaction_isolation']) name
    UNION ALL
    SELECT 'server setting synchronous_commit',
           CASE pg_catalog.current_setting('synchronous_commit') WHEN 'off' THEN 'off' ELSE 'on' END
    UNION ALL
    SELECT 'publication ' || p.pubname, '' FROM pg_catalog.pg_publication p
    UNION ALL
    SELECT 'subscription ' || s.subname, '' FROM pg_catalog.pg_subscription s
    WHERE s.subdbid = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())
    UNION ALL
    SELECT 'replication slot ' || s.slot_name, '' FROM pg_catalog.pg_replication_slots s
    WHERE s.database = pg_catalog.current_database()

    -- Which migrations have run.
    UNION ALL
    SELECT 'migration ' || m.version, '' FROM public.__diesel_schema_migrations m
)
SELECT f.subject, btrim(regexp_replace(f.detail, '\s+', ' ', 'g')) AS detail FROM facts f
