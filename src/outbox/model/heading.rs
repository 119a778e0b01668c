//! What of a question heads a letter or a page. A question about a motion names the digest of its
//! text, and both stand in it as one.

/// What parts the words of a question about a motion from the digest of the text it names.
pub const TEXT_DIGEST: &str = ". Text with SHA-256 ";

/// The words of a question, as pages and subjects of letters head it, and the digest of the text
/// that it names, which they show below.
#[must_use]
pub fn parted(question: &str) -> (&str, Option<&str>) {
    let named = question.rsplit_once(TEXT_DIGEST).and_then(|(words, rest)| {
        let digest = rest.strip_suffix('.')?;
        let is_one = digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_one.then_some((words, Some(digest)))
    });
    named.unwrap_or((question, None))
}
