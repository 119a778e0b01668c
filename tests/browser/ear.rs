//! What a screen reader is told: Chromium's accessibility tree.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::person::{Person, without_direction};

/// What a screen reader is told about one thing of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub role: String,
    pub name: String,
    pub description: String,
    pub value: String,
    /// Of a heading: 1 for the page's own.
    pub level: u64,
    pub focused: bool,
    /// How a change is announced: `polite`, `assertive`, or not at all.
    pub live: String,
    pub invalid: bool,
    /// The words of everything within, in order.
    pub words: String,
}

/// A page as it is told.
#[derive(Debug)]
pub struct Tree(pub Vec<Told>);

/// What can be acted on.
const CONTROLS: [&str; 8] = [
    "link",
    "button",
    "textbox",
    "searchbox",
    "combobox",
    "radio",
    "checkbox",
    "DisclosureTriangle",
];

impl Person {
    /// Everything a screen reader is told about the page, in order.
    pub async fn hears(&self) -> Tree {
        let tree = self.window.tell("Accessibility.getFullAXTree", json!({}));
        let tree = tree.await;
        let nodes = tree["nodes"].as_array().cloned().unwrap_or_default();
        let by_id: BTreeMap<&str, &Value> = nodes
            .iter()
            .filter_map(|node| Some((node["nodeId"].as_str()?, node)))
            .collect();
        let mut told = Vec::new();
        if let Some(root) = nodes.first() {
            follow(root, &by_id, &mut told);
        }
        Tree(told)
    }
}

impl Tree {
    /// The names of everything with this role, in order.
    pub fn names(&self, role: &str) -> Vec<&str> {
        let fitting = self.0.iter().filter(|told| told.role == role);
        fitting.map(|told| told.name.as_str()).collect()
    }

    /// The one thing with this role and name.
    ///
    /// # Panics
    /// When there is none, or more than one.
    pub fn one(&self, role: &str, name: &str) -> &Told {
        let fits = |told: &&Told| told.role == role && told.name == name;
        let found: Vec<&Told> = self.0.iter().filter(fits).collect();
        let [one] = found.as_slice() else {
            panic!("{} of {role} {name:?}: {:?}", found.len(), self.names(role));
        };
        one
    }

    /// What has the focus: the innermost thing that says so.
    pub fn focus(&self) -> &Told {
        let focused = self.0.iter().filter(|told| told.focused);
        focused.last().expect("something has the focus")
    }

    /// What is announced when it changes, with its words now.
    pub fn announced(&self) -> Vec<&str> {
        let live = self.0.iter().filter(|told| !told.live.is_empty());
        live.map(|told| told.words.as_str())
            .filter(|words| !words.is_empty())
            .collect()
    }

    /// What every page owes: a title, the landmarks, headings in order from one
    /// of the first level, and a name for every control, no two of which that
    /// do different things sound the same.
    pub fn is_well_formed(&self, title: &str) {
        assert!(self.0[0].name.starts_with(title), "{:?}", self.0[0]);
        for landmark in ["banner", "navigation", "main", "contentinfo"] {
            let found = self.names(landmark);
            assert!(!found.is_empty(), "{title}: no {landmark}");
        }
        let levels: Vec<u64> = self
            .0
            .iter()
            .filter(|told| told.role == "heading")
            .map(|told| told.level)
            .collect();
        assert_eq!(levels.first(), Some(&1), "{title}: {levels:?}");
        assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1);
        for pair in levels.windows(2) {
            assert!(pair[1] <= pair[0] + 1, "{title}: headings {levels:?}");
        }
        for told in &self.0 {
            let named = !told.name.is_empty() && told.name.chars().any(char::is_alphanumeric);
            assert!(named || !is_control(told), "{title}: {told:?}");
        }
        let mut buttons = self.names("button");
        buttons.sort_unstable();
        let all = buttons.len();
        buttons.dedup();
        assert_eq!(buttons.len(), all, "{title}: two buttons sound the same");
    }
}

fn is_control(told: &Told) -> bool {
    CONTROLS.contains(&told.role.as_str())
}

/// Walks the tree depth first; the protocol hands its nodes out level by level.
/// Answers with the words of this node.
fn follow(node: &Value, nodes: &BTreeMap<&str, &Value>, told: &mut Vec<Told>) -> String {
    let text = |key: &str| {
        let said = node[key]["value"].as_str().unwrap_or_default();
        without_direction(said)
    };
    let properties = node["properties"].as_array().cloned().unwrap_or_default();
    let property = |name: &str| {
        let found = properties.iter().find(|one| one["name"] == name);
        found.map_or(Value::Null, |one| one["value"]["value"].clone())
    };
    let role = text("role");
    if role == "InlineTextBox" {
        return String::new();
    }
    if role == "StaticText" {
        return text("name");
    }
    let silent = ["none", "generic", "LineBreak"].contains(&role.as_str());
    let at = (node["ignored"] != true && !silent).then_some(told.len());
    if at.is_some() {
        told.push(Told {
            role,
            name: text("name"),
            description: text("description"),
            value: text("value"),
            level: property("level").as_u64().unwrap_or_default(),
            focused: property("focused") == true,
            live: property("live").as_str().unwrap_or_default().to_owned(),
            invalid: property("invalid") == "true",
            words: String::new(),
        });
    }
    let children = node["childIds"].as_array().cloned().unwrap_or_default();
    let mut words = Vec::new();
    for child in children {
        let found = child.as_str().and_then(|id| nodes.get(id));
        words.extend(found.map(|child| follow(child, nodes, told)));
    }
    let words = words.join(" ");
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some(at) = at {
        told[at].words.clone_from(&words);
    }
    words
}
