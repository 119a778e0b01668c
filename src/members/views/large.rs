//! The pages of a large file of members.

use askama::Template;
use askama_web::WebTemplate;
use data_encoding::HEXLOWER;

use super::import::Bringing;
use crate::members::import::leaf::Leaf;
use crate::members::store::stages::{SHOWN_REMARKS, Stage, State};
use crate::web::Frame;

/// The upload of a large file of members.
#[derive(Template, WebTemplate)]
#[template(path = "members/large_import.html")]
pub struct LargeImportPage {
    pub frame: Frame,
    /// What was wrong; empty when nothing was.
    pub sentence: String,
}

/// A large file of members, as far as it is.
#[derive(Template, WebTemplate)]
#[template(path = "members/large_file.html")]
pub struct LargeFilePage {
    pub frame: Frame,
    pub stage: Stage,
    /// Its members, a page of them; once it was judged without a fault, until it is taken.
    pub leaf: Option<Leaf>,
    /// Place, column and sentence of the first faults.
    pub faults: Vec<(String, String, String)>,
    pub warnings: Vec<(String, String, String)>,
    pub bringing: Bringing,
}

impl LargeFilePage {
    /// The file's SHA-256 in hexadecimal, once it is whole.
    fn digest(&self) -> String {
        let hash = self.stage.hash();
        hash.map_or_else(String::new, |hash| HEXLOWER.encode(&hash.0))
    }

    fn place(&self) -> String {
        format!("/room/members/import/large/{}", self.stage.id)
    }

    fn is_under_way(&self) -> bool {
        self.stage.state.is_under_way()
    }

    /// How much of the file was read, in hundredths.
    fn percent(&self) -> i64 {
        self.stage.judged_bytes.saturating_mul(100) / self.stage.file_bytes.max(1)
    }

    fn shown(&self) -> usize {
        SHOWN_REMARKS
    }
}
