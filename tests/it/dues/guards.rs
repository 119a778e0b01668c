//! What the database itself refuses, tried as the application's role.

use commonhold::db::{Role, pool};
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};

use super::{Treasury, WORKS, last_year};
use crate::acts::room::text;

/// The constraint by which a statement is refused.
async fn refused(db: &mut AsyncPgConnection, sql: &str) -> String {
    match db.batch_execute(sql).await {
        Ok(()) => panic!("this was taken: {sql}"),
        Err(diesel::result::Error::DatabaseError(_, about)) => {
            let name = about.constraint_name().unwrap_or_default().to_owned();
            db.batch_execute("ROLLBACK").await.unwrap();
            name
        }
        Err(other) => panic!("{sql}: {other}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_refuses_what_unbalances_the_ledger() {
    let treasury = Treasury::open().await;
    let app = &treasury.app;
    let invoice = treasury.issued(WORKS, "100.00", &[]).await;
    treasury.pays(&invoice, "W-1", "60.00").await;
    treasury.issued("Kim Abara", "10.00", &[]).await;
    let mut db = pool::connect(&app.database.address(Role::App))
        .await
        .unwrap();
    let lou = text(
        app,
        "SELECT person::text AS it FROM accounts WHERE address = 'lou@mail.example'",
    )
    .await;
    let of = async |sql: &str| text(app, sql).await;
    let i = of("SELECT id::text AS it FROM dues_invoices ORDER BY serial LIMIT 1").await;
    let kims = of("SELECT id::text AS it FROM dues_invoices ORDER BY serial DESC LIMIT 1").await;
    let p = of("SELECT id::text AS it FROM dues_payments").await;
    let a = of("SELECT id::text AS it FROM dues_allocations").await;
    let m = of("SELECT membership::text AS it FROM dues_invoices ORDER BY serial LIMIT 1").await;
    let payer = of("SELECT payer::text AS it FROM dues_payments").await;
    let allocation = |invoice: &str, amount: i64| {
        format!(
            "INSERT INTO dues_allocations (id, payment, invoice, amount, booked_on, recorded_by) VALUES (gen_random_uuid(), '{p}', '{invoice}', {amount}, legal_day(now()), '{lou}')"
        )
    };
    let payment = |reference: &str, amount: i64, day: &str| {
        format!(
            "INSERT INTO dues_payments (id, payer, method, reference, received_on, booked_on, amount, currency, recorded_by) VALUES (gen_random_uuid(), '{payer}', 'wire', '{reference}', {day}, {day}, {amount}, 'USD', '{lou}')"
        )
    };
    let credit = |amount: i64| {
        format!(
            "INSERT INTO dues_credits (id, invoice, amount, reason, booked_on, recorded_by) VALUES (gen_random_uuid(), '{i}', {amount}, 'x', legal_day(now()), '{lou}')"
        )
    };
    let reversal = |column: &str, id: &str, amount: i64| {
        format!(
            "INSERT INTO dues_reversals (id, {column}, amount, reason, booked_on, recorded_by) VALUES (gen_random_uuid(), '{id}', {amount}, 'x', legal_day(now()), '{lou}')"
        )
    };
    let line = |invoice: &str, amount: i64| {
        format!(
            "INSERT INTO dues_invoice_lines (invoice, line, kind, amount, text) VALUES ('{invoice}', 9, 'dues', {amount}, 'x')"
        )
    };
    let new = "00000000-0000-4000-8000-00000000d0e5";
    let issue = |day: &str| {
        format!(
            "INSERT INTO dues_invoices (id, membership, covers_from, covers_to, issued_on, due_on, currency, statement, issued_by) VALUES ('{new}', '{m}', {day}, {day}, {day}, {day}, 'USD', 'x', '{lou}')"
        )
    };
    let (today, tomorrow) = ("legal_day(now())", "legal_day(now()) + 1");
    let payment_once = payment("w-1", 5, today);
    let tries = [
        (
            allocation(&i, 4001),
            "dues_allocation_is_within_the_invoice",
        ),
        (allocation(&i, 1), "dues_allocation_is_within_the_payment"),
        (allocation(&kims, 1), "dues_allocation_is_of_one_payer"),
        (allocation(&i, 0), "dues_allocations_amount"),
        (allocation(&i, -5), "dues_allocations_amount"),
        (payment_once, "dues_payment_is_recorded_once"),
        (payment("W-2", 0, today), "dues_payments_amount"),
        (payment("W-2", -1, today), "dues_payments_amount"),
        (payment("W-2", 1, tomorrow), "dues_day_has_come"),
        (credit(4001), "dues_credit_is_within_the_invoice"),
        (credit(0), "dues_credits_amount"),
        (
            reversal("allocation", &a, -5999),
            "dues_reversal_is_opposite",
        ),
        (
            reversal("allocation", &a, 6000),
            "dues_reversal_is_opposite",
        ),
        (
            reversal("payment", &p, -6000),
            "dues_reversed_payment_pays_nothing",
        ),
        (
            reversal("invoice", &i, -10000),
            "dues_reversed_invoice_is_unpaid",
        ),
        (reversal("invoice", new, -1), "dues_reversal_is_opposite"),
        (line(&i, 1), "dues_invoice_is_issued"),
        (issue(today), "dues_invoice_adds_up"),
        (
            format!("BEGIN; {}; {}; COMMIT", issue(today), line(new, -1)),
            "dues_lines_amount",
        ),
        (
            format!(
                "BEGIN; {}; INSERT INTO dues_invoice_lines (invoice, line, kind, amount, text) VALUES ('{new}', 1, 'credit', 1, 'x'); COMMIT",
                issue(today)
            ),
            "dues_invoice_adds_up",
        ),
        (
            format!(
                "BEGIN; {}; INSERT INTO dues_invoice_lines (invoice, line, kind, amount, text) VALUES ('{new}', 1, 'in_kind_offset', 1, 'x'); COMMIT",
                issue(today)
            ),
            "dues_lines_in_kind",
        ),
        (
            issue("legal_day(now()) - 1"),
            "dues_invoice_follows_the_last",
        ),
        (
            format!(
                "INSERT INTO dues_in_kind_commitments (id, membership, description, amount, currency, decision, recorded_by) SELECT gen_random_uuid(), '{m}', 'x', 1, 'USD', d.id, '{lou}' FROM recorded_decisions d WHERE d.number = 1"
            ),
            "dues_in_kind_rests_on_the_board",
        ),
        (
            format!(
                "INSERT INTO dues_year_closes (year, spend, closed_by) VALUES (2020, gen_random_uuid(), '{payer}')"
            ),
            "dues_year_is_closed_by_the_treasurer",
        ),
        (
            format!(
                "INSERT INTO dues_year_closes (year, spend, closed_by) VALUES (extract(year FROM legal_day(now()))::int, gen_random_uuid(), '{lou}')"
            ),
            "dues_year_is_over",
        ),
        (
            format!(
                "INSERT INTO dues_year_closes (year, spend, closed_by) VALUES (2020, gen_random_uuid(), '{lou}')"
            ),
            "dues_year_says_what_was_spent",
        ),
    ];
    for (sql, constraint) in &tries {
        let name = refused(&mut db, sql).await;
        // Of two that refuse either may come first.
        let both = [
            "dues_allocation_is_within_the_payment",
            "dues_allocation_is_within_the_invoice",
        ];
        assert!(
            name == *constraint || both.contains(constraint) && both.contains(&name.as_str()),
            "{name} for {sql}"
        );
    }
    for (table, change) in [
        ("dues_invoices", "due_on = due_on + 1"),
        ("dues_payments", "amount = 1"),
        ("dues_reversals", "amount = 0"),
        ("dues_year_closes", "year = 1"),
        ("dues_prices", "amount = 1"),
    ] {
        for sql in [
            format!("UPDATE {table} SET {change}"),
            format!("DELETE FROM {table}"),
        ] {
            db.batch_execute(&sql).await.unwrap_err();
        }
    }
    // Once reversed, not again.
    db.batch_execute(&reversal("allocation", &a, -6000))
        .await
        .unwrap();
    let again = refused(&mut db, &reversal("allocation", &a, -6000)).await;
    assert_eq!(again, "dues_reversals_allocation_key");
    assert_eq!(
        of("SELECT dues_owed(id, now())::text AS it FROM dues_invoices ORDER BY serial LIMIT 1")
            .await,
        "10000"
    );
    // A closed year takes nothing.
    let year = &last_year(1, 1)[..4];
    let close = format!(
        "BEGIN; INSERT INTO dues_lobbying_spends (id, year, spent, received, currency, recorded_by) VALUES ('{new}', {year}, 0, 0, 'USD', '{lou}'); \
         INSERT INTO dues_year_closes (year, spend, closed_by) VALUES ({year}, '{new}', '{lou}'); COMMIT"
    );
    db.batch_execute(&close).await.unwrap();
    let then = format!("date '{}'", last_year(6, 1));
    for sql in [
        payment("W-3", 5, &then),
        issue(&then),
        close.replace("BEGIN; ", ""),
    ] {
        assert_eq!(refused(&mut db, &sql).await, "dues_year_is_open", "{sql}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r26_no_card_data_field_exists() {
    let app = crate::support::TestApp::start().await;
    let named = "SELECT coalesce(string_agg(table_name || '.' || column_name, ' '), '') AS it FROM information_schema.columns \
         WHERE table_schema = 'public' \
           AND column_name ~* '(^|_)(card|cards|cardholder|pan|cvv|cvc|cvv2|csc|expiry|exp_month|exp_year|track1|track2|card_?number|credit_?card|debit_?card)(_|$)'";
    assert_eq!(text(&app, named).await, "");
    // And no field of a form asks for one: templates name their fields.
    let mut folders = vec![std::path::PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/templates"
    ))];
    let mut read = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let html = std::fs::read_to_string(&path).unwrap();
            for name in [
                "card_number",
                "cardnumber",
                "cvv",
                "cvc",
                "cc-number",
                "cc-csc",
                "cc-exp",
            ] {
                assert!(!html.contains(name), "{}: {name}", path.display());
            }
            read += 1;
        }
    }
    assert!(read > 50);
}
