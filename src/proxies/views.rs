//! Pages of proxies: a person's own, and the secretary's.

use askama::Template;
use askama_web::WebTemplate;
use chrono::NaiveDate;
use data_encoding::HEXLOWER;
use uuid::Uuid;

use super::model::{Ground, Offer, Rules, State};
use super::store::{OpenVote, Own, Proxy};
use crate::web::figures::fours;
use crate::web::form::fault;
use crate::web::times::{Moment, day};
use crate::web::{Fields, Frame};

/// One proxy as a page tells of it.
pub struct Line {
    pub number: i32,
    pub membership: Uuid,
    pub member: String,
    pub member_number: i64,
    pub grantor: String,
    pub holder: String,
    /// Number and question of the one vote it is for.
    pub vote: Option<(i32, String)>,
    /// What the member told the holder, in paragraphs.
    pub instructions: Vec<String>,
    pub last_day: String,
    pub granted: Moment,
    /// What paper it was recorded from, by whom, and the digest of it.
    pub paper: Option<(String, String, String)>,
    pub has_file: bool,
    /// Which second officer confirmed what was recorded from paper.
    pub confirmed_by: Option<String>,
    pub citation: String,
    pub state: State,
    pub revoked: Option<Moment>,
    pub revoked_because: String,
}

impl Line {
    #[must_use]
    pub fn new(frame: &Frame, proxy: &Proxy) -> Self {
        let state = proxy.state();
        let digest = |bytes: &[u8]| fours(&HEXLOWER.encode(bytes)).join(" ");
        Self {
            number: proxy.number,
            membership: proxy.membership,
            member: proxy.member.clone(),
            member_number: proxy.member_number,
            grantor: proxy.grantor_name.clone(),
            holder: proxy.holder_name.clone(),
            vote: proxy.poll.map(|number| (number, proxy.question.clone())),
            instructions: proxy
                .instructions
                .lines()
                .filter(|line| !line.trim().is_empty())
                .map(str::to_owned)
                .collect(),
            last_day: day(&frame.t, proxy.last_day),
            granted: Moment::on_page(frame, proxy.recorded_at, proxy.now),
            paper: proxy.paper.as_ref().map(|paper| {
                (
                    paper.clone(),
                    proxy.recorded_by.clone().unwrap_or_default(),
                    proxy
                        .paper_sha256
                        .as_deref()
                        .map(digest)
                        .unwrap_or_default(),
                )
            }),
            has_file: proxy.has_file,
            confirmed_by: proxy.confirmed_by.clone(),
            citation: proxy.citation.clone(),
            state,
            revoked: match state {
                State::Revoked(at) => Some(Moment::on_page(frame, at, proxy.now)),
                State::Stands | State::Waiting | State::Replaced(_) | State::Over => None,
            },
            revoked_because: proxy.revoked_because.clone(),
        }
    }

    /// Whether it can be used.
    #[must_use]
    pub fn stands(&self) -> bool {
        self.state == State::Stands
    }

    /// Whether it can be used, or could be once it is confirmed, and so be taken back.
    #[must_use]
    pub fn can_be_revoked(&self) -> bool {
        matches!(self.state, State::Stands | State::Waiting)
    }
}

/// A form and what is wrong with it.
#[derive(Default)]
pub struct Typed {
    pub fields: Fields,
    /// Ids of fields and sentences.
    pub faults: Vec<(&'static str, String)>,
}

impl Typed {
    fn fault(&self, field: &str) -> &str {
        fault(&self.faults, field)
    }

    fn links(&self) -> Vec<(&str, &str)> {
        self.faults
            .iter()
            .map(|(id, sentence)| (*id, sentence.as_str()))
            .collect()
    }

    /// The identity that the form brings back, or a fresh one.
    #[must_use]
    pub fn id(&self) -> Uuid {
        Uuid::parse_str(self.fields.get("form")).unwrap_or_else(|_| Uuid::new_v4())
    }

    /// What stands in a field: what was typed, else what is offered.
    fn value<'a>(&'a self, field: &str, offered: &'a str) -> &'a str {
        match self.fields.get(field) {
            "" if self.faults.is_empty() => offered,
            typed => typed,
        }
    }
}

/// What is offered to whoever may grant or record a proxy.
pub struct Offered {
    pub rules: Rules,
    pub offer: Result<Offer, Ground>,
    /// The latest last day, as a field holds it.
    pub last_day: NaiveDate,
    pub votes: Vec<OpenVote>,
}

impl Offered {
    fn last_day_field(&self) -> String {
        self.last_day.to_string()
    }

    fn scopes(&self, general: String, one: impl Fn(&OpenVote) -> String) -> Vec<(String, String)> {
        let mut scopes = vec![("general".to_owned(), general)];
        scopes.extend(
            self.votes
                .iter()
                .map(|vote| (vote.poll.to_string(), one(vote))),
        );
        scopes
    }
}

/// `/me/proxies`
#[derive(Template, WebTemplate)]
#[template(path = "proxies/own.html")]
pub struct OwnPage {
    pub frame: Frame,
    pub memberships: Vec<Own>,
    pub given: Vec<Line>,
    pub held: Vec<Line>,
    pub offered: Offered,
    pub typed: Typed,
}

impl OwnPage {
    /// Why nothing is offered, or by which rule it is.
    fn rule_sentence(&self) -> String {
        let t = &self.frame.t;
        match &self.offered.offer {
            Ok(offer) => t.say_all(
                "proxies-own-rule",
                &[
                    ("citation", &offer.citation),
                    ("months", &offer.months),
                    ("length", &offer.months_citation),
                ],
            ),
            Err(Ground::Silent) => t.say("proxies-own-silent"),
            Err(Ground::Refused { citation }) => {
                t.say1("proxies-own-refused", "citation", citation.as_str())
            }
            Err(Ground::NoLength) => t.say("proxies-own-no-length"),
        }
    }

    fn board_sentence(&self) -> String {
        match &self.offered.rules.board {
            Some((false, citation)) => {
                self.frame
                    .t
                    .say1("proxies-own-board", "citation", citation.as_str())
            }
            Some((true, _)) | None => String::new(),
        }
    }

    fn most_sentence(&self) -> String {
        match &self.offered.rules.max_per_holder {
            Some((most, citation)) => self.frame.t.say2(
                "proxies-own-most",
                "n",
                *most,
                "citation",
                citation.as_str(),
            ),
            None => String::new(),
        }
    }

    fn choices(&self) -> Vec<(String, String)> {
        let said = |own: &Own| {
            self.frame.t.say2(
                "rolls-own-membership",
                "name",
                &own.member,
                "number",
                own.number.to_string(),
            )
        };
        self.memberships
            .iter()
            .map(|own| (own.membership.to_string(), said(own)))
            .collect()
    }

    fn scopes(&self) -> Vec<(String, String)> {
        let t = &self.frame.t;
        self.offered.scopes(t.say("proxies-general"), |vote| {
            t.say1("proxies-one", "question", &vote.question)
        })
    }

    fn given_said(&self, line: &Line) -> String {
        self.frame.t.say_all(
            "proxies-given-line",
            &[
                ("number", &line.number.to_string()),
                ("member", &line.member),
                ("holder", &line.holder),
            ],
        )
    }

    fn scope_said(&self, line: &Line) -> String {
        let t = &self.frame.t;
        match &line.vote {
            None => t.say("proxies-general"),
            Some((_, question)) => t.say1("proxies-one", "question", question.as_str()),
        }
    }

    /// Where a proxy stands.
    fn state_said(&self, line: &Line) -> String {
        let t = &self.frame.t;
        match line.state {
            State::Stands => t.say1("proxies-stands", "day", &line.last_day),
            State::Waiting => t.say1("proxies-waiting", "day", &line.last_day),
            State::Revoked(_) => t.say1(
                "proxies-revoked",
                "time",
                line.revoked.as_ref().map_or("", |moment| &moment.full),
            ),
            State::Replaced(by) => t.say1("proxies-replaced", "number", by.to_string()),
            State::Over => t.say("proxies-over"),
        }
    }

    fn paper_said(&self, (paper, by, digest): &(String, String, String)) -> String {
        self.frame.t.say_all(
            "proxies-from-paper",
            &[("paper", paper), ("officer", by), ("digest", digest)],
        )
    }
}

/// `/room/proxies`
#[derive(Template, WebTemplate)]
#[template(path = "proxies/room.html")]
pub struct RoomPage {
    pub frame: Frame,
    /// Whether a code is asked of the reader before they record or confirm one from paper.
    pub code_due: bool,
    /// Whether the reader records and revokes.
    pub records: bool,
    /// Those that a second officer has not confirmed, and whether the reader may be the one.
    pub waiting: Vec<(Line, bool)>,
    pub standing: Vec<Line>,
    pub past: Vec<Line>,
    /// Each holder with the number of members for whom they hold a proxy.
    pub per_holder: Vec<(String, usize)>,
    pub offered: Offered,
    pub typed: Typed,
}

impl RoomPage {
    fn rule_sentence(&self) -> String {
        match &self.offered.offer {
            Ok(offer) => format!(
                "Members can vote by proxy ({}). A proxy is over after {} months at the latest ({}).",
                offer.citation, offer.months, offer.months_citation
            ),
            Err(Ground::Silent) => {
                "No document says whether members vote by proxy (proxies.members), so none is recorded.".to_owned()
            }
            Err(Ground::Refused { citation }) => {
                format!("Members do not vote by proxy ({citation}).")
            }
            Err(Ground::NoLength) => {
                "No document says how long a proxy lasts (proxies.max_months), so none is recorded.".to_owned()
            }
        }
    }

    /// Whether something waits for this very reader.
    fn has_to_confirm(&self) -> bool {
        self.waiting.iter().any(|(_, is_theirs)| *is_theirs)
    }

    fn others_sentence(&self) -> String {
        let most = match &self.offered.rules.max_per_holder {
            Some((most, citation)) => {
                format!("One person holds proxies of at most {most} members ({citation}).")
            }
            None => "No document says for how many members one person may hold proxies (proxies.max_per_holder).".to_owned(),
        };
        let board = match &self.offered.rules.board {
            Some((false, citation)) => format!("Directors do not vote by proxy ({citation})."),
            Some((true, citation)) => format!(
                "Directors may vote by proxy ({citation}); decisions of the board are entered with the votes of those present, and no proxy is recorded here."
            ),
            None => "No document says whether directors vote by proxy (proxies.board).".to_owned(),
        };
        format!("{most} {board}")
    }

    fn scopes(&self) -> Vec<(String, String)> {
        self.offered.scopes("all votes".to_owned(), |vote| {
            format!("poll {}: {}", vote.number, vote.question)
        })
    }

    fn state_said(line: &Line) -> String {
        match line.state {
            State::Stands | State::Waiting => format!("to the end of {}", line.last_day),
            State::Revoked(_) => {
                let when = line.revoked.as_ref().map_or("", |moment| &moment.full);
                match line.revoked_because.as_str() {
                    "" => format!("revoked {when}"),
                    reason => format!("revoked {when}: {reason}"),
                }
            }
            State::Replaced(by) => format!("replaced by proxy {by}"),
            State::Over => "over".to_owned(),
        }
    }

    fn scope_said(line: &Line) -> String {
        match &line.vote {
            None => "all votes".to_owned(),
            Some((number, _)) => format!("poll {number}"),
        }
    }
}
