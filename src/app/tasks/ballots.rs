//! Ballots that are not in yet. Whoever has voted has no item, and can vote again
//! all the same: the item says so.

use crate::db::Connection;
use crate::polls;
use crate::rulebook::keys;
use crate::rulebook::store as rulebook;
use crate::tasks::{Answer, Item, Reader, Work};

pub(super) struct Ballots;

impl Work for Ballots {
    fn items<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a> {
        Box::pin(async move {
            let polls = polls::store::open_now(conn).await?;
            if polls.is_empty() {
                return Ok(Vec::new());
            }
            let rule = rulebook::find(conn, keys::BALLOT_REVOTE, reader.now).await?;
            let mut items = Vec::new();
            for poll in polls {
                let title = poll.draft.title_in(reader.t.locale);
                for line in polls::store::uncast(conn, &poll, reader.person).await? {
                    items.push(Item {
                        key: format!("poll:{}:ballot:membership-{}", poll.number, line.number),
                        sentence: reader.t.say2(
                            "task-ballot",
                            "member",
                            &line.member,
                            "title",
                            title.as_str(),
                        ),
                        english: false,
                        path: format!("/polls/{}/ballot/{}", poll.number, line.number),
                        due: poll.facts.closes_at,
                        to_the_hour: true,
                        since: poll.facts.opens_at,
                        rule: rule.clone(),
                        shared: String::new(),
                        can_wait: true,
                    });
                }
            }
            Ok(items)
        })
    }
}
