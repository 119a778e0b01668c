//! What a page is like for readers of every kind: what axe-core finds, and
//! whether it fits its window and loses nothing when it is narrow or large.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::person::{DESK, NARROW, Person};

/// axe-core; see tests/vendor/axe/README.md.
const AXE: &str = include_str!("../vendor/axe/axe.min.js");

/// Everything a reader can act on or jump to.
const KINDS: [&str; 8] = [
    "link", "button", "summary", "field", "choice", "tick", "file", "heading",
];

impl Person {
    /// What axe-core finds on this page: in the light on a desk by all its rules, in
    /// the dark at 320 px by those that look at colours and sizes. And what does not
    /// fit, and what is lost at 200 % zoom. Each line says where. Where pictures are
    /// asked for (`TESTS_PICTURES`) both are kept. The window is left at the width of
    /// a desk.
    pub async fn inspects(&self, name: &str) -> Vec<String> {
        let path = self.path().await;
        let mut faults = Vec::new();
        let pictures = std::env::var_os("TESTS_PICTURES").is_some();
        // Colours do not change with the width, nor sizes with the colours.
        for (width, scheme) in [(NARROW, "dark"), (DESK, "light")] {
            self.turns_to_width(width).await;
            self.prefers(scheme).await;
            let found = self.barriers(width == NARROW).await.into_iter();
            faults.extend(found.map(|fault| format!("{width} px, {scheme}: {fault}")));
            if pictures {
                self.looks(&format!("{name} {width} {scheme}")).await;
            }
            let found = self.out_of_sight().await.into_iter();
            faults.extend(found.map(|fault| format!("{width} px: {fault}")));
        }
        let before = self.can_use().await;
        self.zooms_to_double().await;
        let after = self.can_use().await;
        let lost = before.difference(&after);
        faults.extend(lost.map(|what| format!("200 %: {what} is lost")));
        let found = self.out_of_sight().await.into_iter();
        faults.extend(found.map(|fault| format!("200 %: {fault}")));
        self.turns_to_width(DESK).await;
        let said = |fault: String| format!("{name} ({path}) {fault}");
        faults.into_iter().map(said).collect()
    }

    /// What of this page does not fit at 320 px, on a desk, and at 200 % zoom.
    pub async fn fits(&self, name: &str) -> Vec<String> {
        let mut faults = Vec::new();
        self.zooms_to_double().await;
        let found = self.out_of_sight().await.into_iter();
        faults.extend(found.map(|fault| format!("{name} 200 %: {fault}")));
        for width in [NARROW, DESK] {
            self.turns_to_width(width).await;
            let found = self.out_of_sight().await.into_iter();
            faults.extend(found.map(|fault| format!("{name} {width} px: {fault}")));
        }
        faults
    }

    /// What keeps readers out of this page as it stands, one line for each
    /// place; empty when nothing does. Every rule of axe-core is asked but those
    /// of level AAA; or those alone that look at colours and sizes.
    async fn barriers(&self, looks_alone: bool) -> Vec<String> {
        let here = self.script("return typeof axe", Vec::new()).await;
        if here != "object" {
            self.script(AXE, Vec::new()).await;
        }
        let script = "
            var done = arguments[arguments.length - 1], looks = arguments[0];
            var ofSizes = ['target-size', 'scrollable-region-focusable'];
            var rules = axe.getRules().filter(rule => !rule.tags.includes('wcag2aaa')
                && !rule.tags.includes('wcag21aaa')
                && (!looks || rule.tags.includes('cat.color') || ofSizes.includes(rule.ruleId))).map(rule => rule.ruleId);
            axe.run(document, { resultTypes: ['violations'], runOnly: { type: 'rule', values: rules } }).then(
                found => done(found.violations.flatMap(rule => rule.nodes.map(node =>
                    rule.id + ': ' + node.target.join(' ') + ' ' + node.html.slice(0, 160)
                    + ' | ' + node.any.concat(node.all, node.none).map(one => one.message).join('; ')
                ))),
                reason => done(['axe failed: ' + reason]));";
        let client = &self.window.client;
        let found = client.execute_async(script, vec![json!(looks_alone)]);
        lines(&found.await.unwrap())
    }

    /// What is wider than the window, and text that is cut off. What scrolls on
    /// its own (a wide table in a frame of its own) is neither; that its frame
    /// can be reached with the keyboard is a rule of axe-core.
    pub async fn out_of_sight(&self) -> Vec<String> {
        lines(
            &self
                .script(include_str!("out_of_sight.js"), Vec::new())
                .await,
        )
    }

    /// The kind and name of everything that can be seen and used.
    async fn can_use(&self) -> BTreeSet<String> {
        // All kinds in one question: there are many pages.
        let script = format!(
            "return arguments[0].map(kind => (function () {{ {} }})(kind, '', '').said);",
            include_str!("find.js")
        );
        let answer = self.script(&script, vec![json!(KINDS)]).await;
        let all = answer.as_array().cloned().unwrap_or_default();
        KINDS
            .iter()
            .zip(&all)
            .flat_map(|(kind, names)| {
                lines(names)
                    .into_iter()
                    .map(move |name| format!("{kind} {name:?}"))
            })
            .collect()
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

/// A list of lines that a script answered with.
pub fn lines(answer: &Value) -> Vec<String> {
    let all = answer.as_array().cloned().unwrap_or_default();
    all.iter()
        .map(|line| line.as_str().unwrap_or_default().to_owned())
        .collect()
}
