//! How subjects give their items, and the list they make for one person.

use std::error::Error;
use std::pin::Pin;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

use super::model::{Item, in_order};
use super::store;
use crate::bodies::{self, Office};
use crate::db::Connection;
use crate::parties::PartyId;
use crate::web::words::Speaker;
use crate::web::{Frame, WebError};

/// A fault of the house.
pub type Fault = Box<dyn Error + Send + Sync>;

/// What [`Work`] answers with.
pub type Answer<'a> = Pin<Box<dyn Future<Output = Result<Vec<Item>, Fault>> + Send + 'a>>;

/// For whom a list is made, when, and in which language.
#[derive(Clone)]
pub struct Reader {
    pub account: Uuid,
    pub person: PartyId,
    /// Offices the person holds, in the order of [`Office`].
    pub offices: Vec<Office>,
    /// Offices that anybody holds by a term of their own.
    pub filled: Vec<Office>,
    /// The database's clock.
    pub now: DateTime<Utc>,
    /// The foundation's.
    pub zone: Tz,
    pub t: Speaker,
}

impl Reader {
    /// Reads what is to be known of a person; none before there is a foundation.
    ///
    /// # Errors
    /// Those of the database, and what this program does not know.
    pub async fn of(
        conn: &mut Connection,
        account: Uuid,
        person: PartyId,
        t: Speaker,
    ) -> Result<Option<Self>, Fault> {
        let Some(foundation) = bodies::store::foundation(conn).await? else {
            return Ok(None);
        };
        let now = bodies::store::now(conn).await?;
        let offices = bodies::store::offices_of(conn, person, now).await?;
        let mut filled = Vec::new();
        if !offices.is_empty() {
            let terms = bodies::store::office_terms(conn).await?;
            let held = terms.iter().filter(|term| term.held_at(now));
            filled.extend(held.map(|term| term.office));
        }
        Ok(Some(Self {
            account,
            person,
            offices,
            filled,
            now,
            zone: foundation.zone,
            t,
        }))
    }

    /// Whether this person may do what the office may: as its holder or a deputy.
    #[must_use]
    pub fn holds(&self, office: Office) -> bool {
        self.offices
            .iter()
            .any(|held| *held == office || held.stands_for() == office)
    }

    /// Whether this person may do what one of these offices may.
    #[must_use]
    pub fn holds_one_of(&self, offices: &[Office]) -> bool {
        offices.iter().any(|office| self.holds(*office))
    }

    /// Who else may do what one of these offices may, in a sentence.
    #[must_use]
    pub fn shared(&self, offices: &[Office]) -> String {
        super::model::shared(&self.offices, offices, &self.filled)
    }
}

/// What waits for people in one subject.
///
/// A subject adds its own in ten lines, in `src/app/tasks/`, and its name to the
/// list in `app::tasks::joined`; it is then on everybody's page and in the weekly
/// letter, and can be put off:
///
/// ```ignore
/// impl Work for Motions {
///     fn items<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a> {
///         Box::pin(async move {
///             let motions = motions::store::to_second(conn, reader.person, reader.now).await?;
///             Ok(motions.iter().map(|motion| Item {
///                 due: Some(motion.ends_at),
///                 ..Item::of_office(format!("motion:{}:seconding", motion.number), sentence, path)
///             }).collect())
///         })
///     }
/// }
/// ```
///
/// An item stands for something this very person can do now, and is gone when
/// somebody did it: it is asked of the subject's own records, never stored.
pub trait Work: Send + Sync {
    /// What waits for this person now.
    fn items<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a>;
}

/// The work of every subject; handlers take it as `web::Data<Joined>`.
#[derive(Clone, Default)]
pub struct Joined(pub Vec<Arc<dyn Work>>);

/// What needs one person, in order, and what of it they put off.
#[derive(Clone, Debug)]
pub struct Agenda {
    /// When it was made, by the database's clock.
    pub now: DateTime<Utc>,
    pub waiting: Vec<Item>,
    /// Each with when it is back.
    pub put_off: Vec<(Item, DateTime<Utc>)>,
}

/// The list of one person.
///
/// # Errors
/// Those of the database, and of any subject.
pub async fn agenda(
    conn: &mut Connection,
    joined: &Joined,
    reader: &Reader,
) -> Result<Agenda, Fault> {
    let mut items = Vec::new();
    for work in &joined.0 {
        items.extend(work.items(conn, reader).await?);
    }
    in_order(&mut items);
    let mut agenda = Agenda {
        now: reader.now,
        waiting: Vec::new(),
        put_off: Vec::new(),
    };
    if items.is_empty() {
        return Ok(agenda);
    }
    let put_off = store::snoozes(conn, reader.account, reader.now).await?;
    for item in items {
        let back = put_off
            .get(&item.key)
            // What is due meanwhile, or must not wait any more, is not put off.
            .filter(|back| item.can_wait && item.due.is_none_or(|due| **back < due));
        match back {
            Some(back) => agenda.put_off.push((item, *back)),
            None => agenda.waiting.push(item),
        }
    }
    Ok(agenda)
}

/// The list of whoever reads a page; its frame tells the number from then on. None for
/// whoever is not signed in.
///
/// # Errors
/// As [`agenda`].
pub async fn agenda_of(
    conn: &mut Connection,
    joined: &Joined,
    frame: &mut Frame,
) -> Result<Option<Agenda>, WebError> {
    let Some(account) = &frame.account else {
        return Ok(None);
    };
    let person = PartyId(account.person);
    let reader = Reader::of(conn, account.account, person, frame.t.clone())
        .await
        .map_err(WebError::Internal)?;
    let Some(reader) = reader else {
        return Ok(None);
    };
    let agenda = agenda(conn, joined, &reader)
        .await
        .map_err(WebError::Internal)?;
    frame.waiting = Some(agenda.waiting.len());
    Ok(Some(agenda))
}
