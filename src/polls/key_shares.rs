//! Shares of a poll's sealing key: whether enough are left, and were rehearsed. Pure.

use chrono::{DateTime, Utc};

use super::readiness::Item;

/// One holder of a share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The place of the share, from 1.
    pub x: i32,
    pub name: String,
    /// Since when it is reported as lost, and why.
    pub lost: Option<(DateTime<Utc>, String)>,
}

/// The last rehearsal of a ceremony.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rehearsal {
    pub at: DateTime<Utc>,
    pub holders: Vec<String>,
    /// Who handed the answer in.
    pub recorded_by: String,
}

/// A key that was split, as the records know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ceremony {
    pub id: i64,
    pub threshold: usize,
    pub holders: Vec<Holder>,
    pub at: DateTime<Utc>,
    pub rehearsed: Option<Rehearsal>,
}

impl Ceremony {
    /// How many shares are not reported as lost.
    #[must_use]
    pub fn left(&self) -> usize {
        let left = self.holders.iter().filter(|holder| holder.lost.is_none());
        left.count()
    }

    /// Whether as many are left as open.
    #[must_use]
    pub fn opens(&self) -> bool {
        self.left() >= self.threshold
    }

    /// Whether shares opened a dummy envelope since the last of them was reported as lost, and
    /// none of those that did is lost.
    #[must_use]
    pub fn is_rehearsed(&self) -> bool {
        let last_loss = self
            .holders
            .iter()
            .filter_map(|holder| holder.lost.as_ref().map(|(at, _)| *at))
            .max();
        self.rehearsed
            .as_ref()
            .is_some_and(|rehearsal| last_loss.is_none_or(|lost| lost < rehearsal.at))
    }

    /// The names of all holders.
    #[must_use]
    pub fn names(&self) -> String {
        let names: Vec<&str> = self.holders.iter().map(|h| h.name.as_str()).collect();
        names.join(", ")
    }
}

/// What the rulebook asks of a sealing key, each with where it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyRules {
    /// How many shares open, at least.
    pub threshold: Option<(u32, String)>,
    /// How many hold shares, at least.
    pub holders: Option<(u32, String)>,
    /// Whether a split key is rehearsed before the poll opens; silent means that it is.
    pub rehearsal: Option<(bool, String)>,
}

/// What stands between a draft's sealing key and the opening of the poll: nothing where the
/// rulebook asks for no shares and the key was not split.
#[must_use]
pub fn key_items(ceremony: Option<&Ceremony>, has_seal_key: bool, rules: &KeyRules) -> Vec<Item> {
    let Some(ceremony) = ceremony else {
        let asked = |rule: &Option<(u32, String)>, what: &str| {
            rule.as_ref()
                .map(|(n, citation)| format!("{what} {n} ({citation})"))
        };
        let asked: Vec<String> = [
            asked(&rules.threshold, "shares that open, at least"),
            asked(&rules.holders, "holders, at least"),
        ]
        .into_iter()
        .flatten()
        .collect();
        if asked.is_empty() {
            return Vec::new();
        }
        return vec![Item {
            ready: false,
            sentence: format!(
                "{} {}. Split one with commonhold officer split.",
                if has_seal_key {
                    "The sealing key is whole, and is to be split:"
                } else {
                    "The sealing key is to be split:"
                },
                asked.join(", "),
            ),
        }];
    };
    let mut items = Vec::new();
    let of = ceremony.holders.len();
    for (what, number, rule) in [
        (
            "Shares that open the sealing key",
            ceremony.threshold,
            &rules.threshold,
        ),
        ("Holders of its shares", of, &rules.holders),
    ] {
        if let Some((asked, citation)) = rule {
            let asked = usize::try_from(*asked).unwrap_or(usize::MAX);
            items.push(Item {
                ready: number >= asked,
                sentence: format!("{what}: {number}; at least {asked} are asked for ({citation})."),
            });
        }
    }
    items.push(Item {
        ready: ceremony.opens(),
        sentence: if ceremony.opens() {
            format!(
                "Of {of} shares of the sealing key {} are left; any {} open.",
                ceremony.left(),
                ceremony.threshold
            )
        } else {
            format!(
                "Of {of} shares of the sealing key only {} are left, and {} open: split a new key.",
                ceremony.left(),
                ceremony.threshold
            )
        },
    });
    let (asked, citation) = match &rules.rehearsal {
        Some((asked, citation)) => (*asked, format!(" ({citation})")),
        None => (true, String::new()),
    };
    let rehearsed = ceremony.is_rehearsed();
    if asked || rehearsed {
        items.push(Item {
            ready: rehearsed,
            sentence: if rehearsed {
                "The shares were rehearsed: they opened a dummy envelope.".to_owned()
            } else {
                format!(
                    "The shares are not rehearsed since the key was split or a share reported as lost{citation}."
                )
            },
        });
    }
    items
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(second, 0).unwrap_or_default()
    }

    fn ceremony() -> Ceremony {
        Ceremony {
            id: 1,
            threshold: 3,
            holders: (1..=5)
                .map(|x| Holder {
                    x,
                    name: format!("holder {x}"),
                    lost: None,
                })
                .collect(),
            at: at(1),
            rehearsed: None,
        }
    }

    fn gaps(ceremony: Option<&Ceremony>, rules: &KeyRules) -> Vec<String> {
        key_items(ceremony, true, rules)
            .into_iter()
            .filter(|item| !item.ready)
            .map(|item| item.sentence)
            .collect()
    }

    #[test]
    fn where_the_rulebook_is_silent_a_whole_key_goes_on() {
        assert_eq!(gaps(None, &KeyRules::default()), Vec::<String>::new());
        let rules = KeyRules {
            threshold: Some((3, "Election rules § 10".into())),
            ..KeyRules::default()
        };
        let gaps = gaps(None, &rules);
        assert_eq!(gaps.len(), 1);
        assert!(gaps[0].contains("Election rules § 10"), "{gaps:?}");
    }

    #[test]
    fn a_split_key_is_rehearsed_and_enough_of_it_is_left() {
        let silent = KeyRules::default();
        let mut split = ceremony();
        assert!(gaps(Some(&split), &silent)[0].contains("not rehearsed"));
        split.rehearsed = Some(Rehearsal {
            at: at(5),
            holders: vec!["holder 1".into()],
            recorded_by: "Ada".into(),
        });
        assert_eq!(gaps(Some(&split), &silent), Vec::<String>::new());
        for (x, left, found) in [(0, 4, 1), (1, 3, 1), (2, 2, 2)] {
            split.holders[x].lost = Some((at(9), "a lost bag".into()));
            assert_eq!(split.left(), left);
            assert_eq!(gaps(Some(&split), &silent).len(), found);
        }
        assert!(!split.opens());
        assert!(gaps(Some(&split), &silent)[0].contains("only 2 are left, and 3 open"));
        let more = KeyRules {
            threshold: Some((4, "§ 1".into())),
            holders: Some((7, "§ 2".into())),
            rehearsal: Some((false, "§ 3".into())),
        };
        let found = gaps(Some(&ceremony()), &more);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].contains("§ 1") && found[1].contains("§ 2"));
    }
}
