//! What the pages of permits show.

pub mod following;
pub mod policy;
pub mod register;
pub mod reporting;
pub mod reports;
pub mod room;
pub mod wizard;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::model::{HolderKind, Use};
use crate::web::{Fields, Frame, times};

/// What is wrong with a form: field and sentence.
pub type Faults = Vec<(String, String)>;

fn fault<'a>(faults: &'a [(String, String)], field: &str) -> &'a str {
    faults
        .iter()
        .find(|(faulty, _)| faulty == field)
        .map_or("", |(_, sentence)| sentence)
}

/// The form's identity: that which came back with it, or a new one.
fn form_of(fields: &Fields) -> Uuid {
    Uuid::parse_str(fields.get("form")).unwrap_or_else(|_| Uuid::new_v4())
}

/// The lines of a text, of which a page makes a list.
fn lines(text: &str) -> Vec<String> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

fn use_said(frame: &Frame, usage: Use) -> String {
    frame.t.say(&format!("permit-use-{}", usage.word()))
}

/// Every use as a choice, in the reader's language.
fn uses(frame: &Frame) -> Vec<(String, String)> {
    Use::ALL
        .iter()
        .map(|usage| (usage.word().to_owned(), use_said(frame, *usage)))
        .collect()
}

fn holder_said(frame: &Frame, holder: HolderKind) -> String {
    frame.t.say(&format!("permit-holder-{}", holder.word()))
}

fn when(frame: &Frame, at: DateTime<Utc>) -> String {
    let zone = frame.site.as_ref().map_or(chrono_tz::UTC, |site| site.zone);
    times::full(&frame.t, zone, at)
}

/// Hexadecimal digits of a digest.
fn hex(digest: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(digest)
}

/// How large a file is, in words.
fn size(bytes: i32) -> String {
    if bytes < 1024 {
        format!("{bytes} B")
    } else {
        format!("{} KiB", bytes / 1024)
    }
}
