//! The members' pages of polls: front page, list, one poll, my page.

use askama::Template;
use askama_web::WebTemplate;

use super::draft::DraftOption;
use super::model::Phase;
use crate::proxies::model::Figure;
use crate::rolls::model::LeafOpening;
use crate::tasks;
use crate::web::Frame;
use crate::web::times::Moment;

/// A poll in a list.
pub struct PollRow {
    pub number: i32,
    pub question: String,
    pub phase: Phase,
    pub opens: Moment,
    pub closes: Moment,
}

impl PollRow {
    /// There is a result to see.
    fn is_counted(&self) -> bool {
        matches!(self.phase, Phase::Counted | Phase::Certified)
    }

    /// Its officers ended it, maybe long before it was to close.
    fn is_voided(&self) -> bool {
        self.phase == Phase::Voided
    }
}

/// `/`
#[derive(Template, WebTemplate)]
#[template(path = "polls/front.html")]
pub struct FrontPage {
    pub frame: Frame,
    pub open: Vec<PollRow>,
    pub coming: Vec<PollRow>,
    pub decided: Vec<PollRow>,
    /// Where the public log stands; none before it begins.
    pub log: Option<String>,
}

/// `/polls`
#[derive(Template, WebTemplate)]
#[template(path = "polls/list.html")]
pub struct PollList {
    pub frame: Frame,
    pub rows: Vec<PollRow>,
}

/// What a member can do in a poll as one of the members they cast for.
pub struct Seat {
    /// The membership's number.
    pub number: i64,
    pub member: String,
    pub class_name: String,
    pub votes: i32,
    pub citation: String,
    /// A ballot of this member is in.
    pub has_cast: bool,
    /// The reader casts it by a proxy.
    pub by_proxy: bool,
}

/// After the close: what the record says of a member, and what opens their leaf; none when that
/// was erased.
pub struct RecordLine {
    pub voted: bool,
    pub opening: Option<LeafOpening>,
}

/// One membership and where it stands on a poll's roll.
pub struct Standing {
    pub member: String,
    pub on_roll: bool,
    /// A whole sentence with the reason.
    pub sentence: String,
}

/// A rule of the manifest as a chip.
pub struct RuleLine {
    pub citation: String,
    pub key: String,
    pub value: String,
}

impl RuleLine {
    /// The rule as it stands in the manifest.
    fn source(&self) -> String {
        format!("{} = {}", self.key, self.value)
    }
}

/// `/polls/{number}`
#[derive(Template, WebTemplate)]
#[template(path = "polls/poll.html")]
pub struct PollPage {
    pub frame: Frame,
    pub number: i32,
    /// In the reader's language, if it was translated.
    pub question: String,
    /// The authoritative question with its language, when the reader sees a translation.
    pub authoritative: Option<(String, String)>,
    /// The digest of the text that the question names.
    pub text_digest: Option<String>,
    pub phase: Phase,
    pub opens: Moment,
    pub closes: Moment,
    pub seats: u32,
    pub options: Vec<DraftOption>,
    pub method: &'static str,
    pub places: Vec<Seat>,
    pub standings: Vec<Standing>,
    pub record: Vec<RecordLine>,
    pub rules: Vec<RuleLine>,
    pub officers: Vec<String>,
    pub eid: String,
    pub roll_number: i32,
    pub record_date: String,
    pub roll_members: i32,
    pub roll_votes: i64,
    /// Cast and votes, once the poll is closed.
    pub turnout: Option<(i32, i64)>,
    /// How many lines had a proxy in effect at the close, as far as it may be said.
    pub proxies: Option<Figure>,
    /// Why its officers ended it.
    pub voided: Option<String>,
    /// Who can open the ballots, and whether enough of them still can; what was destroyed.
    pub keys: Vec<String>,
    /// What happened to it since it was opened, in sentences.
    pub notes: Vec<String>,
    /// Its close was put off: the signed entries can be downloaded.
    pub is_extended: bool,
    /// Neither ballots nor figures of it are published.
    pub winners_only: bool,
    /// The number of the motion that it puts to the members.
    pub about: Option<i64>,
    /// Until when one may complain, where the rules say so.
    pub complaints: Option<Moment>,
}

impl PollPage {
    fn is_open(&self) -> bool {
        self.phase == Phase::Open
    }

    /// Whether any ballot that the reader casts is cast by no proxy.
    fn casts_own(&self) -> bool {
        self.places.iter().any(|place| !place.by_proxy)
    }

    fn is_counted(&self) -> bool {
        matches!(self.phase, Phase::Counted | Phase::Certified)
    }

    fn is_closed(&self) -> bool {
        matches!(
            self.phase,
            Phase::Closed | Phase::Counted | Phase::Certified
        )
    }

    fn roll_sentence(&self) -> String {
        self.frame.t.say_all(
            "poll-roll",
            &[
                ("number", &self.roll_number),
                ("date", &self.record_date),
                ("members", &self.roll_members),
                ("votes", &self.roll_votes),
            ],
        )
    }

    /// What happens next, in a sentence.
    /// How many lines of the roll had a proxy in effect at the close; empty where nothing is said.
    fn proxies_sentence(&self) -> String {
        let t = &self.frame.t;
        match self.proxies {
            None => String::new(),
            Some(Figure::Said(n)) => t.say1("poll-proxies", "n", n),
            Some(Figure::Withheld(k)) => t.say1("poll-proxies-withheld", "k", k),
        }
    }

    fn next_event(&self) -> String {
        let t = &self.frame.t;
        match self.phase {
            Phase::Draft | Phase::Scheduled => t.say2(
                "poll-next-opens",
                "time",
                &self.opens.full,
                "distance",
                &self.opens.distance,
            ),
            Phase::Open => t.say2(
                "poll-next-closes",
                "time",
                &self.closes.full,
                "distance",
                &self.closes.distance,
            ),
            Phase::Closing => t.say("poll-next-closing"),
            Phase::Closed => t.say("poll-next-opening"),
            Phase::Counted => t.say("poll-next-certified"),
            Phase::Certified => t.say("poll-next-nothing"),
            Phase::Voided => t.say1(
                "poll-next-voided",
                "reason",
                self.voided.as_deref().unwrap_or_default(),
            ),
        }
    }
}

/// A membership on my page.
pub struct MembershipLine {
    pub member: String,
    pub class_name: String,
    pub number: i64,
    pub votes: u32,
    pub citation: String,
    pub represented: bool,
    pub standing: String,
}

/// A ballot that waits for me, or that I have cast.
pub struct BallotLine {
    pub poll: i32,
    pub question: String,
    pub seat: Seat,
    pub phase: Phase,
    pub closes: Moment,
}

impl BallotLine {
    /// Where the ballot is cast.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/polls/{}/ballot/{}", self.poll, self.seat.number)
    }
}

/// A roll that is open to challenges, on a person's own page.
pub struct OpenRoll {
    pub number: i32,
    pub record_date: String,
    pub closes: Moment,
}

/// A change under way of who votes for an organisation, to whom it concerns.
#[derive(Clone, Debug)]
pub struct RepresentationLine {
    pub sentence: String,
    /// Where the reader objects.
    pub path: String,
    /// The board decided it: nobody objects here.
    pub decided: bool,
}

/// `/me`
#[derive(Template, WebTemplate)]
#[template(path = "polls/me.html")]
pub struct MePage {
    pub frame: Frame,
    pub name: String,
    /// Changes under way of who votes for an organisation that concern the reader.
    pub changes: Vec<RepresentationLine>,
    /// Rolls that are open to challenges.
    pub rolls: Vec<OpenRoll>,
    /// The first things that wait for the reader, beside ballots.
    pub work: Vec<tasks::Line>,
    pub memberships: Vec<MembershipLine>,
    pub waiting: Vec<BallotLine>,
    pub cast: Vec<BallotLine>,
    /// Polls with where each membership stands on their roll.
    pub standings: Vec<(i32, String, Vec<Standing>)>,
}
