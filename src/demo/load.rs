//! Loads the demonstration once, through the same stores as real acts.

mod polls;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use chrono::{Duration, NaiveDate};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::keys::{self, OfficerKey};
use super::people::{self, AUDITOR, OFFICERS, PERSONAS, TREASURER, members_file};
use super::signing::{awaited, carry_out};
use super::{Fault, boards, rules};
use crate::accounts::model::NewPassword;
use crate::accounts::{self, Address};
use crate::acts;
use crate::bodies;
use crate::db::{Connection, Pool};
use crate::members::store::intake::{self, FileHash};
use crate::members::store::representation_changes::{self, Proposal};
use crate::notices::Rosters;
use crate::parties::{self, Name, PartyId};
use crate::polls::ReceiptKey;
use crate::rolls;
use crate::setup;
use crate::web::words::{Locale, Words};

/// The password of every account of the demonstration.
pub const PASSWORD: &str = "tamarack demonstration";

/// What a newcomer can sign in as: address and what it is for.
#[must_use]
pub fn sign_ins() -> Vec<(String, String)> {
    let office = |office: &str| match office {
        "secretary" => "the secretary, who keeps the members",
        _ => "an election officer, who drafts, opens and certifies",
    };
    let officers = OFFICERS.iter().map(|(name, local, held)| {
        (
            format!("{local}@tamarack.example"),
            format!("{name}, {}", office(held)),
        )
    });
    let members = PERSONAS.iter().map(|(name, local, _, what)| {
        (
            format!("{local}@tamarack.example"),
            format!("{name}, {what}"),
        )
    });
    let (name, local) = AUDITOR;
    let auditor = (
        format!("{local}@tamarack.example"),
        format!("{name}, the auditor of the year, who reads every register"),
    );
    let (name, local) = TREASURER;
    let treasurer = (
        format!("{local}@tamarack.example"),
        format!("{name}, the treasurer, who keeps the dues"),
    );
    officers
        .chain(members)
        .chain([treasurer, auditor])
        .collect()
}

/// Loads the demonstration unless there is a foundation already.
///
/// # Errors
/// The first fault; the data folder is then started afresh.
pub async fn load_once(
    db: &Pool,
    data: &Path,
    origin: &str,
    receipt_key: &ReceiptKey,
    (rosters, words): (&dyn Rosters, &Arc<Words>),
) -> Result<bool, Fault> {
    let mut conn = db.get().await?;
    if bodies::store::foundation(&mut conn).await?.is_some() {
        if data.join(WHOLE).exists() {
            return Ok(false);
        }
        if data.join(BEGUN).exists() {
            return Err(
                "an earlier start ended before it was loaded whole. Start again with --fresh"
                    .into(),
            );
        }
        return Err(
            "this data folder holds a foundation of somebody's own. Start with --empty to serve it"
                .into(),
        );
    }
    fs::create_dir_all(data.join("demo"))?;
    fs::write(data.join(BEGUN), "")?;
    let mut loader = Loader {
        conn: &mut conn,
        data,
        receipt_key,
        officers: Vec::new(),
        keys: Vec::new(),
        desk: None,
        roll: Uuid::nil(),
        today: NaiveDate::default(),
    };
    loader.found(origin).await?;
    loader.take_members().await?;
    loader.set_passwords().await?;
    loader.seat_people().await?;
    loader.make_keys().await?;
    loader.tell_of_ties().await?;
    loader.certify_roll().await?;
    loader.adopt_rulebook().await?;
    loader.hold_polls().await?;
    loader.publish_next_roll().await?;
    let secretary = PartyId(loader.officers[2].0);
    super::notices::load(loader.conn, rosters, words, secretary).await?;
    super::dues::load(loader.conn).await?;
    super::joining::load(loader.conn, secretary).await?;
    loader.propose_a_representative(secretary).await?;
    let desk = loader.desk.as_mut().ok_or("nobody is seated yet")?;
    super::dates::announce(loader.conn, desk, secretary).await?;
    let committee = (PartyId(loader.officers[0].0), PartyId(loader.officers[1].0));
    super::elections::load(loader.conn, desk, committee).await?;
    super::petitions::load(loader.conn).await?;
    super::registry::load(loader.conn, *desk).await?;
    super::matters::load(loader.conn, desk).await?;
    super::motions::load(loader.conn, desk).await?;
    super::docket::load(loader.conn, secretary).await?;
    super::deeds::load(loader.conn, secretary).await?;
    super::holders::load(loader.conn, &loader.officers).await?;
    // Of marks and licences: from what the registry holds by now.
    super::permits::load(loader.conn, (secretary, committee.0)).await?;
    super::licences::load(loader.conn, secretary).await?;
    super::imports::load(loader.conn, secretary).await?;
    fs::write(data.join(WHOLE), "")?;
    Ok(true)
}

/// Stands in a data folder whose foundation is the demonstration, from before it is loaded:
/// nothing else is ever removed by `--fresh`.
pub const BEGUN: &str = "demo/begun";
/// Stands there once the demonstration is loaded whole.
const WHOLE: &str = "demo/whole";

struct Loader<'a> {
    conn: &'a mut Connection,
    data: &'a Path,
    receipt_key: &'a ReceiptKey,
    /// Person and name, in the order of [`OFFICERS`].
    officers: Vec<(Uuid, String)>,
    /// The standing keys of the two election officers.
    keys: Vec<OfficerKey>,
    /// Where decisions are entered, once people are seated.
    desk: Option<boards::Desk>,
    roll: Uuid,
    today: NaiveDate,
}

impl Loader<'_> {
    /// Another is to vote for an organisation: it waits for a second officer.
    async fn propose_a_representative(&mut self, secretary: PartyId) -> Result<(), Fault> {
        let (organisation, name, local) = people::NEXT_REPRESENTATIVE;
        let organisation = Name::parse(organisation)?;
        let proposal = Proposal {
            organisation: parties::store::organisation_named(self.conn, &organisation)
                .await?
                .ok_or("an organisation is missing")?,
            name: &Name::parse(name)?,
            address: &Address::parse(&format!("{local}@tamarack.example"))?,
            from: self.today + Duration::days(9),
            decision: None,
        };
        representation_changes::propose(self.conn, &proposal, secretary).await?;
        Ok(())
    }

    async fn found(&mut self, origin: &str) -> Result<(), Fault> {
        let mut form = setup::model::Form::proposed(origin);
        form.name = "Tamarack OS Foundation".into();
        form.time_zone = "Europe/Berlin".into();
        for (row, (name, local, office)) in form.officers.iter_mut().zip(OFFICERS) {
            row.name = name.into();
            row.address = format!("{local}@tamarack.example");
            row.office = office.into();
        }
        let founding = setup::model::judge(&form)
            .map_err(|faults| format!("the founding record: {faults:?}"))?;
        let token: [u8; 32] = rand::random();
        let hash: [u8; 32] = Sha256::digest(token).into();
        bodies::store::invite_to_set_up(self.conn, hash).await?;
        setup::store::found(self.conn, hash, &founding, Locale::English).await?;
        for (name, local, _) in OFFICERS {
            let person = self.person(local).await?;
            self.officers.push((person, name.to_owned()));
        }
        let now = bodies::store::now(self.conn).await?;
        self.today = founding.foundation.day(now);
        Ok(())
    }

    async fn account(&mut self, local: &str) -> Result<accounts::store::AccountRow, Fault> {
        let address = Address::parse(&format!("{local}@tamarack.example"))?;
        Ok(accounts::store::by_address(self.conn, &address)
            .await?
            .ok_or("an account of the demonstration is missing")?)
    }

    async fn person(&mut self, local: &str) -> Result<Uuid, Fault> {
        Ok(self.account(local).await?.person)
    }

    async fn take_members(&mut self) -> Result<(), Fault> {
        let file = members_file(self.today);
        let hash = FileHash::of(file.as_bytes());
        let secretary = PartyId(self.officers[2].0);
        intake::keep_draft(self.conn, file.as_bytes(), secretary).await?;
        intake::take(self.conn, hash, secretary).await?;
        Ok(())
    }

    async fn seat_people(&mut self) -> Result<(), Fault> {
        let mut persons = BTreeMap::new();
        for local in boards::locals() {
            let person = self.person(local).await?;
            persons.insert(local, PartyId(person));
        }
        let founders: Vec<PartyId> = self.officers.iter().map(|(id, _)| PartyId(*id)).collect();
        let desk = boards::seat(self.conn, &founders, &persons, self.today).await?;
        self.desk = Some(desk);
        Ok(())
    }

    async fn tell_of_ties(&mut self) -> Result<(), Fault> {
        let mut persons = Vec::new();
        for (local, organisation) in super::kin::TIES {
            persons.push((PartyId(self.person(local).await?), organisation));
        }
        let secretary = PartyId(self.officers[2].0);
        super::kin::load(self.conn, &persons, secretary, self.today).await
    }

    async fn set_passwords(&mut self) -> Result<(), Fault> {
        let locals = OFFICERS
            .iter()
            .map(|(_, local, _)| *local)
            .chain(PERSONAS.iter().map(|(_, local, ..)| *local))
            .chain([TREASURER.1, AUDITOR.1]);
        for local in locals {
            let account = self.account(local).await?;
            let password = NewPassword::parse(PASSWORD, PASSWORD, &[&account.address])
                .map_err(|fault| format!("the password of the demonstration: {fault:?}"))?;
            let phc = accounts::password::hash(password).await?;
            accounts::store::set_password(self.conn, account.id, Some(&phc), Uuid::nil()).await?;
        }
        Ok(())
    }

    /// The two election officers make their keys, and the certifier takes them up.
    async fn make_keys(&mut self) -> Result<(), Fault> {
        for (person, name) in &self.officers[..2] {
            let key = OfficerKey::make(*person, name);
            acts::store::upload_key(self.conn, *person, &key.public()?).await?;
            self.keys.push(key);
        }
        keys::keep_officers(self.data, &self.keys)?;
        awaited(self.conn, async |conn| {
            Ok(acts::store::keys(conn).await?.len() == 2)
        })
        .await
    }

    async fn certify_roll(&mut self) -> Result<(), Fault> {
        let record_date = self.today - Duration::days(20);
        let number = rolls::store::propose(self.conn, self.officers[0].0, record_date, &[]).await?;
        let roll = rolls::store::by_number(self.conn, number)
            .await?
            .ok_or("the roll is missing")?;
        let act = rolls::store::prepare(self.conn, &roll, self.officers[1].0).await?;
        carry_out(self.conn, self.data, act).await?;
        self.roll = roll.id;
        Ok(())
    }

    async fn publish_next_roll(&mut self) -> Result<(), Fault> {
        let officers = [self.officers[0].0, self.officers[1].0];
        let (_, local, ..) = PERSONAS[0];
        let member = self.person(local).await?;
        super::hearing::publish(self.conn, officers, member, self.today).await
    }

    async fn adopt_rulebook(&mut self) -> Result<(), Fault> {
        let desk = self.desk.ok_or("nobody is seated yet")?;
        let officer = PartyId(self.officers[1].0);
        rules::adopt(self.conn, self.data, desk, officer).await
    }
}
