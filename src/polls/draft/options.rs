//! The options of a draft, one a line, each with a short id that is made of its name. How
//! they are counted is not asked here.

use std::collections::{BTreeMap, BTreeSet};

use super::DraftOption;
use crate::typed::{hides, shown};

const MAX_NAME: usize = 120;

const MAX_STATEMENT: usize = 10_000;

const MAX_OPTIONS: usize = 99;

pub(super) fn parse_options(
    lines: &str,
    statements: &BTreeMap<String, String>,
) -> Result<Vec<DraftOption>, String> {
    let names: Vec<String> = lines
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|line| !line.is_empty())
        .collect();
    if names.len() < 2 {
        return Err("Name at least two options, one a line.".to_owned());
    }
    if names.len() > MAX_OPTIONS {
        return Err(format!(
            "At most {MAX_OPTIONS} options fit on a ballot; these are {}. Take some out.",
            names.len()
        ));
    }
    let mut seen = BTreeSet::new();
    let mut ids = BTreeSet::new();
    let mut options = Vec::new();
    for name in names {
        if name.chars().count() > MAX_NAME {
            return Err(format!(
                "Keep each name within {MAX_NAME} characters: “{name}” is longer."
            ));
        }
        if hides(&name) {
            return Err(format!(
                "“{}” holds characters that are not seen. Take them out.",
                shown(&name)
            ));
        }
        if !seen.insert(name.to_lowercase()) {
            return Err(format!(
                "“{name}” is named twice. Voters must be able to tell options apart. Name one otherwise."
            ));
        }
        let id = option_id(&name, &ids);
        ids.insert(id.clone());
        let statement = statements.get(&id).map_or("", |text| text.trim());
        if statement.chars().count() > MAX_STATEMENT {
            return Err(format!(
                "Keep the statement of “{name}” within {MAX_STATEMENT} characters."
            ));
        }
        options.push(DraftOption {
            id,
            name,
            statement: statement.to_owned(),
        });
    }
    Ok(options)
}

/// A short id from a name: its plain letters and digits, made unique.
pub(crate) fn option_id(name: &str, taken: &BTreeSet<String>) -> String {
    let mut slug = String::new();
    for character in name.to_lowercase().chars() {
        if character.is_ascii_alphanumeric() {
            slug.push(character);
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
        if slug.len() == 24 {
            break;
        }
    }
    let slug = match slug.trim_matches('-') {
        "" => "option",
        plain => plain,
    };
    if !taken.contains(slug) {
        return slug.to_owned();
    }
    (2_u32..)
        .map(|n| format!("{slug}-{n}"))
        .find(|id| !taken.contains(id))
        .unwrap_or_else(|| slug.to_owned())
}
