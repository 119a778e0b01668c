//! 02: the list of files is right, and every file has its one spelling.

use super::Finding;
use super::case::Case;
use super::fault::Fault;
use crate::evidence::bundle::{FILES, id, list};
use crate::seal::canonical::{Value, split_lines};
use crate::seal::scan::is_canonical;

/// The most bytes of a `.json` file.
const MAX_JSON: usize = 64 << 20;
/// The most bytes of a line of a `.jsonl` file.
const MAX_LINE: usize = 1 << 20;

pub(super) fn check(case: &Case<'_>) -> Result<Finding, Fault> {
    let files = case.files()?;
    let listed = case.file(FILES)?;
    let expected = list(files);
    if listed != expected {
        return Err(Fault::bearer(difference(listed, &expected)));
    }
    for (path, bytes) in files {
        if path.ends_with(".json") && bytes.len() > MAX_JSON {
            return Err(Fault::bearer(format!("{path} is larger than 64 MiB")));
        }
        if path.ends_with(".jsonl") && bytes.split(|b| *b == b'\n').any(|l| l.len() > MAX_LINE) {
            return Err(Fault::bearer(format!("{path} has a line of over 1 MiB")));
        }
    }
    case.manifest()?;
    case.roll()?;
    case.live()?;
    case.participation()?;
    case.open()?;
    for path in ["result.json", "as-cast.json"] {
        if let Some(bytes) = files.get(path) {
            Value::parse(bytes)
                .map_err(|why| Fault::bearer(format!("{path} is not canonical JSON, {why}")))?;
        }
    }
    let ballots = case.file("ballots.jsonl")?;
    let ballots =
        split_lines(ballots).map_err(|why| Fault::bearer(format!("ballots.jsonl: {why}")))?;
    for (number, line) in (1_u64..).zip(ballots) {
        if is_canonical(line) {
            continue;
        }
        Value::parse(line).map_err(|why| {
            Fault::bearer(format!(
                "ballots.jsonl, line {number}, is not canonical JSON, {why}"
            ))
        })?;
    }
    Ok(Finding::ok(format!(
        "every file is as files.json lists it and canonical; the bundle is {}",
        id(listed)
    )))
}

/// In what a list differs from what it should be, in a clause.
fn difference(listed: &[u8], expected: &[u8]) -> String {
    let pairs = |bytes: &[u8]| match Value::parse(bytes) {
        Ok(Value::List(items)) => Ok(items),
        Ok(_) => Err("it is not a list".to_owned()),
        Err(why) => Err(format!("it is not canonical JSON, {why}")),
    };
    let (listed, expected) = match (pairs(listed), pairs(expected)) {
        (Err(why), _) | (_, Err(why)) => return format!("files.json: {why}"),
        (Ok(listed), Ok(expected)) => (listed, expected),
    };
    let path = |pair: &Value| match pair {
        Value::List(pair) => match pair.first() {
            Some(Value::Text(path)) => path.clone(),
            _ => String::new(),
        },
        _ => String::new(),
    };
    let wrong = listed.iter().find(|pair| !expected.contains(pair));
    let missing = expected.iter().find(|pair| !listed.contains(pair));
    match (wrong, missing) {
        (Some(wrong), _) if expected.iter().any(|pair| path(pair) == path(wrong)) => {
            format!("{} is not the file that files.json lists", path(wrong))
        }
        (Some(wrong), _) => format!("files.json lists {wrong}, which is not here"),
        (None, Some(missing)) => format!("files.json does not list {}", path(missing)),
        (None, None) => "files.json lists the files in another order, or one twice".to_owned(),
    }
}
