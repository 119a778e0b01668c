//! What a page is like for readers of every kind: what axe-core finds, whether
//! it fits its window, and what a screen reader is told.

use serde_json::{Value, json};

use crate::person::{DESK, PHONE, Person};

/// axe-core; see tests/vendor/axe/README.md.
const AXE: &str = include_str!("../vendor/axe/axe.min.js");

/// What a screen reader is told about one thing of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub role: String,
    pub name: String,
    pub description: String,
}

impl Person {
    /// What keeps readers out of this page as it stands, one line for each
    /// place; empty when nothing does. All rules of axe-core are asked.
    pub async fn barriers(&self) -> Vec<String> {
        let here = self.script("return typeof axe", Vec::new()).await;
        if here != "object" {
            self.script(AXE, Vec::new()).await;
        }
        let script = "
            var done = arguments[arguments.length - 1];
            axe.run(document, { resultTypes: ['violations', 'incomplete'] }).then(
                found => done(found.violations.flatMap(rule => rule.nodes.map(node =>
                    rule.id + ': ' + node.target.join(' ') + ' ' + node.html.slice(0, 160)
                    + ' | ' + node.any.concat(node.all, node.none).map(one => one.message).join('; ')
                ))),
                reason => done(['axe failed: ' + reason]));";
        let client = &self.window.client;
        let found = client.execute_async(script, Vec::new()).await.unwrap();
        let places = found.as_array().cloned().unwrap_or_default();
        places
            .iter()
            .map(|place| place.as_str().unwrap_or_default().to_owned())
            .collect()
    }

    /// What axe-core finds on this page, light and dark, on a phone and on a
    /// desk, and whether it is wider than its window; each line says where.
    /// The window is left at the width given.
    pub async fn inspects(&self, width_after: u32) -> Vec<String> {
        let path = self.path().await;
        let mut faults = Vec::new();
        for (width, scheme) in [
            (PHONE, "dark"),
            (PHONE, "light"),
            (DESK, "light"),
            (DESK, "dark"),
        ] {
            self.turns_to_width(width).await;
            self.prefers(scheme).await;
            let said = |fault: String| format!("{path} at {width} px, {scheme}: {fault}");
            faults.extend(self.barriers().await.into_iter().map(said));
            faults.extend(self.overflow().await.map(said));
        }
        self.prefers("light").await;
        self.turns_to_width(width_after).await;
        faults
    }

    /// What is wider than the window, if anything; what scrolls on its own
    /// (a wide table in a frame of its own) is not.
    pub async fn overflow(&self) -> Option<String> {
        let script = "
            var root = document.documentElement, room = root.clientWidth;
            if (Math.max(root.scrollWidth, document.body.scrollWidth) <= room) return null;
            var wide = Array.from(document.body.querySelectorAll('*')).filter(one => {
                var box = one.getBoundingClientRect();
                return box.width > 0 && (box.right > room + 1 || box.left < -1);
            });
            var last = wide[wide.length - 1];
            return root.scrollWidth + ' px of ' + room + ': '
                + (last ? last.outerHTML.slice(0, 200) : 'nothing stands out');";
        let answer = self.script(script, Vec::new()).await;
        answer.as_str().map(str::to_owned)
    }

    /// Everything a screen reader is told about the page, in order.
    pub async fn tree(&self) -> Vec<Told> {
        let answer = self
            .window
            .tell("Accessibility.getFullAXTree", json!({}))
            .await;
        let nodes = answer["nodes"].as_array().cloned().unwrap_or_default();
        let mut told = Vec::new();
        if let Some(root) = nodes.first() {
            follow(root, &nodes, &mut told);
        }
        told
    }

    /// Fails when a page wrote to the console that something was refused or
    /// broken. That an answer was a refusal (4xx) is written there too, and fine.
    pub async fn console_is_quiet(&self) {
        let mut complaints = self.window.console().await;
        complaints.retain(|(level, words)| {
            level == "SEVERE" && !words.contains("responded with a status of 4")
        });
        assert!(complaints.is_empty(), "{}: {complaints:?}", self.name);
    }
}

/// Walks the tree depth first; the protocol hands its nodes out level by level.
fn follow(node: &Value, nodes: &[Value], told: &mut Vec<Told>) {
    let text = |key: &str| node[key]["value"].as_str().unwrap_or_default().to_owned();
    let role = text("role");
    let silent = [
        "none",
        "generic",
        "StaticText",
        "InlineTextBox",
        "LineBreak",
    ];
    if node["ignored"] != true && !silent.contains(&role.as_str()) {
        told.push(Told {
            role,
            name: text("name"),
            description: text("description"),
        });
    }
    let children = node["childIds"].as_array().cloned().unwrap_or_default();
    for child in children {
        if let Some(found) = nodes.iter().find(|other| other["nodeId"] == child) {
            follow(found, nodes, told);
        }
    }
}
