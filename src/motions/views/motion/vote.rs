//! The vote on the page of a motion: what is needed, how everybody voted, what came of it.

use uuid::Uuid;

use super::{Ahead, MotionPage, Voting};
use crate::bodies::model::votes::{Measure, Vote};
use crate::bodies::views::judged::{self, Of};
use crate::motions::model::{Form, State};
use crate::motions::store::Cast;
use crate::motions::views::named;
use crate::web::words::Speaker;

impl MotionPage {
    /// What is needed, before anybody votes.
    pub(super) fn needed(&self) -> Vec<String> {
        let t = &self.frame.t;
        let mut said = Vec::new();
        match &self.ahead {
            Some(Ahead::OfBody(outcome)) => {
                for quorum in &outcome.verdict.quorums {
                    said.push(quorum_said(t, quorum));
                }
                let threshold = &outcome.verdict.threshold;
                said.push(t.say_all(
                    "motion-needed-yes",
                    &[
                        ("needed", &threshold.needed),
                        ("whole", &judged::whole(t, Of::Body, threshold)),
                        ("present", &outcome.counts.yes),
                        ("asked", &judged::rule(t, Of::Body, &threshold.rule)),
                        ("citation", &threshold.rule.citation),
                    ],
                ));
            }
            Some(Ahead::OfMembers(ahead)) => {
                let [members, votes, majority] = &ahead.rules;
                said.push(t.say_all(
                    "motion-needed-members",
                    &[
                        ("members", &members.value),
                        ("members-citation", &members.citation),
                        ("votes", &votes.value),
                        ("votes-citation", &votes.citation),
                    ],
                ));
                said.push(t.say2(
                    "motion-needed-votes",
                    "asked",
                    judged::rule(t, Of::Members, majority),
                    "citation",
                    &majority.citation,
                ));
                if let Some(turnout) = &ahead.turnout {
                    said.push(t.say2(
                        "motion-needed-turnout",
                        "share",
                        &turnout.value,
                        "citation",
                        &turnout.citation,
                    ));
                }
            }
            None => {}
        }
        said
    }

    /// Whether it is still to be said what is needed: nothing came of the motion yet.
    pub(super) fn awaits_vote(&self) -> bool {
        let state = self.motion.state();
        (state.is_pending() || state == State::Draft) && self.declared().is_none()
    }

    /// What was declared of the vote as long as nobody confirmed it, and when.
    pub(super) fn declared(&self) -> Option<(String, String)> {
        let voting = self.voting.as_ref()?;
        if self.motion.state() != State::Put || voting.question.is_final {
            return None;
        }
        let (is_adopted, at) = (voting.question.declared?, voting.question.entered_at?);
        let has_quorum = voting
            .outcome
            .as_ref()
            .is_none_or(|outcome| outcome.verdict.quorums.iter().all(|quorum| quorum.met));
        let key = match (is_adopted, has_quorum) {
            (true, _) => "motion-declared-adopted",
            (false, true) => "motion-declared-lost",
            (false, false) => "motion-declared-no-quorum",
        };
        Some((self.frame.t.say(key), self.instant(&at)))
    }

    /// What the votes come to if somebody declares it now. Nothing before anybody voted, and
    /// nothing where whoever declares it first says what was heard or counted.
    pub(super) fn declared_now(&self) -> Option<String> {
        let voting = self.voting.as_ref()?;
        let is_filled_in = matches!(voting.form(), Form::Voice | Form::Secret);
        let is_begun = voting
            .casts
            .iter()
            .any(|cast| cast.is_written && cast.vote() != Vote::Recused);
        if is_filled_in || !is_begun {
            return None;
        }
        self.verdict()
    }

    /// What it takes to declare it as decided in writing, where that can be.
    pub(super) fn in_writing(&self) -> Option<String> {
        let voting = self.voting.as_ref()?;
        let rule = voting.consent.as_ref()?;
        (voting.put_as() == Form::RollCall).then(|| {
            let t = &self.frame.t;
            let asked = judged::rule(t, Of::Body, rule);
            t.say2(
                "motion-in-writing-hint",
                "asked",
                asked,
                "citation",
                &rule.citation,
            )
        })
    }

    /// What the votes come to: how many are needed, of whom, and why.
    pub(super) fn verdict(&self) -> Option<String> {
        let t = &self.frame.t;
        let voting = self.voting.as_ref()?;
        if let Some(decided) = &voting.decided {
            let verdict = judged::verdict(t, Of::Members, &decided.verdict);
            // The rules would carry it, and the turnout or its own method does not.
            return Some(if decided.verdict.adopted && !decided.adopted {
                format!("{verdict} {}", t.say("motion-not-chosen"))
            } else {
                verdict
            });
        }
        let outcome = voting.outcome.as_ref()?;
        let mut verdict = judged::verdict(t, Of::Body, &outcome.verdict);
        if let Some(rule) = &outcome.casting {
            let casting = t.say1("motion-casting", "citation", &rule.citation);
            verdict = format!("{verdict} {casting}");
        }
        Some(verdict)
    }

    /// The majority of those who have no interest, where somebody said that they have one.
    pub(super) fn disinterested(&self) -> Option<String> {
        let interested: Vec<Uuid> = self
            .interests
            .iter()
            .filter(|interest| interest.answer != "none")
            .map(|interest| interest.person)
            .collect();
        if interested.is_empty() {
            return None;
        }
        let voting = self.voting.as_ref()?;
        let others: Vec<&Cast> = voting
            .casts
            .iter()
            .filter(|cast| !matches!(cast.vote(), Vote::Vacant | Vote::Suspended))
            .filter(|cast| {
                cast.person
                    .is_some_and(|person| !interested.contains(&person))
            })
            .collect();
        let yes = others
            .iter()
            .filter(|cast| cast.vote() == Vote::Yes)
            .count();
        let needed = others.len() / 2 + 1;
        let key = if yes >= needed {
            "motion-disinterested-reached"
        } else {
            "motion-disinterested-missed"
        };
        Some(self.frame.t.say_all(
            key,
            &[
                ("others", &others.len()),
                ("yes", &yes),
                ("needed", &needed),
            ],
        ))
    }

    /// The eight words with how many and who.
    pub(super) fn lines(&self) -> Vec<(String, usize, String)> {
        let Some(voting) = &self.voting else {
            return Vec::new();
        };
        // Who said nothing yet counts as absent in the end, and is not called so before.
        let waits = |cast: &Cast| {
            voting.question.is_open && !cast.is_written && cast.vote() == Vote::Absent
        };
        Vote::ALL
            .into_iter()
            .map(|vote| (Some(vote), self.voted(vote)))
            .chain([(None, self.frame.t.say("motion-voted-nothing"))])
            .filter_map(|(vote, said)| {
                let who: Vec<&str> = voting
                    .casts
                    .iter()
                    .filter(|cast| {
                        vote.map_or(waits(cast), |vote| cast.vote() == vote && !waits(cast))
                    })
                    .map(|cast| cast.name.as_str())
                    .collect();
                (!who.is_empty()).then(|| {
                    let names: Vec<&str> = who
                        .iter()
                        .copied()
                        .filter(|name| !name.is_empty())
                        .collect();
                    (said, who.len(), names.join(", "))
                })
            })
            .collect()
    }

    pub(super) fn voted(&self, vote: Vote) -> String {
        named(&self.frame.t, "voted", vote.word())
    }

    /// Those whose votes whoever keeps the minutes writes down: person, name, vote so far.
    pub(super) fn roll(&self) -> Vec<(String, &str, &'static str)> {
        let Some(voting) = &self.voting else {
            return Vec::new();
        };
        voting
            .casts
            .iter()
            .filter(|cast| !matches!(cast.vote(), Vote::Vacant | Vote::Suspended | Vote::Recused))
            .filter_map(|cast| {
                let written = if cast.is_written {
                    cast.vote().word()
                } else {
                    ""
                };
                Some((cast.person?.to_string(), cast.name.as_str(), written))
            })
            .collect()
    }

    pub(super) fn roll_choices(&self) -> Vec<(&'static str, String)> {
        let t = &self.frame.t;
        let form = self.voting.as_ref().map(Voting::form);
        let votes: &[Vote] = match form {
            Some(Form::Secret) => &[Vote::NotVoting, Vote::Absent],
            _ => &[
                Vote::Yes,
                Vote::No,
                Vote::Abstain,
                Vote::NotVoting,
                Vote::Absent,
            ],
        };
        std::iter::once(("", t.say("motion-roll-open")))
            .chain(votes.iter().map(|vote| {
                let said = match (form, vote) {
                    (Some(Form::Secret), Vote::NotVoting) => t.say("motion-roll-present"),
                    (Some(Form::Voice | Form::Consent), Vote::NotVoting) => {
                        t.say("motion-roll-with-result")
                    }
                    _ => self.voted(*vote),
                };
                (vote.word(), said)
            }))
            .collect()
    }

    /// Whether the reader votes here, and how so far.
    pub(super) fn own_vote(&self) -> Option<String> {
        let person = self.reader.person?;
        let voting = self.voting.as_ref()?;
        if !voting.question.is_open || voting.form() == Form::Secret {
            return None;
        }
        let own = voting
            .casts
            .iter()
            .find(|cast| cast.person == Some(person.0))?;
        match own.vote() {
            Vote::Recused | Vote::Vacant | Vote::Suspended => None,
            _ if !own.is_written => Some(String::new()),
            vote => Some(self.voted(vote)),
        }
    }

    /// Why one who sits on the body does not vote here; empty otherwise.
    pub(super) fn kept_out(&self) -> String {
        let t = &self.frame.t;
        let own = self.reader.person.and_then(|person| {
            let voting = self
                .voting
                .as_ref()
                .filter(|voting| voting.question.is_open)?;
            voting
                .casts
                .iter()
                .find(|cast| cast.person == Some(person.0))
        });
        match own.map(Cast::vote) {
            Some(Vote::Recused) => t.say("motion-kept-out"),
            Some(Vote::Suspended) => t.say("motion-suspended"),
            _ => String::new(),
        }
    }

    /// Whether the reader can object or ask for a division.
    pub(super) fn can_demand(&self) -> bool {
        self.kept_out().is_empty()
            && self.voting.as_ref().is_some_and(|voting| {
                matches!(voting.form(), Form::Voice | Form::Consent)
                    && !voting.question.is_final
                    && self.motion.state() == State::Put
                    && self.reader.person.is_some_and(|person| {
                        voting
                            .casts
                            .iter()
                            .any(|cast| cast.person == Some(person.0))
                    })
            })
    }

    /// Those whose objection, or demand for a division, whoever keeps the minutes may have heard;
    /// nobody where none can be noted any more. The first choice is none, where there is another.
    pub(super) fn may_be_heard(&self) -> Vec<(String, String)> {
        let Some(voting) = self.voting.as_ref().filter(|voting| {
            self.reader.keeps
                && matches!(voting.form(), Form::Voice | Form::Consent)
                && !voting.question.is_final
                && self.motion.state() == State::Put
        }) else {
            return Vec::new();
        };
        let own = self.reader.person.map(|person| person.0);
        let mut choices: Vec<(String, String)> = voting
            .casts
            .iter()
            .filter(|cast| !matches!(cast.vote(), Vote::Vacant | Vote::Suspended | Vote::Recused))
            .filter(|cast| cast.person != own)
            .filter_map(|cast| Some((cast.person?.to_string(), cast.name.clone())))
            .collect();
        // Where nobody else sits there is nobody to choose, and nothing to fill in.
        if !choices.is_empty() {
            choices.insert(0, (String::new(), self.frame.t.say("motion-choose")));
        }
        choices
    }

    pub(super) fn heard(&self) -> [(&'static str, String); 3] {
        let t = &self.frame.t;
        [
            ("", t.say("motion-choose")),
            ("adopted", t.say("motion-heard-ayes")),
            ("lost", t.say("motion-heard-noes")),
        ]
    }

    pub(super) fn forms(&self) -> Vec<(&'static str, String)> {
        std::iter::once(("", self.frame.t.say("motion-choose")))
            .chain(
                Form::OF_BODIES
                    .into_iter()
                    .map(|form| (form.word(), self.form_said(form))),
            )
            .collect()
    }
}

fn quorum_said(t: &Speaker, quorum: &Measure) -> String {
    let lowered = match quorum.lowered {
        0 => String::new(),
        n => format!(" {}", t.say1("motion-needed-lowered", "n", n)),
    };
    t.say_all(
        "motion-needed-quorum",
        &[
            ("needed", &quorum.needed),
            ("whole", &judged::whole(t, Of::Body, quorum)),
            ("lowered", &lowered),
            ("citation", &quorum.rule.citation),
        ],
    )
}
