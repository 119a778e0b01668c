//! What a person's own page about their affiliations shows.

use askama::Template;
use askama_web::WebTemplate;
use chrono::NaiveDate;
use uuid::Uuid;

use crate::parties::model::tie::TieKind;
use crate::parties::store::ties::Tie;
use crate::web::form::{Faults, fault};
use crate::web::{Fields, Frame, times};

/// A person's own ties.
#[derive(Template, WebTemplate)]
#[template(path = "members/affiliations.html")]
pub struct AffiliationsPage {
    pub frame: Frame,
    pub today: NaiveDate,
    pub ties: Vec<Tie>,
    pub form: Uuid,
    pub fields: Fields,
    /// The field's id, and the sentence in the reader's language.
    pub faults: Faults,
}

impl AffiliationsPage {
    fn fault(&self, field: &str) -> &str {
        fault(&self.faults, field)
    }

    fn typed(&self, field: &str) -> &str {
        self.fields.get(field)
    }

    fn listed(&self, current: bool) -> Vec<&Tie> {
        self.ties
            .iter()
            .filter(|tie| tie.holds_on(self.today) == current)
            .collect()
    }

    fn kind_said(&self, tie: &Tie) -> String {
        let share = tie.share();
        if share.is_empty() {
            self.frame.t.say(&format!("affiliations-kind-{}", tie.kind))
        } else {
            self.frame.t.say1("affiliations-owner-of", "share", share)
        }
    }

    fn span_said(&self, tie: &Tie) -> String {
        let t = &self.frame.t;
        let from = times::day(t, tie.starts_on);
        match tie.ends_on {
            None => t.say1("affiliations-since", "from", from),
            Some(end) if end == tie.starts_on => t.say("affiliations-error"),
            Some(end) => {
                let until = times::day(t, end.pred_opt().unwrap_or(end));
                t.say2("affiliations-until", "from", from, "until", until)
            }
        }
    }

    fn source_said(&self, tie: &Tie) -> String {
        self.frame
            .t
            .say(&format!("affiliations-source-{}", tie.source))
    }

    fn is_own(&self, tie: &Tie) -> bool {
        tie.source == "self"
    }

    fn kinds(&self) -> Vec<(String, String)> {
        let t = &self.frame.t;
        let kinds = TieKind::ALL.map(|kind| {
            let word = kind.word();
            (word.to_owned(), t.say(&format!("affiliations-kind-{word}")))
        });
        std::iter::once((String::new(), t.say("affiliations-kind-choose")))
            .chain(kinds)
            .collect()
    }
}
