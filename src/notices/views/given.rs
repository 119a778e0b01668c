//! A notice that was given, as officers follow it.

use askama::Template;
use askama_web::WebTemplate;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

use super::board::Row;
use super::room::said;
use crate::notices::model::record::{Line, Mail, Standing, StepKind, Totals};
use crate::notices::store::certificates::Made;
use crate::notices::store::reading::Notice;
use crate::web::Frame;
use crate::web::times::Moment;

/// The form by which officers record how else the notice reached people.
#[derive(Clone, Debug)]
pub struct StepForm {
    pub form: Uuid,
    pub lines: Vec<i32>,
    pub kind: String,
    pub at: String,
    pub evidence: String,
    /// Field and sentence.
    pub fault: Option<(&'static str, String)>,
}

impl Default for StepForm {
    fn default() -> Self {
        Self {
            form: Uuid::new_v4(),
            lines: Vec::new(),
            kind: StepKind::Posted.word().to_owned(),
            at: String::new(),
            evidence: String::new(),
            fault: None,
        }
    }
}

/// A recipient as the page shows them.
pub struct Shown {
    pub line: Line,
    pub standing: Standing,
    /// How the letter stands, in words.
    pub mail: String,
    /// The mail server's own words; empty where it said none.
    pub words: String,
    pub steps: Vec<String>,
    /// What to do where they lack it.
    pub advice: &'static str,
}

#[derive(Template, WebTemplate)]
#[template(path = "notices/room/given.html")]
pub struct GivenPage {
    pub frame: Frame,
    pub notice: Notice,
    pub row: Row,
    pub latest: Option<Moment>,
    pub totals: Totals,
    pub lines: Vec<Shown>,
    pub certificates: Vec<(Made, Moment)>,
    pub form: StepForm,
    pub refused: String,
    /// Today in the foundation's zone, as the form takes it.
    pub now_local: String,
    /// The identity under which a certificate would be made.
    pub certificate_form: Uuid,
}

impl GivenPage {
    #[must_use]
    pub fn new(
        frame: Frame,
        notice: Notice,
        (lines, certificates): (Vec<Line>, Vec<Made>),
        zone: Tz,
        now: DateTime<Utc>,
        (form, refused): (StepForm, String),
    ) -> Self {
        let latest = notice.latest(zone);
        let moment = |at| Moment::on_page(&frame, at, now);
        let short = |at: DateTime<Utc>| {
            at.with_timezone(&zone)
                .format("%-d %b %Y, %H:%M")
                .to_string()
        };
        let lines: Vec<Shown> = lines
            .into_iter()
            .map(|line| Shown {
                standing: line.standing(notice.given_at, latest),
                mail: mail_said(&line.mail, &short),
                words: words_of(&line.mail).to_owned(),
                steps: line
                    .steps
                    .iter()
                    .map(|step| {
                        let evidence = match step.evidence.as_str() {
                            "" => String::new(),
                            evidence => format!(": {evidence}"),
                        };
                        let by = match step.kind {
                            StepKind::Seen => String::new(),
                            _ => format!(" (recorded by {})", step.recorded_by),
                        };
                        format!("{}, {}{evidence}{by}", step.kind.title(), short(step.at))
                    })
                    .collect(),
                advice: advice(&line.mail),
                line,
            })
            .collect();
        Self {
            row: Row::new(&frame, &notice, now),
            latest: latest.map(moment),
            totals: Totals::of(lines.iter().map(|shown| shown.standing)),
            certificates: certificates
                .into_iter()
                .map(|made| {
                    let at = moment(made.made_at);
                    (made, at)
                })
                .collect(),
            now_local: now
                .with_timezone(&zone)
                .format("%Y-%m-%dT%H:%M")
                .to_string(),
            certificate_form: Uuid::new_v4(),
            frame,
            notice,
            lines,
            form,
            refused,
        }
    }

    fn said(&self) -> String {
        said(&self.totals)
    }

    /// Those who lack it, or got it late, first.
    fn open_lines(&self) -> Vec<&Shown> {
        self.lines
            .iter()
            .filter(|shown| matches!(shown.standing, Standing::Lacks | Standing::HasLate))
            .collect()
    }

    fn other_lines(&self) -> Vec<&Shown> {
        self.lines
            .iter()
            .filter(|shown| matches!(shown.standing, Standing::Has | Standing::UnderWay))
            .collect()
    }

    fn complaints(&self) -> usize {
        self.lines
            .iter()
            .filter(|shown| shown.line.complained_at.is_some())
            .count()
    }

    fn is_ticked(&self, line: i32) -> bool {
        self.form.lines.contains(&line)
    }

    fn at(&self) -> &str {
        match self.form.at.as_str() {
            "" => &self.now_local,
            typed => typed,
        }
    }

    fn fault(&self, field: &str) -> &str {
        match &self.form.fault {
            Some((faulty, sentence)) if *faulty == field => sentence,
            _ => "",
        }
    }

    fn faults(&self) -> Vec<(&str, &str)> {
        let field = self
            .form
            .fault
            .iter()
            .map(|(field, sentence)| (*field, sentence.as_str()));
        let refused = (!self.refused.is_empty()).then_some(("", self.refused.as_str()));
        field.chain(refused).collect()
    }

    fn kinds(&self) -> Vec<(&'static str, &'static str)> {
        StepKind::BY_HAND
            .map(|kind| (kind.word(), kind.title()))
            .into()
    }

    /// How much of the letters is done, of 100.
    fn per_cent_settled(&self) -> usize {
        (self.totals.all - self.totals.under_way) * 100 / self.totals.all.max(1)
    }
}

fn mail_said(mail: &Mail, short: &dyn Fn(DateTime<Utc>) -> String) -> String {
    match mail {
        Mail::None(why) => format!("No letter: {}", why.sentence()),
        Mail::UnderWay => "Its letter is on its way".to_owned(),
        Mail::Unwanted => "They chose not to get letters that no rule asks for".to_owned(),
        Mail::Accepted { at, .. } => format!("Accepted by the mail server, {}", short(*at)),
        Mail::Returned { at, .. } => format!("Came back, {}", short(*at)),
        Mail::GivenUp { .. } => "Could not be sent".to_owned(),
    }
}

fn words_of(mail: &Mail) -> &str {
    match mail {
        Mail::None(_) | Mail::UnderWay | Mail::Unwanted => "",
        Mail::Accepted { answer, .. } => answer,
        Mail::Returned { reason, .. } | Mail::GivenUp { reason } => reason,
    }
}

fn advice(mail: &Mail) -> &'static str {
    match mail {
        Mail::None(_) => "Send it by post or courier, then record that below.",
        Mail::Returned { .. } | Mail::GivenUp { .. } => {
            "Ask them for another address, and send this notice by post or courier; then record that below."
        }
        Mail::UnderWay | Mail::Unwanted | Mail::Accepted { .. } => {
            "It came too late for the rule: ask for a waiver, or record that they attended."
        }
    }
}
