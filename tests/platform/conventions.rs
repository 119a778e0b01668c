//! What every table and every function of a migration is held to, so that a
//! later one cannot forget it. The catalogue is asked, not a list of ours.

use commonhold::db::{
    migrate, pool,
    roles::{self, Role, Server},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::Place;

/// Tables that are not history, and why. Every other table is.
const NOT_HISTORY: [(&str, &str); 54] = [
    ("__diesel_schema_migrations", "which migrations have run"),
    ("accounts", "addresses change, as guard_account allows"),
    (
        "address_changes",
        "both addresses, and why, go with an erasure",
    ),
    ("affiliations", "employers' names go with an erasure"),
    ("calendar_addresses", "revoked by their owner or an officer"),
    (
        "cast_marks",
        "written anew by each cast, and forgotten at the close",
    ),
    ("application_drafts", "the applicant's own until submitted"),
    ("application_forms", "personal data that may be erased"),
    (
        "application_steps",
        "the applicant's answers go with an erasure",
    ),
    (
        "docket_now",
        "where deadlines stand, derived from history by the database itself",
    ),
    ("docket_stale", "a queue"),
    ("evidence_items", "where and what go with an erasure"),
    (
        "feed_events",
        "what was last given out, as guard_feed_event allows",
    ),
    ("identities", "how one was verified goes with an erasure"),
    ("identity_values", "personal data that may be erased"),
    ("log_pending", "a queue"),
    ("log_state", "a size and an epoch that only grow"),
    ("membership_import_chunks", "a file before its confirmation"),
    ("membership_import_drafts", "a file before its confirmation"),
    ("membership_import_files", "a file before its confirmation"),
    (
        "membership_import_remarks",
        "a file before its confirmation",
    ),
    ("membership_import_rows", "a file before its confirmation"),
    (
        "notice_addresses",
        "the mail address of a recipient goes with an erasure",
    ),
    (
        "notice_recipients",
        "what is shown of an address goes with an erasure",
    ),
    (
        "outbox_deliveries",
        "what is shown of an address goes with an erasure",
    ),
    (
        "outbox_letters",
        "what was personal in a letter goes with an erasure",
    ),
    ("outbox_queue", "where a letter stands"),
    ("outbox_returns", "a mail server's words go with an erasure"),
    ("party_names", "a pseudonym stands there after an erasure"),
    (
        "passwords",
        "replaced by their owner, removed by them or an officer",
    ),
    (
        "poll_complaints",
        "what somebody wrote goes with an erasure",
    ),
    ("misuse_reporters", "personal data that may be erased"),
    ("permission_askers", "personal data that may be erased"),
    ("permission_holders", "personal data that may be erased"),
    ("permission_images", "mock-ups go with an erasure"),
    ("permission_steps", "the asker's answers go with an erasure"),
    ("poll_reminders", "forgotten at the close"),
    ("polls", "a state that moves forward, as guard_poll allows"),
    ("postal_addresses", "personal data that may be erased"),
    ("proxies", "a member's words to a holder go with an erasure"),
    ("proxy_papers", "a paper goes with an erasure"),
    ("proxy_revocations", "the reason goes with an erasure"),
    ("registry_import_drafts", "a file before its acceptance"),
    ("request_limits", "counters of the last minutes"),
    (
        "roll_challenges",
        "what somebody wrote goes with an erasure",
    ),
    ("roll_openings", "salts that may be erased"),
    (
        "second_factor_secrets",
        "gone with the factor's replacement or reset",
    ),
    ("session_tokens", "retired as they are used"),
    ("sessions", "seen and ended"),
    ("setup_invitations", "spent by the foundation's existence"),
    ("sign_in_links", "spent once"),
    (
        "ties",
        "outside employers' names and notes go with an erasure",
    ),
    ("task_snoozes", "over when what was put off is back"),
    ("work_digests", "swept with each week"),
];

/// Tables of history that the auditor does not read, or not whole.
const KEPT_FROM_THE_AUDITOR: [&str; 6] = [
    "cast_receipts",
    "digests_to_log",
    "envelopes",
    "matter_notes",
    "notice_certificate_files",
    "outbox_retries",
];

/// What an erasure takes something of (or the whole row), and nothing else does:
/// `guard_erasable` holds it. Some of them the auditor reads.
const ERASABLE: [&str; 25] = [
    "address_changes",
    "affiliations",
    "application_forms",
    "application_steps",
    "evidence_items",
    "identities",
    "identity_values",
    "misuse_reporters",
    "notice_addresses",
    "notice_recipients",
    "outbox_deliveries",
    "outbox_letters",
    "outbox_returns",
    "party_names",
    "permission_askers",
    "permission_holders",
    "permission_images",
    "permission_steps",
    "poll_complaints",
    "postal_addresses",
    "proxies",
    "proxy_papers",
    "proxy_revocations",
    "roll_challenges",
    "ties",
];

async fn migrated(place: &Place) -> (commonhold::db::cluster::Cluster, AsyncPgConnection) {
    let cluster = place.start().await.unwrap();
    let owner = roles::prepare(cluster.administrator(), Server::Private, &place.folder)
        .await
        .unwrap();
    migrate::run(&owner).await.unwrap();
    let owner = roles::address_of(Role::Owner, &place.folder, None).unwrap();
    let connection = pool::connect(&owner).await.unwrap();
    (cluster, connection)
}

/// One column of text, of every row.
async fn list(connection: &mut AsyncPgConnection, query: &str) -> Vec<String> {
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::Text)]
        it: String,
    }
    let rows: Vec<Row> = diesel::sql_query(query).load(connection).await.unwrap();
    rows.into_iter().map(|row| row.it).collect()
}

/// Nothing may be found by these queries; each says what is forgotten.
const FORGOTTEN_BY_TABLES: [(&str, &str); 13] = [
    (
        "a table of history without a guard of its rows or of their references",
        "SELECT h.name || ' ' || wanted AS it FROM history h, unnest(ARRAY['append_only', 'append_only_rows', 'references_stand']) wanted
         WHERE NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = h.oid AND t.tgname = wanted)",
    ),
    (
        "a guard of history that does not refuse UPDATE, DELETE and TRUNCATE alike",
        // The bits of pg_trigger.h: row 1, before 2, insert 4, delete 8, update 16, truncate 32.
        "SELECT h.name AS it FROM history h JOIN pg_trigger t ON t.tgrelid = h.oid
         WHERE (t.tgname, t.tgtype, t.tgfoid::regproc::text) NOT IN
                   (('append_only', 58, 'refuse_rewrite'), ('append_only_rows', 27, 'refuse_rewrite_of_row'))
           AND t.tgname IN ('append_only', 'append_only_rows') OR t.tgqual IS NOT NULL AND t.tgname LIKE 'append_only%'",
    ),
    (
        "a trigger that is not always on",
        // One instead of an INSERT on a view (64) cannot be: where it rests, nothing is written.
        "SELECT t.tgname || ' on ' || t.tgrelid::regclass AS it FROM pg_trigger t
         WHERE NOT t.tgisinternal AND t.tgenabled <> 'A' AND t.tgtype & 64 = 0",
    ),
    (
        "a table with recorded_at that the database does not date",
        "SELECT a.attrelid::regclass::text AS it FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
         WHERE a.attname = 'recorded_at' AND c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
           AND NOT (a.attnotnull AND EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'recorded_at'
                            AND t.tgtype = 7 AND t.tgqual IS NULL AND t.tgfoid = 'set_recorded_at'::regproc))",
    ),
    (
        "a table that refers to another and may be extended, without references_stand",
        "SELECT DISTINCT c.conrelid::regclass::text AS it FROM pg_constraint c
         WHERE c.contype = 'f' AND (c.conrelid IN (SELECT oid FROM history) OR c.conrelid IN ('polls'::regclass, 'accounts'::regclass, 'roll_openings'::regclass)
                OR EXISTS (SELECT FROM pg_trigger e WHERE e.tgrelid = c.conrelid AND e.tgname = 'erasable'))
           AND NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.conrelid AND t.tgname = 'references_stand')",
    ),
    (
        "history that is partitioned, inherited, unlogged or behind row security",
        "SELECT h.name AS it FROM history h JOIN pg_class c ON c.oid = h.oid
         WHERE c.relkind <> 'r' OR c.relpersistence <> 'p' OR c.relrowsecurity OR c.relforcerowsecurity OR c.relispartition
            OR EXISTS (SELECT FROM pg_inherits i WHERE c.oid IN (i.inhrelid, i.inhparent))",
    ),
    (
        "a table, view or sequence that is not the owner's",
        "SELECT c.relname::text AS it FROM pg_class c
         WHERE c.relnamespace = 'public'::regnamespace AND c.relowner <> 'commonhold_owner'::regrole",
    ),
    (
        "a right on history that rewrites it or hangs something on it",
        "SELECT h.name || ': ' || a.grantee::regrole || ' ' || a.privilege_type AS it
         FROM history h JOIN pg_class c ON c.oid = h.oid, aclexplode(c.relacl) a
         WHERE a.grantee <> c.relowner AND (a.privilege_type NOT IN ('SELECT', 'INSERT') OR a.grantee = 0 OR a.is_grantable)",
    ),
    (
        "a right on a column of history that rewrites it",
        "SELECT h.name || '.' || t.attname AS it FROM history h JOIN pg_attribute t ON t.attrelid = h.oid, aclexplode(t.attacl) a
         WHERE a.privilege_type NOT IN ('SELECT', 'INSERT') OR a.grantee = 0 OR a.is_grantable",
    ),
    (
        "something that the auditor may do besides reading",
        "SELECT c.relname || ' ' || a.privilege_type AS it FROM pg_class c, aclexplode(c.relacl) a
         WHERE a.grantee = 'commonhold_auditor'::regrole AND a.privilege_type <> 'SELECT'",
    ),
    (
        "a table on which everybody has a right",
        "SELECT c.relname || ' ' || a.privilege_type AS it FROM pg_class c, aclexplode(c.relacl) a
         WHERE c.relnamespace = 'public'::regnamespace AND a.grantee = 0",
    ),
    (
        "a right of everybody on the database or the schema",
        "SELECT a.privilege_type || ' on ' || of AS it
         FROM (SELECT 'the database' AS of, coalesce(datacl, acldefault('d', datdba)) AS acl FROM pg_database WHERE datname = current_database()
               UNION ALL SELECT 'the schema', nspacl FROM pg_namespace WHERE nspname = 'public') o, aclexplode(o.acl) a
         WHERE a.grantee = 0",
    ),
    (
        // Fewer than twenty characters say no more than the name does.
        "a table without a comment that says what it is",
        "SELECT c.relname::text AS it FROM pg_class c
         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v') AND c.relname NOT LIKE '\\_\\_diesel%'
           AND (char_length(btrim(obj_description(c.oid, 'pg_class'))) >= 20) IS NOT TRUE",
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_table_of_history_is_held_by_the_same_guards() {
    let place = Place::new();
    let (cluster, mut owner) = migrated(&place).await;
    let history = "WITH history AS (
        SELECT c.oid, c.relname::text AS name FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'f')
          AND EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'append_only')) ";
    let tables = list(&mut owner, "SELECT relname::text AS it FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'f') ORDER BY 1").await;
    let kept = list(
        &mut owner,
        &format!("{history} SELECT name AS it FROM history ORDER BY 1"),
    )
    .await;
    assert!(kept.len() > 25, "{kept:?}");
    let others: Vec<&String> = tables
        .iter()
        .filter(|table| !kept.contains(table))
        .collect();
    for other in others {
        assert!(
            NOT_HISTORY.iter().any(|(name, _)| name == other),
            "{other} is neither kept as history nor listed as something else"
        );
    }
    for (what, query) in FORGOTTEN_BY_TABLES {
        let found = list(&mut owner, &format!("{history} {query}")).await;
        assert_eq!(found, Vec::<String>::new(), "{what}");
    }
    let unread = list(
        &mut owner,
        &format!(
            "{history} SELECT name AS it FROM history
             WHERE NOT has_table_privilege('commonhold_auditor', oid, 'SELECT') ORDER BY 1"
        ),
    )
    .await;
    assert_eq!(unread, KEPT_FROM_THE_AUDITOR);
    let erasable = list(
        &mut owner,
        "SELECT c.relname::text AS it FROM pg_class c JOIN pg_trigger t ON t.tgrelid = c.oid
         WHERE t.tgname = 'erasable' AND t.tgtype = 27 AND t.tgqual IS NULL AND t.tgfoid = 'guard_erasable'::regproc
           AND EXISTS (SELECT FROM pg_trigger k WHERE k.tgrelid = c.oid AND k.tgname = 'keep_all' AND k.tgtype = 34)
         ORDER BY 1",
    )
    .await;
    assert_eq!(erasable, ERASABLE);
    let changed = list(
        &mut owner,
        "SELECT c.relname || ' ' || a.privilege_type AS it FROM pg_class c JOIN pg_trigger t ON t.tgrelid = c.oid, aclexplode(c.relacl) a
         WHERE t.tgname = 'erasable' AND a.grantee <> c.relowner AND a.privilege_type NOT IN ('SELECT', 'INSERT')",
    )
    .await;
    assert_eq!(changed, Vec::<String>::new());
    let secret = list(
        &mut owner,
        "SELECT relname::text AS it FROM pg_class
         WHERE oid IN ('passwords'::regclass, 'sign_in_links'::regclass, 'sessions'::regclass, 'session_tokens'::regclass,
                       'outbox_queue'::regclass, 'roll_openings'::regclass, 'setup_invitations'::regclass,
                       'membership_import_drafts'::regclass, 'membership_import_files'::regclass,
                       'membership_import_chunks'::regclass, 'membership_import_rows'::regclass,
                       'membership_import_remarks'::regclass, 'registry_import_drafts'::regclass, 'request_limits'::regclass,
                       'poll_reminders'::regclass, 'cast_marks'::regclass, 'proxy_papers'::regclass,
                       'work_digests'::regclass, 'task_snoozes'::regclass,
                       'calendar_addresses'::regclass, 'feed_events'::regclass, 'application_drafts'::regclass,
                       'application_forms'::regclass, 'identity_values'::regclass, 'party_names'::regclass,
                       'notice_addresses'::regclass, 'outbox_letters'::regclass, 'outbox_deliveries'::regclass,
                       'outbox_returns'::regclass, 'postal_addresses'::regclass,
                       'permission_askers'::regclass, 'permission_images'::regclass, 'permission_holders'::regclass,
                       'misuse_reporters'::regclass)
           AND (has_any_column_privilege('commonhold_auditor', oid, 'SELECT')
                OR has_any_column_privilege('commonhold_sequencer', oid, 'SELECT'))",
    )
    .await;
    assert_eq!(secret, Vec::<String>::new());
    cluster.stop().await;
}

const FORGOTTEN_BY_FUNCTIONS: [(&str, &str); 5] = [
    (
        "a function that is not the owner's",
        "SELECT p.proname::text AS it FROM pg_proc p
         WHERE p.pronamespace = 'public'::regnamespace AND p.proowner <> 'commonhold_owner'::regrole",
    ),
    (
        // How the planner reads for it a function may say beside that.
        "a function that looks anywhere else than in the system's schema first",
        "SELECT p.proname::text AS it FROM pg_proc p
         WHERE p.pronamespace = 'public'::regnamespace
           AND ARRAY(SELECT c FROM unnest(p.proconfig) c WHERE c !~ '^enable_(seqscan|hashjoin|mergejoin)=off$')
               IS DISTINCT FROM ARRAY['search_path=pg_catalog, pg_temp']",
    ),
    (
        "a guard that judges with the rights of whoever it guards against",
        "SELECT p.proname::text AS it FROM pg_proc p
         WHERE p.pronamespace = 'public'::regnamespace AND p.prorettype = 'trigger'::regtype AND NOT p.prosecdef",
    ),
    (
        "a function that everybody may call, or a guard that anybody may",
        "SELECT p.proname || ' ' || a.grantee AS it FROM pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
         WHERE p.pronamespace = 'public'::regnamespace AND a.grantee <> p.proowner
           AND (a.grantee = 0 OR a.is_grantable OR p.prorettype = 'trigger'::regtype OR p.prokind = 'p')",
    ),
    (
        // What another committed since this transaction began is as young: is_of_this_transaction asks.
        "a function that takes what is young for what this transaction wrote",
        "SELECT p.proname::text AS it FROM pg_proc p
         WHERE p.pronamespace = 'public'::regnamespace AND p.proname <> 'is_of_this_transaction'
           AND p.prosrc ~* '>=\\s*transaction_timestamp\\('",
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_function_is_written_so_that_nobody_can_turn_it() {
    let place = Place::new();
    let (cluster, mut owner) = migrated(&place).await;
    for (what, query) in FORGOTTEN_BY_FUNCTIONS {
        assert_eq!(
            list(&mut owner, query).await,
            Vec::<String>::new(),
            "{what}"
        );
    }
    let sources = list(
        &mut owner,
        "SELECT p.proname || E'\\n' || p.prosrc AS it FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
         WHERE p.pronamespace = 'public'::regnamespace AND l.lanname = 'plpgsql'",
    )
    .await;
    let mut refusals = 0;
    for source in &sources {
        let (name, body) = source.split_once('\n').unwrap();
        let mut before = "";
        for line in body.lines().map(str::trim).filter(|line| !line.is_empty()) {
            if line.starts_with("RAISE EXCEPTION") {
                refusals += 1;
                // A condition that is unknown refuses; a guard without one always does.
                let asks =
                    before.ends_with("IS NOT TRUE THEN") || before.ends_with("IS NOT FALSE THEN");
                assert!(asks || before == "BEGIN", "{name}: {before}");
            }
            before = line;
        }
    }
    assert!(refusals > 25, "{refusals}");
    cluster.stop().await;
}
