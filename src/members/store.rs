//! All SQL of classes, memberships and files of members.
//!
//! [`classes`] and their votes; [`history`]: who is a member, with what
//! standing and votes, on any day as known at any instant; [`intake`]: a file
//! of members taken whole, [`stages`]: a large one; [`record`]: later facts about single memberships;
//! [`admission`]: a membership that begins by an application or a transfer;
//! [`representation_changes`]: another who votes for an organisation;
//! [`representatives`]: who stands for one beside the voter; [`kin`]:
//! the weight of a related group; [`breaches`]: members that came together;
//! [`cases`]: suspension and termination with notice and hearing; [`refusals`]:
//! what the database refuses, in sentences; [`dossier`]: everything ever recorded
//! about one; [`files`]: by whose hands a file goes; [`book`]: all of them as of any day, in stretches; [`listing`]: the
//! list of them, searched and counted a page at a time; [`meant`]: whom somebody
//! means; [`invitations`].

pub mod admission;
pub mod book;
pub mod breaches;
pub mod cases;
pub mod classes;
pub mod dossier;
pub mod files;
pub mod history;
pub mod intake;
pub mod invitations;
pub mod kin;
pub mod listing;
pub mod meant;
pub mod record;
pub mod refusals;
pub mod representation_changes;
pub mod representatives;
pub mod stages;

pub use classes::Class;
pub use history::{Line, history_as_known, memberships_of};

use thiserror::Error;

use super::model::ClassId;
use crate::db::read_from_words;

read_from_words!(ClassId);

/// Why what the database holds about members cannot be used.
#[derive(Debug, Error)]
pub enum MembersError {
    #[error("the database holds {what} this program does not know: {value}")]
    Unknown { what: &'static str, value: String },
    #[error(transparent)]
    Bodies(#[from] crate::bodies::store::BodiesError),
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

impl MembersError {
    fn unknown(what: &'static str, value: impl ToString) -> Self {
        Self::Unknown {
            what,
            value: value.to_string(),
        }
    }
}
