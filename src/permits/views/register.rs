//! The register of permissions.

use askama::Template;
use askama_web::WebTemplate;
use chrono::NaiveDate;

use super::{lines, use_said};
use crate::permits::store::register::Permission;
use crate::web::figures::hex;
use crate::web::{Frame, times};

fn standing(frame: &Frame, permission: &Permission, today: NaiveDate) -> (String, &'static str) {
    let word = permission.standing(today);
    let class = match word {
        "in-force" => "mark-certified",
        "revoked" => "mark-wrong",
        _ => "mark-closed",
    };
    (frame.t.say(&format!("permission-is-{word}")), class)
}

/// The holder as everybody reads it.
fn holder(frame: &Frame, permission: &Permission) -> String {
    if !permission.holder.is_public() {
        return frame.t.say("permission-holder-withheld");
    }
    permission.name.as_ref().map_or_else(
        || frame.t.say("permission-holder-erased"),
        |(name, _)| name.clone(),
    )
}

#[derive(Template, WebTemplate)]
#[template(path = "permits/permissions.html")]
pub struct ListPage {
    pub frame: Frame,
    pub permissions: Vec<Permission>,
    pub today: NaiveDate,
    /// The number before which there are more.
    pub next: Option<i64>,
}

impl ListPage {
    fn standing(&self, permission: &Permission) -> (String, &'static str) {
        standing(&self.frame, permission, self.today)
    }

    fn holder(&self, permission: &Permission) -> String {
        holder(&self.frame, permission)
    }

    fn use_said(&self, permission: &Permission) -> String {
        use_said(&self.frame, permission.usage)
    }

    fn day(&self, day: &NaiveDate) -> String {
        times::day(&self.frame.t, *day)
    }
}

#[derive(Template, WebTemplate)]
#[template(path = "permits/permission.html")]
pub struct PermissionPage {
    pub frame: Frame,
    pub permission: Permission,
    pub today: NaiveDate,
}

impl PermissionPage {
    fn standing(&self) -> (String, &'static str) {
        standing(&self.frame, &self.permission, self.today)
    }

    fn holder(&self) -> String {
        holder(&self.frame, &self.permission)
    }

    fn use_said(&self) -> String {
        use_said(&self.frame, self.permission.usage)
    }

    fn conditions(&self) -> Vec<String> {
        lines(&self.permission.conditions)
    }

    fn reason(&self, text: &str) -> Vec<String> {
        lines(text)
    }

    fn day(&self, day: &NaiveDate) -> String {
        times::day(&self.frame.t, *day)
    }

    fn when(&self) -> String {
        times::on_page(&self.frame, self.permission.at)
    }

    fn hex(&self, digest: &[u8]) -> String {
        hex(digest)
    }

    /// The salt in digits, where everybody may read the name.
    fn salt(&self) -> Option<String> {
        let (_, salt) = self.permission.name.as_ref()?;
        self.permission.holder.is_public().then(|| hex(salt))
    }
}
