//! What the demonstration puts to the vote, and how its members vote.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use crate::polls::draft::{Details, Draft, DraftOption, Translation, option_id};
use crate::seal::ballot::{Choice, Vote};
use crate::tally::Method;
use crate::web::words::Locale;

pub(super) const BOARD: [(&str, &str); 4] = [
    (
        "Oluwaseun Achterberg",
        "Mirrors first: I keep two of them running and would fund a third continent.",
    ),
    (
        "Priya Raghunathan",
        "Ten years of package maintenance; the build system needs owners, plural.",
    ),
    (
        "Mateo Iriarte",
        "The board should publish its minutes within a week. I will write them.",
    ),
    (
        "Signe Kallestrup",
        "Documentation is the product most people meet first.",
    ),
];
pub(super) const NEXT_BOARD: [(&str, &str); 5] = [
    (
        "Abena Osei-Wusu",
        "I would open the release calendar to the members and keep it.",
    ),
    (
        "Lukas Brandstätter",
        "Infrastructure costs rise each year; I have cut them twice elsewhere.",
    ),
    (
        "Noor Al-Hashimi",
        "Every committee seat should be fillable by someone who works nights.",
    ),
    (
        "Maximiliane von Hardenberg-Schwarzenfels",
        "Trademarks are the commons. I practised that law for a decade.",
    ),
    (
        "Teo Lindgren",
        "I speak for those who read the mailing list and never post.",
    ),
];
pub(super) const MIRRORS: [(&str, &str); 3] = [
    ("Halima Said", "Nairobi needs a tier-one mirror."),
    (
        "Pavel Novotný",
        "Let us publish the bandwidth of every mirror.",
    ),
    (
        "June Castellano",
        "A mirror should be a weekend project, not a career.",
    ),
];
pub(super) const COMMITTEE: [(&str, &str); 4] = [
    ("Rahel Tesfaye", "Ten days for an answer means ten days."),
    (
        "Benedikt Aumüller",
        "I have read every application of the last two years.",
    ),
    (
        "Soo-ah Park",
        "Translators are contributors. I will see that they are asked to join.",
    ),
    ("Dario Conti", "Say no kindly and say why."),
];
pub(super) const AUDITORS: [(&str, &str); 2] = [
    ("Marguerite Okonjo", "Twelve years of non-profit audits."),
    ("Elias Thorvaldsen", "I count things twice."),
];

pub(super) fn options(named: &[(&str, &str)]) -> Vec<DraftOption> {
    let mut taken = BTreeSet::new();
    named
        .iter()
        .map(|(name, statement)| {
            let id = option_id(name, &taken);
            taken.insert(id.clone());
            DraftOption {
                id,
                name: (*name).to_owned(),
                statement: (*statement).to_owned(),
            }
        })
        .collect()
}

pub(super) fn draft(
    question: &str,
    method: Method,
    opens_at: DateTime<Utc>,
    closes_at: DateTime<Utc>,
) -> Draft {
    Draft {
        question: question.to_owned(),
        language: Locale::English.tag().to_owned(),
        method,
        options: Vec::new(),
        seats: 0,
        majority: String::new(),
        details: Details::default(),
        opens_at,
        closes_at,
        roll: None,
        small_cells: crate::polls::draft::SmallCellChoice::Open,
        translations: BTreeMap::new(),
        caps: None,
    }
}

pub(super) fn election(
    question: &str,
    named: &[(&str, &str)],
    seats: u32,
    opens_at: DateTime<Utc>,
    closes_at: DateTime<Utc>,
) -> Draft {
    Draft {
        options: options(named),
        seats,
        ..draft(question, Method::MeekPrf1, opens_at, closes_at)
    }
}

pub(super) fn approval(opens_at: DateTime<Utc>, closes_at: DateTime<Utc>) -> Draft {
    let named = [
        ("Tamarack 9 “Larch”", ""),
        ("Tamarack 9 “Juniper”", ""),
        ("Tamarack 9 “Alder”", ""),
    ];
    Draft {
        options: options(&named),
        seats: 1,
        ..draft(
            "Which names would you accept for the next release?",
            Method::Approval1,
            opens_at,
            closes_at,
        )
    }
}

pub(super) fn motion(opens_at: DateTime<Utc>, closes_at: DateTime<Utc>) -> Draft {
    let german = Translation {
        question: "Nimmt die Stiftung den neuen Verhaltenskodex an?".into(),
        statements: BTreeMap::new(),
    };
    Draft {
        majority: "1/2".into(),
        translations: BTreeMap::from([(Locale::German.tag().to_owned(), german)]),
        ..draft(
            "Shall the foundation adopt the new code of conduct?",
            Method::Motion1,
            opens_at,
            closes_at,
        )
    }
}

/// The ballot of the demonstration's voter with this number: varied, not random.
pub(super) fn choice(draft: &Draft, seed: usize) -> Choice {
    let count = draft.options.len().max(1);
    match draft.method {
        Method::Motion1 => {
            Choice::Motion([Vote::Yes, Vote::Yes, Vote::No, Vote::Yes, Vote::Abstain][seed % 5])
        }
        Method::Approval1 | Method::Plurality1 => {
            let marked = draft
                .options
                .iter()
                .enumerate()
                .filter(|(place, _)| (seed + place * 2).is_multiple_of(3))
                .filter_map(|(_, option)| crate::seal::code::Code::parse(&option.id).ok())
                .collect();
            if draft.method == Method::Approval1 {
                Choice::Approval(marked)
            } else {
                Choice::Plurality(marked)
            }
        }
        Method::Score1 | Method::Star1 | Method::BlocStar1 => {
            let scores = draft
                .options
                .iter()
                .enumerate()
                .filter_map(|(place, option)| {
                    let steps = usize::try_from(draft.details.max_score).ok()? + 1;
                    let score = u64::try_from((seed * 3 + place * 2) % steps).ok()?;
                    let id = crate::seal::code::Code::parse(&option.id).ok()?;
                    (score > 0).then_some((id, score))
                });
            Choice::Score(scores.collect())
        }
        Method::MeekPrf1
        | Method::ScottishStv1
        | Method::Irv1
        | Method::Schulze1
        | Method::SchulzeNoOpinion1
        | Method::SchulzeMargins1
        | Method::SchulzeMarginsNoOpinion1
        | Method::SchulzeDebian2016 => {
            let length = if seed.is_multiple_of(17) {
                0
            } else {
                1 + (seed * 7) % count
            };
            let start = (seed * seed + seed / 3) % count;
            let step = if (seed / 2).is_multiple_of(2) {
                1
            } else {
                count - 1
            };
            let order = (0..length)
                .map(|place| u32::try_from((start + place * step) % count + 1).unwrap_or(1));
            Choice::Ranked(order.map(|number| vec![number]).collect())
        }
    }
}
