//! "Do I qualify?".

use askama::Template;

use crate::joining::model::self_check::{Asker, ClassRule, Contribution};
use crate::web::form::fault;
use crate::web::{Fields, Frame};

#[derive(Template)]
#[template(path = "joining/start.html")]
pub struct StartPage {
    pub frame: Frame,
    /// Who asks; none before anything was asked.
    pub asker: Option<Asker>,
    pub ticked: Vec<Contribution>,
    /// The classes that are open to them.
    pub open: Option<Vec<ClassRule>>,
    pub typed: Fields,
    pub faults: Vec<(&'static str, String)>,
}

impl StartPage {
    fn fault(&self, field: &str) -> &str {
        fault(&self.faults, field)
    }

    fn is(&self, asker: &str) -> bool {
        match self.asker {
            Some(Asker::Person) => asker == "person",
            Some(Asker::Organisation) => asker == "organisation",
            None => false,
        }
    }
}
