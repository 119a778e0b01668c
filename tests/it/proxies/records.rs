//! Proxies from paper, and what the database refuses.

use chrono::Days;
use commonhold::db::{Role, pool};

use super::{KIM, LOU, founded, grants};
use crate::rolls::refused;
use crate::support::election::{Plan, Poll};
use crate::support::{Form, Visitor};

/// The secretary's form for Kim's proxy to Lou.
async fn paper(chi: &Visitor, kim: &Visitor) -> Form {
    let number = kim.get("/me").await.text();
    let (_, number) = number
        .split_once("Member no. ")
        .unwrap_or_else(|| panic!("{number}"));
    let number: String = number.chars().take_while(char::is_ascii_digit).collect();
    let page = chi.get("/room/proxies").await;
    assert_eq!(page.status, 200, "{}", page.text());
    page.form("/room/proxies")
        .with("member", &number)
        .with("holder", LOU)
        .with("instructions", "As we spoke.")
        .with("paper", "letter of 3 May, file 12")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_secretary_records_a_proxy_from_paper_and_the_member_is_told() {
    let (_app, foundation) = founded().await;
    let poll = Poll::open(&foundation, &Plan::default()).await;
    let (chi, ada) = (&foundation.chi, &foundation.ada);
    let (kim, lou) = (
        foundation.place.sign_in(KIM).await,
        foundation.place.sign_in(LOU).await,
    );
    let form = paper(chi, &kim).await;
    // Neither file nor digest; a file too large; another officer.
    let none = chi.upload(&form, &[("file", b"")]).await;
    assert_eq!(none.status, 422);
    assert!(
        none.text().contains("64 hexadecimal digits"),
        "{}",
        none.text()
    );
    assert!(
        none.html.contains("letter of 3 May, file 12"),
        "the form comes back filled"
    );
    let large = chi
        .upload(&form, &[("file", &vec![7; (1 << 20) + 1])])
        .await;
    assert_eq!(large.status, 422);
    assert!(
        large.text().contains("larger than 1 MiB"),
        "{}",
        large.text()
    );
    let page = ada.get("/room/proxies").await;
    assert!(!page.html.contains("multipart/form-data"));
    let csrf = ada.get("/account").await.form("/sign-out");
    let theirs = form.clone().with("csrf", csrf.value("csrf").unwrap());
    assert_eq!(ada.upload(&theirs, &[("file", b"paper")]).await.status, 403);

    let done = chi
        .upload(&form, &[("file", b"Lou votes for me. Kim")])
        .await;
    assert_eq!(done.status, 200, "{}", done.text());
    let text = done.text();
    for words in [
        "Proxy 1: Lou Bekker for Kim Abara",
        "Lou Bekker votes for 1 member",
        "From paper: letter of 3 May, file 12 , recorded by Chi Moreau",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    // What the member told the holder is between the two.
    assert!(!text.contains("As we spoke."), "{text}");
    let file = chi.get("/room/proxies/1/paper").await;
    assert_eq!(file.html, "Lou votes for me. Kim");
    assert_eq!(ada.get("/room/proxies/1/paper").await.status, 403);
    let mail = foundation.place.mail();
    mail.arrives(KIM, "An officer recorded a proxy of yours")
        .await;
    mail.arrives(LOU, "You can vote for a member").await;
    let own = kim.get("/me/proxies").await.text();
    assert!(own.contains("Recorded by Chi Moreau from paper"), "{own}");
    let path = poll.ballot_path(&lou, "Kim Abara").await;
    assert!(lou.get(&path).await.text().contains("As we spoke."));

    // Revoked on a written request that is named, and not without.
    let page = chi.get("/room/proxies").await;
    let form = page.form("/room/proxies/1/revocation");
    assert_eq!(chi.send(&form).await.status, 422);
    let revoked = chi
        .send(&form.with("reason", "letter of 9 May, file 13"))
        .await;
    assert_eq!(revoked.status, 200, "{}", revoked.text());
    assert!(
        revoked.text().contains("letter of 9 May, file 13"),
        "{}",
        revoked.text()
    );
    mail.arrives(LOU, "Proxy 1 is over").await;
    assert_eq!(lou.get(&path).await.status, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_takes_no_proxy_that_the_rules_forbid() {
    let (app, foundation) = founded().await;
    let kim = foundation.place.sign_in(KIM).await;
    grants(&kim, "Kim Abara", LOU, "").await;
    let mut conn = pool::connect(&app.database.address(Role::App))
        .await
        .unwrap();
    let today = foundation.place.now.date_naive();
    let party = |name: &str| {
        format!(
            "(SELECT r.party FROM party_records r JOIN parties p ON p.id = r.party WHERE r.name = '{name}' LIMIT 1)"
        )
    };
    let insert = |grantor: &str, holder: &str, ends: &str, rest: &str| {
        format!(
            "INSERT INTO proxies (id, membership, grantor, holder, scope, poll, instructions, ends_at, paper, paper_sha256, recorded_by, citation)
             SELECT gen_random_uuid(), m.id, {grantor}, {holder}, 'general', NULL, '', {ends}, {rest}, ''
             FROM memberships m WHERE m.party = {kim}",
            grantor = party(grantor),
            holder = party(holder),
            kim = party("Kim Abara"),
        )
    };
    let tomorrow = format!("end_of_legal_day('{}')", today + Days::new(1));
    let none = "NULL, NULL, NULL";
    let cases = [
        (
            insert("Lou Bekker", "Max Celik", &tomorrow, none),
            "proxy_is_of_its_member",
        ),
        (
            insert("Kim Abara", "Kim Abara", &tomorrow, none),
            "proxy_holder_is_another",
        ),
        (
            insert("Kim Abara", "Quiet Works", &tomorrow, none),
            "proxy_holder_is_another",
        ),
        (
            insert(
                "Kim Abara",
                "Max Celik",
                &format!("end_of_legal_day('{}')", today - Days::new(1)),
                none,
            ),
            "proxy_ends_in_time",
        ),
        (
            insert(
                "Kim Abara",
                "Max Celik",
                "clock_timestamp() + interval '1 hour 1 microsecond'",
                none,
            ),
            "proxy_ends_in_time",
        ),
        (
            insert(
                "Kim Abara",
                "Max Celik",
                &format!("end_of_legal_day(('{today}'::date + interval '36 months')::date)"),
                none,
            ),
            "proxy_ends_in_time",
        ),
        (
            insert(
                "Kim Abara",
                "Max Celik",
                &tomorrow,
                &format!("'a letter', sha256('x'), {}", party("Ada Okafor")),
            ),
            "proxy_is_recorded_by_the_secretary",
        ),
        (
            insert(
                "Kim Abara",
                "Max Celik",
                &tomorrow,
                "'a letter', NULL, NULL",
            ),
            "proxies_recorded_from_paper",
        ),
        (
            format!(
                "INSERT INTO proxy_revocations (proxy, revoked_by, reason) SELECT id, {}, '' FROM proxies",
                party("Lou Bekker")
            ),
            "proxy_is_revoked_by_its_member",
        ),
        (
            format!(
                "INSERT INTO proxy_revocations (proxy, revoked_by, reason) SELECT id, {}, 'said so' FROM proxies",
                party("Ada Okafor")
            ),
            "proxy_is_revoked_by_its_member",
        ),
        (
            "INSERT INTO proxy_papers (proxy, content) SELECT id, 'x' FROM proxies".to_owned(),
            "proxy_paper_is_its_own",
        ),
        (
            "UPDATE proxies SET instructions = 'other'".to_owned(),
            "permission denied",
        ),
        ("DELETE FROM proxies".to_owned(), "permission denied"),
        (
            "DELETE FROM proxy_revocations".to_owned(),
            "permission denied",
        ),
    ];
    for (sql, by) in &cases {
        let said = refused(&mut conn, sql).await;
        assert!(said.contains(by), "{sql} was refused by {said}, not {by}");
    }
    let one = insert("Kim Abara", "Max Celik", &tomorrow, none);
    diesel_async::SimpleAsyncConnection::batch_execute(&mut conn, &one)
        .await
        .unwrap();
}
