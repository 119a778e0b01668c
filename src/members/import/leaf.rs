//! A file's members as officers read them before they are recorded, a page at a time: whoever
//! records them answers for every line, so that each can be seen.

use chrono::NaiveDate;

use super::row::{KnownClass, MemberRow};

/// Members of a file on one page.
pub const PER_PAGE: usize = 50;

/// A member of a file, in the words of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The first line of it in the file, counted from 1.
    pub line: usize,
    pub name: String,
    /// Who votes for an organisation; none for a person, who votes for themselves.
    pub voter: Option<String>,
    /// The name of the class.
    pub class: String,
    /// The person's own mail address, or that of whoever votes for the organisation.
    pub address: String,
    pub member_since: NaiveDate,
    pub starts_on: NaiveDate,
    pub last_day: NaiveDate,
}

impl Shown {
    fn of(row: &MemberRow, classes: &[KnownClass]) -> Self {
        Self {
            line: row.line,
            name: row.name.as_str().to_owned(),
            voter: row
                .representative
                .as_ref()
                .map(|voter| voter.as_str().to_owned()),
            class: class_name(row.class.as_str(), classes),
            address: row.address.as_str().to_owned(),
            member_since: row.member_since,
            starts_on: row.term.starts_on(),
            last_day: row.term.last_day(),
        }
    }
}

/// The name of a class, or its identity where nobody knows it any more.
#[must_use]
pub fn class_name(id: &str, classes: &[KnownClass]) -> String {
    classes
        .iter()
        .find(|class| class.id.as_str() == id)
        .map_or_else(|| id.to_owned(), |class| class.name.clone())
}

/// Where a page stands among all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct At {
    /// Counted from 1.
    pub page: usize,
    pub pages: usize,
    /// How many members the file has in all.
    pub members: usize,
}

impl At {
    /// The page that is asked for, or the nearest there is; the first where none is.
    #[must_use]
    pub fn of(asked: &str, members: usize) -> Self {
        let pages = members.div_ceil(PER_PAGE).max(1);
        Self {
            page: asked.trim().parse().unwrap_or(1).clamp(1, pages),
            pages,
            members,
        }
    }

    /// How many members stand on the pages before.
    #[must_use]
    pub const fn before(self) -> usize {
        (self.page - 1) * PER_PAGE
    }
}

/// One page of a file's members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    pub at: At,
    pub rows: Vec<Shown>,
}

impl Leaf {
    /// The page that is asked for, of members in the order of the file.
    #[must_use]
    pub fn of(asked: &str, members: &[MemberRow], classes: &[KnownClass]) -> Self {
        let at = At::of(asked, members.len());
        let rows = members.iter().skip(at.before()).take(PER_PAGE);
        Self {
            at,
            rows: rows.map(|row| Shown::of(row, classes)).collect(),
        }
    }

    /// Which members of how many stand here.
    #[must_use]
    pub fn said(&self) -> String {
        let At { members, .. } = self.at;
        let before = self.at.before();
        match self.rows.len() {
            0 => "No member of the file".to_owned(),
            here if here == members && members == 1 => "The member of the file".to_owned(),
            here if here == members => format!("All {members} members of the file"),
            here => format!(
                "Members {} to {} of {members} of the file",
                before + 1,
                before + here
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{At, PER_PAGE};

    #[test]
    fn what_is_asked_for_is_a_page_there_is() {
        let page = |asked: &str, members| {
            let at = At::of(asked, members);
            (at.page, at.pages, at.before())
        };
        assert_eq!(page("", 0), (1, 1, 0));
        assert_eq!(page("2", PER_PAGE), (1, 1, 0));
        assert_eq!(page("2", PER_PAGE + 1), (2, 2, PER_PAGE));
        for (asked, is) in [("0", 1), ("-1", 1), ("x", 1), ("99999999999999999999", 1)] {
            assert_eq!(page(asked, 200).0, is, "{asked}");
        }
        assert_eq!(page("9999", 1_000_000).0, 9999);
        assert_eq!(page("99999", 1_000_000), (20_000, 20_000, 999_950));
    }
}
