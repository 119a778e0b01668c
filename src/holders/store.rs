//! All SQL of who holds the foundation.
//!
//! [`facts`]: what the figures are made of; [`handover`]: the hand-over programme;
//! [`dependence`]: what would fall if somebody left.

pub mod dependence;
pub mod facts;
pub mod handover;

use thiserror::Error;

/// Why what the database holds cannot be used.
#[derive(Debug, Error)]
pub enum HoldersError {
    #[error(transparent)]
    Members(#[from] crate::members::store::MembersError),
    #[error(transparent)]
    Bodies(#[from] crate::bodies::store::BodiesError),
    #[error(transparent)]
    Dues(#[from] crate::dues::store::DuesError),
    #[error(transparent)]
    Rule(#[from] crate::rulebook::model::RuleError),
    #[error(transparent)]
    Cells(#[from] crate::book::store::CellError),
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}
