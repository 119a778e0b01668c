//! Envelopes that hinder a count, set aside by an act that two officers sign:
//! from what was cast to the word of both verifiers.

use chrono::{TimeDelta, Utc};
use commonhold::db::{Role, pool};
use commonhold::evidence::leaf::Leaf;
use commonhold::seal::ballot::Choice;
use commonhold::seal::envelope::{Envelope, seal};
use commonhold::seal::hash::{EnvelopeId, Weight, sha256};
use commonhold::seal::manifest::Manifest;
use commonhold::seal::tracker::Tracker;
use diesel::sql_types::{Bytea, Text};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};

use super::machine::Machine;
use super::room::{bare_with, entries, judged, refuses, text};
use super::verifiers::both;
use crate::rolls::{refused, session};
use crate::support::election::{Foundation, NO_LIMITS, Place, Plan, Poll, Slip};
use crate::support::{Page, TestApp, eventually};

const WHY: &str = "One holds no ballot, and two share a tracker: nobody can say which is its own.";

/// Puts an envelope in as a server could that does not seal what it is given.
async fn put_in(app: &TestApp, poll: &Poll, member: &str, envelope: &Envelope) {
    let address = app.database.address(Role::App);
    let entitlement = text(
        app,
        &format!(
            "SELECT encode(e.entitlement, 'hex') AS it FROM roll_entitlements e
             JOIN roll_openings o USING (roll_id, entitlement) WHERE o.subject LIKE '{member},%'"
        ),
    )
    .await;
    diesel::sql_query(format!(
        "SELECT cast_envelope('{}', decode($1, 'hex'), 1, $2, $3, $4, $5, $6, 's', repeat('s', 64)::bytea, sha256('m'), NULL, sha256('m'), substr(sha256('s'), 1, 16), sha256('n'))",
        poll.id
    ))
    .bind::<Text, _>(entitlement)
    .bind::<Bytea, _>(envelope.id.as_bytes().as_slice())
    .bind::<Bytea, _>(&envelope.enc)
    .bind::<Bytea, _>(&envelope.ct)
    .bind::<Bytea, _>(envelope.digest.as_bytes().as_slice())
    .bind::<Bytea, _>(sha256(member.as_bytes()).as_bytes().as_slice())
    .execute(&mut pool::connect(&address).await.unwrap())
    .await
    .unwrap();
}

/// A ballot of its own under a tracker that another ballot has.
fn under_the_tracker_of(slip: &Slip, manifest: &Manifest) -> Envelope {
    let mut rng = rand::rng();
    let id = EnvelopeId::random(&mut rng);
    let tracker = Tracker::parse(&slip.tracker).unwrap();
    let choice = Choice::Ranked(vec![vec![4]]);
    let weight = Weight::new(1).unwrap();
    seal(&mut rng, manifest, id, weight, &choice, &tracker).unwrap()
}

/// An envelope of the right length that the key does not open.
fn undecodable(like: &Envelope, manifest: &Manifest) -> Envelope {
    let id = EnvelopeId::random(&mut rand::rng());
    let ct = vec![7; like.ct.len()];
    Envelope::from_parts(&manifest.eid(), id, like.weight, like.enc.clone(), ct)
}

/// Submits the room's form that sets envelopes aside.
async fn sets_aside(foundation: &Foundation, poll: &Poll, digests: &str, why: &str) -> Page {
    let room = foundation.ben.get(&poll.room()).await;
    let values = [("digests", digests), ("reason", why)];
    foundation.ben.submit(&room, "/set-aside", &values).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_hinders_a_count_is_set_aside_and_the_others_are_counted() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let _ledger = app.ledger();
    let mut foundation = Foundation::found(Place::of_app(&app)).await;
    foundation.certify_roll().await;
    let addresses = ["kim@mail.example", "ravi@mail.example", "lou@mail.example"];
    let voters = foundation.sign_in_all(&addresses).await;
    let [kim, ravi, lou] = voters.as_slice() else {
        panic!("three came in");
    };
    foundation.place.now = Utc::now();
    let soon = Plan {
        closes: TimeDelta::seconds(20),
        ..Plan::default()
    };
    let poll = Poll::open(&foundation, &soon).await;
    let kims = poll.cast(kim, "Kim Abara", &[("r1", "01")]).await;
    let ravis = poll.cast(ravi, "Nordlicht Hosting", &[("r2", "01")]).await;
    let lous = poll.cast(lou, "Lou Bekker", &[("r3", "01")]).await;
    let manifest = poll.manifest(kim).await;
    let twin = under_the_tracker_of(&lous, &manifest);
    let broken = undecodable(&twin, &manifest);
    put_in(&app, &poll, "Max Celik", &twin).await;
    put_in(&app, &poll, "Nia Dossou", &broken).await;
    let machines = foundation.keys.each_ref().map(Machine::of);
    for machine in &machines {
        machine.holds_seal_of(&poll);
    }
    poll.closes(kim).await;

    // The opening reports them, and with both openings here nothing is counted.
    let mut hindering = [
        lous.digest(),
        twin.digest.to_string(),
        broken.digest.to_string(),
    ];
    hindering.sort_unstable();
    let officers = [&foundation.ada, &foundation.ben];
    for (machine, officer) in machines.iter().zip(officers) {
        let (code, said, files) = machine.opens(officer, &poll, "first").await;
        assert_eq!(code, 1, "{said}");
        for reported in [
            "5 envelopes opened into 2 ballots with 51 votes.",
            "Undecodable: 1.",
            "sharing a tracker or an encapsulated key: 2.",
            "not certified until it is decided",
        ]
        .into_iter()
        .chain(hindering.iter().map(String::as_str))
        {
            assert!(said.contains(reported), "{reported}: {said}");
        }
        let page = poll.hand_in(officer, &files).await;
        refuses(&page, 200, "These envelopes could not be counted.");
        refuses(
            &poll.hand_in(officer, &files).await,
            422,
            "This officer's files are here already.",
        );
    }
    let room = foundation.ben.get(&poll.room()).await;
    let offered = room.form("/set-aside").value("digests").unwrap().to_owned();
    assert_eq!(offered.split_whitespace().collect::<Vec<_>>(), hindering);
    refuses(
        &kim.get(&format!("/polls/{}/results", poll.number)).await,
        409,
        "This vote is not counted yet.",
    );

    // What is no envelope of this poll, and what nobody gives a reason for, is not set aside.
    let unknown = sha256(b"unknown").to_string();
    for (digests, why, sentence) in [
        (
            unknown.as_str(),
            WHY,
            "is not the digest of an envelope that counts",
        ),
        ("all of them", WHY, "Name the digests of the envelopes"),
        (&offered, " ", "Say in a sentence why."),
    ] {
        refuses(
            &sets_aside(&foundation, &poll, digests, why).await,
            422,
            sentence,
        );
    }
    let act = sets_aside(&foundation, &poll, &offered, WHY).await;
    assert!(act.path.starts_with("/room/acts/"), "{}", act.text());
    for (machine, officer) in machines.iter().zip(officers) {
        assert_eq!(entries(&app, "poll.set_aside").await, []);
        let (said, answer) = machine.signs(officer, &act.path).await;
        assert!(said.contains(WHY), "{said}");
        assert!(
            said.contains("3 envelopes are set aside in the poll"),
            "{said}"
        );
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
    let done = judged(&foundation.ada, &act.path).await;
    refuses(&done, 200, "Its officers open the others anew.");
    let logged = entries(&app, "poll.set_aside").await;
    let [Leaf::PollSetAside(leaf)] = logged.as_slice() else {
        panic!("{logged:?}");
    };
    let named: Vec<String> = leaf.digests.iter().map(ToString::to_string).collect();
    assert_eq!(
        (named.as_slice(), leaf.reason.as_str()),
        (&hindering[..], WHY)
    );
    refuses(
        &sets_aside_again(&foundation, &poll, &room, &offered).await,
        422,
        "is not the digest of an envelope that counts",
    );

    the_certifier_does_what_was_signed(&app, &poll).await;

    // Opened anew, counted, certified.
    let counts = ["two officers have", "one more officer has"];
    for ((machine, officer), awaited) in machines.iter().zip(officers).zip(counts) {
        // One officer's word is not enough, although every share of the lot is known by now.
        let room = officer.get(&poll.room()).await;
        refuses(&room, 200, "Set aside by decision: 3.");
        refuses(
            &room,
            200,
            &format!("nothing is counted before {awaited} done so"),
        );
        let (code, said, files) = machine.opens(officer, &poll, "second").await;
        assert_eq!(code, 0, "{said}");
        assert!(said.contains("and not opened: 3."), "{said}");
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        assert_eq!(entries(&app, "poll.result").await, []);
        let page = poll.hand_in(officer, &files).await;
        assert_eq!(page.status, 200, "{}", page.text());
    }
    poll.counted(kim).await;
    poll.certify(&foundation).await;
    let results = kim.get(&format!("/polls/{}/results", poll.number)).await;
    refuses(
        &results,
        200,
        "3 of the ballots were set aside by a decision",
    );
    let ballots = poll.file(kim, "ballots.jsonl").await;
    assert!(ballots.contains(&kims.tracker) && !ballots.contains(&lous.tracker));

    let bundle = downloaded(&app, &poll).await;
    for word in both(&bundle, &[&kims, &ravis, &lous]) {
        assert_eq!(word.code, 0, "{}", word.said);
        assert!(word.said.ends_with("verified\n"), "{}", word.said);
        let (sum, receipts) = (word.line("12 sum ok"), word.line("16 certification ok"));
        assert!(sum.contains("2 ") && sum.contains("3 "), "{sum}");
        assert!(sum.contains("set aside"), "{sum}");
        let said = receipts.split("receipt-").skip(1).collect::<Vec<_>>();
        let aside = said.iter().map(|receipt| receipt.contains("set aside"));
        assert_eq!(
            aside.collect::<Vec<_>>(),
            [false, false, true],
            "{receipts}"
        );
    }

    // The page rests on a count that the server made once, however often it is asked for.
    let mut administrator = app.database.administrator().await;
    administrator
        .batch_execute("REVOKE SELECT ON poll_unsealings FROM commonhold_app")
        .await
        .unwrap();
    let again = app.visitor().get(&results.path).await;
    refuses(&again, 200, "3 of the ballots were set aside by a decision");
}

/// The one opening there was, handed in again past every page, with the envelope in it that
/// two officers have set aside since.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_opening_from_before_is_not_counted_after_an_envelope_was_set_aside() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let mut foundation = Foundation::found(Place::of_app(&app)).await;
    foundation.certify_roll().await;
    let kim = foundation.place.sign_in("kim@mail.example").await;
    foundation.place.now = Utc::now();
    let soon = Plan {
        closes: TimeDelta::seconds(20),
        ..Plan::default()
    };
    let poll = Poll::open(&foundation, &soon).await;
    let kims = poll.cast(&kim, "Kim Abara", &[("r1", "01")]).await;
    let officers = [&foundation.ada, &foundation.ben];
    poll.closes(&kim).await;
    let manifest = poll.manifest(&kim).await;
    let opening = poll.opened(officers[0]).await;
    let files = poll.opened_files(&manifest, &opening, &poll.ada);
    let page = poll.hand_in(officers[0], &files).await;
    assert_eq!(page.status, 200, "{}", page.text());
    // As after a complaint: no page offers it of an envelope that hinders nothing.
    let room = officers[1].get(&poll.room()).await;
    let digest = kims.digest();
    let address = format!("{}/set-aside", poll.room());
    let form = bare_with(&room, &address, &[("digests", &digest), ("reason", WHY)]);
    let act = officers[1].send(&form).await;
    let done = foundation.sign(&act).await;
    refuses(&done, 200, "Its officers open the others anew.");

    // By the page it is refused; a server that is not ours writes the row.
    refuses(
        &poll.hand_in(officers[0], &files).await,
        422,
        "do not add up to the closing set",
    );
    let mut server = pool::connect(&app.database.address(Role::App))
        .await
        .unwrap();
    diesel::sql_query(
        "INSERT INTO poll_unsealings (poll_id, officer_key, statement, ballots, open_lines, uploaded_by)
         SELECT poll_id, officer_key, statement, ballots, open_lines, uploaded_by FROM poll_unsealings",
    )
    .execute(&mut server)
    .await
    .unwrap();
    let share = poll.reveal(&manifest, &poll.ben);
    let page = poll.hand_in_share(officers[1], &share).await;
    assert_eq!(page.status, 200, "{}", page.text());
    eventually("the certifier's refusal", async || {
        let said = app.log().contains("does not add up to the closing set");
        said.then_some(())
    })
    .await;
    assert_eq!(entries(&app, "poll.result").await, []);
}

/// Whoever has the certifier's password sets no envelope aside that the act does not name, ends
/// no poll by an act of another kind, and either only by an act of that poll.
async fn the_certifier_does_what_was_signed(app: &TestApp, poll: &Poll) {
    let mut certifier = session(app, Role::Certifier).await;
    let (id, aside) = (&poll.id, "acts a WHERE a.kind = 'poll.set_aside'");
    for (statement, wanted) in [
        (
            format!(
                "INSERT INTO poll_set_asides (digest, poll_id, act_id)
                 SELECT (SELECT e.digest FROM envelopes e WHERE e.poll_id = '{id}'
                         AND NOT EXISTS (SELECT FROM poll_set_asides s WHERE s.digest = e.digest) LIMIT 1),
                        '{id}', a.id FROM {aside}"
            ),
            "set_aside_is_an_act",
        ),
        (
            format!(
                "INSERT INTO poll_voidings (poll_id, act_id, reason) SELECT '{id}', a.id, '{WHY}' FROM {aside}"
            ),
            "voiding_is_an_act",
        ),
    ] {
        assert_eq!(refused(&mut certifier, &statement).await, wanted);
    }
}

/// The same envelopes once more, by the form of a page from before.
async fn sets_aside_again(
    foundation: &Foundation,
    poll: &Poll,
    room: &Page,
    digests: &str,
) -> Page {
    assert_eq!(room.path, poll.room());
    let values = [("digests", digests), ("reason", WHY)];
    foundation.ben.submit(room, "/set-aside", &values).await
}

/// The bundle, once the log is signed with the certification in it.
async fn downloaded(app: &TestApp, poll: &Poll) -> Vec<u8> {
    let visitor = app.visitor();
    let address = visitor.address(&format!("/polls/{}/bundle.zip", poll.number));
    eventually("the bundle", async || {
        let answer = visitor.client().get(&address).send().await.unwrap();
        let ready = answer.status().is_success();
        ready.then_some(answer.bytes().await.unwrap().to_vec())
    })
    .await
}
