//! Where letters on paper reach members, for the membership book.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::book::{Addresses, Answer, JoinedAddresses};
use crate::db::Connection;
use crate::parties::PartyId;
use crate::parties::store::record;

/// The postal addresses of parties, on one line each.
struct Postal;

impl Addresses for Postal {
    fn of<'a>(
        &'a self,
        conn: &'a mut Connection,
        parties: &'a [Uuid],
        day: NaiveDate,
        known_at: DateTime<Utc>,
    ) -> Answer<'a, BTreeMap<Uuid, String>> {
        Box::pin(async move {
            let parties: Vec<PartyId> = parties.iter().copied().map(PartyId).collect();
            let found = record::addresses(conn, &parties, day, known_at).await?;
            Ok(found
                .into_iter()
                .map(|postal| {
                    let lines = postal.address.lines().map(str::trim);
                    let mut line = lines.collect::<Vec<_>>().join(", ");
                    if !postal.country.is_empty() {
                        line = format!("{line}, {}", postal.country);
                    }
                    (postal.party, line)
                })
                .collect())
        })
    }
}

pub(super) fn joined() -> JoinedAddresses {
    std::sync::Arc::new(Postal)
}
