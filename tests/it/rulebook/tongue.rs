//! The rules, a version and what it changed, as somebody reads them who reads German.

use std::fs;
use std::path::Path;

use super::{adopts, quorum_of, saves};
use crate::support::election::{Foundation, NO_LIMITS, Place};
use crate::support::{Page, TestApp, Visitor};

async fn chooses_german(reader: &Visitor) -> Page {
    let page = reader.get("/rules").await;
    reader
        .submit(&page, "/language", &[("language", "de")])
        .await
}

/// The page says none of the English sentences about rules, and no key for one.
fn speaks_no_english(text: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales/en/rules.ftl");
    let english = fs::read_to_string(file).unwrap();
    let sentences = english
        .lines()
        .filter(|line| !line.contains('{'))
        .filter_map(|line| line.split_once(" = "))
        .map(|(_, sentence)| sentence)
        .filter(|sentence| sentence.split(' ').count() > 5);
    let mut asked = 0;
    for sentence in sentences {
        assert!(!text.contains(sentence), "{sentence:?} in {text}");
        asked += 1;
    }
    assert!(asked > 40, "the catalogue was not found");
    let stray = text
        .split_whitespace()
        .find(|word| word.starts_with("rules-"));
    assert_eq!(stray, None, "{text}");
}

/// The page's own words are the reader's; what the documents say stays in their language, and
/// says that it is not the page's.
#[tokio::test(flavor = "multi_thread")]
async fn a_german_reads_the_rules_in_german_and_the_documents_in_their_own_words() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let _foundation = Foundation::without_keys(Place::of_app(&app)).await;
    let reader = app.visitor();
    let german = chooses_german(&reader).await;
    assert_eq!(
        (german.path.as_str(), german.status.as_u16()),
        ("/rules", 200)
    );
    assert!(german.html.contains("<html lang=\"de\""), "{}", german.html);
    assert!(
        german
            .html
            .contains("<main id=\"content\" tabindex=\"-1\">"),
        "{}",
        german.html
    );
    let text = german.text();
    for words in [
        ": Fassung 1 des Regelwerks.",
        "Für jede Abstimmung gelten die Regeln, unter denen sie eröffnet wurde.",
        "Anteil der Mitglieder im Verzeichnis, die teilnehmen müssen 1/10 Bylaws § 3.5",
        "Stimmen jedes Mitglieds der Klasse „gold“ 15 Stimmen",
        "mehr als die Hälfte der Anwesenden",
        "Nicht anwaltlich bestätigt.",
        "in Kraft von Anfang an, jetzt in Kraft",
        "Regeln zum Ende des Tages",
    ] {
        assert!(text.contains(words), "{words:?} is not in: {text}");
    }
    // The bylaws' words, in a language that the page does not claim to know.
    assert!(
        german.html.contains("<blockquote lang=\"\" dir=\"auto\">"),
        "{}",
        german.html
    );
    assert!(
        text.contains("counts when a tenth of the members on the roll"),
        "{text}"
    );
    speaks_no_english(&text);

    let wrong = reader.get("/rules?on=gestern").await;
    let sentence = "Geben Sie einen Tag an, etwa 2026-07-31.";
    assert!(wrong.text().contains(sentence), "{}", wrong.text());
    assert!(wrong.html.contains("value=\"gestern\""), "{}", wrong.html);
}

/// What a version says and what it changed, too; the lines of the two files are folded away.
#[tokio::test(flavor = "multi_thread")]
async fn a_german_reads_a_version_and_what_it_changed_in_german() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let foundation = Foundation::found(Place::of_app(&app)).await;
    let text = foundation
        .chi
        .get("/rules/versions/1/rulebook.toml")
        .await
        .html;
    let (from, to) = quorum_of(&text, "1/2");
    assert_eq!(saves(&foundation.chi, &from, &to).await.status, 200);
    adopts(&foundation).await;

    let reader = app.visitor();
    chooses_german(&reader).await;
    let page = reader.get("/rules/versions/2").await;
    let version = page.text();
    for words in [
        "Fassung 2 des Regelwerks",
        ", jetzt in Kraft.",
        "mit Fassung 1 vergleichen",
        "Die Dokumente, das ranghöchste zuerst Dokument Art Fassung Gilt Beschlossen von",
        "Was sie regeln Regel Wert Festgelegt in",
        "Anteil der Mitglieder im Verzeichnis, die teilnehmen müssen quorum.members 1/2",
        "SHA-256 der Datei, wie er im Logbuch steht",
    ] {
        assert!(version.contains(words), "{words:?} is not in: {version}");
    }
    speaks_no_english(&version);
    // The title of a document is in a language that the page does not claim to know.
    assert!(
        page.html.contains("<bdi lang=\"\">Bylaws</bdi>"),
        "{}",
        page.html
    );

    let page = reader.get("/rules/compare?before=1&after=2").await;
    let compared = page.text();
    for words in [
        "Fassungen 1 und 2 des Regelwerks",
        "Geänderte Regeln Was sie regelt Vorher Nachher",
        "die teilnehmen müssen 1/10 (Bylaws § 3.5) 1/2 (Bylaws § 3.5)",
        "≠ geändert",
    ] {
        assert!(compared.contains(words), "{words:?} is not in: {compared}");
    }
    speaks_no_english(&compared);
    assert!(
        page.html.contains("<details><summary>Zeile für Zeile, "),
        "{}",
        page.html
    );
}
