//! The rulebooks a foundation may begin with, each value with whence it comes.

/// A rulebook to begin with.
#[derive(Clone, Copy, Debug)]
pub struct Preset {
    /// The word in a form.
    pub word: &'static str,
    /// What a form calls it.
    pub title: &'static str,
    /// For whom it is.
    pub about: &'static str,
    /// The rulebook, but for the classes of members.
    pub file: &'static str,
}

/// Every preset, the first the one that is proposed.
pub const ALL: [Preset; 3] = [
    Preset {
        word: "delaware",
        title: "Delaware",
        about: "A non-stock membership corporation of Delaware, tax-exempt under section 501(c)(6).",
        file: include_str!("../presets/delaware.toml"),
    },
    Preset {
        word: "dc",
        title: "District of Columbia",
        about: "A nonprofit corporation with members under title 29, chapter 4 of the D.C. Code.",
        file: include_str!("../presets/dc.toml"),
    },
    Preset {
        word: "blank",
        title: "Blank",
        about: "No statute: only what the program needs to hold a vote, for you to replace.",
        file: include_str!("../presets/blank.toml"),
    },
];

/// The preset this word names.
#[must_use]
pub fn find(word: &str) -> Option<&'static Preset> {
    ALL.iter().find(|preset| preset.word == word)
}

/// A class of members to be added to a preset.
#[derive(Clone, Debug)]
pub struct ClassRule<'a> {
    /// The code of the class.
    pub class: &'a str,
    /// The votes of each of its members.
    pub votes: u32,
    /// Where its votes are laid down: `Bylaws § 2.3(b)`.
    pub citation: &'a str,
}

/// The rulebook of a foundation that begins with a preset and these classes.
#[must_use]
pub fn with_classes(preset: &Preset, classes: &[ClassRule<'_>]) -> String {
    let mut file = preset.file.trim_end().to_owned();
    file.push_str("\n\n# The classes of members, as the founders named them.\n");
    for class in classes {
        // A citation of another document stays as the founders wrote it.
        let section = class
            .citation
            .strip_prefix("Bylaws § ")
            .unwrap_or(class.citation);
        file.push_str(&format!(
            "\n[[rule]]\nkey = {}\nvalue = {}\ndocument = \"bylaws\"\nsection = {}\ntext = \"The votes of each member of the class, as the founders laid them down.\"\n",
            quoted(&super::keys::class_votes(class.class)),
            class.votes,
            quoted(section),
        ));
    }
    file
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
