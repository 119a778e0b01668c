//! A petition that is refused; and what the database refuses whoever holds the
//! application's password.

use commonhold::db::Role;
use commonhold::members::store::history_as_known;

use super::{SOL, TITLE, forged, opening, signs};
use crate::acts::room::{refuses, text};
use crate::auditor::export::reads_back;
use crate::rolls::{refused, session};
use crate::support::TestApp;
use crate::support::election::{Foundation, NO_LIMITS, Place};

async fn founded() -> (TestApp, Foundation) {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let foundation = Foundation::without_keys(Place::of_app(&app)).await;
    (app, foundation)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_petition_is_refused_with_the_rule_and_everything_reads_back() {
    let (_app, foundation) = founded().await;
    let chi = &foundation.chi;
    let sol = foundation.place.sign_in(SOL).await;
    let last = (foundation.place.now.date_naive() + chrono::Days::new(30)).to_string();

    // It asks for the draft of a rulebook, which is named by its digest.
    let form = opening(&sol, TITLE, &last).await.with("kind", "bylaws");
    let digest = "0f".repeat(32);
    let half = form.clone().with("sha256", &digest);
    refuses(
        &sol.send(&half).await,
        422,
        "from which the draft is to be in force",
    );
    let wrong = form
        .clone()
        .with("sha256", "0f")
        .with("effective_on", "2027-06-01");
    refuses(&sol.send(&wrong).await, 422, "Give the 64 digits");
    let opened = sol
        .send(
            &form
                .with("sha256", &digest)
                .with("effective_on", "2027-06-01"),
        )
        .await;
    assert_eq!(opened.path, "/petitions/1", "{}", opened.text());
    refuses(&opened, 200, &["0f0f"; 16].join(" "));
    refuses(&opened, 200, "Sol Ibarra, for Quiet Works");

    // Fifteen votes of one organisation are more than a tenth of all.
    let signed = signs(&sol, "/petitions/1").await;
    refuses(&signed, 200, "You signed, with 15 votes");
    let delivered = sol.submit(&signed, "/delivery", &[]).await;
    refuses(&delivered, 200, "Delivered on");

    // A member refuses nothing, and an officer says why and by which rule.
    let mine = forged(&sol, "/room/petitions/1/refusal", &[]).await;
    assert_eq!(mine.status, 403, "{}", mine.text());
    let form = chi.get("/room/petitions/1").await.form("/refusal");
    let empty = chi.send(&form).await;
    refuses(&empty, 422, "Name the rule");
    refuses(&empty, 422, "Say why");
    let form = form
        .with("citation", "Bylaws § 3.3")
        .with("refusal_reason", "It states no purpose of a meeting.");
    for _ in 0..2 {
        let answered = chi.send(&form).await;
        assert_eq!(answered.path, "/room/petitions/1", "{}", answered.text());
    }
    let read = sol.get("/petitions/1").await;
    refuses(&read, 200, "It was refused by Bylaws § 3.3");
    refuses(&read, 200, "It states no purpose of a meeting.");
    refuses(&sol.get("/petitions").await, 200, "Refused by Bylaws § 3.3");
    let held = sol.get("/me/data").await;
    refuses(&held, 200, "Petitions that you opened");
    reads_back(
        &foundation,
        &[
            ("petitions", "adopt_rulebook"),
            ("petition-signatures", "\"votes\":15"),
            ("petition-deliveries", "Bylaws § 3.3"),
            ("petition-answers", "It states no purpose of a meeting."),
        ],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_refuses_votes_and_deliveries_that_are_none() {
    let (app, foundation) = founded().await;
    let of = async |sql: &str| text(&app, sql).await;
    let person = |address: &str| {
        format!("SELECT person::text AS it FROM accounts WHERE address = '{address}@mail.example'")
    };
    let member = |name: &str| {
        format!(
            "SELECT m.id::text AS it FROM memberships m JOIN party_records r ON r.party = m.party WHERE r.name = '{name}'"
        )
    };
    let (kim, lou, pia) = (
        of(&person("kim")).await,
        of(&person("lou")).await,
        of(&person("pia")).await,
    );
    let (kims, lous, pias) = (
        of(&member("Kim Abara")).await,
        of(&member("Lou Bekker")).await,
        of(&member("Pia Farkas")).await,
    );
    let chi =
        of("SELECT person::text AS it FROM accounts WHERE address = 'chi@tamarack.example'").await;

    // All votes, as the database counts them, are those of a roll of today.
    let today = foundation.place.now.date_naive();
    let mut db = session(&app, Role::App).await;
    let lines = history_as_known(&mut db, today, chrono::Utc::now())
        .await
        .unwrap();
    let votes: Vec<u32> = lines
        .iter()
        .filter_map(|line| line.votes_on_roll())
        .collect();
    let counted = of(&format!(
        "SELECT v.votes || ' of ' || v.members AS it FROM votes_of_members('{today}') v"
    ))
    .await;
    let total: u32 = votes.iter().sum();
    assert_eq!(counted, format!("{total} of {}", votes.len()));
    let single = of(&format!(
        "SELECT sum(votes_of_membership(m.id, '{today}'))::text AS it FROM memberships m"
    ))
    .await;
    assert_eq!(single, total.to_string());

    let member = foundation.place.sign_in("kim@mail.example").await;
    let last = (today + chrono::Days::new(30)).to_string();
    let form = opening(&member, TITLE, &last).await;
    assert_eq!(member.send(&form).await.path, "/petitions/1");
    let petition = of("SELECT id::text AS it FROM petitions").await;
    let opens = |purpose: &str, by: &str, membership: &str, day: &str, effect: &str| {
        format!(
            "INSERT INTO petitions (id, purpose, kind, title, text, effect, opened_by, membership, closes_on, share, citation) \
             VALUES (gen_random_uuid(), '{purpose}', 'ordinary', 'x', 'x', {effect}, '{by}', '{membership}', {day}, '1/1000', 'mine')"
        )
    };
    let signs_as = |membership: &str, by: &str, votes: &str| {
        format!(
            "INSERT INTO petition_signatures (id, petition, membership, votes, signed_by) \
             VALUES (gen_random_uuid(), '{petition}', '{membership}', {votes}, '{by}')"
        )
    };
    let delivers = |by: &str| {
        format!(
            "INSERT INTO petition_deliveries (petition, delivered_by, votes_signed, votes_total, needed, members, received_on, notice_citation, min_citation, max_citation) \
             VALUES ('{petition}', '{by}', 1000, 1000, 1, 1000, '2020-01-01', '', '', '')"
        )
    };
    let signed = signs_as(&kims, &kim, "NULL");
    let answers = |by: &str, rest: &str| {
        format!(
            "INSERT INTO petition_answers (id, petition, answer, decision, meeting_on, notice_on, reason, citation, recorded_by) \
             VALUES (gen_random_uuid(), '{petition}', {rest}, '{by}')"
        )
    };
    let tomorrow = "legal_day(now()) + 1";
    for (sql, constraint) in [
        (
            opens("ballot", &kim, &kims, tomorrow, "NULL"),
            "petition_share_is_ruled",
        ),
        (
            opens("meeting", &lou, &kims, tomorrow, "NULL"),
            "petition_is_of_its_member",
        ),
        (
            opens("meeting", &pia, &pias, tomorrow, "NULL"),
            "petition_is_of_a_voter",
        ),
        (
            opens("meeting", &kim, &kims, "legal_day(now())", "NULL"),
            "petition_has_its_days",
        ),
        (
            opens("meeting", &kim, &kims, "legal_day(now()) + 367", "NULL"),
            "petition_has_its_days",
        ),
        (
            opens("meeting", &kim, &kims, tomorrow, "'{\"sha256\":\"0F\"}'"),
            "petition_effect_is_plain",
        ),
        (
            signs_as(&kims, &kim, "1000"),
            "petition_signature_has_its_votes",
        ),
        (
            signs_as(&kims, &lou, "NULL"),
            "petition_signature_is_of_its_member",
        ),
        (
            signs_as(&pias, &pia, "NULL"),
            "petition_signature_is_of_a_voter",
        ),
        (format!("{signed}; {signed}"), "petition_is_signed_once"),
        (
            format!("{signed}; {}", delivers(&kim)),
            "petition_reaches_its_share",
        ),
        (
            format!("{signed}; {}", delivers(&lou)),
            "petition_is_delivered_by_its_opener",
        ),
        (
            answers(&kim, "'refused', NULL, NULL, NULL, 'no', 'none'"),
            "petition_answer_by_secretary_or_chair",
        ),
        (
            answers(
                &chi,
                "'meeting', gen_random_uuid(), legal_day(now()) + 40, legal_day(now()) + 20, '', ''",
            ),
            "petition_meeting_is_decided",
        ),
        (
            format!(
                "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; {}",
                signs_as(&lous, &lou, "NULL")
            ),
            "guard_sees_what_is",
        ),
    ] {
        assert_eq!(refused(&mut db, &sql).await, constraint, "{sql}");
    }
    for table in [
        "petitions",
        "petition_signatures",
        "petition_withdrawals",
        "petition_deliveries",
        "petition_answers",
    ] {
        for sql in [
            format!("DELETE FROM {table}"),
            format!("UPDATE {table} SET recorded_at = now()"),
            format!("TRUNCATE {table}"),
        ] {
            let said = refused(&mut db, &sql).await;
            assert!(said.contains("permission denied"), "{sql}: {said}");
        }
    }
}
