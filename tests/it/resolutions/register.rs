//! The register as anybody reads it: found by words, by body, year and state; the
//! page; the feed; what auditors take away.

use super::resolves;
use crate::acts::room::{founded, refuses};
use crate::auditor::export::reads_back;

#[tokio::test(flavor = "multi_thread")]
async fn a_resolution_is_found_and_read_by_everybody() {
    let (_app, foundation) = founded().await;
    let (chi, ada) = (&foundation.chi, &foundation.ada);
    let year = chrono::Utc::now().format("%Y").to_string();
    let (first, second) = (format!("{year}-F-001"), format!("{year}-F-002"));
    resolves(
        chi,
        ada,
        "Mirror network budget",
        "The **mirrors** get 900 euros. <script>alert(1)</script>",
    )
    .await;
    resolves(chi, ada, "A code of conduct", "Everybody is kind.").await;
    let reader = foundation.place.visitor();

    let list = reader.get("/resolutions").await;
    refuses(&list, 200, "2 resolutions, the newest first.");
    let text = list.text();
    assert!(text.find(&second).unwrap() < text.find(&first).unwrap());
    for (asked, found, not) in [
        ("q=mirror", &first, &second),
        ("q=netw", &first, &second),
        ("q=mirrors+euro", &first, &second),
        ("q=%22code+of+conduct%22", &second, &first),
        ("q=budget+-mirror", &String::new(), &first),
        ("q=kind+or+nothing", &second, &first),
        ("q=mirror&body=board", &String::new(), &first),
        (
            &format!("q=kind&year={year}&state=in-force"),
            &second,
            &first,
        ),
        ("state=done", &String::new(), &first),
        ("state=rescinded", &String::new(), &first),
        ("year=1999", &String::new(), &first),
        ("q=%27%29%3B+DROP", &String::new(), &first),
    ] {
        let page = reader.get(&format!("/resolutions?{asked}")).await;
        assert_eq!(page.status, 200, "{asked}: {}", page.text());
        let text = page.text();
        if found.is_empty() {
            refuses(&page, 200, "No resolution is found.");
        } else {
            assert!(text.contains(found.as_str()), "{asked}: {text}");
        }
        assert!(!text.contains(not.as_str()), "{asked}: {text}");
    }
    // Whoever types a number is led to it.
    let led = reader
        .get(&format!("/resolutions?q={}", first.to_lowercase()))
        .await;
    assert_eq!(led.path, format!("/resolutions/{first}"));

    let page = reader.get(&format!("/resolutions/{first}")).await;
    for sentence in [
        "Mirror network budget",
        "Yes 3 Ada Okafor, Ben Lindqvist, Chi Moreau",
        "3 yes of 3 present; 2 needed: more than half of those present (Bylaws § 4.11)",
        "Adopted on",
        "Resolution takes effect",
    ] {
        refuses(&page, 200, sentence);
    }
    assert!(page.html.contains("<strong>mirrors</strong>"));
    assert!(!page.html.contains("<script>alert"));
    // What is printed says where it stands.
    assert!(page.html.contains("class=\"printed\""));
    assert!(page.text().contains(&format!("/resolutions/{first}")));
    for address in ["2026", "2026-f-001", "1999-F-001", "2026-F-1", "x"] {
        let none = reader.get(&format!("/resolutions/{address}")).await;
        assert_eq!(none.status, 404, "{address}");
    }
    let german = reader
        .submit(&page, "/language", &[("language", "de")])
        .await;
    refuses(&german, 200, "✓ in Kraft");

    let feed = foundation
        .place
        .visitor()
        .get("/feeds/resolutions.atom")
        .await;
    assert_eq!(feed.status, 200);
    let feed: atom_syndication::Feed = feed.html.parse().unwrap();
    let entry = &feed.entries()[1];
    assert_eq!(
        entry.title().as_str(),
        format!("{first} Mirror network budget")
    );
    assert!(
        entry.links()[0]
            .href()
            .ends_with(&format!("/resolutions/{first}"))
    );

    reads_back(
        &foundation,
        &[
            ("resolutions", "Mirror network budget"),
            ("resolutions", "A code of conduct"),
        ],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_register_is_read_page_by_page() {
    use crate::acts::room::bare;
    use crate::motion_rows::{Rows, person};
    use crate::support::election::CHI;
    use commonhold::db::Role;
    use commonhold::parties::PartyId;

    let (app, foundation) = founded().await;
    let mut rows = Rows::of(&app.database.address(Role::App)).await;
    let chi = format!("SELECT {}::text AS it", person(CHI.1));
    let chi = PartyId(rows.said(&chi).await.parse().unwrap());
    let pages = super::entered(&mut rows.db, chi, 53).await;
    let first = foundation.ada.get(&pages[0]).await;
    for page in &pages {
        let form = bare(&first, &format!("{page}/confirmation"));
        refuses(&foundation.ada.send(&form).await, 200, "✓ decided");
    }
    let reader = foundation.place.visitor();
    let page = reader.get("/resolutions?q=thing").await;
    refuses(&page, 200, "53 resolutions, the newest first.");
    refuses(&page, 200, "-F-053");
    assert!(!page.text().contains("-F-003"));
    let next = reader.get(&page.link("Older resolutions")).await;
    refuses(&next, 200, "53 resolutions, the newest first.");
    for number in ["-F-001", "-F-002", "-F-003"] {
        refuses(&next, 200, number);
    }
    assert!(!next.text().contains("-F-004"));
    assert!(!next.text().contains("Older resolutions"));
}
