//! What is stored, logged and mailed says nothing of a choice, and neither do
//! the lengths of what goes over the line.

mod linking;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use commonhold::db::cluster::Binaries;
use commonhold::db::pool;
use commonhold::seal::hash::FormKey;
use data_encoding::{
    BASE32, BASE64_NOPAD, BASE64URL_NOPAD, HEXLOWER, HEXLOWER_PERMISSIVE, HEXUPPER,
};
use diesel_async::SimpleAsyncConnection;
use sha2::{Digest, Sha256};
use tokio::process::Command;

use crate::support::election::{
    Foundation, NO_LIMITS, Place, Plan, Poll, Slip, filled, with_fresh_key,
};
use crate::support::{Form, Page, TestApp, Visitor, World};

/// Every way in which bytes are looked for: as they are, in hexadecimal, in
/// base64 of either alphabet, in base32 of either case. Padding is left off,
/// so that padded text is found as well.
fn spellings(bytes: &[u8]) -> Vec<Vec<u8>> {
    // The last character of an unpadded spelling depends on what follows it.
    let inner = |text: String, group: usize| {
        let whole = bytes.len() / group * group;
        let kept = if whole == bytes.len() {
            text.len()
        } else {
            text.len() - 1
        };
        text[..kept].to_owned()
    };
    let base32 = inner(BASE32.encode(bytes).trim_end_matches('=').to_owned(), 5);
    let spelt = [
        HEXLOWER.encode(bytes),
        HEXUPPER.encode(bytes),
        inner(BASE64_NOPAD.encode(bytes), 3),
        inner(BASE64URL_NOPAD.encode(bytes), 3),
        base32.to_ascii_lowercase(),
        base32,
    ];
    let mut all: Vec<Vec<u8>> = spelt.into_iter().map(String::into_bytes).collect();
    all.push(bytes.to_vec());
    all
}

/// What nobody may find, by name: each secret and its plain SHA-256, in every
/// spelling.
///
/// The voter's own part has six characters of 32. Bare, it would turn up by
/// chance once in 2^48 places of binary data and once in 2^36 of base64 text;
/// these files have some 2^28 places, nearly all binary, so a hit is a leak.
#[derive(Default)]
struct Needles {
    named: Vec<(String, Vec<u8>)>,
    /// Which needles begin with these two bytes.
    by_start: BTreeMap<[u8; 2], Vec<usize>>,
}

impl Needles {
    fn add(&mut self, name: &str, secret: &[u8]) {
        let digest: [u8; 32] = Sha256::digest(secret).into();
        for (name, bytes) in [
            (name.to_owned(), secret),
            (format!("SHA-256 of {name}"), digest.as_slice()),
        ] {
            for spelling in spellings(bytes) {
                let start = [spelling[0], spelling[1]];
                self.by_start
                    .entry(start)
                    .or_default()
                    .push(self.named.len());
                self.named.push((name.clone(), spelling));
            }
        }
    }

    /// The names of what occurs in these bytes.
    fn found_in(&self, hay: &[u8]) -> Vec<&str> {
        let mut starts = vec![false; 1 << 16];
        for [a, b] in self.by_start.keys() {
            starts[usize::from(*a) << 8 | usize::from(*b)] = true;
        }
        let mut found = Vec::new();
        for (place, pair) in hay.windows(2).enumerate() {
            if !starts[usize::from(pair[0]) << 8 | usize::from(pair[1])] {
                continue;
            }
            for needle in &self.by_start[&[pair[0], pair[1]]] {
                let (name, bytes) = &self.named[*needle];
                if hay[place..].starts_with(bytes) {
                    found.push(name.as_str());
                }
            }
        }
        found
    }
}

/// Every file under a folder, at whatever depth.
fn files_under(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            files.extend(files_under(&entry.path()));
        } else if kind.is_file() {
            files.push(entry.path());
        }
    }
    files
}

/// The database as `pg_dump` writes it, with every `bytea` also as its bytes.
pub async fn dump(world: &World) -> Vec<u8> {
    let binaries = Binaries::find(None).unwrap();
    let output = Command::new(binaries.program("pg_dump"))
        .arg("--dbname")
        .arg(world.administrator().url_with_credentials())
        .output()
        .await
        .unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaint}");
    let text = String::from_utf8(output.stdout).unwrap();
    let mut all = text.clone().into_bytes();
    for rest in text.split("\\\\x").skip(1) {
        let end = rest
            .find(|c: char| !c.is_ascii_hexdigit())
            .unwrap_or(rest.len());
        let even = end / 2 * 2;
        all.push(b'\n');
        all.extend(
            HEXLOWER_PERMISSIVE
                .decode(&rest.as_bytes()[..even])
                .unwrap(),
        );
    }
    all
}

/// Everything a person with all the disks would hold: the cluster's data and
/// WAL files, letters, keys, logs of server and PostgreSQL, temporary files;
/// and a dump, in which the rows of outbox, sessions and idempotency stand as
/// text.
async fn find_anywhere(world: &World, needles: &Needles) -> (Vec<String>, usize) {
    let mut superuser = pool::connect_as_administrator(&world.administrator())
        .await
        .unwrap();
    superuser.batch_execute("CHECKPOINT").await.unwrap();
    let mut found = Vec::new();
    let mut searched = 0;
    let mut search = |place: &str, bytes: &[u8]| {
        searched += bytes.len();
        for name in needles.found_in(bytes) {
            found.push(format!("{name} in {place}"));
        }
    };
    let dump = dump(world).await;
    search("a dump", &dump);
    for file in files_under(world.root()) {
        // A temporary file may go while the list is read.
        if let Ok(bytes) = fs::read(&file) {
            search(&file.to_string_lossy(), &bytes);
        }
    }
    (found, searched)
}

/// A choice as it stands in a ballot line, and the form's fields that make it.
const MARKED: (&str, [(&str, &str); 4]) = (
    "[[3],[1],[4],[2]]",
    [("r3", "01"), ("r1", "02"), ("r4", "03"), ("r2", "04")],
);

#[tokio::test(flavor = "multi_thread")]
async fn voting_r10_a_choice_its_tracker_and_its_key_are_nowhere() {
    let Some(mut world) = World::start("2026-08-20 09:00:00").await else {
        return;
    };
    let foundation = Foundation::found(Place::of_world(&mut world).await).await;
    foundation.certify_roll().await;
    let poll = Poll::open(&foundation, &Plan::default()).await;
    let kim = foundation.place.sign_in("kim@mail.example").await;
    let form = poll.ballot(&kim, "Kim Abara").await;
    let (choice, marks) = MARKED;
    let mut needles = Needles::default();

    // Once with a fault, twice as it should be, once under the same key with
    // another content, once with a token that is not this browser's: all of
    // these bring the choice to the server.
    let own = "q7zqx4";
    let good = filled(form, &marks).with("own", own);
    let faulty = kim.send(&with_fresh_key(&good).with("r2", "03")).await;
    assert_eq!(faulty.status, 422);
    let slip = Slip::read(&kim.send(&good).await);
    assert_eq!(Slip::read(&kim.send(&good).await), slip);
    let other = kim.send(&good.clone().with("own", "zzzzz2")).await;
    assert_eq!(other.status, 409);
    let foreign = kim.send(&good.clone().with("csrf", &"0".repeat(64))).await;
    assert_eq!(foreign.status, 403);

    let key = good.value("key").unwrap();
    let tracker = slip.tracker.as_str();
    let (machine, _) = tracker.split_once('-').unwrap();
    let line = format!("{{\"t\":\"{tracker}\",\"v\":{choice}}}");
    let posted: Vec<String> = good
        .fields
        .iter()
        .filter(|(name, _)| name.starts_with('r'))
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    for (name, secret) in [
        ("the ballot line", line.as_bytes()),
        ("the choice", choice.as_bytes()),
        ("the form's ranks", posted.join("&").as_bytes()),
        ("the tracker", tracker.as_bytes()),
        ("the tracker's first part", machine.as_bytes()),
        ("the tracker as it is shown", shown(tracker).as_bytes()),
        ("the own part", own.as_bytes()),
        ("the own part with its hyphen", format!("-{own}").as_bytes()),
        ("the form's key as it is sent", key.as_bytes()),
        ("the form's key", FormKey::parse(key).unwrap().as_bytes()),
    ] {
        needles.add(name, secret);
    }
    world
        .mail()
        .arrives("kim@mail.example", "Ballot received")
        .await;

    let (found, searched) = find_anywhere(&world, &needles).await;
    assert_eq!(found, Vec::<String>::new());
    // The search finds what is there: the digest, which is no secret, in dump,
    // data files and WAL.
    let mut control = Needles::default();
    control.add("the digest", slip.receipt.digest.as_bytes());
    let (seen, _) = find_anywhere(&world, &control).await;
    for place in ["a dump", "/pg_wal/", "/base/"] {
        let here = seen.iter().any(|one| one.contains(place));
        assert!(here, "the digest is not found in {place}: {seen:?}");
    }
    assert!(searched > 1 << 24, "only {searched} bytes were searched");
}

/// A tracker in groups of four, as pages show it.
fn shown(tracker: &str) -> String {
    commonhold::web::figures::fours(tracker).join(" ")
}

/// All ways to rank none to all of four candidates.
fn rankings() -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new()];
    let mut start = 0;
    while start < all.len() {
        let longer: Vec<Vec<usize>> = (1..=4)
            .filter(|option| !all[start].contains(option))
            .map(|option| [all[start].as_slice(), &[option]].concat())
            .collect();
        all.extend(longer);
        start += 1;
    }
    all
}

/// The form of a ranking; no rank at all is a blank ballot.
fn form_of(form: &Form, ranking: &[usize]) -> Form {
    let blank = if ranking.is_empty() { "1" } else { "0" };
    ranking
        .iter()
        .zip(1..)
        .fold(form.clone().with("blank", blank), |form, (option, rank)| {
            form.with(&format!("r{option}"), &format!("{rank:02}"))
        })
}

/// How many bytes the form's body has.
fn body_length(voter: &Visitor, form: &Form) -> usize {
    let request = voter.client().post(voter.address(&form.action));
    let request = request.form(&form.fields).build().unwrap();
    request.body().unwrap().as_bytes().unwrap().len()
}

/// Everything of an answer that a listener on an encrypted line could measure:
/// each header but the date, and the length of the body.
fn measure(page: &Page) -> (Vec<(String, usize)>, usize) {
    let headers = page.headers.iter().filter(|(name, _)| *name != "date");
    let mut headers: Vec<(String, usize)> = headers
        .map(|(name, value)| (name.to_string(), value.len()))
        .collect();
    // They come in any order.
    headers.sort();
    (headers, page.html.len())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_ballot_is_asked_and_answered_in_one_length() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let foundation = Foundation::found(Place::of_app(&app)).await;
    foundation.certify_roll().await;
    let poll = Poll::open(&foundation, &Plan::default()).await;
    let [ravi, sol]: [Visitor; 2] = foundation
        .sign_in_all(&["ravi@mail.example", "sol@mail.example"])
        .await
        .try_into()
        .ok()
        .unwrap();
    let rankings = rankings();
    assert_eq!(rankings.len(), 65);
    let mut answers = Vec::new();
    let mut requests = Vec::new();
    for (voter, member) in [
        (&ravi, "Ravi Menon"),
        (&ravi, "Nordlicht Hosting"),
        (&sol, "Quiet Works"),
    ] {
        let form = poll.ballot(voter, member).await;
        for ranking in &rankings {
            let form = with_fresh_key(&form_of(&form, ranking));
            let page = voter.send(&form).await;
            Slip::read(&page);
            requests.push(body_length(voter, &form));
            answers.push((measure(&page), member, ranking.clone()));
        }
    }
    assert!(
        requests.iter().all(|length| *length == requests[0]),
        "{requests:?}"
    );
    let (first, ..) = &answers[0];
    for (answer, member, ranking) in &answers {
        assert_eq!(answer, first, "{member} {ranking:?}");
    }
    assert!(!first.0.iter().any(|(name, _)| name == "content-encoding"));
}
