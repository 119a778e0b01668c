//! The chain of title: how an asset came to its owner, and where that is broken.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use uuid::Uuid;

use super::{Reading, words};

words! {
    /// By what title passed, or was encumbered.
    ConveyanceKind {
        Assignment = "assignment", "Assignment";
        Merger = "merger", "Merger";
        NameChange = "name_change", "Change of name";
        SecurityInterest = "security_interest", "Security interest";
        Release = "release", "Release of a security interest";
        CourtOrder = "court_order", "Court order";
    }
}

impl ConveyanceKind {
    /// Whether whose the asset is, or how they are called, changes by it.
    #[must_use]
    pub fn passes_title(self) -> bool {
        !matches!(self, Self::SecurityInterest | Self::Release)
    }
}

/// One link of the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    pub number: i64,
    /// The case that it is of; none for the whole asset.
    pub mark_case: Option<Uuid>,
    pub kind: ConveyanceKind,
    pub from: String,
    pub to: String,
    pub effective_on: NaiveDate,
    /// Whether an office recorded it, as it was entered or since.
    pub recorded: bool,
}

/// What is wrong with a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gap {
    /// A link begins with somebody to whom the one before did not lead.
    Broken {
        number: i64,
        from: String,
        expected: String,
    },
    /// The chain ends with another than the owner in the register.
    Owner { last: String, owner: String },
    /// The owner in the register changed, and no link leads from the one to the other.
    Unexplained { from: String, to: String },
    /// No office recorded the link.
    Unrecorded { number: i64 },
    /// A security interest that was not released.
    Encumbered { number: i64, in_favour_of: String },
}

impl Gap {
    /// Whether the title itself is in doubt, and not its recordal or a burden on it.
    #[must_use]
    pub fn breaks(&self) -> bool {
        matches!(
            self,
            Self::Broken { .. } | Self::Owner { .. } | Self::Unexplained { .. }
        )
    }

    /// In plain English words.
    #[must_use]
    pub fn said(&self) -> String {
        match self {
            Self::Broken {
                number,
                from,
                expected,
            } => {
                format!(
                    "Conveyance {number} begins with {from}, but the one before led to {expected}."
                )
            }
            Self::Owner { last, owner } => {
                format!("The chain ends with {last}, but the owner in the register is {owner}.")
            }
            Self::Unexplained { from, to } => {
                format!(
                    "The owner in the register changed from {from} to {to}, and no conveyance says by what."
                )
            }
            Self::Unrecorded { number } => {
                format!("Conveyance {number} is not recorded at an office.")
            }
            Self::Encumbered {
                number,
                in_favour_of,
            } => {
                format!(
                    "The security interest of conveyance {number} in favour of {in_favour_of} was not released."
                )
            }
        }
    }
}

fn same(a: &str, b: &str) -> bool {
    a.to_lowercase() == b.to_lowercase()
}

/// Whose an asset was, the earliest first, by the owner that each of its versions names and
/// whether that corrects how the one before was typed: what was mistyped counts as never said.
#[must_use]
pub fn owners<'a>(versions: impl IntoIterator<Item = (&'a str, bool)>) -> Vec<&'a str> {
    let mut said: Vec<&str> = Vec::new();
    for (owner, corrects) in versions {
        if corrects && let Some(mistyped) = said.last().copied() {
            // In however many versions it stood.
            while said.last().is_some_and(|name| same(name, mistyped)) {
                said.pop();
            }
        }
        said.push(owner);
    }
    said
}

/// Links in the order in which title passed: by the day, and on one day so that each
/// begins where the one before ended, as far as that is possible.
#[must_use]
pub fn in_order<'a>(links: &[&'a Link]) -> Vec<&'a Link> {
    let mut left: Vec<&Link> = links.to_vec();
    left.sort_by_key(|link| (link.effective_on, link.number));
    let mut ordered: Vec<&Link> = Vec::with_capacity(left.len());
    let mut holder: Option<&str> = None;
    while let Some(day) = left.first().map(|link| link.effective_on) {
        let on_day = left
            .iter()
            .take_while(|link| link.effective_on == day)
            .count();
        let today = left.get(..on_day).unwrap_or_default();
        // The one that goes on from the holder; or one from whom nothing leads on this day.
        let place = today
            .iter()
            .position(|link| {
                link.kind.passes_title()
                    && match holder {
                        Some(holder) => same(&link.from, holder),
                        None => !today.iter().any(|other| {
                            other.number != link.number
                                && other.kind.passes_title()
                                && same(&other.to, &link.from)
                        }),
                    }
            })
            .unwrap_or(0);
        let link = left.remove(place);
        if link.kind.passes_title() {
            holder = Some(&link.to);
        }
        ordered.push(link);
    }
    ordered
}

/// A chain, and whether it is to end with the owner.
type Chain<'a> = (Vec<&'a Link>, bool);

/// The chains of an asset: for each case its own links with those of the whole asset; one
/// chain where there is no case. What is over need not have come to the owner, where
/// something is not.
fn chains<'a>(links: &'a [Link], live: &[Uuid]) -> Vec<Chain<'a>> {
    let named = links.iter().filter_map(|link| link.mark_case);
    let cases: BTreeSet<Uuid> = live.iter().copied().chain(named).collect();
    if cases.is_empty() {
        return vec![(links.iter().collect(), true)];
    }
    cases
        .into_iter()
        .map(|case| {
            let of_case = links
                .iter()
                .filter(|link| link.mark_case.is_none_or(|of| of == case));
            (of_case.collect(), live.is_empty() || live.contains(&case))
        })
        .collect()
}

/// Whether links that pass title lead from one party to another, by whatever steps.
fn leads(links: &[Link], from: &str, to: &str) -> bool {
    let mut reached: Vec<&str> = vec![from];
    let mut next = 0;
    while let Some(party) = reached.get(next).copied() {
        if same(party, to) {
            return true;
        }
        next += 1;
        for link in links {
            if link.kind.passes_title()
                && same(&link.from, party)
                && !reached.iter().any(|known| same(known, &link.to))
            {
                reached.push(&link.to);
            }
        }
    }
    false
}

/// What is wrong with the title of an asset. `owners`: whose it was in each version of the
/// register, the earliest first; with the last of them each chain ends. `live`: the cases of
/// a mark that are not over. `recordable`: offices record such title, so that a link nobody
/// recorded is said.
#[must_use]
pub fn gaps(owners: &[&str], links: &[Link], live: &[Uuid], recordable: bool) -> Vec<Gap> {
    let mut found: Vec<Gap> = Vec::new();
    for (chain, ends) in chains(links, live) {
        let owner = owners.last().copied().filter(|_| ends);
        // What is of the whole asset is wrong once.
        for gap in gaps_of_chain(owner, &chain, recordable) {
            if !found.contains(&gap) {
                found.push(gap);
            }
        }
    }
    let changes = owners.iter().zip(owners.iter().skip(1));
    for (from, to) in changes {
        let gap = Gap::Unexplained {
            from: (*from).to_owned(),
            to: (*to).to_owned(),
        };
        if !leads(links, from, to) && !found.contains(&gap) {
            found.push(gap);
        }
    }
    found
}

/// What is wrong with one chain, which ends with `owner` where there is one.
fn gaps_of_chain(owner: Option<&str>, links: &[&Link], recordable: bool) -> Vec<Gap> {
    let mut found = Vec::new();
    let mut holder: Option<&str> = None;
    let mut burdens: Vec<(i64, &str)> = Vec::new();
    for link in in_order(links) {
        match link.kind {
            ConveyanceKind::SecurityInterest => burdens.push((link.number, &link.to)),
            ConveyanceKind::Release => {
                if let Some(place) = burdens.iter().position(|(_, to)| same(to, &link.from)) {
                    burdens.remove(place);
                }
            }
            ConveyanceKind::Assignment
            | ConveyanceKind::Merger
            | ConveyanceKind::NameChange
            | ConveyanceKind::CourtOrder => {
                if let Some(expected) = holder
                    && !same(expected, &link.from)
                {
                    found.push(Gap::Broken {
                        number: link.number,
                        from: link.from.clone(),
                        expected: expected.to_owned(),
                    });
                }
                holder = Some(&link.to);
            }
        }
        if recordable && !link.recorded {
            found.push(Gap::Unrecorded {
                number: link.number,
            });
        }
    }
    if let (Some(last), Some(owner)) = (holder, owner)
        && !same(last, owner)
    {
        found.push(Gap::Owner {
            last: last.to_owned(),
            owner: owner.to_owned(),
        });
    }
    found.extend(burdens.into_iter().map(|(number, to)| Gap::Encumbered {
        number,
        in_favour_of: to.to_owned(),
    }));
    found
}

/// A conveyance, as it was typed and judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewConveyance {
    pub kind: ConveyanceKind,
    pub mark_case: Option<Uuid>,
    pub from: String,
    pub to: String,
    pub executed_on: NaiveDate,
    pub effective_on: NaiveDate,
    pub goodwill: bool,
    pub successor: bool,
    pub instrument: String,
    pub recorded_office: String,
    pub reel_frame: String,
    pub recorded_on: Option<NaiveDate>,
}

/// A case that was filed on the intent to use the mark, and since when use was alleged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Intent {
    pub mark_case: Uuid,
    /// The day of the earliest amendment to allege use or statement of use.
    pub used_on: Option<NaiveDate>,
}

/// Whether an assignment is of an intent-to-use application before its use: void but to
/// a successor of the business (15 U.S.C. 1060(a)(1)).
#[must_use]
pub fn is_before_use(new: &NewConveyance, intents: &[Intent]) -> bool {
    new.kind == ConveyanceKind::Assignment
        && !new.successor
        && intents.iter().any(|intent| {
            new.mark_case.is_none_or(|case| case == intent.mark_case)
                && intent.used_on.is_none_or(|used| used > new.executed_on)
        })
}

/// What is said of such an assignment.
pub const BEFORE_USE: &str = "This application was filed on the intent to use the mark (basis 1(b)) and its use is not alleged yet. Until an amendment to allege use or a statement of use is filed it can be assigned only to the successor of the ongoing business it belongs to; any other assignment voids the registration (15 U.S.C. 1060(a)(1)). Say that it goes to the successor, or enter the link for each of the other cases.";

impl NewConveyance {
    pub fn read(reading: &mut Reading<'_>, cases: &[Uuid], intents: &[Intent]) -> Option<Self> {
        let kind = reading.chosen(
            "kind",
            ConveyanceKind::parse,
            "Choose by what title passed.",
        );
        let typed = reading.raw("mark_case");
        let mark_case = Uuid::parse_str(typed.trim()).ok();
        if mark_case.is_some_and(|case| !cases.contains(&case))
            || (mark_case.is_none() && !typed.trim().is_empty())
        {
            reading.fault(
                "mark_case",
                "Choose a case of this mark, or the asset as a whole.",
            );
        }
        let from = reading.line("from_party", "from whom", 200, true);
        let to = reading.line("to_party", "to whom", 200, true);
        let executed_on = reading.day("executed_on", true);
        let effective_on = reading.day("effective_on", true);
        let instrument = reading.line("instrument", "the instrument", 300, true);
        let recorded_office = reading.line("recorded_office", "where it is recorded", 120, false);
        let reel_frame = reading.line("reel_frame", "reel and frame", 60, false);
        let recorded_on = reading.day("recorded_on", false);
        if recorded_office.is_empty() != recorded_on.is_none() {
            let field = if recorded_office.is_empty() {
                "recorded_office"
            } else {
                "recorded_on"
            };
            reading.fault(
                field,
                "Say both where and on which day it was recorded, or neither.",
            );
        }
        let new = Self {
            kind: kind?,
            mark_case,
            from,
            to,
            executed_on: executed_on?,
            effective_on: effective_on?,
            goodwill: reading.ticked("goodwill"),
            successor: reading.ticked("successor"),
            instrument,
            recorded_office,
            reel_frame,
            recorded_on,
        };
        let backdated = matches!(
            new.kind,
            ConveyanceKind::Merger | ConveyanceKind::CourtOrder | ConveyanceKind::Assignment
        );
        if new.executed_on > new.effective_on && !backdated {
            reading.fault(
                "effective_on",
                "It takes effect on the day it was executed, or later. Give a later day.",
            );
        }
        if is_before_use(&new, intents) {
            reading.fault("successor", BEFORE_USE);
        }
        Some(new)
    }
}
