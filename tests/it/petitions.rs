//! Petitions: opened, signed with votes, delivered at the rulebook's share, and what
//! becomes of them.

mod clocks;
mod guards;

use crate::acts::room::bare;
use crate::support::{Form, Page, Visitor};

const KIM: &str = "kim@mail.example";
const LOU: &str = "lou@mail.example";
const MAX: &str = "max@mail.example";
const NIA: &str = "nia@mail.example";
const PIA: &str = "pia@mail.example";
const SOL: &str = "sol@mail.example";

const TITLE: &str = "A code of conduct for events";
const TEXT: &str =
    "Shall the foundation adopt a code of conduct?\n\n<script>alert(1)</script> & <b>bold</b>";

/// The form that opens a petition for a meeting, filled, for the first membership.
async fn opening(member: &Visitor, title: &str, closes_on: &str) -> Form {
    let page = member.get("/petitions/new").await;
    assert_eq!(page.status, 200, "{}", page.text());
    page.form("/petitions")
        .with("purpose", "meeting")
        .with("kind", "policy")
        .with("title", title)
        .with("text", TEXT)
        .with("closes_on", closes_on)
}

/// Signs for the only membership that the reader can sign for.
async fn signs(member: &Visitor, path: &str) -> Page {
    let page = member.get(path).await;
    let signed = member.submit(&page, "/signatures", &[]).await;
    assert_eq!(signed.status, 200, "{}", signed.text());
    assert_eq!(signed.path, path);
    signed
}

/// A form of a petition that the page does not offer to this reader.
async fn forged(member: &Visitor, action: &str, values: &[(&str, &str)]) -> Page {
    let page = member.get("/petitions").await;
    let mut form = bare(&page, action);
    let values = values
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    form.fields.extend(values);
    member.send(&form).await
}
