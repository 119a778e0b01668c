//! Motions as somebody reads them who reads German.

use std::fs;
use std::path::Path;

use super::board::{Board, says};
use crate::acts::room::refuses;
use crate::minutes::decide;
use crate::support::{Page, Visitor};

async fn chooses_german(reader: &Visitor) {
    let page = reader.get("/motions").await;
    let german = reader
        .submit(&page, "/language", &[("language", "de")])
        .await;
    refuses(&german, 200, "Ein Antrag ist eine Frage an ein Gremium");
}

/// The English sentences about motions that have no place to fill.
fn english() -> Vec<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales/en/motions.ftl");
    let text = fs::read_to_string(file).unwrap();
    let sentences: Vec<String> = text
        .lines()
        .filter(|line| !line.contains('{'))
        .filter_map(|line| line.split_once(" = "))
        .map(|(_, sentence)| sentence.to_owned())
        .filter(|sentence| sentence.split(' ').count() > 2)
        .collect();
    assert!(sentences.len() > 100, "the catalogue was not found");
    sentences
}

/// Fails where a page that is read in German says something in English.
fn says_no_english(page: &Page) {
    assert_eq!(page.status, 200, "{}", page.text());
    assert!(page.html.contains("<html lang=\"de\""), "{}", page.html);
    assert!(
        !page
            .html
            .contains("<main id=\"content\" tabindex=\"-1\" lang")
    );
    let text = page.text();
    for sentence in english() {
        assert!(!text.contains(&sentence), "{sentence:?} in {text}");
    }
    for key in ["motion-", "motions-", "judged-"] {
        let stray = text.split_whitespace().find(|word| word.starts_with(key));
        assert_eq!(stray, None, "{text}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_motion_is_read_and_decided_in_german() {
    let board = Board::seated().await;
    let (kim, lou, nia) = (
        &board.directors[0],
        &board.directors[1],
        &board.directors[3],
    );
    for reader in [kim, nia] {
        chooses_german(reader).await;
    }
    says_no_english(&kim.get("/motions/new").await);
    let draft = [("effective_on", "2999-12-31"), ("kind", "expense")];
    let subject = [("subject", "Nordlicht Hosting"), ("terms", "400 EUR")];
    let motion = board.moves(&[draft, subject].concat()).await;

    let page = kim.get(&motion).await;
    says_no_english(&page);
    for sentence in [
        "in Aussprache",
        "beim Vorstand. Es geht um: eine Ausgabe.",
        "Entworfen von Kim Abara; gestellt von Kim Abara.",
        "Quorum: 3 anwesend von 5 im Amt (Bylaws §",
        "Zur Annahme: 3-mal Ja von 5 Anwesenden, wenn alle 5 da sind, die mitstimmen; die Regel verlangt mehr als die Hälfte der Anwesenden (Bylaws § 4.11).",
        "Er erlaubt, einmal: eine Ausgabe (Nordlicht Hosting); Bedingungen: 400 EUR.",
        "Er wirkt ab Dienstag, 31. Dezember 2999.",
    ] {
        refuses(&page, 200, sentence);
    }
    refuses(&page, 200, "Überweisen: Das tut, wer das Protokoll führt.");
    refuses(&page, 200, "Aussprache eröffnet von Chi");
    says_no_english(&kim.get("/motions").await);
    refuses(&kim.get("/motions").await, 200, "Der Vorstand");

    // One keeps out, one leaves, one is suspended.
    let form = nia
        .get(&motion)
        .await
        .forms()
        .into_iter()
        .find(|form| form.action.ends_with("/interests") && form.value("suggested").is_none())
        .unwrap()
        .with("about", "I am employed by the seller");
    let refused = nia.send(&form.clone().with("answer", "")).await;
    refuses(&refused, 422, "Sagen Sie, ob Sie befangen sind");
    let kept_out = nia.send(&form.with("answer", "recused")).await;
    refuses(
        &kept_out,
        200,
        "Nia Dossou ist befangen: I am employed by the seller",
    );
    let (chi, ada) = (board.chi(), board.ada());
    let seats = chi.get("/room/bodies/board").await;
    let unseat = seats.link("Enter the end for Max Celik");
    let leaves = [("reason", "Moved away"), ("matter", "reserved")];
    decide(chi, ada, &unseat, &leaves).await;
    let suspend = [
        ("address", "ola@mail.example"),
        ("target", "board"),
        ("reason", "An inquiry"),
        ("last_day", "2999-12-31"),
        ("matter", "reserved"),
    ];
    decide(chi, ada, "/room/decisions/new?act=suspend", &suspend).await;
    assert_eq!(board.puts(&motion, "roll_call").await.status, 200);
    refuses(
        &nia.get(&motion).await,
        200,
        "Sie sind in dieser Sache befangen und stimmen nicht darüber ab.",
    );
    let page = kim.get(&motion).await;
    refuses(&page, 200, "Abgestimmt wird namentlich, über Fassung 1");
    // Past the page: the form of another director, sent by her.
    let own = nia.get(&motion).await;
    let csrf = own.forms()[0].value("csrf").unwrap().to_owned();
    let mut form = page.form("/votes").with("vote", "yes");
    form.fields.retain(|(name, _)| name != "csrf");
    form.fields.push(("csrf".to_owned(), csrf));
    refuses(
        &nia.send(&form).await,
        422,
        "Wer in einer Sache befangen ist, stimmt nicht darüber ab.",
    );
    assert_eq!(says(kim, &motion, "yes").await.status, 200);
    assert_eq!(says(lou, &motion, "no").await.status, 200);
    board.decides(&motion).await;
    let page = kim.get(&motion).await;
    says_no_english(&page);
    for sentence in [
        "abgelehnt",
        "ja 1 Kim Abara",
        "nein 1 Lou Bekker",
        "befangen 1 Nia Dossou",
        "Sitz unbesetzt 1",
        "suspendiert 1 Ola Eide",
        "1-mal Ja von 2 Anwesenden; nötig 2: mehr als die Hälfte der Anwesenden (Bylaws § 4.11). Quorum: ",
        "Bei Gleichstand ist er abgelehnt.",
        "nicht erreicht, also gilt es nicht als Entscheidung der Unbefangenen.",
        "abgelehnt, bestätigt von Ada",
    ] {
        refuses(&page, 200, sentence);
    }

    let motion = board.moves(&[("title", "Another")]).await;
    board.puts(&motion, "roll_call").await;
    assert_eq!(says(kim, &motion, "abstain").await.status, 200);
    let page = board.chi().get(&motion).await;
    let roll = page.form("/roll");
    let (lou, _) = roll
        .fields
        .iter()
        .filter(|(name, _)| name.starts_with("vote-"))
        .nth(1)
        .unwrap()
        .clone();
    let written = chi.send(&roll.with(&lou, "not_voting")).await;
    assert_eq!(written.status, 200, "{}", written.text());
    let page = kim.get(&motion).await;
    for sentence in [
        "Ihre Stimme: enthält sich",
        "enthält sich 1 Kim Abara",
        "anwesend, ohne Stimmabgabe 1",
        "noch nichts 1 Nia Dossou",
        "wenn alle 3 da sind, die mitstimmen; die Regel verlangt mehr als die Hälfte der Anwesenden",
    ] {
        refuses(&page, 200, sentence);
    }
    says_no_english(&page);
    // What the votes so far would come to is said to whoever declares it, and to nobody else.
    assert!(!page.text().contains("von 2 Anwesenden"), "{}", page.text());
    let page = chi.get(&motion).await;
    refuses(
        &page,
        200,
        "If you declare it now: 0 yes of 2 present; 2 needed",
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn versions_and_forms_of_a_motion_are_read_in_german() {
    let board = Board::seated().await;
    let kim = &board.directors[0];
    chooses_german(kim).await;
    let empty = [("title", ""), ("text", "")];
    let refused = super::board::drafted(kim, "/motions/new", &empty).await;
    refuses(&refused, 422, "Geben Sie dem Antrag einen Titel");
    refuses(&refused, 422, "Schreiben Sie den Text des Antrags");
    let motion = board.drafts(0, &[]).await;
    let page = kim.get(&motion).await;
    let rewritten = kim
        .submit(
            &page,
            "/texts",
            &[("text", "The board rents a third mirror.")],
        )
        .await;
    refuses(&rewritten, 200, "Der Text, Fassung 2");
    let compared = kim.get(&format!("{motion}/compare")).await;
    says_no_english(&compared);
    refuses(&compared, 200, "Fassung 1 und Fassung 2");
    refuses(
        &compared,
        200,
        "Kommt hinzu: The board rents a third mirror.",
    );
    board.brings(&motion).await;
    let amends = format!(
        "/motions/new?amends={}",
        motion.trim_start_matches("/motions/")
    );
    let form = kim.get(&amends).await;
    says_no_english(&form);
    refuses(&form, 200, "Einen Änderungsantrag entwerfen");
    // Whoever keeps the minutes may read German too.
    chooses_german(board.chi()).await;
    says_no_english(&board.chi().get(&motion).await);
    board.puts(&motion, "voice").await;
    let page = board.chi().get(&motion).await;
    says_no_english(&page);
    refuses(&page, 200, "Der Vorsitz hat gehört");
    refuses(
        &board.declares(&motion, &[]).await,
        422,
        "Sagen Sie, was der Vorsitz gehört hat.",
    );
}
