//! Who keeps access to what, as officers read it, in English.

use askama::Template;
use askama_web::WebTemplate;
use chrono::NaiveDate;

use crate::registry::model::label;
use crate::registry::store::figures::Thin;
use crate::registry::store::keeping::Custodian;
use crate::registry::store::leaving::Leaving;
use crate::web::Frame;
use crate::web::times::day_said;

/// A custody with when its keeper's word is due.
pub struct KeptLine {
    pub kept: Custodian,
    pub due_on: NaiveDate,
    pub overdue: bool,
}

/// Who keeps what, and where too few do.
#[derive(Template, WebTemplate)]
#[template(path = "registry/room/custody.html")]
pub struct CustodyPage {
    pub frame: Frame,
    pub thin: Vec<Thin>,
    /// Whether there are more of them.
    pub more_thin: bool,
    pub kept: Vec<KeptLine>,
    /// What is to be handed over because something ended.
    pub leaving: Vec<Leaving>,
    pub days: u64,
    pub citation: String,
    /// What the rule registry.custody.groups says; empty where it is silent.
    pub groups: String,
}

impl CustodyPage {
    fn label(&self, number: &i64) -> String {
        label(*number)
    }

    fn day(&self, on: &NaiveDate) -> String {
        day_said(on)
    }

    fn duty(&self, line: &KeptLine) -> &'static str {
        line.kept.duty.said()
    }

    /// What ended of whoever keeps it, and on which day.
    fn ended(&self, line: &Leaving) -> String {
        format!("{} ended on {}", line.what, day_said(&line.ended_on))
    }

    /// The steps of a hand-over with whether they are done.
    fn steps(&self, line: &Leaving) -> [(bool, &'static str); 3] {
        [
            (line.steps.named, "next custodian named"),
            (line.steps.attested, "their word that it works"),
            (line.steps.ended, "custody ended"),
        ]
    }

    /// Persons by how many assets they keep alone: whoever leaves takes these along.
    fn alone(&self) -> Vec<(String, String)> {
        let mut keepers = std::collections::BTreeMap::new();
        for line in &self.kept {
            let others = self.kept.iter().any(|other| {
                other.kept.asset == line.kept.asset && other.kept.party != line.kept.party
            });
            if !others {
                keepers
                    .entry((line.kept.name.clone(), line.kept.party))
                    .or_insert_with(std::collections::BTreeSet::new)
                    .insert(line.kept.asset);
            }
        }
        keepers
            .into_iter()
            .map(|((name, _), assets)| match assets.len() {
                1 => (name, "1 asset".to_owned()),
                many => (name, format!("{many} assets")),
            })
            .collect()
    }
}
