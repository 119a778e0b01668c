//! What counts as an answer, what does not, and who is told.

use std::fs;

use commonhold::db::Role;

use super::{DOMAIN, Outside, PATH, Says, about, count, entered, recorded, row_of};
use crate::acts::room::{founded, refuses};
use crate::auditor::export::reads_back;
use crate::motion_rows::Rows;
use crate::registry_imports::{CASE, keeper};
use crate::support::election::{ADA, BEN, CHI};
use crate::support::{MailFolder, eventually};

/// Domains, each with what is answered about it, what that is taken for, and a word of
/// the sentence that is kept.
fn bad_answers() -> Vec<(&'static str, Says, &'static str, &'static str)> {
    let whole = Says::ok;
    let large = " ".repeat(1024 * 1024);
    vec![
        (
            "five-hundred",
            Says::Answer(500, b"{}".to_vec()),
            "failed",
            "answered 500",
        ),
        (
            "refused",
            Says::Answer(429, about("REFUSED.EXAMPLE").into()),
            "failed",
            "answered 429",
        ),
        (
            "page",
            whole("<!doctype html><title>Log in</title>"),
            "unreadable",
            "no JSON",
        ),
        (
            "error",
            whole(r#"{"errorCode": 503}"#),
            "unreadable",
            "an error that the registry answered",
        ),
        ("empty", whole(""), "unreadable", "empty"),
        (
            "other",
            whole(&about("OTHERS.EXAMPLE")),
            "unreadable",
            "another domain",
        ),
        (
            "large",
            whole(&format!("{}{large}", about("LARGE.EXAMPLE"))),
            "failed",
            "larger than 1 MB",
        ),
        ("silent", Says::Nothing, "failed", "within 20 seconds"),
        (
            "packed",
            Says::With(
                200,
                "Content-Encoding",
                "gzip".into(),
                about("PACKED.EXAMPLE").into(),
            ),
            "failed",
            "compressed",
        ),
        (
            "plain",
            Says::elsewhere("http://rdap.example/domain/plain.example"),
            "failed",
            "not by https",
        ),
        (
            "private",
            Says::elsewhere("https://10.0.0.1/domain/private.example"),
            "failed",
            "private network",
        ),
        (
            "cloud",
            Says::elsewhere("https://169.254.169.254/latest"),
            "failed",
            "private network",
        ),
        (
            "round",
            Says::elsewhere("round.example"),
            "failed",
            "more than 3 times",
        ),
        (
            "nowhere",
            Says::Answer(302, Vec::new()),
            "failed",
            "to nowhere",
        ),
        (
            "gone",
            Says::Answer(404, Vec::new()),
            "absent",
            "answered 404",
        ),
        (
            "sent-on",
            Says::elsewhere("/again"),
            "equal",
            "what the register says",
        ),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_or_cannot_be_read_never_counts_as_unchanged() {
    let (app, foundation) = founded().await;
    let chi = keeper(&foundation);
    let mut rows = Rows::of(&app.database.address(Role::App)).await;
    let (outside, further) = (Outside::open().await, Outside::open().await);
    let mut bad = bad_answers();
    bad.push((
        "neighbour",
        Says::elsewhere(&format!("{}again", further.base)),
        "failed",
        "private network",
    ));
    for (name, says, _, _) in &bad {
        let name = format!("{name}.example");
        entered(chi, "rdap", &about(&name.to_uppercase())).await;
        outside.says(&format!("domain/{name}"), says.clone());
    }
    further.says("again", Says::ok(&about("NEIGHBOUR.EXAMPLE")));
    outside.says("again", Says::elsewhere("/third"));
    outside.says("third", Says::ok(&about("SENT-ON.EXAMPLE")));
    // Nobody is asked unless the operator says whom.
    let page = chi.get(PATH).await;
    refuses(&page, 200, "○ switched off");
    refuses(&page, 200, "COMMONHOLD_WATCH_RDAP");
    let versions = count(&mut rows, "asset_versions").await;
    assert_eq!(count(&mut rows, "watch_results").await, 0);

    let (watching, process) = app
        .another_server_with("watching", &["--watch-rdap", &outside.base])
        .await;
    recorded(&mut rows, bad.len()).await;
    let page = chi.at(&watching).get(PATH).await;
    refuses(&page, 200, "✓ on");
    for (name, _, outcome, word) in &bad {
        let kept = rows
            .said(&format!(
                "SELECT w.outcome || ': ' || w.said AS it FROM watch_results w JOIN asset_now n ON n.asset = w.asset \
                 WHERE n.title = '{name}.example'"
            ))
            .await;
        assert!(kept.starts_with(&format!("{outcome}: ")), "{name}: {kept}");
        assert!(kept.contains(word), "{name}: {kept}");
        let row = row_of(&page, &format!("<bdi>{name}.example</bdi>"));
        assert_eq!(row.contains("✓ equal"), *outcome == "equal", "{row}");
        // Redirects are followed three times, and nothing else is asked twice.
        let times = if *name == "round" { 4 } else { 1 };
        assert_eq!(
            outside.times(&format!("domain/{name}.example")),
            times,
            "{name}"
        );
    }
    // Nothing was changed by any of it, and nothing waits.
    assert_eq!(count(&mut rows, "asset_versions").await, versions);
    assert_eq!(count(&mut rows, "registry_import_drafts").await, 0);
    // That an answer failed is not told, nor is a 404 on its first day.
    let letters = "outbox_letters WHERE kind = 'asset_watched'";
    assert_eq!(count(&mut rows, letters).await, 0);
    // Another server on the same machine is not where we were told to ask.
    assert_eq!(further.asked(), Vec::<String>::new());
    // We say who we are, and keep no cookie.
    for request in &outside.asked() {
        let lower = request.to_lowercase();
        assert!(lower.contains("user-agent: commonhold/"), "{request}");
        assert!(!lower.contains("cookie"), "{request}");
    }
    // From here on letters leave from one place.
    drop(process);
    reads_back(&foundation, &[("watch-results", "answered 500")]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_protected_domain_without_its_lock_is_told_and_its_difference_waits() {
    let (app, foundation) = founded().await;
    let chi = keeper(&foundation);
    let mut rows = Rows::of(&app.database.address(Role::App)).await;
    let number = entered(chi, "rdap", DOMAIN).await;
    let outside = Outside::open().await;
    let unlocked = DOMAIN
        .replace("\"client transfer prohibited\", ", "")
        .replace("2027-03-10T09", "2027-01-10T09");
    outside.says("domain/tamarack.example", Says::ok(&unlocked));
    let (watching, process) = app
        .another_server_with("watching", &["--watch-rdap", &outside.base])
        .await;
    recorded(&mut rows, 1).await;
    let at = chi.at(&watching);
    let page = at.get(PATH).await;
    refuses(&page, 200, "○ differs");
    refuses(
        &page,
        200,
        "It is not locked against transfer (clientTransferProhibited).",
    );
    refuses(
        &page,
        200,
        "It expires on 2027-01-10, earlier than the register says.",
    );
    let room = at.get(&format!("/room/registry/{number}")).await;
    refuses(
        &room,
        200,
        "Watched: never seen equal to the register; the last answer differs.",
    );
    refuses(
        &chi.get("/tasks").await,
        200,
        "Look at what the daily watch found",
    );
    // The letter goes to who keeps the register, wherever it leaves from.
    let folders = [
        app.mail(),
        MailFolder::new(app.folder("watching").join("mail")),
    ];
    let subject = format!("A-{number} tamarack.example: look at it");
    let to = |address: &str| {
        folders
            .iter()
            .flat_map(|folder| folder.to(address))
            .filter(|letter| letter.subject == subject)
            .collect::<Vec<_>>()
    };
    let letter = eventually("the letter", async || to(CHI.1).pop()).await;
    let body = letter.body.split_whitespace().collect::<Vec<_>>().join(" ");
    for said in [
        "does not report clientTransferProhibited",
        "It expires on Sunday 10 January 2027, earlier",
        "Its status is now: ok.",
        "Nothing in the register was changed.",
    ] {
        assert!(body.contains(said), "{said}: {body}");
    }
    eventually("every letter", async || {
        let kept = count(&mut rows, "outbox_letters WHERE kind = 'asset_watched'").await;
        (kept == to(CHI.1).len() + to(ADA.1).len() + to(BEN.1).len()).then_some(())
    })
    .await;
    // Whoever does not keep it reads the page, and takes nothing over.
    refuses(
        &foundation.ben.at(&watching).get(PATH).await,
        200,
        "○ differs",
    );
    refuses(&app.visitor().at(&watching).get(PATH).await, 200, "Sign in");
    // Taken over by a person, as any file.
    let (_, file) = page
        .links()
        .into_iter()
        .find(|(_, path)| path.starts_with("/room/registry/import/"))
        .unwrap();
    let rows_page = chi.get(&file).await;
    refuses(&rows_page, 200, "the daily watch");
    // Whoever takes over the nearer day has deadlines counted from it.
    refuses(&rows_page, 200, "comes with the day on which it ends");
    let ticks = crate::registry_imports::ticks_of(
        &rows_page,
        &["Take over Expires", "Take over EPP statuses"],
    );
    let done = crate::registry_imports::accepts(chi, &rows_page, &ticks).await;
    refuses(&done, 200, "taken over");
    refuses(&done, 200, "the daily watch");
    refuses(&done, 200, "Domain expires on this day (2027-01-10)");
    let docket = chi.get("/room/docket").await;
    refuses(&docket, 200, "Renewal of the domain");
    refuses(&docket, 200, "10 January 2027");
    let text = docket.text();
    assert!(!text.contains("10 March 2027"), "{text}");
    let superseded = chi.get("/room/docket?show=superseded").await;
    refuses(&superseded, 200, "Renewal of the domain");
    refuses(&superseded, 200, "Last day 10 March 2027");
    // From here on letters leave from one place.
    drop(process);
    reads_back(
        &foundation,
        &[
            ("registry-imports", "2027-01-10"),
            ("watch-results", "nearer_expiry"),
        ],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_office_is_asked_with_the_key_and_the_key_goes_nowhere_else() {
    const SECRET: &str = "not-for-anybody-else-42";
    let (app, foundation) = founded().await;
    let chi = keeper(&foundation);
    let mut rows = Rows::of(&app.database.address(Role::App)).await;
    let number = entered(chi, "st96", CASE).await;
    entered(chi, "rdap", DOMAIN).await;
    let (outside, further) = (Outside::open().await, Outside::open().await);
    outside.says("sn90123456/info.xml", Says::elsewhere("/case"));
    further.says("domain/tamarack.example", Says::ok(DOMAIN));
    let changed = CASE.replace(">700<", ">702<");
    assert_ne!(changed, CASE);
    outside.says("case", Says::ok(&changed));
    let file = app.folder("key");
    fs::write(&file, format!("{SECRET}\n")).unwrap();
    let arguments = [
        "--watch-rdap",
        &further.base,
        "--watch-tsdr",
        &outside.base,
        "--watch-tsdr-key-file",
        file.to_str().unwrap(),
        "--watch-tsdr-key-header",
        "X-Office-Key",
    ];
    let (watching, _process) = app.another_server_with("watching", &arguments).await;
    recorded(&mut rows, 2).await;
    let page = chi.at(&watching).get(PATH).await;
    refuses(&page, 200, "○ differs");
    refuses(&page, 200, &format!("A-{number} TAMARACK"));
    refuses(&page, 200, "Its status is another: 702.");
    // Also where the office sends on within itself.
    let asked = outside.asked();
    assert_eq!(asked.len(), 2);
    for request in &asked {
        assert!(
            request.to_lowercase().contains("x-office-key: "),
            "{request}"
        );
        assert!(request.contains(SECRET));
    }
    assert_eq!(further.times("domain/tamarack.example"), 1);
    for request in further.asked() {
        assert!(!request.contains(SECRET), "{request}");
    }
    for place in ["log", "log of watching"] {
        let log = fs::read_to_string(app.folder(place)).unwrap();
        assert!(!log.contains(SECRET), "{log}");
    }
    assert!(!page.html.contains(SECRET));
}
