//! The application's form.

use askama::Template;
use uuid::Uuid;

use crate::joining::model::form::ApplicationForm;
use crate::joining::model::self_check::ClassRule;
use crate::joining::store::agreements::Agreement;
use crate::joining::store::reading::Application;
use crate::web::Frame;
use crate::web::form::{Faults, fault};

#[derive(Template)]
#[template(path = "joining/choose.html")]
pub struct ChoosePage {
    pub frame: Frame,
    pub classes: Vec<ClassRule>,
    /// Classes of which a draft is kept.
    pub drafts: Vec<String>,
    pub applications: Vec<Application>,
}

#[derive(Template)]
#[template(path = "joining/apply.html")]
pub struct ApplyPage {
    pub frame: Frame,
    pub class: ClassRule,
    pub form: ApplicationForm,
    pub agreements: Vec<Agreement>,
    pub accepted: Vec<Uuid>,
    pub id: Uuid,
    pub faults: Faults,
    pub refused: String,
}

impl ApplyPage {
    fn fault(&self, field: &str) -> &str {
        fault(&self.faults, field)
    }

    /// Whether what only an organisation is asked stands open: it applies, or something
    /// is wrong there.
    fn is_for_organisation(&self) -> bool {
        let asked = ["organisation", "legal_name", "registration"];
        self.form.organisation || asked.iter().any(|field| !self.fault(field).is_empty())
    }

    fn is_accepted(&self, id: &Uuid) -> bool {
        self.accepted.contains(id)
    }
}
