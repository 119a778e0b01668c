//! What the database itself refuses of an act.

use diesel::result::Error::{self, DatabaseError};

use super::acts::{Undone, refuse};
use crate::acts::store::ActRow;

/// A constraint for which the subject has no sentence refused the act, and will refuse it again:
/// officers are told whom to ask, and the log has the database's own words. Any other fault is
/// the machine's, and the act is tried again.
pub(super) fn by_the_database<T>(row: &ActRow, fault: Error) -> Result<T, Undone> {
    let DatabaseError(_, about) = &fault else {
        return Err(fault.into());
    };
    let Some(constraint) = about.constraint_name() else {
        return Err(fault.into());
    };
    tracing::error!(act = row.number, constraint, %fault, "a constraint refused an act");
    refuse(
        "What the records are held to does not allow this act; the server’s log names what refused it. Tell whoever runs the server, and prepare the act anew once that is put right.",
    )
}
