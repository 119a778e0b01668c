//! 01: there is a bundle, with every file that must be there and none that has no name.

use super::case::Case;
use super::fault::Fault;
use super::{Finding, bundle};
use crate::evidence::bundle::{MAX_BYTES, MAX_FILE_BYTES, MAX_FILES, Name, REQUIRED};
use crate::seal::hash::count;

pub(super) fn check(case: &Case<'_>) -> Result<Finding, Fault> {
    let files: &bundle::Files<'_> = case.files()?;
    if let Some(missing) = REQUIRED.iter().find(|path| !files.contains_key(**path)) {
        return Err(Fault::bearer(format!("{missing} is missing")));
    }
    if let Some(unknown) = files.keys().find(|path| Name::parse(path).is_none()) {
        return Err(Fault::bearer(format!(
            "{unknown} is no file of a bundle, and does not belong here"
        )));
    }
    // An archive is read under these limits; a folder is held to them here.
    let sizes = files.values().map(|bytes| count(bytes.len()));
    if files.len() > MAX_FILES
        || sizes.clone().any(|size| size > MAX_FILE_BYTES)
        || sizes.sum::<u64>() > MAX_BYTES
    {
        return Err(Fault::bearer("it is larger than a bundle may be"));
    }
    Ok(Finding::ok(format!(
        "the bundle has {} files, each with a known name",
        files.len()
    )))
}
