//! Voting in another language and at another size, from the front page to the
//! receipt, and how a body decides. What buttons and labels say is read from the catalogue; what else
//! stands on the page must come from there too.

use std::{fs, path::Path};

use commonhold::web::words::{Locale, Speaker, Words};
use serde_json::{Value, json};

use crate::{
    eyes::lines,
    person::{DESK, NARROW, Person},
    support::MailFolder,
    voters::newest_link,
    words::without_direction,
};

/// The election of the demonstration that is open to everyone.
const ELECTION: &str = "Board election: who takes the two open seats?";
/// Pages about motions in the demonstration, each with something that it says: one that was
/// adopted, its versions, its amendment, one in debate.
const MOTIONS: [(&str, &str); 6] = [
    ("/motions", "motions-pending"),
    ("/motions/new", "motion-draft-save"),
    ("/motions/2", "motion-compare"),
    ("/motions/2/compare", "motion-version-amendment"),
    ("/motions/3", "motion-beside"),
    ("/motions/4", "motion-put-question"),
];
const FIRST: &str = "Noor Al-Hashimi";
const SECOND: &str = "Maximiliane von Hardenberg-Schwarzenfels";

/// How somebody votes.
pub struct Way {
    pub locale: Locale,
    pub address: &'static str,
    /// At 200 % zoom on a desk; otherwise at 320 px.
    pub zoomed: bool,
}

/// Votes from the front page to the receipt, by links and labels, with one form
/// that is refused on the way.
pub async fn votes(voter: &Person, mail: &MailFolder, way: &Way) {
    let t = Words::load().speaker(way.locale);
    let say = |key: &str| without_direction(&t.say(key));
    let place = |n: usize| without_direction(&t.ordinal(n));
    let rank = |name: &str, n: usize| {
        let said = t.say2("ballot-script-rank", "name", name, "place", place(n));
        without_direction(&said)
    };
    voter.forgets_everything().await;
    if way.zoomed {
        voter.zooms_to_double().await;
    } else {
        voter.turns_to_width(NARROW).await;
    }
    voter.opens("/").await;
    if way.locale != Locale::English {
        voter.chooses("Language", way.locale.own_name()).await;
        voter.presses("Change").await;
    }
    let mut faults = Vec::new();
    let mut reads = async |name: &str| faults.extend(reads_well(voter, &t, way, name).await);
    reads("front page").await;
    voter.clicks_link(ELECTION).await;
    reads("vote").await;
    voter.clicks_link(&say("poll-sign-in")).await;
    reads("sign-in").await;
    let before = mail.to(way.address).len();
    voter.fills(&say("sign-in-address"), way.address).await;
    voter.presses(&say("sign-in-send")).await;
    reads("sent").await;
    let link = newest_link(mail, way.address, before).await;
    voter.opens(&link).await;
    reads("link").await;
    voter.presses(&say("sign-in-do")).await;
    voter.clicks_link(&fill(&t)).await;
    reads("ballot").await;

    voter.presses(&say("ballot-cast")).await;
    let fault = say("ballot-fault-nothing");
    voter.sees(&fault).await;
    let title = t.say1("form-faults", "n", 1_usize);
    let focus = voter.focused().await;
    assert!(focus.starts_with(&without_direction(&title)), "{focus}");
    reads("refused ballot").await;

    voter.presses(&rank(FIRST, 1)).await;
    voter.presses(&rank(SECOND, 2)).await;
    reads("filled ballot").await;
    voter.presses(&say("ballot-cast")).await;
    voter.sees(&say("receipt-title")).await;
    voter.sees(&say("receipt-tracker")).await;
    reads("receipt").await;
    voter.console_is_quiet().await;
    voter.turns_to_width(DESK).await;
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

/// Reads in another language how motions are drafted, discussed and decided, as somebody of
/// their body who is signed in.
pub async fn reads_motions(reader: &Person, locale: Locale) {
    let t = Words::load().speaker(locale);
    let way = Way {
        locale,
        address: "",
        zoomed: false,
    };
    reader.turns_to_width(NARROW).await;
    reader.speaks(locale.tag()).await;
    let mut faults = Vec::new();
    for (path, said) in MOTIONS {
        reader.opens(path).await;
        reader.sees(&without_direction(&t.say(said))).await;
        faults.extend(reads_well(reader, &t, &way, path).await);
    }
    reader.console_is_quiet().await;
    reader.speaks("en").await;
    reader.turns_to_width(DESK).await;
    reader.opens("/").await;
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

/// The beginning of the link to a ballot, whoever casts it.
fn fill(t: &Speaker) -> String {
    let said = without_direction(&t.say1("poll-fill", "member", "|"));
    let pieces = said.split('|').map(str::trim);
    pieces.max_by_key(|piece| piece.len()).unwrap().to_owned()
}

/// What is not of the page's one language and direction, and what of it cannot
/// be seen.
async fn reads_well(voter: &Person, t: &Speaker, way: &Way, name: &str) -> Vec<String> {
    let size = if way.zoomed { "200 %" } else { "320 px" };
    let name = format!("{} {size} {name}", way.locale.tag());
    voter.looks(&name).await;
    let mut faults = voter.out_of_sight().await;
    let root = "return [document.documentElement.lang, document.documentElement.dir,
        getComputedStyle(document.body).direction];";
    let root = lines(&voter.script(root, Vec::new()).await);
    let direction = way.locale.direction();
    assert_eq!(root, [way.locale.tag(), direction, direction], "{name}");
    let text = voter.script(
        "return document.title + ' ' + document.body.innerText;",
        Vec::new(),
    );
    let text = without_direction(text.await.as_str().unwrap());
    let pieces = pieces(voter).await;
    for (key, english) in catalogue("en") {
        if text
            .split_whitespace()
            .any(|word| word == key && key.contains('-'))
        {
            faults.push(format!("the key {key} stands for a sentence"));
        }
        let translated = without_direction(&t.say(&key)) != english;
        let stands =
            pieces.contains(&english) || english.split(' ').count() > 3 && text.contains(&english);
        if translated && stands {
            faults.push(format!("{english:?} is not translated"));
        }
    }
    if way.locale == Locale::PseudoRtl {
        let script = include_str!("mirrored.js");
        faults.extend(lines(&voter.script(script, vec![json!(null)]).await));
    }
    faults
        .into_iter()
        .map(|fault| format!("{name}: {fault}"))
        .collect()
}

/// The texts of the page, each as one element says it.
async fn pieces(voter: &Person) -> Vec<String> {
    let script = "
        var texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), all = [];
        while (texts.nextNode()) all.push(texts.currentNode.data.replace(/\\s+/g, ' ').trim());
        return all.filter(text => text);";
    let said: Value = voter.script(script, Vec::new()).await;
    lines(&said)
        .iter()
        .map(|text| without_direction(text))
        .collect()
}

/// Key and sentence of a language's catalogue, where the sentence stands on one
/// line and has no place to fill.
fn catalogue(language: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("locales")
        .join(language);
    let mut sentences = Vec::new();
    for file in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        for line in text.lines().filter(|line| !line.contains('{')) {
            if let Some((key, sentence)) = line.split_once(" = ")
                && !key.starts_with([' ', '#'])
            {
                sentences.push((key.to_owned(), sentence.to_owned()));
            }
        }
    }
    assert!(sentences.len() > 100, "the catalogue was not found");
    sentences
}
