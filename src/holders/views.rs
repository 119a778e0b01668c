//! The pages of who holds the foundation.

mod chart;
mod dependence;
mod sections;
mod table;

use std::sync::Arc;

use askama::Template;
use askama_web::WebTemplate;
use uuid::Uuid;

pub use dependence::{DependencePage, DependencesPage};
pub use sections::{FIGURES, Section, section};

use super::model::handover::{Kind, Lack, LeavesBy, Outcome, State, progress};
use super::model::report::Report;
use super::store::handover::{Choice, Instrument, Item, Record, Unlisted};
use crate::web::Frame;
use crate::web::error::encode_path;
use crate::web::form::fault;
use crate::web::times::day;

/// `/holders`
#[derive(Template, WebTemplate)]
#[template(path = "holders/holders.html")]
pub struct HoldersPage {
    pub frame: Frame,
    pub report: Arc<Report>,
    pub sections: Vec<Section>,
}

impl HoldersPage {
    fn made(&self) -> String {
        let day = day(&self.frame.t, self.report.day);
        self.frame.t.say1("holders-made", "day", day)
    }
}

/// `/holders/handover`
#[derive(Template, WebTemplate)]
#[template(path = "holders/handover.html")]
pub struct HandoverPage {
    pub frame: Frame,
    pub items: Vec<Item>,
    /// Whether the founders still decide.
    pub founding: bool,
    /// How much the records show that no item lists.
    pub unlisted: usize,
}

impl HandoverPage {
    fn progress(&self) -> String {
        let states: Vec<State> = self.items.iter().map(Item::state).collect();
        let (done, of) = progress(&states);
        let t = &self.frame.t;
        t.say2("handover-progress", "done", done, "of", of)
    }

    fn unlisted(&self) -> String {
        self.frame.t.say1("handover-unlisted", "n", self.unlisted)
    }

    fn kind(&self, item: &Item) -> String {
        let key = format!("handover-kind-{}", item.kind.word());
        self.frame.t.say(&key)
    }

    fn way(&self, item: &Item) -> String {
        let key = format!("handover-by-{}", item.leaves_by.word());
        self.frame.t.say(&key)
    }

    /// Who holds it; not by name where they asked not to be named.
    fn holder(&self, item: &Item) -> String {
        if item.holder_disclosed {
            item.holder_name.clone()
        } else {
            self.frame.t.say("handover-not-named")
        }
    }

    fn said(&self, item: &Item) -> String {
        let t = &self.frame.t;
        let when = item.record.as_ref().map(|record| record.happened_on);
        match (item.state(), when) {
            (State::Confirmed(Outcome::Left), Some(when)) => t.say2(
                "handover-done",
                "name",
                self.holder(item),
                "day",
                day(t, when),
            ),
            (State::Confirmed(_), _) => t.say("handover-mistaken"),
            (State::Waits(Outcome::Left), _) => t.say("handover-waits"),
            (State::Waits(Outcome::Mistaken), _) => t.say("handover-waits-mistaken"),
            (State::Held, _) => t.say1("handover-held", "name", self.holder(item)),
        }
    }
}

/// The state of an item in a mark: class, sign, key of the word.
fn mark(item: &Item) -> (&'static str, &'static str, &'static str) {
    match item.state() {
        State::Held => ("mark-coming", "○", "handover-mark-held"),
        State::Waits(_) => ("mark-open", "→", "handover-mark-waits"),
        State::Confirmed(Outcome::Left) => ("mark-certified", "✓", "handover-mark-done"),
        State::Confirmed(Outcome::Mistaken) => ("mark-voided", "×", "handover-mark-mistaken"),
    }
}

/// What was typed to list an item.
#[derive(Clone, Debug, Default)]
pub struct ItemForm {
    /// Comes with the form: sent twice it is one.
    pub id: String,
    pub kind: String,
    pub title: String,
    pub holder: String,
    pub asset: String,
    pub seat: String,
    pub leaves_by: String,
}

/// Field and sentence of what is wrong in a form.
pub type Faults = Vec<(&'static str, String)>;

fn options(choices: &[Choice], none: &str) -> Vec<(String, String)> {
    let none = (!none.is_empty()).then(|| (String::new(), none.to_owned()));
    let all = choices
        .iter()
        .map(|choice| (choice.id.to_string(), choice.words.clone()));
    none.into_iter().chain(all).collect()
}

/// The words of a kind on officers' pages.
fn kind_said(kind: &Kind) -> &'static str {
    match kind {
        Kind::Mark => "Trademark",
        Kind::Domain => "Domain",
        Kind::Key => "Signing key",
        Kind::Account => "Account",
        Kind::Repository => "Repository",
        Kind::Contract => "Contract",
        Kind::Seat => "Appointed seat",
        Kind::Other => "Something else",
    }
}

fn way_said(way: LeavesBy) -> &'static str {
    match way {
        LeavesBy::Instrument => "an instrument: title passes by a conveyance",
        LeavesBy::Custody => "a change of custody: somebody else keeps it",
        LeavesBy::Election => "an election to the seat",
    }
}

/// `/room/handover`
#[derive(Template, WebTemplate)]
#[template(path = "holders/room.html")]
pub struct RoomPage {
    pub frame: Frame,
    pub items: Vec<Item>,
    /// What the records show that no item lists.
    pub unlisted: Vec<Unlisted>,
    /// Whether the reader lists and records.
    pub keeps: bool,
    pub holders: Vec<Choice>,
    pub assets: Vec<Choice>,
    pub seats: Vec<Choice>,
    pub form: ItemForm,
    pub faults: Faults,
}

impl RoomPage {
    fn fault(&self, field: &str) -> &str {
        fault(&self.faults, field)
    }

    fn kinds(&self) -> Vec<(String, String)> {
        Kind::ALL
            .map(|kind| (kind.word().to_owned(), kind_said(&kind).to_owned()))
            .into()
    }

    fn ways(&self) -> Vec<(String, String)> {
        LeavesBy::ALL
            .map(|way| (way.word().to_owned(), way_said(way).to_owned()))
            .into()
    }

    fn holders(&self) -> Vec<(String, String)> {
        options(&self.holders, "Choose who holds it")
    }

    fn assets(&self) -> Vec<(String, String)> {
        options(&self.assets, "None of the register")
    }

    fn seats(&self) -> Vec<(String, String)> {
        options(&self.seats, "No seat")
    }

    /// What it is, who holds it, and by what it leaves.
    fn held(&self, unlisted: &Unlisted) -> String {
        format!(
            "{}, held by {}; leaves by {}",
            kind_said(&unlisted.kind),
            unlisted.holder_name,
            way_said(unlisted.leaves_by)
        )
    }

    /// The form with everything filled in that the records say of it.
    fn prefilled(&self, unlisted: &Unlisted) -> String {
        let id = |id: Option<Uuid>| id.map_or_else(String::new, |id| id.to_string());
        format!(
            "/room/handover?kind={}&title={}&holder={}&asset={}&seat={}&leaves_by={}#list",
            unlisted.kind.word(),
            encode_path(&unlisted.title),
            unlisted.holder,
            id(unlisted.asset),
            id(unlisted.seat),
            unlisted.leaves_by.word(),
        )
    }

    fn progress(&self) -> (usize, usize) {
        let states: Vec<State> = self.items.iter().map(Item::state).collect();
        progress(&states)
    }
}

/// What was typed to record an item.
#[derive(Clone, Debug, Default)]
pub struct RecordForm {
    pub id: String,
    pub outcome: String,
    pub happened_on: String,
    pub evidence: String,
    pub conveyance: String,
    pub reason: String,
}

/// `/room/handover/{number}`
#[derive(Template, WebTemplate)]
#[template(path = "holders/room_item.html")]
pub struct ItemPage {
    pub frame: Frame,
    pub item: Item,
    pub keeps: bool,
    /// Why the reader does not confirm; empty where they may.
    pub no_confirmation: String,
    /// Those of the item's asset, whether they hand it over or not.
    pub conveyances: Vec<Instrument>,
    pub form: RecordForm,
    pub faults: Faults,
    /// Whether a code is asked before the record can be confirmed.
    pub code_due: bool,
}

impl ItemPage {
    /// Where this page stands.
    fn place(&self) -> String {
        format!("/room/handover/{}", self.item.number)
    }

    fn fault(&self, field: &str) -> &str {
        fault(&self.faults, field)
    }

    fn kind(&self) -> &'static str {
        kind_said(&self.item.kind)
    }

    fn way(&self) -> &'static str {
        way_said(self.item.leaves_by)
    }

    fn outcomes(&self) -> [(&'static str, &'static str); 2] {
        [
            (Outcome::Left.word(), "It was handed over"),
            (Outcome::Mistaken.word(), "It was listed by mistake"),
        ]
    }

    /// Those that hand the item over, to choose from; empty where there are none.
    fn conveyances(&self) -> Vec<(String, String)> {
        let mut choices: Vec<(String, String)> = self
            .conveyances
            .iter()
            .filter(|link| link.lack.is_none())
            .map(|link| (link.id.to_string(), link.words.clone()))
            .collect();
        if !choices.is_empty() {
            choices.insert(0, (String::new(), "None".to_owned()));
        }
        choices
    }

    /// Those that do not, and why.
    fn left_out(&self) -> Vec<(&str, &'static str)> {
        self.conveyances
            .iter()
            .filter_map(|link| Some((link.words.as_str(), lack_said(link.lack?))))
            .collect()
    }

    /// Whether the register is to show an instrument and has none.
    fn lacks_an_instrument(&self) -> bool {
        self.item.leaves_by == LeavesBy::Instrument
            && self.item.asset.is_some()
            && self.conveyances.iter().all(|link| link.lack.is_some())
    }

    /// The record that another officer is to confirm.
    fn waiting(&self) -> Option<&Record> {
        let record = self.item.record.as_ref();
        record.filter(|record| record.confirmed.is_none())
    }
}

/// Why a conveyance does not hand an item over.
fn lack_said(lack: Lack) -> &'static str {
    match lack {
        Lack::Asset => "it is of another asset",
        Lack::Title => "no title passes by it",
        Lack::Holder => "it is not from the holder",
        Lack::Foundation => "it does not lead to the foundation",
        Lack::Effect => "it is not in effect yet",
        Lack::Older => {
            "it stood in the register when this was listed, and is of a day before the founding"
        }
        Lack::Case => "it is of one case of the mark alone",
    }
}

fn outcome_said(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Left => "handed over",
        Outcome::Mistaken => "listed by mistake",
    }
}
