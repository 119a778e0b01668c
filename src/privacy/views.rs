//! What the pages of privacy show.

use askama::Template;
use askama_web::WebTemplate;
use uuid::Uuid;

use crate::factors::model as factors;
use crate::parties::PartyId;
use crate::parties::store::Found;
use crate::privacy::model::{Held, KINDS, Obstacle};
use crate::privacy::store::{Erased, Proposal};
use crate::web::form::{Faults, fault};
use crate::web::{Fields, Frame};

/// Every erasure, proposed or done.
#[derive(Template)]
#[template(path = "privacy/erasures.html")]
pub struct ErasuresPage {
    pub frame: Frame,
    pub proposals: Vec<Proposal>,
}

/// The erasure of one person's data.
#[derive(Template)]
#[template(path = "privacy/erasure.html")]
pub struct ErasurePage {
    pub frame: Frame,
    pub proposes: bool,
    pub withdraws: bool,
    pub reader: PartyId,
    pub found: Found,
    pub obstacles: Vec<Obstacle>,
    pub proposals: Vec<Proposal>,
    pub erased: Vec<Erased>,
    pub form: Uuid,
    pub fields: Fields,
    pub faults: Faults,
    /// What is asked of the reader before they propose or confirm.
    pub asked: factors::Asked,
}

impl ErasurePage {
    /// The end of this page's own path.
    fn erasure_path(&self) -> String {
        format!("{}/erasure", self.found.party)
    }

    fn may_go_on(&self) -> bool {
        self.asked == factors::Asked::Nothing
    }

    fn fault(&self, field: &str) -> &str {
        fault(&self.faults, field)
    }

    /// What an erasure took, in words.
    fn kind_said(&self, kind: &str) -> String {
        kind.replace('_', " ")
    }

    fn waits(&self) -> bool {
        self.proposals.iter().any(Proposal::waits)
    }

    fn can_confirm(&self, proposal: &Proposal) -> bool {
        proposal.can_be_confirmed_by(self.reader)
    }

    fn erased_by<'a>(&'a self, proposal: &'a Proposal) -> impl Iterator<Item = &'a Erased> {
        self.erased
            .iter()
            .filter(|erased| erased.erasure == proposal.id)
    }
}

/// What is held about the reader, and why, and how long.
#[derive(Template, WebTemplate)]
#[template(path = "privacy/data.html")]
pub struct DataPage {
    pub frame: Frame,
}

impl DataPage {
    /// Title, why and how long, for each kind.
    fn kinds(&self) -> Vec<(String, String, String)> {
        KINDS
            .iter()
            .map(|(kind, held)| {
                let long = match held {
                    Held::Erasable => "data-long-erasable",
                    Held::Stays => "data-long-stays",
                    Held::Passing => "data-long-passing",
                };
                (
                    self.frame.t.say(&format!("data-kind-{kind}")),
                    self.frame.t.say(&format!("data-why-{kind}")),
                    self.frame.t.say(long),
                )
            })
            .collect()
    }
}
