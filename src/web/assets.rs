//! Stylesheet and scripts: compiled in, and kept by browsers for a year.
//!
//! A page names an asset by [`address`], which changes with its content, so
//! that a new release is never shown with an old stylesheet.

use std::sync::LazyLock;

use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, http::header};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::WebError;

struct Asset {
    name: &'static str,
    kind: &'static str,
    body: &'static str,
}

macro_rules! asset {
    ($name:literal, $kind:literal) => {
        Asset {
            name: $name,
            kind: $kind,
            body: include_str!(concat!("../../static/", $name)),
        }
    };
}

/// The script of the page on which everybody checks for themselves: one file to the browser, and
/// to whoever saves the page; here one file for each purpose.
const CHECK: &str = concat!(
    include_str!("../../static/check/bytes.js"),
    include_str!("../../static/check/zip.js"),
    include_str!("../../static/check/tree.js"),
    include_str!("../../static/check/signed.js"),
    include_str!("../../static/check/bundle.js"),
    include_str!("../../static/check/voter.js"),
    include_str!("../../static/check/desk.js"),
);

const ASSETS: &[Asset] = &[
    asset!("commonhold.css", "text/css; charset=utf-8"),
    asset!("page.js", "text/javascript; charset=utf-8"),
    asset!("ballot.js", "text/javascript; charset=utf-8"),
    Asset {
        name: "check.js",
        kind: "text/javascript; charset=utf-8",
        body: CHECK,
    },
    asset!("icon.svg", "image/svg+xml"),
];

/// Name and address of each asset, in the order of [`ASSETS`].
static ADDRESSES: LazyLock<Vec<(&'static str, String)>> = LazyLock::new(|| {
    ASSETS
        .iter()
        .map(|asset| {
            let hash = HEXLOWER.encode(&Sha256::digest(asset.body));
            let version = hash.get(..12).unwrap_or_default();
            (asset.name, format!("/static/{}?v={version}", asset.name))
        })
        .collect()
});

/// Where a page finds this asset; `/static/` alone for a name there is none of.
#[must_use]
pub fn address(name: &str) -> &'static str {
    ADDRESSES
        .iter()
        .find(|(known, _)| *known == name)
        .map_or("/static/", |(_, address)| address.as_str())
}

/// The text of an asset, for a page that holds it; empty for a name there is none of.
#[must_use]
pub fn text(name: &str) -> &'static str {
    let asset = ASSETS.iter().find(|asset| asset.name == name);
    asset.map_or("", |asset| asset.body)
}

pub fn routes(service: &mut ServiceConfig) {
    service.route("/static/{name}", web::get().to(asset));
}

async fn asset(name: web::Path<String>, request: HttpRequest) -> Result<HttpResponse, WebError> {
    let asset = ASSETS
        .iter()
        .find(|asset| asset.name == name.as_str())
        .ok_or(WebError::NotFound)?;
    let current = request
        .uri()
        .path_and_query()
        .is_some_and(|asked| asked == address(asset.name));
    let keep = if current {
        "public, max-age=31536000, immutable"
    } else {
        "public, max-age=300"
    };
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, asset.kind))
        .insert_header((header::CACHE_CONTROL, keep))
        .body(asset.body))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write;
    use std::path::Path;

    use flate2::{Compression, write::GzEncoder};

    use super::{ASSETS, address};

    #[test]
    fn every_asset_has_an_address_that_names_its_content() {
        for asset in ASSETS {
            let address = address(asset.name);
            assert!(
                address.starts_with(&format!("/static/{}?v=", asset.name)),
                "{address}"
            );
        }
        assert_eq!(address("no-such-thing"), "/static/");
    }

    /// What a phone fetches: the sheet travels compressed, so that a comment costs next to
    /// nothing, and six kibibytes of it leave room for a page in the first ten packets that a
    /// server may send unasked (RFC 6928), about 14 kB.
    #[test]
    fn the_stylesheet_travels_light() {
        let css = super::text("commonhold.css");
        let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
        gzip.write_all(css.as_bytes()).expect("memory takes it");
        let sent = gzip.finish().expect("memory takes it");
        assert!(sent.len() < 6 << 10, "{} bytes", sent.len());
    }

    /// A text that is shown as it is written may have a line of any length: it wraps, or has a
    /// frame that scrolls, and makes no page wider.
    #[test]
    fn a_text_as_it_is_written_makes_no_page_wider() {
        let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("templates")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("a folder of the package") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let text = fs::read_to_string(&path).expect("a text file");
                for (at, _) in text.match_indices("<pre") {
                    let tag = text[at..].split('>').next().unwrap_or_default();
                    let is_held = ["class=\"whole\"", "class=\"scroll\"", "class=\"file\""]
                        .iter()
                        .any(|class| tag.contains(class));
                    let is_letter = text[..at].contains("class=\"letter\"");
                    assert!(is_held || is_letter, "{}: {tag}>", path.display());
                }
            }
        }
    }
}
