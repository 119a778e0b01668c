//! A merger of members declared: what each side brought, and the breach of the cap that
//! follows, recorded with the rule and a last day. What cures it is recorded elsewhere.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Date, Nullable, Text, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use crate::db::Connection;
use crate::members::model::cap::{caps_directors, deadline};
use crate::members::store::MembersError;
use crate::members::store::kin::{self, GroupWeight};
use crate::parties::store::events::{self, NewEvent};
use crate::parties::{self, PartyId};
use crate::rulebook::model::keys;
use crate::rulebook::store as rulebook;

/// The rule that a breach breaks, as it stood.
struct Broken {
    rule: String,
    value: String,
    citation: String,
}

/// Declares what became of an organisation, and records the breach that follows
/// where two members come together of which each has a vote, or each a director;
/// returns the breach.
///
/// # Errors
/// Those of the database, and values in it that this program does not know.
pub async fn declare(
    conn: &mut Connection,
    event: &NewEvent,
    today: NaiveDate,
    now: DateTime<Utc>,
) -> Result<Option<Uuid>, MembersError> {
    conn.transaction(async |conn| {
        let sides = match event.what.successor() {
            Some(survivor) => Some((
                survivor,
                sides(conn, event.organisation, survivor, today, now).await?,
            )),
            None => None,
        };
        if !events::record_event(conn, event).await? {
            return of_event(conn, event.id).await.map_err(Into::into);
        }
        let Some((survivor, (absorbed, surviving))) = sides else {
            return Ok(None);
        };
        let Some(broken) = broken(conn, &absorbed, &surviving, now).await? else {
            return Ok(None);
        };
        let days = rulebook::find(conn, keys::CAP_CURE_DAYS, now).await?;
        let last = days.and_then(|rule| {
            let last = deadline(event.effective_on, today, rule.count().ok()?)?;
            Some((last, rule.citation))
        });
        let breach = Uuid::new_v4();
        crate::db::sql_query(
            "INSERT INTO cap_breaches \
                 (id, event, survivor, absorbed, rule, rule_value, citation, deadline_on, deadline_citation) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind::<SqlUuid, _>(breach)
        .bind::<SqlUuid, _>(event.id)
        .bind::<SqlUuid, _>(survivor.0)
        .bind::<SqlUuid, _>(event.organisation.0)
        .bind::<Text, _>(&broken.rule)
        .bind::<Text, _>(&broken.value)
        .bind::<Text, _>(&broken.citation)
        .bind::<Nullable<Date>, _>(last.as_ref().map(|(day, _)| *day))
        .bind::<Text, _>(last.as_ref().map_or("", |(_, citation)| citation.as_str()))
        .execute(conn)
        .await?;
        add_parts(conn, breach, survivor, &surviving, &absorbed).await?;
        add_parts(conn, breach, event.organisation, &absorbed, &surviving).await?;
        Ok(Some(breach))
    })
    .await
}

/// What each of the two brings, before they come together: the absorbed one's
/// weight, then the survivor's.
async fn sides(
    conn: &mut Connection,
    absorbed: PartyId,
    survivor: PartyId,
    today: NaiveDate,
    now: DateTime<Utc>,
) -> Result<(GroupWeight, GroupWeight), MembersError> {
    let one = parties::store::related_group(conn, absorbed, today, now).await?;
    let (one, other) = if one.contains(&survivor) {
        // Related before: each stands for itself alone.
        (BTreeSet::from([absorbed]), BTreeSet::from([survivor]))
    } else {
        let other = parties::store::related_group(conn, survivor, today, now).await?;
        (one, other)
    };
    Ok((
        kin::weight_of(conn, one, today, now).await?,
        kin::weight_of(conn, other, today, now).await?,
    ))
}

/// The rule that two members break who come together: the cap on the board where
/// each has a director of its own, else the one on related groups where each has
/// a vote.
async fn broken(
    conn: &mut Connection,
    absorbed: &GroupWeight,
    surviving: &GroupWeight,
    now: DateTime<Utc>,
) -> Result<Option<Broken>, MembersError> {
    let two_directors = absorbed.directors.iter().any(|director| {
        surviving
            .directors
            .iter()
            .any(|other| other.person != director.person)
    });
    if two_directors {
        let rule = rulebook::find(conn, keys::BOARD_CAP_SCOPE, now).await?;
        if let Some(rule) = rule.filter(|rule| caps_directors(&rule.value)) {
            return Ok(Some(Broken {
                rule: rule.key,
                value: rule.value,
                citation: rule.citation,
            }));
        }
    }
    if absorbed.memberships.is_empty() || surviving.memberships.is_empty() {
        return Ok(None);
    }
    let rule = rulebook::find(conn, keys::RELATED_PERCENT, now).await?;
    Ok(rule.map(|rule| Broken {
        rule: rule.key,
        value: rule.value,
        citation: rule.citation,
    }))
}

/// The memberships and directors of one side. Whoever is affiliated with both
/// stands against nobody, unless that side has no other.
async fn add_parts(
    conn: &mut Connection,
    breach: Uuid,
    side: PartyId,
    own: &GroupWeight,
    other: &GroupWeight,
) -> QueryResult<()> {
    let of_both = |person: PartyId| other.directors.iter().any(|known| known.person == person);
    let alone = own
        .directors
        .iter()
        .all(|director| of_both(director.person));
    let memberships = own
        .memberships
        .iter()
        .map(|line| (Some(line.membership.0), None));
    let directors = own
        .directors
        .iter()
        .filter(|director| alone || !of_both(director.person))
        .map(|director| (None, Some(director.person.0)));
    for (membership, director) in memberships.chain(directors) {
        crate::db::sql_query(
            "INSERT INTO cap_breach_parts (breach, organisation, membership, director) \
             VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        )
        .bind::<SqlUuid, _>(breach)
        .bind::<SqlUuid, _>(side.0)
        .bind::<Nullable<SqlUuid>, _>(membership)
        .bind::<Nullable<SqlUuid>, _>(director)
        .execute(conn)
        .await?;
    }
    Ok(())
}

async fn of_event(conn: &mut Connection, event: Uuid) -> QueryResult<Option<Uuid>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        id: Uuid,
    }
    let row: Option<Row> = crate::db::sql_query("SELECT id FROM cap_breaches WHERE event = $1")
        .bind::<SqlUuid, _>(event)
        .get_result(conn)
        .await
        .optional()?;
    Ok(row.map(|row| row.id))
}
