//! What a related group weighs: the votes of its members, its people on the board.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};

use super::{Line, MembersError, history};
use crate::bodies::model::BodyId;
use crate::bodies::store::seats;
use crate::db::Connection;
use crate::parties::{self, PartyId};

/// A related group on a day: who is in it and what it weighs.
#[derive(Clone, Debug)]
pub struct GroupWeight {
    /// The group, the party that was asked about included.
    pub parties: BTreeSet<PartyId>,
    /// The current memberships of all of them that have votes, by number.
    pub memberships: Vec<Line>,
    /// The votes of these together.
    pub votes: u64,
    /// The directors affiliated with one of the group.
    pub directors: Vec<Director>,
}

/// Somebody who sits on the board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Director {
    pub person: PartyId,
    pub name: String,
}

/// The weight of the related group of a party on a day, as known at `now`: the
/// votes of all its current memberships, and its seats on the board. It is asked
/// before another of a group is admitted.
///
/// # Errors
/// Those of the database, and values in it that this program does not know.
pub async fn group_votes(
    conn: &mut Connection,
    party: PartyId,
    day: NaiveDate,
    now: DateTime<Utc>,
) -> Result<GroupWeight, MembersError> {
    let parties = parties::store::related_group(conn, party, day, now).await?;
    weight_of(conn, parties, day, now).await
}

/// The weight of these parties together.
pub(super) async fn weight_of(
    conn: &mut Connection,
    parties: BTreeSet<PartyId>,
    day: NaiveDate,
    now: DateTime<Utc>,
) -> Result<GroupWeight, MembersError> {
    let list: Vec<PartyId> = parties.iter().copied().collect();
    let memberships: Vec<Line> = history::of_parties(conn, &list, day, now)
        .await?
        .into_iter()
        .filter(|line| line.votes_on_roll().is_some())
        .collect();
    let votes = memberships
        .iter()
        .filter_map(Line::votes_on_roll)
        .map(u64::from)
        .sum();
    let directors = directors_of(conn, &parties, day, now).await?;
    Ok(GroupWeight {
        parties,
        memberships,
        votes,
        directors,
    })
}

/// Who sits on the board at the end of a day, or now where that is earlier.
///
/// # Errors
/// Those of the database.
pub async fn directors(
    conn: &mut Connection,
    day: NaiveDate,
) -> Result<Vec<Director>, MembersError> {
    let at = seats::entry_instant(conn, day).await?;
    let roster = seats::roster(conn, &BodyId::board(), at).await?;
    let mut directors: Vec<Director> = roster
        .into_iter()
        .filter_map(|line| {
            Some(Director {
                person: PartyId(line.person?),
                name: line.name,
            })
        })
        .collect();
    // The roster is by seat; people are told by name.
    directors.sort_by(|a, b| (&a.name, a.person).cmp(&(&b.name, b.person)));
    directors.dedup();
    Ok(directors)
}

async fn directors_of(
    conn: &mut Connection,
    parties: &BTreeSet<PartyId>,
    day: NaiveDate,
    now: DateTime<Utc>,
) -> Result<Vec<Director>, MembersError> {
    let mut found = Vec::new();
    for director in directors(conn, day).await? {
        let with =
            parties::store::affiliated_organisations(conn, director.person, day, now).await?;
        if parties.contains(&director.person) || !with.is_disjoint(parties) {
            found.push(director);
        }
    }
    Ok(found)
}

/// The organisation that holds a membership of this number; none where no
/// organisation does.
///
/// # Errors
/// Those of the database.
pub async fn organisation_of(
    conn: &mut Connection,
    number: i64,
) -> diesel::QueryResult<Option<PartyId>> {
    use diesel::OptionalExtension;
    use diesel::sql_types::{BigInt, Uuid as SqlUuid};
    use diesel_async::RunQueryDsl;

    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        party: uuid::Uuid,
    }
    let row: Option<Row> = crate::db::sql_query(
        "SELECT m.party FROM memberships m JOIN parties p ON p.id = m.party \
         WHERE m.number = $1 AND p.kind = 'organisation'",
    )
    .bind::<BigInt, _>(number)
    .get_result(conn)
    .await
    .optional()?;
    Ok(row.map(|row| PartyId(row.party)))
}
