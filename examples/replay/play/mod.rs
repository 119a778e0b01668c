//! An election of which every paper is known, held through the front door: a
//! member for each paper, sign-ins by mailed links, casts over HTTP under the
//! limits that everybody meets, two officers who open, count and certify, and
//! two verifiers who are asked about the evidence.
//!
//! ```text
//! Election   the papers, from a file
//! play       from an empty database to a Report
//! Report     who was elected, who ought to be, what the verifiers say, how long it took
//! ```

mod evidence;
mod expected;
mod papers;
mod voters;

use std::fmt;
use std::path::Path;
use std::time::{Duration, Instant};

use chrono::TimeDelta;

pub use papers::Election;

use crate::support::World;
use crate::support::election::{Foundation, Place, Plan, Poll};
use evidence::{Evidence, Verdict};
use expected::Expected;

/// The day on which it happens, which lies ahead: where a signal interrupts a look
/// at the clock, libfaketime shows the real time. Were that later, PostgreSQL would
/// now and then find a timeout of a minute over as soon as it had begun.
const BEGINS: &str = "2036-08-20 09:00:00";
/// How long the poll is open. Nobody waits for it: the clock leaps to the close.
/// Officers who stay away for longer are signed out after twelve hours.
const OPEN_HOURS: i64 = 8;

/// What came of it.
pub struct Report {
    file: String,
    papers: usize,
    elected: Vec<String>,
    expected: Expected,
    verdicts: [Verdict; 2],
    /// Voters whose tracker is not among the published ballots.
    missed: usize,
    bundle_bytes: u64,
    times: Times,
}

/// How long each part took.
struct Times {
    founding: Duration,
    casting: Duration,
    opening: Duration,
    counting: Duration,
    certifying: Duration,
    bundling: Duration,
}

/// Plays an election to its end; leaves the evidence in the folder `out`, an
/// absolute path. `None` where libfaketime is not installed.
///
/// # Panics
/// When a page is not what it should be: then nothing can be said of the rest.
pub async fn play(
    file: &Path,
    election: &Election,
    out: &Path,
    say: impl Fn(&str),
) -> Option<Report> {
    let expected = Expected::of(file, election).await;
    let papers = election.papers.len();
    say(&format!(
        "Founding a foundation with {papers} members who vote …"
    ));
    let mut lap = Lap(Instant::now());
    let mut world = World::start(BEGINS).await?;
    let place = Place::of_world(&mut world).await;
    let members = voters::members_csv(papers, place.now.date_naive());
    let foundation = Foundation::found_with(place, &members).await;
    foundation.certify_roll().await;
    let closes = TimeDelta::hours(OPEN_HOURS);
    let plan = Plan {
        question: &election.question,
        method: election.method.name(),
        options: &election.option_lines(),
        seats: &election.seats.to_string(),
        closes,
        ..Plan::default()
    };
    let poll = Poll::open(&foundation, &plan).await;
    let mut evidence = Evidence::begin(out, &foundation, &poll).await;
    let founding = lap.time();

    say("Voters sign in and cast …");
    let slips = voters::cast_all(&foundation, &poll, &election.papers, &say).await;
    let casting = lap.time();

    let anybody = foundation.place.visitor();
    evidence.keep(&anybody, &slips).await;
    world.advance(foundation.place.now + closes + TimeDelta::seconds(1) - world.now());
    say("The poll closes; two officers open the ballots …");
    poll.closes(&anybody).await;
    let manifest = poll.manifest(&anybody).await;
    let officers = [(&foundation.ada, &poll.ada), (&foundation.ben, &poll.ben)];
    for (officer, key) in officers {
        let opening = poll.opened(officer).await;
        let files = poll.opened_files(&manifest, &opening, key);
        let page = poll.hand_in(officer, &files).await;
        assert_eq!(page.status, 200, "{}", page.text());
    }
    let opening = lap.time();
    poll.counted(&anybody).await;
    let counting = lap.time();
    say("They certify the count …");
    poll.certify(&foundation).await;
    let certifying = lap.time();

    say("The bundle is downloaded and verified …");
    let bundle_bytes = evidence.bundle(&anybody, &poll).await;
    let bundling = lap.time();
    Some(Report {
        file: file.display().to_string(),
        papers,
        elected: evidence.elected(),
        expected,
        verdicts: evidence.verified().await,
        missed: evidence.missed(&slips),
        bundle_bytes,
        times: Times {
            founding,
            casting,
            opening,
            counting,
            certifying,
            bundling,
        },
    })
}

/// A stopwatch.
struct Lap(Instant);

impl Lap {
    /// The time since the last call.
    fn time(&mut self) -> Duration {
        let now = Instant::now();
        now - std::mem::replace(&mut self.0, now)
    }
}

impl Report {
    /// Whether all is as it ought to be.
    pub fn holds(&self) -> bool {
        self.faults().is_empty()
    }

    /// A sentence for each thing that is not.
    fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if !self.expected.are(&self.elected) {
            faults.push("Others are elected than expected.".to_owned());
        }
        if self.missed > 0 {
            faults.push(format!(
                "{} voters do not find their trackers among the published ballots.",
                self.missed
            ));
        }
        for verdict in &self.verdicts {
            if !verdict.accepts || verdict.sentence != "verified" {
                faults.push(format!("{} does not accept the bundle.", verdict.verifier));
            }
        }
        let [ours, other] = &self.verdicts;
        if ours.checks != other.checks {
            faults.push("The verifiers differ in what they find.".to_owned());
        }
        faults
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = |span: Duration| format!("{:.1} s", span.as_secs_f64());
        let papers = u32::try_from(self.papers).unwrap_or(u32::MAX);
        let rate = f64::from(papers) / self.times.casting.as_secs_f64();
        writeln!(f, "{}", self.file)?;
        writeln!(
            f,
            "  papers cast    {papers}, each found again under its tracker: {}",
            match self.missed {
                0 => "yes",
                _ => "no",
            }
        )?;
        writeln!(
            f,
            "  casts          {rate:.1} a second, from the sign-in by mailed link to the receipt"
        )?;
        writeln!(f, "  elected        {}", self.elected.join(", "))?;
        writeln!(
            f,
            "  expected       {} ({})",
            self.expected.names(),
            self.expected.source
        )?;
        for Verdict {
            verifier,
            checks,
            sentence,
            took,
            ..
        } in &self.verdicts
        {
            let of = |state: &str| checks.iter().filter(|check| check[2] == state).count();
            writeln!(
                f,
                "  {verifier}: {sentence} ({} ok, {} open, {} fails; {})",
                of("ok"),
                of("open"),
                of("fails"),
                seconds(*took)
            )?;
        }
        let times = &self.times;
        writeln!(
            f,
            "  times          founding {}, casting {}, close and openings {}, count {}, certification {}, bundle {} ({} bytes)",
            seconds(times.founding),
            seconds(times.casting),
            seconds(times.opening),
            seconds(times.counting),
            seconds(times.certifying),
            seconds(times.bundling),
            self.bundle_bytes
        )?;
        let faults = self.faults();
        for fault in &faults {
            writeln!(f, "  {fault}")?;
        }
        match faults.len() {
            0 => write!(f, "All is as it ought to be."),
            _ => write!(f, "It does not hold."),
        }
    }
}
