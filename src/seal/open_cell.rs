//! What an open cell publishes beside a ballot: a commitment of the roll, and what opens it
//! where the member is disclosed. Which cells are open, the certified roll says.

use std::collections::BTreeMap;

use super::canonical::Value;
use super::fields::{Fields, Refusal};
use super::hash::{Commitment, EntitlementId, RollId, Salt};
use super::roll;

/// What an open cell publishes beside a ballot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenCell {
    /// The member's commitment on the roll.
    pub c: Commitment,
    /// The entitlement.
    pub entitlement: EntitlementId,
    /// Subject and salt; `None` for a member who is not disclosed.
    pub disclosed: Option<Disclosed>,
}

/// What opens a commitment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disclosed {
    /// The line shown to the member.
    pub subject: String,
    /// The commitment's salt.
    pub salt: Salt,
}

impl OpenCell {
    /// Appends the keys of this cell's share of a line.
    pub(super) fn write(&self, map: &mut BTreeMap<String, Value>) {
        map.insert("c".to_owned(), Value::text(&self.c));
        map.insert("entitlement".to_owned(), Value::text(&self.entitlement));
        if let Some(disclosed) = &self.disclosed {
            map.insert("salt".to_owned(), Value::text(&disclosed.salt));
            map.insert("subject".to_owned(), disclosed.subject.as_str().into());
        }
    }

    pub(super) fn read(fields: &mut Fields) -> Result<Self, Refusal> {
        let c = fields.parsed("c")?;
        let entitlement = fields.parsed("entitlement")?;
        let disclosed = if fields.has("salt") || fields.has("subject") {
            Some(Disclosed {
                subject: fields.text("subject")?,
                salt: fields.parsed("salt")?,
            })
        } else {
            None
        };
        Ok(Self {
            c,
            entitlement,
            disclosed,
        })
    }

    /// Whether subject and salt, where disclosed, make the commitment.
    pub fn fits(&self, roll: &RollId) -> bool {
        self.disclosed.as_ref().is_none_or(|disclosed| {
            let Disclosed { subject, salt } = disclosed;
            roll::commitment(roll, &self.entitlement, subject, salt) == self.c
        })
    }
}
