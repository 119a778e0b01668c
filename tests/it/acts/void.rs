//! Polls that two officers end without a result: while one is open, when its
//! count cannot come about any more, and after it was certified.

use std::collections::BTreeMap;

use chrono::{TimeDelta, Utc};
use commonhold::evidence::bundle::{FILES, archive, list};
use commonhold::evidence::leaf::Leaf;
use commonhold::tlog::checkpoint::SignedCheckpoint;
use commonhold::tlog::tile::{TilePath, bundles, tiles};

use super::machine::Machine;
use super::room::{KIM, bare, entries, judged, refuses, text, third_officer};
use super::verifiers::both;
use crate::bundle::export;
use crate::support::certified::Certified;
use crate::support::election::{Foundation, NO_LIMITS, Place, Plan, Poll, filled};
use crate::support::{Page, TestApp, Visitor, eventually};

const WHY: &str = "Two candidates were left off the ballot by mistake.";

/// Ben prepares the act that ends a poll.
async fn prepares(foundation: &Foundation, poll: &Poll, why: &str) -> Page {
    let room = foundation.ben.get(&poll.room()).await;
    let values = [("reason", why)];
    foundation.ben.submit(&room, "/voiding", &values).await
}

/// Both officers sign on machines of their own that this poll ends, for this reason.
pub async fn ended(foundation: &Foundation, poll: &Poll, why: &str) {
    let act = prepares(foundation, poll, why).await;
    assert!(act.path.starts_with("/room/acts/"), "{}", act.text());
    signs_the_end(foundation, &act, why).await;
}

/// Both officers sign an act that ends a poll.
async fn signs_the_end(foundation: &Foundation, act: &Page, why: &str) {
    let officers = [&foundation.ada, &foundation.ben];
    for (key, officer) in foundation.keys.iter().zip(officers) {
        let (said, answer) = Machine::of(key).signs(officer, &act.path).await;
        assert!(said.contains(why), "{said}");
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
    let done = judged(&foundation.ada, &act.path).await;
    refuses(&done, 200, "is ended without a result");
}

/// What everyone and the officers read of a poll that was ended.
async fn says_so_everywhere(app: &TestApp, foundation: &Foundation, poll: &Poll, why: &str) {
    let reader = app.visitor();
    let sentence = format!("Its officers ended it; it has no result. They say why: {why}");
    let path = format!("/polls/{}", poll.number);
    refuses(&reader.get(&path).await, 200, &sentence);
    refuses(
        &reader.get("/polls").await,
        200,
        "Who joins the board? ended",
    );
    refuses(
        &reader.get("/").await,
        200,
        "Who joins the board? ended without a result",
    );
    refuses(
        &reader.get(&format!("{path}/results")).await,
        409,
        &sentence,
    );
    let room = foundation.ben.get(&poll.room()).await;
    refuses(&room, 200, &sentence);
    let acts = room.forms().into_iter().map(|form| form.action);
    let offered: Vec<String> = acts.filter(|act| act.contains("/room/polls/")).collect();
    // What is left is to say that its key is destroyed.
    let end = format!("{}/share-end", poll.room());
    assert_eq!(offered, [end], "an ended poll still offers something");
    let mut again = bare(&room, &format!("{}/voiding", poll.room()));
    let reason = ("reason".to_owned(), "Once more.".to_owned());
    again.fields.push(reason);
    refuses(
        &foundation.ben.send(&again).await,
        422,
        "This poll was ended already.",
    );

    let none = "the vote was declared void, and nothing in it counts.";
    refuses(&reader.get(&format!("{path}/bundle.zip")).await, 409, none);
    let folder = tempfile::tempdir().unwrap();
    let exported = export(app, poll.number, &folder.path().join("bundle.zip"));
    assert_eq!(exported.status.code(), Some(1), "{exported:?}");
    let said = String::from_utf8(exported.stderr).unwrap();
    assert!(said.contains("void"), "{said}");
    assert!(!folder.path().join("bundle.zip").exists());

    let logged = entries(app, "poll.voided").await;
    let [Leaf::PollVoided(leaf)] = logged.as_slice() else {
        panic!("{logged:?}");
    };
    assert_eq!(leaf.reason, why);
    let manifest = poll.manifest(&reader).await;
    let key_of = |name: &str| manifest.officer_by_name(name).map(|officer| officer.key);
    assert_eq!(
        logged[0].verify(key_of).unwrap(),
        ["Ada Okafor", "Ben Lindqvist"]
    );
}

async fn letters(app: &TestApp, kind: &str) -> String {
    let count = format!("SELECT count(*)::text AS it FROM outbox_letters WHERE kind = '{kind}'");
    text(app, &count).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_open_poll_that_officers_end_takes_no_ballot_and_says_why() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let _ledger = app.ledger();
    let mut foundation = Foundation::found(Place::of_app(&app)).await;
    foundation.certify_roll().await;
    let voters = foundation
        .sign_in_all(&[KIM.1, "lou@mail.example", "pia@mail.example"])
        .await;
    let [kim, lou, pia] = voters.as_slice() else {
        panic!("three came in");
    };
    foundation.place.now = Utc::now();
    let soon = Plan {
        closes: TimeDelta::seconds(45),
        ..Plan::default()
    };
    let poll = Poll::open(&foundation, &soon).await;
    poll.cast(kim, KIM.0, &[("r1", "01")]).await;
    let path = poll.ballot_path(lou, "Lou Bekker").await;
    let form = filled(poll.ballot(lou, "Lou Bekker").await, &[("r3", "01")]);

    refuses(
        &prepares(&foundation, &poll, " ").await,
        422,
        "Say in a sentence why.",
    );
    ended(&foundation, &poll, WHY).await;
    let refused = format!("no ballot cast before is counted. They say why: {WHY}");
    refuses(&lou.send(&form).await, 409, &refused);
    refuses(&lou.get(&path).await, 409, &refused);
    // Pia is on no roll: she reads the same.
    let others = path.replace(path.rsplit('/').next().unwrap(), "999999");
    refuses(&pia.get(&others).await, 409, &refused);
    let cast = "SELECT count(*)::text AS it FROM envelopes";
    assert_eq!(text(&app, cast).await, "1");
    says_so_everywhere(&app, &foundation, &poll, WHY).await;

    // One letter a person, whoever they cast for; none to those off the roll.
    assert_eq!(letters(&app, "poll_voided").await, "7");
    for address in [
        KIM.1,
        "lou@mail.example",
        "ravi@mail.example",
        "sol@mail.example",
    ] {
        let about = "Ended without a result: Who joins the board?";
        let letter = app.mail().arrives(address, about).await;
        let said = letter.body.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains(&format!("They say why: {WHY}")), "{said}");
        assert!(said.contains("are not counted"), "{said}");
        let page = format!("/polls/{}", poll.number);
        assert!(letter.links().iter().any(|link| link.ends_with(&page)));
    }
    assert!(
        !app.mail()
            .to("pia@mail.example")
            .iter()
            .any(|letter| { letter.subject.contains("Ended without a result") })
    );

    // Its time passes: the set is fixed, and nobody is promised a result.
    poll.closes(kim).await;
    assert_eq!(letters(&app, "record_says").await, "0");
    refuses(&lou.send(&form).await, 409, &refused);
    says_so_everywhere(&app, &foundation, &poll, WHY).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_closed_poll_whose_share_of_the_lot_is_lost_is_ended() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let _ledger = app.ledger();
    let mut foundation = Foundation::found(Place::of_app(&app)).await;
    foundation.certify_roll().await;
    let lou = foundation.place.sign_in("lou@mail.example").await;
    let (kim, kims) = third_officer(&foundation).await;
    foundation.place.now = Utc::now();
    let soon = Plan {
        closes: TimeDelta::seconds(20),
        ..Plan::default()
    };
    let poll = Poll::draft(&foundation, &soon).await;
    poll.upload_keys(&foundation).await;
    let lost = kims.for_poll(poll.id);
    poll.upload_part(&kim, &lost.part(poll.id)).await;
    let room = foundation.ben.get(&poll.room()).await;
    let act = foundation.ben.submit(&room, "/opening", &[]).await;
    foundation.sign(&act).await;
    poll.cast(&lou, "Lou Bekker", &[("r3", "01")]).await;
    poll.closes(&lou).await;

    let manifest = poll.manifest(&lou).await;
    let opening = poll.opened(&foundation.ada).await;
    for (officer, key) in [(&foundation.ada, &poll.ada), (&foundation.ben, &poll.ben)] {
        let files = poll.opened_files(&manifest, &opening, key);
        let page = poll.hand_in(officer, &files).await;
        refuses(&page, 200, "Kim Abara. An officer who does not open");
    }
    let results = format!("/polls/{}/results", poll.number);
    refuses(
        &lou.get(&results).await,
        409,
        "This vote is not counted yet.",
    );

    let why = "Kim Abara’s key is lost, and with it her share of the lot.";
    ended(&foundation, &poll, why).await;
    says_so_everywhere(&app, &foundation, &poll, why).await;
    assert_eq!(letters(&app, "poll_voided").await, "7");
    refuses(
        &lou.get(&poll_path(&poll)).await,
        200,
        "The record says that you voted as Lou Bekker",
    );

    // The share turns up after all: the poll stays what it is.
    let room = kim.get(&poll.room()).await;
    let share = poll.reveal(&manifest, &lost);
    let form = bare(&room, &format!("{}/reveal", poll.room()));
    let late = kim.upload(&form, &[("reveal", &share)]).await;
    refuses(&late, 409, "This poll was ended without a result");
    let opened = kim.get(&format!("{}/envelopes.jsonl", poll.room())).await;
    refuses(&opened, 409, "This poll was ended without a result");
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    assert_eq!(entries(&app, "poll.result").await, []);
    let missing = lou.get(&format!("{}/result.json", poll_path(&poll))).await;
    assert_ne!(missing.status, 200);
}

fn poll_path(poll: &Poll) -> String {
    format!("/polls/{}", poll.number)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_certified_poll_that_is_ended_has_no_evidence_that_holds() {
    let vote = Certified::vote(async |_: &TestApp, _: &Foundation, _: &Poll| {}).await;
    let before = vote.bundle().await;
    for word in both(&before, &[]) {
        assert_eq!(word.code, 0, "{}", word.said);
    }
    let why = "The roll was found to hold members twice.";
    // What is signed does not say it: room and act do.
    let certified = "The count of this poll is certified";
    let room = vote.foundation.ben.get(&vote.poll.room()).await;
    refuses(&room, 200, certified);
    let act = prepares(&vote.foundation, &vote.poll, why).await;
    refuses(&act, 200, certified);
    refuses(&act, 200, "the certified result counts no more");
    signs_the_end(&vote.foundation, &act, why).await;
    says_so_everywhere(&vote.app, &vote.foundation, &vote.poll, why).await;

    // The bundle from before, with the log as it stands now.
    let reader = vote.app.visitor();
    let size = covering(&vote.app, &reader).await;
    let after = with_the_log(&reader, &before, size).await;
    for word in both(&after, &[]) {
        assert_eq!(word.code, 1, "{}", word.said);
        let refused = word.line("05 entries fails");
        assert!(refused.contains("the poll was voided"), "{refused}");
        assert!(
            word.said.ends_with("refused at check 05\n"),
            "{}",
            word.said
        );
    }
}

/// The size of the first signed checkpoint that covers the end of the poll.
async fn covering(app: &TestApp, reader: &Visitor) -> u64 {
    // None until the ledger has given the entry its place.
    let place =
        "SELECT coalesce((SELECT index::text FROM log_leaves JOIN log_entries ON id = entry_id
        WHERE kind = 'poll.voided'), '') AS it";
    let index: u64 = eventually("a place for the end of the poll", async || {
        text(app, place).await.parse().ok()
    })
    .await;
    eventually("a checkpoint over the end of the poll", async || {
        let note = fetched(reader, "checkpoint").await;
        let signed = SignedCheckpoint::from_bytes(&note).unwrap();
        let size = signed.checkpoint().size();
        (size > index).then_some(size)
    })
    .await
}

/// A file of the public log.
async fn fetched(reader: &Visitor, path: &str) -> Vec<u8> {
    let address = reader.address(&format!("/log/{path}"));
    let answer = reader.client().get(&address).send().await.unwrap();
    assert!(answer.status().is_success(), "{address}");
    answer.bytes().await.unwrap().to_vec()
}

/// A bundle whose part of the log is exchanged for the public log at this size.
async fn with_the_log(reader: &Visitor, bundle: &[u8], size: u64) -> Vec<u8> {
    let files = archive::read(bundle).unwrap();
    let of_log = |path: &str| {
        let tile = path.strip_prefix("log/").map(str::parse::<TilePath>);
        path == FILES || tile.is_some_and(|tile| tile.is_ok())
    };
    let mut files: BTreeMap<String, Vec<u8>> = files
        .into_iter()
        .filter(|(path, _)| !of_log(path))
        .map(|(path, bytes)| (path, bytes.into_owned()))
        .collect();
    let note = fetched(reader, "checkpoint").await;
    let signed = SignedCheckpoint::from_bytes(&note).unwrap();
    assert_eq!(signed.checkpoint().size(), size);
    files.insert("log/checkpoint".to_owned(), note);
    for tile in tiles(size).chain(bundles(size)) {
        let bytes = fetched(reader, &tile.to_string()).await;
        files.insert(format!("log/{tile}"), bytes);
    }
    let list = list(&files);
    files.insert(FILES.to_owned(), list);
    archive::write(files.iter()).unwrap()
}
