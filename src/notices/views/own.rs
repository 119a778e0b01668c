//! A person's own notices.

use askama::Template;
use askama_web::WebTemplate;

use super::board::{OwnLine, Row};
use crate::notices::model::record::Line;
use crate::web::Frame;

/// Why e-mail is no notice to this person.
pub struct Barred {
    pub failed: u32,
    pub citation: String,
    pub address: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "notices/own.html")]
pub struct OwnPage {
    pub frame: Frame,
    pub rows: Vec<(Row, Vec<OwnLine>)>,
    pub objects: bool,
    pub barred: Option<Barred>,
}

impl OwnPage {
    #[must_use]
    pub fn new(
        frame: Frame,
        rows: Vec<(Row, chrono::DateTime<chrono::Utc>, Vec<Line>)>,
        objects: bool,
        barred: Option<Barred>,
    ) -> Self {
        let rows = rows
            .into_iter()
            .map(|(row, given_at, lines)| {
                let lines = lines
                    .iter()
                    .map(|line| OwnLine::new(&frame, line, given_at))
                    .collect();
                (row, lines)
            })
            .collect();
        Self {
            frame,
            rows,
            objects,
            barred,
        }
    }

    fn barred_said(&self, barred: &Barred) -> String {
        self.frame.t.say_all(
            "notices-barred",
            &[
                ("address", &barred.address),
                ("n", &barred.failed),
                ("citation", &barred.citation),
            ],
        )
    }
}
