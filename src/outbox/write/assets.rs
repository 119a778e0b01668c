//! The words of letters about what the foundation owns.

use chrono::NaiveDate;

use super::{Page, one_line};
use crate::web::times;

pub(super) fn incident(
    page: &Page<'_>,
    (number, title): (i64, &str),
    what: &str,
    happened_on: NaiveDate,
    owner: &str,
    path: &str,
) -> Vec<String> {
    let t = page.t;
    let what = t.say(&format!("registry-incident-{}", what.replace('_', "-")));
    vec![
        t.say_all(
            &page.key("-body"),
            &[
                ("asset", &format!("A-{number}")),
                ("title", &one_line(title)),
                ("what", &what),
                ("day", &times::day(t, happened_on)),
                ("foundation", &page.foundation()),
            ],
        ),
        t.say1(&page.key("-owner"), "owner", one_line(owner)),
        t.say(&page.key("-after")),
        page.head.address(path),
    ]
}

pub(super) fn watched(
    page: &Page<'_>,
    (number, title): (i64, &str),
    findings: &[(String, String)],
    path: &str,
) -> Vec<String> {
    let t = page.t;
    let mut lines = vec![t.say_all(
        &page.key("-body"),
        &[
            ("asset", &format!("A-{number}")),
            ("title", &one_line(title)),
            ("foundation", &page.foundation()),
        ],
    )];
    lines.extend(findings.iter().map(|(word, value)| {
        let said = format!("{}-{}", page.key("-finding"), word.replace('_', "-"));
        // A day is written as in all letters, anything else as it is.
        let value = NaiveDate::parse_from_str(value, "%Y-%m-%d")
            .map_or_else(|_| one_line(value), |day| times::day(t, day));
        t.say1(&said, "value", value)
    }));
    lines.extend([t.say(&page.key("-after")), page.head.address(path)]);
    lines
}
