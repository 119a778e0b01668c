//! The key an election officer has yet to bring, and acts that wait for its
//! signature.

use crate::acts;
use crate::acts::store::{ActRow, VOUCHERS};
use crate::app::acts::subjects;
use crate::bodies::Office;
use crate::certifier;
use crate::db::Connection;
use crate::evidence::leaf::PollOpened;
use crate::polls;
use crate::rulebook::store as rulebook;
use crate::seal::hash::PublicKey;
use crate::seal::keys::PublicPart;
use crate::tasks::work::Fault;
use crate::tasks::{Answer, Item, Reader, Work};

/// Who signs, and hence has a key.
const SIGNS: Office = Office::ElectionOfficer;

pub(super) struct Keys;

impl Work for Keys {
    fn items<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a> {
        Box::pin(async move {
            if !reader.holds(SIGNS) {
                return Ok(Vec::new());
            }
            let person = reader.person.0;
            let keys = acts::store::keys(conn).await?;
            if keys.iter().any(|key| key.person_id == person) {
                return Ok(Vec::new());
            }
            let uploads = acts::store::uploaded_keys(conn).await?;
            let brought = uploads.iter().rfind(|upload| upload.person_id == person);
            if let Some(brought) = brought {
                // What was brought waits for the certifier, or for the signatures of an act.
                let waits = match PublicPart::parse(brought.part.as_bytes()) {
                    Ok(PublicPart::Sign(part)) => {
                        keys.len() < VOUCHERS
                            || acts::store::awaiting(conn, person, &part).await?.is_some()
                    }
                    Ok(PublicPart::Seal(_) | PublicPart::Shared(_)) | Err(_) => false,
                };
                if waits {
                    return Ok(Vec::new());
                }
            }
            Ok(vec![Item::of_office(
                "key:own".to_owned(),
                "Bring the public half of your key: without it you sign nothing.".to_owned(),
                "/room/key".to_owned(),
            )])
        })
    }
}

/// With the key that receipts are signed with, which stands in a manifest: a draft
/// that changed after its opening was prepared is opened by another act.
pub(super) struct Acts(pub(super) PublicKey);

impl Work for Acts {
    fn items<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a> {
        Box::pin(async move {
            if !reader.holds(SIGNS) {
                return Ok(Vec::new());
            }
            let mut items = Vec::new();
            for act in acts::store::waiting(conn).await? {
                items.extend(self.item(conn, reader, &act).await?);
            }
            Ok(items)
        })
    }
}

impl Acts {
    /// The item of an act that this officer can sign and has not; none where as
    /// many have signed as the certifier asks for, or it opens nothing any more.
    async fn item(
        &self,
        conn: &mut Connection,
        reader: &Reader,
        act: &ActRow,
    ) -> Result<Option<Item>, Fault> {
        let keys = polls::store::signing_keys(conn, &act.kind, act.subject_id).await?;
        let Some(own) = keys.iter().find(|key| key.person_id == reader.person.0) else {
            return Ok(None);
        };
        let Ok(content) = act.act() else {
            return Ok(None);
        };
        let signatures = acts::store::signatures(conn, act.id).await?;
        // Whoever took theirs back is not asked again.
        let asked_already = signatures.iter().any(|by| by.name == own.name);
        let standing = signatures.iter().filter(|by| by.stands);
        let mut names: Vec<&str> = standing.map(|by| by.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        let rule = match certifier::rule_of(content.leaf()) {
            Some(key) => rulebook::find(conn, key, reader.now).await?,
            None => None,
        };
        let enough = names.len() >= certifier::needed(conn, act, &content).await?;
        if enough || asked_already || !self.stands(conn, act).await? {
            return Ok(None);
        }
        let place = subjects().place(conn, &act.kind, act.subject_id).await?;
        let name = place.as_ref().map_or("", |(_, name)| name.as_str());
        let purpose = acts::purpose(&act.kind, name);
        let sentence = format!("Sign act {}: {purpose}", act.number);
        let path = format!("/room/acts/{}", act.number);
        Ok(Some(Item {
            since: Some(act.recorded_at),
            rule,
            shared: reader.shared(&[SIGNS]),
            ..Item::of_office(format!("act:{}:signature", act.number), sentence, path)
        }))
    }

    /// Whether the act still does what it was prepared for.
    async fn stands(&self, conn: &mut Connection, act: &ActRow) -> Result<bool, Fault> {
        if act.kind != PollOpened::KIND {
            return Ok(true);
        }
        let Some(poll) = polls::store::by_id(conn, act.subject_id).await? else {
            return Ok(false);
        };
        if poll.facts.opened {
            return Ok(false);
        }
        let Ok(manifest) = polls::assemble(conn, &poll, self.0).await? else {
            return Ok(false);
        };
        let opens = polls::store::opening_that_waits(conn, poll.id, &manifest).await?;
        Ok(opens == Some(act.number))
    }
}
