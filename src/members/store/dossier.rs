//! Everything ever recorded about one membership, for its page.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::representation_changes::{self, Change};
use super::{Line, MembersError, history};
use crate::db::Connection;
use crate::db::schema::members::memberships;
use crate::members::model::MembershipId;
use crate::parties::PartyId;

/// One recorded fact.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Fact {
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: DateTime<Utc>,
    /// What was recorded: `admitted`, `term`, `end`, `name`, `representative`, `successor`.
    #[diesel(sql_type = Text)]
    pub kind: String,
    /// What it says: a name, a class, a reason and in a further line what shows it; empty for none.
    #[diesel(sql_type = Text)]
    pub text: String,
    /// The day it holds from.
    #[diesel(sql_type = Nullable<diesel::sql_types::Date>)]
    pub from: Option<NaiveDate>,
    /// The day it no longer holds, if one is named.
    #[diesel(sql_type = Nullable<diesel::sql_types::Date>)]
    pub until: Option<NaiveDate>,
    /// Whose act it was, where that is on record; else empty.
    #[diesel(sql_type = Text)]
    pub by: String,
}

/// A membership as it stands on a day, with every fact behind it, the latest first.
#[derive(Clone, Debug)]
pub struct Dossier {
    pub line: Line,
    pub facts: Vec<Fact>,
    /// Another who is to vote for the member, where that is proposed.
    pub change: Option<Change>,
}

/// The membership of this number; none when there is none.
///
/// # Errors
/// Those of the database, and values in it that this program does not know.
pub async fn of_number(
    conn: &mut Connection,
    number: i64,
    day: NaiveDate,
    now: DateTime<Utc>,
) -> Result<Option<Dossier>, MembersError> {
    let found: Option<(Uuid, Uuid)> = memberships::table
        .filter(memberships::number.eq(number))
        .select((memberships::id, memberships::party))
        .first(conn)
        .await
        .optional()?;
    let Some((id, party)) = found else {
        return Ok(None);
    };
    let line = history::of_party(conn, PartyId(party), day, now)
        .await?
        .into_iter()
        .find(|line| line.membership == MembershipId(id));
    let Some(line) = line else {
        return Ok(None);
    };
    let facts = crate::db::sql_query(FACTS)
        .bind::<SqlUuid, _>(id)
        .load(conn)
        .await?;
    let change = representation_changes::of_organisation(conn, PartyId(party)).await?;
    Ok(Some(Dossier {
        line,
        facts,
        change,
    }))
}

impl Dossier {
    /// Whether anybody was ever named to vote for the member, or a membership went to it by a
    /// transfer: then another takes two officers.
    #[must_use]
    pub fn was_ever_named(&self) -> bool {
        let named = ["representative", "successor"];
        self.facts
            .iter()
            .any(|fact| named.contains(&fact.kind.as_str()))
    }
}

const FACTS: &str = "\
    WITH m AS (SELECT * FROM memberships WHERE id = $1) \
    SELECT m.recorded_at, 'admitted' AS kind, c.name AS text, m.member_since AS \"from\", NULL::date AS until, '' AS by \
    FROM m JOIN member_classes c ON c.id = m.class \
    UNION ALL \
    SELECT t.recorded_at, 'term', CASE WHEN EXISTS (SELECT FROM membership_terms c WHERE c.corrects = t.record) \
           THEN 'corrected since' ELSE '' END, t.starts_on, t.ends_on, '' \
    FROM membership_terms t JOIN m ON t.membership = m.id \
    UNION ALL \
    SELECT e.recorded_at, 'end', e.reason || coalesce(chr(10) || e.evidence, ''), e.ends_on, NULL, \
           COALESCE((SELECT p.name FROM party_records p WHERE p.party = e.recorded_by ORDER BY p.record DESC LIMIT 1), '') \
    FROM membership_ends e JOIN m ON e.membership = m.id \
    UNION ALL \
    SELECT r.recorded_at, 'name', r.name, NULL, NULL, '' FROM party_records r JOIN m ON r.party = m.party \
    UNION ALL \
    SELECT x.recorded_at, 'representative', COALESCE((SELECT p.name FROM party_records p WHERE p.party = x.person \
           ORDER BY p.record DESC LIMIT 1), 'nobody'), x.starts_on, NULL, \
           COALESCE((SELECT p.name FROM party_records p WHERE p.party = x.recorded_by ORDER BY p.record DESC LIMIT 1), '') \
    FROM representations x JOIN m ON x.organisation = m.party \
    UNION ALL \
    SELECT s.recorded_at, 'successor', f.number::text, s.on_day, NULL, '' FROM membership_transfers s \
    JOIN memberships f ON f.id = s.from_membership JOIN memberships t ON t.id = s.to_membership JOIN m ON t.party = m.party \
    ORDER BY recorded_at DESC, kind, \"from\"";
