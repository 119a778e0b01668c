//! The words of each letter; those about polls are in [`super::polls`], about a membership in
//! [`super::membership`], about what the foundation owns in [`super::assets`].

use chrono::NaiveDate;

use super::{Page, assets, membership, one_line, polls};
use crate::outbox::model::Letter;
use crate::outbox::texts::ACCOUNT_PATH;
use crate::web::times;

/// The paragraphs between greeting and foot.
///
/// # Errors
/// When what the letter needs is not enclosed.
pub(super) fn of(page: &Page<'_>) -> Result<Vec<String>, String> {
    let Page {
        letter,
        t,
        head,
        enclosed,
    } = *page;
    let foundation = page.foundation();
    let text = match letter {
        Letter::SignInLink { .. } => {
            let path = enclosed
                .sign_in_path
                .as_deref()
                .ok_or("the sign-in link is not enclosed")?;
            vec![
                t.say1(&page.key("-body"), "foundation", foundation),
                head.address(path),
                t.say(&page.key("-after")),
            ]
        }
        Letter::Invitation {} => membership::invitation(page),
        Letter::PasswordChanged { removed } => {
            let what = if *removed { "-removed" } else { "-body" };
            vec![
                t.say1(&page.key(what), "foundation", foundation),
                t.say(&page.key("-after")),
                head.address(ACCOUNT_PATH),
            ]
        }
        Letter::SessionsEnded {} => vec![
            t.say1(&page.key("-body"), "foundation", foundation),
            t.say(&page.key("-after")),
            head.address(ACCOUNT_PATH),
        ],
        Letter::AddressChangeProposed { new_masked, reason } => vec![
            t.say2(
                &page.key("-body"),
                "foundation",
                foundation,
                "new",
                new_masked.as_str(),
            ),
            t.say1(&page.key("-reason"), "reason", one_line(reason)),
            t.say(&page.key("-after")),
            head.address(ACCOUNT_PATH),
        ],
        Letter::AddressChangeApproved {
            new_masked,
            effective_at,
        } => vec![
            t.say2(
                &page.key("-body"),
                "new",
                new_masked.as_str(),
                "when",
                page.when(*effective_at),
            ),
            t.say(&page.key("-after")),
            head.address(ACCOUNT_PATH),
        ],
        Letter::AddressChangeStopped { new_masked } => {
            vec![t.say1(&page.key("-body"), "new", new_masked.as_str())]
        }
        Letter::AddressChangeRenewed {
            old_masked,
            new_masked,
            reason,
            approved,
            effective_at,
        } => {
            let when = effective_at.map_or_else(String::new, |at| page.when(at));
            let what = match (effective_at, approved) {
                (Some(_), _) => "-approved",
                (None, true) => "-second",
                (None, false) => "-body",
            };
            let mut lines = vec![
                t.say_all(
                    &page.key(what),
                    &[
                        ("foundation", &foundation),
                        ("old", old_masked),
                        ("new", new_masked),
                        ("when", &when),
                    ],
                ),
                t.say1(&page.key("-reason"), "reason", one_line(reason)),
            ];
            if effective_at.is_none() {
                lines.push(t.say(&page.key("-waits")));
            }
            lines.push(t.say(&page.key("-after")));
            lines
        }
        Letter::AddressChanged {
            old_masked,
            new_masked,
        } => vec![
            t.say_all(
                &page.key("-body"),
                &[
                    ("foundation", &foundation),
                    ("old", old_masked),
                    ("new", new_masked),
                ],
            ),
            t.say(&page.key("-after")),
        ],
        Letter::PollOpened {
            title,
            path,
            closes_at,
        } => polls::opened(page, title, path, *closes_at),
        Letter::PollVoided {
            title,
            path,
            reason,
        } => polls::voided(page, title, path, reason),
        Letter::PollExtended {
            title,
            path,
            closes_at,
            reason,
        } => polls::extended(page, title, path, *closes_at, reason),
        Letter::PollExcluded {
            title,
            path,
            option,
            reason,
            again_until,
        } => polls::excluded(page, title, path, option, reason, *again_until),
        Letter::PollResult {
            title,
            path,
            decided,
            turnout,
        } => polls::result(page, title, path, decided, *turnout),
        Letter::ComplaintReceived {
            title,
            path,
            number,
        } => polls::complaint_received(page, title, path, *number),
        Letter::ComplaintAnswered {
            title,
            path,
            number,
            answer,
        } => polls::complaint_answered(page, title, path, *number, answer),
        Letter::CastConfirmed {
            title,
            path,
            closes_at,
            ..
        } => polls::cast_confirmed(page, title, path, *closes_at),
        Letter::CastUnderProxy {
            title,
            path,
            closes_at,
            proxy,
        } => polls::cast_under_proxy(page, title, path, *closes_at, *proxy),
        Letter::ProxyNews { news, number, path } => vec![
            t.say2(
                &format!("{}-{}", page.key("-body"), news.word()),
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
        } => polls::record_says(page, title, path, complain_path, *voted),
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
            lines.push(t.say(&page.key("-after")));
            lines.push(head.address(path));
            lines
        }
        Letter::PollReminder {
            title,
            path,
            closes_at,
        } => polls::reminder(page, title, path, *closes_at)?,
        Letter::RollAnswered {
            roll,
            upheld,
            answer,
            citation,
            path,
        } => {
            let verdict = if *upheld { "-upheld" } else { "-not-upheld" };
            vec![
                t.say1(&page.key("-body"), "roll", roll.to_string()),
                t.say(&page.key(verdict)),
                one_line(answer),
                t.say1(&page.key("-rule"), "citation", one_line(citation)),
                t.say(&page.key("-after")),
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
                &page.key("-body"),
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
                .map(|by| t.say1(&page.key("-notice"), "day", day(by)));
            lines.extend(notice);
            lines.extend(match (earliest, latest) {
                (Some(first), Some(last)) => {
                    Some(t.say2(&page.key("-between"), "from", day(first), "to", day(last)))
                }
                (Some(first), None) => Some(t.say1(&page.key("-from"), "from", day(first))),
                (None, Some(last)) => Some(t.say1(&page.key("-until"), "to", day(last))),
                (None, None) => None,
            });
            lines.extend([t.say(&page.key("-after")), head.address(path)]);
            lines
        }
        Letter::AssetIncident {
            number,
            title,
            what,
            happened_on,
            owner,
            path,
        } => assets::incident(page, (*number, title), what, *happened_on, owner, path),
        Letter::AssetWatched {
            number,
            title,
            findings,
            path,
        } => assets::watched(page, (*number, title), findings, path),
        Letter::Nominated {
            title,
            by,
            until,
            path,
        } => vec![
            t.say_all(
                &page.key("-body"),
                &[
                    ("title", &one_line(title)),
                    ("by", &one_line(by)),
                    ("foundation", &foundation),
                ],
            ),
            t.say1(&page.key("-answer"), "day", times::day(t, *until)),
            head.address(path),
            t.say(&page.key("-after")),
        ],
        Letter::MotionNews {
            number,
            title,
            path,
            news,
        } => vec![
            t.say2(
                &format!("{}-{}", page.key("-body"), news.word().replace('_', "-")),
                "number",
                *number,
                "title",
                one_line(title),
            ),
            head.address(path),
            t.say(&page.key("-after")),
        ],
        Letter::InterestFound {
            number,
            title,
            path,
            found,
        } => vec![
            t.say2(
                &format!("{}-{}", page.key("-body"), found.word()),
                "number",
                *number,
                "title",
                one_line(title),
            ),
            head.address(path),
            t.say(&page.key("-after")),
        ],
        Letter::CandidateLetter {
            title,
            candidate,
            text,
            path,
            ..
        } => {
            let mut lines = vec![t.say2(
                &page.key("-body"),
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
            lines.push(t.say1(&page.key("-after"), "foundation", foundation));
            lines.push(head.address(path));
            lines
        }
        Letter::WorkDigest {} => {
            if enclosed.work.is_empty() {
                return Err("nothing waits for the recipient any more".to_owned());
            }
            let mut lines = vec![t.say1(&page.key("-body"), "n", enclosed.work.len())];
            for (sentence, path) in &enclosed.work {
                lines.push(format!("{}\n{}", one_line(sentence), head.address(path)));
            }
            lines.push(t.say(&page.key("-after")));
            lines
        }
        Letter::FactorChanged { news, reason } => vec![
            t.say1(
                &format!("{}-{}", page.key("-body"), news.word()),
                "foundation",
                foundation,
            ),
            one_line(reason),
            t.say(&page.key("-after")),
            head.address("/room/factor"),
        ],
        Letter::MembershipEnded {
            news,
            number,
            by,
            from,
            path,
        } => membership::ended(page, *news, *number, by, *from, path),
        Letter::RepresentationChanged {
            news,
            organisation,
            person,
            by,
            from,
            path,
        } => {
            membership::representation_changed(page, *news, (organisation, person), by, *from, path)
        }
        Letter::ApplicationNews { number, path, news } => {
            membership::application(page, *number, path, *news)
        }
        Letter::RenewalReminder {
            class_name,
            last_day,
            record_date,
            path,
        } => membership::renewal_reminder(page, class_name, *last_day, *record_date, path),
        Letter::DuesInvoice {
            number,
            amount,
            currency,
            due_on,
            lobbying,
            year,
            path,
        } => membership::invoice(
            page,
            number,
            (amount, currency),
            *due_on,
            (lobbying.as_deref(), *year),
            path,
        ),
        Letter::TestLetter {} => vec![t.say1(&page.key("-body"), "foundation", foundation)],
    };
    Ok(text)
}
