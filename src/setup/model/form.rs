//! The founding form as typed, and as it is proposed.

use crate::bodies::Office;
use crate::rulebook::model::presets;

/// Rows for classes on the form.
pub const CLASS_ROWS: usize = 8;
/// Rows for officers on the form.
pub const OFFICER_ROWS: usize = 8;

/// The form as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    pub name: String,
    pub time_zone: String,
    pub public_origin: String,
    pub test_address: String,
    /// The rulebook to begin with.
    pub preset: String,
    pub classes: Vec<ClassRow>,
    pub officers: Vec<OfficerRow>,
    pub founding: String,
}

/// One row of the table of classes, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClassRow {
    pub name: String,
    pub votes: String,
    pub citation: String,
}

impl ClassRow {
    pub(super) fn is_blank(&self) -> bool {
        self.name.trim().is_empty()
    }
}

/// One row of the table of officers, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OfficerRow {
    pub name: String,
    pub address: String,
    pub office: String,
}

impl OfficerRow {
    pub(super) fn is_blank(&self) -> bool {
        self.name.trim().is_empty() && self.address.trim().is_empty()
    }
}

/// The classes that the form proposes: name, votes, where they come from.
const PROPOSED_CLASSES: [(&str, u32, &str); 6] = [
    ("Platinum", 50, "Bylaws § 2.3(b)"),
    ("Gold", 15, "Bylaws § 2.4(b)"),
    ("Ruby", 5, "Bylaws § 2.5(b)"),
    ("Silver", 5, "Bylaws § 2.6(b)"),
    ("Individual", 1, "Bylaws § 2.7(b)"),
    ("Mirror", 1, "Bylaws § 2.8(b)"),
];

/// What the founding record says unless the founders say it otherwise.
const PROPOSED_FOUNDING: &str = "The founders adopt the bylaws, set the member classes and their votes, and appoint the first officers named here.";

impl Form {
    /// The form before anything is typed, for a site reached at this origin.
    #[must_use]
    pub fn proposed(public_origin: &str) -> Self {
        let mut classes: Vec<ClassRow> = PROPOSED_CLASSES
            .iter()
            .map(|(name, votes, citation)| ClassRow {
                name: (*name).to_owned(),
                votes: votes.to_string(),
                citation: (*citation).to_owned(),
            })
            .collect();
        classes.resize_with(CLASS_ROWS, ClassRow::default);
        let mut officers: Vec<OfficerRow> = [
            Office::ElectionOfficer,
            Office::ElectionOfficer,
            Office::Secretary,
        ]
        .into_iter()
        .map(|office| OfficerRow {
            office: office.word().to_owned(),
            ..OfficerRow::default()
        })
        .collect();
        officers.resize_with(OFFICER_ROWS, OfficerRow::default);
        Self {
            name: String::new(),
            time_zone: "UTC".to_owned(),
            public_origin: public_origin.to_owned(),
            test_address: String::new(),
            preset: presets::ALL[0].word.to_owned(),
            classes,
            officers,
            founding: PROPOSED_FOUNDING.to_owned(),
        }
    }
}
