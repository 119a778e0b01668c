//! Another address: two officers, 72 hours, and the database that insists.

use commonhold::accounts::address_changes::{
    ChangeError, approve, propose, renew, stop, under_way_of,
};
use commonhold::bodies::Office;
use diesel_async::RunQueryDsl;

use super::house::{House, Person, is_signed_in, makes_ways_in};
use crate::rolls;

#[tokio::test(flavor = "multi_thread")]
async fn an_address_changes_by_two_officers_after_72_hours() {
    let mut house = House::start().await;
    let ada = house.person("Ada").await;
    let grace = house.officer("Grace", Office::Secretary).await;
    let edith = house.officer("Edith", Office::ElectionOfficer).await;
    let auditor = house.officer("Ulla", Office::Auditor).await;
    let hers = house.signed_in(&ada).await;
    let calendar = makes_ways_in(&hers).await;
    assert_eq!(hers.get("/room/addresses").await.status, 403);
    let theirs = house.signed_in(&auditor).await;
    assert_eq!(theirs.get("/room/addresses").await.status, 403);

    let secretary = house.signed_in(&grace).await;
    let list = secretary.get("/room/addresses?q=ADA").await;
    let page = secretary.get(&list.link("Ada")).await;
    let action = list.link("Ada");
    for (address, reason, sentence) in [
        ("not an address", "Called us", "name@example.org"),
        ("ada@new.example", " ", "Say why"),
        ("GRACE@mail.example", "Called us", "Another account"),
        (
            "ada@mail.example",
            "Called us",
            "already reached at this address",
        ),
    ] {
        let values = [("address", address), ("reason", reason)];
        let refused = secretary.submit(&page, &action, &values).await;
        assert_eq!(refused.status, 422, "{address}");
        assert!(refused.text().contains(sentence), "{}", refused.text());
    }
    let values = [("address", "ada@new.example"), ("reason", "She called us.")];
    let list = secretary.submit(&page, &action, &values).await;
    assert_eq!(list.path, "/room/addresses");
    assert!(list.text().contains("Another officer must approve it."));
    let letter = house.app.mail().arrives(&ada.address, "proposed").await;
    assert!(letter.body.contains("She called us.") && letter.body.contains("a…@new.example"));
    let again = secretary.submit(&page, &action, &values).await;
    assert!(
        again.text().contains("already under way"),
        "{}",
        again.text()
    );

    // Who proposed does not approve, by whatever form.
    let election_officer = house.signed_in(&edith).await;
    let approval = election_officer
        .get("/room/addresses")
        .await
        .form("/approval");
    let own_token = secretary.get("/room/addresses").await.form("/stop");
    let forged = approval
        .clone()
        .with("csrf", own_token.value("csrf").unwrap());
    let refused = secretary.send(&forged).await;
    assert_eq!(refused.status, 409);
    assert!(refused.text().contains("A second officer must approve"));
    let approved = election_officer.send(&approval).await;
    assert_eq!(approved.path, "/room/addresses", "{}", approved.text());
    house.app.mail().arrives(&ada.address, "approved").await;
    assert_eq!(election_officer.send(&approval).await.status, 409);

    // Not before its time, though the caretaker looks every few seconds; and
    // not by the application's own hand either.
    let by_hand = diesel::sql_query(
        "UPDATE accounts SET address = 'ada@new.example' WHERE address = 'ada@mail.example'",
    );
    let refused = by_hand.execute(&mut house.db).await.unwrap_err();
    assert!(refused.to_string().contains("72 hours"), "{refused}");
    assert!(
        hers.get("/account")
            .await
            .text()
            .contains("ada@mail.example")
    );

    house
        .pretend(
            "ALTER TABLE address_change_approvals DISABLE TRIGGER append_only, DISABLE TRIGGER append_only_rows",
        )
        .await;
    house
        .pretend(
            "UPDATE address_change_approvals SET recorded_at = recorded_at - interval '72 hours'",
        )
        .await;
    let mail = house.app.mail();
    let letter = mail.arrives("ada@new.example", "has changed").await;
    // Lines of a letter are short.
    let words = letter.body.replace('\n', " ");
    assert!(words.contains("A password, if there was one, was removed"));
    mail.arrives("ada@mail.example", "has changed").await;
    assert!(!is_signed_in(&hers.get("/sign-in").await));
    // Whoever was in by the former mailbox comes back by nothing that they made there.
    house.is_shut("ada@new.example", &calendar).await;
    let known = house
        .number("SELECT count(*) FROM accounts WHERE address = 'ada@new.example'")
        .await;
    assert_eq!(known, 1);
    let past = secretary.get("/room/addresses").await;
    assert!(past.text().contains("Done."), "{}", past.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_person_concerned_stops_a_change() {
    let mut house = House::start().await;
    let ada = house.person("Ada").await;
    let grace = house.officer("Grace", Office::Secretary).await;
    let edith = house.officer("Edith", Office::ElectionOfficer).await;
    let new = commonhold::accounts::Address::parse("eve@evil.example").unwrap();
    let change = propose(
        &mut house.db,
        ada.account,
        &new,
        "A voice on the phone.",
        grace.person.0,
    )
    .await
    .unwrap();
    approve(&mut house.db, change, edith.person.0)
        .await
        .unwrap();
    let visitor = house.signed_in(&ada).await;
    let page = visitor.get("/account").await;
    assert!(page.text().contains("in 2 days"), "{}", page.text());
    let stop = page.form("/address-change/stop");
    let stopped = visitor.send(&stop).await;
    assert_eq!(stopped.path, "/account?done=change-stopped");
    house.app.mail().arrives(&ada.address, "stopped").await;
    assert_eq!(visitor.send(&stop).await.status, 409);
    house
        .pretend(
            "ALTER TABLE address_change_approvals DISABLE TRIGGER append_only, DISABLE TRIGGER append_only_rows",
        )
        .await;
    house
        .pretend(
            "UPDATE address_change_approvals SET recorded_at = recorded_at - interval '80 hours'",
        )
        .await;
    let done = commonhold::accounts::address_changes::carry_out(&mut house.db)
        .await
        .unwrap();
    assert_eq!(done, 0);
    let by_hand = diesel::sql_query(
        "UPDATE accounts SET address = 'eve@evil.example' WHERE address = 'ada@mail.example'",
    );
    assert!(by_hand.execute(&mut house.db).await.is_err());
}

/// An officer lays the office down, which no page does in a moment.
async fn leaves_office(house: &House, person: &Person) {
    house
        .pretend("ALTER TABLE office_ends DISABLE TRIGGER guard")
        .await;
    house
        .pretend(&format!(
            "INSERT INTO office_ends (term, ends_at, decision)
             SELECT id, clock_timestamp(), decision FROM office_terms WHERE person = '{}'",
            person.person
        ))
        .await;
    house
        .pretend("ALTER TABLE office_ends ENABLE ALWAYS TRIGGER guard")
        .await;
}

/// Somebody else in the account stops each change. Officers who met the person want it once
/// more: three of them who act then, for fourteen days, and the account does not stop that.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_stopped_from_the_account_goes_on_by_three_officers_after_fourteen_days() {
    let mut house = House::start().await;
    let ada = house.person("Ada").await;
    let grace = house.officer("Grace", Office::Secretary).await;
    let edith = house.officer("Edith", Office::ElectionOfficer).await;
    let vera = house.officer("Vera", Office::ElectionOfficer).await;
    let kurt = house.officer("Kurt", Office::ElectionOfficer).await;
    let new = commonhold::accounts::Address::parse("ada@new.example").unwrap();
    let change = propose(
        &mut house.db,
        ada.account,
        &new,
        "She came to us.",
        grace.person.0,
    )
    .await
    .unwrap();
    approve(&mut house.db, change, edith.person.0)
        .await
        .unwrap();
    let thief = house.signed_in(&ada).await;
    let stop = thief.get("/account").await.form("/address-change/stop");
    let stopped = thief.send(&stop).await;
    assert_eq!(stopped.path, "/account?done=change-stopped");

    // Whoever proposed it first is in no office any more; whoever approved it is.
    leaves_office(&house, &grace).await;
    let officer = house.signed_in(&edith).await;
    let list = officer.get("/room/addresses").await;
    let page = officer.get(&list.link("Propose it once more")).await;
    let silent = [("identified", " ")];
    let silent = officer.submit(&page, "/renewal", &silent).await;
    assert_eq!(silent.status, 422);
    assert!(
        silent.text().contains("Say how you identified"),
        "{}",
        silent.text()
    );
    let how = [("identified", "We met, and she showed her passport.")];
    let list = officer.submit(&page, "/renewal", &how).await;
    assert_eq!(list.path, "/room/addresses", "{}", list.text());
    let waits = "You proposed this. Two other officers must approve it.";
    assert!(list.text().contains(waits), "{}", list.text());
    let twice = officer.submit(&page, "/renewal", &how).await;
    assert_eq!(twice.status, 409);
    let mail = house.app.mail();
    for address in ["ada@mail.example", "ada@new.example"] {
        let letter = mail.arrives(address, "wanted once more").await;
        assert!(letter.body.contains("passport"), "{}", letter.body);
    }

    // Whoever is in the account reads it, and stops it no more.
    let page = thief.get("/account").await;
    assert!(
        page.text().contains("only officers can stop it"),
        "{}",
        page.text()
    );
    let forms = page.forms();
    assert!(forms.iter().all(|form| !form.action.ends_with("/stop")));
    let refused = thief.send(&stop).await;
    assert_eq!(refused.status, 409);
    assert!(
        refused.text().contains("only they can stop it now"),
        "{}",
        refused.text()
    );

    // Whoever wanted what was stopped is none of the three: not Grace, who is in no office, and
    // a second alone makes no three of them, in the database either.
    let again = under_way_of(&mut house.db, ada.account).await.unwrap();
    let again = again.unwrap().id;
    let former = approve(&mut house.db, again, grace.person.0).await;
    assert!(
        matches!(former, Err(ChangeError::NotAnOfficer)),
        "{former:?}"
    );
    let second_alone = format!(
        "INSERT INTO address_change_approvals (change, approved_by) VALUES ('{again}', '{}')",
        vera.person
    );
    let alone = rolls::refused(&mut house.db, &second_alone).await;
    assert_eq!(alone, "address_change_by_three");
    let second = house.signed_in(&vera).await;
    let page = second.get("/room/addresses").await;
    let press = page.form("/approval");
    let approved = second.send(&press).await;
    let waits = "You approved this. One more officer must approve it.";
    assert!(approved.text().contains(waits), "{}", approved.text());
    let alone = rolls::refused(&mut house.db, &second_alone).await;
    assert_eq!(alone, "address_change_by_three");
    let twice = second.send(&press).await;
    assert_eq!(twice.status, 409);
    assert!(
        twice.text().contains("three officers who want it now"),
        "{}",
        twice.text()
    );
    crate::support::eventually("letters about the first approval", async || {
        let mut told = mail.to("ada@new.example");
        told.retain(|letter| {
            let words: Vec<&str> = letter.body.split_whitespace().collect();
            words.join(" ").contains("A second officer of")
        });
        told.pop()
    })
    .await;

    // It stands among the tasks of a third, whose approval makes it.
    let third = house.signed_in(&kurt).await;
    let tasks = third.get("/tasks").await;
    assert!(
        tasks.text().contains("three officers have to want it"),
        "{}",
        tasks.text()
    );
    let page = third.get("/room/addresses").await;
    assert!(
        page.text().contains("One approval is missing"),
        "{}",
        page.text()
    );
    let approved = third.submit(&page, "/approval", &[]).await;
    assert_eq!(approved.path, "/room/addresses", "{}", approved.text());
    assert!(
        approved.text().contains("in 13 days"),
        "{}",
        approved.text()
    );

    house
        .pretend(
            "ALTER TABLE address_change_approvals DISABLE TRIGGER append_only, DISABLE TRIGGER append_only_rows",
        )
        .await;
    let later = |hours: i64| {
        format!(
            "UPDATE address_change_approvals SET recorded_at = recorded_at - interval '{hours} hours'"
        )
    };
    house.pretend(&later(80)).await;
    let done = commonhold::accounts::address_changes::carry_out(&mut house.db)
        .await
        .unwrap();
    assert_eq!(done, 0, "three days are not enough");
    house.pretend(&later(256)).await;
    mail.arrives("ada@new.example", "has changed").await;
    assert!(!is_signed_in(&thief.get("/account").await));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_stops_what_was_proposed_once_more_and_the_person_does_not() {
    let mut house = House::start().await;
    let ada = house.person("Ada").await;
    let grace = house.officer("Grace", Office::Secretary).await;
    let edith = house.officer("Edith", Office::ElectionOfficer).await;
    let new = commonhold::accounts::Address::parse("ada@new.example").unwrap();
    let (person, account) = (ada.person.0, ada.account);
    let db = &mut house.db;
    let first = propose(db, account, &new, "She called us.", grace.person.0);
    let first = first.await.unwrap();
    // An officer's stop is not outvoted.
    let other = renew(db, first, "We met.", grace.person.0).await;
    assert!(matches!(other, Err(ChangeError::OneAtATime)), "{other:?}");
    stop(db, first, Some(edith.person.0), "Not her.")
        .await
        .unwrap();
    let other = renew(db, first, "We met.", grace.person.0).await;
    assert!(matches!(other, Err(ChangeError::NotToRenew)), "{other:?}");

    let second = propose(db, account, &new, "She called us.", grace.person.0);
    let second = second.await.unwrap();
    stop(db, second, Some(person), "No.").await.unwrap();
    let again = renew(db, second, "We met.", edith.person.0).await.unwrap();
    let refused = stop(db, again, Some(person), "No.").await;
    assert!(
        matches!(refused, Err(ChangeError::StoppedByOfficer)),
        "{refused:?}"
    );
    // Two are not three, whichever of them was first; the first of two approvals is theirs.
    approve(db, again, grace.person.0).await.unwrap();
    for one in [&grace, &edith] {
        let refused = approve(db, again, one.person.0).await;
        assert!(
            matches!(
                refused,
                Err(ChangeError::ThirdOfficer | ChangeError::OwnProposal)
            ),
            "{refused:?}"
        );
    }
    stop(db, again, Some(grace.person.0), "Not her.")
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_refuses_short_cuts() {
    let mut house = House::start().await;
    let ada = house.person("Ada").await;
    let eve = house.person("Eve").await;
    let grace = house.officer("Grace", Office::Secretary).await;
    let new = commonhold::accounts::Address::parse("ada@new.example").unwrap();
    let refused = propose(&mut house.db, ada.account, &new, "Because.", eve.person.0).await;
    assert!(matches!(refused, Err(ChangeError::NotAnOfficer)));
    let change = propose(&mut house.db, ada.account, &new, "Because.", grace.person.0)
        .await
        .unwrap();
    for statement in [
        format!(
            "INSERT INTO address_change_approvals (change, approved_by) VALUES ('{change}', '{}')",
            grace.person
        ),
        format!(
            "INSERT INTO address_change_approvals (change, approved_by) VALUES ('{change}', '{}')",
            eve.person
        ),
        format!("INSERT INTO address_change_effects (change) VALUES ('{change}')"),
        format!(
            "INSERT INTO address_change_renewals (change, stopped) VALUES ('{change}', '{change}')"
        ),
        "UPDATE accounts SET address = 'ada@new.example' WHERE address = 'ada@mail.example'".into(),
        format!(
            "UPDATE accounts SET person = '{}' WHERE id = '{}'",
            grace.person, ada.account
        ),
        "DELETE FROM accounts".into(),
        "TRUNCATE accounts CASCADE".into(),
        "UPDATE address_changes SET proposed_by = proposed_by".into(),
        "DELETE FROM address_changes".into(),
        "UPDATE outbox_letters SET kind = kind".into(),
        "UPDATE outbox_deliveries SET outcome = outcome".into(),
    ] {
        let outcome = diesel::sql_query(&statement).execute(&mut house.db).await;
        assert!(outcome.is_err(), "{statement}");
    }
    // Even the owner's replica mode leaves the guard in force.
    let mut administrator = house.app.database.administrator().await;
    diesel::sql_query("SET session_replication_role = replica")
        .execute(&mut administrator)
        .await
        .unwrap();
    let outcome = diesel::sql_query(
        "UPDATE accounts SET address = 'ada@new.example' WHERE address = 'ada@mail.example'",
    )
    .execute(&mut administrator)
    .await;
    assert!(outcome.is_err());
}
