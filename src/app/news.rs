//! The public feeds: votes, resolutions, petitions, rules, notices.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::db::Connection;
use crate::feeds::model::atom::Entry;
use crate::feeds::{Answer, JoinedNews, News};
use crate::polls::store::{Ending, Poll};
use crate::web::times;
use crate::web::words::Speaker;
use crate::{notices, petitions, polls, resolutions, rulebook};

/// Every public feed, in the order of the page that lists them.
pub(super) fn joined() -> JoinedNews {
    JoinedNews(vec![
        Arc::new(Votes),
        Arc::new(Resolutions),
        Arc::new(Rules),
        Arc::new(Notices),
        Arc::new(Petitions),
    ])
}

/// How many notices are read for the feed: those of named persons among them are left out.
const NOTICES: i64 = 200;

struct Votes;

impl News for Votes {
    fn name(&self) -> &'static str {
        "votes"
    }

    fn entries<'a>(
        &'a self,
        conn: &'a mut Connection,
        t: &'a Speaker,
        zone: Tz,
    ) -> Answer<'a, Vec<Entry>> {
        Box::pin(async move {
            let endings = polls::store::endings(conn).await?;
            let polls = polls::store::all(conn, false).await?;
            Ok(polls
                .iter()
                .flat_map(|poll| of_vote(t, zone, poll, endings.get(&poll.id)))
                .collect())
        })
    }
}

fn of_vote(t: &Speaker, zone: Tz, poll: &Poll, ending: Option<&Ending>) -> Vec<Entry> {
    let question = poll.draft.title_in(t.locale);
    let news = |what: &str, at: DateTime<Utc>, page: &str| {
        Entry::at(
            at,
            format!("/polls/{}/{what}", poll.id),
            t.say1(&format!("news-poll-{what}"), "question", &question),
            format!("/polls/{}{page}", poll.number),
        )
    };
    let voided_at = ending.and_then(|ending| ending.voided_at);
    let before_its_end = |at: &DateTime<Utc>| voided_at.is_none_or(|voided| *at < voided);
    let mut entries = Vec::new();
    let opened = poll.facts.opens_at.filter(|opens| *opens <= poll.now);
    if let Some(opens) = opened.filter(before_its_end) {
        let mut entry = news("opened", opens, "");
        if let Some(closes) = poll.facts.closes_at {
            let when = times::full(t, zone, closes);
            entry.summary = t.say1("news-poll-until", "when", when);
        }
        entries.push(entry);
    }
    if let Some(closed) = poll.closed_at.filter(before_its_end) {
        entries.push(news("closed", closed, ""));
    }
    let certified = ending.and_then(|ending| ending.certified_at);
    if let Some(certified) = certified.filter(before_its_end) {
        entries.push(news("certified", certified, "/results"));
    }
    if let (Some(voided), Some(ending)) = (voided_at, ending) {
        let mut entry = news("voided", voided, "");
        entry.summary = ending.reason.clone().unwrap_or_default();
        entries.push(entry);
    }
    entries
}

/// How many resolutions are read for the feed, which holds fewer.
const RESOLUTIONS: i64 = 50;

/// What bodies resolved; of a confidential one number, date and rule.
struct Resolutions;

impl News for Resolutions {
    fn name(&self) -> &'static str {
        "resolutions"
    }

    fn entries<'a>(
        &'a self,
        conn: &'a mut Connection,
        t: &'a Speaker,
        _: Tz,
    ) -> Answer<'a, Vec<Entry>> {
        Box::pin(async move {
            let latest = resolutions::store::latest(conn, RESOLUTIONS).await?;
            Ok(latest
                .into_iter()
                .map(|line| {
                    let path = line.label.path();
                    let title = if line.closed {
                        t.say1("news-resolution-closed", "number", line.label.to_string())
                    } else {
                        format!("{} {}", line.label, line.title)
                    };
                    let mut entry = Entry::at(line.recorded_at, path.clone(), title, path);
                    let adopted =
                        t.say1("resolution-adopted", "day", times::day(t, line.decided_on));
                    entry.summary = if line.closed {
                        let rule = t.say1("resolution-closed-by", "rule", &line.confidential);
                        format!("{adopted} {rule}")
                    } else {
                        format!("{}. {adopted}", line.decided_by)
                    };
                    entry
                })
                .collect())
        })
    }
}

struct Rules;

impl News for Rules {
    fn name(&self) -> &'static str {
        "rules"
    }

    fn entries<'a>(
        &'a self,
        conn: &'a mut Connection,
        t: &'a Speaker,
        zone: Tz,
    ) -> Answer<'a, Vec<Entry>> {
        Box::pin(async move {
            let versions = rulebook::store::versions(conn).await?;
            Ok(versions
                .into_iter()
                .map(|adopted| {
                    let path = format!("/rules/versions/{}", adopted.version);
                    let mut entry = Entry::at(
                        adopted.recorded_at,
                        path.clone(),
                        t.say1("news-rules-adopted", "version", adopted.version),
                        path,
                    );
                    if let Some(from) = adopted.effective_from {
                        let when = times::full(t, zone, from);
                        entry.summary = t.say1("news-rules-from", "when", when);
                    }
                    entry
                })
                .collect())
        })
    }
}

/// The public notice board.
struct Notices;

impl News for Notices {
    fn name(&self) -> &'static str {
        "notices"
    }

    fn entries<'a>(
        &'a self,
        conn: &'a mut Connection,
        t: &'a Speaker,
        zone: Tz,
    ) -> Answer<'a, Vec<Entry>> {
        Box::pin(async move {
            let given = notices::store::reading::latest(conn, NOTICES).await?;
            Ok(given
                .into_iter()
                .filter(|notice| !notice.is_private())
                .map(|notice| {
                    let path = format!("/notices/{}", notice.number);
                    let mut entry = Entry::at(
                        notice.given_at,
                        path.clone(),
                        notice.title.in_locale(t.locale).to_owned(),
                        path,
                    );
                    let kind = t.say(&notice.kind.key());
                    entry.summary = match notice.event_at {
                        Some(at) => format!("{kind}, {}", times::full(t, zone, at)),
                        None => kind,
                    };
                    entry
                })
                .collect())
        })
    }
}

/// Petitions as they are delivered; what somebody asks for may name people, so the
/// feed says only for what it is.
struct Petitions;

impl News for Petitions {
    fn name(&self) -> &'static str {
        "petitions"
    }

    fn entries<'a>(
        &'a self,
        conn: &'a mut Connection,
        t: &'a Speaker,
        _: Tz,
    ) -> Answer<'a, Vec<Entry>> {
        Box::pin(async move {
            let delivered = petitions::store::delivered(conn).await?;
            Ok(delivered
                .into_iter()
                .filter_map(|petition| {
                    let path = format!("/petitions/{}", petition.number);
                    let key = format!("news-petition-{}", petition.purpose.word());
                    let title = t.say1(&key, "number", petition.number.to_string());
                    let at = petition.delivery?.at;
                    Some(Entry::at(at, path.clone(), title, path))
                })
                .collect())
        })
    }
}
