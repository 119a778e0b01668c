//! Ballots that no page of ours sends: each is judged by the server, whatever the form
//! would have let through.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::support::election::{Foundation, Place, Plan, Poll, Slip, filled, with_fresh_key};
use crate::support::{Form, Visitor, World};

/// What is written into one control.
const VALUES: [&str; 24] = [
    "0", "1", "2", "3", "4", "5", "6", "00", "01", "02", "03", "04", "05", "99", "", "-1", "1e1",
    " 01", "01 ", "0x1", "null", "[1]", "ja", "٠١",
];

/// How the ballots of a method are judged, said without the product's code.
#[derive(Clone, Copy)]
enum Rule {
    /// Ranks from 1 without a gap; one rank each, or shared.
    Ranked {
        shared: bool,
    },
    /// At most so many marks.
    Marks(usize),
    /// From 0 to 5; none at all is no ballot unless it is left blank.
    Scores,
    Motion,
}

impl Rule {
    const fn letter(self) -> &'static str {
        match self {
            Self::Ranked { .. } => "r",
            Self::Marks(_) => "a",
            Self::Scores => "s",
            Self::Motion => "motion",
        }
    }

    fn allows(self, form: &Form) -> bool {
        let of = |name: &str| form.value(name).unwrap_or_default().to_owned();
        if let Self::Motion = self {
            return ["1", "2", "3", "4"].contains(&of("motion").as_str());
        }
        let values: Vec<String> = (1..=4)
            .map(|option| of(&format!("{}{option}", self.letter())))
            .collect();
        let (known, width) = match self {
            Self::Ranked { .. } => (0..=4, 2),
            Self::Marks(_) => (0..=1, 1),
            Self::Scores | Self::Motion => (0..=5, 1),
        };
        let written: Vec<String> = known.map(|value| format!("{value:0width$}")).collect();
        let blank = of("blank");
        if !values.iter().all(|value| written.contains(value))
            || !["0", "1"].contains(&blank.as_str())
        {
            return false;
        }
        let chosen: Vec<usize> = values
            .iter()
            .map(|value| value.parse().unwrap())
            .filter(|value| *value > 0)
            .collect();
        if chosen.is_empty() || blank == "1" {
            return chosen.is_empty() && blank == "1";
        }
        let ranks: BTreeSet<usize> = chosen.iter().copied().collect();
        match self {
            Self::Ranked { shared: true } | Self::Scores | Self::Motion => true,
            Self::Ranked { shared: false } => {
                ranks.len() == chosen.len() && ranks.into_iter().eq(1..=chosen.len())
            }
            Self::Marks(most) => chosen.len() <= most,
        }
    }
}

/// Writes anything into some of a ballot's controls, legal more often than chance.
fn scribbles(form: &Form, rule: Rule, random: &mut StdRng) -> Form {
    let mut form = with_fresh_key(form);
    let controls = match rule {
        Rule::Motion => vec!["motion".to_owned()],
        Rule::Ranked { .. } | Rule::Marks(_) | Rule::Scores => {
            let letter = rule.letter();
            let mut all: Vec<String> = (1..=4).map(|option| format!("{letter}{option}")).collect();
            all.push("blank".to_owned());
            all
        }
    };
    let wide = matches!(rule, Rule::Ranked { .. });
    for control in &controls {
        let value = match random.random_range(0..12) {
            0 => VALUES[random.random_range(0..VALUES.len())].to_owned(),
            _ if control == "blank" => "0".to_owned(),
            _ if wide => format!("{:02}", random.random_range(0..=3)),
            _ => random.random_range(0..=2).to_string(),
        };
        form = form.with(control, &value);
    }
    form
}

/// A hundred forms, and some that are no forms; tells how many were taken.
async fn posts_anything(poll: &Poll, voter: &Visitor, rule: Rule, random: &mut StdRng) -> usize {
    let form = poll.ballot(voter, "Kim Abara").await;
    let mut taken = 0;
    for _ in 0..100 {
        let form = scribbles(&form, rule, random);
        let page = voter.send(&form).await;
        let legal = rule.allows(&form);
        let received = Slip::try_read(&page).is_some();
        assert_eq!(
            (received, page.status.as_u16()),
            (legal, if legal { 200 } else { 422 }),
            "{:?}: {}",
            form.fields,
            page.text()
        );
        taken += usize::from(received);
    }
    // Controls that are missing, doubled, or of another poll; bodies of other kinds.
    for index in 0..form.fields.len() {
        let mut without = with_fresh_key(&form);
        without.fields.remove(index);
        let mut doubled = with_fresh_key(&form);
        doubled.fields.push(doubled.fields[index].clone());
        let mut foreign = with_fresh_key(&form);
        foreign
            .fields
            .push((format!("{}9", rule.letter()), "01".to_owned()));
        for form in [without, doubled, foreign] {
            let page = voter.send(&form).await;
            assert!(page.status.is_client_error(), "{:?}", form.fields);
        }
    }
    let address = voter.address(&form.action);
    for (kind, body) in [
        ("application/json", "{\"r1\":\"01\",\"blank\":\"0\"}"),
        ("application/x-www-form-urlencoded", "%ff%fe=%"),
        ("application/x-www-form-urlencoded", ""),
        ("text/plain", "r1=01"),
    ] {
        let request = voter.client().post(&address).header("content-type", kind);
        let answer = request.body(body).send().await.unwrap();
        assert!(answer.status().is_client_error(), "{kind} {body}");
    }
    taken
}

// Seven hundred ballots are posted and some hundreds sealed: a quarter of a minute.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn voting_r07_whatever_is_posted_only_a_ballot_of_the_method_is_taken() {
    let Some(mut world) = World::start_unlimited("2026-08-20 09:00:00").await else {
        return;
    };
    let foundation = Foundation::found(Place::of_world(&mut world).await).await;
    foundation.certify_roll().await;
    let kim = foundation.place.sign_in("kim@mail.example").await;
    let mut random = StdRng::seed_from_u64(7);
    let mut polls = Vec::new();
    for (method, seats, rule) in [
        ("meek-prf-1", "2", Rule::Ranked { shared: false }),
        ("schulze-1", "2", Rule::Ranked { shared: true }),
        ("approval-1", "2", Rule::Marks(4)),
        ("plurality-1", "2", Rule::Marks(2)),
        ("score-1", "2", Rule::Scores),
        ("motion-1", "", Rule::Motion),
    ] {
        let plan = Plan {
            method,
            seats,
            options: if seats.is_empty() {
                ""
            } else {
                Plan::default().options
            },
            ..Plan::default()
        };
        let poll = Poll::open(&foundation, &plan).await;
        let taken = posts_anything(&poll, &kim, rule, &mut random).await;
        assert!((5..100).contains(&taken), "{method}: {taken} were taken");
        // The last that was taken is not changed by what was refused after it.
        let form = filled(
            poll.ballot(&kim, "Kim Abara").await,
            &match rule {
                Rule::Ranked { .. } => [("r1", "01")],
                Rule::Marks(_) => [("a1", "1")],
                Rule::Scores => [("s1", "3")],
                Rule::Motion => [("motion", "1")],
            },
        );
        let slip = Slip::read(&kim.send(&form).await);
        let refused = kim.send(&with_fresh_key(&form).with("own", "ABC")).await;
        assert_eq!(refused.status, 422, "{}", refused.text());
        polls.push((poll, slip));
    }
    world.advance(TimeDelta::hours(2));
    for (poll, slip) in polls {
        poll.closes(&kim).await;
        let opening = poll.opened(&foundation.ada).await;
        let manifest = poll.manifest(&kim).await;
        let files = poll.opened_files(&manifest, &opening, &poll.ada);
        let ballots = String::from_utf8(files.ballots).unwrap();
        assert_eq!(ballots.lines().count(), 1, "{ballots}");
        assert!(ballots.contains(&slip.tracker), "{ballots}");
    }
}
