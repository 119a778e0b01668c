//! One form for everything that is entered in this room: fields are declared once, come
//! back filled, and bear what is wrong with them.

use askama::Template;
use uuid::Uuid;

use crate::registry::model::Faults;
use crate::web::Frame;
use crate::web::form::fault;

/// How a field is typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Control {
    Line,
    /// So many rows.
    Area(u32),
    Day,
    /// Words and what they mean.
    Choice(Vec<(String, String)>),
    Tick,
    File,
}

/// One field.
#[derive(Clone, Debug)]
pub struct Field {
    pub name: &'static str,
    pub label: String,
    pub hint: String,
    pub control: Control,
    /// What was typed; `1` of a tick that is set.
    pub value: String,
    /// Whether it is seldom filled in: it stands folded, below the others.
    pub rare: bool,
}

/// The fields of a form, in order.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    pub fields: Vec<Field>,
    pub faults: Faults,
}

impl Sheet {
    #[must_use]
    pub fn with(mut self, name: &'static str, label: &str, hint: &str, control: Control) -> Self {
        self.fields.push(Field {
            name,
            label: label.to_owned(),
            hint: hint.to_owned(),
            control,
            value: String::new(),
            rare: false,
        });
        self
    }

    /// The same with its last field folded away, if it is seldom filled in.
    #[must_use]
    pub fn folded(mut self, rare: bool) -> Self {
        if let Some(field) = self.fields.last_mut() {
            field.rare = rare;
        }
        self
    }

    #[must_use]
    pub fn line(self, name: &'static str, label: &str, hint: &str) -> Self {
        self.with(name, label, hint, Control::Line)
    }

    #[must_use]
    pub fn area(self, name: &'static str, label: &str, hint: &str) -> Self {
        self.with(name, label, hint, Control::Area(4))
    }

    #[must_use]
    pub fn day(self, name: &'static str, label: &str, hint: &str) -> Self {
        self.with(name, label, hint, Control::Day)
    }

    #[must_use]
    pub fn choice(
        self,
        name: &'static str,
        label: &str,
        hint: &str,
        choices: Vec<(String, String)>,
    ) -> Self {
        self.with(name, label, hint, Control::Choice(choices))
    }

    #[must_use]
    pub fn tick(self, name: &'static str, label: &str, hint: &str) -> Self {
        self.with(name, label, hint, Control::Tick)
    }

    /// A file with the name it is to bear.
    #[must_use]
    pub fn file(self, label: &str) -> Self {
        self.with(
            "document",
            label,
            "At most 5 MB; no page or drawing that can hold a script (HTML, SVG). Everybody sees its SHA-256, officers the file.",
            Control::File,
        )
        .line("document_name", "What the file is called", "Like: Assignment of 3 March.pdf")
    }

    /// The same with a value in a field.
    #[must_use]
    pub fn holding(mut self, name: &str, value: impl Into<String>) -> Self {
        let value = value.into();
        if let Some(field) = self.fields.iter_mut().find(|field| field.name == name) {
            field.value = value;
        }
        self
    }

    /// The same with everything as it was typed.
    #[must_use]
    pub fn filled(mut self, get: &dyn Fn(&str) -> String) -> Self {
        for field in &mut self.fields {
            field.value = get(field.name);
        }
        self
    }

    /// The sentence at a field; empty where nothing is wrong.
    #[must_use]
    pub fn fault(&self, name: &str) -> &str {
        fault(&self.faults, name)
    }

    /// The fields as they are shown: whether they are folded away, and which. What is seldom
    /// filled in comes last.
    #[must_use]
    pub fn parts(&self) -> Vec<(bool, Vec<&Field>)> {
        let of = |rare: bool| -> Vec<&Field> {
            self.fields
                .iter()
                .filter(|field| field.rare == rare)
                .collect()
        };
        [false, true]
            .into_iter()
            .map(|rare| (rare, of(rare)))
            .filter(|(_, fields)| !fields.is_empty())
            .collect()
    }

    /// Whether what is folded away stands open: something is typed there, or wrong.
    #[must_use]
    pub fn is_unfolded(&self) -> bool {
        self.fields
            .iter()
            .filter(|field| field.rare)
            .any(|field| !field.value.is_empty() || !self.fault(field.name).is_empty())
    }

    /// What is wrong, above the form; of a field that it does not have without a link.
    #[must_use]
    pub fn summary(&self) -> Faults {
        self.faults
            .iter()
            .map(|(name, sentence)| {
                let known = self.fields.iter().any(|field| field.name == name);
                (
                    if known { name.clone() } else { String::new() },
                    sentence.clone(),
                )
            })
            .collect()
    }
}

/// Where somebody enters something.
#[derive(Template)]
#[template(path = "registry/form.html")]
pub struct FormPage {
    pub frame: Frame,
    pub title: String,
    /// What stands above the fields.
    pub leads: Vec<String>,
    /// The asset's room page and name; the register's where there is no asset yet.
    pub back: (String, String),
    pub action: String,
    pub button: String,
    /// The form's identity.
    pub form: Uuid,
    /// What it is about beside the asset; empty for the asset itself.
    pub of: String,
    /// The version that was read; 0 where there is none.
    pub read: i32,
    pub sheet: Sheet,
    /// Why it takes a deed; empty where it does not.
    pub locked: String,
    /// Whether something may be entered here that lets a protected asset go.
    pub letting: bool,
    /// Where a second keeper is asked to withdraw an event; empty where that is not entered here.
    pub wish: String,
    /// Where a deed is drafted.
    pub deeds: String,
}
