//! What was measured, as it goes into tables and JSON.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::chart::Chart;

/// A whole run on one store.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Report {
    /// `sqlite` or `postgres`.
    pub store: String,
    /// `full` or `quick`.
    pub size: String,
    /// Machine, versions, durability: name and text.
    pub about: BTreeMap<String, String>,
    /// What was measured under load.
    pub cases: Vec<CaseFigures>,
    /// Single figures by name: memory, start-up, statements without HTTP.
    pub facts: Facts,
    /// Charts of them.
    #[serde(default)]
    pub charts: Vec<Chart>,
}

/// Single figures by name.
pub type Facts = BTreeMap<String, f64>;

/// One case at one number of connections.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CaseFigures {
    /// The case.
    pub name: String,
    /// How many connections asked.
    pub connections: usize,
    /// Everybody's figures, in one order; the gateway's first.
    pub arms: Vec<ArmFigures>,
}

/// Medians over the rounds.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct ArmFigures {
    /// Whose.
    pub name: String,
    /// Processor time of the application, microseconds a request; absent where no process is known.
    pub application_us: Option<f64>,
    /// Processor time of the database's processes, microseconds a request.
    pub database_us: Option<f64>,
    /// Answers a second.
    pub per_second: f64,
    /// Half of all answers came within this, milliseconds.
    pub p50_ms: f64,
    /// 99 of 100 came within this, milliseconds.
    pub p99_ms: f64,
    /// Resident memory of the application after the last round, MiB.
    pub resident_mib: Option<f64>,
    /// Bytes of an answer's body.
    pub body_bytes: usize,
    /// Answers in all measured rounds.
    pub answers: u64,
}

impl ArmFigures {
    /// Processor time altogether, microseconds a request.
    pub fn cpu_us(&self) -> Option<f64> {
        self.application_us.map(|application| application + self.database_us.unwrap_or(0.0))
    }
}

impl CaseFigures {
    /// An arm's figures.
    pub fn arm(&self, name: &str) -> Option<&ArmFigures> {
        self.arms.iter().find(|arm| arm.name == name)
    }

    /// How many times the processor time of `of` the gateway needs.
    pub fn ratio(&self, of: &str) -> Option<f64> {
        Some(self.arms.first()?.cpu_us()? / self.arm(of)?.cpu_us()?)
    }
}

impl Report {
    /// A case's figures.
    pub fn case(&self, name: &str, connections: usize) -> Option<&CaseFigures> {
        self.cases.iter().find(|case| case.name == name && case.connections == connections)
    }
}

/// The middle of some figures; of an even number the mean of both in the middle; 0 of none.
pub fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    let middle = figures.len() / 2;
    match figures.len() {
        0 => 0.0,
        length if length % 2 == 1 => figures[middle],
        _ => f64::midpoint(figures[middle - 1], figures[middle]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(vec![4.0, 1.0, 2.0, 3.0]), 2.5);
        assert_eq!(median(Vec::new()), 0.0);
    }
}
