//! Every page of the demonstration and of a foundation's first hour, for
//! readers of every kind; and a ballot cast by each of them.

use chrono::TimeDelta;
use commonhold::{demo::load::PASSWORD, web::words::Locale};

use crate::{
    answers,
    chromium::Chromium,
    crawl::Crawl,
    hearing::votes_by_ear,
    person::{DESK, Person},
    support::{TestApp, World, eventually},
    tongues::{Way, reads_motions, votes},
};

const ALBUM: &str = "access";
const JUERGEN: &str = "Jürgen von Waldburg-Zeil zu Hohenstein";

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_for_every_reader() {
    let Some(chromium) = Chromium::start() else {
        return;
    };
    // Two foundations alike, so that what one reader does is not in the other's way.
    // One after the other: each is loaded with all its people, while other tests run.
    let Some((world, reader)) = after_a_close(&chromium).await else {
        return;
    };
    let Some((other_world, other_reader)) = after_a_close(&chromium).await else {
        return;
    };
    let crawl = Crawl::new(&reader);
    let beside = crawl.beside(&other_reader);
    tokio::join!(of_members(&crawl, &world), async {
        of_officers(&beside, &other_world).await;
        drop(other_world);
        of_a_first_hour(&beside, &chromium).await;
    });
    crawl.ends_well();
}

/// A demonstration of which one vote has ended, and somebody who reads it.
async fn after_a_close(chromium: &Chromium) -> Option<(World, Person)> {
    let mut world = World::start_with("2026-08-18 09:00:00", &[]).await?;
    let reader = Person::new(chromium, ALBUM, "Reader", world.base_url(), DESK).await;
    // One vote of the demonstration ends within minutes: before the first page is
    // read, so that no link to its ballots leads to what has closed meanwhile.
    world.advance(TimeDelta::minutes(6));
    eventually("the close of a vote", async || {
        reader.goes_to("/polls/2").await;
        let page = reader.reads().await;
        page.contains("The officers open the envelopes")
            .then_some(())
    })
    .await;
    Some((world, reader))
}

/// Everybody, the secretary, and a member to whom she has given a very long name; and ballots.
async fn of_members(crawl: &Crawl<'_>, world: &World) {
    let reader = crawl.reader;
    crawl.follows_every_link("nobody").await;
    answers::nobody_is_told(crawl, world).await;

    reader
        .signs_in_with_password("tomasz@tamarack.example", PASSWORD)
        .await;
    crawl.follows_every_link("secretary").await;
    reads_motions(reader, Locale::German).await;
    answers::the_secretary_is_told(crawl, JUERGEN).await;
    answers::a_member_unsubscribes(crawl, world).await;

    reader
        .signs_in_with_password("juergen@tamarack.example", PASSWORD)
        .await;
    crawl.follows_every_link("member").await;
    answers::a_member_is_told(crawl, "juergen@tamarack.example").await;
    votes_by_ear(reader, &world.mail(), "member001@tamarack.example").await;
    for (locale, address, zoomed) in [
        (Locale::German, "juergen@tamarack.example", false),
        (Locale::PseudoRtl, "farah@tamarack.example", false),
        (Locale::English, "amara@tamarack.example", true),
    ] {
        votes(
            reader,
            &world.mail(),
            &Way {
                locale,
                address,
                zoomed,
            },
        )
        .await;
    }
}

/// Election officers, an auditor, the treasurer.
async fn of_officers(crawl: &Crawl<'_>, world: &World) {
    let reader = crawl.reader;
    reader
        .signs_in_with_password("ines@tamarack.example", PASSWORD)
        .await;
    crawl.follows_every_link("election officer").await;
    answers::an_officer_is_told(crawl).await;
    reader
        .signs_in_with_password("kaito@tamarack.example", PASSWORD)
        .await;
    answers::a_second_officer_is_told(crawl).await;
    reader
        .signs_in_with_password("member010@tamarack.example", PASSWORD)
        .await;
    crawl.follows_every_link("auditor").await;
    reader
        .signs_in_with_password("member040@tamarack.example", PASSWORD)
        .await;
    crawl.follows_every_link("treasurer").await;
    answers::what_was_stopped_is_proposed_once_more(crawl, world).await;
}

/// A foundation of which there is nothing yet but its founders.
async fn of_a_first_hour(crawl: &Crawl<'_>, chromium: &Chromium) {
    let empty = TestApp::start().await;
    let founder = Person::new(chromium, ALBUM, "Founder", &empty.base_url, DESK).await;
    let crawl = crawl.beside(&founder);
    answers::a_founder_is_told(&crawl, &empty.setup_address()).await;
    answers::comes_in(&founder, &empty.mail(), "maximiliane@tamarack.example").await;
    crawl.follows_every_link("first officer").await;
    answers::comes_in(&founder, &empty.mail(), "dolores@tamarack.example").await;
    crawl.follows_every_link("first secretary").await;
}
