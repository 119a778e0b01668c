//! Large files of members: uploaded in pieces, judged beside the page, taken whole.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use reqwest::multipart::{Form as Multipart, Part};

use super::{MEMBERS, with_secretary};
use crate::support::memory::peak_kib;
use crate::support::{Page, Visitor};

const LARGE: &str = "/room/members/import/large";

/// So many rows, one in ten an organisation, numbered from `first`.
pub(super) fn rows(first: usize, many: usize) -> String {
    let mut file = String::from_utf8(MEMBERS.to_vec()).unwrap();
    file.truncate(file.find('\n').unwrap() + 1);
    for number in first..first + many {
        let (kind, voter) = match number % 10 {
            0 => ("organisation", "Noor Haddad"),
            _ => ("person", ""),
        };
        writeln!(
            file,
            "Member {number},m{number}@mail.example,Individual,{kind},{voter},2026-01-01,2026-01-01,2199-01-01,DE,no,"
        )
        .unwrap();
    }
    file
}

/// Uploads a file, and looks again until it is judged.
pub(super) async fn judged(visitor: &Visitor, file: String) -> Page {
    let page = visitor.get(LARGE).await;
    let form = page.form(LARGE);
    let body = Multipart::new()
        .text("csrf", form.value("csrf").unwrap().to_owned())
        .part("file", Part::text(file).file_name("members.csv"));
    let answer = visitor
        .client()
        .post(visitor.address(LARGE))
        .multipart(body)
        .send()
        .await
        .unwrap();
    let path = answer.url().path().to_owned();
    assert!(
        path.starts_with("/room/members/import/large/"),
        "{path}: {}",
        answer.status()
    );
    settled(visitor, &path).await
}

/// Looks again until nothing is under way any more.
pub(super) async fn settled(visitor: &Visitor, path: &str) -> Page {
    let begun = Instant::now();
    loop {
        let page = visitor.get(path).await;
        if !page.html.contains("http-equiv=\"refresh\"") {
            return page;
        }
        assert!(page.text().contains("Look again"), "{}", page.text());
        assert!(
            begun.elapsed() < Duration::from_secs(3600),
            "{}",
            page.text()
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_file_is_judged_beside_its_page_and_taken_whole() {
    let (_app, secretary) = with_secretary().await;
    let import = secretary.get("/room/members/import").await;
    assert_eq!(
        secretary
            .get(&import.link("the import of large files"))
            .await
            .status,
        200
    );

    let file = rows(1, 20_000);
    let page = judged(&secretary, file.clone()).await;
    assert!(
        page.text().contains("The file has no fault"),
        "{}",
        page.text()
    );
    // Another with some of the same people, judged before the first is taken.
    let overlapping = judged(&secretary, rows(19_991, 20)).await;
    assert!(overlapping.text().contains("The file has no fault"));

    let taking = secretary
        .submit(&page, "/confirmation", &[("act", "take")])
        .await;
    let taken = settled(&secretary, &taking.path).await;
    assert!(
        taken
            .text()
            .contains("All 20000 members of this file are recorded"),
        "{}",
        taken.text()
    );
    let list = secretary.get("/room/members").await.text();
    assert!(list.contains("20000 memberships are recorded"), "{list}");
    let found = secretary.get("/room/members?q=noor").await.text();
    assert!(found.contains("2000 memberships, page 1 of 40"), "{found}");
    let member = secretary.get("/room/members/17").await.text();
    assert!(member.contains("Member 17"), "{member}");

    // What was whole before is judged anew at its confirmation.
    let answer = secretary
        .submit(&overlapping, "/confirmation", &[("act", "take")])
        .await;
    let refused = settled(&secretary, &answer.path).await.text();
    assert!(
        refused.contains("The file has 10 faults. Nothing was recorded"),
        "{refused}"
    );
    assert!(
        refused.contains("who is member no. 19991 already"),
        "{refused}"
    );
    let list = secretary.get("/room/members").await.text();
    assert!(list.contains("20000 memberships are recorded"), "{list}");

    // The same file twice.
    let again = secretary
        .submit(&page, "/confirmation", &[("act", "take")])
        .await;
    assert_eq!(again.status, 409);
    let page = secretary.get(LARGE).await;
    let form = page.form(LARGE);
    let resent = secretary.upload(&form, &[("file", file.as_bytes())]).await;
    assert_eq!(resent.status, 422);
    assert!(
        resent.text().contains("This file was taken on"),
        "{}",
        resent.text()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_file_is_refused_with_its_first_faults_and_their_number() {
    let (_app, secretary) = with_secretary().await;
    let mut file = rows(1, 300);
    file += "Twice,M7@mail.example,Individual,person,,2026-01-01,2026-01-01,2199-01-01,DE,no,\n";
    file += "Late,late@mail.example,Individual,person,,2026-01-01,01.02.2026,2199-01-01,DE,no,\n";
    file += "Gone,gone@mail.example,Honorary,person,,2026-01-01,2026-01-01,2199-01-01,DE,no,\n";
    file += "Member 10,other@mail.example,Individual,organisation,Noor,2026-01-01,2026-01-01,2199-01-01,DE,no,\n";
    let page = judged(&secretary, file).await.text();
    for said in [
        "The file has 4 faults",
        "Line 302 (row 301) , email: “M7@mail.example” is the address of another person: Line 8 (row 7)",
        "Line 303 (row 302) , term_start: “01.02.2026” is not a date",
        "Line 304 (row 303) , member_class: “Honorary” is not a class of this foundation",
        "Line 305 (row 304) , name: The organisation “Member 10” stands in the file before: Line 11 (row 10)",
    ] {
        assert!(page.contains(said), "{said} is not in {page}");
    }
    assert!(!page.contains("Record these"), "{page}");

    let broken = rows(1, 999).replace(",person,", ",people,");
    let page = judged(&secretary, broken).await.text();
    assert!(page.contains("The file has 900 faults"), "{page}");
    assert!(page.contains("Faults, the first 200 of 900"), "{page}");

    let page = judged(&secretary, "name\n".to_owned()).await.text();
    assert!(page.contains("is missing"), "{page}");
    let page = secretary.get(LARGE).await;
    let empty = secretary.upload(&page.form(LARGE), &[("file", b"")]).await;
    assert_eq!(empty.status, 422);
    let members = secretary.get("/room/members").await.text();
    assert!(members.contains("No member is recorded yet"));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_confirmations_at_once_one_takes_the_file() {
    let (_app, secretary) = with_secretary().await;
    let page = judged(&secretary, rows(1, 200)).await;
    let form = page.form("/confirmation").with("act", "take");
    let answers = tokio::join!(
        secretary.send(&form),
        secretary.send(&form),
        secretary.send(&form)
    );
    for answer in [&answers.0, &answers.1, &answers.2] {
        // On its way, or taken by the time this one came.
        assert!(
            [200, 409].contains(&answer.status.as_u16()),
            "{}",
            answer.text()
        );
    }
    let taken = settled(&secretary, &page.path).await.text();
    assert!(taken.contains("All 200 members"), "{taken}");
    let list = secretary.get("/room/members").await.text();
    assert!(list.contains("200 memberships are recorded"), "{list}");
    // What came late has changed nothing, and nothing of it can be discarded.
    let form = page.form("/confirmation").with("act", "discard");
    assert_eq!(secretary.send(&form).await.status, 409);
    let taken = settled(&secretary, &page.path).await.text();
    assert!(taken.contains("All 200 members"), "{taken}");
}

/// The most memory that a server may take, whatever the length of the file: a million
/// lines are 95 MB as they come, and many times that as rows.
const BOUND_KIB: u64 = 128 * 1024;

/// A sample of what `bin/soak` does with a million lines.
fn many() -> usize {
    match std::env::var_os("TESTS_SOAK") {
        Some(_) => 1_000_000,
        None => 30_000,
    }
}

/// Prints how long it takes, and holds the server to its memory.
#[tokio::test(flavor = "multi_thread")]
async fn a_million_lines_in_bounded_memory() {
    let many = many();
    let (app, secretary) = with_secretary().await;
    let file = rows(1, many);
    let bytes = file.len();
    let begun = Instant::now();
    let page = judged(&secretary, file).await;
    assert!(
        page.text().contains("The file has no fault"),
        "{}",
        page.text()
    );
    println!("{bytes} bytes uploaded and judged in {:?}", begun.elapsed());
    // The last of them are read, and the whole is downloaded, without more in memory.
    let begun = Instant::now();
    let last = secretary.get(&format!("{}?page={many}", page.path)).await;
    assert!(
        last.text().contains(&format!("Member {many} Individual")),
        "{}",
        last.text()
    );
    let whole = secretary.get(&format!("{}/file", page.path)).await;
    assert_eq!(whole.html.len(), bytes);
    println!("read and downloaded in {:?}", begun.elapsed());
    let begun = Instant::now();
    let taking = secretary
        .submit(&page, "/confirmation", &[("act", "take")])
        .await;
    let taken = settled(&secretary, &taking.path).await;
    assert!(
        taken.text().contains(&format!("All {many} members")),
        "{}",
        taken.text()
    );
    println!("taken in {:?}", begun.elapsed());
    let peak = peak_kib(app.number().unwrap());
    println!("the server's peak: {peak} KiB");
    assert!(peak < BOUND_KIB, "{peak} KiB for {bytes} bytes");
}
