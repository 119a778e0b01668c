//! To whom a notice is due. Pure.

use uuid::Uuid;

use crate::parties::PartyId;

/// One to whom a notice is due: a membership, or a seat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// None of a seat.
    pub membership: Option<Uuid>,
    pub party: PartyId,
    /// The party's name.
    pub name: String,
    /// In which capacity: `Individual member, number 12`.
    pub capacity: String,
    /// Who receives it: the person, or the organisation's representative; none
    /// where nobody is named.
    pub person: Option<PartyId>,
}
