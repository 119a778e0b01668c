//! What can be entered about an asset: each act with its title and its fields.

use diesel::QueryResult;
use uuid::Uuid;

use crate::db::Connection;
use crate::registry::model::uncounted::Uncounted;
use crate::registry::model::{Kind, event};
use crate::registry::store::cases::{self, Case, Class};
use crate::registry::store::conveyances::Conveyance;
use crate::registry::store::facts::{self, Event, Role, Wish};
use crate::registry::store::incidents::{Incident, Stage};
use crate::registry::store::keeping::{self, Custodian};
use crate::registry::store::whole::Whole;
use crate::registry::views::uncounted;
use crate::web::times::day_said;

/// What is entered about an asset that is there.
#[derive(Clone, Debug)]
pub(super) enum Act {
    Change,
    Case,
    CaseChange(Box<Case>),
    Class(Box<Case>),
    ClassEnd(Box<Class>),
    Event,
    /// That of a day which is entered already.
    EventEntered(Uncounted),
    EventCorrection(Event),
    EventWithdrawal(Event),
    /// That another keeper is asked to withdraw it.
    WithdrawalWish(Event),
    Role,
    RoleEnd(Role),
    Conveyance,
    Recordal(Box<Conveyance>),
    Document,
    Custody,
    CustodyEnd(Box<Custodian>),
    Incident,
    IncidentConfirm(Box<Incident>),
    IncidentEnd(Box<Incident>),
    IncidentEndConfirm(Box<Incident>),
}

/// That somebody asks to have an event withdrawn, and why.
pub(super) fn asked(wish: &Wish) -> String {
    format!(
        "{} asks another keeper to withdraw it: {}",
        wish.wisher, wish.reason
    )
}

impl Act {
    /// The act of an address, of what `of` names; none where there is no such thing.
    pub(super) fn find(word: &str, of: &str, whole: &Whole) -> Option<Self> {
        let id = Uuid::parse_str(of).ok();
        let case = || {
            whole
                .cases
                .iter()
                .find(|case| Some(case.mark_case) == id)
                .cloned()
                .map(Box::new)
        };
        let event = || {
            whole
                .events
                .iter()
                .find(|event| Some(event.id) == id)
                .cloned()
        };
        let incident = |stage: Stage| {
            let found = whole
                .incidents
                .iter()
                .find(|incident| Some(incident.id) == id)?;
            (found.stage() == stage).then(|| Box::new(found.clone()))
        };
        let is_mark = whole.asset.kind == Kind::Trademark;
        Some(match word {
            "change" => Self::Change,
            "case" if is_mark => Self::Case,
            "case-change" => Self::CaseChange(case()?),
            "class" => Self::Class(case()?),
            "class-end" => {
                let class = whole.classes.iter().find(|class| Some(class.id) == id)?;
                Self::ClassEnd(Box::new(class.clone()))
            }
            "event" => Self::Event,
            "event-entered" => {
                let mut entered = whole.uncounted().into_iter();
                Self::EventEntered(entered.find(|day| day.key() == of)?)
            }
            "event-correction" => Self::EventCorrection(event()?),
            "event-withdrawal" => Self::EventWithdrawal(event()?),
            "withdrawal-wish" => Self::WithdrawalWish(event()?),
            "role" => Self::Role,
            "role-end" => {
                Self::RoleEnd(whole.roles.iter().find(|role| Some(role.id) == id)?.clone())
            }
            "conveyance" => Self::Conveyance,
            "recordal" => {
                let link = whole.conveyances.iter().find(|link| Some(link.id) == id)?;
                Self::Recordal(Box::new(link.clone()))
            }
            "document" => Self::Document,
            "custody" => Self::Custody,
            "custody-end" => {
                let kept = whole
                    .custodians
                    .iter()
                    .find(|kept| Some(kept.custody) == id)?;
                Self::CustodyEnd(Box::new(kept.clone()))
            }
            "incident" => Self::Incident,
            "incident-confirmation" => Self::IncidentConfirm(incident(Stage::Recorded)?),
            "incident-end" => Self::IncidentEnd(incident(Stage::Stands)?),
            "incident-end-confirmation" => Self::IncidentEndConfirm(incident(Stage::Ending)?),
            _ => return None,
        })
    }

    /// The same where it is done once to what `of` names, and was done before, by this form or
    /// by another: which of them it was the store tells.
    ///
    /// # Errors
    /// Those of the database.
    pub(super) async fn find_done(
        conn: &mut Connection,
        word: &str,
        of: &str,
        whole: &Whole,
    ) -> QueryResult<Option<Self>> {
        if word == "event-entered" {
            return Ok(Uncounted::of_key(of).map(Self::EventEntered));
        }
        let Ok(id) = Uuid::parse_str(of) else {
            return Ok(None);
        };
        let asset = whole.asset.id;
        let incident = |stage: Stage| {
            let found = whole.incidents.iter().find(|incident| incident.id == id)?;
            (found.stage() > stage).then(|| Box::new(found.clone()))
        };
        Ok(match word {
            "class-end" => {
                let class = cases::class_ever(conn, asset, id).await?;
                class.map(|class| Self::ClassEnd(Box::new(class)))
            }
            "event-correction" => {
                let event = facts::event_ever(conn, asset, id).await?;
                event.map(Self::EventCorrection)
            }
            "event-withdrawal" => {
                let event = facts::event_ever(conn, asset, id).await?;
                event.map(Self::EventWithdrawal)
            }
            "withdrawal-wish" => {
                let event = facts::event_ever(conn, asset, id).await?;
                event.map(Self::WithdrawalWish)
            }
            "role-end" => facts::role_ever(conn, asset, id).await?.map(Self::RoleEnd),
            "custody-end" => {
                let kept = keeping::custody_ever(conn, asset, id).await?;
                kept.map(|kept| Self::CustodyEnd(Box::new(kept)))
            }
            "incident-confirmation" => incident(Stage::Recorded).map(Self::IncidentConfirm),
            "incident-end" => incident(Stage::Stands).map(Self::IncidentEnd),
            "incident-end-confirmation" => incident(Stage::Ending).map(Self::IncidentEndConfirm),
            _ => None,
        })
    }

    /// Whether any officer does it, and not only whoever keeps the register: what
    /// happened can always be said.
    pub(super) fn is_everybodys(word: &str) -> bool {
        matches!(
            word,
            "incident" | "incident-confirmation" | "incident-end" | "incident-end-confirmation"
        )
    }

    pub(super) fn title(&self) -> String {
        match self {
            Self::Change => "Change this asset".to_owned(),
            Self::Case => "A case at an office".to_owned(),
            Self::CaseChange(case) => format!("Change case {}", case.label()),
            Self::Class(case) => format!("A class of case {}", case.label()),
            Self::ClassEnd(class) => format!("End class {}", class.class_no),
            Self::Event => "Record an event".to_owned(),
            Self::EventEntered(day) => format!("Record the event: {}", event::title(day.code)),
            Self::EventCorrection(known) => format!("Correct: {}", event::title(&known.code)),
            Self::EventWithdrawal(known) => {
                format!("It never happened: {}", event::title(&known.code))
            }
            Self::WithdrawalWish(known) => {
                format!(
                    "Ask a second keeper to withdraw: {}",
                    event::title(&known.code)
                )
            }
            Self::Role => "A party to this asset".to_owned(),
            Self::RoleEnd(role) => format!("No longer: {}", role.name),
            Self::Conveyance => "A conveyance of the chain of title".to_owned(),
            Self::Recordal(link) => format!("Record the recordal of conveyance {}", link.number),
            Self::Document => "A document".to_owned(),
            Self::Custody => "A custodian".to_owned(),
            Self::CustodyEnd(kept) => format!("End custody of {}", kept.name),
            Self::Incident => "Record an incident".to_owned(),
            Self::IncidentConfirm(incident) => format!("Confirm incident {}", incident.number),
            Self::IncidentEnd(incident) => format!("Incident {} is put right", incident.number),
            Self::IncidentEndConfirm(incident) => {
                format!("Confirm that incident {} is put right", incident.number)
            }
        }
    }

    pub(super) fn button(&self) -> &'static str {
        match self {
            Self::IncidentConfirm(_) | Self::IncidentEndConfirm(_) => "Confirm it",
            Self::ClassEnd(_) | Self::RoleEnd(_) | Self::CustodyEnd(_) => "End it",
            Self::EventWithdrawal(_) => "Withdraw it",
            Self::WithdrawalWish(_) => "Ask for it",
            _ => "Record it",
        }
    }

    /// What stands above the fields.
    pub(super) fn leads(&self, whole: &Whole) -> Vec<String> {
        let said = |text: &str| vec![text.to_owned()];
        match self {
            Self::Change => {
                let mut leads =
                    said("What is entered becomes the next version; the earlier ones stay.");
                if whole.asset.protected {
                    leads.push("This asset is protected: title, owner, holding, state, protection and what identifies it change by a deed alone. Everything else can be changed here.".to_owned());
                }
                leads
            }
            Self::Case | Self::CaseChange(_) => {
                said("Fields bear the INID codes of WIPO ST.60. What is not known yet stays empty.")
            }
            Self::Class(_) => said(
                "The same goods under another edition of the Nice Classification: enter them here first, letter for letter, and then end those of the earlier edition. Of a protected mark other goods in the place of those that are there take a deed, which ends these.",
            ),
            Self::Conveyance => said(
                "Enter the chain from the latest conveyance back, with names letter for letter as they stand in the next one. Of a protected asset only what leads to its owner can be entered; what leads away takes a deed.",
            ),
            Self::Recordal(link) => vec![
                format!(
                    "{} → {}, {}. Executed on {}.",
                    link.from_party,
                    link.to_party,
                    link.instrument,
                    day_said(&link.executed_on)
                ),
                "That an office recorded it changes nothing of whose the asset is. What is entered again for the same office takes the place of what was entered before.".to_owned(),
            ],
            Self::Custody => said(
                "Who keeps access, with what, and where recovery codes lie. Never write a code, a key or the words of a seed.",
            ),
            Self::Incident => said(
                "What came from outside is always recorded: it never changes whose the asset rightfully is. It counts, stands first on the public page and alerts every director once another officer confirmed it.",
            ),
            Self::IncidentConfirm(incident) | Self::IncidentEndConfirm(incident) => {
                let kind = incident.kind.said();
                let mut leads = vec![format!(
                    "{kind} on {}, recorded by {}: {}",
                    day_said(&incident.happened_on),
                    incident.recorder,
                    incident.what
                )];
                if let (Self::IncidentEndConfirm(_), Some(on), Some(outcome)) =
                    (self, incident.ended_on, &incident.outcome)
                {
                    leads.push(format!("Put right on {}: {outcome}", day_said(&on)));
                }
                leads
            }
            Self::WithdrawalWish(known) => vec![
                format!(
                    "{}, {}. It stands until another who keeps the register withdraws it, as their tasks ask them to. After 30 days it is asked for anew.",
                    event::title(&known.code),
                    day_said(&known.happened_on)
                ),
                "If only its day is wrong, correct the event instead.".to_owned(),
            ],
            Self::EventEntered(day) => uncounted::leads(day),
            Self::EventCorrection(_) => said(
                "The correction takes the place of the event; what was recorded stays in the register’s history, and deadlines are computed anew.",
            ),
            _ => Vec::new(),
        }
    }

    /// Whether something can be entered by it that lets a protected asset go.
    pub(super) fn lets_go(&self, whole: &Whole) -> bool {
        whole.asset.protected
            && matches!(
                self,
                Self::CaseChange(_) | Self::Event | Self::EventWithdrawal(_)
            )
    }

    /// The version that was read, where there is one.
    pub(super) fn read(&self, whole: &Whole) -> i32 {
        match self {
            Self::Change => whole.asset.version,
            Self::CaseChange(case) => case.version,
            _ => 0,
        }
    }
}
