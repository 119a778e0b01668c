//! What a person ticks of the differences, and what follows from it. Pure.

use std::collections::{BTreeMap, BTreeSet};

use super::differ::{Comparison, Difference, Subject, Verdict};
use super::{CaseField, Class, Field, Happened, day};
use crate::registry::model::case::{CaseState, Route, basis_by_route, may_lack_basis};
use crate::registry::model::uncounted::detail_of_end;

/// What a person takes over of one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taking {
    pub subject: Subject,
    /// The facts, but for classes and events.
    pub facts: BTreeMap<Field, String>,
    pub classes: BTreeMap<u8, Class>,
    pub events: Vec<Happened>,
}

/// The name of a row's tick: the record's place in the list, and the row's in the record.
#[must_use]
pub fn tick(record: usize, row: usize) -> String {
    format!("{record}.{row}")
}

/// Everything that is shown, so that what a person accepts is what they saw.
#[must_use]
pub fn listing(comparisons: &[Comparison]) -> String {
    let mut out = String::new();
    for comparison in comparisons {
        out.push_str(&format!("{:?}\n", comparison.subject));
        for row in &comparison.rows {
            out.push_str(&format!("{row:?}\n"));
        }
    }
    out
}

/// Why what was ticked cannot be taken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotTaken {
    Nothing,
    /// A tick that no row has, or one at a row that takes none.
    NoSuchRow,
    /// Rows of a new asset or case without that asset or case.
    WithoutItsSubject,
    /// The days of the case would contradict each other.
    Days,
    /// The case would be registered on no day.
    NoDay,
    /// The case would be one in the United States without a basis.
    NoBasis,
}

impl NotTaken {
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Nothing => "Tick what the register is to take over, or discard the file.",
            Self::NoSuchRow => {
                "One of the ticks is at a row that takes none. Look at the rows again."
            }
            Self::WithoutItsSubject => {
                "Of a new asset or a new case something is ticked, but not the asset or the case itself. Tick that first row as well."
            }
            Self::Days => {
                "With these ticks the case would be registered before it was filed. Tick both days, or neither."
            }
            Self::NoBasis => {
                "With these ticks the case would stand in the United States without its basis of filing (15 U.S.C. 1051, 1126, 1141f). Tick the basis as well, or enter it in the case first."
            }
            Self::NoDay => {
                "With these ticks the case would be registered under a number, but on no day. Tick the day of registration as well."
            }
        }
    }
}

/// What is ticked, record by record.
///
/// # Errors
/// Where nothing, or something else than the open rows, is ticked.
pub fn taking(
    comparisons: &[Comparison],
    ticks: &BTreeSet<String>,
) -> Result<Vec<Taking>, NotTaken> {
    let mut takings = Vec::new();
    let mut met = 0_usize;
    for (place, comparison) in comparisons.iter().enumerate() {
        let ticked = |row: usize| ticks.contains(&tick(place, row));
        let rows = comparison.rows.iter().enumerate();
        let chosen: Vec<&Difference> = rows
            .clone()
            .filter(|(index, _)| ticked(*index))
            .map(|(_, row)| row)
            .collect();
        if chosen.is_empty() {
            continue;
        }
        met += chosen.len();
        if chosen.iter().any(|row| row.verdict != Verdict::Open) {
            return Err(NotTaken::NoSuchRow);
        }
        let brings = match &comparison.subject {
            Subject::NewAsset { .. } => Some(Field::Kind),
            Subject::Asset { new_case: true, .. } => Some(Field::Case(CaseField::Office)),
            Subject::Asset { .. } => None,
        };
        let brought = brings
            .as_ref()
            .is_some_and(|field| chosen.iter().any(|row| row.field == *field));
        let needs_it = match &comparison.subject {
            Subject::NewAsset { .. } => true,
            Subject::Asset { new_case, .. } => {
                *new_case
                    && chosen.iter().any(|row| {
                        matches!(
                            row.field,
                            Field::Case(_) | Field::Class(_) | Field::Event(_, _)
                        )
                    })
            }
        };
        if needs_it && !brought {
            return Err(NotTaken::WithoutItsSubject);
        }
        let mut taking = Taking {
            subject: comparison.subject.clone(),
            facts: BTreeMap::new(),
            classes: BTreeMap::new(),
            events: Vec::new(),
        };
        let fields: Vec<&Field> = chosen.iter().copied().map(|row| &row.field).collect();
        let with = comparison.rows.iter().filter(|row| match row.verdict {
            Verdict::With => brought,
            Verdict::WithDay => is_of_a_day(&row.field, &fields),
            Verdict::Open | Verdict::Deed | Verdict::ByHand(_) => false,
        });
        for row in chosen.into_iter().chain(with) {
            match &row.field {
                Field::Class(number) => {
                    if let Some(class) = comparison.classes.get(number) {
                        taking.classes.insert(*number, class.clone());
                    }
                }
                Field::Event(code, on) => {
                    let event = comparison
                        .events
                        .iter()
                        .find(|event| event.code == *code && event.on.to_string() == *on);
                    taking.events.extend(event.cloned());
                }
                field => {
                    taking.facts.insert(field.clone(), row.found.clone());
                }
            }
        }
        takings.push(taking);
    }
    if met != ticks.len() {
        return Err(NotTaken::NoSuchRow);
    }
    if takings.is_empty() {
        return Err(NotTaken::Nothing);
    }
    Ok(takings)
}

/// Whether an event says that the asset ends on a day that is among these fields.
fn is_of_a_day(event: &Field, fields: &[&Field]) -> bool {
    let Field::Event(code, _) = event else {
        return false;
    };
    detail_of_end(code).is_some_and(|detail| fields.contains(&&Field::Detail(detail.to_owned())))
}

/// The fields of a case after what was ticked is taken over.
///
/// # Errors
/// Where they would contradict each other, as the register's own guard has it.
pub fn case_after(
    held: &BTreeMap<CaseField, String>,
    taken: &BTreeMap<Field, String>,
) -> Result<BTreeMap<CaseField, String>, NotTaken> {
    let mut after = held.clone();
    for (field, text) in taken {
        if let Field::Case(field) = field {
            after.insert(*field, text.clone());
        }
    }
    let said = |field: CaseField| after.get(&field).map_or("", String::as_str);
    if said(CaseField::Basis).is_empty() && said(CaseField::Office) == "US" {
        let route = Route::parse(said(CaseField::Route)).unwrap_or(Route::National);
        let state = CaseState::parse(said(CaseField::State)).unwrap_or(CaseState::Filed);
        let is_registered = !said(CaseField::RegisteredOn).is_empty();
        let follows = basis_by_route("US", route);
        if follows.is_empty() {
            if !may_lack_basis(route, state, is_registered) {
                return Err(NotTaken::NoBasis);
            }
        } else {
            after.insert(CaseField::Basis, follows.to_owned());
        }
    }
    let of_day = |field: CaseField| after.get(&field).and_then(|text| day(text).ok());
    if let (Some(filed), Some(registered)) =
        (of_day(CaseField::FiledOn), of_day(CaseField::RegisteredOn))
        && registered < filed
    {
        return Err(NotTaken::Days);
    }
    let text = |field: CaseField| after.get(&field).map_or("", String::as_str);
    if !text(CaseField::RegistrationNo).is_empty()
        && text(CaseField::RegisteredOn).is_empty()
        && ["registered", "renewed", "in_grace"].contains(&text(CaseField::State))
    {
        return Err(NotTaken::NoDay);
    }
    Ok(after)
}
