//! A foundation with a few people, made by the program's own library as the
//! role of the application, for tests that are not about its set-up.

use chrono::{NaiveDate, TimeDelta};
use commonhold::accounts::{self, Address};
use commonhold::bodies::store::{NewDecision, appoint, now, record_decision, record_foundation};
use commonhold::bodies::{Foundation, Office};
use commonhold::db::{Role, pool};
use commonhold::parties::store::NewParty;
use commonhold::parties::{self, Name, PartyId};
use commonhold::web::words::Locale;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
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
        record_foundation(&mut db, &foundation).await.unwrap();
        Self { app, db }
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
        let decision = NewDecision {
            title: format!("Appoint {name}"),
            decision: format!("{name} is appointed."),
            decided_by: "The founders".into(),
            decided_on: NaiveDate::from_ymd_opt(2026, 1, 1).unwrap(),
            citation: String::new(),
            recorded_by: None,
        };
        let decision = record_decision(&mut self.db, &decision).await.unwrap();
        let since = now(&mut self.db).await.unwrap() - TimeDelta::minutes(1);
        appoint(&mut self.db, person.person, office, since, None, decision)
            .await
            .unwrap();
        person
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

/// Whether a page is that of someone who is signed in.
pub fn is_signed_in(page: &Page) -> bool {
    page.links().iter().any(|(_, target)| target == "/account")
}
