//! What a file that was judged adds: parties, accounts, memberships with their terms, and who
//! represents whom.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::{FileHash, IntakeError, Taken};
use crate::accounts;
use crate::accounts::store::NewAccount;
use crate::db::Connection;
use crate::db::schema::members::{affiliations, membership_imports, membership_terms, memberships};
use crate::members::import::plan::{Known, Plan};
use crate::members::import::row::MemberRow;
use crate::members::store::files::{self, Hands};
use crate::outbox::Address;
use crate::parties::store::NewParty;
use crate::parties::{self, Kind, PartyId};
use crate::web::words::Locale;

/// Rows of one INSERT, well under PostgreSQL's 65,535 parameters.
const BATCH_ROWS: usize = 1000;

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

pub(super) async fn add(
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
