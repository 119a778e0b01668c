//! What becomes of a membership: resignation, suspension and termination with
//! notice and hearing, transfer, reinstatement.

use chrono::TimeDelta;

use super::{applies, form_with, screens, step, views, with_committee};
use crate::acts::room::{founded, refuses, text};
use crate::members::representation::proposes;
use crate::minutes::decide;
use crate::support::Page;
use crate::support::election::Foundation;

const CASE: &str = "/room/members/5/cases/new";

/// The board sits, and decides something.
pub async fn board_decides(foundation: &Foundation, title: &str) -> String {
    let plain = "/room/decisions/new?act=plain&body=board";
    let (chi, ada) = (&foundation.chi, &foundation.ada);
    let decided = decide(chi, ada, plain, &[("title", title)]).await;
    decided.path.rsplit('/').next().unwrap().to_owned()
}

pub async fn seat_board(foundation: &Foundation) {
    let board = [
        ("target", "board"),
        ("basis", "election"),
        ("address_1", "kim@mail.example"),
    ];
    let seat = "/room/decisions/new?act=seat";
    decide(&foundation.chi, &foundation.ada, seat, &board).await;
}

fn local(foundation: &Foundation, days: i64) -> String {
    let at = foundation.place.now + TimeDelta::days(days);
    at.format("%Y-%m-%dT%H:%M").to_string()
}

fn day(foundation: &Foundation, days: i64) -> String {
    (foundation.place.now + TimeDelta::days(days))
        .date_naive()
        .to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn r15_a_termination_is_refused_inside_thirty_days_and_without_a_hearing() {
    let (_app, foundation) = founded().await;
    let chi = &foundation.chi;
    assert_eq!(foundation.ada.get(CASE).await.status, 403);
    seat_board(&foundation).await;
    let before = board_decides(&foundation, "The budget of the year").await;
    let page = chi.get(CASE).await;
    refuses(
        &page,
        200,
        "at least 30 days before it takes effect (Bylaws § 2.12)",
    );
    let form = page
        .form("/cases")
        .with("proposes", "terminate")
        .with("ground", "conduct")
        .with("reasons", "The mark was used for another product.")
        .with("hearing_place", "By video");
    let early = form
        .clone()
        .with("effective_on", &day(&foundation, 29))
        .with("hearing_at", &local(&foundation, 10));
    let refused = chi.send(&early).await;
    refuses(
        &refused,
        422,
        "The member is told at least 30 days before it takes effect (Bylaws § 2.12). The first day is",
    );
    assert!(
        refused
            .html
            .contains("The mark was used for another product.")
    );
    let unheard = form.clone().with("effective_on", &day(&foundation, 40));
    refuses(
        &chi.send(&unheard).await,
        422,
        "Name an hour at which the member is heard, at least 5 days before",
    );
    let late = unheard.clone().with("hearing_at", &local(&foundation, 37));
    refuses(
        &chi.send(&late).await,
        422,
        "The member is heard at least 5 days before",
    );
    let good = unheard.with("hearing_at", &local(&foundation, 10));
    let case = chi.send(&good).await;
    refuses(&case, 200, "Case 1: ending the membership");
    assert_eq!(
        chi.send(&good).await.path,
        case.path,
        "a form sent twice opens one case"
    );

    // Carried out without notice, hearing or decision it is refused.
    let number = board_decides(&foundation, "End the membership").await;
    let carry = |decision: &str, on: String| {
        form_with(&case, "/outcome", "outcome", "carried_out")
            .with("decision", decision)
            .with("effective_on", &on)
    };
    let on = day(&foundation, 40);
    refuses(
        &chi.send(&carry("77", on.clone())).await,
        422,
        "No decision that counts has this number",
    );
    // Nor by the founders' decision, nor by one that the board took before there was a case.
    for decision in ["2", before.as_str()] {
        refuses(
            &chi.send(&carry(decision, on.clone())).await,
            422,
            "It takes an adopted decision of the board that was entered since the case was opened",
        );
    }
    refuses(
        &chi.send(&carry(&number, on.clone())).await,
        422,
        "The member was not told in time",
    );
    let told = chi
        .submit(&case, "/notices", &[("channel", "e_mail")])
        .await;
    refuses(&told, 200, "Notice given by e-mail");
    let letter = _app
        .mail()
        .arrives(
            "lou@mail.example",
            "Your membership of Tamarack OS Foundation",
        )
        .await;
    assert!(
        letter
            .body
            .contains("The mark was used for another product."),
        "{}",
        letter.body
    );
    assert!(
        letter.body.contains("IMPORTANT") || letter.body.contains("mportant notice"),
        "{}",
        letter.body
    );
    refuses(
        &chi.send(&carry(&number, day(&foundation, 20))).await,
        422,
        "not before the one that was announced",
    );
    refuses(
        &chi.send(&carry(&number, on.clone())).await,
        422,
        "The member was not heard in time",
    );
    let ahead = chi
        .submit(
            &case,
            "/hearings",
            &[
                ("manner", "orally"),
                ("held_at", &local(&foundation, 5)),
                ("minutes", "x"),
            ],
        )
        .await;
    refuses(&ahead, 422, "This lies in the future");
    let heard = chi
        .submit(
            &case,
            "/hearings",
            &[
                ("manner", "in_writing"),
                ("held_at", &local(&foundation, 0)),
                ("minutes", "She answered by letter."),
            ],
        )
        .await;
    refuses(
        &heard,
        200,
        "The member was heard in writing: She answered by letter.",
    );
    refuses(
        &chi.send(&carry("1", on.clone())).await,
        422,
        "No decision that counts",
    );
    let carried = chi.send(&carry(&number, on)).await;
    refuses(&carried, 200, "Carried out");
    refuses(
        &chi.send(&carry(&number, day(&foundation, 41))).await,
        422,
        "over already",
    );
    refuses(
        &chi.get("/room/members/5").await,
        200,
        "terminated by decision",
    );
    refuses(&chi.get("/room/cases").await, 200, "carried out from");
}

/// Lou is suspended from today on for ninety days, by a decision of the board that sits.
async fn suspends_lou(foundation: &Foundation) {
    let chi = &foundation.chi;
    let form = chi
        .get(CASE)
        .await
        .form("/cases")
        .with("proposes", "suspend")
        .with("ground", "conduct")
        .with("wilful", "1")
        .with("reasons", "Ballots were bought.")
        .with("effective_on", &day(foundation, 0))
        .with("until_on", &day(foundation, 90))
        .with("hearing_at", &local(foundation, 10))
        .with("hearing_place", "By video");
    let case = chi.send(&form).await;
    refuses(&case, 200, "wilful misconduct was found");
    chi.submit(
        &case,
        "/notices",
        &[
            ("channel", "courier"),
            ("given_at", &local(foundation, 0)),
            ("evidence", "Consignment 7"),
        ],
    )
    .await;
    let number = board_decides(foundation, "Suspend at once").await;
    let carry = form_with(&case, "/outcome", "outcome", "carried_out")
        .with("decision", &number)
        .with("effective_on", &day(foundation, 0));
    refuses(&chi.send(&carry).await, 200, "Carried out");
}

/// The board lifts the suspension of Lou from today on.
async fn lifts(foundation: &Foundation) -> Page {
    let chi = &foundation.chi;
    let member = chi.get("/room/members/5").await;
    let (decision, from) = (
        board_decides(foundation, "Lift the suspension").await,
        day(foundation, 0),
    );
    let values = [
        ("lift_decision", decision.as_str()),
        ("lift_from", from.as_str()),
    ];
    chi.submit(&member, "/suspension-end", &values).await
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_admitted_around_a_suspension() {
    const SUSPENDED: &str = "nobody is admitted around a suspension";
    let (_app, foundation, committee) = with_committee().await;
    let [kim, lou, max] = committee.as_slice() else {
        unreachable!()
    };
    seat_board(&foundation).await;
    let values = [("contribution", "Translations")];
    applies(lou, "individual", &values).await;
    step(kim, 1, "take_up").await;
    screens(kim, 1).await;
    views(kim, 1, "approve", "").await;
    views(max, 1, "approve", "").await;
    suspends_lou(&foundation).await;
    refuses(&step(max, 1, "approve").await, 422, SUSPENDED);
    let own = lou.get("/join/applications/1").await;
    let gone = lou.submit(&own, "/withdrawal", &[]).await;
    refuses(&gone, 200, "Withdrawn");
    refuses(&applies(lou, "individual", &values).await, 422, SUSPENDED);
    refuses(&lifts(&foundation).await, 200, "Individual: current until");
    let applied = applies(lou, "individual", &values).await;
    assert_eq!(applied.path, "/join/applications/2", "{}", applied.text());
}

/// Who resigned from a day to come and is admitted again before it has no two votes until then.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_comes_back_before_they_have_left_has_one_membership_at_a_time() {
    let (app, foundation, committee) = with_committee().await;
    let [kim, lou, _] = committee.as_slice() else {
        unreachable!()
    };
    let chi = &foundation.chi;
    let leaves = day(&foundation, 40);
    let page = chi.get("/room/members/10").await;
    let values = [
        ("ends_on", leaves.as_str()),
        ("reason", "resigned"),
        ("shown_by", "Letter in folder 3"),
    ];
    refuses(
        &chi.submit(&page, "/end", &values[..2]).await,
        422,
        "Say what shows it and where it is filed",
    );
    let mut hidden = values;
    hidden[2].1 = "Letter in fol\u{ad}der 3";
    refuses(
        &chi.submit(&page, "/end", &hidden).await,
        422,
        "without characters that are not seen",
    );
    let ended = chi.submit(&page, "/end", &values).await;
    refuses(&ended, 200, "resigned. By Chi Moreau: Letter in folder 3");
    let letter = app
        .mail()
        .arrives("tom@mail.example", "The end of a membership of")
        .await;
    let body = letter.body.replace('\n', " ");
    assert!(
        body.contains("membership no. 10 is over") && body.contains("because you resigned"),
        "{body}"
    );
    let tom = &foundation.sign_in_all(&["tom@mail.example"]).await[0];
    applies(tom, "individual", &[("contribution", "Translations")]).await;
    step(kim, 1, "take_up").await;
    screens(kim, 1).await;
    views(kim, 1, "approve", "").await;
    views(lou, 1, "approve", "").await;
    let approved = step(kim, 1, "approve").await;
    refuses(&approved, 200, "Member no. 11");
    refuses(&chi.get("/room/members/11").await, 200, "Individual: from ");
    for (on, states) in [("0", "active, not_yet"), ("40", "resigned, active")] {
        let sql = format!(
            "SELECT string_agg(membership_state(id, legal_day(clock_timestamp()) + {on}), ', ' ORDER BY number) AS it
             FROM memberships WHERE number IN (10, 11)"
        );
        assert_eq!(text(&app, &sql).await, states, "in {on} days");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suspended_membership_brings_no_vote_until_the_board_lifts_it() {
    let (_app, foundation) = founded().await;
    let chi = &foundation.chi;
    seat_board(&foundation).await;
    suspends_lou(&foundation).await;
    let member = chi.get("/room/members/5").await;
    refuses(&member, 200, "Individual: suspended until");
    let lou = &foundation.sign_in_all(&["lou@mail.example"]).await[0];
    refuses(&lou.get("/me").await, 200, "Suspended; in force again from");
    // A term is not recorded meanwhile, and a roll leaves them out.
    let renewed = chi
        .submit(
            &member,
            "/terms",
            &[
                ("term_start", &day(&foundation, 400)),
                ("term_end", &day(&foundation, 500)),
            ],
        )
        .await;
    refuses(
        &renewed,
        422,
        "From the state this membership is in today, this does not follow",
    );

    let from = day(&foundation, 0);
    let wrong = [("lift_decision", "2"), ("lift_from", from.as_str())];
    refuses(
        &chi.submit(&member, "/suspension-end", &wrong).await,
        422,
        "A suspension is lifted by an adopted decision of the board",
    );
    refuses(&lifts(&foundation).await, 200, "Individual: current until");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_membership_goes_to_the_successor_of_the_business_and_a_lapsed_one_is_reinstated() {
    let (app, foundation) = founded().await;
    let chi = &foundation.chi;
    seat_board(&foundation).await;
    let number = board_decides(&foundation, "Quiet Works is succeeded by Loud Works GmbH").await;
    let page = chi.get("/room/members/2").await;
    let on = day(&foundation, 0);
    let transfer = |decision: &str| {
        page.form("/transfer")
            .with("successor", "Loud Works GmbH")
            .with("transfer_on", &on)
            .with("transfer_decision", decision)
            .with(
                "evidence",
                "Register of companies, HRB 1; accession of 2 May",
            )
    };
    refuses(
        &chi.send(&transfer("2")).await,
        422,
        "A membership goes to a successor by an adopted decision of the board",
    );
    // The decision names another successor than the form.
    let other = transfer(&number).with("successor", "Silent Works GmbH");
    refuses(
        &chi.send(&other).await,
        422,
        "A membership goes to a successor by an adopted decision of the board",
    );
    // A successor is recorded with the transfer, or not at all.
    let recorded = "SELECT count(*)::text AS it FROM party_records \
                    WHERE name IN ('Loud Works GmbH', 'Silent Works GmbH')";
    assert_eq!(text(&app, recorded).await, "0");
    let hidden = transfer(&number).with("evidence", "HRB\u{200b} 1");
    refuses(
        &chi.send(&hidden).await,
        422,
        "without characters that are not seen",
    );
    let successor = chi.send(&transfer(&number)).await;
    refuses(&successor, 200, "Member no. 11, Gold: current until");
    refuses(&successor, 200, "successor to membership no. 2");
    assert_eq!(text(&app, recorded).await, "1");
    refuses(
        &chi.get("/room/members/2").await,
        200,
        "transferred to a successor",
    );
    // Whoever voted for the member is told, and nobody votes for the successor by one officer.
    let letter = app
        .mail()
        .arrives("sol@mail.example", "The end of a membership of")
        .await;
    let body = letter.body.replace('\n', " ");
    assert!(
        body.contains("Chi Moreau, an officer of")
            && body.contains("the successor of your business"),
        "{body}"
    );
    let who = ("Mallory", "mallory@evil.example");
    let page = proposes(chi, "/room/members/11", who, &on).await;
    refuses(&page, 422, "72 hours from now at the earliest");
    let page = proposes(chi, "/room/members/11", who, &day(&foundation, 5)).await;
    refuses(&page, 200, "Mallory is to vote for it from");
    refuses(&page, 200, "It waits for another officer");
    refuses(&page, 200, "Votes for it nobody is named");

    // Pia's term ran out; another begins by a decision of committee or board.
    let lapsed = chi.get("/room/members/9").await;
    let until = day(&foundation, 365);
    let values = [("term_start", on.as_str()), ("term_end", until.as_str())];
    let refused = chi.submit(&lapsed, "/terms", &values).await;
    refuses(
        &refused,
        422,
        "Another term begins by a decision of the membership committee or the board",
    );
    // The decision on the transfer was about the transfer.
    let used = [values[0], values[1], ("decision", number.as_str())];
    refuses(
        &chi.submit(&lapsed, "/terms", &used).await,
        422,
        "This decision was used already, for something else",
    );
    let deciding = board_decides(&foundation, "Reinstate Pia Farkas").await;
    let values = [values[0], values[1], ("decision", deciding.as_str())];
    refuses(
        &chi.submit(&lapsed, "/terms", &values).await,
        200,
        "Individual: current until",
    );

    // Alternates and contacts stand beside the vote.
    let nordlicht = chi.get("/room/members/1").await;
    let values = [
        ("capacity", "alternate"),
        ("place", "1"),
        (
            "stands_name",
            "Wilhelmine Freifrau von Hohenlohe-Waldenburg",
        ),
        ("stands_address", "wilhelmine@mail.example"),
        ("stands_from", on.as_str()),
    ];
    let named = chi.submit(&nordlicht, "/representatives", &values).await;
    refuses(
        &named,
        200,
        "Wilhelmine Freifrau von Hohenlohe-Waldenburg , alternate for the vote",
    );
    // The same form sent again is the same act, and makes nobody of whom it names now.
    let again = nordlicht
        .form("/representatives")
        .with("capacity", "alternate")
        .with("place", "2")
        .with("stands_name", "Wilhelm von Hohenlohe")
        .with("stands_address", "wilhelm@mail.example")
        .with("stands_from", &on);
    let page = chi.send(&again).await;
    assert_eq!(page.status, 200, "{}", page.text());
    let made = "SELECT count(*)::text AS it FROM accounts WHERE address = 'wilhelm@mail.example'";
    assert_eq!(text(&app, made).await, "0");
    // One form that is sent three times at once names one person once.
    let at_once = again.with("form", "6f1d0f0e-5b0a-4f0e-9f43-0d1f6c1f7a11");
    let sent = tokio::join!(chi.send(&at_once), chi.send(&at_once), chi.send(&at_once));
    for page in [&sent.0, &sent.1, &sent.2] {
        assert_eq!(page.status, 200, "{}", page.text());
    }
    let made = "SELECT (SELECT count(*) FROM party_records WHERE name = 'Wilhelm von Hohenlohe') || ' ' || \
                (SELECT count(*) FROM representatives r JOIN accounts a ON a.person = r.person \
                 WHERE a.address = 'wilhelm@mail.example') AS it";
    assert_eq!(text(&app, made).await, "1 1");
    let ended = chi.submit(&named, "/end", &[]).await;
    assert!(
        ended.status == 200 || ended.status == 422,
        "{}",
        ended.text()
    );
}
