//! The membership book as of any day, the lists made of it, and what is told of
//! the members in public.

use chrono::{NaiveDate, TimeDelta, Utc};

use crate::support::TestApp;
use crate::support::election::{Foundation, MEMBERS_HEADER, NO_LIMITS, Place, Plan, Poll};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_book_is_opened_as_of_any_day_and_as_known_at_any_hour() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let foundation = Foundation::without_keys(Place::of_app(&app)).await;
    let chi = &foundation.chi;
    let room = chi.get("/room").await;
    let book = chi.get(&room.link("Membership book")).await;
    assert_eq!(book.status, 200);
    let text = book.text();
    for said in [
        "Nordlicht Hosting",
        "represented by Ravi Menon",
        "50 votes",
        "lapsed on",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let known = Utc::now();

    // Since then: another name, which a spreadsheet would compute, and an end.
    let members = chi.get("/room/members?q=Kim+Abara").await;
    let member = chi.get(&members.link("Kim Abara")).await;
    let named = chi.submit(&member, "/record", &[("name", "=Kim(1)")]).await;
    assert_eq!(named.status, 200, "{}", named.text());
    let members = chi.get("/room/members?q=Max+Celik").await;
    let member = chi.get(&members.link("Max Celik")).await;
    let today = foundation.place.now.date_naive();
    let ended = chi
        .submit(
            &member,
            "/end",
            &[
                ("ends_on", &today.to_string()),
                ("reason", "resigned"),
                ("shown_by", "Letter in folder 3"),
            ],
        )
        .await;
    assert_eq!(ended.status, 200, "{}", ended.text());

    let file = chi.get("/room/book.csv").await;
    assert_eq!(file.headers["content-type"], "text/csv; charset=utf-8");
    assert_eq!(file.html.lines().count(), 11, "{}", file.html);
    assert!(file.html.contains(",'=Kim(1),"), "{}", file.html);
    let max = file
        .html
        .lines()
        .find(|line| line.contains("Max Celik"))
        .unwrap();
    assert!(max.contains("resigned"), "{max}");
    let quiet = file
        .html
        .lines()
        .find(|line| line.contains("Quiet Works"))
        .unwrap();
    assert!(
        quiet.contains("Sol Ibarra") && quiet.ends_with(",no"),
        "{quiet}"
    );

    // As known before, all of that was not so; the day before, Max was a member.
    let query = format!("known={}", known.format("%Y-%m-%dT%H:%M:%S%.6f"));
    let then = chi.get(&format!("/room/book?{query}")).await.text();
    assert!(
        then.contains("Kim Abara") && !then.contains("=Kim(1)"),
        "{then}"
    );
    assert!(!then.contains("resigned"), "{then}");
    let day = today - TimeDelta::days(350);
    let earlier = chi.get(&format!("/room/book?day={day}")).await.text();
    assert!(earlier.contains("Pia Farkas"), "{earlier}");
    assert!(!earlier.contains("Nordlicht"), "{earlier}");

    // Bad input: the form comes back with what is wrong in it.
    for (query, said) in [
        ("day=yesterday", "Give the day like 2026-07-31."),
        ("known=now", "Give day and time of the state of knowledge"),
        (
            "known=2999-01-01T00:00",
            "What will be recorded is not known yet.",
        ),
    ] {
        let page = chi.get(&format!("/room/book?{query}")).await;
        assert_eq!(page.status, 422, "{query}");
        assert!(page.text().contains(said), "{query}: {}", page.text());
        assert_eq!(
            chi.get(&format!("/room/book.csv?{query}")).await.status,
            409
        );
    }
    // It is the officers'.
    assert_ne!(app.visitor().get("/room/book").await.path, "/room/book");
    let kim = foundation.place.sign_in("kim@mail.example").await;
    assert_eq!(kim.get("/room/book.csv").await.status, 403);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r22_a_confidential_member_is_on_no_public_page_and_in_the_secretarys_list() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let foundation = Foundation::found(Place::of_app(&app)).await;
    let roll = foundation.certify_roll().await;
    let anybody = app.visitor();
    let public = anybody.get("/members").await;
    assert_eq!(public.status, 200);
    for member in ["Nordlicht Hosting", "Kim Abara", "Lou Bekker"] {
        assert!(public.text().contains(member), "{}", public.text());
    }
    // Pia's membership ran out: she is no member today.
    assert!(!public.text().contains("Pia Farkas"));
    let entry = "/log";
    for path in [
        "/",
        "/members",
        "/members?page=2",
        "/participation",
        "/people",
        "/polls",
        "/notices",
        "/rules",
        entry,
    ] {
        let page = anybody.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        for confidential in ["Ola Eide", "Quiet Works"] {
            assert!(!page.html.contains(confidential), "{path}");
        }
    }
    for path in [
        "/room/members",
        "/room/members.csv",
        "/room/book",
        "/room/book.csv",
        &format!("{roll}/list"),
        &format!("{roll}/list.csv"),
    ] {
        let page = foundation.chi.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        for confidential in ["Ola Eide", "Quiet Works"] {
            assert!(page.html.contains(confidential), "{path}: {}", page.text());
        }
    }
    // In order of name, with class and votes, and only those of record.
    let list = foundation.chi.get(&format!("{roll}/list.csv")).await.html;
    let names: Vec<&str> = list
        .lines()
        .skip(1)
        .filter_map(|line| line.split(',').next())
        .collect();
    assert_eq!(
        names,
        [
            "Kim Abara",
            "Lou Bekker",
            "Max Celik",
            "Nia Dossou",
            "Nordlicht Hosting",
            "Ola Eide",
            "Quiet Works",
            "Ravi Menon"
        ]
    );
    assert!(list.contains("Nordlicht Hosting,"), "{list}");
    // Who asks to be left out is left out from then on.
    let members = foundation.chi.get("/room/members?q=Lou").await;
    let member = foundation.chi.get(&members.link("Lou Bekker")).await;
    let form = member.form("/record").with("disclosed", "");
    foundation.chi.send(&form).await;
    assert!(!anybody.get("/members").await.text().contains("Lou Bekker"));
}

/// Twelve of two countries each and one of a third.
fn many(today: NaiveDate) -> String {
    let mut csv = MEMBERS_HEADER.to_owned();
    let (from, to) = (today - TimeDelta::days(300), today + TimeDelta::days(60));
    for at in 0..25 {
        let country = match at {
            0..12 => "DE",
            12..24 => "FR",
            _ => "NO",
        };
        csv += &format!(
            "Member {at:02},m{at}@mail.example,Individual,person,,{from},{from},{to},{country},yes,\n"
        );
    }
    csv
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn figures_about_few_are_withheld_and_none_is_told_of_an_open_vote() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let _ledger = app.ledger();
    let place = Place::of_app(&app);
    let members = many(place.now.date_naive());
    let mut foundation = Foundation::found_with(place, &members).await;
    foundation.certify_roll().await;
    let anybody = app.visitor();
    let report = anybody.get("/participation").await.text();
    assert!(
        report.contains("fewer than 10 members is withheld"),
        "{report}"
    );
    assert!(report.contains("Election rules § 7"), "{report}");
    assert!(
        report.contains("DE withheld FR 12 NO withheld Together 25"),
        "{report}"
    );
    assert!(report.contains("There is nothing to tell yet."), "{report}");

    let voters: Vec<String> = (0..11).map(|at| format!("m{at}@mail.example")).collect();
    let voters: Vec<&str> = voters.iter().map(String::as_str).collect();
    let signed_in = foundation.sign_in_all(&voters).await;
    foundation.place.now = Utc::now();
    let soon = Plan {
        closes: TimeDelta::seconds(30),
        ..Plan::default()
    };
    let poll = Poll::open(&foundation, &soon).await;
    for (at, voter) in signed_in.iter().enumerate() {
        poll.cast(voter, &format!("Member {at:02}"), &[("r1", "01")])
            .await;
    }
    let open = anybody.get("/participation").await.text();
    assert!(open.contains("There is nothing to tell yet."), "{open}");
    poll.closes(&anybody).await;
    let over = anybody.get("/participation").await.text();
    let year = Utc::now().format("%Y");
    let said = format!("for the first time, by year {year} 11 Together 11");
    assert!(over.contains(&said), "{over}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_day_of_a_term_is_the_same_for_the_member_and_for_officers() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let foundation = Foundation::without_keys(Place::of_app(&app)).await;
    // The file names the first day after it.
    let last = foundation.place.now.date_naive() + TimeDelta::days(59);
    let kim = foundation.place.sign_in("kim@mail.example").await;
    let own = kim.get("/me").await.text();
    let said = last.format("the last day of the term is %A %-d %B %Y.");
    assert!(own.contains(&said.to_string()), "{said}: {own}");
    let members = foundation.chi.get("/room/members?q=Kim+Abara").await;
    let member = foundation.chi.get(&members.link("Kim Abara")).await.text();
    let said = last.format("current until %-d %B %Y.");
    assert!(member.contains(&said.to_string()), "{said}: {member}");
}
