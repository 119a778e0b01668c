//! A page as a person reads it: its text, its links, its forms.

use reqwest::{StatusCode, header::HeaderMap};

/// An answer of the server.
#[derive(Clone, Debug)]
pub struct Page {
    /// The path it was found at, after redirections.
    pub path: String,
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub html: String,
}

/// A form of a page, with the values it comes with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    pub action: String,
    /// Name and value of each control that would be sent.
    pub fields: Vec<(String, String)>,
    /// Names of every control, sent or not (a box that is not ticked).
    pub names: Vec<String>,
    /// Name and value of each button that has a name.
    pub buttons: Vec<(String, String)>,
}

impl Page {
    /// A form that the page does not offer, with the token of one that it does.
    pub fn bare(&self, action: &str) -> Form {
        let token = self.forms()[0].value("csrf").unwrap().to_owned();
        Form {
            action: action.to_owned(),
            fields: vec![("csrf".to_owned(), token)],
            ..Form::default()
        }
    }

    /// The page's words, without markup, with single blanks.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for piece in pieces(&self.html) {
            match piece {
                Piece::Text(words) => text.push_str(&unescape(words)),
                Piece::Tag(_) => text.push(' '),
            }
        }
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Where the first link with these words leads.
    ///
    /// # Panics
    /// When there is none.
    pub fn link(&self, words: &str) -> String {
        let links = self.links();
        links
            .iter()
            .find(|(said, _)| said.contains(words))
            .map(|(_, target)| target.clone())
            .unwrap_or_else(|| panic!("no link says {words:?} on {}: {links:?}", self.path))
    }

    /// Words and target of every link.
    pub fn links(&self) -> Vec<(String, String)> {
        let mut links: Vec<(String, String)> = Vec::new();
        let mut open = false;
        for piece in pieces(&self.html) {
            match piece {
                Piece::Tag(tag) if is(tag, "a") => {
                    open = true;
                    links.push((String::new(), attribute(tag, "href").unwrap_or_default()));
                }
                Piece::Tag(tag) if is(tag, "/a") => open = false,
                Piece::Text(words) if open => {
                    if let Some((said, _)) = links.last_mut() {
                        said.push_str(&unescape(words));
                    }
                }
                Piece::Tag(_) | Piece::Text(_) => {}
            }
        }
        links
    }

    /// The first form whose action ends so.
    ///
    /// # Panics
    /// When there is none.
    pub fn form(&self, action_end: &str) -> Form {
        let forms = self.forms();
        forms
            .iter()
            .find(|form| form.action.ends_with(action_end))
            .cloned()
            .unwrap_or_else(|| {
                let text = self.text();
                panic!(
                    "no form for {action_end:?} on {}: {forms:?}\n{text}",
                    self.path
                )
            })
    }

    /// Every form of the page, in order.
    pub fn forms(&self) -> Vec<Form> {
        let mut forms: Vec<Form> = Vec::new();
        let mut inside = false;
        // The select or textarea under way: its name, its value so far.
        let mut select: Option<(String, Option<String>)> = None;
        let mut option: Option<(Option<String>, bool)> = None;
        let mut area: Option<(String, String)> = None;
        for piece in pieces(&self.html) {
            let tag = match piece {
                Piece::Tag(tag) => tag,
                Piece::Text(words) => {
                    if let Some((_, text)) = &mut area {
                        text.push_str(&unescape(words));
                    } else if let (Some((_, chosen)), Some((value, picked))) =
                        (&mut select, &mut option)
                    {
                        let value = value.clone().unwrap_or_else(|| unescape(words));
                        if *picked || chosen.is_none() {
                            *chosen = Some(value);
                        }
                        option = None;
                    }
                    continue;
                }
            };
            if is(tag, "form") {
                inside = true;
                forms.push(Form {
                    action: attribute(tag, "action").unwrap_or_else(|| self.path.clone()),
                    ..Form::default()
                });
                continue;
            }
            if is(tag, "/form") {
                inside = false;
            }
            let Some(form) = forms.last_mut().filter(|_| inside) else {
                continue;
            };
            if is(tag, "input") {
                form.take_input(tag);
            } else if is(tag, "button") {
                let value = attribute(tag, "value").unwrap_or_default();
                form.buttons
                    .extend(attribute(tag, "name").map(|name| (name, value)));
            } else if is(tag, "select") {
                select = attribute(tag, "name").map(|name| (name, None));
            } else if is(tag, "option") {
                let picked = attribute(tag, "selected").is_some();
                let value = attribute(tag, "value");
                if let (Some((_, chosen)), Some(value)) = (&mut select, &value)
                    && (picked || chosen.is_none())
                {
                    *chosen = Some(value.clone());
                }
                option = Some((value, picked));
            } else if is(tag, "/select") {
                if let Some((name, chosen)) = select.take() {
                    form.names.push(name.clone());
                    form.fields.push((name, chosen.unwrap_or_default()));
                }
            } else if is(tag, "textarea") {
                area = attribute(tag, "name").map(|name| (name, String::new()));
            } else if is(tag, "/textarea")
                && let Some((name, text)) = area.take()
            {
                form.names.push(name.clone());
                // HTML drops a line break right after the tag.
                let text = text.strip_prefix('\n').unwrap_or(&text).to_owned();
                form.fields.push((name, text));
            }
        }
        forms
    }
}

impl Form {
    /// The form with a control set to a value (and ticked, where it is a box).
    ///
    /// # Panics
    /// When the form has no such control: a person could not fill it either.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        let known = self.names.iter().any(|known| known == name)
            || self.buttons.iter().any(|(known, _)| known == name);
        assert!(
            known,
            "{} has no control {name:?}: {:?}",
            self.action, self.names
        );
        match self.fields.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => value.clone_into(old),
            None => self.fields.push((name.to_owned(), value.to_owned())),
        }
        self
    }

    /// The value a control comes with.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    fn take_input(&mut self, tag: &str) {
        let Some(name) = attribute(tag, "name") else {
            return;
        };
        let kind = attribute(tag, "type").unwrap_or_default();
        let value = attribute(tag, "value");
        if kind == "submit" {
            self.buttons.push((name, value.unwrap_or_default()));
            return;
        }
        self.names.push(name.clone());
        match kind.as_str() {
            "checkbox" | "radio" => {
                if attribute(tag, "checked").is_some() {
                    self.fields.push((name, value.unwrap_or("on".to_owned())));
                }
            }
            "file" => {}
            _ => self.fields.push((name, value.unwrap_or_default())),
        }
    }
}

enum Piece<'a> {
    /// What stands between the angle brackets.
    Tag(&'a str),
    Text(&'a str),
}

/// Cuts HTML into tags and text. Our own pages are well formed: quotes are
/// closed, and `>` within a value does not occur unescaped.
fn pieces(html: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = html;
    while let Some((text, after)) = rest.split_once('<') {
        pieces.push(Piece::Text(text));
        let (tag, after) = match after.strip_prefix("!--") {
            Some(comment) => ("", comment.split_once("-->").map_or("", |(_, after)| after)),
            None => after.split_once('>').unwrap_or((after, "")),
        };
        pieces.push(Piece::Tag(tag.trim_end_matches('/')));
        // The text of scripts and styles is not for reading.
        rest = ["script", "style"]
            .into_iter()
            .filter(|name| is(tag, name) && !tag.ends_with('/'))
            .find_map(|name| after.find(&format!("</{name}")).map(|end| &after[end..]))
            .unwrap_or(after);
    }
    pieces.push(Piece::Text(rest));
    pieces
}

fn is(tag: &str, name: &str) -> bool {
    tag.split_ascii_whitespace()
        .next()
        .is_some_and(|found| found.eq_ignore_ascii_case(name))
}

/// The value of an attribute; empty for one without value.
fn attribute(tag: &str, wanted: &str) -> Option<String> {
    let mut rest = tag.split_once(|c: char| c.is_ascii_whitespace())?.1;
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return None;
        }
        let end = rest
            .find(|c: char| c.is_ascii_whitespace() || c == '=')
            .unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let after = after.trim_start();
        let (value, after) = match after.strip_prefix('=') {
            None => ("", after),
            Some(after) => {
                let after = after.trim_start();
                match after.strip_prefix('"') {
                    Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
                    None => after
                        .split_once(|c: char| c.is_ascii_whitespace())
                        .unwrap_or((after, "")),
                }
            }
        };
        if name.eq_ignore_ascii_case(wanted) {
            return Some(unescape(value));
        }
        rest = after;
    }
}

/// Undoes the escaping of HTML as the templates write it.
fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        plain.push_str(before);
        let Some((name, after_name)) = after.split_once(';').filter(|(name, _)| name.len() < 9)
        else {
            plain.push('&');
            rest = after;
            continue;
        };
        let number = name.strip_prefix('#').and_then(|number| {
            number.strip_prefix(['x', 'X']).map_or_else(
                || number.parse().ok(),
                |hex| u32::from_str_radix(hex, 16).ok(),
            )
        });
        let character = match name {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            "nbsp" => Some('\u{a0}'),
            "shy" => Some('\u{ad}'),
            "hellip" => Some('…'),
            "times" => Some('×'),
            _ => number.and_then(char::from_u32),
        };
        match character {
            Some(character) => plain.push(character),
            None => panic!("the page says &{name};, which nobody here knows"),
        }
        rest = after_name;
    }
    plain.push_str(rest);
    plain
}
