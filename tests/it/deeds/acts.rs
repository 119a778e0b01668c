//! Seven of the nine acts, each decided, carried out and told by what it changed. A transfer is
//! carried out by `story`, an exclusive licence by the tests of licences.

use chrono::TimeDelta;

use super::story::verified;
use crate::acts::room::refuses;
use crate::lock::Lock;
use crate::notices::local;
use crate::registry::{enters, fills};
use crate::support::election::option_value;
use crate::support::{Page, eventually};

/// The asset, the act, and what its form is filled with.
type Proposed<'a> = (i64, &'a str, &'a [(&'a str, &'a str)]);

/// The deeds in the order in which they are written down and carried out. Three of them make a new
/// version of their asset, which no other deed on it outlives: each has its own, or comes last.
const CASE: usize = 0;
const SURRENDER: usize = 1;
const ENCUMBER: usize = 2;
const CUSTODY: usize = 3;
const IDENTIFY: usize = 4;
const UNPROTECT: usize = 5;
const STATE: usize = 6;

/// What the form of an act on the mark offers under these words.
async fn offered(lock: &Lock, act: &str, words: &str) -> String {
    let page = lock
        .chi()
        .get(&format!("/room/registry/1/deeds/new/{act}"))
        .await;
    option_value(&page, words)
}

/// Has a deed prepared, signed and carried out; the asset as everybody reads it then.
async fn done(lock: &Lock, deed: &str, asset: i64) -> Page {
    let act = lock.prepares(deed).await;
    let done = lock.foundation.sign(&act).await;
    let sentence = format!("Deed D-{deed} on A-{asset} is carried out.");
    refuses(&done, 200, &sentence);
    let reader = lock.world.visitor();
    let page = reader.get(&format!("/deeds/{deed}")).await;
    refuses(&page, 200, "✓ carried out");
    reader.get(&format!("/registry/{asset}")).await
}

// Slow: seven decisions of the board, seven votes and two months, in one world.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_act_changes_what_its_deed_says() {
    let Some(mut lock) = Lock::found().await else {
        return;
    };
    lock.enters_assets().await;
    let another = [
        ("title", "tamarack.test"),
        ("fqdn", "tamarack.test"),
        ("reason", "Entered from the registrar's page."),
    ];
    let page = enters(lock.chi(), "domain", &another).await;
    assert_eq!(page.path, "/room/registry/3", "{}", page.text());

    let case = offered(&lock, "case", "US, national").await;
    let class = offered(&lock, "surrender", "class 9").await;
    let kept = offered(&lock, "custody", "Kim Abara").await;
    let number = [
        ("mark_case", case.as_str()),
        ("application_no", "97000001"),
        ("registration_no", "7000002"),
        ("state", "registered"),
    ];
    let bank = [
        ("in_favour_of", "Harbour Bank"),
        ("instrument", "Security agreement of 4 January 2027"),
    ];
    let name = [("title", "cedar.example"), ("id_fqdn", "cedar.example")];
    let acts: [Proposed; 7] = [
        (1, "case", &number),
        (1, "surrender", &[("class", class.as_str())]),
        (1, "encumber", &bank),
        (1, "custody", &[("custody", kept.as_str())]),
        (2, "identify", &name),
        (3, "unprotect", &[]),
        (1, "state", &[("state", "surrendered")]),
    ];
    let mut deeds = Vec::new();
    for (asset, act, values) in acts {
        deeds.push(lock.proposes(asset, act, values).await);
    }
    // Board and members read which case, class and custody is meant.
    let reader = lock.world.visitor();
    for (deed, said) in [
        (CASE, "Case US 7000001"),
        (
            SURRENDER,
            "Class US 9: Downloadable operating system software",
        ),
        (
            CUSTODY,
            "Custody Kim Abara, primary access, since Monday 4 January 2027",
        ),
    ] {
        let page = reader.get(&format!("/deeds/{}", deeds[deed])).await;
        refuses(&page, 200, said);
    }

    let now = lock.world.now();
    let (opens, closes) = (now + TimeDelta::days(22), now + TimeDelta::days(24));
    let mut polls = Vec::new();
    for deed in &deeds {
        let page = lock.board_decides(deed, "yes yes yes yes -").await;
        refuses(&page, 200, "It became resolution");
        let poll = lock.asks_members(deed, &local(opens), &local(closes)).await;
        polls.push(poll);
    }
    lock.at("2027-01-26 12:00:00").await;
    lock.carries(&polls).await;
    lock.at("2027-01-28 12:00:00").await;
    for poll in &polls {
        poll.certified(&lock.foundation).await;
    }
    lock.at("2027-02-28 00:00:30").await;
    let page = reader.get("/registry/1").await;
    for said in [
        "Registration number (111) 7000001",
        "Downloadable operating system software",
        "2 persons keep access to it.",
        "State active",
    ] {
        refuses(&page, 200, said);
    }

    case_and_class(&lock, &deeds).await;
    title_and_custody(&lock, &deeds).await;
    name_and_protection(&lock, &deeds).await;

    // On the mark four deeds were carried out, and this one still finds it as it was.
    let page = done(&lock, &deeds[STATE], 1).await;
    refuses(&page, 200, "State surrendered");
    assert_eq!(
        lock.said("SELECT concat_ws(', ', state, version, owner, protected) AS it FROM asset_now WHERE number = 1")
            .await,
        "surrendered, 2, Tamarack OS Foundation, t"
    );

    let all = reader.get("/deeds").await.text();
    assert_eq!(all.matches("✓ carried out").count(), 7, "{all}");
    assert_eq!(
        lock.said("SELECT count(*)::text AS it FROM authority_uses WHERE act = 'asset_deed'")
            .await,
        "14"
    );
    // The log alone shows each.
    let folder = lock.world.data().join("log");
    let last = format!("deed D-{} on A-1", deeds[STATE]);
    let said = eventually("the last act in the log", async || {
        let (code, said) = verified(&folder, &[]);
        (code == Some(0) && said.contains(&last)).then_some(said)
    })
    .await;
    for (deed, (asset, ..)) in deeds.iter().zip(acts) {
        let told = format!("deed D-{deed} on A-{asset}");
        assert!(said.contains(&told), "{told}: {said}");
    }
}

/// A number of the case is written otherwise, and its class is given up.
async fn case_and_class(lock: &Lock, deeds: &[String]) {
    let page = done(lock, &deeds[CASE], 1).await;
    refuses(&page, 200, "Registration number (111) 7000002");
    assert_eq!(
        lock.said("SELECT concat_ws(', ', application_no, registration_no, state, version) AS it FROM mark_case_now")
            .await,
        "97000001, 7000002, registered, 2"
    );
    // The deed says still which number was changed.
    let page = lock
        .world
        .visitor()
        .get(&format!("/deeds/{}", deeds[CASE]))
        .await;
    refuses(&page, 200, "Case US 7000001");

    let page = done(lock, &deeds[SURRENDER], 1).await;
    let text = page.text();
    assert!(!text.contains("Downloadable operating system"), "{text}");
    assert_eq!(
        lock.said("SELECT n.class_no || ', ' || e.reason AS it FROM nice_class_ends e JOIN nice_classes n ON n.id = e.class")
            .await,
        format!("9, Deed D-{}", deeds[SURRENDER])
    );
}

/// The bank has its security, and one custodian is left.
async fn title_and_custody(lock: &Lock, deeds: &[String]) {
    let page = done(lock, &deeds[ENCUMBER], 1).await;
    refuses(&page, 200, "Tamarack OS Foundation → Harbour Bank");
    refuses(
        &lock.chi().get("/room/registry/1").await,
        200,
        "in favour of Harbour Bank was not released",
    );
    assert_eq!(
        lock.said(
            "SELECT concat_ws(', ', kind, from_party, to_party, instrument) AS it FROM conveyances"
        )
        .await,
        "security_interest, Tamarack OS Foundation, Harbour Bank, Security agreement of 4 January 2027"
    );

    let page = done(lock, &deeds[CUSTODY], 1).await;
    refuses(&page, 200, "One person keeps access to it.");
    refuses(&page, 200, "A protected asset is kept by two.");
    refuses(
        &lock.chi().get("/tasks").await,
        200,
        "Name another custodian of A-1 TAMARACK",
    );
    assert_eq!(
        lock.said("SELECT r.name || ', ' || e.reason AS it FROM custody_ends e JOIN custody c ON c.id = e.custody JOIN party_records r ON r.party = c.party")
            .await,
        format!("Kim Abara, Deed D-{}", deeds[CUSTODY])
    );
}

/// One domain is known by another name, and another is under the lock no longer.
async fn name_and_protection(lock: &Lock, deeds: &[String]) {
    let page = done(lock, &deeds[IDENTIFY], 2).await;
    refuses(&page, 200, "A-2 : cedar.example");
    assert_eq!(
        lock.said("SELECT concat_ws(' ', title, identifiers, version, protected) AS it FROM asset_now WHERE number = 2")
            .await,
        r#"cedar.example {"fqdn":"cedar.example"} 2 t"#
    );

    let change = "/room/registry/3/do/change";
    let given = [("owner", "Harbour Trust"), ("reason", "Given away.")];
    let refused = fills(lock.chi(), change, &given).await;
    refuses(&refused, 422, "This takes a deed.");
    let page = done(lock, &deeds[UNPROTECT], 3).await;
    assert!(!page.text().contains("✓ protected"), "{}", page.text());
    let owner =
        "SELECT concat_ws(', ', owner, version, protected) AS it FROM asset_now WHERE number = 3";
    assert_eq!(lock.said(owner).await, "Tamarack OS Foundation, 2, f");
    // From now on it is changed as anything in the register is.
    let page = fills(lock.chi(), change, &given).await;
    assert_eq!(page.status, 200, "{}", page.text());
    assert_eq!(lock.said(owner).await, "Harbour Trust, 3, f");
}
