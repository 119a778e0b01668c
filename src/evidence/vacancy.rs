//! A seat that falls vacant, filled from what a bundle holds. Pure.

use serde_json::{Value, json};

use super::count::Ready;
use super::verify::{Given, Verdict, counted, verify};
use crate::tally::json::OptionsBy;
use crate::tally::{OptionNo, json as rendering, text, vacancy};

/// Who takes the seat, told in two ways.
#[derive(Clone, Debug)]
pub struct Filled {
    /// In plain words.
    pub text: String,
    /// As canonical JSON, without a line feed.
    pub json: String,
}

/// Verifies a bundle, and fills the seats of those who left, in their order.
///
/// # Errors
/// A sentence: the bundle does not hold, somebody is no option or holds no
/// seat, or a tie stands.
pub fn fill(given: &Given<'_>, left: &[String]) -> Result<Filled, String> {
    match verify(given).verdict {
        Verdict::Unreadable => return Err("The bundle cannot be read.".to_owned()),
        Verdict::Refused(check) => {
            return Err(format!(
                "The bundle does not hold: it is refused at check {check:02}. \
                 `commonhold verify` says why."
            ));
        }
        Verdict::Verified | Verdict::Consistent => {}
    }
    let Ready {
        contest,
        ballots,
        method,
        parameters,
    } = counted(given).map_err(|fault| format!("{fault}."))?;
    let find = |name: &String| {
        let option = contest.find(name);
        option.ok_or_else(|| format!("{name} is no option of this poll."))
    };
    let gone: Vec<OptionNo> = left.iter().map(find).collect::<Result<_, _>>()?;
    let vacancy = vacancy::fill(&contest, &ballots, method, &parameters, &gone)
        .map_err(|error| error.to_string())?;
    let names = |options: &[OptionNo]| -> Vec<&str> {
        options.iter().map(|option| contest.name(*option)).collect()
    };
    let takes = vacancy.takes.map(|option| contest.name(option));
    let result = rendering::value(&vacancy.again, OptionsBy::Name);
    let value: Value = json!({
        "kept": names(&vacancy.kept),
        "left": names(&gone),
        "result": result,
        "takes": takes,
        "tied": names(&vacancy.tied),
    });
    let conclusion = match (takes, vacancy.tied.as_slice()) {
        (Some(name), _) => format!("{name} takes the seat."),
        (None, []) => "Nobody is left who may take the seat: it stays vacant.".to_owned(),
        (None, tied) => format!(
            "The seat is between {}: a tie; a lot must decide.",
            names(tied).join(", ")
        ),
    };
    let said = format!(
        "Left: {}\nSitting: {}\n\n{}\n{conclusion}\n",
        names(&gone).join(", "),
        names(&vacancy.kept).join(", "),
        text::render(&vacancy.again),
    );
    Ok(Filled {
        text: said,
        json: rendering::canonical(&value),
    })
}
