//! That an office recorded a conveyance, once it did.

use chrono::NaiveDate;

use super::Reading;

/// What an office sent, as it was typed and judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRecordal {
    /// As people call it: `USPTO Assignment Center`.
    pub office: String,
    /// Under which number it stands there; may be empty.
    pub reel_frame: String,
    /// INID 580.
    pub recorded_on: NaiveDate,
}

/// What is said of a day on which no office can have recorded it.
pub const WRONG_DAY: &str = "An office records a conveyance once it is executed, and on a day that has come. Correct the day.";

impl NewRecordal {
    /// The recordal of a conveyance that was executed on a day, read `today`.
    pub fn read(
        reading: &mut Reading<'_>,
        executed_on: NaiveDate,
        today: NaiveDate,
    ) -> Option<Self> {
        let office = reading.line("recorded_office", "where it is recorded", 120, true);
        let reel_frame = reading.line("reel_frame", "reel and frame", 60, false);
        let recorded_on = reading.day("recorded_on", true)?;
        if recorded_on < executed_on || recorded_on > today {
            reading.fault("recorded_on", WRONG_DAY);
        }
        Some(Self {
            office,
            reel_frame,
            recorded_on,
        })
    }
}
