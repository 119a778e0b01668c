//! The words of letters about a membership: how one comes to it, what it costs, when it ends,
//! and who votes for it.

use chrono::NaiveDate;

use super::{Page, one_line};
use crate::outbox::model::{ApplicationNews, EndNews, RepresentationNews};
use crate::outbox::texts::SIGN_IN_PATH;
use crate::web::times;

pub(super) fn invitation(page: &Page<'_>) -> Vec<String> {
    let t = page.t;
    let memberships = &page.enclosed.memberships;
    let mut text = vec![t.say1(&page.key("-body"), "foundation", page.foundation())];
    if !memberships.is_empty() {
        text.push(t.say1(&page.key("-memberships"), "n", memberships.len()));
        text.push(memberships.join("\n"));
    }
    text.push(t.say(&page.key("-how")));
    text.push(page.head.address(SIGN_IN_PATH));
    text.push(t.say(&page.key("-after")));
    text
}

pub(super) fn application(
    page: &Page<'_>,
    number: i32,
    path: &str,
    news: ApplicationNews,
) -> Vec<String> {
    vec![
        page.t.say2(
            &format!("{}-{}", page.key("-body"), news.word()),
            "foundation",
            page.foundation(),
            "number",
            number,
        ),
        page.head.address(path),
    ]
}

/// `lobbying` is the share of dues that goes there, and the tax year of the estimate.
pub(super) fn invoice(
    page: &Page<'_>,
    number: &str,
    (amount, currency): (&str, &str),
    due_on: NaiveDate,
    (lobbying, year): (Option<&str>, i32),
    path: &str,
) -> Vec<String> {
    let t = page.t;
    let foundation = page.foundation();
    let amount = format!("{} {currency}", t.decimal(amount));
    let mut lines = vec![
        t.say_all(
            &page.key("-body"),
            &[
                ("number", &number),
                ("foundation", &foundation),
                ("amount", &amount),
            ],
        ),
        t.say1(&page.key("-due"), "day", times::day(t, due_on)),
        page.head.address(path),
        t.say1("dues-not-charitable", "foundation", foundation),
    ];
    lines.extend(lobbying.map(|share| {
        t.say_all(
            "dues-lobbying",
            &[
                ("foundation", &foundation),
                ("share", &t.decimal(share)),
                ("year", &year.to_string()),
            ],
        )
    }));
    lines.push(t.say(&page.key("-after")));
    lines
}

pub(super) fn renewal_reminder(
    page: &Page<'_>,
    class_name: &str,
    last_day: NaiveDate,
    record_date: Option<NaiveDate>,
    path: &str,
) -> Vec<String> {
    let t = page.t;
    let mut lines = vec![t.say_all(
        &page.key("-body"),
        &[
            ("class", &class_name),
            ("foundation", &page.foundation()),
            ("day", &times::day(t, last_day)),
        ],
    )];
    if let Some(record_date) = record_date {
        lines.push(t.say1(&page.key("-record-date"), "day", times::day(t, record_date)));
    }
    lines.push(t.say(&page.key("-after")));
    lines.push(page.head.address(path));
    lines
}

pub(super) fn ended(
    page: &Page<'_>,
    news: EndNews,
    number: i64,
    by: &str,
    from: NaiveDate,
    path: &str,
) -> Vec<String> {
    let t = page.t;
    vec![
        t.say_all(
            &format!("{}-{}", page.key("-body"), news.word()),
            &[
                ("foundation", &page.foundation()),
                ("number", &number.to_string()),
                ("by", &one_line(by)),
                ("from", &times::day(t, from)),
            ],
        ),
        t.say(&page.key("-after")),
        page.head.address(path),
    ]
}

pub(super) fn representation_changed(
    page: &Page<'_>,
    news: RepresentationNews,
    (organisation, person): (&str, &str),
    by: &str,
    from: NaiveDate,
    path: &str,
) -> Vec<String> {
    let t = page.t;
    vec![
        t.say_all(
            &format!("{}-{}", page.key("-body"), news.word()),
            &[
                ("foundation", &page.foundation()),
                ("organisation", &one_line(organisation)),
                ("person", &one_line(person)),
                ("by", &one_line(by)),
                ("from", &times::day(t, from)),
            ],
        ),
        t.say1(
            &format!("{}-{}", page.key("-after"), news.word()),
            "organisation",
            one_line(organisation),
        ),
        page.head.address(path),
    ]
}
