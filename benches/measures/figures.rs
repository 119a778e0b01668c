//! Figures of several runs, and how they are printed: a line each, or one JSON
//! object.

use serde_json::{Value, json};

/// One figure of several runs.
pub struct Figure {
    name: &'static str,
    unit: &'static str,
    median: f64,
    best: f64,
    /// What we would like it to be.
    aim: Option<&'static str>,
}

/// Which end of the runs is the best.
#[derive(Clone, Copy)]
pub enum Best {
    Highest,
    Lowest,
}

impl Figure {
    /// From one value a run; the best is the highest, or the lowest.
    pub fn of(name: &'static str, unit: &'static str, best: Best, mut runs: Vec<f64>) -> Self {
        runs.sort_by(f64::total_cmp);
        let median = runs[runs.len() / 2];
        let best = match best {
            Best::Highest => runs.last().copied().unwrap_or(median),
            Best::Lowest => runs.first().copied().unwrap_or(median),
        };
        Self {
            name,
            unit,
            median,
            best,
            aim: None,
        }
    }

    pub fn aiming(mut self, aim: &'static str) -> Self {
        self.aim = Some(aim);
        self
    }

    /// As a program reads it.
    pub fn to_json(&self) -> Value {
        json!({
            "name": self.name,
            "unit": self.unit,
            "median": self.median,
            "best": self.best,
            "aim": self.aim,
        })
    }

    /// As a person reads it.
    pub fn to_line(&self) -> String {
        let aim = self
            .aim
            .map_or(String::new(), |aim| format!("  aim: {aim}"));
        format!(
            "{:<46} {:>9.2} ({:.2}) {}{aim}",
            self.name, self.median, self.best, self.unit
        )
    }
}

/// The value in the middle.
pub fn median(values: &[f64]) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// How many processors everything shares.
pub fn processors() -> usize {
    std::thread::available_parallelism().map_or(0, usize::from)
}

/// How busy this machine was over the last minute, where it says so.
pub fn load_average() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/loadavg").ok()?;
    text.split(' ').next()?.parse().ok()
}
