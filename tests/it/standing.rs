//! Good standing as members read it, and what they do about it. Under clocks of
//! their own: half a minute each.

use chrono::TimeDelta;

use crate::acts::room::refuses;
use crate::support::election::{Foundation, Place};
use crate::support::{World, eventually};

async fn founded_at(instant: &str) -> Option<(World, Foundation)> {
    let mut world = World::start_unlimited(instant).await?;
    let place = Place::of_world(&mut world).await;
    let foundation = Foundation::found(place).await;
    Some((world, foundation))
}

#[tokio::test(flavor = "multi_thread")]
async fn r13_a_member_reads_class_votes_standing_and_what_to_do_on_one_page() {
    let Some((mut world, foundation)) = founded_at("2036-05-05 09:00:00").await else {
        return;
    };
    let ravi = foundation.place.sign_in("ravi@mail.example").await;
    let page = ravi.get("/me/membership").await;
    for sentence in [
        "No date is announced on which it is fixed who may vote.",
        "Individual, Member no. 3",
        "1 vote (Bylaws § 2.7(b))",
        "Platinum, Member no. 1",
        "50 votes (Bylaws § 2.3(b)) You vote for this organisation.",
        "✓ In good standing",
        "✓ Your term lasts until",
        "✓ No dues are overdue.",
        "✓ No agreement is overdue.",
    ] {
        refuses(&page, 200, sentence);
    }
    // Something is to be accepted by tomorrow, and is not.
    let chi = &foundation.chi;
    let room = chi.get("/room/agreements").await;
    let values = [
        ("key", "code-of-conduct"),
        ("title", "Code of conduct"),
        ("body", "Members are kind to each other."),
        ("in_force_from", "2036-05-05"),
        ("accept_by", "2036-05-06"),
        ("decision", "1"),
    ];
    let refused = chi.submit(&room, "/room/agreements", &values).await;
    refuses(&refused, 422, "the number of the decision");
    let plain = "/room/decisions/new?act=plain&body=founders";
    crate::minutes::decide(chi, &foundation.ada, plain, &[]).await;
    let values = values.map(|(name, value)| (name, if name == "decision" { "2" } else { value }));
    let added = chi.submit(&room, "/room/agreements", &values).await;
    refuses(&added, 200, "6 May 2036");
    refuses(&ravi.get("/me/membership").await, 200, "✓ In good standing");
    world.advance(TimeDelta::days(2));
    let ravi = foundation.place.sign_in("ravi@mail.example").await;
    let page = ravi.get("/me/membership").await;
    refuses(&page, 200, "! Not in good standing");
    refuses(&page, 200, "! Code of conduct was to be accepted by");
    let at = page.html.find("id=\"accept-").unwrap() + "id=\"accept-".len();
    let agreement = page.html[at..]
        .split('"')
        .next()
        .unwrap()
        .split_once('-')
        .unwrap()
        .1
        .to_owned();
    let form = page.form("/acceptances").with("accept", &agreement);
    let accepted = ravi.send(&form).await;
    refuses(&accepted, 200, "✓ No agreement is overdue.");

    // Nobody acts for another's membership.
    let kim = foundation.place.sign_in("kim@mail.example").await;
    let own = kim.get("/me/membership").await;
    let mut foreign = own.form("/resignation");
    foreign.action = "/me/membership/3/resignation".to_owned();
    assert_eq!(kim.send(&foreign).await.status, 404);
    let resigned = kim.submit(&own, "/resignation", &[]).await;
    refuses(&resigned, 200, "! The membership ended on");
    let again = kim.submit(&own, "/resignation", &[]).await;
    refuses(&again, 409, "This membership is over already");
    let chi = foundation.place.sign_in("chi@tamarack.example").await;
    refuses(
        &chi.get("/room/members/4").await,
        200,
        "ended on 7 May 2036 (resigned)",
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn r16_whose_membership_lapses_goes_on_as_an_alumnus_unless_they_opt_out() {
    let Some((mut world, foundation)) = founded_at("2036-05-05 09:00:00").await else {
        return;
    };
    let nobody = "key = \"membership.alumni_class\"\nvalue = [\"none\"]";
    let mirrors = "key = \"membership.alumni_class\"\nvalue = [\"mirror\"]";
    let votes = |votes: u32| format!("key = \"class.mirror.votes\"\nvalue = {votes}\n");
    let chi = &foundation.chi;
    crate::rulebook::saves(chi, &votes(1), &votes(0)).await;
    let saved = crate::rulebook::saves(&foundation.chi, nobody, mirrors).await;
    assert_eq!(saved.status, 200, "{}", saved.text());
    assert!(
        saved.text().contains("Enter the decision that adopts it"),
        "{}",
        saved.text()
    );
    let ola = foundation.place.sign_in("ola@mail.example").await;
    assert!(
        !ola.get("/me/membership")
            .await
            .text()
            .contains("without a vote")
    );
    crate::rulebook::adopts(&foundation).await;
    let page = ola.get("/me/membership").await;
    refuses(
        &page,
        200,
        "If your membership lapses, you go on in the class Mirror, without a vote.",
    );
    let out = ola.send(&page.form("/alumni").with("wanted", "no")).await;
    refuses(
        &out,
        200,
        "If your membership lapses, you do not go on in the class Mirror.",
    );
    let chi = &foundation.chi;
    // Pia's term ran out forty days ago, and thirty are grace. The worker has its
    // round with the next minute.
    world.advance(TimeDelta::minutes(2));
    eventually("the first alumna", async || {
        let list = chi.get("/room/members?class=mirror").await;
        list.text().contains("Pia Farkas").then_some(())
    })
    .await;
    // Everybody else's term ends in sixty days.
    world.advance(TimeDelta::days(92));
    let chi = foundation.place.sign_in("chi@tamarack.example").await;
    eventually("alumni", async || {
        let list = chi.get("/room/members?class=mirror").await;
        list.text().contains("Nia Dossou").then_some(())
    })
    .await;
    let list = chi.get("/room/members?class=mirror").await;
    assert!(!list.text().contains("Ola Eide"), "{}", list.text());
    assert!(
        !list.text().contains("Nordlicht Hosting"),
        "{}",
        list.text()
    );
    let nia = foundation.place.sign_in("nia@mail.example").await;
    refuses(&nia.get("/me/membership").await, 200, "0 votes");
}
