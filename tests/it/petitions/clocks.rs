//! A petition from its opening to the day of the meeting, under a clock that is set.

use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::{KIM, LOU, MAX, NIA, PIA, TEXT, TITLE, forged, opening, signs};
use crate::acts::room::refuses;
use crate::minutes::decide;
use crate::support::election::{ADA, Foundation, MEMBERS_HEADER, Place};
use crate::support::{Visitor, World};

/// What the administrator reads in the database, as text.
async fn said(world: &World, sql: &str) -> String {
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::Text)]
        it: String,
    }
    let mut superuser = commonhold::db::pool::connect_as_administrator(&world.administrator())
        .await
        .unwrap();
    let row: Row = diesel::sql_query(format!("SELECT ({sql})::text AS it"))
        .get_result(&mut superuser)
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error}"));
    row.it
}

async fn membership(world: &World, name: &str) -> String {
    let sql = format!(
        "SELECT m.id FROM memberships m JOIN party_records r ON r.party = m.party WHERE r.name = '{name}'"
    );
    said(world, &sql).await
}

/// Twenty-one members with one vote each, of which a tenth is 2.1, and one who lapsed.
fn members() -> String {
    let mut csv = MEMBERS_HEADER.to_owned();
    let mut line = |name: &str, address: &str, ends: &str| {
        csv +=
            &format!("{name},{address},Individual,person,,2025-11-06,2025-11-06,{ends},DE,yes,\n");
    };
    let named = [
        ("Kim Abara", KIM),
        ("Lou Bekker", LOU),
        ("Max Celik", MAX),
        ("Nia Dossou", NIA),
    ];
    for (name, address) in named {
        line(name, address, "2027-11-01");
    }
    for at in 5..=21 {
        let name = format!("Member Number {at}");
        line(&name, &format!("member{at}@mail.example"), "2027-11-01");
    }
    line("Pia Farkas", PIA, "2026-07-01");
    csv
}

/// The board decides something that has no effect of its own; the decision's number.
async fn board_decides(chi: &Visitor, ada: &Visitor, title: &str) -> String {
    let form = "/room/decisions/new?act=plain&body=board";
    let decided = decide(chi, ada, form, &[("title", title)]).await;
    decided.path.rsplit('/').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn governance_r30_a_petition_of_a_tenth_of_the_votes_starts_its_clocks_and_a_date_is_recorded()
 {
    let Some(mut world) = World::start_unlimited("2026-09-02 09:00:00").await else {
        return;
    };
    let place = Place::of_world(&mut world).await;
    let foundation = Foundation::with_members(place, &members()).await;
    let (chi, ada) = (&foundation.chi, &foundation.ada);
    let board = [
        ("target", "board"),
        ("basis", "election"),
        ("address_1", MAX),
        ("address_2", NIA),
    ];
    decide(chi, ada, "/room/decisions/new?act=seat", &board).await;
    let before = board_decides(chi, ada, "Before any petition").await;
    let signed_in = foundation.sign_in_all(&[KIM, LOU, MAX, NIA, PIA]).await;
    let [kim, lou, max, nia, pia] = &signed_in[..] else {
        panic!("five came in");
    };

    // What is missing is said; a form sent twice opens one.
    let incomplete = opening(kim, "", "").await;
    let refused = kim.send(&incomplete).await;
    refuses(&refused, 422, "Give it a title of at most 120 characters");
    refuses(&refused, 422, "Choose a last day after today");
    refuses(
        &refused,
        422,
        "Shall the foundation adopt a code of conduct?",
    );
    let hidden = opening(kim, "A code\u{ad} of conduct", "").await;
    refuses(
        &kim.send(&hidden).await,
        422,
        "on one line, without characters that are not seen",
    );
    let too_long = opening(kim, TITLE, "2027-09-03").await;
    refuses(&kim.send(&too_long).await, 422, "at most a year ahead");
    let form = opening(kim, TITLE, "2026-10-02").await;
    for _ in 0..2 {
        let opened = kim.send(&form).await;
        assert_eq!(opened.path, "/petitions/1", "{}", opened.text());
    }
    assert_eq!(said(&world, "SELECT count(*) FROM petitions").await, "1");
    let page = kim.get("/petitions/1").await;
    assert!(
        page.html.contains("&#60;script&#62;alert(1)"),
        "{}",
        page.html
    );
    assert!(!page.html.contains("<script>alert"), "{}", page.html);
    assert!(!page.html.contains("<b>bold"), "{}", page.html);

    // Where the rulebook is silent the page says which rule is missing.
    let page = kim.get("/petitions/new").await;
    refuses(
        &page,
        200,
        "does not say which share of the votes puts a question on the next ballot",
    );
    assert!(!page.html.contains("value=\"ballot\""), "{}", page.html);
    let kims = membership(&world, "Kim Abara").await;
    let ballot = [
        ("purpose", "ballot"),
        ("kind", "policy"),
        ("title", TITLE),
        ("text", TEXT),
        ("closes_on", "2026-10-02"),
        ("membership", kims.as_str()),
    ];
    let refused = forged(kim, "/petitions", &ballot).await;
    refuses(
        &refused,
        422,
        "does not say which share of the votes such a petition takes",
    );

    // Whoever lapsed neither opens nor signs; nobody signs for another, and nobody twice.
    refuses(&pia.get("/petitions/new").await, 200, "brings a vote today");
    let pias = membership(&world, "Pia Farkas").await;
    let sign = "/petitions/1/signatures";
    let refused = forged(pia, sign, &[("membership", &pias)]).await;
    refuses(&refused, 422, "brings no vote today");
    let refused = forged(pia, sign, &[("membership", &kims)]).await;
    refuses(&refused, 422, "You do not act for this membership");
    let form = kim.get("/petitions/1").await.form("/signatures");
    for _ in 0..2 {
        let signed = kim.send(&form).await;
        refuses(&signed, 200, "You signed, with one vote");
    }
    let twice = forged(kim, sign, &[("membership", &kims)]).await;
    refuses(&twice, 422, "A membership signs once");

    // Two of twenty-one votes are less than a tenth.
    let signed = signs(lou, "/petitions/1").await;
    refuses(
        &signed,
        200,
        "Signed with 2 of 3 votes needed; one vote is missing. It can be signed until the end of Friday 2 October 2026.",
    );
    let deliver = "/petitions/1/delivery";
    let early = forged(kim, deliver, &[]).await;
    refuses(
        &early,
        422,
        "It is signed with 2 votes. Bylaws § 3.3 asks for 1/10 of all 21 votes: 3.",
    );
    assert_eq!(
        said(&world, "SELECT count(*) FROM petition_deliveries").await,
        "0"
    );

    // A signature is taken back, and given again.
    let page = lou.get("/petitions/1").await;
    let form = page.form("/withdrawals");
    for _ in 0..2 {
        let taken_back = lou.send(&form).await;
        refuses(&taken_back, 200, "Signed with 1 of 3 votes needed");
    }
    let others = page.form("/withdrawals");
    let signature = others.value("signature").unwrap();
    signs(lou, "/petitions/1").await;
    let refused = forged(max, "/petitions/1/withdrawals", &[("signature", signature)]).await;
    assert_eq!(refused.status, 200, "it is taken back already");
    let lous = said(
        &world,
        "SELECT s.id FROM petition_signatures s ORDER BY s.recorded_at DESC LIMIT 1",
    )
    .await;
    let refused = forged(max, "/petitions/1/withdrawals", &[("signature", &lous)]).await;
    refuses(&refused, 422, "You do not act for this membership");
    let reached = signs(max, "/petitions/1").await;
    refuses(&reached, 200, "Signed with 3 votes; 3 are needed.");

    // Names are for officers and the opener; all others read figures.
    assert!(kim.get("/petitions/1").await.text().contains("Lou Bekker"));
    assert!(chi.get("/petitions/1").await.text().contains("taken back"));
    assert!(!lou.get("/petitions/1").await.text().contains("Max Celik"));
    let anybody = foundation.place.visitor().get("/petitions/1").await.text();
    assert!(!anybody.contains("Lou Bekker"), "{anybody}");
    assert!(anybody.contains("3 votes signed, 3 needed"), "{anybody}");

    // Delivered by whoever opened it, and once.
    let refused = forged(lou, deliver, &[]).await;
    refuses(
        &refused,
        422,
        "Only whoever opened the petition delivers it",
    );
    let form = kim.get("/petitions/1").await.form("/delivery");
    for _ in 0..2 {
        refuses(
            &kim.send(&form).await,
            200,
            "Delivered on Wednesday 2 September 2026",
        );
    }
    let clocks = nia.get("/petitions/1").await;
    for sentence in [
        "Notice of the meeting is given by the end of Friday 2 October 2026, within 30 days of the receipt. Bylaws § 3.3",
        "held on Wednesday 7 October 2026 at the earliest, 35 days after the receipt. Bylaws § 3.3",
        "held on Tuesday 1 December 2026 at the latest, 90 days after the receipt. Bylaws § 3.3",
    ] {
        refuses(&clocks, 200, sentence);
    }
    let refused = forged(lou, "/petitions/1/withdrawals", &[("signature", &lous)]).await;
    refuses(&refused, 422, "The petition was delivered");
    let nias = membership(&world, "Nia Dossou").await;
    let refused = forged(nia, sign, &[("membership", &nias)]).await;
    refuses(&refused, 422, "The petition was delivered");

    // The board is told, and it is work until the day is recorded.
    let letter = world
        .mail()
        .arrives(NIA, &format!("Petition 1 was delivered: {TITLE}"))
        .await;
    let words: Vec<&str> = letter.body.split_whitespace().collect();
    let words = words.join(" ");
    assert!(words.contains("signed with 3 of 21 votes"), "{words}");
    assert!(
        words.contains("from Wednesday 7 October 2026 to Tuesday 1 December 2026"),
        "{words}"
    );
    let queued = "SELECT count(*) FROM outbox_letters WHERE kind = 'petition_delivered'";
    let told = said(&world, queued).await;
    assert_eq!(told, "3", "two directors and the secretary");
    let task = "Fix the day of the special meeting that petition 1 asks for";
    refuses(&chi.get("/tasks").await, 200, task);
    refuses(&nia.get("/tasks").await, 200, task);
    assert!(!lou.get("/tasks").await.text().contains(task));
    let feed = lou.get("/feeds/petitions.atom").await;
    assert!(
        feed.html.contains("members ask for a special meeting"),
        "{}",
        feed.html
    );
    assert!(!feed.html.contains(TITLE), "{}", feed.html);

    // The day rests on a later decision of the board, and lies within the clocks.
    let page = chi.get("/room/petitions/1").await;
    assert!(
        !page.html.contains(&format!("value=\"{before}\"")),
        "{}",
        page.html
    );
    let decision = board_decides(chi, ada, "A special meeting is held").await;
    let form = chi.get("/room/petitions/1").await.form("/meeting");
    let day = |meeting_on: &str, notice_on: &str| {
        form.clone()
            .with("decision", &decision)
            .with("meeting_on", meeting_on)
            .with("notice_on", notice_on)
    };
    for (form, sentence) in [
        (
            day("2026-10-06", "2026-09-20"),
            "The meeting would be held 34 days after the receipt. Bylaws § 3.3 asks for at least 35: Wednesday 7 October 2026 is the first day.",
        ),
        (
            day("2026-12-02", "2026-10-02"),
            "The meeting would be held 91 days after the receipt. Bylaws § 3.3 allows at most 90",
        ),
        (
            day("2026-11-02", "2026-10-03"),
            "Bylaws § 3.3 asks for notice within 30 days of the receipt",
        ),
        (
            day("2026-10-07", "2026-09-28"),
            "Bylaws § 3.4 asks for at least 10",
        ),
        (
            day("2026-10-07", "2026-09-20").with("decision", ""),
            "Choose the decision of the board",
        ),
    ] {
        refuses(&chi.send(&form).await, 422, sentence);
    }
    for _ in 0..2 {
        let recorded = chi.send(&day("2026-10-07", "2026-09-20")).await;
        assert_eq!(recorded.path, "/room/petitions/1", "{}", recorded.text());
    }
    assert_eq!(
        said(&world, "SELECT count(*) FROM petition_answers").await,
        "1"
    );
    let read = lou.get("/petitions/1").await;
    refuses(
        &read,
        200,
        "The meeting is held on Wednesday 7 October 2026",
    );
    refuses(&read, 200, &format!("It rests on decision {decision}."));
    assert!(!chi.get("/tasks").await.text().contains(task));

    // Another day stands in its place, with the reason.
    let again = day("2026-10-08", "2026-09-20").with("form", &Uuid::new_v4().to_string());
    refuses(
        &chi.send(&again).await,
        422,
        "Say why this one takes its place",
    );
    let moved = chi.send(&again.with("reason", "The hall was taken.")).await;
    assert_eq!(moved.path, "/room/petitions/1", "{}", moved.text());
    refuses(
        &lou.get("/petitions").await,
        200,
        "held on Thursday 8 October 2026",
    );

    // One that nobody delivers in time lapses, and stays readable.
    let form = opening(lou, "A smaller board", "2026-09-10").await;
    let opened = lou.send(&form).await;
    refuses(&opened, 200, "A smaller board");
    let second = opened.path;
    signs(lou, &second).await;
    world.set_time("2026-09-10 23:30:00");
    let lou = foundation.place.sign_in(LOU).await;
    refuses(&lou.get(&second).await, 200, "one vote");
    refuses(&lou.get("/petitions").await, 200, "Open to signatures");
    world.set_time("2026-09-11 00:30:00");
    let max = foundation.place.sign_in(MAX).await;
    let lapsed = max.get(&second).await;
    refuses(
        &lapsed,
        200,
        "Lapsed: it was not delivered by the end of Thursday 10 September 2026",
    );
    let maxs = membership(&world, "Max Celik").await;
    let refused = forged(
        &max,
        &format!("{second}/signatures"),
        &[("membership", &maxs)],
    )
    .await;
    refuses(
        &refused,
        422,
        "The petition lapsed at the end of Thursday 10 September 2026",
    );
    let ada = foundation.place.sign_in(ADA.1).await;
    let meeting = ada.get("/room/petitions/1").await;
    refuses(&meeting, 200, "The secretary or the chair records");
    assert!(!meeting.html.contains("/room/petitions/1/meeting"));
}
