//! A letter written out: subject and plain text, in the recipient's language.

use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use super::model::{Code, Decided, Letter, Wording, kind_key};
use super::texts::{ACCOUNT_PATH, SIGN_IN_PATH, Text, in_words};
use crate::web::figures::fours;
use crate::web::times;
use crate::web::words::{Locale, Speaker};

/// What stands at the head and foot of every letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letterhead {
    pub foundation: String,
    /// Instants in letters are given in this zone.
    pub zone: Tz,
    /// Scheme, host and port, without a trailing slash.
    pub public_origin: String,
    /// Where the public log stood when this was written; none before its first
    /// checkpoint.
    pub log: Option<LogMark>,
}

/// A checkpoint of the public log, as short as a letter tells it: whoever keeps
/// their letters keeps a witness of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogMark {
    pub size: u64,
    /// The first bytes of its root, in hexadecimal digits in groups of four.
    pub short_root: String,
}

impl LogMark {
    /// How many hexadecimal digits of the root a letter tells.
    const DIGITS: usize = 16;

    /// From a checkpoint's size and root.
    #[must_use]
    pub fn new(size: u64, root: &[u8; 32]) -> Self {
        let digits = data_encoding::HEXLOWER.encode(root);
        Self {
            size,
            short_root: fours(&digits[..Self::DIGITS]).join(" "),
        }
    }
}

impl Letterhead {
    pub(super) fn address(&self, path: &str) -> String {
        format!("{}{path}", self.public_origin)
    }
}

/// What is looked up or made when a letter is sent, and never stored with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Enclosed {
    /// Path and query of the single-use link.
    pub sign_in_path: Option<String>,
    /// A line for each membership of the recipient; in a reminder, for each whose
    /// ballot is not in.
    pub memberships: Vec<String>,
    pub roll: Option<RollOpening>,
    /// The foundation's own words for this letter, where it has any.
    pub words: Option<Text>,
    /// What waits for the recipient: a sentence and the path where it is done.
    pub work: Vec<(String, String)>,
}

/// What opens one commitment of a roll; none when it was erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RollOpening {
    /// The line shown to the member: name, capacity, number.
    pub subject: String,
    /// What opens the leaf, a value on each line, as the member keeps it.
    pub lines: String,
    /// The leaf's place on the roll, from 0.
    pub position: u64,
}

/// A letter ready to be put in an envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

/// One letter, on two sheets: as plain text, and as HTML.
struct Sheet<'a> {
    locale: Locale,
    subject: &'a str,
    greeting: String,
    paragraphs: Vec<String>,
    foundation: &'a str,
    origin: &'a str,
    code: Option<String>,
    log: Option<String>,
}

#[derive(Template)]
#[template(path = "letters/letter.txt")]
struct TextSheet<'a>(&'a Sheet<'a>);

#[derive(Template)]
#[template(path = "letters/letter.html")]
struct HtmlSheet<'a>(&'a Sheet<'a>);

/// Writes a letter to the person of this name (empty when not known).
///
/// # Errors
/// When what the letter needs is not enclosed, or the sheet cannot be filled.
pub fn write(
    letter: &Letter,
    t: &Speaker,
    head: &Letterhead,
    name: &str,
    enclosed: &Enclosed,
    code: Option<&Code>,
) -> Result<Written, String> {
    let (subject, paragraphs) = content(letter, t, head, enclosed)?;
    let sheet = Sheet {
        locale: t.locale,
        subject: &subject,
        greeting: if name.is_empty() {
            t.say("letter-greeting")
        } else {
            t.say1("letter-greeting-name", "name", name)
        },
        paragraphs,
        foundation: &head.foundation,
        origin: &head.public_origin,
        code: code.map(|code| {
            t.say2(
                "letter-code",
                "code",
                code.as_str(),
                "address",
                head.address("/letters"),
            )
        }),
        log: head.log.as_ref().map(|log| {
            t.say_all(
                "letter-log",
                &[
                    ("size", &t.count(log.size)),
                    ("root", &log.short_root),
                    ("address", &head.address("/log")),
                ],
            )
        }),
    };
    let text = TextSheet(&sheet)
        .render()
        .map_err(|error| error.to_string())?;
    let html = HtmlSheet(&sheet)
        .render()
        .map_err(|error| error.to_string())?;
    Ok(Written {
        text,
        html,
        subject,
    })
}

pub(super) fn content(
    letter: &Letter,
    t: &Speaker,
    head: &Letterhead,
    enclosed: &Enclosed,
) -> Result<(String, Vec<String>), String> {
    if let Some(text) = &enclosed.words {
        let (subject, paragraphs) = in_words(text, letter, t, head, enclosed)?;
        return Ok((one_line(&subject), paragraphs));
    }
    let key = |part: &str| kind_key(letter.kind()).replace("-kind", part);
    let foundation = head.foundation.as_str();
    let titled = |title: &Wording| one_line(title.in_locale(t.locale));
    let when = |instant: &DateTime<Utc>| times::full(t, head.zone, *instant);
    let subject = match letter {
        Letter::PollOpened { title, .. }
        | Letter::PollVoided { title, .. }
        | Letter::PollExtended { title, .. }
        | Letter::PollExcluded { title, .. }
        | Letter::PollResult { title, .. }
        | Letter::ComplaintReceived { title, .. }
        | Letter::ComplaintAnswered { title, .. }
        | Letter::CastConfirmed { title, .. }
        | Letter::CastUnderProxy { title, .. }
        | Letter::RecordSays { title, .. }
        | Letter::Notice { title, .. }
        | Letter::PollReminder { title, .. } => t.say1(&key("-subject"), "title", titled(title)),
        Letter::DuesInvoice { number, .. } => t.say2(
            &key("-subject"),
            "number",
            number.as_str(),
            "foundation",
            foundation,
        ),
        Letter::RollAnswered { roll, .. } => t.say1(&key("-subject"), "roll", roll.to_string()),
        Letter::PetitionDelivered { number, title, .. } => t.say2(
            &key("-subject"),
            "number",
            number.to_string(),
            "title",
            one_line(title),
        ),
        Letter::AssetIncident { number, title, .. } => t.say2(
            &key("-subject"),
            "asset",
            format!("A-{number}"),
            "title",
            one_line(title),
        ),
        Letter::Nominated { title, .. } => t.say1(&key("-subject"), "title", one_line(title)),
        Letter::MotionNews { number, title, .. } => t.say2(
            &key("-subject"),
            "number",
            *number,
            "title",
            one_line(title),
        ),
        Letter::CandidateLetter {
            candidate, subject, ..
        } => t.say2(
            &key("-subject"),
            "name",
            one_line(candidate),
            "subject",
            one_line(subject),
        ),
        Letter::SignInLink { .. }
        | Letter::Invitation {}
        | Letter::PasswordChanged { .. }
        | Letter::AddressChangeProposed { .. }
        | Letter::AddressChangeApproved { .. }
        | Letter::AddressChangeStopped { .. }
        | Letter::AddressChanged { .. }
        | Letter::WorkDigest {}
        | Letter::RenewalReminder { .. }
        | Letter::TestLetter {} => t.say1(&key("-subject"), "foundation", foundation),
        Letter::FactorChanged { news, .. } => {
            t.say(&format!("{}-{}", key("-subject"), news.word()))
        }
        Letter::ProxyNews { news, number, .. } => t.say1(
            &format!("{}-{}", key("-subject"), news.word()),
            "number",
            number.to_string(),
        ),
        Letter::ApplicationNews { news, .. } => t.say1(
            &format!("{}-{}", key("-subject"), news.word()),
            "foundation",
            foundation,
        ),
    };
    let text = match letter {
        Letter::SignInLink { .. } => {
            let path = enclosed
                .sign_in_path
                .as_deref()
                .ok_or("the sign-in link is not enclosed")?;
            vec![
                t.say1(&key("-body"), "foundation", foundation),
                head.address(path),
                t.say(&key("-after")),
            ]
        }
        Letter::Invitation {} => {
            let mut text = vec![t.say1(&key("-body"), "foundation", foundation)];
            if !enclosed.memberships.is_empty() {
                text.push(t.say1(&key("-memberships"), "n", enclosed.memberships.len()));
                text.push(enclosed.memberships.join("\n"));
            }
            text.push(t.say(&key("-how")));
            text.push(head.address(SIGN_IN_PATH));
            text.push(t.say(&key("-after")));
            text
        }
        Letter::PasswordChanged { removed } => {
            let what = if *removed { "-removed" } else { "-body" };
            vec![
                t.say1(&key(what), "foundation", foundation),
                t.say(&key("-after")),
                head.address(ACCOUNT_PATH),
            ]
        }
        Letter::AddressChangeProposed { new_masked, reason } => vec![
            t.say2(
                &key("-body"),
                "foundation",
                foundation,
                "new",
                new_masked.as_str(),
            ),
            t.say1(&key("-reason"), "reason", one_line(reason)),
            t.say(&key("-after")),
            head.address(ACCOUNT_PATH),
        ],
        Letter::AddressChangeApproved {
            new_masked,
            effective_at,
        } => vec![
            t.say2(
                &key("-body"),
                "new",
                new_masked.as_str(),
                "when",
                when(effective_at),
            ),
            t.say(&key("-after")),
            head.address(ACCOUNT_PATH),
        ],
        Letter::AddressChangeStopped { new_masked } => {
            vec![t.say1(&key("-body"), "new", new_masked.as_str())]
        }
        Letter::AddressChanged {
            old_masked,
            new_masked,
        } => vec![
            t.say_all(
                &key("-body"),
                &[
                    ("foundation", &foundation),
                    ("old", old_masked),
                    ("new", new_masked),
                ],
            ),
            t.say(&key("-after")),
        ],
        Letter::PollOpened {
            title,
            path,
            closes_at,
        } => {
            vec![
                t.say2(
                    &key("-body"),
                    "title",
                    titled(title),
                    "closes",
                    times::deadline(t, head.zone, *closes_at),
                ),
                t.say(&key("-how")),
                head.address(path),
                t.say(&key("-after")),
            ]
        }
        Letter::PollVoided {
            title,
            path,
            reason,
        } => {
            vec![
                t.say1(&key("-body"), "title", titled(title)),
                t.say1(&key("-reason"), "reason", one_line(reason)),
                t.say(&key("-after")),
                head.address(path),
            ]
        }
        Letter::PollExtended {
            title,
            path,
            closes_at,
            reason,
        } => vec![
            t.say2(
                &key("-body"),
                "title",
                titled(title),
                "closes",
                times::deadline(t, head.zone, *closes_at),
            ),
            t.say1(&key("-reason"), "reason", one_line(reason)),
            t.say(&key("-after")),
            head.address(path),
        ],
        Letter::PollExcluded {
            title,
            path,
            option,
            reason,
            again_until,
        } => {
            let mut text = vec![
                t.say2(
                    &key("-body"),
                    "title",
                    titled(title),
                    "option",
                    one_line(option),
                ),
                t.say1(&key("-reason"), "reason", one_line(reason)),
                t.say(&key("-both")),
            ];
            text.extend(
                again_until
                    .as_ref()
                    .map(|until| t.say1(&key("-again"), "closes", when(until))),
            );
            text.push(head.address(path));
            text
        }
        Letter::PollResult {
            title,
            path,
            decided,
            turnout,
        } => {
            let mut text = vec![t.say1(&key("-body"), "title", titled(title))];
            text.extend(decision(t, decided));
            text.extend(
                turnout.map(|(part, all)| t.say2(&key("-turnout"), "part", part, "all", all)),
            );
            text.push(t.say(&key("-after")));
            text.push(head.address(path));
            text
        }
        Letter::ComplaintReceived {
            title,
            path,
            number,
        } => vec![
            t.say2(
                &key("-body"),
                "title",
                titled(title),
                "number",
                number.to_string(),
            ),
            t.say(&key("-after")),
            head.address(path),
        ],
        Letter::ComplaintAnswered {
            title,
            path,
            number,
            answer,
        } => vec![
            t.say2(
                &key("-body"),
                "title",
                titled(title),
                "number",
                number.to_string(),
            ),
            t.say1(&key("-answer"), "answer", one_line(answer)),
            t.say(&key("-after")),
            head.address(path),
        ],
        Letter::CastConfirmed {
            title,
            path,
            closes_at,
            ..
        } => {
            let body = t.say1(&key("-body"), "title", titled(title));
            let mut text = vec![body];
            text.extend(
                enclosed
                    .roll
                    .as_ref()
                    .map(|roll| t.say1("letter-roll-line", "subject", roll.subject.as_str())),
            );
            text.push(t.say1(&key("-again"), "closes", when(closes_at)));
            text.push(head.address(path));
            text.push(t.say(&key("-after")));
            text
        }
        Letter::CastUnderProxy {
            title,
            path,
            closes_at,
            proxy,
        } => vec![
            t.say2(
                &key("-body"),
                "title",
                titled(title),
                "number",
                proxy.to_string(),
            ),
            t.say1(&key("-again"), "closes", when(closes_at)),
            head.address(path),
            t.say(&key("-after")),
        ],
        Letter::ProxyNews { news, number, path } => vec![
            t.say2(
                &format!("{}-{}", key("-body"), news.word()),
                "number",
                number.to_string(),
                "foundation",
                foundation,
            ),
            head.address(path),
        ],
        Letter::RecordSays {
            title,
            path,
            complain_path,
            voted,
            ..
        } => {
            let said = if *voted { "-voted" } else { "-not-voted" };
            let mut text = vec![t.say1(&key(said), "title", titled(title))];
            match &enclosed.roll {
                Some(roll) => {
                    text.push(t.say1("letter-roll-line", "subject", roll.subject.as_str()));
                    text.push(t.say2(
                        &key("-opening"),
                        "line",
                        roll.position + 1,
                        "position",
                        roll.position,
                    ));
                    text.push(roll.lines.clone());
                    text.push(t.say(&key("-check")));
                    text.push(head.address("/check"));
                }
                None => text.push(t.say(&key("-erased"))),
            }
            text.push(t.say(&key("-result")));
            text.push(head.address(path));
            text.push(t.say(&key("-complain")));
            text.push(head.address(complain_path));
            text
        }
        Letter::Notice {
            text,
            path,
            statutory,
            ..
        } => {
            let mut lines = Vec::new();
            if *statutory {
                lines.push(t.say1("letter-legend", "foundation", foundation));
            }
            lines.extend(
                text.in_locale(t.locale)
                    .split("\n\n")
                    .map(|paragraph| paragraph.trim().replace('\r', ""))
                    .filter(|paragraph| !paragraph.is_empty()),
            );
            lines.push(t.say(&key("-after")));
            lines.push(head.address(path));
            lines
        }
        Letter::PollReminder {
            title,
            path,
            closes_at,
        } => {
            if enclosed.memberships.is_empty() {
                return Err("every ballot of the recipient is in".to_owned());
            }
            vec![
                t.say2(
                    &key("-body"),
                    "title",
                    titled(title),
                    "closes",
                    times::deadline(t, head.zone, *closes_at),
                ),
                t.say1(&key("-for"), "n", enclosed.memberships.len()),
                enclosed.memberships.join("\n"),
                head.address(path),
                t.say(&key("-again")),
                t.say(&key("-after")),
            ]
        }
        Letter::RollAnswered {
            roll,
            upheld,
            answer,
            citation,
            path,
        } => {
            let verdict = if *upheld { "-upheld" } else { "-not-upheld" };
            vec![
                t.say1(&key("-body"), "roll", roll.to_string()),
                t.say(&key(verdict)),
                one_line(answer),
                t.say1(&key("-rule"), "citation", one_line(citation)),
                t.say(&key("-after")),
                head.address(path),
            ]
        }
        Letter::PetitionDelivered {
            number,
            title,
            votes,
            total,
            notice_by,
            earliest,
            latest,
            path,
        } => {
            let day = |day: &NaiveDate| times::day(t, *day);
            let mut lines = vec![t.say_all(
                &key("-body"),
                &[
                    ("number", &number.to_string()),
                    ("title", &one_line(title)),
                    ("foundation", &foundation),
                    ("votes", votes),
                    ("total", total),
                ],
            )];
            let notice = notice_by
                .as_ref()
                .map(|by| t.say1(&key("-notice"), "day", day(by)));
            lines.extend(notice);
            lines.extend(match (earliest, latest) {
                (Some(first), Some(last)) => {
                    Some(t.say2(&key("-between"), "from", day(first), "to", day(last)))
                }
                (Some(first), None) => Some(t.say1(&key("-from"), "from", day(first))),
                (None, Some(last)) => Some(t.say1(&key("-until"), "to", day(last))),
                (None, None) => None,
            });
            lines.extend([t.say(&key("-after")), head.address(path)]);
            lines
        }
        Letter::AssetIncident {
            number,
            title,
            what,
            happened_on,
            owner,
            path,
        } => {
            let what = t.say(&format!("registry-incident-{}", what.replace('_', "-")));
            vec![
                t.say_all(
                    &key("-body"),
                    &[
                        ("asset", &format!("A-{number}")),
                        ("title", &one_line(title)),
                        ("what", &what),
                        ("day", &times::day(t, *happened_on)),
                        ("foundation", &foundation),
                    ],
                ),
                t.say1(&key("-owner"), "owner", one_line(owner)),
                t.say(&key("-after")),
                head.address(path),
            ]
        }
        Letter::Nominated {
            title,
            by,
            until,
            path,
        } => vec![
            t.say_all(
                &key("-body"),
                &[
                    ("title", &one_line(title)),
                    ("by", &one_line(by)),
                    ("foundation", &foundation),
                ],
            ),
            t.say1(&key("-answer"), "day", times::day(t, *until)),
            head.address(path),
            t.say(&key("-after")),
        ],
        Letter::MotionNews {
            number,
            title,
            path,
            news,
        } => vec![
            t.say2(
                &format!("{}-{}", key("-body"), news.word().replace('_', "-")),
                "number",
                *number,
                "title",
                one_line(title),
            ),
            head.address(path),
            t.say(&key("-after")),
        ],
        Letter::CandidateLetter {
            title,
            candidate,
            text,
            path,
            ..
        } => {
            let mut lines = vec![t.say2(
                &key("-body"),
                "name",
                one_line(candidate),
                "title",
                one_line(title),
            )];
            lines.extend(
                text.split("\n\n")
                    .map(str::trim)
                    .filter(|paragraph| !paragraph.is_empty())
                    .map(str::to_owned),
            );
            lines.push(t.say1(&key("-after"), "foundation", foundation));
            lines.push(head.address(path));
            lines
        }
        Letter::WorkDigest {} => {
            if enclosed.work.is_empty() {
                return Err("nothing waits for the recipient any more".to_owned());
            }
            let mut lines = vec![t.say1(&key("-body"), "n", enclosed.work.len())];
            for (sentence, path) in &enclosed.work {
                lines.push(format!("{}\n{}", one_line(sentence), head.address(path)));
            }
            lines.push(t.say(&key("-after")));
            lines
        }
        Letter::FactorChanged { news, reason } => vec![
            t.say1(
                &format!("{}-{}", key("-body"), news.word()),
                "foundation",
                foundation,
            ),
            one_line(reason),
            t.say(&key("-after")),
            head.address("/room/factor"),
        ],
        Letter::ApplicationNews { number, path, news } => vec![
            t.say2(
                &format!("{}-{}", key("-body"), news.word()),
                "foundation",
                foundation,
                "number",
                *number,
            ),
            head.address(path),
        ],
        Letter::RenewalReminder {
            class_name,
            last_day,
            record_date,
            path,
        } => {
            let mut lines = vec![t.say_all(
                &key("-body"),
                &[
                    ("class", class_name),
                    ("foundation", &foundation),
                    ("day", &times::day(t, *last_day)),
                ],
            )];
            if let Some(record_date) = record_date {
                lines.push(t.say1(&key("-record-date"), "day", times::day(t, *record_date)));
            }
            lines.push(t.say(&key("-after")));
            lines.push(head.address(path));
            lines
        }
        Letter::DuesInvoice {
            number,
            amount,
            currency,
            due_on,
            lobbying,
            year,
            path,
        } => {
            let amount = format!("{} {currency}", t.decimal(amount));
            let mut lines = vec![
                t.say_all(
                    &key("-body"),
                    &[
                        ("number", number),
                        ("foundation", &foundation),
                        ("amount", &amount),
                    ],
                ),
                t.say1(&key("-due"), "day", times::day(t, *due_on)),
                head.address(path),
                t.say1("dues-not-charitable", "foundation", foundation),
            ];
            lines.extend(lobbying.as_ref().map(|share| {
                t.say_all(
                    "dues-lobbying",
                    &[
                        ("foundation", &foundation),
                        ("share", &t.decimal(share)),
                        ("year", &year.to_string()),
                    ],
                )
            }));
            lines.push(t.say(&key("-after")));
            lines
        }
        Letter::TestLetter {} => vec![t.say1(&key("-body"), "foundation", foundation)],
    };
    Ok((one_line(&subject), text))
}

/// Characters of a line of text, as letters have been written since paper.
const LINE_CHARS: usize = 72;

/// Breaks a paragraph at blanks so that its lines stay short; a word longer than
/// a line (an address) stays whole. What comes in lines of its own keeps them.
pub(super) fn wrap(text: &str) -> String {
    if text.contains('\n') {
        return text.to_owned();
    }
    let mut wrapped = String::with_capacity(text.len() + text.len() / LINE_CHARS);
    let mut used = 0;
    for word in text.split(' ') {
        let chars = word.chars().count();
        if used > 0 && used + 1 + chars > LINE_CHARS {
            wrapped.push('\n');
            used = 0;
        } else if used > 0 {
            wrapped.push(' ');
            used += 1;
        }
        wrapped.push_str(word);
        used += chars;
    }
    wrapped
}

/// Text from a form as part of a sentence: without line breaks.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
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

#[cfg(test)]
mod tests;
