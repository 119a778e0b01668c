//! Nominations as members make them, judged at entry.

use super::{KIM, LOU, MAX, NIA, OLA, RAVI, accepts, capacity, decides, founded, makes, nominates};
use crate::acts::room::text;
use crate::minutes::decide;
use crate::rolls::{refused, session};
use crate::support::eventually;
use commonhold::db::Role;

#[tokio::test(flavor = "multi_thread")]
async fn voting_r04_a_member_nominates_one_other_and_the_nominee_answers() {
    let (app, foundation) = founded().await;
    makes(&foundation).await;
    let max = foundation.place.sign_in(MAX).await;

    // Themselves they cannot, nor somebody of the committee; both is kept.
    let oneself = nominates(&max, "Max Celik", MAX).await;
    assert_eq!(oneself.status, 422);
    assert!(
        oneself.text().contains("Nobody nominates themselves"),
        "{}",
        oneself.text()
    );
    let committee = nominates(&max, "Max Celik", KIM).await;
    assert_eq!(committee.status, 422);
    assert!(committee.text().contains("sits on the election committee"));
    let nobody = nominates(&max, "Max Celik", "nobody@mail.example").await;
    assert_eq!(nobody.status, 422);
    assert!(nobody.text().contains("Nobody here is known by this"));

    let stands = nominates(&max, "Max Celik", NIA).await;
    assert_eq!(stands.path, "/elections/1", "{}", stands.text());
    let letter = app
        .mail()
        .arrives(NIA, "You were nominated: Election of the board 2027")
        .await;
    assert!(letter.body.contains("Max Celik"), "{}", letter.body);

    let second = nominates(&max, "Max Celik", OLA).await;
    assert_eq!(second.status, 422);
    assert!(
        second
            .text()
            .contains("Max Celik has nominated Nia Dossou already"),
        "{}",
        second.text()
    );

    // Who declines leaves the member free to nominate another.
    let nia = foundation.place.sign_in(NIA).await;
    let tasks = nia.get("/tasks").await.text();
    assert!(
        tasks.contains("you were nominated for “Election of the board 2027”"),
        "{tasks}"
    );
    let page = nia.get("/elections/1/nomination").await;
    let decline = page
        .forms()
        .into_iter()
        .find(|form| form.value("answer") == Some("decline"))
        .unwrap();
    assert_eq!(nia.send(&decline).await.status, 200);
    let third = nominates(&max, "Max Celik", OLA).await;
    assert_eq!(third.path, "/elections/1", "{}", third.text());

    let ola = foundation.place.sign_in(OLA).await;
    let page = ola.get("/elections/1/nomination").await;
    let empty = ola
        .submit(&page, "/answers", &[("statement", ""), ("disclosures", "")])
        .await;
    assert_eq!(empty.status, 422);
    assert!(
        empty.text().contains("Write what you stand for"),
        "{}",
        empty.text()
    );
    accepts(&ola, "I stand for short meetings.").await;

    // Somebody of the committee nominates nobody, and whoever nobody nominated answers nothing.
    let lou = foundation.place.sign_in(LOU).await;
    let refused_one = nominates(&lou, "Lou Bekker", OLA).await;
    assert_eq!(refused_one.status, 422);
    assert!(refused_one.text().contains("whose members nominate nobody"));
    assert_eq!(max.get("/elections/1/nomination").await.status, 403);

    let room = foundation.ada.get("/room/elections/1").await.text();
    assert!(
        room.contains("4 nominations were refused when made"),
        "{room}"
    );
    assert!(room.contains("for Max Celik"), "{room}");
    let kept = "SELECT count(*)::text AS it FROM nomination_refusals";
    assert_eq!(text(&app, kept).await, "4");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_nominates_for_nobody_does_not_learn_who_is_known_here() {
    let (_app, foundation) = founded().await;
    makes(&foundation).await;
    let max = foundation.place.sign_in(MAX).await;
    let page = max.get("/elections/1/nominate").await;
    for words in ["How many each member nominates: 1 candidate", "member no. "] {
        assert!(page.text().contains(words), "{words}: {}", page.text());
    }
    let form = page.form("/elections/1/nominations");
    for capacity in [
        "",
        "office-secretary",
        "4f0c5a1e-0000-4000-8000-000000000000",
    ] {
        for address in [NIA, "nobody@mail.example"] {
            let form = form
                .clone()
                .with("capacity", capacity)
                .with("nominee", address);
            let refused = max.send(&form).await;
            assert_eq!(refused.status, 422);
            let said = refused.text();
            assert!(
                said.contains("Choose the member for whom you nominate"),
                "{said}"
            );
            assert!(!said.contains("Nobody here is known by this"), "{said}");
        }
    }
    // Who may nominate asks thirty times in a quarter of an hour.
    let form = form
        .with("capacity", &capacity(&page, "Max Celik"))
        .with("nominee", "nobody@mail.example");
    // A quarter that ends meanwhile begins to count anew.
    let mut asked = 0;
    while asked <= 60 {
        let answer = max.send(&form).await;
        if answer.status == 429 {
            break;
        }
        assert_eq!(answer.status, 422, "{}", answer.text());
        asked += 1;
    }
    assert!((30..=60).contains(&asked), "{asked}");
}

#[tokio::test(flavor = "multi_thread")]
async fn voting_r04_one_officer_nominates_seven_sitting_directors_and_seven_are_refused() {
    let (app, foundation) = founded().await;
    // Seven sit, by the founders' decision, until long after this election.
    let addresses = [
        "ravi@mail.example",
        "sol@mail.example",
        MAX,
        NIA,
        OLA,
        "pia@mail.example",
        "tom@mail.example",
    ];
    let rows: Vec<(String, String)> = (1..)
        .zip(addresses)
        .map(|(at, address)| (format!("address_{at}"), address.to_owned()))
        .collect();
    let mut board = vec![("target", "board"), ("basis", "election")];
    board.extend(
        rows.iter()
            .map(|(name, value)| (name.as_str(), value.as_str())),
    );
    decide(
        &foundation.chi,
        &foundation.ada,
        "/room/decisions/new?act=seat",
        &board,
    )
    .await;
    makes(&foundation).await;
    for address in addresses {
        let tried = nominates(&foundation.chi, "By office, as the secretary", address).await;
        assert_eq!(tried.status, 422, "{}", tried.text());
        let said = tried.text();
        assert!(said.contains("no office nominates anybody"), "{said}");
        assert!(
            said.contains("holds a seat already that is not up for election"),
            "{said}"
        );
    }
    let kept = "SELECT count(*)::text AS it FROM nomination_refusals WHERE capacity = 'office'";
    assert_eq!(text(&app, kept).await, "7");
    let none = "SELECT count(*)::text AS it FROM nominations";
    assert_eq!(text(&app, none).await, "0");
    let room = foundation.ada.get("/room/elections/1").await.text();
    assert!(room.contains("! not ready to open"), "{room}");
    assert!(
        room.contains("7 nominations were refused when made"),
        "{room}"
    );
    assert!(room.contains("by office"), "{room}");
}

#[tokio::test(flavor = "multi_thread")]
async fn voting_r04_an_organisation_nominates_whom_it_knows() {
    let (_app, foundation) = founded().await;
    makes(&foundation).await;
    let ravi = foundation.place.sign_in(RAVI).await;
    let stranger = nominates(&ravi, "Nordlicht Hosting", MAX).await;
    assert_eq!(stranger.status, 422);
    assert!(
        stranger
            .text()
            .contains("No tie of Max Celik to Nordlicht Hosting is on record"),
        "{}",
        stranger.text()
    );
    // He has two members to act for, each with a nomination of its own.
    let own = nominates(&ravi, "Ravi Menon, Individual", OLA).await;
    assert_eq!(own.path, "/elections/1", "{}", own.text());
    let oneself = nominates(&ravi, "Nordlicht Hosting", RAVI).await;
    assert_eq!(
        oneself.status,
        422,
        "the rule says never: {}",
        oneself.text()
    );
    assert!(oneself.text().contains("Nobody nominates themselves"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_refuses_nominations_and_acts_that_break_the_rules() {
    let (app, foundation) = founded().await;
    makes(&foundation).await;
    let max = foundation.place.sign_in(MAX).await;
    nominates(&max, "Max Celik", NIA).await;
    eventually("the nomination", async || {
        (text(&app, "SELECT count(*)::text AS it FROM nominations").await == "1").then_some(())
    })
    .await;
    let of = async |sql: &str| text(&app, sql).await;
    let election = of("SELECT id::text AS it FROM elections").await;
    let person = |name: &str| {
        format!("(SELECT party FROM party_records WHERE name = '{name}' ORDER BY record LIMIT 1)")
    };
    let membership = |name: &str| {
        format!(
            "(SELECT m.id FROM memberships m WHERE m.party = {})",
            person(name)
        )
    };
    let mut app_role = session(&app, Role::App).await;
    let decision = decides(&foundation).await;
    let waives = |decision: &str| {
        format!(
            "INSERT INTO election_waivers (id, election, rule_key, days, decision, reason, recorded_by) VALUES (gen_random_uuid(), '{election}', 'record_date.max_days', 1, (SELECT d.id FROM recorded_decisions d JOIN decision_entries e ON e.id = d.entry WHERE e.adopted AND {decision} ORDER BY e.number LIMIT 1), 'x', {})",
            person("Kim Abara")
        )
    };
    let nominates = |by: &str, nominee: &str| {
        format!(
            "INSERT INTO nominations (id, election, membership, nominated_by, nominee) VALUES (gen_random_uuid(), '{election}', {}, {}, {})",
            membership(by),
            person(by),
            person(nominee)
        )
    };
    for (statement, constraint) in [
        (
            nominates("Max Celik", "Ola Eide"),
            "nomination_is_the_only_one",
        ),
        (
            nominates("Ola Eide", "Ola Eide"),
            "nomination_is_of_another",
        ),
        (
            nominates("Ola Eide", "Kim Abara"),
            "nominee_is_not_on_the_committee",
        ),
        (
            format!(
                "INSERT INTO nominee_answers (id, election, nominee, answer) VALUES (gen_random_uuid(), '{election}', {}, 'accepted')",
                person("Ola Eide")
            ),
            "answer_is_of_a_nominee",
        ),
        (
            format!(
                "INSERT INTO election_acts (id, election, number, kind, person, listed, reason, proposed_by) VALUES (gen_random_uuid(), '{election}', 1, 'eligible', {}, '{{}}', '', {})",
                person("Nia Dossou"),
                person("Max Celik")
            ),
            "election_act_is_of_the_committee",
        ),
        (
            format!(
                "INSERT INTO election_acts (id, election, number, kind, person, listed, reason, proposed_by) VALUES (gen_random_uuid(), '{election}', 1, 'eligible', {}, '{{}}', '', {})",
                person("Nia Dossou"),
                person("Kim Abara")
            ),
            "election_act_fits",
        ),
        // A decision from before the election, and one that is about it.
        (waives("true"), "election_waiver_is_decided"),
        (
            waives(&format!("e.number = {decision}")),
            "election_waivers_key",
        ),
    ] {
        assert_eq!(
            refused(&mut app_role, &statement).await,
            constraint,
            "{statement}"
        );
    }
}
