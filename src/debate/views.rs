//! What a debate shows: within the page of its motion, and alone.

use askama::Template;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::model::Stance;
use super::store::{Motion, Post, Version};
use crate::web::form::Faults;
use crate::web::{Frame, markdown, times};

/// A form that came back.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// The post that was to be changed; none of a new one.
    pub post: Option<Uuid>,
    pub stance: String,
    pub text: String,
    /// Why nothing was written; empty at first.
    pub fault: String,
}

/// The debate on a motion, as a part of a page. It is drawn by [`Template::render`].
#[derive(Template)]
#[template(path = "debate/thread.html")]
pub struct Thread {
    pub frame: Frame,
    pub motion: Motion,
    /// In order.
    pub posts: Vec<Post>,
    /// Who reads.
    pub reader: Option<Uuid>,
    /// Whether the reader may speak now.
    pub writes: bool,
    /// Whether the reader keeps the minutes, and with them the debate in order.
    pub moderates: bool,
    /// Whether the reader follows; none for nobody in particular.
    pub follows: Option<bool>,
    /// Draws the next post's form.
    pub form: Uuid,
    /// The section by which it is open to its readers; empty where no rule says.
    pub citation: String,
    pub typed: Typed,
}

impl Thread {
    fn pinned(&self, stance: Stance) -> impl Iterator<Item = &Post> {
        self.posts
            .iter()
            .filter(move |post| post.stance == stance && post.hidden.is_none())
    }

    fn arguments_for(&self) -> Vec<&Post> {
        self.pinned(Stance::For).collect()
    }

    fn arguments_against(&self) -> Vec<&Post> {
        self.pinned(Stance::Against).collect()
    }

    fn html(&self, post: &Post) -> String {
        markdown::render(&post.text)
    }

    fn stance(&self, stance: &Stance) -> String {
        self.frame.t.say(&format!("debate-{}", stance.key()))
    }

    fn at(&self, at: &DateTime<Utc>) -> String {
        said_at(&self.frame, *at)
    }

    fn is_own(&self, post: &Post) -> bool {
        self.reader == Some(post.author.0)
    }

    fn is_edited(&self, post: &Post) -> bool {
        post.version > 1
    }

    /// The words of a post in its form: as typed, where that came back.
    fn edited<'a>(&'a self, post: &'a Post) -> &'a str {
        if self.typed.post == Some(post.id) {
            &self.typed.text
        } else {
            &post.text
        }
    }

    fn fault_of(&self, post: &Post) -> &str {
        if self.typed.post == Some(post.id) {
            &self.typed.fault
        } else {
            ""
        }
    }

    fn new_text(&self) -> &str {
        if self.typed.post.is_none() {
            &self.typed.text
        } else {
            ""
        }
    }

    fn new_fault(&self) -> &str {
        if self.typed.post.is_none() {
            &self.typed.fault
        } else {
            ""
        }
    }

    fn stances(&self) -> Vec<(String, String)> {
        Stance::ALL
            .into_iter()
            .map(|stance| (stance.word().to_owned(), self.stance(&stance)))
            .collect()
    }
}

fn said_at(frame: &Frame, at: DateTime<Utc>) -> String {
    let zone = frame.zone();
    times::full(&frame.t, zone, at)
}

/// The debate alone, on a page of its own.
#[derive(Template)]
#[template(path = "debate/page.html")]
pub struct DebatePage {
    pub frame: Frame,
    pub motion: Motion,
    /// The [`Thread`], drawn.
    pub thread: String,
    /// The field's id and a sentence.
    pub faults: Faults,
}

/// Every version of one post.
#[derive(Template)]
#[template(path = "debate/versions.html")]
pub struct VersionsPage {
    pub frame: Frame,
    pub motion: Motion,
    pub post: Post,
    /// The latest first.
    pub versions: Vec<Version>,
}

impl VersionsPage {
    fn html(&self, version: &Version) -> String {
        markdown::render(&version.text)
    }

    fn at(&self, at: &DateTime<Utc>) -> String {
        said_at(&self.frame, *at)
    }
}
