//! One thing that waits for somebody, and in whose stead they do it.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;

use crate::bodies::Office;
use crate::rulebook::model::Rule;

/// One thing that waits for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Names the thing for as long as it waits, and no other: `poll:3:ballot:12`.
    pub key: String,
    /// What it is, in a sentence: in the reader's language, or as `english` says.
    pub sentence: String,
    /// Whether the sentence is English whatever the reader's language: officers'
    /// matters are.
    pub english: bool,
    /// Where it is done.
    pub path: String,
    /// Until when.
    pub due: Option<DateTime<Utc>>,
    /// Whether it is due at that very hour, as a vote closes, and not with the legal
    /// day that ends there.
    pub to_the_hour: bool,
    /// From when on it waits.
    pub since: Option<DateTime<Utc>>,
    /// The rule that asks for it.
    pub rule: Option<Rule>,
    /// Who else may do it, or in whose stead the person does; empty for one's own.
    pub shared: String,
    /// Whether it may be put off: what the law wants at once may not.
    pub can_wait: bool,
}

impl Item {
    /// Something an officer does, said in English, that can wait and is due at no hour.
    #[must_use]
    pub fn of_office(key: String, sentence: String, path: String) -> Self {
        Self {
            key,
            sentence,
            english: true,
            path,
            due: None,
            to_the_hour: false,
            since: None,
            rule: None,
            shared: String::new(),
            can_wait: true,
        }
    }

    /// The last legal day on which it is in time, of what is due with a day.
    #[must_use]
    pub fn last_day(&self, zone: Tz) -> Option<NaiveDate> {
        let due = self.due?.with_timezone(&zone);
        let with_a_day = !self.to_the_hour && due.time() == NaiveTime::MIN;
        with_a_day.then(|| due.date_naive().pred_opt()).flatten()
    }
}

/// What is due first stands first; then what has waited longest.
pub fn in_order(items: &mut [Item]) {
    items.sort_by(|a, b| {
        let order = |item: &Item| {
            (
                item.due.is_none(),
                item.due,
                item.since.is_none(),
                item.since,
            )
        };
        order(a).cmp(&order(b)).then_with(|| a.key.cmp(&b.key))
    });
}

/// Who else may do what one of the `wanted` offices may, as somebody who holds
/// `held` reads it, while anybody at all holds `filled`. A deputy is told for whom.
#[must_use]
pub fn shared(held: &[Office], wanted: &[Office], filled: &[Office]) -> String {
    let own = wanted.iter().find(|office| held.contains(office));
    let deputies = |office: Office| {
        Office::ALL
            .into_iter()
            .filter(move |deputy| *deputy != office && deputy.stands_for() == office)
    };
    let Some(own) = own else {
        let stead = wanted
            .iter()
            .find(|office| deputies(**office).any(|deputy| held.contains(&deputy)));
        return stead.map_or_else(String::new, |office| {
            format!("You stand in for {}.", office.holder())
        });
    };
    let deputy = deputies(*own).find(|deputy| filled.contains(deputy) && !held.contains(deputy));
    let others = wanted
        .iter()
        .filter(|office| *office != own && filled.contains(office))
        .map(|office| office.holder());
    let mut who: Vec<&str> = deputy.iter().map(|deputy| deputy.holder()).collect();
    if *own == Office::ElectionOfficer {
        who.push("another election officer");
    }
    who.extend(others);
    match who.split_last() {
        None => String::new(),
        Some((only, [])) => sentence(only, ""),
        Some((last, first)) => sentence(&first.join(", "), last),
    }
}

fn sentence(first: &str, last: &str) -> String {
    let mut letters = first.chars();
    let capital = letters.next().map(|letter| letter.to_uppercase());
    let first: String = capital.into_iter().flatten().chain(letters).collect();
    if last.is_empty() {
        format!("{first} may do it too.")
    } else {
        format!("{first} or {last} may do it too.")
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use chrono_tz::Tz;

    use super::{Item, in_order, shared};
    use crate::bodies::Office::{
        self, DeputySecretary, ElectionOfficer, MembershipCommittee, Secretary, Treasurer,
    };

    #[test]
    fn a_deputy_is_told_for_whom_and_an_officer_who_else() {
        let all = Office::ALL;
        for (held, wanted, filled, said) in [
            (vec![Secretary], vec![Secretary], vec![Secretary], ""),
            (
                vec![Secretary],
                vec![Secretary],
                all.to_vec(),
                "The deputy secretary may do it too.",
            ),
            (
                vec![DeputySecretary],
                vec![Secretary],
                all.to_vec(),
                "You stand in for the secretary.",
            ),
            (
                vec![ElectionOfficer],
                vec![ElectionOfficer],
                all.to_vec(),
                "Another election officer may do it too.",
            ),
            (
                vec![ElectionOfficer],
                vec![ElectionOfficer, Secretary, MembershipCommittee],
                vec![ElectionOfficer, Secretary],
                "Another election officer or the secretary may do it too.",
            ),
            (vec![Treasurer], vec![Secretary], all.to_vec(), ""),
        ] {
            assert_eq!(shared(&held, &wanted, &filled), said, "{held:?} {wanted:?}");
        }
    }

    #[test]
    fn what_is_due_with_a_day_names_that_day_and_not_the_next() {
        let item = |due: &str, to_the_hour| Item {
            due: Some(due.parse().expect("an instant")),
            to_the_hour,
            ..Item::of_office(String::new(), String::new(), String::new())
        };
        let day = |text: &str| -> Option<NaiveDate> { text.parse().ok() };
        for (due, to_the_hour, zone, last) in [
            ("2027-04-05T00:00:00Z", false, Tz::UTC, day("2027-04-04")),
            ("2027-04-05T00:00:00Z", true, Tz::UTC, None),
            ("2027-04-05T17:00:00Z", false, Tz::UTC, None),
            (
                "2027-04-04T22:00:00Z",
                false,
                Tz::Europe__Berlin,
                day("2027-04-04"),
            ),
        ] {
            assert_eq!(item(due, to_the_hour).last_day(zone), last, "{due} {zone}");
        }
        let none = Item::of_office(String::new(), String::new(), String::new());
        assert_eq!(none.last_day(Tz::UTC), None);
    }

    #[test]
    fn what_is_due_first_stands_first() {
        let item = |key: &str, due: Option<&str>, since: Option<&str>| Item {
            due: due.map(|at| at.parse().expect("an instant")),
            since: since.map(|at| at.parse().expect("an instant")),
            ..Item::of_office(key.to_owned(), String::new(), String::new())
        };
        let (early, late) = ("2026-09-01T09:00:00Z", "2026-09-02T09:00:00Z");
        let mut items = [
            item("e", None, None),
            item("d", None, Some(late)),
            item("c", None, Some(early)),
            item("b", Some(late), Some(early)),
            item("a", Some(early), Some(late)),
        ];
        in_order(&mut items);
        let keys: String = items.iter().map(|item| item.key.as_str()).collect();
        assert_eq!(keys, "abcde");
    }
}
