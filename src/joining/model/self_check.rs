//! "Do I qualify?": what somebody does for the project, and what follows. Pure.

/// What counts as a contribution. Code is one of many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contribution {
    Code,
    Packages,
    Documentation,
    Translation,
    Bugs,
    Mirror,
    Events,
}

impl Contribution {
    pub const ALL: [Self; 7] = [
        Self::Code,
        Self::Packages,
        Self::Documentation,
        Self::Translation,
        Self::Bugs,
        Self::Mirror,
        Self::Events,
    ];

    /// The word in the form's address and in the catalogue's keys.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Packages => "packages",
            Self::Documentation => "documentation",
            Self::Translation => "translation",
            Self::Bugs => "bugs",
            Self::Mirror => "mirror",
            Self::Events => "events",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.word() == word)
    }
}

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asker {
    Person,
    Organisation,
}

/// What the rulebook lets a class be, as far as the check goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassRule {
    pub id: String,
    pub name: String,
    pub votes: u32,
    /// By the committee, on evidence; else on payment or work in kind.
    pub on_evidence: bool,
    /// `persons`, `organisations` or `either`.
    pub holder: String,
}

impl ClassRule {
    /// Whether a member of this kind can be of the class.
    #[must_use]
    pub fn admits(&self, asker: Asker) -> bool {
        match asker {
            Asker::Person => self.holder != "organisations",
            Asker::Organisation => self.holder != "persons",
        }
    }
}

/// The classes for which somebody may apply: on evidence who contributes, on
/// payment any organisation, and whoever the class takes.
#[must_use]
pub fn open_to<'a>(
    classes: &'a [ClassRule],
    asker: Asker,
    contributions: &[Contribution],
) -> Vec<&'a ClassRule> {
    classes
        .iter()
        .filter(|class| class.admits(asker))
        .filter(|class| !class.on_evidence || !contributions.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Asker, ClassRule, Contribution, open_to};

    #[test]
    fn every_contribution_qualifies_alike() {
        let class = |id: &str, on_evidence, holder: &str| ClassRule {
            id: id.to_owned(),
            name: id.to_owned(),
            votes: 1,
            on_evidence,
            holder: holder.to_owned(),
        };
        let classes = [
            class("gold", false, "organisations"),
            class("individual", true, "persons"),
            class("mirror", true, "either"),
        ];
        let ids = |asker, contributions: &[Contribution]| -> Vec<String> {
            open_to(&classes, asker, contributions)
                .into_iter()
                .map(|class| class.id.clone())
                .collect()
        };
        for contribution in Contribution::ALL {
            assert_eq!(
                ids(Asker::Person, &[contribution]),
                ["individual", "mirror"]
            );
            assert_eq!(Contribution::parse(contribution.word()), Some(contribution));
        }
        assert_eq!(ids(Asker::Person, &[]), Vec::<String>::new());
        assert_eq!(ids(Asker::Organisation, &[]), ["gold"]);
        assert_eq!(
            ids(Asker::Organisation, &[Contribution::Mirror]),
            ["gold", "mirror"]
        );
    }
}
