//! The list of registers, held against the catalogue.

use commonhold::audit::registers::all;
use diesel_async::RunQueryDsl;

use super::{as_auditor, texts};
use crate::support::Database;

/// Tables of history whose rows stand in no register of their own, and why.
const ELSEWHERE: [(&str, &str); 2] = [
    (
        "digests_logged",
        "which digest stands in which entry is written in the entries themselves: register log-entries",
    ),
    (
        "party_facts",
        "read with the names, as party_records: register parties",
    ),
];

/// Readable for the auditor, and no history of its own.
const NOT_HISTORY: [(&str, &str); 3] = [
    ("__diesel_schema_migrations", "which migrations have run"),
    (
        "log_pending",
        "entries that wait for their place, for moments",
    ),
    (
        "log_state",
        "how far the log has grown; its checkpoints are a register",
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn what_the_auditor_may_read_stands_in_a_register_or_is_explained() {
    let database = Database::create().await;
    let mut auditor = as_auditor(&database).await;
    let readable = "SELECT c.relname::text AS it FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v', 'm', 'p', 'f')
          AND has_any_column_privilege(c.oid, 'SELECT') ORDER BY 1";
    let readable = texts(&mut auditor, readable).await;
    assert!(readable.len() > 35, "{readable:?}");
    let explained = |table: &str| {
        let mut others = ELSEWHERE.iter().chain(&NOT_HISTORY);
        others.any(|(name, why)| *name == table && !why.is_empty())
    };
    for table in &readable {
        let shown = all().any(|register| register.is_on(table));
        assert!(shown || explained(table), "no register shows {table}");
        assert!(
            !(shown && explained(table)),
            "{table} is shown and explained away"
        );
    }
    for (table, _) in ELSEWHERE.iter().chain(&NOT_HISTORY) {
        assert!(
            readable.iter().any(|name| name == table),
            "{table} is not there to be read"
        );
    }
}

/// On an empty foundation and by the auditor's own grants.
#[tokio::test(flavor = "multi_thread")]
async fn every_register_is_sql_that_the_auditor_may_run() {
    let database = Database::create().await;
    let mut auditor = as_auditor(&database).await;
    for register in all() {
        for sql in [register.rows(), register.count()] {
            let ran = diesel::sql_query(&sql).execute(&mut auditor).await;
            assert!(ran.is_ok(), "{}: {ran:?}\n{sql}", register.name);
        }
    }
}
