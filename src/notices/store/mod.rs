//! All SQL of notices.

pub mod certificates;
pub mod drafts;
pub mod giving;
pub mod objections;
pub mod outlook;
pub mod reading;
pub mod steps;

use thiserror::Error;

/// Why notices could not be read.
#[derive(Debug, Error)]
pub enum NoticesError {
    #[error("notice {0} holds what this version of the program does not know")]
    Unreadable(i32),
    #[error(transparent)]
    Bodies(#[from] crate::bodies::store::BodiesError),
    #[error(transparent)]
    Rule(#[from] crate::rulebook::model::RuleError),
    #[error("the subjects above could not say to whom it is due: {0}")]
    Rosters(Box<dyn std::error::Error + Send + Sync>),
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}
