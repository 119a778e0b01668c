//! Proxies from paper, which two officers record, and what the database refuses.

use chrono::Days;
use commonhold::db::{Role, pool};

use super::{KIM, LOU, MAX, NIA, TOM, founded, grants, is_not_let_in};
use crate::acts::room::{bare, refuses};
use crate::rolls::refused;
use crate::rulebook::{adopts, saves};
use crate::support::election::{ADA, Plan, Poll};
use crate::support::{Form, Page, Visitor};

/// The secretary's form for a proxy of this member.
async fn paper(chi: &Visitor, member: &Visitor, holder: &str) -> Form {
    let number = member.get("/me").await.text();
    let (_, number) = number
        .split_once("Member no. ")
        .unwrap_or_else(|| panic!("{number}"));
    let number: String = number.chars().take_while(char::is_ascii_digit).collect();
    let page = chi.get("/room/proxies").await;
    assert_eq!(page.status, 200, "{}", page.text());
    page.form("/room/proxies")
        .with("member", &number)
        .with("holder", holder)
        .with("instructions", "As we spoke.")
        .with("paper", "letter of 3 May, file 12")
}

/// The secretary records such a paper.
async fn records(chi: &Visitor, member: &Visitor, holder: &str) -> Page {
    let form = paper(chi, member, holder).await;
    let page = chi.upload(&form, &[("file", b"Signed by hand")]).await;
    assert_eq!(page.status, 200, "{}", page.text());
    page
}

fn confirmation(number: u32) -> String {
    format!("/room/proxies/{number}/confirmation")
}

/// Another officer confirms what waits.
async fn confirms(officer: &Visitor, number: u32) -> Page {
    let page = officer.get("/room/proxies").await;
    officer.submit(&page, &confirmation(number), &[]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_secretary_records_a_proxy_from_paper_another_confirms_it_and_the_member_is_told() {
    let (_app, foundation) = founded().await;
    let poll = Poll::open(&foundation, &Plan::default()).await;
    let (chi, ada) = (&foundation.chi, &foundation.ada);
    let (kim, lou) = (
        foundation.place.sign_in(KIM).await,
        foundation.place.sign_in(LOU).await,
    );
    let path = poll.ballot_path(&kim, "Kim Abara").await;
    let form = paper(chi, &kim, LOU).await;
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
        "Waiting for a second officer",
        "Proxy 1: Lou Bekker for Kim Abara",
        "From paper: letter of 3 May, file 12 , recorded by Chi Moreau",
        "No proxy is in effect.",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    // What the member told the holder is between the two, and whoever compares it.
    assert!(!text.contains("As we spoke."), "{text}");
    let file = chi.get("/room/proxies/1/paper").await;
    assert_eq!(file.html, "Lou votes for me. Kim");
    let mail = foundation.place.mail();
    let told = mail
        .arrives(KIM, "An officer recorded a proxy of yours")
        .await;
    let body = told.body.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        body.contains("once a second officer has confirmed it"),
        "{body}"
    );
    let own = kim.get("/me/proxies").await.text();
    for words in [
        "Recorded by Chi Moreau from paper",
        "nobody votes by it until a second officer has confirmed it",
    ] {
        assert!(own.contains(words), "{words}: {own}");
    }

    // Until another confirms it, it is nobody's; whoever recorded it does not, nor a member.
    is_not_let_in(&lou, &poll, &path, "Kim Abara").await;
    let held = lou.get("/me/proxies").await.text();
    assert!(held.contains("You hold no proxy."), "{held}");
    let granted = "You can vote for a member";
    let letters = mail.to(LOU);
    assert!(
        letters
            .iter()
            .all(|letter| !letter.subject.contains(granted)),
        "{letters:?}"
    );
    assert!(
        done.forms()
            .iter()
            .all(|form| !form.action.ends_with("/confirmation"))
    );
    let own = chi.send(&bare(&done, &confirmation(1))).await;
    refuses(&own, 409, "does not confirm it. Ask another officer.");
    let me = kim.get("/me").await;
    let member = kim.send(&bare(&me, &confirmation(1))).await;
    assert_eq!(member.status, 403, "{}", member.text());

    // Another has it among what waits for her, and compares it with the paper.
    let sentence = "Compare proxy 1, by which Lou Bekker votes for Kim Abara, with its paper";
    refuses(&ada.get("/tasks").await, 200, sentence);
    assert!(!chi.get("/tasks").await.text().contains(sentence));
    let file = ada.get("/room/proxies/1/paper").await;
    assert_eq!(file.html, "Lou votes for me. Kim");
    refuses(&ada.get("/room/proxies").await, 200, "As we spoke.");
    let confirmed = confirms(ada, 1).await;
    for words in ["Lou Bekker votes for 1 member", "confirmed by Ada Okafor"] {
        refuses(&confirmed, 200, words);
    }
    assert!(
        !confirmed.text().contains("As we spoke."),
        "{}",
        confirmed.text()
    );
    assert_eq!(ada.get("/room/proxies/1/paper").await.status, 403);
    assert!(!ada.get("/tasks").await.text().contains(sentence));
    mail.arrives(LOU, granted).await;
    mail.arrives(KIM, "Proxy 1 of yours counts from now on")
        .await;
    let own = kim.get("/me/proxies").await.text();
    assert!(own.contains("Confirmed by Ada Okafor."), "{own}");
    assert!(lou.get(&path).await.text().contains("As we spoke."));
    // Sent twice it is one confirmation.
    let again = ada.send(&bare(&confirmed, &confirmation(1))).await;
    assert_eq!(again.status, 200, "{}", again.text());

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
async fn a_proxy_from_paper_replaces_nothing_before_it_is_confirmed_nor_what_was_granted_since() {
    let (_app, foundation) = founded().await;
    let poll = Poll::open(&foundation, &Plan::default()).await;
    let (chi, ada) = (&foundation.chi, &foundation.ada);
    let [kim, lou, max, tom]: [Visitor; 4] = foundation
        .sign_in_all(&[KIM, LOU, MAX, TOM])
        .await
        .try_into()
        .ok()
        .unwrap();
    let path = poll.ballot_path(&kim, "Kim Abara").await;
    grants(&kim, "Kim Abara", MAX, "").await;
    records(chi, &kim, LOU).await;
    assert_eq!(max.get(&path).await.status, 200);
    is_not_let_in(&lou, &poll, &path, "Kim Abara").await;
    let own = kim.get("/me/proxies").await.text();
    assert!(!own.contains("took its place"), "{own}");

    // From its confirmation on it takes the place of the earlier one.
    refuses(&confirms(ada, 2).await, 200, "confirmed by Ada Okafor");
    let mail = foundation.place.mail();
    mail.arrives(MAX, "Proxy 1 is over").await;
    mail.arrives(LOU, "You can vote for a member: proxy 2")
        .await;
    is_not_let_in(&max, &poll, &path, "Kim Abara").await;
    assert_eq!(lou.get(&path).await.status, 200);

    // One that the member takes back is not confirmed, and what it would have replaced stays.
    records(chi, &kim, MAX).await;
    let page = ada.get("/room/proxies").await;
    let late = page.form(&confirmation(3));
    let own = kim.get("/me/proxies").await;
    let revoked = kim.send(&own.form("/me/proxies/3/revocation")).await;
    assert_eq!(revoked.status, 200, "{}", revoked.text());
    refuses(&ada.send(&late).await, 409, "does not wait any more");
    is_not_let_in(&max, &poll, &path, "Kim Abara").await;
    assert_eq!(lou.get(&path).await.status, 200);

    // What the member granted since then stays, whenever somebody would confirm.
    records(chi, &kim, MAX).await;
    let page = ada.get("/room/proxies").await;
    let late = page.form(&confirmation(4));
    grants(&kim, "Kim Abara", TOM, "").await;
    refuses(&ada.send(&late).await, 409, "a later one took its place");
    is_not_let_in(&max, &poll, &path, "Kim Abara").await;
    assert_eq!(tom.get(&path).await.status, 200);
    // Whoever never could vote by one is not told that it is over.
    mail.arrives(LOU, "Proxy 2 is over").await;
    let over: Vec<String> = mail
        .to(MAX)
        .into_iter()
        .map(|letter| letter.subject)
        .filter(|subject| subject.contains("is over"))
        .collect();
    assert_eq!(over.len(), 1, "{over:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_from_paper_is_confirmed_by_somebody_else_than_its_holder_and_within_the_cap() {
    const MEMBERS: &str = "[[rule]]\nkey = \"proxies.members\"";
    let (_app, foundation) = crate::acts::room::founded().await;
    let one = format!(
        "[[rule]]\nkey = \"proxies.max_per_holder\"\nvalue = 1\ndocument = \"bylaws\"\nsection = \"3.8\"\n\
         text = \"One each.\"\nsource = \"A test.\"\ncounsel = false\n\n{MEMBERS}"
    );
    let (chi, ada, ben) = (&foundation.chi, &foundation.ada, &foundation.ben);
    let saved = saves(chi, MEMBERS, &one).await;
    assert_eq!(saved.status, 200, "{}", saved.text());
    adopts(&foundation).await;
    let [kim, nia, max]: [Visitor; 3] = foundation
        .sign_in_all(&[KIM, NIA, MAX])
        .await
        .try_into()
        .ok()
        .unwrap();

    // Whoever is to vote by it does not confirm it; a third officer does.
    records(chi, &max, ADA.1).await;
    let page = ada.get("/room/proxies").await;
    let own = ada.send(&bare(&page, &confirmation(1))).await;
    refuses(&own, 409, "or is to hold it, does not confirm it.");
    let page = ada.get("/room/proxies/1/paper").await;
    refuses(&page, 403, "open to the secretary");
    refuses(&confirms(ben, 1).await, 200, "confirmed by Ben Lindqvist");

    // Each of two for one holder is within the cap by itself; both are not.
    records(chi, &kim, LOU).await;
    records(chi, &nia, LOU).await;
    refuses(&confirms(ada, 2).await, 200, "confirmed by Ada Okafor");
    let second = confirms(ada, 3).await;
    refuses(
        &second,
        409,
        "as many proxies meanwhile as the rule proxies.max_per_holder allows",
    );
    let room = chi.get("/room/proxies").await;
    refuses(&room, 200, "Lou Bekker votes for 1 member");

    // What waits does not come to count once the rules allow no proxies.
    let waiting = bare(&ada.get("/room/proxies").await, &confirmation(3));
    let rule = |value: &str| format!("key = \"proxies.members\"\nvalue = \"{value}\"");
    let saved = saves(chi, &rule("allowed"), &rule("refused")).await;
    assert_eq!(saved.status, 200, "{}", saved.text());
    adopts(&foundation).await;
    let late = ada.send(&waiting).await;
    refuses(&late, 409, "No rule allows members to vote by proxy");
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
    // One from paper, and its confirmation.
    let confirmed = |holder: &str, by: &str| {
        let paper = format!("'a letter', sha256('x'), {}", party("Chi Moreau"));
        format!(
            "{}; INSERT INTO proxy_confirmations (proxy, confirmed_by) SELECT id, {by} FROM proxies WHERE recorded_by IS NOT NULL",
            insert("Kim Abara", holder, &tomorrow, &paper)
        )
    };
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
            format!(
                "INSERT INTO proxy_confirmations (proxy, confirmed_by) SELECT id, {} FROM proxies",
                party("Ada Okafor")
            ),
            "proxy_waits",
        ),
        (
            confirmed("Max Celik", &party("Chi Moreau")),
            "proxy_is_confirmed_by_another",
        ),
        (
            confirmed("Ada Okafor", &party("Ada Okafor")),
            "proxy_is_confirmed_by_another",
        ),
        (
            confirmed("Max Celik", "NULL::uuid"),
            "proxy_is_confirmed_by_another",
        ),
        (
            confirmed("Max Celik", &party("Kim Abara")),
            "proxy_is_confirmed_by_an_officer",
        ),
        (
            "DELETE FROM proxy_confirmations".to_owned(),
            "permission denied",
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
