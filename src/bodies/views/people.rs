//! Who holds which office and seat, for everybody to read.

use askama::Template;
use askama_web::WebTemplate;
use chrono::{DateTime, Datelike as _, TimeDelta, Utc};
use chrono_tz::Tz;

use super::board_chart::{self, BoardChart, Director};
use crate::bodies::model::Office;
use crate::bodies::model::seats::Standing;
use crate::web::{Frame, times};

/// The decision by which somebody came to an office.
#[derive(Clone, Debug, Default)]
pub struct By {
    pub number: i64,
    pub title: String,
    /// The vote whose certified result it was, instead.
    pub poll: Option<i32>,
}

/// Somebody in office.
pub struct Holder {
    pub office: Office,
    pub name: String,
    pub since: DateTime<Utc>,
    /// The instant from which it is held no longer.
    pub until: Option<DateTime<Utc>>,
    pub by: By,
}

/// A seat of a body.
pub struct SeatLine {
    pub cohort: String,
    pub seat: String,
    /// Nobody on a vacant one; with affiliation and standing.
    pub taken: Option<(Holder, String, Standing)>,
}

/// A committee with its seats.
pub struct SeatsOf {
    pub name: String,
    pub lines: Vec<SeatLine>,
}

/// The page itself.
#[derive(Template, WebTemplate)]
#[template(path = "bodies/people.html")]
pub struct PeoplePage {
    pub frame: Frame,
    zone: Tz,
    pub holders: Vec<Holder>,
    pub board: Vec<SeatLine>,
    pub committees: Vec<SeatsOf>,
    pub chart: Option<BoardChart>,
}

impl PeoplePage {
    #[must_use]
    pub fn of(
        frame: Frame,
        zone: Tz,
        now: DateTime<Utc>,
        holders: Vec<Holder>,
        board: Vec<SeatLine>,
        committees: Vec<SeatsOf>,
    ) -> Self {
        let year =
            |at: DateTime<Utc>| u64::try_from(at.with_timezone(&zone).year()).unwrap_or_default();
        let directors: Vec<Director> = board
            .iter()
            .filter_map(|line| {
                let (holder, affiliation, _) = line.taken.as_ref()?;
                Some(Director {
                    cohort: line.cohort.clone(),
                    name: holder.name.clone(),
                    affiliation: affiliation.clone(),
                    ends_in: holder
                        .until
                        .map(|end| year(end - TimeDelta::microseconds(1))),
                })
            })
            .collect();
        let chart =
            (!directors.is_empty()).then(|| board_chart::draw(&frame.t, year(now), &directors));
        Self {
            frame,
            zone,
            holders,
            board,
            committees,
            chart,
        }
    }

    fn day(&self, at: &DateTime<Utc>) -> String {
        times::day(&self.frame.t, at.with_timezone(&self.zone).date_naive())
    }

    fn until(&self, end: &Option<DateTime<Utc>>) -> String {
        end.map_or_else(
            || self.frame.t.say("people-until-further-notice"),
            |end| self.day(&(end - TimeDelta::microseconds(1))),
        )
    }

    fn office(&self, office: &Office) -> String {
        let key = format!("people-office-{}", office.word().replace('_', "-"));
        self.frame.t.say(&key)
    }

    fn by(&self, by: &By) -> String {
        if let Some(poll) = by.poll {
            return self.frame.t.say1("people-by-vote", "number", poll);
        }
        self.frame
            .t
            .say2("people-by", "number", by.number, "title", by.title.clone())
    }

    fn standing(&self, standing: &Standing) -> String {
        match standing {
            Standing::InOffice => String::new(),
            Standing::HeldOver => self.frame.t.say("people-held-over"),
            Standing::Suspended => self.frame.t.say("people-suspended"),
        }
    }
}
