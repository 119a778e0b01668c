//! What the pages of signing in and of the account show.

use askama::Template;
use askama_web::WebTemplate;
use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::address_changes::Change;
use super::model::{ChangePhase, LocalPath, PasswordFault, Way};
use super::sessions::Listed;
use super::store::LinkDoor;
use crate::outbox::model::masked;
use crate::web::Frame;
use crate::web::error::encode_path;
use crate::web::times::Moment;

/// A field's id and what is wrong with it, for the summary above a form.
type Faults = Vec<(&'static str, String)>;

#[derive(Template)]
#[template(path = "accounts/sign_in.html")]
pub struct SignInPage {
    frame: Frame,
    address: String,
    next: LocalPath,
    error: Option<String>,
    faults: Faults,
}

impl SignInPage {
    #[must_use]
    pub fn blank(frame: Frame, next: LocalPath) -> Self {
        Self {
            frame,
            address: String::new(),
            next,
            error: None,
            faults: Faults::new(),
        }
    }

    /// The form with what was typed where an address should be.
    #[must_use]
    pub fn wrong(frame: Frame, typed: String, next: LocalPath) -> Self {
        let sentence = frame.t.say("sign-in-address-wrong");
        Self {
            address: typed,
            error: Some(sentence.clone()),
            faults: vec![("address", sentence)],
            ..Self::blank(frame, next)
        }
    }

    /// The other way in, keeping where the reader goes.
    #[must_use]
    pub fn password_address(&self) -> String {
        with_next("/sign-in/password", &self.next, &self.frame)
    }
}

/// The other way in: of whoever signs in once more, it asks that again too.
fn with_next(path: &str, next: &LocalPath, frame: &Frame) -> String {
    let next = encode_path(next.as_str());
    let afresh = if frame.account.is_some() { AFRESH } else { "" };
    format!("{path}?next={next}{afresh}")
}

const AFRESH: &str = "&afresh=yes";

/// Where somebody who is signed in does so once more, and comes back to `next`, a path of ours.
#[must_use]
pub fn afresh_address(next: &str) -> String {
    format!("/sign-in?next={}{AFRESH}", encode_path(next))
}

/// `/sign-out`
#[derive(Template)]
#[template(path = "accounts/sign_out.html")]
pub struct SignOutPage {
    pub frame: Frame,
    pub name: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "accounts/sent.html")]
pub struct SentPage {
    pub frame: Frame,
}

impl SentPage {
    fn again(&self) -> &'static str {
        once_more(&self.frame)
    }
}

/// Where another link is asked for: of whoever is signed in already, once more.
fn once_more(frame: &Frame) -> &'static str {
    if frame.account.is_some() {
        "/sign-in?afresh=yes"
    } else {
        "/sign-in"
    }
}

#[derive(Template)]
#[template(path = "accounts/password.html")]
pub struct PasswordPage {
    frame: Frame,
    address: String,
    next: LocalPath,
    address_error: Option<String>,
    password_error: Option<String>,
    faults: Faults,
}

impl PasswordPage {
    #[must_use]
    pub fn blank(frame: Frame, next: LocalPath) -> Self {
        Self {
            frame,
            address: String::new(),
            next,
            address_error: None,
            password_error: None,
            faults: Faults::new(),
        }
    }

    #[must_use]
    pub fn wrong_address(frame: Frame, typed: String, next: LocalPath) -> Self {
        let sentence = frame.t.say("sign-in-address-wrong");
        Self {
            address: typed,
            address_error: Some(sentence.clone()),
            faults: vec![("address", sentence)],
            ..Self::blank(frame, next)
        }
    }

    /// The same for a wrong password, an unknown address, and an account
    /// without a password.
    #[must_use]
    pub fn wrong_password(frame: Frame, typed: String, next: LocalPath) -> Self {
        let sentence = frame.t.say("sign-in-password-wrong");
        Self {
            address: typed,
            password_error: Some(sentence.clone()),
            faults: vec![("password", sentence)],
            ..Self::blank(frame, next)
        }
    }

    /// The other way in, keeping where the reader goes.
    #[must_use]
    pub fn link_address(&self) -> String {
        with_next("/sign-in", &self.next, &self.frame)
    }
}

#[derive(Template)]
#[template(path = "accounts/link.html")]
pub struct LinkPage {
    pub frame: Frame,
    pub token: String,
    pub masked_address: String,
}

#[derive(Template)]
#[template(path = "accounts/link_over.html")]
pub struct LinkOverPage {
    frame: Frame,
    sentence: String,
    again: &'static str,
}

impl LinkOverPage {
    #[must_use]
    pub fn new(frame: Frame, door: &LinkDoor) -> Self {
        let sentence = frame.t.say(match door {
            LinkDoor::Spent => "sign-in-link-spent",
            LinkDoor::Expired => "sign-in-link-expired",
            LinkDoor::Unknown | LinkDoor::Open { .. } => "sign-in-link-unknown",
        });
        // Whoever pressed twice has come in by it, and goes on.
        let again = if matches!(door, LinkDoor::Spent) {
            "/sign-in"
        } else {
            once_more(&frame)
        };
        Self {
            frame,
            sentence,
            again,
        }
    }
}

/// What the account page is drawn from.
pub struct AccountFacts {
    pub now: DateTime<Utc>,
    pub address: String,
    pub password_set_at: Option<DateTime<Utc>>,
    /// How the reader signed in, if that was a moment ago.
    pub fresh: Option<Way>,
    pub this_session: Uuid,
    pub sessions: Vec<Listed>,
    pub change: Option<Change>,
}

/// What is wrong with the password form, by field.
#[derive(Default)]
pub struct PasswordErrors {
    pub current: Option<String>,
    pub password: Option<String>,
    pub again: Option<String>,
    pub removal: Option<String>,
}

impl PasswordErrors {
    /// Puts a refused password's sentence at its field.
    pub fn refuse(&mut self, fault: PasswordFault, frame: &Frame) {
        let sentence = Some(frame.t.say(fault.key()));
        match fault {
            PasswordFault::Differs => self.again = sentence,
            PasswordFault::TooShort
            | PasswordFault::TooLong
            | PasswordFault::TooPlain
            | PasswordFault::Common => {
                self.password = sentence;
            }
        }
    }

    fn faults(&self) -> Faults {
        [
            ("current", &self.current),
            ("password", &self.password),
            ("again", &self.again),
            ("removal", &self.removal),
        ]
        .into_iter()
        .filter_map(|(id, sentence)| sentence.clone().map(|sentence| (id, sentence)))
        .collect()
    }
}

/// A browser that is signed in.
struct SessionLine {
    id: Uuid,
    device: String,
    way: String,
    opened: Moment,
    seen: Moment,
    here: bool,
}

/// A change of address under way.
struct ChangeLine {
    new_masked: String,
    reason: String,
    /// When it takes effect; none while a second officer has not approved.
    effective: Option<Moment>,
    /// The reader stopped it before: officers alone stop it now.
    renewed: bool,
}

#[derive(Template)]
#[template(path = "accounts/account.html")]
pub struct AccountPage {
    frame: Frame,
    address: String,
    password_since: Option<Moment>,
    /// Whether the reader has signed in a moment ago.
    fresh: bool,
    sessions: Vec<SessionLine>,
    change: Option<ChangeLine>,
    /// A sentence that says what was just done.
    done: Option<String>,
    errors: PasswordErrors,
    faults: Faults,
}

impl AccountPage {
    #[must_use]
    pub fn new(frame: Frame, facts: AccountFacts, done: &str, errors: PasswordErrors) -> Self {
        let moment = |at: DateTime<Utc>| Moment::on_page(&frame, at, facts.now);
        let sessions = facts
            .sessions
            .iter()
            .map(|session| SessionLine {
                id: session.id,
                device: if session.device.is_empty() {
                    frame.t.say("account-session-unknown")
                } else {
                    session.device.clone()
                },
                way: frame.t.say(match Way::parse(&session.way) {
                    Some(Way::Password) => "account-session-by-password",
                    Some(Way::Link) | None => "account-session-by-link",
                }),
                opened: moment(session.opened_at),
                // Never ahead of the page's own instant, which was read before it.
                seen: moment(session.seen_at.min(facts.now - TimeDelta::seconds(1))),
                here: session.id == facts.this_session,
            })
            .collect();
        let change = facts.change.as_ref().map(|change| ChangeLine {
            new_masked: masked(&change.new_address),
            reason: change.reason.clone(),
            renewed: change.renewed,
            effective: match change.phase() {
                ChangePhase::Waiting { effective_at } => Some(moment(effective_at)),
                ChangePhase::Proposed | ChangePhase::Stopped | ChangePhase::Done => None,
            },
        });
        let done = match done {
            "password" => Some("account-done-password"),
            "password-removed" => Some("account-done-password-removed"),
            "session" => Some("account-done-session"),
            "change-stopped" => Some("account-done-change-stopped"),
            _ => None,
        };
        Self {
            address: facts.address,
            password_since: facts.password_set_at.map(moment),
            fresh: facts.fresh.is_some(),
            sessions,
            change,
            done: done.map(|key| frame.t.say(key)),
            faults: errors.faults(),
            errors,
            frame,
        }
    }

    /// Where the reader signs in once more, and comes back here.
    fn afresh(&self) -> String {
        afresh_address("/account")
    }
}

/// `/account/password/replacement`
#[derive(Template)]
#[template(path = "accounts/replacement.html")]
pub struct ReplacementPage {
    frame: Frame,
    address: String,
    /// Whether the reader has come in by a mailed link a moment ago.
    by_link: bool,
    errors: PasswordErrors,
    faults: Faults,
}

impl ReplacementPage {
    #[must_use]
    pub fn new(frame: Frame, facts: &AccountFacts, errors: PasswordErrors) -> Self {
        Self {
            address: facts.address.clone(),
            by_link: facts.fresh == Some(Way::Link),
            faults: errors.faults(),
            errors,
            frame,
        }
    }

    /// Where the reader comes in by a link, and comes back here.
    fn afresh(&self) -> String {
        afresh_address("/account/password/replacement")
    }
}
