//! Counsel whom the board retained in a matter holds the days of its asset against the papers, and
//! of no other.

use chrono::NaiveDate;

use super::Register;
use crate::acts::room::{bare, refuses};
use crate::lock::Lock;
use crate::motion_rows::{Rows, person};
use crate::support::Page;
use crate::support::election::CHI;

const SECTION_8: &str = "Section 8 declaration of use, first";
/// Counsel in the matter about the mark, and in that about the domain.
const COUNSEL: [&str; 2] = ["pia@mail.example", "tom@mail.example"];

/// The secretary opens a matter about an asset, and the board retains counsel in it.
async fn retains(lock: &Lock, number: usize, address: &str) {
    let chi = lock.chi();
    let form = chi.get("/room/matters/new").await;
    let asset = format!("A-{number}");
    let values = [
        ("title", "Look-alike downloads"),
        ("venue", "advice"),
        ("asset", asset.as_str()),
    ];
    let matter = chi.submit(&form, "/room/matters", &values).await;
    let path = format!("/room/matters/{number}");
    assert_eq!(matter.path, path, "{}", matter.text());
    let proposal = [
        ("kind", "retain"),
        ("address", address),
        ("reason", "As the board was told."),
    ];
    let page = chi.submit(&matter, "/proposals", &proposal).await;
    assert_eq!(page.status, 200, "{}", page.text());
    let page = lock.directors[0].get(&path).await;
    let motion = page.link("Bring it before the board");
    let adopted = lock.board_decides_on(&motion, "yes yes yes yes no").await;
    assert!(
        adopted.text().contains("It became resolution"),
        "{}",
        adopted.text()
    );
}

/// Where a page leads to the first deadline of these words.
fn way(page: &Page, words: &str) -> String {
    let links = page.links().into_iter();
    let mut found =
        links.filter(|(said, path)| said.contains(words) && path.starts_with("/room/docket/"));
    match found.next() {
        Some((_, path)) => path,
        None => panic!("{words:?} is not in: {}", page.text()),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn counsel_confirms_the_days_of_what_they_are_retained_about() {
    let Some(mut lock) = Lock::found().await else {
        return;
    };
    lock.enters_assets().await;
    lock.at("2027-03-16 10:00:00").await;
    let mut register = Register {
        rows: Rows::of(&lock.world.address("commonhold_app")).await,
    };
    let registered: NaiveDate = "2022-03-15".parse().unwrap();
    register
        .rows
        .run(&format!(
            "INSERT INTO asset_events (id, asset, mark_case, code, happened_on, source, note, corrects, withdrawn, entered_by) \
             SELECT gen_random_uuid(), c.asset, c.id, 'REGISTRATION', '{registered}', 'office', '', NULL, false, {} FROM mark_cases c",
            person(CHI.1)
        ))
        .await;
    for (number, address) in (1..).zip(COUNSEL) {
        retains(&lock, number, address).await;
    }
    let place = &lock.foundation.place;
    let (pia, tom) = (
        place.sign_in(COUNSEL[0]).await,
        place.sign_in(COUNSEL[1]).await,
    );

    // The matter leads there, and so does a task; whoever entered the event has none.
    let task = format!("Hold the days of “{SECTION_8}” of TAMARACK (US) against the papers");
    let path = way(&pia.get("/room/matters/1").await, SECTION_8);
    refuses(&pia.get("/tasks").await, 200, &task);
    for other in [lock.chi(), &tom] {
        let tasks = other.get("/tasks").await.text();
        assert!(!tasks.contains(&task), "{tasks}");
    }
    let list = pia.get("/room/docket/assets/1").await;
    refuses(&list, 200, SECTION_8);
    assert!(!list.html.contains("\"/room/docket\""), "{}", list.text());
    let page = pia.get(&path).await;
    refuses(&page, 200, "+ 6 years = Wednesday 15 March 2028");
    for closed in ["/acts\"", "/acknowledgements\"", "/room/registry/1\""] {
        assert!(!page.html.contains(closed), "{closed}: {}", page.text());
    }

    // Counsel about something else is refused, as one of what there is not.
    let me = tom.get("/me").await;
    let refusal =
        "Counsel reads and confirms the deadlines of an asset while a matter about it is open";
    for path in [path.as_str(), "/room/docket/assets/1", "/room/docket/999"] {
        refuses(&tom.get(path).await, 403, refusal);
    }
    for path in [path.as_str(), "/room/docket/999"] {
        let form = bare(&me, &format!("{path}/confirmations"));
        refuses(&tom.send(&form).await, 403, refusal);
    }
    assert_eq!(tom.get("/room/docket/assets/2").await.status, 200);
    let number = path.rsplit('/').next().unwrap();
    let row = |by: &str| {
        format!(
            "INSERT INTO deadline_confirmations (deadline, person) SELECT d.id, {} FROM deadlines d WHERE d.number = {number}",
            person(by)
        )
    };
    assert_eq!(
        register.rows.refused(&row(COUNSEL[1])).await,
        "confirmed_by_keeper_or_counsel"
    );
    // What officers do with deadlines is theirs.
    for closed in ["/room/docket", "/room/docket/rules"] {
        assert_eq!(pia.get(closed).await.status, 403, "{closed}");
    }
    let form = bare(&page, &format!("{path}/acknowledgements"));
    assert_eq!(pia.send(&form).await.status, 403);

    let confirmed = pia.submit(&page, "/confirmations", &[]).await;
    refuses(
        &confirmed,
        200,
        "Pia Farkas confirmed the days as second person",
    );
    refuses(&lock.chi().get(&path).await, 200, "Pia Farkas confirmed");
    let tasks = pia.get("/tasks").await.text();
    assert!(!tasks.contains(&task), "{tasks}");

    // Whoever is counsel no more reads none of it.
    let matter = pia.get("/room/matters/1").await;
    let gone = [
        ("says", "steps_down"),
        ("declared", "The firm has a conflict."),
    ];
    pia.submit(&matter, "/declarations", &gone).await;
    assert_eq!(pia.get(&path).await.status, 403);
}
