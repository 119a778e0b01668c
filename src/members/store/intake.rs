//! A file of members taken whole: the draft, the judgement, the one transaction.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use sha2::{Digest, Sha256};
use thiserror::Error;
use uuid::Uuid;

use super::files::{self, Hands};
use super::{MembersError, classes};
use crate::accounts;
use crate::accounts::store::{CreateError, NewAccount};
use crate::bodies;
use crate::db::schema::members::{
    affiliations, membership_import_drafts, membership_imports, membership_terms, memberships,
};
use crate::db::{Connection, patience};
use crate::members::import::plan::{Known, KnownPerson, Plan, Refusal, judge};
use crate::members::import::row::MemberRow;
use crate::outbox::Address;
use crate::parties::store::NewParty;
use crate::parties::{self, Kind, PartyId};
use crate::web::times::day_said;
use crate::web::words::Locale;

/// Rows of one INSERT, well under PostgreSQL's 65,535 parameters.
const BATCH_ROWS: usize = 1000;

/// How long a draft waits for its confirmation.
const DRAFT_HOURS: i64 = 24;

/// The SHA-256 of a file, by which its draft and its import are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileHash(pub [u8; 32]);

impl FileHash {
    #[must_use]
    pub fn of(file: &[u8]) -> Self {
        Self(Sha256::digest(file).into())
    }
}

/// Why a file is not taken.
#[derive(Debug, Error)]
pub enum IntakeError {
    #[error("This file was taken on {} already. Nothing was changed. Choose another file.", day_said(&.0.date_naive()))]
    TakenAlready(DateTime<Utc>),
    #[error("There is no draft of this file. Upload it again.")]
    NoDraft,
    #[error("The file has faults. Mend them, then upload it again.")]
    Refused(Refusal),
    #[error(
        "Since the first roll was certified a file of members takes two: another officer than the one who brought it has its members recorded. Ask one who keeps members, or an election officer."
    )]
    SecondOfficer,
    #[error(
        "Whoever brought this file keeps the list of members no more. Discard it, and bring it yourself."
    )]
    NotKeeping,
    #[error(transparent)]
    Members(#[from] MembersError),
    #[error(transparent)]
    Account(#[from] CreateError),
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

/// What was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    pub memberships: usize,
    /// Persons who had no account before.
    pub accounts: usize,
}

/// What the foundation knows that a file is judged against.
///
/// # Errors
/// Those of the database, and values in it that this program does not know.
pub async fn known(conn: &mut Connection) -> Result<Known, MembersError> {
    #[derive(QueryableByName)]
    struct PersonRow {
        #[diesel(sql_type = Text)]
        address_key: String,
        #[diesel(sql_type = SqlUuid)]
        person: Uuid,
        #[diesel(sql_type = Text)]
        name: String,
        #[diesel(sql_type = diesel::sql_types::Nullable<BigInt>)]
        own_membership: Option<i64>,
    }
    #[derive(QueryableByName)]
    struct OrganisationRow {
        #[diesel(sql_type = Text)]
        name: String,
        #[diesel(sql_type = BigInt)]
        number: i64,
    }
    let now = bodies::store::now(conn).await?;
    let classes = classes::known(conn, now).await?;
    let persons: Vec<PersonRow> = crate::db::sql_query(
        "SELECT a.address_key, a.person, r.name, \
                (SELECT min(m.number) FROM memberships m WHERE m.party = a.person \
                 AND NOT EXISTS (SELECT FROM membership_ends e WHERE e.membership = m.id)) \
                AS own_membership \
         FROM accounts a \
         JOIN LATERAL (SELECT name FROM party_records WHERE party = a.person \
                       ORDER BY record DESC LIMIT 1) r ON true",
    )
    .load(conn)
    .await?;
    let organisations: Vec<OrganisationRow> = crate::db::sql_query(
        "SELECT r.name, m.number FROM memberships m \
         JOIN parties p ON p.id = m.party AND p.kind = 'organisation' \
         JOIN LATERAL (SELECT name FROM party_records WHERE party = m.party \
                       ORDER BY record DESC LIMIT 1) r ON true \
         WHERE NOT EXISTS (SELECT FROM membership_ends e WHERE e.membership = m.id)",
    )
    .load(conn)
    .await?;
    Ok(Known {
        classes,
        persons: persons
            .into_iter()
            .map(|row| {
                let person = KnownPerson {
                    person: PartyId(row.person),
                    name: row.name,
                    own_membership: row.own_membership,
                };
                (row.address_key, person)
            })
            .collect(),
        organisations: organisations
            .into_iter()
            .map(|row| (row.name.to_lowercase(), row.number))
            .collect(),
    })
}

/// When this file was taken, if it was.
///
/// # Errors
/// Those of the database.
pub async fn taken_at(conn: &mut Connection, hash: FileHash) -> QueryResult<Option<DateTime<Utc>>> {
    membership_imports::table
        .filter(membership_imports::file_sha256.eq(hash.0.as_slice()))
        .select(membership_imports::recorded_at)
        .first(conn)
        .await
        .optional()
}

/// Keeps a file until its confirmation; drafts older than a day are erased.
///
/// # Errors
/// Those of the database.
pub async fn keep_draft(
    conn: &mut Connection,
    file: &[u8],
    uploaded_by: PartyId,
) -> QueryResult<FileHash> {
    use membership_import_drafts as drafts;

    let stale = bodies::store::now(conn).await? - Duration::hours(DRAFT_HOURS);
    diesel::delete(drafts::table.filter(drafts::uploaded_at.lt(stale)))
        .execute(conn)
        .await?;
    let hash = FileHash::of(file);
    diesel::insert_into(drafts::table)
        .values((
            drafts::file_sha256.eq(hash.0.as_slice()),
            drafts::file.eq(file),
            drafts::uploaded_by.eq(uploaded_by.0),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(hash)
}

/// The file kept under this hash, and who brought it.
///
/// # Errors
/// Those of the database.
pub async fn draft(
    conn: &mut Connection,
    hash: FileHash,
) -> QueryResult<Option<(Vec<u8>, PartyId)>> {
    let found: Option<(Vec<u8>, Uuid)> = membership_import_drafts::table
        .find(hash.0.as_slice())
        .select((
            membership_import_drafts::file,
            membership_import_drafts::uploaded_by,
        ))
        .first(conn)
        .await
        .optional()?;
    Ok(found.map(|(file, brought_by)| (file, PartyId(brought_by))))
}

/// Erases a draft; one that is not there is no fault.
///
/// # Errors
/// Those of the database.
pub async fn discard_draft(conn: &mut Connection, hash: FileHash) -> QueryResult<()> {
    diesel::delete(membership_import_drafts::table.find(hash.0.as_slice()))
        .execute(conn)
        .await?;
    Ok(())
}

/// Takes the drafted file: judged again against what is known now, and added
/// whole in one transaction, or not at all. Every person gets an account. Since the first
/// roll was certified `by` is another than who brought it.
///
/// # Errors
/// When it was taken before, has no draft, takes two, or has faults by now.
pub async fn take(
    conn: &mut Connection,
    hash: FileHash,
    by: PartyId,
) -> Result<Taken, IntakeError> {
    conn.transaction(async |conn| {
        patience::be_patient(conn).await?;
        // One file at a time: numbers are given in order.
        crate::db::sql_query(
            "SELECT pg_advisory_xact_lock(hashtextextended('commonhold/member-intake', 0))",
        )
        .execute(conn)
        .await?;
        if let Some(at) = taken_at(conn, hash).await? {
            return Err(IntakeError::TakenAlready(at));
        }
        let (file, brought_by) = draft(conn, hash).await?.ok_or(IntakeError::NoDraft)?;
        let hands = files::hands(conn, brought_by, by).await?;
        let known = known(conn).await?;
        let plan = judge(&file, &known).map_err(IntakeError::Refused)?;
        let taken = add(conn, &plan, &known, hash, hands).await?;
        discard_draft(conn, hash).await?;
        Ok(taken)
    })
    .await
}

/// The parties that a plan names: new ones to be recorded, and by address who is who.
struct Cast {
    new: Vec<NewParty>,
    /// Persons known before, with what their row says of them.
    known: Vec<NewParty>,
    /// The person of each address, new or known, by lower-case address.
    persons: BTreeMap<String, PartyId>,
    /// Persons who have no account yet, and where mail reaches them.
    without_account: Vec<(PartyId, Address)>,
    /// For each member of the plan, the party that is the member.
    members: Vec<PartyId>,
}

impl Cast {
    /// Persons first: a representative who shares a person's address is that person.
    fn of(plan: &Plan, known: &Known) -> Self {
        let mut cast = Self {
            new: Vec::new(),
            known: Vec::new(),
            persons: known
                .persons
                .iter()
                .map(|(key, known)| (key.clone(), known.person))
                .collect(),
            without_account: Vec::new(),
            members: Vec::new(),
        };
        for member in plan.members.iter().filter(|m| m.kind == Kind::Person) {
            let told = NewParty {
                country: Some(member.country),
                disclosed: member.disclosed,
                ..NewParty::person(member.name.clone())
            };
            match cast.persons.get(&member.address.key()) {
                Some(person) => cast.known.push(NewParty {
                    id: *person,
                    ..told
                }),
                None => cast.person(member, || told),
            }
        }
        for member in &plan.members {
            let party = match &member.representative {
                None => cast.persons.get(&member.address.key()).copied(),
                Some(representative) => {
                    // Nobody asked the representative whether they may be named.
                    cast.person(member, || NewParty {
                        disclosed: false,
                        ..NewParty::person(representative.clone())
                    });
                    Some(cast.record(NewParty {
                        id: PartyId(Uuid::new_v4()),
                        kind: Kind::Organisation,
                        name: member.name.clone(),
                        country: Some(member.country),
                        disclosed: member.disclosed,
                    }))
                }
            };
            cast.members.extend(party);
        }
        cast
    }

    fn person(&mut self, member: &MemberRow, new: impl FnOnce() -> NewParty) {
        let key = member.address.key();
        if !self.persons.contains_key(&key) {
            let person = self.record(new());
            self.persons.insert(key, person);
            self.without_account.push((person, member.address.clone()));
        }
    }

    fn record(&mut self, party: NewParty) -> PartyId {
        let id = party.id;
        self.new.push(party);
        id
    }
}

async fn add(
    conn: &mut Connection,
    plan: &Plan,
    known: &Known,
    hash: FileHash,
    hands: Hands,
) -> Result<Taken, IntakeError> {
    let cast = Cast::of(plan, known);
    parties::store::create(conn, &cast.new).await?;
    parties::store::record(conn, &cast.known).await?;
    let accounts: Vec<NewAccount> = cast
        .without_account
        .into_iter()
        .map(|(person, address)| NewAccount {
            person: person.0,
            address,
            locale: Locale::English,
        })
        .collect();
    accounts::store::create_all(conn, &accounts).await?;
    let import = Uuid::new_v4();
    diesel::insert_into(membership_imports::table)
        .values((
            membership_imports::id.eq(import),
            membership_imports::file_sha256.eq(hash.0.as_slice()),
            membership_imports::file_rows.eq(i32::try_from(plan.members.len()).unwrap_or(i32::MAX)),
            membership_imports::imported_by.eq(hands.imported_by.0),
            membership_imports::confirmed_by.eq(hands.confirmed_by.map(|by| by.0)),
        ))
        .execute(conn)
        .await
        .map_err(files::refusal)?;
    let last: Option<i64> = memberships::table
        .select(diesel::dsl::max(memberships::number))
        .first(conn)
        .await?;
    let first = last.unwrap_or(0).saturating_add(1);
    let numbered: Vec<(Uuid, i64, PartyId, &MemberRow)> = plan
        .members
        .iter()
        .zip(&cast.members)
        .zip(first..)
        .map(|((row, party), number)| (Uuid::new_v4(), number, *party, row))
        .collect();
    for batch in numbered.chunks(BATCH_ROWS) {
        add_memberships(conn, batch, import).await?;
    }
    let representations: Vec<_> = numbered
        .iter()
        .filter(|(_, _, _, row)| row.kind == Kind::Organisation)
        .filter_map(|(_, _, party, row)| {
            let person = cast.persons.get(&row.address.key())?;
            let since = row.member_since.min(row.term.starts_on());
            Some((*party, *person, since))
        })
        .collect();
    parties::store::represent(conn, &representations, hands.imported_by).await?;
    Ok(Taken {
        memberships: numbered.len(),
        accounts: accounts.len(),
    })
}

async fn add_memberships(
    conn: &mut Connection,
    batch: &[(Uuid, i64, PartyId, &MemberRow)],
    import: Uuid,
) -> QueryResult<()> {
    let rows: Vec<_> = batch
        .iter()
        .map(|(id, number, party, row)| {
            (
                memberships::id.eq(*id),
                memberships::number.eq(*number),
                memberships::party.eq(party.0),
                memberships::class.eq(row.class.as_str()),
                memberships::member_since.eq(row.member_since),
                memberships::import.eq(import),
            )
        })
        .collect();
    diesel::insert_into(memberships::table)
        .values(rows)
        .execute(conn)
        .await?;
    let terms: Vec<_> = batch
        .iter()
        .map(|(id, _, _, row)| {
            (
                membership_terms::membership.eq(*id),
                membership_terms::starts_on.eq(row.term.starts_on()),
                membership_terms::ends_on.eq(row.term.ends_on()),
                membership_terms::import.eq(import),
            )
        })
        .collect();
    diesel::insert_into(membership_terms::table)
        .values(terms)
        .execute(conn)
        .await?;
    let employed: Vec<_> = batch
        .iter()
        .filter_map(|(_, _, party, row)| {
            let employer = row.employer.as_ref()?;
            Some((
                affiliations::person.eq(party.0),
                affiliations::employer.eq(employer.as_str()),
            ))
        })
        .collect();
    diesel::insert_into(affiliations::table)
        .values(employed)
        .execute(conn)
        .await?;
    Ok(())
}
