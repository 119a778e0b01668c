//! How ready an election is for its opening: a line for each thing, with what to do. Pure.

use super::caps::Fillable;

/// How a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Light {
    Green,
    /// To be looked at; does not hinder.
    Yellow,
    Red,
}

impl Light {
    /// The class of the mark on a page, and its sign with a word.
    #[must_use]
    pub fn mark(self) -> (&'static str, &'static str) {
        match self {
            Self::Green => ("certified", "✓ ready"),
            Self::Yellow => ("open", "→ look"),
            Self::Red => ("wrong", "! not ready"),
        }
    }
}

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ready {
    pub light: Light,
    pub what: &'static str,
    pub sentence: String,
    /// Where it is put right.
    pub path: String,
}

impl Ready {
    #[must_use]
    pub fn new(
        light: Light,
        what: &'static str,
        sentence: impl Into<String>,
        path: impl Into<String>,
    ) -> Self {
        Self {
            light,
            what,
            sentence: sentence.into(),
            path: path.into(),
        }
    }
}

/// Whether every line allows the opening.
#[must_use]
pub fn all_ready(lines: &[Ready]) -> bool {
    lines.iter().all(|line| line.light != Light::Red)
}

/// Whether the cap lets every seat be filled.
#[must_use]
pub fn caps_line(seats: u32, found: Option<Fillable>, hindered: &[String], path: &str) -> Ready {
    const WHAT: &str = "Affiliation cap";
    let Some(found) = found else {
        return Ready::new(Light::Green, WHAT, "The rulebook caps nobody.", path);
    };
    let mut sentence = if found.seats >= seats {
        format!("All {seats} seats can be filled, whoever is elected first.")
    } else if found.exact {
        format!(
            "Only {} of {seats} seats can be filled: no two of one group sit together, and directors who stay count. Nominate others, or put fewer seats to the vote.",
            found.seats
        )
    } else {
        format!(
            "{} of {seats} seats can be filled by the best set found; not every set was tried.",
            found.seats
        )
    };
    for one in hindered {
        sentence = format!("{sentence} {one}.");
    }
    let light = if found.seats < seats {
        Light::Red
    } else if hindered.is_empty() {
        Light::Green
    } else {
        Light::Yellow
    };
    Ready::new(light, WHAT, sentence, path)
}

/// Whether there are candidates enough.
#[must_use]
pub fn candidates_line(seats: u32, candidates: usize, path: &str) -> Ready {
    let enough = usize::try_from(seats).is_ok_and(|seats| seats <= candidates);
    let light = match (enough, candidates) {
        (true, 2..) => Light::Green,
        _ => Light::Red,
    };
    let sentence = match light {
        Light::Green | Light::Yellow => {
            format!("{candidates} candidates are published, for {seats} seats.")
        }
        Light::Red => format!(
            "{candidates} candidates are published, for {seats} seats; a ballot also needs two. The committee finds nominees eligible and publishes the list."
        ),
    };
    Ready::new(light, "Candidates", sentence, path)
}

#[cfg(test)]
mod tests {
    use super::{Light, all_ready, candidates_line, caps_line};
    use crate::elections::model::caps::Fillable;

    #[test]
    fn a_cap_that_cannot_be_kept_is_red_before_the_opening() {
        let found = |seats| Some(Fillable { seats, exact: true });
        assert_eq!(caps_line(3, found(2), &[], "/").light, Light::Red);
        assert_eq!(caps_line(3, found(3), &[], "/").light, Light::Green);
        let hindered = ["Ada cannot be elected".to_owned()];
        assert_eq!(caps_line(3, found(3), &hindered, "/").light, Light::Yellow);
        assert_eq!(caps_line(3, None, &[], "/").light, Light::Green);
    }

    #[test]
    fn a_seat_without_a_candidate_is_red() {
        for (seats, candidates, light) in [
            (2, 1, Light::Red),
            (1, 1, Light::Red),
            (2, 2, Light::Green),
            (1, 4, Light::Green),
        ] {
            let line = candidates_line(seats, candidates, "/");
            assert_eq!(line.light, light);
            assert_eq!(all_ready(&[line]), light != Light::Red);
        }
    }
}
