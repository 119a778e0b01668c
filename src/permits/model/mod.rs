//! Uses of marks, what the policy answers, how a request and a report stand. Pure.

pub mod file;
pub mod misuse;
pub mod picture;

use crate::typed::words;

words! {
    /// What somebody wants to do with a mark: the columns of the usual policies.
    Use {
        /// To pass on what the foundation released, bit for bit.
        Redistribution = "redistribution",
        /// To pass on something changed under the mark.
        Modified = "modified",
        /// To say how something relates to it: "runs on", "compatible with".
        Relationship = "relationship",
        /// In a theme, wallpaper or skin.
        Theme = "theme",
        /// On a website or in social media.
        Website = "website",
        /// In the title of a book, an article or a course.
        Title = "title",
        /// In the name of a domain.
        Domain = "domain",
        /// In the name of software, a service or a company.
        Product = "product",
        /// For an event or a group.
        Event = "event",
        /// On goods that are given away or sold: shirts, stickers.
        Goods = "goods",
        /// Anything else.
        Other = "other",
    }
}

words! {
    /// What the policy says of a use.
    Answer {
        Allowed = "allowed",
        Permission = "permission",
        Forbidden = "forbidden",
    }
}

words! {
    /// Who asks, and whether the register names them when it is granted.
    HolderKind {
        /// An organisation, which is always named.
        Organisation = "organisation",
        /// A person who wants to be named.
        Named = "named",
        /// A person who does not.
        Withheld = "withheld",
    }
}

impl HolderKind {
    /// Whether everybody reads the name.
    #[must_use]
    pub fn is_public(self) -> bool {
        match self {
            Self::Organisation | Self::Named => true,
            Self::Withheld => false,
        }
    }
}

words! {
    /// Where a request stands.
    RequestState {
        /// Officers are to answer.
        Open = "open",
        /// The asker is to answer.
        Asked = "asked",
        /// One officer decided; a second is to confirm.
        Decided = "decided",
        Granted = "granted",
        Refused = "refused",
        Withdrawn = "withdrawn",
    }
}

impl RequestState {
    /// Whether officers or asker still say something.
    #[must_use]
    pub fn is_open(self) -> bool {
        match self {
            Self::Open | Self::Asked => true,
            Self::Decided | Self::Granted | Self::Refused | Self::Withdrawn => false,
        }
    }
}

words! {
    /// How an officer decides.
    Verdict {
        Granted = "granted",
        Refused = "refused",
    }
}

#[cfg(test)]
mod tests;
