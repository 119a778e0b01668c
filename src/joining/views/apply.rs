//! The application's form.

use askama::Template;
use uuid::Uuid;

use super::fault_of;
use crate::joining::model::form::ApplicationForm;
use crate::joining::model::self_check::ClassRule;
use crate::joining::store::agreements::Agreement;
use crate::joining::store::reading::Application;
use crate::web::Frame;

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
    pub faults: Vec<(String, String)>,
    pub refused: String,
}

impl ApplyPage {
    fn fault(&self, field: &str) -> &str {
        fault_of(&self.faults, field)
    }

    fn is_accepted(&self, id: &Uuid) -> bool {
        self.accepted.contains(id)
    }
}
