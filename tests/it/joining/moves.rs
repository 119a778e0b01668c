//! What becomes of a membership: resignation, suspension and termination with
//! notice and hearing, transfer, reinstatement.

use chrono::TimeDelta;

use super::form_with;
use crate::acts::room::{founded, refuses};
use crate::minutes::decide;
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
    seat_board(&foundation).await;
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
    refuses(
        &chi.send(&carry("2", on.clone())).await,
        422,
        "It takes an adopted decision of the board",
    );
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

#[tokio::test(flavor = "multi_thread")]
async fn a_suspended_membership_brings_no_vote_until_the_board_lifts_it() {
    let (_app, foundation) = founded().await;
    let chi = &foundation.chi;
    seat_board(&foundation).await;
    let form = chi
        .get(CASE)
        .await
        .form("/cases")
        .with("proposes", "suspend")
        .with("ground", "conduct")
        .with("wilful", "1")
        .with("reasons", "Ballots were bought.")
        .with("effective_on", &day(&foundation, 0))
        .with("until_on", &day(&foundation, 90))
        .with("hearing_at", &local(&foundation, 10))
        .with("hearing_place", "By video");
    let case = chi.send(&form).await;
    refuses(&case, 200, "wilful misconduct was found");
    chi.submit(
        &case,
        "/notices",
        &[
            ("channel", "courier"),
            ("given_at", &local(&foundation, 0)),
            ("evidence", "Consignment 7"),
        ],
    )
    .await;
    let number = board_decides(&foundation, "Suspend at once").await;
    let carry = form_with(&case, "/outcome", "outcome", "carried_out")
        .with("decision", &number)
        .with("effective_on", &day(&foundation, 0));
    refuses(&chi.send(&carry).await, 200, "Carried out");
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

    let lift = |decision: &str| {
        [
            ("lift_decision", decision.to_owned()),
            ("lift_from", day(&foundation, 0)),
        ]
    };
    let wrong = lift("2");
    let values: Vec<(&str, &str)> = wrong
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    refuses(
        &chi.submit(&member, "/suspension-end", &values).await,
        422,
        "A suspension is lifted by an adopted decision of the board",
    );
    let lifting = board_decides(&foundation, "Lift the suspension").await;
    let right = lift(&lifting);
    let values: Vec<(&str, &str)> = right
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    refuses(
        &chi.submit(&member, "/suspension-end", &values).await,
        200,
        "Individual: current until",
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_membership_goes_to_the_successor_of_the_business_and_a_lapsed_one_is_reinstated() {
    let (_app, foundation) = founded().await;
    let chi = &foundation.chi;
    seat_board(&foundation).await;
    let number = board_decides(&foundation, "Quiet Works is succeeded by Loud Works").await;
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
    let successor = chi.send(&transfer(&number)).await;
    refuses(&successor, 200, "Member no. 11, Gold: current until");
    refuses(
        &chi.get("/room/members/2").await,
        200,
        "transferred to a successor",
    );

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
    let ended = chi.submit(&named, "/end", &[]).await;
    assert!(
        ended.status == 200 || ended.status == 422,
        "{}",
        ended.text()
    );
}
