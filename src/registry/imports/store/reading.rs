//! Files read with what of offices' own events the docket counts.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::Date;
use diesel_async::RunQueryDsl;

use crate::db::Connection;
use crate::docket::model::pack::OfficeCode;
use crate::docket::store::{DocketError, packs};
use crate::registry::imports::model::offices::with_docket_events;
use crate::registry::imports::model::{Fault, Format, Found};

/// What of offices' own events the pack of deadlines in force reads as the docket's.
///
/// # Errors
/// Those of the database, also where the pack on record cannot be read.
pub async fn office_codes(conn: &mut Connection) -> QueryResult<Vec<OfficeCode>> {
    match packs::current(conn).await {
        Ok(pack) => Ok(pack.office_codes),
        Err(DocketError::Database(error)) => Err(error),
        Err(error) => Err(diesel::result::Error::DeserializationError(Box::new(error))),
    }
}

/// The latest day that has come anywhere: none is further ahead than fourteen hours, as the
/// guard of events has it.
async fn latest_day(conn: &mut Connection) -> QueryResult<NaiveDate> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Date)]
        day: NaiveDate,
    }
    let row: Row = crate::db::sql_query(
        "SELECT (clock_timestamp() AT TIME ZONE 'UTC' + interval '14 hours')::date AS day",
    )
    .get_result(conn)
    .await?;
    Ok(row.day)
}

/// Reads a file of a format: every record, or every fault; of an office's events those of
/// the docket stand beside them.
///
/// # Errors
/// Those of the database.
pub async fn read(
    conn: &mut Connection,
    format: Format,
    bytes: &[u8],
) -> QueryResult<Result<Vec<Found>, Vec<Fault>>> {
    let found = match format.read_by(bytes, latest_day(conn).await?) {
        Ok(found) => found,
        Err(faults) => return Ok(Err(faults)),
    };
    // A domain has no office.
    if format == Format::Rdap {
        return Ok(Ok(found));
    }
    let codes = office_codes(conn).await?;
    Ok(Ok(with_docket_events(found, &codes)))
}
