//! A foundation with a few people, made by the program's own library as the
//! role of the application, for tests that are not about its set-up.

use chrono::TimeDelta;
use commonhold::accounts::{self, Address};
use commonhold::bodies::model::BodyId;
use commonhold::bodies::model::effect::{Effect, Taking};
use commonhold::bodies::model::seats::Basis;
use commonhold::bodies::model::votes::{Matter, Vote};
use commonhold::bodies::store::decisions::{NamedVote, NewEntry, confirm, enter, rules_for};
use commonhold::bodies::store::{found_bodies, now, record_foundation, record_founding};
use commonhold::bodies::{Foundation, Office};
use commonhold::db::{Role, pool};
use commonhold::parties::store::NewParty;
use commonhold::parties::{self, Name, PartyId};
use commonhold::rulebook::model::presets;
use commonhold::rulebook::{self, model::file};
use commonhold::web::words::Locale;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::support::{Page, TestApp, Visitor};

/// A person of the house.
#[derive(Clone, Debug)]
pub struct Person {
    pub person: PartyId,
    pub account: Uuid,
    pub address: String,
}

/// A server with a foundation on it.
pub struct House {
    pub app: TestApp,
    pub db: AsyncPgConnection,
    /// A chair who enters decisions and a treasurer who confirms them, without accounts.
    founders: [PartyId; 2],
}

impl House {
    pub async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// The same with further arguments of `commonhold serve`.
    pub async fn start_with(arguments: &[&str]) -> Self {
        let app = TestApp::start_with(arguments).await;
        let address = app.database.address(Role::App);
        let mut db = pool::connect(&address).await.unwrap();
        let foundation = Foundation {
            name: "Tamarack OS Foundation".into(),
            zone: chrono_tz::UTC,
            public_origin: "https://vote.tamarack.example".into(),
            log_origin: "vote.tamarack.example/log".into(),
        };
        let founders = found(&mut db, &foundation).await.unwrap();
        Self { app, db, founders }
    }

    /// A person with an account at `NAME@mail.example`.
    pub async fn person(&mut self, name: &str) -> Person {
        let party = NewParty::person(Name::parse(name).unwrap());
        let person = party.id;
        parties::store::create(&mut self.db, &[party])
            .await
            .unwrap();
        let address = format!("{}@mail.example", name.to_lowercase());
        let parsed = Address::parse(&address).unwrap();
        let account = accounts::store::create(&mut self.db, person.0, &parsed, Locale::English)
            .await
            .unwrap();
        Person {
            person,
            account,
            address,
        }
    }

    /// The same, who holds an office.
    pub async fn officer(&mut self, name: &str, office: Office) -> Person {
        let person = self.person(name).await;
        self.appoint(person.person, office).await;
        person
    }

    /// The founders decide that a person holds an office: for a year, or on a seat.
    async fn appoint(&mut self, person: PartyId, office: Office) {
        let today = now(&mut self.db).await.unwrap().date_naive();
        let effect = if office.comes_with_a_seat() {
            Effect::Seat {
                body: BodyId::membership_committee(),
                basis: Basis::Appointment,
                seats: vec![Taking {
                    person,
                    cohort: String::new(),
                    affiliation: String::new(),
                    last_day: None,
                }],
            }
        } else {
            Effect::Appoint {
                office,
                person,
                last_day: Some(today + TimeDelta::days(365)),
            }
        };
        let body = BodyId::founders();
        let instant = now(&mut self.db).await.unwrap();
        let rules = rules_for(&mut self.db, &body, Matter::Ordinary, false, instant).await;
        let [enterer, confirmer] = self.founders;
        let entry = NewEntry {
            question: None,
            ballots: None,
            consent: None,
            id: uuid::Uuid::new_v4(),
            body,
            decided_on: today,
            title: "An appointment".into(),
            decision: "Somebody is appointed.".into(),
            citation: String::new(),
            matter: Matter::Ordinary,
            adopted: true,
            effect: Some(effect),
            document: None,
            votes: self
                .founders
                .map(|founder| NamedVote {
                    seat: None,
                    person: Some(founder),
                    vote: Vote::Yes,
                })
                .to_vec(),
            numbers: None,
            rules: rules.unwrap(),
            entered_by: enterer,
        };
        let number = enter(&mut self.db, &entry).await.unwrap();
        let decision = commonhold::bodies::store::decisions::by_number(&mut self.db, number)
            .await
            .unwrap()
            .unwrap();
        confirm(&mut self.db, decision.entry.unwrap(), confirmer)
            .await
            .unwrap();
    }

    /// Asks for a link and returns its address as the letter has it.
    pub async fn link_for(&self, visitor: &Visitor, person: &Person, next: &str) -> String {
        let page = visitor.get(&format!("/sign-in?next={next}")).await;
        let before = self.app.mail().to(&person.address).len();
        let sent = visitor
            .submit(&page, "/sign-in", &[("address", &person.address)])
            .await;
        assert_eq!(sent.path, "/sign-in/sent", "{}", sent.text());
        crate::support::eventually("the letter with the link", async || {
            let letters = self.app.mail().to(&person.address);
            let newer = letters.get(before..)?;
            newer
                .iter()
                .flat_map(crate::support::Letter::links)
                .find(|link| link.contains("/sign-in/link?"))
        })
        .await
    }

    /// A browser signed in as this person by a mailed link.
    pub async fn signed_in(&self, person: &Person) -> Visitor {
        let visitor = self.app.visitor();
        let link = self.link_for(&visitor, person, "%2Faccount").await;
        let page = visitor.get(&link).await;
        let page = visitor.submit(&page, "/sign-in/link", &[]).await;
        assert_eq!(page.path, "/account", "{}", page.text());
        visitor
    }

    /// Runs a statement as the administrator: what only time could do otherwise.
    pub async fn pretend(&self, sql: &str) {
        let mut administrator = self.app.database.administrator().await;
        diesel::sql_query(sql)
            .execute(&mut administrator)
            .await
            .unwrap();
    }

    /// What [`makes_ways_in`] made opens nothing any more.
    pub async fn is_shut(&self, address: &str, calendar: &str) {
        let visitor = self.app.visitor();
        assert_eq!(visitor.get(calendar).await.status, 404);
        let page = visitor.get("/sign-in/password").await;
        let values = [("address", address), ("password", WAY_BACK)];
        let refused = visitor.submit(&page, "/sign-in/password", &values).await;
        assert_eq!(refused.status, 422, "{}", refused.text());
        assert!(!is_signed_in(&refused), "{}", refused.text());
        assert_eq!(self.number("SELECT count(*) FROM passwords").await, 0);
    }

    /// One whole number, as the administrator finds it.
    pub async fn number(&self, sql: &str) -> i64 {
        #[derive(diesel::QueryableByName)]
        struct Row {
            #[diesel(sql_type = diesel::sql_types::BigInt)]
            number: i64,
        }
        let mut administrator = self.app.database.administrator().await;
        let row: Row = diesel::sql_query(format!("SELECT ({sql})::bigint AS number"))
            .get_result(&mut administrator)
            .await
            .unwrap();
        row.number
    }

    /// Whether a text stands in any row of any table that holds letters or ways in.
    pub async fn database_holds(&self, text: &str) -> bool {
        let mut found = 0;
        for table in [
            "sign_in_links",
            "sessions",
            "session_tokens",
            "outbox_letters",
            "outbox_queue",
            "outbox_deliveries",
            "request_limits",
            "passwords",
        ] {
            found += self
                .number(&format!(
                    "SELECT count(*) FROM {table} t WHERE strpos(t::text, '{text}') > 0"
                ))
                .await;
        }
        found > 0
    }
}

/// A password that somebody sets in an account which is not theirs.
const WAY_BACK: &str = "seven lazy dogs";

/// Somebody in an account makes what they could come back by: a password, and an address of
/// the calendar, which is returned.
pub async fn makes_ways_in(visitor: &Visitor) -> String {
    let page = visitor.get("/account").await;
    let values = [("password", WAY_BACK), ("again", WAY_BACK)];
    let set = visitor.submit(&page, "/account/password", &values).await;
    assert_eq!(set.path, "/account?done=password", "{}", set.text());
    let (_, calendar) = crate::feeds::makes(visitor).await;
    assert_eq!(visitor.get(&calendar).await.status, 200);
    calendar
}

/// Whether a page is that of someone who is signed in.
pub fn is_signed_in(page: &Page) -> bool {
    page.links().iter().any(|(_, target)| target == "/account")
}

/// Founds it, in one transaction, with two officers whom no test meets.
async fn found(
    db: &mut AsyncPgConnection,
    foundation: &Foundation,
) -> Result<[PartyId; 2], diesel::result::Error> {
    db.transaction(async |db| {
        record_foundation(db, foundation).await?;
        let today = now(db).await?.date_naive();
        let decision = record_founding(db, "So be it.", today).await?;
        let text = presets::with_classes(&presets::ALL[0], &[]);
        let book = file::parse(&text).unwrap();
        rulebook::store::record(db, &text, &book, decision, None).await?;
        let founders = ["Fay", "Gus"].map(|name| NewParty::person(Name::parse(name).unwrap()));
        parties::store::create(db, &founders).await?;
        let [chair, treasurer] = [founders[0].id, founders[1].id];
        let appoint = |person, office| Effect::Appoint {
            office,
            person,
            last_day: None,
        };
        let first = [
            appoint(chair, Office::Chair),
            appoint(treasurer, Office::Treasurer),
        ];
        found_bodies(db, decision, &first).await?;
        Ok([chair, treasurer])
    })
    .await
}
