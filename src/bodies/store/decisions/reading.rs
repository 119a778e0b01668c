//! Decisions as they stand: entered, withdrawn, or counting.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::votes::NumbersRow;
use crate::bodies::model::BodyId;
use crate::bodies::model::effect::Effect;
use crate::bodies::model::votes::{Matter, MemberCounts};
use crate::bodies::store::BodiesError;
use crate::bodies::store::seats::charters;
use crate::db::Connection;
use crate::db::schema::bodies::{
    decision_confirmations, decision_documents, decision_entries, decision_numbers,
    decision_withdrawals, recorded_decisions,
};
use crate::parties::PartyId;

/// How far a decision has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Entered,
    /// Taken back before it counted.
    Withdrawn,
    Adopted,
    Lost,
}

/// An entry taken back.
#[derive(Clone, Debug)]
pub struct Withdrawal {
    pub by: PartyId,
    pub reason: String,
    pub at: DateTime<Utc>,
}

/// A decision as entered, or the founding record.
#[derive(Clone, Debug)]
pub struct Decision {
    /// None of the founding record.
    pub entry: Option<Uuid>,
    /// Of the recorded decision, once there is one.
    pub decided: Option<Uuid>,
    pub number: i64,
    pub body: Option<BodyId>,
    pub decided_by: String,
    pub decided_on: NaiveDate,
    pub title: String,
    pub decision: String,
    pub citation: String,
    /// What the entry says came of the vote.
    pub adopted: bool,
    pub matter: Matter,
    /// Without a meeting, by signing.
    pub in_writing: bool,
    pub effect: Option<Effect>,
    /// Name and SHA-256.
    pub document: Option<(String, Vec<u8>)>,
    pub numbers: Option<MemberCounts>,
    pub entered_by: Option<PartyId>,
    pub entered_at: DateTime<Utc>,
    /// Who confirmed it, in order; with the last it counts where it does.
    pub confirmed_by: Vec<PartyId>,
    pub confirmed_at: Option<DateTime<Utc>>,
    pub withdrawn: Option<Withdrawal>,
}

impl Decision {
    #[must_use]
    pub fn stage(&self) -> Stage {
        match (self.decided, self.adopted, &self.withdrawn) {
            (None, _, Some(_)) => Stage::Withdrawn,
            (None, _, None) => Stage::Entered,
            (Some(_), true, _) => Stage::Adopted,
            (Some(_), false, _) => Stage::Lost,
        }
    }

    /// Whether it does something to this person.
    #[must_use]
    pub fn concerns(&self, person: PartyId) -> bool {
        let effect = self.effect.as_ref();
        effect.is_some_and(|effect| effect.concerned().contains(&person))
    }

    /// Whether this officer can confirm it: it is not settled, another entered it,
    /// and it does nothing to them. The database asks the same.
    #[must_use]
    pub fn can_be_confirmed_by(&self, person: PartyId) -> bool {
        self.stage() == Stage::Entered
            && self.entered_by != Some(person)
            && !self.confirmed_by.contains(&person)
            && !self.concerns(person)
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = decision_entries)]
struct EntryRow {
    id: Uuid,
    number: i64,
    body: String,
    decided_on: NaiveDate,
    title: String,
    decision: String,
    citation: String,
    matter: String,
    adopted: bool,
    in_writing: bool,
    effect: Option<String>,
    entered_by: Uuid,
    recorded_at: DateTime<Utc>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = recorded_decisions)]
struct DecidedRow {
    id: Uuid,
    number: i64,
    title: String,
    decision: String,
    decided_by: String,
    decided_on: NaiveDate,
    citation: String,
    entry: Option<Uuid>,
    recorded_at: DateTime<Utc>,
}

/// Every decision, entered or counting, the latest first.
///
/// # Errors
/// Those of the database, and what this program does not know.
pub async fn all(conn: &mut Connection) -> Result<Vec<Decision>, BodiesError> {
    let entries: Vec<EntryRow> = decision_entries::table
        .select(EntryRow::as_select())
        .load(conn)
        .await?;
    let mut decided: Vec<DecidedRow> = recorded_decisions::table
        .select(DecidedRow::as_select())
        .load(conn)
        .await?;
    let numbers: Vec<NumbersRow> = decision_numbers::table
        .select(NumbersRow::as_select())
        .load(conn)
        .await?;
    let documents: Vec<(Uuid, String, Vec<u8>)> = decision_documents::table
        .select((
            decision_documents::entry,
            decision_documents::name,
            decision_documents::sha256,
        ))
        .load(conn)
        .await?;
    let confirmations: Vec<(Uuid, Uuid)> = decision_confirmations::table
        .order(decision_confirmations::recorded_at)
        .select((
            decision_confirmations::entry,
            decision_confirmations::confirmed_by,
        ))
        .load(conn)
        .await?;
    let withdrawals: Vec<(Uuid, Uuid, String, DateTime<Utc>)> = decision_withdrawals::table
        .select((
            decision_withdrawals::entry,
            decision_withdrawals::withdrawn_by,
            decision_withdrawals::reason,
            decision_withdrawals::recorded_at,
        ))
        .load(conn)
        .await?;
    let names = charters(conn).await?;
    let mut all = Vec::new();
    for row in entries {
        let place = decided.iter().position(|known| known.entry == Some(row.id));
        let decided = place.map(|place| decided.swap_remove(place));
        let name = names
            .iter()
            .find(|charter| charter.body.as_str() == row.body);
        let of_members = numbers.iter().find(|numbers| numbers.entry == row.id);
        let document = documents.iter().find(|document| document.0 == row.id);
        let withdrawn = withdrawals.iter().find(|withdrawn| withdrawn.0 == row.id);
        let confirmed = confirmations.iter().filter(|known| known.0 == row.id);
        let confirmed_by = confirmed.map(|(_, by)| PartyId(*by)).collect();
        let mut decision = decision_of(row, decided, name.map(|charter| charter.name.as_str()))?;
        decision.confirmed_by = confirmed_by;
        decision.withdrawn = withdrawn.map(|(_, by, reason, at)| Withdrawal {
            by: PartyId(*by),
            reason: reason.clone(),
            at: *at,
        });
        decision.numbers = of_members.map(NumbersRow::counts);
        decision.document = document.map(|(_, name, digest)| (name.clone(), digest.clone()));
        all.push(decision);
    }
    all.extend(decided.into_iter().map(founding_of));
    all.sort_by_key(|decision| std::cmp::Reverse(decision.number));
    Ok(all)
}

fn decision_of(
    row: EntryRow,
    decided: Option<DecidedRow>,
    name: Option<&str>,
) -> Result<Decision, BodiesError> {
    // One entry that cannot be read takes none of the others with it: whoever would confirm it
    // sees it as it is.
    let effect = row.effect.as_deref().and_then(Effect::parse);
    let decision = match (&row.effect, &effect) {
        (Some(json), None) => format!(
            "{} (What it does is written in a way this program does not read: {json})",
            row.decision
        ),
        _ => row.decision,
    };
    Ok(Decision {
        entry: Some(row.id),
        number: row.number,
        decided_by: decided
            .as_ref()
            .map(|decided| decided.decided_by.clone())
            .or_else(|| name.map(str::to_owned))
            .unwrap_or_else(|| row.body.clone()),
        body: BodyId::parse(&row.body),
        decided_on: row.decided_on,
        title: row.title,
        decision,
        citation: row.citation,
        adopted: row.adopted,
        in_writing: row.in_writing,
        matter: Matter::parse(&row.matter).ok_or(BodiesError::Unreadable(row.matter))?,
        effect,
        document: None,
        numbers: None,
        entered_by: Some(PartyId(row.entered_by)),
        entered_at: row.recorded_at,
        decided: decided.as_ref().map(|decided| decided.id),
        confirmed_by: Vec::new(),
        confirmed_at: decided.map(|decided| decided.recorded_at),
        withdrawn: None,
    })
}

fn founding_of(row: DecidedRow) -> Decision {
    Decision {
        entry: None,
        decided: Some(row.id),
        number: row.number,
        body: None,
        decided_by: row.decided_by,
        decided_on: row.decided_on,
        title: row.title,
        decision: row.decision,
        citation: row.citation,
        adopted: true,
        in_writing: false,
        matter: Matter::Ordinary,
        effect: None,
        document: None,
        numbers: None,
        entered_by: None,
        entered_at: row.recorded_at,
        confirmed_by: Vec::new(),
        confirmed_at: None,
        withdrawn: None,
    }
}

/// The decision with this number.
///
/// # Errors
/// Those of the database, and what this program does not know.
pub async fn by_number(
    conn: &mut Connection,
    number: i64,
) -> Result<Option<Decision>, BodiesError> {
    let all = all(conn).await?;
    Ok(all.into_iter().find(|decision| decision.number == number))
}

/// Whether what a decision says is withheld from somebody: it is of a motion about a matter, in
/// which they are adverse.
///
/// # Errors
/// Those of the database.
pub async fn is_withheld(conn: &mut Connection, number: i64, reader: PartyId) -> QueryResult<bool> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::Bool)]
        it: bool,
    }
    let row: Row = crate::db::sql_query(
        "SELECT EXISTS (SELECT FROM decision_entries e JOIN motion_questions q ON q.id = e.question \
                        WHERE e.number = $1 AND motion_is_withheld(q.motion, $2)) AS it",
    )
    .bind::<diesel::sql_types::BigInt, _>(number)
    .bind::<diesel::sql_types::Uuid, _>(reader.0)
    .get_result(conn)
    .await?;
    Ok(row.it)
}

/// The document of an entry: name and bytes.
///
/// # Errors
/// Those of the database.
pub async fn document(
    conn: &mut Connection,
    number: i64,
) -> QueryResult<Option<(String, Vec<u8>)>> {
    decision_documents::table
        .inner_join(decision_entries::table.on(decision_entries::id.eq(decision_documents::entry)))
        .filter(decision_entries::number.eq(number))
        .select((decision_documents::name, decision_documents::document))
        .first(conn)
        .await
        .optional()
}

/// The confirmed decision that adopts the rulebook with this SHA-256, and from which day;
/// of several the latest.
///
/// # Errors
/// Those of the database, and what this program does not know.
pub async fn adopting(
    conn: &mut Connection,
    sha256: &[u8],
) -> Result<Option<(Decision, NaiveDate)>, BodiesError> {
    let wanted: String = sha256.iter().map(|byte| format!("{byte:02x}")).collect();
    let all = all(conn).await?;
    Ok(all.into_iter().find_map(|decision| {
        let day = match &decision.effect {
            Some(Effect::AdoptRulebook {
                sha256,
                effective_on,
            }) if *sha256 == wanted => *effective_on,
            _ => return None,
        };
        (decision.stage() == Stage::Adopted).then_some((decision, day))
    }))
}
