//! What the pages of permits show.

pub mod following;
pub mod policy;
pub mod register;
pub mod reporting;
pub mod reports;
pub mod room;
pub mod wizard;

use super::model::{HolderKind, Use};
use crate::web::Frame;

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

/// How large a file is, in words.
fn size(bytes: i32) -> String {
    if bytes < 1024 {
        format!("{bytes} B")
    } else {
        format!("{} KiB", bytes / 1024)
    }
}
