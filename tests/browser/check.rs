//! Checking for oneself: the page `/check` and the copy of it that people keep,
//! with a real bundle and real receipts, and with ones that were changed on the
//! way. Of what is checked, nothing leaves the browser.

use std::path::Path;

use fantoccini::key::Key;
use serde_json::json;

use crate::{
    chromium::Chromium,
    eyes::lines,
    held::Held,
    person::{PHONE, Person},
    support::election::Plan,
    words::without_direction,
};

const ALBUM: &str = "check";

// The headings of the page.
const FILES: &str = "The files you have";
const RECEIPT: &str = "Your receipt";
const TRACKER: &str = "Your tracker";
const OPENING: &str = "Your line of the roll";

// What stands beneath them, whatever is wrong with what was chosen.
const BUNDLE_HOLDS: &str = "The bundle holds together: these are the files that officers \
                            certified, and the log holds them.";
const BUNDLE_FAILS: &str = "The bundle does not hold. The list says what is wrong.";
const FILE_READ: &str = "What you chose was read.";
const FILE_REFUSED: &str = "A file was refused. The list says why.";
const RECEIPT_HOLDS: &str = "The receipt holds: the envelope is in the log.";
const RECEIPT_FAILS: &str = "The receipt does not hold. The list says why.";
const RECEIPT_OPEN: &str =
    "Nothing speaks against the receipt; the list says what was not checked.";

impl Person {
    /// Chooses a file in place of those chosen before.
    async fn brings(&self, file: &Path) {
        self.picks_file("Choose files", file).await;
    }

    async fn seeks_tracker(&self, tracker: &str) {
        self.fills("Your tracker, or its first", tracker).await;
        self.presses("Find the ballot").await;
    }

    async fn asks_about_the_roll(&self, opening: &str) {
        self.fills("The five lines of the letter", opening).await;
        self.presses("Check the line").await;
    }

    /// Waits until this verdict stands beneath a heading. The list under it must
    /// hold these lines; one that says “Does not hold” must be its last, and be
    /// asked for.
    async fn is_told(&self, heading: &str, verdict: &str, expected: &[&str]) {
        let begun = std::time::Instant::now();
        loop {
            let told = self.beneath(heading).await;
            let holds = |words: &&&str| !told.iter().skip(1).any(|line| line.contains(**words));
            let missing: Vec<_> = expected.iter().filter(holds).collect();
            let fit = told.first().is_some_and(|said| said == verdict) && missing.is_empty();
            let fails = told
                .iter()
                .skip(1)
                .filter(|line| line.starts_with("Does not hold"));
            let wanted = expected
                .iter()
                .filter(|line| line.starts_with("Does not hold"));
            if fit && fails.count() == wanted.count() {
                return;
            }
            assert!(
                begun.elapsed().as_secs() < 10,
                "{} is told beneath {heading:?}: {told:#?}; {missing:?} are missing",
                self.name
            );
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    }

    /// What the page answers beneath a heading: the verdict, then the lines.
    async fn beneath(&self, heading: &str) -> Vec<String> {
        let script = "
            var plain = text => text.replace(/\\s+/g, ' ').trim(), verdict = [], list = [];
            var at = Array.from(document.querySelectorAll('h2')).find(one => plain(one.innerText) === arguments[0]);
            at.scrollIntoView();
            for (at = at.nextElementSibling; at && at.tagName !== 'H2'; at = at.nextElementSibling) {
                if (at.matches('[role=status]')) verdict.push(plain(at.innerText));
                if (at.matches('ul')) list = Array.from(at.children, one => plain(one.innerText));
            }
            return [verdict.join(' ')].concat(list);";
        let told = lines(&self.script(script, vec![json!(heading)]).await);
        told.iter().map(|line| without_direction(line)).collect()
    }

    /// Nothing was asked of any network since the last question.
    async fn has_asked_nobody(&self) {
        assert_eq!(self.window.requests().await, Vec::<String>::new());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn anybody_checks_a_vote_in_their_own_browser_and_from_a_saved_copy() {
    let Some(chromium) = Chromium::start() else {
        return;
    };
    let chromium = chromium.noting_requests();
    let Some(mut held) = Held::after_a_vote().await else {
        return;
    };
    let base = held.world.base_url().to_owned();

    let voter = Person::new(&chromium, ALBUM, "Voter", &base, PHONE).await;
    voter
        .opens(&format!("/polls/{}/results", held.number))
        .await;
    let bundle = voter.downloads("bundle.zip", &held.name_of_bundle()).await;
    assert!(
        std::fs::read(&bundle).unwrap() == held.bundle,
        "the browser keeps another bundle"
    );
    voter.clicks_link("Check it yourself").await;
    assert_eq!(voter.path().await, "/check");
    let asked = voter.window.requests().await;
    assert!(asked.contains(&format!("{base}/check")), "{asked:?}");
    checks_while_the_vote_is_open(&voter, &held).await;
    voter.has_asked_nobody().await;
    voter.goes_to("/check").await;
    voter.window.requests().await;
    checks_everything(&voter, &held, &bundle).await;
    refuses_what_was_changed(&voter, &held, &bundle).await;
    voter.has_asked_nobody().await;
    let copy = voter.downloads("Save this page", "check.html").await;
    voter.console_is_quiet().await;
    voter.may_not_speak_to(&base).await;
    voter.leaves().await;

    let cautious = Person::new(&chromium, ALBUM, "Scripts off", &base, PHONE).await;
    cautious.switches_scripts(false).await;
    cautious.opens("/check").await;
    cautious.reads_what_to_do_instead().await;
    let address = format!("file://{}", copy.display());
    cautious.goes_to(&address).await;
    cautious.looks("the copy").await;
    cautious.reads_what_to_do_instead().await;
    cautious.leaves().await;

    // The copy works when there is no server any more.
    held.world.stop();
    let reader = Person::new(&chromium, ALBUM, "Reader of a copy", &base, PHONE).await;
    reader.window.requests().await;
    reader.goes_to(&address).await;
    reader.looks("the copy").await;
    let asked = reader.window.requests().await;
    assert!(
        asked.iter().all(|asked| *asked == address) && !asked.is_empty(),
        "{asked:?}"
    );
    checks_everything(&reader, &held, &bundle).await;
    refuses_what_was_changed(&reader, &held, &bundle).await;
    reader.has_asked_nobody().await;
    reader.goes_to(&address).await;
    checks_by_keyboard(&reader, &held, &bundle).await;
    reader.console_is_quiet().await;
    reader.leaves().await;
}

/// Before there is a bundle, a receipt is checked with the rules of the vote,
/// the proof that the log gives, and the log's key.
async fn checks_while_the_vote_is_open(voter: &Person, held: &Held) {
    let question = Plan::default().question;
    voter.seeks_tracker("d65k").await;
    let first = "Choose bundle.zip or ballots.jsonl above first.";
    voter.is_told(TRACKER, first, &[]).await;
    voter.brings(&held.receipts[0]).await;
    let filled = "Read A receipt. It is filled in and checked below.";
    voter.is_told(FILES, FILE_READ, &[filled]).await;
    let unsigned = "Not checked Whose signature it bears was not checked";
    voter.is_told(RECEIPT, RECEIPT_OPEN, &[unsigned]).await;
    voter.brings(&held.manifest).await;
    let rules = format!("Read The rules of the vote “{question}”.");
    voter.is_told(FILES, FILE_READ, &[&rules]).await;
    let signed = "Holds The server signed it with the key";
    let unproven = "Not checked Whether it is in the log was not checked";
    voter
        .is_told(RECEIPT, RECEIPT_OPEN, &[signed, unproven])
        .await;
    voter.brings(&held.proof).await;
    let unwitnessed = "Not checked The envelope is in entry";
    voter
        .is_told(RECEIPT, RECEIPT_OPEN, &[signed, unwitnessed])
        .await;
    voter.fills("Key of the log", &held.log_key).await;
    voter.presses("Check the receipt").await;
    let proven = "Holds The envelope is in entry";
    voter
        .is_told(RECEIPT, RECEIPT_HOLDS, &[signed, proven])
        .await;
    // A proof of other envelopes proves nothing of this one.
    voter.brings(&held.broken_promise()).await;
    let other = "Does not hold The proof is for an entry that does not name this envelope.";
    voter.is_told(RECEIPT, RECEIPT_FAILS, &[other]).await;
    voter.fills("Key of the log", "").await;
}

/// Everything a voter checks, on whatever page is open.
async fn checks_everything(voter: &Person, held: &Held, bundle: &Path) {
    voter.brings(bundle).await;
    let all = [
        "files are as files.json lists them.",
        "Read It is about the vote “Who joins the board?”.",
        "Holds The roll, 8 lines with 71 votes, has the root",
        "of them about this vote, have the root that its key signed.",
        "Holds Of 3 envelopes that the log holds, 2 count",
        "Holds There are 2 ballots with 51 votes",
        "Holds Ada Okafor, Ben Lindqvist signed that these are the files they certified.",
    ];
    voter.is_told(FILES, BUNDLE_HOLDS, &all).await;
    voter.looks("bundle").await;

    // One counts, one was replaced, one counts with its many votes.
    for (receipt, became) in held.receipts.iter().zip([
        "Holds It counts (votes: 1).",
        "Holds It was replaced by a later envelope of the same voter.",
        "Holds It counts (votes: 50).",
    ]) {
        voter.brings(receipt).await;
        let logged = "Holds The envelope is in the log, at entry";
        voter
            .is_told(RECEIPT, RECEIPT_HOLDS, &[logged, became])
            .await;
    }
    voter.presses("Check the receipt").await;
    voter.looks("receipt").await;

    voter.seeks_tracker(&held.slips[0].tracker).await;
    let ballot = "1. Ines Wójcik; 2. Kaito García-López (votes: 1).";
    voter.is_told(TRACKER, "Ballots found: 1.", &[ballot]).await;
    let as_written = format!("\"t\":\"{}\"", held.slips[0].tracker);
    voter
        .is_told(TRACKER, "Ballots found: 1.", &[&as_written])
        .await;
    voter.looks("tracker").await;
    // As the receipt page shows it, with blanks, and its beginning alone.
    let tracker = &held.slips[2].tracker;
    let ballot = "1. Farah Lindqvist (votes: 50).";
    let spaced = format!("{} {}", &tracker[..4].to_uppercase(), &tracker[4..]);
    voter.seeks_tracker(&spaced).await;
    voter.is_told(TRACKER, "Ballots found: 1.", &[ballot]).await;
    voter.seeks_tracker(&held.slips[1].tracker).await;
    let none = "No ballot has this tracker. If you voted again, only the last tracker is in \
                the list.";
    voter.is_told(TRACKER, none, &[]).await;

    voter.asks_about_the_roll(&held.opening).await;
    let took_part = [
        "Holds The line commits to “Kim Abara",
        "Holds This position is among those who took part.",
    ];
    voter
        .is_told(OPENING, "The line of the roll is yours.", &took_part)
        .await;
    assert_eq!(voter.out_of_sight().await, Vec::<String>::new());
    assert_eq!(
        voter.inspects("everything holds").await,
        Vec::<String>::new()
    );
    voter.turns_to_width(PHONE).await;
    let stolen = held.opening.replacen("Kim Abara", "Kim Avara", 1);
    voter.asks_about_the_roll(&stolen).await;
    let wrong = "Does not hold The salt does not join these words to this line of the roll.";
    let fails = "This does not hold. The list says why.";
    voter.is_told(OPENING, fails, &[wrong]).await;
}

/// Bundles and receipts that were changed are refused for what was done to them.
async fn refuses_what_was_changed(voter: &Person, held: &Held, bundle: &Path) {
    voter.brings(bundle).await;
    voter.is_told(FILES, BUNDLE_HOLDS, &[]).await;
    for (receipt, reason) in held.changed_receipts() {
        voter.brings(&receipt).await;
        let reason = format!("Does not hold {reason}");
        voter.is_told(RECEIPT, RECEIPT_FAILS, &[&reason]).await;
    }
    voter.presses("Check the receipt").await;
    voter.looks("receipt refused").await;

    let unreadable = held.unreadable_bundles().into_iter();
    let unreadable = unreadable.map(|(file, reason)| (file, FILE_REFUSED, reason));
    let changed = held.changed_bundles().into_iter();
    let changed = changed.map(|(file, reason)| (file, BUNDLE_FAILS, reason));
    for (file, verdict, reason) in unreadable.chain(changed) {
        voter.brings(&file).await;
        let reason = format!("Does not hold {reason}");
        voter.is_told(FILES, verdict, &[&reason]).await;
        // Of what was true of the bundle before, nothing is left standing.
        let unlogged = "Not checked Whether it is in the log was not checked: the bundle does not";
        voter.is_told(RECEIPT, RECEIPT_OPEN, &[unlogged]).await;
        let unsought = "The tracker was not looked for: the bundle does not hold.";
        voter.is_told(TRACKER, unsought, &[]).await;
    }
    voter.looks("bundle refused").await;
    assert_eq!(voter.inspects("nothing holds").await, Vec::<String>::new());
    voter.turns_to_width(PHONE).await;
}

/// A receipt and a tracker, without touching a mouse.
async fn checks_by_keyboard(reader: &Person, held: &Held, bundle: &Path) {
    reader.tabs_to("Choose files").await;
    reader.brings(bundle).await;
    reader.is_told(FILES, BUNDLE_HOLDS, &[]).await;
    let receipt = std::fs::read_to_string(&held.receipts[0]).unwrap();
    reader.tabs_to("The receipt, as your receipt page").await;
    reader.types(&receipt).await;
    reader.tabs_to_button("Check the receipt").await;
    reader.strikes(Key::Enter).await;
    let counts = "Holds It counts (votes: 1).";
    reader.is_told(RECEIPT, RECEIPT_HOLDS, &[counts]).await;
    reader.tabs_to("Your tracker, or its first").await;
    reader.types(&held.slips[0].tracker).await;
    reader.strikes(Key::Enter).await;
    reader.is_told(TRACKER, "Ballots found: 1.", &[]).await;
    reader.looks("by keyboard").await;
}

impl Person {
    /// Without scripts there are no fields that do nothing, and the page says
    /// which programs check the same.
    async fn reads_what_to_do_instead(&self) {
        self.sees("This page needs JavaScript").await;
        self.sees("check with the programs named under “Other ways”")
            .await;
        self.sees("python3 -I verify.py bundle.zip").await;
        self.sees("commonhold verify bundle.zip").await;
        self.sees("ballots.jsonl").await;
        assert_eq!(self.names_of("file").await, Vec::<String>::new());
        let buttons = self.names_of("button").await;
        assert!(!buttons.iter().any(|name| name == "Find the ballot"));
        assert_eq!(self.out_of_sight().await, Vec::<String>::new());
    }

    /// The browser itself keeps the page from asking its own server anything.
    async fn may_not_speak_to(&self, base: &str) {
        let script = "
            var done = arguments[arguments.length - 1];
            fetch(arguments[0]).then(() => done('answered'), () => done('refused'));";
        let address = vec![json!(format!("{base}/healthz"))];
        let answer = self.window.client.execute_async(script, address).await;
        assert_eq!(answer.unwrap(), "refused");
    }
}
