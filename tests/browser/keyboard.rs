//! A person who has nothing but a keyboard.

use fantoccini::{
    actions::{InputSource, KeyAction, KeyActions},
    key::Key,
};

use crate::{person::Person, words::without_direction};

/// How often the tabulator key is pressed in search of something.
const TABS_MAX: usize = 200;

impl Person {
    /// Presses the tabulator key until something with these words has the focus.
    pub async fn tabs_to(&self, words: &str) {
        let mut passed = Vec::new();
        for _ in 0..TABS_MAX {
            self.strikes(Key::Tab).await;
            let name = self.focused().await;
            if name.contains(words) {
                return;
            }
            passed.push(name);
        }
        panic!("the keyboard does not reach {words:?}: {passed:?}");
    }

    /// The same until a button with these words has the focus.
    pub async fn tabs_to_button(&self, words: &str) {
        loop {
            self.tabs_to(words).await;
            let tag = self
                .script("return document.activeElement.tagName", Vec::new())
                .await;
            if tag == "BUTTON" {
                return;
            }
        }
    }

    /// Presses one key where the focus is.
    pub async fn strikes(&self, key: Key) {
        let value = char::from(key);
        let focus = self.window.client.active_element().await.unwrap();
        if focus.attr("type").await.unwrap().as_deref() != Some("file") {
            return self.types(&value.to_string()).await;
        }
        // What is typed into a field for files WebDriver takes for their names.
        self.keys.set(self.keys.get() + 1);
        let struck = KeyActions::new("keyboard".to_owned())
            .then(KeyAction::Down { value })
            .then(KeyAction::Up { value });
        self.window.client.perform_actions(struck).await.unwrap();
    }

    /// Types where the focus is.
    pub async fn types(&self, text: &str) {
        self.keys
            .set(self.keys.get() + u32::try_from(text.chars().count()).unwrap());
        let element = self.window.client.active_element().await.unwrap();
        element.send_keys(text).await.unwrap();
    }

    /// The words of what has the focus: its own, its label's, else its text.
    pub async fn focused(&self) -> String {
        let script = "
            var at = document.activeElement;
            var labels = at.labels ? Array.from(at.labels).map(one => one.textContent).join(' ') : '';
            return (at.getAttribute('aria-label') || labels || at.textContent || '')
                .replace(/\\s+/g, ' ').trim();";
        let name = self.script(script, Vec::new()).await;
        without_direction(name.as_str().unwrap_or_default())
    }
}
