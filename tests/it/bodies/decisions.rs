//! What the database takes from nobody, and whom a decision counts.

use commonhold::bodies::model::BodyId;
use commonhold::bodies::model::effect::Effect;
use commonhold::bodies::model::votes::{Matter, Vote};
use commonhold::bodies::store::decisions::{
    DecisionError, NamedVote, NewEntry, by_number, confirm, consent_for, enter, rules_for,
};
use commonhold::bodies::store::seats::{chairs, entry_instant, holdover, roster};
use commonhold::bodies::{Office, store};
use commonhold::db::{Role, pool};
use commonhold::parties::PartyId;
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};
use uuid::Uuid;

use crate::acts::room::{founded, refuses, text};
use crate::minutes::{decide, enters, enters_voting};
use crate::support::TestApp;

const KIM: &str = "kim@mail.example";

async fn application(app: &TestApp) -> AsyncPgConnection {
    let address = app.database.address(Role::App);
    pool::connect(&address).await.unwrap()
}

async fn person(app: &TestApp, address: &str) -> PartyId {
    let sql = format!("SELECT person::text AS it FROM accounts WHERE address = '{address}'");
    PartyId(text(app, &sql).await.parse().unwrap())
}

/// An entry of the founders that appoints Kim, with these votes; not judged here.
async fn entry(app: &TestApp, db: &mut AsyncPgConnection, votes: &[Vote]) -> NewEntry {
    let body = BodyId::founders();
    let now = store::now(db).await.unwrap();
    let at = entry_instant(db, now.date_naive()).await.unwrap();
    let lines = roster(db, &body, at).await.unwrap();
    assert_eq!(lines.len(), votes.len());
    NewEntry {
        question: None,
        ballots: None,
        consent: None,
        id: uuid::Uuid::new_v4(),
        rules: rules_for(db, &body, Matter::Ordinary, false, at)
            .await
            .unwrap(),
        body,
        decided_on: now.date_naive(),
        title: "Appoint Kim".into(),
        decision: "Kim is the chair.".into(),
        citation: String::new(),
        matter: Matter::Ordinary,
        adopted: true,
        effect: Some(Effect::Appoint {
            office: Office::Chair,
            person: person(app, KIM).await,
            last_day: None,
        }),
        document: None,
        votes: lines
            .into_iter()
            .zip(votes)
            .map(|(line, vote)| NamedVote {
                seat: line.seat,
                person: line.person.map(PartyId),
                vote: *vote,
            })
            .collect(),
        numbers: None,
        entered_by: person(app, "chi@tamarack.example").await,
    }
}

async fn id_of(db: &mut AsyncPgConnection, number: i64) -> Uuid {
    let decision = by_number(db, number).await.unwrap().unwrap();
    decision.entry.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_confirms_nothing_that_the_votes_do_not_carry() {
    let (app, _foundation) = founded().await;
    let mut db = application(&app).await;
    let ada = person(&app, "ada@tamarack.example").await;
    let chi = person(&app, "chi@tamarack.example").await;
    let sentence = "do not meet quorum and threshold";
    for votes in [
        [Vote::Yes, Vote::No, Vote::Abstain],
        [Vote::Yes, Vote::Absent, Vote::Absent],
        [Vote::Yes, Vote::No, Vote::Absent],
    ] {
        let new = entry(&app, &mut db, &votes).await;
        let number = enter(&mut db, &new).await.unwrap();
        let id = id_of(&mut db, number).await;
        let refused = confirm(&mut db, id, ada).await.unwrap_err();
        assert!(
            refused.to_string().contains(sentence),
            "{votes:?} {refused}"
        );
        let raw = format!(
            "INSERT INTO recorded_decisions (id, entry, confirmed_by, adopted) VALUES (gen_random_uuid(), '{id}', '{}', true)",
            ada.0
        );
        let refused = db.batch_execute(&raw).await.unwrap_err();
        assert!(
            refused
                .to_string()
                .contains("the last confirmation that it needs"),
            "{refused}"
        );
        // Votes cannot be brought later.
        let later = format!(
            "INSERT INTO decision_votes (entry, person, vote) VALUES ('{id}', '{}', 'yes')",
            person(&app, KIM).await.0
        );
        let refused = db.batch_execute(&later).await.unwrap_err();
        assert!(
            refused.to_string().contains("come with their entry"),
            "{refused}"
        );
    }
    let all = [Vote::Yes, Vote::Yes, Vote::No];
    let mut short = entry(&app, &mut db, &all).await;
    short.votes.pop();
    let mut other_rule = entry(&app, &mut db, &all).await;
    other_rule.rules[2].value = "at least 1/3 of present".into();
    for (new, sentence) in [
        (short, "not those of everybody"),
        (other_rule, "not those that were in force"),
    ] {
        let number = enter(&mut db, &new).await.unwrap();
        let id = id_of(&mut db, number).await;
        let refused = confirm(&mut db, id, ada).await.unwrap_err();
        assert!(refused.to_string().contains(sentence), "{refused}");
    }
    let sound = entry(&app, &mut db, &all).await;
    let number = enter(&mut db, &sound).await.unwrap();
    let id = id_of(&mut db, number).await;
    for (by, sentence) in [
        (chi, "Another officer confirms it"),
        (person(&app, KIM).await, "confirmed by an officer"),
    ] {
        let refused = confirm(&mut db, id, by).await.unwrap_err();
        assert!(
            matches!(&refused, DecisionError::Refused(said) if said.contains(sentence)),
            "{refused}"
        );
    }
    confirm(&mut db, id, ada).await.unwrap();
    let again = confirm(&mut db, id, ada).await.unwrap_err();
    assert!(again.to_string().contains("confirmed already"), "{again}");
    let held = "SELECT count(*)::text AS it FROM office_terms WHERE office = 'chair'";
    assert_eq!(text(&app, held).await, "1");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_refuses_what_is_lost_and_takes_it_as_lost() {
    let (_app, foundation) = founded().await;
    let chi = &foundation.chi;
    let form = "/room/offices/new";
    let values = [("address", KIM), ("office", "chair")];
    let refused = enters_voting(chi, form, "abstain", &values).await;
    refuses(
        &refused,
        422,
        "The votes do not carry it: 0 yes of 3 present; 2 needed: more than half of those present (Bylaws § 4.11)",
    );
    let tied = enters_voting(chi, form, "recused", &values).await;
    refuses(
        &tied,
        422,
        "Quorum: 0 present of 3 in office; 1 needed (1 fewer for those recused)",
    );
    let lost = [values.as_slice(), &[("outcome", "lost")]].concat();
    refuses(&enters(chi, form, &lost).await, 422, "The votes carry it");
    let entered = enters_voting(chi, form, "no", &lost).await;
    let decided = crate::minutes::confirms(&foundation.ada, &entered.path).await;
    refuses(&decided, 200, "✕ lost");
    let kim = foundation.place.sign_in(KIM).await;
    refuses(&kim.get("/room").await, 403, "You hold no office");
}

/// Three directors, one of them suspended; then what each way of asking says.
#[tokio::test(flavor = "multi_thread")]
async fn a_suspended_director_is_not_counted() {
    let (app, foundation) = founded().await;
    let (chi, ada) = (&foundation.chi, &foundation.ada);
    let board = [
        ("target", "board"),
        ("basis", "election"),
        ("address_1", KIM),
        ("cohort_1", "A"),
        ("affiliation_1", "Quiet Works"),
        ("last_day_1", "2999-12-31"),
        ("address_2", "lou@mail.example"),
        ("address_3", "max@mail.example"),
    ];
    decide(chi, ada, "/room/decisions/new?act=seat", &board).await;
    let late = chi.get("/room/decisions/new?body=founders").await;
    refuses(&late, 409, "until the first director sits");
    let twice = [
        ("target", "board"),
        ("basis", "appointment"),
        ("address_1", KIM),
    ];
    let twice = enters(chi, "/room/decisions/new?act=seat", &twice).await;
    refuses(
        &twice,
        422,
        "The members fill the seats of the board, not the board itself (Bylaws § 4.7)",
    );

    let suspended = [
        ("address", KIM),
        ("target", "board"),
        ("reason", "An inquiry"),
        ("matter", "reserved"),
        ("last_day", "2999-12-31"),
    ];
    decide(chi, ada, "/room/decisions/new?act=suspend", &suspended).await;
    let kim = foundation.place.sign_in(KIM).await;
    refuses(&kim.get("/room").await, 403, "You hold no office");
    let entered = enters(chi, "/room/decisions/new", &[]).await;
    refuses(&entered, 200, "Quorum: 2 present of 2 in office; 2 needed");
    refuses(&entered, 200, "suspended");
    let body = ada.get("/room/bodies/board").await;
    refuses(&body, 200, "suspended");
    refuses(
        &foundation.place.visitor().get("/people").await,
        200,
        "Quiet Works",
    );

    // The program and the database say the same of who sits where.
    let mut db = application(&app).await;
    let now = store::now(&mut db).await.unwrap();
    let stays = holdover(&mut db, now).await.unwrap();
    assert!(stays);
    let known = chairs(&mut db).await.unwrap();
    let mut ours: Vec<(Uuid, Option<Uuid>)> = known
        .at(&BodyId::board(), now, stays)
        .into_iter()
        .map(|place| {
            (
                place.seat.id,
                place.taken.map(|(sitting, _)| sitting.person.0),
            )
        })
        .collect();
    let mut theirs: Vec<(Uuid, Option<Uuid>)> = roster(&mut db, &BodyId::board(), now)
        .await
        .unwrap()
        .into_iter()
        .map(|line| (line.seat.unwrap(), line.person))
        .collect();
    ours.sort_unstable();
    theirs.sort_unstable();
    assert_eq!(ours, theirs);
    let offices = store::offices_of(&mut db, person(&app, "lou@mail.example").await, now).await;
    assert_eq!(offices.unwrap(), [Office::Director]);
}

/// What the rule on deciding in writing asks for: everybody in office.
#[tokio::test(flavor = "multi_thread")]
async fn in_writing_it_takes_as_many_as_the_rule_on_that_asks_for() {
    let (app, foundation) = founded().await;
    let (chi, ada) = (&foundation.chi, &foundation.ada);
    let form = "/room/decisions/new";
    let page = chi.get(form).await.form("/room/decisions");
    let mut names = page.fields.iter().map(|(name, _)| name.as_str());
    let voter = names.find(|name| name.starts_with("vote_"));
    let absent = (voter.unwrap(), "absent");
    let written = ("manner", "writing");
    let refused = enters(chi, form, &[absent, written]).await;
    refuses(
        &refused,
        422,
        "The votes do not carry it: 2 yes of 2 present",
    );
    let missed = "In writing: 2 yes of 3 in office; 3 needed: all of those in office";
    refuses(&refused, 422, missed);
    assert_eq!(
        refused.form("/room/decisions").value("manner"),
        Some("writing")
    );
    // By a meeting the same votes carry it; in writing it is lost, and says so.
    let met = enters(chi, form, &[absent]).await;
    refuses(&met, 200, "entered, not confirmed yet");
    assert!(!met.text().contains("in writing"), "{}", met.text());
    let lost = enters(chi, form, &[absent, written, ("outcome", "lost")]).await;
    refuses(&lost, 200, "in writing, without a meeting");
    refuses(&lost, 200, missed);
    let decided = decide(chi, ada, form, &[written]).await;
    refuses(&decided, 200, "in writing, without a meeting");
    refuses(&decided, 200, "In writing: 3 yes of 3 in office; 3 needed");

    // The database asks the same of whoever comes past the form.
    let mut db = application(&app).await;
    let ada = person(&app, "ada@tamarack.example").await;
    let now = store::now(&mut db).await.unwrap();
    let consent = consent_for(&mut db, &BodyId::founders(), now)
        .await
        .unwrap();
    let mut weaker = consent.clone();
    if let Some(rule) = &mut weaker {
        rule.value = "at least 1/3 of in office".into();
    }
    let two = [Vote::Yes, Vote::Yes, Vote::Absent];
    for (consent, sentence) in [
        (consent.clone(), "do not meet quorum and threshold"),
        (weaker, "not those that were in force"),
    ] {
        let mut new = entry(&app, &mut db, &two).await;
        new.consent = consent;
        let number = enter(&mut db, &new).await.unwrap();
        let id = id_of(&mut db, number).await;
        let refused = confirm(&mut db, id, ada).await.unwrap_err();
        assert!(refused.to_string().contains(sentence), "{refused}");
    }
    let mut of_others = entry(&app, &mut db, &two).await;
    of_others.body = BodyId::membership_committee();
    of_others.effect = None;
    of_others.consent = consent;
    let refused = enter(&mut db, &of_others).await.unwrap_err();
    assert!(
        refused.to_string().contains("The board decides in writing"),
        "{refused}"
    );
}
