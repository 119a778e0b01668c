//! Deadlines of what the foundation owns: worked out from events, corrected, met, missed,
//! seen, confirmed by a second person, counsel too; midnights of offices; packs of rules; the daily trial.

mod counsel;
mod days;
mod export;
mod ladder;
mod letting;
mod packs;
mod people;
mod standing;
mod zones;

use chrono::{Months, NaiveDate, Utc};
use commonhold::db::Role;
use uuid::Uuid;

use crate::motion_rows::{Rows, person};
use crate::support::election::CHI;
use crate::support::{Page, TestApp, Visitor};

/// The register of assets, written past its pages: what the docket stands on.
pub struct Register {
    pub rows: Rows,
}

/// A trademark before one office.
pub struct Mark {
    pub asset: Uuid,
    pub case: Uuid,
    /// The number of the asset.
    pub number: String,
}

impl Register {
    pub async fn of(app: &TestApp) -> Self {
        Self {
            rows: Rows::of(&app.database.address(Role::App)).await,
        }
    }

    /// Enters a word mark, as the secretary.
    pub async fn mark(&mut self, title: &str, office: &str, basis: &str) -> Mark {
        let (asset, case) = (Uuid::new_v4(), Uuid::new_v4());
        let by = person(CHI.1);
        self.rows
            .run(&format!(
                "INSERT INTO assets (id, kind) VALUES ('{asset}', 'trademark');
                 INSERT INTO asset_versions (asset, version, title, holding, owner, state, protected, open, identifiers, details, entered_by, reason)
                 VALUES ('{asset}', 1, '{title}', 'owned', 'Tamarack OS Foundation', 'active', true, true,
                         '{{\"feature\":\"word\",\"verbal_element\":\"{title}\"}}', '{{}}', {by}, 'Entered.');
                 INSERT INTO mark_cases (id, asset, office, route, opened_by) VALUES ('{case}', '{asset}', '{office}', 'national', {by});
                 INSERT INTO mark_case_versions (mark_case, version, basis, application_no, registration_no, register, state, status_code, entered_by, reason)
                 VALUES ('{case}', 1, '{basis}', '', '', 'principal', 'filed', '', {by}, 'Entered.')"
            ))
            .await;
        let number = self
            .rows
            .said(&format!(
                "SELECT number::text AS it FROM assets WHERE id = '{asset}'"
            ))
            .await;
        Mark {
            asset,
            case,
            number,
        }
    }

    /// Enters an event of a mark, as the secretary; corrects another, or says that it
    /// never happened.
    pub async fn event(
        &mut self,
        mark: &Mark,
        code: &str,
        on: NaiveDate,
        corrects: Option<Uuid>,
        withdrawn: bool,
    ) -> Uuid {
        let id = Uuid::new_v4();
        let corrects = corrects.map_or("NULL".to_owned(), |id| format!("'{id}'"));
        let (asset, case, by) = (mark.asset, mark.case, person(CHI.1));
        self.rows
            .run(&format!(
                "INSERT INTO asset_events (id, asset, mark_case, code, happened_on, source, note, corrects, withdrawn, entered_by)
                 VALUES ('{id}', '{asset}', '{case}', '{code}', '{on}', 'office', '', {corrects}, {withdrawn}, {by})"
            ))
            .await;
        id
    }

    pub async fn happened(&mut self, mark: &Mark, code: &str, on: NaiveDate) -> Uuid {
        self.event(mark, code, on, None, false).await
    }
}

pub fn today() -> NaiveDate {
    Utc::now().date_naive()
}

pub fn months_ago(months: u32) -> NaiveDate {
    today() - Months::new(months)
}

/// The page of the deadline that a list shows with these words.
pub async fn deadline(visitor: &Visitor, list: &str, words: &str) -> Page {
    let page = visitor.get(list).await;
    assert_eq!(page.status, 200, "{}", page.text());
    let (_, path) = page
        .links()
        .into_iter()
        .find(|(said, path)| said.contains(words) && path.starts_with("/room/docket/"))
        .unwrap_or_else(|| panic!("{words:?} is not in: {}", page.text()));
    visitor.get(&path).await
}
