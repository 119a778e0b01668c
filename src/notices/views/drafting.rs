//! Drafting a notice, and looking at it before it is given.

use askama::Template;
use askama_web::WebTemplate;
use uuid::Uuid;

use crate::notices::Occasion;
use crate::notices::model::draft::{Draft, Faults, Form, Translation};
use crate::notices::model::kind::{Audience, Kind};
use crate::notices::model::lead::{Counting, Days, Verdict};
use crate::notices::model::record::NoMail;
use crate::notices::model::words::PLACEHOLDERS;
use crate::notices::store::drafts::Saved;
use crate::notices::store::outlook::{Outlook, Way};
use crate::web::Frame;
use crate::web::times::Moment;
use crate::web::words::Locale;

#[derive(Template, WebTemplate)]
#[template(path = "notices/room/kinds.html")]
pub struct KindsPage {
    pub frame: Frame,
    pub occasions: Vec<Occasion>,
}

impl KindsPage {
    /// What can be announced; a vote only where there is one.
    fn kinds(&self) -> impl Iterator<Item = Kind> {
        Kind::ALL.into_iter().filter(|kind| *kind != Kind::Vote)
    }
}

/// The words in another language, with what is wrong in them.
pub struct Tongue {
    pub locale: Locale,
    pub title_field: String,
    pub title_label: String,
    pub text_field: String,
    pub text_label: String,
    pub words: Translation,
}

#[derive(Template, WebTemplate)]
#[template(path = "notices/room/form.html")]
pub struct FormPage {
    pub frame: Frame,
    pub id: Uuid,
    pub revision: i32,
    pub form: Form,
    pub faults: Faults,
    pub occasions: Vec<Occasion>,
    /// What somebody else saved meanwhile, and who.
    pub theirs: Option<(String, Form)>,
}

impl FormPage {
    #[must_use]
    pub fn new(
        frame: Frame,
        id: Uuid,
        revision: i32,
        form: Form,
        faults: Faults,
        occasions: Vec<Occasion>,
    ) -> Self {
        Self {
            frame,
            id,
            revision,
            form,
            faults,
            occasions,
            theirs: None,
        }
    }

    /// The faults as their fields stand on the form, those of translations last.
    fn list(&self) -> Vec<(&str, &str)> {
        const FIELDS: [&str; 8] = [
            "kind", "poll", "audience", "numbers", "when", "place", "title", "text",
        ];
        let mut list: Vec<(&str, &str)> = self
            .faults
            .0
            .iter()
            .map(|(field, sentence)| (field.as_str(), sentence.as_str()))
            .collect();
        list.sort_by_key(|(field, _)| {
            let place = FIELDS.iter().position(|known| known == field);
            place.unwrap_or(FIELDS.len())
        });
        list
    }

    fn kind(&self) -> Option<Kind> {
        Kind::parse(&self.form.kind)
    }

    /// Whether the form asks for a vote: where the kind can be about one, or one was
    /// chosen or is missing all the same.
    fn asks_for_a_vote(&self) -> bool {
        self.kind().is_none_or(Kind::takes_a_vote)
            || !self.form.poll.is_empty()
            || !self.faults.of("poll").is_empty()
    }

    fn offers_numbers(&self) -> bool {
        self.audiences()
            .iter()
            .any(|(word, _)| *word == Audience::Numbers.word())
    }

    /// A vote opens when it opens.
    fn asks_when(&self) -> bool {
        self.kind() != Some(Kind::Vote)
    }

    fn when_hint(&self) -> String {
        let zone = self
            .frame
            .site
            .as_ref()
            .map_or("UTC", |site| site.zone.name());
        let event = self.kind().map_or("event", Kind::event);
        format!("Day and hour of the {event}, in {zone}.")
    }

    fn place_hint(&self) -> &'static str {
        if self.is_required("where") {
            "A place, or the address of a remote meeting."
        } else {
            "May be empty, unless the text says {where}."
        }
    }

    fn kinds(&self) -> Vec<(&'static str, &'static str)> {
        Kind::ALL.map(|kind| (kind.word(), kind.title())).into()
    }

    /// Those of the kind, and what a draft has from elsewhere.
    fn audiences(&self) -> Vec<(&'static str, &'static str)> {
        let offered = self.kind().unwrap_or(Kind::General).audiences();
        Audience::ALL
            .into_iter()
            .filter(|audience| offered.contains(audience) || audience.word() == self.form.audience)
            .map(|audience| (audience.word(), audience.title()))
            .collect()
    }

    fn polls(&self) -> Vec<(String, String)> {
        let none = (String::new(), "none".to_owned());
        let polls = self.occasions.iter().map(|occasion| {
            let roll = if occasion.has_roll {
                ""
            } else {
                " (no certified roll yet)"
            };
            let words = format!("{}. {}{roll}", occasion.poll, occasion.question.text);
            (occasion.poll.to_string(), words)
        });
        std::iter::once(none).chain(polls).collect()
    }

    fn tongues(&self) -> Vec<Tongue> {
        Locale::ALL
            .into_iter()
            .filter(|locale| !matches!(locale, Locale::English | Locale::PseudoRtl))
            .map(|locale| Tongue {
                locale,
                title_field: format!("title_{}", locale.tag()),
                title_label: format!("Title ({})", locale.own_name()),
                text_field: format!("text_{}", locale.tag()),
                text_label: format!("Text ({})", locale.own_name()),
                words: self
                    .form
                    .translations
                    .get(locale.tag())
                    .cloned()
                    .unwrap_or_default(),
            })
            .collect()
    }

    fn placeholders(&self) -> [(&'static str, &'static str); 3] {
        PLACEHOLDERS
    }

    fn is_required(&self, name: &str) -> bool {
        self.kind()
            .is_some_and(|kind| kind.required().contains(&name))
    }
}

#[derive(Template, WebTemplate)]
#[template(path = "notices/room/draft.html")]
pub struct DraftPage {
    pub frame: Frame,
    pub id: Uuid,
    pub revision: i32,
    pub saved_by: String,
    pub saved: Moment,
    pub draft: Draft,
    pub outlook: Outlook,
    pub event: Option<Moment>,
    pub latest: Option<Moment>,
    pub earliest: Option<Moment>,
    /// Language, subject and text of the letter.
    pub letters: Vec<(Locale, String, String)>,
    pub refused: String,
    /// Why it is to be given although it comes too late, as typed.
    pub reason: String,
}

impl DraftPage {
    #[must_use]
    pub fn new(
        frame: Frame,
        saved: &Saved,
        draft: Draft,
        outlook: Outlook,
        letters: Vec<(Locale, String, String)>,
        (refused, reason): (String, String),
    ) -> Self {
        let zone = frame.zone();
        let now = outlook.now;
        let moment = |at| Moment::on_page(&frame, at, now);
        let event = draft.event_at;
        Self {
            id: saved.id,
            revision: saved.revision,
            saved_by: saved.saved_by.clone(),
            saved: moment(saved.saved_at),
            event: event.map(moment),
            latest: event
                .and_then(|event| outlook.lead.latest(event, zone))
                .map(moment),
            earliest: event
                .and_then(|event| outlook.lead.earliest(event, zone))
                .map(moment),
            frame,
            draft,
            outlook,
            letters,
            refused,
            reason,
        }
    }

    fn letters_sent(&self) -> usize {
        let accounts: std::collections::BTreeSet<_> = self
            .outlook
            .ways
            .iter()
            .filter(|way| way.no_mail.is_none())
            .filter_map(|way| Some(way.account.as_ref()?.0))
            .collect();
        accounts.len()
    }

    fn without_mail(&self) -> Vec<(&Way, NoMail)> {
        self.outlook
            .ways
            .iter()
            .filter_map(|way| Some((way, way.no_mail?)))
            .collect()
    }

    fn rules(&self) -> Vec<(&'static str, &Days)> {
        let lead = &self.outlook.lead;
        let least = lead.least.iter().map(|rule| ("At least", rule));
        least
            .chain(lead.most.iter().map(|rule| ("At most", rule)))
            .collect()
    }

    fn may_be_given(&self) -> bool {
        !self.outlook.ways.is_empty() && self.outlook.verdict == Verdict::InTime
    }

    fn is_late(&self) -> bool {
        matches!(self.outlook.verdict, Verdict::TooLate { .. })
    }

    fn counts_hours(&self) -> bool {
        self.outlook.lead.counting == Counting::SameHour
    }

    fn zone(&self) -> &'static str {
        self.frame
            .site
            .as_ref()
            .map_or("UTC", |site| site.zone.name())
    }
}
