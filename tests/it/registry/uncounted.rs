//! Days from which nothing is counted: the pages of the assets, which the program judges, and the
//! tasks, for which the database looks first, say the same.

use std::collections::BTreeSet;

use chrono::{Days, Utc};
use commonhold::registry::model::Kind;
use commonhold::registry::model::case::CaseState;
use commonhold::registry::model::fields::{self, Control};
use commonhold::registry::model::uncounted::ENDS;
use diesel_async::SimpleAsyncConnection;

use super::{a_case, a_mark, enters, fills};
use crate::acts::room::{founded, refuses};
use crate::permits::asset;
use crate::registry_imports::{accepts, brings, every_tick};
use crate::support::{Page, Visitor};

/// Where events of days are recorded, as a page links to it.
fn offered(page: &Page) -> BTreeSet<String> {
    assert_eq!(page.status, 200, "{}", page.text());
    let links = page.links().into_iter().map(|(_, path)| path);
    links
        .filter(|path| path.contains("/do/event-entered?of="))
        .collect()
}

/// The same of the pages of all these assets, which is what the tasks say.
async fn on_both(chi: &Visitor, assets: i64) -> BTreeSet<String> {
    let mut on_pages = BTreeSet::new();
    for number in 1..=assets {
        let page = chi.get(&format!("/room/registry/{number}")).await;
        on_pages.extend(offered(&page));
    }
    assert_eq!(offered(&chi.get("/tasks").await), on_pages);
    on_pages
}

async fn a_mark_of(chi: &Visitor, words: &str) -> String {
    let values = [
        ("title", words),
        ("verbal_element", words),
        ("feature", "word"),
        ("reason", "Entered from the certificate."),
    ];
    enters(chi, "trademark", &values).await.path
}

/// Enters an asset of a kind with what it needs, and these days.
async fn an_asset(chi: &Visitor, kind: Kind, title: &str, days: &[(&str, &str)]) {
    let typed: Vec<(&str, String)> = fields::of(kind)
        .iter()
        .filter(|field| field.needed && field.control == Control::Line)
        .map(|field| match field.key {
            "fqdn" => (field.key, "tamarack.example".to_owned()),
            key => (key, format!("{title}-{key}")),
        })
        .collect();
    let mut values: Vec<(&str, &str)> = typed
        .iter()
        .map(|(key, value)| (*key, value.as_str()))
        .collect();
    values.extend([("title", title), ("reason", "Entered from its papers.")]);
    values.extend(days);
    let page = enters(chi, kind.word(), &values).await;
    assert_eq!(page.status, 200, "{}", page.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_and_tasks_agree_on_each_kind_of_day() {
    let (_app, foundation) = founded().await;
    let chi = &foundation.chi;
    // Filed, published, registered.
    let room = a_mark(chi).await;
    a_case(chi, &room, &[]).await;
    let file = "asset,kind,detail:published_on\nA-1,trademark,2021-01-05\n";
    let page = brings(chi, "csv", "", file).await;
    let done = accepts(chi, &page, &every_tick(&page)).await;
    assert_eq!(done.status, 200, "{}", done.text());
    // Registered at the bureau; its designation has no filing of its own.
    let room = a_mark_of(chi, "LARCH").await;
    let elsewhere = [("basis", ""), ("register", "")];
    let bureau = [
        ("office", "WO"),
        ("route", "madrid_ir"),
        ("application_no", ""),
        ("filed_on", ""),
        ("registration_no", "1612345"),
    ];
    let page = a_case(chi, &room, &[&elsewhere[..], &bureau[..]].concat()).await;
    let change = page.link("Change case WO 1612345");
    let parent = change.split_once("of=").map_or("", |(_, of)| of);
    let designation = [
        ("office", "JP"),
        ("route", "madrid_designation"),
        ("parent", parent),
        ("application_no", "1612345"),
        ("registration_no", ""),
        ("registered_on", ""),
        ("case_state", "filed"),
    ];
    let page = a_case(chi, &room, &[&elsewhere[..], &designation[..]].concat()).await;
    refuses(&page, 200, "JP 1612345");
    // What is over in each of the ways.
    let mut assets = 2;
    for state in CaseState::ALL.iter().filter(|state| state.is_over()) {
        let room = a_mark_of(chi, state.said()).await;
        let over = [
            ("registration_no", ""),
            ("registered_on", ""),
            ("case_state", state.word()),
        ];
        refuses(&a_case(chi, &room, &over).await, 200, state.said());
        assets += 1;
    }
    // Ends, and one of a key that was revoked.
    for (kind, detail, _) in ENDS {
        an_asset(chi, kind, kind.word(), &[(detail, "2029-03-15")]).await;
        assets += 1;
    }
    let revoked = [("expires_on", "2029-03-15"), ("revoked_on", "2026-01-02")];
    an_asset(chi, Kind::SigningKey, "revoked", &revoked).await;
    assets += 1;

    let offers = on_both(chi, assets).await;
    let mut codes: Vec<&str> = offers
        .iter()
        .filter_map(|path| path.split_once("?of=")?.1.split(':').next())
        .collect();
    codes.sort_unstable();
    let mut expected = vec![
        "FILING",
        "INTERNATIONAL_REGISTRATION",
        "PUBLICATION",
        "REGISTRATION",
    ];
    expected.extend(ENDS.map(|(_, _, code)| code));
    expected.sort_unstable();
    assert_eq!(codes, expected);
    // Nothing is left once each is recorded.
    for path in &offers {
        assert_eq!(fills(chi, path, &[]).await.status, 200, "{path}");
    }
    assert_eq!(on_both(chi, assets).await, BTreeSet::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_says_no_day_hides_none() {
    let (app, foundation) = founded().await;
    let chi = &foundation.chi;
    // As many as the tasks look at, and protected: files once brought such words.
    let mut superuser = app.database.administrator().await;
    for number in 1..=26 {
        asset(&app, "domain", &format!("n{number}.example"), "owned").await;
    }
    let said = "INSERT INTO asset_versions (asset, version, title, holding, owner, state, protected, open, identifiers, details, \
                                            entered_by, reason) \
                SELECT n.asset, n.version + 1, n.title, n.holding, n.owner, n.state, n.protected, n.open, n.identifiers, \
                       '{\"expires_on\":\"31 May 2027\"}', \
                       (SELECT person FROM office_terms WHERE office = 'secretary' LIMIT 1), 'From a file' \
                FROM asset_now n";
    superuser.batch_execute(said).await.unwrap();
    let ends = [("expires_on", "2029-03-15")];
    an_asset(chi, Kind::Certificate, "certificate", &ends).await;
    assert_eq!(on_both(chi, 27).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renewal_asks_until_when_the_asset_lasts_now() {
    let (_app, foundation) = founded().await;
    let chi = &foundation.chi;
    let today = Utc::now().date_naive();
    let (renewed, ends, later) = (
        (today - Days::new(1)).to_string(),
        (today + Days::new(20)).to_string(),
        (today + Days::new(385)).to_string(),
    );
    let expires = [("expires_on", ends.as_str())];
    an_asset(chi, Kind::Domain, "tamarack.example", &expires).await;
    let room = "/room/registry/1";
    let (waits, said) = (
        "Enter until when A-1 tamarack.example lasts now",
        "no deadline follows any more",
    );
    let is_asked = async |asked: bool| {
        for (path, sentence) in [("/tasks", waits), (room, said)] {
            let text = chi.get(path).await.text();
            assert_eq!(text.contains(sentence), asked, "{path}: {text}");
        }
    };
    let page = chi.get(room).await;
    let page = fills(chi, &page.link("Record the event"), &[]).await;
    assert_eq!(page.status, 200, "{}", page.text());
    is_asked(false).await;
    let event = [
        ("code", "DOMAIN_RENEWED"),
        ("happened_on", renewed.as_str()),
    ];
    let page = fills(chi, &format!("{room}/do/event"), &event).await;
    refuses(&page, 200, "Domain renewed");
    is_asked(true).await;
    // The new day asks for its event, and that answers it.
    let change = [
        ("expires_on", later.as_str()),
        ("reason", "It was renewed for a year."),
    ];
    let page = fills(chi, &page.link("Enter the new last day"), &change).await;
    is_asked(false).await;
    refuses(&chi.get("/tasks").await, 200, "Domain expires on this day");
    let page = fills(chi, &page.link("Record the event"), &[]).await;
    assert_eq!(page.status, 200, "{}", page.text());
    is_asked(false).await;
    assert_eq!(on_both(chi, 1).await, BTreeSet::new());
    let docket = chi.get("/room/docket/assets/1").await;
    refuses(&docket, 200, "Renewal of the domain");
    refuses(&docket, 200, "✓ met");
}
