//! What the pages of the desk show.

mod renewal;

pub(super) use renewal::RenewalPage;

use std::sync::Arc;

use askama::Template;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::addresses::Proposal;
use crate::accounts::address_changes::{Change, Found};
use crate::accounts::model::ChangePhase;
use crate::accounts::sessions::Ending;
use crate::outbox::dkim::Record;
use crate::outbox::model::kind_key;
use crate::outbox::store::{KindCount, Pace, SavedText, Stuck};
use crate::outbox::texts::{self, Editable, Text};
use crate::outbox::write::Letterhead;
use crate::web::Frame;
use crate::web::times::{self, Moment};
use crate::web::words::{Locale, Words};

/// One change of address, as this officer sees it.
struct ChangeLine {
    id: Uuid,
    name: String,
    old_address: String,
    new_address: String,
    reason: String,
    proposer: String,
    proposed: Moment,
    /// Who approved it first, where it takes two approvals.
    first_approver: Option<String>,
    approver: Option<String>,
    /// When it takes effect; for those that officers enough want.
    effective: Option<Moment>,
    may_approve: bool,
    own: bool,
    /// The reader gave the first of two approvals.
    approved: bool,
    /// The person concerned had stopped it, and it was proposed once more.
    renewed: bool,
    /// The person concerned stopped it, and it may be proposed once more.
    renewable: bool,
    end: Option<String>,
}

#[derive(Template)]
#[template(path = "room/addresses.html")]
pub(super) struct AddressesPage {
    frame: Frame,
    wanted: String,
    found: Option<Vec<Found>>,
    /// Whether a code is asked of the reader before they approve a change that is here.
    code_due: bool,
    under_way: Vec<ChangeLine>,
    past: Vec<ChangeLine>,
}

impl AddressesPage {
    pub(super) fn new(
        frame: Frame,
        (reader, code_due): (Uuid, bool),
        wanted: String,
        found: Option<Vec<Found>>,
        changes: &[Change],
        now: DateTime<Utc>,
    ) -> Self {
        let line = |change: &Change| {
            let moment = |at: DateTime<Utc>| Moment::on_page(&frame, at, now);
            let own = change.proposed_by == reader;
            let mut line = ChangeLine {
                id: change.id,
                name: change.name.clone(),
                old_address: change.old_address.clone(),
                new_address: change.new_address.clone(),
                reason: change.reason.clone(),
                proposer: change.proposer.clone(),
                proposed: moment(change.proposed_at),
                first_approver: change.first_approver.clone(),
                approver: change.approver.clone(),
                effective: None,
                may_approve: false,
                own,
                approved: change.was_approved_by(reader),
                renewed: change.renewed,
                renewable: change.renewable,
                end: None,
            };
            match change.phase() {
                ChangePhase::Proposed => {
                    line.may_approve = change.may_be_approved_by(reader);
                }
                ChangePhase::Waiting { effective_at } => {
                    line.effective = Some(moment(effective_at));
                }
                ChangePhase::Stopped => {
                    line.end = Some(format!(
                        "Stopped. {}",
                        change.stop_reason.clone().unwrap_or_default()
                    ));
                }
                ChangePhase::Done => line.end = Some("Done.".to_owned()),
            }
            line
        };
        let (under_way, past): (Vec<&Change>, Vec<&Change>) =
            changes.iter().partition(|change| change.under_way());
        let under_way: Vec<ChangeLine> = under_way.into_iter().map(line).collect();
        Self {
            code_due: code_due && under_way.iter().any(|line| line.may_approve),
            under_way,
            past: past.into_iter().map(line).collect(),
            frame,
            wanted,
            found,
        }
    }
}

#[derive(Template)]
#[template(path = "room/address.html")]
pub(super) struct AddressFormPage {
    frame: Frame,
    found: Found,
    /// Whether a code is asked of the reader first.
    code_due: bool,
    /// When officers signed this person out everywhere, and who.
    endings: Vec<(String, String)>,
    /// Names the press by which it is done, so that a form sent twice does it once.
    ending: Uuid,
    form: Proposal,
    address_error: Option<String>,
    reason_error: Option<String>,
    faults: Vec<(&'static str, String)>,
}

impl AddressFormPage {
    pub(super) fn blank(frame: Frame, found: Found, code_due: bool, endings: &[Ending]) -> Self {
        let zone = frame.zone();
        let endings = endings
            .iter()
            .map(|ending| {
                let when = times::full(&frame.t, zone, ending.ended_at);
                (ending.officer.clone(), when)
            })
            .collect();
        Self {
            code_due,
            endings,
            ..Self::wrong(frame, found, Proposal::default(), None, None)
        }
    }

    pub(super) fn wrong(
        frame: Frame,
        found: Found,
        form: Proposal,
        address_error: Option<String>,
        reason_error: Option<String>,
    ) -> Self {
        let faults = [("address", &address_error), ("reason", &reason_error)]
            .into_iter()
            .filter_map(|(id, sentence)| sentence.clone().map(|sentence| (id, sentence)))
            .collect();
        Self {
            frame,
            found,
            code_due: false,
            endings: Vec::new(),
            ending: Uuid::new_v4(),
            form,
            address_error,
            reason_error,
            faults,
        }
    }

    /// Where the page stands, to come back to after a code.
    fn place(&self) -> String {
        format!("/room/addresses/{}", self.found.account)
    }
}

/// A letter that is late or dead.
struct StuckLine {
    letter: Uuid,
    code: String,
    kind: String,
    to: String,
    queued: String,
    is_dead: bool,
    attempts: i32,
    detail: String,
}

/// How many letters of a kind stand where.
struct KindLine {
    kind: String,
    count: KindCount,
}

#[derive(Template)]
#[template(path = "room/letters.html")]
pub(super) struct LettersPage {
    frame: Frame,
    kinds: Vec<KindLine>,
    pace: Pace,
    /// Whether this officer writes the words of letters.
    writes: bool,
    stuck: Vec<StuckLine>,
    record: Record,
}

impl LettersPage {
    pub(super) fn new(
        frame: Frame,
        counts: &[KindCount],
        (pace, writes): (Pace, bool),
        stuck: &[Stuck],
        record: Record,
    ) -> Self {
        let zone = frame.zone();
        let stuck = stuck
            .iter()
            .map(|letter| StuckLine {
                letter: letter.letter,
                code: letter.code.clone(),
                kind: frame.t.say(&kind_key(&letter.kind)),
                to: letter.masked_address.clone(),
                queued: times::full(&frame.t, zone, letter.queued_at),
                is_dead: letter.state == "dead",
                attempts: letter.attempts,
                detail: letter.detail.clone(),
            })
            .collect();
        let kinds = counts
            .iter()
            .map(|count| KindLine {
                kind: frame.t.say(&kind_key(&count.kind)),
                count: count.clone(),
            })
            .collect();
        Self {
            frame,
            kinds,
            pace,
            writes,
            stuck,
            record,
        }
    }

    /// How far the queue is, in a sentence.
    fn pace_said(&self) -> String {
        let Pace { due, last_minute } = self.pace;
        match (due, last_minute) {
            (0, _) => "No letter waits.".to_owned(),
            (due, 0) => format!("{due} letters wait, and none left in the last minute."),
            (due, left) => {
                let minutes = (due + left - 1) / left;
                let rest = match minutes {
                    ..=1 => "about a minute".to_owned(),
                    minutes => format!("about {minutes} minutes"),
                };
                format!(
                    "{due} letters wait. {left} left in the last minute; at that pace the rest takes {rest}."
                )
            }
        }
    }
}

/// The words of a letter in a language.
struct TextLine {
    letter: &'static str,
    title: &'static str,
    locale: &'static str,
    language: &'static str,
    /// Who wrote them; empty for the program's own.
    by: String,
    /// Who wrote others that wait for another officer; else empty.
    waits: String,
}

#[derive(Template)]
#[template(path = "room/texts.html")]
pub(super) struct TextsPage {
    frame: Frame,
    lines: Vec<TextLine>,
}

impl TextsPage {
    pub(super) fn new(frame: Frame, newest: &[SavedText], counting: &[SavedText]) -> Self {
        let mut lines = Vec::new();
        for kind in Editable::ALL {
            for locale in Locale::spoken() {
                let is_its =
                    |each: &&SavedText| each.letter == kind.word() && each.locale == locale.tag();
                let own = counting.iter().find(is_its);
                let own = own.filter(|each| each.body.is_some());
                let waits = newest.iter().find(is_its).filter(|each| !each.counts());
                lines.push(TextLine {
                    letter: kind.word(),
                    title: kind.title(),
                    locale: locale.tag(),
                    language: locale.own_name(),
                    by: own.map_or_else(String::new, |own| own.saved_by.clone()),
                    waits: waits.map_or_else(String::new, |new| new.saved_by.clone()),
                });
            }
        }
        Self { frame, lines }
    }
}

#[derive(Template)]
#[template(path = "room/text.html")]
pub(super) struct TextPage {
    frame: Frame,
    kind: Editable,
    locale: Locale,
    revision: i32,
    typed: Text,
    /// Field and sentence.
    pub(super) fault: Option<(&'static str, String)>,
    /// Subject and text as they would read, with samples for what differs.
    preview: Option<(String, String)>,
    history: Vec<(SavedText, String)>,
    /// Whether the newest words wait for the reader, who did not write them.
    pub(super) confirms: bool,
    /// Whether a code is asked of the reader before they confirm.
    pub(super) code_due: bool,
}

impl TextPage {
    pub(super) fn new(
        frame: Frame,
        words: &Arc<Words>,
        (kind, locale): (Editable, Locale),
        revision: i32,
        typed: Text,
        history: &[SavedText],
    ) -> Self {
        let zone = frame.zone();
        let origin = frame.site.as_ref().map(|site| site.public_origin.clone());
        let origin = origin.unwrap_or_default();
        let preview = texts::check(kind, &typed, &origin).ok().and_then(|()| {
            let head = Letterhead {
                foundation: frame.foundation.clone(),
                zone,
                public_origin: origin,
                log: None,
            };
            kind.sample(&typed, &words.speaker(locale), &head).ok()
        });
        let history = history
            .iter()
            .map(|saved| (saved.clone(), times::full(&frame.t, zone, saved.saved_at)))
            .collect();
        Self {
            frame,
            kind,
            locale,
            revision,
            typed,
            fault: None,
            preview,
            history,
            confirms: false,
            code_due: false,
        }
    }

    fn fault(&self, field: &str) -> &str {
        match &self.fault {
            Some((faulty, sentence)) if *faulty == field => sentence,
            _ => "",
        }
    }

    fn faults(&self) -> Vec<(&str, &str)> {
        let fault = self.fault.iter();
        fault
            .map(|(field, sentence)| (*field, sentence.as_str()))
            .collect()
    }

    fn is_required(&self, name: &str) -> bool {
        self.kind.required().contains(&name)
    }

    /// Where the page stands, to come back to after a code.
    fn place(&self) -> String {
        format!(
            "/room/letters/texts/{}/{}",
            self.kind.word(),
            self.locale.tag()
        )
    }
}
