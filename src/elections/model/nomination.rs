//! A nomination judged as it is made: every rule that refuses it, with where it
//! stands. Pure.

use chrono::{Days, Months, NaiveDate};

use super::Cited;
use crate::bodies::model::terms::{Eligibility, Served, TermRules, eligibility};
use crate::rulebook::keys;
use crate::rulebook::model::value::Span;
use crate::web::times::weekday_said;

/// Who may nominate themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SelfRule {
    Never,
    /// A person who acts for a member organisation with which they are affiliated.
    SponsorsOnly,
    Anyone,
}

impl SelfRule {
    /// Reads the value of the rule.
    #[must_use]
    pub fn parse(value: &str) -> Option<Self> {
        match value {
            "never" => Some(Self::Never),
            "sponsors only" => Some(Self::SponsorsOnly),
            "anyone" => Some(Self::Anyone),
            _ => None,
        }
    }
}

/// The rules on nominations. Where no document answers, the strict reading holds,
/// and its citation says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Members nominate, and nobody by an office.
    pub by: Cited<()>,
    /// How many nominations each membership has.
    pub count: Cited<u32>,
    pub selves: Cited<SelfRule>,
    /// An organisation nominates somebody affiliated with it.
    pub sponsor: Cited<bool>,
    /// Whether a member of the committee may nominate.
    pub by_committee: Cited<bool>,
    /// Nobody on the committee is nominated.
    pub committee: Cited<()>,
    /// How long a nominee has been a member when the vote opens.
    pub standing: Cited<Option<Span>>,
    /// Whether somebody of one group with a director who stays can be elected.
    pub cap: Cited<bool>,
    pub open_days: String,
    pub close_days: String,
    /// None where the rulebook has no limit.
    pub terms: Option<TermRules>,
}

/// For what a person acts who nominates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Nominator {
    /// As the holder of an office, which nominates nobody.
    Office(String),
    Member(Member),
}

/// The membership that nominates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub name: String,
    pub class_name: String,
    pub organisation: bool,
    /// Its votes on the day that decides: the record date, or today while that lies ahead.
    pub votes: u32,
    pub votes_on: NaiveDate,
    /// Reasons against its good standing today; none when it is in good standing.
    pub not_good: Vec<String>,
    /// Whether the person who acts sits on the committee.
    pub on_committee: bool,
    /// Whom it nominated before, and who has not declined.
    pub earlier: Vec<String>,
}

/// Who is nominated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nominee {
    pub name: String,
    /// The person who nominates, or whose membership it is.
    pub is_nominator: bool,
    /// Affiliated with the organisation that nominates.
    pub affiliated: bool,
    pub on_committee: bool,
    /// Since when a member: by the oldest membership of their own, or of the
    /// organisation for which they stand. None is no member at all.
    pub member_since: Option<NaiveDate>,
    /// Reasons against the good standing of every such membership; none where one
    /// is in good standing.
    pub not_good: Vec<String>,
    /// Times on seats of the body.
    pub served: Vec<Served>,
    /// Sits on a seat that is not up for election.
    pub sits_until: Option<NaiveDate>,
    /// A director who stays, and the group that both belong to.
    pub group_sits: Option<(String, String)>,
}

/// What is known when somebody nominates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    pub today: NaiveDate,
    pub nominations_open: NaiveDate,
    pub nominations_close: NaiveDate,
    /// The list of candidates is published.
    pub published: bool,
    pub opens_on: NaiveDate,
    /// On which day the term of whoever is elected can begin.
    pub begins_on: NaiveDate,
    pub nominator: Nominator,
    pub nominee: Nominee,
}

/// One rule that refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub key: &'static str,
    pub citation: String,
    pub sentence: String,
}

/// The day on which somebody who joined on a day has been a member for this span.
#[must_use]
pub fn long_enough_from(since: NaiveDate, span: Span) -> NaiveDate {
    let reached = match span {
        Span::Days(days) => since.checked_add_days(Days::new(u64::from(days))),
        // Five of them a week.
        Span::BusinessDays(days) => {
            since.checked_add_days(Days::new(u64::from(days).saturating_mul(7).div_ceil(5)))
        }
        Span::Months(months) => since.checked_add_months(Months::new(months)),
    };
    reached.unwrap_or(NaiveDate::MAX)
}

fn span_said(span: Span) -> String {
    match span {
        Span::Days(days) => format!("{days} days"),
        Span::BusinessDays(days) => format!("{days} business days"),
        Span::Months(months) => format!("{months} months"),
    }
}

fn push(refusals: &mut Vec<Refusal>, key: &'static str, citation: &str, sentence: String) {
    refusals.push(Refusal {
        key,
        citation: citation.to_owned(),
        sentence,
    });
}

/// Every rule that refuses this nomination, in the order of the rulebook's keys as
/// a reader meets them: the time, the nominator, the nominee. None: it is accepted.
#[must_use]
pub fn judge(attempt: &Attempt, rules: &Rules) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    time(attempt, rules, &mut refusals);
    match &attempt.nominator {
        Nominator::Office(office) => push(
            &mut refusals,
            keys::NOMINATION_BY,
            &rules.by.citation,
            format!(
                "Members nominate. You act here as {office}, and no office nominates anybody. Nominate as a member, if you are one."
            ),
        ),
        Nominator::Member(member) => nominator(member, attempt, rules, &mut refusals),
    }
    nominee(attempt, rules, &mut refusals);
    refusals
}

fn time(attempt: &Attempt, rules: &Rules, refusals: &mut Vec<Refusal>) {
    if attempt.today < attempt.nominations_open {
        push(
            refusals,
            keys::NOMINATIONS_OPEN_DAYS,
            &rules.open_days,
            format!(
                "Nominations open on {}. Come back then.",
                weekday_said(&attempt.nominations_open)
            ),
        );
    } else if attempt.nominations_close < attempt.today || attempt.published {
        push(
            refusals,
            keys::NOMINATIONS_CLOSE_DAYS,
            &rules.close_days,
            format!(
                "Nominations closed on {}. Look at the election’s page for what comes next.",
                weekday_said(&attempt.nominations_close)
            ),
        );
    }
}

fn nominator(member: &Member, attempt: &Attempt, rules: &Rules, refusals: &mut Vec<Refusal>) {
    let nominee = &attempt.nominee;
    if member.votes == 0 {
        push(
            refusals,
            keys::NOMINATION_BY,
            &rules.by.citation,
            format!(
                "Members with a vote nominate. {} ({}) has none on {}. Ask a member with a vote.",
                member.name,
                member.class_name,
                weekday_said(&member.votes_on)
            ),
        );
    }
    if !member.not_good.is_empty() {
        push(
            refusals,
            keys::NOMINATION_BY,
            &rules.by.citation,
            format!(
                "{} is not in good standing: {}",
                member.name,
                member.not_good.join(" ")
            ),
        );
    }
    if member.on_committee && !rules.by_committee.value {
        push(
            refusals,
            keys::NOMINATION_BY_COMMITTEE,
            &rules.by_committee.citation,
            "You sit on the election committee, whose members nominate nobody in the election they run. Ask another member.".to_owned(),
        );
    }
    let count = u32::try_from(member.earlier.len()).unwrap_or(u32::MAX);
    if rules.count.value <= count {
        let names = member.earlier.join(", ");
        push(
            refusals,
            keys::NOMINATION_COUNT,
            &rules.count.citation,
            match rules.count.value {
                1 => format!(
                    "Each member nominates one candidate. {} has nominated {names} already. Ask another member.",
                    member.name
                ),
                most => format!(
                    "Each member nominates at most {most} candidates. {} has nominated {names} already. Ask another member.",
                    member.name
                ),
            },
        );
    } else if member.earlier.contains(&nominee.name) {
        push(
            refusals,
            keys::NOMINATION_COUNT,
            &rules.count.citation,
            format!(
                "{} has nominated {} already. Nothing is left to do.",
                member.name, nominee.name
            ),
        );
    }
    let by_exception = member.organisation && nominee.affiliated;
    if nominee.is_nominator
        && match rules.selves.value {
            SelfRule::Never => true,
            SelfRule::SponsorsOnly => !by_exception,
            SelfRule::Anyone => false,
        }
    {
        push(
            refusals,
            keys::NOMINATION_SELF,
            &rules.selves.citation,
            match rules.selves.value {
                SelfRule::Never => "Nobody nominates themselves. Ask another member to nominate you.".to_owned(),
                SelfRule::SponsorsOnly | SelfRule::Anyone => {
                    "Nobody nominates themselves, but for the representative of an organisation. Ask another member to nominate you."
                        .to_owned()
                }
            },
        );
    }
    if member.organisation && rules.sponsor.value && !nominee.affiliated {
        push(
            refusals,
            keys::NOMINATION_SPONSOR,
            &rules.sponsor.citation,
            format!(
                "An organisation nominates somebody affiliated with it. No tie of {} to {} is on record. Name somebody affiliated, or have the tie recorded first.",
                nominee.name, member.name
            ),
        );
    }
}

fn nominee(attempt: &Attempt, rules: &Rules, refusals: &mut Vec<Refusal>) {
    let nominee = &attempt.nominee;
    let name = &nominee.name;
    if nominee.on_committee {
        push(
            refusals,
            keys::ELECTION_COMMITTEE,
            &rules.committee.citation,
            format!(
                "{name} sits on the election committee, and cannot be nominated in this election. Name somebody else."
            ),
        );
    }
    let standing = &rules.standing;
    match nominee.member_since {
        None => push(
            refusals,
            keys::NOMINEE_STANDING,
            &standing.citation,
            format!(
                "{name} is no member, and stands for no member organisation. Name somebody else."
            ),
        ),
        Some(since) => {
            if !nominee.not_good.is_empty() {
                push(
                    refusals,
                    keys::NOMINEE_STANDING,
                    &standing.citation,
                    format!(
                        "{name} is not in good standing: {}",
                        nominee.not_good.join(" ")
                    ),
                );
            }
            if let Some(span) = standing.value {
                let from = long_enough_from(since, span);
                if attempt.opens_on < from {
                    push(
                        refusals,
                        keys::NOMINEE_STANDING,
                        &standing.citation,
                        format!(
                            "A nominee has been a member for {} when the vote opens, on {}. {name} has from {} on. Name somebody else.",
                            span_said(span),
                            weekday_said(&attempt.opens_on),
                            weekday_said(&from)
                        ),
                    );
                }
            }
        }
    }
    if let Some(terms) = &rules.terms
        && let Eligibility::TermedOut { reason, .. } =
            eligibility(&nominee.served, terms, attempt.begins_on)
    {
        push(
            refusals,
            keys::BOARD_TERM_LIMIT,
            &terms.citation,
            format!("{name} cannot begin another term then. {reason}"),
        );
    }
    if let Some(until) = nominee.sits_until {
        push(
            refusals,
            keys::BOARD_COHORTS,
            &rules.cap.citation,
            if until == NaiveDate::MAX {
                format!(
                    "{name} holds a seat already that is not up for election. Name somebody else."
                )
            } else {
                format!(
                    "{name} holds a seat already that is not up for election, until {}. Name somebody else.",
                    weekday_said(&until)
                )
            },
        );
    } else if let Some((director, group)) = &nominee.group_sits
        && rules.cap.value
    {
        push(
            refusals,
            keys::BOARD_CAP_SCOPE,
            &rules.cap.citation,
            format!(
                "{director}, who stays a director, belongs to {group} as {name} does; no two of one group sit together. Name somebody else."
            ),
        );
    }
}

#[cfg(test)]
mod tests;
