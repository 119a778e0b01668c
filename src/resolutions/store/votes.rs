//! The vote that adopted a resolution: by name or by number, held against its rules. How
//! anybody voted in secret is not here.

use diesel::prelude::*;
use diesel::sql_types::{Int4, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;

use super::one::Resolution;
use crate::bodies::model::votes::{Counts, Matter, RuleLine, Tally, Vote, rule_keys};
use crate::bodies::model::{BodyId, votes};
use crate::bodies::store::BodiesError;
use crate::bodies::store::decisions;
use crate::bodies::store::decisions::NamedVote;
use crate::db::Connection;
use crate::parties::PartyId;
use crate::rulebook::keys;

/// How it was voted on, and the rules the vote was held against.
#[derive(Clone, Debug, Default)]
pub struct Votes {
    /// Of a roster; none where the members voted.
    pub by_name: Vec<NamedVote>,
    pub tally: Option<Tally>,
    /// In the order in which a vote is judged; none where one is missing.
    pub rules: Option<[RuleLine; 3]>,
    /// The rule on deciding in writing, where it was decided so.
    pub consent: Option<RuleLine>,
    /// What a referendum asks for beside its quorums.
    pub further: Vec<RuleLine>,
}

#[derive(QueryableByName)]
struct Rule {
    #[diesel(sql_type = Text)]
    key: String,
    #[diesel(sql_type = Text)]
    value: String,
    #[diesel(sql_type = Text)]
    citation: String,
}

#[derive(QueryableByName)]
struct Ballots {
    #[diesel(sql_type = Int4)]
    votes_yes: i32,
    #[diesel(sql_type = Int4)]
    votes_no: i32,
    #[diesel(sql_type = Int4)]
    votes_abstain: i32,
}

/// The vote that adopted it; nothing of a decision without an entry.
///
/// # Errors
/// Those of the database, and a vote this program does not know.
pub async fn votes(conn: &mut Connection, resolution: &Resolution) -> Result<Votes, BodiesError> {
    let Some(entry) = resolution.entry else {
        return Ok(Votes::default());
    };
    let by_name = decisions::votes(conn, entry).await?;
    let rules: Vec<Rule> = crate::db::sql_query(
        "SELECT r.key, r.value, r.citation FROM decision_rules r WHERE r.entry = $1 ORDER BY r.key",
    )
    .bind::<SqlUuid, _>(entry)
    .load(conn)
    .await?;
    let numbers = decisions::numbers_of(conn, entry).await?;
    let ballots: Option<Ballots> = crate::db::sql_query(
        "SELECT b.votes_yes, b.votes_no, b.votes_abstain FROM decision_ballots b WHERE b.entry = $1",
    )
    .bind::<SqlUuid, _>(entry)
    .get_result(conn)
    .await
    .optional()?;
    let tally = match numbers {
        Some(numbers) => Tally::ByNumber(numbers),
        None => Tally::ByName(counted(&by_name, ballots.as_ref())),
    };
    let (rules, mut further) = in_order(rules, &resolution.label.body, resolution.matter);
    let consent = further
        .iter()
        .position(|rule| rule.key == keys::BOARD_CONSENT)
        .map(|place| further.remove(place));
    Ok(Votes {
        by_name,
        tally: Some(tally),
        rules,
        consent,
        further,
    })
}

/// Of a secret ballot it is known by name who was there, and by number how they voted.
fn counted(by_name: &[NamedVote], ballots: Option<&Ballots>) -> Counts {
    let mut counts: Counts = by_name.iter().map(|vote| vote.vote).collect();
    if let Some(ballots) = ballots {
        let heads = |count: i32| u64::try_from(count).unwrap_or_default();
        counts.yes = heads(ballots.votes_yes);
        counts.no = heads(ballots.votes_no);
        counts.abstain = heads(ballots.votes_abstain);
        let cast = counts.yes + counts.no + counts.abstain;
        counts.not_voting = counts.not_voting.saturating_sub(cast);
    }
    counts
}

/// The three rules of a vote in the order in which it is judged, and what is left. The
/// majority may be the one for reserved matters of the members, or for the bylaws.
fn in_order(
    rules: Vec<Rule>,
    body: &BodyId,
    matter: Matter,
) -> (Option<[RuleLine; 3]>, Vec<RuleLine>) {
    let mut left: Vec<RuleLine> = rules
        .into_iter()
        .map(|rule| RuleLine {
            key: rule.key,
            value: rule.value,
            citation: rule.citation,
        })
        .collect();
    let mut take = |wanted: &dyn Fn(&str) -> bool| {
        let place = left.iter().position(|rule| wanted(&rule.key))?;
        Some(left.remove(place))
    };
    let [first, second, _] = rule_keys(body, matter);
    let three = (|| {
        Some([
            take(&|key| key == first)?,
            take(&|key| key == second)?,
            take(&|key| key.ends_with(".majority") || key == keys::BYLAWS_AMENDMENT)?,
        ])
    })();
    (three, left)
}

impl Votes {
    /// Those of a roster who did the same, in the order of [`Vote::ALL`].
    #[must_use]
    pub fn lines(&self, name: &dyn Fn(PartyId) -> String) -> Vec<(Vote, usize, String)> {
        Vote::ALL
            .into_iter()
            .filter_map(|kind| {
                let of_kind = || self.by_name.iter().filter(|vote| vote.vote == kind);
                let count = of_kind().count();
                let mut who: Vec<String> =
                    of_kind().filter_map(|vote| vote.person.map(name)).collect();
                who.sort_unstable();
                (count > 0).then(|| (kind, count, who.join(", ")))
            })
            .collect()
    }

    /// What came of it; none where a rule is missing or cannot be read.
    #[must_use]
    pub fn verdict(&self) -> Option<votes::Verdict> {
        let (tally, rules) = self.tally.as_ref().zip(self.rules.as_ref())?;
        votes::judge_as_taken(tally, rules, self.consent.as_ref()).ok()
    }
}
