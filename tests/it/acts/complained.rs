//! Complaints after the close: on record, answered, and waited for.

use chrono::TimeDelta;

use super::room::{KIM, bare, refuses};
use crate::auditor::export::reads_back;
use crate::support::election::{BEN, CHI, Foundation, Place, Plan, Poll};
use crate::support::{Page, Visitor, World};

async fn complains(voter: &Visitor, poll: &Poll, text: &str, receipt: &str) -> Page {
    let path = format!("/polls/{}/complaints", poll.number);
    let page = voter.get(&path).await;
    let mut form = bare(&page, &path);
    for (name, value) in [("text", text), ("receipt", receipt)] {
        form.fields.push((name.to_owned(), value.to_owned()));
    }
    voter.send(&form).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn complaints_are_answered_on_record_before_anything_is_certified() {
    let Some(mut world) = World::start_unlimited("2026-08-20 09:00:00").await else {
        return;
    };
    let mut foundation = Foundation::found(Place::of_world(&mut world).await).await;
    let once = "key = \"voting.extension.max_times\"\nvalue = 1\n";
    let days = "key = \"complaints.days\"\nvalue = 2\n";
    let saved = crate::rulebook::saves(&foundation.chi, once, days).await;
    assert_eq!(saved.status, 200, "{}", saved.text());
    crate::rulebook::adopts(&foundation).await;
    foundation.certify_roll().await;
    let voters = foundation
        .sign_in_all(&[KIM.1, "ravi@mail.example", "pia@mail.example"])
        .await;
    let [kim, ravi, pia] = voters.as_slice() else {
        panic!("three came in");
    };
    let plan = Plan {
        closes: TimeDelta::hours(1),
        ..Plan::default()
    };
    let poll = Poll::open(&foundation, &plan).await;
    let slip = poll.cast(kim, KIM.0, &[("r1", "01")]).await;
    poll.cast(ravi, "Nordlicht Hosting", &[("r1", "01")]).await;
    let early = complains(kim, &poll, "It is wrong.", "").await;
    refuses(&early, 422, "One may not complain of this vote here now.");
    world.advance(TimeDelta::hours(1));
    poll.closes(kim).await;

    // Never a tracker, in whatever writing; and only who stands on the roll.
    let tracker = slip.tracker.as_str();
    let grouped = format!(
        "Mine is {} {} {} {} - {}.",
        &tracker[..4],
        &tracker[4..8],
        &tracker[8..12],
        &tracker[12..16],
        &tracker[17..]
    );
    for (text, receipt, sentence) in [
        (grouped.as_str(), "", "This looks like a tracker."),
        (tracker, "", "This looks like a tracker."),
        ("It is wrong.", tracker, "This looks like a tracker."),
        ("It is wrong.", "9f3c", "has 64 digits"),
        ("", "", "Say in 1 to 2,000 characters"),
    ] {
        refuses(&complains(kim, &poll, text, receipt).await, 422, sentence);
    }
    refuses(
        &complains(pia, &poll, "I am not on the roll.", "").await,
        422,
        "Only who stands on the roll",
    );
    let taken = complains(kim, &poll, "The list came late.", &slip.digest()).await;
    refuses(&taken, 200, "The list came late.");
    refuses(&taken, 200, "It waits for an answer.");

    // Counted, but not certified: first the time runs, then the answer is missing.
    let manifest = poll.manifest(kim).await;
    let opening = poll.opened(&foundation.ada).await;
    let officers = [(&foundation.ada, &poll.ada), (&foundation.ben, &poll.ben)];
    for (officer, key) in officers {
        let files = poll.opened_files(&manifest, &opening, key);
        let page = poll.hand_in(officer, &files).await;
        assert_eq!(page.status, 200, "{}", page.text());
    }
    poll.counted(kim).await;
    let room = foundation.ben.get(&poll.room()).await;
    refuses(&room, 200, "the count is not certified before.");
    refuses(&room, 200, "One complaint waits for an answer.");
    let certify = bare(&room, &format!("{}/certification", poll.room()));
    refuses(
        &foundation.ben.send(&certify).await,
        422,
        "Members can complain of this poll until",
    );
    world.advance(TimeDelta::hours(49));
    foundation.ben = foundation.place.sign_in(BEN.1).await;
    foundation.ada = foundation
        .place
        .sign_in(crate::support::election::ADA.1)
        .await;
    let kim = &foundation.place.sign_in(KIM.1).await;
    let room = foundation.ben.get(&poll.room()).await;
    let certify = bare(&room, &format!("{}/certification", poll.room()));
    refuses(
        &foundation.ben.send(&certify).await,
        422,
        "Complaints about this poll wait for an answer",
    );
    refuses(
        &complains(kim, &poll, "Once more.", "").await,
        422,
        "One may not complain of this vote here now.",
    );

    let page = foundation
        .ben
        .get(&format!("{}/complaints", poll.room()))
        .await;
    refuses(&page, 200, "The list came late.");
    let answered = foundation
        .ben
        .submit(
            &page,
            "/answer",
            &[("text", "It came in time for everybody.")],
        )
        .await;
    refuses(&answered, 200, "It came in time for everybody.");
    let own = kim.get(&format!("/polls/{}/complaints", poll.number)).await;
    refuses(&own, 200, "It came in time for everybody.");
    poll.certify(&foundation).await;

    // Whoever may complain is said by the rules of the vote: later ones keep its secrets no longer.
    foundation.chi = foundation.place.sign_in(CHI.1).await;
    let longer = "key = \"complaints.days\"\nvalue = 60\n";
    let saved = crate::rulebook::saves(&foundation.chi, days, longer).await;
    assert_eq!(saved.status, 200, "{}", saved.text());
    crate::rulebook::adopts(&foundation).await;
    let room = foundation.ada.get(&poll.room()).await;
    let said = foundation
        .ada
        .submit(&room, "/share-end", &[("share", "1")])
        .await;
    refuses(&said, 200, "destroyed, recorded by Ada Okafor");
    let letters = world.mail().to(KIM.1);
    for subject in [
        "Complaint received:",
        "Your complaint is answered:",
        "The result:",
    ] {
        let came = crate::support::eventually(subject, async || {
            let letters = world.mail().to(KIM.1);
            letters
                .iter()
                .any(|letter| letter.subject.contains(subject))
                .then_some(())
        });
        came.await;
    }
    assert!(!letters.is_empty());
    reads_back(
        &foundation,
        &[("complaints", "\"poll\":1"), ("complaint-answers", "")],
    )
    .await;
}
