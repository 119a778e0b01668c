//! The variables by which an operator sets this program. All of them are listed in
//! `docs/operating.md`, and one that the program does not know is refused: a setting that is
//! misspelt would else stay at its default in silence.

use std::collections::BTreeSet;
use std::env;

use clap::{Command, CommandFactory};

use super::Arguments;
use crate::db::Role;

/// What the log says.
pub(super) const LOG: &str = "COMMONHOLD_LOG";
/// How it says it.
pub(super) const LOG_FORMAT: &str = "COMMONHOLD_LOG_FORMAT";
/// How each of our variables begins.
const OURS: &str = "COMMONHOLD_";

/// # Errors
/// A sentence that names each variable of ours that is set and that no command reads.
pub(super) fn refuse_unknown() -> Result<(), String> {
    let known = known();
    let set = env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    let unknown: Vec<String> = set
        .filter(|name| name.starts_with(OURS) && !known.contains(name))
        .collect();
    if unknown.is_empty() {
        return Ok(());
    }
    Err(format!(
        "No setting is called {}. Every setting is listed in docs/operating.md; those of a server also by `commonhold serve --help`.",
        unknown.join(" or ")
    ))
}

/// The variables that some command reads.
fn known() -> BTreeSet<String> {
    let mut known: BTreeSet<String> = [LOG, LOG_FORMAT].map(str::to_owned).into();
    known.extend(Role::ALL.map(|role| role.variable().to_owned()));
    gather(&Arguments::command(), &mut known);
    known
}

fn gather(command: &Command, known: &mut BTreeSet<String>) {
    let read = command.get_arguments().filter_map(|one| one.get_env());
    known.extend(read.filter_map(|name| name.to_str()).map(str::to_owned));
    for one in command.get_subcommands() {
        gather(one, known);
    }
}

#[cfg(test)]
mod tests {
    use super::known;

    #[test]
    fn every_variable_stands_in_the_guide_for_operators() {
        let guide = include_str!("../../docs/operating.md");
        for name in known() {
            assert!(guide.contains(&format!("| `{name}` |")), "{name}");
        }
        for line in guide.lines() {
            let Some(name) = line.strip_prefix("| `COMMONHOLD_") else {
                continue;
            };
            let name = name.split('`').next().unwrap_or_default();
            assert!(known().contains(&format!("COMMONHOLD_{name}")), "{name}");
        }
    }
}
