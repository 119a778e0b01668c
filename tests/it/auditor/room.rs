//! The room's pages.

use crate::minutes;
use commonhold::audit::registers::all;
use diesel_async::SimpleAsyncConnection;

use super::{AUDITOR, appoints_an_auditor, auditor, texts};
use crate::support::election::{Foundation, NO_LIMITS, Place, Plan, Poll};
use crate::support::{TestApp, Visitor};

async fn founded() -> (TestApp, Foundation) {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let foundation = Foundation::found(Place::of_app(&app)).await;
    (app, foundation)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_auditor_reads_every_register_and_officers_read_what_was_read() {
    let (app, foundation) = founded().await;
    foundation.certify_roll().await;
    Poll::open(&foundation, &Plan::default()).await;
    let nia = auditor(&foundation).await;

    let room = nia.get("/audit").await;
    assert_eq!(room.status, 200, "{}", room.text());
    assert!(
        room.text().contains("Salts of the rolls"),
        "{}",
        room.text()
    );
    for register in all() {
        let page = nia.get(&room.link(register.title)).await;
        assert_eq!(page.status, 200, "{}: {}", register.name, page.text());
        assert_eq!(page.path, format!("/audit/{}", register.name));
        assert!(page.text().contains(register.what), "{}", register.name);
    }
    for (register, said) in [
        // One who is not disclosed to the public is named to an auditor.
        ("members", "Ola Eide"),
        ("roll-lines", "Ola Eide"),
        ("offices", "election_officer"),
        ("decisions", "The auditor of the year"),
        ("representations", "Nordlicht Hosting"),
        ("rolls", "Ben Lindqvist"),
        ("polls", "open"),
        ("acts", "poll.opened"),
        ("signatures", "Ada Okafor"),
        ("officers-keys", "Ben Lindqvist"),
        ("rules", "quorum.members"),
        ("auditors-views", "Nia Dossou"),
    ] {
        let page = nia.get(&format!("/audit/{register}")).await;
        assert!(page.text().contains(said), "{register}: {}", page.text());
    }
    assert_eq!(nia.get("/audit/passwords").await.status, 404);
    assert_eq!(nia.get("/audit/polls?after=x").await.status, 400);

    // The audited see it; so does the auditor. The page tells the latest hundred.
    nia.get("/audit").await;
    for reader in [&foundation.chi, &foundation.ada, &nia] {
        let views = reader.get("/audit/views").await;
        let text = views.text();
        assert_eq!(views.status, 200, "{text}");
        for said in ["Nia Dossou", "The list of registers", "Lines of the rolls"] {
            assert!(text.contains(said), "{said}: {text}");
        }
    }
    let mut administrator = app.database.administrator().await;
    let recorded = "SELECT DISTINCT register AS it FROM auditor_views WHERE what = 'register'";
    let recorded = texts(&mut administrator, recorded).await;
    assert_eq!(recorded.len(), all().count());
    let looks = "SELECT count(*)::text AS it FROM auditor_views WHERE what NOT IN ('register', 'room', 'views')";
    assert_eq!(texts(&mut administrator, looks).await, ["0"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_register_is_read_page_by_page_and_no_row_twice() {
    let (app, foundation) = founded().await;
    let nia = auditor(&foundation).await;
    let mut administrator = app.database.administrator().await;
    administrator
        .batch_execute(
            "INSERT INTO auditor_views (person, what)
             SELECT t.person, 'room' FROM office_terms t, generate_series(1, 230) WHERE t.office = 'auditor'",
        )
        .await
        .unwrap();
    let mut page = nia.get("/audit/auditors-views").await;
    let mut seen: Vec<u32> = Vec::new();
    loop {
        assert_eq!(page.status, 200, "{}", page.text());
        let rows = page.html.split("<tr>").filter(|row| row.starts_with("<td"));
        let before = seen.len();
        for row in rows {
            let number = row.split(['>', '<']).nth(2).unwrap();
            seen.push(number.parse().unwrap());
        }
        assert!(seen.len() - before <= 100);
        let Some((_, next)) = page
            .links()
            .into_iter()
            .find(|(words, _)| words == "Next page")
        else {
            break;
        };
        page = nia.get(&next).await;
    }
    // Each page read is a row more, which the later pages show.
    let known: Vec<u32> = (1..).take(seen.len()).collect();
    assert_eq!(seen, known);
    assert!((233..=234).contains(&seen.len()), "{}", seen.len());
    let views = foundation.chi.get("/audit/views").await;
    let earlier = foundation.chi.get(&views.link("Earlier")).await;
    assert!(
        views.text().contains("What auditors looked at, after ["),
        "{}",
        views.text()
    );
    assert!(earlier.text().contains("100 records"), "{}", earlier.text());
}

async fn refused(visitor: &Visitor, sentence: &str) {
    for path in ["/audit", "/audit/members", "/audit/registers.zip"] {
        let page = visitor.get(path).await;
        assert_eq!(page.status, 403, "{path}: {}", page.text());
        assert!(page.text().contains(sentence), "{path}: {}", page.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_enters_and_an_auditor_only_during_the_term() {
    let (app, foundation) = founded().await;
    assert_eq!(
        app.visitor().get("/audit").await.path,
        "/sign-in?next=%2Faudit"
    );
    refused(
        &foundation.ada,
        "Only an auditor may do this. You act as an election officer.",
    )
    .await;
    refused(
        &foundation.chi,
        "Only an auditor may do this. You act as the secretary.",
    )
    .await;
    let nia = foundation.place.sign_in(AUDITOR).await;
    let sentence = "open to auditors, during their term";
    refused(&nia, sentence).await;
    assert_eq!(nia.get("/audit/views").await.status, 403);

    appoints_an_auditor(&foundation, AUDITOR).await;
    let front = nia.get("/").await;
    assert_eq!(front.link("Auditors’ room"), "/audit");
    assert!(
        !front.links().iter().any(|(_, target)| target == "/room"),
        "{:?}",
        front.links()
    );
    assert_eq!(nia.get("/audit").await.status, 200);
    let officers = nia.get("/room").await;
    assert_eq!(officers.status, 403);
    assert!(
        officers.text().contains("You are an auditor"),
        "{}",
        officers.text()
    );

    // The office is ended by another decision.
    let mut administrator = app.database.administrator().await;
    let term = "SELECT id::text AS it FROM office_terms WHERE office = 'auditor'";
    let term = texts(&mut administrator, term).await.remove(0);
    let form = format!("/room/offices/{term}/end");
    minutes::decide(&foundation.chi, &foundation.ada, &form, &[]).await;
    refused(&nia, sentence).await;
    assert_eq!(nia.get("/audit/views").await.status, 403);
    assert!(
        !nia.get("/")
            .await
            .links()
            .iter()
            .any(|(_, target)| target == "/audit")
    );
    let recorded = "SELECT what || ' ' || count(*) AS it FROM auditor_views GROUP BY what";
    assert_eq!(texts(&mut administrator, recorded).await, ["room 1"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_auditor_s_credential_the_room_says_what_is_missing() {
    let (app, foundation) = founded().await;
    let nia = auditor(&foundation).await;
    let (address, _node) = app.server_without_auditor("bare").await;
    let there = nia.at(&address);
    for path in ["/audit", "/audit/members", "/audit/registers.zip"] {
        let page = there.get(path).await;
        assert_eq!(page.status, 503, "{path}: {}", page.text());
        assert!(
            page.text().contains("COMMONHOLD_AUDITOR_URL"),
            "{}",
            page.text()
        );
    }
    // What was asked for is known all the same, and officers read it there too.
    let views = foundation.chi.at(&address).get("/audit/views").await;
    assert!(
        views.text().contains("Took everything away: begun"),
        "{}",
        views.text()
    );
    assert_eq!(nia.get("/audit").await.status, 200);
}
