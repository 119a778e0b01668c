//! Where letters on paper reach members, for the membership book.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::book::{Addresses, Answer, JoinedAddresses};
use crate::db::Connection;

/// No subject keeps postal addresses yet: the book says that none is recorded.
struct NotKept;

impl Addresses for NotKept {
    fn of<'a>(
        &'a self,
        _: &'a mut Connection,
        _: &'a [Uuid],
        _: NaiveDate,
        _: DateTime<Utc>,
    ) -> Answer<'a, BTreeMap<Uuid, String>> {
        Box::pin(async { Ok(BTreeMap::new()) })
    }
}

pub(super) fn joined() -> JoinedAddresses {
    std::sync::Arc::new(NotKept)
}
