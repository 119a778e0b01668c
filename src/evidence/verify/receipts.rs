//! Receipts: the server's promises to single voters, each kept or broken.

use super::case::Case;
use super::fault::Fault;
use super::live::gather;
use crate::seal::receipt::Receipt;

/// A clause for each receipt.
pub(super) fn check(case: &Case<'_>) -> Result<Vec<String>, Fault> {
    if case.given.receipts.is_empty() {
        return Ok(Vec::new());
    }
    let poll = &case.log()?.poll;
    let set_aside = gather(&poll.set_aside, |leaf| &leaf.digests, "set aside")?;
    let superseded = gather(&poll.superseded, |leaf| &leaf.digests, "superseded")?;
    let lost = gather(&poll.lost, |leaf| &leaf.digests, "lost")?;
    let manifest = case.manifest()?;
    let live = case.live()?.as_slice();
    let mut said = Vec::new();
    for (name, bytes) in case.given.receipts {
        let not_ours = |why: String| Fault::nobody(format!("the receipt {name}: {why}"));
        let (receipt, signature) =
            Receipt::parse_file(bytes).map_err(|why| not_ours(why.to_string()))?;
        if receipt.eid != manifest.eid() {
            return Err(not_ours("it is of another poll".to_owned()));
        }
        if receipt
            .verify(&manifest.terms().receipt_key, &signature)
            .is_err()
        {
            return Err(not_ours(
                "the key of this poll's receipts has not signed it".to_owned(),
            ));
        }
        let Receipt { digest, weight, .. } = receipt;
        let place = live.binary_search_by_key(&digest, |(digest, _)| *digest);
        let is = if let Ok(place) = place {
            let counted = live[place].1;
            if counted != weight {
                return Err(Fault::server(format!(
                    "the server broke its promise of the receipt {name}: the envelope has the \
                     weight {counted}, not {weight}"
                )));
            }
            if set_aside.binary_search(&digest).is_ok() {
                "was set aside by decision"
            } else {
                "counts"
            }
        } else if superseded.binary_search(&digest).is_ok() {
            "was replaced by a later one"
        } else if lost.binary_search(&digest).is_ok() {
            "was lost, as officers stated"
        } else {
            return Err(Fault::server(format!(
                "the server broke its promise of the receipt {name}: its envelope was never logged"
            )));
        };
        said.push(format!("the envelope of the receipt {name} {is}"));
    }
    Ok(said)
}
