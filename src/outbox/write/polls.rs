//! The words of letters about polls.

use chrono::{DateTime, Utc};

use super::{Page, one_line};
use crate::outbox::model::{Decided, Wording};
use crate::web::words::Speaker;

pub(super) fn opened(
    page: &Page<'_>,
    title: &Wording,
    path: &str,
    closes_at: DateTime<Utc>,
) -> Vec<String> {
    let t = page.t;
    vec![
        t.say2(
            &page.key("-body"),
            "title",
            page.titled(title),
            "closes",
            page.deadline(closes_at),
        ),
        t.say(&page.key("-how")),
        page.head.address(path),
        t.say(&page.key("-after")),
    ]
}

pub(super) fn voided(page: &Page<'_>, title: &Wording, path: &str, reason: &str) -> Vec<String> {
    let t = page.t;
    vec![
        t.say1(&page.key("-body"), "title", page.titled(title)),
        t.say1(&page.key("-reason"), "reason", one_line(reason)),
        t.say(&page.key("-after")),
        page.head.address(path),
    ]
}

pub(super) fn extended(
    page: &Page<'_>,
    title: &Wording,
    path: &str,
    closes_at: DateTime<Utc>,
    reason: &str,
) -> Vec<String> {
    let t = page.t;
    vec![
        t.say2(
            &page.key("-body"),
            "title",
            page.titled(title),
            "closes",
            page.deadline(closes_at),
        ),
        t.say1(&page.key("-reason"), "reason", one_line(reason)),
        t.say(&page.key("-after")),
        page.head.address(path),
    ]
}

pub(super) fn excluded(
    page: &Page<'_>,
    title: &Wording,
    path: &str,
    option: &str,
    reason: &str,
    again_until: Option<DateTime<Utc>>,
) -> Vec<String> {
    let t = page.t;
    let mut text = vec![
        t.say2(
            &page.key("-body"),
            "title",
            page.titled(title),
            "option",
            one_line(option),
        ),
        t.say1(&page.key("-reason"), "reason", one_line(reason)),
        t.say(&page.key("-both")),
    ];
    text.extend(again_until.map(|until| t.say1(&page.key("-again"), "closes", page.when(until))));
    text.push(page.head.address(path));
    text
}

pub(super) fn result(
    page: &Page<'_>,
    title: &Wording,
    path: &str,
    decided: &Decided,
    turnout: Option<(u64, u64)>,
) -> Vec<String> {
    let t = page.t;
    let mut text = vec![t.say1(&page.key("-body"), "title", page.titled(title))];
    text.extend(decision(t, decided));
    text.extend(turnout.map(|(part, all)| t.say2(&page.key("-turnout"), "part", part, "all", all)));
    text.push(t.say(&page.key("-after")));
    text.push(page.head.address(path));
    text
}

pub(super) fn complaint_received(
    page: &Page<'_>,
    title: &Wording,
    path: &str,
    number: i32,
) -> Vec<String> {
    let t = page.t;
    vec![
        t.say2(
            &page.key("-body"),
            "title",
            page.titled(title),
            "number",
            number.to_string(),
        ),
        t.say(&page.key("-after")),
        page.head.address(path),
    ]
}

pub(super) fn complaint_answered(
    page: &Page<'_>,
    title: &Wording,
    path: &str,
    number: i32,
    answer: &str,
) -> Vec<String> {
    let t = page.t;
    vec![
        t.say2(
            &page.key("-body"),
            "title",
            page.titled(title),
            "number",
            number.to_string(),
        ),
        t.say1(&page.key("-answer"), "answer", one_line(answer)),
        t.say(&page.key("-after")),
        page.head.address(path),
    ]
}

pub(super) fn cast_confirmed(
    page: &Page<'_>,
    title: &Wording,
    path: &str,
    closes_at: DateTime<Utc>,
) -> Vec<String> {
    let t = page.t;
    let body = t.say1(&page.key("-body"), "title", page.titled(title));
    let mut text = vec![body];
    text.extend(
        page.enclosed
            .roll
            .as_ref()
            .map(|roll| t.say1("letter-roll-line", "subject", roll.subject.as_str())),
    );
    text.push(t.say1(&page.key("-again"), "closes", page.when(closes_at)));
    text.push(page.head.address(path));
    text.push(t.say(&page.key("-after")));
    text
}

pub(super) fn cast_under_proxy(
    page: &Page<'_>,
    title: &Wording,
    path: &str,
    closes_at: DateTime<Utc>,
    proxy: i32,
) -> Vec<String> {
    let t = page.t;
    vec![
        t.say2(
            &page.key("-body"),
            "title",
            page.titled(title),
            "number",
            proxy.to_string(),
        ),
        t.say1(&page.key("-again"), "closes", page.when(closes_at)),
        page.head.address(path),
        t.say(&page.key("-after")),
    ]
}

pub(super) fn record_says(
    page: &Page<'_>,
    title: &Wording,
    path: &str,
    complain_path: &str,
    voted: bool,
) -> Vec<String> {
    let t = page.t;
    let said = if voted { "-voted" } else { "-not-voted" };
    let mut text = vec![t.say1(&page.key(said), "title", page.titled(title))];
    match &page.enclosed.roll {
        Some(roll) => {
            text.push(t.say1("letter-roll-line", "subject", roll.subject.as_str()));
            text.push(t.say2(
                &page.key("-opening"),
                "line",
                roll.position + 1,
                "position",
                roll.position,
            ));
            text.push(roll.lines.clone());
            text.push(t.say(&page.key("-check")));
            text.push(page.head.address("/check"));
        }
        None => text.push(t.say(&page.key("-erased"))),
    }
    text.push(t.say(&page.key("-result")));
    text.push(page.head.address(path));
    text.push(t.say(&page.key("-complain")));
    text.push(page.head.address(complain_path));
    text
}

pub(super) fn reminder(
    page: &Page<'_>,
    title: &Wording,
    path: &str,
    closes_at: DateTime<Utc>,
) -> Result<Vec<String>, String> {
    let t = page.t;
    if page.enclosed.memberships.is_empty() {
        return Err("every ballot of the recipient is in".to_owned());
    }
    Ok(vec![
        t.say2(
            &page.key("-body"),
            "title",
            page.titled(title),
            "closes",
            page.deadline(closes_at),
        ),
        t.say1(&page.key("-for"), "n", page.enclosed.memberships.len()),
        page.enclosed.memberships.join("\n"),
        page.head.address(path),
        t.say(&page.key("-again")),
        t.say(&page.key("-after")),
    ])
}

/// What a poll came to, in sentences.
fn decision(t: &Speaker, decided: &Decided) -> Vec<String> {
    let list = |names: &[String]| {
        let names: Vec<String> = names.iter().map(|name| one_line(name)).collect();
        names.join(", ")
    };
    match decided {
        Decided::Elected { names, tied } => {
            let mut said = Vec::new();
            if names.is_empty() && tied.is_empty() {
                said.push(t.say("letter-poll-result-nobody"));
            }
            if !names.is_empty() {
                let n = names.len();
                said.push(t.say2("letter-poll-result-elected", "n", n, "names", list(names)));
            }
            for group in tied {
                said.push(t.say1("letter-poll-result-tied", "names", list(group)));
            }
            said
        }
        Decided::Adopted => vec![t.say("letter-poll-result-adopted")],
        Decided::Lost => vec![t.say("letter-poll-result-lost")],
        Decided::NoQuorum => vec![t.say("letter-poll-result-no-quorum")],
    }
}
