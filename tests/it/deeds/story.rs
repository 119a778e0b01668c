//! One lawful transfer from the deed to the log, and around it every way that is none.

use std::path::Path;
use std::process::Command;

use chrono::TimeDelta;
use commonhold::db::pool;
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};

use super::attacks;
use crate::acts::room::refuses;
use crate::minutes::decide;
use crate::motions::board::{DIRECTORS, says, steps};
use crate::notices::local;
use crate::support::election::{Foundation, MEMBERS_HEADER, Place, Poll};
use crate::support::{Page, Visitor, World, eventually};

/// A lock that is tried.
pub struct Lock {
    pub world: World,
    pub foundation: Foundation,
    directors: Vec<Visitor>,
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

impl Lock {
    async fn found() -> Option<Self> {
        let mut world = World::start_unlimited("2027-01-04 09:00:00").await?;
        let place = Place::of_world(&mut world).await;
        let members = members(place.now.date_naive());
        let foundation = Foundation::found_with(place, &members).await;
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

    fn chi(&self) -> &Visitor {
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
    async fn at(&mut self, instant: &str) {
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
    async fn enters_assets(&self) {
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
    async fn proposes(&self, asset: i64, act: &str, values: &[(&str, &str)]) -> String {
        let path = format!("/room/registry/{asset}/deeds/new?act={act}");
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
    async fn motion_of(&self, deed: &str, words: &str) -> String {
        let page = self.chi().get(&format!("/room/deeds/{deed}")).await;
        page.link(words)
    }

    /// The board decides on a deed by roll call.
    async fn board_decides(&self, deed: &str, votes: &str) -> Page {
        let form = self.motion_of(deed, "before the board").await;
        let page = drafted_as_filled(&self.directors[0], &form).await;
        let motion = page.path.clone();
        let kim = &self.directors[0];
        steps(kim, &motion, "submit", "").await;
        steps(kim, &motion, "move", "").await;
        steps(self.chi(), &motion, "debate", "").await;
        let page = self.chi().get(&motion).await;
        let page = self
            .chi()
            .submit(&page, "/questions", &[("vote_form", "roll_call")])
            .await;
        assert_eq!(page.status, 200, "{}", page.text());
        for (director, vote) in self.directors.iter().zip(votes.split_whitespace()) {
            if vote != "-" {
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
    async fn asks_members(&self, deed: &str, opens: &str, closes: &str) -> Poll {
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
        refuses(&page, 200, "The members decide by poll");
        let poll = crate::motions::referendums::drafted(&self.foundation, &page, closes).await;
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
        crate::notices::gives(self.chi(), &draft).await;
        poll.open_it(&self.foundation).await;
        poll
    }

    async fn votes(&self, poll: &Poll, organisations: [&str; 3], persons: &str) {
        for ((address, member), vote) in ORGANISATIONS.iter().zip(organisations) {
            let voter = self.foundation.place.sign_in(address).await;
            poll.cast(&voter, member, &[("motion", vote)]).await;
        }
        for (address, member) in PERSONS {
            let voter = self.foundation.place.sign_in(address).await;
            poll.cast(&voter, member, &[("motion", persons)]).await;
        }
    }

    /// An officer tries to have a deed carried out.
    async fn prepares(&self, deed: &str) -> Page {
        let page = self
            .foundation
            .ada
            .get(&format!("/room/deeds/{deed}"))
            .await;
        self.foundation.ada.submit(&page, "/execution", &[]).await
    }

    /// What of a deed is missing, as everybody reads it.
    async fn missing(&self, deed: &str) -> Vec<String> {
        let page = self.world.visitor().get(&format!("/deeds/{deed}")).await;
        assert_eq!(page.status, 200, "{}", page.text());
        page.html
            .split("<li>")
            .filter(|item| item.contains("○ missing"))
            .map(|item| {
                let said = item.split("</span>").nth(1).unwrap();
                said.split("</li>").next().unwrap().trim().to_owned()
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

/// `commonhold verify --deeds` over the files of the log: exit code and what it said.
fn verified(folder: &Path) -> (Option<i32>, String) {
    let output = Command::new(crate::support::program())
        .args(["verify", "--deeds"])
        .arg(folder)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    (output.status.code(), said.into_owned())
}

// Slow: a board, two votes of the members and two months, in one world of their own.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_protected_is_parted_with_but_by_board_members_notice_waiting_and_two_officers() {
    let Some(mut lock) = Lock::found().await else {
        return;
    };
    lock.enters_assets().await;
    const OWNER: &[(&str, &str)] = &[
        ("owner", "Harbour Trust"),
        ("holding", "held_in_trust"),
        ("instrument", "Deed of assignment of 4 January 2027"),
        ("goodwill", "1"),
    ];
    let deed = lock.proposes(1, "transfer", OWNER).await;
    let weak = lock.proposes(2, "unprotect", &[]).await;
    let other = lock.proposes(2, "transfer", OWNER).await;

    // Refused, with the list of what is missing.
    let page = lock.prepares(&deed).await;
    refuses(
        &page,
        422,
        "It cannot be carried out: what is missing stands below",
    );
    let missing = lock.missing(&deed).await;
    assert_eq!(missing.len(), 7, "{missing:#?}");
    for words in [
        "The board adopted",
        "on this very deed is certified",
        "20 days at least",
        "Two different officers",
    ] {
        assert!(
            missing.iter().any(|one| one.contains(words)),
            "{words}: {missing:#?}"
        );
    }
    attacks::all_refused(&lock, "before anybody decided").await;

    // The board: three of five are no two thirds, and that motion authorises nothing.
    let page = lock.board_decides(&deed, "yes yes yes no -").await;
    assert!(
        !page.text().contains("It became resolution"),
        "{}",
        page.text()
    );
    let page = lock.board_decides(&deed, "yes yes yes yes no").await;
    refuses(&page, 200, "It became resolution");
    let page = lock.board_decides(&weak, "yes yes yes yes no").await;
    refuses(&page, 200, "It became resolution");

    // The members, noticed three weeks before.
    let now = lock.world.now();
    let (opens, closes) = (now + TimeDelta::days(22), now + TimeDelta::days(24));
    let poll = lock
        .asks_members(&deed, &local(opens), &local(closes))
        .await;
    let lost = lock
        .asks_members(&weak, &local(opens), &local(closes))
        .await;
    lock.at("2027-01-26 12:00:00").await;
    lock.votes(&poll, ["1", "1", "1"], "2").await;
    lock.votes(&lost, ["1", "1", "2"], "2").await;
    lock.at("2027-01-28 12:00:00").await;
    poll.certified(&lock.foundation).await;
    lost.certified(&lock.foundation).await;

    // Thirty of fifty is a majority of the members, and no two thirds.
    let missing = lock.missing(&weak).await;
    assert!(
        missing[0].contains("at least two thirds of the votes cast"),
        "{missing:#?}"
    );
    let missing = lock.missing(&deed).await;
    assert_eq!(missing.len(), 2, "{missing:#?}");
    assert!(
        missing[0].contains("until 27 February 2027"),
        "{missing:#?}"
    );
    refuses(&lock.prepares(&deed).await, 422, "It cannot be carried out");
    attacks::all_refused(&lock, "in the waiting period").await;

    lock.at("2027-02-28 00:00:30").await;
    attacks::all_refused(&lock, "after the waiting period").await;
    refuses(&lock.prepares(&weak).await, 422, "It cannot be carried out");
    refuses(
        &lock.prepares(&other).await,
        422,
        "It cannot be carried out",
    );
    let act = lock.prepares(&deed).await;
    assert!(act.path.starts_with("/room/acts/"), "{}", act.text());
    // One officer's signature, given twice, is one.
    let foundation = &lock.foundation;
    foundation
        .sign_alone(&foundation.ada, &foundation.keys[0], &act.path)
        .await;
    foundation
        .sign_alone(&foundation.ada, &foundation.keys[0], &act.path)
        .await;
    assert_eq!(
        lock.said("SELECT owner AS it FROM asset_now WHERE number = 1")
            .await,
        "Tamarack OS Foundation"
    );
    attacks::all_refused(&lock, "with one signature").await;
    let done = foundation.sign(&act).await;
    refuses(&done, 200, "Deed D-1 on A-1 is carried out.");
    assert_eq!(
        lock.said("SELECT owner || ', ' || holding || ', ' || version AS it FROM asset_now WHERE number = 1").await,
        "Harbour Trust, held_in_trust, 2"
    );
    assert_eq!(
        lock.said("SELECT from_party || ' to ' || to_party AS it FROM conveyances WHERE kind = 'assignment'").await,
        "Tamarack OS Foundation to Harbour Trust"
    );
    let page = lock.world.visitor().get("/deeds/1").await;
    refuses(&page, 200, "✓ carried out");
    attacks::all_refused(&lock, "after it was carried out").await;

    // The log alone shows the chain.
    let folder = lock.world.data().join("log");
    let said = eventually("the act in the log", async || {
        let (code, said) = verified(&folder);
        (code == Some(0) && said.contains("deed D-1 on A-1")).then_some(said)
    })
    .await;
    assert!(
        said.contains("signed by Ada Okafor and Ben Lindqvist"),
        "{said}"
    );

    // Whoever owns the machine forges an act of officers: the log shows it.
    let mut superuser = pool::connect_as_administrator(&lock.world.administrator())
        .await
        .unwrap();
    let leaf: String = format!(
        r#"{{"asset":2,"at":1803772800,"board":"2027-B-002","deed":3,"kind":"asset.executed","members":"2027-M-002","sigs":[{{"by":"Ada Okafor","sig":"{0}"}},{{"by":"Ben Lindqvist","sig":"{0}"}}],"terms":"{1}","v":1}}"#,
        "0".repeat(128),
        "0".repeat(64)
    );
    superuser
        .batch_execute(&format!(
            "ALTER TABLE log_entries DISABLE TRIGGER guard; \
             INSERT INTO log_entries (kind, leaf) VALUES ('asset.executed', convert_to('{leaf}', 'UTF8')); \
             ALTER TABLE log_entries ENABLE ALWAYS TRIGGER guard"
        ))
        .await
        .unwrap();
    let said = eventually("the forgery in the log", async || {
        let (code, said) = verified(&folder);
        (code == Some(1)).then_some(said)
    })
    .await;
    assert!(said.contains("it is not signed by two officers"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deed_says_what_it_changes_and_is_withdrawn_with_a_reason() {
    let Some(lock) = Lock::found().await else {
        return;
    };
    lock.enters_assets().await;
    let chi = lock.chi();
    let path = "/room/registry/1/deeds/new?act=transfer";
    let page = chi.get(path).await;
    let nothing = [
        ("owner", "Tamarack OS Foundation"),
        ("instrument", "None"),
        ("reason", "Why not"),
    ];
    let page = chi.submit(&page, "/room/registry/1/deeds", &nothing).await;
    refuses(
        &page,
        422,
        "This is as the asset is now: a deed changes something.",
    );
    let page = chi
        .submit(
            &page,
            "/room/registry/1/deeds",
            &[("owner", ""), ("reason", "")],
        )
        .await;
    refuses(
        &page,
        422,
        "Say why, within 2,000 characters: board and members read it.",
    );
    refuses(&page, 422, "This cannot be empty.");
    let deed = lock
        .proposes(
            1,
            "identify",
            &[
                ("title", "TAMARACK OS"),
                ("id_verbal_element", "TAMARACK OS"),
            ],
        )
        .await;
    let said = lock
        .world
        .visitor()
        .get(&format!("/deeds/{deed}"))
        .await
        .text();
    assert!(
        said.contains("Change what identifies it: TAMARACK"),
        "{said}"
    );
    assert!(said.contains("TAMARACK OS"), "{said}");
    // Nobody but an officer drafts one or sees the room.
    let kim = &lock.directors[0];
    assert_eq!(kim.get("/room/registry/1/deeds/new").await.status, 403);
    let page = chi.get(&format!("/room/deeds/{deed}")).await;
    let page = chi.submit(&page, "/withdrawal", &[("reason", "")]).await;
    refuses(
        &page,
        422,
        "Say why it is withdrawn, within 500 characters.",
    );
    let page = chi
        .submit(&page, "/withdrawal", &[("reason", "The name stays")])
        .await;
    refuses(&page, 200, "✕ withdrawn");
    let all = lock.world.visitor().get("/deeds").await;
    refuses(&all, 200, "✕ withdrawn");
}
