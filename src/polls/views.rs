//! The officers' pages of polls.

use askama::Template;
use askama_web::WebTemplate;

use super::draft::{Draft, DraftErrors, DraftForm};
use super::methods::{Offered, choices};
use super::model::Phase;
use super::readiness::Item;
use crate::factors::model::Asked;
use crate::rulebook::Rule;
use crate::web::Frame;
use crate::web::times::Moment;

/// A poll in a list.
pub struct Row {
    pub number: i32,
    pub question: String,
    pub phase: Phase,
    pub opens: Moment,
    pub closes: Moment,
}

/// `/room/polls`
#[derive(Template, WebTemplate)]
#[template(path = "polls/room/list.html")]
pub struct RoomList {
    pub frame: Frame,
    pub rows: Vec<Row>,
    /// A roll is certified, on which a poll can open.
    pub has_roll: bool,
    /// The reader may draft polls.
    pub drafts: bool,
}

/// `/room/polls/new` and `/room/polls/{number}/draft`
#[derive(Template, WebTemplate)]
#[template(path = "polls/room/draft.html")]
pub struct DraftPage {
    pub frame: Frame,
    /// The poll being redrafted; none for a new one.
    pub number: Option<i32>,
    pub form: DraftForm,
    pub errors: DraftErrors,
    /// A refusal of the whole form.
    pub refusal: Option<String>,
    /// Certified rolls: id and label.
    pub rolls: Vec<(String, String)>,
    /// Options known so far: id and name.
    pub options: Vec<(String, String)>,
    /// The foundation's zone, in which times are typed.
    pub zone: String,
    /// The rule on options that are left out of a ranking.
    pub unranked: Option<Rule>,
    /// Languages a text can be translated to: tag and own name.
    pub languages: Vec<(String, String)>,
}

impl DraftPage {
    fn methods(&self) -> Vec<(String, String)> {
        choices(self.unranked.as_ref())
    }

    fn originals(&self) -> Vec<(String, String)> {
        self.languages.clone()
    }

    fn small_cell_choices(&self) -> Vec<(String, String)> {
        vec![
            (String::new(), "Not decided yet".into()),
            (
                "open".into(),
                "Publish their ballots with the member: declared beforehand, printed on the ballot"
                    .into(),
            ),
            (
                "winners-only".into(),
                "Publish the winners only: no ballots and no figures of the whole poll".into(),
            ),
        ]
    }

    fn roll_choices(&self) -> Vec<(String, String)> {
        let mut choices = vec![(String::new(), "Not chosen yet".to_owned())];
        choices.extend(self.rolls.iter().cloned());
        choices
    }

    fn statement(&self, option: &str) -> &str {
        self.form.statements.get(option).map_or("", String::as_str)
    }

    fn translated_question(&self, language: &str) -> &str {
        self.form
            .translations
            .get(language)
            .map_or("", |translation| translation.question.as_str())
    }

    fn translated_statement(&self, language: &str, option: &str) -> &str {
        self.form
            .translations
            .get(language)
            .and_then(|translation| translation.statements.get(option))
            .map_or("", String::as_str)
    }

    fn faults(&self) -> Vec<(String, &str)> {
        let whole = self.refusal.iter();
        let whole = whole.map(|sentence| (String::new(), sentence.as_str()));
        whole.chain(self.errors.list()).collect()
    }
}

/// A key in the room's list.
pub struct KeyLine {
    pub officer: String,
    pub kind: &'static str,
    pub fingerprint: String,
}

/// An officer's opening in the room's list.
pub struct OpeningLine {
    pub officer: String,
    pub lines: u64,
    pub votes: u64,
    pub ballots: String,
    pub undecodable: Vec<String>,
    pub clashing: Vec<String>,
    pub when: Moment,
}

/// A certification in a list.
pub struct CertificationLine {
    pub officer: String,
    pub when: Moment,
}

/// What stands after the close.
pub struct AfterClose {
    /// Digests of envelopes that hinder the openings.
    pub hindering: Vec<String>,
    /// How many envelopes are set aside by decision.
    pub set_aside: usize,
    pub cast: i32,
    pub superseded: i32,
    pub live: i32,
    pub votes: i64,
    pub live_root: String,
    pub openings: Vec<OpeningLine>,
    /// How many officers have yet to open anew, since envelopes were set aside.
    pub awaited_openings: usize,
    /// Officers whose share of the lot has yet to come.
    pub awaited_reveals: Vec<String>,
    pub openings_agree: bool,
    /// How many complaints there are.
    pub complaints: usize,
    /// What the certification waits for; empty where it waits for nothing.
    pub waits: String,
    pub certifications: Vec<CertificationLine>,
}

/// What happened to a poll since it was opened, and what can.
#[derive(Default)]
pub struct Course {
    /// In sentences.
    pub notes: Vec<String>,
    /// How far its close may be put off; none where it may not.
    pub extension: Option<String>,
    /// Options that can be excluded: id and name; none where none can.
    pub options: Vec<(String, String)>,
    /// What was typed as a new close.
    pub closes: String,
}

/// `/room/polls/{number}`
#[derive(Template, WebTemplate)]
#[template(path = "polls/room/poll.html")]
pub struct RoomPoll {
    pub frame: Frame,
    pub number: i32,
    /// The poll's id, which the keys are made for.
    pub poll: String,
    pub draft: Draft,
    /// Of a poll on a motion the majority that the rule asks for, in words.
    pub ruled_majority: Option<String>,
    pub phase: Phase,
    /// Why its officers ended it.
    pub voided: Option<String>,
    pub opens: Moment,
    pub closes: Moment,
    pub roll: String,
    pub readiness: Vec<Item>,
    pub keys: Vec<KeyLine>,
    /// Who holds shares of its sealing key, where that was split.
    pub shares: Option<SharesView>,
    /// What becomes of shares and envelopes, once the poll is certified or ended.
    pub ends: Option<EndsView>,
    pub drafted_by: String,
    pub drafted_by_me: bool,
    /// The reader may draft polls.
    pub drafts: bool,
    /// In plain words, what opening fixes; the manifest itself stands beside it.
    pub manifest: Option<String>,
    pub eid: Option<String>,
    pub after: Option<AfterClose>,
    /// What is asked of the reader before envelopes go out, an opening or a key comes in, a share of
    /// the lot is brought, or one of the sealing key is said to be lost or destroyed.
    pub asked: Asked,
    /// The act that waits for signatures to open it, or to certify its count.
    pub act: Option<i32>,
    /// Every act about it that waits for officers' signatures.
    pub waiting: Vec<i32>,
    /// Acts that waited when the draft was changed: they open nothing any more.
    pub outdated: Vec<i32>,
    /// What happened to it since it was opened.
    pub course: Course,
    /// A refusal of the act just tried.
    pub refusal: Option<String>,
    /// The version of the draft this page shows.
    pub version: i32,
}

/// Who holds shares of a poll's key.
pub struct SharesView {
    pub threshold: usize,
    pub of: usize,
    pub left: usize,
    pub holders: Vec<HolderLine>,
    pub rehearsed: Option<RehearsalLine>,
    /// The rehearsal is of the shares as they stand.
    pub current: bool,
}

impl SharesView {
    fn opens(&self) -> bool {
        self.left >= self.threshold
    }
}

pub struct HolderLine {
    pub x: i32,
    pub name: String,
    /// Since when it is reported as lost, and why.
    pub lost: Option<(Moment, String)>,
}

pub struct RehearsalLine {
    pub when: Moment,
    pub holders: String,
    pub recorded_by: String,
}

/// What becomes of shares and envelopes after a poll.
pub struct EndsView {
    pub shares: Vec<EndLine>,
    pub destroyed: Option<DestroyedLine>,
}

impl EndsView {
    fn said(&self) -> usize {
        self.shares
            .iter()
            .filter(|line| line.destroyed.is_some())
            .count()
    }
}

pub struct EndLine {
    pub x: i32,
    pub holder: String,
    /// Who recorded that it is destroyed, and when.
    pub destroyed: Option<(String, Moment)>,
}

pub struct DestroyedLine {
    pub act: i32,
    pub envelopes: i64,
    pub shares: i64,
    pub signers: String,
    pub decided: Moment,
    pub emptied: Option<Moment>,
}

impl RoomPoll {
    fn ready(&self) -> bool {
        self.readiness.iter().all(|item| item.ready)
    }

    fn is_draft(&self) -> bool {
        self.phase == Phase::Draft
    }

    /// A share of the sealing key may be reported as lost here.
    fn reports_losses(&self) -> bool {
        self.shares.is_some() && self.ends.is_none() && self.drafts
    }

    /// A share of the sealing key may be said to be destroyed here.
    fn ends_shares(&self) -> bool {
        let is_left = |ends: &EndsView| ends.destroyed.is_none() && ends.said() < ends.shares.len();
        self.drafts && self.ends.as_ref().is_some_and(is_left)
    }

    /// Whether the step for a code stands at the top of the page; after the close it stands
    /// before the opening, which asks for one too.
    fn code_due(&self) -> bool {
        let takes_one = self.is_draft() || self.reports_losses() || self.ends_shares();
        self.asked == Asked::Code && self.phase != Phase::Closed && takes_one
    }

    /// Everything is here that the count is made of, and the count is not yet.
    fn is_counting(&self) -> bool {
        self.phase == Phase::Closed
            && self.after.as_ref().is_some_and(|after| {
                !after.openings.is_empty()
                    && after.awaited_openings == 0
                    && after.awaited_reveals.is_empty()
                    && after.hindering.is_empty()
            })
    }
}
