//! The register as everybody reads it.

use askama::Template;
use askama_web::WebTemplate;

use super::{
    CaseView, LinkView, ToldView, case_views, day, event_said, facts, gap_said, link_views,
    told_views, word,
};
use crate::registry::model::{Kind, RoleKind, label};
use crate::registry::store::assets::Line;
use crate::registry::store::incidents::Incident;
use crate::registry::store::whole::Whole;
use crate::web::Frame;
use crate::web::error::encode_path;

/// The register, a page of it.
#[derive(Template, WebTemplate)]
#[template(path = "registry/list.html")]
pub struct ListPage {
    pub frame: Frame,
    pub kinds: Vec<(Kind, i64)>,
    pub kind: Option<Kind>,
    pub words: String,
    pub lines: Vec<Line>,
    /// Whether this is not the first page.
    pub is_later: bool,
    /// The number after which there are more; 0 where there are none.
    pub last: i64,
}

impl ListPage {
    fn choices(&self) -> Vec<(String, String)> {
        let all = (String::new(), self.frame.t.say("registry-any-kind"));
        let kinds = self.kinds.iter().map(|(kind, many)| {
            let said = word(&self.frame, "kind", kind.word());
            (kind.word().to_owned(), format!("{said} ({many})"))
        });
        std::iter::once(all).chain(kinds).collect()
    }

    fn kind_word(&self) -> &'static str {
        self.kind.map_or("", Kind::word)
    }

    fn address(&self, after: i64) -> String {
        let mut address = format!(
            "/registry?kind={}&q={}",
            self.kind_word(),
            encode_path(&self.words)
        );
        if after > 0 {
            address.push_str(&format!("&after={after}"));
        }
        address
    }

    fn first_address(&self) -> String {
        self.address(0)
    }

    fn next_address(&self) -> String {
        self.address(self.last)
    }

    fn label(&self, line: &Line) -> String {
        label(line.asset.number)
    }

    fn said(&self, prefix: &str, of: &str) -> String {
        word(&self.frame, prefix, of)
    }
}

/// One asset.
#[derive(Template, WebTemplate)]
#[template(path = "registry/asset.html")]
pub struct AssetPage {
    pub frame: Frame,
    pub one: Body,
}

impl AssetPage {
    #[must_use]
    pub fn new(frame: Frame, whole: Whole) -> Self {
        Self {
            one: Body {
                frame: frame.clone(),
                whole,
            },
            frame,
        }
    }
}

/// What everybody may know of an asset, on its page and on paper.
pub struct Body {
    pub frame: Frame,
    pub whole: Whole,
}

impl Body {
    fn label(&self) -> String {
        label(self.whole.asset.number)
    }

    fn said(&self, prefix: &str, of: &str) -> String {
        word(&self.frame, prefix, of)
    }

    fn facts(&self) -> Vec<(String, String)> {
        facts(&self.frame, &self.whole.asset)
    }

    fn cases(&self) -> Vec<CaseView> {
        case_views(&self.frame, &self.whole)
    }

    fn links(&self) -> Vec<LinkView> {
        link_views(&self.frame, &self.whole)
    }

    fn gaps(&self) -> Vec<String> {
        self.whole
            .gaps
            .iter()
            .map(|gap| gap_said(&self.frame, gap))
            .collect()
    }

    /// How the owner's name was typed where it was corrected since.
    fn mistyped(&self) -> Vec<&str> {
        let versions = &self.whole.versions;
        versions
            .iter()
            .zip(versions.iter().skip(1))
            .filter(|(version, _)| version.corrected)
            .map(|(_, before)| before.owner.as_str())
            .collect()
    }

    fn told(&self) -> Vec<ToldView> {
        told_views(&self.frame, &self.whole)
    }

    /// Incidents that two officers recorded and that stand.
    fn standing(&self) -> Vec<&Incident> {
        self.whole.standing()
    }

    /// Incidents that were put right.
    fn over(&self) -> Vec<&Incident> {
        let over = |incident: &&Incident| incident.end_confirmed;
        self.whole.incidents.iter().filter(over).collect()
    }

    fn day(&self, on: &chrono::NaiveDate) -> String {
        day(&self.frame, *on)
    }

    /// What happened: words, day, case.
    fn events(&self) -> Vec<(String, String, String)> {
        self.whole
            .events
            .iter()
            .map(|event| {
                (
                    event_said(&self.frame, &event.code),
                    day(&self.frame, event.happened_on),
                    self.whole.case_label(event.mark_case),
                )
            })
            .collect()
    }

    /// Parties but for those that are no business of everybody's.
    fn parties(&self) -> Vec<(String, &str)> {
        self.whole
            .roles
            .iter()
            .filter(|role| {
                use RoleKind::{Adversary, Counsel, Signer};
                !matches!(role.role, Counsel | Adversary | Signer)
            })
            .map(|role| {
                let said = word(&self.frame, "role", role.role.word());
                (said, role.name.as_str())
            })
            .collect()
    }

    /// Custodians who hold an office, by which everybody knows them.
    fn in_office(&self) -> String {
        let mut names: Vec<&str> = self
            .whole
            .custodians
            .iter()
            .filter(|kept| kept.in_office)
            .map(|kept| kept.name.as_str())
            .collect();
        names.sort_unstable();
        names.dedup();
        names.join(", ")
    }
}

/// The whole register on paper.
#[derive(Template, WebTemplate)]
#[template(path = "registry/paper.html")]
pub struct PaperPage {
    pub frame: Frame,
    /// When it was printed, in words.
    pub at: String,
    pub assets: Vec<Body>,
}
