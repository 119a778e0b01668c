//! A foundation with a board, members, a mark and a domain under the lock, and the way of a
//! deed through it.

use chrono::TimeDelta;
use commonhold::db::pool;
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use futures_util::future::join_all;

use crate::minutes::decide;
use crate::moving::{keeps_out, poll_of, says, steps};
use crate::support::election::{Foundation, MEMBERS_HEADER, Place, Poll};
use crate::support::{Page, Visitor, World};

/// Five directors, who sit from the first day.
const DIRECTORS: [&str; 5] = [
    "kim@mail.example",
    "lou@mail.example",
    "max@mail.example",
    "nia@mail.example",
    "ola@mail.example",
];

/// A lock that is tried.
pub struct Lock {
    pub world: World,
    pub foundation: Foundation,
    pub directors: Vec<Visitor>,
}

/// Three organisations of 15 votes, six persons of one: 30 of 50 votes are no two thirds.
fn members(today: chrono::NaiveDate) -> String {
    let mut csv = MEMBERS_HEADER.to_owned();
    let (from, to) = (today - TimeDelta::days(300), today + TimeDelta::days(300));
    for (name, address, class, representative) in [
        (
            "Nordlicht Hosting",
            "ravi@mail.example",
            "Gold",
            "Ravi Menon",
        ),
        ("Quiet Works", "sol@mail.example", "Gold", "Sol Ibarra"),
        ("Third Harbour", "tom@mail.example", "Gold", "Tom Gallo"),
        ("Kim Abara", "kim@mail.example", "Individual", ""),
        ("Lou Bekker", "lou@mail.example", "Individual", ""),
        ("Max Celik", "max@mail.example", "Individual", ""),
        ("Nia Dossou", "nia@mail.example", "Individual", ""),
        ("Ola Eide", "ola@mail.example", "Individual", ""),
        ("Pia Farkas", "pia@mail.example", "Individual", ""),
    ] {
        let kind = if representative.is_empty() {
            "person"
        } else {
            "organisation"
        };
        csv += &format!(
            "{name},{address},{class},{kind},{representative},{from},{from},{to},DE,yes,\n"
        );
    }
    csv
}

const ORGANISATIONS: [(&str, &str); 3] = [
    ("ravi@mail.example", "Nordlicht Hosting"),
    ("sol@mail.example", "Quiet Works"),
    ("tom@mail.example", "Third Harbour"),
];
const PERSONS: [(&str, &str); 5] = [
    ("kim@mail.example", "Kim Abara"),
    ("lou@mail.example", "Lou Bekker"),
    ("max@mail.example", "Max Celik"),
    ("nia@mail.example", "Nia Dossou"),
    ("ola@mail.example", "Ola Eide"),
];

#[derive(diesel::QueryableByName)]
struct Text {
    #[diesel(sql_type = diesel::sql_types::Text)]
    it: String,
}

/// Before which rules of a test stand in the rulebook.
pub const RECUSAL: &str = "[[rule]]\nkey = \"board.recusal\"";

/// A rule of the bylaws, as the file of a rulebook has it; a word stands in quotes.
pub fn rule(key: &str, value: &str) -> String {
    format!(
        "[[rule]]\nkey = \"{key}\"\nvalue = {value}\ndocument = \"bylaws\"\nsection = \"3.7\"\n\
         text = \"As the foundation wishes.\"\nsource = \"A test.\"\ncounsel = false\n\n"
    )
}

impl Lock {
    pub async fn found() -> Option<Self> {
        Self::found_after(async |_| {}).await
    }

    /// The same, once its founders have done this.
    pub async fn found_after(begins: impl AsyncFnOnce(&Foundation)) -> Option<Self> {
        let mut world = World::start_unlimited("2027-01-04 09:00:00").await?;
        let place = Place::of_world(&mut world).await;
        let members = members(place.now.date_naive());
        let foundation = Foundation::found_with(place, &members).await;
        begins(&foundation).await;
        let seats: Vec<(String, String)> = (1..)
            .zip(DIRECTORS)
            .map(|(row, address)| (format!("address_{row}"), address.to_owned()))
            .collect();
        let mut fields = vec![("target", "board"), ("basis", "election")];
        fields.extend(
            seats
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str())),
        );
        decide(
            &foundation.chi,
            &foundation.ada,
            "/room/decisions/new?act=seat",
            &fields,
        )
        .await;
        foundation.certify_roll().await;
        let directors = foundation.sign_in_all(&DIRECTORS).await;
        Some(Self {
            world,
            foundation,
            directors,
        })
    }

    pub fn chi(&self) -> &Visitor {
        &self.foundation.chi
    }

    pub async fn connect(&self, role: &str) -> AsyncPgConnection {
        pool::connect(&self.world.address(role)).await.unwrap()
    }

    pub async fn said(&self, query: &str) -> String {
        let mut conn = self.connect("commonhold_app").await;
        let row: Text = diesel::sql_query(query)
            .get_result(&mut conn)
            .await
            .unwrap_or_else(|error| panic!("{query}: {error}"));
        row.it
    }

    /// Moves the time, and everybody signs in again.
    pub async fn at(&mut self, instant: &str) {
        self.world.set_time(instant);
        let place = &self.foundation.place;
        let (ada, ben, chi) = tokio::join!(
            place.sign_in("ada@tamarack.example"),
            place.sign_in("ben@tamarack.example"),
            place.sign_in("chi@tamarack.example")
        );
        self.foundation.ada = ada;
        self.foundation.ben = ben;
        self.foundation.chi = chi;
        self.directors = self.foundation.sign_in_all(&DIRECTORS).await;
        self.foundation.place.now = self.world.now();
    }

    /// A mark and a domain, as whoever keeps the register enters them.
    pub async fn enters_assets(&self) {
        let mut conn = self.connect("commonhold_app").await;
        for (kind, title, identifiers) in [
            (
                "trademark",
                "TAMARACK",
                r#"{"feature":"word","verbal_element":"TAMARACK"}"#,
            ),
            (
                "domain",
                "tamarack.example",
                r#"{"fqdn":"tamarack.example"}"#,
            ),
        ] {
            conn.batch_execute(&format!(
                "WITH a AS (INSERT INTO assets (id, kind) VALUES (gen_random_uuid(), '{kind}') RETURNING id) \
                 INSERT INTO asset_versions (asset, version, title, holding, owner, state, protected, open, identifiers, details, entered_by, reason) \
                 SELECT a.id, 1, '{title}', 'owned', 'Tamarack OS Foundation', 'active', true, true, '{identifiers}', '{{}}', \
                        (SELECT person FROM office_terms WHERE office = 'secretary' LIMIT 1), 'Entered' FROM a"
            ))
            .await
            .unwrap();
        }
        let secretary = "(SELECT person FROM office_terms WHERE office = 'secretary' LIMIT 1)";
        let mark = "(SELECT asset FROM asset_now WHERE number = 1)";
        let person =
            |name: &str| format!("(SELECT party FROM party_records WHERE name = '{name}' LIMIT 1)");
        conn.batch_execute(&format!(
            "WITH c AS (INSERT INTO mark_cases (id, asset, office, route, opened_by) \
                        SELECT gen_random_uuid(), {mark}, 'US', 'national', {secretary} RETURNING id) \
             INSERT INTO mark_case_versions (mark_case, version, basis, application_no, filed_on, registration_no, registered_on, register, \
                    expires_on, state, status_code, status_on, entered_by, reason) \
             SELECT id, 1, '1(a)', '97000001', '2021-01-04', '7000001', '2022-03-15', 'principal', '2032-03-15', 'registered', '', NULL, \
                    {secretary}, 'Entered' FROM c; \
             INSERT INTO nice_classes (id, mark_case, class_no, edition, goods, recorded_by) \
             SELECT gen_random_uuid(), id, 9, '12-2023', 'Downloadable operating system software', {secretary} FROM mark_cases; \
             INSERT INTO custody (id, asset, party, duty, factor, place, since, recorded_by) \
             VALUES (gen_random_uuid(), {mark}, {kim}, 'primary', 'paper', 'The safe of the bank', '2027-01-04', {secretary}), \
                    (gen_random_uuid(), {mark}, {lou}, 'backup', 'paper', 'A second safe', '2027-01-04', {secretary})",
            kim = person("Kim Abara"),
            lou = person("Lou Bekker"),
        ))
        .await
        .unwrap();
    }

    /// The secretary writes a deed down; returns its number.
    pub async fn proposes(&self, asset: i64, act: &str, values: &[(&str, &str)]) -> String {
        let path = format!("/room/registry/{asset}/deeds/new/{act}");
        let page = self.chi().get(&path).await;
        assert_eq!(page.status, 200, "{}", page.text());
        let mut all = vec![("reason", "A trust is to hold it from now on.")];
        all.extend(values);
        let made = self
            .chi()
            .submit(&page, &format!("/room/registry/{asset}/deeds"), &all)
            .await;
        assert!(made.path.starts_with("/room/deeds/"), "{}", made.text());
        made.path.rsplit('/').next().unwrap().to_owned()
    }

    /// The link of a deed's page to the motion of a body.
    pub async fn motion_of(&self, deed: &str, words: &str) -> String {
        let page = self.chi().get(&format!("/room/deeds/{deed}")).await;
        page.link(words)
    }

    /// The board decides on a deed by roll call.
    pub async fn board_decides(&self, deed: &str, votes: &str) -> Page {
        let form = self.motion_of(deed, "before the board").await;
        self.board_decides_on(&form, votes).await
    }

    /// The board decides by roll call on the motion to whose form an address leads; a
    /// director whose vote is `recused` keeps out, and one of `-` says nothing.
    pub async fn board_decides_on(&self, form: &str, votes: &str) -> Page {
        // Who says nothing brings nothing before the board.
        let mover = self
            .directors
            .iter()
            .zip(votes.split_whitespace())
            .find_map(|(director, vote)| (vote != "-").then_some(director))
            .unwrap();
        let page = drafted_as_filled(mover, form).await;
        let motion = page.path.clone();
        steps(mover, &motion, "submit", "").await;
        steps(mover, &motion, "move", "").await;
        for (director, vote) in self.directors.iter().zip(votes.split_whitespace()) {
            if vote == "recused" {
                keeps_out(director, &motion).await;
            }
        }
        steps(self.chi(), &motion, "debate", "").await;
        let page = self.chi().get(&motion).await;
        let page = self
            .chi()
            .submit(&page, "/questions", &[("vote_form", "roll_call")])
            .await;
        assert_eq!(page.status, 200, "{}", page.text());
        for (director, vote) in self.directors.iter().zip(votes.split_whitespace()) {
            if vote != "-" && vote != "recused" {
                let page = says(director, &motion, vote).await;
                assert_eq!(page.status, 200, "{}", page.text());
            }
        }
        let page = self.chi().get(&motion).await;
        let page = self.chi().submit(&page, "/declaration", &[]).await;
        assert_eq!(page.status, 200, "{}", page.text());
        let page = self.foundation.ada.get(&motion).await;
        self.foundation
            .ada
            .submit(&page, "/confirmation", &[])
            .await
    }

    /// The members are asked about a deed by a poll of this window, which is opened now
    /// and noticed now.
    pub async fn asks_members(&self, deed: &str, opens: &str, closes: &str) -> Poll {
        let form = self.motion_of(deed, "before the members").await;
        let page = drafted_as_filled(self.chi(), &form).await;
        let motion = page.path.clone();
        for step in ["submit", "move", "debate"] {
            steps(self.chi(), &motion, step, "").await;
        }
        let page = self.chi().get(&motion).await;
        let page = self
            .chi()
            .submit(
                &page,
                "/referendum",
                &[("opens", opens), ("closes", closes)],
            )
            .await;
        assert_eq!(page.status, 200, "{}", page.text());
        let poll = poll_of(&self.foundation, &page, closes).await;
        let number = poll.number.to_string();
        let form = self
            .chi()
            .get(&format!("/room/notices/new?kind=vote&poll={number}"))
            .await;
        let draft = self.chi().send(&form.form("/room/notices")).await;
        assert!(
            draft.path.starts_with("/room/notices/drafts/"),
            "{}",
            draft.text()
        );
        let given = self.chi().submit(&draft, "/giving", &[]).await;
        assert_eq!(given.status, 200, "{}", given.text());
        assert!(!given.path.contains("/drafts/"), "{}", given.text());
        poll.open_it(&self.foundation).await;
        poll
    }

    pub async fn votes(&self, poll: &Poll, organisations: [&str; 3], persons: &str) {
        for ((address, member), vote) in ORGANISATIONS.iter().zip(organisations) {
            let voter = self.foundation.place.sign_in(address).await;
            poll.cast(&voter, member, &[("motion", vote)]).await;
        }
        for (address, member) in PERSONS {
            let voter = self.foundation.place.sign_in(address).await;
            poll.cast(&voter, member, &[("motion", persons)]).await;
        }
    }

    /// The three organisations are for each of these, and nobody else votes: 45 votes of 51.
    pub async fn carries(&self, polls: &[Poll]) {
        join_all(ORGANISATIONS.iter().map(|(address, member)| async move {
            let voter = self.foundation.place.sign_in(address).await;
            for poll in polls {
                poll.cast(&voter, member, &[("motion", "1")]).await;
            }
        }))
        .await;
    }

    /// An officer tries to have a deed carried out.
    pub async fn prepares(&self, deed: &str) -> Page {
        let page = self
            .foundation
            .ada
            .get(&format!("/room/deeds/{deed}"))
            .await;
        let address = format!("/room/deeds/{deed}/execution");
        let offered = page.forms().into_iter().find(|form| form.action == address);
        let is_offered = offered.is_some();
        // What is not offered is sent all the same.
        let form = offered.unwrap_or_else(|| page.bare(&address));
        let answer = self.foundation.ada.send(&form).await;
        // Nobody is offered what will be refused, nor refused what was offered.
        let is_prepared = answer.path.starts_with("/room/acts/");
        assert_eq!(is_offered, is_prepared, "{}", answer.text());
        answer
    }

    /// What of a deed is missing, as everybody reads it.
    pub async fn missing(&self, deed: &str) -> Vec<String> {
        let page = self.world.visitor().get(&format!("/deeds/{deed}")).await;
        assert_eq!(page.status, 200, "{}", page.text());
        page.html
            .split("<li>")
            .filter(|item| item.contains("○ missing"))
            .map(|item| {
                let said = item.split("<span>").nth(1).unwrap();
                said.split("</span>").next().unwrap().trim().to_owned()
            })
            .collect()
    }
}

/// The form of a motion as a page that leads there fills it in.
async fn drafted_as_filled(by: &Visitor, address: &str) -> Page {
    let page = by.get(address).await;
    assert_eq!(page.status, 200, "{}", page.text());
    let made = by.upload(&page.form("/motions"), &[]).await;
    assert!(
        made.path.starts_with("/motions/"),
        "{} {}",
        made.path,
        made.text()
    );
    assert_ne!(made.path, "/motions/new", "{}", made.text());
    made
}
