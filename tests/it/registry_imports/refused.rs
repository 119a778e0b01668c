//! Files that are refused whole, and people who bring none.

use commonhold::registry::imports::store as drafts;
use diesel_async::SimpleAsyncConnection;

use super::{CASE, DOMAIN, FAULTY, PATH, ST66, accepts, brings, every_tick, keeper};
use crate::acts::room::{bare, founded, refuses, text};
use crate::auditor::auditor;

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_nobody_took_over_is_erased_after_thirty_days() {
    let (app, foundation) = founded().await;
    let chi = keeper(&foundation);
    brings(chi, "st96", "", CASE).await;
    brings(chi, "rdap", "", DOMAIN).await;
    let mut superuser = app.database.administrator().await;
    let old = "UPDATE registry_import_drafts SET brought_at = now() - interval '31 days' WHERE format = 'st96'";
    superuser.batch_execute(old).await.unwrap();
    // No other file comes: the clock alone has it swept away.
    assert_eq!(drafts::sweep(&mut superuser).await.unwrap(), 1);
    let left = text(
        &app,
        "SELECT string_agg(format, ' ') AS it FROM registry_import_drafts",
    );
    assert_eq!(left.await, "rdap");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_file_cannot_say_is_refused_whole_with_its_place() {
    let (_app, foundation) = founded().await;
    let chi = keeper(&foundation);
    for (format, file, sentence) in [
        ("st96", ST66.to_owned(), "XML of another schema"),
        (
            "st96",
            ST66.to_owned(),
            "http://www.wipo.int/standards/XMLSchema/trademarks",
        ),
        (
            "st96",
            ST66.to_owned(),
            "http://www.wipo.int/standards/XMLSchema/ST96/Trademark",
        ),
        (
            "st96",
            CASE.replace("2022-03-15-04:00", "2019-03-15-04:00"),
            "before its application was filed on 2020-09-01",
        ),
        (
            "st96",
            CASE.replace("OfficeCode>US<", "OfficeCode>XQ<"),
            "XQ",
        ),
        (
            "st96",
            CASE.replace("<ns2:ClassNumber>042", "<ns2:ClassNumber>046"),
            "Nice Classification",
        ),
        (
            "st96",
            CASE.replace("standalone=\"yes\"?>", "?><!DOCTYPE a [<!ENTITY b \"c\">]>"),
            "<!DOCTYPE",
        ),
        ("rdap", "{}".to_owned(), "objectClassName"),
        (
            "rdap",
            DOMAIN.replacen("\"domain\"", "\"entity\"", 1),
            "is about “entity”",
        ),
        ("csv", FAULTY.to_owned(), "The file has 5 faults"),
        (
            "csv",
            "asset,event,happened_on\nA-1,SECTION_8_FILED,2199-01-01\n".to_owned(),
            "This day is still to come.",
        ),
        (
            "st96",
            CASE.replace("MarkEventDate>2021-11-08", "MarkEventDate>2199-01-01"),
            "This day is still to come.",
        ),
        ("csv", "colour\nred\n".to_owned(), "is no column"),
        (
            "csv",
            "kind,title,owner,identifier:fqdn,detail:expires_on\n\
             domain,tamarack.example,We,tamarack.example,31 May 2027\n"
                .to_owned(),
            "detail:expires_on",
        ),
        ("csv", CASE.to_owned(), "is no column"),
        ("st96", String::new(), "Choose a file that is not empty."),
        ("boat", CASE.to_owned(), "Choose what kind of file it is."),
    ] {
        refuses(&brings(chi, format, "", &file).await, 422, sentence);
    }
    refuses(
        &brings(chi, "st96", "the mark", CASE).await,
        422,
        "Give the asset’s number, as A-12, or leave it empty.",
    );
    let large = " ".repeat(4 * 1024 * 1024 + 1);
    refuses(
        &brings(chi, "csv", "", &large).await,
        422,
        "larger than 4 MB",
    );
    let text = chi.get(PATH).await.text();
    assert!(!text.contains("Files that wait"), "{text}");
    assert!(text.contains("Nothing yet."), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_register_is_kept_by_its_officers_alone() {
    let (_app, foundation) = founded().await;
    let chi = keeper(&foundation);
    let page = brings(chi, "st96", "", CASE).await;
    let file = page.form("/acceptance").action;
    let waiting = file.trim_end_matches("/acceptance").to_owned();
    // Members, election officers and auditors.
    let kim = foundation.place.sign_in("kim@mail.example").await;
    let reads = auditor(&foundation).await;
    for (who, home) in [(&kim, "/me"), (&foundation.ben, "/me"), (&reads, "/me")] {
        assert_eq!(who.get(PATH).await.status, 403);
        assert_eq!(who.get(&waiting).await.status, 403);
        let home = who.get(home).await;
        for action in [
            file.as_str(),
            "/room/registry/import/no-such-file/acceptance",
        ] {
            assert_eq!(who.send(&bare(&home, action)).await.status, 403, "{action}");
        }
        assert_eq!(who.upload(&bare(&home, PATH), &[]).await.status, 403);
    }
    for nowhere in ["none", "00000000-0000-0000-0000-000000000000"] {
        let address = format!("{PATH}/{nowhere}");
        assert_eq!(chi.get(&address).await.status, 404);
        let form = bare(&page, &format!("{address}/acceptance"));
        assert_eq!(chi.send(&form).await.status, 404);
    }
    // What was not sent by this browser's page does nothing.
    let mut foreign = page.form("/acceptance").with("act", "take");
    foreign.fields.retain(|(name, _)| name != "csrf");
    assert!(!chi.send(&foreign).await.status.is_success());
    let done = accepts(chi, &page, &every_tick(&page)).await;
    refuses(&done, 200, "taken over");
}
