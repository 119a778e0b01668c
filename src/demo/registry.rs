//! What the demonstration's foundation owns: its marks ([`marks`]), a domain that was
//! stolen, and the keys, accounts and papers by which it works. Entered by its secretary.

mod marks;

use chrono::{Duration, NaiveDate};
use uuid::Uuid;

use super::Fault;
use super::boards::Desk;
use crate::accounts;
use crate::db::Connection;
use crate::outbox::Address;
use crate::parties::PartyId;
use crate::registry::model::custody::{Duty, Factor, NewCustody};
use crate::registry::model::event::NewEvent;
use crate::registry::model::fields::Texts;
use crate::registry::model::{Common, Holding, IncidentKind, Kind, NewIncident, State};
use crate::registry::store::assets::NewVersion;
use crate::registry::store::facts::Happened;
use crate::registry::store::{assets, facts, incidents, keeping, whole};

const OWNER: &str = "Tamarack OS Foundation";
struct Keeper<'a> {
    conn: &'a mut Connection,
    desk: Desk,
}

impl Keeper<'_> {
    fn ago(&self, days: i64) -> NaiveDate {
        self.desk.today - Duration::days(days)
    }

    async fn person(&mut self, local: &str) -> Result<PartyId, Fault> {
        let address = Address::parse(&format!("{local}@tamarack.example"))?;
        let account = accounts::store::by_address(self.conn, &address)
            .await?
            .ok_or("somebody of the demonstration is missing")?;
        Ok(PartyId(account.person))
    }

    async fn asset(
        &mut self,
        kind: Kind,
        title: &str,
        holding: Holding,
        identifiers: &[(&str, &str)],
        details: &[(&str, String)],
    ) -> Result<Uuid, Fault> {
        let id = Uuid::new_v4();
        let identifiers: Texts = identifiers
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect();
        let details: Texts = details
            .iter()
            .map(|(key, value)| ((*key).to_owned(), value.clone()))
            .collect();
        let common = Common {
            title: title.to_owned(),
            holding,
            owner: OWNER.to_owned(),
            state: State::Active,
            protected: matches!(
                kind,
                Kind::Trademark | Kind::Domain | Kind::SigningKey | Kind::Copyright
            ),
            open: true,
            reason: "Entered from the foundation’s papers.".to_owned(),
        };
        let new = NewVersion {
            common: &common,
            identifiers: &identifiers,
            details: &details,
            corrected: false,
            by: self.desk.enterer,
        };
        assets::enter(self.conn, id, kind, &new).await?;
        Ok(id)
    }

    async fn keeps(
        &mut self,
        asset: Uuid,
        local: &str,
        duty: Duty,
        days: i64,
    ) -> Result<(), Fault> {
        let person = self.person(local).await?;
        let new = NewCustody {
            duty,
            factor: Factor::HardwareKey,
            place: "Safe of the office in Berlin, envelope 7".to_owned(),
            since: self.ago(days),
        };
        let id = Uuid::new_v4();
        keeping::give(self.conn, (id, asset), person, &new, self.desk.enterer).await?;
        // Whoever took it up long ago said since that it works, but for the mark's first.
        if days > 92 && days < 200 {
            let kept = keeping::of_asset(self.conn, asset).await?;
            if let Some(kept) = kept.iter().find(|kept| kept.custody == id) {
                keeping::attest(self.conn, kept, "Signed in with it today.", person).await?;
            }
        }
        Ok(())
    }

    async fn event(
        &mut self,
        asset: Uuid,
        mark_case: Option<Uuid>,
        code: &str,
        on: NaiveDate,
        note: &str,
    ) -> Result<(), Fault> {
        let event = NewEvent {
            code: code.to_owned(),
            mark_case,
            happened_on: on,
            note: note.to_owned(),
        };
        let new = Happened {
            id: Uuid::new_v4(),
            asset,
            event: &event,
            source: "manual",
            file: None,
            corrects: None,
            withdrawn: false,
            by: self.desk.enterer,
        };
        facts::record(self.conn, &new).await?;
        Ok(())
    }

    /// The domain, and one that was taken from us.
    async fn domains(&mut self, confirmer: PartyId) -> Result<(), Fault> {
        for (name, expires) in [("tamarack.example", 101), ("tamarack-os.example", 250)] {
            let expires = self.desk.today + Duration::days(expires);
            let domain = self
                .asset(
                    Kind::Domain,
                    name,
                    Holding::Owned,
                    &[("fqdn", name)],
                    &[
                        ("registrar", "Larch Names AG".to_owned()),
                        ("registrant", OWNER.to_owned()),
                        ("expires_on", expires.to_string()),
                        ("auto_renew", "yes".to_owned()),
                        (
                            "statuses",
                            "clientTransferProhibited, clientDeleteProhibited".to_owned(),
                        ),
                        ("dnssec", "signed".to_owned()),
                    ],
                )
                .await?;
            self.event(
                domain,
                None,
                "DOMAIN_EXPIRY",
                expires,
                "As the registrar shows it.",
            )
            .await?;
            self.keeps(domain, "member053", Duty::Primary, 120).await?;
            self.keeps(domain, "tomasz", Duty::Backup, 120).await?;
            if name == "tamarack-os.example" {
                let stolen = NewIncident {
                    kind: IncidentKind::UnauthorisedTransfer,
                    happened_on: self.ago(2),
                    what: "The domain was moved to another registrar with a forged letter of authority.\nThe registrar was told the same day; a dispute is open.".to_owned(),
                };
                incidents::record(
                    self.conn,
                    (Uuid::new_v4(), domain),
                    &stolen,
                    None,
                    self.desk.enterer,
                )
                .await?;
                let open = incidents::of_asset(self.conn, domain).await?;
                let first = open
                    .first()
                    .ok_or("an incident of the demonstration is missing")?;
                incidents::confirm(self.conn, first, confirmer).await?;
            }
        }
        Ok(())
    }

    async fn others(&mut self) -> Result<(), Fault> {
        let today = self.desk.today;
        let key = self
            .asset(
                Kind::SigningKey,
                "Release signing key 2026",
                Holding::Owned,
                &[
                    (
                        "fingerprint",
                        "7A6F 52C1 99D0 4B11 0E2F 8C55 1D3A 60B7 EE41 90AC",
                    ),
                    ("algorithm", "Ed25519"),
                ],
                &[
                    (
                        "purpose",
                        "Signs packages and repository metadata".to_owned(),
                    ),
                    ("expires_on", (today + Duration::days(400)).to_string()),
                    ("kept_in", "HSM in Falkenstein".to_owned()),
                    ("quorum", "2 of 3".to_owned()),
                ],
            )
            .await?;
        self.event(key, None, "KEY_EXPIRY", today + Duration::days(400), "")
            .await?;
        self.keeps(key, "member053", Duty::Primary, 30).await?;
        self.keeps(key, "amara", Duty::Backup, 30).await?;
        let certificate = self
            .asset(
                Kind::Certificate,
                "Certificate of tamarack.example",
                Holding::Owned,
                &[("issuer", "Larch Trust CA"), ("serial", "04:9f:3c:11:ab")],
                &[("names", "tamarack.example, www.tamarack.example".to_owned())],
            )
            .await?;
        self.event(
            certificate,
            None,
            "CERTIFICATE_EXPIRY",
            today + Duration::days(45),
            "",
        )
        .await?;
        let account = self
            .asset(
                Kind::Account,
                "Code hosting organisation",
                Holding::Owned,
                &[("service", "Codeyard"), ("name", "tamarack-os")],
                &[("purpose", "Where the source is worked on".to_owned())],
            )
            .await?;
        self.keeps(account, "ines", Duty::Primary, 100).await?;
        self.asset(
            Kind::Repository,
            "Source of the operating system",
            Holding::Owned,
            &[("url", "https://code.tamarack.example/os")],
            &[("licence", "GPL-2.0-only".to_owned())],
        )
        .await?;
        self.asset(
            Kind::Copyright,
            "Handbook of Tamarack OS",
            Holding::Owned,
            &[],
            &[
                ("author", "The contributors".to_owned()),
                ("licence", "CC-BY-SA-4.0".to_owned()),
            ],
        )
        .await?;
        self.asset(
            Kind::Terms,
            "Developer Certificate of Origin",
            Holding::Owned,
            &[("instrument", "dco"), ("edition", "1.1")],
            &[("repositories", "All".to_owned())],
        )
        .await?;
        let contract = self
            .asset(
                Kind::Contract,
                "Hosting of the build machines",
                Holding::Owned,
                &[
                    ("reference", "NL-2024-118"),
                    ("counterparty", "Northlight Hosting"),
                ],
                &[("ends_on", (today + Duration::days(170)).to_string())],
            )
            .await?;
        self.event(
            contract,
            None,
            "CONTRACT_END",
            today + Duration::days(170),
            "",
        )
        .await
    }
}

/// # Errors
/// The first fault.
pub(super) async fn load(conn: &mut Connection, desk: Desk) -> Result<(), Fault> {
    let confirmer = desk.confirmer;
    let mut keeper = Keeper { conn, desk };
    keeper.word_mark().await?;
    keeper.domains(confirmer).await?;
    keeper.intended_mark().await?;
    keeper.others().await?;
    whole::by_number(keeper.conn, 1)
        .await?
        .ok_or("the register of the demonstration is empty")?;
    Ok(())
}
