//! With the application's password.

use std::io::Cursor;
use std::pin::pin;

use commonhold::db::Role;
use diesel_async::SimpleAsyncConnection;
use futures_util::SinkExt;

use super::forged_votes::FORGED_VOTES;
use super::forgeries::FORGERIES;
use super::ground::{DENIED, Ground, HARMLESS, text};
use super::powers::{POWERS, WAYS};

/// Tried on every table of history; `T` its name, `C` a column, `A` all, `K` its key.
const ON_EACH_TABLE: [(&str, &str); 17] = [
    ("UPDATE T SET C = C", DENIED),
    ("DELETE FROM T", DENIED),
    ("TRUNCATE T CASCADE", DENIED),
    (
        "INSERT INTO T (A) OVERRIDING SYSTEM VALUE SELECT A FROM T ON CONFLICT ON CONSTRAINT K DO UPDATE SET C = EXCLUDED.C",
        DENIED,
    ),
    (
        "WITH gone AS (DELETE FROM T RETURNING *) SELECT count(*) FROM gone",
        DENIED,
    ),
    ("COPY (DELETE FROM T RETURNING *) TO STDOUT", DENIED),
    ("COPY T (C) FROM '/etc/hostname'", DENIED),
    ("SELECT * FROM T FOR UPDATE", DENIED),
    (
        "BEGIN; DECLARE c CURSOR FOR SELECT * FROM T FOR UPDATE; FETCH c; UPDATE T SET C = C WHERE CURRENT OF c; COMMIT",
        DENIED,
    ),
    (
        "BEGIN; LOCK TABLE T IN ACCESS EXCLUSIVE MODE; COMMIT",
        DENIED,
    ),
    ("ALTER TABLE T DISABLE TRIGGER ALL", DENIED),
    ("ALTER TABLE T ADD COLUMN more text", DENIED),
    ("ALTER TABLE T RENAME TO gone", DENIED),
    ("DROP TRIGGER append_only ON T", DENIED),
    (
        "CREATE RULE quiet AS ON INSERT TO T DO INSTEAD NOTHING",
        DENIED,
    ),
    (
        "CREATE TRIGGER mine BEFORE INSERT ON T FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        DENIED,
    ),
    ("DROP TABLE T CASCADE", DENIED),
];

/// From PostgreSQL 15 on.
const MERGE: &str = "MERGE INTO T USING (SELECT 1) one ON true WHEN MATCHED THEN DELETE";

#[tokio::test(flavor = "multi_thread")]
async fn voting_r15_the_application_s_password_changes_no_history() {
    let ground = Ground::lay().await;
    let mut attacks: Vec<(String, &str)> = Vec::new();
    let version = "SELECT current_setting('server_version_num') AS it";
    let version = text(&mut ground.superuser().await, version).await;
    let merge = (version.as_str() >= "150000").then_some((MERGE, DENIED));
    for table in ground.tables() {
        for (sql, by) in ON_EACH_TABLE.into_iter().chain(merge) {
            attacks.push((table.attacked(sql), by));
        }
    }
    let forged = FORGERIES.into_iter().chain(FORGED_VOTES);
    for (sql, by) in POWERS.into_iter().chain(WAYS).chain(forged) {
        attacks.push((sql.to_owned(), by));
    }
    ground
        .withstands(async || ground.session(Role::App).await, &attacks)
        .await;
}

/// What may be written is dated by the database, whatever the writer says.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_recorded_in_the_past() {
    let ground = Ground::lay().await;
    let mut session = ground.enters(Role::App).await;
    for (insert, asked) in [
        (
            "INSERT INTO membership_ends (membership, ends_on, reason, evidence, recorded_by, recorded_at)
             SELECT id, '2001-01-01', 'resigned', 'x',
                    (SELECT person FROM office_terms WHERE office = 'secretary' LIMIT 1), '2001-01-01'
             FROM memberships ORDER BY number LIMIT 1",
            "SELECT (recorded_at > now() - interval '1 minute')::text AS it FROM membership_ends",
        ),
        (
            "INSERT INTO poll_drafts (poll_id, version, content, drafted_by, recorded_at)
             SELECT poll_id, 77, content, drafted_by, '2001-01-01' FROM poll_drafts WHERE poll_id = '$DRAFT' LIMIT 1",
            "SELECT (recorded_at > now() - interval '1 minute')::text AS it FROM poll_drafts WHERE version = 77",
        ),
        (
            "INSERT INTO polls (id, created_by) SELECT '00000000-0000-0000-0000-000000000077', created_by FROM polls LIMIT 1",
            "SELECT (recorded_at > now() - interval '1 minute')::text AS it FROM polls WHERE id = '00000000-0000-0000-0000-000000000077'",
        ),
    ] {
        let insert = ground.about(insert);
        session.batch_execute("BEGIN").await.unwrap();
        session.batch_execute(&insert).await.expect(&insert);
        assert_eq!(text(&mut session, asked).await, "true", "{insert}");
        session.batch_execute("ROLLBACK").await.unwrap();
    }
}

/// COPY takes the same way as INSERT.
#[tokio::test(flavor = "multi_thread")]
async fn copied_rows_meet_the_same_guards() {
    let ground = Ground::lay().await;
    let before = ground.history().await;
    let id = "\\\\x00000000000000000000000000000000";
    let digest = format!("{id}00000000000000000000000000000000");
    let long = "00".repeat(32);
    for (into, row, by) in [
        (
            "envelopes",
            format!("$CLOSED\t{id}\t1\t{id}\t1\t{id}\t{id}\t{digest}\n"),
            "poll_is_open",
        ),
        (
            "envelopes",
            format!("$OPEN\t{id}\t1\t{id}\t1\t{id}\t{id}\t{digest}\n"),
            "envelope_is_entitled",
        ),
        (
            "poll_results (poll_id, result, ballots_sha256, beacon)",
            format!("$OPEN\tx\t{id}\t{id}\n"),
            DENIED,
        ),
        (
            "officer_keys (key, person_id, name)",
            format!("{digest}\t$OPEN\tEve\n"),
            DENIED,
        ),
        (
            "act_signatures (act_id, name, signature, uploaded_by)",
            format!("$OPEN\tEve\t{digest}{long}\t$OPEN\n"),
            "act_is_open",
        ),
        ("digests_to_log", format!("$OPEN\t{digest}\n"), DENIED),
    ] {
        let session = ground.session(Role::App).await;
        let copied = async {
            let sink = session
                .copy_in::<_, Cursor<Vec<u8>>>(&format!("COPY {into} FROM STDIN"))
                .await?;
            let mut sink = pin!(sink);
            let rows = Cursor::new(ground.about(&row).into_bytes());
            sink.as_mut().send(rows).await?;
            sink.finish().await
        };
        let refusal = copied.await.unwrap_err();
        let refusal = refusal.as_db_error().unwrap();
        let said = [refusal.code().code(), refusal.constraint().unwrap_or("")];
        assert!(said.contains(&by), "{into}: {refusal}");
    }
    assert_eq!(ground.history().await, before);
}

/// The other processes reach less of it still.
#[tokio::test(flavor = "multi_thread")]
async fn the_other_roles_change_no_history_either() {
    let ground = Ground::lay().await;
    for role in [Role::Sequencer, Role::Certifier, Role::Auditor] {
        let mut attacks: Vec<(String, &str)> = Vec::new();
        for table in ground.tables() {
            for (sql, by) in &ON_EACH_TABLE[..3] {
                attacks.push((table.attacked(sql), by));
            }
        }
        for (sql, by) in &POWERS[..3] {
            attacks.push(((*sql).to_owned(), by));
        }
        for sql in [
            "INSERT INTO office_terms SELECT * FROM office_terms",
            "SELECT cast_envelope('$OPEN', entitlement, weight, envelope_id, enc, ct, digest, digest, '', '', '', NULL, sha256('m'), substr(sha256('s'), 1, 16), sha256('n')) FROM envelopes",
            "SELECT close_poll('$OPEN')",
            "SELECT * FROM passwords",
            "SELECT * FROM session_tokens",
            "SELECT * FROM roll_openings",
            "SELECT * FROM outbox_letters",
            "SELECT address FROM accounts",
            "SELECT new_address FROM address_changes",
            "SELECT * FROM cast_receipts",
        ] {
            attacks.push((sql.to_owned(), DENIED));
        }
        if role != Role::Certifier {
            attacks.push(("SELECT count(*) FROM envelopes".to_owned(), DENIED));
            attacks.push(("SELECT count(*) FROM digests_to_log".to_owned(), DENIED));
        }
        // Each enters what it makes, and nothing of another's.
        for (kind, maker) in [
            ("log.key", Role::Sequencer),
            ("poll.result", Role::Certifier),
            ("poll.closed", Role::App),
        ] {
            let entered = format!(
                "INSERT INTO log_entries (kind, leaf) VALUES ('{kind}', '{{\"kind\":\"{kind}\",\"v\":1}}')"
            );
            if role != maker {
                attacks.push((entered, DENIED));
            }
        }
        if role == Role::Auditor {
            let insert = "INSERT INTO poll_results SELECT * FROM poll_results";
            attacks.push((insert.to_owned(), DENIED));
            for readable in ["roll_entitlements", "polls", "poll_results", "office_terms"] {
                attacks.push((format!("SELECT * FROM {readable}"), HARMLESS));
            }
        }
        let open = async || {
            let session = ground.session(role).await;
            // What the grants allow, not what the session is told to.
            let writing = "SET default_transaction_read_only = off";
            session.batch_execute(writing).await.unwrap();
            session
        };
        ground.withstands(open, &attacks).await;
    }
}
