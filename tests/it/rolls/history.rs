//! A roll of any past instant is computed again from history, whatever was
//! recorded since.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use commonhold::accounts;
use commonhold::db::Role;
use commonhold::members::model::{End, EndReason, MembershipId, Term};
use commonhold::members::store::record::{self, EndError, Ending};
use commonhold::members::store::representation_changes::{self, ChangeError, Proposal};
use commonhold::members::store::{history, history_as_known, refusals};
use commonhold::outbox::Address;
use commonhold::parties::store::NewParty;
use commonhold::parties::{self, Kind, Name, PartyId};
use commonhold::rolls;
use commonhold::seal::hash::{RollId, sha256};
use commonhold::seal::roll::write_roll;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::session;
use crate::support::TestApp;
use crate::support::election::{ADA, CHI, Foundation, NO_LIMITS, Place};

/// Chance that is the same each time: xorshift.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most
    }

    fn one_of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        let at = self.below(u64::try_from(all.len()).unwrap());
        &all[usize::try_from(at).unwrap()]
    }

    fn day(&mut self, today: NaiveDate) -> NaiveDate {
        today + TimeDelta::days(i64::try_from(self.below(900)).unwrap() - 600)
    }
}

/// The hash of the file of a roll for this day as known at this instant.
async fn hash(conn: &mut AsyncPgConnection, day: NaiveDate, known_at: DateTime<Utc>) -> String {
    let roll = RollId::from_bytes([7; 16]);
    let members = rolls::store::members(conn, day, known_at, &[])
        .await
        .unwrap();
    let lines = rolls::model::lines(&roll, &members).unwrap();
    sha256(&write_roll(&lines)).to_string()
}

/// One thing is recorded, perhaps of long ago.
async fn something_happens(conn: &mut AsyncPgConnection, dice: &mut Dice, step: usize) {
    let now = history::settle(conn).await.unwrap();
    let today = now.date_naive();
    let lines = history_as_known(conn, today, now).await.unwrap();
    let line = dice.one_of(&lines).clone();
    let from = dice.day(today);
    match dice.below(6) {
        0 | 1 => {
            let days = i64::try_from(dice.below(400)).unwrap() + 1;
            let term = Term::new(from, from + TimeDelta::days(days)).unwrap();
            // Terms that overlap, and those after a lapse or an end, are refused.
            if let Err(error) = record::renew(conn, line.membership, term, None).await {
                assert!(refusals::sentence(&error).is_some(), "{error}");
            }
        }
        2 => {
            let ending = Ending {
                membership: line.membership,
                number: line.number,
                end: End {
                    ends_on: from,
                    reason: EndReason::Resigned,
                },
                evidence: Some("A letter, filed in the register"),
                by: officer(conn, CHI.1).await,
                by_name: CHI.0,
            };
            match record::end(conn, &ending).await {
                Ok(()) | Err(EndError::EndedAlready | EndError::Refused(_)) => {}
                Err(error @ EndError::Database(_)) => panic!("{error}"),
            }
        }
        3 => {
            let name = Name::parse(&format!("Newcomer {step}")).unwrap();
            let party = NewParty::person(name);
            let id = party.id;
            parties::store::create(conn, &[party]).await.unwrap();
            diesel::sql_query(
                // A file of one member.
                "WITH file AS (
                     INSERT INTO membership_imports (id, file_sha256, file_rows, imported_by)
                     SELECT gen_random_uuid(), sha256(uuid_send($1)), 1, i.imported_by FROM membership_imports i LIMIT 1
                     RETURNING id)
                 INSERT INTO memberships (id, number, party, class, member_since, import)
                 SELECT gen_random_uuid(), (SELECT max(number) + 1 FROM memberships), $1,
                        (SELECT id FROM member_classes WHERE name = 'Individual'), $2, file.id
                 FROM file",
            )
            .bind::<diesel::sql_types::Uuid, _>(id.0)
            .bind::<diesel::sql_types::Date, _>(from)
            .execute(conn)
            .await
            .unwrap();
            let known = history::settle(conn).await.unwrap();
            let added = history::of_party(conn, id, today, known).await.unwrap();
            let term = Term::new(from, from + TimeDelta::days(365)).unwrap();
            let membership: MembershipId = added[0].membership;
            record::renew(conn, membership, term, None).await.unwrap();
        }
        4 => {
            let renamed = NewParty {
                id: line.party,
                kind: line.kind,
                name: Name::parse(&format!("Renamed {step}")).unwrap(),
                country: None,
                disclosed: dice.below(2) == 0,
            };
            parties::store::record(conn, &[renamed]).await.unwrap();
        }
        _ => {
            let organisations: Vec<_> = lines
                .iter()
                .filter(|line| line.kind == Kind::Organisation)
                .collect();
            let organisation = dice.one_of(&organisations).party;
            another_votes_for(conn, organisation, dice, step).await;
        }
    }
}

/// Whoever is reached at this address.
async fn officer(conn: &mut AsyncPgConnection, address: &str) -> PartyId {
    let address = Address::parse(address).unwrap();
    let account = accounts::store::by_address(conn, &address).await.unwrap();
    PartyId(account.unwrap().person)
}

/// Another is proposed and confirmed, or what is under way is withdrawn.
async fn another_votes_for(
    conn: &mut AsyncPgConnection,
    organisation: PartyId,
    dice: &mut Dice,
    step: usize,
) {
    let officers = [officer(conn, CHI.1).await, officer(conn, ADA.1).await];
    let under_way = representation_changes::of_organisation(conn, organisation).await;
    if let Some(change) = under_way.unwrap() {
        let stopped = representation_changes::stop(conn, change.id, (officers[0], CHI.0)).await;
        return stopped.unwrap();
    }
    let proposal = Proposal {
        organisation,
        name: &Name::parse(&format!("Representative {step}")).unwrap(),
        address: &Address::parse(&format!("rep{step}@mail.example")).unwrap(),
        from: Utc::now().date_naive()
            + TimeDelta::days(5 + i64::try_from(dice.below(200)).unwrap()),
        decision: None,
    };
    representation_changes::propose(conn, &proposal, officers[0])
        .await
        .unwrap();
    let proposed = representation_changes::of_organisation(conn, organisation).await;
    let change = proposed.unwrap().unwrap().id;
    match representation_changes::confirm(conn, change, officers[1]).await {
        // On the day of one that was withdrawn somebody is put back already.
        Ok(()) | Err(ChangeError::Refused(_)) => {}
        Err(error) => panic!("{error}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn voting_r02_r06_a_roll_of_any_past_instant_is_computed_again_with_the_same_hash() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let foundation = Foundation::without_keys(Place::of_app(&app)).await;
    let mut conn = session(&app, Role::App).await;
    let today = foundation.place.now.date_naive();
    for seed in [0x5eed_0001, 0x5eed_0002, 0x5eed_0003] {
        let mut dice = Dice(seed);
        let mut remembered = Vec::new();
        let mut proposed = Vec::new();
        for step in 0..60_usize {
            let step = step + usize::try_from(seed).unwrap() * 100;
            something_happens(&mut conn, &mut dice, step).await;
            if dice.below(3) == 0 {
                let day = dice.day(today);
                let known_at = history::settle(&mut conn).await.unwrap();
                remembered.push((day, known_at, hash(&mut conn, day, known_at).await));
            }
        }
        // Two are proposed through the front door, each with the hash of its file.
        for back in [20, 90] {
            let page = foundation.ada.get("/room/rolls").await;
            let date = (today - TimeDelta::days(back)).to_string();
            let roll = foundation
                .ada
                .submit(&page, "/room/rolls", &[("record_date", &date)])
                .await;
            assert!(roll.path.starts_with("/room/rolls/"), "{}", roll.text());
            let file = foundation
                .ada
                .get(&format!("{}/roll.jsonl", roll.path))
                .await;
            proposed.push((roll.path, sha256(file.html.as_bytes())));
            something_happens(
                &mut conn,
                &mut dice,
                usize::try_from(seed + 6000 + u64::try_from(back).unwrap()).unwrap(),
            )
            .await;
        }
        assert!(remembered.len() > 10);
        let different: std::collections::BTreeSet<_> =
            remembered.iter().map(|(_, _, hash)| hash.clone()).collect();
        assert!(different.len() > 5, "history changed nothing");
        for (day, known_at, then) in remembered {
            let now = hash(&mut conn, day, known_at).await;
            assert_eq!(now, then, "{day} as known at {known_at}");
        }
        for (path, then) in proposed {
            let file = foundation.ben.get(&format!("{path}/roll.jsonl")).await;
            assert_eq!(sha256(file.html.as_bytes()), then, "{path}");
            let digest: String = then.to_string();
            let page = foundation.ben.get(&path).await.text().replace(' ', "");
            assert!(page.contains(&digest), "{page}");
        }
    }
    organisations_are_voted_for_alike(&mut conn, today).await;
}

/// Program and database say the same of who votes for which organisations, on any day.
async fn organisations_are_voted_for_alike(conn: &mut AsyncPgConnection, today: NaiveDate) {
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::Uuid)]
        person: uuid::Uuid,
        #[diesel(sql_type = diesel::sql_types::Array<diesel::sql_types::Uuid>)]
        organisations: Vec<uuid::Uuid>,
    }
    let mut votes = 0;
    let mut nobody = 0;
    for weeks in -10..=30 {
        let day = today + TimeDelta::weeks(weeks);
        let rows: Vec<Row> = diesel::sql_query(
            "SELECT p.person, ARRAY(SELECT o.organisation FROM (SELECT DISTINCT organisation FROM representations) o
                                    WHERE voting_representative(o.organisation, $1) = p.person
                                    ORDER BY o.organisation) AS organisations
             FROM (SELECT DISTINCT person FROM representations WHERE person IS NOT NULL) p",
        )
        .bind::<diesel::sql_types::Date, _>(day)
        .load(conn)
        .await
        .unwrap();
        for row in rows {
            let person = PartyId(row.person);
            let said = parties::store::represented_by(conn, person, day).await;
            let said: Vec<uuid::Uuid> = said.unwrap().into_iter().map(|party| party.0).collect();
            assert_eq!(said, row.organisations, "{day}");
            votes += usize::from(!said.is_empty());
            nobody += usize::from(said.is_empty());
        }
    }
    assert!(votes > 20 && nobody > 20, "{votes} vote, {nobody} do not");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r07_what_is_recorded_of_long_ago_has_its_hour_and_alters_no_certified_roll() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let foundation = Foundation::found(Place::of_app(&app)).await;
    let chi = &foundation.chi;
    let path = foundation.certify_roll().await;
    let file = foundation.ben.get(&format!("{path}/roll.jsonl")).await.html;
    let before = foundation.ben.get(&path).await;
    let decision = crate::joining::reinstates(&foundation).await;
    let members = chi.get("/room/members?q=Pia+Farkas").await;
    let member = chi.get(&members.link("Pia Farkas")).await;
    let today = foundation.place.now.date_naive();
    let (from, to) = (today - TimeDelta::days(40), today + TimeDelta::days(300));
    let said = Utc::now();
    let member = chi
        .submit(
            &member,
            "/terms",
            &[
                ("decision", &decision),
                ("term_start", &from.to_string()),
                ("term_end", &to.to_string()),
            ],
        )
        .await;
    // It is told when it was recorded, not only of when it is.
    let hour = said.format("%-d %B %Y").to_string();
    assert!(member.text().contains(&hour), "{}", member.text());
    assert_eq!(
        foundation.ben.get(&format!("{path}/roll.jsonl")).await.html,
        file
    );
    let after = foundation.ben.get(&path).await;
    assert_eq!(before.text(), after.text());
    assert!(
        !foundation
            .ben
            .get(&format!("{path}/list"))
            .await
            .text()
            .contains("Pia Farkas")
    );
    let anew = foundation.propose_roll().await;
    let file_anew = foundation.ben.get(&format!("{anew}/roll.jsonl")).await.html;
    assert_eq!(file_anew.lines().count(), file.lines().count() + 1);
}
